"""`each`: every selected item of a list satisfies the clauses."""

from collections.abc import Iterator
from datetime import date

from pilotgate.clause import Conditions, Demands, Name, ask, demand_all, with_until
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Scope
from pilotgate.outcome import Gap, Idle, Outcome, Undeclared, Unknown, earliest
from pilotgate.record import Record

ABOUT = "every item (that `where` selects) satisfies the clauses in `require`"
SHORT = ""


class Params(Record):
    of: Field
    require: Demands
    name: Name = Name("item")  # `as` in a pack
    where: Conditions = Conditions(())


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    outcomes: list[Outcome] = []
    days: list[date | None] = []
    for item in dossier.items(params.of).members:
        if not isinstance(item, Scope):
            outcomes.append(item)
            continue
        inner = dossier.bind(params.name, item)
        chosen = ask(params.where, inner)
        days.append(chosen.until)
        if isinstance(chosen, Undeclared | Unknown):
            outcomes.append(chosen)
        elif not isinstance(chosen, Gap):
            outcomes += demand_all(params.require, inner)
    # An item may come into the selection, or leave it.
    until = earliest(days)
    if until and not outcomes:
        yield Idle(until)
    for outcome in outcomes:
        yield with_until(outcome, until)
