"""Words for levels, tiers and evidence."""

from pilotgate.comparison.words import DEPTHS, level_words, since_words, tiers_words
from pilotgate.ladders import TIERS, Evidence, Stage, Tier


def test_what_a_rule_does_to_a_tier() -> None:
    assert level_words(Stage.PILOT, Stage.POC) == "warns from poc on and blocks from pilot on"
    assert level_words(Stage.STOPPED, None) == "blocks at stage stopped"
    assert level_words(None, Stage.POC) == "warns from poc on"
    assert level_words(None, None) == "neither blocks nor warns"
    assert since_words(Stage.RETIRED) == "at stage retired"


def test_tiers() -> None:
    assert tiers_words(TIERS) == "for every tier"
    assert tiers_words([Tier.LOW, Tier.HIGH]) == "for tier low and high"


def test_every_level_of_evidence_has_words_of_its_own() -> None:
    assert list(DEPTHS) == list(Evidence)
    assert len(set(DEPTHS.values())) == len(Evidence)
