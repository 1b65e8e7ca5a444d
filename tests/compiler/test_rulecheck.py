"""The static check: one bad rule for each kind of mistake, its message, place and suggestion."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.packs import GOOD, pack, problems, said

BAD = sorted((Path(__file__).parent / "bad_rules").glob("*.yaml"))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_mistake_is_said_where_it_is_and_what_to_do(file: Path) -> None:
    """Each file is a rule without the part all share, and after `#:` what is said about it."""
    text = file.read_text()
    rule, *expected = re.split(r"(?m)^#: ", text)
    assert said(pack(x=rule)) == [line.rstrip("\n") for line in expected]
    assert all(not line.endswith(" | \n") for line in expected), "it says nothing to do"


MOVE = """\
on: move
blocks: {from: poc}
require:
  - kept: ["owners.*.ref", "decision_log[]"]
  - each_pair:
      of: stop_criteria
      by: id
      where: [{present: [before.metric]}]
      require:
        - compare:
            left: after.threshold
            is: no looser than
            right: before.threshold
            direction: before.operator
  - compare: {left: head.risk.tier, is: at least, right: base.risk.tier}
"""
RICH = """\
blocks: {from: {medium: production, high: pilot}}
warns: {from: poc}
evidence: {pilot: file, production: crossed}
not_applicable: [medium]
effective_from: 2026-06-01
when:
  - any_of:
      - is: {field: tier, value: high}
      - covers: {field: risk.eu_ai_act.role, values: [provider]}
require:
  - each:
      of: stop_criteria
      as: criterion
      where: [{tripped: criterion}]
      require:
        - present: [criterion.last_evaluated.evidence]
        - measures: {field: criterion.review_every, at_most: {low: P6M, medium: P3M, high: P1M}}
  - from: pilot
    tiers: [medium, high]
    when: [{is: {field: stage.current, value: [poc, pilot]}}]
    compare: {left: today, is: not after, right: {sum: [stage.since, stage.max_duration]}}
    message: once a week is often enough
  - count:
      of: facts.committers
      as: committer
      where: [{recent: {field: committer.last_on, max_age: P6M}}]
      by: committer.person
      at_least: 2
  - refers_to:
      field: "stop_criteria[].metric"
      to: ["kpis[].id", "evaluation:evaluation.metrics[].name"]
      or: [cost.at_scale]
  - words: {field: business_case.problem, at_least: 15}
"""


@pytest.mark.parametrize("rule", [GOOD, MOVE, RICH])
def test_a_good_rule_has_no_problem(rule: str) -> None:
    assert said(pack(x=rule)) == []


WORDS = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*|[0-9]+")


@given(st.sampled_from([MOVE, RICH]), st.integers(0, 10**6))
@settings(max_examples=300, deadline=None)
def test_no_slip_of_the_pen_crashes_or_goes_unseen(rule: str, seed: int) -> None:
    """A word that no language has, in place of any word of a good rule."""
    chance = random.Random(seed)
    words = [found for found in WORDS.finditer(rule) if not _free(rule, found)]
    word = chance.choice(words)
    broken = rule[: word.start()] + "zzqx" + rule[word.end() :]
    found = problems(pack(x=broken))
    assert found, broken
    assert all(problem.line and problem.text for problem in found)


def _free(rule: str, word: re.Match[str]) -> bool:
    """Words that mean what the author likes: names that are bound, texts, and prefixes."""
    line = rule[rule.rfind("\n", 0, word.start()) + 1 : rule.find("\n", word.end())]
    return "message:" in line or word[0] in (
        "cost.at_scale",
        "evaluation",
        "criterion",
        "committer",
    )


@given(st.sampled_from([MOVE, RICH]), st.integers(0, 10**6))
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_rule_crashes_the_loader(rule: str, seed: int) -> None:
    """Lines lost, doubled, swapped and shifted: it loads or says why not, and nothing else."""
    chance = random.Random(seed)
    lines = rule.split("\n")
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        other = chance.randrange(len(lines))
        damage = chance.choice(("lost", "doubled", "shifted", "swapped"))
        if damage == "lost":
            lines.pop(at)
        elif damage == "doubled":
            lines.insert(at, lines[at])
        elif damage == "shifted":
            lines[at] = lines[at][2:]
        else:
            lines[at], lines[other] = lines[other], lines[at]
        lines = lines or [""]
    found = problems(pack(x="\n".join(lines) + "\n"))
    assert all(problem.line and problem.text for problem in found)
