import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pilotgate.document import Span
from pilotgate.renderers.excerpt import Mark, excerpt
from pilotgate.renderers.terminal import invisible, paint, width_of


def drawn(text: str, *marks: tuple[int, int, int, str], width: int = 60, gutter: int = 2) -> str:
    """Marks are (line, first column, end column, label)."""
    lines = text.split("\n")
    return paint(
        excerpt(
            [Mark(Span(line, column, line, end), label) for line, column, end, label in marks],
            lambda number: lines[number - 1] if number <= len(lines) else "",
            gutter=gutter,
            width=width,
        ),
        colour=False,
    )


def test_a_label_beside_its_mark() -> None:
    assert drawn("a: 1\nbc: 2", (2, 1, 3, "wrong")) == (
        "   |\n"
        " 2 | bc: 2\n"
        "   | ^^ wrong\n"
    )  # fmt: skip


def test_a_long_label_goes_on_below() -> None:
    assert drawn("bc: 2", (1, 1, 3, "one two three four five six"), width=32) == (
        "   |\n"
        " 1 | bc: 2\n"
        "   | ^^ one two three four five\n"
        "   |    six\n"
    )  # fmt: skip


def test_a_label_stands_below_where_there_is_no_room_beside() -> None:
    text = "key: " + "v" * 45
    assert drawn(text, (1, 6, 51, "is too long"), width=58) == (
        "   |\n"
        f" 1 | {text}\n"
        f"   |      {'^' * 45}\n"
        "   |      is too long\n"
    )  # fmt: skip


def test_marks_in_order_with_a_gap_between_far_lines() -> None:
    assert drawn("a\nb\nc\nd", (4, 1, 2, "three"), (1, 1, 2, "one"), (2, 1, 2, "two")) == (
        "   |\n"
        " 1 | a\n"
        "   | ^ one\n"
        " 2 | b\n"
        "   | ^ two\n"
        "...\n"
        " 4 | d\n"
        "   | ^ three\n"
    )  # fmt: skip


def test_two_marks_on_one_line_share_it() -> None:
    assert drawn("{a: 1, b: 2}", (1, 8, 9, "second"), (1, 2, 3, "first")) == (
        "   |\n"
        " 1 | {a: 1, b: 2}\n"
        "   |  ^ first\n"
        "   |        ^ second\n"
    )  # fmt: skip


def test_two_labels_at_one_place_share_the_mark() -> None:
    assert drawn("key: x", (1, 1, 4, "one"), (1, 1, 4, "two")) == (
        "   |\n"
        " 1 | key: x\n"
        "   | ^^^ one\n"
        "   |     two\n"
    )  # fmt: skip


def test_wide_and_combining_characters_count_their_columns() -> None:
    assert drawn("- 処理: e\u0301te\u0301", (1, 7, 12, "x"), (1, 3, 5, "y")) == (
        "   |\n"
        " 1 | - 処理: e\u0301te\u0301\n"
        "   |   ^^^^ y\n"
        "   |         ^^^ x\n"
    )  # fmt: skip


def test_a_tab_is_four_spaces_and_a_control_its_code() -> None:
    assert drawn("\ta\x1bb", (1, 3, 4, "here")) == (
        "   |\n"
        " 1 |     a\\x1bb\n"
        "   |      ^^^^ here\n"
    )  # fmt: skip


def test_a_long_line_is_cut_around_its_mark() -> None:
    text = "a" * 50 + "X" + "b" * 50
    assert drawn(text, (1, 51, 52, "here"), width=45) == (
        "   |\n"
        " 1 | ...aaaaaaaaaaaaaXbbbbbbbbbbbbbbbbbbbb...\n"
        "   |                 ^ here\n"
    )  # fmt: skip
    assert drawn(text, (1, 1, 3, "here"), width=45) == (
        "   |\n"
        f" 1 | {'a' * 37}...\n"
        "   | ^^ here\n"
    )  # fmt: skip
    assert drawn(text, (1, 101, 102, "here"), width=45) == (
        "   |\n"
        f" 1 | ...{'b' * 37}\n"
        f"   | {' ' * 39}^\n"
        "   | here\n"
    )  # fmt: skip


def test_a_mark_outside_the_text_points_at_its_end() -> None:
    assert drawn("ab", (1, 9, 12, "here")) == "   |\n 1 | ab\n   |   ^ here\n"
    assert drawn("ab", (7, 1, 2, "here")) == "   |\n 7 |\n   | ^ here\n"


def test_a_span_of_several_lines_marks_the_first() -> None:
    lines = excerpt([Mark(Span(1, 4, 3, 2), "x")], lambda _: "a: |>", gutter=1, width=60)
    assert paint(lines, colour=False) == "  |\n1 | a: |>\n  |    ^^ x\n"


def test_a_secret_is_not_shown() -> None:
    text = drawn("token: ghp_0123456789abcdef", (1, 1, 6, "is not asked for"), width=80)
    assert "ghp_" not in text
    assert " 1 | token: [looks like a secret, not shown]\n" in text
    assert "AKIA" not in drawn("- AKIA0123456789ABCD: x", (1, 3, 9, "unknown"))


_TEXT = st.text(st.characters(exclude_characters="\n"), max_size=300)


@given(_TEXT, st.integers(1, 320), st.integers(0, 200), _TEXT, st.integers(40, 140))
def test_no_line_is_longer_than_the_width(
    text: str, column: int, length: int, label: str, width: int
) -> None:
    lines = drawn(text, (1, column, column + length, label), width=width).splitlines()
    for line in lines:
        assert not any(map(invisible, line))
        assert len(line) <= width
        assert width_of(line) <= width


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30), st.data())
def test_the_mark_is_below_what_it_marks(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    _, source, marked = drawn(text, (1, at + 1, at + 2, ""), width=200).splitlines()
    columns: list[str] = []
    for char in source:
        wide = unicodedata.east_asian_width(char) in "WF" and not unicodedata.combining(char)
        columns += [char] * (2 if wide else 1) if width_of(char) else []
    if width_of(text[at]) and not any(map(invisible, text)) and "[looks" not in source:
        assert {columns[spot] for spot, sign in enumerate(marked) if sign == "^"} == {text[at]}
