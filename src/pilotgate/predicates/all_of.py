"""`all_of`: several clauses hold together, as one branch of `any_of`."""

from collections.abc import Iterator

from pilotgate.clause import Demands, ask, demand_all
from pilotgate.dossier import Dossier
from pilotgate.outcome import Outcome
from pilotgate.plainly import Answer, Look
from pilotgate.record import Record

ABOUT = "every one of the clauses holds"
SHORT = "clauses"


class Params(Record):
    clauses: Demands


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    if dossier.asking:
        yield ask(params.clauses, dossier)
    else:
        yield from demand_all(params.clauses, dossier)


def plainly(params: Params, look: Look) -> Answer:
    return look.ask(params.clauses) if look.asking else look.demand_all(params.clauses)
