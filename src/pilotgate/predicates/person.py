"""`person`: a reference names one person, no group."""

from collections.abc import Iterator

from pilotgate.clause import Fields
from pilotgate.dossier import Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.people import is_group
from pilotgate.plainly import SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.shown import shown
from pilotgate.values import reference

ABOUT = "each field names one person, not a group"
SHORT = "fields"


class Params(Record):
    fields: Fields


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for field in params.fields:
        for found in dossier.look(field):
            yield found.absent or _person(found, dossier)


def _person(found: Found, dossier: Dossier) -> Outcome:
    if reference(found.text.strip()) is None:
        return Gap(
            found.place,
            f"({shown(found.text)}) names nobody: write user:default/anna.k, an e-mail address "
            "or a @handle",
        )
    if is_group(dossier.people.person(found.text)):
        return Gap(found.place, f"({shown(found.text)}) is a group; one person answers")
    return Met()


def plainly(params: Params, look: Look) -> Answer:
    for field in params.fields:
        found = leaves_of(look.all(field))
        if found is None:
            return None
        for leaf in found:
            text = leaf.text
            if reference(text.strip()) is None or is_group(look.people.person(text)):
                return None
    return SO
