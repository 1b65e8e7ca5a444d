"""Mutations: what may become of one clause, and nothing that could make no difference."""

import pytest

from pilotgate.ladders import TIERS
from pilotgate.mutations import Mutation, mutations
from tests.dossiers import clause, dossier, outcomes, said


def made(text: str, *, asked: bool = False) -> list[Mutation]:
    return list(mutations(clause(text), TIERS, asked=asked))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("present: [a.b]", []),
        (
            "present: [a.b, c.d]",
            ["a.b were left out of present", "c.d were left out of present"],
        ),
        ("person: [a.b]", ["a.b could be anything"]),
        (
            "distinct: [a.b, c.d]",
            [
                "a.b were left out of distinct",
                "c.d were left out of distinct",
                "a.b, c.d could be anything",
            ],
        ),
        ("is: {field: a.b, value: x}", ["a.b could be anything"]),
        (
            "is: {field: a.b, value: [x, y]}",
            ["x were left out of is", "y were left out of is", "a.b could be anything"],
        ),
        (
            "is: {field: a.b, value: {low: [x, y], high: z}}",
            [
                "x were left out of is for tier low",
                "y were left out of is for tier low",
                "a.b could be anything",
            ],
        ),
        (
            "measures: {field: a.b, at_least: 5}",
            [
                "a.b were asked to be more than 5",
                "a.b were asked to be at least 4 instead of 5",
            ],
        ),
        (
            "measures: {field: a.b, less_than: 0.9}",
            [
                "a.b were asked to be at most 0.9",
                "a.b were asked to be less than 0.8 instead of 0.9",
            ],
        ),
        (
            "measures: {field: a.b, at_least: P6M, at_most: P1Y}",
            [
                "at least were not asked",
                "a.b were asked to be more than P6M",
                "a.b were asked to be at least P5M instead of P6M",
                "at most were not asked",
                "a.b were asked to be less than P1Y",
                "a.b were asked to be at most P13M instead of P1Y",
            ],
        ),
        ("measures: {field: a.b, at_least: c.d}", ["a.b were asked to be more than c.d"]),
        (
            "measures: {field: a.b, at_most: {low: 3, high: 1}}",
            [
                "a.b were asked to be less than 3 or 1",
                "a.b were asked to be at most 4 instead of 3",
                "a.b were asked to be at most 2 instead of 3",
                "a.b were asked to be at most 2 instead of 1",
                "a.b were asked to be at most 0 instead of 1",
            ],
        ),
        (
            "words: {field: a.b, at_least: 5}",
            ["words asked at least 4 instead of 5", "words asked at least 6 instead of 5"],
        ),
        (
            "words: {field: a.b, at_least: 12, distinct: 10}",
            [
                "words asked at least 11 instead of 12",
                "words asked at least 13 instead of 12",
                "words asked distinct 9 instead of 10",
                "words asked distinct 11 instead of 10",
                "words did not ask for different ones",
            ],
        ),
        # Ten different words are ten words: to ask for nine of them asks for nothing else.
        (
            "words: {field: a.b, at_least: 10, distinct: 10}",
            [
                "words asked at least 11 instead of 10",
                "words asked distinct 9 instead of 10",
                "words asked distinct 11 instead of 10",
                "words did not ask for different ones",
            ],
        ),
        ("matches: {field: a.b, pattern: '^x'}", ["a.b could say anything"]),
        (
            "recent: {field: a.b, max_age: P12M}",
            [
                "recent asked max age P12M less a day instead of P12M",
                "recent asked max age P12M and a day instead of P12M",
            ],
        ),
        ("recent: {field: a.b, max_age: c.d}", []),
        ("covers: {field: a.b, values: [x]}", []),
        (
            "covers: {field: a.b, values: [x], values_of: [c.d]}",
            ["x were left out of covers", "c.d were left out of covers"],
        ),
        ("refers_to: {field: a.b, to: [c.d]}", ["a.b could be anything"]),
        (
            "refers_to: {field: a.b, to: [c.d], or: [x]}",
            [
                "c.d were left out of refers_to",
                "x were left out of refers_to",
                "a.b could be anything",
            ],
        ),
        (
            "contains: {file: a.b, parts: [Purpose], values_of: [c.d]}",
            ["Purpose were left out of contains", "c.d were left out of contains"],
        ),
        # A list that is declared holds something: at least none is at least one.
        ("count: {of: kpis, at_least: 1}", ["count asked at least 2 instead of 1"]),
        (
            'count: {of: "kpis[kind=primary|guardrail]", exactly: 1, by: item.id}',
            [
                "count asked at least 1 instead of exactly",
                "count asked at most 1 instead of exactly",
                "count counted items, not different item.id",
                "count looked at kpis[] instead of kpis[kind=primary|guardrail]",
                "count looked at kpis[kind=guardrail] instead of kpis[kind=primary|guardrail]",
                "count looked at kpis[kind=primary] instead of kpis[kind=primary|guardrail]",
            ],
        ),
        (
            "count: {of: kpis, at_least: {low: 1, high: 2}, where: [{present: [item.id]}]}",
            [
                "count asked at least 0 instead of 1",
                "count asked at least 2 instead of 1",
                "count asked at least 1 instead of 2",
                "count asked at least 3 instead of 2",
            ],
        ),
        (
            'each: {of: "kpis[kind=primary]", require: [{present: [item.id]}]}',
            ["each looked at kpis[] instead of kpis[kind=primary]"],
        ),
        ("tripped: {criterion: c, not_after: a.b}", ["what was measured after a.b did not matter"]),
        (
            "compare: {left: a.b, is: at least, right: c.d}",
            ["compare asked more than instead of at least"],
        ),
        (
            "compare: {left: today, is: not after, right: {sum: [a.b, P6M]}}",
            [
                "compare asked before instead of not after",
                "compare said P6M less a day instead of P6M",
                "compare said P6M and a day instead of P6M",
            ],
        ),
        ("compare: {left: a.b, is: different from, right: c.d}", []),
        ("committed_before: {field: a.b, before: c.d}", ["both could come with one commit"]),
        (
            "kept: [a.b, c.d]",
            ["a.b were left out of kept", "c.d were left out of kept"],
        ),
    ],
)
def test_what_becomes_of_a_clause(text: str, expected: list[str]) -> None:
    assert [one.what for one in made(text)] == expected
    assert all(one.case for one in made(text))


def test_in_a_condition_nothing_becomes_present() -> None:
    assert made("is: {field: a.b, value: x}", asked=True) == []


def test_only_tiers_in_reach_have_bounds_to_move() -> None:
    text = "count: {of: kpis, at_most: {low: 1, medium: 2, high: 3}}"
    two = [one.what for one in mutations(clause(text), TIERS[1:2], asked=False)]
    assert two == ["count asked at most 1 instead of 2", "count asked at most 3 instead of 2"]


@pytest.mark.parametrize(
    ("text", "manifest", "noticed"),
    [
        # What asks less lets through what was a gap; what asks more refuses what was met.
        ("count: {of: kpis, at_least: 3}", "kpis: [{id: a}, {id: b}]", {True}),
        ("count: {of: kpis, at_least: 2}", "kpis: [{id: a}, {id: b}]", {False}),
        ("measures: {field: scale.users_now, at_least: 5}", "scale: {users_now: 5}", {False}),
        ("measures: {field: scale.users_now, at_least: 5}", "scale: {users_now: 4}", {True}),
        (
            "recent: {field: review.last_on, max_age: P12M}",
            "review: {last_on: 2025-03-01}",
            {False},
        ),
        ("recent: {field: review.last_on, max_age: P12M}", "review: {last_on: 2025-02-28}", {True}),
        (
            "compare: {left: review.last_on, is: before, right: today}",
            "review: {last_on: 2026-03-01}",
            {True},
        ),
    ],
)
def test_the_boundary_notices(text: str, manifest: str, noticed: set[bool]) -> None:
    about = dossier(manifest)
    before = [one.split()[0] for one in said(outcomes(text, about))]
    whole = clause(text)
    found = {
        one.less
        for one in made(text)
        if [outcome.split()[0] for outcome in said(list(whole.predicate.run(one.params, about)))]
        != before
    }
    assert found == noticed


def test_one_commit_is_the_boundary_of_an_order() -> None:
    text = "committed_before: {field: scale.users_now, before: review.last_on}"
    history = {"scale.users_now": 2, "review.last_on": 2}
    about = dossier("scale: {users_now: 5}\nreview: {last_on: 2026-01-01}", history=history)
    (one,) = made(text)
    assert one.clause is not None
    answers = [said(list(of.predicate.run(one.params, about))) for of in (clause(text), one.clause)]
    assert answers == [["gap scale.users_now came with the same commit as review.last_on"], ["met"]]
