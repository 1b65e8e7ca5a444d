"""Initiatives by two packs: who is newly blocked or released, from which day, by what."""

from datetime import date, timedelta

import pytest

from pilotgate.comparison.initiatives import Affected, Turn, blocks_from, compare_initiatives
from pilotgate.finding import State
from pilotgate.ladders import Level
from tests.dossiers import TODAY
from tests.judging import MANIFEST, judged
from tests.reports import no_stop_criteria, owners_alike

ASKS = "require: [{present: [owners.risk.ref]}]"
MET = "met: {require: [{present: [owners.business.ref]}]}"
NOTHING = MET
BLOCKS = f"{MET}\nx: {{{ASKS}}}"
LATER = f"{MET}\nx: {{{ASKS}, effective_from: 2027-12-02}}"
DAY = date(2027, 12, 2)


def affected(
    old: str, new: str, manifest: str = MANIFEST, renamed: dict[str, str] | None = None
) -> Affected:
    pair = (judged(old, manifest), judged(new, manifest))
    (one,) = compare_initiatives([pair], TODAY, renamed or {})
    return one


@pytest.mark.parametrize(
    ("old", "new", "turn", "before", "after"),
    [
        (NOTHING, BLOCKS, Turn.BLOCKED, None, TODAY),
        (NOTHING, LATER, Turn.BLOCKED, None, DAY),
        (BLOCKS, NOTHING, Turn.RELEASED, TODAY, None),
        (LATER, BLOCKS, Turn.EARLIER, DAY, TODAY),
        (BLOCKS, LATER, Turn.LATER, TODAY, DAY),
    ],
)
def test_what_a_pack_does_to_an_initiative(
    old: str, new: str, turn: Turn, before: date | None, after: date | None
) -> None:
    one = affected(old, new)
    assert (one.turn, one.before, one.after) == (turn, before, after)
    (shift,) = one.shifts
    assert (shift.finding.rule, shift.before, shift.after) == ("x", before, after)
    assert shift.finding.field == "owners.risk.ref"


def test_the_same_gap_by_both_packs_is_no_shift() -> None:
    for both in (NOTHING, BLOCKS, LATER):
        one = affected(both, both)
        assert (one.turn, one.shifts) == (Turn.UNCHANGED, ())


def test_another_gap_from_the_same_day_is_not_passed_over() -> None:
    more = f"{BLOCKS}\ny: {{require: [{{present: [owners.data.ref]}}]}}"
    one = affected(BLOCKS, more)
    assert (one.turn, one.before, one.after) == (Turn.OTHERWISE, TODAY, TODAY)
    assert [shift.finding.rule for shift in one.shifts] == ["y"]
    swapped = affected(BLOCKS, f"{MET}\ny: {{{ASKS.replace('risk', 'data')}}}")
    assert [(one.finding.rule, one.after is None) for one in swapped.shifts] == [
        ("y", False),
        ("x", True),
    ]


def test_a_rule_of_another_name_is_the_same_gap() -> None:
    called = BLOCKS.replace("x:", "y:")
    assert affected(BLOCKS, called).turn is Turn.OTHERWISE
    assert affected(BLOCKS, called, renamed={"y": "x"}).turn is Turn.UNCHANGED


def test_grace_moves_the_day() -> None:
    young = MANIFEST.replace("since: 2026-01-10", f"since: {TODAY - timedelta(3)}")
    one = affected(NOTHING, BLOCKS, young)
    assert (one.turn, one.after) == (Turn.BLOCKED, TODAY + timedelta(12))


def test_a_warning_that_never_blocks_at_the_stage_blocks_nobody() -> None:
    warns = f"{MET}\nx: {{{ASKS}, blocks: {{from: pilot}}, warns: {{from: poc}}}}"
    assert affected(NOTHING, warns).turn is Turn.UNCHANGED


def test_from_which_day_a_finding_blocks() -> None:
    now, later = owners_alike(), no_stop_criteria()
    assert later.until
    assert blocks_from(now, TODAY) == TODAY
    assert blocks_from(later, TODAY) == later.until + timedelta(1)
    assert blocks_from(later.but(until=None), TODAY) is None
    assert blocks_from(later.but(until=date.max), TODAY) is None
    assert blocks_from(now.but(level=Level.AHEAD), TODAY) is None
    known = now.but(state=State.KNOWN, until=date(2026, 5, 31))
    assert blocks_from(known, TODAY) == date(2026, 6, 1)
    assert blocks_from(now.but(state=State.WAIVED), TODAY) is None


def test_who_is_blocked_first_is_told_first() -> None:
    named = {
        "released": (BLOCKS, NOTHING),
        "unchanged": (BLOCKS, BLOCKS),
        "a-blocked-then": (NOTHING, LATER),
        "blocked-now": (NOTHING, BLOCKS),
        "later": (BLOCKS, LATER),
    }
    pairs = []
    for name, (old, new) in named.items():
        text = MANIFEST.replace("id: invoice-triage", f"id: {name}")
        pairs.append((judged(old, text), judged(new, text)))
    found = compare_initiatives(pairs, TODAY, {})
    assert [one.id for one in found] == [
        "blocked-now",
        "a-blocked-then",
        "later",
        "released",
        "unchanged",
    ]
    assert compare_initiatives(pairs[::-1], TODAY, {}) == found
