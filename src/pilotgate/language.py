"""Pack data to clauses: reads what a rule says, by the kinds of parameter its predicates declare.

The data is plain: mappings, lists and texts, from a pack's YAML or from its
compiled form. What a text means is decided by the parameter it stands for.
Anything wrong goes to `report` with the way to it, so that a pack shows all its
problems at once; with no `report` the data is ours and a problem is a bug.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pilotgate.clause import (
    Clause,
    Conditions,
    Demands,
    Fields,
    Name,
    Options,
    Pattern,
    Text,
)
from pilotgate.document import Field, Route, field
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.predicates import PREDICATES
from pilotgate.predicates.contains import Texts
from pilotgate.term import (
    ARITHMETIC,
    FILE_TERMS,
    Arithmetic,
    FieldTerm,
    FileTerm,
    Limit,
    Literal,
    Pick,
    Table,
    Term,
    Value,
    evidence_of,
    fields_of,
)
from pilotgate.values import Duration, date_of, number

Json = None | str | list["Json"] | dict[str, "Json"]
Report = Callable[[Route, str, str, bool], None]
"""Told the way to a problem, what it is, what to do, and whether a key is at fault."""

QUALIFIERS: Final = ("from", "tiers", "when", "message")
# What a pack writes, where Python has the word taken or the engine a clearer one.
RENAMED: Final = {"as": "name", "is": "operator", "or": "also"}
_WRITTEN: Final = {taken: word for word, taken in RENAMED.items()}
# First steps of fields that lie elsewhere than in the judged manifest.
FOREIGN: Final = frozenset({"facts", "base", "today", "asked", "tier", "move"})
GIVEN: Final = "$"  # marks what a parameter put in, which is a value and never a field


class Broken(Exception):
    """A piece that cannot be read; it was reported where it stands."""


class Source:
    """Where the clauses of one rule come from: its lines, and where problems go."""

    def __init__(
        self,
        conditions: dict[str, tuple[Clause, ...]],
        report: Report | None = None,
        line: Callable[[Route], tuple[int, str]] | None = None,
    ) -> None:
        self.conditions = conditions
        self._report = report
        self._line = line
        self.used: set[str] = set()

    def problem(self, route: Route, text: str, hint: str = "", *, key: bool = False) -> Broken:
        """Reported and raised by the caller: nothing broken is ever half read."""
        if self._report is None:
            raise ValueError(f"{'.'.join(map(str, route))}: {text}")
        self._report(route, text, hint, key)
        return Broken(text)

    def place(self, route: Route) -> tuple[int, str]:
        return self._line(route) if self._line else (0, "")

    def complain(self, route: Route, text: str, hint: str = "", *, key: bool = False) -> None:
        self.problem(route, text, hint, key=key)


def clauses(data: Json, source: Source, route: Route, *, asked: bool = False) -> tuple[Clause, ...]:
    """The clauses of a list; `asked`: they are conditions, which take no qualifiers."""
    if not isinstance(data, list):
        raise source.problem(route, "expected a list of clauses", "start each line with a dash")
    if not data:
        raise source.problem(route, "the list is empty", "write each clause after a dash")
    read: list[Clause] = []
    for at, item in enumerate(data):
        try:
            read += _clause(item, source, (*route, at), asked=asked)
        except Broken:
            continue  # reported; the next one may hold another problem
    return tuple(read)


def _clause(data: Json, source: Source, route: Route, *, asked: bool) -> Iterable[Clause]:
    if isinstance(data, str):
        return _named(data, source, route)
    if not isinstance(data, dict):
        raise source.problem(route, "expected a clause, as in present: [owners.business.ref]")
    names = [key for key in data if key not in QUALIFIERS]
    unknown = [name for name in names if name not in PREDICATES]
    for name in unknown:
        source.complain(
            (*route, name),
            f'there is no predicate called "{name}"',
            _near(name, (*PREDICATES, *QUALIFIERS)),
            key=True,
        )
    if unknown:
        raise Broken
    if len(names) != 1:
        what = f"two predicates in one clause: {', '.join(names)}" if names else "no predicate here"
        raise source.problem(
            (*route, names[1]) if names else route,
            what,
            "one clause asks one thing: start a new line with a dash",
            key=True,
        )
    for key in data:
        if asked and key in QUALIFIERS:
            source.complain(
                (*route, key),
                f'a condition takes no "{key}"',
                "qualifiers belong to the clauses of require",
                key=True,
            )
    return (_whole(names[0], data, source, route, asked=asked),)


def _named(name: str, source: Source, route: Route) -> Iterable[Clause]:
    """A condition by its name. It stays one clause, or `any_of` would take it apart."""
    if name not in source.conditions:
        raise source.problem(
            route,
            f'there is no condition called "{name}"',
            _near(name, source.conditions) or "define it under conditions in pack.yaml",
        )
    source.used.add(name)
    parts = source.conditions[name]
    if len(parts) < 2:  # noqa: PLR2004  one needs no wrapping
        return parts
    together = PREDICATES["all_of"]
    params = together.Params(clauses=parts)
    level, staged = evidence("all_of", params), _staged(params)
    anchor = _anchor("all_of", params)
    deep = _deep("all_of", params)
    return (Clause("all_of", params, together, level, anchor=anchor, staged=staged, deep=deep),)


def _whole(
    name: str, data: dict[str, Json], source: Source, route: Route, *, asked: bool
) -> Clause:
    """Every part is read before any is given up, so that all problems show at once."""
    parts: dict[str, Any] = {}
    broken = False
    readers: dict[str, Callable[[Json, Source, Route], Any]] = {
        name: lambda value, source, route: _params(name, value, source, route)
    }
    if not asked:
        readers |= _QUALIFIERS
    for key, reader in readers.items():
        if key not in data:
            continue
        try:
            parts[key] = reader(data[key], source, (*route, key))
        except Broken:
            broken = True
    if broken:
        raise Broken
    params = parts[name]
    line, text = source.place((*route, name))
    return Clause(
        name=name,
        params=params,
        predicate=PREDICATES[name],
        evidence=evidence(name, params),
        since=parts.get("from"),
        tiers=parts.get("tiers", ()),
        when=parts.get("when", ()),
        message=parts.get("message", ""),
        anchor=_anchor(name, params),
        line=line,
        text=text,
        staged=_staged(params) or _staged(parts.get("when", ())),
        deep=_deep(name, params),
    )


def parameters(name: str, data: Json, route: Route) -> dict[str, tuple[Json, Route]] | None:
    """What is given for each parameter, and where; a bare value stands for the short one."""
    predicate = PREDICATES[name]
    if predicate.SHORT and not (
        isinstance(data, dict)
        and data
        and set(data) <= {*written(predicate.Params.__annotations__)}
    ):
        return {predicate.SHORT: (data, route)}
    if not isinstance(data, dict):
        return None
    return {key: (value, (*route, key)) for key, value in data.items()}


def _params(name: str, data: Json, source: Source, route: Route) -> Any:
    predicate = PREDICATES[name]
    kinds = predicate.Params.__annotations__
    given = parameters(name, data, route)
    if given is None:
        raise source.problem(route, f"{name} takes parameters: {', '.join(written(kinds))}")
    read: dict[str, Any] = {}
    broken = False
    for key, (value, place) in given.items():
        parameter = RENAMED.get(key, key)
        if parameter not in kinds or key in _WRITTEN:
            near = _near(key, written(kinds))
            source.complain(place, f'{name} has no parameter "{key}"', near, key=True)
            broken = True
            continue
        try:
            read[parameter] = _KINDS[kinds[parameter]](value, source, place)
        except Broken:
            read[parameter] = None
            broken = True
    for key in kinds:
        if key not in read and not hasattr(predicate.Params, key):
            source.complain(
                route,
                f'{name} needs the parameter "{_WRITTEN.get(key, key)}"',
                f"it takes {', '.join(written(kinds))}",
                key=True,
            )
            broken = True
    if broken:
        raise Broken
    return predicate.Params(**read)


def written(kinds: Iterable[str]) -> tuple[str, ...]:
    """Parameter names as a pack writes them."""
    return tuple(_WRITTEN.get(kind, kind) for kind in kinds)


def _field(data: Json, source: Source, route: Route) -> Field:
    if not isinstance(data, str):
        raise source.problem(route, "expected a field, as in owners.business.ref")
    try:
        return field(data)
    except ValueError as error:
        raise source.problem(route, str(error), "quote a field that contains [") from None


def _fields(data: Json, source: Source, route: Route) -> Fields:
    if isinstance(data, str):
        return (_field(data, source, route),)
    if data == []:
        raise source.problem(route, "the list is empty", "name a field")
    if not isinstance(data, list):
        raise source.problem(route, "expected a list of fields", "write [owners.business.ref]")
    return tuple(_field(item, source, (*route, at)) for at, item in enumerate(data))


def _given(data: Json) -> Json:
    return data[GIVEN] if isinstance(data, dict) and GIVEN in data else data


def _literal(data: Json, source: Source, route: Route) -> Literal:
    if not isinstance(data, str):
        raise source.problem(route, "expected one value")
    value = literal_value(data)
    return Literal(data if value is None else value, data)


def literal_value(text: str) -> Value | None:
    """A number, a date or a duration; anything else is not a literal."""
    for reader in (number, date_of):
        value = reader(text)
        if value is not None:
            return value
    return Duration.parse(text) if text[:1] in ("P", "-") else None


def _table(data: dict[str, Json], source: Source, route: Route) -> Table:
    if not data:
        raise source.problem(route, "the table is empty", "give a value for each tier")
    _foreign_tiers(data, source, route)
    by_tier = {tier: _literal(value, source, (*route, tier)) for tier, value in data.items()}
    return Table(by_tier)


def _foreign_tiers(data: Iterable[str], source: Source, route: Route) -> None:
    for key in data:
        if key not in TIERS:
            raise source.problem(
                (*route, key), f'"{key}" is not a tier', _near(key, TIERS), key=True
            )


def _limit(data: Json, source: Source, route: Route) -> Limit:
    given = _given(data)
    if isinstance(given, dict):
        return _table(given, source, route)
    if given is not data:
        return _literal(given, source, route)
    if isinstance(data, str):
        if literal_value(data) is not None:
            return _literal(data, source, route)
        return FieldTerm(_field(data, source, route))
    raise source.problem(route, "expected a number, a duration, a field or a value for each tier")


_TERMS: Final = (*ARITHMETIC, "earliest", "latest", *FILE_TERMS)


def _term(data: Json, source: Source, route: Route) -> Term:
    if not isinstance(data, dict) or GIVEN in data or (data and set(data) <= set(TIERS)):
        return _limit(data, source, route)
    if len(data) != 1 or (word := next(iter(data))) not in _TERMS:
        foreign = next((key for key in data if key not in _TERMS), "")
        if not foreign:
            raise source.problem(route, "a term is one word and what it is of, as in sum: [1, 2]")
        near = _near(foreign, (*_TERMS, *TIERS))
        raise source.problem((*route, foreign), f'"{foreign}" is no term', near, key=True)
    inner = data[word]
    if word in ARITHMETIC:
        if not isinstance(inner, list) or len(inner) < 2:  # noqa: PLR2004  one term is no sum
            raise source.problem((*route, word), f"{word} takes a list of two terms or more")
        terms = (_term(item, source, (*route, word, at)) for at, item in enumerate(inner))
        return Arithmetic(word, tuple(terms))
    place = _field(inner, source, (*route, word))
    return Pick(word, place) if word in ("earliest", "latest") else FileTerm(word, place)


def _options(data: Json, source: Source, route: Route) -> Options:
    given = _given(data)
    if isinstance(given, dict):
        if not given:
            raise source.problem(route, "the table is empty", "give values for each tier")
        _foreign_tiers(given, source, route)
        return Options(
            by_tier={tier: _words(value, source, (*route, tier)) for tier, value in given.items()}
        )
    return Options(_words(given, source, route))


def _words(data: Json, source: Source, route: Route) -> tuple[str, ...]:
    if isinstance(data, str):
        return (data,)
    if not isinstance(data, list) or not data:
        raise source.problem(route, "expected a value or a list of values")
    items = [_given(item) for item in data]
    if not all(isinstance(item, str) for item in items):
        raise source.problem(route, "expected a list of words")
    return tuple(item for item in items if isinstance(item, str))


def _text(data: Json, source: Source, route: Route) -> str:
    given = _given(data)
    if not isinstance(given, str) or not given:
        raise source.problem(route, "expected a text")
    return given


def _name(data: Json, source: Source, route: Route) -> str:
    text = _text(data, source, route)
    if not text.replace("_", "").replace("-", "").isalnum():
        raise source.problem(route, f'"{text}" is no name', "use a word")
    return text


def _texts(data: Json, source: Source, route: Route) -> tuple[str, ...]:
    return _words(data, source, route)


def _stage(data: Json, source: Source, route: Route) -> Stage:
    text = _text(data, source, route)
    if text not in RANKED:
        raise source.problem(
            route, f'"{text}" is not a stage that a clause starts from', _near(text, RANKED)
        )
    return Stage(text)


def _tiers(data: Json, source: Source, route: Route) -> tuple[Tier, ...]:
    words = _words(data, source, route)
    for at, word in enumerate(words):
        if word not in TIERS:
            place = (*route, at) if isinstance(data, list) else route
            raise source.problem(place, f'"{word}" is not a tier', _near(word, TIERS))
    return tuple(Tier(word) for word in words)


_KINDS: Final[dict[Any, Callable[[Json, Source, Route], Any]]] = {
    Field: _field,
    Field | None: _field,
    Fields: _fields,
    Limit: _limit,
    Limit | None: _limit,
    Term: _term,
    Options: _options,
    Options | None: _options,
    Name: _name,
    Pattern: _text,
    Text: _text,
    Text | None: _text,
    Texts: _texts,
    Demands: clauses,
    Conditions: lambda data, source, route: clauses(data, source, route, asked=True),
}


_OWN_LEVEL: Final = {"contains": Evidence.CONTENT, "committed_before": Evidence.DATED}


def evidence(name: str, params: Any) -> Evidence:
    """The level of evidence a clause belongs to: it is asked only where that is reached."""
    levels = [_OWN_LEVEL.get(name, Evidence.DECLARED)]
    for key in params.__fields__:
        value = getattr(params, key)
        if name in ("each", "each_pair") and key == "require":
            # It passes the level on, and has nothing to say before the shallowest of its clauses.
            levels += [min((clause.evidence for clause in value), key=_rank, default=levels[0])]
        elif name == "refers_to" and key == "to":
            levels += [Evidence.CROSSED] * any(_of_facts(text) for text in value)
        else:
            levels += _levels(value)
    return max(levels, key=_rank)


def _of_facts(target: str) -> bool:
    """Does a target of `refers_to` (`field` or `prefix:field`) lie among the facts?"""
    return target.rpartition(":")[2].split(".")[0] == "facts"


def _rank(level: Evidence) -> int:
    return level.rank


def _levels(value: Any) -> list[Evidence]:
    if isinstance(value, Clause):
        return [value.evidence]
    if isinstance(value, Term):
        return [evidence_of(value)]
    if isinstance(value, Field):
        return [Evidence.CROSSED] if value.first == "facts" else []
    if isinstance(value, tuple):
        return [level for item in value for level in _levels(item)]
    return []


def fields_in(value: Any, but: frozenset[str] = frozenset()) -> list[Field]:
    """Every field that parameters name, in their order, inner clauses included.

    With `but`, none that begins with one of those names, or with one that an inner clause binds.
    """
    if isinstance(value, Field):
        return [] if value.first in but else [value]
    if isinstance(value, Clause):
        inner = but | bound(value.name, value.params) if but else but
        return [*fields_in(value.when, but), *fields_in(value.params, inner)]
    if isinstance(value, Term):
        return [found for found in fields_of(value) if found.first not in but]
    if isinstance(value, tuple):
        return [found for item in value for found in fields_in(item, but)]
    if hasattr(value, "__fields__"):
        return [found for key in value.__fields__ for found in fields_in(getattr(value, key), but)]
    return []


def bound(name: str, params: Any) -> frozenset[str]:
    """The names that a clause gives to the items it looks at."""
    if name == "each_pair":
        return frozenset({"before", "after"})
    return frozenset({params.name}) if "name" in params.__fields__ else frozenset()


def _anchor(name: str, params: Any) -> Field | None:
    """The first field of the manifest that a clause names; else a field every dossier has."""
    own = bound(name, params)
    found = fields_in(params, FOREIGN | own) or fields_in(params, own | {"facts"})
    return found[0] if found else None


def _staged(value: Any) -> bool:
    """Does anything in it look at the asked stage?"""
    if isinstance(value, Clause):
        return value.since is not None or value.staged
    if isinstance(value, tuple):
        return any(map(_staged, value))
    if isinstance(value, str):
        return "asked" in value  # a target of `refers_to`
    if hasattr(value, "__fields__") and not isinstance(value, Field | Term):
        return any(_staged(getattr(value, key)) for key in value.__fields__)
    return any(found.first == "asked" for found in fields_in(value))


def _deep(name: str, params: Any) -> bool:
    """Does anything in it ask for more than declared values from some level of evidence on?"""
    if name == "present":
        return True
    held = [getattr(params, key) for key in params.__fields__]
    inner = [one for value in held if isinstance(value, tuple) for one in value]
    return any(one.deep for one in inner if isinstance(one, Clause)) or (
        evidence(name, params) is not Evidence.DECLARED
    )


def _message(data: Json, source: Source, route: Route) -> str:
    text = _text(data, source, route)
    if "${" in text:
        raise source.problem(route, "a message is never expanded", "write the value out")
    return text


_QUALIFIERS: Final[dict[str, Callable[[Json, Source, Route], Any]]] = {
    "from": _stage,
    "tiers": _tiers,
    "when": lambda data, source, route: clauses(data, source, route, asked=True),
    "message": _message,
}


def _near(word: str, known: Iterable[str]) -> str:
    # Imported here: a suggestion is only wanted when something is wrong.
    from pilotgate.errors import did_you_mean

    return did_you_mean(word, sorted(known))
