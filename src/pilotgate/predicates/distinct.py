"""`distinct`: all values differ; people are compared as persons, not as text."""

from collections.abc import Iterator

from pilotgate.clause import Fields
from pilotgate.dossier import Dossier
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import SO, Answer, Look
from pilotgate.plainly import texts as plain_texts
from pilotgate.predicates.covers import same, texts
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "no two of the fields have the same value or name the same person"
SHORT = "fields"


class Params(Record):
    fields: Fields


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    seen: dict[str, str] = {}
    for field in params.fields:
        for found in dossier.look(field):
            values, absent = texts([found])
            yield from absent
            for text in values:
                value = same(text, dossier)
                if value in seen:
                    what = "is the same person as" if found.type == "ref" else "has the value of"
                    yield Gap(found.place, f"{what} {seen[value]} ({shown(text)})")
                else:
                    seen[value] = found.place.name
                    yield Met()


def plainly(params: Params, look: Look) -> Answer:
    seen: set[str] = set()
    for field in params.fields:
        values = plain_texts(look.all(field))
        if values is None:
            return None
        for text in values:
            value = same(text, look)
            if value in seen:
                return None
            seen.add(value)
    return SO if seen else None
