"""`distinct`: no two alike; persons are compared as persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.outcome import Undeclared
from pilotgate.people import People
from tests.dossiers import answer, dossier, outcomes, said

IDS = 'distinct: ["kpis[].id"]'
OWNERS = "distinct: [owners.business.ref, owners.technical.ref]"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[{id: a}, {id: b}]", ["met", "met"]),
        ("[{id: a}]", ["met"]),
        (
            "[{id: a}, {id: b}, {id: A}]",
            ["met", "met", "gap kpis[A].id has the value of kpis[a].id (A)"],
        ),
        ("[{id: a}, {unit: h}]", ["met", "undeclared kpis[#2].id is not declared"]),
        ("[{id: a}, {id: tbd}]", ["met", "undeclared kpis[#2].id is a placeholder (tbd)"]),
        ("[]", ["undeclared kpis is not declared"]),
    ],
)
def test_items(items: str, expected: list[str]) -> None:
    assert said(outcomes(IDS, dossier(f"kpis: {items}"))) == expected


def test_two_items_with_one_key_are_named_by_their_place() -> None:
    assert said(outcomes(IDS, dossier("kpis: [{id: a}, {id: a}]"))) == [
        "met",
        "gap kpis[#2].id has the value of kpis[#1].id (a)",
    ]


def owners(one: str, other: str) -> str:
    return f"owners: {{business: {{ref: {one}}}, technical: {{ref: {other}}}}}"


@pytest.mark.parametrize("other", ["user:default/anna.k", "User:anna.k", "USER:DEFAULT/ANNA.K"])
def test_one_person_however_spelt(other: str) -> None:
    assert said(outcomes(OWNERS, dossier(owners("user:default/anna.k", other)))) == [
        "met",
        f"gap owners.technical.ref is the same person as owners.business.ref ({other})",
    ]


def test_aliases_name_one_person() -> None:
    people = People({"anna.k@acme.eu": "user:default/anna.k"})
    about = dossier(owners("user:default/anna.k", "Anna.K@acme.eu"), people=people)
    assert said(outcomes(OWNERS, about))[1].startswith("gap owners.technical.ref is the same")
    assert said(outcomes(OWNERS, about.but(people=People()))) == ["met", "met"]


def test_lists_are_opened() -> None:
    rule = "distinct: [human_oversight.reviewers]"
    about = dossier("human_oversight: {reviewers: [user:a, user:b, user:a]}")
    assert said(outcomes(rule, about)) == [
        "met",
        "met",
        "gap human_oversight.reviewers has the value of human_oversight.reviewers (user:a)",
    ]


def test_as_a_condition() -> None:
    assert isinstance(answer(OWNERS, dossier()), Undeclared)


@given(st.permutations(["a", "b", "c", "a", "b"]))
def test_order_changes_only_the_place(ids: list[str]) -> None:
    about = dossier("kpis: [" + ", ".join(f"{{id: {name}}}" for name in ids) + "]")
    kinds = [line.split()[0] for line in said(outcomes(IDS, about))]
    assert sorted(kinds) == ["gap", "gap", "met", "met", "met"]
