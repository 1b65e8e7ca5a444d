"""`present`: what counts as declared, and which files have to be there."""

import pytest

from pilotgate.fact import File, Unavailable
from pilotgate.ladders import Evidence
from pilotgate.outcome import Gap, Met
from tests.dossiers import answer, dossier, outcomes, said

REF = "owners.business.ref"


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("owners: {business: {ref: user:default/anna.k}}", ["met"]),
        ("", [f"undeclared {REF} is not declared"]),
        ("owners: {business: {ref: }}", [f"undeclared {REF} is not declared"]),
        ('owners: {business: {ref: ""}}', [f"undeclared {REF} is not declared"]),
        ("owners: {business: {}}", [f"undeclared {REF} is not declared"]),
        ("owners: {business: {ref: TBD}}", [f"undeclared {REF} is a placeholder (TBD)"]),
    ],
)
def test_a_field(manifest: str, expected: list[str]) -> None:
    assert said(outcomes(f"present: [{REF}]", dossier(manifest))) == expected


@pytest.mark.parametrize("value", ["0", "0.0"])
def test_zero_and_false_are_declared(value: str) -> None:
    assert said(
        outcomes("present: scale.users_now", dossier(f"scale: {{users_now: {value}}}"))
    ) == ["met"]
    about = dossier("risk: {affects_people: false}")
    assert said(outcomes("present: risk.affects_people", about)) == ["met"]
    about = dossier("retention: {prompts: none}")
    assert said(outcomes("present: retention.prompts", about)) == ["met"]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("[invoices]", "met"),
        ("[]", "undeclared business_case.scope.in is not declared"),
        ("[invoices, TODO]", "undeclared business_case.scope.in holds a placeholder (TODO)"),
        ("[invoices, null]", "undeclared business_case.scope.in has an empty item"),
    ],
)
def test_a_list(listed: str, expected: str) -> None:
    about = dossier(f"business_case: {{scope: {{in: {listed}}}}}")
    assert said(outcomes("present: business_case.scope.in", about)) == [expected]


def test_every_item_answers_under_its_key() -> None:
    about = dossier("kpis: [{id: a, unit: min}, {id: b}, {unit: h}, null]")
    assert said(outcomes('present: ["kpis[].unit"]', about)) == [
        "met",
        "undeclared kpis[b].unit is not declared",
        "met",
        "undeclared kpis[#4].unit is not declared",
    ]


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("", ["undeclared kpis is not declared"]),
        ("kpis: [{id: a, kind: cost}]", ["undeclared kpis[kind=primary] is not declared"]),
        ("kpis: [{id: a}]", ["undeclared kpis[a].kind is not declared"]),
        ("kpis: [{id: a, kind: TBD}]", ["undeclared kpis[a].kind is a placeholder (TBD)"]),
        ("kpis: [{id: a, kind: primary}]", ["undeclared kpis[a].unit is not declared"]),
        ("kpis: [{id: a, kind: Primary, unit: min}]", ["met"]),
    ],
)
def test_selected_items(manifest: str, expected: list[str]) -> None:
    assert said(outcomes('present: ["kpis[kind=primary].unit"]', dossier(manifest))) == expected


def test_every_section() -> None:
    about = dossier("owners: {business: {ref: user:a}, data: {deputy: user:b}}")
    assert said(outcomes('present: ["owners.*.ref"]', about)) == [
        "met",
        "undeclared owners.data.ref is not declared",
    ]


def test_in_a_condition_it_is_a_question() -> None:
    assert isinstance(answer(f"present: [{REF}]", dossier()), Gap)
    assert isinstance(answer(f"present: [{REF}]", dossier("owners: {business: {ref: tbd}}")), Gap)
    assert isinstance(
        answer(f"present: [{REF}]", dossier("owners: {business: {ref: u@a.eu}}")), Met
    )


PATH = "kpis: [{id: a, baseline: {source: docs/a.csv}}]"
SOURCE = 'present: ["kpis[].baseline.source"]'


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (File("docs/a.csv"), "met"),
        (File("docs/a.csv", "is empty"), "gap kpis[a].baseline.source (docs/a.csv) is empty"),
        (
            Unavailable("could not be read: gone", "git fetch"),
            "unknown kpis[a].baseline.source (docs/a.csv) could not be read: gone",
        ),
        (None, "unknown kpis[a].baseline.source (docs/a.csv) was not looked for"),
    ],
)
def test_from_level_file_a_path_names_a_file(fact: File | None, expected: str) -> None:
    facts = {("files", "docs/a.csv"): fact} if fact else {}
    about = dossier(PATH, evidence=Evidence.FILE, facts=facts)
    assert said(outcomes(SOURCE, about)) == [expected]


def test_a_declared_path_is_enough_before_that() -> None:
    assert said(outcomes(SOURCE, dossier(PATH))) == ["met"]


def test_a_condition_never_looks_for_files() -> None:
    assert isinstance(answer(SOURCE, dossier(PATH, evidence=Evidence.CROSSED)), Met)


def test_not_applicable_takes_a_reason_and_a_rule_that_accepts_it() -> None:
    about = dossier("vendors: {not_applicable: everything runs on our own machines}")
    rule = 'present: ["vendors[].region"]'
    assert said(outcomes(rule, about)) == [
        "gap vendors.not_applicable is not accepted by this rule for tier low"
    ]
    assert said(outcomes(rule, about.but(excusable=True))) == [
        "excused vendors: everything runs on our own machines"
    ]
    empty = dossier("vendors: {not_applicable: TODO}").but(excusable=True)
    assert said(outcomes(rule, empty)) == ["gap vendors.not_applicable gives no reason"]


def test_not_applicable_loses_against_what_is_declared() -> None:
    about = dossier(
        "retention: {not_applicable: nothing is kept}\n"
        "data_sources: [{id: crm, personal_data: true}]"
    ).but(excusable=True)
    assert said(outcomes("present: retention.prompts", about)) == [
        "gap retention.not_applicable is contradicted by data_sources[crm].personal_data: true"
    ]
