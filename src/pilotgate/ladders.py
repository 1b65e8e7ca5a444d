"""The ordered words: stages, tiers, levels of evidence, and levels of a clause."""

from enum import StrEnum


class Stage(StrEnum):
    """Where an initiative stands. `stopped` and `retired` have no rank."""

    POC = "poc"
    PILOT = "pilot"
    PRODUCTION = "production"
    STOPPED = "stopped"
    RETIRED = "retired"

    @property
    def rank(self) -> int:
        return _STAGE_RANK.get(self, -1)

    @property
    def ended(self) -> bool:
        return self.rank < 0

    @property
    def later(self) -> tuple["Stage", ...]:
        """The stages above this one, in order."""
        return RANKED[self.rank + 1 :] if self.rank >= 0 else ()


RANKED = (Stage.POC, Stage.PILOT, Stage.PRODUCTION)
_STAGE_RANK = {stage: rank for rank, stage in enumerate(RANKED)}


class Tier(StrEnum):
    """How much harm a failure can do."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return _TIER_RANK[self]


TIERS = tuple(Tier)
_TIER_RANK = {tier: rank for rank, tier in enumerate(TIERS)}


class Evidence(StrEnum):
    """How deep a declaration is backed. Each level contains the ones before it."""

    DECLARED = "declared"
    FILE = "file"
    CONTENT = "content"
    DATED = "dated"
    CROSSED = "crossed"

    @property
    def rank(self) -> int:
        return _EVIDENCE_RANK[self]


_EVIDENCE_RANK = {level: rank for rank, level in enumerate(Evidence)}


class Level(StrEnum):
    """What an unmet clause does at the asked stage."""

    BLOCK = "block"
    WARN = "warn"
    AHEAD = "ahead"
