"""Clauses against a dossier: what each rule answers, and why it did or did not apply."""

from collections.abc import Iterable
from datetime import date
from typing import Final, TypeVar

from pilotgate import reasons
from pilotgate.clause import Clause, ask, demand
from pilotgate.dossier import Dossier
from pilotgate.ladders import Evidence, Level, Stage
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
from pilotgate.plainly import NO, SO
from pilotgate.reasons import Reason
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.select import Asked, Stand, sections, severity, stand

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
    why: str | Reason  # in one line: why it did or did not apply
    unmet: tuple[Unmet, ...] = ()
    until: date | None = None


def evaluate(rule: Rule, dossier: Dossier, asked: Stage) -> Judged:
    """What the rule answers at the asked stage."""
    return answered(stand(rule, asked, dossier.tier), dossier, asked)


def answered(stand: Stand, dossier: Dossier, asked: Stage) -> Judged:
    """The same of a rule whose clauses are selected; `ahead` looks at a later stage."""
    rule, standing = stand.rule, stand.clauses
    if rule.on_move and dossier.base is None:
        return Judged(
            rule, "not_applicable", "does not apply: it is about changes, and there is none here"
        )
    if not standing:
        return Judged(rule, "not_applicable", Reason(reasons.not_asked, rule, dossier.tier, asked))
    case = _Case(stand, dossier)
    until = None
    if rule.when:
        guard = case.guard()
        if isinstance(guard, Gap):
            return Judged(
                rule,
                "not_applicable",
                f"does not apply: {guard.place.name} {guard.why}",
                until=guard.until,
            )
        if isinstance(guard, Undeclared | Unknown):
            guard = _anchored(guard, (*rule.when, *rule.require), case.long)
            worst = min(standing, key=severity)
            why = f"applies because {guard.place.name} {guard.why}"
            unmet = (Unmet(worst, guard, guard=True),)
            return Judged(rule, _result(unmet, standing), why, unmet, guard.until)
        until = guard.until
    judged = _shared(case, stand, dossier)
    if judged is None:
        return _demand(case, standing, until)
    return judged if until is None else judged.but(until=earliest([until, judged.until]))


def _shared(case: "_Case", stand: Stand, dossier: Dossier) -> Judged | None:
    """A rule that looks only at sections which are not there answers every manifest alike."""
    if dossier.shared is None or stand.rule.on_move:
        return None
    looked_at = sections(stand)
    if looked_at is None or not looked_at.isdisjoint(dossier.document.root.entries):
        return None
    known = dossier.shared.get(id(stand))
    if known is None:
        # The stand is kept with its answer: while it is held, no other has its id.
        known = dossier.shared[id(stand)] = (_demand(case, stand.clauses, None), stand)
    return known[0] if isinstance(known[0], Judged) else None


def again(judged: Judged, stand: Stand) -> tuple[Unmet, ...]:
    """What is unmet at another stage at which all clauses of the rule answer alike."""
    if not judged.unmet:
        return ()
    places = {one.at: one for one in stand.clauses}
    worst = min(stand.clauses, key=severity)
    return tuple(
        Unmet(worst if one.guard else places[one.asked.at], one.outcome, guard=one.guard)
        for one in judged.unmet
    )


class _Case:
    """A rule and what it is asked of: at a look where that is enough, else the long way."""

    __slots__ = ("_dossier", "_long", "_look", "_stand", "rule")

    def __init__(self, stand: Stand, dossier: Dossier) -> None:
        self.rule = stand.rule
        self._stand = stand
        self._dossier = dossier
        self._look = None if stand.rule.on_move else dossier.look_at
        self._long: Dossier | None = None

    @property
    def long(self) -> Dossier:
        if self._long is None:
            stand = self._stand
            self._long = self._dossier.but(asked=stand.stage, excusable=stand.excusable)
        return self._long

    def guard(self) -> Outcome:
        """The rule's `when`; the long way says why not."""
        look = self._look
        if look:
            look.begin(self._stand.stage, Evidence.DECLARED)
            if look.ask(self.rule.when) is SO:
                return Met(min(look.days, default=None))
        return ask(self.rule.when, self.long)

    def answers(self, asked: Asked) -> list[Outcome]:
        """What a clause answers; the toll of the next stage hears most answers a second time."""
        known = self._dossier.answers.get(asked.key)
        if known is None:
            stage, level, clause = asked.standing.stage, asked.evidence, asked.clause
            answers = self._at_a_look(clause, stage, level)
            if answers is None:
                excusable = self._stand.excusable
                dossier = self._dossier.but(asked=stage, evidence=level, excusable=excusable)
                answers = demand(clause, dossier)
            # The clause is kept with its answers: while it is held, no other has its id.
            known = self._dossier.answers[asked.key] = (clause, answers)
        return known[1]

    def _at_a_look(self, clause: Clause, stage: Stage, level: Evidence) -> list[Outcome] | None:
        look = self._look
        if look is None:
            return None
        look.begin(stage, level)
        answer = look.demand(clause)
        if answer is None or answer is NO:
            return None  # what is missing, and where, takes the long way
        until = min(look.days, default=None)
        if answer is SO:
            return [Met(until)] if until else _MET
        return [Idle(until)] if until else _IDLE


_MET: Final[list[Outcome]] = [Met()]
_IDLE: Final[list[Outcome]] = []


def _demand(case: _Case, standing: tuple[Asked, ...], until: date | None) -> Judged:
    rule = case.rule
    unmet: dict[tuple[str, str], Unmet] = {}
    days: list[date | None] = [until]
    spoke: list[Asked] = []
    excuse: Excused | None = None
    for asked in standing:
        answers = case.answers(asked)
        if answers is _MET:
            spoke.append(asked)
            continue
        for outcome in answers:
            days.append(outcome.until)
            if isinstance(outcome, Excused):
                excuse = excuse or outcome
            if isinstance(outcome, Excused | Idle):
                continue
            spoke.append(asked)
            if isinstance(outcome, Met):
                continue
            found = outcome
            if outcome.place.name.startswith("facts."):
                found = _anchored(outcome, (asked.clause, *rule.require), case.long)
            key = (KINDS[type(found)], found.place.name)
            known = unmet.get(key)
            if known is None or severity(asked) < severity(known.asked):
                unmet[key] = Unmet(asked, found)
    until = earliest(days)
    if not spoke:
        return Judged(rule, "not_applicable", _idle(excuse, standing), until=until)
    listed = tuple(unmet.values())
    return Judged(rule, _result(listed, tuple(spoke)), Reason(reasons.applies, rule), listed, until)


def _result(unmet: tuple[Unmet, ...], standing: tuple[Asked, ...]) -> str:
    """The worst clause at block or warn; a rule that only looks ahead is `ahead`."""
    if all(asked.standing.level is Level.AHEAD for asked in standing):
        return "ahead"
    now = {item.kind for item in unmet if item.asked.standing.level is not Level.AHEAD}
    # Not established is worse than not declared, which is worse than a known gap.
    return next((kind for kind in ("unknown", "undeclared", "gap") if kind in now), "met")


def _anchored(outcome: U, clauses: Iterable[Clause], dossier: Dossier) -> U:
    """A finding about a fact stands at the first manifest field its clause names, or the rule."""
    if not outcome.place.name.startswith("facts."):
        return outcome
    field = next((clause.anchor for clause in clauses if clause.anchor), None)
    if field is None:
        return outcome.but(place=Place("the manifest", ()))
    return outcome.but(place=dossier.look(field)[0].place)


def _idle(excuse: Excused | None, standing: tuple[Asked, ...]) -> str | Reason:
    if excuse:
        return f"does not apply: {excuse.place.name} is not applicable, says the manifest"
    return Reason(reasons.idle, [asked.clause for asked in standing])
