"""`Sketch`: placeholders for what a manifest lacks, in words a person can replace, and its YAML.

A sketch never holds a plausible value. Each of its texts is a placeholder that
counts as undeclared until somebody has written what belongs there.
"""

from collections.abc import Iterable
from typing import Final

from pilotgate.fields import HOLDERS, Catalogue, FieldInfo
from pilotgate.shown import BLANK


class Verbatim(str):
    """A value that is known, already written as YAML."""

    __slots__ = ()


Sketch = str | list["Sketch"] | dict[str, "Sketch"]
"""The text of a scalar, a list of one item, or a section."""

_FORMS: Final = {
    "number": "number",
    "integer": "whole number",
    "rate": "share from 0 to 1",
    "boolean": "true | false",
    "date": "YYYY-MM-DD",
    "currency": "ISO 4217 code, as in EUR",
    "licence": "SPDX identifier, as in Apache-2.0",
    "sha256": "the 64 digits that sha256sum prints",
}
_DEEPEST: Final = 8
_LONGEST: Final = 160


def sketch(canonical: str, wanted: Iterable[str], catalogue: Catalogue, depth: int = 0) -> Sketch:
    """What to write at a place: `wanted` are the fields that are read below it."""
    info = catalogue.get(canonical)
    if info is None or info.type not in HOLDERS or info.type == "map" or depth > _DEEPEST:
        return placeholder_for(info)
    below = _below(canonical, tuple(wanted))
    if info.type == "list":
        return [sketch(f"{canonical}[]", below, catalogue, depth + 1)]
    keys = _keys(canonical, below, catalogue)
    if not keys:
        return placeholder_for(info)
    return {
        key: sketch(f"{canonical}.{key}" if canonical else key, below, catalogue, depth + 1)
        for key in keys
    }


def _below(canonical: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(path for path in wanted if path.startswith((f"{canonical}.", f"{canonical}[]")))


def _keys(canonical: str, wanted: tuple[str, ...], catalogue: Catalogue) -> list[str]:
    """The keys of a section that are wanted, in the order of the catalogue."""
    children = {_last(path): path for path in catalogue.children(canonical)}
    named = {path[len(canonical) + 1 :].partition(".")[0].removesuffix("[]") for path in wanted}
    info = catalogue.get(canonical)
    stage = info.stage if info else ""
    if "*" in named:
        named |= {key for key in children if _at_stage(children[key], "poc", catalogue)}
    chosen = [key for key in children if key in named]
    if not chosen:
        chosen = [key for key in children if _at_stage(children[key], stage, catalogue)]
    holder = catalogue.get(canonical.removesuffix("[]")) if canonical.endswith("[]") else None
    name = holder.item_key if holder else ""
    if name in children and name not in chosen:
        # An item without its name is hard to speak of.
        chosen.insert(0, name)
    return chosen or list(children)


def _at_stage(path: str, stage: str, catalogue: Catalogue) -> bool:
    info = catalogue.get(path)
    return info is not None and info.stage == stage and _last(path) != "not_applicable"


def _last(path: str) -> str:
    return path.removesuffix("[]").rpartition(".")[2]


def placeholder_for(info: FieldInfo | None) -> str:
    """The words that hold the place of one value, by its type."""
    if info is None:
        return "<value>"
    if info.type == "enum":
        words = [f"{word[:-1]}name" if word.endswith(":*") else word for word in info.values]
        return _fit(" | ".join([*words, "x-name"] if info.open_values else words))
    if info.type == "duration":
        example = info.example if info.example.startswith("P") else "P90D"
        return f"<{example} or none>" if info.values else f"<{example}>"
    if info.type in _FORMS:
        return f"<{_FORMS[info.type]}>"
    about = _words(info.about)
    if info.type == "ref":
        return _fit(f"user:default/... : {about}" if about else "user:default/...")
    if info.type == "path":
        return _fit(f"path of a file in this repository: {about}" if about else "path of a file")
    if info.type == "prose" and about and "sentence" not in about:
        about = f"{about}, in a sentence or two"
    return _fit(about or "value")


def _words(about: str) -> str:
    """A description as a part of a sentence, on one line."""
    flat = " ".join(about.split()).rstrip(".").replace("<", "(").replace(">", ")")
    lower = len(flat) > 1 and flat[0].isupper() and not flat[1].isupper()
    return flat[0].lower() + flat[1:] if lower else flat


def _fit(text: str) -> str:
    return f"<{text if len(text) <= _LONGEST else text[: _LONGEST - 3] + '...'}>"


def merge(one: Sketch, other: Sketch) -> Sketch:
    """Both demands in one place; a section says more than a single text."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = dict(one)
        for key, value in other.items():
            both[key] = merge(both[key], value) if key in both else value
        return both
    if isinstance(one, list) and isinstance(other, list):
        return [merge(one[0], other[0])]
    return other if isinstance(one, str) else one


def ordered(part: Sketch, canonical: str, catalogue: Catalogue) -> Sketch:
    """The same sketch with its keys in the order of the catalogue."""
    if isinstance(part, list):
        return [ordered(item, f"{canonical}[]", catalogue) for item in part]
    if isinstance(part, str):
        return part
    ranks = {_last(path): rank for rank, path in enumerate(catalogue.children(canonical))}
    keys = sorted(part, key=lambda key: (ranks.get(key, len(ranks)), key))
    return {
        key: ordered(part[key], f"{canonical}.{key}" if canonical else key, catalogue)
        for key in keys
    }


def block(part: dict[str, Sketch], indent: int) -> list[str]:
    """The lines of a section in block style."""
    return [line for key, value in part.items() for line in _entry(key, value, indent)]


def _entry(key: str, value: Sketch, indent: int) -> list[str]:
    head = f"{' ' * indent}{scalar(key)}:"
    if isinstance(value, dict):
        return [head, *block(value, indent + 2)]
    if isinstance(value, list) and isinstance(value[0], dict):
        return [head, *(line for held in value for line in item(held, indent + 2))]
    return [f"{head} {flow(value) if isinstance(value, list) else scalar(value)}"]


def item(part: Sketch, indent: int) -> list[str]:
    """The lines of one item of a list in block style; `indent` is where its dash stands."""
    if not isinstance(part, dict):
        text = scalar(part) if isinstance(part, str) else flow(part)
        return [f"{' ' * indent}- {text}"]
    first, *rest = block(part, indent + 2)
    return [f"{' ' * indent}- {first[indent + 2 :]}", *rest]


def flow(part: Sketch) -> str:
    """The sketch on one line."""
    if isinstance(part, dict):
        return f"{{{entries(part)}}}"
    if isinstance(part, list):
        return f"[{', '.join(flow(value) for value in part)}]"
    return scalar(part, in_flow=True)


def entries(part: dict[str, Sketch]) -> str:
    """The entries of a section on one line, without its braces."""
    return ", ".join(f"{scalar(key, in_flow=True)}: {flow(value)}" for key, value in part.items())


def scalar(text: str, *, in_flow: bool = False) -> str:
    """A text as YAML, in quotes where a plain one would be read as something else."""
    if isinstance(text, Verbatim):
        return text
    plain = text[:1] == "<" or _name(text)
    risky = ":#,[]{}\"'" if in_flow else ""
    if not plain or ": " in text or " #" in text or text.endswith(":") or not text.isprintable():
        return quoted(text)
    return quoted(text) if any(char in text for char in risky) or text != text.strip() else text


def _name(text: str) -> bool:
    return text[:1].isalpha() and text.replace("_", "").replace("-", "").isalnum()


def quoted(text: str) -> str:
    """A text in double quotes, with nothing in it that could end them or be invisible."""
    from unicodedata import category  # few texts need quotes

    shown = "".join(
        " " if char in "\n\t\r" else char for char in text if char in "\n\t\r" or char.isprintable()
    )
    shown = "".join(c for c in shown if category(c)[0] != "C" and ord(c) not in BLANK)
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
