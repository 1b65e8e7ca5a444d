"""Which fields of the manifest a rule reads, names bound by `as` put back."""

from collections.abc import Iterable, Iterator

from pilotgate.clause import Clause
from pilotgate.document import Each, Field, Name, Select, Star
from pilotgate.ladders import Evidence, Stage
from pilotgate.language import FOREIGN, fields_in
from pilotgate.predicates.tripped import READS
from pilotgate.rule import Rule
from pilotgate.term import Limit

Scopes = dict[str, str]
_ITEMS = frozenset({"each", "count"})
_CONDITIONAL = frozenset({"none_of", "tripped", "kept", "each_pair"})


def read_by(rule: Rule) -> tuple[str, ...]:
    """Every field the rule looks at, its guards included."""
    return read_in((*rule.when, *rule.require))


def read_in(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """Every field that clauses look at, those inside them included."""
    return tuple(dict.fromkeys(path for clause in clauses for path in _all(clause, {})))


def looked_at(clause: Clause) -> tuple[str, ...] | None:
    """Every field a clause looks at; None where that depends on what the manifest says."""
    return None if _by_value(clause) else tuple(_all(clause, {}))


def _by_value(clause: Clause) -> bool:
    """A stop criterion names its metric, and that may be any field."""
    inner = [clause.when, *(getattr(clause.params, key) for key in clause.params.__fields__)]
    held = [one for value in inner if isinstance(value, tuple) for one in value]
    return clause.name == "tripped" or any(
        _by_value(one) for one in held if isinstance(one, Clause)
    )


def wanted(rule: Rule, stage: Stage, *, certain: bool = False) -> tuple[str, ...]:
    """The fields the rule asks to be declared at a stage, for a sketch of what is missing.

    What only some initiatives need is left out: other branches, and what a `where`
    selects. `certain` leaves out as well what a clause asks under a condition.
    """
    found = [path for clause in rule.when for path in _all(clause, {})]
    for clause in rule.require:
        found += _asked(clause, {}, stage, certain=certain)
    return tuple(dict.fromkeys(found))


def _all(clause: Clause, scopes: Scopes) -> Iterator[str]:
    inner = scopes_in(clause, scopes)
    for guard in clause.when:
        yield from _all(guard, scopes)
    if clause.name == "tripped" and scopes.get(clause.params.criterion):
        yield from (f"{scopes[clause.params.criterion]}.{name}" for name in READS)
    for key in clause.params.__fields__:
        value = getattr(clause.params, key)
        held = value if isinstance(value, tuple) else ()
        if held and all(isinstance(one, Clause) for one in held):
            for one in held:
                yield from _all(one, inner)
        elif clause.name == "refers_to" and key == "to":
            yield from _targets(held, inner)
        else:
            yield from _fields(value, scopes if key == "of" else inner)


def lengths(rule: Rule) -> Iterator[tuple[str, Limit]]:
    """The prose the rule asks for: each field, and how many words it is to have."""
    for clause in (*rule.when, *rule.require):
        yield from _lengths(clause, {})


def _lengths(clause: Clause, scopes: Scopes) -> Iterator[tuple[str, Limit]]:
    if clause.name == "words":
        yield canonical(clause.params.field, scopes), clause.params.at_least
    inner = scopes_in(clause, scopes)
    for key in clause.params.__fields__:
        value = getattr(clause.params, key)
        for held in value if isinstance(value, tuple) else ():
            if isinstance(held, Clause):
                yield from _lengths(held, inner)


def _asked(clause: Clause, scopes: Scopes, stage: Stage, *, certain: bool) -> Iterator[str]:
    if clause.since and clause.since.rank > stage.rank:
        return
    if clause.evidence is not Evidence.DECLARED or clause.name in _CONDITIONAL:
        return
    for guard in clause.when:
        yield from _asked(guard, scopes, stage, certain=certain)
    if clause.when and certain:
        return
    params = clause.params
    if clause.name == "any_of":
        yield from _asked(params.clauses[0], scopes, stage, certain=certain)
    elif clause.name == "all_of":
        for one in params.clauses:
            yield from _asked(one, scopes, stage, certain=certain)
    elif clause.name in _ITEMS:
        yield from _items(clause, scopes, stage, certain=certain)
    elif clause.name in ("covers", "refers_to"):
        yield from _fields(params.field, scopes)
    else:
        yield from _fields(params, scopes)


def _items(clause: Clause, scopes: Scopes, stage: Stage, *, certain: bool) -> Iterator[str]:
    """What selects items is asked of each of them; what the selected ones owe is not."""
    params, inner = clause.params, scopes_in(clause, scopes)
    selecting = [one for one in params.where if one.name not in _CONDITIONAL]
    if any(one.name == "tripped" for one in params.where):
        return
    yield from _fields(params.of, scopes)
    for one in selecting:
        yield from _asked(one, inner, stage, certain=certain)
    if clause.name == "count":
        yield from _fields(params.by, inner)
    elif not selecting:
        for one in params.require:
            yield from _asked(one, inner, stage, certain=certain)


def scopes_in(clause: Clause, scopes: Scopes) -> Scopes:
    """What the names stand for inside the clause."""
    if clause.name == "each_pair":
        of = next(_fields(clause.params.of, scopes), "")
        return {**scopes, "before": f"{of}[]", "after": f"{of}[]"}
    if clause.name not in _ITEMS:
        return scopes
    of = canonical(clause.params.of, scopes)
    if not of:
        return {**scopes, clause.params.name: "facts"}  # what was gathered is no field
    return {**scopes, clause.params.name: of if of.endswith(("[]", ".*")) else f"{of}[]"}


def _fields(value: object, scopes: Scopes) -> Iterator[str]:
    for field in fields_in(value):
        for at, step in enumerate(field.steps):
            if isinstance(step, Select):
                key = (*field.steps[:at], Each(), Name(step.key))
                yield canonical(field.but(steps=key), scopes)
        path = canonical(field, scopes)
        if path:
            yield path.removesuffix("[]")


def _targets(texts: Iterable[object], scopes: Scopes) -> Iterator[str]:
    # Imported here: only a description looks at where a reference may point.
    from pilotgate.document import field

    for text in texts:
        yield from _fields(field(str(text).rpartition(":")[2]), scopes)


def canonical(field: Field, scopes: Scopes) -> str:
    """The path in the catalogue; empty for what is not in the manifest."""
    head, *rest = field.steps
    first = head.key if isinstance(head, Name) else ""
    if first in scopes:
        text = scopes[first]
        if text in FOREIGN:
            return ""
    elif first == "head":
        text = ""
    else:
        text = "" if first in FOREIGN else first
        if not text:
            return ""
    for step in rest:
        if isinstance(step, Name):
            text += f".{step.key}" if text else step.key
        elif isinstance(step, Each | Select):
            text += "[]"
        elif isinstance(step, Star):
            text += ".*"
    return text
