"""How a check ends: codes, rows and what the report names."""

from datetime import date

import pytest

from pilotgate.commands.reporting import Wish, report
from pilotgate.deletion import Gone
from pilotgate.finding import Finding
from pilotgate.ladders import Stage
from pilotgate.pack import Policy
from pilotgate.people import NOBODY
from pilotgate.report import Decision, Initiative, Report
from pilotgate.settings import settings_of
from tests import reports

POLICY = Policy((), (), settings_of({}), {}, NOBODY)
WISH = Wish(
    paths=(),
    stage=None,
    staged=False,
    defer=False,
    allow_none=False,
    write_baseline=False,
    sources=(),
    as_of=date(2026, 11, 20),
)
LOST = Gone("a.yaml", "triage", "a.yaml is in HEAD and would be deleted", "put it back")


def initiative(decision: Decision, *findings: Finding) -> Initiative:
    return reports.invoice_triage(*findings).but(decision=decision)


PASS = initiative(Decision.PASS)
BLOCKED = initiative(Decision.BLOCKED, reports.owners_alike())
UNASKED = initiative(Decision.NONE)
UNKNOWN = initiative(Decision.NONE, reports.owners_alike().but(outcome="unknown"))


def came(
    *judged: Initiative,
    wish: Wish = WISH,
    lost: tuple[Gone, ...] = (),
    said: tuple[str, ...] = (),
) -> Report:
    return report(wish, POLICY, list(judged), lost=list(lost), said=list(said))


@pytest.mark.parametrize(
    ("judged", "code", "status"),
    [
        ((PASS,), 0, "pass"),
        ((UNASKED, PASS), 3, "unreadable"),
        ((BLOCKED, UNASKED, PASS), 1, "blocked"),
        ((UNKNOWN, BLOCKED, UNASKED, PASS), 4, "unreadable"),
    ],
)
def test_four_over_one_over_three_over_nought(
    judged: tuple[Initiative, ...], code: int, status: str
) -> None:
    found = came(*judged)
    assert (found.exit_code, found.repositories[0].status) == (code, status)


def test_nothing_to_judge() -> None:
    found = came()
    assert (found.exit_code, found.next) == (3, "pilotgate init")
    assert found.repositories[0].status == "no-manifest"


def test_nothing_left_is_accepted_only_where_nothing_vanished() -> None:
    accepting = WISH.but(allow_none=True)
    assert came(wish=accepting).exit_code == 0
    assert came(wish=accepting, lost=(LOST,)).exit_code == 3
    assert came(wish=accepting.but(paths=("a",))).exit_code == 3
    assert came(wish=accepting.but(staged=True), lost=(LOST,)).exit_code == 1


def test_what_vanished_blocks_beside_what_passes() -> None:
    assert came(PASS, wish=WISH.but(staged=True), lost=(LOST,)).exit_code == 1
    assert came(PASS, lost=(LOST,)).exit_code == 1


def test_what_the_configuration_takes_out_is_named() -> None:
    found = report(WISH, POLICY, [PASS], lost=[], said=[], excluded=["a", "b", "c", "d"])
    assert found.options == ("exclude: a, b, c and 1 more",)


def test_what_is_excluded_is_said() -> None:
    found = came(said=("a.yaml is excluded by .pilotgate.toml: not judged.",))
    assert (found.exit_code, found.sentence) == (
        0,
        "a.yaml is excluded by .pilotgate.toml: not judged.",
    )


def test_what_changes_the_answer_is_named() -> None:
    wish = WISH.but(
        stage=Stage.PILOT,
        staged=True,
        defer=True,
        allow_none=True,
        write_baseline=True,
        sources=("policy",),
        dated=True,
    )
    assert came(PASS, wish=wish).options == (
        "--allow-none",
        "--as-of 2026-11-20",
        "--defer",
        "--for pilot",
        "--policy policy",
        "--staged",
        "--write-baseline",
    )
    assert came(PASS).options == ()
