"""`all_of`: several clauses as one."""

from pilotgate.outcome import Gap, Met, Undeclared
from tests.dossiers import answer, dossier, outcomes, said

RULE = """
all_of:
  - is: {field: stage.current, value: poc}
  - present: [risk.tier]
  - recent: {field: risk.assessed_on, max_age: P1M}
"""


def test_as_a_demand_each_clause_answers() -> None:
    about = dossier("stage: {current: pilot}\nrisk: {tier: tbd, assessed_on: 2026-02-28}")
    assert said(outcomes(RULE, about)) == [
        "gap stage.current (pilot) is not poc",
        "undeclared risk.tier is a placeholder (tbd)",
        "met until 2026-03-28",
    ]


def test_as_a_condition_it_is_one_answer() -> None:
    risk = "risk: {tier: low, assessed_on: 2026-02-28}\n"
    assert said([answer(RULE, dossier(risk + "stage: {current: poc}"))]) == ["met until 2026-03-28"]
    assert isinstance(answer(RULE, dossier(risk)), Undeclared)
    assert isinstance(answer(RULE, dossier("risk: {assessed_on: 2026-02-28}")), Gap)
    assert isinstance(answer("all_of: [{present: [risk.tier]}]", dossier(risk)), Met)


def test_as_a_branch_the_worst_clause_speaks() -> None:
    rule = """
any_of:
  - all_of:
      - present: [risk.tier]
      - is: {field: stage.current, value: poc}
"""
    assert said(outcomes(rule, dossier("stage: {current: pilot}"))) == [
        "gap stage.current (pilot) is not poc"
    ]
