"""`none_of`: none of the conditions is so."""

import pytest

from pilotgate.outcome import Gap, Met, Undeclared
from tests.dossiers import answer, dossier, outcomes, said

RULE = 'none_of: [{is: {field: "models[].version", value: [latest, main]}}]'
NAME = "models[a].version"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.4.2", "met"),
        ("Latest", f"gap {NAME} (Latest) is what may not be"),
        ("", f"undeclared {NAME} is not declared"),
        ("tbd", f"undeclared {NAME} is a placeholder (tbd)"),
    ],
)
def test_a_word_that_may_not_be(version: str, expected: str) -> None:
    assert said(outcomes(RULE, dossier(f"models: [{{id: a, version: {version}}}]"))) == [expected]


def test_what_may_not_be_declared() -> None:
    rule = "none_of: [{present: [stage.target]}]"
    assert said(outcomes(rule, dossier())) == ["met"]
    assert said(outcomes(rule, dossier("stage: {target: TBD}"))) == ["met"]
    assert said(outcomes(rule, dossier("stage: {target: pilot}"))) == [
        "gap stage.target is declared, and may not be"
    ]


def test_one_that_is_so_outranks_one_that_is_not_known() -> None:
    rule = "none_of: [{is: {field: risk.tier, value: low}}, {present: [stage.target]}]"
    assert said(outcomes(rule, dossier("stage: {target: pilot}"))) == [
        "gap stage.target is declared, and may not be"
    ]
    assert said(outcomes(rule, dossier())) == ["undeclared risk.tier is not declared"]


def test_until() -> None:
    rule = "none_of: [{recent: {field: review.last_on, max_age: P1M}}]"
    assert said(outcomes(rule, dossier("review: {last_on: 2026-02-10}"))) == [
        "gap review.last_on (2026-02-10) is what may not be until 2026-03-10"
    ]
    assert said(outcomes(rule, dossier("review: {last_on: 2026-03-05}"))) == [
        "met until 2026-03-04"
    ]
    assert said(outcomes(rule, dossier("review: {last_on: 2026-01-05}"))) == ["met"]


def test_of_the_bound_item_itself() -> None:
    rule = """
each:
  of: stop_criteria
  as: criterion
  require: [{none_of: [{tripped: criterion}]}]
"""
    about = dossier(
        "stop_criteria: [{id: a, operator: gt, threshold: 1, last_evaluated: {value: 2}}]"
    )
    assert said(outcomes(rule, about)) == ["gap stop_criteria[a] is what may not be"]


def test_as_a_condition() -> None:
    assert isinstance(answer(RULE, dossier("models: [{id: a, version: 1.0.1}]")), Met)
    assert isinstance(answer(RULE, dossier("models: [{id: a, version: main}]")), Gap)
    assert isinstance(answer(RULE, dossier()), Undeclared)
