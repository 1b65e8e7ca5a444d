from itertools import product
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.renderers.terminal import (
    bulk_of,
    defuse,
    escape,
    flow,
    invisible,
    paint,
    use_colour,
    width_of,
    wrap,
)

Option = Literal["auto", "always", "never"]


def _expected(option: str, environ: dict[str, str], *, is_tty: bool) -> bool:
    """The rule as conventions write it, one line for each step."""
    steps = [
        (option == "always", True),
        (option == "never", False),
        (environ.get("NO_COLOR", "") != "", False),
        (environ.get("FORCE_COLOR", "") != "", True),
        (environ.get("CLICOLOR_FORCE", "") not in {"", "0"}, True),
        (not is_tty, False),
        (environ.get("TERM") == "dumb", False),
        (True, True),
    ]
    return next(answer for asked, answer in steps if asked)


def test_every_combination_of_option_environment_and_terminal() -> None:
    seen = set()
    options: tuple[Option, ...] = ("auto", "always", "never")
    table = product(
        options,
        (None, "", "1"),
        (None, "", "0", "1", "3"),
        (None, "", "0", "1"),
        (None, "dumb", "xterm-256color"),
        (True, False),
    )
    names = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM")
    for option, no_colour, force, clicolor, term, is_tty in table:
        values = zip(names, (no_colour, force, clicolor, term), strict=True)
        environ = {name: value for name, value in values if value is not None}
        got = use_colour(option, environ, is_tty=is_tty)
        assert got is _expected(option, environ, is_tty=is_tty), (option, environ, is_tty)
        seen.add((option, got))
    assert seen == {("auto", True), ("auto", False), ("always", True), ("never", False)}


@pytest.mark.parametrize(
    ("option", "environ", "is_tty", "colour"),
    [
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "", "FORCE_COLOR": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
    ],
)
def test_colour(option: Option, environ: dict[str, str], *, is_tty: bool, colour: bool) -> None:
    assert use_colour(option, environ, is_tty=is_tty) is colour


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b31m", r"\x9b31m"),
        ("a\r\nb\tc", r"a\r\nb\tc"),
        ("\x00\x7f\x85", r"\x00\x7f\x85"),
        ("a\u202eb\u2066", r"a\u202eb\u2066"),
        ("a\u200bb\ufeff\u00ad", r"a\u200bb\ufeff\xad"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("caf\udce9.yaml", r"caf\udce9.yaml"),
        ("\U000e0041\U000e0100", r"\U000e0041\U000e0100"),
        ("\u3164\u115f\u034f", r"\u3164\u115f\u034f"),
        ("\uffff\U0001fffe\ufdd0", r"\uffff\U0001fffe\ufdd0"),
        ("Größe 処理 é ❤\ufe0f", "Größe 処理 é ❤\ufe0f"),
        ("a\u00a0b\u3000c", "a\u00a0b\u3000c"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_its_code(text: str, shown: str) -> None:
    assert escape(text) == shown


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("::error::x", r"\x3a:error::x"),
        (" \t ::set-output", " \t \\x3a:set-output"),
        ("a ::error::x", "a ::error::x"),
        ("\u3000::error::x", "\u3000\\x3a:error::x"),
        ("see ##[error]x", r"see \x23#[error]x"),
        ("see ###[error]x", r"see #\x23#[error]x"),
        ("x ##vso[task.complete]", r"x \x23#vso[task.complete]"),
        ("x ##VSO[a] ##teamcity[b]", r"x \x23#VSO[a] \x23#teamcity[b]"),
        ("## a heading [x]", "## a heading [x]"),
    ],
)
def test_commands_of_runners_are_broken(line: str, broken: str) -> None:
    assert defuse(line) == broken


def test_a_command_across_pieces_is_broken_as_well() -> None:
    assert paint([(("see #", "error"), ("#[error]", ""))], colour=True) == "see \\x23#[error]\n"
    assert paint([(("  :", ""), (":error::x", "add"))], colour=True) == "  \\x3a:error::x\n"


def test_colour_wraps_words_and_nothing_else() -> None:
    line = (("error", "error"), (": x  ", ""))
    assert paint([line], colour=True) == "\x1b[1;31merror\x1b[0m: x\n"
    assert paint([line], colour=False) == "error: x\n"


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("処理", 4), ("e\u0301", 1), ("\uff8a\uff9d", 2), ("\uff21", 2), ("❤", 1)],
)
def test_width_in_columns(text: str, width: int) -> None:
    assert width_of(text) == width


def test_wrapping() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one two three", 7, used=5) == ["", "one two", "three"]
    assert wrap("one two", 7, used=4) == ["one", "two"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("処理時間", 4) == ["処理", "時間"]
    assert wrap("", 4) == [""]
    assert wrap("  a   b ", 9) == ["a b"]


def test_a_text_flows_below_its_start() -> None:
    lines = flow((("= why: ", "strong"),), "one two three", width=27, indent=7)
    assert paint(lines, colour=False) == "= why: one two three\n"
    lines = flow((("= why: ", "strong"),), "one two three four five six", width=27, indent=7)
    assert paint(lines, colour=False) == "= why: one two three four\n       five six\n"


@given(st.text(), st.integers(1, 60), st.integers(0, 40))
def test_wrapped_lines_fit_and_lose_only_spaces(text: str, width: int, used: int) -> None:
    lines = wrap(text, width, used)
    assert "".join(lines).replace(" ", "") == escape(text).replace(" ", "")
    if "\\" not in escape(text) and width > 1:
        assert all(bulk_of(line) <= width for line in lines)


@given(
    first=st.text(st.characters(), max_size=80), second=st.text(max_size=80), colour=st.booleans()
)
def test_nothing_but_our_colours_reaches_the_terminal(
    first: str, second: str, *, colour: bool
) -> None:
    text = paint([((first, "error"), (second, ""))], colour=colour)
    plain = text.replace("\x1b[1;31m", "").replace("\x1b[0m", "")
    assert plain.endswith("\n")
    assert not any(map(invisible, plain[:-1]))
    assert not plain.lstrip().startswith("::")
    assert "##[" not in plain
    assert "##vso[" not in plain.lower()
