"""`refers_to`: each value names something that is declared elsewhere."""

from collections.abc import Iterator
from functools import lru_cache

from pilotgate.clause import Options, Text
from pilotgate.document import Field, field
from pilotgate.dossier import Absent, Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import SO, Answer, Look
from pilotgate.plainly import texts as plain_texts
from pilotgate.predicates.covers import same, texts
from pilotgate.record import Record
from pilotgate.shown import shown

ABOUT = "each value occurs among the values of the other fields (prefix:field for prefixed names)"
SHORT = ""
Texts = tuple[Text, ...]


class Params(Record):
    field: Field
    to: Texts = ()
    also: Options | None = None  # `or` in a pack


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    known: dict[str, str] = {}
    prefixes = [split(target)[0] for target in params.to]
    absent: dict[str, Absent] = {}
    words = params.also.of(dossier.tier) if params.also else ()
    for target in params.to:
        prefix, target_field = split(target)
        values, missing = texts(dossier.look(target_field))
        known.update({same(prefix + text, dossier): prefix + text for text in values})
        # What the base of a change does not declare is not there: it cannot be declared any more.
        if missing and target_field.first != "base":
            absent.setdefault(prefix, missing[0])
    known.update({same(word, dossier): word for word in words})
    for found in dossier.look(params.field):
        values, missing = texts([found])
        yield from missing
        for text in values:
            if same(text, dossier) in known:
                yield Met()
                continue
            prefix = next((start for start in prefixes if start and text.startswith(start)), "")
            # It may be the one that is not declared yet, so the answer lies there.
            yield absent.get(prefix) or _nothing(found, text, known)


def _nothing(found: Found, text: str, known: dict[str, str]) -> Gap:
    return Gap(found.place, f"({shown(text)}) names nothing that is declared{_near(text, known)}")


def _near(text: str, known: dict[str, str]) -> str:
    # Imported here: a suggestion is only wanted when something is wrong.
    from pilotgate.errors import did_you_mean

    suggestion = did_you_mean(text, sorted(known.values()))
    return f"; {suggestion}" if suggestion else ""


@lru_cache(maxsize=1024)
def split(target: str) -> tuple[str, Field]:
    """`evaluation:evaluation.metrics[].name` is the prefix `evaluation:` and the field."""
    prefix, colon, rest = target.partition(":")
    return (prefix + colon, field(rest)) if colon else ("", field(target))


def plainly(params: Params, look: Look) -> Answer:
    wanted = plain_texts(look.all(params.field))
    if wanted is None:
        return None
    known = {same(word, look) for word in params.also.of(look.tier)} if params.also else set()
    for target in params.to:
        prefix, target_field = split(target)
        values = plain_texts(look.all(target_field))
        if values is not None:
            known.update(same(prefix + text, look) for text in values)
    # What is not plainly said could only add to what is known.
    return SO if all(same(text, look) in known for text in wanted) else None
