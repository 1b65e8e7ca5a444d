"""What `policy diff --format json` writes: a contract other programs rely on."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pilotgate.shapes.report import Count, Failure, Pack, Part, Stage, Tool, schema_text

Turn = Literal["blocked", "earlier", "otherwise", "later", "released", "unchanged"]


class Change(Part):
    """One difference between the packs."""

    about: Literal["pack", "rule", "parameter", "condition", "setting", "field", "person"]
    name: str = Field(description="Of the rule, the parameter, ...; empty for the pack itself.")
    what: str = Field(
        description="One word: added, removed, renamed, level, evidence, effective_from, ..."
    )
    effect: Literal["tighter", "looser", "either", "none"] = Field(
        description="Whether more is asked than before. `either`: more of one and less of "
        "another, or it depends. `none`: nothing that blocks is touched."
    )
    text: str = Field(description="What holds now and what held before, in words.")
    before: str = Field(description="What held before; empty where there was nothing.")
    after: str = Field(description="What holds now; empty where nothing does.")
    details: tuple[str, ...] = Field(description="Of a new rule: when it applies, what it asks.")


class Gap(Part):
    """A gap that blocks from another day than before, for the first time, or no longer."""

    rule: str
    title: str
    field: str
    outcome: Literal["gap", "undeclared", "unknown"]
    message: str
    owner: str | None = Field(description="Who is asked; null where nobody is named yet.")
    blocks_before: date | None = Field(
        description="The first day on which it blocked by the old pack; null: it did not."
    )
    blocks_after: date | None = Field(
        description="The first day on which it blocks by the new pack; null: it does not."
    )


class Initiative(Part):
    """One manifest, judged by both packs."""

    id: str
    file: str
    repository: str
    stage: Stage | None
    asked: Stage | None
    tier: Literal["low", "medium", "high"] | None
    turn: Turn = Field(
        description="What the new pack does to it: newly blocked, blocked from an earlier or a "
        "later day, from the same day but by other gaps, released, or nothing."
    )
    blocked_before: date | None = Field(description="The first day on which anything blocked.")
    blocked_after: date | None = Field(description="The first day on which anything blocks.")
    gaps: tuple[Gap, ...] = Field(description="Only those that differ.")


class Summary(Part):
    """Changes by effect, and initiatives by what the new pack does to them."""

    changes: dict[Literal["tighter", "looser", "either", "none"], Count]
    initiatives: dict[Turn, Count]


class PolicyDiff(Part):
    """What changed between two policy packs, and for whom."""

    schema_: Literal["pilotgate-policy-diff/v1"] = Field(alias="schema")
    tool: Tool
    old: Pack | None = Field(description="null: it does not load, as `errors` say.")
    new: Pack | None
    changes: tuple[Change, ...]
    as_of: date | None = Field(description="null: no initiatives were asked about.")
    asked: Stage | None = Field(description="null: each initiative at its own stage.")
    initiatives: tuple[Initiative, ...] = Field(description="All that were judged.")
    summary: Summary
    errors: tuple[Failure, ...]
    exit_code: Annotated[int, Field(ge=0, le=4)]


def difference_schema() -> str:
    """`schemas/policy-diff.schema.json`."""
    return schema_text(PolicyDiff, "policy-diff", "Difference of two policy packs")
