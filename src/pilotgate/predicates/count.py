"""`count`: so many items of a list (or so many different values of theirs) qualify."""

from collections.abc import Iterator
from datetime import date

from pilotgate.clause import Conditions, Name, ask, with_until
from pilotgate.document import Field
from pilotgate.dossier import Dossier, Scope
from pilotgate.outcome import (
    Excused,
    Gap,
    Met,
    Outcome,
    Place,
    Undeclared,
    Unknown,
    earliest,
)
from pilotgate.plainly import NO, SO, Answer, Look, texts
from pilotgate.predicates.covers import same
from pilotgate.predicates.covers import texts as values_of
from pilotgate.record import Record
from pilotgate.term import Limit, Literal, Table, literal

ABOUT = "so many items (that `where` selects) are in the list; `by` counts different values"
SHORT = ""


class Params(Record):
    of: Field
    name: Name = Name("item")  # `as` in a pack
    where: Conditions = Conditions(())
    by: Field | None = None
    at_least: Limit | None = None
    at_most: Limit | None = None
    exactly: Limit | None = None


class _Tally:
    """Items that qualify, until which day, and answers that may still turn into one."""

    def __init__(self) -> None:
        self.sure: dict[str, date | None] = {}
        self.unsure: list[Outcome] = []
        self.days: list[date | None] = []

    def add(self, value: str, until: date | None) -> None:
        if value in self.sure:
            # Two items with one value: it counts as long as either does.
            until = _latest([self.sure[value], until])
        self.sure[value] = until

    def until(self, least: int, most: float) -> date | None:
        """The last day on which the count surely has the same answer."""
        if most < float("inf") or len(self.sure) < least:
            return earliest(self.days)
        # More items never hurt: the count falls short when the last of those needed goes.
        known = [day for day in self.sure.values() if day is not None]
        forever = len(self.sure) - len(known)
        return sorted(known, reverse=True)[least - forever - 1] if forever < least else None


def _latest(days: list[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) else None


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    items = dossier.items(params.of)
    if items.unlisted is not None:
        # A list that is not declared may hold any number of items.
        yield items.unlisted
        return
    tally = _Tally()
    for at, item in enumerate(items.members):
        if isinstance(item, Scope):
            _weigh(f"#{at}", dossier.bind(params.name, item), params, tally)
        elif isinstance(item, Excused | Gap):
            yield item
            return
        elif not items.none:
            tally.unsure.append(item)
    yield from _judge(params, dossier, tally)


def _weigh(label: str, inner: Dossier, params: Params, tally: _Tally) -> None:
    answer = ask(params.where, inner)
    tally.days.append(answer.until)
    if isinstance(answer, Gap):
        return
    if isinstance(answer, Undeclared | Unknown):
        tally.unsure.append(answer)
        return
    if params.by is None:
        tally.add(label, answer.until)
        return
    values, absent = values_of(inner.look(params.by))
    tally.unsure += absent
    for value in values:
        tally.add(same(value, inner), answer.until)


def _judge(params: Params, dossier: Dossier, tally: _Tally) -> Iterator[Outcome]:
    least, most, asked = _limits(params, dossier)
    low, high = len(tally.sure), len(tally.sure) + len(tally.unsure)
    until = tally.until(least, most)
    # An item that does not say its values may hold more than one.
    bounded = high <= most if not (params.by and tally.unsure) else most == float("inf")
    if low >= least and bounded:
        yield Met(until)
    elif high < least or low > most:
        yield Gap(
            _place(params.of, dossier), _why(params, low, asked, _about(params, dossier)), until
        )
    else:
        yield from (with_until(outcome, until) for outcome in tally.unsure)


def _about(params: Params, dossier: Dossier) -> str:
    """Inside another item the list is asked about that item: the finding names it."""
    if not dossier.scopes or params.of.first in dossier.scopes:
        return ""
    return f" for {next(reversed(dossier.scopes.values())).name}"


def _why(params: Params, count: int, asked: str, about: str) -> str:
    if params.by:
        what = "value" if count == 1 else "different values"
    else:
        what = "item that counts" if count == 1 else "items that count"
    return f"has {count or 'no'} {what}{about}; {asked} asked"


def _limits(params: Params, dossier: Dossier | Look) -> tuple[int, float, str]:
    if params.exactly is not None:
        exactly = _number(params.exactly, dossier)
        return exactly, exactly, f"exactly {exactly} {'is' if exactly == 1 else 'are'}"
    least = _number(params.at_least, dossier) if params.at_least is not None else 0
    if params.at_most is None:
        return least, float("inf"), f"at least {least} {'is' if least == 1 else 'are'}"
    most = _number(params.at_most, dossier)
    if params.at_least is None:
        return 0, most, f"at most {most} {'is' if most == 1 else 'are'}"
    return least, most, f"{least} to {most} are"


def _number(term: Limit, dossier: Dossier | Look) -> int:
    if isinstance(term, Literal | Table):
        return int(str(literal(term, dossier.tier).value))
    raise ValueError("count: a limit is a number")


def _place(field: Field, dossier: Dossier) -> Place:
    """The list itself, as the rule selects from it."""
    first = dossier.items(field).members[0]
    if not isinstance(first, Scope):
        return first.place
    if not first.route or not isinstance(first.route[-1], int):
        return Place(field.text, first.route[:-1])  # sections: `owners.*`
    listed = first.name.rpartition("[")[0]
    _, opened, selected = field.text.rpartition("[")
    selection = f"[{selected}" if opened and selected != "]" and field.text.endswith("]") else ""
    return Place(f"{listed}{selection}", first.route[:-1])


def plainly(params: Params, look: Look) -> Answer:
    items = look.items(params.of)
    if items is None:
        return look.missing(params.of)
    scopes, mark = look.scopes, len(look.days)
    sure: set[str] = set()
    unsure = False
    for at, item in enumerate(items):
        look.scopes = {**scopes, params.name: item}
        answer = look.ask(params.where) if params.where else SO
        values = texts(look.all(params.by)) if params.by and answer is SO else ()
        look.scopes = scopes
        if answer is None or values is None or len(look.days) > mark:
            unsure = True  # which of them counts, and until when, takes the long way
            break
        if answer is SO:
            sure.update({same(value, look) for value in values} if params.by else {f"#{at}"})
    if unsure:
        del look.days[mark:]
        return None
    least, most, _ = _limits(params, look)
    if least <= len(sure) <= most:
        return SO
    return NO
