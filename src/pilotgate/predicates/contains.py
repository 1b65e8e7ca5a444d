"""`contains`: a file parses, has the parts, and names the values."""

from collections.abc import Iterator

from pilotgate.clause import Fields, Text
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Found
from pilotgate.fact import Contents, Unavailable
from pilotgate.outcome import Gap, Met, Outcome, Unknown
from pilotgate.plainly import SO, Answer, Look, leaves_of
from pilotgate.plainly import texts as plain_texts
from pilotgate.predicates.covers import texts
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "the file parses, its parts are there and filled, and the values occur in it"
SHORT = ""
FORMATS = ("odcs", "cyclonedx")
Texts = tuple[Text, ...]


class Params(Record):
    file: Field
    format: Text | None = None
    parts: Texts = ()
    values_of: Fields = ()


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    for found in dossier.look(params.file):
        if found.absent:
            yield found.absent
        else:
            yield from _look_inside(found, params, dossier)


def _look_inside(found: Found, params: Params, dossier: Dossier) -> Iterator[Outcome]:
    fact = dossier.facts.get(("documents", found.text))
    path = shown(found.text)
    if isinstance(fact, Unavailable):
        yield Unknown(found.place, f"({path}) {fact.why}", fact.next)
        return
    if not isinstance(fact, Contents):
        yield Unknown(found.place, f"({path}) was not read")
        return
    if fact.problem:
        yield Gap(found.place, f"({path}) {fact.problem}")
        return
    if params.format:
        # Never guessed from the looks of a file: a parser for the format has to say so.
        yield Unknown(found.place, f"({path}) is not checked as {params.format} by this version")
        return
    lacking = [str(part) for part in params.parts if fact.part(part) != "present"]
    for field in params.values_of:
        for other in dossier.look(field):
            values, absent = texts([other])
            yield from absent
            lacking += [text for text in values if not _named(fact, text)]
    if lacking:
        yield Gap(found.place, f"({path}) does not contain {', '.join(map(shown, lacking))}")
    else:
        yield Met()


def _named(fact: Contents, text: str) -> bool:
    """Other tools' files name a person without kind and namespace: `carla.m`."""
    kind, colon, name = text.partition(":")
    if colon and kind.casefold() in ("user", "group") and fact.has(name.rpartition("/")[2]):
        return True
    return fact.has(text)


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.file))
    if found is None or params.format:
        return None
    wanted: list[str] = []
    for field in params.values_of:
        values = plain_texts(look.all(field))
        if values is None:
            return None
        wanted += values
    for leaf in found:
        fact = look.facts.get(("documents", leaf.text))
        if not isinstance(fact, Contents) or fact.problem:
            return None
        if any(fact.part(part) != "present" for part in params.parts):
            return None
        if not all(_named(fact, text) for text in wanted):
            return None
    return SO
