from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier


def test_stages_rank_and_the_ended_ones_do_not() -> None:
    assert [stage.rank for stage in Stage] == [0, 1, 2, -1, -1]
    assert tuple(stage for stage in Stage if not stage.ended) == RANKED
    assert RANKED == (Stage.POC, Stage.PILOT, Stage.PRODUCTION)


def test_the_stages_after_one() -> None:
    assert Stage.POC.later == (Stage.PILOT, Stage.PRODUCTION)
    assert Stage.PILOT.later == (Stage.PRODUCTION,)
    assert Stage.PRODUCTION.later == Stage.STOPPED.later == Stage.RETIRED.later == ()


def test_tiers_and_levels_of_evidence_rank_in_their_order() -> None:
    assert TIERS == (Tier.LOW, Tier.MEDIUM, Tier.HIGH)
    assert [tier.rank for tier in TIERS] == [0, 1, 2]
    assert [(level.value, level.rank) for level in Evidence] == [
        ("declared", 0),
        ("file", 1),
        ("content", 2),
        ("dated", 3),
        ("crossed", 4),
    ]
