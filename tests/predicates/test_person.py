"""`person`: one person, no group."""

import pytest

from pilotgate.outcome import Undeclared
from pilotgate.people import People
from tests.dossiers import answer, dossier, outcomes, said

RULE = "person: [owners.business.ref]"
REF = "owners.business.ref"
HOW = "write user:default/anna.k, an e-mail address or a @handle"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("user:default/anna.k", "met"),
        ("User:anna.k", "met"),
        ("anna.k@acme.eu", "met"),
        ('"@anna-k"', "met"),
        (
            "group:default/finance",
            f"gap {REF} (group:default/finance) is a group; one person answers",
        ),
        ('"@acme/finance"', f"gap {REF} (@acme/finance) is a group; one person answers"),
        ("Anna", f"gap {REF} (Anna) names nobody: {HOW}"),
        ("user:default/anna k", f"gap {REF} (user:default/anna k) names nobody: {HOW}"),
        ("", f"undeclared {REF} is not declared"),
        ("tbd", f"undeclared {REF} is a placeholder (tbd)"),
        ("[user:a, user:b]", f"gap {REF} () names nobody: {HOW}"),
    ],
)
def test_a_reference(value: str, expected: str) -> None:
    assert said(outcomes(RULE, dossier(f"owners: {{business: {{ref: {value}}}}}"))) == [expected]


def test_an_alias_may_hide_a_group() -> None:
    people = People({"finance@acme.eu": "group:default/finance"})
    about = dossier("owners: {business: {ref: Finance@acme.eu}}", people=people)
    assert said(outcomes(RULE, about)) == [
        f"gap {REF} (Finance@acme.eu) is a group; one person answers"
    ]


def test_as_a_condition_absent_is_not_known() -> None:
    assert isinstance(answer(RULE, dossier()), Undeclared)
