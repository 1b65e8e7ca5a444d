"""The report as `--format json` writes it: the contract other programs rely on."""

import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Count = Annotated[int, Field(ge=0)]
Position = Annotated[int, Field(ge=1)]
Fingerprint = Annotated[str, StringConstraints(pattern="^[0-9a-f]{32}$")]
Stage = Literal["poc", "pilot", "production", "stopped", "retired"]
Evidence = Literal["declared", "file", "content", "dated", "crossed"]


class Part(BaseModel):
    """Every key is always there, and there are no others."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", populate_by_name=True)


class Tool(Part):
    """What judged."""

    name: Literal["pilotgate"]
    version: str


class Pack(Part):
    """A policy pack that judged."""

    pack: str
    version: str
    digest: str
    source: str


class Change(Part):
    """What `gate` judged: full commit ids, the branch, and the stage it implies."""

    base: str
    head: str
    branch: str | None
    implied: Stage | None


class Repository(Part):
    """Where manifests came from."""

    name: str
    url: str | None
    commit: str | None
    status: str
    reason: str | None
    initiatives: tuple[str, ...]


class Move(Part):
    """From one stage to another between base and head."""

    from_: str = Field(alias="from")
    to: str


class Counts(Part):
    """Rules by what became of them, each once, by its worst clause at block or warn."""

    met: Count
    gap: Count
    undeclared: Count
    unknown: Count
    waived: Count
    known: Count
    ahead: Count
    not_applicable: Count


class Span(Part):
    """A place in the text. Lines and columns start at 1; the end is exclusive."""

    line: Position
    column: Position
    end_line: Position
    end_column: Position


class RuleSpan(Part):
    """The line of the clause that asks."""

    file: str
    line: Position


class Depth(Part):
    """Which level of evidence was asked, which was reached, and why not more."""

    needed: Evidence
    reached: Evidence | None
    why: str


class Waiver(Part):
    """The permission that covers a finding."""

    approved_by: str
    expires_on: date
    on_base: bool
    line: Position


class Finding(Part):
    """One unmet clause at one place."""

    rule: str
    pack: str = Field(description="`engine` for what the tool itself always demands.")
    dimension: str
    clause: Count
    level: Literal["block", "warn", "ahead"]
    outcome: Literal["gap", "undeclared", "unknown"]
    state: Literal["open", "waived", "known", "deferred"] = Field(
        description="Only an open finding at level block blocks."
    )
    field: str
    message: str
    fix: str = Field(description="Text to paste into the manifest; empty where there is none.")
    owner: str | None = Field(description="Who is asked; null where nobody is named yet.")
    file: str
    span: Span
    rule_span: RuleSpan | None
    evidence: Depth | None
    until: date | None = Field(
        description="The last day on which it does not block yet, or stays waived or known."
    )
    waiver: Waiver | None
    fingerprint: Fingerprint = Field(description="Stable across paths, lines and wording.")
    title: str = Field(description="The demand of the rule, in a sentence.")
    help: str = Field(description="What to do about it.")
    next: str = Field(description="The command that would establish an unknown fact.")


class Initiative(Part):
    """One manifest, judged."""

    id: str
    name: str
    file: str
    repository: str
    stage: Stage | None
    asked: Stage | None
    tier: Literal["low", "medium", "high"] | None
    move: Move | None
    decision: Literal["pass", "blocked", "none"]
    recommendation: str | None
    sentence: str
    holds_until: date | None
    counts: Counts
    matrix: dict[str, Counts] = Field(description="The same counts for each dimension.")
    findings: tuple[Finding, ...]


class Summary(Part):
    """Initiatives by decision."""

    initiatives: Count
    pass_: Count = Field(alias="pass")
    blocked: Count
    none: Count


class Failure(Part):
    """Why something could not be decided, and the next thing to try."""

    code: str
    where: str
    problem: str
    next: str


class Report(Part):
    """What was judged, by what, and what came of it."""

    schema_: Literal["pilotgate-report/v1"] = Field(alias="schema")
    tool: Tool
    as_of: date
    options: tuple[str, ...] = Field(description="Options that changed how it was judged.")
    policy: tuple[Pack, ...]
    change: Change | None
    repositories: tuple[Repository, ...]
    initiatives: tuple[Initiative, ...]
    summary: Summary
    errors: tuple[Failure, ...]
    exit_code: Annotated[int, Field(ge=0, le=4)]
    command: str
    sentence: str = Field(description="About the whole run; empty where the initiatives say it.")
    next: str = Field(description="The next command to type.")


def report_schema() -> str:
    """`schemas/report.schema.json`."""
    return schema_text(Report, "report", "Report of pilotgate")


def schema_text(model: type[Part], name: str, title: str) -> str:
    """A schema of draft-07, as editors and validators read it best."""
    made = model.model_json_schema(ref_template="#/definitions/{model}")
    definitions = {name: _untitled(part) for name, part in made.pop("$defs").items()}
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:pilotgate:schema:{name}:v1",
        "title": title,
    }
    schema = {**head, **_untitled(made), "definitions": definitions}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _untitled(part: dict[str, Any]) -> dict[str, Any]:
    """Without the titles that pydantic makes of the names, which say nothing new."""
    properties = {
        name: {key: value for key, value in field.items() if key != "title"}
        for name, field in part["properties"].items()
    }
    return {
        "type": part["type"],
        "description": part["description"],
        "required": part["required"],
        "properties": properties,
        "additionalProperties": part["additionalProperties"],
    }
