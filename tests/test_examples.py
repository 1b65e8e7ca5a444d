"""Examples: judged by what they say, and refused where they show nothing."""

import pytest

from tests.trials import survivors, trials, wrong

RULE = """\
when: [{is: {field: risk.affects_people, value: true}}]
blocks: {from: poc, tiers: [low]}
require:
  - measures: {field: scale.users_now, at_least: 20}
"""
GAP = "  gap: [{scale: {users_now: 19}}]\n"


def met(example: str, rule: str = RULE, gap: str = GAP) -> list[str]:
    return wrong(f"{rule}examples:\n  met:\n    - {example}\n{gap}")


APPLIES_ANYWAY = (
    "example 1 of met says applies: false, but x applies because risk.affects_people is true"
)


@pytest.mark.parametrize(
    "example",
    [
        "{scale: {users_now: 21}}",
        "{risk: {affects_people: false}, applies: false}",
        "{as_of: 2026-02-01}",
        "{asked: production}",
        "{tier: low}",
        "{files: {docs/raci.md: x}}",
        "{facts: {committers: [{person: user:default/anna.k}]}}",
        "{history: {scale.users_now: 1}}",
    ],
)
def test_an_example_that_shows_something(example: str) -> None:
    assert met(example) == []


@pytest.mark.parametrize(
    ("example", "text"),
    [
        ("{}", "example 1 of met changes nothing that x looks at"),
        ("{note: the same again}", "example 1 of met changes nothing that x looks at"),
        ("{scale: {users_now: 20}}", "example 1 of met changes nothing that x looks at"),
        ("{scale: {users_target: 9}}", "example 1 of met changes nothing that x looks at"),
        ("{kpis: []}", "example 1 of met changes nothing that x looks at"),
        (
            "{risk: {affects_people: false}}",
            (
                "example 1 of met should meet x, but the rule does not apply: risk.affects_people "
                "(false) is not true"
            ),
        ),
        (
            "{scale: {users_now: 21}, applies: false}",
            APPLIES_ANYWAY,
        ),
        (
            "{history: {scale.users_now: soon}}",
            "example 1 of met says of scale.users_now no number of a commit, such as 1",
        ),
        ("{tier: top}", "example 1 of met says tier: top, which is no tier"),
        ("{asked: never}", "example 1 of met says asked: never, which is no stage"),
    ],
)
def test_an_example_that_shows_nothing(example: str, text: str) -> None:
    assert met(example) == [text]


COUNT = """\
blocks: {from: poc, tiers: [low]}
require:
  - count: {of: kpis, as: kpi, where: [{is: {field: kpi.kind, value: primary}}], exactly: 1}
"""
NONE = "  gap: [{kpis: [{kind: guardrail}]}]\n"


@pytest.mark.parametrize(
    ("example", "refused"),
    [
        ("{kpis: [{kind: primary}]}", False),  # another number of items
        ("{kpis: [{kind: guardrail}, {kind: primary}]}", False),
        ('{"kpis[].unit": x}', True),  # the rule looks at the kind alone
    ],
)
def test_of_a_list_only_what_is_looked_at_counts(example: str, refused: bool) -> None:  # noqa: FBT001
    assert bool(met(example, COUNT, NONE)) is refused


def test_of_a_list_the_number_of_its_items_counts() -> None:
    rule = "blocks: {from: poc, tiers: [low]}\nrequire:\n"
    rule += "  - count: {of: kpis, where: [{none_of: [{present: [item.unit]}]}], at_least: 1}\n"
    gap = "  gap: [{kpis: [{unit: min}]}]\n"
    assert met("{kpis: [{unit: min}, {id: a}, {id: b}]}", rule, gap) == []
    assert met("{kpis: [{unit: min}, {id: a}]}", rule, gap) != []


def test_a_section_that_is_called_not_applicable_changes_something() -> None:
    rule = "blocks: {from: poc, tiers: [low]}\nnot_applicable: [low]\nrequire:\n"
    rule += "  - any_of: [{present: [retention.prompts]}, {present: [owners.business.ref]}]\n"
    example = "{retention: {not_applicable: nothing is kept of what people write}}"
    assert met(example, rule, "  gap: [{owners: null}]\n") == []


ORDER = """\
blocks: {from: poc, tiers: [high]}
evidence: {poc: crossed}
require:
  - committed_before: {field: "kpis[kind=primary].threshold", before: review.last_on}
  - committed_before: {file: governance.raci_ref, before: review.last_on}
  - count: {of: facts.committers, by: item.person, at_least: 2}
examples:
  met:
    - tier: high
      history: {"kpis[minutes].threshold": 1, "file docs/raci.md": 1, review.last_on: 2}
      facts: {committers: [{person: user:default/anna.k}, {person: user:default/ben.t}]}
    - {tier: medium, asked: poc, owners: null, applies: false}
  gap:
    - tier: high
      history: {"kpis[minutes].threshold": 2, "file docs/raci.md": 1, review.last_on: 2}
    - tier: high
      history: {"kpis[minutes].threshold": 1, "file docs/raci.md": 2, review.last_on: 2}
    - tier: high
      facts: {committers: [{person: user:default/anna.k}, {person: "User:anna.k"}]}
"""


def test_history_and_facts_of_an_example() -> None:
    assert survivors(x=ORDER) == []
    made, _ = trials(x=ORDER.replace("history: ", "x-history: "))
    assert made.survivors is not None
    assert made.survivors.left_out == ["x"]


def test_only_some_rules() -> None:
    good = f"{RULE}examples:\n  met: [{{scale: {{users_now: 21}}}}]\n{GAP}"
    made, failed = trials(only=("y",), x=f"{RULE}examples: {{met: [{{}}], gap: [{{}}]}}\n", y=good)
    assert failed == []
    assert [one.rule for one in made.run()] == ["y"] * 2
