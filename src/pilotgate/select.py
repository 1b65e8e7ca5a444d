"""Which clauses of which rules are asked, at which level, and which facts they need."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pilotgate.clause import Clause
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.leaves import Leaf
from pilotgate.reads import canonical, scopes_in
from pilotgate.record import Record
from pilotgate.rule import Rule, Standing, standing


class Asked(Record):
    """One clause of a rule, where it stands for the asked stage and the tier."""

    at: int  # its position in `require`
    clause: Clause
    standing: Standing
    evidence: Evidence  # how deep it is asked there


@lru_cache(maxsize=4096)
def asked_of(rule: Rule, stage: Stage, tier: Tier) -> tuple[Asked, ...]:
    """The clauses that stand at the asked stage or a later one."""
    found = (
        (at, clause, standing(rule, clause, stage, tier)) for at, clause in enumerate(rule.require)
    )
    return tuple(
        Asked(at, clause, place, rule.evidence_at(place.stage, tier))
        for at, clause, place in found
        if place
    )


def needs(
    rules: Iterable[Rule], stage: Stage, tier: Tier, leaves: list[Leaf]
) -> set[tuple[str, str]]:
    """The facts to gather: every declared path, and the documents that clauses look into."""
    wanted = {
        ("files", leaf.scalar.text)
        for leaf in leaves
        if leaf.info and leaf.info.type == "path" and leaf.scalar.text
    }
    read: set[str] = set()
    for rule in rules:
        read |= _read(rule, stage, tier)
    wanted.update(
        ("documents", leaf.scalar.text)
        for leaf in leaves
        if leaf.canonical in read and leaf.scalar.text
    )
    return wanted


@lru_cache(maxsize=4096)
def _read(rule: Rule, stage: Stage, tier: Tier) -> frozenset[str]:
    """The fields whose files the clauses of a rule open."""
    return frozenset(
        path
        for asked in asked_of(rule, stage, tier)
        if asked.evidence.rank >= Evidence.CONTENT.rank
        for path in _documents(asked.clause, {})
    )


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
