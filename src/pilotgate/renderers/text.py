"""The report for people: a block for each finding, then what it comes to and the next command."""

from collections.abc import Iterable

from pilotgate.finding import Finding, State
from pilotgate.ladders import Level
from pilotgate.renderers import tables
from pilotgate.renderers.block import advice, block, compact, groups, owner
from pilotgate.renderers.terminal import PLAIN, Line, View, flow, paint, wrap
from pilotgate.report import Failure, Initiative, Report

NARROWEST = 40
FULL = 10  # rules that are shown in full; who has more to do wants the list first
SHORT = "(-v shows what to write for each warning)"
SHORTER = "(in short, as there are many; -v shows what to write for each)"

Found = tuple[Initiative, Finding]
_ORDER = {Level.BLOCK: 0, Level.WARN: 1, Level.AHEAD: 2}


def render(report: Report, view: View = PLAIN) -> str:
    view = view.but(width=max(view.width, NARROWEST), ahead=view.ahead or view.everything)
    sections = [] if view.quiet else [*_findings(report, view), *_overviews(report, view)]
    sections += [_failure(failure, view) for failure in report.errors]
    sections += [_judge(report, view.but(verbose=view.verbose and not view.quiet))]
    sections += [_ending(report, view)]
    return paint(_apart(sections), colour=view.colour)


def _apart(sections: Iterable[list[Line]]) -> list[Line]:
    """The sections that say something, with an empty line between them."""
    lines: list[Line] = []
    for section in filter(None, sections):
        lines += [(), *section] if lines else section
    return lines


def _findings(report: Report, view: View) -> list[list[Line]]:
    found = sorted(
        (
            (initiative, finding)
            for initiative in report.initiatives
            for finding in initiative.findings
        ),
        key=_order,
    )
    shown = [item for item in found if _counts(item[1], view)]
    aside = [item for item in found if item[1].state is not State.OPEN]
    if view.by_owner:
        sections = _by_owner(shown, aside, view)
    else:
        sections = _blocks(shown, view)
        sections.append(_aside(aside, view))
    return sections


def _order(item: Found) -> tuple[object, ...]:
    initiative, finding = item
    return (
        _ORDER[finding.level],
        *(initiative.repository, finding.file, finding.span.line, finding.span.column),
        *(finding.rule, finding.clause, finding.field),
    )


def _counts(finding: Finding, view: View) -> bool:
    return finding.state is State.OPEN and (view.ahead or finding.level is not Level.AHEAD)


def _blocks(found: list[Found], view: View, room: int = FULL) -> list[list[Line]]:
    """Each rule's findings in a block; warnings and what is too much for one sitting in short."""
    sections: list[list[Line]] = []
    short: list[Line] = []
    note = SHORT
    for group in groups(found):
        warns = group.findings[0].level is Level.WARN
        if view.verbose or view.everything or not (warns or len(sections) == room):
            sections.append(block(group, view))
            continue
        short += advice(group, view)
        if not warns:
            note = SHORTER
    if short:
        sections.append([*short, ((note, "quiet"),)])
    return sections


def _aside(found: list[Found], view: View) -> list[Line]:
    """Waived, known and deferred findings."""
    return [line for initiative, finding in found for line in compact(initiative, finding, view)]


def _by_owner(shown: list[Found], aside: list[Found], view: View) -> list[list[Line]]:
    """Everything a person owes together: who owes most first, what nobody owns last."""
    owners = {owner(finding): finding for _, finding in [*shown, *aside]}
    debts = {
        name: (
            [item for item in shown if owner(item[1]) == name],
            [item for item in aside if owner(item[1]) == name],
        )
        for name in owners
    }
    order = sorted(owners, key=lambda name: (not owners[name].owner, -len(debts[name][0]), name))
    sections: list[list[Line]] = []
    room = FULL
    for name in order:
        blocks, others = debts[name]
        sections.append([((f"{name}: ", "strong"), (_tally([*blocks, *others]), ""))])
        sections += [*_blocks(blocks, view, room), _aside(others, view)]
        full = sum(group.findings[0].level is not Level.WARN for group in groups(blocks))
        room = max(0, room - full)
    return sections


def _tally(found: list[Found]) -> str:
    words = {Level.BLOCK: "block", Level.WARN: "warn", Level.AHEAD: "ahead"}
    counts: dict[str, int] = {}
    for _, finding in found:
        word = words[finding.level] if finding.state is State.OPEN else str(finding.state)
        counts[word] = counts.get(word, 0) + 1
    return ", ".join(f"{count} {word}" for word, count in counts.items())


def _overviews(report: Report, view: View) -> list[list[Line]]:
    """The matrix of the one initiative, or of each where they are asked for; and every rule."""
    several = len(report.initiatives) > 1
    later = [] if view.ahead else [one for each in _sorted(report) for one in _ahead(each)]
    sections: list[list[Line]] = []
    if several and not view.verbose:
        lines = tables.ahead(later, view)
        heading = _heading("Later stages will ask for more", view, later=False)
        sections.append([*heading, *lines] if lines else [])
    for initiative in _sorted(report):
        of = f" of {initiative.id}" if several else ""
        if view.everything or view.verbose or not several:
            mine = [] if view.ahead else _ahead(initiative)
            matrix = tables.matrix(initiative.matrix, view, mine)
            heading = _heading(f"Readiness{of} by dimension", view, later=bool(mine))
            sections.append([*heading, *matrix] if matrix else [])
        rules = tables.rules(initiative, view) if view.everything else []
        sections.append([((f"All rules{of}", "strong"),), *rules] if rules else [])
    return sections


def _heading(text: str, view: View, *, later: bool) -> list[Line]:
    notes = ["later: missing for a later stage"] if later else []
    notes += [] if view.everything else ["--all shows each"]
    start: Line = ((text, "strong"),)
    said = f"({'; '.join(notes)})" if notes else ""
    return flow((*start, (" ", "")), said, width=view.width, indent=2, style="quiet")


def _ahead(initiative: Initiative) -> list[Finding]:
    return [
        finding
        for finding in initiative.findings
        if finding.state is State.OPEN and finding.level is Level.AHEAD
    ]


def _sorted(report: Report) -> list[Initiative]:
    return sorted(report.initiatives, key=lambda item: (item.repository, item.id, item.file))


def _failure(failure: Failure, view: View) -> list[Line]:
    where = f"{failure.where}: " if failure.where else ""
    start: Line = (("error:", "error"), (" ", ""))
    lines = flow(start, f"{where}{failure.problem}", width=view.width, indent=7)
    return lines + _labelled("  next", failure.next, view)


def _labelled(name: str, text: str, view: View) -> list[Line]:
    if not text:
        return []
    start: Line = ((f"{name}:", "strong"), (" ", ""))
    return flow(start, text, width=view.width, indent=len(name) + 2)


def _judge(report: Report, view: View) -> list[Line]:
    """By what it was judged; options that soften the answer are always named."""
    lines: list[Line] = []
    if view.verbose:
        for pack in report.policy:
            text = f"{pack.pack} {pack.version} ({pack.source}) {pack.digest}"
            lines += _labelled("policy", text, view)
        lines += _labelled("as of", str(report.as_of), view)
    return lines + _labelled("options", " ".join(report.options), view)


def _ending(report: Report, view: View) -> list[Line]:
    lines: list[Line] = []
    several = len(report.initiatives) > 1
    for initiative in _sorted(report):
        named = not several or initiative.sentence.startswith(f"{initiative.id}: ")
        name = "" if named else f"{initiative.id}: "
        lines += [((text, "strong"),) for text in wrap(f"{name}{initiative.sentence}", view.width)]
    if report.sentence:
        lines += [((text, "strong"),) for text in wrap(report.sentence, view.width)]
    said = report.next in {failure.next for failure in report.errors}
    return lines if view.quiet or said else lines + _labelled("next", report.next, view)
