"""What became of each rule, counted: the numbers of the report and its readiness matrix."""

from typing import Final

from pilotgate.evaluate import Judged
from pilotgate.finding import ENGINE, Finding, State
from pilotgate.ladders import Level
from pilotgate.pack import DIMENSIONS
from pilotgate.report import COUNTED, Counts, RuleResult

_WORST: Final = ("unknown", "undeclared", "gap", "known", "waived")


def results(judged: list[Judged], findings: tuple[Finding, ...]) -> tuple[RuleResult, ...]:
    state = {
        (finding.rule, finding.outcome, finding.field): finding.state
        for finding in findings
        if finding.pack != ENGINE
    }
    return tuple(
        RuleResult(
            rule=one.rule.id,
            pack=one.rule.pack,
            dimension=one.rule.dimension,
            title=one.rule.title,
            result=_settled(one, state),
            why=one.why,
        )
        for one in judged
    )


def _settled(judged: Judged, state: dict[tuple[str, str, str], State]) -> str:
    """What a rule counts as: its worst answer at block or warn."""
    if judged.result not in _WORST:
        return judged.result
    kinds: set[str] = set()
    for unmet in judged.unmet:
        if unmet.asked.standing.level is not Level.AHEAD:
            place = unmet.outcome.place
            now = state.get((judged.rule.id, unmet.kind, place.name if place.route else ""))
            kinds.add(now if now in (State.KNOWN, State.WAIVED) else unmet.kind)
    return next(kind for kind in _WORST if kind in kinds)


def counts(results: tuple[RuleResult, ...]) -> tuple[Counts, dict[str, Counts]]:
    """How many rules came to what: all together, and by dimension."""
    whole = dict.fromkeys(COUNTED, 0)
    seen = {result.dimension for result in results}
    matrix: dict[str, Counts] = {
        one: dict.fromkeys(COUNTED, 0) for one in DIMENSIONS if one in seen
    }
    for one in results:
        whole[one.result] += 1
        matrix[one.dimension][one.result] += 1
    return whole, matrix
