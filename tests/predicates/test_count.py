"""`count`: how many items qualify, and what the undecided ones may still change."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.ladders import Tier
from pilotgate.outcome import Gap, Met, Undeclared
from pilotgate.people import People
from tests.dossiers import TODAY, answer, dossier, outcomes, said

PRIMARY = 'count: {of: "kpis[kind=primary]", exactly: 1}'
ONE, OTHER, VAGUE = "{id: a, kind: primary}", "{id: b, kind: cost}", "{id: c}"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (f"[{ONE}]", ["met"]),
        (f"[{ONE}, {OTHER}]", ["met"]),
        (f"[{OTHER}]", ["gap kpis[kind=primary] has no items that count; exactly 1 is asked"]),
        (
            f"[{ONE}, {ONE}, {VAGUE}]",
            ["gap kpis[kind=primary] has 2 items that count; exactly 1 is asked"],
        ),
        (f"[{ONE}, {VAGUE}]", ["undeclared kpis[c].kind is not declared"]),
        (f"[{VAGUE}]", ["undeclared kpis[c].kind is not declared"]),
        ("[{id: a, kind: TBD}]", ["undeclared kpis[a].kind is a placeholder (TBD)"]),
        ("[]", ["undeclared kpis is not declared"]),
    ],
)
def test_selected(items: str, expected: list[str]) -> None:
    assert said(outcomes(PRIMARY, dossier(f"kpis: {items}"))) == expected


@pytest.mark.parametrize("limit", ["at_least: 1", "at_least: 3", "at_most: 0", "exactly: 0"])
def test_a_list_that_is_not_declared_may_hold_any_number(limit: str) -> None:
    assert said(outcomes(f"count: {{of: kpis, {limit}}}", dossier())) == [
        "undeclared kpis is not declared"
    ]


WHERE = """
count:
  of: stop_criteria
  as: criterion
  where: [{none_of: [{present: [criterion.not_applicable]}]}]
  at_least: {low: 1, medium: 2, high: 3}
"""


def test_where_and_limits_by_tier() -> None:
    about = dossier("stop_criteria: [{id: a}, {id: b, not_applicable: nobody uses it yet}]")
    assert said(outcomes(WHERE, about)) == ["met"]
    assert said(outcomes(WHERE, about.but(tier=Tier.MEDIUM))) == [
        "gap stop_criteria has 1 item that counts; at least 2 are asked"
    ]


def test_an_empty_item_is_no_item() -> None:
    rule = "count: {of: stop_criteria, at_least: 2}"
    assert said(outcomes(rule, dossier("stop_criteria: [{id: a}, null]"))) == [
        "undeclared stop_criteria[#2] is an empty item"
    ]


def test_undecided_items_matter_only_where_they_can_change_it() -> None:
    rule = """
count:
  of: kpis
  where: [{is: {field: item.kind, value: primary}}]
  %s
"""
    about = dossier(f"kpis: [{ONE}, {VAGUE}]")
    assert said(outcomes(rule % "at_least: 1", about)) == ["met"]
    assert said(outcomes(rule % "at_least: 2", about)) == [
        "undeclared kpis[c].kind is not declared"
    ]
    assert said(outcomes(rule % "at_least: 3", about)) == [
        "gap kpis has 1 item that counts; at least 3 are asked"
    ]
    assert said(outcomes(rule % "at_most: 1", about)) == ["undeclared kpis[c].kind is not declared"]
    assert said(outcomes(rule % "at_most: 2", about)) == ["met"]
    assert said(outcomes(rule % "at_most: 0", about)) == [
        "gap kpis has 1 item that counts; at most 0 are asked"
    ]


BY = "count: {of: approvals, as: approval, by: approval.by, at_least: 2}"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ("[{by: user:a}, {by: user:b}]", ["met"]),
        ("[{by: user:a}, {by: User:default/A}]", ["gap"]),
        ("[{by: user:a}, {stage: pilot}]", ["undeclared"]),
        ("[{by: user:a}, {by: tbd}]", ["undeclared"]),
    ],
)
def test_different_values(items: str, expected: list[str]) -> None:
    found = said(outcomes(BY, dossier(f"approvals: {items}")))
    assert [line.split()[0] for line in found] == expected


def test_different_persons() -> None:
    people = People({"a@acme.eu": "user:default/a"})
    about = dossier("approvals: [{by: user:a}, {by: a@acme.eu}]", people=people)
    assert said(outcomes(BY, about)) == ["gap approvals has 1 value; at least 2 are asked"]


RECENT = """
count:
  of: decision_log
  as: entry
  where: [{recent: {field: entry.date, max_age: P30D}}]
  %s
"""


def test_until() -> None:
    about = dossier("decision_log: [{date: 2026-02-01}, {date: 2026-02-20}, {date: 2025-01-01}]")
    assert said(outcomes(RECENT % "at_least: 1", about)) == ["met until 2026-03-22"]
    assert said(outcomes(RECENT % "at_least: 2", about)) == ["met until 2026-03-03"]
    assert said(outcomes(RECENT % "exactly: 2", about)) == ["met until 2026-03-03"]
    assert said(outcomes(RECENT % "at_least: 3", about)) == [
        "gap decision_log has 2 items that count; at least 3 are asked until 2026-03-03"
    ]
    assert said(outcomes("count: {of: decision_log, at_least: 1}", about)) == ["met"]


def test_a_value_counts_as_long_as_any_item_that_has_it() -> None:
    rule = """
count:
  of: decision_log
  as: entry
  by: entry.decision
  where: [{recent: {field: entry.date, max_age: P30D}}]
  at_least: 1
"""
    about = dossier(
        "decision_log: [{decision: stop, date: 2026-02-20}, {decision: stop, date: 2026-02-01}]"
    )
    assert said(outcomes(rule, about)) == ["met until 2026-03-22"]


def test_inside_an_item_the_finding_names_it() -> None:
    rule = """
each:
  of: kpis
  as: kpi
  require:
    - count:
        of: decision_log
        as: entry
        where: [{compare: {left: entry.date, is: after, right: kpi.last.measured_on}}]
        at_least: 1
"""
    about = dossier(
        "kpis: [{id: a, last: {measured_on: 2026-02-01}}]\ndecision_log: [{date: 2026-01-01}]"
    )
    assert said(outcomes(rule, about)) == [
        "gap decision_log has no items that count for kpis[a]; at least 1 is asked"
    ]


def test_as_a_condition() -> None:
    rule = 'count: {of: "models[kind=llm]", at_least: 1}'
    assert isinstance(answer(rule, dossier()), Undeclared)
    assert isinstance(answer(rule, dossier("models: [{id: a, kind: rules}]")), Gap)
    assert isinstance(answer(rule, dossier("models: [{id: a}]")), Undeclared)
    assert isinstance(answer(rule, dossier("models: [{id: a, kind: llm}]")), Met)


@given(st.lists(st.sampled_from([ONE, OTHER, VAGUE]), min_size=1, max_size=6), st.integers(1, 4))
def test_adding_an_item_never_unmeets_at_least(items: list[str], least: int) -> None:
    rule = f'count: {{of: "kpis[kind=primary]", at_least: {least}}}'
    if said(outcomes(rule, dossier(f"kpis: [{', '.join(items)}]"))) == ["met"]:
        for more in (ONE, OTHER, VAGUE):
            about = dossier(f"kpis: [{', '.join([*items, more])}]")
            assert said(outcomes(rule, about)) == ["met"]


@given(st.lists(st.integers(0, 29), min_size=1, max_size=5), st.integers(1, 3))
def test_it_holds_until_that_day_and_not_longer(ages: list[int], least: int) -> None:
    entries = ", ".join(f"{{date: {TODAY - timedelta(age)}}}" for age in ages)
    about = dossier(f"decision_log: [{entries}]")
    rule = RECENT % f"at_least: {least}"
    found = outcomes(rule, about)[0]
    if isinstance(found, Met):
        assert found.until is not None
        assert isinstance(outcomes(rule, about.but(as_of=found.until))[0], Met)
        after = about.but(as_of=found.until + timedelta(1))
        assert isinstance(outcomes(rule, after)[0], Gap)


def test_an_item_that_does_not_say_its_values_may_hold_any_number() -> None:
    rule = "count: {of: decision_log, as: entry, by: entry.by, at_most: 2}"
    one, two = "{by: [user:a]}", "{by: [user:a, user:b]}"
    assert said(outcomes(rule, dossier(f"decision_log: [{one}, {two}]"))) == ["met"]
    assert said(outcomes(rule, dossier(f"decision_log: [{one}, {{decision: stop}}]"))) == [
        "undeclared decision_log[#2].by is not declared"
    ]
