"""Whole packs: nothing is told where nothing changed, and what rules share is told once."""

from pilotgate.comparison.change import About
from pilotgate.comparison.packs import Side, compare
from pilotgate.compiler.compile import Compiled
from pilotgate.source import Opener
from tests.comparison.sides import said, side
from tests.packs import DEEP, GOOD, PARAMETERS, PARENT, child, pack


def builtin() -> Side:
    opener = Opener(".")
    tree, label = opener("builtin:baseline")
    return Side(Compiled("builtin:baseline", tree, load=opener, label=label))


def test_a_pack_does_not_differ_from_itself() -> None:
    assert compare(builtin(), builtin()) == ()


def test_layout_comments_and_examples_are_no_difference() -> None:
    old = pack(x=GOOD)
    new = {path: f"# a note\n{text}" for path, text in old.items()}
    new["x.yaml"] = new["x.yaml"].replace("gap: [{owners: null}]", "gap: [{owners: {}}]")
    new["x.yaml"] = new["x.yaml"].replace(
        "present: [owners.business.ref]", "present: {fields: [owners.business.ref]}"
    )
    assert side(old).pack.digest != side(new).pack.digest
    assert said(old, new) == []


def test_a_parameter_is_told_once_with_the_rules_that_ask_it() -> None:
    new = pack("base", PARAMETERS.replace("high: P3M", "high: P1M"), x=DEEP)
    (line,) = said(PARENT, new)
    assert line.startswith("tighter parameter age: is 12 months")
    assert line.endswith("(asked by x)")
    assert line.count("1 month") == line.count("3 months") == 1
    assert said(new, PARENT)[0].startswith("looser parameter age: ")


def test_a_parameter_that_an_overlay_sets_is_told_of_the_parameter() -> None:
    old, new = child(""), child("parameters: {size: 60, words: [cost-spike, drift, data-stale]}\n")
    assert said(old, new, base=PARENT) == [
        "tighter parameter size: is 60; before, 50 (asked by x)",
        (
            "tighter parameter words: is [cost-spike, drift, data-stale]; "
            "before, [cost-spike, drift] (asked by x)"
        ),
    ]


def test_a_value_without_a_direction_may_be_either() -> None:
    new = pack("base", PARAMETERS.replace("group:default/ai", "group:default/ki"), x=DEEP)
    assert said(PARENT, new) == [
        "either parameter team: is group:default/ki; before, group:default/ai (asked by x)"
    ]


def test_type_and_direction_of_a_parameter() -> None:
    limit = (
        "blocks: {from: poc}\nrequire:\n  - measures: {field: scale.users_now, at_least: '${n}'}\n"
    )
    old = pack("acme", "parameters: {n: {type: integer, default: 5, stricter: up}}\n", x=limit)
    new = pack("acme", "parameters: {n: {type: number, default: 5, stricter: down}}\n", x=limit)
    assert said(old, new) == [
        "either parameter n: is number; before, it is integer",
        "either parameter n: is stricter when it goes down; before, it is stricter when it goes up",
    ]


def test_a_value_that_became_a_parameter_changes_nothing_that_is_asked() -> None:
    limit = (
        "blocks: {from: poc}\nrequire:\n  - measures: {field: scale.users_now, at_least: NUMBER}\n"
    )
    old = pack("acme", x=limit.replace("NUMBER", "5"))
    declared = "parameters: {n: {type: integer, default: 5, stricter: up}}\n"
    new = pack("acme", declared, x=limit.replace("NUMBER", '"${n}"'))
    assert said(old, new) == ["none parameter n: is new: 5 (asked by x)"]
    assert said(new, old) == ["none parameter n: is gone; it was 5"]


PUBLIC = "conditions: {public: [{is: {field: exposure.untrusted_input, value: true}}]}\n"
WHEN = "when: [public]\n" + GOOD


def test_a_condition_is_told_once_with_the_rules_that_ask_it() -> None:
    new = PUBLIC.replace("exposure.untrusted_input", "exposure.workers_subject")
    assert said(pack("acme", PUBLIC, x=WHEN, y=WHEN), pack("acme", new, x=WHEN, y=WHEN)) == [
        (
            "either condition public: is now: exposure.workers_subject is true; "
            "before: exposure.untrusted_input is true (asked by x and y)"
        )
    ]


def test_a_condition_that_is_new_or_gone() -> None:
    old, new = pack("acme", x=GOOD), pack("acme", PUBLIC, x=WHEN)
    assert said(old, new) == [
        "looser rule x: applies only where public (exposure.untrusted_input is true)",
        "none condition public: is new: exposure.untrusted_input is true (asked by x)",
    ]
    assert said(new, old) == [
        "tighter rule x: applies no longer only where public (exposure.untrusted_input is true)",
        "none condition public: is gone; it was: exposure.untrusted_input is true",
    ]


def test_a_rule_is_reached_by_way_of_another_condition() -> None:
    head = "parameters: {n: {type: integer, default: 5, stricter: up}}\n"
    conditions = (
        "conditions:\n"
        "  many: [{measures: {field: scale.users_now, at_least: '${n}'}}]\n"
        "  few: [{none_of: [many]}]\n"
    )
    text = "when: [few]\n" + GOOD
    one = side(pack("acme", head + conditions, x=text, y=GOOD))
    assert one.users(About.PARAMETER, "n") == ["x"]
    assert one.users(About.CONDITION, "many") == ["x"]
    assert one.users(About.CONDITION, "few") == ["x"]


def test_own_fields_and_people() -> None:
    field = "fields: {x-council.contact: {type: ref}}\n"
    asks = "blocks: {from: poc}\nrequire:\n  - present: [x-council.contact]\n"
    old, new = pack("acme", field, x=asks), pack("acme", field.replace("ref", "string"), x=asks)
    assert said(old, new) == ["none field x-council.contact: holds string; before, holds ref"]
    words = field.replace("type: ref", "type: enum, values: [yes, no]")
    (line,) = said(old, pack("acme", words, x=asks))
    assert line == "none field x-council.contact: holds enum (yes, no); before, holds ref"
    people = (
        "apiVersion: ai-people/v1\npeople:\n  - {ref: user:default/anna.k, "
        "aliases: [anna@acme.test]}\n"
    )
    assert said(pack(x=GOOD), {**pack(x=GOOD), "people.yaml": people}) == [
        "none person anna@acme.test: is the person user:default/anna.k, and is new"
    ]


def test_what_a_pack_says_of_itself() -> None:
    old, new = pack(x=GOOD), pack(x=GOOD)
    new["pack.yaml"] = new["pack.yaml"].replace("group:default/ai-governance", "group:default/risk")
    new["pack.yaml"] += 'requires: ">=0.1"\n'
    assert said(old, new) == [
        (
            "none pack : is owned by group:default/risk; before, is owned by "
            "group:default/ai-governance"
        ),
        "none pack : needs pilotgate >=0.1; before, needs pilotgate of any age",
    ]
    # Two packs with different names differ in these of course.
    assert said(pack("one", x=GOOD), pack("two", x=GOOD)) == [
        "none rule x: comes from the pack two; before, from one"
    ]


def test_the_order_is_the_same_whatever_the_order_of_the_files() -> None:
    old = pack(x=GOOD)
    new = pack("acme", "settings: {grace: {poc: P30D}}\n" + PUBLIC, b=WHEN, a=GOOD, c=GOOD)
    turned = dict(reversed(new.items()))
    assert said(old, new) == said(old, turned)
    assert [line.split()[1] for line in said(old, new)] == [
        *("rule",) * 4,
        "condition",
        "setting",
    ]
