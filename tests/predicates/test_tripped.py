"""`tripped`: a measured value meets a stop criterion."""

import pytest

from pilotgate.outcome import Gap, Met
from tests.dossiers import dossier, outcomes, said

SELECTS = """
each:
  of: stop_criteria
  as: criterion
  where: [{tripped: criterion}]
  require: [{present: [criterion.id]}]
"""


def trips(criterion: str, rest: str = "") -> bool:
    about = dossier(f"{rest}\nstop_criteria: [{{id: a, {criterion}}}]")
    answers = said(outcomes(SELECTS, about))
    assert answers in ([], ["met"])
    return answers == ["met"]


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("lt", True, False, False),
        ("lte", True, True, False),
        ("gt", False, False, True),
        ("gte", False, True, True),
        ("eq", False, True, False),
    ],
)
def test_a_value_against_a_threshold(operator: str, below: bool, equal: bool, above: bool) -> None:  # noqa: FBT001
    found = [
        trips(f"operator: {operator}, threshold: 7, last_evaluated: {{value: {value}}}")
        for value in ("6.99", "7.00", "7.01")
    ]
    assert found == [below, equal, above]


@pytest.mark.parametrize(
    "criterion",
    [
        "metric: minutes",
        "operator: gt, threshold: 7",
        "operator: gt, last_evaluated: {value: 9}",
        "threshold: 7, last_evaluated: {value: 9}",
        "operator: gt, threshold: 7, last_evaluated: {value: tbd}",
        "operator: gt, threshold: 7, last_evaluated: {value: much}",
        "operator: above, threshold: 7, last_evaluated: {value: 9}",
    ],
)
def test_what_was_not_evaluated_is_not_tripped(criterion: str) -> None:
    assert not trips(criterion)


LAST = "kpis: [{id: minutes, last: {value: 9, measured_on: %s}}]"
SEEN = "metric: minutes, operator: gt, threshold: 7, last_evaluated: {on: 2026-02-01, value: 6}"


def test_a_later_value_of_its_kpi_counts() -> None:
    assert trips(SEEN, LAST % "2026-02-02")
    assert not trips(SEEN, LAST % "2026-02-01")
    assert trips(SEEN, LAST % "")
    assert trips("metric: minutes, operator: gt, threshold: 7", LAST % "2026-02-02")
    assert not trips(SEEN.replace("metric: minutes", "metric: other"), LAST % "2026-02-02")


def test_every_item_that_its_metric_names_counts() -> None:
    kpis = "kpis: [{last: {value: 1}}, {id: minutes, last: {value: 1}}, {id: Minutes, %s}]"
    assert trips("metric: minutes, operator: gt, threshold: 7", kpis % "last: {value: 9}")
    assert not trips("metric: minutes, operator: gt, threshold: 7", kpis % "last: {value: 7}")


METRICS = "evaluation: {metrics: [{name: other, value: 0.1}, {name: f1.macro, %s}]}"
WEAK = 'metric: "evaluation:f1.macro", operator: lt, threshold: 0.8'


def test_a_metric_of_the_evaluation_counts() -> None:
    assert trips(WEAK, METRICS % "value: 0.79")
    assert not trips(WEAK, METRICS % "value: 0.8")
    evaluated = f"{WEAK}, last_evaluated: {{on: 2026-02-01, value: 0.9}}"
    assert trips(evaluated, METRICS % "value: 0.7, run_at: 2026-02-02")
    assert not trips(evaluated, METRICS % "value: 0.7, run_at: 2026-02-01")


COST = """
scale: {users_target: %s}
cost: {as_of: %s, at_scale: [{users: 2000, monthly: 900}, {users: 20, monthly: 90},
       {users: 5000, monthly: 4000}, {monthly: 9999}]}
"""


@pytest.mark.parametrize(
    ("target", "cost"),
    [("20", 90), ("21", 900), ("2000", 900), ("2001", 4000), ("9000", 4000), ("", 4000)],
)
def test_the_cost_is_that_of_the_users_aimed_at(target: str, cost: int) -> None:
    def dear(threshold: int) -> str:
        return f"metric: cost.at_scale, operator: gte, threshold: {threshold}"

    assert trips(dear(cost), COST % (target, "2026-02-01"))
    assert not trips(dear(cost + 1), COST % (target, "2026-02-01"))


def test_a_later_cost_counts() -> None:
    dear = (
        "metric: cost.at_scale, operator: gt, threshold: 800, "
        "last_evaluated: {on: 2026-02-01, value: 700}"
    )
    assert trips(dear, COST % ("2000", "2026-02-02"))
    assert not trips(dear, COST % ("2000", "2026-02-01"))


ANSWERED = """
each:
  of: stop_criteria
  as: criterion
  where: [{tripped: criterion}]
  require: [{tripped: {criterion: criterion, not_after: stage.since}}]
"""
ON = "stop_criteria[a].last_evaluated.on"
EVALUATED, UNDATED = "on: 2026-02-01, value: 9", "value: 9"


@pytest.mark.parametrize(
    ("day", "evaluated", "last", "expected"),
    [
        ("2026-02-02", EVALUATED, "value: 9, measured_on: 2026-02-02", []),
        (
            "2026-02-01",
            EVALUATED,
            "value: 9, measured_on: 2026-02-02",
            ["gap stage.since (2026-02-01) is before kpis[minutes].last.measured_on (2026-02-02)"],
        ),
        # the later value does not trip it
        ("2026-02-01", EVALUATED, "value: 7, measured_on: 2026-02-02", []),
        (
            "2026-02-01",
            EVALUATED,
            "value: 9",
            ["undeclared kpis[minutes].last.measured_on is not declared"],
        ),
        (
            "2026-02-01",
            UNDATED,
            "value: 7",
            [f"undeclared {ON} is not declared"],
        ),
        (
            "2026-01-31",
            EVALUATED,
            "value: 7",
            [f"gap stage.since (2026-01-31) is before {ON} (2026-02-01)"],
        ),
        ("", EVALUATED, "value: 7", ["undeclared stage.since is not declared"]),
    ],
)
def test_nothing_measured_after_that_day_trips_it(
    day: str, evaluated: str, last: str, expected: list[str]
) -> None:
    about = dossier(
        f"stage: {{since: {day}}}\n"
        f"kpis: [{{id: minutes, last: {{{last}}}}}]\n"
        "stop_criteria: [{id: a, metric: minutes, operator: gt, threshold: 7, "
        f"last_evaluated: {{{evaluated}}}}}]"
    )
    answers = said(outcomes(ANSWERED, about))
    assert answers
    assert [answer for answer in answers if answer != "met"] == expected


def test_what_is_not_tripped_is_tripped_by_nothing_before_that_day() -> None:
    rule = ANSWERED.replace("where: [{tripped: criterion}]", "")
    about = dossier("stage: {since: 2026-02-01}\nstop_criteria: [{id: a, operator: gt}]")
    assert said(outcomes(rule, about)) == ["gap stop_criteria[a] was not evaluated"]


@pytest.mark.parametrize(
    ("metric", "rest", "tripped"),
    [
        ("owners.business", "owners: {business: {ref: user:a}}", False),
        ("owners.business", "owners: {business: {ref: TBD, accepted_on: 2026-01-01}}", True),
        ("owners.business", "", True),
        ("cost.at_scale", "cost: {at_scale: [{users: 1, monthly: 0}]}", False),
        ("cost.at_scale", "cost: {at_scale: [{users: 1}]}", True),
        ("minutes", "kpis: [{id: minutes, last: {value: 0}}]", False),
        ("minutes", "kpis: [{id: minutes}]", True),
        ("evaluation:accuracy", "evaluation: {metrics: [{name: accuracy, value: 0.9}]}", False),
        ("evaluation:accuracy", "evaluation: {metrics: [{name: other, value: 0.9}]}", True),
    ],
)
def test_what_must_not_be_missing(metric: str, rest: str, tripped: bool) -> None:  # noqa: FBT001
    assert trips(f'metric: "{metric}", operator: missing', rest) is tripped


def test_a_missing_number_that_is_entered_by_hand() -> None:
    manual = 'metric: "manual:objections", operator: missing'
    assert not trips(manual)
    assert trips(f"{manual}, last_evaluated: {{on: 2026-02-01}}")
    assert not trips(f"{manual}, last_evaluated: {{on: 2026-02-01, value: 0}}")


def test_its_words() -> None:
    rule = "each: {of: stop_criteria, as: criterion, require: [{tripped: criterion}]}"
    about = dossier(
        "stop_criteria: [{id: a}, {id: b, operator: gt, threshold: 1},"
        " {id: c, operator: gt, threshold: 1, last_evaluated: {value: 1}},"
        " {id: d, operator: gt, threshold: 1, last_evaluated: {value: 2}},"
        " {id: e, operator: missing}]"
    )
    answers = outcomes(rule, about)
    assert said(answers) == [
        "gap stop_criteria[a] has no operator, so it cannot be tripped",
        "gap stop_criteria[b] was not evaluated",
        "gap stop_criteria[c] is not tripped",
        "met",
        "gap stop_criteria[e] names no metric",
    ]
    assert [type(found) for found in answers] == [Gap, Gap, Gap, Met, Gap]
