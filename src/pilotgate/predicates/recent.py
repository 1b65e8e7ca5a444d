"""`recent`: a date is not in the future and not older than allowed."""

from collections.abc import Iterator
from datetime import date, timedelta

from pilotgate.document import Field
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.term import Limit, Valued, plain_values, read, single, valued
from pilotgate.values import Duration

ABOUT = "the date is not in the future, and not longer ago than max_age"
SHORT = ""


class Params(Record):
    field: Field
    max_age: Limit


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for found in dossier.look(params.field):
        yield found.absent or _fresh(found, params, dossier)


def _fresh(found: Found, params: Params, dossier: Dossier) -> Outcome:
    given = valued(found)
    if not isinstance(given, Valued):
        return given
    age: Valued | Absent = single(params.max_age, dossier)
    if not isinstance(age, Valued):
        return age
    if not isinstance(given.value, date) or not isinstance(age.value, Duration):
        return Gap(found.place, f"({found.text}) cannot be compared with {age.name}")
    day, today = given.value, dossier.as_of
    if day > today:
        return Gap(found.place, f"({day}) is after {today}", until=day - timedelta(1))
    last = age.value.after(day)
    if last < today:
        return Gap(found.place, f"({day}) is older than {age.name}: it held until {last}")
    return Met(until=last)


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.field))
    ages = plain_values(params.max_age, look)
    if found is None or not ages or len(ages) > 1 or not isinstance(ages[0], Duration):
        return None
    days = []
    for leaf in found:
        day = read(leaf.text, leaf.kind)
        if not isinstance(day, date) or day > look.as_of:
            return None
        last = ages[0].after(day)
        if last < look.as_of:
            return None
        days.append(last)
    look.days += days
    return SO
