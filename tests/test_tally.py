import pytest

from pilotgate.evaluate import Judged, Unmet
from pilotgate.finding import Finding, State
from pilotgate.ladders import Evidence, Level, Stage
from pilotgate.outcome import Gap, Place, Undeclared, Unknown
from pilotgate.rule import Standing
from pilotgate.select import Asked
from pilotgate.tally import counts, results
from tests.judging import rule
from tests.reports import baseline_undeclared

RULE = rule("require: [{present: [risk.tier]}]")
KINDS = {"gap": Gap, "undeclared": Undeclared, "unknown": Unknown}


def unmet(kind: str, name: str, level: Level = Level.BLOCK) -> Unmet:
    asked = Asked(0, RULE.require[0], Standing(level, Stage.POC), Evidence.DECLARED, ())
    return Unmet(asked, KINDS[kind](Place(name, (name,)), "is so"))


def finding(kind: str, name: str, state: State) -> Finding:
    return baseline_undeclared().but(rule="one", outcome=kind, field=name, state=state)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("gap a open", "gap"),
        ("gap a known", "known"),
        ("gap a waived", "waived"),
        ("gap a deferred", "gap"),
        ("unknown a deferred", "unknown"),
        ("gap a open, undeclared b open, unknown c open", "unknown"),
        ("gap a open, undeclared b open", "undeclared"),
        ("gap a open, undeclared b known", "gap"),
        ("gap a waived, undeclared b known", "known"),
        ("gap a waived, undeclared b waived", "waived"),
        ("gap a known, unknown b waived, undeclared c open", "undeclared"),
        # said by an invariant already, so there is no finding of the rule
        ("gap a silent", "gap"),
        ("gap a known, undeclared b silent", "undeclared"),
    ],
)
def test_a_rule_counts_as_its_worst_answer(answers: str, expected: str) -> None:
    parts = [answer.split() for answer in answers.split(", ")]
    judged = Judged(RULE, "gap", "", tuple(unmet(kind, name) for kind, name, _ in parts))
    findings = tuple(
        finding(kind, name, State(state)) for kind, name, state in parts if state != "silent"
    )
    assert [one.result for one in results([judged], findings)] == [expected]


def test_what_is_ahead_does_not_count() -> None:
    parts = (unmet("gap", "a"), unmet("unknown", "b", Level.AHEAD))
    judged = Judged(RULE, "gap", "", parts)
    assert results([judged], (finding("gap", "a", State.KNOWN),))[0].result == "known"


@pytest.mark.parametrize("result", ["met", "ahead", "not_applicable"])
def test_other_results_stay(result: str) -> None:
    one = results([Judged(RULE, result, "because")], ())[0]
    assert (one.result, one.why, one.rule, one.dimension) == (
        result,
        "because",
        "one",
        "ownership",
    )


def test_a_finding_of_an_invariant_is_not_one_of_a_rule_of_its_name() -> None:
    judged = Judged(RULE, "gap", "", (unmet("gap", "a"),))
    engine = finding("gap", "a", State.WAIVED).but(pack="engine")
    assert results([judged], (engine,))[0].result == "gap"


def test_numbers_add_up_to_the_rules() -> None:
    data = RULE.but(dimension="data")
    made = results(
        [Judged(RULE, "met", ""), Judged(RULE, "ahead", ""), Judged(data, "met", "")], ()
    )
    whole, matrix = counts(made)
    assert (whole["met"], whole["ahead"], sum(whole.values())) == (2, 1, 3)
    assert list(matrix) == ["ownership", "data"]  # in the order of the dimensions
    assert matrix["data"]["met"] == 1
    assert sum(sum(row.values()) for row in matrix.values()) == 3
    assert counts(()) == (dict.fromkeys(whole, 0), {})
