from datetime import date

from pilotgate.report import COUNTED, Decision, Initiative, Report


def initiative(decision: Decision) -> Initiative:
    return Initiative(
        id="a",
        name="",
        file="a.yaml",
        repository=".",
        stage=None,
        asked=None,
        tier=None,
        decision=decision,
        sentence="",
        findings=(),
    )


def report(*decisions: Decision) -> Report:
    return Report(
        version="1",
        command="check",
        as_of=date(2026, 3, 1),
        options=(),
        policy=(),
        initiatives=tuple(map(initiative, decisions)),
    )


def test_the_summary_counts_every_initiative_once() -> None:
    one = report(Decision.PASS, Decision.BLOCKED, Decision.BLOCKED, Decision.NONE)
    assert one.summary() == {"initiatives": 4, "pass": 1, "blocked": 2, "none": 1}
    assert report().summary() == {"initiatives": 0, "pass": 0, "blocked": 0, "none": 0}


def test_a_report_that_nobody_finished_is_no_decision() -> None:
    assert report().exit_code == 4


def test_what_rules_are_counted_as() -> None:
    assert COUNTED == (
        "met", "gap", "undeclared", "unknown", "waived", "known", "ahead", "not_applicable",
    )  # fmt: skip
