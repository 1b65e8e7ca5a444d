from datetime import date

import pytest

from pilotgate.decide import decision, deferred, owners, sentence, short, toll
from pilotgate.finding import Finding, State
from pilotgate.ladders import Level, Stage
from pilotgate.report import Decision, Toll
from tests.reports import baseline_undeclared

ONE = baseline_undeclared()
ANNA, BEN = "user:default/anna.k", "user:default/ben.t"


def gap(owner: str | None = ANNA, *, count: int = 1, **more: object) -> tuple[Finding, ...]:
    fields = {"outcome": "gap", "level": Level.BLOCK, "owner": owner, **more}
    return (ONE.but(**fields),) * count


def undeclared(owner: str | None = ANNA, *, count: int = 1) -> tuple[Finding, ...]:
    return gap(owner, count=count, outcome="undeclared")


def unknown(owner: str | None = ANNA, *, count: int = 1) -> tuple[Finding, ...]:
    return gap(owner, count=count, outcome="unknown")


WARNING = gap(level=Level.WARN)
AHEAD = gap(level=Level.AHEAD)
KNOWN = gap(state=State.KNOWN, until=date(2026, 12, 31))
WAIVED = gap(state=State.WAIVED, until=date(2027, 1, 31))
LEFT = gap(state=State.DEFERRED, outcome="unknown")


@pytest.mark.parametrize(
    ("findings", "decided"),
    [
        ((), Decision.PASS),
        (WARNING + AHEAD + KNOWN + WAIVED + LEFT, Decision.PASS),
        (gap(), Decision.BLOCKED),
        (undeclared(), Decision.BLOCKED),
        (unknown(), Decision.NONE),
        (unknown(count=3) + WARNING, Decision.NONE),
        (unknown() + gap(), Decision.BLOCKED),
        (unknown() + undeclared(), Decision.BLOCKED),
        (unknown() + KNOWN, Decision.NONE),
    ],
)
def test_the_decision(findings: tuple[Finding, ...], decided: Decision) -> None:
    assert decision(findings) is decided


def test_where_no_rule_applied_nothing_passes_but_an_invariant_still_blocks() -> None:
    assert decision((), applied=False) is Decision.NONE
    assert decision(gap(), applied=False) is Decision.BLOCKED


def test_only_what_could_not_be_established_is_left_to_the_gate() -> None:
    states = [one.state for one in deferred(unknown() + gap() + undeclared() + WARNING + KNOWN)]
    assert states == ["deferred", "open", "open", "open", "known"]
    warning = gap(level=Level.WARN, outcome="unknown")
    assert deferred(warning) == warning


def test_who_owes_how_many_by_name_and_nobody_last() -> None:
    findings = [*gap(None, count=5), *gap(BEN, count=4), *gap(ANNA, count=3), *gap("a@acme.eu")]
    assert owners(findings) == (
        ("a@acme.eu", 1),
        ("anna.k", 3),
        ("ben.t", 4),
        ("nobody named yet", 5),
    )


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("user:default/anna.k", "anna.k"),
        ("user:anna.k", "user:anna.k"),
        ("anna.k@acme.eu", "anna.k@acme.eu"),
        ("@acme/payments", "@acme/payments"),
    ],
)
def test_a_short_name(reference: str, name: str) -> None:
    assert short(reference) == name


def test_the_toll_counts_what_blocks_and_keeps_kinds_apart() -> None:
    findings = gap(count=2) + undeclared(BEN, count=3) + unknown() + WARNING + KNOWN + AHEAD
    assert toll(Stage.PILOT, findings) == Toll(
        Stage.PILOT,
        (("gap", 2), ("undeclared", 3), ("unknown", 1)),
        (("anna.k", 3), ("ben.t", 3)),
    )


def said(
    findings: tuple[Finding, ...],
    *,
    stage: Stage | None = Stage.POC,
    asked: Stage = Stage.POC,
    further: Toll | None = None,
    applied: bool = True,
) -> str:
    decided = decision(findings, applied=applied)
    return sentence(decided, findings, stage=stage, asked=asked, further=further)


def test_the_sentence_of_the_design() -> None:
    further = toll(Stage.PILOT, gap(ANNA, count=3) + gap(BEN, count=4))
    assert said((), further=further) == "poc: PASS. To reach pilot: 7 gaps; anna.k 3, ben.t 4."


def test_the_sentence_of_a_gate() -> None:
    findings = gap(count=3) + WAIVED
    assert said(findings, stage=Stage.PILOT, asked=Stage.PRODUCTION).startswith(
        "pilot -> production: BLOCKED. 3 gaps block, 1 waived until 2027-01-31"
    )


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), "poc: PASS."),
        (gap(), "poc: BLOCKED. 1 gap blocks; anna.k 1."),
        (undeclared(), "poc: BLOCKED. 1 undeclared blocks; anna.k 1."),
        (gap(count=2) + undeclared(BEN, count=5) + unknown(None),
         ("poc: BLOCKED. 2 gaps, 5 undeclared, 1 unknown block; "
         "anna.k 2, ben.t 5, nobody named yet 1.")),
        (gap() + KNOWN + WAIVED + WAIVED,
         ("poc: BLOCKED. 1 gap blocks, 1 known until 2026-12-31, 2 waived until 2027-01-31; "
         "anna.k 1.")),
        (KNOWN + gap(state=State.KNOWN, until=date(2026, 8, 31)),
         "poc: PASS. 2 known until 2026-08-31."),
        (WAIVED, "poc: PASS. 1 waived until 2027-01-31."),
        (KNOWN + WAIVED, "poc: PASS. 1 known until 2026-12-31, 1 waived until 2027-01-31."),
        (unknown(count=2),
         "poc: NOT DECIDED HERE. 1 rule needs facts this place cannot give."),
        (unknown() + gap(outcome="unknown", rule="b") + KNOWN,
         ("poc: NOT DECIDED HERE. 2 rules need facts this place cannot give. "
         "1 known until 2026-12-31.")),
        (LEFT, "poc: PASS. 1 left to the gate, which has the facts."),
        (LEFT + gap(),
         "poc: BLOCKED. 1 gap blocks; anna.k 1. 1 left to the gate, which has the facts."),
        (WARNING, "poc: PASS."),
        (gap(level=Level.WARN, until=date(2026, 3, 14)) + gap(
            BEN, count=2, level=Level.WARN, until=date(2026, 3, 31)),
         ("poc: PASS. 1 gap starts to block on 2026-03-15; anna.k 1. "
         "2 gaps start to block on 2026-04-01; ben.t 2.")),
        (gap(level=Level.WARN, until=date.max),
         "poc: PASS. 1 gap starts to block on 9999-12-31; anna.k 1."),
        (gap(level=Level.WARN, until=date(2026, 3, 14), state=State.KNOWN),
         "poc: PASS. 1 known until 2026-03-14."),
    ],
)  # fmt: skip
def test_sentences(findings: tuple[Finding, ...], expected: str) -> None:
    assert said(findings) == expected


def test_where_nothing_stands_in_the_way() -> None:
    assert said((), further=Toll(Stage.PILOT, (), ())) == (
        "poc: PASS. Nothing stands between it and pilot."
    )
    assert said((), stage=Stage.PRODUCTION, asked=Stage.PRODUCTION) == "production: PASS."


def test_kinds_of_what_lies_ahead_are_never_added_up() -> None:
    further = toll(Stage.PILOT, gap(count=2) + undeclared(BEN, count=5) + unknown(None))
    assert said((), further=further) == (
        "poc: PASS. To reach pilot: 2 gaps, 5 undeclared, 1 unknown; "
        "anna.k 2, ben.t 5, nobody named yet 1."
    )


def test_what_lies_ahead_waits_until_nothing_blocks() -> None:
    further = toll(Stage.PILOT, gap())
    assert "To reach" not in said(gap(), further=further)


def test_a_question_about_another_stage_names_both() -> None:
    assert said((), asked=Stage.PILOT) == "poc -> pilot: PASS."


def test_no_stage() -> None:
    assert said(gap(), stage=None, asked=Stage.PRODUCTION) == (
        "no stage declared, judged as production: BLOCKED. 1 gap blocks; anna.k 1."
    )


def test_an_initiative_that_has_ended() -> None:
    further = toll(Stage.PILOT, gap())
    assert said((), stage=Stage.STOPPED, asked=Stage.STOPPED, further=further) == (
        "stopped: PASS. The rules of the stages do not apply to an initiative that is stopped."
    )


def test_where_no_rule_applies() -> None:
    assert said((), applied=False) == "poc: NOT DECIDED HERE. No rule of the policy applies."
