"""Document -> JSON: what is left out, and what needs a second look."""

import pytest

from pilotgate.fields import catalogue
from pilotgate.instance import Instance, ambiguous, canonical
from pilotgate.reader import read


def instance(text: str) -> Instance:
    return Instance(read(text.encode(), "m.yaml"), catalogue())


def test_scalars_are_read_by_their_style_and_text() -> None:
    found = instance("{a: 1, b: 1.5, c: true, d: 'true', e: \"1\", f: yes, g: 010, h: 2026-01-01}")
    assert found.json == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "true",
        "e": "1",
        "f": "yes",
        "g": "010",
        "h": "2026-01-01",
    }
    assert found.second_look == [("f",), ("g",)]


def test_what_says_nothing_is_left_out() -> None:
    found = instance("{a: null, b: '', c: [], d: {}, e: TBD, f: {g: TODO}, h: ~}")
    assert found.json == {"f": {}}
    assert found.left_out == [("a",), ("b",), ("c",), ("d",), ("e",), ("f", "g"), ("h",)]


def test_items_keep_their_place() -> None:
    found = instance("{a: [TBD, one, null, [two, TODO, three]]}")
    assert found.json == {"a": ["one", ["two", "three"]]}
    assert found.blank == [("a", 2)]
    assert found.route(["a", 0]) == ("a", 1)
    assert found.route(["a", 1, 1]) == ("a", 3, 2)


def test_a_reason_is_kept_even_if_it_says_nothing() -> None:
    assert instance("{a: {not_applicable: TBD}, b: {not_applicable: }}").json == {
        "a": {"not_applicable": "TBD"},
        "b": {"not_applicable": ""},
    }


def test_free_keys_are_left_alone() -> None:
    found = instance("{x-own: [NO, null, 2026-02-30], stage: {x-a: {b: ~}}}")
    assert found.json == {"stage": {}}
    assert not found.doubtful


def test_declared_own_fields_are_not_free() -> None:
    own = catalogue().with_fields({"x-own.a": "date"})
    found = Instance(read(b"{x-own: {a: 2026-02-30, b: NO}, x-other: 1}", "m.yaml"), own)
    assert found.json == {"x-own": {"a": "2026-02-30"}}
    assert found.second_look == [("x-own", "a")]


def test_numbers_beyond_floats_stay_numbers() -> None:
    assert instance("{a: 1e999, b: -1e999}").json == {
        "a": 1.7976931348623157e308,
        "b": -1.7976931348623157e308,
    }


@pytest.mark.parametrize(
    "text",
    [
        *("NO", "no", "off", "On", "y", "N", "yes", "True", "~", "null", "=", "<<", "0x1F", "0o17"),
        *(
            "010",
            "1_000",
            "22:22",
            "1.10",
            ".5",
            "5.",
            "+1",
            "1e3",
            ".inf",
            "-.INF",
            ".NaN",
            "0b11",
        ),
        *("190:20:30", "685_230.15", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43"),
        *("1000000000000000000000",),
    ],
)
def test_texts_that_yaml_reads_as_something_else(text: str) -> None:
    assert ambiguous(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01",
        "24x7",
        "1.2.3",
        "nothing",
        "over",
        "11 minutes",
        "-",
        "- a",
        "10:x",
        "v1",
        "nO",
    ],
)
def test_texts_that_are_texts(text: str) -> None:
    assert not ambiguous(text)


def test_canonical() -> None:
    assert canonical(("kpis", 3, "baseline", "value")) == "kpis[].baseline.value"
