from typing import Any

import pytest

from pilotgate.fields import catalogue
from pilotgate.ladders import Stage
from pilotgate.language import Source, clauses
from pilotgate.reads import lengths, read_by, wanted
from pilotgate.rule import Rule
from pilotgate.source import load_policy
from pilotgate.term import Literal

BASELINE = load_policy(["builtin:baseline"], root=".", catalogue=catalogue())


def rule(*require: dict[str, Any], when: list[Any] | None = None) -> Rule:
    return BASELINE.rules[0].but(
        when=clauses(when, Source({}), ("when",), asked=True) if when else (),
        require=clauses(list(require), Source({}), ("require",)),
    )


def test_every_field_a_rule_of_the_baseline_reads_is_in_the_catalogue() -> None:
    for one in BASELINE.rules:
        for path in read_by(one):
            assert path in catalogue(), (one.id, path)


@pytest.mark.parametrize(
    ("require", "all_of_it", "asked"),
    [
        ({"present": ["kpis[].id"]}, ("kpis[].id",), ("kpis[].id",)),
        (
            {"present": ["kpis[kind=primary].unit"]},
            ("kpis[].kind", "kpis[].unit"),
            ("kpis[].kind", "kpis[].unit"),
        ),
        (
            {"each": {"of": "kpis", "as": "kpi", "require": [{"present": ["kpi.baseline.value"]}]}},
            ("kpis", "kpis[].baseline.value"),
            ("kpis", "kpis[].baseline.value"),
        ),
        (
            {
                "each": {
                    "of": "data_sources",
                    "where": [{"is": {"field": "item.personal_data", "value": "true"}}],
                    "require": [{"present": ["item.legal_basis"]}],
                }
            },
            ("data_sources", "data_sources[].personal_data", "data_sources[].legal_basis"),
            ("data_sources", "data_sources[].personal_data"),
        ),
        (
            {"any_of": [{"present": ["stage.since"]}, {"present": ["stage.target"]}]},
            ("stage.since", "stage.target"),
            ("stage.since",),
        ),
        ({"from": "pilot", "present": ["stage.since"]}, ("stage.since",), ()),
        (
            {"refers_to": {"field": "stop_criteria[].metric", "to": ["kpis[].id"]}},
            ("stop_criteria[].metric", "kpis[].id"),
            ("stop_criteria[].metric",),
        ),
        ({"none_of": [{"present": ["stage.since"]}]}, ("stage.since",), ()),
        ({"compare": {"left": "stage.since", "is": "not after", "right": "today"}},) * 1
        + (("stage.since",), ("stage.since",)),
    ],
)
def test_what_is_read_and_what_is_asked(
    require: dict[str, Any], all_of_it: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    assert set(read_by(rule(require))) == set(all_of_it)
    assert set(wanted(rule(require), Stage.POC)) == set(asked)


def test_what_a_clause_asks_under_a_condition_is_not_certain() -> None:
    one = rule(
        {"when": [{"is": {"field": "risk.tier", "value": "high"}}], "present": ["stage.since"]}
    )
    assert wanted(one, Stage.POC) == ("risk.tier", "stage.since")
    assert wanted(one, Stage.POC, certain=True) == ("risk.tier",)


def test_what_a_guard_asks_is_asked() -> None:
    one = rule({"present": ["stage.since"]}, when=[{"is": {"field": "risk.tier", "value": "low"}}])
    assert wanted(one, Stage.POC) == ("risk.tier", "stage.since")


def test_how_many_words_are_asked_of_which_field() -> None:
    problem = {"words": {"field": "business_case.problem", "at_least": "15"}}
    reason = {"words": {"field": "entry.rationale", "at_least": "10"}}
    counted = {"count": {"of": "decision_log", "as": "entry", "where": [reason], "at_least": "1"}}
    one = rule({"any_of": [problem, counted]}, {"present": ["stage.since"]})
    found = [(path, limit.text) for path, limit in lengths(one) if isinstance(limit, Literal)]
    assert found == [("business_case.problem", "15"), ("decision_log[].rationale", "10")]
