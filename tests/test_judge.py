from datetime import date, timedelta

import pytest

from pilotgate.fields import catalogue
from pilotgate.finding import State
from pilotgate.judge import Question, judge
from pilotgate.ladders import Level, Stage
from pilotgate.report import COUNTED, Decision
from pilotgate.tree import Kind, Memory
from tests.dossiers import TODAY
from tests.judging import FILE, MANIFEST, judged, policy, told

TIER = "a-tier: {require: [{present: [risk.tier]}]}"
FORUM = "a-forum: {require: [{present: [governance.forum]}]}"


def manifest(extra: str = "", *, stage: str = "current: poc, since: 2026-01-10") -> str:
    return MANIFEST.replace("current: poc, since: 2026-01-10", stage) + extra


# ------------------------------------------------------------------ one manifest


def test_a_manifest_that_meets_everything() -> None:
    one = judged(TIER)
    assert (one.decision, one.sentence) == (
        Decision.PASS,
        "poc: PASS. Nothing stands between it and pilot.",
    )
    assert (one.id, one.name, one.file) == ("invoice-triage", "Invoice triage", FILE)
    assert (one.stage, one.asked, one.tier, one.move) == (Stage.POC, Stage.POC, "low", None)
    assert one.findings == ()
    assert one.counts == {**dict.fromkeys(COUNTED, 0), "met": 1}


def test_a_gap_with_everything_a_reader_needs() -> None:
    one = judged(FORUM)
    (finding,) = one.findings
    assert one.decision is Decision.BLOCKED
    assert one.sentence == "poc: BLOCKED. 1 undeclared blocks; anna.k 1."
    assert finding.message == "governance.forum is not declared"
    assert (finding.level, finding.outcome, finding.state) == (
        Level.BLOCK,
        "undeclared",
        State.OPEN,
    )
    assert (finding.rule, finding.pack, finding.dimension, finding.predicate) == (
        "a-forum",
        "acme",
        "ownership",
        "present",
    )
    assert (finding.title, finding.why, finding.help) == (
        "Title of a-forum",
        "Because.",
        "Mend it.",
    )
    assert (finding.rule_file, finding.rule_line) == ("acme/a-forum.yaml", 1)
    assert "governance" in finding.fix
    assert finding.initiative == "invoice-triage"


def test_a_message_is_appended_never_substituted() -> None:
    rules = "a: {require: [{present: [governance.forum], message: Ask the risk desk}]}"
    (finding,) = judged(rules).findings
    assert finding.message == "governance.forum is not declared. Ask the risk desk"


def test_a_guard_that_is_not_known_is_explained() -> None:
    rules = """a: {when: [{is: {field: risk.affects_people, value: 'true'}}],
        require: [{present: [governance.forum], message: Ask the desk}]}"""
    (finding,) = judged(rules).findings
    assert finding.message == "the rule applies because risk.affects_people is not declared"
    assert (finding.field, finding.level) == ("risk.affects_people", Level.BLOCK)


# ------------------------------------------------------------------ grace and effective_from


@pytest.mark.parametrize(
    ("as_of", "level", "until"),
    [
        (date(2026, 1, 10), Level.WARN, date(2026, 1, 24)),
        (date(2026, 1, 24), Level.WARN, date(2026, 1, 24)),  # the last day of P14D
        (date(2026, 1, 25), Level.BLOCK, None),
    ],
)
def test_a_young_stage_has_grace(as_of: date, level: Level, until: date | None) -> None:
    (finding,) = judged(FORUM, as_of=as_of).findings
    assert (finding.level, finding.until) == (level, until)


def test_grace_says_from_when_it_blocks() -> None:
    one = judged(FORUM, as_of=date(2026, 1, 12))
    assert one.decision is Decision.PASS
    assert one.sentence == (
        "poc: PASS. 1 undeclared starts to block on 2026-01-25; anna.k 1. "
        "To reach pilot: 1 undeclared; anna.k 1."
    )


@pytest.mark.parametrize(
    ("rules", "stage", "asked", "settings"),
    [
        (FORUM.replace("{req", "{grace: false, req"), "current: poc, since: 2026-03-01", None, {}),
        (FORUM, "current: pilot, since: 2026-03-01", None, {}),  # only poc has grace
        (FORUM, "current: poc, since: 2026-03-01", Stage.PILOT, {}),
        # the grace of another stage is not that of this one
        (FORUM, "current: poc, since: 2026-03-01", Stage.PILOT, {"grace": {"pilot": "P14D"}}),
        (FORUM, "current: poc, since: TBD", None, {}),
        (FORUM, "current: poc", None, {}),
        (FORUM, "current: poc, since: 2026-03-01", None, {"grace": {}}),
        (FORUM, "current: poc, since: 2026-03-01", None, {"grace": {"poc": "P0D"}}),
    ],
)
def test_without_grace_it_blocks(
    rules: str, stage: str, asked: Stage | None, settings: dict[str, object]
) -> None:
    one = judged(rules, manifest(stage=stage), asked=asked, settings=settings)
    assert Level.BLOCK in {f.level for f in one.findings if f.rule == "a-forum"}


def test_a_stage_that_begins_tomorrow_has_no_grace() -> None:
    one = judged(FORUM, manifest(stage="current: poc, since: 2026-03-02"))
    assert told(one) == [
        "a-forum: block undeclared governance.forum",
        "dates-sane: block gap stage.since",
    ]
    assert one.holds_until == date(2026, 3, 1)


DATED = FORUM.replace("{req", "{effective_from: 2026-04-01, req")


@pytest.mark.parametrize(
    ("as_of", "level", "until"),
    [
        (date(2026, 3, 30), Level.WARN, date(2026, 3, 31)),
        (date(2026, 3, 31), Level.WARN, date(2026, 3, 31)),
        (date(2026, 4, 1), Level.BLOCK, None),
    ],
)
def test_before_its_day_a_rule_warns(as_of: date, level: Level, until: date | None) -> None:
    (finding,) = judged(DATED, as_of=as_of).findings
    assert (finding.level, finding.until) == (level, until)


def test_the_later_of_grace_and_effective_from_counts() -> None:
    young = manifest(stage="current: poc, since: 2026-03-28")
    (finding,) = judged(DATED, young, as_of=date(2026, 3, 30)).findings
    assert (finding.level, finding.until) == (Level.WARN, date(2026, 4, 11))
    (finding,) = judged(DATED, young, as_of=date(2026, 4, 5)).findings
    assert (finding.level, finding.until) == (Level.WARN, date(2026, 4, 11))


def test_what_only_warns_or_lies_ahead_keeps_its_level() -> None:
    rules = """
a: {blocks: {from: pilot}, warns: {from: poc}, require: [{present: [governance.forum]}]}
b: {blocks: {from: pilot}, require: [{present: [governance.escalation]}]}
"""
    one = judged(rules, as_of=date(2026, 1, 12))
    assert [(f.level, f.until) for f in one.findings] == [(Level.WARN, None), (Level.AHEAD, None)]
    assert one.decision is Decision.PASS


# ------------------------------------------------------------------ stages


def test_no_stage_is_judged_as_production_and_is_a_finding_of_its_own() -> None:
    rules = "a: {blocks: {from: production}, require: [{present: [governance.forum]}]}"
    one = judged(rules, manifest(stage="since: 2026-01-10"))
    assert told(one) == [
        "a: block undeclared governance.forum",
        "stage-sequence: block undeclared stage.current",
    ]
    assert (one.stage, one.asked) == (None, Stage.PRODUCTION)
    assert one.sentence.startswith("no stage declared, judged as production: BLOCKED.")
    twin = judged(rules, manifest(stage="current: poc, since: 2026-01-10"))
    assert twin.decision is Decision.PASS


def test_a_question_about_a_later_stage() -> None:
    rules = "a: {blocks: {from: pilot}, require: [{present: [governance.forum]}]}"
    one = judged(rules, asked=Stage.PILOT)
    assert one.sentence == "poc -> pilot: BLOCKED. 1 undeclared blocks; anna.k 1."
    assert one.move == ("poc", "pilot")
    assert told(one) == ["a: block undeclared governance.forum"]
    assert judged(rules).sentence == "poc: PASS. To reach pilot: 1 undeclared; anna.k 1."


@pytest.mark.parametrize("stage", ["stopped", "retired"])
def test_an_ended_initiative_is_asked_no_stage(stage: str) -> None:
    ended = """decision_log: [{decision: stop, date: 2026-03-01, by: [user:default/anna.k]}]
"""
    one = judged(FORUM, manifest(ended, stage=f"current: {stage}"))
    assert (one.decision, one.asked, one.findings) == (Decision.PASS, Stage(stage), ())
    assert one.counts["not_applicable"] == 1
    one = judged(FORUM, manifest(ended, stage=f"current: {stage}"), asked=Stage.PRODUCTION)
    assert (one.decision, one.asked) == (Decision.BLOCKED, Stage.PRODUCTION)


def test_a_promotion_is_stopped_by_a_tripped_criterion() -> None:
    extra = """stop_criteria:
  - {id: slow, metric: minutes, operator: gt, threshold: 7,
     last_evaluated: {on: 2026-02-01, value: 8}}
"""
    assert judged(TIER, manifest(extra)).decision is Decision.PASS
    one = judged(TIER, manifest(extra), asked=Stage.PILOT)
    assert told(one) == ["stop-tripped-blocks: block gap stop_criteria[slow]"]
    assert one.sentence.startswith("poc -> pilot: BLOCKED.")


# ------------------------------------------------------------------ nothing fails open


def test_where_no_rule_applies_nothing_passes() -> None:
    one = judged("a: {blocks: {from: poc, tiers: [high]}, require: [{present: [risk.tier]}]}")
    assert one.decision is Decision.NONE
    assert one.sentence == "poc: NOT DECIDED HERE. No rule of the policy applies."


def test_a_rule_that_lies_ahead_applies() -> None:
    one = judged("a: {blocks: {from: production}, require: [{present: [risk.tier]}]}")
    assert one.decision is Decision.PASS


UNKNOWN = """a: {evidence: {poc: content},
  require: [{contains: {file: bom.path, format: odcs}}]}"""
BOM = "bom: {path: docs/bom.json}\n"
FILES = {"docs/bom.json": b'{"a": 1}'}


def test_what_could_not_be_established_is_no_decision() -> None:
    one = judged(UNKNOWN, manifest(BOM), files=FILES)
    assert told(one) == ["a: block unknown bom.path"]
    assert one.decision is Decision.NONE
    assert one.counts["unknown"] == 1


def test_it_may_be_left_to_the_gate_and_the_sentence_says_so() -> None:
    one = judged(UNKNOWN, manifest(BOM), files=FILES, defer=True)
    assert told(one) == ["a: block unknown bom.path deferred"]
    assert one.decision is Decision.PASS
    assert "1 left to the gate, which has the facts." in one.sentence
    assert one.counts["unknown"] == 1


def test_with_a_gap_beside_it_is_blocked() -> None:
    one = judged(f"{UNKNOWN}\n{FORUM}", manifest(BOM), files=FILES)
    assert one.decision is Decision.BLOCKED


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: b: c", ""),
        (b"\xff\xfe", ""),
        (b"", ""),
        (b"- a", ""),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "Git LFS pointer"),
    ],
)
def test_what_cannot_be_read_is_blocked_never_skipped(data: bytes, message: str) -> None:
    one = judge(FILE, Memory({FILE: data}), question())
    assert one.decision is Decision.BLOCKED
    (finding,) = one.findings
    assert (finding.rule, finding.pack, finding.level) == ("manifest-valid", "engine", "block")
    assert message in finding.message
    assert one.sentence == f"{FILE}: BLOCKED. The manifest cannot be read."
    assert (one.id, one.stage, one.tier) == (FILE, None, None)


def question() -> Question:
    return Question(policy(TIER), catalogue(), TODAY)


@pytest.mark.parametrize("kind", [Kind.SYMLINK, Kind.SUBMODULE, Kind.OTHER])
def test_what_is_no_file_is_blocked(kind: Kind) -> None:
    one = judge(FILE, Memory({}, kinds={FILE: kind}), question())
    assert one.decision is Decision.BLOCKED
    assert one.findings[0].message.startswith("the manifest is ")


def test_what_is_not_there_is_blocked() -> None:
    one = judge("gone.yaml", Memory({}), question())
    assert one.findings[0].message == "the manifest does not exist in the tree"


# ------------------------------------------------------------------ invariants and silence


@pytest.mark.parametrize(
    ("extra", "twin", "expected"),
    [
        # manifest-valid: an unknown key, a wrong type, an unknown apiVersion
        ("govrnance: {forum: weekly}\n", "governance: {forum: weekly}\n",
         "manifest-valid: block gap govrnance"),
        ("scale: {users_now: many}\n", "scale: {users_now: 20}\n",
         "manifest-valid: block gap scale.users_now"),
        # units-sane
        ("cost: {build: {estimate: 5}}\n", "cost: {currency: EUR, build: {estimate: 5}}\n",
         "units-sane: block undeclared cost.currency"),
        # dates-sane
        ("cost: {as_of: 2026-03-02}\n", "cost: {as_of: 2026-03-01}\n",
         "dates-sane: block gap cost.as_of"),
        # refs-resolve
        ("governance: {raci_ref: docs/raci.md}\n", "governance: {raci_ref: docs/here.md}\n",
         "refs-resolve: block gap governance.raci_ref"),
        # stage-sequence
        ("review: {last_on: 2026-02-01, next_on: 2026-01-01}\n",
         "review: {last_on: 2026-01-01, next_on: 2026-02-01}\n",
         "dates-sane: block gap review.next_on"),
        # placeholder-rejected
        ("governance: {forum: TBD}\n", "governance: {forum: the weekly}\n",
         "placeholder-rejected: ahead undeclared governance.forum"),
        # tier-not-lowered
        ("data_sources: [{id: a1, personal_data: true}]\n",
         "data_sources: [{id: a1, personal_data: false}]\n",
         "tier-not-lowered: block gap risk.tier"),
    ],
)  # fmt: skip
def test_every_invariant_and_its_benign_twin(extra: str, twin: str, expected: str) -> None:
    files = {"docs/here.md": b"here"}
    assert expected in told(judged(TIER, manifest(extra), files=files))
    assert told(judged(TIER, manifest(twin), files=files)) == []


def test_a_prohibited_practice() -> None:
    text = MANIFEST.replace("tier: low", "tier: high, eu_ai_act: {class: %s}")
    assert told(judged(TIER, text % "prohibited")) == [
        "prohibited-blocks: block gap risk.eu_ai_act.class"
    ]
    assert told(judged(TIER, text % "limited-risk")) == []


def test_one_id_twice_and_names_that_can_be_mistaken() -> None:
    tree = Memory({FILE: MANIFEST.encode()})
    shared = question().but(
        same_id={FILE: "b/ai-initiative.yaml"}, twins={FILE: "ai-initiative.yml"}
    )
    one = judge(FILE, tree, shared)
    assert sorted(told(one)) == [
        "id-unique: block gap metadata.id",
        "manifest-valid: block gap ",
    ]
    other = question().but(same_id={"c.yaml": FILE}, twins={"c.yaml": FILE})
    assert told(judge(FILE, tree, other)) == []


def test_a_rule_is_silent_where_an_invariant_speaks_already() -> None:
    rules = """
a: {require: [{measures: {field: scale.users_now, at_least: 1}}]}
b: {require: [{present: [owners.data.ref, owners.risk.ref]}]}
c: {require: [{present: [governance.forum]}]}
"""
    text = manifest("scale: {users_now: many}\n").replace(
        "owners:\n  business: {ref: user:default/anna.k}\n  technical: {ref: user:default/ben.t}\n",
        "owners: nobody\n",
    )
    one = judged(rules, text)
    assert [line for line in told(one) if line[0] in "abc"] == [
        "c: block undeclared governance.forum"
    ]
    # They are silent, and not met.
    assert (one.counts["undeclared"], one.counts["gap"], one.counts["met"]) == (2, 1, 0)


def test_a_placeholder_that_a_rule_asks_for_is_that_rules_finding() -> None:
    text = manifest("governance: {forum: TBD, escalation: TBD}\nsecurity: {roles: [TBD]}\n")
    rules = f"{FORUM}\nb: {{require: [{{present: [security.roles]}}]}}"
    assert told(judged(rules, text)) == [
        "a-forum: block undeclared governance.forum",
        "placeholder-rejected: ahead undeclared governance.escalation",
        "b: block undeclared security.roles",
    ]


# ------------------------------------------------------------------ owners


@pytest.mark.parametrize(
    ("rules", "extra", "owner", "role"),
    [
        ("a: {require: [{present: [governance.forum]}]}", "", "user:default/anna.k", "business"),
        ("a: {dimension: evaluation, require: [{present: [governance.forum]}]}", "",
         "user:default/ben.t", "technical"),
        ("a: {owner: technical, require: [{present: [governance.forum]}]}", "",
         "user:default/ben.t", "technical"),
        ("a: {dimension: data, require: [{present: [governance.forum]}]}", "", None, "data"),
        # the owner of the item
        ("a: {require: [{present: ['data_sources[].version']}]}",
         "data_sources: [{id: a1, owner: user:default/carla.m}]\n", "user:default/carla.m",
         "business"),
        # who is not named there is no owner
        ("a: {require: [{present: ['data_sources[].version']}]}",
         "data_sources: [{id: a1, owner: TBD}]\n", "user:default/anna.k", "business"),
        ("a: {require: [{present: ['data_sources[].version']}]}",
         "data_sources: [{id: a1}]\n", "user:default/anna.k", "business"),
    ],
)  # fmt: skip
def test_who_owes_a_finding(rules: str, extra: str, owner: str | None, role: str) -> None:
    finding = next(f for f in judged(rules, manifest(extra)).findings if f.rule == "a")
    assert (finding.owner, finding.owner_role) == (owner, role)


def test_an_invariant_is_owed_by_the_technical_owner() -> None:
    (finding,) = judged(TIER, manifest("cost: {as_of: 2026-03-02}\n")).findings
    assert finding.owner == "user:default/ben.t"


# ------------------------------------------------------------------ evidence


def depth(text: str, rules: str, **more: object) -> tuple[object, object, str]:
    finding = next(
        f
        for f in judged(rules, manifest(text), **more).findings  # type: ignore[arg-type]
        if f.rule == "a" and f.evidence
    )
    assert finding.evidence
    return finding.evidence.needed, finding.evidence.reached, finding.evidence.why


def test_how_deep_was_asked_and_how_deep_it_got() -> None:
    rules = """a: {evidence: {poc: content},
      require: [{present: [bom.path]}, {contains: {file: bom.path, parts: [Purpose]}}]}"""
    assert depth("", rules) == ("content", None, "nothing is declared there")
    assert depth(BOM, rules, files={"docs/bom.json": b'{"a": 1}'}) == (
        "content",
        "file",
        "(docs/bom.json) does not contain Purpose",
    )


def test_a_shallow_demand_reaches_nothing_less() -> None:
    rules = "a: {require: [{is: {field: risk.tier, value: high}}]}"
    assert depth("", rules) == ("declared", None, "(low) is not high")


# ------------------------------------------------------------------ known gaps

ADOPTION = {"adoption": {"until": "2026-06-30", "max_due": "P12M"}}
GAPS = """apiVersion: ai-baseline/v1
gaps: [{initiative: invoice-triage, rule: a-forum, field: governance.forum,
        recorded_on: 2026-02-01, due_on: 2026-03-31}]
"""


@pytest.mark.parametrize(
    ("as_of", "decision"),
    [
        (date(2026, 3, 1), Decision.PASS),
        (date(2026, 3, 31), Decision.PASS),
        (date(2026, 4, 1), Decision.BLOCKED),
    ],
)
def test_a_known_gap_blocks_after_its_day(as_of: date, decision: Decision) -> None:
    one = judged(FORUM, settings=ADOPTION, baseline=GAPS, as_of=as_of)
    assert one.decision is decision
    assert one.counts["known" if decision is Decision.PASS else "undeclared"] == 1


def test_a_known_gap_is_counted_apart_and_dated() -> None:
    one = judged(FORUM, settings=ADOPTION, baseline=GAPS)
    assert told(one) == ["a-forum: block undeclared governance.forum known"]
    assert (one.holds_until, one.counts["known"], one.counts["undeclared"]) == (
        date(2026, 3, 31),
        1,
        0,
    )
    assert one.sentence == (
        "poc: PASS. 1 known until 2026-03-31. To reach pilot: 1 undeclared; anna.k 1."
    )


@pytest.mark.parametrize("asked", [Stage.PILOT, Stage.PRODUCTION])
def test_known_gaps_never_survive_a_question_about_a_later_stage(asked: Stage) -> None:
    one = judged(FORUM, settings=ADOPTION, baseline=GAPS, asked=asked)
    assert one.decision is Decision.BLOCKED
    assert told(one) == ["a-forum: block undeclared governance.forum"]


def test_known_gaps_of_a_production_initiative_stay_known_at_an_earlier_stage() -> None:
    text = manifest(stage="current: production")
    one = judged(FORUM, text, settings=ADOPTION, baseline=GAPS, asked=Stage.POC)
    assert told(one) == ["a-forum: block undeclared governance.forum known"]


def test_nothing_is_known_of_an_initiative_without_a_stage() -> None:
    one = judged(FORUM, manifest(stage="since: 2026-01-10"), settings=ADOPTION, baseline=GAPS)
    assert State.KNOWN not in {finding.state for finding in one.findings}


def test_an_invariant_is_never_known() -> None:
    gaps = GAPS.replace("a-forum", "dates-sane").replace("governance.forum", "cost.as_of")
    text = manifest("cost: {as_of: 2026-03-02}\n")
    one = judged(TIER, text, settings=ADOPTION, baseline=gaps)
    assert told(one) == ["dates-sane: block gap cost.as_of"]


def test_an_entry_that_begins_to_count_tomorrow_is_a_change() -> None:
    gaps = GAPS.replace("2026-02-01", "2026-03-05")
    one = judged(FORUM, settings=ADOPTION, baseline=gaps)
    assert (one.decision, one.holds_until) == (Decision.BLOCKED, date(2026, 3, 4))


# ------------------------------------------------------------------ how long it holds


HELD = [
    (TIER, MANIFEST, None),
    (FORUM, MANIFEST.replace("2026-01-10", "2026-02-20"), date(2026, 3, 6)),
    (DATED, MANIFEST, date(2026, 3, 31)),
    ("a: {require: [{recent: {field: risk.assessed_on, max_age: P1M}}]}",
     MANIFEST.replace("tier: low", "tier: low, assessed_on: 2026-02-15"), date(2026, 3, 15)),
    # what is asked at the next stage alone changes the sentence
    (("a: {blocks: {from: poc}, require: [{present: [risk.tier]}, "
     "{recent: {field: risk.assessed_on, max_age: P1M}, from: pilot}]}"),
     MANIFEST.replace("tier: low", "tier: low, assessed_on: 2026-02-15"), date(2026, 3, 15)),
    (
        ("a: {require: [{all_of: [{present: [risk.tier]}, "
        "{recent: {field: risk.assessed_on, max_age: P1M}, from: pilot}]}]}"),
        MANIFEST.replace("tier: low", "tier: low, assessed_on: 2026-02-15"),
        date(2026, 3, 15),
    ),
    # the guard of a rule that does not apply yet
    (("a: {when: [{compare: {left: timeline.start, is: not after, right: today}}], "
     f"require: [{{present: [governance.forum]}}]}}\n{TIER}"),
     MANIFEST + "timeline: {start: 2026-03-10}\n", date(2026, 3, 9)),
    # an invariant that is broken until a day comes
    (TIER, MANIFEST + "cost: {as_of: 2026-03-12}\n", date(2026, 3, 11)),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "text", "until"), HELD)
def test_the_answer_is_the_same_on_every_day_until_then(
    rules: str, text: str, until: date | None
) -> None:
    one = judged(rules, text)
    assert one.holds_until == until
    for day in range((until - TODAY).days + 1 if until else 90):
        later = judged(rules, text, as_of=TODAY + timedelta(day))
        assert (later.sentence, later.counts, told(later)) == (
            one.sentence,
            one.counts,
            told(one),
        )
    if until:
        then = judged(rules, text, as_of=until + timedelta(1))
        assert (then.sentence, told(then)) != (one.sentence, told(one))


def test_what_warns_until_a_day_holds_until_then_whatever_is_asked() -> None:
    assert judged(DATED, asked=Stage.PILOT).holds_until == date(2026, 3, 31)


def test_a_known_gap_in_its_grace_changes_when_the_grace_ends() -> None:
    young = manifest(stage="current: poc, since: 2026-02-20")
    one = judged(FORUM, young, settings=ADOPTION, baseline=GAPS)
    assert [(f.level, f.state, f.until) for f in one.findings] == [
        (Level.WARN, State.KNOWN, date(2026, 3, 31))
    ]
    assert one.holds_until == date(2026, 3, 6)


# ------------------------------------------------------------------ order and numbers


def test_findings_come_in_the_order_of_the_text() -> None:
    rules = """
z: {require: [{is: {field: metadata.name, value: other}}]}
a: {require: [{is: {field: owners.technical.ref, value: x}}, {is: {field: risk.tier, value: high}}]}
"""
    assert told(judged(rules)) == [
        "z: block gap metadata.name",
        "a: block gap risk.tier",
        "a: block gap owners.technical.ref",
    ]


def test_counts_and_matrix_sum_to_the_rules() -> None:
    rules = """
a: {require: [{present: [risk.tier]}]}
b: {dimension: data, require: [{present: [governance.forum]}]}
c: {dimension: data, blocks: {from: production}, require: [{present: [governance.forum]}]}
d: {dimension: cost-scale, blocks: {from: poc, tiers: [high]}, require: [{present: [kpis]}]}
"""
    one = judged(rules)
    assert {name: count for name, count in one.counts.items() if count} == {
        "met": 1,
        "undeclared": 1,
        "ahead": 1,
        "not_applicable": 1,
    }
    assert list(one.matrix) == ["ownership", "data", "cost-scale"]
    assert sum(sum(row.values()) for row in one.matrix.values()) == 4
    assert [(r.rule, r.result) for r in one.results] == [
        ("a", "met"),
        ("b", "undeclared"),
        ("c", "ahead"),
        ("d", "not_applicable"),
    ]


def test_an_organisations_own_fields_are_checked_like_any_other() -> None:
    rules = "a: {require: [{present: [x-works-council.contact]}]}"
    fields = {"x-works-council.contact": "ref"}
    text = manifest("x-works-council: {contact: Anna}\n")
    assert told(judged(rules, text, fields=fields)) == [
        "manifest-valid: block gap x-works-council.contact"
    ]
    text = manifest("x-works-council: {contact: anna@acme.eu}\n")
    assert told(judged(rules, text, fields=fields)) == []


def test_aliases_of_people_count() -> None:
    rules = "a: {require: [{distinct: [owners.business.ref, owners.technical.ref]}]}"
    text = MANIFEST.replace("user:default/ben.t", "anna@acme.eu")
    assert told(judged(rules, text)) == []
    people = {"anna@acme.eu": "user:default/anna.k"}
    assert told(judged(rules, text, people=people)) == ["a: block gap owners.technical.ref"]


def test_an_id_that_says_nothing_leaves_the_path() -> None:
    assert judged(TIER, MANIFEST.replace("invoice-triage", "TBD")).id == FILE
    assert judged(TIER, MANIFEST.replace("invoice-triage", "xxx")).id == "xxx"
