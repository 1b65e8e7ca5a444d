"""Cases: one example, judged by its rule and by others that ask something else."""

import pytest

from pilotgate.cases import Case, unmet
from pilotgate.document import Mapping
from pilotgate.ladders import Stage, Tier
from pilotgate.reader import read
from tests.trials import BASE, trials

RULE = """\
blocks: {from: pilot, tiers: [medium, high]}
warns: {from: poc, tiers: [medium, high]}
evidence: {pilot: content}
require:
  - contains: {file: governance.raci_ref, parts: [Who decides]}
  - measures: {field: scale.users_now, at_least: {medium: 20, high: 30}}
examples: {met: [{tier: medium, as_of: 2026-03-01}], gap: [{scale: null}]}
"""


def case(example: str) -> Case:
    made, _ = trials(x=RULE)
    node = read(example.encode(), "x.yaml").root if example else None
    return Case(node, made, made.pack.rules[0], read(BASE.encode(), "base.yaml").root)


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("", ["scale.users_now"]),  # of a tier that is not asked, the highest is taken
        ("tier: medium", []),
        ("risk: {tier: medium}", []),
        ("tier: medium\nasked: poc", []),
        ("tier: medium\nscale: {users_now: 19}", ["scale.users_now"]),
        ("tier: medium\nfiles: {docs/raci.md: '# Nobody decides'}", ["governance.raci_ref"]),
        ("tier: medium\nfiles: {docs/other.md: x}", []),
    ],
)
def test_what_an_example_is_judged_by(example: str, expected: list[str]) -> None:
    assert [one.outcome.place.name for one in unmet(case(example).judged())] == expected


def test_one_example_is_judged_by_other_rules_tiers_and_stages() -> None:
    about = case("tier: medium\nscale: {users_now: 25}")
    assert not unmet(about.judged())
    assert unmet(about.judged(tier=Tier.HIGH))
    assert not unmet(about.judged())
    (files, users) = about.rule.require
    later = about.rule.but(id="x#1", blocks={Tier.MEDIUM: Stage.PRODUCTION}, warns={})
    assert about.judged(later).result == "ahead"
    strict = about.rule.but(id="x#2", require=(users.but(since=Stage.PRODUCTION), files))
    assert not unmet(about.judged(strict))
    assert not unmet(about.judged(strict, asked=Stage.PRODUCTION))


def test_files_are_there_for_a_rule_that_looks_deeper_than_the_own_one() -> None:
    about = case("tier: medium\nasked: poc\nfiles: {docs/raci.md: '# Nobody'}")
    assert not unmet(about.judged())
    deep = about.rule.but(id="x#1", evidence={Stage.POC: about.rule.evidence[Stage.PILOT]})
    assert [one.outcome.place.name for one in unmet(about.judged(deep))] == ["governance.raci_ref"]


def test_the_base_is_left_alone() -> None:
    base = read(BASE.encode(), "base.yaml").root
    made, _ = trials(x=RULE)
    node = read(b"scale: {users_now: 1}", "x.yaml").root
    whole = Case(node, made, made.pack.rules[0], base).document.root
    scale, before = whole.get("scale"), base.get("scale")
    assert isinstance(scale, Mapping)
    assert isinstance(before, Mapping)
    assert repr(scale.get("users_now")) != repr(before.get("users_now"))
