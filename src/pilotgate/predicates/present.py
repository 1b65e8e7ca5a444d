"""`present`: something real is declared; from evidence level `file` on, paths name real files."""

from collections.abc import Iterator

from pilotgate.clause import Fields
from pilotgate.dossier import Dossier, Found
from pilotgate.fact import File, Unavailable
from pilotgate.ladders import Evidence
from pilotgate.leaves import Leaf
from pilotgate.outcome import Gap, Met, Outcome, Undeclared, Unknown
from pilotgate.plainly import NO, SO, Answer, Look
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "each field is declared and is no placeholder"
SHORT = "fields"


class Params(Record):
    fields: Fields


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for field in params.fields:
        for found in dossier.look(field):
            if not found.absent:
                yield _file(found, dossier)
            elif dossier.asking and isinstance(found.absent, Undeclared):
                # In a condition `present` is a question, and absent means no.
                yield Gap(found.absent.place, found.absent.why)
            else:
                yield found.absent


def _file(found: Found, dossier: Dossier) -> Outcome:
    if found.type != "path" or dossier.evidence.rank < Evidence.FILE.rank or dossier.asking:
        return Met()
    fact = dossier.facts.get(("files", found.text))
    if isinstance(fact, Unavailable):
        return Unknown(found.place, f"({shown(found.text)}) {fact.why}", fact.next)
    if not isinstance(fact, File):
        return Unknown(found.place, f"({shown(found.text)}) was not looked for")
    if fact.problem:
        return Gap(found.place, f"({shown(found.text)}) {fact.problem}")
    return Met()


def plainly(params: Params, look: Look) -> Answer:
    files = look.evidence.rank >= Evidence.FILE.rank and not look.asking
    for field in params.fields:
        found = look.all(field)
        if found is None:
            return NO if look.lacks(field) else None
        for one in found if files else ():
            if type(one) is not Leaf:
                return None  # a list or a section, perhaps where a path belongs
            if one.kind == "path":
                fact = look.facts.get(("files", one.text))
                if not isinstance(fact, File) or fact.problem:
                    return None
    return SO
