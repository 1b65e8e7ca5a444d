"""`kept`: what the base of a change declares, its head declares still."""

from collections.abc import Iterator

from pilotgate.clause import Fields
from pilotgate.document import Each, Field, Mapping, Node, Route, Scalar
from pilotgate.dossier import Dossier, Found, Scope
from pilotgate.outcome import Gap, Met, Outcome, Place
from pilotgate.plainly import Answer, Look
from pilotgate.predicates.covers import texts
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "what the base declares, the head declares too; in lists every value or item still occurs"
SHORT = "fields"


class Params(Record):
    fields: Fields


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    before = dossier.before()
    if before is None:
        return
    old = dossier.but(document=before.document)
    for field in params.fields:
        if isinstance(field.steps[-1], Each):
            yield from _items(field, old, dossier)
        elif any(isinstance(step, Each) for step in field.steps):
            yield from _values(field, old, dossier)
        else:
            yield from _places(field, old, dossier)


def _places(field: Field, old: Dossier, new: Dossier) -> Iterator[Outcome]:
    there = {found.place.name for found in new.look(field) if not found.absent}
    for found in old.look(field):
        if not found.absent:
            yield Met() if found.place.name in there else _gone(found)


def _values(field: Field, old: Dossier, new: Dossier) -> Iterator[Outcome]:
    there = set(texts(new.look(field))[0])
    for found in old.look(field):
        for text in texts([found])[0] if not found.absent else []:
            yield Met() if text in there else _gone(found, text)


def _items(field: Field, old: Dossier, new: Dossier) -> Iterator[Outcome]:
    there = {plain(item.node) for item in new.items(field).members if isinstance(item, Scope)}
    for item in old.items(field).members:
        if isinstance(item, Scope):
            if plain(item.node) in there:
                yield Met()
            else:
                yield Gap(_place(item.name, item.route), "is gone or was changed")


def _gone(found: Found, text: str = "") -> Gap:
    value = f" ({shown(text)})" if text else ""
    return Gap(_place(found.place.name, found.place.route), f"is gone{value}")


def _place(name: str, route: Route) -> Place:
    """In the head the position of an item means another one: its list is the place."""
    end = next((at for at, step in enumerate(route) if isinstance(step, int)), len(route))
    return Place(name, route[:end])


def plain(node: Node | None) -> str:
    """A node as a text that is equal for equal content, whatever its layout."""
    if node is None:
        return ""
    if isinstance(node, Scalar):
        return repr(node.text)
    if isinstance(node, Mapping):
        inside = sorted(f"{key!r}:{plain(entry.value)}" for key, entry in node.entries.items())
        return "{" + ",".join(inside) + "}"
    return "[" + ",".join(plain(item) for item in node.items) + "]"


def plainly(params: Params, look: Look) -> Answer:  # noqa: ARG001  a change is never judged at a look
    return None
