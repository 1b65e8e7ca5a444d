"""Clauses before and after: which belong together, and which way a change of one goes."""

import pytest

from pilotgate.comparison.change import Effect
from pilotgate.comparison.clauses import Part, bare, effect, paired, same
from tests.judging import rule


def parts(*texts: str) -> list[Part]:
    return [Part(clause) for clause in rule(f"require: [{', '.join(texts)}]").require]


def way(before: str, after: str) -> Effect:
    (one,), (other,) = parts(before), parts(after)
    return effect(one.clause, other.clause)


TIGHTER = [
    ("{present: [risk.tier]}", "{present: [risk.tier, metadata.name]}"),
    ("{measures: {field: scale.users_now, at_least: '5'}}",
     "{measures: {field: scale.users_now, at_least: '6'}}"),
    ("{measures: {field: scale.users_now, at_least: '5'}}",
     "{measures: {field: scale.users_now, at_least: '5', at_most: '9'}}"),
    ("{measures: {field: stage.max_duration, at_most: P6M}}",
     "{measures: {field: stage.max_duration, at_most: P3M}}"),
    ("{recent: {field: review.last_on, max_age: P1Y}}",
     "{recent: {field: review.last_on, max_age: P6M}}"),
    ("{recent: {field: review.last_on, max_age: {low: P1Y, medium: P1Y}}}",
     "{recent: {field: review.last_on, max_age: {low: P1Y, medium: P6M}}}"),
    ("{count: {of: kpis, at_least: '1'}}", "{count: {of: kpis, at_least: '2'}}"),
    ("{words: {field: business_case.problem, at_least: '5'}}",
     "{words: {field: business_case.problem, at_least: '5', distinct: '3'}}"),
    ("{is: {field: risk.tier, value: [low, medium]}}", "{is: {field: risk.tier, value: low}}"),
    ("{covers: {field: risk.eu_ai_act.role, values: [provider]}}",
     "{covers: {field: risk.eu_ai_act.role, values: [provider, deployer]}}"),
    ("{from: pilot, present: [risk.tier]}", "{from: poc, present: [risk.tier]}"),
    ("{tiers: [high], present: [risk.tier]}", "{present: [risk.tier]}"),
    ("{when: [{present: [kpis]}], present: [risk.tier]}", "{present: [risk.tier]}"),
    ("{any_of: [{present: [risk.tier]}, {present: [kpis]}]}", "{any_of: [{present: [kpis]}]}"),
    ("{none_of: [{present: [risk.tier]}]}",
     "{none_of: [{present: [risk.tier]}, {present: [kpis]}]}"),
    ("{each: {of: kpis, require: [{present: [item.unit]}]}}",
     "{each: {of: kpis, require: [{present: [item.unit]}, {present: [item.id]}]}}"),
    ("{each: {of: kpis, where: [{present: [item.id]}], require: [{present: [item.unit]}]}}",
     "{each: {of: kpis, require: [{present: [item.unit]}]}}"),
    ("{each: {of: kpis, require: [{present: [item.unit]}]}}",
     "{each: {of: kpis, require: [{present: [item.unit, item.id]}]}}"),
]  # fmt: skip
EITHER = [
    ("{matches: {field: metadata.name, pattern: '^a'}}",
     "{matches: {field: metadata.name, pattern: '^b'}}"),
    ("{count: {of: kpis, exactly: '1'}}", "{count: {of: kpis, at_least: '1'}}"),
    ("{present: [risk.tier]}", "{person: [risk.tier]}"),
    ("{measures: {field: scale.users_now, at_least: '5', at_most: '9'}}",
     "{measures: {field: scale.users_now, at_least: '6', at_most: '10'}}"),
    ("{measures: {field: scale.users_now, at_least: scale.users_target}}",
     "{measures: {field: scale.users_now, at_least: '6'}}"),
    ("{recent: {field: review.last_on, max_age: P1M}}",
     "{recent: {field: review.last_on, max_age: P30D}}"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), TIGHTER)
def test_what_asks_for_more_and_back(before: str, after: str) -> None:
    assert way(before, after) is Effect.TIGHTER
    assert way(after, before) is Effect.LOOSER


@pytest.mark.parametrize(("before", "after"), EITHER)
def test_what_has_no_one_direction(before: str, after: str) -> None:
    assert way(before, after) is Effect.EITHER
    assert way(after, before) is Effect.EITHER


def test_the_same_has_no_effect() -> None:
    for before, _ in TIGHTER + EITHER:
        assert way(before, before) is Effect.NONE


def test_where_a_clause_stands_says_nothing() -> None:
    (one,) = parts("{present: [risk.tier]}")
    moved = Part(one.clause.but(line=7, text="  - present: [risk.tier]"))
    assert bare(one.clause) == bare(moved.clause)
    assert same(one, moved)


def test_what_is_written_alike_is_the_same_whatever_was_put_in() -> None:
    (one,), (other,) = parts("{count: {of: kpis, at_least: '1'}}"), parts("{present: [kpis]}")
    assert not same(one, other)
    written = {"count": "${number}"}
    assert same(one.but(written=written), other.but(written=written))


def test_order_says_nothing() -> None:
    one, other = parts("{present: [risk.tier]}", "{present: [kpis]}")
    assert paired([one, other], [other, one]) == []


def test_a_changed_clause_finds_its_partner() -> None:
    before = parts(
        "{count: {of: kpis, at_least: '1'}}", "{count: {of: data_sources, at_least: '1'}}"
    )
    after = parts(
        "{count: {of: data_sources, at_least: '2'}}", "{count: {of: kpis, at_least: '3'}}"
    )
    pairs = paired(before, after)
    assert [(pair.before, pair.after) for pair in pairs] == [
        (before[1], after[0]),
        (before[0], after[1]),
    ]


def test_what_has_no_partner_is_new_or_gone() -> None:
    before = parts("{present: [risk.tier]}", "{distinct: [owners.data.ref, owners.risk.ref]}")
    after = parts("{present: [risk.tier]}", "{count: {of: kpis, at_least: '1'}}")
    new, gone = paired(before, after)
    assert (new.before, new.after) == (None, after[1])
    assert (gone.before, gone.after) == (before[1], None)


def test_nothing_is_paired_by_chance() -> None:
    before = parts("{present: [risk.tier]}", "{present: [kpis]}")
    after = parts("{present: [metadata.name]}", "{present: [data_sources]}")
    assert all(pair.before is None or pair.after is None for pair in paired(before, after))
    assert len(paired(before, after)) == 4
