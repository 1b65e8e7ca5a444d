from collections.abc import Iterator
from datetime import date

import pytest

from pilotgate.clause import Clause, Options, applies, ask, demand, demand_all, with_until
from pilotgate.dossier import Dossier
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.outcome import (
    Excused,
    Gap,
    Idle,
    Met,
    Outcome,
    Place,
    Undeclared,
    Unknown,
)
from pilotgate.plainly import Answer, Look
from pilotgate.record import Record
from tests.dossiers import clause, dossier

PLACE = Place("risk.tier", ("risk", "tier"))
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
YES, NO, MISSING = Met(), Gap(PLACE, "is no"), Undeclared(PLACE)
HIDDEN, EXCUSED = Unknown(PLACE, "is not here"), Excused(PLACE, "no people")


class Says:
    """A predicate that answers what it is told, and remembers whether it was a question."""

    ABOUT = SHORT = "a test"

    class Params(Record):
        outcomes: tuple[Outcome, ...] = ()

    def __init__(self) -> None:
        self.asked: list[bool] = []

    def run(self, params: Params, dossier: Dossier) -> Iterator[Outcome]:
        self.asked.append(dossier.asking)
        yield from params.outcomes

    def plainly(self, params: Params, look: Look) -> Answer:  # noqa: ARG002  it never knows
        return None


SAYS = Says()


def says(*outcomes: Outcome) -> Clause:
    return Clause("says", Says.Params(outcomes), SAYS)


def test_a_clause_answers_what_its_predicate_says() -> None:
    assert demand(says(YES, NO), dossier()) == [YES, NO]
    assert demand(says(), dossier()) == []
    assert demand_all([says(YES), says(NO)], dossier()) == [YES, NO]


@pytest.mark.parametrize(
    ("asked", "applied"),
    [
        (Stage.POC, False),
        (Stage.PILOT, True),
        (Stage.PRODUCTION, True),
        (Stage.STOPPED, False),
    ],
)
def test_from(asked: Stage, *, applied: bool) -> None:
    later = says(NO).but(since=Stage.PILOT)
    assert applies(later, dossier(asked=asked)) is applied
    assert demand(later, dossier(asked=asked)) == ([NO] if applied else [])


@pytest.mark.parametrize("tier", list(Tier))
def test_tiers(tier: Tier) -> None:
    some = says(NO).but(tiers=(Tier.MEDIUM, Tier.HIGH))
    assert applies(some, dossier(tier=tier)) is (tier is not Tier.LOW)


@pytest.mark.parametrize("reached", list(Evidence))
def test_evidence(reached: Evidence) -> None:
    deep = says(NO).but(evidence=Evidence.CONTENT)
    wanted = reached in (Evidence.CONTENT, Evidence.DATED, Evidence.CROSSED)
    assert applies(deep, dossier(evidence=reached)) is wanted


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ([YES], [NO]),
        ([EXCUSED], [NO]),
        ([NO], []),
        ([NO.but(until=MAY)], [Idle(MAY)]),
        ([MISSING], [MISSING]),
        ([HIDDEN], [HIDDEN]),
        ([YES.but(until=MAY)], [NO.but(until=MAY)]),
        ([MISSING.but(until=MAY)], [MISSING.but(until=MAY)]),
    ],
)
def test_a_guard_that_is_no_idles_the_clause_and_one_that_is_not_known_answers_for_it(
    guard: list[Outcome], expected: list[Outcome]
) -> None:
    assert demand(says(NO).but(when=(says(*guard),)), dossier()) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], YES),
        ([[]], YES),
        ([[YES], [YES]], YES),
        ([[YES], [NO]], NO),
        ([[NO], [MISSING]], NO),
        ([[MISSING], [NO]], NO),  # whatever is declared there: the other says no
        ([[MISSING], [HIDDEN]], MISSING),
        ([[HIDDEN], [MISSING]], HIDDEN),
        ([[YES, NO]], NO),
        ([[YES, MISSING]], MISSING),
        ([[EXCUSED]], YES),
        ([[YES.but(until=JUNE)], [YES.but(until=MAY)]], YES.but(until=MAY)),
        ([[YES.but(until=JUNE), YES.but(until=MAY)]], YES.but(until=MAY)),
        ([[MISSING], [YES.but(until=MAY)]], MISSING.but(until=MAY)),
        ([[MISSING, YES.but(until=MAY)]], MISSING.but(until=MAY)),
        ([[YES.but(until=MAY)], [NO]], NO),  # the no stays, whatever becomes of the yes
        ([[Idle(MAY)]], YES.but(until=MAY)),
    ],
)
def test_conditions_together(conditions: list[list[Outcome]], expected: Outcome) -> None:
    assert ask([says(*outcomes) for outcomes in conditions], dossier()) == expected


def test_conditions_are_asked_and_demands_are_not() -> None:
    SAYS.asked.clear()
    demand(says(YES).but(when=(says(YES),)), dossier())
    assert SAYS.asked == [True, False]


@pytest.mark.parametrize("outcome", [YES, NO, MISSING, HIDDEN, EXCUSED, Idle()])
def test_an_outcome_holds_no_longer_than_what_it_rests_on(outcome: Outcome) -> None:
    assert with_until(outcome, None) is outcome
    assert with_until(outcome, MAY).until == MAY
    assert with_until(outcome.but(until=MAY), JUNE).until == MAY
    assert with_until(outcome.but(until=JUNE), MAY).until == MAY


def test_options_by_tier() -> None:
    options = Options(("a",), {"high": ("b",)})
    assert [options.of(tier) for tier in Tier] == [("a",), ("a",), ("b",)]


def test_present_is_a_question_only_in_a_condition() -> None:
    present = clause("present: [risk.tier]")
    assert [type(one) for one in demand(present, dossier())] == [Undeclared]
    assert isinstance(ask([present], dossier()), Gap)
    assert isinstance(ask([present], dossier("risk: {tier: TBD}")), Gap)
    assert ask([present], dossier("risk: {tier: low}")) == YES
