"""The ordered words: stages, tiers, levels of evidence, and levels of a clause."""

from enum import StrEnum


class Stage(StrEnum):
    """Where an initiative stands. `stopped` and `retired` have no rank."""

    POC = "poc"
    PILOT = "pilot"
    PRODUCTION = "production"
    STOPPED = "stopped"
    RETIRED = "retired"

    rank: int
    ended: bool
    later: tuple["Stage", ...]  # the stages above this one, in order


RANKED = (Stage.POC, Stage.PILOT, Stage.PRODUCTION)
for _stage in Stage:
    # Plain attributes: every clause of every rule compares ranks.
    _stage.ended = _stage not in RANKED
    _stage.rank = -1 if _stage.ended else RANKED.index(_stage)
    _stage.later = () if _stage.ended else RANKED[_stage.rank + 1 :]


class Tier(StrEnum):
    """How much harm a failure can do."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    rank: int


TIERS = tuple(Tier)
for _at, _tier in enumerate(TIERS):
    _tier.rank = _at


class Evidence(StrEnum):
    """How deep a declaration is backed. Each level contains the ones before it."""

    DECLARED = "declared"
    FILE = "file"
    CONTENT = "content"
    DATED = "dated"
    CROSSED = "crossed"

    rank: int


for _at, _evidence in enumerate(Evidence):
    _evidence.rank = _at


class Level(StrEnum):
    """What an unmet clause does at the asked stage."""

    BLOCK = "block"
    WARN = "warn"
    AHEAD = "ahead"
