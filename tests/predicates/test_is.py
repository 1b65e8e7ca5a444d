"""`is`: one of the values, case ignored."""

import pytest

from pilotgate.ladders import Tier
from pilotgate.outcome import Gap, Met, Undeclared
from tests.dossiers import answer, dossier, outcomes, said

RULE = "is: {field: human_oversight.mode, value: [in-the-loop, on-the-loop]}"
MODE = "human_oversight.mode"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("in-the-loop", "met"),
        ("On-The-Loop", "met"),
        ("assistive", f"gap {MODE} (assistive) is not one of in-the-loop, on-the-loop"),
        ("", f"undeclared {MODE} is not declared"),
        ("TBD", f"undeclared {MODE} is a placeholder (TBD)"),
        (
            "[in-the-loop]",
            f"gap {MODE} (a list or a section) is not one of in-the-loop, on-the-loop",
        ),
    ],
)
def test_a_value(value: str, expected: str) -> None:
    assert said(outcomes(RULE, dossier(f"human_oversight: {{mode: {value}}}"))) == [expected]


def test_one_value_reads_as_one() -> None:
    about = dossier("risk: {affects_people: false}")
    assert said(outcomes("is: {field: risk.affects_people, value: true}", about)) == [
        "gap risk.affects_people (false) is not true"
    ]


def test_the_tier_and_the_stage_are_given() -> None:
    about = dossier(tier=Tier.HIGH)
    assert said(outcomes("is: {field: tier, value: high}", about)) == ["met"]
    assert said(outcomes("is: {field: asked, value: poc}", about)) == ["met"]


def test_case_is_ignored_in_the_rule_too() -> None:
    about = dossier("human_oversight: {mode: assistive}")
    assert said(outcomes(f"is: {{field: {MODE}, value: Assistive}}", about)) == ["met"]


def test_values_by_tier() -> None:
    rule = "is: {field: human_oversight.mode, value: {$: {low: [assistive], high: [in-the-loop]}}}"
    about = dossier("human_oversight: {mode: assistive}")
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule, about.but(tier=Tier.HIGH))) == [
        f"gap {MODE} (assistive) is not in-the-loop"
    ]


def test_as_a_condition_absent_is_not_no() -> None:
    assert isinstance(answer(RULE, dossier()), Undeclared)
    assert isinstance(answer(RULE, dossier("human_oversight: {mode: assistive}")), Gap)
    assert isinstance(answer(RULE, dossier("human_oversight: {mode: in-the-loop}")), Met)


def test_as_a_condition_one_no_among_many_is_no() -> None:
    rule = 'is: {field: "data_sources[].personal_data", value: true}'
    about = dossier("data_sources: [{id: a}, {id: b, personal_data: false}]")
    assert isinstance(answer(rule, about), Gap)
