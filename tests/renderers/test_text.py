import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.finding import State
from pilotgate.ladders import Level
from pilotgate.renderers.block import groups
from pilotgate.renderers.terminal import View, invisible, width_of
from pilotgate.renderers.text import FULL, SHORT, SHORTER, render
from pilotgate.report import Report
from tests import reports
from tests.corpora import corpus

SAMPLES = {
    "blocked": reports.blocked,
    "passing": reports.passing,
    "unread": reports.unread,
    "undecided": reports.undecided,
    "several": reports.several,
}
VIEWS = {
    "": View(),
    "-60": View(width=60),
    "-120": View(width=120),
    "-colour": View(colour=True),
    "-owner": View(by_owner=True),
    "-verbose": View(verbose=True),
    "-all": View(everything=True),
    "-all-60": View(everything=True, width=60),
    "-quiet": View(quiet=True),
}
_HEADER = re.compile(r"^(error|warning|ahead)\[", re.MULTILINE)


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples(sample: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{sample}.txt", render(SAMPLES[sample]()))


@pytest.mark.parametrize("view", VIEWS)
def test_views(view: str, golden: Callable[[str, str], None]) -> None:
    golden(f"blocked{view}.txt", render(reports.blocked(), VIEWS[view]))


def test_colour_says_nothing_that_words_do_not() -> None:
    painted = render(reports.blocked(), View(colour=True, everything=True, verbose=True))
    plain = render(reports.blocked(), View(everything=True, verbose=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


def test_what_blocks_comes_first_then_by_place() -> None:
    heads = re.findall(r"^(?:error|warning)\[([a-z-]+)\]", render(reports.blocked()), re.MULTILINE)
    assert heads == [
        "ls-stage-since-true",
        "ow-owners-distinct",
        "bc-baseline-measured",
        "bc-success-threshold",
        "ls-stop-criteria",
    ]


def test_what_blocks_comes_before_a_warning_on_an_earlier_line() -> None:
    early = reports.no_stop_criteria().but(span=reports.stage_unknown().span)
    text = render(reports.report(reports.invoice_triage(early, reports.owners_alike())))
    assert text.index("error[ow-owners-distinct]") < text.index("warning[ls-stop-criteria]")


def test_findings_of_one_clause_with_two_owners_stay_apart() -> None:
    first, second = reports.thresholds_missing()
    one = reports.report(reports.invoice_triage(first, second))
    two = reports.report(reports.invoice_triage(first, second.but(owner="user:default/carla.m")))
    assert len(_HEADER.findall(render(one))) == 1
    assert len(_HEADER.findall(render(two))) == 2


def test_the_order_of_the_findings_does_not_matter() -> None:
    report = reports.blocked()
    initiative = report.initiatives[0]
    turned = initiative.but(findings=initiative.findings[::-1])
    assert render(report.but(initiatives=(turned,))) == render(report)


def test_every_finding_is_in_the_text_once() -> None:
    text = " ".join(render(reports.blocked(), View(verbose=True)).replace("|", "").split())
    short = " ".join(render(reports.blocked()).split())
    for finding in reports.blocked().initiatives[0].findings:
        if finding.level is not Level.AHEAD:
            assert text.count(finding.message) >= 1
            assert finding.field in short


def test_a_warning_is_two_lines_until_more_is_asked_for() -> None:
    assert "warning[ls-stop-criteria]: There are enough stop criteria\n  --> " in render(
        reports.blocked()
    )
    for view in (View(verbose=True), View(everything=True)):
        text = render(reports.blocked(), view)
        assert "-v shows what to write" not in text
        assert text.count("= explain: pilotgate explain ls-stop-criteria") == 1


def test_of_many_rules_that_block_the_first_are_shown_in_full() -> None:
    one = reports.owners_alike()
    many = [one.but(rule=f"rule-{at:02}") for at in range(FULL + 2)]
    whole = f"= why: {one.why[:30]}"
    for count, full, noted in ((FULL, FULL, False), (FULL + 2, FULL, True)):
        report = reports.report(reports.invoice_triage(*many[:count]))
        text = render(report, View(width=100))
        assert text.count("\nerror[rule-") + text.startswith("error[rule-") == count
        assert text.count(whole) == full
        assert (SHORTER in text) is noted
        assert render(report, View(width=100, verbose=True)).count(whole) == count
    shared = [one.but(owner=f"user:default/o{at % 3}") for at, one in enumerate(many)]
    text = render(reports.report(reports.invoice_triage(*shared)), View(width=100, by_owner=True))
    assert text.count(whole) == FULL
    warned = reports.invoice_triage(*many[:FULL], reports.no_stop_criteria())
    text = render(reports.report(warned), View(width=100))
    assert SHORT in text
    assert SHORTER not in text


def test_what_does_not_block_yet_says_from_when_it_will() -> None:
    assert "= user:default/ben.t, blocks from 2026-12-06\n" in render(reports.blocked())
    assert "= blocks from 2026-12-06\n" in render(reports.blocked(), View(verbose=True))
    finding = reports.no_stop_criteria().but(level=Level.BLOCK)
    assert "blocks from" not in render(reports.report(reports.invoice_triage(finding)))


def test_an_unknown_fact_says_what_would_give_it() -> None:
    assert "= to find out: git fetch --unshallow && pilotgate check\n" in render(reports.blocked())
    helpless = reports.stage_unknown().but(next="")
    text = render(reports.report(reports.invoice_triage(helpless)))
    assert "= to find out: nothing here can establish it\n" in text


def test_a_fix_says_where_it_belongs_and_is_indented_as_the_manifest_is() -> None:
    text = render(reports.report(reports.invoice_triage(reports.baseline_undeclared())))
    assert (
        "   = write under kpis[minutes-per-invoice] (line 18):\n"
        "   |   +     baseline:\n"
        "   |   +       value: <number>\n"
    ) in text


def test_a_fix_that_only_repeats_the_help_is_not_shown_twice() -> None:
    finding = reports.owners_alike().but(write=reports.owners_alike().help)
    assert "= write" not in render(reports.report(reports.invoice_triage(finding)))


def test_waived_known_and_deferred_findings_stay_visible_without_a_block() -> None:
    text = " ".join(render(reports.blocked()).split())
    assert "waived[ho-appeal-deadline]" in text
    assert "until 2027-01-31 by user:default/risk.desk, not yet on the base branch" in text
    assert "known[da-contract-present]" in text
    assert "; due 2027-03-31" in text
    assert "deferred[ls-minimum-time]" in text
    assert "; left to the gate" in text


def test_what_is_ahead_is_counted_by_dimension_until_it_is_opened() -> None:
    text = render(reports.blocked())
    assert re.search(r"^monitoring +8 later$", text, re.MULTILINE)
    assert "(later: missing for a later stage; --all shows each)" in text
    wide = render(reports.blocked(), View(width=120))
    assert re.search(r"^monitoring( +-)+  8  mo-signal-0-is-watched, \.\.\.$", wide, re.MULTILINE)
    assert "ahead[" not in render(reports.blocked())
    opened = render(reports.blocked(), View(ahead=True))
    assert opened.count("\nahead[") == 11
    assert "(later:" not in opened


def test_one_initiative_ends_in_its_matrix_and_many_do_not() -> None:
    for one in (reports.blocked(), reports.passing()):
        assert render(one).count("Readiness by dimension") == 1
    assert "Readiness" not in render(reports.passing(), View(quiet=True))
    assert "Readiness" not in render(reports.unread())
    several = reports.several()
    assert "Readiness" not in render(several)
    for view in (View(everything=True), View(verbose=True)):
        assert render(several, view).count("Readiness of ") == 2


def test_several_initiatives_have_one_list_of_what_later_stages_ask() -> None:
    first, second = reports.several().initiatives
    later = reports.ahead()[-1]
    both = reports.report(
        first.but(findings=(later,)), second.but(findings=(later, reports.ahead()[0]))
    )
    assert (
        "Later stages will ask for more (--all shows each)\n"
        "  monitoring  1  mo-signal-7-is-watched\n"
        "  security    1  se-injection-tested\n"
    ) in render(both)


def test_quiet_says_the_sentence_and_why_nothing_could_be_decided() -> None:
    assert render(reports.passing(), View(quiet=True)) == (
        "poc: PASS. To reach pilot: 7 gaps; ben.t 4, anna.k 3.\n"
    )
    assert render(reports.undecided(), View(quiet=True)).startswith("error: refs/heads/main: ")
    assert render(reports.several(), View(quiet=True)) == (
        "invoice-triage: poc: BLOCKED. 2 gaps block, 1 is not established, 1 waived until\n"
        "2027-01-31.\n"
        "claims-triage: pilot -> production: BLOCKED. 1 gap blocks.\n"
    )


def test_options_that_soften_the_answer_are_named() -> None:
    assert "\noptions: --defer\n" in render(reports.blocked())


def test_the_next_command_is_said_once() -> None:
    report = reports.undecided()
    assert render(report.but(next=report.errors[0].next)) == render(report)


def test_by_owner() -> None:
    text = render(reports.blocked(), View(by_owner=True))
    heads = re.findall(r"^(\S.*): \d+ (?:block|warn|waived|known).*$", text, re.MULTILINE)
    assert heads == [
        "user:default/anna.k",
        "user:default/ben.t",
        "nobody named yet (owners.data)",
    ]
    assert "user:default/anna.k: 2 block, 2 warn, 1 deferred, 1 waived\n" in text


def test_a_table_too_wide_for_the_screen_becomes_a_list() -> None:
    assert "dimension    " in render(reports.blocked(), View(everything=True))
    assert "dimension    " not in render(reports.blocked(), View(everything=True, width=76))
    assert "ownership                 5 met, 1 gap, 2 ahead\n" in render(
        reports.blocked(), View(everything=True, width=60)
    )


def _check(report: Report, view: View) -> str:
    text = render(report, view)
    for line in text.split("\n"):
        assert not any(map(invisible, line))
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##(\[|vso\[)", line, re.IGNORECASE)
        if re.match(r" *\d* \|(?!   \+)", line):
            assert len(line) <= view.width
            assert width_of(line) <= view.width
    return text


_HOSTILE = st.text(st.characters(), max_size=200) | st.text(
    "\x1b\r\n\u2028:#[]vso| \udcff", max_size=40
)
_VIEWS = st.builds(
    View,
    width=st.integers(40, 140),
    by_owner=st.booleans(),
    quiet=st.booleans(),
    verbose=st.booleans(),
    everything=st.booleans(),
    ahead=st.booleans(),
)


@settings(deadline=None)
@given(_HOSTILE, _VIEWS)
def test_whatever_the_texts_say_the_output_is_harmless(text: str, view: View) -> None:
    _check(reports.hostile(text), view)


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(_HOSTILE, min_size=1, max_size=6, unique=True), by_owner=st.booleans())
def test_one_block_for_each_open_finding(texts: list[str], *, by_owner: bool) -> None:
    findings = [
        reports.baseline_undeclared().but(message=text, title=text, clause=clause)
        for clause, text in enumerate(texts)
    ]
    report = reports.report(reports.invoice_triage(*findings).but(sentence="", results=()))
    text = _check(report, View(by_owner=by_owner))
    assert len(_HEADER.findall(text)) == len(findings)


def test_folding_loses_no_finding() -> None:
    initiative = reports.blocked().initiatives[0]
    shown = [
        (initiative, finding) for finding in initiative.findings if finding.state is State.OPEN
    ]
    folded = groups(shown)
    assert max(len(group.findings) for group in folded) == 2
    assert sum(len(group.findings) for group in folded) == len(shown)


def naughty() -> list[Any]:
    strings: list[Any] = json.loads(corpus("naughty-strings/blns.json").read_text())
    assert len(strings) == 515
    return strings


def test_naughty_strings() -> None:
    for text in naughty():
        for view in (View(everything=True, verbose=True), View(width=60, by_owner=True)):
            _check(reports.hostile(text), view)
