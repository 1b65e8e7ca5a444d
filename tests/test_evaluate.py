from datetime import date

import pytest

from pilotgate.document import field
from pilotgate.evaluate import Judged, evaluate
from pilotgate.ladders import Evidence, Stage, Tier
from tests.dossiers import TODAY, dossier
from tests.judging import rule

MAY = date(2026, 5, 1)


def judge(  # noqa: PLR0913  what a test may set
    text: str,
    manifest: str = "",
    *,
    asked: Stage = Stage.POC,
    tier: Tier = Tier.LOW,
    as_of: date = TODAY,
    base: str | None = None,
) -> Judged:
    about = dossier(manifest, asked=asked, tier=tier, as_of=as_of, base=base)
    return evaluate(rule(text), about, asked)


def unmet(judged: Judged) -> list[str]:
    return [
        f"{one.asked.at} {one.asked.standing.level} {one.kind} {one.outcome.place.name}"
        for one in judged.unmet
    ]


TIER = "{present: [risk.tier]}"
CLASS = "{is: {field: risk.high_impact, value: not-high-impact}}"
UAT = "{recent: {field: evaluation.uat.on, max_age: P2M}}"


@pytest.mark.parametrize(
    ("manifest", "result", "findings"),
    [
        ("risk: {tier: low, high_impact: not-high-impact}", "met", []),
        ("risk: {tier: low, high_impact: high-impact}", "gap", ["1 block gap risk.high_impact"]),
        ("risk: {high_impact: high-impact}", "undeclared",
         ["0 block undeclared risk.tier", "1 block gap risk.high_impact"]),
        ("", "undeclared",
         ["0 block undeclared risk.tier", "1 block undeclared risk.high_impact"]),
    ],
)  # fmt: skip
def test_all_clauses_must_hold_and_the_least_established_answer_counts(
    manifest: str, result: str, findings: list[str]
) -> None:
    judged = judge(f"require: [{TIER}, {CLASS}]", manifest)
    assert (judged.result, unmet(judged)) == (result, findings)
    assert judged.why == "applies to every initiative"


def test_what_is_unknown_counts_before_what_is_undeclared() -> None:
    text = f"evidence: {{poc: content}}, require: [{TIER}, {{contains: {{file: bom.path}}}}]"
    judged = judge(text, "bom: {path: bom.json}")
    assert judged.result == "unknown"
    assert unmet(judged) == ["0 block undeclared risk.tier", "1 block unknown bom.path"]


def test_equal_answers_are_one_finding_at_the_strictest_level() -> None:
    text = (
        f"blocks: {{from: poc}}, require: [{{present: [risk.tier], from: pilot}}, {TIER}, {TIER}]"
    )
    assert unmet(judge(text)) == ["1 block undeclared risk.tier"]


def test_a_rule_that_only_looks_ahead() -> None:
    judged = judge(f"blocks: {{from: production}}, require: [{TIER}]")
    assert (judged.result, unmet(judged)) == ("ahead", ["0 ahead undeclared risk.tier"])
    judged = judge(f"blocks: {{from: production}}, require: [{TIER}]", "risk: {tier: low}")
    assert (judged.result, unmet(judged)) == ("ahead", [])


def test_what_is_ahead_does_not_make_a_met_rule_unmet() -> None:
    text = f"require: [{TIER}, {{present: [risk.high_impact], from: pilot}}]"
    judged = judge(text, "risk: {tier: low}")
    assert (judged.result, unmet(judged)) == ("met", ["1 ahead undeclared risk.high_impact"])


def test_ahead_is_judged_at_its_own_stage() -> None:
    text = """blocks: {from: production}, evidence: {production: content},
        require: [{contains: {file: bom.path, parts: [x]}}]"""
    assert unmet(judge(text, "bom: {path: bom.json}")) == ["0 ahead unknown bom.path"]


@pytest.mark.parametrize(
    ("text", "asked", "why"),
    [
        (
            "blocks: {from: poc, tiers: [high]}",
            Stage.POC,
            "it is not asked of tier low, only of tier high",
        ),
        (
            "blocks: {from: stopped}",
            Stage.POC,
            "it is asked only of an initiative that is stopped",
        ),
        ("blocks: {from: poc}", Stage.STOPPED, "the initiative is stopped"),
        ("on: move", Stage.POC, "it is about changes, and there is none here"),
    ],
)
def test_a_rule_that_is_not_asked_says_why(text: str, asked: Stage, why: str) -> None:
    judged = judge(f"{text}, require: [{TIER}]", asked=asked)
    assert (judged.result, judged.why, judged.unmet) == (
        "not_applicable",
        f"does not apply: {why}",
        (),
    )


def test_a_rule_for_stopped_initiatives_is_asked_of_them() -> None:
    assert unmet(judge(f"blocks: {{from: stopped}}, require: [{TIER}]", asked=Stage.STOPPED)) == [
        "0 block undeclared risk.tier"
    ]


def test_a_rule_about_a_change_is_asked_where_there_is_one() -> None:
    text = "on: move, require: [{present: [head.risk.tier]}]"
    assert unmet(judge(text, base="risk: {tier: low}")) == ["0 block undeclared risk.tier"]


GUARDED = f"when: [{{is: {{field: risk.affects_people, value: 'true'}}}}], require: [{TIER}]"


def test_a_guard_that_is_no_switches_the_rule_off() -> None:
    judged = judge(GUARDED, "risk: {affects_people: false}")
    assert (judged.result, judged.unmet) == ("not_applicable", ())
    assert judged.why == "does not apply: risk.affects_people (false) is not true"


def test_a_guard_that_is_yes_asks() -> None:
    judged = judge(GUARDED, "risk: {affects_people: true}")
    assert unmet(judged) == ["0 block undeclared risk.tier"]
    assert judged.why == "applies because risk.affects_people is true"


@pytest.mark.parametrize("value", ["", "TBD", "~"])
def test_an_omission_never_switches_a_rule_off(value: str) -> None:
    judged = judge(GUARDED, f"risk: {{tier: low, affects_people: {value}}}")
    assert unmet(judged) == ["0 block undeclared risk.affects_people"]
    assert judged.unmet[0].guard
    assert judged.result == "undeclared"
    assert str(judged.why).startswith("applies because risk.affects_people is")


def test_a_guard_is_not_known_at_the_level_of_the_rules_strictest_clause() -> None:
    ahead = f"blocks: {{from: pilot}}, {GUARDED}"
    judged = judge(ahead)
    assert (judged.result, unmet(judged)) == ("ahead", ["0 ahead undeclared risk.affects_people"])
    text = f"""warns: {{from: poc}}, blocks: {{from: pilot}},
        when: [{{is: {{field: risk.affects_people, value: 'true'}}}}],
        require: [{{present: [kpis], from: production}}, {TIER}]"""
    assert unmet(judge(text)) == ["1 warn undeclared risk.affects_people"]


KEPT = "require: [{present: [retention.prompts]}, {present: [risk.tier]}]"
NOTHING_KEPT = "retention: {not_applicable: nothing is kept}"


def test_an_excuse_counts_for_its_clause_alone() -> None:
    text = f"not_applicable: [low], {KEPT}"
    assert judge(text, f"{NOTHING_KEPT}\nrisk: {{tier: low}}").result == "met"
    assert unmet(judge(text, NOTHING_KEPT)) == ["1 block undeclared risk.tier"]


def test_a_rule_of_nothing_but_excuses_does_not_apply_and_says_so() -> None:
    judged = judge("not_applicable: [low], require: [{present: [retention.prompts]}]", NOTHING_KEPT)
    assert (judged.result, judged.why) == (
        "not_applicable",
        "does not apply: retention is not applicable, says the manifest",
    )


def test_an_excuse_that_the_tier_does_not_allow_is_a_gap() -> None:
    judged = judge(f"not_applicable: [low], {KEPT}", NOTHING_KEPT, tier=Tier.MEDIUM)
    assert unmet(judged)[0] == "0 block gap retention.not_applicable"


def test_a_rule_of_nothing_but_idle_clauses_does_not_apply() -> None:
    text = """require: [{each: {of: kpis, where: [{is: {field: item.kind, value: cost}}],
        require: [{present: [item.unit]}]}}]"""
    judged = judge(text, "kpis: [{id: a, kind: model}]")
    assert (judged.result, judged.why) == (
        "not_applicable",
        "does not apply: it asks for each item in kpis where its kind is cost, and there is none",
    )


def test_a_finding_about_a_fact_stands_at_the_field_of_its_clause() -> None:
    text = """evidence: {poc: crossed}, blocks: {from: poc},
        require: [{refers_to: {field: owners.technical.ref, to: ["facts.committers[].person"]}}]"""
    judged = judge(text, "owners: {technical: {ref: ben@acme.eu}}", tier=Tier.HIGH)
    assert unmet(judged) == ["0 block unknown owners.technical.ref"]
    assert judged.unmet[0].outcome.why == (
        "needs facts.committers[].person, which this version does not gather"
    )


COMMITTERS = """{count: {of: facts.committers, as: committer, where: [
    {recent: {field: committer.last_on, max_age: P6M}},
    {compare: {left: committer.person, is: equal to, right: owners.technical.ref}}]%s}}"""


@pytest.mark.parametrize(
    ("clauses", "place"),
    [
        # a name that the clause binds is no field of the manifest
        (COMMITTERS % ", at_least: 1", "owners.technical.ref"),
        (f"{{any_of: [{COMMITTERS % ', at_least: 1'}]}}", "owners.technical.ref"),
        ("{count: {of: facts.people, at_least: 1}}, {present: [risk.tier]}", "risk.tier"),
        ("{count: {of: facts.people, at_least: 1}}", "the manifest"),
    ],
)
def test_a_finding_about_a_fact_never_stands_at_a_bound_name(clauses: str, place: str) -> None:
    text = f"evidence: {{poc: crossed}}, blocks: {{from: poc}}, require: [{clauses}]"
    manifest = "risk: {tier: high}\nowners: {technical: {ref: ben@acme.eu}}"
    judged = judge(text, manifest, tier=Tier.HIGH)
    assert unmet(judged) == [f"0 block unknown {place}"]
    assert "which this version does not gather" in judged.unmet[0].outcome.why


def test_a_guard_about_a_fact_stands_in_the_manifest_too() -> None:
    guard = "when: [{count: {of: facts.people, at_least: 1}}]"
    judged = judge(f"blocks: {{from: poc}}, {guard}, require: [{TIER}]", "risk: {tier: high}")
    assert unmet(judged) == ["0 block unknown risk.tier"]


# ------------------------------------------------------------------ until


UNTIL = [
    # (rule, manifest, the last day, what it is on that day and on the next)
    (f"require: [{UAT}]", "evaluation: {uat: {on: 2026-02-10}}", date(2026, 4, 10), "met", "gap"),
    # a guard of the rule goes
    (("when: [{compare: {left: timeline.start, is: not before, right: today}}], "
     f"require: [{TIER}]"), "timeline: {start: 2026-05-01}\nrisk: {tier: low}", MAY,
     "met", "not_applicable"),
    # a guard of the rule comes
    (("when: [{compare: {left: timeline.start, is: not after, right: today}}], "
     f"require: [{TIER}]"), "timeline: {start: 2026-05-01}", date(2026, 4, 30),
     "not_applicable", "undeclared"),
    # a guard that is not known becomes a no
    (("when: [{is: {field: risk.affects_people, value: 'true'}}, "
     "{compare: {left: timeline.start, is: not before, right: today}}], "
     f"require: [{TIER}]"), "timeline: {start: 2026-05-01}", MAY, "undeclared", "not_applicable"),
    # a guard of a clause comes: nothing was asked before
    (("require: [{present: [risk.tier], "
     "when: [{compare: {left: timeline.start, is: not after, right: today}}]}]"),
     "timeline: {start: 2026-05-01}", date(2026, 4, 30), "not_applicable", "undeclared"),
    # a guard of a clause goes
    (("require: [{present: [risk.tier], "
     "when: [{compare: {left: timeline.start, is: not before, right: today}}]}]"),
     "timeline: {start: 2026-05-01}", MAY, "undeclared", "not_applicable"),
    # an item comes into a selection that was empty
    (("require: [{each: {of: timeline.milestones, as: m, "
     "where: [{compare: {left: m.planned, is: before, right: today}}], "
     "require: [{present: [m.actual]}]}}]"),
     "timeline: {milestones: [{name: uat, planned: 2026-05-01}]}", MAY,
     "not_applicable", "undeclared"),
    # one branch of any_of ends, another goes on
    (f"require: [{{any_of: [{UAT}, {{recent: {{field: risk.assessed_on, max_age: P2M}}}}]}}]",
     "evaluation: {uat: {on: 2026-02-10}}\nrisk: {assessed_on: 2026-02-20}", date(2026, 4, 20),
     "met", "gap"),
    # the only branch of any_of that is asked later
    (("require: [{any_of: [{present: [risk.tier], "
     "when: [{compare: {left: timeline.start, is: not after, right: today}}]}]}]"),
     "timeline: {start: 2026-05-01}", date(2026, 4, 30), "not_applicable", "undeclared"),
    # an excuse that rests on a dated guard
    (("not_applicable: [low], require: [{present: [retention.prompts], "
     "when: [{compare: {left: timeline.start, is: not before, right: today}}]}]"),
     f"timeline: {{start: 2026-05-01}}\n{NOTHING_KEPT}", MAY, "not_applicable", "not_applicable"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "manifest", "last", "now", "then"), UNTIL)
def test_a_rule_knows_the_last_day_of_its_answer(
    text: str, manifest: str, last: date, now: str, then: str
) -> None:
    today = judge(text, manifest)
    assert (today.result, today.until) == (now, last)
    assert judge(text, manifest, as_of=last).result == now
    after = date.fromordinal(last.toordinal() + 1)
    assert judge(text, manifest, as_of=after).result == then


def test_without_today_there_is_no_last_day() -> None:
    assert judge(f"require: [{TIER}]").until is None


def test_evidence_is_asked_as_deep_as_the_stage_says() -> None:
    one = rule("evidence: {pilot: file}, require: [{present: [governance.raci_ref]}]")
    about = dossier("governance: {raci_ref: docs/raci.md}")
    assert evaluate(one, about, Stage.POC).result == "met"
    assert evaluate(one, about, Stage.PILOT).result == "unknown"
    assert about.evidence is Evidence.DECLARED
    assert about.look(field("governance.raci_ref"))[0].text == "docs/raci.md"


STAGED = """require: [
    {is: {field: asked, value: [pilot, production]}},
    {present: [risk.tier], from: pilot},
    {any_of: [{is: {field: asked, value: poc}}, {present: [risk.tier]}]},
    {each: {of: kpis, require: [
      {present: [item.threshold]}, {present: [item.target], from: pilot}]}},
  ]"""


def test_what_was_asked_before_changes_no_answer() -> None:
    asked = rule(STAGED)
    manifest = "kpis: [{id: a, threshold: 1}, {id: b, target: 2}]"
    stages = (Stage.POC, Stage.PILOT, Stage.PRODUCTION)
    fresh = [evaluate(asked, dossier(manifest, asked=stage), stage) for stage in stages]
    about = dossier(manifest)
    assert [evaluate(asked, about, stage) for stage in stages] == fresh
    assert [evaluate(asked, about, stage) for stage in reversed(stages)] == fresh[::-1]
    assert len({tuple(unmet(one)) for one in fresh}) > 1
