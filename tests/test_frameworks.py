"""The framework packs: what they add, from which day, and whom the EU AI Act binds.

Whom it binds is compared with a register of requirements that a government keeps:
`AGREED` says which field of ours answers each of them, `DIFFERENT` where we disagree, and why.
"""

import json
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from pilotgate.document import Mapping, Node, Scalar, Sequence
from pilotgate.fields import catalogue
from pilotgate.judge import Question, judge
from pilotgate.ladders import Stage
from pilotgate.merging import merged
from pilotgate.pack import Policy
from pilotgate.reader import read
from pilotgate.report import Initiative
from pilotgate.source import load_policy
from pilotgate.tree import Memory
from tests.corpora import ROOT, corpus
from tests.judging import yaml

FRAMEWORKS: Final = ("eu-ai-act", "gdpr", "nist-ai-rmf", "omb-m-25-21")
FILE: Final = "ai-initiative.yaml"
UNVERIFIED: Final = " (not re-fetched)"
PREFIX: Final = {
    "eu-ai-act": "AIA ",
    "gdpr": "GDPR ",
    "nist-ai-rmf": "NIST ",
    "omb-m-25-21": "OMB ",
}
IN_FORCE: Final = date(2028, 8, 2)


@cache
def policy(name: str) -> Policy:
    return load_policy([f"builtin:{name}"], root=".")


def _mapping(text: str) -> Mapping:
    root = read(text.encode(), "part.yaml").root
    assert isinstance(root, Mapping)
    return root


@cache
def base(name: str) -> Mapping:
    """The manifest that the examples of a pack are merged into."""
    parts = (ROOT / "policies" / pack / "tests" / "base.yaml" for pack in ("baseline", name))
    below, above = (_mapping(part.read_text("utf-8")) for part in parts)
    return merged(below, above)


@cache
def files(name: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for pack in ("baseline", name):
        folder = ROOT / "policies" / pack / "tests" / "files"
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def _flow(node: Node) -> str:
    """A node on one line."""
    if isinstance(node, Mapping):
        return f"{{{', '.join(f'{key}: {_flow(e.value)}' for key, e in node.entries.items())}}}"
    if isinstance(node, Sequence):
        return f"[{', '.join(map(_flow, node.items))}]"
    assert isinstance(node, Scalar)
    bare = node.null or (node.plain and re.fullmatch(r"[\w.+-]+", node.text))
    return (node.text or "null") if bare else json.dumps(node.text, ensure_ascii=False)


def judged(name: str, *changes: str, as_of: date = IN_FORCE, asked: Stage) -> Initiative:
    """The manifest of a pack, with changes, on a day."""
    manifest = base(name)
    for change in changes:
        manifest = merged(manifest, _mapping(change))
    tree = Memory({FILE: _flow(manifest).encode(), **files(name)})
    judge_ = policy(name)
    question = Question(judge_, catalogue().with_fields(judge_.fields), as_of, asked)
    return judge(FILE, tree, question)


def levels(initiative: Initiative, field: str) -> set[str]:
    return {str(finding.level) for finding in initiative.findings if finding.field == field}


# ------------------------------------------------------------------ every framework


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_keeps_every_rule_of_the_baseline_and_adds_its_own(name: str) -> None:
    below = {rule.id for rule in policy("baseline").rules}
    whole = {rule.id: rule for rule in policy(name).rules}
    assert below <= set(whole)
    own = [rule for rule in whole.values() if rule.pack == name]
    assert len(own) >= 5
    assert {rule.id for rule in own} == set(whole) - below
    for rule in own:
        cited = [one for one in rule.references if one.startswith(PREFIX[name])]
        assert cited, f"{rule.id} does not say where {name} asks for it"


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_was_not_verified_says_so_at_its_end(name: str) -> None:
    for rule in policy(name).rules:
        for reference in rule.references:
            if "fetched" in reference:
                assert reference.endswith(UNVERIFIED), f"{rule.id}: {reference}"
                assert reference.count("fetched") == 1


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_own_manifest_of_a_framework_is_a_manifest(name: str) -> None:
    found = judged(name, as_of=date(2026, 3, 1), asked=Stage.PRODUCTION)
    own = {rule.id for rule in policy(name).rules if rule.pack == name}
    wrong = [one for one in found.findings if one.rule in own or one.pack == "engine"]
    assert [f"{one.rule} {one.field}: {one.message}" for one in wrong] == []


# ------------------------------------------------------------------ the days of the EU AI Act

HIGH_RISK = "{risk: {eu_ai_act: {class: high-risk, basis: '%s'}}}"


@pytest.mark.parametrize(
    ("field", "day"),
    [
        ("x-eu-ai-act.risk_management_ref", date(2027, 12, 2)),
        ("x-eu-ai-act.use_as_instructed", date(2027, 12, 2)),
        ("compliance.technical_documentation_ref", date(2027, 12, 2)),
        ("x-eu-ai-act.content_marking", date(2026, 8, 2)),
        ("x-eu-ai-act.exposes", date(2026, 8, 2)),
        ("x-eu-ai-act.imagery_safeguards", date(2026, 12, 2)),
    ],
)
def test_a_duty_warns_before_its_day_and_blocks_from_it_on(field: str, day: date) -> None:
    changes = ("{x-eu-ai-act: {generates: [text, image]}}", f"{{{field}: null}}")
    before = judged("eu-ai-act", *changes, as_of=day - timedelta(1), asked=Stage.PRODUCTION)
    assert levels(before, field) == {"warn"}
    after = judged("eu-ai-act", *changes, as_of=day, asked=Stage.PRODUCTION)
    assert levels(after, field) == {"block"}


def test_systems_of_annex_i_follow_later() -> None:
    field = "x-eu-ai-act.risk_management_ref"
    changes = (HIGH_RISK % "annex-i:2006/42/EC", f"{{{field}: null}}")
    before = judged("eu-ai-act", *changes, as_of=date(2028, 8, 1), asked=Stage.PRODUCTION)
    assert levels(before, field) == set()
    after = judged("eu-ai-act", *changes, as_of=date(2028, 8, 2), asked=Stage.PRODUCTION)
    assert levels(after, field) == {"block"}


def test_what_is_long_in_force_has_no_day() -> None:
    dated = {rule.id: rule.effective_from for rule in policy("eu-ai-act").rules}
    assert dated["eu-ai-literacy"] is None
    assert dated["eu-prohibited-screening"] is None
    assert dated["eu-gpai-documentation"] is None


# ------------------------------------------------------------------ whom the EU AI Act binds

ROLES: Final = {"provider": "aanbieder", "deployer": "gebruiksverantwoordelijke"}
CLASSES: Final = {
    "prohibited": "verboden AI",
    "high-risk": "hoog-risico AI",
    "other": "geen hoog-risico AI",
}
MODELS: Final = ("model", "systemic-model")
SYSTEM, MODEL = "AI-systeem", "AI-model voor algemene doeleinden"
PROHIBITED: Final = "prohibited-blocks"
BASIS: Final = {
    "prohibited": "a score of social behaviour decides about housing for every tenant of the town",
    "high-risk": "annex-iii:4(b)",
    "other": "art-6-3-exempt:preparatory-task",
    **dict.fromkeys(MODELS, "what is offered is a model, and no point of Annex III names its use"),
}

AGREED: Final = {
    "aia-00": PROHIBITED,
    "aia-01": "x-eu-ai-act.literacy",
    "aia-02": "x-eu-ai-act.profiling",
    "aia-03": "x-eu-ai-act.risk_management_ref",
    "aia-04": "x-eu-ai-act.vulnerable_groups",
    "aia-05": "x-eu-ai-act.data_governance_ref",
    "aia-06": "compliance.technical_documentation_ref",
    "aia-07": "logging.decision_log.enabled",
    "aia-08": "compliance.instructions_for_use_ref",
    "aia-09": "human_oversight.override.how",
    "aia-10": "security.threat_model_ref",
    "aia-11": "x-eu-ai-act.quality_management_ref",
    "aia-12": "retention.documentation",
    "aia-13": "retention.decision_logs",
    "aia-14": "compliance.conformity_ref",
    "aia-15": "compliance.conformity_ref",
    "aia-16": "x-eu-ai-act.ce_marking",
    "aia-17": "compliance.eu_database_id",
    "aia-18": "x-eu-ai-act.quality_management_ref",
    "aia-19": "x-eu-ai-act.accessibility_ref",
    "aia-20": "x-eu-ai-act.use_as_instructed",
    "aia-21": "x-eu-ai-act.oversight_mandate",
    "aia-22": "x-eu-ai-act.suspension",
    "aia-23": "retention.decision_logs",
    "aia-24": "x-eu-ai-act.workers_representatives_informed",
    "aia-25": "compliance.eu_database_id",
    "aia-26": "x-eu-ai-act.explanation_ref",
    "aia-27": "risk.eu_ai_act.fria_required",
    "aia-28": "human_oversight.disclosure.text_ref",
    "aia-29": "x-eu-ai-act.gpai.documentation_ref",
    "aia-30": "x-eu-ai-act.gpai.systemic_risk_ref",
    "aia-31": "x-eu-ai-act.gpai.systemic_risk_ref",
    "aia-32": "x-eu-ai-act.gpai.systemic_risk_ref",
    "aia-33": "",
    "aia-34": "compliance.post_market_plan_ref",
    "aia-35": "compliance.incident.clocks.serious",
    "aia-36": "",
    "aia-37": "",
    "aia-38": "x-eu-ai-act.risk_management_ref",
    "aia-39": "x-eu-ai-act.gpai.copyright_ref",
    # Not of the AI Act: nobody is bound to them by a role or a class.
    "arc-01": "",
    "aut-01": "",
    "avg-01": "",
    "avg-02": "",
    "avg-03": "",
    "avg-04": "",
    "avg-05": "",
    "avg-06": "",
    "avg-07": "",
    "avg-08": "",
    "avg-09": "",
    "avg-10": "",
    "avg-11": "",
    "avg-12": "",
    "avg-13": "",
    "awb-01": "",
    "awb-02": "",
    "bio-01": "",
    "bzk-01": "",
    "dat-01": "",
    "grw-01": "",
    "grw-02": "",
    "woo-01": "",
}
"""The field in which an initiative answers a requirement; "" where we ask for nothing."""

DIFFERENT: Final = {
    "aia-07": "the baseline asks every initiative to record its results, not only high-risk ones",
    "aia-08": "a deployer must hold the instructions that Article 26(1) makes it follow",
    "aia-09": "the baseline asks every initiative of tier medium and high how to overrule it",
    "aia-10": "the baseline asks every initiative of tier medium and high for a threat model",
    "aia-17": "an exempt system is registered too (Article 49(2)); the register says so in aia-02",
    "aia-25": "the same number answers it, and is asked of the provider of an exempt system too",
    "aia-28": "everybody whose system meets people is asked; Article 50(3)-(4) bind deployers too",
    "aia-33": "a regulatory sandbox is agreed with an authority; an initiative declares nothing",
    "aia-36": "channels for whistleblowers are a duty of the organisation, not of an initiative",
}
"""Where we bind others than the register does, and why."""

Subject = tuple[str, str]
SUBJECTS: Final = tuple((role, kind) for role in ROLES for kind in (*CLASSES, *MODELS))


def _bound(profile: dict[str, Any]) -> set[Subject]:
    """Whom the register binds: a system of a class, or a model with or without systemic risk."""
    found: set[Subject] = set()
    for role, kind in SUBJECTS:
        is_model = kind in MODELS
        if (MODEL if is_model else SYSTEM) not in profile["type"]:
            continue
        if ROLES[role] not in profile["role"]:
            continue
        groups, systemic = profile["risk_group"], profile["systemic_risk"]
        if is_model and systemic and kind != "systemic-model":
            continue
        if is_model or not groups or CLASSES[kind] in groups:
            found.add((role, kind))
    return found


def _register() -> dict[str, set[Subject]]:
    found: dict[str, set[Subject]] = {}
    for path in sorted(Path(corpus("nl-task-registry") / "requirements").glob("*.yaml")):
        name = "-".join(path.name.split("-")[:2])
        text = path.read_text("utf-8")
        at = text.index("\nai_act_profile:")
        profiles = yaml(text[at + 1 : text.index("\nalways_", at)])["ai_act_profile"]
        found[name] = set().union(*map(_bound, profiles))
    return found


def _asked() -> dict[str, set[Subject]]:
    """Whom we ask for each field, for a reason that the AI Act gives."""
    answers = set(AGREED.values()) - {"", PROHIBITED}
    gone = "\n".join(f"{field}: null" for field in sorted(answers))
    of_the_act = {
        rule.id
        for rule in policy("eu-ai-act").rules
        if any(reference.startswith("AIA ") for reference in rule.references)
    }
    found: dict[str, set[Subject]] = {field: set() for field in (*answers, PROHIBITED)}
    for role, kind in SUBJECTS:
        is_model = kind in MODELS
        named = kind if kind in ("prohibited", "high-risk") else "minimal-risk"
        subject = (
            f"risk.eu_ai_act.role: [{role}]\n"
            f"risk.eu_ai_act.class: {named}\n"
            f"risk.eu_ai_act.basis: {json.dumps(BASIS[kind])}\n"
            f"x-eu-ai-act.general_purpose: {kind if is_model else 'none'}\n"
        )
        for finding in judged("eu-ai-act", gone, subject, asked=Stage.PRODUCTION).findings:
            if finding.rule in of_the_act and finding.field in found:
                found[finding.field].add((role, kind))
            if finding.rule == PROHIBITED:
                found[PROHIBITED].add((role, kind))
    return found


def test_whom_the_eu_ai_act_binds_is_what_a_government_says() -> None:
    register = _register()
    assert len(register) == 63
    assert set(register) == set(AGREED)
    asked = _asked()
    different: dict[str, str] = {}
    for name, field in AGREED.items():
        # One field may answer several requirements: of a provider and of a deployer.
        bound = set().union(*(register[one] for one in AGREED if AGREED[one] == field))
        bound = bound if field else register[name]
        ours = asked[field] if field else set()
        if bound != ours:
            different[name] = f"register {sorted(bound - ours)}, we {sorted(ours - bound)}"
    assert set(different) == set(DIFFERENT), different
    assert len(DIFFERENT) <= 12
