"""`Clause`: one predicate of a rule with its qualifiers; demanding it, and asking it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NewType, Protocol

from pilotgate.document import Field
from pilotgate.dossier import Dossier
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.outcome import (
    Gap,
    Idle,
    Met,
    Outcome,
    Undeclared,
    Unknown,
    earliest,
    holds,
)
from pilotgate.plainly import Answer, Look
from pilotgate.record import Record


class Predicate(Protocol):
    """What a module in predicates/ exports."""

    ABOUT: str
    SHORT: str

    @property
    def Params(self) -> type[Any]: ...  # noqa: N802  a class of the module

    def run(self, params: Any, dossier: Dossier, /) -> Iterator[Outcome]: ...

    def plainly(self, params: Any, look: Look, /) -> Answer: ...


class Clause(Record):
    """One predicate, and when it is asked."""

    name: str
    params: Any
    predicate: Predicate
    evidence: Evidence = Evidence.DECLARED
    since: Stage | None = None  # `from` in a pack: asked from that stage on
    tiers: tuple[Tier, ...] = ()
    when: "tuple[Clause, ...]" = ()
    message: str = ""
    anchor: Field | None = None  # where a finding about a fact is shown
    line: int = 0
    text: str = ""  # that line of the rule, for the second span
    staged: bool = True  # its answer may differ with the asked stage
    deep: bool = True  # its answer may differ with the level of evidence that is asked


# The kinds of parameter a predicate may declare beside Field and Term; the loader reads by kind.
Fields = tuple[Field, ...]
Demands = NewType("Demands", tuple[Clause, ...])  # clauses that must hold
Conditions = NewType("Conditions", tuple[Clause, ...])  # clauses that are asked
Name = NewType("Name", str)  # a name bound by `as`
Pattern = NewType("Pattern", str)
Text = NewType("Text", str)


class Options(Record):
    """Words to choose from, for every tier or by tier."""

    values: tuple[str, ...] = ()
    by_tier: dict[str, tuple[str, ...]] = {}

    def of(self, tier: Tier) -> tuple[str, ...]:
        return self.by_tier.get(tier, self.values)


def applies(clause: Clause, dossier: Dossier) -> bool:
    """The qualifiers that need nothing from the manifest."""
    if clause.since and dossier.asked.rank < clause.since.rank:
        return False
    if clause.tiers and dossier.tier not in clause.tiers:
        return False
    return clause.evidence.rank <= dossier.evidence.rank


def demand(clause: Clause, dossier: Dossier) -> list[Outcome]:
    """What the clause answers; nothing when it is idle."""
    if not applies(clause, dossier):
        return []
    until = None
    if clause.when:
        guard = ask(clause.when, dossier)
        if isinstance(guard, Gap):
            return [Idle(guard.until)] if guard.until else []
        if not holds(guard):
            return [guard]
        until = guard.until
    outcomes = list(clause.predicate.run(clause.params, dossier))
    if until is None:
        return outcomes
    return [with_until(outcome, until) for outcome in outcomes]


def demand_all(clauses: Iterable[Clause], dossier: Dossier) -> list[Outcome]:
    """What clauses inside another answer, each with its own message."""
    return [outcome for clause in clauses for outcome in told(clause, demand(clause, dossier))]


def told(clause: Clause, outcomes: list[Outcome]) -> list[Outcome]:
    """The outcomes of an inner clause with its message; that of the outer one the judge adds."""
    if not clause.message:
        return outcomes
    return [
        one.but(why=f"{one.why}. {clause.message.rstrip('.')}")
        if isinstance(one, Gap | Undeclared | Unknown)
        else one
        for one in outcomes
    ]


def ask(conditions: Iterable[Clause], dossier: Dossier) -> Outcome:
    """All conditions together: met is yes, gap is no, the rest is not known."""
    asking = dossier.question()
    unsure: Outcome | None = None
    days = []
    for condition in conditions:
        answer = _answer(condition, asking)
        if isinstance(answer, Gap):
            return answer
        if isinstance(answer, Undeclared | Unknown):
            unsure = unsure or answer
        days.append(answer.until)
    return with_until(unsure, earliest(days)) if unsure else Met(earliest(days))


def _answer(condition: Clause, asking: Dossier) -> Outcome:
    """One condition: no if any place says no, not known if any is not, else yes."""
    unsure: Outcome | None = None
    days = []
    for outcome in condition.predicate.run(condition.params, asking):
        if isinstance(outcome, Gap):
            return outcome
        if isinstance(outcome, Undeclared | Unknown):
            unsure = unsure or outcome
        days.append(outcome.until)
    return with_until(unsure, earliest(days)) if unsure else Met(earliest(days))


def with_until(outcome: Outcome, until: date | None) -> Outcome:
    """The same outcome, holding no longer than `until`."""
    return outcome.but(until=earliest([outcome.until, until])) if until else outcome
