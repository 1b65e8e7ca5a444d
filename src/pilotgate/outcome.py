"""What a predicate answers: Met, Gap, Undeclared or Unknown, each with the date until it holds.

An outcome names a `Place`, never a line: the finding looks up the span later,
so that predicates stay pure functions of values.
"""

from datetime import date

from pilotgate.document import Route
from pilotgate.record import Record


class Place(Record):
    """A place in the manifest, by its name for the reader and its route for the engine."""

    name: str
    route: Route


class Met(Record):
    """The demand holds, until that day at least (None: for ever)."""

    until: date | None = None


class Gap(Record):
    """Declared and insufficient. In a condition: no."""

    place: Place
    why: str
    until: date | None = None


class Undeclared(Record):
    """Nothing is declared there. Never the same as no."""

    place: Place
    why: str = "is not declared"
    until: date | None = None


class Unknown(Record):
    """It could not be established; `next` is the one command that would."""

    place: Place
    why: str
    next: str = ""
    until: date | None = None


class Excused(Record):
    """The section says `not_applicable` with a reason, and the rule accepts that."""

    place: Place
    reason: str
    until: date | None = None


class Idle(Record):
    """Nothing is asked, until that day: afterwards a guard or a selection may answer otherwise."""

    until: date | None = None


Unmet = Gap | Undeclared | Unknown
Outcome = Met | Gap | Undeclared | Unknown | Excused | Idle


def earliest(dates: "list[date | None]") -> date | None:
    """The first of several days until which something holds."""
    known = [day for day in dates if day is not None]
    return min(known) if known else None


def holds(outcome: Outcome) -> bool:
    return isinstance(outcome, Met | Excused)


def worst(outcomes: "list[Outcome]") -> Outcome | None:
    """The first present of gap, undeclared, unknown; else met, excused or idle; None of nothing."""
    until = earliest([outcome.until for outcome in outcomes])
    for kind in (Gap, Undeclared, Unknown):
        for outcome in outcomes:
            if isinstance(outcome, kind):
                # A gap stays the worst; the others do until one of their like becomes worse.
                return outcome if isinstance(outcome, Gap) else outcome.but(until=until)
    if any(isinstance(outcome, Met) for outcome in outcomes):
        return Met(until)
    quiet = [outcome for outcome in outcomes if isinstance(outcome, Excused)] or outcomes
    return quiet[0].but(until=until) if quiet else None
