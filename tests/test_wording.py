from typing import Any

import pytest

from pilotgate.clause import Clause
from pilotgate.fields import catalogue
from pilotgate.ladders import Stage, Tier
from pilotgate.language import Source, clauses
from pilotgate.predicates import PREDICATES
from pilotgate.source import load_policy
from pilotgate.wording import clause_words, stages_words

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
        ({"measures": {"field": "a", "at_least": "P6M"}}, "a is at least P6M"),
        (
            {"measures": {"field": "a", "at_least": {"low": "1", "medium": "2", "high": "2"}}},
            "a is at least 1 (low), 2 (medium), 2 (high)",
        ),
        ({"words": {"field": "a", "at_least": "15"}}, "a has at least 15 words"),
        ({"matches": {"field": "a", "pattern": "^x"}}, "a matches ^x"),
        (
            {"recent": {"field": "a", "max_age": "P6M"}},
            "a is at most P6M ago and not in the future",
        ),
        (
            {"compare": {"left": "a", "is": "not before", "right": "today"}},
            "a is not before today",
        ),
        (
            {"compare": {"left": {"sum": ["a", "P6M"]}, "is": "after", "right": {"latest": "b[]"}}},
            "a plus P6M is after the latest of b[]",
        ),
        (
            {"compare": {"left": "a", "is": "better than", "right": "b", "direction": "c"}},
            "a is better than b, as c says",
        ),
        (
            {"compare": {"left": {"rows": "a"}, "is": "at least", "right": "b"}},
            "the number of rows in the file of a is at least b",
        ),
        ({"committed_before": {"field": "a", "before": "b"}}, "a was committed before b"),
        (
            {"committed_before": {"file": "a", "before": "b"}},
            "the file of a was committed before b",
        ),
        ({"distinct": ["kpis[].id"]}, "no two items have the same kpis[].id"),
        ({"distinct": ["a", "b"]}, "a and b are different"),
        ({"covers": {"field": "a", "values": ["x", "y"]}}, "a contains x and y"),
        ({"covers": {"field": "a", "values_of": ["b"]}}, "a contains every value of b"),
        (
            {"refers_to": {"field": "a", "to": ["b[].id", "evaluation:c"], "or": ["x"]}},
            "a is a value of b[].id, evaluation:<a value of c> or x",
        ),
        (
            {"contains": {"file": "a", "parts": ["Purpose"]}},
            "a names a file that can be read with Purpose filled in",
        ),
        (
            {"count": {"of": "kpis[kind=primary]", "exactly": "1"}},
            "kpis[kind=primary] has exactly 1 item",
        ),
        (
            {
                "count": {
                    "of": "a",
                    "where": [{"is": {"field": "item.b", "value": "x"}}],
                    "at_least": "2",
                }
            },
            "a has at least 2 items where item.b is x",
        ),
        (
            {"each": {"of": "a", "as": "one", "require": [{"present": ["one.b"]}]}},
            "for each one of a: one.b is declared",
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
    ],
)
def test_a_clause_is_one_sentence(clause: dict[str, Any], said: str) -> None:
    assert words(**clause) == said


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
