"""Settings before and after, and which way they moved."""

import pytest

from tests.comparison.sides import said
from tests.packs import GOOD, pack

OPPOSITE = {"tighter": "looser", "looser": "tighter"}


def settings(text: str) -> dict[str, str]:
    return pack("acme", f"settings: {text}\n" if text else "", x=GOOD)


CASES = [
    (
        "",
        "{grace: {poc: P30D}}",
        (
            "looser setting grace.poc: a gap in stage poc only warns for 30 days after the stage "
            "began; before, a gap in stage poc only warns for 14 days after the stage began"
        ),
    ),
    (
        "",
        "{grace: {}}",
        (
            "tighter setting grace.poc: a gap in stage poc blocks from the first day; "
            "before, a gap "
            "in stage poc only warns for 14 days after the stage began"
        ),
    ),
    (
        "{minimum_time: {pilot: P30D}}",
        "{minimum_time: {pilot: P60D}}",
        (
            "tighter setting minimum_time.pilot: stage pilot lasts at least 60 days; "
            "before, stage pilot lasts at least 30 days"
        ),
    ),
    (
        "",
        "{minimum_time: {poc: P1M}}",
        (
            "tighter setting minimum_time.poc: stage poc lasts at least 1 month; "
            "before, stage poc may be as short as one likes"
        ),
    ),
    (
        "",
        "{waivers: {max: P30D}}",
        (
            "tighter setting waivers.max: a waiver lasts at most 30 days; "
            "before, a waiver lasts at most 90 days"
        ),
    ),
    (
        "",
        "{waivers: {approvers: [user:default/risk.desk]}}",
        (
            "looser setting waivers.approvers: user:default/risk.desk may approve waivers; "
            "before, nobody may approve waivers"
        ),
    ),
    (
        "",
        "{adoption: {until: 2027-06-30}}",
        (
            "looser setting adoption: known gaps may be recorded until 2027-06-30, each for "
            "at most "
            "12 months; before, no known gaps may be recorded"
        ),
    ),
    (
        "{adoption: {until: 2027-06-30}}",
        "{adoption: {until: 2027-03-31, max_due: P6M}}",
        (
            "tighter setting adoption: known gaps may be recorded until 2027-03-31, each "
            "for at most "
            "6 months; before, known gaps may be recorded until 2027-06-30, each for at most "
            "12 months"
        ),
    ),
    (
        "",
        "{branches: {main: pilot}}",
        (
            'tighter setting branches.main: the branch "main" implies pilot; '
            'before, the branch "main" implies no stage'
        ),
    ),
    (
        "{branches: {main: pilot}}",
        "{branches: {main: production}}",
        (
            'tighter setting branches.main: the branch "main" implies production; '
            'before, the branch "main" implies pilot'
        ),
    ),
    (
        "{medium_spend: 5000}",
        "{medium_spend: 2000}",
        (
            "tighter setting medium_spend: a run cost of 2000 a month makes the tier medium "
            "at least; "
            "before, a run cost of 5000 a month makes the tier medium at least"
        ),
    ),
    (
        "",
        "{medium_spend: 2000}",
        (
            "tighter setting medium_spend: a run cost of 2000 a month makes the tier medium "
            "at least; "
            "before, no run cost decides about the tier"
        ),
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), CASES)
def test_a_setting_and_back(before: str, after: str, expected: str) -> None:
    assert said(settings(before), settings(after)) == [expected]
    (back,) = said(settings(after), settings(before))
    assert back.split()[0] == OPPOSITE[expected.split(maxsplit=1)[0]]


def test_what_goes_both_ways_or_depends() -> None:
    ways = [
        ("{adoption: {until: 2027-06-30}}", "{adoption: {until: 2027-07-31, max_due: P6M}}"),
        ("{waivers: {max: P30D}}", "{waivers: {max: P1M}}"),
        (
            "{branches: {main: {implies: production, initiatives: [claims-triage]}}}",
            "{branches: {main: pilot}}",
        ),
        (
            "{waivers: {approvers: [user:default/risk.desk]}}",
            "{waivers: {approvers: [user:default/carla.m]}}",
        ),
    ]
    for before, after in ways:
        (line,) = said(settings(before), settings(after))
        assert line.startswith("either setting ")


def test_the_initiatives_of_a_branch_are_named() -> None:
    given = "{branches: {main: {implies: production, initiatives: [claims-triage]}}}"
    assert said(settings(""), settings(given)) == [
        (
            'tighter setting branches.main: the branch "main" implies production for claims-triage '
            'alone; before, the branch "main" implies no stage'
        )
    ]


def test_the_same_time_in_other_units_is_no_change() -> None:
    assert said(settings("{waivers: {max: P1Y}}"), settings("{waivers: {max: P12M}}")) == []
    assert said(settings("{grace: {}}"), settings("{grace: {poc: P0D}}")) == []
