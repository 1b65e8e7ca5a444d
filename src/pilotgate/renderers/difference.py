"""What changed between two packs: for people as text, for programs as JSON."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from pilotgate.comparison.change import About, Change, Effect
from pilotgate.comparison.difference import Difference
from pilotgate.comparison.initiatives import Affected, Shift, Turn
from pilotgate.decide import owners
from pilotgate.renderers.block import owner
from pilotgate.renderers.json_ import written
from pilotgate.renderers.terminal import PLAIN, Line, View, flow, paint, wrap
from pilotgate.report import Failure, PackUsed

SCHEMA: Final = "pilotgate-policy-diff/v1"
NARROWEST: Final = 40

_SECTIONS: Final = {
    About.RULE: "Rules",
    About.PARAMETER: "Parameters",
    About.CONDITION: "Conditions",
    About.SETTING: "Settings",
    About.FIELD: "Own fields",
    About.PERSON: "People",
    About.PACK: "The pack",
}
_LABELS: Final = {
    Effect.TIGHTER: ("tighter", "error"),
    Effect.LOOSER: ("looser", "good"),
    Effect.EITHER: ("differs", "warning"),
    Effect.NONE: ("note", "quiet"),
}
TURNS: Final = {
    Turn.BLOCKED: "newly blocked",
    Turn.EARLIER: "blocked earlier",
    Turn.OTHERWISE: "blocked as before, but not by the same",
    Turn.LATER: "blocked later",
    Turn.RELEASED: "released",
    Turn.UNCHANGED: "as before",
}
_LABEL: Final = max(len(label) for label, _ in _LABELS.values())


def text(difference: Difference, view: View = PLAIN) -> str:
    view = view.but(width=max(view.width, NARROWEST))
    sections = [_heading(difference, view)]
    for about, name in _SECTIONS.items():
        changes = [change for change in difference.changes if change.about is about]
        if changes:
            sections.append([((name, "strong"),), *_changes(changes, view)])
    sections += _initiatives(difference, view)
    sections += [_failure(failure, view) for failure in difference.errors]
    sections.append(_ending(difference, view))
    lines: list[Line] = []
    for section in filter(None, sections):
        lines += [(), *section] if lines else section
    return paint(lines, colour=view.colour)


def _heading(difference: Difference, view: View) -> list[Line]:
    if difference.old is None or difference.new is None:
        return []
    said = f"{_pack(difference.old)} -> {_pack(difference.new)}"
    return [((line, "strong"),) for line in wrap(said, view.width)]


def _pack(used: PackUsed) -> str:
    return f"{used.pack} {used.version} ({used.source})"


# ------------------------------------------------------------------ what changed


def _changes(changes: list[Change], view: View) -> Iterator[Line]:
    """Changes with the way they go: those of a rule below its name, others in a line each."""
    above = ""
    for change in changes:
        if change.about is About.RULE and change.name != above:
            above = change.name
            yield ((f"  {above}", ""),)
        yield from _change(change, view)


def _change(change: Change, view: View) -> Iterator[Line]:
    label, style = _LABELS[change.effect]
    indent = 4 if change.about is About.RULE else 2
    named = change.about is not About.RULE and change.name
    text = f"{change.name}: {change.text}" if named else change.text
    inner = indent + _LABEL + 2
    start: Line = ((f"{' ' * indent}{label:<{_LABEL}}  ", style),)
    yield from flow(start, text, width=view.width, indent=inner)
    for detail in change.details:
        dash: Line = ((f"{' ' * inner}- ", "frame"),)
        yield from flow(dash, detail, width=view.width, indent=inner + 2)


# ------------------------------------------------------------------ whom it concerns


def _initiatives(difference: Difference, view: View) -> list[list[Line]]:
    if difference.as_of is None:
        return []
    where = f"judged for {difference.asked}" if difference.asked else "each at its own stage"
    said = f"Initiatives, as of {difference.as_of}, {where}"
    told = [one for one in difference.initiatives if one.turn is not Turn.UNCHANGED]
    if not told:
        return []
    sections: list[list[Line]] = [list(_initiative(one, view)) for one in told]
    heading: list[Line] = [((line, "strong"),) for line in wrap(said, view.width)]
    return [[*heading, *sections[0]], *sections[1:]]


def _initiative(one: Affected, view: View) -> Iterator[Line]:
    below = "" if one.repository in {"", "."} else f"{one.repository}/"
    stands = ", ".join(part for part in (one.stage, f"tier {one.tier}" if one.tier else "") if part)
    start: Line = ((f"  {one.id}", "strong"),)
    text = f"({below}{one.file}{', ' if stands else ''}{stands}): {_turned(one)}"
    yield from flow((*start, (" ", "")), text, width=view.width, indent=4)
    for shift in one.shifts:
        yield from _shift(shift, view)


def _turned(one: Affected) -> str:
    words = TURNS[one.turn]
    if one.turn is Turn.BLOCKED:
        return f"{words}, from {one.after}"
    if one.turn is Turn.RELEASED:
        return f"{words}: nothing blocks it there any more"
    if one.turn is Turn.OTHERWISE:
        return words
    return f"{words}, from {one.after}; before, from {one.before}"


def _shift(shift: Shift, view: View) -> Iterator[Line]:
    finding = shift.finding
    blocks = f"blocks from {shift.after}" if shift.after else "blocks no longer"
    start: Line = ((f"    {blocks}  ", _STYLES[shift.after is not None]),)
    before = f", before from {shift.before}" if shift.before and shift.after else ""
    yield from flow(start, f"{finding.rule}, {owner(finding)}{before}", width=view.width, indent=6)
    yield from flow((("      ", ""),), finding.message, width=view.width, indent=6)


_STYLES: Final = {True: "error", False: "good"}


def _failure(failure: Failure, view: View) -> list[Line]:
    where = f"{failure.where}: " if failure.where else ""
    start: Line = (("error:", "error"), (" ", ""))
    lines = flow(start, f"{where}{failure.problem}", width=view.width, indent=7)
    if failure.next:
        hint: Line = (("  next:", "strong"), (" ", ""))
        lines += flow(hint, failure.next, width=view.width, indent=8)
    return lines


# ------------------------------------------------------------------ what it comes to


def _ending(difference: Difference, view: View) -> list[Line]:
    said = [_counted(difference), _concerned(difference)]
    return [((line, "strong"),) for one in said if one for line in wrap(one, view.width)]


def _counted(difference: Difference) -> str:
    if difference.old is None or difference.new is None:
        return ""
    if not difference.changes:
        if difference.old.digest == difference.new.digest:
            return "Nothing changed: the two packs are the same, byte for byte."
        return "Nothing changed: the two packs ask the same, though their files differ."
    ways = [change.effect for change in difference.changes]
    counts = [
        f"{ways.count(way)} {words}"
        for way, words in (
            (Effect.TIGHTER, "tighter"),
            (Effect.LOOSER, "looser"),
            (Effect.EITHER, "either way"),
            (Effect.NONE, "without effect on what blocks"),
        )
        if way in ways
    ]
    rules = len({change.name for change in difference.changes if change.about is About.RULE})
    many = f"{len(ways)} change{'' if len(ways) == 1 else 's'}"
    return f"{many}, {rules} rule{'' if rules == 1 else 's'} concerned: {', '.join(counts)}."


def _concerned(difference: Difference) -> str:
    every = difference.initiatives
    if difference.as_of is None or not every:
        return ""
    turns = [one.turn for one in every]
    counts = []
    for turn in Turn:
        number = turns.count(turn)
        first = min((one.after for one in every if one.turn is turn and one.after), default=None)
        since = f" (the first on {first})" if turn is Turn.BLOCKED and first else ""
        if number:
            counts.append(f"{number} {TURNS[turn]}{since}")
    new = [
        shift.finding for one in every for shift in one.shifts if shift.after and not shift.before
    ]
    owed = ", ".join(f"{name} {count}" for name, count in owners(new))
    many = f"{len(every)} initiative{'' if len(every) == 1 else 's'}"
    return f"{many}: {', '.join(counts)}.{f' New gaps: {owed}.' if owed else ''}"


# ------------------------------------------------------------------ for programs


def json(difference: Difference) -> str:
    old, new = difference.old, difference.new
    return written(
        {
            "schema": SCHEMA,
            "tool": {"name": "pilotgate", "version": difference.version},
            "old": _used(old),
            "new": _used(new),
            "changes": [_change_data(change) for change in difference.changes],
            "as_of": _day(difference.as_of),
            "asked": difference.asked,
            "initiatives": [_initiative_data(one) for one in difference.initiatives],
            "summary": _summary(difference),
            "errors": [dict(failure.__dict__) for failure in difference.errors],
            "exit_code": difference.exit_code,
        }
    )


def _used(used: PackUsed | None) -> dict[str, str] | None:
    return dict(used.__dict__) if used else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "about": change.about,
        "name": change.name,
        "what": change.what,
        "effect": change.effect,
        "text": change.text,
        "before": change.before,
        "after": change.after,
        "details": list(change.details),
    }


def _initiative_data(one: Affected) -> dict[str, Any]:
    return {
        "id": one.id,
        "file": one.file,
        "repository": one.repository,
        "stage": one.stage,
        "asked": one.asked,
        "tier": one.tier,
        "turn": one.turn,
        "blocked_before": _day(one.before),
        "blocked_after": _day(one.after),
        "gaps": [
            {
                "rule": shift.finding.rule,
                "title": shift.finding.title,
                "field": shift.finding.field,
                "outcome": shift.finding.outcome,
                "message": shift.finding.message,
                "owner": shift.finding.owner,
                "blocks_before": _day(shift.before),
                "blocks_after": _day(shift.after),
            }
            for shift in one.shifts
        ],
    }


def _summary(difference: Difference) -> dict[str, Any]:
    return {
        "changes": _numbers(Effect, [change.effect for change in difference.changes]),
        "initiatives": _numbers(Turn, [one.turn for one in difference.initiatives]),
    }


def _numbers(kinds: Iterable[str], found: list[Any]) -> dict[str, int]:
    return {str(kind): found.count(kind) for kind in kinds}
