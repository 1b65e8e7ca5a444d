"""Findings as blocks and as lines: what belongs together, and what a reader is told."""

from datetime import date

import pytest

from pilotgate.document import Span
from pilotgate.finding import Finding, State
from pilotgate.ladders import Level
from pilotgate.renderers.block import Group, advice, block, compact, groups, owner, place
from pilotgate.renderers.terminal import Line, View, paint
from tests import reports

INITIATIVE = reports.invoice_triage()


def shown(lines: list[Line]) -> list[str]:
    return paint(lines, colour=False).splitlines()


def group(*findings: Finding) -> Group:
    return Group(INITIATIVE, findings)


def said(finding: Finding, view: View | None = None) -> str:
    return paint(block(group(finding), view or View()), colour=False)


# ------------------------------------------------------------------ what belongs together


def test_findings_of_one_rule_stand_together_at_the_place_of_the_first() -> None:
    first, second = reports.thresholds_missing()
    between = reports.no_stop_criteria()
    found = groups((INITIATIVE, one) for one in (first, between, second))
    assert [one.findings for one in found] == [(first, second), (between,)]


@pytest.mark.parametrize(
    "other",
    [
        {"rule": "bc-other"},
        {"level": Level.BLOCK},
        {"owner": "user:default/carla.m"},
        {"owner": None, "owner_role": "data"},
        {"until": date(2027, 1, 1)},
        {"outcome": "unknown"},
        {"next": "git fetch"},
        {"file": "ai-initiatives/other.yaml"},
        {"help": "Another way"},
    ],
)
def test_what_another_person_does_on_another_day_stands_apart(other: dict[str, object]) -> None:
    first, second = reports.thresholds_missing()
    found = groups([(INITIATIVE, first), (INITIATIVE, second.but(**other))])
    assert len(found) == 2


def test_two_initiatives_stand_apart() -> None:
    first, second = reports.thresholds_missing()
    elsewhere = INITIATIVE.but(repository="acme/claims")
    assert len(groups([(INITIATIVE, first), (elsewhere, second)])) == 2


# ------------------------------------------------------------------ a block


def test_a_block_from_its_head_to_the_command_that_says_more() -> None:
    assert shown(block(group(reports.owners_alike()), View(width=100))) == [
        "error[ow-owners-distinct]: Business, technical and data owner are three different people",
        "  --> ai-initiative.yaml:13:20",
        "   |",
        "13 |   technical: {ref: user:default/anna.k}",
        "   |                    ^^^^^^^^^^^^^^^^^^^ owners.technical.ref is the same person as",
        "   |                                        owners.business.ref (anna.k)",
        "   |",
        "  ==> builtin:baseline/ow-owners-distinct.yaml:8",
        "   |",
        " 8 |   - distinct: {fields: [owners.business.ref, owners.technical.ref, owners.it]}",
        "   |     --------- this clause asks for it",
        "   |",
        "   = why: One champion in every role leaves with the memory and nobody to disagree with.",
        "   = help: Give at least the business role to somebody who did not build the system.",
        "   = owner: user:default/anna.k",
        "   = explain: pilotgate explain ow-owners-distinct",
    ]


def test_several_places_are_marked_in_one_block_and_what_to_write_is_said_once() -> None:
    text = paint(block(group(*reports.thresholds_missing()), View(width=100)), colour=False)
    assert "(2\n  places)\n" in text
    assert text.count("threshold is not declared") == 2
    assert text.count("= why:") == text.count("this clause asks for it") == 1
    assert (
        "   = write under kpis[minutes-per-invoice] (line 18) and under kpis[処理時間] (line 22):\n"
        "   |   +     threshold: <number>\n"
    ) in text


def test_each_clause_that_asks_is_marked() -> None:
    first, second = reports.thresholds_missing()
    other = second.but(clause=1, rule_line=14, rule_text="  - is: {field: a}", predicate="is")
    text = paint(block(group(first, other), View()), colour=False)
    assert text.count("asks for it") == 2
    assert "this clause" not in text
    assert "14 |   - is: {field: a}\n   |     --- asks for it\n" in text


def test_a_predicate_that_stands_on_another_line_is_marked_as_the_whole_line() -> None:
    found = reports.owners_alike().but(rule_text="    - from: pilot")
    assert " 8 |     - from: pilot\n   |     ------------- this clause asks for it\n" in said(found)


def test_a_rule_without_a_file_is_not_shown_as_one() -> None:
    assert "==>" not in said(reports.owners_alike().but(rule_line=0, rule_file="", rule_text=""))
    assert "==> builtin:baseline/ls-stage-since-true.yaml:12\n" in said(reports.stage_unknown())


def test_a_manifest_that_could_not_be_read_is_shown_from_its_text() -> None:
    initiative = reports.unread().initiatives[0]
    text = paint(block(Group(initiative, initiative.findings), View()), colour=False)
    assert '2 | metadata: {id: "claims\\x1b[2J\n' in text
    assert "\x1b" not in text


def test_a_line_that_is_not_there_is_no_crash() -> None:
    assert "--> ai-initiative.yaml:999:1\n" in said(
        reports.owners_alike().but(span=Span(999, 1, 999, 2))
    )


def test_why_and_help_are_left_out_where_nothing_is_said() -> None:
    text = said(reports.owners_alike().but(why="", help=""))
    assert "= why" not in text
    assert "= help" not in text


def test_what_is_not_known_says_how_to_find_out() -> None:
    assert "= to find out: git fetch --unshallow && pilotgate check\n" in said(
        reports.stage_unknown()
    )
    assert "= to find out: nothing here can establish it\n" in said(
        reports.stage_unknown().but(next="")
    )
    assert "to find out" not in said(reports.owners_alike())


def test_evidence_is_shown_where_it_was_asked_for() -> None:
    wanted = "= evidence: needs content, reached declared: people.yaml is not here\n"
    assert wanted in said(reports.owners_alike(), View(verbose=True, width=100))
    assert "= evidence" not in said(reports.owners_alike())


def test_a_warning_says_from_when_it_blocks_and_a_block_does_not() -> None:
    warned = reports.no_stop_criteria()
    assert "   = blocks from 2026-12-06\n" in said(warned)
    assert "blocks from" not in said(warned.but(level=Level.BLOCK))
    assert "blocks from" not in said(warned.but(until=None))
    # The end of the calendar has no day after it.
    assert f"   = blocks from {date.max}\n" in said(warned.but(until=date.max))


@pytest.mark.parametrize(
    ("ref", "role", "words"),
    [
        ("user:default/anna.k", "data", "user:default/anna.k"),
        (None, "data", "nobody named yet (owners.data)"),
        (None, "data_sources[].owner", "nobody named yet (data_sources[].owner)"),
        (None, "", "nobody named yet"),
    ],
)
def test_who_is_asked(ref: str | None, role: str, words: str) -> None:
    assert owner(reports.owners_alike().but(owner=ref, owner_role=role)) == words


def test_a_place_has_its_repository_where_there_are_several() -> None:
    found = reports.owners_alike()
    assert place(INITIATIVE, found) == "ai-initiative.yaml:13:20"
    assert place(INITIATIVE.but(repository=""), found) == "ai-initiative.yaml:13:20"
    elsewhere = INITIATIVE.but(repository="acme/claims")
    assert place(elsewhere, found) == "acme/claims/ai-initiative.yaml:13:20"


# ------------------------------------------------------------------ findings in a line or two


def test_advice_names_what_is_missing_once() -> None:
    lines = shown(advice(group(*reports.thresholds_missing()), View(width=100)))
    assert lines[0].startswith("warning[bc-success-threshold]: Every KPI says from which value")
    assert lines[1:] == [
        (
            "  --> ai-initiative.yaml:18:5: kpis[minutes-per-invoice].threshold, "
            "kpis[処理時間].threshold are not"
        ),
        "      declared",
        "    = user:default/anna.k",
    ]


def test_advice_keeps_absences_placeholders_and_gaps_apart() -> None:
    first, second = reports.thresholds_missing()
    held = second.but(message=f"{second.field} is a placeholder (TBD)")
    gap = first.but(message="kpis[a].threshold (11) is not better than 11")
    text = " ".join(shown(advice(group(gap, held, first), View(width=300))))
    assert (
        "kpis[minutes-per-invoice].threshold is not declared; "
        "kpis[処理時間].threshold is a placeholder; "
        "kpis[a].threshold (11) is not better than 11"
    ) in text
    both = " ".join(
        shown(
            advice(
                group(
                    held,
                    held.but(field=first.field, message=(f"{first.field} is a placeholder (x)")),
                ),
                View(width=300),
            )
        )
    )
    assert f"{second.field}, {first.field} are placeholders" in both


def test_advice_says_from_when_it_blocks() -> None:
    lines = shown(advice(group(reports.no_stop_criteria()), View()))
    assert lines[-1] == "    = user:default/ben.t, blocks from 2026-12-06"


@pytest.mark.parametrize(
    ("finding", "standing"),
    [
        (
            reports.waived(),
            "until 2027-01-31 by user:default/risk.desk, not yet on the base branch",
        ),
        (reports.known(), "due 2027-03-31"),
        (reports.deferred(), "left to the gate"),
        (reports.waived().but(waiver=None), "until 2027-01-31"),
    ],
)
def test_what_does_not_count_now_says_why_and_until_when(finding: Finding, standing: str) -> None:
    (line,) = shown(compact(INITIATIVE, finding, View(width=300)))
    where = place(INITIATIVE, finding)
    assert line == f"{finding.state}[{finding.rule}] {where}: {finding.message}; {standing}"


def test_a_waiver_on_the_base_branch_needs_no_word_about_it() -> None:
    waived = reports.waived()
    assert waived.waiver
    found = waived.but(waiver=waived.waiver.but(on_base=True))
    assert "base branch" not in paint(compact(INITIATIVE, found, View()), colour=False)


def test_a_state_without_a_day_ends_with_the_message() -> None:
    found = reports.known().but(until=None)
    (line,) = shown(compact(INITIATIVE, found, View(width=300)))
    assert line.endswith(found.message)
    assert found.state is State.KNOWN
