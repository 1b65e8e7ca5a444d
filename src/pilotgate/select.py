"""Which clauses of which rules are asked, at which level, and which facts they need."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pilotgate.clause import Clause
from pilotgate.ladders import Evidence, Level, Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.reads import canonical, looked_at, scopes_in
from pilotgate.record import Record
from pilotgate.rule import Rule, Standing, standing


class Asked(Record):
    """One clause of a rule, where it stands for the asked stage and the tier."""

    at: int  # its position in `require`
    clause: Clause
    standing: Standing
    evidence: Evidence  # how deep it is asked there
    key: tuple[object, ...]  # all that its answer depends on, besides the dossier


class Stand(Record):
    """A rule, and what of it stands at the asked stage or a later one, for a tier."""

    rule: Rule
    clauses: tuple[Asked, ...]
    stage: Stage  # that the rule as a whole is judged at: of its most severe clause, the earliest
    excusable: bool  # it accepts `not_applicable` of this tier
    opened: tuple[str, ...]  # the fields whose files its clauses look into


@lru_cache(maxsize=4096)
def stand(rule: Rule, asked: Stage, tier: Tier) -> Stand:
    """What of the rule stands at the asked stage or a later one."""
    excusable = tier in rule.not_applicable
    clauses = []
    for at, clause in enumerate(rule.require):
        place = standing(rule, clause, asked, tier)
        if place:
            level = rule.evidence_at(place.stage, tier)
            stage = str(place.stage) if clause.staged else ""
            key = (id(clause), stage, str(level) if clause.deep else "", excusable)
            clauses.append(Asked(at, clause, place, level, key))
    opened = [
        path
        for one in clauses
        if one.evidence.rank >= Evidence.CONTENT.rank
        for path in _documents(one.clause, {})
    ]
    first = min(clauses, key=severity).standing.stage if clauses else asked
    return Stand(rule, tuple(clauses), first, excusable, tuple(dict.fromkeys(opened)))


_SECTIONS: Final[dict[int, tuple[Stand, frozenset[str] | None]]] = {}


def sections(one: Stand) -> frozenset[str] | None:
    """The top of every field its clauses look at; None where that depends on values.

    Worked out when first wanted: where a single manifest is judged, never.
    """
    known = _SECTIONS.get(id(one))
    if known is None:
        # It is kept with the answer: while it is held, no other has its id.
        known = _SECTIONS[id(one)] = (one, _sections([asked.clause for asked in one.clauses]))
    return known[1]


def _sections(clauses: Iterable[Clause]) -> frozenset[str] | None:
    """The top of every field that the clauses look at."""
    found: set[str] = set()
    for clause in clauses:
        fields = looked_at(clause)
        if fields is None:
            return None
        found.update(path.split(".")[0].split("[")[0] for path in fields)
    # Neither of these is ever absent, so what they are in is never the same for all manifests.
    return None if found & {"facts", "base", "head", "move"} else frozenset(found)


def alike(one: Stand, other: Stand) -> bool:
    """Do all clauses have the same answers in both, though at other levels?"""
    guarded = any(clause.staged for clause in one.rule.when)
    return (one.stage is other.stage or not guarded) and (
        [asked.key for asked in one.clauses] == [asked.key for asked in other.clauses]
    )


_STANDS: Final[dict[tuple[int, Stage, Tier], tuple[tuple[Rule, ...], tuple[Stand, ...]]]] = {}


_ALIKE: Final[dict[tuple[int, Stage, Stage, Tier], tuple[tuple[Rule, ...], list[bool]]]] = {}


def all_alike(rules: tuple[Rule, ...], asked: Stage, later: Stage, tier: Tier) -> list[bool]:
    """For each rule, whether what it answered for one stage holds for the later one."""
    key = (id(rules), asked, later, tier)
    known = _ALIKE.get(key)
    if known is None:
        both = zip(stands(rules, asked, tier), stands(rules, later, tier), strict=True)
        known = _ALIKE[key] = (rules, [alike(one, other) for one, other in both])
    return known[1]


def stands(rules: tuple[Rule, ...], asked: Stage, tier: Tier) -> tuple[Stand, ...]:
    """What of each rule stands, worked out once for all manifests of a run."""
    key = (id(rules), asked, tier)
    known = _STANDS.get(key)
    if known is None:
        # The rules are kept with the answer: while they are held, no others have their id.
        known = _STANDS[key] = (rules, tuple(stand(rule, asked, tier) for rule in rules))
    return known[1]


def severity(asked: Asked) -> tuple[int, int]:
    return _SEVERITY[asked.standing.level], asked.standing.stage.rank


_SEVERITY: Final = {Level.BLOCK: 0, Level.WARN: 1, Level.AHEAD: 2}


def needs(stands: Iterable[Stand], leaves: Leaves) -> set[tuple[str, str]]:
    """The facts to gather: every declared path, and the documents that clauses look into."""
    opened: set[str] = set()
    for one in stands:
        opened.update(one.opened)
    wanted = {("files", leaf.text) for leaf in leaves.of("path") if leaf.text}
    if opened:
        found = (leaf for leaf in leaves.all if leaf.canonical in opened and leaf.text)
        wanted.update(("documents", leaf.text) for leaf in found)
    return wanted


def _documents(clause: Clause, scopes: dict[str, str]) -> Iterator[str]:
    """The canonical fields whose files `contains` opens, bound names resolved."""
    params = clause.params
    if clause.name == "contains":
        yield canonical(params.file, scopes)
        return
    inner = scopes_in(clause, scopes)
    for condition in clause.when:
        yield from _documents(condition, scopes)
    for key in params.__fields__:
        value = getattr(params, key)
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, Clause):
                    yield from _documents(item, inner)
