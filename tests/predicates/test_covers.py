"""`covers`: all of the values occur."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.ladders import Tier
from pilotgate.outcome import Gap, Met, Undeclared
from pilotgate.people import People
from tests.dossiers import answer, dossier, outcomes, said

ROLES = "covers: {field: team.roles, values: [devops, legal]}"


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ("[devops, legal]", "met"),
        ("[Legal, ux, DEVOPS]", "met"),
        ("[devops]", "gap team.roles lacks legal"),
        ("[ux]", "gap team.roles lacks devops, legal"),
        ("[]", "undeclared team.roles is not declared"),
        ("[devops, legal, tbd]", "undeclared team.roles holds a placeholder (tbd)"),
    ],
)
def test_a_list(roles: str, expected: str) -> None:
    assert said(outcomes(ROLES, dossier(f"team: {{roles: {roles}}}"))) == [expected]


TRIGGERS = 'covers: {field: "fallbacks[].trigger", values: [drift]}'


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[{trigger: drift}]", ["met"]),
        ("[{trigger: drift}, {behaviour: by hand}]", ["met"]),
        ("[{trigger: cost-spike}]", ["gap fallbacks[].trigger lacks drift"]),
        (
            "[{trigger: cost-spike}, {behaviour: by hand}]",
            ["undeclared fallbacks[#2].trigger is not declared"],
        ),
    ],
)
def test_items(items: str, expected: list[str]) -> None:
    assert said(outcomes(TRIGGERS, dossier(f"fallbacks: {items}"))) == expected


def test_values_of_another_field_and_persons() -> None:
    rule = "covers: {field: human_oversight.reviewers, values_of: [owners.business.ref]}"
    listed = "human_oversight: {reviewers: [anna.k@acme.eu]}\n"
    about = dossier(
        listed + "owners: {business: {ref: user:anna.k}}",
        people=People({"anna.k@acme.eu": "user:default/anna.k"}),
    )
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule, about.but(people=People()))) == [
        "gap human_oversight.reviewers lacks user:anna.k"
    ]
    assert said(outcomes(rule, dossier(listed)))[0] == (
        "undeclared owners.business.ref is not declared"
    )


def test_values_by_tier() -> None:
    rule = "covers: {field: team.roles, values: {$: {low: [devops], high: [devops, legal]}}}"
    about = dossier("team: {roles: [devops]}")
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule, about.but(tier=Tier.HIGH))) == ["gap team.roles lacks legal"]


def test_as_a_condition() -> None:
    assert isinstance(answer(ROLES, dossier()), Undeclared)
    assert isinstance(answer(ROLES, dossier("team: {roles: [ux]}")), Gap)
    assert isinstance(answer(ROLES, dossier("team: {roles: [devops, legal]}")), Met)


@given(st.permutations(["devops", "ux", "security"]))
def test_order_changes_nothing(roles: list[str]) -> None:
    about = dossier(f"team: {{roles: [{', '.join(roles)}]}}")
    assert said(outcomes(ROLES, about)) == ["gap team.roles lacks legal"]


def test_a_section_in_place_of_the_wanted_values_is_not_covered() -> None:
    rule = "covers: {field: team.roles, values_of: [owners.business.ref]}"
    about = dossier("team: {roles: [devops]}\nowners: {business: {ref: {a: user:b}}}")
    assert "undeclared owners.business.ref is a section where values are asked for" in said(
        outcomes(rule, about)
    )
    rule = "covers: {field: team.roles, values_of: [business_case.scope.in]}"
    about = dossier("team: {roles: [devops]}\nbusiness_case: {scope: {in: [devops, {a: b}]}}")
    assert "undeclared business_case.scope.in holds a list or a section instead of values" in said(
        outcomes(rule, about)
    )
