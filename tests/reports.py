"""Sample reports, made by hand, for the tests of every renderer."""

from datetime import date
from typing import Any

from pilotgate.document import Document, Route, Span
from pilotgate.finding import Depth, Finding, Permission, State
from pilotgate.ladders import Evidence, Level, Stage, Tier
from pilotgate.reader import read
from pilotgate.report import (
    COUNTED,
    Change,
    Counts,
    Decision,
    Failure,
    Initiative,
    PackUsed,
    Report,
    Repository,
    RuleResult,
    Toll,
)

FILE = "ai-initiative.yaml"
TODAY = date(2026, 11, 20)
MANIFEST = """\
apiVersion: ai-initiative/v1
metadata:
  id: invoice-triage
  name: Invoice triage
stage:
  current: poc
  since: 2026-11-06
risk:
  tier: medium
owners:
  business:
    ref: user:default/anna.k
  technical: {ref: user:default/anna.k}
business_case:
  problem: |
    Clerks read every invoice twice before they know which team has to answer it.
kpis:
  - id: minutes-per-invoice
    kind: primary
    unit: min
    direction: down
  - id: 処理時間
    kind: guardrail
    unit: min
stop_criteria: []
data_sources:
  - {id: invoices, system: sap, classification: confidential, personal_data: false, version: v1}
human_oversight:
  appeal:
    how: by e-mail
"""
PACK = PackUsed("baseline", "1.0.0", f"sha256:{'0' * 64}", "builtin")


def document(text: str = MANIFEST, path: str = FILE) -> Document:
    return read(text.encode(), path)


def counts(**given: int) -> Counts:
    return {name: given.get(name, 0) for name in COUNTED}


def baseline_undeclared() -> Finding:
    return Finding(
        rule="bc-baseline-measured",
        pack="baseline",
        dimension="business-case",
        title="The primary KPI has a measured, dated baseline",
        clause=0,
        predicate="present",
        level=Level.BLOCK,
        outcome="undeclared",
        field="kpis[minutes-per-invoice].baseline.value",
        route=("kpis", 0, "baseline", "value"),
        message="kpis[minutes-per-invoice].baseline.value is not declared",
        why="Without a number from before, nobody can say later what the initiative changed.",
        help="Measure it first, on at least two weeks of ordinary work.",
        file=FILE,
        span=Span(18, 5, 18, 7),
        write="under kpis[minutes-per-invoice] (line 18):\n    baseline:\n      value: <number>",
        owner="user:default/anna.k",
        rule_file="builtin:baseline/bc-baseline-measured.yaml",
        rule_line=9,
        rule_text='  - present: ["kpis[kind=primary].baseline.value", "kpis[kind=primary].name"]',
        initiative="invoice-triage",
    )


def owners_alike() -> Finding:
    return Finding(
        rule="ow-owners-distinct",
        pack="baseline",
        dimension="ownership",
        title="Business, technical and data owner are three different people",
        clause=0,
        predicate="distinct",
        level=Level.BLOCK,
        outcome="gap",
        field="owners.technical.ref",
        route=("owners", "technical", "ref"),
        message="owners.technical.ref is the same person as owners.business.ref (anna.k)",
        why="One champion in every role leaves with the memory and nobody to disagree with.",
        help="Give at least the business role to somebody who did not build the system.",
        file=FILE,
        span=Span(13, 20, 13, 39),
        owner="user:default/anna.k",
        rule_file="builtin:baseline/ow-owners-distinct.yaml",
        rule_line=8,
        rule_text="  - distinct: {fields: [owners.business.ref, owners.technical.ref, owners.it]}",
        evidence=Depth(Evidence.CONTENT, Evidence.DECLARED, "people.yaml is not here"),
        initiative="invoice-triage",
    )


def stage_unknown() -> Finding:
    return Finding(
        rule="ls-stage-since-true",
        pack="baseline",
        dimension="lifecycle-stop",
        title="The stage began when the manifest says",
        clause=1,
        predicate="compare",
        level=Level.BLOCK,
        outcome="unknown",
        field="stage.since",
        route=("stage", "since"),
        message="stage.since cannot be compared with the history: the clone is shallow",
        why="A date that history contradicts makes every deadline counted from it worthless.",
        help="Write the day on which the stage changed.",
        file=FILE,
        span=Span(7, 10, 7, 20),
        owner=None,
        owner_role="data",
        rule_file="builtin:baseline/ls-stage-since-true.yaml",
        rule_line=12,
        rule_text="",
        next="git fetch --unshallow && pilotgate check",
        initiative="invoice-triage",
    )


def no_stop_criteria() -> Finding:
    return Finding(
        rule="ls-stop-criteria",
        pack="baseline",
        dimension="lifecycle-stop",
        title="There are enough stop criteria",
        clause=0,
        predicate="count",
        level=Level.WARN,
        outcome="undeclared",
        field="stop_criteria",
        route=("stop_criteria",),
        message="stop_criteria has 0 items, at least 2 are asked for",
        why="An initiative that cannot fail on paper will not be stopped in practice.",
        help="Write down now what would make you stop.",
        file=FILE,
        span=Span(25, 1, 25, 14),
        write="at stop_criteria (line 25):\nstop_criteria:\n  - id: <name>\n    condition: <which>",
        owner="user:default/ben.t",
        until=date(2026, 12, 5),
        rule_file="builtin:baseline/ls-stop-criteria.yaml",
        rule_line=7,
        rule_text="  - count: {of: stop_criteria, at_least: 2}",
        initiative="invoice-triage",
    )


def thresholds_missing() -> tuple[Finding, ...]:
    """One clause, two items: folded into one block."""
    first = Finding(
        rule="bc-success-threshold",
        pack="baseline",
        dimension="business-case",
        title="Every KPI says from which value on the next stage is funded",
        clause=0,
        predicate="present",
        level=Level.WARN,
        outcome="undeclared",
        field="kpis[minutes-per-invoice].threshold",
        route=("kpis", 0, "threshold"),
        message="kpis[minutes-per-invoice].threshold is not declared",
        why="A target nobody fixed beforehand is always reached.",
        help="Agree on a number with the sponsor.",
        file=FILE,
        span=Span(18, 5, 18, 7),
        write="under kpis[minutes-per-invoice] (line 18):\n    threshold: <number>",
        owner="user:default/anna.k",
        rule_file="builtin:baseline/bc-success-threshold.yaml",
        rule_line=11,
        rule_text="      - present: [threshold]",
        initiative="invoice-triage",
    )
    second = first.but(
        field="kpis[処理時間].threshold",
        route=("kpis", 1, "threshold"),
        message="kpis[処理時間].threshold is not declared",
        write="under kpis[処理時間] (line 22):\n    threshold: <number>",
        span=Span(22, 9, 22, 13),
    )
    return first, second


def _aside(rule: str, line: int, message: str, **more: Any) -> Finding:
    values: dict[str, Any] = {
        "rule": rule,
        "title": f"About {rule}",
        "message": message,
        "field": message.split(maxsplit=1)[0],
        "route": ("human_oversight", "appeal"),
        "span": Span(line, 3, line, 9),
        **more,
    }
    return owners_alike().but(**values)


def waived() -> Finding:
    return _aside(
        "ho-appeal-deadline",
        29,
        "human_oversight.appeal.within is not declared",
        dimension="human-oversight",
        state=State.WAIVED,
        until=date(2027, 1, 31),
        waiver=Permission("user:default/risk.desk", date(2027, 1, 31), False, 4),
    )


def known() -> Finding:
    return _aside(
        "da-contract-present",
        27,
        "data_sources[invoices].contract is not declared",
        dimension="data",
        state=State.KNOWN,
        until=date(2027, 3, 31),
        owner="user:default/ben.t",
    )


def deferred() -> Finding:
    return _aside(
        "ls-minimum-time",
        7,
        "stage.since needs the history of main",
        dimension="lifecycle-stop",
        state=State.DEFERRED,
        outcome="unknown",
    )


def ahead() -> tuple[Finding, ...]:
    rules = {
        "security": ("se-injection-tested", "se-secrets-managed"),
        "data": ("da-lineage",),
        "monitoring": tuple(f"mo-signal-{number}-is-watched" for number in range(8)),
    }
    return tuple(
        baseline_undeclared().but(
            rule=rule, dimension=dimension, level=Level.AHEAD, title=f"About {rule}"
        )
        for dimension, names in rules.items()
        for rule in names
    )


def invoice_triage(*findings: Finding, text: str = MANIFEST) -> Initiative:
    return Initiative(
        id="invoice-triage",
        name="Invoice triage",
        file=FILE,
        repository=".",
        stage=Stage.POC,
        asked=Stage.POC,
        tier=Tier.MEDIUM,
        decision=Decision.BLOCKED,
        sentence="poc: BLOCKED. 2 gaps block, 1 is not established, 1 waived until 2027-01-31.",
        findings=findings,
        results=(
            _result("bc-baseline-measured", "business-case", "undeclared", "2 fields are missing"),
            _result("da-contract-present", "data", "known", "recorded, due 2027-03-31"),
            _result(
                "da-deletion-tested",
                "data",
                "not_applicable",
                "applies where personal data is processed; data_sources[].personal_data is false",
            ),
            _result("ow-owners-distinct", "ownership", "gap", "two roles, one person"),
            _result("ow-support-named", "ownership", "ahead", "asked for from production on"),
            _result("st-stage-declared", "lifecycle-stop", "met", ""),
        ),
        counts=counts(met=40, gap=1, undeclared=3, unknown=1, waived=1, known=1, ahead=11),
        matrix={
            "business-case": counts(met=6, undeclared=2, not_applicable=1),
            "ownership": counts(met=5, gap=1, ahead=2),
            "architecture-integration": counts(met=11, waived=1, known=1, unknown=1),
        },
        holds_until=date(2026, 12, 5),
        toll=Toll(
            Stage.PILOT,
            (("gap", 3), ("undeclared", 4)),
            (("user:default/ben.t", 4), ("user:default/anna.k", 3)),
        ),
        document=document(text),
    )


def _result(rule: str, dimension: str, result: str, why: str) -> RuleResult:
    return RuleResult(rule, "baseline", dimension, f"About {rule}", result, why)


def report(*initiatives: Initiative, **more: Any) -> Report:
    values: dict[str, Any] = {
        "version": "0.1.0",
        "command": "check",
        "as_of": TODAY,
        "options": (),
        "policy": (PACK,),
        "initiatives": initiatives,
        "repositories": (
            Repository(".", None, None, "blocked", None, tuple(item.id for item in initiatives)),
        ),
        "exit_code": 1,
        "next": "pilotgate check --for pilot",
        **more,
    }
    return Report(**values)


def blocked() -> Report:
    """A PoC with one of everything a reader can meet."""
    return report(
        invoice_triage(
            *ahead(),
            *thresholds_missing(),
            no_stop_criteria(),
            waived(),
            known(),
            deferred(),
            stage_unknown(),
            baseline_undeclared(),
            owners_alike(),
        ),
        options=("--defer",),
    )


def passing() -> Report:
    initiative = invoice_triage().but(
        decision=Decision.PASS,
        sentence="poc: PASS. To reach pilot: 7 gaps; ben.t 4, anna.k 3.",
    )
    return report(initiative, exit_code=0)


def unread() -> Report:
    """A manifest that is not YAML we accept: a finding like any other."""
    text = 'apiVersion: ai-initiative/v1\nmetadata: {id: "claims\x1b[2J\nstage: [\n'
    finding = Finding(
        rule="manifest-valid",
        pack="engine",
        dimension="lifecycle-stop",
        title="The manifest can be read",
        clause=0,
        predicate="manifest-valid",
        level=Level.BLOCK,
        outcome="gap",
        field="",
        route=(),
        message="an escape character is not allowed: people and programs read it differently",
        why="What two readers understand differently cannot be judged.",
        help="delete the invisible character",
        file="ai-initiatives/claims.yaml",
        span=Span(2, 23, 2, 24),
        owner=None,
        initiative="ai-initiatives/claims.yaml",
    )
    initiative = Initiative(
        id="ai-initiatives/claims.yaml",
        name="",
        file="ai-initiatives/claims.yaml",
        repository=".",
        stage=None,
        asked=None,
        tier=None,
        decision=Decision.BLOCKED,
        sentence="BLOCKED. The manifest cannot be read.",
        findings=(finding,),
        text=text,
    )
    return report(initiative, next="pilotgate check")


def undecided() -> Report:
    """Nothing could be judged."""
    failure = Failure(
        "unreadable",
        "refs/heads/main",
        "the commit is not in this clone, so there is nothing to compare the change with",
        "git fetch --unshallow origin main",
    )
    return report(
        command="gate",
        policy=(),
        repositories=(),
        errors=(failure,),
        exit_code=4,
        sentence="NO DECISION. The base commit could not be read.",
        next="",
    )


def several() -> Report:
    """A change that moves one of two initiatives."""
    claims = invoice_triage(owners_alike().but(initiative="claims-triage")).but(
        id="claims-triage",
        name="Claims",
        repository="acme/claims",
        stage=Stage.PRODUCTION,
        asked=Stage.PRODUCTION,
        tier=None,
        move=("pilot", "production"),
        sentence="pilot -> production: BLOCKED. 1 gap blocks.",
    )
    return report(
        invoice_triage(baseline_undeclared()),
        claims,
        command="gate",
        change=Change("a" * 40, "b" * 40, "production", Stage.PRODUCTION),
        next="pilotgate waivers request ow-owners-distinct",
    )


def hostile(text: str, *, line: str = "") -> Report:
    """The same text wherever a manifest, a path, a pack or an error can bring it in."""
    route: Route = ("kpis", 0, "baseline", "value")
    finding = baseline_undeclared().but(
        rule=text,
        title=text,
        dimension=text,
        field=text,
        route=route,
        message=text,
        why=text,
        help=text,
        write=text,
        file=text,
        owner=text,
        rule_file=text,
        rule_text=text,
        next=text,
        initiative=text,
        evidence=Depth(Evidence.FILE, None, text),
        span=Span(1, 1, 1, max(2, len(line or text) // 2)),
    )
    initiative = Initiative(
        id=text,
        name=text,
        file=text,
        repository=text,
        stage=None,
        asked=None,
        tier=None,
        decision=Decision.BLOCKED,
        sentence=text,
        findings=(
            finding,
            finding.but(level=Level.WARN, owner=None, owner_role=text, until=date.max),
            finding.but(level=Level.AHEAD),
            finding.but(
                state=State.WAIVED,
                waiver=Permission(text, TODAY, True, 1),
            ),
            finding.but(state=State.KNOWN, until=TODAY),
        ),
        results=(RuleResult(text, text, text, text, "met", text),),
        counts=counts(undeclared=1),
        matrix={text: counts(undeclared=1)},
        text=line or text,
        recommendation=text,
        move=(text, text),
    )
    return report(
        initiative,
        version=text,
        command=text,
        options=(text,),
        policy=(PackUsed(text, text, text, text),),
        change=Change(text, text, text, None),
        repositories=(Repository(text, text, text, text, text, (text,)),),
        errors=(Failure(text, text, text, text),),
        sentence=text,
        next=text,
    )
