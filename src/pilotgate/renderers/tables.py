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
_LATER: Final = "later"  # rules that are not ready for a later stage
_ROOM: Final = 36  # a reason narrower than this reads better below the rule


def matrix(counts: Mapping[str, Counts], view: View, later: Iterable[Finding] = ()) -> list[Line]:
    """How far each dimension is: rules by what became of them, and what is missing for `later`."""
    missing = _by_dimension(later)
    rows = {one: row for one, row in counts.items() if one in missing or _counted(row)}
    rows |= {one: {} for one in sorted(missing) if one not in counts}
    if not rows:
        return []
    # What nothing came to has no column: most initiatives have no waiver.
    columns = [one for one in COLUMNS if one == "met" or any(row.get(one) for row in rows.values())]
    name = max(width_of(escape(dimension)) for dimension in ("dimension", *rows))
    head = padded("dimension", name) + "".join(f"  {column}" for column in columns)
    taken = len(head) + (len(_LATER) + 2 if missing else 0)
    if taken > view.width:
        return _narrow(rows, missing, name, view)
    count = len(str(max(map(len, missing.values()), default=0)))
    lines: list[Line] = [((f"{head}  {_LATER}" if missing else head, "strong"),)]
    for key, row in rows.items():
        line = _row(key, row, name, columns)
        listed = missing.get(key)
        if listed:
            names = _some(listed, view.width - len(head) - count - 4)
            line = (*line, (f"  {len(listed):>{count}}", "ahead"), (f"  {names}", "quiet"))
        lines.append(line)
    return lines


def _counted(row: Counts) -> bool:
    """Does any rule of the dimension apply?"""
    return any(row.get(column) for column in COLUMNS)


def _row(dimension: str, row: Counts, name: int, columns: Iterable[str]) -> Line:
    numbers: list[Piece] = []
    for column in columns:
        number = row.get(column, 0)
        text = f"  {number or _NONE:>{len(column)}}"
        numbers.append((text, _STYLE[column] if number else "quiet"))
    return ((padded(escape(dimension), name), ""), *numbers)


def _narrow(
    counts: Mapping[str, Counts], later: Mapping[str, list[str]], name: int, view: View
) -> list[Line]:
    """The same in words, where a table would not fit."""
    lines: list[Line] = []
    for dimension, row in counts.items():
        said = [f"{row[column]} {column}" for column in COLUMNS if row.get(column)]
        if dimension in later:
            said.append(f"{len(later[dimension])} {_LATER}")
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
        # The word before it says already that it does not apply.
        why = str(result.why).removeprefix(f"{text}: ") or result.title
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
    dimensions = _by_dimension(found)
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


def _by_dimension(found: Iterable[Finding]) -> dict[str, list[str]]:
    """The rules of the findings, each once."""
    dimensions: dict[str, list[str]] = {}
    for finding in found:
        listed = dimensions.setdefault(finding.dimension, [])
        if finding.rule not in listed:
            listed.append(finding.rule)
    return dimensions


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
