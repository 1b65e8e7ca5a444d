"""Dossiers and outcomes for the tests of predicates: YAML in, outcomes out."""

from collections.abc import Mapping
from datetime import date

from pilotgate.clause import Clause, ask, demand
from pilotgate.document import Document, Node, Scalar
from pilotgate.document import Mapping as Section
from pilotgate.dossier import Dossier, Fact
from pilotgate.fields import catalogue
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.language import Json, Source, clauses
from pilotgate.leaves import Leaves
from pilotgate.outcome import Excused, Gap, Idle, Met, Outcome, Undeclared, Unknown, earliest
from pilotgate.people import NOBODY, People
from pilotgate.plainly import IDLE, NO, SO, Look
from pilotgate.reader import read

TODAY = date(2026, 3, 1)
ENVELOPE = "apiVersion: ai-initiative/v1\nmetadata: {id: invoice-triage}\n"


def document(text: str) -> Document:
    """A manifest; the envelope is added where the text has none."""
    whole = text if "apiVersion:" in text else ENVELOPE + text
    return read(whole.encode(), "ai-initiative.yaml")


def dossier(  # noqa: PLR0913  what a test may set
    text: str = "",
    *,
    base: str | None = None,
    as_of: date = TODAY,
    asked: Stage = Stage.POC,
    tier: Tier = Tier.LOW,
    evidence: Evidence = Evidence.DECLARED,
    people: People = NOBODY,
    facts: Mapping[tuple[str, str], Fact] | None = None,
    gathered: str | None = None,
    history: Mapping[str, int] | None = None,
) -> Dossier:
    made = Dossier(
        document(text),
        as_of=as_of,
        catalogue=catalogue(),
        asked=asked,
        tier=tier,
        people=people,
        facts=facts,
        gathered=None if gathered is None else read(gathered.encode(), "facts"),
        history=history,
        base=None if base is None else document(base),
    )
    return made.but(evidence=evidence)


def clause(text: str) -> Clause:
    """One clause, from YAML as a rule has it."""
    data = plain(read(text.encode(), "rule.yaml").root)
    return clauses([data], Source({}), ("require",))[0]


def outcomes(rule: str, about: Dossier) -> list[Outcome]:
    """What a clause answers as a demand; a look at it must not answer anything else."""
    asked = clause(rule)
    answers = demand(asked, about)
    look = looking(about)
    if look is not None:
        answer = look.demand(asked)
        until = min(look.days, default=None)
        if answer is SO:
            assert answers
            assert all(isinstance(one, Met) for one in answers)
        if answer is IDLE:
            assert all(isinstance(one, Idle) for one in answers)
        if answer is NO:
            assert any(isinstance(one, Gap | Undeclared | Unknown) for one in answers)
        if answer in (SO, IDLE):
            assert earliest([one.until for one in answers]) == until
    return answers


def looking(about: Dossier) -> Look | None:
    """The same dossier at a look; there is none for a change or inside an item."""
    if about.base is not None or about.scopes:
        return None
    look = Look(
        Leaves(about.document, about.catalogue),
        as_of=about.as_of,
        tier=about.tier,
        people=about.people,
        facts=about.facts,
    )
    look.begin(about.asked, about.evidence)
    look.asking = about.asking
    return look


def answer(rule: str, about: Dossier) -> Outcome:
    """What a clause answers as a condition; a look at it must not answer anything else."""
    asked = clause(rule)
    answer = ask((asked,), about)
    look = looking(about)
    if look is not None:
        seen = look.ask((asked,))
        if seen is not None:
            assert isinstance(answer, Met if seen is SO else Gap)
            assert answer.until == min(look.days, default=None)
    return answer


def said(answers: list[Outcome]) -> list[str]:
    """Outcomes as a reader sees them: `gap kpis[a].threshold (11) is ...`."""
    return [say(outcome) for outcome in answers]


def say(outcome: Outcome) -> str:
    until = f" until {outcome.until}" if outcome.until else ""
    match outcome:
        case Met():
            return f"met{until}"
        case Excused():
            return f"excused {outcome.place.name}: {outcome.reason}"
        case Idle():
            return f"idle{until}"
        case Gap():
            return f"gap {outcome.place.name} {outcome.why}{until}"
        case Undeclared():
            return f"undeclared {outcome.place.name} {outcome.why}{until}"
        case Unknown():
            return f"unknown {outcome.place.name} {outcome.why}{until}"


def plain(node: Node) -> Json:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Section):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    return [plain(item) for item in node.items]
