"""`matches`: a pattern, anywhere unless anchored, in linear time."""

import time

import pytest

from pilotgate.outcome import Gap, Undeclared
from tests.dossiers import answer, dossier, outcomes, said

RULE = 'matches: {field: business_case.value.method, pattern: "[0-9]"}'
FIELD = "business_case.value.method"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7 min", "met"),
        ("about 7 min", "met"),
        ("minutes", f"gap {FIELD} (minutes) does not match [0-9]"),
        ("", f"undeclared {FIELD} is not declared"),
        ("tbd", f"undeclared {FIELD} is a placeholder (tbd)"),
    ],
)
def test_a_text(text: str, expected: str) -> None:
    assert said(outcomes(RULE, dossier(f"business_case: {{value: {{method: {text}}}}}"))) == [
        expected
    ]


def test_anchored() -> None:
    rule = 'matches: {field: risk.eu_ai_act.basis, pattern: "^annex-i$"}'
    assert said(outcomes(rule, dossier("risk: {eu_ai_act: {basis: annex-i}}"))) == ["met"]
    assert said(outcomes(rule, dossier("risk: {eu_ai_act: {basis: annex-iii}}"))) == [
        "gap risk.eu_ai_act.basis (annex-iii) does not match ^annex-i$"
    ]


def test_as_a_condition() -> None:
    assert isinstance(answer(RULE, dossier()), Undeclared)
    assert isinstance(answer(RULE, dossier("business_case: {value: {method: minutes}}")), Gap)


def test_no_text_makes_it_slow() -> None:
    rule = f'matches: {{field: {FIELD}, pattern: "^(a+)+$"}}'
    about = dossier(f"business_case: {{value: {{method: {'a' * 5000}b}}}}")
    began = time.perf_counter()
    outcomes(rule, about)
    assert time.perf_counter() - began < 1
