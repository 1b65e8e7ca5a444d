"""`matches`: a text matches a pattern, in linear time."""

from collections.abc import Iterator

from pilotgate.clause import Pattern
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import NO, SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.schema import matcher
from pilotgate.shown import shown

ABOUT = "the text matches the pattern (anywhere, unless it is anchored)"
SHORT = ""


class Params(Record):
    field: Field
    pattern: Pattern


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for found in dossier.look(params.field):
        yield found.absent or _match(found, params.pattern)


def _match(found: Found, pattern: str) -> Outcome:
    if found.text and matcher(pattern)(found.text):
        return Met()
    return Gap(found.place, f"({shown(found.text)}) does not match {pattern}")


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.field))
    if found is None:
        return look.missing(params.field)
    matched = matcher(params.pattern)
    if all(matched(leaf.text) for leaf in found):
        return SO
    return NO
