"""What conditions and demands leave open: branches, what clashes, and what stays unsaid."""

import pytest

from pilotgate.clause import Clause
from pilotgate.compiler.layer import plain
from pilotgate.compiler.states import (
    World,
    branches,
    by_tier,
    clash,
    followed,
    joined,
    possible,
    within,
)
from pilotgate.document import field
from pilotgate.ladders import RANKED, Tier
from pilotgate.language import Source, clauses
from pilotgate.reader import read

HIGH = World(Tier.HIGH, RANKED)


def conditions(text: str) -> tuple[Clause, ...]:
    data = plain(read(f"a: [{text}]\n".encode(), "x.yaml").root)
    return clauses(data["a"], Source({}), (), asked=True)


def can_be(text: str, world: World = HIGH) -> bool:
    return possible(branches(conditions(text), world))


IS = "{is: {field: stage.current, value: %s}}"
NO = "{none_of: [%s]}"
MORE = "{measures: {field: scale.users_now, at_least: %s}}"
ANY = "{any_of: [%s]}"
COVERS = "{covers: {field: team.roles, values: %s}}"
KEEP = "{measures: {field: retention.outputs, %s}}"
LIKE = "{matches: {field: metadata.name, pattern: %s}}"
LESS = "{measures: {field: scale.users_now, less_than: %s}}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (IS % "poc", IS % "pilot"),
        (IS % "poc", NO % (IS % "[POC, pilot]")),
        (IS % "[poc, pilot]", f"{NO % (IS % 'poc')}, {NO % (IS % 'pilot')}"),
        (IS % "[poc, pilot]", f"{IS % '[pilot, production]'}, {IS % '[poc, production]'}"),
        (MORE % 5, LESS % 5),
        (MORE % 5, NO % (MORE % 5)),
        (KEEP % "at_least: P1Y", KEEP % "less_than: P12M"),
        ("{present: [review.ref]}", "{none_of: [{present: [review]}]}"),
        (IS % "poc", "{none_of: [{present: [stage]}]}"),
        (COVERS % "[a, b]", NO % (COVERS % "[b]")),
        ("{count: {of: kpis, at_least: 2}}", "{count: {of: kpis, at_most: 1}}"),
        ("{count: {of: kpis, at_least: 1}}", "{none_of: [{present: [kpis]}]}"),
        (
            "{compare: {left: today, is: before, right: 2027-01-01}}",
            "{compare: {left: today, is: not before, right: 2027-01-01}}",
        ),
        (LIKE % "x", NO % (LIKE % "x")),
        (IS % "poc", ANY % f"{IS % 'pilot'}, {IS % 'stopped'}"),
        (IS % "poc", NO % (ANY % f"{IS % 'poc'}, {{present: [review.ref]}}")),
        ("{is: {field: tier, value: low}}", "{present: [review.ref]}"),
        ("{is: {field: asked, value: stopped}}", "{present: [review.ref]}"),
    ],
)  # fmt: skip
def test_what_cannot_be_together(one: str, other: str) -> None:
    assert not can_be(f"{one}, {other}")
    assert not can_be(f"{other}, {one}")


@pytest.mark.parametrize(
    "text",
    [
        f"{IS % '[poc, pilot]'}, {IS % '[pilot, production]'}",
        f"{IS % 'poc'}, {NO % (IS % 'pilot')}",
        f"{MORE % 5}, {{measures: {{field: scale.users_now, at_most: 5}}}}",
        f"{MORE % 5}, {{measures: {{field: scale.users_target, at_most: 3}}}}",
        # A duration that is longer or not by the day it begins on.
        f"{KEEP % 'at_least: P6M'}, {KEEP % 'at_most: P182D'}",
        # A section that says not_applicable is neither.
        f"{NO % (MORE % 5)}, {NO % (LESS % 5)}",
        f"{COVERS % '[a]'}, {NO % (COVERS % '[a, b]')}",
        "{count: {of: 'kpis[kind=primary]', at_least: 2}}, {count: {of: kpis, at_most: 1}}",
        f"{LIKE % 'x'}, {NO % (LIKE % 'y')}",
        f"{IS % 'poc'}, {{any_of: [{IS % 'pilot'}, {{present: [review.ref]}}]}}",
        "{is: {field: risk.tier, value: low}}",
        "{is: {field: asked, value: pilot}}",
    ],
)
def test_what_can_be_together(text: str) -> None:
    assert can_be(text)


def test_the_tier_that_is_declared_is_at_most_the_one_judged_by() -> None:
    assert not can_be("{is: {field: risk.tier, value: high}}", World(Tier.LOW))
    assert can_be("{is: {field: risk.tier, value: high}}", World(Tier.LOW, guarded=False))


def test_an_item_is_the_same_place_by_whatever_name() -> None:
    each = "{each: {of: kpis, as: %s, require: [{is: {field: %s.kind, value: %s}}]}}"
    assert not can_be(f"{each % ('a', 'a', 'primary')}, {each % ('b', 'b', 'guardrail')}")
    assert HIGH.key(field("head.kpis[kind=b|a].id")) == HIGH.key(field("kpis[kind=a|b].id"))


def test_what_is_selected_is_another_place() -> None:
    where = "where: [{is: {field: item.id, value: x}}]"
    primary = "{is: {field: item.kind, value: primary}}"
    first = f"{{each: {{of: kpis, {where}, require: [{primary}]}}}}"
    other = first.replace("value: x", "value: y").replace("primary", "guardrail")
    assert can_be(f"{first}, {other}")
    assert not can_be(f"{first}, {first.replace('primary', 'guardrail')}")


def test_too_many_branches_are_not_followed() -> None:
    ways = ANY % ", ".join(MORE % at for at in range(9))
    assert branches(conditions(f"{ways}, {ways}"), HIGH) is None
    assert can_be(f"{ways}, {ways}, {IS % 'poc'}, {IS % 'pilot'}")
    assert joined(None, [()]) is None
    assert not followed(None)


def test_a_clash_names_both_in_their_order() -> None:
    (branch,) = branches(conditions(f"{IS % 'poc'}, {NO % (IS % 'poc')}"), HIGH) or []
    found = clash(branch)
    assert found is not None
    assert [claim.text for claim in found] == [
        "stage.current is poc",
        "stage.current is not poc",
    ]


def test_within() -> None:
    poc = branches(conditions(IS % "poc"), HIGH)
    both = branches(conditions(f"{MORE % 5}, {IS % 'poc'}"), HIGH)
    assert within(both, poc)
    assert not within(poc, both)
    assert within(poc, [()])
    assert not within([()], poc)
    assert not within(None, poc)


def test_what_is_not_followed_is_known_to_be() -> None:
    assert followed(branches(conditions(IS % "poc"), HIGH))
    assert not followed(branches(conditions("{person: [owners.risk.ref]}"), HIGH))


def test_a_table_is_read_for_the_tier() -> None:
    text = "{measures: {field: scale.users_now, at_least: {low: 1, high: 9}, at_most: 8}}"
    assert by_tier(conditions(text)[0].params)
    assert not by_tier(conditions(MORE % 5)[0].params)
    assert not can_be(text, World(Tier.HIGH))
    assert can_be(text, World(Tier.LOW))
