"""`measures`: a number or a duration lies inside limits."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from pilotgate.document import Field
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import NO, SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.term import Limit, Value, Valued, plain_values, read, single, valued
from pilotgate.values import Duration

ABOUT = "a number or a duration lies inside the limits"
SHORT = ""


class Params(Record):
    field: Field
    at_least: Limit | None = None
    at_most: Limit | None = None
    more_than: Limit | None = None
    less_than: Limit | None = None


def at_least(value: Value, limit: Value) -> bool | None:
    """None: it depends on the day, or the two are of different types."""
    if isinstance(value, Duration) and isinstance(limit, Duration):
        return value.at_least(limit)
    if isinstance(value, Decimal) and isinstance(limit, Decimal):
        return value >= limit
    if isinstance(value, date) and isinstance(limit, date):
        return value >= limit
    return None


def negate(answer: bool | None) -> bool | None:  # noqa: FBT001  the answer itself
    return None if answer is None else not answer


_LIMITS: Final[dict[str, tuple[str, Callable[[Value, Value], bool | None]]]] = {
    "at_least": ("at least", at_least),
    "at_most": ("at most", lambda value, limit: at_least(limit, value)),
    "more_than": ("more than", lambda value, limit: negate(at_least(limit, value))),
    "less_than": ("less than", lambda value, limit: negate(at_least(value, limit))),
}


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for found in dossier.look(params.field):
        yield found.absent or _inside(found, params, dossier)


def _inside(found: Found, params: Params, dossier: Dossier) -> Outcome:
    given = valued(found)
    if not isinstance(given, Valued):
        return given
    for name, (words, holds) in _LIMITS.items():
        term: Limit | None = getattr(params, name)
        if term is None:
            continue
        limit: Valued | Absent = single(term, dossier)
        if not isinstance(limit, Valued):
            return limit
        answer = holds(given.value, limit.value)
        if answer is None:
            return _unequal(found, given, words, limit)
        if not answer:
            return Gap(found.place, f"({found.text}) is not {words} {limit.name}")
    return Met()


def _unequal(found: Found, given: Valued, words: str, limit: Valued) -> Gap:
    if isinstance(given.value, Duration) and isinstance(limit.value, Duration):
        return Gap(
            found.place,
            f"({found.text}) is {words} {limit.name} or not, depending on the day it starts: "
            f"write it in the unit of {limit.name}",
        )
    return Gap(found.place, f"({found.text}) cannot be compared with {limit.name}")


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.field))
    if found is None:
        return look.missing(params.field)
    for leaf in found:
        value = read(leaf.text, leaf.kind)
        if value is None:
            return None
        for name, (_, holds) in _LIMITS.items():
            term: Limit | None = getattr(params, name)
            if term is None:
                continue
            limits = plain_values(term, look)
            answer = holds(value, limits[0]) if limits and len(limits) == 1 else None
            if answer is None:
                return None
            if not answer:
                return NO
    return SO
