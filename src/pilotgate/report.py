"""`Report`: what was judged, by what, and what came of it; the one value every renderer reads."""

from datetime import date
from enum import StrEnum

from pilotgate.document import Document
from pilotgate.finding import Finding
from pilotgate.ladders import Stage, Tier
from pilotgate.reasons import Reason
from pilotgate.record import Record


class Decision(StrEnum):
    """For one initiative."""

    PASS = "pass"  # noqa: S105
    BLOCKED = "blocked"
    NONE = "none"


COUNTED = (
    "met",
    "gap",
    "undeclared",
    "unknown",
    "waived",
    "known",
    "ahead",
    "not_applicable",
)
Counts = dict[str, int]


class RuleResult(Record):
    """What became of one rule, for `--all`."""

    rule: str
    pack: str
    dimension: str
    title: str
    result: str  # one of COUNTED
    why: str | Reason  # in one line: why it did or did not apply


class Toll(Record):
    """What stands between an initiative and a later stage."""

    stage: Stage
    gaps: tuple[tuple[str, int], ...]  # gap, undeclared, unknown: how many of each
    owners: tuple[tuple[str, int], ...]  # who owes how many, by name


class Initiative(Record):
    """One manifest, judged."""

    id: str
    name: str
    file: str
    repository: str
    stage: Stage | None
    asked: Stage | None
    tier: Tier | None  # as declared; null in the report where it is not
    decision: Decision
    sentence: str
    findings: tuple[Finding, ...]
    results: tuple[RuleResult, ...] = ()
    counts: Counts = {}
    matrix: dict[str, Counts] = {}
    holds_until: date | None = None
    toll: Toll | None = None
    document: Document | None = None  # for excerpts; not part of the report's data
    text: str = ""  # of a manifest that could not be read
    move: tuple[str, str] | None = None
    recommendation: str | None = None


class PackUsed(Record):
    """Which pack judged, exactly."""

    pack: str
    version: str
    digest: str
    source: str


class Failure(Record):
    """Why something could not be decided."""

    code: str
    where: str
    problem: str
    next: str


class Repository(Record):
    """One row: where the manifests came from."""

    name: str
    url: str | None
    commit: str | None
    status: str
    reason: str | None
    initiatives: tuple[str, ...]


class Change(Record):
    """What `gate` judged: full commit ids, the branch, and the stage that branch implies."""

    base: str
    head: str
    branch: str | None
    implied: Stage | None


class Report(Record):
    """Everything a renderer may show."""

    version: str
    command: str
    as_of: date
    options: tuple[str, ...]
    policy: tuple[PackUsed, ...]
    initiatives: tuple[Initiative, ...]
    repositories: tuple[Repository, ...] = ()
    errors: tuple[Failure, ...] = ()
    exit_code: int = 4
    sentence: str = ""  # about the whole run, where there is no initiative to speak of
    next: str = ""  # the next command to type
    change: Change | None = None

    def summary(self) -> dict[str, int]:
        decisions = [initiative.decision for initiative in self.initiatives]
        return {
            "initiatives": len(decisions),
            **{decision.value: decisions.count(decision) for decision in Decision},
        }
