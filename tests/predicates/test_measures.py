"""`measures`: numbers and durations inside limits, and what depends on the day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.ladders import Tier
from pilotgate.outcome import Gap, Met, Undeclared
from tests.dossiers import answer, dossier, outcomes, said

RATE = "data_sources: [{id: a, quality: {completeness_min: %s}}]"
NAME = "data_sources[a].quality.completeness_min"


@pytest.mark.parametrize(
    ("limits", "value", "expected"),
    [
        ("at_least: 0.9", "0.9", "met"),
        ("at_least: 0.9", "0.90", "met"),
        ("at_least: 0.9", "0.899999999999999999999999", "gap X (V) is not at least 0.9"),
        ("at_most: 0.9", "0.9", "met"),
        ("at_most: 0.9", "0.91", "gap X (V) is not at most 0.9"),
        ("more_than: 0.9", "0.9", "gap X (V) is not more than 0.9"),
        ("more_than: 0.9", "0.901", "met"),
        ("less_than: 0.9", "0.9", "gap X (V) is not less than 0.9"),
        ("less_than: 0.9", "0.89", "met"),
        ("more_than: 0.1, at_most: 0.9", "0.1", "gap X (V) is not more than 0.1"),
        ("at_least: 0", "0", "met"),
        ("at_least: 0.9", "most", "gap X (most) is not a rate from 0 to 1"),
        ("at_least: 0.9", "", "undeclared X is not declared"),
        ("at_least: 0.9", "tbd", "undeclared X is a placeholder (tbd)"),
    ],
)
def test_numbers(limits: str, value: str, expected: str) -> None:
    rule = f'measures: {{field: "data_sources[].quality.completeness_min", {limits}}}'
    wanted = expected.replace("X", NAME).replace("V", value)
    assert said(outcomes(rule, dossier(RATE % value))) == [wanted]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("P6M", "met"),
        ("P184D", "met"),
        ("P1Y", "met"),
        ("P180D", "gap retention.prompts (P180D) is not at least P6M"),
        (
            "P182D",
            (
                "gap retention.prompts (P182D) is at least P6M or not, depending on the day "
                "it starts: write it in the unit of P6M"
            ),
        ),
        ("none", "gap retention.prompts (none) is not at least P6M"),
        ("6 months", "gap retention.prompts (6 months) is not an ISO 8601 duration (P90D, P6M)"),
    ],
)
def test_durations(value: str, expected: str) -> None:
    rule = "measures: {field: retention.prompts, at_least: P6M}"
    assert said(outcomes(rule, dossier(f"retention: {{prompts: {value}}}"))) == [expected]


def test_a_limit_by_tier() -> None:
    rule = "measures: {field: scale.users_now, at_least: {low: 1, medium: 2, high: 3}}"
    about = dossier("scale: {users_now: 2}")
    assert said(outcomes(rule, about.but(tier=Tier.MEDIUM))) == ["met"]
    assert said(outcomes(rule, about.but(tier=Tier.HIGH))) == [
        "gap scale.users_now (2) is not at least 3"
    ]


def test_a_number_is_no_duration() -> None:
    rule = "measures: {field: scale.users_now, at_least: P6M}"
    assert said(outcomes(rule, dossier("scale: {users_now: 2}"))) == [
        "gap scale.users_now (2) cannot be compared with P6M"
    ]


def test_as_a_condition_absent_is_not_known() -> None:
    rule = "measures: {field: scale.users_now, at_least: 1}"
    assert isinstance(answer(rule, dossier()), Undeclared)
    assert isinstance(answer(rule, dossier("scale: {users_now: 0}")), Gap)
    assert isinstance(answer(rule, dossier("scale: {users_now: 1}")), Met)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 50))
def test_asking_for_less_never_opens_a_gap(days: int, limit: int, less: int) -> None:
    about = dossier(f"retention: {{prompts: P{days}D}}")
    if said(outcomes(f"measures: {{field: retention.prompts, at_least: P{limit}D}}", about)) == [
        "met"
    ]:
        weaker = f"measures: {{field: retention.prompts, at_least: P{max(0, limit - less)}D}}"
        assert said(outcomes(weaker, about)) == ["met"]


def test_a_limit_that_several_places_give_is_none() -> None:
    rule = 'measures: {field: scale.users_now, at_least: "kpis[kind=primary].threshold"}'
    kpis = "kpis: [{id: a, kind: primary, threshold: 5}, {id: b, kind: primary, threshold: 50}]"
    (gap,) = said(outcomes(rule, dossier(f"scale: {{users_now: 9}}\n{kpis}")))
    assert gap.startswith("gap kpis[b].threshold is one of 2 that match kpis[kind=primary].thresh")
