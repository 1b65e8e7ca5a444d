"""`words`: prose that says something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.outcome import Gap, Undeclared
from pilotgate.predicates.words import count_words
from tests.dossiers import answer, dossier, outcomes, said

FIELD = "business_case.problem"


def judged(text: str, rule: str = "at_least: 4") -> list[str]:
    about = dossier(f"business_case:\n  problem: {text}\n")
    return said(outcomes(f"words: {{field: {FIELD}, {rule}}}", about))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eleven minutes per invoice", "met"),
        ("eleven minutes per", f"gap {FIELD} has 3 words that count; at least 4 are asked"),
        ("slow", f"gap {FIELD} has 1 word that counts; at least 4 are asked"),
        ("slow slow slow slow slow", f"gap {FIELD} has 2 words that count; at least 4 are asked"),
        ("slow, SLOW; dear dear", "met"),
        ("we don't re-key", f"gap {FIELD} has 3 words that count; at least 4 are asked"),
        ("40 of 100 invoices", "met"),
        ("", f"undeclared {FIELD} is not declared"),
        ("TODO", f"undeclared {FIELD} is a placeholder (TODO)"),
        ("[ab, cd, ef, gh]", f"gap {FIELD} is a list or a section where a text is asked for"),
    ],
)
def test_how_many_count(text: str, expected: str) -> None:
    assert judged(text) == [expected]


def test_so_many_different_ones() -> None:
    assert judged("slow dear slow dear", "at_least: 4, distinct: 2") == ["met"]
    assert judged("slow dear slow dear", "at_least: 4, distinct: 3") == [
        f"gap {FIELD} has 2 different words; at least 3 are asked"
    ]


def test_languages_without_spaces() -> None:
    assert sum(count_words("請求書の処理が遅い").values()) == 9
    assert count_words("Łódź łódź") == {"łódź": 2}


PROBLEM = "Every invoice takes eleven minutes"


@pytest.mark.parametrize(
    ("elsewhere", "place"),
    [
        ("metadata: {id: x, name: y, description: %s}", "metadata.description"),
        ("kpis: [{id: a, name: '  every INVOICE takes   eleven minutes '}]", "kpis[a].name"),
    ],
)
def test_a_copy_of_another_field_says_nothing(elsewhere: str, place: str) -> None:
    whole = f"apiVersion: ai-initiative/v1\n{elsewhere.replace('%s', PROBLEM)}\n"
    about = dossier(f"{whole}business_case: {{problem: {PROBLEM}}}\n")
    assert said(outcomes(f"words: {{field: {FIELD}, at_least: 5}}", about)) == [
        f"gap {FIELD} says what {place} says; write what is meant here"
    ]


@pytest.mark.parametrize(
    "elsewhere",
    [
        "kpis: [{id: a, name: Every invoice takes ten minutes}]",
        "bom: {path: Every invoice takes eleven minutes}",  # a path is no text
        "x-note: Every invoice takes eleven minutes",
    ],
)
def test_what_is_no_copy(elsewhere: str) -> None:
    about = dossier(f"{elsewhere}\nbusiness_case: {{problem: {PROBLEM}}}\n")
    assert said(outcomes(f"words: {{field: {FIELD}, at_least: 5}}", about)) == ["met"]


def test_a_few_words_may_be_said_twice() -> None:
    about = dossier(
        "business_case: {problem: invoices take too long}\n"
        "kpis: [{id: a, name: invoices take too long}]\n"
    )
    assert said(outcomes(f"words: {{field: {FIELD}, at_least: 2}}", about)) == ["met"]


def test_items_of_one_list_may_say_the_same() -> None:
    about = dossier(
        "integrations:\n"
        "  - {system: a, failure_mode: clerks type it in by hand}\n"
        "  - {system: b, failure_mode: clerks type it in by hand}\n"
    )
    rule = 'words: {field: "integrations[].failure_mode", at_least: 5}'
    assert said(outcomes(rule, about)) == ["met", "met"]


def test_as_a_condition() -> None:
    rule = f"words: {{field: {FIELD}, at_least: 4}}"
    assert isinstance(answer(rule, dossier()), Undeclared)
    assert isinstance(answer(rule, dossier("business_case: {problem: too slow}")), Gap)


@given(st.lists(st.sampled_from(["slow", "dear", "wrong", "late"]), min_size=1, max_size=12))
def test_another_word_never_takes_one_away(words: list[str]) -> None:
    if judged(" ".join(words)) == ["met"]:
        assert judged(" ".join([*words, "slow"])) == ["met"]
