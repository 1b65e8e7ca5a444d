"""`is`: an enumeration, a boolean or a word has one of the values."""

from collections.abc import Iterator

from pilotgate.clause import Options
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import NO, SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "the value of the field is one of these"
SHORT = ""


class Params(Record):
    field: Field
    value: Options


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    wanted = params.value.of(dossier.tier)
    folded = {value.casefold() for value in wanted}
    for found in dossier.look(params.field):
        yield found.absent or _compare(found, folded, wanted)


def _compare(found: Found, folded: set[str], wanted: tuple[str, ...]) -> Outcome:
    if found.text.strip().casefold() in folded:
        return Met()
    asked = wanted[0] if len(wanted) == 1 else f"one of {', '.join(wanted)}"
    given = shown(found.text) if found.text else "a list or a section"
    return Gap(found.place, f"({given}) is not {asked}")


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.field))
    if found is None:
        return look.missing(params.field)
    wanted = params.value.of(look.tier)
    for leaf in found:
        text = leaf.text.strip()
        if text not in wanted and text.casefold() not in {value.casefold() for value in wanted}:
            return NO
    return SO
