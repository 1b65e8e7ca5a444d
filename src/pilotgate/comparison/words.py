"""Words for what changes between two packs: tiers, stages, levels, levels of evidence."""

from collections.abc import Collection
from typing import Final

from pilotgate.ladders import TIERS, Evidence, Stage, Tier
from pilotgate.phrases import both

DEPTHS: Final = {
    Evidence.DECLARED: "what the manifest says is believed",
    Evidence.FILE: "the files named there are in the repository and not empty",
    Evidence.CONTENT: "the files named there can be read and hold what they should",
    Evidence.DATED: "the history of the repository agrees with the dates",
    Evidence.CROSSED: "a second, independent artefact agrees (asked of tier high)",
}
"""What each level of evidence asks for."""


def since_words(stage: Stage) -> str:
    return f"at stage {stage}" if stage.ended else f"from {stage} on"


def tiers_words(tiers: Collection[Tier]) -> str:
    return "for every tier" if len(tiers) == len(TIERS) else f"for tier {both(tiers)}"


def level_words(blocks: Stage | None, warns: Stage | None) -> str:
    """What a rule does to one tier."""
    parts = []
    if warns:
        parts.append(f"warns {since_words(warns)}")
    if blocks:
        parts.append(f"blocks {since_words(blocks)}")
    return both(parts) or "neither blocks nor warns"
