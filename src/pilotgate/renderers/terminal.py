"""What a terminal needs: colour or not, how wide a text is, and that no manifest can command it.

Manifest texts, paths and packs reach the terminal and the logs of CI runners. Everything
goes through `paint`, which shows controls as text and breaks what a runner would obey.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from pilotgate.record import Record


class View(Record):
    """How a reader wants a report shown. Formats for machines ignore it."""

    width: int = 80
    colour: bool = False
    by_owner: bool = False
    quiet: bool = False  # only the sentences, and why no decision could be made
    verbose: bool = False  # evidence, packs and the matrix as well
    everything: bool = False  # `--all`: every rule, met or not, and the matrix
    ahead: bool = False  # what later stages will ask, in full


PLAIN: Final = View()
_LEAST: Final = 20  # no text is squeezed into less


def use_colour(
    option: Literal["auto", "always", "never"], environ: Mapping[str, str], *, is_tty: bool
) -> bool:
    """The option, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, then what stdout is."""
    if option != "auto":
        return option == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    if environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return is_tty and environ.get("TERM") != "dumb"


# ------------------------------------------------------------------ lines

Piece = tuple[str, str]
"""A text and the name of its style."""

Line = tuple[Piece, ...]

STYLES: Final = {
    "": "",
    "error": "1;31",
    "warning": "1;33",
    "ahead": "1;36",
    "strong": "1",
    "frame": "94",
    "quiet": "2",
    "add": "32",
    "good": "1;32",
}
"""Colour repeats what the words say already; it never carries a meaning alone."""


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """The lines as text, safe for terminals and runners whatever they were made of."""
    return "".join(f"{_painted(line, colour=colour)}\n" for line in lines)


def _painted(line: Line, *, colour: bool) -> str:
    pieces = [(escape(text), style) for text, style in line]
    plain = "".join(text for text, _ in pieces).rstrip()
    safe = defuse(plain)
    # A command may lie across pieces; such a line is rare enough to lose its colour.
    if safe != plain or not colour:
        return safe
    left = len(plain)
    painted = ""
    for text, style in pieces:
        shown, left = text[:left], left - len(text[:left])
        code = STYLES[style]
        painted += f"\x1b[{code}m{shown}\x1b[0m" if code and shown else shown
    return painted


# ------------------------------------------------------------------ what may be shown

_SHORT: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Unicode's default ignorable characters that are not of category Cf. The two selectors
# between text and emoji (U+FE0E, U+FE0F) are in ordinary use and stay.
_IGNORABLE: Final = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0D),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE0FFF),
)


def invisible(char: str) -> bool:
    """Controls, bidirectional and zero-width characters, foreign line ends, lone surrogates."""
    code = ord(char)
    if code < 0x7F:  # noqa: PLR2004  the end of ASCII
        return code < 0x20  # noqa: PLR2004  the end of C0
    if unicodedata.category(char) in _INVISIBLE:
        return True
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:  # noqa: PLR2004  noncharacters
        return True
    return any(first <= code <= last for first, last in _IGNORABLE)


def visible(char: str) -> str:
    """The character, or its code where it could not be seen."""
    if not invisible(char):
        return char
    code = ord(char)
    if code > 0xFFFF:  # noqa: PLR2004  the widths of the three notations
        return f"\\U{code:08x}"
    return _SHORT.get(char) or (f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}")  # noqa: PLR2004


def escape(text: str) -> str:
    """One line in which every character can be seen."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(visible, text))


def defuse(line: str) -> str:
    """Break what CI runners obey: `::` at the start of a line, `##name[` anywhere in it."""
    if "##" in line:
        # Imported here: next to no line has this.
        import re

        line = re.sub(r"#(?=#\w*\[)", r"\\x23", line)
    words = line.lstrip()
    if words.startswith("::"):
        line = f"{line[: len(line) - len(words)]}\\x3a{words[1:]}"
    return line


# ------------------------------------------------------------------ how wide it is


def cells(char: str) -> int:
    """The columns a visible character takes: two if it is wide, none if it combines."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def width_of(text: str) -> int:
    """The columns a visible text takes."""
    return len(text) if text.isascii() else sum(map(cells, text))


def bulk_of(text: str) -> int:
    """What a text costs of the width: at least one for each character, combining or not."""
    return len(text) if text.isascii() else sum(max(1, cells(char)) for char in text)


def padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def wrap(text: str, width: int, used: int = 0) -> list[str]:
    """Lines of at most `width`, broken at spaces; a longer word is broken where it must be.

    `used` is what stands on the first line already.
    """
    safe = escape(text)
    if safe.isascii() and len(safe) <= width - used and "  " not in safe:
        return [safe.strip(" ")]
    lines: list[str] = []
    line, taken, room = "", 0, width - used
    for word in safe.split(" "):
        if not word:
            continue
        bulk = bulk_of(word)
        if taken + bulk + bool(line) <= room:
            line, taken = (f"{line} {word}", taken + bulk + 1) if line else (word, bulk)
            continue
        if line or (used and not lines):
            lines.append(line)
        *full, line = _chopped(word, width) if bulk > width else [word]
        lines += full
        taken, room = bulk_of(line), width
    return [*lines, line]


def flow(start: Line, text: str, *, width: int, indent: int, style: str = "") -> list[Line]:
    """A text after a start; what does not fit beside it goes on below, indented."""
    used = sum(bulk_of(escape(piece)) for piece, _ in start)
    first, *more = wrap(text, max(width - indent, _LEAST), used - indent)
    return [(*start, (first, style)), *((((" " * indent + line), style),) for line in more)]


def _chopped(word: str, width: int) -> list[str]:
    parts = [""]
    used = 0
    for char in word:
        bulk = max(1, cells(char))
        if used + bulk > width and parts[-1]:
            parts.append("")
            used = 0
        parts[-1] += char
        used += bulk
    return parts
