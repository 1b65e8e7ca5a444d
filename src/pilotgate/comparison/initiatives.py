"""Initiatives judged by two packs: whom the new one blocks or releases, from which day, and why."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from pilotgate.finding import Finding, State
from pilotgate.ladders import Level, Stage, Tier
from pilotgate.record import Record
from pilotgate.report import Initiative


class Turn(StrEnum):
    """What the new pack does to an initiative; the first ones are told first."""

    BLOCKED = "blocked"  # and was not before
    EARLIER = "earlier"
    OTHERWISE = "otherwise"  # from the same day, but not by the same gaps
    LATER = "later"
    RELEASED = "released"
    UNCHANGED = "unchanged"


class Shift(Record):
    """One gap that blocks from another day than before, or for the first time, or no longer."""

    finding: Finding  # as the new pack has it, where it still has it
    before: date | None  # the first day on which it blocks; None: it does not
    after: date | None


class Affected(Record):
    """One initiative before and after."""

    id: str
    file: str
    repository: str
    stage: Stage | None
    asked: Stage | None
    tier: Tier | None
    turn: Turn
    before: date | None  # the first day on which anything blocks
    after: date | None
    shifts: tuple[Shift, ...]


def compare_initiatives(
    pairs: Iterable[tuple[Initiative, Initiative]], as_of: date, renamed: Mapping[str, str]
) -> tuple[Affected, ...]:
    """Every initiative, those first that the new pack blocks. `renamed`: new rule ids to old."""
    order = list(Turn)
    found = [_affected(old, new, as_of, renamed) for old, new in pairs]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order.index(one.turn),
                one.after or date.max,
                one.repository,
                one.id,
                one.file,
            ),
        )
    )


def _affected(
    old: Initiative, new: Initiative, as_of: date, renamed: Mapping[str, str]
) -> Affected:
    before, after = _days(old, as_of, {}), _days(new, as_of, renamed)
    shifts = []
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        one, other = (day[0] if day else None for day in (was, now))
        if one != other and (told := now or was):
            shifts.append(Shift(told[1], one, other))
    first = min((day for day, _ in before.values()), default=None)
    then = min((day for day, _ in after.values()), default=None)
    return Affected(
        id=new.id,
        file=new.file,
        repository=new.repository,
        stage=new.stage,
        asked=new.asked,
        tier=new.tier,
        turn=_turn(first, then, changed=bool(shifts)),
        before=first,
        after=then,
        shifts=tuple(sorted(shifts, key=_order)),
    )


def _days(
    initiative: Initiative, as_of: date, renamed: Mapping[str, str]
) -> dict[tuple[str, str], tuple[date, Finding]]:
    """From which day each gap blocks, by rule and field."""
    found: dict[tuple[str, str], tuple[date, Finding]] = {}
    for finding in initiative.findings:
        day = blocks_from(finding, as_of)
        key = (renamed.get(finding.rule, finding.rule), finding.field)
        if day is not None and (key not in found or day < found[key][0]):
            found[key] = (day, finding)
    return found


def blocks_from(finding: Finding, as_of: date) -> date | None:
    """The first day on which the finding blocks; None where no day is known."""
    if finding.level is Level.AHEAD:
        return None
    if finding.state is State.OPEN and finding.level is Level.BLOCK:
        return as_of
    if finding.until is None or finding.until == date.max:
        return None
    return max(finding.until + timedelta(1), as_of)


def _turn(before: date | None, after: date | None, *, changed: bool) -> Turn:
    if not changed:
        return Turn.UNCHANGED
    if after is None:
        return Turn.RELEASED
    if before is None:
        return Turn.BLOCKED
    if after == before:
        return Turn.OTHERWISE
    return Turn.EARLIER if after < before else Turn.LATER


def _order(shift: Shift) -> tuple[object, ...]:
    """What blocks first comes first; what blocks no longer comes last."""
    return (shift.after or date.max, shift.finding.rule, shift.finding.field)
