"""`compare`: two terms stand in a relation to each other."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from pilotgate.clause import Text
from pilotgate.document import Field
from pilotgate.dossier import Absent, Dossier
from pilotgate.outcome import Gap, Met, Outcome, Place, Undeclared
from pilotgate.plainly import NO, SO, Answer, Look, leaves_of
from pilotgate.predicates.covers import same
from pilotgate.predicates.measures import at_least, negate
from pilotgate.record import Record
from pilotgate.shown import shown
from pilotgate.term import (
    FieldTerm,
    Term,
    Value,
    Valued,
    evaluate,
    ordered,
    plain_values,
    single,
)

ABOUT = "the sentence `left is operator right` is true"
SHORT = ""

# Each operator in terms of two questions: is left at least right, is right at least left.
NUMBERS: Final = ("less than", "at most", "equal to", "different from", "at least", "more than")
DATES: Final = ("before", "not after", "not before", "after")
DIRECTED: Final = ("better than", "no worse than")
LOOSER: Final = ("no looser than",)
OPERATORS: Final = (*NUMBERS, *DATES, *DIRECTED, *LOOSER)
_SAME: Final = {
    "before": "less than",
    "not after": "at most",
    "not before": "at least",
    "after": "more than",
}
# The other way round, for `today` on the right.
_MIRROR: Final = {
    "less than": "more than",
    "at most": "at least",
    "equal to": "equal to",
    "different from": "different from",
    "at least": "at most",
    "more than": "less than",
}
# What is so where the sentence is false: read from the left, and from the right.
_FALSE: Final = {
    "less than": ("is not less than", "is not more than"),
    "at most": ("is more than", "is less than"),
    "equal to": ("is not equal to", "is not equal to"),
    "different from": ("is not different from", "is not different from"),
    "at least": ("is less than", "is more than"),
    "more than": ("is not more than", "is not less than"),
    "before": ("is not before", "is not after"),
    "not after": ("is after", "is before"),
    "not before": ("is before", "is after"),
    "after": ("is not after", "is not before"),
    "better than": ("is not better than", "is not worse than"),
    "no worse than": ("is worse than", "is better than"),
    "no looser than": ("is looser than", "is stricter than"),
}
_OLD: Final = ("base", "before")
_NEW: Final = ("head", "after")
_DIRECTION: Final = {
    ("better than", "up"): "more than",
    ("better than", "down"): "less than",
    ("no worse than", "up"): "at least",
    ("no worse than", "down"): "at most",
    # A criterion trips when its value passes the threshold: raising that loosens it.
    ("no looser than", "gt"): "at most",
    ("no looser than", "gte"): "at most",
    ("no looser than", "lt"): "at least",
    ("no looser than", "lte"): "at least",
    ("no looser than", "eq"): "equal to",
}


class Params(Record):
    left: Term
    operator: Text  # `is` in a pack
    right: Term
    direction: Field | None = None


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    lefts = evaluate(params.left, dossier)
    directions = _directions(params.direction, len(lefts), dossier)
    right = single(params.right, dossier)
    for left, direction in zip(lefts, directions, strict=True):
        missing = _missing(left, right, direction, params, dossier)
        if missing is not None:
            yield from missing
        elif isinstance(left, Valued) and isinstance(right, Valued):
            yield _answer(left, right, direction, params, dossier)


def _directions(
    field: Field | None, wanted: int, dossier: Dossier
) -> Sequence[Valued | Absent | None]:
    """One for each left side: of the same items, or the same for all of them."""
    if field is None:
        return [None] * wanted
    found = evaluate(FieldTerm(field), dossier)
    return found if len(found) == wanted else [single(FieldTerm(field), dossier)] * wanted


def _missing(
    left: Valued | Absent,
    right: Valued | Absent,
    direction: Valued | Absent | None,
    params: Params,
    dossier: Dossier,
) -> list[Outcome] | None:
    """The answer where a side is not declared; None where all of them are."""
    for side, term in ((right, params.right), (left, params.left), (direction, params.direction)):
        if isinstance(side, Undeclared) and _scope(term) in _OLD:
            # A change is judged by what its base declares: nothing there, nothing asked.
            return [Gap(side.place, side.why)] if dossier.asking else []
    if isinstance(left, Undeclared) and _scope(params.left) in _NEW and not dossier.asking:
        return [Gap(left.place, "is gone")]
    for side in (left, right, direction):
        if side is not None and not isinstance(side, Valued):
            return [side]
    return None


def _scope(term: Term | Field | None) -> str:
    if isinstance(term, FieldTerm):
        return term.field.first
    return term.first if isinstance(term, Field) else ""


def _answer(
    left: Valued,
    right: Valued,
    direction: Valued | Absent | None,
    params: Params,
    dossier: Dossier,
) -> Outcome:
    operator: str = params.operator
    if isinstance(direction, Valued):
        way = str(direction.value).strip().casefold()
        operator = _DIRECTION.get((params.operator, way), "")
        if not operator and direction.found:
            return Gap(direction.found.place, f"({shown(str(direction.value))}) is no direction")
    relation = _SAME.get(operator, operator)
    answer = relate(_folded(left, dossier), relation, _folded(right, dossier))
    if answer is None:
        place = _place(left, right)
        return Gap(place, _about(place, left, right, ("cannot be compared with",) * 2))
    until = _until(left, relation, right)
    if answer:
        return Met(until)
    place = _place(left, right)
    return Gap(place, _about(place, left, right, _FALSE[params.operator]), until)


def _folded(side: Valued, dossier: Dossier) -> Value:
    """Texts are compared without case; persons by their one name."""
    return same(side.value, dossier) if isinstance(side.value, str) else side.value


def relate(left: Value, relation: str, right: Value) -> bool | None:
    """None: the two cannot be compared, or it depends on the day."""
    if relation in ("equal to", "different from"):
        same = _equal(left, right)
        return same if relation == "equal to" else negate(same)
    if isinstance(left, str) and isinstance(right, str):
        one, other = ordered(left), ordered(right)
        if not isinstance(one, int) or not isinstance(other, int):
            return None
        return _RANK[relation](one, other)
    there, back = at_least(left, right), at_least(right, left)
    return {
        "at least": there,
        "at most": back,
        "more than": negate(back),
        "less than": negate(there),
    }.get(relation)


_RANK: Final = {
    "at least": int.__ge__,
    "at most": int.__le__,
    "more than": int.__gt__,
    "less than": int.__lt__,
}


def _equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        return left.strip().casefold() == right.strip().casefold()
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    there, back = at_least(left, right), at_least(right, left)
    if there is False or back is False:
        return False
    return None if there is None or back is None else True


def _until(left: Valued, relation: str, right: Valued) -> date | None:
    """The last day on which a comparison with `today` has the same answer."""
    if right.today and isinstance(left.value, date):
        other, relation = left.value, _MIRROR[relation]
        today = right.value
    elif left.today and isinstance(right.value, date):
        other, today = right.value, left.value
    else:
        return None
    if not isinstance(today, date):
        return None
    # The answer of `today <relation> other` changes when today reaches or passes the other day.
    if relation in ("at most", "more than"):
        return other if today <= other else None
    day_before = other - timedelta(1) if other > date.min else other
    if relation in ("less than", "at least"):
        return day_before if today < other else None
    return day_before if today < other else (other if today == other else None)


def _place(left: Valued, right: Valued) -> Place:
    """Today cannot be mended: the other side names the place."""
    for side in (left, right):
        if side.found and not side.today:
            return side.found.place
    for side in (left, right):
        if side.found:
            return side.found.place
    return Place("the manifest", ())


def _about(place: Place, left: Valued, right: Valued, words: tuple[str, str]) -> str:
    """The message goes on from the name of its place."""
    if left.name.startswith(f"{place.name} "):
        return f"{left.name[len(place.name) + 1 :]} {words[0]} {right.name}"
    if right.name.startswith(f"{place.name} "):
        return f"{right.name[len(place.name) + 1 :]} {words[1]} {left.name}"
    return f"is asked for: {left.name} {words[0]} {right.name}"


def plainly(params: Params, look: Look) -> Answer:
    lefts, rights = plain_values(params.left, look), plain_values(params.right, look)
    if lefts is None or rights is None or len(rights) != 1:
        return None
    ways = _plain_ways(params.direction, len(lefts), look)
    if ways is None:
        return None
    today = _scope(params.left) == "today", _scope(params.right) == "today"
    right = _plain_folded(rights[0], look)
    days = []
    for left, way in zip(lefts, ways, strict=True):
        operator = _DIRECTION.get((params.operator, way), "") if way else params.operator
        relation = _SAME.get(operator, operator)
        answer = relate(_plain_folded(left, look), relation, right)
        if answer is None or ((today[0] or today[1]) and not answer):
            return None
        if not answer:
            return NO
        if today[0] or today[1]:
            sides = Valued(left, "", None, today[0]), Valued(rights[0], "", None, today[1])
            day = _until(sides[0], relation, sides[1])
            days += [day] if day else []
    look.days += days
    return SO


def _plain_ways(field: Field | None, wanted: int, look: Look) -> list[str] | None:
    if field is None:
        return [""] * wanted
    found = leaves_of(look.all(field))
    if found is None:
        return None
    ways = [leaf.text.strip().casefold() for leaf in found]
    if len(ways) != wanted:
        return ways * wanted if len(ways) == 1 else None
    return ways


def _plain_folded(value: Value, look: Look) -> Value:
    return same(value, look) if isinstance(value, str) else value
