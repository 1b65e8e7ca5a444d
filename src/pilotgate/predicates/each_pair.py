"""`each_pair`: the clauses hold for an item before and after a change, paired by key."""

from collections.abc import Iterator

from pilotgate.clause import Conditions, Demands, Name, ask, demand_all, with_until
from pilotgate.document import Field, field
from pilotgate.dossier import Dossier, Scope
from pilotgate.outcome import Gap, Idle, Outcome, Place, Undeclared, Unknown
from pilotgate.people import fold
from pilotgate.plainly import Answer, Look
from pilotgate.record import Record

ABOUT = "the clauses hold for `before` and `after`, the items of base and head with one key"
SHORT = ""


class Params(Record):
    of: Field
    by: Name
    require: Demands
    where: Conditions = Conditions(())


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    before = dossier.before()
    if before is None:
        return
    old, absent = _by_key(params, dossier.but(document=before.document))
    new, missing = _by_key(params, dossier)
    yield from absent
    yield from missing
    for key, now in new.items():
        yield from _repeated(now, params)
        # Where two have one key, none of them is taken to be meant: every pair is looked at.
        for was in old.get(key, []):
            for item in now:
                yield from _pair(was, item, params, dossier)


def _repeated(items: list[Scope], params: Params) -> Iterator[Outcome]:
    for item in items[1:]:
        place = Place(f"{item.name}.{params.by}", (*item.route, params.by))
        yield Gap(place, f"is the {params.by} of {items[0].name} already")


def _pair(was: Scope, now: Scope, params: Params, dossier: Dossier) -> Iterator[Outcome]:
    # Both have one name; the finding says which of them it speaks of.
    earlier = Scope(was.document, was.node, was.route, f"base.{was.name}", was.canonical)
    inner = dossier.bind("before", earlier).bind("after", now)
    chosen = ask(params.where, inner)
    if isinstance(chosen, Undeclared | Unknown):
        yield chosen
    elif isinstance(chosen, Gap):
        if chosen.until:
            yield Idle(chosen.until)
    else:
        for outcome in demand_all(params.require, inner):
            yield with_until(outcome, chosen.until)


def _by_key(params: Params, dossier: Dossier) -> tuple[dict[str, list[Scope]], list[Outcome]]:
    items: dict[str, list[Scope]] = {}
    keyless: list[Outcome] = []
    members = dossier.items(params.of)
    for item in members.members:
        if not isinstance(item, Scope):
            continue
        key = dossier.bind("item", item).look(field(f"item.{params.by}"))[0]
        if key.absent:
            keyless.append(key.absent)
        else:
            items.setdefault(fold(key.text), []).append(item)
    return items, keyless


def plainly(params: Params, look: Look) -> Answer:  # noqa: ARG001  a change is never judged at a look
    return None
