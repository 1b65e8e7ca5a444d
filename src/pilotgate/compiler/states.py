"""What conditions and demands leave open: can a manifest exist of which all of them are so?

A list of clauses becomes branches, each a list of claims about single places; a branch that
claims two things that cannot both be so describes no manifest. What cannot be followed is a
claim about itself, which contradicts nothing but its own opposite: silence is never a finding.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Final

from pilotgate.clause import Clause
from pilotgate.document import Each, Field, Name, Select
from pilotgate.ladders import TIERS, Stage, Tier
from pilotgate.record import Record
from pilotgate.term import FieldTerm, Limit, Literal, Table, Value, literal
from pilotgate.values import Duration

MOST: Final = 64  # branches; a condition of more parts is not followed
_AS_LOW: Final = {"at_least": False, "more_than": True}
_AS_HIGH: Final = {"at_most": False, "less_than": True}
_COMPARED: Final = {
    "at least": "at_least",
    "at most": "at_most",
    "more than": "more_than",
    "less than": "less_than",
    "not before": "at_least",
    "not after": "at_most",
    "after": "more_than",
    "before": "less_than",
}
_NAMED: Final = ("matches", "recent", "words")


class Claim(Record):
    """One thing that is said of one place."""

    kind: str
    key: str
    value: Any = None
    text: str = ""  # as a message says it
    given: bool = False  # by the judgement, not by the pack
    opposed: bool = False  # it says what is not so
    item: int = -1  # which clause of the list it came from


Branch = tuple[Claim, ...]
Branches = list[Branch] | None  # None: too many to be followed


class World(Record):
    """Of what is asked: a tier, the stages that can be asked for, and what names are bound to."""

    tier: Tier
    stages: tuple[Stage, ...] = ()
    guarded: bool = True  # the tier is given, as it is where a rule says when it applies
    scopes: dict[str, str] = {}  # bound name -> the key of its item

    def key(self, place: Field) -> str:
        """What a place is called, however it is reached."""
        key = "" if place.first == "head" else self.scopes.get(place.first, place.first)
        for step in place.steps[1:]:
            if isinstance(step, Name):
                key = f"{key}.{step.key}" if key else step.key
            elif isinstance(step, Select):
                key += f"[{step.key}={'|'.join(sorted(step.values))}]"
            else:
                key += "[]" if isinstance(step, Each) else ".*"
        return key

    def words(self, key: str) -> frozenset[str] | None:
        """The words that are in reach of a place the judgement knows; None for any other."""
        if not self.guarded:
            return None
        if key == "tier":
            return frozenset({str(self.tier)})
        if key == "risk.tier":
            # The tier that is judged by is at least the one that is declared.
            return frozenset(str(tier) for tier in TIERS if tier.rank <= self.tier.rank)
        return frozenset(map(str, self.stages)) if key == "asked" and self.stages else None


def branches(clauses: Iterable[Clause], world: World, item: int = -1) -> Branches:
    """The ways in which all of the clauses can hold."""
    return _all_of([_branches(clause, world, yes=True) for clause in clauses], item)


def by_tier(value: object) -> bool:
    """Does it say different things of different tiers?"""
    if isinstance(value, Field | str):
        return False
    if isinstance(value, tuple):
        return any(map(by_tier, value))
    if isinstance(value, Table) or getattr(value, "by_tier", None):
        return True
    if isinstance(value, Clause):
        return by_tier(value.params)
    return isinstance(value, Record) and any(map(by_tier, value.__dict__.values()))


def clash(branch: Branch) -> tuple[Claim, Claim] | None:
    """Two claims of a branch that cannot both be so, in the order in which they are made."""
    for at, claim in enumerate(branch):
        for other in branch[:at]:
            if _excludes(claim, other) or _excludes(other, claim):
                return other, claim
    return _no_word_left(branch)


def possible(found: Branches) -> bool:
    return found is None or any(clash(branch) is None for branch in found)


def joined(one: Branches, other: Branches) -> Branches:
    """The ways in which both can be so."""
    if one is None or other is None or len(one) * len(other) > MOST:
        return None
    return [(*left, *right) for left, right in product(one, other)]


def within(inner: Branches, outer: Branches) -> bool:
    """Is the outer so wherever the inner is? Only what can be seen to be."""
    if outer == [()]:
        return True
    if inner is None or outer is None:
        return False
    return all(any(_holds(way, branch) for way in outer) for branch in inner)


def _holds(way: Branch, branch: Branch) -> bool:
    return all(
        any((claim.kind, claim.key) == (one.kind, one.key) and _same(claim, one) for one in branch)
        for claim in way
    )


def followed(found: Branches) -> bool:
    """Is everything in it understood? Two patterns, say, may well exclude each other unseen."""
    return found is not None and not any(
        claim.kind in ("itself", "not itself") for branch in found for claim in branch
    )


# ------------------------------------------------------------------ what excludes what


def _excludes(one: Claim, other: Claim) -> bool:
    if one.opposed and other.opposed:
        return False  # a section that says not_applicable is neither the one nor the other
    if one.kind == "absent":
        return other.kind not in ("absent", "itself") and _inside(other.key, one.key)
    if one.key != other.key:
        return False
    kinds = (one.kind, other.kind)
    if kinds == ("one of", "one of"):
        return not one.value & other.value
    if kinds in (("one of", "none of"), ("lacks", "has")):
        return bool(one.value <= other.value)
    if one.kind in _AS_LOW and other.kind in _AS_HIGH:
        strict = _AS_LOW[one.kind] or _AS_HIGH[other.kind]
        return _above(one.value, other.value, strict=strict)
    return kinds == ("itself", "not itself") and _same(one, other)


def _same(one: Claim, other: Claim) -> bool:
    """Do they say the same? Clauses do, on whatever lines they stand."""
    if "itself" in one.kind and one.key == other.key:
        return one.value is other.value or _shape(one.value) == _shape(other.value)
    return bool(one.value == other.value)


def _inside(key: str, above: str) -> bool:
    return key == above or key.startswith((f"{above}.", f"{above}["))


def _above(low: Value, high: Value, *, strict: bool) -> bool:
    """Is the lower limit surely above the upper one?"""
    if isinstance(low, Duration) and isinstance(high, Duration):
        return high.at_least(low) is False or (strict and low == high)
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return low > high or (strict and low == high)
    if isinstance(low, date) and isinstance(high, date):
        return low > high or (strict and low == high)
    return False


def _no_word_left(branch: Branch) -> tuple[Claim, Claim] | None:
    """Pairs that agree may leave no word together."""
    for key in dict.fromkeys(claim.key for claim in branch if claim.kind == "one of"):
        about = [claim for claim in branch if claim.key == key]
        sets = [claim.value for claim in about if claim.kind == "one of"]
        left = frozenset.intersection(*sets)
        for claim in about:
            left -= claim.value if claim.kind == "none of" else frozenset()
        if not left:
            return about[0], about[-1]
    return None


# ------------------------------------------------------------------ clauses to branches


def _all_of(parts: Iterable[Branches], item: int = -1) -> Branches:
    whole: Branches = [()]
    for part in parts:
        whole = joined(whole, part)
        if whole is None:
            return None
    if item < 0 or whole is None:
        return whole
    return [tuple(claim.but(item=item) for claim in branch) for branch in whole]


def _any_of(parts: Iterable[Branches]) -> Branches:
    found: list[Branch] = []
    for part in parts:
        if part is None or len(found) + len(part) > MOST:
            return None
        found += part
    return found


def _branches(clause: Clause, world: World, *, yes: bool) -> Branches:
    params = clause.params
    if clause.when or clause.since or clause.tiers:
        return [()]  # a clause inside another, asked only under a condition: it claims nothing
    if clause.name in ("any_of", "all_of"):
        parts = [_branches(one, world, yes=yes) for one in params.clauses]
        return _any_of(parts) if (clause.name == "any_of") is yes else _all_of(parts)
    if clause.name == "none_of":
        parts = [_branches(one, world, yes=not yes) for one in params.conditions]
        return _all_of(parts) if yes else _any_of(parts)
    if clause.name == "each" and yes:
        inner = world.but(scopes={**world.scopes, params.name: bound(clause, world)})
        return _all_of(_branches(one, inner, yes=True) for one in params.require)
    claims = list(_claims(clause, world))
    if yes:
        return [tuple(claims)]
    denied = [claim for claim in claims if (claim.kind == "there") is (clause.name == "present")]
    return [(_opposite(claim),) for claim in denied if not claim.given]


def bound(clause: Clause, world: World) -> str:
    """What the item of a list is called inside; items that a `where` selects are others."""
    key = world.key(clause.params.of)
    key = key if key.endswith(("]", ".*")) else f"{key}[]"
    return f"{key} where {_shape(clause.params.where)}" if clause.params.where else key


def _claims(clause: Clause, world: World) -> Iterator[Claim]:
    """What the clause says, each claim needed for it to hold."""
    params = clause.params
    if clause.name == "present":
        for place in params.fields:
            yield _there(place, world)
    elif clause.name == "is":
        yield from _is(params.field, params.value.of(world.tier), world)
    elif clause.name == "measures":
        yield from _limits(params.field, params, world, (*_AS_LOW, *_AS_HIGH))
    elif clause.name == "count":
        yield from _count(clause, world)
    elif clause.name == "covers" and params.values and not params.values_of:
        words = params.values.of(world.tier)
        what = f"{params.field} has {', '.join(words)}"
        yield _there(params.field, world)
        yield Claim("has", world.key(params.field), frozenset(words), what)
    elif clause.name == "compare" and isinstance(params.left, FieldTerm):
        yield from _compared(clause, world)
    else:
        yield _itself(clause, world)
        if clause.name in _NAMED:
            yield _there(params.field, world)


def _there(place: Field, world: World) -> Claim:
    return Claim("there", world.key(place), text=f"{place} is declared")


def _is(place: Field, words: tuple[str, ...], world: World) -> Iterator[Claim]:
    key = world.key(place)
    yield _there(place, world)
    yield Claim("one of", key, frozenset(map(str.casefold, words)), f"{place} is {_or(words)}")
    known = world.words(key)
    if known is not None:
        what = "stage" if key == "asked" else "tier"
        yield Claim("one of", key, known, what, given=True)


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)


def _limits(place: Field, params: Any, world: World, keys: Iterable[str]) -> Iterator[Claim]:
    yield _there(place, world)
    for name in keys:
        yield from _limited(world.key(place), str(place), name, getattr(params, name), world)


def _limited(  # noqa: PLR0913, PLR0917  a limit, its place, and how both are called
    key: str, what: str, name: str, limit: Limit | None, world: World, said: str = ""
) -> Iterator[Claim]:
    value = _value(limit, world)
    if value is None:
        return
    said = said or name.replace("_", " ")
    for kind in ("at_least", "at_most") if name == "exactly" else (name,):
        yield Claim(kind, key, value, f"{what} is {said} {_shown(limit, world)}")


def _count(clause: Clause, world: World) -> Iterator[Claim]:
    params = clause.params
    of = world.key(params.of)
    inner = world.but(scopes={**world.scopes, params.name: bound(clause, world)})
    by = inner.key(params.by) if params.by else ""
    key = f"count of {of} where {_shape(params.where)} by {by}"
    least = _value(params.at_least or params.exactly, world)
    if isinstance(least, Decimal) and least > 0:
        yield Claim("there", of, text=f"{params.of} has items")
    for name in ("at_least", "at_most", "exactly"):
        yield from _limited(key, f"the number of {params.of}", name, getattr(params, name), world)


def _compared(clause: Clause, world: World) -> Iterator[Claim]:
    params = clause.params
    name = "exactly" if params.operator == "equal to" else _COMPARED.get(params.operator, "")
    value = _value(params.right, world)
    if not name or not isinstance(value, Decimal | date | Duration):
        yield _itself(clause, world)
        return
    place = params.left.field
    key, said = world.key(place), params.operator
    yield from _limited(key, str(place), name, params.right, world, said)


def _value(limit: Any, world: World) -> Value | None:
    if isinstance(limit, Table) and world.tier not in limit.by_tier:
        return None
    return literal(limit, world.tier).value if isinstance(limit, Literal | Table) else None


def _shown(limit: Any, world: World) -> str:
    return literal(limit, world.tier).text


def _itself(clause: Clause, world: World) -> Claim:
    """A clause that is not followed says no more than that it holds."""
    about = f" of {clause.anchor}" if clause.anchor else ""
    value = (clause.params, tuple(world.scopes.items()))
    return Claim("itself", f"{clause.name}{about}", value, f"{clause.name}{about} is so")


_NOT: Final = {
    "one of": "none of",
    "has": "lacks",
    "there": "absent",
    "itself": "not itself",
    "at_least": "less_than",
    "less_than": "at_least",
    "at_most": "more_than",
    "more_than": "at_most",
}


def _opposite(claim: Claim) -> Claim:
    text = claim.text.replace(" is ", " is not ", 1).replace(" has ", " has not ", 1)
    return claim.but(kind=_NOT[claim.kind], text=text, opposed=True)


def _shape(value: object) -> str:
    """What a value says, without the lines it stands on."""
    if isinstance(value, Clause):
        return _shape((value.name, value.params, value.since, value.tiers, value.when))
    if isinstance(value, tuple | list):
        return f"({', '.join(map(_shape, value))})"
    if isinstance(value, Record):
        return f"{type(value).__name__}({_shape(tuple(value.__dict__.items()))})"
    return repr(value)
