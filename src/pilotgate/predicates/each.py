"""`each`: every selected item of a list satisfies the clauses."""

from collections.abc import Iterator
from datetime import date

from pilotgate.clause import Conditions, Demands, Name, ask, demand_all, with_until
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Scope
from pilotgate.outcome import Gap, Idle, Outcome, Undeclared, Unknown, earliest
from pilotgate.plainly import IDLE, NO, SO, Answer, Look
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


def plainly(params: Params, look: Look) -> Answer:
    items = look.items(params.of)
    if not items:
        return look.missing(params.of)
    scopes, mark = look.scopes, len(look.days)
    whole: Answer = IDLE
    for item in items:
        look.scopes = {**scopes, params.name: item}
        chosen = look.ask(params.where) if params.where else SO
        answer = look.demand_all(params.require) if chosen is SO else IDLE
        look.scopes = scopes
        if chosen is None or answer is None or answer is NO:
            answer = NO if answer is NO and len(look.days) == mark else None
            del look.days[mark:]
            return answer
        if answer is SO:
            whole = SO
    return whole
