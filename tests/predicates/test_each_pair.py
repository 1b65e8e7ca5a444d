"""`each_pair`: an item before and after a change."""

import pytest

from tests.dossiers import dossier, outcomes, said

RULE = """
each_pair:
  of: stop_criteria
  by: id
  where: [{present: [before.metric]}]
  require:
    - compare: {left: after.threshold, is: at most, right: before.threshold}
"""


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        ("{id: a, threshold: 7}", "{id: a, metric: cost, threshold: 7.0}", ["met"]),
        (
            "{id: A, threshold: 8}",
            "{id: a, metric: cost, threshold: 7}",
            ["gap stop_criteria[A].threshold (8) is more than base.stop_criteria[a].threshold (7)"],
        ),
        (
            "{id: a}",
            "{id: a, metric: cost, threshold: 7}",
            ["gap stop_criteria[a].threshold is gone"],
        ),
        ("{id: a, threshold: 8}", "{id: a, metric: cost}", []),
        ("{id: a, threshold: 8}", "{id: a, threshold: 7}", []),
        ("{id: b, threshold: 8}", "{id: a, metric: cost, threshold: 7}", []),
        (
            "{threshold: 8}",
            "{id: a, metric: cost, threshold: 7}",
            ["undeclared stop_criteria[#1].id is not declared"],
        ),
        (
            "{id: a, threshold: 8}",
            "{metric: cost, threshold: 7}",
            ["undeclared stop_criteria[#1].id is not declared"],
        ),
    ],
)
def test_pairs(head: str, base: str, expected: list[str]) -> None:
    about = dossier(f"stop_criteria: [{head}]", base=f"stop_criteria: [{base}]")
    assert said(outcomes(RULE, about)) == expected


def test_items_may_have_moved() -> None:
    about = dossier(
        "stop_criteria: [{id: b, threshold: 1}, {id: a, threshold: 9}]",
        base="stop_criteria:\n"
        "  - {id: a, metric: cost, threshold: 9}\n"
        "  - {id: b, metric: cost, threshold: 1}\n",
    )
    assert said(outcomes(RULE, about)) == ["met", "met"]


def test_a_key_that_two_items_have_is_a_gap_and_every_pair_is_looked_at() -> None:
    about = dossier(
        "stop_criteria: [{id: a, threshold: 7}, {id: A, threshold: 9}]",
        base="stop_criteria: [{id: a, metric: cost, threshold: 7}]",
    )
    assert said(outcomes(RULE, about)) == [
        "gap stop_criteria[A].id is the id of stop_criteria[a] already",
        "met",
        "gap stop_criteria[A].threshold (9) is more than base.stop_criteria[a].threshold (7)",
    ]


def test_a_key_that_two_items_of_the_base_had_is_compared_with_both() -> None:
    about = dossier(
        "stop_criteria: [{id: a, threshold: 8}]",
        base="stop_criteria:\n"
        "  - {id: a, metric: cost, threshold: 9}\n"
        "  - {id: a, metric: cost, threshold: 7}\n",
    )
    assert said(outcomes(RULE, about)) == [
        "met",
        "gap stop_criteria[a].threshold (8) is more than base.stop_criteria[#2].threshold (7)",
    ]


def test_a_selection_that_is_not_known_is_a_finding() -> None:
    rule = RULE.replace("present: [before.metric]", "is: {field: after.metric, value: cost}")
    about = dossier("stop_criteria: [{id: a}]", base="stop_criteria: [{id: a, threshold: 7}]")
    assert said(outcomes(rule, about)) == ["undeclared stop_criteria[a].metric is not declared"]


def test_nothing_in_the_base_or_no_base_says_nothing() -> None:
    head = "stop_criteria: [{id: a, threshold: 8}]"
    assert outcomes(RULE, dossier(head)) == []
    assert outcomes(RULE, dossier(head, base="stage: {current: poc}")) == []
