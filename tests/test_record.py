from typing import ClassVar

import pytest

from pilotgate.record import Record


class Point(Record):
    """A value with a default."""

    x: int
    y: int = 0
    MARKS: ClassVar[tuple[str, ...]] = ("not", "a", "field")


class Named(Point):
    """Fields of its own after those of its parent."""

    name: str = ""


def test_fields_are_the_annotations_and_those_of_the_parent_come_first() -> None:
    assert Point.__fields__ == ("x", "y")
    assert Named.__fields__ == ("x", "y", "name")


def test_a_field_that_is_said_again_keeps_its_place() -> None:
    class Again(Named):
        y: int = 7

    assert Again.__fields__ == ("x", "y", "name")
    assert Again(1, 2, "a").y == 2
    assert Again(1).y == 7


def test_values_by_position_by_name_and_by_default() -> None:
    assert Point(1, 2) == Point(x=1, y=2)
    assert Point(1) == Point(1, 0)
    assert Named(1, name="a").name == "a"


@pytest.mark.parametrize(
    ("args", "named", "message"),
    [
        ((1, 2, 3), {}, "Point takes 2 values, got 3"),
        ((), {"y": 1}, "Point needs 'x'"),
        ((1,), {"z": 1}, "Point has no 'z'"),
        ((1,), {"x": 2}, "Point has no 'x'"),
        ((1,), {"MARKS": ()}, "Point has no 'MARKS'"),
    ],
)
def test_what_does_not_fit_is_refused(
    args: tuple[int, ...], named: dict[str, object], message: str
) -> None:
    make: type = Point
    with pytest.raises(TypeError, match=message):
        make(*args, **named)


def test_it_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError, match="Point is immutable: cannot set 'x'"):
        setattr(point, "x", 2)  # noqa: B010  a plain assignment is refused by the type checker
    with pytest.raises(AttributeError, match="Point is immutable: cannot delete 'x'"):
        del point.x
    assert point == Point(1)


def test_equal_values_of_one_type_are_equal_and_hash_alike() -> None:
    assert len({Point(1), Point(1, 0), Point(2)}) == 2
    assert Point(1) != Point(1, 1)
    assert Point(1) != Named(1)
    assert Point(1) != (1, 0)


def test_two_types_with_the_same_values_are_two_values() -> None:
    class Size(Record):
        x: int
        y: int = 0

    assert Size(1) != Point(1)
    assert len({Size(1), Point(1)}) == 2


def test_a_changed_copy() -> None:
    point = Named(1, 2, "a")
    assert point.but(y=3) == Named(1, 3, "a")
    assert point == Named(1, 2, "a")
    with pytest.raises(TypeError):
        point.but(z=1)


def test_it_shows_and_matches_its_fields() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"
    match Point(3, 4):
        case Point(x, y):
            assert (x, y) == (3, 4)
