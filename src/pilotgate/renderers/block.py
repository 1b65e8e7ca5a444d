"""The findings of a rule as a block: where they are, which clauses ask, why, what to write, who."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from pilotgate.document import Span
from pilotgate.finding import Finding, State
from pilotgate.ladders import Level
from pilotgate.record import Record
from pilotgate.renderers.excerpt import Mark, excerpt
from pilotgate.renderers.terminal import Line, View, flow
from pilotgate.report import Initiative

MOST = 30  # places of one rule that are shown in full; nobody reads more of the same
WORDS = {Level.BLOCK: "error", Level.WARN: "warning", Level.AHEAD: "ahead"}


class Group(Record):
    """Findings of one rule that one person answers in one go: same level, same dates."""

    initiative: Initiative
    findings: tuple[Finding, ...]


def groups(found: Iterable[tuple[Initiative, Finding]]) -> list[Group]:
    """The findings in their order, those of one rule together at the place of the first."""
    together: dict[tuple[object, ...], tuple[Initiative, list[Finding]]] = {}
    for initiative, finding in found:
        key = (
            *(initiative.repository, initiative.id, finding.file),
            *(finding.rule, finding.level, finding.outcome == "unknown"),
            *(finding.title, finding.why, finding.help, finding.next, finding.until),
            *(finding.owner, finding.owner_role),
        )
        together.setdefault(key, (initiative, []))[1].append(finding)
    return [Group(initiative, tuple(findings)) for initiative, findings in together.values()]


def block(group: Group, view: View) -> list[Line]:
    first = group.findings[0]
    word = WORDS[first.level]
    lines = [line for one in group.findings for line in (one.rule_line, one.span.line)]
    gutter = len(str(max(lines)))
    return [
        *_head(group, word, view),
        *_places(group, word, gutter, view),
        *_clauses(group, gutter, view),
        ((f"{' ' * gutter} |", "frame"),),
        *_notes(group, gutter, view),
    ]


def _head(group: Group, word: str, view: View) -> list[Line]:
    first, count = group.findings[0], len(group.findings)
    places = f" ({count} places)" if count > 1 else ""
    start: Line = ((f"{word}[{first.rule}]", word), (": ", "strong"))
    return flow(start, f"{first.title}{places}", width=view.width, indent=2, style="strong")


def place(initiative: Initiative, finding: Finding) -> str:
    """File, line and column; below the repository's name where there are several."""
    below = "" if initiative.repository in {"", "."} else f"{initiative.repository}/"
    return f"{below}{finding.file}:{finding.span.line}:{finding.span.column}"


def _places(group: Group, word: str, gutter: int, view: View) -> list[Line]:
    marks = [Mark(finding.span, finding.message) for finding in group.findings[:MOST]]
    lines = [
        ((f"{' ' * gutter}--> ", "frame"), (place(group.initiative, group.findings[0]), "")),
        *excerpt(marks, _lines_of(group.initiative), gutter=gutter, width=view.width, style=word),
    ]
    left = len(group.findings) - len(marks)
    if left:
        lines.append(((f"{' ' * gutter} | ", "frame"), (f"and {left} more places", "quiet")))
    return lines


def _lines_of(initiative: Initiative) -> Callable[[int], str]:
    text = initiative.document.text if initiative.document else initiative.text
    lines = text.split("\n")
    return lambda number: lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


def _clauses(group: Group, gutter: int, view: View) -> list[Line]:
    """The places in the pack that ask. `:::`, as compilers write, is a command to some runners."""
    asking = {one.rule_line: one for one in group.findings if one.rule_line}
    if not asking:
        return []
    first = asking[min(asking)]
    lines: list[Line] = [
        ((f"{' ' * gutter} |", "frame"),),
        ((f"{' ' * gutter}==> ", "frame"), (f"{first.rule_file}:{first.rule_line}", "")),
    ]
    said = "this clause asks for it" if len(asking) == 1 else "asks for it"
    marks = [
        Mark(_predicate(asking[line]), said) for line in sorted(asking) if asking[line].rule_text
    ]
    if not marks:
        return lines
    return lines + excerpt(
        marks,
        lambda number: asking[number].rule_text.rstrip() if number in asking else "",
        gutter=gutter,
        width=view.width,
        sign="-",
        style="frame",
    )


def _predicate(finding: Finding) -> Span:
    """The predicate's name in its line of the rule; the whole line where it stands elsewhere."""
    text, line = finding.rule_text.rstrip(), finding.rule_line
    begin = text.find(f"{finding.predicate}:")
    if begin < 0:
        return Span(line, len(text) - len(text.lstrip()) + 1, line, len(text) + 1)
    return Span(line, begin + 1, line, begin + len(finding.predicate) + 2)


def _notes(group: Group, gutter: int, view: View) -> list[Line]:
    first = group.findings[0]
    lines = _note("why", first.why, gutter, view)
    lines += _remedy(group, gutter, view)
    if first.next:
        lines += _note("to find out", first.next, gutter, view)
    elif first.outcome == "unknown":
        lines += _note("to find out", "nothing here can establish it", gutter, view)
    if view.verbose:
        depths = [finding.evidence for finding in group.findings if finding.evidence]
        for depth in dict.fromkeys(depths):
            because = f": {depth.why}" if depth.why else ""
            text = f"needs {depth.needed}, reached {depth.reached or 'nothing'}{because}"
            lines += _note("evidence", text, gutter, view)
    lines += _note("owner", owner(first), gutter, view)
    lines += _when(first, gutter, view)
    return lines + _note("explain", f"pilotgate explain {first.rule}", gutter, view)


def _note(name: str, text: str, gutter: int, view: View, colon: str = ":") -> list[Line]:
    if not text:
        return []
    label = f"{name}{colon}"
    start: Line = ((f"{' ' * (gutter + 1)}= ", "frame"), (label, "strong"), (" ", ""))
    return flow(start, text, width=view.width, indent=gutter + len(label) + 4)


def _remedy(group: Group, gutter: int, view: View) -> list[Line]:
    """What to do, in a sentence, and what to paste: where it belongs, and the lines."""
    lines = _note("help", group.findings[0].help, gutter, view)
    pasted: dict[str, dict[str, None]] = {}
    for fix in dict.fromkeys(one.fix for one in group.findings if one.fix != one.help):
        for part in fix.split("\n\n")[:MOST]:
            where, _, text = part.partition("\n")
            known = pasted.setdefault(text, {})
            if where:
                known[where] = None
    bar = f"{' ' * (gutter + 1)}|"
    for text, places in pasted.items():
        if not places:
            continue
        where = " and ".join(place.removesuffix(":") for place in places)
        lines += _note("write", f"{where}:" if text else where, gutter, view, colon="")
        added = text.split("\n") if text else []
        lines += [((bar, "frame"), (f"   + {line}", "add")) for line in added]
    return lines


def owner(finding: Finding) -> str:
    """Who is asked; where nobody is named yet, the field that would name them."""
    if finding.owner:
        return finding.owner
    role = finding.owner_role
    if not role:
        return "nobody named yet"
    return f"nobody named yet ({role if '.' in role else f'owners.{role}'})"


def _when(finding: Finding, gutter: int, view: View) -> list[Line]:
    since = _blocks_from(finding)
    return _note("blocks from", since, gutter, view, colon="") if since else []


def _blocks_from(finding: Finding) -> str:
    if finding.until is None or finding.level is not Level.WARN:
        return ""
    return str(finding.until if finding.until == date.max else finding.until + timedelta(days=1))


# ------------------------------------------------------------------ findings in a line or two


def advice(group: Group, view: View) -> list[Line]:
    """A rule in short: the first days of an initiative are not a wall of text."""
    first = group.findings[0]
    since = _blocks_from(first)
    word = WORDS[first.level]
    start: Line = ((f"{word}[{first.rule}]", word), (": ", "strong"))
    lines = flow(start, first.title, width=view.width, indent=2, style="strong")
    where: Line = (("  --> ", "frame"), (f"{place(group.initiative, first)}: ", ""))
    lines += flow(where, _said(group), width=view.width, indent=6)
    when = f", blocks from {since}" if since else ""
    return [*lines, (("    = ", "frame"), (f"{owner(first)}{when}", ""))]


def _said(group: Group) -> str:
    """What is missing by name, what is wrong in words."""
    absent, held, parts = [], [], []
    for one in group.findings[:MOST]:
        if one.message == f"{one.field} is not declared":
            absent.append(one.field)
        elif one.message.startswith(f"{one.field} is a placeholder ("):
            held.append(one.field)
        else:
            parts.append(one.message)
    if held:
        what = "is a placeholder" if len(held) == 1 else "are placeholders"
        parts.insert(0, f"{', '.join(held)} {what}")
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        parts.insert(0, f"{', '.join(absent)} {verb} not declared")
    left = len(group.findings) - MOST
    return "; ".join([*parts, f"and {left} more" if left > 0 else ""]).removesuffix("; ")


def compact(initiative: Initiative, finding: Finding, view: View) -> list[Line]:
    """A waived, known or deferred finding: it stays visible, in a line or two."""
    standing = _standing(finding)
    text = f"{place(initiative, finding)}: {finding.message}{standing and '; '}{standing}"
    start: Line = ((f"{finding.state}[{finding.rule}]", "ahead"), (" ", ""))
    return flow(start, text, width=view.width, indent=4)


def _standing(finding: Finding) -> str:
    if finding.state is State.DEFERRED:
        return "left to the gate"
    if finding.state is State.KNOWN:
        return f"due {finding.until}" if finding.until else ""
    waiver = finding.waiver
    if waiver is None:
        return f"until {finding.until}" if finding.until else ""
    unsure = "" if waiver.on_base else ", not yet on the base branch"
    return f"until {waiver.expires_on} by {waiver.approved_by}{unsure}"
