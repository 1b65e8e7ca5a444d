"""The strict subset of YAML: what is read, what is refused, and where the fault is shown."""

import contextlib
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.document import Document, Mapping, Scalar, Sequence, Span
from pilotgate.errors import UnreadableDocument
from pilotgate.reader import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, read


def parse(text: str) -> Document:
    return read(text.encode(), "m.yaml")


def refusal(data: str | bytes) -> UnreadableDocument:
    with pytest.raises(UnreadableDocument) as caught:
        read(data.encode() if isinstance(data, str) else data, "m.yaml")
    return caught.value


def test_scalars_keep_their_text_and_style() -> None:
    document = parse("a: NO\nb: 'x'\nc: \"y\"\nd: 1.10\ne: |\n  two\n  lines\nf:\n")
    node = {key: entry.value for key, entry in document.root.entries.items()}
    assert [(n.text, n.style) for n in node.values() if isinstance(n, Scalar)] == [
        ("NO", ""),
        ("x", "'"),
        ("y", '"'),
        ("1.10", ""),
        ("two\nlines\n", "|"),
        ("", ""),
    ]


def test_every_value_has_its_span() -> None:
    document = parse("owners:\n  business:\n    ref: user:default/anna.k\n")
    assert document.span(("owners", "business", "ref")) == Span(3, 10, 3, 29)
    assert document.key_span(("owners", "business", "ref")) == Span(3, 5, 3, 8)


def test_an_absent_value_is_shown_at_the_nearest_key_above() -> None:
    document = parse("owners:\n  business:\n    ref: a\n")
    assert document.span(("owners", "data", "ref")) == Span(1, 1, 1, 7)
    assert document.span(("nothing",)) == Span(1, 1, 1, 7)


def test_a_block_ends_where_its_text_ends() -> None:
    document = parse("a: |\n  text\n\n\nb: 1\nc:\n  - x\n\nd: 1\n")
    assert document.root.entries["a"].value.span == Span(1, 4, 2, 7)
    assert document.root.entries["c"].value.span == Span(7, 3, 7, 6)


def test_columns_count_characters() -> None:
    document = parse("a: [é日, x]\n")
    items = document.root.entries["a"].value
    assert isinstance(items, Sequence)
    assert [item.span for item in items.items] == [Span(1, 5, 1, 7), Span(1, 9, 1, 10)]


def test_flow_and_block_are_told_apart() -> None:
    document = parse("a: {b: 1}\nc:\n  d: 1\n")
    a, c = document.root.get("a"), document.root.get("c")
    assert isinstance(a, Mapping)
    assert isinstance(c, Mapping)
    assert a.flow
    assert not c.flow


REFUSED = {
    "": (1, 1, "the file is empty"),
    "# nothing\n": (1, 1, "the file is empty"),
    "~\n": (1, 1, "the file says nothing"),
    "stage:production": (
        1,
        1,
        "the file must hold keys and values, not a single text",
    ),
    "- a\n": (1, 1, "the file must hold keys and values, not a list"),
    "a: 1\n---\nb: 2\n": (2, 1, "a second document starts here; one file holds one"),
    "%YAML 1.1\n---\na: 1\n": (1, 1, "a % directive is not allowed"),
    "a: &x 1\n": (1, 4, "the anchor &x is not allowed"),
    "a: *x\n": (1, 4, "the alias *x is not allowed"),
    "a: !!python/name:os.system x\n": (1, 4, "the tag !!python/name:os.system is not allowed"),
    "a: ! x\n": (1, 4, "the tag ! is not allowed"),
    "<<: {a: 1}\n": (1, 1, "the merge key << is not allowed"),
    "? [a]\n: 1\n": (1, 3, "a key must be a word, not a list or a mapping"),
    "'': 1\n": (1, 1, "a key is missing before the colon"),
    "a: 1\n'a': 2\n": (2, 1, 'the key "a" stands here a second time (first on line 1)'),
    'stage: 1\n"st\\u0061ge": 2\n': (
        2,
        1,
        'the key "stage" stands here a second time (first on line 1)',
    ),
    "é: 1\ne\u0301: 2\n": (2, 1, 'the key "e\u0301" stands here a second time (first on line 1)'),
    "\uff41: 1\na: 2\n": (2, 1, 'the key "a" stands here a second time (first on line 1)'),
    '"a\\nb": 1\n': (1, 1, "a key must stand on one line"),
    'a: "\\0"\n': (1, 4, "a NUL is not allowed, escaped or not"),
    'a: "\\e[2J"\n': (1, 4, "an escape character is not allowed, escaped or not"),
    'a: "\\u202e"\n': (
        1,
        4,
        "the invisible character U+202E (right-to-left override) is not allowed, escaped or not",
    ),
    'a: "\\L"\n': (1, 4, "a line separator (U+2028) is not allowed, escaped or not"),
    'a: "\\r"\n': (
        1,
        4,
        "a carriage return without a line feed is not allowed, escaped or not",
    ),
    "a:\n\t- b\n": (
        2,
        1,
        "found character that cannot start any token while scanning for the next token",
    ),
}


@pytest.mark.parametrize("text", REFUSED, ids=[repr(text)[:40] for text in REFUSED])
def test_what_the_subset_leaves_out_is_refused_where_it_stands(text: str) -> None:
    error = refusal(text)
    assert (error.line, error.column, error.problem) == REFUSED[text]


@pytest.mark.parametrize(
    ("text", "line", "column", "name"),
    [
        ("a: b # ok\u2028stage: production\n", 1, 10, "a line separator (U+2028)"),
        ("a: b # ok\u0085stage: production\n", 1, 10, "a NEL line end (U+0085)"),
        ("a: b # ok\rstage: production\n", 1, 10, "a carriage return without a line feed"),
        ("a: b\nc: \x1b[2J\n", 2, 4, "an escape character"),
        ("a: \u200bb\n", 1, 4, "the invisible character U+200B (zero width space)"),
    ],
)
def test_characters_that_people_and_programs_read_differently(
    text: str, line: int, column: int, name: str
) -> None:
    error = refusal(text)
    assert (error.line, error.column) == (line, column)
    assert error.problem.startswith(name)


FORMAT = [chr(code) for code in range(sys.maxunicode) if unicodedata.category(chr(code)) == "Cf"]


def test_every_format_character_is_refused_raw_and_escaped() -> None:
    assert len(FORMAT) >= 163
    for char in FORMAT:
        refusal(f"a: x{char}y\n")
        refusal(f'a: "x\\U{ord(char):08x}y"\n')


def test_windows_line_ends_are_read() -> None:
    document = parse("a: 1\r\nb:\r\n  c: x\r\n")
    assert document.span(("b", "c")) == Span(3, 6, 3, 7)


ENCODINGS = [
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "utf-8-sig",
    "latin-1",
    "utf-7",
]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_plain_utf_8_is_read_as_text(encoding: str) -> None:
    data = "a: é\n".encode(encoding)
    if encoding == "utf-7":  # is ASCII, and means what its ASCII says
        value = read(data, "m.yaml").root.get("a")
        assert isinstance(value, Scalar)
        assert value.text == "+AOk"
    else:
        refusal(data)


def test_bytes_that_are_no_utf_8_are_shown_where_they_stand() -> None:
    error = refusal(b"a: 1\nb: x\xff\n")
    assert (error.line, error.column, error.problem) == (2, 5, "byte 0xFF is not UTF-8")


def test_limits_are_exact() -> None:
    fits = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    parse(fits)
    refusal("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)
    comment = "#" * (MAX_BYTES - 5)
    parse(f"a: 1\n{comment}")
    refusal(f"a: 1\n{comment}#")
    row = "[" + "1," * 99 + "1]"
    group = "[" + ",".join([row] * 98) + "]"  # 9,899 values
    parse(f"a: [{group}, {group}]")
    assert refusal(f"a: [{group}, {group}, {group}]").problem == (
        "the file has more than 20,000 values"
    )


def test_a_list_and_a_section_have_their_own_limits() -> None:
    parse("a: [" + "1," * (MAX_ITEMS - 1) + "1]")
    error = refusal("a: [" + "1," * MAX_ITEMS + "1]")
    assert error.problem == "a list has more than 100 items"
    keys = [f"k{number}: 1\n" for number in range(MAX_ITEMS + 1)]
    parse("".join(keys[:-1]))
    assert refusal("".join(keys)).problem == "a section has more than 100 keys"
    read(("a: [" + "1," * 999 + "1]").encode(), "m.yaml", most=1000)


FILLERS = (0x034F, 0x115F, 0x1160, 0x17B4, 0x180B, 0x2800, 0x3164, 0xFE0F, 0xE0100, 0xE000, 0x2065)


@pytest.mark.parametrize("code", FILLERS, ids=hex)
def test_a_character_that_shows_nothing_is_refused_raw_and_escaped(code: int) -> None:
    refusal(f"a: TBD{chr(code)}\n")
    refusal(f'a: "TBD\\U{code:08x}"\n')


def test_letters_of_every_script_are_read() -> None:
    for text in ("Überprüfung", "Zażółć", "данные", "数据", "データ", "데이터", "بيانات", "ข้อมูล"):
        value = parse(f"a: {text}\n").root.get("a")
        assert isinstance(value, Scalar)
        assert value.text == text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{" * 200_000,
        "- " * 100_000,
        "? " * 100_000,
        "a:\n" * 60_000,
        "'" * 200_001,
        "&a " * 60_000,
        "a: " + "x" * 250_000,
        "#" * 250_000,
    ],
    ids=lambda text: repr(text[:3]),
)
def test_any_shape_is_answered_at_once(text: str) -> None:
    start = time.perf_counter()
    with contextlib.suppress(UnreadableDocument):
        parse(text)
    assert time.perf_counter() - start < 1


YAMLISH = st.text(
    alphabet=st.sampled_from("ab01 :-?[]{},#&*!|>'\"%@`\n\t\r~<=.\\\u00e9\u2028\u202e\x00\x85"),
    max_size=60,
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.binary(max_size=80), YAMLISH.map(str.encode)))
def test_whatever_comes_is_a_document_or_our_error(data: bytes) -> None:
    document = None
    with contextlib.suppress(UnreadableDocument):
        document = read(data, "m.yaml")
    if document is not None:
        _inside(document.root, document.text.split("\n"))
        return
    error = refusal(data)
    assert error.line >= 1
    assert error.column >= 1
    assert error.problem


def _inside(node: Mapping | Sequence | Scalar, lines: list[str]) -> None:
    """Every span lies within the text, and ends no earlier than it starts."""
    spans = [node.span]
    if isinstance(node, Mapping):
        spans += [entry.key_span for entry in node.entries.values()]
    for span in spans:
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            _inside(entry.value, lines)
    elif isinstance(node, Sequence):
        for item in node.items:
            _inside(item, lines)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,6}", fullmatch=True), st.integers(), min_size=1))
def test_a_scalar_is_found_again_at_its_span(data: dict[str, int]) -> None:
    text = "".join(f"{key}:   {value}  # c\n" for key, value in data.items())
    document = parse(text)
    for key, value in data.items():
        span = document.span((key,))
        line = document.line(span.line)
        assert line[span.column - 1 : span.end_column - 1] == str(value)
