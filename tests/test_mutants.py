"""Mutants of whole rules: what is dropped and moved, and who has to notice."""

import pytest

from pilotgate.ladders import Evidence, Stage, Tier
from tests.trials import mutants_of, survivors

WHEN = """\
when: [{is: {field: risk.affects_people, value: true}}]
blocks: {from: poc}
require:
  - present: [owners.business.ref]
"""


def said(rule: str, more: str = "") -> list[str]:
    return [one.what for one in mutants_of(rule, more)]


# ------------------------------------------------------------------ what is made


def test_a_rule_with_one_demand_has_hardly_a_mutant() -> None:
    rule = (
        "blocks: {from: production, tiers: [low]}\nrequire:\n  - present: [owners.business.ref]\n"
    )
    assert said(rule) == ["it blocked from pilot on instead of production"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "blocks: {from: poc}",
            ["it blocked from pilot on instead of poc", "tier low were not blocked"],
        ),
        (
            "blocks: {from: pilot, tiers: [medium, high]}\nwarns: {from: poc, tiers: [high]}",
            [
                "it blocked from poc on instead of pilot",
                "it blocked from production on instead of pilot",
                "tier low were asked as well",
                "tier medium were not blocked",
                "it did not warn before it blocks",
            ],
        ),
        (
            "blocks: {from: {medium: production, high: pilot}}",
            [
                "it blocked from pilot on instead of production for tier medium",
                "it blocked from poc on instead of pilot for tier high",
                "it blocked from production on instead of pilot for tier high",
                "tier low were asked as well",
                "tier medium were not blocked",
            ],
        ),
        ("blocks: {from: stopped, tiers: [low]}", []),
        (
            "blocks: {from: production, tiers: [low]}\nnot_applicable: [low]",
            [
                "it blocked from pilot on instead of production",
                "tier low could not say not_applicable",
            ],
        ),
        (
            "blocks: {from: production, tiers: [low, high]}\nnot_applicable: [low]",
            [
                "it blocked from pilot on instead of production",
                "tier low were not blocked",
                "tier low could not say not_applicable",
                "tier high could say not_applicable as well",
            ],
        ),
    ],
)
def test_who_is_asked_and_from_when(head: str, expected: list[str]) -> None:
    assert said(f"{head}\nrequire:\n  - present: [owners.business.ref]\n") == expected


def test_how_deep_it_looks() -> None:
    rule = "blocks: {from: poc, tiers: [low]}\nevidence: {poc: file}\nrequire:\n"
    mutants = mutants_of(f"{rule}  - present: [governance.raci_ref]\n")
    (mutant,) = [one for one in mutants if one.what == "it did not look deeper (file) from poc on"]
    assert mutant.rule.evidence == {}
    assert mutant.route == ("evidence", Stage.POC)


def test_a_stage_that_makes_no_difference_is_no_mutant() -> None:
    rule = "blocks: {from: poc, tiers: [low]}\nrequire:\n"
    late = "  - from: pilot\n    present: [owners.business.ref]\n"
    # Nothing is asked before pilot: to block from there on is to block as before.
    assert said(rule + late) == [
        "this were asked before pilot already: owners.business.ref is declared"
    ]


QUALIFIED = """\
blocks: {from: poc}
require:
  - present: [owners.business.ref]
  - from: pilot
    tiers: [low, high]
    when: [{present: [owners.technical.ref]}]
    person: [owners.technical.ref]
"""


def test_the_qualifiers_of_a_clause() -> None:
    (_, _, *clauses) = said(QUALIFIED)
    words = "where owners.technical.ref is declared: owners.technical.ref names one person"
    assert clauses == [
        "this were not asked: owners.business.ref is declared",
        f"this were not asked: from pilot on, for tier low or high, {words}",
        f"this were asked before pilot already: {words}",
        f"this were asked of every tier, not of low, high alone: {words}",
        f"tier low were not asked: from pilot on, for tier low or high, {words}",
        f"tier high were not asked: from pilot on, for tier low or high, {words}",
        "it did not matter whether owners.technical.ref is declared",
        "owners.technical.ref could be anything",
    ]


NESTED = """\
blocks: {from: production, tiers: [low]}
require:
  - each:
      of: kpis
      as: kpi
      where: [{is: {field: kpi.kind, value: primary}}]
      require:
        - any_of:
            - present: [kpi.unit]
            - all_of:
                - present: [kpi.source]
                - none_of:
                    - is: {field: kpi.direction, value: up}
                    - is: {field: kpi.kind, value: guardrail}
        - count: {of: kpi.guards, at_most: 2, where: [{present: [item]}]}
"""


def test_what_is_inside_is_dropped_piece_by_piece() -> None:
    rule = NESTED.replace("kpi.guards", "stop_criteria").replace("[item]", "[item.metric]")
    (_, *inside) = mutants_of(rule)
    assert [(one.what, one.less, one.line) for one in inside] == [
        ("it did not matter whether kpi.kind is primary", False, 10),
        (
            (
                "this were not asked: either kpi.unit is declared, or kpi.source is declared "
                "and it is not so that kpi.direction is up or kpi.kind is ..."
            ),
            True,
            12,
        ),
        ("this were no way to meet it: kpi.unit is declared", False, 13),
        (
            (
                "this were no way to meet it: kpi.source is declared and it is not so that "
                "kpi.direction is up or kpi.kind is guardrail"
            ),
            False,
            14,
        ),
        ("this were not asked: kpi.source is declared", True, 15),
        (
            "this were not asked: it is not so that kpi.direction is up or kpi.kind is guardrail",
            True,
            16,
        ),
        ("it did not matter whether kpi.direction is up", True, 17),
        ("it did not matter whether kpi.kind is guardrail", True, 18),
        (
            "this were not asked: stop_criteria has at most two items where its metric is declared",
            True,
            19,
        ),
        ("count asked at most 1 instead of 2", False, 19),
        ("count asked at most 3 instead of 2", True, 19),
        ("it did not matter whether item.metric is declared", False, 19),
    ]


def test_less_of_a_condition_is_more_of_the_initiative() -> None:
    (guard,) = [one for one in mutants_of(QUALIFIED) if one.what.startswith("it did not matter")]
    assert guard.less is False


def test_a_clause_is_asked_as_early_as_what_is_left_of_it() -> None:
    branches = "[{contains: {file: governance.raci_ref}}, {present: [governance.forum]}]"
    rule = f"blocks: {{from: poc}}\nevidence: {{poc: content}}\nrequire:\n  - any_of: {branches}\n"
    deep = [one.rule.require[0].evidence for one in mutants_of(rule)[-2:]]
    assert deep == [Evidence.DECLARED, Evidence.CONTENT]


def test_a_dropped_condition_asks_more_and_its_hint_says_how_to_show_it() -> None:
    (mutant,) = [one for one in mutants_of(WHEN) if one.what.startswith("it did not matter")]
    assert mutant.less is False
    assert mutant.rule.when == ()
    assert "applies: false" in mutant.hint


def test_parameters_are_in_as_numbers() -> None:
    more = (
        "parameters: {few: {type: integer, default: {low: 1, medium: 2, high: 3}, stricter: up}}\n"
    )
    rule = 'blocks: {from: poc}\nrequire:\n  - count: {of: stop_criteria, at_least: "${few}"}\n'
    bounds = [one for one in said(rule, more) if one.startswith("count asked")]
    assert bounds == [
        "count asked at least 2 instead of 1",
        "count asked at least 1 instead of 2",
        "count asked at least 3 instead of 2",
        "count asked at least 2 instead of 3",
        "count asked at least 4 instead of 3",
    ]


def test_the_same_mutants_each_time_and_each_another_rule() -> None:
    once, again = mutants_of(QUALIFIED), mutants_of(QUALIFIED)
    assert [one.what for one in once] == [one.what for one in again]
    assert len({one.rule.id for one in once}) == len(once)


def test_a_mutant_leaves_its_rule_alone() -> None:
    (first, *_) = mutants_of(QUALIFIED)
    assert first.rule.require == mutants_of(QUALIFIED)[1].rule.require
    assert first.rule.blocks[Tier.LOW] is Stage.PILOT


# ------------------------------------------------------------------ who notices

RULE = """\
blocks: {from: pilot, tiers: [medium, high]}
require:
  - measures: {field: scale.users_now, at_least: 20}
  - compare: {left: review.last_on, is: not after, right: today}
"""
WEAK = f"""{RULE}\
examples:
  met: [{{scale: {{users_now: 500}}}}]
  gap: [{{scale: null, review: null}}]
"""
STRONG = f"""{RULE}\
examples:
  met:
    - {{tier: medium, scale: {{users_now: 20}}, review: {{last_on: 2026-03-01}}}}
    - {{tier: medium, asked: poc, scale: null}}
    - {{tier: low, asked: pilot, scale: null, applies: false}}
  gap:
    - {{tier: medium, scale: {{users_now: 19}}}}
    - {{tier: medium, review: {{last_on: 2026-03-02}}}}
"""


def test_a_weak_rule_is_told_what_nobody_tests() -> None:
    assert survivors(x=WEAK) == [
        "x.yaml:5:1 if it blocked from poc on instead of pilot",
        "x.yaml:5:1 if tier low were asked as well",
        "x.yaml:5:1 if tier medium were not blocked",
        "x.yaml:7:5 if scale.users_now were asked to be at least 19 instead of 20",
        "x.yaml:7:5 if this were not asked: scale.users_now is at least 20",
        "x.yaml:8:5 if compare asked before instead of not after",
        "x.yaml:8:5 if this were not asked: review.last_on is not after today",
    ]


def test_a_well_tested_rule_has_no_survivors() -> None:
    assert survivors(x=STRONG) == []


@pytest.mark.parametrize(
    ("line", "survivor"),
    [
        (0, "x.yaml:8:5 if compare asked before instead of not after"),
        (1, "x.yaml:5:1 if it blocked from poc on instead of pilot"),
        (2, "x.yaml:5:1 if tier low were asked as well"),
        (3, "x.yaml:7:5 if scale.users_now were asked to be at least 19 instead of 20"),
        (4, "x.yaml:8:5 if this were not asked: review.last_on is not after today"),
    ],
)
def test_each_example_of_it_is_needed(line: int, survivor: str) -> None:
    examples = [one for one in STRONG.splitlines() if one.startswith("    - ")]
    assert survivor in survivors(x=STRONG.replace(f"{examples[line]}\n", "", 1))
