"""The value that renderers read: without targets nobody was asked about."""

from pilotgate.comparison.difference import Difference


def test_an_empty_difference_is_about_nobody() -> None:
    empty = Difference("1.0.0")
    assert (empty.old, empty.new, empty.changes, empty.as_of) == (None, None, (), None)
    assert (empty.initiatives, empty.errors, empty.exit_code) == ((), (), 0)
