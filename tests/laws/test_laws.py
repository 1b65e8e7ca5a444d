"""What holds for every manifest and every policy, or says for which it does."""

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pilotgate.decide import kinds, owners
from pilotgate.evaluate import Judged, evaluate
from pilotgate.ladders import RANKED, Stage, Tier
from pilotgate.pack import policy_of
from pilotgate.renderers import json_
from pilotgate.report import Decision, Initiative, Report
from tests.dossiers import TODAY, dossier
from tests.judging import judged, pack, policy, told
from tests.laws import generated
from tests.laws.generated import Route, Tree, changed, manifests, policies, routes, text

often = settings(max_examples=150, deadline=None)
DAYS = st.integers(0, 150).map(lambda days: date(2026, 2, 1) + timedelta(days))
FIXED = {("apiVersion",), ("metadata", "id")}


def blocking(initiative: Initiative) -> set[str]:
    """The rules that block; invariants are not rules."""
    return {one.rule for one in initiative.findings if one.blocks and one.pack != "engine"}


def leaves_of(tree: Tree) -> list[Route]:
    return [route for route in routes(tree) if route not in FIXED]


def answers(judged: Judged) -> object:
    """What a rule answers, but for the words."""
    return judged.result, {
        (one.kind, one.outcome.place.name, one.asked.standing.level, one.guard)
        for one in judged.unmet
    }


def asked(
    rules: dict[str, Tree], tree: Tree, as_of: date, stage: Stage, tier: Tier
) -> list[Judged]:
    about = dossier(text(tree), as_of=as_of, asked=stage, tier=tier)
    return [evaluate(rule, about, stage) for rule in policy(rules).rules]


@often
@given(manifests(), policies(), generated.rules(), DAYS)
def test_a_further_rule_never_opens_the_gate(
    tree: Tree, rules: dict[str, Tree], further: Tree, as_of: date
) -> None:
    before = judged(policy(rules), text(tree), as_of=as_of)
    after = judged(policy({**rules, "further": further}), text(tree), as_of=as_of)
    assert blocking(before) <= blocking(after)
    if before.decision is Decision.BLOCKED:
        assert after.decision is Decision.BLOCKED


@settings(often, max_examples=200)
@given(manifests(), policies(2), DAYS)
def test_to_say_less_never_opens_the_gate(tree: Tree, rules: dict[str, Tree], as_of: date) -> None:
    """True of rules that ask no less of a higher tier, and ask no `present` in a condition.

    An undeclared tier is judged as high, so a rule for low alone no longer applies; and
    `none_of: [present: x]` is met by taking x away, as it says.
    """
    judging = policy(rules)
    assume(blocking(judged(judging, text(tree), as_of=as_of)))
    for route in leaves_of(tree):
        less = judged(judging, text(changed(tree, route, None)), as_of=as_of)
        assert less.decision is Decision.BLOCKED, route


@often
@given(manifests(), policies(), DAYS, st.randoms(use_true_random=False))
def test_order_decides_nothing(
    tree: Tree, rules: dict[str, Tree], as_of: date, random: Any
) -> None:
    shuffled = list(rules.items())
    random.shuffle(shuffled)
    half = len(shuffled) // 2
    packs = [pack(dict(shuffled[:half]), name="a"), pack(dict(shuffled[half:]), name="b")]
    names = {key: "a" for key, _ in shuffled[:half]}
    ordered = [
        pack(
            {key: rule for key, rule in rules.items() if (key in names) is (name == "a")}, name=name
        )
        for name in ("a", "b")
    ]
    random.shuffle(packs)
    assert data(policy_of(packs), tree, as_of) == data(policy_of(ordered), tree, as_of)


def data(judging: Any, tree: Tree, as_of: date) -> str:
    one = judged(judging, text(tree), as_of=as_of)
    used = tuple(pack.name for pack in judging.packs)
    return repr(used) + json_.render(
        Report(version="1", command="check", as_of=as_of, options=(), policy=(), initiatives=(one,))
    )


@often
@given(manifests(), policies(), DAYS)
def test_every_finding_stands_in_the_text(tree: Tree, rules: dict[str, Tree], as_of: date) -> None:
    lines = text(tree).split("\n")
    for finding in judged(policy(rules), text(tree), as_of=as_of).findings:
        line, column, end_line, end_column = finding.span
        assert (1, 1) <= (line, column) < (end_line, end_column)
        assert end_line <= len(lines)
        assert column <= len(lines[line - 1])
        assert end_column <= len(lines[end_line - 1]) + 1


@often
@given(manifests(), policies(), DAYS)
def test_a_later_stage_never_asks_less(tree: Tree, rules: dict[str, Tree], as_of: date) -> None:
    """True of rules whose evidence never sinks and whose any_of has no branch with `from`."""
    asked = [judged(policy(rules), text(tree), as_of=as_of, asked=stage) for stage in RANKED]
    assert blocking(asked[0]) <= blocking(asked[1]) <= blocking(asked[2])
    own = judged(policy(rules), text(tree), as_of=as_of)
    later = RANKED[own.asked.rank :] if own.asked else ()
    for stage in later:
        assert blocking(own) <= blocking(asked[stage.rank])


@settings(often, max_examples=300)
@given(manifests(), policies(2, generated.together()), DAYS)
def test_the_way_to_the_next_stage_is_what_a_question_about_it_finds(
    tree: Tree, rules: dict[str, Tree], as_of: date
) -> None:
    tree = {**tree, "stage": {"current": "poc"}}
    later = {**rules["rule-0"], "blocks": {"from": "pilot"}}
    judging = policy({**rules, "rule-0": later})
    one = judged(judging, text(tree), as_of=as_of)
    if one.toll is None:
        assert one.decision is not Decision.PASS
        return
    there = judged(judging, text(tree), as_of=as_of, asked=one.toll.stage)
    blocking = [finding for finding in there.findings if finding.blocks]
    assert one.toll.gaps == kinds(blocking)
    assert one.toll.owners == owners(blocking)
    assert sum(count for _, count in one.toll.gaps) == len(blocking)


def test_a_branch_that_begins_later_may_meet_what_was_a_gap() -> None:
    rules = """a: {require: [{any_of: [
        {present: [governance.forum]}, {present: [risk.tier], from: pilot}]}]}"""
    poc, pilot = (judged(rules, asked=stage) for stage in (Stage.POC, Stage.PILOT))
    assert (poc.decision, pilot.decision) == (Decision.BLOCKED, Decision.PASS)


@often
@given(manifests(), policies(), DAYS, st.sampled_from([None, *RANKED]))
def test_the_same_question_has_the_same_answer(
    tree: Tree, rules: dict[str, Tree], as_of: date, stage: Stage | None
) -> None:
    judging = policy(rules)
    first, again, fresh = (
        judged(one, text(tree), as_of=as_of, asked=stage)
        for one in (judging, judging, policy(rules))
    )
    assert first.but(document=None) == again.but(document=None) == fresh.but(document=None)


@often
@given(manifests(whole=True), generated.PLAIN, DAYS, st.sampled_from(tuple(Tier)))
def test_what_is_not_declared_is_never_met(
    tree: Tree, clause: Tree, as_of: date, tier: Tier
) -> None:
    """Every single value that a clause asks for: without it the rule is not met."""
    rules = {"one": {"require": [clause]}}
    (whole,) = asked(rules, tree, as_of, Stage.POC, tier)
    assume(whole.result == "met")
    named = [route for route in routes(tree) if ".".join(map(str, route)) in repr(clause)]
    assert named
    for route in named:
        (less,) = asked(rules, changed(tree, route, None), as_of, Stage.POC, tier)
        assert less.result == "undeclared", route


def test_only_a_branch_of_any_of_stands_in_for_what_is_missing() -> None:
    rules = {"one": {"require": [{"any_of": [{"present": [f]} for f in ("kpis", "risk.tier")]}]}}
    (one,) = asked(rules, {"risk": {"tier": "low"}}, TODAY, Stage.POC, Tier.LOW)
    assert one.result == "met"


@often
@given(policies())
def test_an_empty_manifest_meets_no_rule(rules: dict[str, Tree]) -> None:
    for tier in Tier:
        for one in asked(rules, {"kpis": []}, TODAY, Stage.PRODUCTION, tier):
            assert one.result in ("undeclared", "not_applicable"), one.rule.require


@settings(often, max_examples=400)
@given(
    manifests(),
    policies(2, generated.DATED),
    DAYS,
    st.sampled_from(RANKED),
    st.sampled_from(tuple(Tier)),
)
def test_an_answer_holds_until_its_last_day(
    tree: Tree, rules: dict[str, Tree], as_of: date, stage: Stage, tier: Tier
) -> None:
    today = asked(rules, tree, as_of, stage, tier)
    days = {as_of + timedelta(ahead) for ahead in (1, 3, 9, 20, 40, 90, 180, 400)}
    days |= {one.until - timedelta(ago) for one in today if one.until for ago in (0, 1)}
    for day in days:
        then = asked(rules, tree, max(day, as_of), stage, tier)
        for one, other in zip(today, then, strict=True):
            if one.until is None or day <= one.until:
                assert answers(one) == answers(other), (day, one.until)


@settings(often, max_examples=300)
@given(manifests(), policies(2, generated.DATED), DAYS)
def test_a_judgement_holds_until_it_says(tree: Tree, rules: dict[str, Tree], as_of: date) -> None:
    judging, manifest = policy(rules), text(tree)
    one = judged(judging, manifest, as_of=as_of)
    last = min(one.holds_until or date.max, as_of + timedelta(200))
    days = {as_of + timedelta(ahead) for ahead in (3, 9, 20, 40, 90)} | {last}
    for day in (day for day in days if day <= last):
        then = judged(judging, manifest, as_of=day)
        assert (told(then), then.decision, then.sentence, then.counts) == (
            told(one),
            one.decision,
            one.sentence,
            one.counts,
        )


@often
@given(manifests(), policies(2), DAYS, st.sampled_from(RANKED))
def test_a_placeholder_is_nothing(
    tree: Tree, rules: dict[str, Tree], as_of: date, stage: Stage
) -> None:
    """For every rule, `TBD` is worth as much as no line at all, up to the words.

    But for the reason of `not_applicable`: one that says nothing is a gap, and none is undeclared.
    """
    for route in leaves_of(tree):
        if route[-1] != "not_applicable":
            less = asked(rules, changed(tree, route, None), as_of, stage, Tier.MEDIUM)
            filled = asked(rules, changed(tree, route, "TBD"), as_of, stage, Tier.MEDIUM)
            assert list(map(answers, less)) == list(map(answers, filled)), route


@often
@given(manifests(), policies(), DAYS, st.sampled_from([None, *RANKED]))
def test_numbers_add_up(
    tree: Tree, rules: dict[str, Tree], as_of: date, stage: Stage | None
) -> None:
    one = judged(policy(rules), text(tree), as_of=as_of, asked=stage)
    assert sum(one.counts.values()) == len(rules)
    for name, count in one.counts.items():
        assert sum(row[name] for row in one.matrix.values()) == count
    open_now = {"gap", "undeclared", "unknown"}
    unmet = {result.rule for result in one.results if result.result in open_now}
    assert {f.rule for f in one.findings if f.blocks and f.pack != "engine"} <= unmet
    assert (one.decision is Decision.BLOCKED) is any(finding.blocks for finding in one.findings)
