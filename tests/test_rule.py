from itertools import product

import pytest

from pilotgate.clause import Clause
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.predicates import present
from pilotgate.rule import Reach, Rule, standing

STAGES = ("poc", "pilot", "production")
LEVELS = ("declared", "file", "content", "dated", "crossed")


def rule(
    blocks: Reach,
    warns: Reach | None = None,
    evidence: dict[str, Evidence] | None = None,
) -> Rule:
    return Rule(
        id="a-rule",
        pack="acme",
        title="",
        why="",
        fix="",
        dimension="ownership",
        blocks=blocks,
        warns=warns or {},
        require=(),
        evidence=evidence or {},
    )


def clause(
    since: Stage | None = None,
    tiers: tuple[Tier, ...] = (),
    evidence: Evidence = Evidence.DECLARED,
) -> Clause:
    params = present.Params(())
    return Clause("present", params, present, since=since, tiers=tiers, evidence=evidence)


def stands(one: Rule, part: Clause, asked: Stage, tier: Tier) -> str:
    found = standing(one, part, asked, tier)
    return f"{found.level} at {found.stage}" if found else "-"


# ------------------------------------------------------------------ an oracle in words of its own


def deepest(evidence: dict[str, str], stage: str, tier: str) -> str:
    """The level that the last entry at or before a stage asks; crossed is for high alone."""
    asked = "declared"
    for one in STAGES[: STAGES.index(stage) + 1]:
        if one in evidence:
            asked = evidence[one]
    return "dated" if asked == "crossed" and tier != "high" else asked


def expected(  # noqa: PLR0913, PLR0917  the whole table
    blocks: str,
    warns: str,
    since: str,
    tiers: tuple[str, ...],
    needs: str,
    evidence: dict[str, str],
    asked: str,
    tier: str,
) -> str:
    """Every stage at which the clause would block or warn, then the rule of the design."""
    if tiers and tier not in tiers:
        return "-"
    if asked in ("stopped", "retired"):
        return f"block at {asked}" if blocks == asked else "-"

    def reached(start: str) -> list[str]:
        if start not in STAGES:
            return []
        return [
            stage
            for stage in STAGES
            if STAGES.index(stage) >= STAGES.index(start)
            and (not since or STAGES.index(stage) >= STAGES.index(since))
            and LEVELS.index(needs) <= LEVELS.index(deepest(evidence, stage, tier))
        ]

    if asked in reached(blocks):
        return f"block at {asked}"
    if asked in reached(warns):
        return f"warn at {asked}"
    later = [one for one in reached(blocks) if STAGES.index(one) > STAGES.index(asked)]
    return f"ahead at {later[0]}" if later else "-"


EVIDENCE: list[dict[str, str]] = [
    {},
    {"poc": "file"},
    {"pilot": "file", "production": "crossed"},
    {"poc": "content", "production": "declared"},
    {"production": "dated"},
]


@pytest.mark.parametrize("evidence", EVIDENCE, ids=str)
@pytest.mark.parametrize("blocks", ["", "poc", "pilot", "production", "stopped", "retired"])
def test_standing_is_what_the_design_says(blocks: str, evidence: dict[str, str]) -> None:
    levels = {stage: Evidence(level) for stage, level in evidence.items()}
    combinations = product(
        ("", "poc", "pilot", "production"),
        ("", "poc", "pilot", "production"),
        ((), ("low",), ("medium", "high")),
        LEVELS,
        (*STAGES, "stopped", "retired"),
        ("low", "medium", "high"),
    )
    for warns, since, tiers, needs, asked, tier in combinations:
        one = rule(
            dict.fromkeys(map(str, TIERS), Stage(blocks)) if blocks else {},
            dict.fromkeys(map(str, TIERS), Stage(warns)) if warns else {},
            levels,
        )
        part = clause(Stage(since) if since else None, tuple(map(Tier, tiers)), Evidence(needs))
        given = (blocks, warns, since, tiers, needs, evidence, asked, tier)
        assert stands(one, part, Stage(asked), Tier(tier)) == expected(*given), given


def test_every_tier_has_its_own_reach() -> None:
    one = rule({Tier.MEDIUM: Stage.PRODUCTION, Tier.HIGH: Stage.PILOT}, {Tier.MEDIUM: Stage.PILOT})
    assert [[stands(one, clause(), asked, tier) for asked in RANKED] for tier in TIERS] == [
        ["-", "-", "-"],
        ["ahead at production", "warn at pilot", "block at production"],
        ["ahead at pilot", "block at pilot", "block at production"],
    ]


def test_a_clause_that_never_blocks_is_never_ahead() -> None:
    one = rule({}, {Tier.LOW: Stage.PILOT})
    assert stands(one, clause(), Stage.POC, Tier.LOW) == "-"
    assert stands(one, clause(), Stage.PILOT, Tier.LOW) == "warn at pilot"


@pytest.mark.parametrize(
    ("stage", "tier", "level"),
    [
        (Stage.POC, Tier.HIGH, Evidence.DECLARED),
        (Stage.PILOT, Tier.HIGH, Evidence.FILE),
        (Stage.PRODUCTION, Tier.HIGH, Evidence.CROSSED),
        (Stage.PRODUCTION, Tier.MEDIUM, Evidence.DATED),
        (Stage.STOPPED, Tier.HIGH, Evidence.DECLARED),
    ],
)
def test_evidence_holds_from_its_stage_on(stage: Stage, tier: Tier, level: Evidence) -> None:
    one = rule({}, evidence={"pilot": Evidence.FILE, "production": Evidence.CROSSED})
    assert one.evidence_at(stage, tier) is level
