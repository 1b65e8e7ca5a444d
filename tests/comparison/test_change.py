"""Which way a change goes, of one and of several together."""

import pytest

from pilotgate.comparison.change import Effect, by_rank, by_sets, together

TIGHTER, LOOSER, EITHER, NONE = Effect.TIGHTER, Effect.LOOSER, Effect.EITHER, Effect.NONE


@pytest.mark.parametrize(
    ("effects", "whole"),
    [
        ([], NONE),
        ([NONE, NONE], NONE),
        ([TIGHTER, NONE], TIGHTER),
        ([LOOSER, LOOSER], LOOSER),
        ([TIGHTER, LOOSER], EITHER),
        ([TIGHTER, EITHER], EITHER),
    ],
)
def test_together(effects: list[Effect], whole: Effect) -> None:
    assert together(effects) is whole


def test_what_cannot_be_told_is_neither() -> None:
    answers: list[bool | None] = [True, False, None]
    assert [by_rank(one) for one in answers] == [TIGHTER, LOOSER, EITHER]


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [("ab", "ba", NONE), ("a", "ab", TIGHTER), ("ab", "a", LOOSER), ("ab", "bc", EITHER)],
)
def test_more_of_a_list(before: str, after: str, way: Effect) -> None:
    assert by_sets(before, after, more=TIGHTER) is way
    opposite = {TIGHTER: LOOSER, LOOSER: TIGHTER}.get(way, way)
    assert by_sets(before, after, more=LOOSER) is opposite
