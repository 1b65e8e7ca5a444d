"""`any_of`: one of several branches holds."""

from collections.abc import Iterator
from datetime import date

from pilotgate.clause import Demands, ask, demand, told
from pilotgate.dossier import Dossier
from pilotgate.outcome import Gap, Idle, Met, Outcome, Undeclared, Unknown, earliest, holds, worst
from pilotgate.plainly import IDLE, NO, SO, Answer, Look
from pilotgate.record import Record

ABOUT = "at least one of the clauses holds"
SHORT = "clauses"


class Params(Record):
    clauses: Demands


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    answers: list[Outcome] = []
    for clause in params.clauses:
        if dossier.asking:
            answers.append(ask((clause,), dossier))
        else:
            answer = worst(told(clause, demand(clause, dossier)))
            if answer is not None:
                answers.append(answer)
    if any(not isinstance(answer, Idle) for answer in answers):
        yield _best(answers, dossier)
    elif answers:
        yield Idle(earliest([answer.until for answer in answers]))


def _best(answers: list[Outcome], dossier: Dossier) -> Outcome:
    met = [answer for answer in answers if holds(answer)]
    if met:
        # It holds as long as the longest branch does.
        days = [answer.until for answer in met]
        return Met(None if None in days else max(day for day in days if isinstance(day, date)))
    # In a condition not known outranks no; in a demand a known gap outranks what is missing.
    order = (Unknown, Undeclared, Gap) if dossier.asking else (Unknown, Gap, Undeclared)
    first = next(answer for kind in order for answer in answers if isinstance(answer, kind))
    if dossier.asking and isinstance(first, Gap) and len(answers) > 1:
        first = first.but(why=f"{first.why}, and no alternative is so either")
    # Any other branch may begin to hold, and then it holds.
    return first.but(until=earliest([answer.until for answer in answers]))


def plainly(params: Params, look: Look) -> Answer:
    mark = len(look.days)
    sure = set()
    until: list[date] = []
    for clause in params.clauses:
        answer = look.ask((clause,)) if look.asking else look.demand(clause)
        days = look.days[mark:]
        del look.days[mark:]
        if answer is SO and not days:
            return SO  # one branch holds for ever, whatever the others say
        if answer is SO:
            until.append(min(days))
        sure.add(None if days and answer is not SO else answer)
    if None in sure:
        return None
    if SO in sure:
        look.days.append(max(until))
        return SO
    return NO if NO in sure else IDLE
