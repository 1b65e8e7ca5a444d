"""Findings to a decision, and the sentence a manager understands."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from pilotgate.finding import Finding, State
from pilotgate.ladders import Level, Stage
from pilotgate.report import Decision, Toll


def decision(findings: tuple[Finding, ...], *, applied: bool = True) -> Decision:
    """Blocked by what is open; none where only what could not be established stands in the way.

    `applied`: did any rule apply? Without one nothing was judged, and nothing passes.
    """
    blocking = [finding for finding in findings if finding.blocks]
    if not blocking:
        return Decision.PASS if applied else Decision.NONE
    if all(finding.outcome == "unknown" for finding in blocking):
        return Decision.NONE
    return Decision.BLOCKED


def deferred(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What only another place can establish is left to the gate."""
    return tuple(
        finding.but(state=State.DEFERRED)
        if finding.blocks and finding.outcome == "unknown"
        else finding
        for finding in findings
    )


class Owed(NamedTuple):
    """What of a finding the toll counts."""

    outcome: str
    owner: str | None
    blocks: bool


def toll(stage: Stage, findings: Iterable[Finding | Owed]) -> Toll:
    """What blocks at a later stage, and who owes it."""
    blocking = [finding for finding in findings if finding.blocks]
    return Toll(stage, kinds(blocking), owners(blocking))


def kinds(findings: Sequence[Finding | Owed]) -> tuple[tuple[str, int], ...]:
    """Gaps, undeclared and unknown, kept apart."""
    counted = ((kind, sum(f.outcome == kind for f in findings)) for kind in _WORDS)
    return tuple((kind, count) for kind, count in counted if count)


def owners(findings: Sequence[Finding | Owed]) -> tuple[tuple[str, int], ...]:
    """Who owes how many, by name; nobody named comes last."""
    count: dict[str, int] = {}
    for finding in findings:
        name = short(finding.owner) if finding.owner else "nobody named yet"
        count[name] = count.get(name, 0) + 1
    return tuple(sorted(count.items(), key=lambda item: (item[0] == "nobody named yet", item[0])))


def short(reference: str) -> str:
    """`anna.k` for `user:default/anna.k`."""
    return reference.rpartition("/")[2] if ":" in reference else reference


_WORDS = {
    "gap": ("gap", "gaps"),
    "undeclared": ("undeclared", "undeclared"),
    "unknown": ("unknown", "unknown"),
}


def counted(kinds_: tuple[tuple[str, int], ...]) -> str:
    """`2 gaps, 5 undeclared`."""
    return ", ".join(f"{count} {_WORDS[kind][count != 1]}" for kind, count in kinds_)


def sentence(
    decided: Decision,
    findings: tuple[Finding, ...],
    *,
    stage: Stage | None,
    asked: Stage,
    further: Toll | None,
) -> str:
    """`poc: PASS. To reach pilot: 7 gaps; anna.k 3, ben.t 4.`"""
    move = f"{stage} -> {asked}" if stage and asked is not stage else str(asked)
    if stage is None:
        move = f"no stage declared, judged as {asked}"
    blocking = [finding for finding in findings if finding.blocks]
    parts = [f"{move}: {_VERDICT[decided]}."]
    spared = _spared(findings)
    if decided is Decision.BLOCKED:
        verb = "blocks" if len(blocking) == 1 else "block"
        said = ", ".join((f"{counted(kinds(blocking))} {verb}", *spared))
        parts.append(f"{said}; {_owe(owners(blocking))}.")
    elif decided is Decision.NONE:
        parts.append(_undecided(blocking))
    parts += _later(findings)
    left = sum(finding.state is State.DEFERRED for finding in findings)
    if left:
        parts.append(f"{left} left to the gate, which has the facts.")
    if spared and decided is not Decision.BLOCKED:
        parts.append(f"{', '.join(spared)}.")
    if asked.ended:
        parts.append(f"The rules of the stages do not apply to an initiative that is {asked}.")
    elif decided is Decision.PASS and further:
        parts.append(_further(further))
    return " ".join(parts)


_VERDICT = {
    Decision.PASS: "PASS",
    Decision.BLOCKED: "BLOCKED",
    Decision.NONE: "NOT DECIDED HERE",
}


def _undecided(blocking: list[Finding]) -> str:
    rules = len({finding.rule for finding in blocking})
    if not rules:
        return "No rule of the policy applies."
    return f"{rules} {'rule needs' if rules == 1 else 'rules need'} facts this place cannot give."


def _spared(findings: tuple[Finding, ...]) -> list[str]:
    """`1 waived until 2027-01-31`: what would block, and the first day on which some of it may."""
    parts = []
    for state, word in ((State.KNOWN, "known"), (State.WAIVED, "waived")):
        days = [finding.until for finding in findings if finding.state is state]
        if days:
            until = min((day for day in days if day), default=None)
            parts.append(f"{len(days)} {word}{f' until {until}' if until else ''}")
    return parts


def _later(findings: tuple[Finding, ...]) -> list[str]:
    """What only warns until a day blocks after it."""
    dated: dict[date, list[Finding]] = {}
    for finding in findings:
        if finding.level is Level.WARN and finding.until and finding.state is State.OPEN:
            dated.setdefault(finding.until, []).append(finding)
    parts = []
    for day in sorted(dated):
        verb = "starts" if len(dated[day]) == 1 else "start"
        first = day + timedelta(1) if day < date.max else day
        parts.append(
            f"{counted(kinds(dated[day]))} {verb} to block on {first}; {_owe(owners(dated[day]))}."
        )
    return parts


def _further(further: Toll) -> str:
    if not further.gaps:
        return f"Nothing stands between it and {further.stage}."
    return f"To reach {further.stage}: {counted(further.gaps)}; {_owe(further.owners)}."


def _owe(owed: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(f"{name} {count}" for name, count in owed)
