"""`none_of`: none of the conditions is so."""

from collections.abc import Iterator

from pilotgate.clause import Clause, Conditions, ask, with_until
from pilotgate.dossier import Dossier
from pilotgate.outcome import Gap, Met, Outcome, Place, earliest
from pilotgate.plainly import NO, SO, Answer, Look
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "none of the conditions is true"
SHORT = "conditions"


class Params(Record):
    conditions: Conditions


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    unsure: Outcome | None = None
    days = []
    for condition in params.conditions:
        answer = ask((condition,), dossier)
        if isinstance(answer, Met):
            yield _so(condition, dossier).but(until=answer.until)
            return
        if not isinstance(answer, Gap):
            unsure = unsure or answer
        days.append(answer.until)
    yield with_until(unsure, earliest(days)) if unsure else Met(earliest(days))


def _so(condition: Clause, dossier: Dossier) -> Gap:
    # In a condition nothing is forbidden: what is so only switches the rule off.
    asking = dossier.asking
    wrong = "rules it out" if asking else "is what may not be"
    if condition.anchor:
        found = dossier.look(condition.anchor)[0]
        if condition.name == "present":
            and_so = "which rules it out" if asking else "and may not be"
            return Gap(found.place, f"is declared, {and_so}")
        given = f"({shown(found.text)}) " if found.text else ""
        return Gap(found.place, f"{given}{wrong}")
    scope = next(reversed(dossier.scopes.values()), None)
    place = Place(scope.name, scope.route) if scope else Place("the manifest", ())
    return Gap(place, wrong)


def plainly(params: Params, look: Look) -> Answer:
    mark = len(look.days)
    whole: Answer = SO
    for condition in params.conditions:
        answer = look.ask((condition,))
        if len(look.days) > mark or answer is None:
            del look.days[mark:]
            return None
        if answer is SO:
            return NO
    return whole
