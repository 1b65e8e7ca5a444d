"""The caret block: lines of a file with their numbers, and what is wrong marked below."""

from collections.abc import Callable, Iterable
from typing import Final

from pilotgate.document import Span
from pilotgate.record import Record
from pilotgate.renderers.terminal import (
    Line,
    bulk_of,
    escape,
    visible,
    width_of,
    wrap,
)
from pilotgate.shown import looks_secret

TAB: Final = "    "
CUT: Final = "..."
_HIDDEN: Final = "[looks like a secret, not shown]"
_ROOM: Final = 24  # a label narrower than this reads like a column of words
_NEAR: Final = 8  # how much of a long span must be in sight


class Mark(Record):
    """A span and what is said about it."""

    span: Span
    label: str


class _Window(Record):
    """What of a line is shown, and where its mark begins and how long it is, in columns."""

    text: str
    at: int
    length: int


def excerpt(  # noqa: PLR0913  the last four are how it looks
    marks: Iterable[Mark],
    line_of: Callable[[int], str],
    *,
    gutter: int,
    width: int,
    sign: str = "^",
    style: str = "error",
) -> list[Line]:
    """The marked lines. No line is longer than `width`; marks at one place share a line."""
    room = max(width - gutter - 3, _ROOM)
    bar = f"{' ' * gutter} |"
    lines: list[Line] = [((bar, "frame"),)]
    number, shown = 0, None
    for mark in sorted(marks, key=lambda mark: mark.span):
        window = _window(line_of(mark.span.line), mark.span, room)
        if mark.span.line != number or not shown or window.text != shown.text:
            if number and mark.span.line > number + 1:
                lines.append(((CUT, "frame"),))
            lines.append(((f"{mark.span.line:>{gutter}} | ", "frame"), (window.text, "")))
        repeated = window == shown and mark.span.line == number
        lines += [
            ((f"{bar} ", "frame"), (text, style))
            for text in _marked(window, mark.label, sign, room, repeated=repeated)
        ]
        number, shown = mark.span.line, window
    return lines


def _marked(window: _Window, label: str, sign: str, room: int, *, repeated: bool) -> list[str]:
    """The marks and their label, beside them where there is room for it."""
    label = escape(label)
    signs = " " * window.at + sign * window.length
    beside = window.at + window.length + 1
    if not label:
        return [] if repeated else [signs]
    if room - beside >= min(_ROOM, bulk_of(label)):
        first, *more = wrap(label, room - beside)
        start = " " * beside if repeated else f"{signs} "
        return [start + first, *(" " * beside + text for text in more)]
    indent = " " * max(0, min(window.at, room - 2 * _ROOM))
    below = [indent + text for text in wrap(label, room - len(indent))]
    return below if repeated else [signs, *below]


def _window(raw: str, span: Span, room: int) -> _Window:
    """The part of the line around the span that fits."""
    line = _discreet(raw)
    plain = line.isascii() and line.isprintable()
    units = list(line) if plain else [TAB if c == "\t" else visible(c) for c in line]
    begin = min(span.column - 1, len(units))
    end = span.end_column - 1 if span.end_line == span.line else len(units)
    if begin == len(units):
        units.append(" ")
    end = min(max(end, begin + 1), len(units))
    bulk = [1] * len(units) if plain else [bulk_of(unit) for unit in units]
    left, right = 0, len(units)
    if sum(bulk) > room:
        left = _left(bulk, begin, end, room)
        right = left + _fitting(bulk[left:], room - len(CUT) * (2 if left else 1))
        if left and sum(bulk[left:]) <= room - len(CUT):
            right = len(units)
    before = CUT if left else ""
    after = CUT if right < len(units) else ""
    return _Window(
        text=f"{before}{''.join(units[left:right])}{after}",
        at=len(before) + sum(map(width_of, units[left:begin])),
        length=max(1, sum(map(width_of, units[begin : min(end, right)]))),
    )


def _left(bulk: list[int], begin: int, end: int, room: int) -> int:
    """Where the window begins: at the start of the line if the span is in sight from there."""
    if sum(bulk[:begin]) + min(sum(bulk[begin:end]), _NEAR) <= room - len(CUT):
        return 0
    before = begin - _fitting(bulk[:begin][::-1], room // 3)
    # Near the end of the line there is room for more of what stands before.
    return min(before, len(bulk) - _fitting(bulk[::-1], room - len(CUT)))


def _fitting(bulk: list[int], room: int) -> int:
    """How many of the units fit."""
    used = 0
    for count, size in enumerate(bulk):
        used += size
        if used > room:
            return count
    return len(bulk)


def _discreet(raw: str) -> str:
    """The line; a value that looks like a secret is replaced."""
    if not looks_secret(raw):
        return raw
    key, colon, _ = raw.partition(":")
    if not colon or looks_secret(key):
        return _HIDDEN
    return f"{key}: {_HIDDEN}"
