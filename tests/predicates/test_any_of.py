"""`any_of`: one branch is enough, and which of them a finding names."""

from itertools import permutations

import pytest

from pilotgate.ladders import Evidence, Stage
from pilotgate.outcome import Gap, Met, Undeclared, Unknown
from tests.dossiers import answer, dossier, outcomes, said

YES = "is: {field: stage.current, value: poc}"
NO = "is: {field: stage.current, value: pilot}"
ABSENT = "is: {field: risk.tier, value: low}"
UNKNOWN = 'refers_to: {field: stage.current, to: ["facts.people[].ref"]}'
ABOUT = dossier("stage: {current: poc}", evidence=Evidence.CROSSED)


def rule(*branches: str) -> str:
    return "any_of:\n" + "".join(f"  - {branch}\n" for branch in branches)


@pytest.mark.parametrize(
    ("branches", "demand", "condition"),
    [
        ((YES, NO, ABSENT, UNKNOWN), Met, Met),
        ((NO, ABSENT, UNKNOWN), Unknown, Unknown),
        ((NO, ABSENT), Gap, Undeclared),
        ((NO,), Gap, Gap),
        ((ABSENT,), Undeclared, Undeclared),
    ],
)
def test_whatever_the_order(branches: tuple[str, ...], demand: type, condition: type) -> None:
    for order in permutations(branches):
        assert [type(found) for found in outcomes(rule(*order), ABOUT)] == [demand]
        assert type(answer(rule(*order), ABOUT)) is condition


def test_the_first_such_branch_is_named() -> None:
    other = "is: {field: stage.current, value: production}"
    assert said(outcomes(rule(ABSENT, other, NO), ABOUT)) == [
        "gap stage.current (poc) is not production"
    ]


def test_a_branch_that_is_not_asked_is_no_branch() -> None:
    later = f"{{from: pilot, {YES}}}"
    assert said(outcomes(rule(NO, later), ABOUT)) == ["gap stage.current (poc) is not pilot"]
    assert outcomes(rule(later, later), ABOUT) == []
    assert said(outcomes(rule(NO, later), ABOUT.but(asked=Stage.PILOT))) == ["met"]


DAY = "recent: {field: %s, max_age: P1M}"


def test_until_the_last_branch_goes() -> None:
    about = dossier("risk: {assessed_on: 2026-02-10}\nreview: {last_on: 2026-02-20}")
    days = rule(DAY % "risk.assessed_on", DAY % "review.last_on")
    assert said(outcomes(days, about)) == ["met until 2026-03-20"]
    forever = rule(DAY % "risk.assessed_on", "present: [review.last_on]")
    assert said(outcomes(forever, about)) == ["met"]


def test_until_another_branch_comes() -> None:
    about = dossier("stage: {current: poc}\nreview: {last_on: 2026-03-05}")
    assert said(outcomes(rule(NO, DAY % "review.last_on"), about)) == [
        "gap stage.current (poc) is not pilot until 2026-03-04"
    ]
