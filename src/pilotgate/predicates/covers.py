"""`covers`: all of these values occur in a list or in the items of a field."""

from collections.abc import Iterator

from pilotgate.clause import Fields, Options
from pilotgate.document import Field, Scalar, Sequence
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome, Place, Undeclared
from pilotgate.plainly import NO, SO, Answer, Look
from pilotgate.plainly import texts as plain_texts
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "every one of these values occurs in the field"
SHORT = ""


class Params(Record):
    field: Field
    values: Options | None = None
    values_of: Fields = ()


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    found = dossier.look(params.field)
    given, absent = texts(found)
    wanted: list[str] = list(params.values.of(dossier.tier)) if params.values else []
    for field in params.values_of:
        for other in dossier.look(field):
            values, missing_values = texts([other])
            yield from missing_values
            wanted += values
    known = {same(text, dossier) for text in given}
    missing = [text for text in wanted if same(text, dossier) not in known]
    if not missing:
        # What is left undeclared could not take a value away.
        yield Met()
    elif absent:
        yield from absent
    else:
        yield Gap(_list_place(params.field, found), f"lacks {', '.join(map(shown, missing))}")


def texts(found: list[Found]) -> tuple[list[str], list[Absent]]:
    """The values of places, lists opened, and what could not be told."""
    values: list[str] = []
    absent: list[Absent] = []
    for one in found:
        if one.absent:
            absent.append(one.absent)
        elif isinstance(one.node, Sequence):
            held = [item for item in one.node.items if isinstance(item, Scalar)]
            values += [item.text for item in held]
            if len(held) < len(one.node.items):
                absent.append(Undeclared(one.place, "holds a list or a section instead of values"))
        elif one.text:
            values.append(one.text)
        else:
            absent.append(Undeclared(one.place, "is a section where values are asked for"))
    return values, absent


def same(text: str, dossier: Dossier | Look) -> str:
    """What is equal for equal values: persons by their one name, case and width ignored."""
    return dossier.people.person(text)


def _list_place(field: Field, found: list[Found]) -> Place:
    """One place names them all: the field itself where it is one, else the list it runs over."""
    if len(found) == 1 and "[" not in field.text:
        return found[0].place
    route = found[0].place.route
    end = next((at for at, step in enumerate(route) if isinstance(step, int)), len(route))
    return Place(field.text, route[:end])


def plainly(params: Params, look: Look) -> Answer:
    given = plain_texts(look.all(params.field))
    if given is None:
        return None
    known = {same(text, look) for text in given}
    wanted = list(params.values.of(look.tier)) if params.values else []
    for field in params.values_of:
        values = plain_texts(look.all(field))
        if values is None:
            return None
        wanted += values
    if all(same(text, look) in known for text in wanted):
        return SO
    return NO
