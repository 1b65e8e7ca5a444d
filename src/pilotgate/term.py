"""Terms and limits, what a rule compares with: literals, fields, tables, arithmetic, files."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from pilotgate.document import Field
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.ladders import RANKED, Evidence, Tier
from pilotgate.outcome import Gap, Undeclared, Unknown
from pilotgate.plainly import Look, leaves_of
from pilotgate.record import Record
from pilotgate.shown import shown
from pilotgate.values import Duration, boolean, date_of, number

Value = Decimal | date | Duration | bool | str


class Literal(Record):
    """A value written in the pack."""

    value: Value
    text: str


class Table(Record):
    """One literal for each tier."""

    by_tier: dict[str, Literal]


class FieldTerm(Record):
    """The value of a field."""

    field: Field


class Arithmetic(Record):
    """A sum, a difference or a product of terms."""

    operator: str
    terms: "tuple[Term, ...]"


class Pick(Record):
    """The earliest or the latest of a list of dates."""

    which: str
    field: Field


class FileTerm(Record):
    """A fact about the file that a field names: `rows` or `sha256`."""

    what: str
    field: Field


Term = Literal | Table | FieldTerm | Arithmetic | Pick | FileTerm
Limit = Literal | Table | FieldTerm
FILE_TERMS: Final = ("rows", "sha256")
ARITHMETIC: Final = ("sum", "difference", "times")
_BEFORE: Final = ("base", "before")  # what is not declared there is asked of nobody


class Valued(Record):
    """A term worked out: its value, how a message names it, and where it came from."""

    value: Value
    name: str
    found: Found | None = None
    today: bool = False


def literal(term: "Literal | Table", tier: Tier) -> Literal:
    return term.by_tier[tier] if isinstance(term, Table) else term


def evaluate(term: Term, dossier: Dossier) -> "list[Valued | Absent]":
    """Every value of the term; for a field of many items, one for each."""
    if isinstance(term, Literal | Table):
        chosen = literal(term, dossier.tier)
        return [Valued(chosen.value, chosen.text)]
    if isinstance(term, FieldTerm):
        return [valued(found) for found in dossier.look(term.field)]
    if isinstance(term, Pick):
        return [_pick(term, dossier)]
    if isinstance(term, Arithmetic):
        return [_work_out(term, dossier)]
    return [_of_file(term, found) for found in dossier.look(term.field)]


def plain_values(term: Term, look: Look) -> list[Value] | None:
    """The same values, where they are plainly said; None where it takes more than a look."""
    if isinstance(term, Literal | Table):
        return [literal(term, look.tier).value]
    if isinstance(term, FieldTerm):
        return [look.as_of] if term.field.text == "today" else _plain_read(term.field, look)
    if isinstance(term, Pick):
        dates = _plain_read(term.field, look) or []
        days = [value for value in dates if isinstance(value, date)]
        pick = min if term.which == "earliest" else max
        return [pick(days)] if days and len(days) == len(dates) else None
    return _plain_work_out(term, look) if isinstance(term, Arithmetic) else None


def _plain_read(field: Field, look: Look) -> list[Value] | None:
    values: list[Value] = []
    for leaf in leaves_of(look.all(field)) or ():
        value = read(leaf.text, leaf.kind)
        if value is None:
            return None
        values.append(value)
    return values or None


def _plain_work_out(term: Arithmetic, look: Look) -> list[Value] | None:
    parts: list[Value] = []
    for inner in term.terms:
        values = plain_values(inner, look)
        if values is None or len(values) != 1:
            return None
        parts += values
    result = _combine(term.operator, parts)
    return None if result is None else [result]


def single(term: Term, dossier: Dossier) -> "Valued | Absent":
    """The one value of the term. Where several match, none of them is taken to be meant."""
    values = evaluate(term, dossier)
    return values[0] if len(values) == 1 else _several(values, term, dossier)


def _several(values: "list[Valued | Absent]", term: Term, dossier: Dossier) -> Absent:
    there = [value.found for value in values if isinstance(value, Valued) and value.found]
    if len(there) < 2:  # noqa: PLR2004  the others say why they are not there
        return next(value for value in values if not isinstance(value, Valued))
    (field,) = fields_of(term)
    place, why = there[1].place, f"is one of {len(there)} that match {field}, and one is asked for"
    if not dossier.asking:
        return Gap(place, why)
    # In a condition a gap is a no, and a second item would switch the rule off.
    return Unknown(place, why) if field.first in _BEFORE else Undeclared(place, why)


def valued(found: Found) -> "Valued | Absent":
    """The value of a field, read by its type; a wrong type is a gap."""
    if found.absent:
        return found.absent
    text = found.text
    if found.node is not None and not text:
        return Gap(found.place, "is a list or a section where one value is asked for")
    value = read(text, found.type)
    if value is None:
        return Gap(found.place, f"({shown(text)}) is not {ASKED[found.type]}")
    return Valued(value, f"{found.place.name} ({shown(text)})", found, found.place.name == "today")


_READERS: Final[dict[str, Callable[[str], Value | None]]] = {
    "number": number,
    "integer": number,
    "rate": number,
    "boolean": boolean,
    "date": date_of,
    "duration": Duration.parse,
}
ASKED: Final = {
    "number": "a number",
    "integer": "a whole number",
    "rate": "a rate from 0 to 1",
    "boolean": "true or false",
    "date": "an ISO date (YYYY-MM-DD)",
    "duration": "an ISO 8601 duration (P90D, P6M)",
}


def read(text: str, kind: str) -> Value | None:
    """The value of a text in a field of that type; None where it is not one."""
    reader = _READERS.get(kind)
    return reader(text) if reader else text


def _pick(term: Pick, dossier: Dossier) -> "Valued | Absent":
    values = evaluate(FieldTerm(term.field), dossier)
    dates = [item for item in values if isinstance(item, Valued) and isinstance(item.value, date)]
    # An undeclared item could be the one: what is not known stays not known.
    for item in values:
        if not isinstance(item, Valued):
            return item
    if not dates:
        return values[0] if not isinstance(values[0], Valued) else _no_date(values[0], term)
    chosen = (min if term.which == "earliest" else max)(dates, key=_as_date)
    return Valued(chosen.value, f"the {term.which} {chosen.name}", chosen.found)


def _as_date(item: Valued) -> date:
    return item.value if isinstance(item.value, date) else date.max


def _no_date(item: Valued, term: Pick) -> Absent:
    place = item.found.place if item.found else None
    if place is None:
        raise ValueError(f"{term.field} is not a list of dates")
    return Gap(place, "is not a date")


def _work_out(term: Arithmetic, dossier: Dossier) -> "Valued | Absent":
    parts: list[Valued] = []
    for inner in term.terms:
        part = single(inner, dossier)
        if not isinstance(part, Valued):
            return part
        parts.append(part)
    result = _combine(term.operator, [part.value for part in parts])
    sign = {"sum": " + ", "difference": " - ", "times": " x "}[term.operator]
    name = sign.join(part.name for part in parts)
    found = next((part.found for part in parts if part.found), None)
    if result is None:
        place = found.place if found else None
        if place is None:
            raise ValueError(f"{name} cannot be worked out")
        return Gap(place, f"cannot be worked out: {name}")
    return Valued(result, f"{name} = {shown(_plain(result))}", found)


def _combine(operator: str, values: list[Value]) -> Value | None:
    if all(isinstance(value, Decimal) for value in values):
        return _numbers(operator, [value for value in values if isinstance(value, Decimal)])
    first, *rest = values
    if not isinstance(first, date) or operator == "times":
        return None
    day = first
    for value in rest:
        if not isinstance(value, Duration):
            return None
        day = value.after(day) if operator == "sum" else value.before(day)
    return day


def _numbers(operator: str, values: list[Decimal]) -> Decimal:
    if operator == "sum":
        return sum(values, Decimal(0))
    first, *rest = values
    for value in rest:
        first = first - value if operator == "difference" else first * value
    return first


def _plain(value: Value) -> str:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _of_file(term: FileTerm, found: Found) -> "Valued | Absent":
    if found.absent:
        return found.absent
    what = {
        "rows": f"how many rows {shown(found.text)} has",
        "sha256": f"the sha256 of {shown(found.text)}",
    }[term.what]
    return Unknown(found.place, f"needs {what}, which this version does not gather")


def evidence_of(term: Term) -> Evidence:
    """The level of evidence a term belongs to."""
    if isinstance(term, FileTerm):
        return Evidence.CROSSED
    if isinstance(term, Arithmetic):
        return max((evidence_of(inner) for inner in term.terms), key=lambda level: level.rank)
    if isinstance(term, FieldTerm | Pick) and term.field.first == "facts":
        return Evidence.CROSSED
    return Evidence.DECLARED


def fields_of(term: Term) -> tuple[Field, ...]:
    if isinstance(term, FieldTerm | Pick | FileTerm):
        return (term.field,)
    if isinstance(term, Arithmetic):
        return tuple(field for inner in term.terms for field in fields_of(inner))
    return ()


def ordered(value: Value) -> Value | int:
    """Tiers and stages compare by rank, everything else as it is."""
    if isinstance(value, str):
        if value in _RANKS:
            return _RANKS[value]
        return value
    return value


_RANKS: Final[dict[str, int]] = {
    **{stage.value: stage.rank for stage in RANKED},
    **{tier.value: tier.rank for tier in Tier},
}
