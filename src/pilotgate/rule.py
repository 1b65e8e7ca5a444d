"""`Rule`: one demand, when it applies, why; and at which level it stands for a stage and a tier."""

from datetime import date

from pilotgate.clause import Clause
from pilotgate.ladders import RANKED, Evidence, Level, Stage, Tier
from pilotgate.record import Record

Reach = dict[str, Stage]
"""From which stage something is asked, for each tier it is asked of."""


class Rule(Record):
    """One rule of a pack, ready to be judged by."""

    id: str
    pack: str
    title: str
    why: str
    fix: str
    dimension: str
    blocks: Reach
    require: tuple[Clause, ...]
    warns: Reach = {}
    when: tuple[Clause, ...] = ()
    when_names: tuple[str, ...] = ()
    evidence: dict[str, Evidence] = {}
    not_applicable: tuple[Tier, ...] = ()
    grace: bool = True
    effective_from: date | None = None
    on_move: bool = False
    owner: str = ""
    sources: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    file: str = ""
    line: int = 1

    def __hash__(self) -> int:
        return hash(self.id)  # what is asked of a rule is remembered; its tables have no hash

    def evidence_at(self, stage: Stage, tier: Tier) -> Evidence:
        """How deep the rule asks at a stage; `crossed` is asked only of tier high."""
        level = Evidence.DECLARED
        for since in RANKED[: stage.rank + 1]:
            level = self.evidence.get(since, level)
        if level is Evidence.CROSSED and tier is not Tier.HIGH:
            return Evidence.DATED
        return level


class Standing(Record):
    """Where a clause stands: its level, and the stage it is judged at."""

    level: Level
    stage: Stage


def standing(rule: Rule, clause: Clause, asked: Stage, tier: Tier) -> Standing | None:
    """None: the clause is not asked of this tier, at this stage or any later one."""
    if clause.tiers and tier not in clause.tiers:
        return None
    blocks, warns = rule.blocks.get(tier), rule.warns.get(tier)
    if asked.ended:
        return Standing(Level.BLOCK, asked) if blocks is asked else None
    if _reached(rule, clause, asked, blocks, tier):
        return Standing(Level.BLOCK, asked)
    if _reached(rule, clause, asked, warns, tier):
        return Standing(Level.WARN, asked)
    for stage in asked.later:
        if _reached(rule, clause, stage, blocks, tier):
            return Standing(Level.AHEAD, stage)
    return None


def _reached(rule: Rule, clause: Clause, stage: Stage, since: Stage | None, tier: Tier) -> bool:
    if since is None or since.ended or stage.rank < since.rank:
        return False
    if clause.since and stage.rank < clause.since.rank:
        return False
    return clause.evidence.rank <= rule.evidence_at(stage, tier).rank
