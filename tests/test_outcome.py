from datetime import date

import pytest

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
    holds,
    worst,
)

PLACE = Place("risk.tier", ("risk", "tier"))
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
GAP, UNDECLARED = Gap(PLACE, "is low"), Undeclared(PLACE)
UNKNOWN, EXCUSED = Unknown(PLACE, "is not here"), Excused(PLACE, "no people")


def test_the_earliest_of_what_has_a_date() -> None:
    assert earliest([JUNE, None, MAY]) == MAY
    assert earliest([None, None]) is earliest([]) is None


@pytest.mark.parametrize("outcome", [Met(), Met(MAY), EXCUSED])
def test_what_holds(outcome: Outcome) -> None:
    assert holds(outcome)


@pytest.mark.parametrize("outcome", [GAP, UNDECLARED, UNKNOWN, Idle(), Idle(MAY)])
def test_what_does_not_hold(outcome: Outcome) -> None:
    assert not holds(outcome)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], None),
        ([Met(), UNKNOWN, UNDECLARED, GAP], GAP),
        ([Met(), UNKNOWN, UNDECLARED], UNDECLARED),
        ([EXCUSED, Idle(), UNKNOWN, Met()], UNKNOWN),
        ([Met(JUNE), Met(MAY), Met()], Met(MAY)),
        ([EXCUSED, Met(JUNE), Idle(MAY)], Met(MAY)),
        ([Idle(MAY), EXCUSED], EXCUSED.but(until=MAY)),
        ([Idle(JUNE), Idle(MAY)], Idle(MAY)),
    ],
)
def test_the_worst_is_the_answer(outcomes: list[Outcome], expected: Outcome | None) -> None:
    assert worst(outcomes) == expected


def test_a_gap_stays_the_worst_whatever_changes_beside_it() -> None:
    assert worst([Met(MAY), GAP]) == GAP


def test_what_is_not_declared_is_the_worst_until_something_may_become_a_gap() -> None:
    assert worst([Met(MAY), UNDECLARED]) == UNDECLARED.but(until=MAY)
