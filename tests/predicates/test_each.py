"""`each`: the clauses hold for every selected item."""

import pytest

from pilotgate.ladders import Evidence, Stage
from tests.dossiers import dossier, outcomes, said

RULE = """
each:
  of: data_sources
  as: source
  where: [{is: {field: source.personal_data, value: true}}]
  require:
    - present: [source.purpose]
    - from: pilot
      present: [source.version]
"""


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[{id: a, personal_data: true, purpose: paying invoices}]", ["met"]),
        (
            "[{id: a, personal_data: true}]",
            ["undeclared data_sources[a].purpose is not declared"],
        ),
        ("[{id: a, personal_data: false}]", []),
        ("[{id: a}]", ["undeclared data_sources[a].personal_data is not declared"]),
        (
            "[{id: a, personal_data: tbd}]",
            ["undeclared data_sources[a].personal_data is a placeholder (tbd)"],
        ),
        ("[null]", ["undeclared data_sources[#1] is an empty item"]),
        ("[]", ["undeclared data_sources is not declared"]),
    ],
)
def test_selected_items(items: str, expected: list[str]) -> None:
    assert said(outcomes(RULE, dossier(f"data_sources: {items}"))) == expected


def test_clauses_keep_their_qualifiers() -> None:
    about = dossier("data_sources: [{id: a, personal_data: true, purpose: paying invoices}]")
    assert said(outcomes(RULE, about.but(asked=Stage.PILOT))) == [
        "met",
        "undeclared data_sources[a].version is not declared",
    ]


def test_of_a_selection_there_must_be_one() -> None:
    rule = 'each: {of: "kpis[kind=adoption]", require: [{present: [item.threshold]}]}'
    assert said(outcomes(rule, dossier("kpis: [{id: a, kind: cost}]"))) == [
        "undeclared kpis[kind=adoption] is not declared"
    ]


def test_sections() -> None:
    rule = """
each:
  of: owners.*
  as: owner
  require: [{distinct: [owner.ref, owner.deputy]}]
"""
    about = dossier("owners: {business: {ref: user:a, deputy: user:a}, data: {ref: user:b}}")
    assert said(outcomes(rule, about)) == [
        "met",
        "gap owners.business.deputy is the same person as owners.business.ref (user:a)",
        "met",
        "undeclared owners.data.deputy is not declared",
    ]


def test_the_selection_counts_for_the_day() -> None:
    rule = """
each:
  of: decision_log
  as: entry
  where: [{compare: {left: entry.date, is: not after, right: today}}]
  require: [{present: [entry.decision]}]
"""
    about = dossier(
        "decision_log: [{date: 2026-02-01, decision: stop}, {date: 2026-03-09, decision: stop}]"
    )
    assert said(outcomes(rule, about)) == ["met until 2026-03-08"]


def test_the_level_of_evidence_is_passed_on() -> None:
    rule = """
each:
  of: kpis
  as: kpi
  require:
    - present: [kpi.id]
    - contains: {file: kpi.baseline.source, values_of: [kpi.baseline.value]}
"""
    about = dossier("kpis: [{id: a, baseline: {value: 1, source: a.csv}}]")
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule, about.but(evidence=Evidence.CONTENT))) == [
        "met",
        "unknown kpis[a].baseline.source (a.csv) was not read",
    ]


def test_the_message_of_an_inner_clause_is_told() -> None:
    rule = (
        "each: {of: kpis, as: kpi, require: "
        "[{present: [kpi.unit], message: A number without a unit says nothing.}]}"
    )
    assert said(outcomes(rule, dossier("kpis: [{id: a}]"))) == [
        "undeclared kpis[a].unit is not declared. A number without a unit says nothing"
    ]
    branch = f"any_of: [{{{rule}}}, {{present: [risk.tier], message: Or the tier}}]"
    assert said(outcomes(branch, dossier("kpis: [{id: a}]"))) == [
        "undeclared kpis[a].unit is not declared. A number without a unit says nothing"
    ]
