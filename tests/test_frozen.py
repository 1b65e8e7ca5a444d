"""Rules survive their compiled form: what comes back is what was compiled."""

import re
from typing import Any

import pytest

from pilotgate import __version__
from pilotgate.compiler.compile import compile_pack
from pilotgate.frozen import frozen, summed, thawed, written
from pilotgate.pack import pack_of
from pilotgate.source import Opener, names
from tests.packs import GOOD, compiled, pack

EVERYTHING = """\
blocks: {from: {medium: production, high: pilot}}
warns: {from: poc, tiers: [low]}
evidence: {pilot: content}
effective_from: 2027-12-02
not_applicable: [low, medium]
grace: false
when: [named, {none_of: [{is: {field: risk.eu_ai_act.class, value: minimal-risk}}]}]
require:
  - measures: {field: retention.system_logs, at_least: "${log_retention}"}
    message: Keep them.
  - from: production
    tiers: [high]
    when: [named]
    compare: {left: {sum: [stage.since, P3M]}, is: not before, right: today}
  - contains: {file: "kpis[kind=primary].source", values_of: ["kpis[kind=primary].id"], parts: [a]}
  - each: {of: "owners.*", as: owner, require: [{present: [owner.ref]}]}
  - is: {field: risk.tier, value: {low: [low], medium: [low, medium], high: [high]}}
  - compare: {left: {latest: "decision_log[].date"}, is: not after, right: 2026-01-01}
"""
MORE = """\
parameters:
  log_retention: {type: duration, default: {low: P1M, medium: P2M, high: P3M}, stricter: up}
conditions: {named: [{is: {field: risk.affects_people, value: true}}, {present: [kpis]}]}
"""


def data(**rules: str) -> dict[str, Any]:
    return compiled(pack("acme", MORE, **rules))


@pytest.mark.parametrize("name", names())
def test_a_built_in_pack_comes_back_as_it_was(name: str) -> None:
    opener = Opener(".")
    source = f"builtin:{name}"
    said = compile_pack(source, opener(source)[0], load=opener, label=source, version=__version__)
    assert thawed(written(frozen(said))) == pack_of(said)


def test_everything_a_rule_may_say_comes_back() -> None:
    said = data(x=EVERYTHING, y=GOOD)
    back, first = thawed(written(frozen(said))), pack_of(said)
    assert back == first
    # The types of values too, which are equal to their texts; a key of a table is a text.
    assert re.sub(r"<Tier\.\w+: ('\w+')>:", r"\1:", repr(first)) == repr(back)


def test_a_named_condition_is_kept_once_for_all_rules() -> None:
    said = data(x=EVERYTHING, y=GOOD + "when: [named]\n")
    rules = thawed(written(frozen(said))).rules
    assert rules[0].when[0] is rules[1].when[0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"format":3', '{"format":2'),
        ('"_":"Rule"', '"_":"Popen"'),
        ('"_":"present.Params"', '"_":"os.Params"'),
        ('"name":"present"', '"name":"absent"'),
        ('"rules":', '"fules":'),
        ("]}", ""),
    ],
)
def test_nothing_else_comes_out_of_it(old: str, new: str) -> None:
    text = written(frozen(data(x=EVERYTHING, y=GOOD)))
    assert old in text
    damaged = text.replace(old, new)
    with pytest.raises(ValueError, match="damaged"):
        thawed(damaged)
    if "format" not in old:
        with pytest.raises((ValueError, KeyError)):
            thawed(summed(damaged.partition('",')[2]))
