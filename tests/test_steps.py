"""Steps: the next value of a limit, up and down."""

from datetime import date

import pytest

from pilotgate.ladders import Tier
from pilotgate.language import literal_value
from pilotgate.steps import limit_text, literals, step
from pilotgate.term import Literal, Table
from pilotgate.values import Duration


def made(text: str) -> Literal:
    value = literal_value(text)
    return Literal(text if value is None else value, text)


@pytest.mark.parametrize(
    ("text", "down", "up"),
    [
        ("3", "2", "4"),
        ("1", "0", "2"),
        ("10000", "9999", "10001"),
        ("0.9", "0.8", "1.0"),
        ("0.25", "0.24", "0.26"),
        ("P30D", "P29D", "P31D"),
        ("P2W", "P13D", "P15D"),
        ("P6M", "P5M", "P7M"),
        ("P1M", "P27D", "P2M"),
        ("P1Y", "P11M", "P13M"),
        ("P1M5D", "P1M4D", "P1M6D"),
        ("2026-03-01", "2026-02-28", "2026-03-02"),
    ],
)
def test_one_step(text: str, down: str, up: str) -> None:
    for sign, expected in ((-1, down), (1, up)):
        found = step(made(text), sign)
        assert found is not None
        assert (found.text, found.value) == (expected, made(expected).value)


def test_a_word_has_no_next_one() -> None:
    assert step(made("high"), 1) is None


@pytest.mark.parametrize(("sign", "last"), [(-1, date(2026, 7, 30)), (1, date(2026, 8, 1))])
def test_a_duration_may_go_by_a_day(sign: int, last: date) -> None:
    found = step(made("P6M"), sign, by_a_day=True)
    assert found is not None
    assert isinstance(found.value, Duration)
    assert found.value.after(date(2026, 1, 31)) == last


def test_a_table_is_stepped_tier_by_tier() -> None:
    table = Table({"low": made("1"), "high": made("3")})
    (found,) = list(literals(table, (Tier.MEDIUM, Tier.HIGH)))
    where, bound, put = found
    assert (where, bound.text) == (", tier: high", "3")
    assert put(made("4")) == Table({"low": made("1"), "high": made("4")})
    assert limit_text(table) == "1 or 3"
