"""The clauses of a rule before and after: which are new, gone or changed, and which way."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from pilotgate.clause import Clause, Options
from pilotgate.comparison.change import Effect, by_rank, by_sets, together
from pilotgate.document import Field
from pilotgate.ladders import TIERS
from pilotgate.predicates.measures import at_least
from pilotgate.record import Record
from pilotgate.term import FieldTerm, Literal, Table
from pilotgate.wording import clause_words

# Of a clause, what says where it stands and what follows from the rest.
_ASIDE: Final = frozenset(
    {"line", "text", "predicate", "evidence", "anchor", "staged", "deep", "message"}
)


class Part(Record):
    """A clause as it is read, and as its pack writes it: with the names of what it shares."""

    clause: Clause
    written: Any = None
    name: str = ""  # of the condition, where it is one that goes by its name

    @property
    def words(self) -> str:
        words = clause_words(self.clause)
        return f"{self.name} ({words})" if self.name else words


class Pair(Record):
    """A clause before and after; one of them is None where it is new or gone."""

    before: Part | None
    after: Part | None


def bare(value: Any) -> Any:
    """What is asked, without the place it is asked at."""
    if isinstance(value, Clause):
        return ("Clause", *((key, bare(getattr(value, key))) for key in _ASKED))
    if isinstance(value, Field):
        return value.text
    if isinstance(value, Record):
        inner = ((key, bare(getattr(value, key))) for key in value.__fields__)
        return (type(value).__name__, *inner)
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if isinstance(value, dict):
        return tuple(sorted((key, bare(item)) for key, item in value.items()))
    return value


_ASKED: Final = tuple(key for key in Clause.__fields__ if key not in _ASIDE)


def same(before: Part, after: Part) -> bool:
    """Written alike, or meaning the same. What both share by name is compared by itself."""
    if before.written is not None and before.written == after.written:
        return True
    return bool(bare(before.clause) == bare(after.clause))


def paired(before: Sequence[Part], after: Sequence[Part]) -> list[Pair]:
    """What differs: pairs in the order of the new pack, then what is gone. Order says nothing."""
    gone, new = list(before), []
    for part in after:
        match = next((one for one in gone if same(one, part)), None)
        if match is None:
            new.append(part)
        else:
            gone.remove(match)
    partners: dict[int, Part] = {}
    for alike in (_about, _kind):
        for at, part in enumerate(new):
            # Two that look alike both ways would be paired by chance.
            mine = [one for one in gone if alike(one) == alike(part)]
            others = [i for i, o in enumerate(new) if i not in partners and alike(o) == alike(part)]
            if at not in partners and len(mine) == 1 and others == [at]:
                partners[at] = mine[0]
                gone.remove(mine[0])
    pairs = [Pair(partners.get(at), part) for at, part in enumerate(new)]
    return pairs + [Pair(part, None) for part in gone]


def _about(part: Part) -> tuple[Any, ...]:
    """The predicate and the first field it is asked of."""
    params = part.clause.params
    first = getattr(params, params.__fields__[0])
    return (part.clause.name, bare(first) if isinstance(first, Field | FieldTerm) else "")


def _kind(part: Part) -> str:
    return part.clause.name


# ------------------------------------------------------------------ which way it goes


def effect(before: Clause, after: Clause) -> Effect:
    """Whether a demand became tighter or looser, as far as its parameters tell."""
    if before.name != after.name:
        return Effect.EITHER
    effects = [_since(before, after), _tiers(before, after), _guard(before, after)]
    for key in before.params.__fields__:
        one, other = getattr(before.params, key), getattr(after.params, key)
        if bare(one) != bare(other):
            way = _WAYS.get((before.name, key)) or _WAYS.get(("", key))
            effects.append(way(one, other) if way else Effect.EITHER)
    return together(effects)


def _since(before: Clause, after: Clause) -> Effect:
    one = before.since.rank if before.since else 0
    other = after.since.rank if after.since else 0
    return Effect.NONE if one == other else by_rank(other < one)


def _tiers(before: Clause, after: Clause) -> Effect:
    return by_sets(before.tiers or TIERS, after.tiers or TIERS, more=Effect.TIGHTER)


def _guard(before: Clause, after: Clause) -> Effect:
    """A clause under more conditions is asked less often."""
    return by_sets(map(bare, before.when), map(bare, after.when), more=Effect.LOOSER)


def _higher(before: Any, after: Any) -> Effect:
    """A limit from below: a higher one asks for more, and none for nothing."""
    return _limit(before, after, lambda one, other: at_least(other, one))


def _lower(before: Any, after: Any) -> Effect:
    return _limit(before, after, at_least)


def _limit(before: Any, after: Any, more: Callable[[Any, Any], bool | None]) -> Effect:
    if before is None or after is None:
        return by_rank(before is None)
    one, other = _by_tier(before), _by_tier(after)
    if one is None or other is None:
        return Effect.EITHER
    effects = []
    for tier in TIERS:
        old, new = one.get(tier), other.get(tier)
        if old is None or new is None:
            effects.append(Effect.NONE if old is new else by_rank(old is None))
        elif old != new:
            effects.append(by_rank(more(old, new)))
    return together(effects)


def _by_tier(limit: Any) -> dict[str, Any] | None:
    if isinstance(limit, Literal):
        return dict.fromkeys(TIERS, limit.value)
    if isinstance(limit, Table):
        return {tier: literal.value for tier, literal in limit.by_tier.items()}
    return None


def _more(before: Any, after: Any) -> Effect:
    """A longer list asks for more."""
    return _lists(before, after, Effect.TIGHTER)


def _less(before: Any, after: Any) -> Effect:
    """A longer list lets more pass."""
    return _lists(before, after, Effect.LOOSER)


def _lists(before: Any, after: Any, more: Effect) -> Effect:
    pairs = [(_words(before, tier), _words(after, tier)) for tier in TIERS]
    return together(by_sets(one, other, more=more) for one, other in pairs)


def _words(value: Any, tier: Any) -> tuple[Any, ...]:
    if isinstance(value, Options):
        return value.of(tier)
    return tuple(map(bare, value or ()))


def _demands(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Effect:
    """Clauses that must all hold."""
    return together(_effects(before, after))


def _effects(before: tuple[Clause, ...], after: tuple[Clause, ...]) -> Iterator[Effect]:
    for pair in paired([Part(one) for one in before], [Part(one) for one in after]):
        if pair.before and pair.after:
            yield effect(pair.before.clause, pair.after.clause)
        else:
            yield by_rank(pair.before is None)


_WAYS: Final[dict[tuple[str, str], Callable[[Any, Any], Effect]]] = {
    ("", "at_least"): _higher,
    ("", "more_than"): _higher,
    ("", "at_most"): _lower,
    ("", "less_than"): _lower,
    ("", "max_age"): _lower,
    ("words", "distinct"): _higher,
    ("", "fields"): _more,
    ("covers", "values"): _more,
    ("", "values_of"): _more,
    ("", "parts"): _more,
    ("is", "value"): _less,
    ("refers_to", "to"): _less,
    ("refers_to", "also"): _less,
    ("", "require"): _demands,
    ("all_of", "clauses"): _demands,
    ("none_of", "conditions"): _more,
    ("any_of", "clauses"): _less,
    ("each", "where"): _less,
    ("each_pair", "where"): _less,
}
"""Which way a parameter goes, of a predicate or of all of them. The rest cannot be told."""
