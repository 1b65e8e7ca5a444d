"""Rules that never apply or contradict each other: errors where sure, warnings where not."""

import pytest

from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.conflicts import unread
from pilotgate.errors import Problem
from pilotgate.tree import Tree
from tests.packs import GOOD, pack, said, tree

PEOPLE = "{is: {field: risk.affects_people, value: %s}}"
FIRST = "blocks: {from: poc}\n"
EXCUSED = "not_applicable: [low, medium, high]\n"
LIKE = "when: [{matches: {field: metadata.name, pattern: %s}}]\n"
ASKS = f"{FIRST}require: [{PEOPLE}]\n"


def warned(files: dict[str, str], **parents: dict[str, str]) -> list[str]:
    """What is warned about in a pack that loads."""

    def load(source: str) -> tuple[Tree, str]:
        return tree(parents[source]), source

    found = Compiled("acme", tree(files), load=load, label="acme", version="1.0.0").warnings
    return [_line(one) for one in found if "paths are believed" not in one.text]


def _line(one: Problem) -> str:
    return f"{one} | {one.hint}".removeprefix("acme/")


BOTH = '"risk.affects_people is true" and "risk.affects_people is false" cannot both be so'
CHANGE = "change one of the two, or say in when which of them applies"


def test_two_rules_that_no_manifest_can_meet() -> None:
    assert said(pack(a=ASKS % "true", b=ASKS % "false")) == [
        (
            "b.yaml:6:12: this contradicts a (acme/a.yaml:6), so no manifest can meet both:"
            f" {BOTH} | {CHANGE}"
        )
    ]


def test_a_rule_may_not_contradict_what_its_pack_extends() -> None:
    high = f"{FIRST}when: [{{is: {{field: tier, value: high}}}}]\nrequire: [{PEOPLE}]\n"
    files = pack(more="extends: [base]\n", b=ASKS % "false")
    assert said(files, base=pack("base", a=high % "true")) == [
        (
            "b.yaml:6:12: this contradicts a (base/a.yaml:7), so no manifest can meet both:"
            f" {BOTH} | {CHANGE}"
        )
    ]


def test_two_packs_that_contradict_are_not_extended_together() -> None:
    files = pack(more="extends: [left, right]\n", c=GOOD)
    left, right = pack("left", a=ASKS % "true"), pack("right", b=ASKS % "false")
    assert said(files, left=left, right=right) == [
        (
            "right/b.yaml:6:12: this contradicts a (left/a.yaml:6), so no manifest can meet both:"
            f" {BOTH} | extend one of the two packs, or mend the parameter that they compare with"
        )
    ]


def test_a_parameter_may_not_make_two_rules_contradict() -> None:
    more = (
        "parameters:\n"
        "  least: {type: integer, default: 5, stricter: up}\n"
        "  most: {type: integer, default: 9, stricter: down}\n"
    )
    users = FIRST + "require: [{measures: {field: scale.users_now, %s}}]\n"
    base = pack("base", more, a=users % 'at_least: "${least}"', b=users % 'at_most: "${most}"')
    assert said(pack(more="extends: [base]\n", c=GOOD), base=base) == []
    files = pack(more="extends: [base]\nparameters: {most: 4}\n", c=GOOD)
    (line,) = said(files, base=base)
    assert line.startswith("base/b.yaml:6:12: this contradicts a (base/a.yaml:6)")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            f"blocks: {{from: poc, tiers: [low]}}\nrequire: [{PEOPLE % 'true'}]\n",
            f"blocks: {{from: poc, tiers: [high]}}\nrequire: [{PEOPLE % 'false'}]\n",
        ),
        (
            f"{FIRST}when: [{{is: {{field: tier, value: low}}}}]\nrequire: [{PEOPLE % 'true'}]\n",
            f"{FIRST}when: [{{is: {{field: tier, value: high}}}}]\nrequire: [{PEOPLE % 'false'}]\n",
        ),
        # not_applicable with a reason meets both
        (f"{EXCUSED}{ASKS % 'true'}", ASKS % "false"),
        # a rule that forbids what it is about meets nothing by intent
        (ASKS % "true", f"{FIRST}when: [{PEOPLE % 'false'}]\nrequire: [{PEOPLE % 'false'}]\n"),
        # two patterns may exclude each other, which nobody can see
        (f"{LIKE % 'a'}{ASKS % 'true'}", f"{LIKE % 'b'}{ASKS % 'false'}"),
    ],
)  # fmt: skip
def test_rules_that_do_not_meet(one: str, other: str) -> None:
    files = pack(a=one, b=other)
    assert said(files) == []
    assert warned(files) == []


def test_rules_under_conditions_that_may_hold_together_are_warned_about() -> None:
    rule = FIRST + "when: [{is: {field: %s, value: true}}]\nrequire: [%s]\n"
    files = pack(
        a=rule % ("exposure.workers_subject", "{is: {field: stage.current, value: poc}}"),
        b=rule % ("exposure.untrusted_input", "{is: {field: stage.current, value: pilot}}"),
    )
    assert warned(files) == [
        (
            "b.yaml:7:12: where both apply, this contradicts a (acme/a.yaml:7):"
            ' "stage.current is poc" and "stage.current is pilot" cannot both be so'
            " | say in when of the one that it applies only where the other does not"
        )
    ]


def test_an_overlay_that_keeps_a_rule_from_ever_applying_is_warned_of_it() -> None:
    rule = (
        "blocks: {from: poc, tiers: [low, high]}\nadjustable: [blocks]\n"
        "when: [{is: {field: tier, value: low}}]\nrequire: [{present: [review.ref]}]\n"
    )
    files = pack(more="extends: [base]\nadjust: {a: {blocks: {tiers: [high]}}}\n", b=GOOD)
    assert warned(files, base=pack("base", a=rule)) == [
        (
            'pack.yaml:7:14: a never applies any more: "tier is low",'
            " and only tier high is in reach | keep the tiers and stages that its when is about"
        )
    ]


def test_a_condition_that_is_never_so_is_said_once() -> None:
    more = f"conditions: {{never: [{PEOPLE % 'true'}, {PEOPLE % 'false'}]}}\n"
    assert said(pack(more=more, x=GOOD + "when: [never]\n")) == [
        (
            f"pack.yaml:6:14: this is never so: {BOTH}"
            " | delete one of the two, or say which of them may be so under any_of"
        )
    ]


def test_a_rule_with_another_problem_is_not_compared() -> None:
    (line,) = said(pack(a=ASKS % "true", b=ASKS % "fales"))
    assert "never" in line
    assert "contradicts" not in line


def test_a_field_of_its_own_that_no_rule_reads() -> None:
    more = "fields: {x-a.b: {type: ref}, x-a.c: {type: ref}}\n"
    files = pack(more=more, x=FIRST + "require: [{person: [x-a.b]}]\n")
    line = (
        'pack.yaml:6:30: no rule reads the field "x-a.c"'
        " | ask for it in a rule, or delete it if nobody reads it"
    )
    assert warned(files) == [line]
    # A pack above may read it, and cannot change it.
    above = pack(more="extends: [base]\n", y=GOOD)
    assert (
        warned(above, base={**files, "pack.yaml": files["pack.yaml"].replace("acme", "base")}) == []
    )


def test_unread() -> None:
    assert unread(["x-a.b", "x-a.c"], ["x-a"]) == []
    assert unread(["x-a.b"], ["x-a.b.c"]) == []
    assert unread(["x-a.b"], ["x-a.*"]) == []
    assert unread(["x-a.list"], ["x-a.list[].id"]) == []
    assert unread(["x-a.b", "x-ab"], ["x-a.bc", "owners"]) == ["x-a.b", "x-ab"]
