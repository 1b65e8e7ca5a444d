"""Why a rule did or did not apply, in one line; put into words only where somebody reads it."""

from collections.abc import Callable, Sequence
from typing import Any

from pilotgate.clause import Clause
from pilotgate.ladders import TIERS, Stage, Tier
from pilotgate.rule import Rule

_MOST = 2  # reasons in one line; nobody reads more of them


class Reason:
    """A text that is worked out when it is wanted: few runs show why each rule applied."""

    __slots__ = ("_arguments", "_make")

    def __init__(self, make: Callable[..., str], *arguments: Any) -> None:
        self._make = make
        self._arguments = arguments

    def __str__(self) -> str:
        return self._make(*self._arguments)

    def __repr__(self) -> str:
        return repr(str(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str | Reason) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def applies(rule: Rule) -> str:
    """Of a rule whose conditions are so."""
    if not rule.when:
        return f"applies to every initiative{_of_tiers(_tiers(rule))}"
    # Imported here: only a reader of every rule asks for words.
    from pilotgate.phrases import both
    from pilotgate.wording import clause_words

    return f"applies because {both(map(clause_words, rule.when))}"


def not_asked(rule: Rule, tier: Tier, asked: Stage) -> str:
    """Of a rule of which no clause stands for the tier, at the stage or later."""
    if asked.ended:
        return f"does not apply: the initiative is {asked}"
    tiers = _tiers(rule)
    if tier not in tiers:
        return f"does not apply: it is not asked of tier {tier}, only{_of_tiers(tiers)}"
    if not any(clause.tiers == () or tier in clause.tiers for clause in rule.require):
        return f"does not apply: nothing of it is asked of tier {tier}"
    stages = {held[tier] for held in (rule.blocks, rule.warns) if tier in held}
    if all(stage.ended for stage in stages):
        ended = " or ".join(sorted(stages))
        return f"does not apply: it is asked only of an initiative that is {ended}"
    if tier not in rule.blocks:
        warns = rule.warns[tier]
        return f"does not apply: of tier {tier} it only warns, from {warns} on"
    return f"does not apply: nothing of it is asked at {asked} or later"


def _tiers(rule: Rule) -> list[Tier]:
    return [tier for tier in TIERS if tier in rule.blocks or tier in rule.warns]


def _of_tiers(tiers: Sequence[Tier]) -> str:
    return f" of tier {' or '.join(tiers)}" if len(tiers) < len(TIERS) else ""


def idle(clauses: Sequence[Clause]) -> str:
    """Of a rule whose clauses find nothing to ask."""
    said = list(dict.fromkeys(map(_idle, clauses)))
    more = f"; and {len(said) - _MOST} more like it" if len(said) > _MOST else ""
    return f"does not apply: {'; '.join(said[:_MOST])}{more}"


def _idle(clause: Clause) -> str:
    from pilotgate.phrases import both
    from pilotgate.wording import clause_words

    if clause.when:
        return f"it is not so that {both(map(clause_words, clause.when))}"
    words = clause_words(clause.but(tiers=(), since=None, message=""))
    if words.startswith("for each "):
        return f"it asks {words.partition(': ')[0]}, and there is none"
    return f"there is nothing to ask about: {words}"
