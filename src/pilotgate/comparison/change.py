"""`Change`: one difference between two packs, in words, and which way it goes."""

from collections.abc import Iterable
from enum import StrEnum

from pilotgate.record import Record


class Effect(StrEnum):
    """Whether more is asked than before, or less."""

    TIGHTER = "tighter"
    LOOSER = "looser"
    EITHER = "either"  # more of one and less of another, or it depends
    NONE = "none"  # other words for the same demand


class About(StrEnum):
    """The part of a pack that a change is about."""

    PACK = "pack"
    RULE = "rule"
    PARAMETER = "parameter"
    CONDITION = "condition"
    SETTING = "setting"
    FIELD = "field"
    PERSON = "person"


class Change(Record):
    """One difference."""

    about: About
    name: str  # of the rule, the parameter, ...; empty for the pack itself
    what: str  # one word for programs: added, removed, level, evidence, ...
    effect: Effect
    text: str  # what holds now and what held before, as a sentence without its subject
    before: str = ""
    after: str = ""
    details: tuple[str, ...] = ()  # of a new rule: when it applies and what it asks


def together(effects: Iterable[Effect]) -> Effect:
    """The effect of several differences that are one change."""
    found = set(effects) - {Effect.NONE}
    if not found:
        return Effect.NONE
    return found.pop() if len(found) == 1 else Effect.EITHER


def by_rank(more: bool | None) -> Effect:  # noqa: FBT001  the answer of a comparison
    """None: it cannot be told."""
    return Effect.EITHER if more is None else Effect.TIGHTER if more else Effect.LOOSER


def by_sets(before: Iterable[object], after: Iterable[object], *, more: Effect) -> Effect:
    """`more` where nothing was lost, its opposite where nothing was added."""
    one, other = set(before), set(after)
    if one == other:
        return Effect.NONE
    less = Effect.LOOSER if more is Effect.TIGHTER else Effect.TIGHTER
    return more if one < other else less if other < one else Effect.EITHER
