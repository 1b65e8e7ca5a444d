"""`refers_to`: each value names something that is declared elsewhere."""

import pytest

from pilotgate.outcome import Gap, Undeclared
from pilotgate.people import People
from tests.dossiers import answer, dossier, outcomes, said

RULE = """
refers_to:
  field: "stop_criteria[].metric"
  to: ["kpis[].id", "evaluation:evaluation.metrics[].name"]
  or: [cost.at_scale]
"""
FIELD = "stop_criteria[#1].metric"
KPIS = "kpis: [{id: minutes}]\n"


@pytest.mark.parametrize(
    ("rest", "metric", "expected"),
    [
        (KPIS, "minutes", "met"),
        (KPIS, "Minutes", "met"),
        (KPIS, "cost.at_scale", "met"),
        (
            KPIS,
            "minuts",
            f'gap {FIELD} (minuts) names nothing that is declared; did you mean "minutes"?',
        ),
        (
            KPIS + "evaluation: {metrics: [{name: accuracy}]}\n",
            "evaluation:accuracy",
            "met",
        ),
        (
            KPIS + "evaluation: {metrics: [{name: accuracy}]}\n",
            "accuracy",
            (
                f"gap {FIELD} (accuracy) names nothing that is declared; "
                "use one of: cost.at_scale, evaluation:accuracy, minutes"
            ),
        ),
        (KPIS, "evaluation:accuracy", "undeclared evaluation.metrics is not declared"),
        ("", "minutes", "undeclared kpis is not declared"),
        ("kpis: [{unit: h}]\n", "minutes", "undeclared kpis[#1].id is not declared"),
        (KPIS, "", f"undeclared {FIELD} is not declared"),
        (KPIS, "tbd", f"undeclared {FIELD} is a placeholder (tbd)"),
    ],
)
def test_a_metric(rest: str, metric: str, expected: str) -> None:
    about = dossier(f"{rest}stop_criteria: [{{metric: {metric}}}]")
    assert said(outcomes(RULE, about)) == [expected]


def test_lists_are_opened() -> None:
    rule = 'refers_to: {field: "data_sources[].access.roles", to: [security.roles]}'
    about = dossier(
        "security: {roles: [clerk]}\ndata_sources: [{id: a, access: {roles: [clerk, auditor]}}]"
    )
    assert said(outcomes(rule, about)) == [
        "met",
        (
            "gap data_sources[a].access.roles (auditor) names nothing that is declared; "
            "use one of: clerk"
        ),
    ]


def test_persons_are_compared_as_persons() -> None:
    rule = "refers_to: {field: owners.business.ref, to: [risk.acceptance.by]}"
    text = "owners: {business: {ref: user:anna.k}}\nrisk: {acceptance: {by: a@acme.eu}}"
    people = People({"a@acme.eu": "user:default/anna.k"})
    assert said(outcomes(rule, dossier(text, people=people))) == ["met"]


def test_what_the_base_does_not_declare_is_not_there() -> None:
    rule = 'refers_to: {field: "head.data_sources[].id", to: ["base.data_sources[].id"]}'
    about = dossier("data_sources: [{id: a}]", base="stage: {current: poc}")
    assert said(outcomes(rule, about)) == [
        "gap data_sources[a].id (a) names nothing that is declared"
    ]
    same = dossier("data_sources: [{id: a}]", base="data_sources: [{id: a}]")
    assert said(outcomes(rule, same)) == ["met"]


def test_facts_are_not_guessed() -> None:
    rule = 'refers_to: {field: owners.business.ref, to: ["facts.codeowners[].ref"]}'
    from pilotgate.ladders import Evidence

    about = dossier("owners: {business: {ref: user:a}}", evidence=Evidence.CROSSED)
    assert said(outcomes(rule, about)) == [
        (
            "unknown facts.codeowners[].ref needs facts.codeowners[].ref, "
            "which this version does not gather"
        )
    ]
    assert outcomes(rule, about.but(evidence=Evidence.DATED)) == []


def test_as_a_condition() -> None:
    assert isinstance(answer(RULE, dossier()), Undeclared)
    assert isinstance(answer(RULE, dossier(KPIS + "stop_criteria: [{metric: other}]")), Gap)
