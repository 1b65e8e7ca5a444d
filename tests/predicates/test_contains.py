"""`contains`: what stands in the file a manifest names."""

import pytest

from pilotgate.fact import Contents, Unavailable
from pilotgate.ladders import Evidence
from pilotgate.outcome import Outcome
from tests.dossiers import dossier, outcomes, said

MANIFEST = """
risk: {gdpr: {dpia_ref: docs/dpia.md}}
data_sources: [{id: crm, owner: user:default/carla.m}]
kpis: [{id: m, baseline: {value: 11.0}}]
"""
FACT = ("documents", "docs/dpia.md")
FIELD = "risk.gdpr.dpia_ref (docs/dpia.md)"


def judged(rule: str, fact: Contents | Unavailable | None, manifest: str = MANIFEST) -> list[str]:
    facts = {FACT: fact} if fact else {}
    about = dossier(manifest, evidence=Evidence.CONTENT, facts=facts)
    answers: list[Outcome] = outcomes(f"contains: {{file: risk.gdpr.dpia_ref, {rule}}}", about)
    return said(answers)


def contents(text: str = "", *sections: tuple[str, bool], problem: str = "") -> Contents:
    return Contents("docs/dpia.md", problem, "markdown", text, sections)


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (contents("", ("1. Purpose", True), ("Data", True)), "met"),
        (contents("", ("Purpose", False), ("Data", True)), f"gap {FIELD} does not contain Purpose"),
        (contents("Purpose and Data"), f"gap {FIELD} does not contain Purpose, Data"),
        (contents(problem="is empty"), f"gap {FIELD} is empty"),
        (Unavailable("could not be read: gone"), f"unknown {FIELD} could not be read: gone"),
        (None, f"unknown {FIELD} was not read"),
    ],
)
def test_parts(fact: Contents | Unavailable | None, expected: str) -> None:
    assert judged("parts: [Purpose, Data]", fact) == [expected]


def test_values() -> None:
    rule = 'values_of: ["data_sources[].id", "kpis[].baseline.value"]'
    assert judged(rule, contents("source crm: 11 minutes")) == ["met"]
    assert judged(rule, contents("source crm-old: 110 minutes")) == [
        f"gap {FIELD} does not contain crm, 11.0"
    ]


def test_a_person_may_be_written_by_name_alone() -> None:
    rule = 'values_of: ["data_sources[].owner"]'
    assert judged(rule, contents("username: carla.m, role: Owner")) == ["met"]
    assert judged(rule, contents("owner user:default/carla.m")) == ["met"]
    assert judged(rule, contents("username: carla.mueller")) == [
        f"gap {FIELD} does not contain user:default/carla.m"
    ]


def test_what_is_not_declared_is_not_in_the_file() -> None:
    rule = 'values_of: ["data_sources[].system"]'
    assert judged(rule, contents("anything"))[0] == (
        "undeclared data_sources[crm].system is not declared"
    )
    assert judged("parts: [Purpose]", None, "risk: {gdpr: {dpia_ref: TBD}}") == [
        "undeclared risk.gdpr.dpia_ref is a placeholder (TBD)"
    ]
    assert judged("parts: [Purpose]", None, "") == ["undeclared risk.gdpr.dpia_ref is not declared"]


def test_a_format_nobody_can_check_is_not_met() -> None:
    assert judged("format: cyclonedx", contents("{}")) == [
        f"unknown {FIELD} is not checked as cyclonedx by this version"
    ]


def test_it_is_asked_from_level_content_on() -> None:
    rule = "contains: {file: risk.gdpr.dpia_ref, parts: [Purpose]}"
    assert outcomes(rule, dossier(MANIFEST, evidence=Evidence.FILE)) == []
