"""`recent`: not in the future, not too old, and until when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.outcome import Gap, Undeclared
from tests.dossiers import TODAY, answer, dossier, outcomes, said

RULE = "recent: {field: risk.assessed_on, max_age: P12M}"
FIELD = "risk.assessed_on"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-03-01", "met until 2026-03-01"),
        ("2026-03-01", "met until 2027-03-01"),
        ("2025-02-28", f"gap {FIELD} (2025-02-28) is older than P12M: it held until 2026-02-28"),
        ("2026-03-02", f"gap {FIELD} (2026-03-02) is after 2026-03-01 until 2026-03-01"),
        ("last spring", f"gap {FIELD} (last spring) is not an ISO date (YYYY-MM-DD)"),
        ("2026-02-30", f"gap {FIELD} (2026-02-30) is not an ISO date (YYYY-MM-DD)"),
        ("", f"undeclared {FIELD} is not declared"),
        ("tbd", f"undeclared {FIELD} is a placeholder (tbd)"),
    ],
)
def test_a_day(day: str, expected: str) -> None:
    assert said(outcomes(RULE, dossier(f"risk: {{assessed_on: {day}}}"))) == [expected]


def test_months_are_clipped_to_the_end_of_the_month() -> None:
    rule = "recent: {field: risk.assessed_on, max_age: P1M}"
    about = dossier("risk: {assessed_on: 2026-01-31}", as_of=date(2026, 2, 28))
    assert said(outcomes(rule, about)) == ["met until 2026-02-28"]
    assert said(outcomes(rule, about.but(as_of=date(2026, 3, 1)))) == [
        f"gap {FIELD} (2026-01-31) is older than P1M: it held until 2026-02-28"
    ]


def test_the_age_may_stand_in_a_field() -> None:
    rule = """recent: {field: monitoring.last_review.on, max_age: monitoring.review_every}"""
    manifest = "monitoring: {last_review: {on: 2026-02-20}%s}"
    assert said(outcomes(rule, dossier(manifest % ", review_every: P2W"))) == [
        "met until 2026-03-06"
    ]
    assert said(outcomes(rule, dossier(manifest % ""))) == [
        "undeclared monitoring.review_every is not declared"
    ]
    assert said(outcomes(rule, dossier(manifest % ", review_every: P1W"))) == [
        (
            "gap monitoring.last_review.on (2026-02-20) is older than "
            "monitoring.review_every (P1W): it held until 2026-02-27"
        )
    ]


def test_as_a_condition() -> None:
    assert isinstance(answer(RULE, dossier()), Undeclared)
    assert isinstance(answer(RULE, dossier("risk: {assessed_on: 2020-01-01}")), Gap)


def judged(age: int, days: int, on: date = TODAY) -> list[str]:
    about = dossier(f"risk: {{assessed_on: {TODAY - timedelta(age)}}}", as_of=on)
    return said(outcomes(f"recent: {{field: {FIELD}, max_age: P{days}D}}", about))


@given(st.integers(-30, 999), st.integers(1, 999), st.integers(0, 99))
def test_allowing_more_days_never_opens_a_gap(age: int, days: int, more: int) -> None:
    if judged(age, days)[0].startswith("met"):
        assert judged(age, days + more)[0].startswith("met")


@given(st.integers(0, 99), st.integers(1, 99))
def test_it_holds_until_that_day_and_not_longer(age: int, days: int) -> None:
    if judged(age, days)[0].startswith("met"):
        last = TODAY + timedelta(days - age)
        assert judged(age, days) == [f"met until {last}"]
        assert judged(age, days, last)[0].startswith("met")
        assert judged(age, days, last + timedelta(1))[0].startswith("gap")
