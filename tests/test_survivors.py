"""Survivors: which mutants no example notices, and which examples notice what."""

from tests.trials import survivors, trials

NAMED = "conditions: {people: [{is: {field: risk.affects_people, value: true}}]}\n"
RULE = """\
when: [people]
blocks: {from: poc, tiers: [low]}
require:
  - is: {field: risk.tier, value: [low, medium]}
"""
EXAMPLES = """\
examples:
  met:
    - {risk: {tier: medium}, tier: low}
    - {risk: {tier: high, affects_people: false}, tier: low, applies: false}
  gap:
    - {risk: {tier: high}, tier: low}
"""


def test_every_mutant_is_noticed() -> None:
    made, wrong = trials(more=NAMED, x=RULE + EXAMPLES)
    assert (wrong, made.survivors and made.survivors.problems) == ([], [])
    assert made.survivors is not None
    assert made.survivors.total == 5


def test_a_condition_is_shown_by_an_example_in_which_nothing_is_asked() -> None:
    line = "    - {risk: {tier: high, affects_people: false}, tier: low, applies: false}\n"
    assert survivors(more=NAMED, x=RULE + EXAMPLES.replace(line, "")) == [
        "x.yaml:5:1 if it did not matter whether risk.affects_people is true"
    ]


def test_what_a_named_condition_holds_is_shown_by_any_rule_that_asks_it() -> None:
    more = (
        "conditions:\n"
        "  people:\n"
        "    - is: {field: risk.affects_people, value: true}\n"
        "    - is: {field: exposure.decision, value: [none, assists]}\n"
    )
    gap = (
        "  gap:\n"
        "    - {exposure: {decision: none}, risk: {tier: high}, tier: low}\n"
        "    - {exposure: {decision: assists}, risk: {tier: high}, tier: low}\n"
    )
    met = (
        "examples:\n  met:\n"
        "    - {exposure: {decision: assists}, risk: {tier: medium}, tier: low}\n"
    )
    idle = (
        "    - {exposure: {decision: solely-automated}, risk: {tier: high}, tier: low,"
        " applies: false}\n"
    )
    nobody = (
        "    - {exposure: {decision: none}, risk: {tier: high, affects_people: false},"
        " tier: low, applies: false}\n"
    )
    whole = RULE + met + idle + nobody + gap
    assert survivors(more=more, x=whole) == []
    # Another rule that asks the same need not show it again, but that it asks it at all.
    other = RULE + met + idle + gap
    assert survivors(more=more, x=whole, y=other) == []
    assert survivors(more=more, a=other, x=whole) == []
    assert survivors(more=more, y=other) == [
        "y.yaml:5:1 if it did not matter whether risk.affects_people is true"
    ]
    # Where one rule is tried alone, the examples of the others cannot show it.
    assert survivors(more=more, only=("y",), y=other, x=whole) == []


WARNS = """\
blocks: {from: pilot, tiers: [high]}
warns: {from: poc, tiers: [high]}
require:
  - person: [owners.business.ref]
examples:
  met:
    - {tier: high, owners: {business: {ref: user:default/ben.t}}}
    - {tier: medium, asked: pilot, owners: null, applies: false}
  gap:
    - {tier: high, owners: {business: {ref: group:default/ai}}}
"""


def test_a_warning_is_told_from_a_block() -> None:
    assert survivors(x=WARNS) == [
        "x.yaml:5:1 if it blocked from poc on instead of pilot",
        "x.yaml:6:1 if it did not warn before it blocks",
    ]
    early = "    - {tier: high, asked: poc, owners: {business: {ref: group:default/ai}}}\n"
    assert survivors(x=WARNS + early) == []


FACTS = """\
blocks: {from: poc, tiers: [high]}
evidence: {poc: crossed}
require:
  - person: [owners.business.ref]
  - refers_to: {field: owners.business.ref, to: ["facts.committers[].person"]}
examples:
  met:
    - {tier: high, owners: {business: {ref: user:default/carla.m}}}
  gap:
    - {tier: high, owners: {business: {ref: group:default/ai}}}
"""


def test_a_clause_that_nobody_could_decide_is_untested() -> None:
    lines = survivors(x=FACTS)
    asked = "owners.business.ref is an entry in the list of people who committed"
    assert f"x.yaml:9:5 if this were not asked: {asked}" in lines
    gathered = "      facts: {committers: [{person: user:default/ben.t}]}\n"
    more = "    - tier: high\n" + gathered
    lines = survivors(x=FACTS + more)
    assert f"x.yaml:9:5 if this were not asked: {asked}" not in lines


def test_mutants_wait_for_examples_that_are_wrong() -> None:
    made, wrong = trials(x=RULE.replace("[people]", "[{present: [risk.tier]}]") + EXAMPLES)
    assert wrong
    assert made.survivors is not None
    assert (made.survivors.total, made.survivors.left_out) == (0, ["x"])
