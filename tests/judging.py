"""Policies and judgements for tests: rules and manifests in YAML, and what comes of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilotgate.baseline import Baseline, baseline_of
from pilotgate.fields import catalogue
from pilotgate.finding import Finding
from pilotgate.judge import Question, judge
from pilotgate.ladders import Stage
from pilotgate.pack import Pack, Policy, pack_of, policy_of
from pilotgate.reader import read
from pilotgate.report import Initiative
from pilotgate.rule import Rule
from pilotgate.tree import Memory
from tests.dossiers import TODAY, plain

FILE = "ai-initiative.yaml"

MANIFEST = """\
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage, name: Invoice triage}
stage: {current: poc, since: 2026-01-10}
risk: {tier: low}
owners:
  business: {ref: user:default/anna.k}
  technical: {ref: user:default/ben.t}
"""
"""Judged on 2026-03-01: a PoC that is past its grace."""


def yaml(text: str) -> Any:
    """YAML as the plain data that a pack is compiled from."""
    return plain(read(text.encode(), "data.yaml").root)


def pack(  # noqa: PLR0913  everything a pack may say
    rules: str | Mapping[str, dict[str, Any]],
    *,
    name: str = "acme",
    settings: Mapping[str, Any] | None = None,
    conditions: str = "",
    people: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
) -> Pack:
    """A pack of rules, each `id: {what differs from a plain blocking rule of ownership}`."""
    return pack_of(
        {
            "name": name,
            "version": "1.0.0",
            "title": "A test",
            "owner": "group:default/ai-governance",
            "digest": "sha256:0",
            "source": name,
            "conditions": yaml(conditions) if conditions else {},
            "rules": [
                _rule(key, data, name)
                for key, data in (yaml(rules) if isinstance(rules, str) else rules).items()
            ],
            "settings": dict(settings or {}),
            "fields": dict(fields or {}),
            "people": dict(people or {}),
        }
    )


def _rule(identifier: str, data: dict[str, Any], name: str) -> dict[str, Any]:
    rule = {
        "id": identifier,
        "pack": name,
        "title": f"Title of {identifier}",
        "why": "Because.",
        "fix": "Mend it.",
        "dimension": "ownership",
        "blocks": {"from": "poc"},
        "file": f"{name}/{identifier}.yaml",
        "line": 1,
        "lines": [],
        **data,
    }
    if "grace" in rule:
        rule["grace"] = rule["grace"] == "true"
    return rule


def rule(text: str) -> Rule:
    """One rule."""
    return pack(f"one: {{{text}}}").rules[0]


def policy(rules: str | Mapping[str, dict[str, Any]], **more: Any) -> Policy:
    return policy_of([pack(rules, **more)])


def known(text: str) -> Baseline:
    return baseline_of(read(text.encode(), "ai-baseline.yaml"))


def judged(  # noqa: PLR0913  everything a judgement may depend on
    rules: str | Policy,
    manifest: str = MANIFEST,
    *,
    as_of: date = TODAY,
    asked: Stage | None = None,
    files: Mapping[str, bytes] | None = None,
    baseline: str = "",
    defer: bool = False,
    **more: Any,
) -> Initiative:
    judging = rules if isinstance(rules, Policy) else policy(rules, **more)
    question = Question(
        policy=judging,
        catalogue=catalogue().with_fields(judging.fields) if judging.fields else catalogue(),
        as_of=as_of,
        asked=asked,
        baseline=known(baseline) if baseline else Baseline(),
        defer=defer,
    )
    return judge(FILE, Memory({FILE: manifest.encode(), **(files or {})}), question)


def told(initiative: Initiative) -> list[str]:
    """Findings in short: `block gap owners.business.ref`."""
    return [short(finding) for finding in initiative.findings]


def short(finding: Finding) -> str:
    state = "" if finding.state == "open" else f" {finding.state}"
    return f"{finding.rule}: {finding.level} {finding.outcome} {finding.field}{state}"
