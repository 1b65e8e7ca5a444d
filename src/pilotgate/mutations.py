"""What may become of one clause: an operand left out, a bound moved, an operator exchanged."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from pilotgate.clause import Clause, Fields, Options
from pilotgate.document import Each, Field, Select
from pilotgate.dossier import Dossier
from pilotgate.ladders import Tier
from pilotgate.language import evidence
from pilotgate.outcome import Outcome
from pilotgate.plainly import Answer, Look
from pilotgate.predicates import PREDICATES, committed_before
from pilotgate.record import Record
from pilotgate.steps import limit_text, literals, step
from pilotgate.term import Arithmetic, Limit, Literal, Table, Term, literal


class Mutation(Record):
    """A change of one clause: `case` says which example would notice it."""

    params: Any
    what: str
    case: str
    less: bool | None  # it asks less than before; None: that depends
    clause: Clause | None = None  # where the predicate changes with its parameters


class _Clause(Record):
    """The clause that is changed, and who can see it."""

    clause: Clause
    params: Any
    tiers: tuple[Tier, ...]
    asked: bool


Mutations = Iterator[Mutation]


def mutations(clause: Clause, tiers: tuple[Tier, ...], *, asked: bool) -> Mutations:
    """Every change of the clause's own parameters; what is inside it is left alone."""
    kind = _KINDS.get(clause.name)
    if kind is not None:
        yield from kind(_Clause(clause, clause.params, tiers, asked))


# ------------------------------------------------------------------ parts of clauses


def _left_out(of: _Clause, key: str, case: str, *, less: bool = True, last: int = 1) -> Mutations:
    """Each operand of a list left out, where enough are left."""
    held = getattr(of.params, key)
    for at, one in enumerate(held):
        if len(held) <= last:
            break
        rest = (*held[:at], *held[at + 1 :])
        what = f"{one} were left out of {of.clause.name}"
        yield Mutation(of.params.but(**{key: rest}), what, case.format(one), less)


def _words_left_out(of: _Clause, key: str, case: str, *, less: bool, last: int = 1) -> Mutations:
    options: Options | None = getattr(of.params, key)
    if options is None:
        return
    if not options.by_tier:
        for rest, word in _without(options.values, last):
            changed = of.params.but(**{key: Options(rest)})
            what = f"{word} were left out of {of.clause.name}"
            yield Mutation(changed, what, case.format(word), less)
    for tier, words in options.by_tier.items():
        for rest, word in _without(words, last) if tier in of.tiers else ():
            changed = of.params.but(**{key: Options(by_tier={**options.by_tier, tier: rest})})
            what = f"{word} were left out of {of.clause.name} for tier {tier}"
            yield Mutation(changed, what, f"{case.format(word)}, tier: {tier}", less)


def _without(words: tuple[str, ...], last: int) -> Iterator[tuple[tuple[str, ...], str]]:
    if len(words) > last:
        for at, word in enumerate(words):
            yield (*words[:at], *words[at + 1 :]), word


def _only_declared(of: _Clause, fields: Fields, case: str) -> Mutations:
    """Nothing is asked but that something is declared."""
    if of.asked:
        return  # there, `present` asks another question
    present = PREDICATES["present"]
    params = present.Params(fields=fields)
    clause = Clause("present", params, present, evidence("present", params))
    named = ", ".join(map(str, fields))
    yield Mutation(params, f"{named} could be anything", case, True, clause)


def _selected(of: _Clause, *, less: bool | None) -> Mutations:
    """The items that a field selects: all of them, or of fewer kinds. `less`: with more items."""
    field: Field = of.params.of
    for at, chosen in enumerate(field.steps):
        if not isinstance(chosen, Select):
            continue
        written = f"[{chosen.key}={'|'.join(chosen.values)}]"
        rest = field.steps[at + 1 :]
        every = Field(field.text.replace(written, "[]", 1), (*field.steps[:at], Each(), *rest))
        what = f"{of.clause.name} looked at {every} instead of {field}"
        case = f"in which an item that is not {written[1:-1]} would make the difference"
        yield Mutation(of.params.but(of=every), what, case, less)
        for values, word in _without(chosen.values, 1):
            fewer = f"[{chosen.key}={'|'.join(values)}]"
            text = field.text.replace(written, fewer, 1)
            steps = (*field.steps[:at], Select(chosen.key, values), *rest)
            what = f"{of.clause.name} looked at {text} instead of {field}"
            case = f"in which an item that is {chosen.key}={word} makes the difference"
            opposite = None if less is None else not less
            yield Mutation(of.params.but(of=Field(text, steps)), what, case, opposite)


# ------------------------------------------------------------------ bounds


_LIMITS: Final = {
    # each limit: the one next to it, whether that asks less, and which way more is asked
    "at_least": ("more_than", False, 1),
    "more_than": ("at_least", True, 1),
    "at_most": ("less_than", False, -1),
    "less_than": ("at_most", True, -1),
}


def _measures(of: _Clause) -> Mutations:
    limits = [key for key in _LIMITS if getattr(of.params, key) is not None]
    for key in limits:
        limit = getattr(of.params, key)
        other, less, sign = _LIMITS[key]
        words = key.replace("_", " ")
        if len(limits) > 1:
            case = f"in which {of.params.field} breaks only {words}"
            yield Mutation(of.params.but(**{key: None}), f"{words} were not asked", case, True)
        if other not in limits:
            changed = of.params.but(**{key: None, other: limit})
            what = (
                f"{of.params.field} were asked to be {other.replace('_', ' ')} {limit_text(limit)}"
            )
            case = f"in which {of.params.field} is exactly {limit_text(limit)}"
            yield Mutation(changed, what, case, less)
        for tier, bound, put in literals(limit, of.tiers):
            # One step further than the limit beside it, which was looked at above.
            way = sign if less else -sign
            new = step(bound, way)
            if new is None:
                continue
            what = f"{of.params.field} were asked to be {words} {new.text} instead of {bound.text}"
            between = bound.text if less else new.text
            case = f"in which {of.params.field} is {_near(between, sign, less=less)}{tier}"
            yield Mutation(of.params.but(**{key: put(new)}), what, case, not less)
            if tier and not less:
                yield from _stricter(of, key, (tier, bound, put), sign)


def _stricter(
    of: _Clause, key: str, at: tuple[str, Literal, Callable[[Literal], Limit]], sign: int
) -> Mutations:
    tier, bound, put = at
    new = step(bound, sign)
    if new is not None:
        words = key.replace("_", " ")
        what = f"{of.params.field} were asked to be {words} {new.text} instead of {bound.text}"
        case = f"in which {of.params.field} is exactly {bound.text}{tier}"
        yield Mutation(of.params.but(**{key: put(new)}), what, case, False)


def _near(text: str, sign: int, *, less: bool) -> str:
    if less:
        return f"just {'above' if sign > 0 else 'below'} {text}"
    return f"{text}, or between that and the limit"


def _moved(
    of: _Clause, key: str, *, up_asks_less: bool, by_a_day: bool = False, things: str
) -> Mutations:
    """A bound one step up and one step down."""
    for tier, bound, put in literals(getattr(of.params, key), of.tiers):
        for sign in (-1, 1):
            new = step(bound, sign, by_a_day=by_a_day)
            less = (sign > 0) is up_asks_less
            if new is None or _pointless(of, key, bound, tier, sign):
                continue
            what = (
                f"{of.clause.name} asked {key.replace('_', ' ')} {new.text} instead of {bound.text}"
            )
            case = f"with {new.text if less else bound.text} {things}{tier}"
            yield Mutation(of.params.but(**{key: put(new)}), what, case, less)


def _pointless(of: _Clause, key: str, bound: Literal, tier: str, sign: int) -> bool:
    """A bound that another one, or the world, holds already: nobody could tell the difference."""
    value = bound.value
    if not isinstance(value, Decimal):
        return False
    if of.clause.name == "count":
        everything = not of.params.where and not _selects(of.params.of)
        return sign < 0 and (value == 0 or (value == 1 and key == "at_least" and everything))
    if of.clause.name == "words" and of.params.distinct is not None:
        one = Tier(tier.rpartition(" ")[2]) if tier else (of.tiers or (Tier.HIGH,))[0]
        other = "distinct" if key == "at_least" else "at_least"
        limit = getattr(of.params, other)
        held = literal(limit, one).value if isinstance(limit, Literal | Table) else Decimal(0)
        if not isinstance(held, Decimal):
            return False
        # So many different words are as many words; of so many words half are different.
        implied = held if key == "at_least" else (held / 2).to_integral_value("ROUND_CEILING")
        return value + (sign > 0) <= implied
    return False


def _selects(field: Field) -> bool:
    return any(isinstance(step, Select) for step in field.steps)


# ------------------------------------------------------------------ the predicates


def _present(of: _Clause) -> Mutations:
    case = "in which {} alone is wrong; or leave it out, where another clause asks it already"
    yield from _left_out(of, "fields", case)


def _person(of: _Clause) -> Mutations:
    yield from _present(of)
    yield from _only_declared(of, of.params.fields, "in which it names a group")


def _distinct(of: _Clause) -> Mutations:
    yield from _left_out(of, "fields", "in which {} alone is the same as another")
    yield from _only_declared(of, of.params.fields, "in which two are the same")


def _is(of: _Clause) -> Mutations:
    yield from _words_left_out(of, "value", f"in which {of.params.field} is {{}}", less=False)
    case = f"in which {of.params.field} is something else"
    yield from _only_declared(of, (of.params.field,), case)


def _words(of: _Clause) -> Mutations:
    for key, things in (("at_least", "words"), ("distinct", "different words")):
        if getattr(of.params, key) is not None:
            yield from _moved(of, key, up_asks_less=False, things=f"{things} in {of.params.field}")
    if of.params.distinct is not None:
        case = f"in which {of.params.field} says the same words twice"
        what = "words did not ask for different ones"
        yield Mutation(of.params.but(distinct=None), what, case, True)


def _matches(of: _Clause) -> Mutations:
    case = f"in which {of.params.field} says something else"
    what = f"{of.params.field} could say anything"
    yield Mutation(of.params.but(pattern=""), what, case, True)


def _recent(of: _Clause) -> Mutations:
    things = f"since {of.params.field} on the day of judgement"
    yield from _moved(of, "max_age", up_asks_less=True, by_a_day=True, things=things)


def _covers(of: _Clause) -> Mutations:
    last = 0 if of.params.values_of else 1
    field = of.params.field
    case = f"in which {field} lacks only {{}}"
    yield from _words_left_out(of, "values", case, less=True, last=last)
    case = f"in which {field} lacks only a value of {{}}"
    yield from _left_out(of, "values_of", case, last=0 if of.params.values else 1)


def _refers_to(of: _Clause) -> Mutations:
    field = of.params.field
    case = f"in which {field} names something of {{}}"
    last = 0 if of.params.also else 1
    yield from _left_out(of, "to", case, less=False, last=last)
    last = 0 if of.params.to else 1
    yield from _words_left_out(of, "also", f"in which {field} is {{}}", less=False, last=last)
    case = f"in which {field} names nothing that is declared"
    yield from _only_declared(of, (field,), case)


def _contains(of: _Clause) -> Mutations:
    file = of.params.file
    yield from _left_out(of, "parts", f'in which the file at {file} lacks only "{{}}"', last=0)
    yield from _left_out(of, "values_of", f"in which the file at {file} lacks only {{}}", last=0)


def _count(of: _Clause) -> Mutations:
    params = of.params
    things = f"items that count in {params.of}"
    least, most = params.at_least is not None, params.at_most is not None
    if params.exactly is not None:
        number = limit_text(params.exactly)
        for key, words, more in (("at_least", "more", True), ("at_most", "fewer", False)):
            if not more and number == "0":
                continue
            changed = params.but(exactly=None, **{key: params.exactly})
            what = f"count asked {key.replace('_', ' ')} {number} instead of exactly"
            yield Mutation(changed, what, f"with {words} than {number} {things}", True)
    for key, less in (("at_least", False), ("at_most", True)):
        if getattr(params, key) is not None:
            yield from _moved(of, key, up_asks_less=less, things=things)
    with_more = None if least is most else least
    if params.by is not None:
        case = f"with two {things} that have one value in {params.by}"
        what = f"count counted items, not different {params.by}"
        yield Mutation(params.but(by=None), what, case, with_more)
    yield from _selected(of, less=with_more)


def _each(of: _Clause) -> Mutations:
    yield from _selected(of, less=False)


def _tripped(of: _Clause) -> Mutations:
    if of.params.not_after is not None:
        case = f"in which something was measured after {of.params.not_after}"
        what = f"what was measured after {of.params.not_after} did not matter"
        yield Mutation(of.params.but(not_after=None), what, case, True)


_BESIDE: Final = {
    # each operator: the one next to it, and whether that asks less
    "less than": ("at most", True),
    "at most": ("less than", False),
    "more than": ("at least", True),
    "at least": ("more than", False),
    "before": ("not after", True),
    "not after": ("before", False),
    "after": ("not before", True),
    "not before": ("after", False),
    "better than": ("no worse than", True),
    "no worse than": ("better than", False),
}


def _compare(of: _Clause) -> Mutations:
    params = of.params
    left, right = _sides(params)
    beside = _BESIDE.get(params.operator)
    if beside:
        other, less = beside
        what = f"compare asked {other} instead of {params.operator}"
        case = f"in which {left} and {right} are equal"
        yield Mutation(params.but(operator=other), what, case, less)
    for key in ("left", "right"):
        for term, was, now in _stepped(getattr(params, key), of.tiers):
            what = f"compare said {now} instead of {was}"
            case = f"in which {left} {params.operator} {right} holds, or fails, by one step"
            yield Mutation(params.but(**{key: term}), what, case, None)


def _sides(params: Any) -> tuple[str, str]:
    # Imported here: mutants alone are told in words, and few of them are.
    from pilotgate.phrases import Names, plain

    names = Names(plain)
    return names.term(params.left), names.term(params.right)


def _stepped(term: Term, tiers: tuple[Tier, ...]) -> Iterator[tuple[Term, str, str]]:
    """A term with one literal moved by a step, up and down."""
    if isinstance(term, Literal | Table):
        for tier, bound, put in literals(term, tiers):
            for sign in (-1, 1):
                new = step(bound, sign, by_a_day=True)
                if new is not None:
                    yield put(new), f"{bound.text}{tier}", new.text
    elif isinstance(term, Arithmetic):
        for at, inner in enumerate(term.terms):
            for changed, was, now in _stepped(inner, tiers):
                terms = (*term.terms[:at], changed, *term.terms[at + 1 :])
                yield Arithmetic(term.operator, terms), was, now


class _SameCommit:
    """`committed_before` that lets a value come with the same commit as the other."""

    ABOUT = committed_before.ABOUT
    SHORT = committed_before.SHORT
    Params = committed_before.Params

    @staticmethod
    def run(params: Any, dossier: Dossier) -> Iterator[Outcome]:
        return committed_before.ordered(params, dossier, int.__le__)

    @staticmethod
    def plainly(params: Any, look: Look) -> Answer:
        return committed_before.plainly(params, look)


def _committed_before(of: _Clause) -> Mutations:
    case = f"with a history in which one commit brings this and {of.params.before}"
    what = "both could come with one commit"
    clause = of.clause.but(predicate=_SameCommit())
    yield Mutation(of.params, what, case, True, clause)


def _kept(of: _Clause) -> Mutations:
    yield from _left_out(of, "fields", "in which {} alone is gone")


_KINDS: Final[dict[str, Callable[[_Clause], Mutations]]] = {
    "committed_before": _committed_before,
    "compare": _compare,
    "contains": _contains,
    "count": _count,
    "covers": _covers,
    "distinct": _distinct,
    "each": _each,
    "each_pair": _each,
    "is": _is,
    "kept": _kept,
    "matches": _matches,
    "measures": _measures,
    "person": _person,
    "present": _present,
    "recent": _recent,
    "refers_to": _refers_to,
    "tripped": _tripped,
    "words": _words,
}
