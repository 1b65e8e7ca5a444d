from datetime import date
from itertools import permutations

import pytest

from pilotgate.errors import PackError, UsageError
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.pack import DIMENSIONS, OWNER_OF, pack_of, policy_of, reach
from tests.judging import pack, rule, yaml

PRESENT = "require: [{present: [risk.tier]}]"


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("{from: pilot}", {"low": "pilot", "medium": "pilot", "high": "pilot"}),
        ("{from: pilot, tiers: [high]}", {"high": "pilot"}),
        ("{from: {medium: production, high: pilot}}", {"medium": "production", "high": "pilot"}),
        ("{from: stopped, tiers: [low]}", {"low": "stopped"}),
    ],
)
def test_reach(text: str, reached: dict[str, str]) -> None:
    assert reach(yaml(text)) == {Tier(tier): Stage(stage) for tier, stage in reached.items()}


def test_nothing_reaches_nobody() -> None:
    assert reach(None) == reach({}) == {}


def test_a_rule_with_everything() -> None:
    one = rule(
        """
        blocks: {from: pilot, tiers: [high]}, warns: {from: poc}, grace: false,
        require: [{present: [risk.tier], from: pilot, message: see the wiki}],
        when: [{is: {field: risk.affects_people, value: "true"}}],
        evidence: {pilot: file, production: crossed}, not_applicable: [low],
        effective_from: 2026-05-01, on: move, owner: risk, sources: [S1], references: [ISO A.1]
        """
    )
    assert one.blocks == {Tier.HIGH: Stage.PILOT}
    assert set(one.warns) == set(Tier)
    assert one.evidence == {"pilot": Evidence.FILE, "production": Evidence.CROSSED}
    assert one.not_applicable == (Tier.LOW,)
    assert one.effective_from == date(2026, 5, 1)
    assert (one.grace, one.on_move, one.owner) == (False, True, "risk")
    assert (one.sources, one.references) == (("S1",), ("ISO A.1",))
    assert [clause.name for clause in one.when] == ["is"]
    assert (one.require[0].since, one.require[0].message) == (Stage.PILOT, "see the wiki")


def test_what_a_rule_leaves_out() -> None:
    one = rule(PRESENT)
    assert (one.warns, one.when, one.evidence, one.not_applicable) == ({}, (), {}, ())
    assert (one.grace, one.on_move, one.owner, one.effective_from) == (True, False, "", None)


def test_conditions_are_read_in_order_and_named() -> None:
    one = pack(
        f"a: {{when: [about-people, {{present: [owners]}}], {PRESENT}}}",
        conditions="""
            decides: [{is: {field: exposure.decision, value: assists}}]
            about-people: [decides, {is: {field: risk.affects_people, value: "true"}}]
            """,
    ).rules[0]
    assert one.when_names == ("about-people",)
    assert [clause.name for clause in one.when] == ["all_of", "present"]


def test_a_clause_knows_its_line() -> None:
    data = {
        **dict.fromkeys(("name", "version", "title", "owner", "digest", "source"), "x"),
        "conditions": {},
        "settings": {},
        "fields": {},
        "people": {},
        "rules": [
            {
                **dict.fromkeys(("id", "pack", "title", "why", "fix", "dimension", "file"), "x"),
                "blocks": {"from": "poc"},
                "require": [{"present": ["risk.tier"]}, {"present": ["owners"]}],
                "line": 3,
                "lines": [["require.0.present", 9, "  - present: [risk.tier]"]],
            }
        ],
    }
    first, second = pack_of(data).rules[0].require
    assert (first.line, first.text) == (9, "  - present: [risk.tier]")
    assert (second.line, second.text) == (3, "")


def test_every_dimension_is_owed_by_somebody() -> None:
    assert set(OWNER_OF) == set(DIMENSIONS)


def test_packs_side_by_side_in_any_order_are_one_policy() -> None:
    a = pack(f"b-rule: {{{PRESENT}}}", name="a", people={"@anna": "user:default/anna.k"})
    b = pack(f"a-rule: {{{PRESENT}}}", name="b", settings={"medium_spend": "5"})
    c = pack(f"c-rule: {{{PRESENT}}}", name="c", fields={"x-own.a": "string"})
    policies = [policy_of(order) for order in permutations((a, b, c))]
    assert all(one == policies[0] for one in policies)
    assert [one.id for one in policies[0].rules] == ["a-rule", "b-rule", "c-rule"]
    assert policies[0].settings.medium_spend == "5"
    assert policies[0].fields == {"x-own.a": "string"}
    assert policies[0].people.aliases == {"@anna": "user:default/anna.k"}
    assert policies[0].rule("b-rule") is a.rules[0]
    assert policies[0].rule("none") is None


def test_a_pack_named_twice_is_one() -> None:
    one, other = pack(f"a: {{{PRESENT}}}"), pack(f"a: {{{PRESENT}}}")
    assert policy_of([one, other]).packs == (one,)


def test_a_rule_that_two_packs_share_is_one() -> None:
    shared = f"a: {{pack: baseline, file: baseline/a.yaml, {PRESENT}}}"
    both = policy_of([pack(shared, name="x"), pack(shared, name="y")])
    assert [one.id for one in both.rules] == ["a"]


def problems(*packs: object) -> list[str]:
    with pytest.raises(PackError) as caught:
        policy_of(packs)  # type: ignore[arg-type]
    return [str(problem) for problem in caught.value.problems]


def test_packs_may_not_contradict_each_other_whatever_their_order() -> None:
    base = pack(f"a: {{{PRESENT}}}", name="x", settings={"medium_spend": "1"},
                fields={"x-own.a": "date"}, people={"@a": "user:default/anna.k"})  # fmt: skip
    other = pack(f"a: {{blocks: {{from: pilot}}, file: f, {PRESENT}}}", name="y",
                 settings={"medium_spend": "2"}, fields={"x-own.a": "number"},
                 people={"@a": "user:default/ben.t"})  # fmt: skip
    expected = [
        'f:1:1: the packs "x" and "y" say different things about the rule "a"',
        'y/pack.yaml:1:1: the packs "x" and "y" have different settings',
        'y/pack.yaml:1:1: the packs "x" and "y" give different types to "x-own.a"',
        'y/pack.yaml:1:1: the packs "x" and "y" say that "@a" is different people',
    ]
    assert problems(base, other) == problems(other, base) == expected


def test_two_packs_with_settings_of_their_own_clash_beside_a_third_without() -> None:
    one = pack(f"a: {{{PRESENT}}}", name="x", settings={"medium_spend": "1"})
    none = pack(f"b: {{{PRESENT}}}", name="a")
    two = pack(f"c: {{{PRESENT}}}", name="z", settings={"medium_spend": "2"})
    assert policy_of([none, one]).settings.medium_spend == "1"
    assert len(problems(none, one, two)) == 1


def test_no_pack_is_no_policy() -> None:
    with pytest.raises(UsageError, match="no pack was named"):
        policy_of([])
