"""The tables of a text report: the readiness matrix, every rule, and what later stages will ask."""

from collections.abc import Iterable, Mapping
from typing import Final

from pilotgate.finding import Finding
from pilotgate.renderers.terminal import Line, Piece, View, escape, flow, padded, width_of, wrap
from pilotgate.report import Counts, Initiative

COLUMNS: Final = ("met", "gap", "undeclared", "unknown", "known", "waived", "ahead")
_STYLE: Final = {
    "met": "good",
    "gap": "error",
    "undeclared": "error",
    "unknown": "warning",
    "known": "ahead",
    "waived": "ahead",
    "ahead": "",
    "not_applicable": "quiet",
}
RESULTS: Final = {"not_applicable": "does not apply"}
_NONE: Final = "-"
_ROOM: Final = 36  # a reason narrower than this reads better below the rule


def matrix(counts: Mapping[str, Counts], view: View) -> list[Line]:
    """How far each dimension is: rules by what became of them."""
    if not counts:
        return []
    name = max(width_of(escape(dimension)) for dimension in ("dimension", *counts))
    if name + sum(len(column) + 2 for column in COLUMNS) > view.width:
        return _narrow(counts, name, view)
    head = padded("dimension", name) + "".join(f"  {column}" for column in COLUMNS)
    return [((head, "strong"),), *(_row(key, row, name) for key, row in counts.items())]


def _row(dimension: str, row: Counts, name: int) -> Line:
    numbers: list[Piece] = []
    for column in COLUMNS:
        number = row.get(column, 0)
        text = f"  {number or _NONE:>{len(column)}}"
        numbers.append((text, _STYLE[column] if number else "quiet"))
    return ((padded(escape(dimension), name), ""), *numbers)


def _narrow(counts: Mapping[str, Counts], name: int, view: View) -> list[Line]:
    """The same in words, where a table would not fit."""
    lines: list[Line] = []
    for dimension, row in counts.items():
        said = [f"{row[column]} {column}" for column in COLUMNS if row.get(column)]
        first, *more = wrap(", ".join(said) or _NONE, max(view.width - name - 2, 20))
        lines.append(((padded(escape(dimension), name), "strong"), (f"  {first}", "")))
        lines += [((f"{' ' * name}  {text}", ""),) for text in more]
    return lines


def rules(initiative: Initiative, view: View) -> list[Line]:
    """Every rule of the packs: what became of it, and why."""
    listed = [
        (RESULTS.get(result.result, result.result), escape(result.rule), result)
        for result in initiative.results
    ]
    if not listed:
        return []
    word = max(width_of(text) for text, _, _ in listed)
    name = max(width_of(rule) for _, rule, _ in listed)
    beside = word + name + 4
    lines: list[Line] = []
    for text, rule, result in listed:
        start: Line = ((padded(text, word), _STYLE.get(result.result, "")), (f"  {rule}", ""))
        why = result.why or result.title
        if view.width - beside >= _ROOM:
            start = (*start, (" " * (name - width_of(rule) + 2), ""))
            lines += flow(start, why, width=view.width, indent=beside)
        else:
            lines += [
                start,
                *flow(((" " * (word + 2), ""),), why, width=view.width, indent=word + 2),
            ]
    return lines


def ahead(found: Iterable[Finding], view: View) -> list[Line]:
    """One line for each dimension: how many rules will ask for more, and which."""
    dimensions: dict[str, list[str]] = {}
    for finding in found:
        listed = dimensions.setdefault(finding.dimension, [])
        if finding.rule not in listed:
            listed.append(finding.rule)
    if not dimensions:
        return []
    name = max(width_of(escape(dimension)) for dimension in dimensions)
    count = len(str(max(map(len, dimensions.values()))))
    return [
        (
            (f"  {padded(escape(dimension), name)}", ""),
            (f"  {len(listed):>{count}}", "ahead"),
            (f"  {_some(listed, view.width - name - count - 6)}", "quiet"),
        )
        for dimension, listed in sorted(dimensions.items())
    ]


def _some(names: list[str], room: int) -> str:
    """As many of the names as fit on the line."""
    text = ""
    for position, name in enumerate(names):
        more = f"{text}, {escape(name)}" if text else escape(name)
        rest = ", ..." if position + 1 < len(names) else ""
        if width_of(more + rest) > room:
            return f"{text}, ..." if text else ""
        text = more
    return text
