"""Why a rule did or did not apply: one line that somebody understands who never saw a pack."""

import pytest

from pilotgate.clause import Clause
from pilotgate.ladders import Stage, Tier
from pilotgate.reasons import Reason, applies, idle, not_asked
from tests.judging import judged, rule

ASKS = "require: [{present: [owners.business.ref]}]"
MANIFEST = """\
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage, name: Invoice triage}
stage: {current: poc, since: 2026-01-10}
risk: {tier: low, affects_people: false, eu_ai_act: {class: minimal-risk, role: [deployer]}}
owners: {business: {ref: user:default/anna.k}}
scale: {users_now: 5}
kpis: [{id: minutes, kind: primary}]
"""


ANY = (
    "any_of: [{is: {field: risk.affects_people, value: 'true'}}, "
    "{is: {field: risk.eu_ai_act.class, value: high-risk}}]"
)


NEITHER = "does not apply: risk.affects_people (false) is not true, and no alternative is so either"


def why(text: str) -> str:
    (result,) = judged(f"one: {{{text}}}", MANIFEST).results
    return str(result.why)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            "is: {field: risk.affects_people, value: 'true'}",
            "does not apply: risk.affects_people (false) is not true",
        ),
        (
            "is: {field: stage.current, value: [pilot, production]}",
            "does not apply: stage.current (poc) is not one of pilot, production",
        ),
        ("present: [retirement.plan_ref]", "does not apply: retirement.plan_ref is not declared"),
        (
            "covers: {field: risk.eu_ai_act.role, values: [provider]}",
            "does not apply: risk.eu_ai_act.role lacks provider",
        ),
        (
            "compare: {left: scale.users_now, is: more than, right: '100'}",
            "does not apply: scale.users_now (5) is not more than 100",
        ),
        (
            "count: {of: kpis, at_least: '2'}",
            "does not apply: kpis has 1 item that counts; at least 2 are asked",
        ),
        (
            "none_of: [{is: {field: risk.eu_ai_act.class, value: minimal-risk}}]",
            "does not apply: risk.eu_ai_act.class (minimal-risk) rules it out",
        ),
        (
            "none_of: [{present: [owners.business.ref]}]",
            "does not apply: owners.business.ref is declared, which rules it out",
        ),
        (
            ANY,
            NEITHER,
        ),
        (
            "any_of: [{is: {field: risk.affects_people, value: 'true'}}]",
            "does not apply: risk.affects_people (false) is not true",
        ),
        (
            "is: {field: exposure.workers_subject, value: 'true'}",
            "applies because exposure.workers_subject is not declared",
        ),
        (
            "is: {field: stage.current, value: poc}",
            "applies because stage.current is poc",
        ),
    ],
)
def test_what_a_condition_says(condition: str, said: str) -> None:
    assert why(f"when: [{{{condition}}}], {ASKS}") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ASKS, "applies to every initiative"),
        (f"blocks: {{from: poc, tiers: [low, high]}}, {ASKS}", "of tier low or high"),
    ],
)
def test_whom_a_rule_without_conditions_applies_to(text: str, said: str) -> None:
    assert applies(rule(text)).endswith(said)


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("blocks: {from: poc, tiers: [high]}", Stage.POC, "it is not asked of tier low, only of"),
        ("blocks: {from: stopped}", Stage.POC, "it is asked only of an initiative that is stopped"),
        ("blocks: {from: poc}", Stage.RETIRED, "the initiative is retired"),
        (
            "blocks: {from: pilot, tiers: [high]}, warns: {from: pilot}",
            Stage.POC,
            "of tier low it only warns, from pilot on",
        ),
    ],
)
def test_what_a_rule_is_not_asked_of(text: str, asked: Stage, said: str) -> None:
    assert not_asked(rule(f"{text}, {ASKS}"), Tier.LOW, asked).startswith(f"does not apply: {said}")


def test_clauses_may_leave_out_a_tier_or_every_stage_that_is_left() -> None:
    tier = rule("require: [{present: [owners.business.ref], tiers: [high]}]")
    said = "does not apply: nothing of it is asked of tier low"
    assert not_asked(tier, Tier.LOW, Stage.POC) == said
    crossed = rule("require: [{present: [owners.business.ref]}]")
    said = "does not apply: nothing of it is asked at production or later"
    assert not_asked(crossed, Tier.LOW, Stage.PRODUCTION) == said


def clauses(*texts: str) -> tuple[Clause, ...]:
    return rule(f"require: [{', '.join(texts)}]").require


GUARDED = "{{when: [{{is: {{field: risk.affects_people, value: 'true'}}}}], present: [{}]}}"


def test_clauses_that_find_nothing_to_ask() -> None:
    guarded = clauses(GUARDED.format("owners.risk.ref"), GUARDED.format("owners.data.ref"))
    assert idle(guarded) == "does not apply: it is not so that risk.affects_people is true"
    each = clauses("{tiers: [low], each: {of: kpis, as: kpi, require: [{present: [kpi.unit]}]}}")
    assert idle(each) == "does not apply: it asks for each kpi in kpis, and there is none"
    about = clauses("{kept: [owners.business.ref]}")
    assert idle(about).startswith("does not apply: there is nothing to ask about: the change keeps")


def test_no_more_than_two_reasons_stand_in_a_line() -> None:
    many = clauses(*(f"{{kept: [owners.{role}.ref]}}" for role in ("business", "data", "risk")))
    assert idle(many).count("there is nothing") == 2
    assert idle(many).endswith("; and 1 more like it")


def test_a_reason_is_its_text() -> None:
    reason = Reason(lambda word: f"because {word}", "so")
    assert reason == "because so"
    assert reason == Reason(lambda: "because so")
    assert reason != "because not"
    assert hash(reason) == hash("because so")
    assert repr(reason) == "'because so'"
