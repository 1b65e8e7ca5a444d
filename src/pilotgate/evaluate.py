"""Clauses against a dossier: what each rule answers, and why it did or did not apply."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from pilotgate.clause import Clause, ask, demand
from pilotgate.dossier import Dossier
from pilotgate.ladders import Level, Stage
from pilotgate.outcome import (
    Excused,
    Gap,
    Idle,
    Met,
    Outcome,
    Place,
    Undeclared,
    Unknown,
    earliest,
)
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.select import Asked, asked_of

U = TypeVar("U", Gap | Undeclared | Unknown, Undeclared | Unknown)
KINDS = {Gap: "gap", Undeclared: "undeclared", Unknown: "unknown"}


class Unmet(Record):
    """One unmet outcome of a rule."""

    asked: Asked
    outcome: Gap | Undeclared | Unknown
    guard: bool = False  # of the rule's `when`, not of a clause

    @property
    def kind(self) -> str:
        return KINDS[type(self.outcome)]


class Judged(Record):
    """One rule, evaluated at the asked stage."""

    rule: Rule
    result: str  # met, gap, undeclared, unknown, ahead, not_applicable
    why: str
    unmet: tuple[Unmet, ...] = ()
    until: date | None = None


def evaluate(rule: Rule, dossier: Dossier, asked: Stage) -> Judged:
    """What the rule answers. `dossier.asked` is set per clause: `ahead` looks at a later stage."""
    if rule.on_move and dossier.base is None:
        return Judged(rule, "not_applicable", "does not apply: there is no change here")
    standing = asked_of(rule, asked, dossier.tier)
    if not standing:
        return Judged(rule, "not_applicable", _not_asked(rule, dossier, asked))
    excusable = dossier.tier in rule.not_applicable
    at_stage = dossier.but(asked=_first(standing), excusable=excusable)
    until = None
    if rule.when:
        guard = ask(rule.when, at_stage)
        if isinstance(guard, Gap):
            return Judged(
                rule,
                "not_applicable",
                f"does not apply: {guard.place.name} {guard.why}",
                until=guard.until,
            )
        if isinstance(guard, Undeclared | Unknown):
            guard = _anchored(guard, (*rule.when, *rule.require), at_stage)
            worst = min(standing, key=_severity)
            why = f"applies because {guard.place.name} {guard.why}"
            unmet = (Unmet(worst, guard, guard=True),)
            return Judged(rule, _result(unmet, standing), why, unmet, guard.until)
        until = guard.until
    judged = _demand(rule, at_stage, standing)
    return judged.but(until=earliest([judged.until, until]))


def _demand(rule: Rule, dossier: Dossier, standing: tuple[Asked, ...]) -> Judged:
    unmet: dict[tuple[str, str], Unmet] = {}
    days: list[date | None] = []
    spoke: list[Asked] = []
    excuse: Excused | None = None
    for asked in standing:
        for outcome in _answers(asked, dossier):
            days.append(outcome.until)
            if isinstance(outcome, Excused):
                excuse = excuse or outcome
            if isinstance(outcome, Excused | Idle):
                continue
            spoke.append(asked)
            if isinstance(outcome, Met):
                continue
            found = Unmet(asked, _anchored(outcome, (asked.clause, *rule.require), dossier))
            key = (found.kind, found.outcome.place.name)
            known = unmet.get(key)
            if known is None or _severity(asked) < _severity(known.asked):
                unmet[key] = found
    until = earliest(days)
    if not spoke:
        return Judged(rule, "not_applicable", _idle(excuse, standing), until=until)
    listed = tuple(unmet.values())
    return Judged(rule, _result(listed, tuple(spoke)), _applies(rule), listed, until)


def _answers(asked: Asked, dossier: Dossier) -> list[Outcome]:
    """What a clause answers; the toll of the next stage hears most answers a second time."""
    stage, level = asked.standing.stage, asked.evidence
    key = (id(asked.clause), stage if asked.clause.staged else None, level, dossier.excusable)
    known = dossier.answers.get(key)
    if known is None:
        answers = demand(asked.clause, dossier.but(asked=stage, evidence=level))
        # The clause is kept with its answers: while it is held, no other has its id.
        known = dossier.answers[key] = (asked.clause, answers)
    return known[1]


def _result(unmet: tuple[Unmet, ...], standing: tuple[Asked, ...]) -> str:
    """The worst clause at block or warn; a rule that only looks ahead is `ahead`."""
    if all(asked.standing.level is Level.AHEAD for asked in standing):
        return "ahead"
    now = {item.kind for item in unmet if item.asked.standing.level is not Level.AHEAD}
    # Not established is worse than not declared, which is worse than a known gap.
    return next((kind for kind in ("unknown", "undeclared", "gap") if kind in now), "met")


def _severity(asked: Asked) -> tuple[int, int]:
    order = (Level.BLOCK, Level.WARN, Level.AHEAD)
    return order.index(asked.standing.level), asked.standing.stage.rank


def _first(standing: tuple[Asked, ...]) -> Stage:
    return min(standing, key=_severity).standing.stage


def _anchored(outcome: U, clauses: Iterable[Clause], dossier: Dossier) -> U:
    """A finding about a fact stands at the first manifest field its clause names, or the rule."""
    if not outcome.place.name.startswith("facts."):
        return outcome
    field = next((clause.anchor for clause in clauses if clause.anchor), None)
    if field is None:
        return outcome.but(place=Place("the manifest", ()))
    return outcome.but(place=dossier.look(field)[0].place)


def _not_asked(rule: Rule, dossier: Dossier, asked: Stage) -> str:
    if asked.ended:
        return f"does not apply: the initiative is {asked}"
    if dossier.tier not in rule.blocks and dossier.tier not in rule.warns:
        return f"does not apply: it is not asked of tier {dossier.tier}"
    return f"does not apply: nothing of it is asked at {asked} or later"


def _idle(excuse: Excused | None, standing: tuple[Asked, ...]) -> str:
    if excuse:
        return f"does not apply: {excuse.place.name} is not applicable, says the manifest"
    clause = standing[0].clause
    return f"does not apply: nothing to ask ({clause.name} selects nothing)"


def _applies(rule: Rule) -> str:
    if rule.when_names:
        return f"applies: {', '.join(rule.when_names)}"
    return "applies under its conditions" if rule.when else "applies to every initiative"
