"""What is wrong with the value of a field, and what to write instead, in plain words."""

import re
from decimal import Decimal
from typing import Final

from pilotgate.document import Node, Scalar, Sequence
from pilotgate.errors import did_you_mean
from pilotgate.fields import TEXTS, FieldInfo
from pilotgate.record import Record
from pilotgate.shape import DATES, UNITS, VALID
from pilotgate.shown import shown
from pilotgate.values import CURRENCIES, Duration, boolean, date_of, number

HINTS: Final = {
    "string": "write a text",
    "prose": "write one or more sentences",
    "id": "write a short name, such as claims-triage",
    "ref": "write user:default/anna.k, group:payments, an e-mail address or a @github-handle",
    "path": "write a path from the root of the repository, or an https URL",
    "licence": "write an SPDX identifier, such as Apache-2.0",
    "sha256": "write the 64 hexadecimal digits that sha256sum prints",
    "currency": "write an ISO 4217 code, such as EUR",
    "number": "write a number, such as 5.0, without quotes, unit or percent sign",
    "integer": "write a whole number, such as 20, without quotes or unit",
    "rate": "write a share between 0 and 1, such as 0.95 for 95 %",
    "boolean": "write true or false",
    "date": "write the date as YYYY-MM-DD",
    "duration": "write an ISO 8601 duration: P6M is six months, P90D ninety days, PT72H 72 hours",
}
"""What to write in a field of each type."""

_NOUNS: Final = {
    "string": "a text",
    "prose": "a text",
    "id": "a name",
    "ref": "a person or a team",
    "path": "a path",
    "licence": "a licence",
    "sha256": "a sha256 digest",
    "currency": "a currency of ISO 4217",
    "number": "a number",
    "integer": "a whole number",
    "rate": "a share between 0 and 1",
    "boolean": "true or false",
    "date": "a date",
    "duration": "an ISO 8601 duration",
}
_FEW: Final = 12
_WHOLE: Final = 100


class Wording(Record):
    """What is wrong; what to write; and the exact text to put there where that is safe."""

    text: str
    fix: str
    replacement: str | None = None
    invariant: str = VALID


def describe(name: str, node: Node, info: FieldInfo, *, limit: bool = False) -> Wording:
    """Why `node` is no value of this field. `limit`: it is a number, but too small or too big."""
    if isinstance(node, Scalar):
        if info.type in {"section", "list", "map"}:
            return _scalar_for_many(name, node, info)
        if info.path.endswith("not_applicable") and info.type == "prose":
            return Wording(f"{name} wants a reason", "write in a few words why it does not apply")
        return _of_type(name, node, info, limit=limit)
    if info.type == "list":
        return Wording(
            f"{name} is a list, but its items are not marked as such",
            f'begin each item with "- ", or write {name}: {info.example}',
        )
    what = "a list" if isinstance(node, Sequence) else "a section"
    if info.type in {"section", "map"}:
        return Wording(
            f"{name} is a section, not a list", f"write {_last(info.path)}: {info.example}"
        )
    return Wording(f"{name} is one value, not {what}", _hint(info))


def _scalar_for_many(name: str, node: Scalar, info: FieldInfo) -> Wording:
    kind = "list" if info.type == "list" else "section"
    replacement = None
    one_word = node.plain and not any(char in node.text for char in ",[]{}#:\n")
    if kind == "list" and one_word and not info.example.startswith("[{"):
        replacement = f"[{node.text}]"
    example = replacement or info.example
    key = "" if info.path.endswith("[]") else f"{_last(info.path)}: "
    return Wording(
        f'{name} is a {kind}, not the single value "{shown(node.text)}"',
        f"write {key}{example}",
        replacement,
    )


def _of_type(name: str, node: Scalar, info: FieldInfo, *, limit: bool) -> Wording:
    kind = info.type
    if limit:
        return _out_of_limits(name, node, info)
    if kind in TEXTS and node.plain and _not_a_text(node.text):
        return quoted(name, node)
    if kind == "enum":
        return _enum(name, node, info)
    if kind == "boolean":
        return _boolean(name, node)
    if kind in {"number", "integer", "rate"}:
        return _number(name, node, info)
    if kind == "date":
        return _date(name, node)
    if kind == "duration":
        return _duration(name, node, info)
    if kind == "currency":
        return _currency(name, node)
    return _text(name, node, info)


def quoted(name: str, node: Scalar) -> Wording:
    """A text that other programs would read as a number, a truth or nothing."""
    text = node.text
    if _is_number(text):
        read = f"as a number, {float(text):g}" if _changes(text) else "as a number"
    else:
        read = "as something else than a text"
    return Wording(
        f"{name}: other programs read {shown(text)} {read}: quote it",
        f'write "{text}", with the quotes',
        f'"{text}"',
    )


def _not_a_text(text: str) -> bool:
    return number(text) is not None or boolean(text) is not None


def _is_number(text: str) -> bool:
    return number(text) is not None


def _changes(text: str) -> bool:
    """Does the number, printed again, look different: 1.10 becomes 1.1."""
    return f"{float(text):g}" != text


def _out_of_limits(name: str, node: Scalar, info: FieldInfo) -> Wording:
    text = node.text
    if info.type != "rate" and text.startswith("-"):
        return Wording(
            f"{name} ({shown(text)}) cannot be negative",
            "write a number of at least 0",
            invariant=UNITS,
        )
    problem = f"{name} ({shown(text)}) is a share and lies between 0 and 1"
    exact = number(text)
    if exact is not None and 1 < exact <= _WHOLE:
        return Wording(problem, f"write {_share(exact)} for {text} %", invariant=UNITS)
    return Wording(problem, HINTS["rate"], invariant=UNITS)


def _share(percentage: Decimal) -> str:
    return format((percentage / _WHOLE).normalize(), "f")


def _enum(name: str, node: Scalar, info: FieldInfo) -> Wording:
    words = [word for word in info.values if not word.endswith(":*")]
    listed = ", ".join(
        f"{word[:-1]}<name>" if word.endswith(":*") else word for word in info.values
    )
    if info.open_values:
        listed += " or a name that begins with x-"
    plain = re.sub(r"[\s_]+", "-", node.text.strip()).casefold()
    problem = f'{name} "{shown(node.text)}" is not one of {listed}'
    if plain in words:
        return Wording(f'{problem}: did you mean "{plain}"?', f"write {plain}", plain)
    near = did_you_mean(plain, words)
    if near.startswith("did you mean"):
        word = near.removeprefix('did you mean "').removesuffix('"?')
        return Wording(f"{problem}: {near}", f"write {word}")
    if len(info.values) > _FEW:
        return Wording(problem, "write one of these words")
    return Wording(problem, f"write one of: {listed}")


_TRUE: Final = frozenset({"true", "yes", "y", "on", "1"})
_FALSE: Final = frozenset({"false", "no", "n", "off", "0"})


def _boolean(name: str, node: Scalar) -> Wording:
    word = node.text.strip().casefold()
    meant = "true" if word in _TRUE else "false" if word in _FALSE else None
    if meant:
        return Wording(f"{name} ({_written(node)}) is not true or false", f"write {meant}", meant)
    return Wording(f'{name} "{shown(node.text)}" is not true or false', HINTS["boolean"])


def _number(name: str, node: Scalar, info: FieldInfo) -> Wording:
    text = node.text.strip()
    if not node.plain and _is_number(text):
        return Wording(
            f"{name} ({_written(node)}) is a text: a number has no quotes", f"write {text}", text
        )
    noun = _NOUNS[info.type]
    if info.type == "integer" and _is_number(text):
        return Wording(f"{name} ({text}) is not a whole number", _hint(info))
    problem = f'{name} "{shown(text)}" is not {noun}'
    without = text.replace("_", "")
    if without != text and without.isdigit() and _is_number(without):
        return Wording(problem, f"write {without}", without)
    percent = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]+)?)\s*%", text)
    if percent and (exact := number(percent[1])) is not None:
        otherwise = "" if info.type == "rate" else " if it is a share, else the number alone"
        return Wording(problem, f"write {_share(exact)}{otherwise}")
    if re.fullmatch(r"[-+]?0[0-9]+", text):
        return Wording(problem, "remove the leading zeros: some programs read them as octal")
    if re.fullmatch(r"-?[0-9]{19,}", text):
        return Wording(problem, "write at most 18 digits", invariant=UNITS)
    if re.fullmatch(r"[-+]?\.(inf|nan)", text, re.IGNORECASE):
        return Wording(f"{name} ({shown(text)}) is not a finite number", _hint(info), None, UNITS)
    return Wording(problem, _hint(info))


def _date(name: str, node: Scalar) -> Wording:
    text = node.text.strip()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date_of(text) is None:
        return Wording(
            f"{name} ({text}) is not a day of the calendar",
            "write a day that exists, as YYYY-MM-DD",
            invariant=DATES,
        )
    parts = re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text)
    iso = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}" if parts else ""
    if iso and date_of(iso):
        return Wording(
            f'{name} "{shown(text)}" is not written as YYYY-MM-DD', f"write {iso}", iso, DATES
        )
    return Wording(
        f'{name} "{shown(text)}" is not a date', f"{HINTS['date']}, without a time", None, DATES
    )


_UNIT_WORDS: Final = {
    "year": "P{}Y",
    "yr": "P{}Y",
    "y": "P{}Y",
    "month": "P{}M",
    "mo": "P{}M",
    "week": "P{}W",
    "wk": "P{}W",
    "w": "P{}W",
    "day": "P{}D",
    "d": "P{}D",
    "hour": "PT{}H",
    "hr": "PT{}H",
    "h": "PT{}H",
    "minute": "PT{}M",
    "min": "PT{}M",
    "second": "PT{}S",
    "sec": "PT{}S",
}


def _duration(name: str, node: Scalar, info: FieldInfo) -> Wording:
    text = node.text.strip()
    found = Duration.parse(text)
    if text == "none":
        return Wording(f"{name} cannot be none: it is a time that passes", _hint(info), None, DATES)
    if found:
        zero_word = ", or none where nothing is kept" if info.values else ""
        return Wording(
            f"{name} ({text}) is no time at all",
            f"write a duration that is longer than nothing{zero_word}",
            invariant=UNITS,
        )
    problem = f'{name} "{shown(text)}" is not an ISO 8601 duration'
    if Duration.parse(text.upper()):
        return Wording(problem, f"write {text.upper()}", text.upper(), DATES)
    spelt = re.fullmatch(r"([0-9]{1,4})\s*([A-Za-z]+?)s?\.?", text)
    form = _UNIT_WORDS.get(spelt[2].casefold()) if spelt else None
    if spelt and form and int(spelt[1]):
        iso = form.format(int(spelt[1]))
        return Wording(problem, f"write {iso}", iso, DATES)
    hint = f"{HINTS['duration']}{'; or none where nothing is kept' if info.values else ''}"
    return Wording(problem, hint, None, DATES)


def _currency(name: str, node: Scalar) -> Wording:
    text = node.text.strip()
    problem = f'{name} "{shown(text)}" is not {_NOUNS["currency"]}'
    if text.upper() in CURRENCIES:
        return Wording(problem, f"write {text.upper()}", text.upper(), UNITS)
    return Wording(problem, HINTS["currency"], None, UNITS)


def _text(name: str, node: Scalar, info: FieldInfo) -> Wording:
    problem = f'{name} "{shown(node.text)}" is not {_NOUNS[info.type]}'
    if info.type == "id":
        # Only the initiative's own id has a form; every other id is free.
        slug = re.sub(r"[^a-z0-9]+", "-", node.text.casefold()).strip("-")[:63]
        wish = f", such as {slug}" if len(slug) > 2 else ""  # noqa: PLR2004
        return Wording(
            f'{name} "{shown(node.text)}" is not 3 to 63 lower-case letters, digits and hyphens',
            f"begin with a letter or a digit{wish}",
        )
    return Wording(problem, _hint(info))


def _hint(info: FieldInfo) -> str:
    if info.type == "enum":
        return f"write one of: {', '.join(info.values)}"
    return HINTS.get(info.type, f"write {_last(info.path)}: {info.example}")


def _written(node: Scalar) -> str:
    mark = node.style if node.style in {"'", '"'} else ""
    return f"{mark}{shown(node.text)}{mark}"


def _last(path: str) -> str:
    return path.removesuffix("[]").rpartition(".")[2]
