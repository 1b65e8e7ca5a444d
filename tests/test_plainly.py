"""What is answered at a look is what the long way answers, whatever the manifest says."""

import random
from datetime import date
from pathlib import Path

import pytest

from pilotgate import evidence
from pilotgate.document import Document, Entry, Mapping, Node, Scalar, Sequence, Span
from pilotgate.dossier import Dossier
from pilotgate.evaluate import Unmet, again, evaluate
from pilotgate.fields import catalogue
from pilotgate.ladders import RANKED, Evidence, Stage
from pilotgate.leaves import Leaves
from pilotgate.pack import Policy
from pilotgate.plainly import IDLE, NO, SO, Look
from pilotgate.reader import read
from pilotgate.select import all_alike, needs, stand
from pilotgate.source import load_policy
from pilotgate.tier import effective
from pilotgate.tree import Memory
from tests.dossiers import clause as read_clause
from tests.dossiers import dossier, looking, outcomes

TODAY = date(2026, 3, 1)
NOWHERE = Span(1, 1, 1, 1)
TEXTS = (
    *("", "null", "TBD", "n/a", "x", "true", "false", "0", "7", "0.5", "1e-3", "high", "low"),
    *(
        "P3M",
        "P0D",
        "none",
        "2026-03-01",
        "2025-09-01",
        "2027-01-01",
        "up",
        "down",
        "gt",
        "missing",
    ),
    *("llm", "rag", "vendor", "primary", "user:default/anna.k", "group:default/all", "@anna.k"),
    *("docs/charter.md", "https://acme.test/x", "three plain words", "anna.k", "stop", "continue"),
)
ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "policies" / "baseline" / "tests"
POLICY = load_policy(["builtin:baseline"], root=str(ROOT), catalogue=catalogue())
BASE = read((TESTS / "base.yaml").read_bytes(), "base.yaml")
FILES = Memory(
    {
        str(path.relative_to(TESTS / "files")): path.read_bytes()
        for path in (TESTS / "files").rglob("*")
        if path.is_file()
    }
)
SHARED: dict[int, tuple[object, object]] = {}
"""What rules answered that looked at nothing which is declared; for all manifests of the tests."""


def changed(node: Node, pick: random.Random, chance: float) -> Node:
    """The same content with some of it taken away, replaced, repeated or excused."""
    if pick.random() < chance:
        other = pick.randrange(6)
        if other == 0:
            return Sequence([], NOWHERE, flow=True)
        if other == 1:
            return Mapping({}, NOWHERE, flow=True)
        if other == 2:
            return Sequence([_scalar(pick), _scalar(pick)], NOWHERE, flow=True)
        return _scalar(pick)
    if isinstance(node, Mapping):
        entries = {
            key: Entry(entry.key_span, changed(entry.value, pick, chance))
            for key, entry in node.entries.items()
            if pick.random() > chance
        }
        if pick.random() < chance / 2:
            entries["not_applicable"] = Entry(NOWHERE, _scalar(pick))
        return Mapping(entries, node.span, flow=node.flow)
    if isinstance(node, Sequence):
        items = [changed(item, pick, chance) for item in node.items if pick.random() > chance]
        if items and pick.random() < chance:
            items.append(items[0])
        return Sequence(items, node.span, flow=node.flow)
    return node


def _scalar(pick: random.Random) -> Scalar:
    return Scalar(pick.choice(TEXTS), "", NOWHERE)


def both(document: Document, policy: Policy, tree: Memory) -> tuple[Dossier, Dossier]:
    """The dossier of a manifest that is looked at, and the same going the long way."""
    said = Leaves(document, catalogue())
    word = document.node(("stage", "current"))
    text = word.text if isinstance(word, Scalar) else ""
    tier = effective(document)
    wanted = needs((stand(rule, stage, tier) for rule in policy.rules for stage in RANKED), said)
    facts = evidence.gather(wanted, tree)
    long = Dossier(
        document,
        as_of=TODAY,
        catalogue=catalogue(),
        stage=Stage(text) if text in tuple(Stage) else None,
        tier=tier,
        facts=facts,
    )
    short = long.but(people=long.people)
    short.shared = SHARED
    short.look_at = Look(said, as_of=TODAY, tier=tier, facts=facts)
    return short, long


@pytest.mark.parametrize("seed", range(30))
def test_a_look_answers_what_the_long_way_answers(seed: int) -> None:
    pick = random.Random(seed)
    for chance in (0.0, 0.01, 0.03, 0.1):
        root = changed(BASE.root, pick, chance)
        document = Document("a.yaml", root if isinstance(root, Mapping) else BASE.root, "")
        short, long = both(document, POLICY, FILES)
        for asked in RANKED:
            for rule in POLICY.rules:
                assert evaluate(rule, short, asked) == evaluate(rule, long, asked)


@pytest.mark.parametrize("seed", range(8))
def test_where_clauses_answer_alike_a_rule_is_not_asked_again(seed: int) -> None:
    pick = random.Random(seed)
    alike = 0
    for chance in (0.02, 0.1):
        root = changed(BASE.root, pick, chance)
        document = Document("a.yaml", root if isinstance(root, Mapping) else BASE.root, "")
        _, dossier = both(document, POLICY, FILES)
        for asked, later in (RANKED[:2], RANKED[1:]):
            same = all_alike(POLICY.rules, asked, later, dossier.tier)
            for rule, holds in zip(POLICY.rules, same, strict=True):
                if not holds:
                    continue
                before, after = evaluate(rule, dossier, asked), evaluate(rule, dossier, later)
                found = again(before, stand(rule, later, dossier.tier))
                assert {_key(one) for one in found} == {_key(one) for one in after.unmet}
                assert before.until == after.until
                alike += 1
    assert alike > 150


def _key(unmet: Unmet) -> tuple[str, str, str, bool]:
    return unmet.kind, unmet.outcome.place.name, str(unmet.asked.standing.level), unmet.guard


def test_most_of_a_good_manifest_takes_no_more_than_a_look() -> None:
    short, _ = both(BASE, POLICY, FILES)
    look = short.look_at
    assert look is not None
    slow = []
    for rule in POLICY.rules:
        for at, clause in enumerate(rule.require):
            look.begin(Stage.POC, clause.evidence)
            # Files are looked into where a rule of the stage asks; history and facts, nowhere yet.
            if clause.evidence is Evidence.DECLARED and look.demand(clause) is None:
                slow.append((rule.id, at))
    # A count that holds until some day, and sections that may be declared and say nothing.
    assert slow == [("lc-poc-timebox", 3), ("ow-bus-factor", 0), ("ow-bus-factor", 1)]


EXCUSED = "retention: {not_applicable: nothing is kept here, says the data office}"
TWO = (
    "kpis: [{id: a, baseline: {value: 1}}]\n"
    "evaluation: {golden_sets: [{id: g}], metrics: [{name: m, value: 1}]}"
)
LISTS = "kpis: [{id: a, b: [{k: v, c: yy}]}, {id: b, b: [{k: w, c: yy}]}]"


@pytest.mark.parametrize(
    ("clause", "manifest", "answer"),
    [
        ("{present: [kpis]}", TWO, SO),
        ("{present: [risk.tier]}", TWO, NO),
        ("{present: [retention]}", EXCUSED, None),
        ("{present: [retention.input_data]}", EXCUSED, None),
        ("{none_of: [{present: [retention.input_data]}]}", EXCUSED, None),
        ("{measures: {field: 'kpis[].baseline.value', at_least: 1}}", TWO, SO),
        ("{measures: {field: 'kpis[].baseline.value', more_than: 1}}", TWO, NO),
        ("{count: {of: 'kpis[id=b]', at_most: 0}}", TWO, SO),
        ("{each: {of: 'kpis[id=b]', as: k, require: [{present: [k.name]}]}}", TWO, None),
        ("{each: {of: kpis, as: k, require: [{from: pilot, present: [k.name]}]}}", TWO, IDLE),
        ("{matches: {field: 'kpis[].b[k=v].c', pattern: y}}", LISTS, None),
        ("{covers: {field: team.roles, values: [ux]}}", "team: {roles: [ux, '']}", None),
    ],
)
def test_what_a_look_can_tell(clause: str, manifest: str, answer: str | None) -> None:
    about = dossier(manifest)
    outcomes(clause, about)  # which holds the two together
    look = looking(about)
    assert look is not None
    assert look.demand(read_clause(clause)) is answer
