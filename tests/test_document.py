import pytest

from pilotgate.document import (
    START,
    Each,
    Mapping,
    Name,
    Route,
    Scalar,
    Select,
    Sequence,
    Span,
    Star,
    empty,
    field,
)
from tests.dossiers import document

TEXT = """\
apiVersion: ai-initiative/v1
owners:
  business: {ref: anna, accepted_on: }
kpis:
  - id: minutes
    baseline:
      value: 11
  - {}
tags: [a, b]
none: ~
"""
DOCUMENT = document(TEXT)


@pytest.mark.parametrize(
    ("route", "text"),
    [
        (("owners", "business", "ref"), "anna"),
        (("kpis", 0, "id"), "minutes"),
        (("tags", 1), "b"),
        (("tags", 2), None),
        (("tags", "a"), None),
        (("owners", 0), None),
        (("owners", "business", "ref", "deeper"), None),
        (("nothing",), None),
    ],
)
def test_a_node_is_found_by_its_route(route: Route, text: str | None) -> None:
    node = DOCUMENT.node(route)
    assert (node.text if isinstance(node, Scalar) else node) == text


@pytest.mark.parametrize(
    ("route", "span"),
    [
        (("owners", "business", "ref"), Span(3, 19, 3, 23)),  # a value
        (("owners",), Span(2, 1, 2, 7)),  # a section: its key
        (("owners", "business", "accepted_on"), Span(3, 25, 3, 36)),  # an empty value: its key
        (("owners", "technical", "ref"), Span(2, 1, 2, 7)),  # absent: the nearest key above
        (("kpis", 0), Span(5, 5, 5, 7)),  # an item: its first key
        (("kpis", 0, "threshold"), Span(5, 5, 5, 7)),
        (("kpis", 0, "baseline", "value"), Span(7, 14, 7, 16)),
        (("kpis", 1), Span(8, 5, 8, 7)),  # an item without keys: itself
        (("kpis", 9), Span(4, 1, 4, 5)),
        (("none",), Span(10, 1, 10, 5)),  # null says nothing: its key
        (("nothing", "here"), Span(1, 1, 1, 11)),  # not even a parent: the first key
        ((), Span(1, 1, 1, 11)),
    ],
)
def test_a_span_is_the_value_or_the_nearest_key(route: Route, span: Span) -> None:
    assert DOCUMENT.span(route) == span


def test_an_empty_document_starts_at_its_start() -> None:
    from pilotgate.document import Document

    assert Document("a.yaml", Mapping({}, START, flow=True), "{}").span(("a",)) == START


def test_lines_come_without_their_ends() -> None:
    assert DOCUMENT.line(2) == "owners:"
    assert document("apiVersion: a\r\nmetadata: {}\r\n").line(1) == "apiVersion: a"
    assert DOCUMENT.line(0) == DOCUMENT.line(99) == ""


@pytest.mark.parametrize(
    ("node", "says_nothing"),
    [
        (None, True),
        (Scalar("", "", START), True),
        (Scalar("~", "", START), True),
        (Scalar("null", "", START), True),
        (Scalar("", "'", START), True),
        (Scalar("  ", '"', START), True),
        (Sequence([], START, flow=True), True),
        (Mapping({}, START, flow=True), True),
        (Scalar("null", "'", START), False),  # a quoted word is a word
        (Scalar("0", "", START), False),
        (Scalar("false", "", START), False),
        (Scalar("none", "", START), False),
        (Sequence([Scalar("", "", START)], START, flow=True), False),
    ],
)
def test_what_says_nothing(node: Scalar | Sequence | Mapping | None, *, says_nothing: bool) -> None:
    assert empty(node) is says_nothing


@pytest.mark.parametrize(
    ("text", "steps", "canonical", "first"),
    [
        ("risk.tier", (Name("risk"), Name("tier")), "risk.tier", "risk"),
        ("kpis[].id", (Name("kpis"), Each(), Name("id")), "kpis[].id", "kpis"),
        (
            "kpis[kind=primary|cost].unit",
            (Name("kpis"), Select("kind", ("primary", "cost")), Name("unit")),
            "kpis[].unit",
            "kpis",
        ),
        ("owners.*.ref", (Name("owners"), Star(), Name("ref")), "owners.*.ref", "owners"),
        ("x-own.a_b", (Name("x-own"), Name("a_b")), "x-own.a_b", "x-own"),
        ("a[][k=v]", (Name("a"), Each(), Select("k", ("v",))), "a[][]", "a"),
    ],
)
def test_a_field_is_read(text: str, steps: tuple[object, ...], canonical: str, first: str) -> None:
    read = field(text)
    assert read.steps == steps
    assert (read.canonical, read.first, str(read)) == (canonical, first, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "a b",
        "a.[]",
        "a[",
        "a[k]",
        "a[k=]",
        "a[=v]",
        "[]",
        "*",
        "a[]b",
        "1a",
        "a.b ",
        "a[k=v",
        "a]",
        "a[k=[v]]",
        "a.b\n",
        "ä",
    ],
)
def test_what_is_no_field_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"field|expected"):
        field(text)
