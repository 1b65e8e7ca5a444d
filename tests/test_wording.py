from typing import Any

import pytest

from pilotgate.clause import Clause
from pilotgate.fields import catalogue
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.language import Json, Source, clauses
from pilotgate.predicates import PREDICATES
from pilotgate.source import load_policy
from pilotgate.wording import clause_words, demands, evidence_words, stages_words

RULES = load_policy(["builtin:baseline"], root=".", catalogue=catalogue()).rules


def words(**data: Any) -> str:
    read: tuple[Clause, ...] = clauses([data], Source({}), ("require",))
    return clause_words(read[0])


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ({"person": ["owners.business.ref"]}, "owners.business.ref names one person"),
        (
            {"person": ["owners.business.ref", "owners.data.ref"]},
            "owners.business.ref and owners.data.ref each name one person",
        ),
        ({"present": ["a.b"]}, "a.b is declared"),
        ({"present": ["a", "b", "c"]}, "a, b and c are declared"),
        ({"is": {"field": "a", "value": ["x", "y"]}}, "a is x or y"),
        ({"measures": {"field": "a", "at_least": "P6M"}}, "a is at least 6 months"),
        (
            {"measures": {"field": "a", "at_least": {"low": "1", "medium": "2", "high": "2"}}},
            "a is at least 1 (tier low), 2 (tier medium and high)",
        ),
        ({"words": {"field": "a", "at_least": "15"}}, "a has at least 15 words"),
        (
            {"words": {"field": "a", "at_least": "15", "distinct": "10"}},
            "a has at least 15 words, 10 of them different",
        ),
        (
            {"words": {"field": "a", "at_least": "10", "distinct": "10"}},
            "a has at least 10 different words",
        ),
        ({"matches": {"field": "a", "pattern": "^x"}}, "a begins with x"),
        (
            {"recent": {"field": "a", "max_age": "P6M"}},
            "a is at most 6 months ago and not in the future",
        ),
        (
            {"compare": {"left": "a", "is": "not before", "right": "today"}},
            "a is not before today",
        ),
        (
            {"compare": {"left": {"sum": ["a", "P6M"]}, "is": "after", "right": {"latest": "b[]"}}},
            "the day 6 months after a is after the latest of the items in b",
        ),
        (
            {"compare": {"left": "a", "is": "better than", "right": "b", "direction": "c"}},
            "a is better than b, as c says",
        ),
        (
            {"compare": {"left": {"rows": "a"}, "is": "at least", "right": "b"}},
            "the number of rows in the file that a names is at least b",
        ),
        (
            {"committed_before": {"field": "a", "before": "b"}},
            "the value of a was committed before the value of b",
        ),
        (
            {"committed_before": {"file": "a", "before": "b"}},
            "the file that a names was committed before the value of b",
        ),
        ({"distinct": ["kpis[].id"]}, "no two items in kpis have the same id"),
        ({"distinct": ["a", "b"]}, "a and b are different"),
        ({"covers": {"field": "a", "values": ["x", "y"]}}, "a contains x and y"),
        ({"covers": {"field": "a", "values_of": ["b"]}}, "a contains the value of b"),
        (
            {"refers_to": {"field": "a", "to": ["b[].id", "evaluation:c"], "or": ["x"]}},
            "a is the id of an item in b, evaluation: followed by the value of c or x",
        ),
        (
            {"contains": {"file": "a", "parts": ["Purpose"]}},
            "a names a file that can be read with Purpose filled in",
        ),
        (
            {"count": {"of": "kpis[kind=primary]", "exactly": "1"}},
            "kpis has exactly one item with kind primary",
        ),
        (
            {
                "count": {
                    "of": "a",
                    "where": [{"is": {"field": "item.b", "value": "x"}}],
                    "at_least": "2",
                }
            },
            "a has at least two items where its b is x",
        ),
        (
            {"each": {"of": "a", "as": "one", "require": [{"present": ["one.b"]}]}},
            "for each one in a: its b is declared",
        ),
        (
            {"any_of": [{"present": ["a"]}, {"present": ["b"]}]},
            "either a is declared, or b is declared",
        ),
        ({"none_of": [{"present": ["a"]}]}, "a is not declared"),
        ({"none_of": [{"is": {"field": "a", "value": "x"}}]}, "a is not x"),
        (
            {"from": "pilot", "tiers": ["medium", "high"], "present": ["a"]},
            "from pilot on, for tier medium or high: a is declared",
        ),
        (
            {"when": [{"is": {"field": "a", "value": "true"}}], "present": ["b"]},
            "where a is true: b is declared",
        ),
        ({"kept": ["a"]}, "the change keeps everything that a declared before"),
        ({"is": {"field": "base.a", "value": "x"}}, "a before the change is x"),
        (
            {"compare": {"left": "asked", "is": "more than", "right": "stage.current"}},
            "the stage asked for is later than stage.current",
        ),
        (
            {"count": {"of": "a", "at_least": {"low": "1", "medium": "2", "high": "3"}}},
            "a has at least 1 (tier low), 2 (tier medium), 3 (tier high) items",
        ),
        ({"count": {"of": "a", "at_most": "0"}}, "a has no item"),
        (
            {"count": {"of": "a", "as": "one", "by": "one.b", "at_least": "2"}},
            "a has at least two different values of b",
        ),
        (
            {"present": ["x", "a[].b", "a[].c"]},
            "x, and b and c of every item in a are declared",
        ),
        (
            {"present": ["a[kind=x|y].b"]},
            "b of every item in a with kind x or y is declared",
        ),
        (
            {"contains": {"file": "a[].f", "values_of": ["a[].id"]}},
            "f of every item in a names a file that can be read and mentions its id",
        ),
        (
            {"refers_to": {"field": "o", "to": ["facts.codeowners[].ref"]}},
            "o is an entry in the list of code owners",
        ),
        (
            {
                "compare": {
                    "left": {"times": ["12", {"sum": ["a", "b"]}]},
                    "is": "at most",
                    "right": "c",
                }
            },
            "12 times (a plus b) is at most c",
        ),
        (
            {
                "when": [{"any_of": [{"present": ["a"]}, {"present": ["b"]}]}, {"present": ["c"]}],
                "present": ["d"],
            },
            "where (either a is declared, or b is declared) and c is declared: d is declared",
        ),
        ({"contains": {"file": "a", "format": "odcs"}}, "a names a file that can be read as odcs"),
        (
            {"none_of": [{"refers_to": {"field": "a", "to": ["b[].id"]}}]},
            "a is not the id of an item in b",
        ),
        ({"none_of": [{"matches": {"field": "a", "pattern": "^x"}}]}, "a does not begin with x"),
        ({"message": "Say so.", "present": ["a"]}, "a is declared (if not: Say so)"),
    ],
)
def test_a_clause_is_one_sentence(clause: dict[str, Any], said: str) -> None:
    assert words(**clause) == said


def test_what_a_clause_counts_up_stands_below_it() -> None:
    data: Json = {
        "of": "a",
        "as": "one",
        "where": [
            {"is": {"field": "one.b", "value": "x"}},
            {"any_of": [{"present": ["one.c"]}, {"present": ["one.d"]}]},
        ],
        "at_least": "1",
    }
    rule = RULES[0].but(require=clauses([{"count": data}], Source({}), ("require",)))
    (told,) = demands(rule, lambda name: f"`{name}`")
    assert list(told.lines()) == [
        "- `a` has at least one item for which:",
        "  - its `b` is x",
        "  - at least one of these holds:",
        "    - its `c` is declared",
        "    - its `d` is declared",
    ]


def test_a_clause_says_from_which_stage_its_evidence_is_asked() -> None:
    data: list[Json] = [
        {"contains": {"file": "a"}},
        {"compare": {"left": {"sha256": "a"}, "is": "equal to", "right": "b"}},
        {"each": {"of": "c", "require": [{"contains": {"file": "item.d"}}, {"present": ["e"]}]}},
        {"each": {"of": "c", "require": [{"contains": {"file": "item.d"}}]}},
    ]
    read = clauses(data, Source({}), ("require",))
    rule = RULES[0].but(
        require=read,
        blocks=dict.fromkeys(Tier, Stage.POC),
        evidence={Stage.PILOT: Evidence.CONTENT, Stage.PRODUCTION: Evidence.CROSSED},
    )
    assert [told.line for told in demands(rule)] == [
        "from pilot on: a names a file that can be read",
        "from production on, for tier high: the sha256 of the file that a names is the same as b",
        "for each item in c: from pilot on: its d names a file that can be read; e is declared",
        "from pilot on: for each item in c: its d names a file that can be read",
    ]


def test_a_file_that_must_be_there_is_said_where_one_is_named() -> None:
    rule = RULES[0].but(evidence={Stage.PILOT: Evidence.CONTENT})
    assert list(evidence_words(rule, paths=False)) == []
    assert list(evidence_words(rule, paths=True)) == [
        "from pilot on: every file named there is in the repository and not empty"
    ]


def test_every_clause_of_the_baseline_has_words() -> None:
    for rule in RULES:
        for clause in (*rule.when, *rule.require):
            text = clause_words(clause)
            assert "Record" not in text
            assert "Params" not in text
            assert not text.endswith((" ", "."))


def test_no_predicate_is_without_words() -> None:
    from pilotgate.wording import _WORDS

    assert set(_WORDS) == set(PREDICATES)


def test_stages_are_told_by_tier() -> None:
    rule = RULES[0].but(
        blocks={Tier.MEDIUM: Stage.PRODUCTION, Tier.HIGH: Stage.PILOT},
        warns=dict.fromkeys(Tier, Stage.POC),
    )
    assert stages_words(rule) == [
        "blocks from production on, for tier medium; from pilot on, for tier high",
        "warns from poc on, for every tier",
    ]
