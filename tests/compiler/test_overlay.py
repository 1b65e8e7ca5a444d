"""Overlays: what they may change, what they may not, and who set what."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.compiler.compile import Compiled
from pilotgate.errors import PackError
from pilotgate.ladders import RANKED, TIERS, Evidence, Level, Stage, Tier
from pilotgate.pack import pack_of
from pilotgate.rule import Rule, standing
from pilotgate.tree import Tree
from tests.packs import GOOD, PARENT, child, compiled, pack, said, tree


@pytest.mark.parametrize(
    ("more", "rules", "expected"),
    [
        (
            "",
            {"x": GOOD},
            (
                'x.yaml:1:1: the pack "base" has a rule "x" already (base/x.yaml)'
                " | change that rule with adjust in pack.yaml, or give yours another name"
            ),
        ),
        (
            "adjust: {y: {grace: false}}\n",
            {},
            'pack.yaml:7:10: no parent has a rule "y" | use one of: x',
        ),
        (
            "adjust: {y: {grace: false}}\n",
            {"y": GOOD},
            'pack.yaml:7:10: "y" is a rule of this pack | change the file of the rule itself',
        ),
    ],
)
def test_a_rule_of_a_parent_is_not_redefined(
    more: str, rules: dict[str, str], expected: str
) -> None:
    assert said(child(more, **rules), base=PARENT) == [expected]


def test_a_condition_of_a_parent_is_not_redefined() -> None:
    condition = "conditions: {big: [{is: {field: tier, value: high}}]}\n"
    parent = pack("base", condition, x=GOOD + "when: [big]\n")
    assert said(child(condition), base=parent) == [
        (
            'pack.yaml:7:14: the pack "base" has this already (base/pack.yaml:6)'
            " | give yours another name"
        )
    ]


def test_settings_are_merged_key_by_key() -> None:
    parent = pack(
        "base",
        "settings: {grace: {poc: P14D}, waivers: {max: P90D, approvers: []}, medium_spend: 5000}\n",
        x=GOOD,
    )
    data = compiled(
        child("settings: {grace: {pilot: P7D}, waivers: {approvers: [user:default/risk.desk]}}\n"),
        base=parent,
    )
    assert data["settings"] == {
        "grace": {"poc": "P14D", "pilot": "P7D"},
        "waivers": {"max": "P90D", "approvers": ["user:default/risk.desk"]},
        "medium_spend": "5000",
    }


SOFTENED = [
    # (settings of the parent, settings of the child, what is softened)
    ("grace: {poc: P14D}", "grace: {poc: P15D}", ["grace.poc is softened: P15D, it was P14D"]),
    ("grace: {poc: P14D}", "grace: {poc: P14D}", []),
    ("grace: {poc: P14D}", "grace: {poc: P7D}", []),
    ("grace: {poc: P14D}", "grace: {pilot: P1D}", ["grace.pilot is softened: P1D, there was none"]),
    ("medium_spend: 1", "grace: {poc: P15D}", ["grace.poc is softened: P15D, it was P14D"]),
    ("medium_spend: 1", "grace: {poc: P14D}", []),
    # a month may be longer than thirty days
    ("grace: {poc: P30D}", "grace: {poc: P1M}", ["grace.poc is softened: P1M, it was P30D"]),
    ("waivers: {max: P6M}", "waivers: {max: P7M}", ["waivers.max is softened: P7M, it was P6M"]),
    ("waivers: {max: P60D}", "waivers: {max: P30D}", []),
    ("grace: {}", "waivers: {max: P1Y}", ["waivers.max is softened: P1Y, it was P90D"]),
    ("medium_spend: 500", "medium_spend: 1000", ["medium_spend is softened: 1000, it was 500"]),
    ("medium_spend: 500", "medium_spend: 499", []),
    ("grace: {}", "medium_spend: 1000", []),
]  # fmt: skip


@pytest.mark.parametrize(("below", "above", "softened"), SOFTENED)
def test_a_setting_that_is_softened_is_worth_a_warning(
    below: str, above: str, softened: list[str]
) -> None:
    parent = pack("base", f"settings: {{{below}}}\n", x=GOOD)

    def load(source: str) -> tuple[Tree, str]:
        return tree(parent), source

    files = child(f"settings: {{{above}}}\n")
    warnings = Compiled("acme", tree(files), load=load, version="1.0.0").warnings
    assert [one.text.removeprefix("settings.") for one in warnings] == softened
    assert all((one.file, one.line) == ("acme/pack.yaml", 7) for one in warnings)


STAGES = st.sampled_from(RANKED)
TABLE = st.dictionaries(st.sampled_from(TIERS), STAGES, min_size=1)
SOME = st.lists(st.sampled_from(TIERS), min_size=1, unique=True)
REACH = st.one_of(
    st.builds(lambda stage: {"from": stage}, STAGES),
    st.builds(lambda stage, tiers: {"from": stage, "tiers": tiers}, STAGES, SOME),
    st.builds(lambda table: {"from": table}, TABLE),
    st.builds(lambda tiers: {"tiers": tiers}, SOME),
)
LEVELS = st.sampled_from([Evidence.DECLARED, Evidence.FILE, Evidence.CONTENT])
ADJUST = st.fixed_dictionaries(
    {},
    optional={
        "blocks": REACH,
        "warns": REACH,
        "evidence": st.dictionaries(st.sampled_from(RANKED), LEVELS, min_size=1),
        "grace": st.booleans(),
        "effective_from": st.sampled_from(["2026-01-01", "2027-06-01", "2028-01-01"]),
        "not_applicable": st.lists(st.sampled_from(TIERS), unique=True),
    },
)
ORDER = {None: 0, Level.AHEAD: 1, Level.WARN: 2, Level.BLOCK: 3}


def rule_of(rule: dict[str, Any]) -> str:
    keys = [
        key for key in ("blocks", "warns", "evidence", "effective_from", "grace") if key in rule
    ]
    text = "".join(f"{key}: {json.dumps(rule[key])}\n" for key in keys)
    return (
        text
        + "require:\n  - present: [review.ref]\n"
        + "  - contains: {file: review.ref, values_of: [metadata.id]}\n"
    )


PARENT_RULE = st.fixed_dictionaries(
    {
        "blocks": st.one_of(
            st.builds(lambda stage: {"from": stage}, STAGES),
            st.builds(lambda table: {"from": table}, TABLE),
        ),
        "evidence": st.just({"production": Evidence.CONTENT}),
    },
    optional={"effective_from": st.just("2027-06-01"), "grace": st.just(False)},
)


@given(PARENT_RULE, ADJUST)
@settings(max_examples=400, deadline=None)
def test_no_overlay_makes_a_clause_less_asked_for(
    parent: dict[str, Any], adjust: dict[str, Any]
) -> None:
    above = pack("base", x=rule_of(parent))
    try:
        (before,) = pack_of(compiled(above)).rules
        below = child(f"adjust: {json.dumps({'x': adjust})}\n")
        (after,) = pack_of(compiled(below, base=above)).rules
    except PackError:
        return
    for stage in Stage:
        for tier in TIERS:
            _no_less(before, after, stage, tier)
    assert before.grace or not after.grace
    assert set(after.not_applicable) <= set(before.not_applicable)
    if after.effective_from:
        assert before.effective_from
        assert after.effective_from <= before.effective_from


def _no_less(before: Rule, after: Rule, stage: Stage, tier: Tier) -> None:
    assert after.evidence_at(stage, tier).rank >= before.evidence_at(stage, tier).rank
    for old, new in zip(before.require, after.require, strict=True):
        was, now = standing(before, old, stage, tier), standing(after, new, stage, tier)
        assert ORDER[now.level if now else None] >= ORDER[was.level if was else None]


# ------------------------------------------------------------------ ways round that were found


CORP = (
    "parameters: {lim: {type: integer, default: 1, stricter: down}}\n"
    'conditions: {many: [{measures: {field: scale.users_target, at_least: "${lim}"}}]}\n'
)


@pytest.mark.parametrize("name", ["acme", "corp"])
def test_a_pack_of_the_same_name_may_not_loosen_either(name: str) -> None:
    below = pack("corp", CORP, x=GOOD + "when: [many]\n")
    above = pack(name, "extends: [corp]\nparameters: {lim: 1000000}\n", y=GOOD)
    lines = said(above, corp=below)
    assert any("may not be loosened" in line or "looser" in line for line in lines), lines
    twice = [line for line in lines if 'is called "corp" too' in line]
    assert len(twice) == (name == "corp")


def test_a_list_says_which_way_it_is_stricter() -> None:
    more = "parameters: {vendors: {type: list, default: [a, b]}}\n"
    rule = (
        'blocks: {from: poc}\nrequire:\n  - is: {field: models[].provider, value: "${vendors}"}\n'
    )
    assert any(
        "must say which way is stricter" in line for line in said(pack("acme", more, x=rule))
    )


def test_a_longer_adoption_is_said_to_be_softer() -> None:
    below = pack("corp", "settings: {adoption: {until: 2026-12-31, max_due: P3M}}\n", x=GOOD)
    above = pack("acme", "extends: [corp]\nsettings: {adoption: {until: 2099-01-01}}\n", y=GOOD)
    found = Compiled(
        "acme", tree(above), load=lambda _: (tree(below), "corp"), label="acme", version="1.0.0"
    )
    assert any("adoption.until is softened" in str(one) for one in found.warnings)
