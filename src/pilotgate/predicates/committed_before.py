"""`committed_before`: a value, or a file, came with an earlier commit than another value."""

from collections.abc import Callable, Iterator

from pilotgate.document import Field
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome, Undeclared, Unknown
from pilotgate.plainly import Answer, Look
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "the value (of `file`: the named file) came with an earlier commit than that of `before`"
SHORT = ""


class Params(Record):
    before: Field
    field: Field | None = None
    file: Field | None = None


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    return ordered(params, dossier, int.__lt__)


def ordered(
    params: Params, dossier: Dossier, early: Callable[[int, int], bool]
) -> Iterator[Outcome]:
    """With what is early enough: a mutant lets the same commit pass."""
    earlier = params.field or params.file
    if earlier is None:
        raise ValueError("committed_before: a field or a file")
    lefts = dossier.look(earlier)
    rights = dossier.look(params.before)
    if len(rights) not in (1, len(lefts)):
        yield _several(rights, params.before, dossier)
        return
    for at, left in enumerate(lefts):
        right = rights[at] if len(rights) == len(lefts) else rights[0]
        absent = right.absent or left.absent
        if absent:
            yield absent
            continue
        file = params.file is not None
        first = dossier.history.get(f"file {left.text}" if file else left.place.name)
        second = dossier.history.get(right.place.name)
        if file and not left.text:
            yield Gap(left.place, "is a list or a section where a path is asked for")
        elif first is None:
            what = f"the file {shown(left.text)}" if file else left.place.name
            yield _not_gathered(left, what)
        elif second is None:
            yield _not_gathered(right, right.place.name)
        elif early(first, second):
            yield Met()
        else:
            how = "with the same commit as" if first == second else "after"
            about = f"({shown(left.text)}) " if file else ""
            yield Gap(left.place, f"{about}came {how} {right.place.name}")


def _not_gathered(found: Found, what: str) -> Unknown:
    return Unknown(found.place, f"needs the history of {what}, which this version does not gather")


def _several(rights: list[Found], field: Field, dossier: Dossier) -> Absent:
    """Where several match, none of them is taken to be meant."""
    why = f"is one of {len(rights)} that match {field}, and one is asked for"
    place = rights[1].place
    return Undeclared(place, why) if dossier.asking else Gap(place, why)


def plainly(params: Params, look: Look) -> Answer:  # noqa: ARG001  history is never told at a look
    return None
