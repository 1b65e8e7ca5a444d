"""Mutants of a rule: each asks a little less or more, and some example has to notice."""

from collections.abc import Iterator
from typing import Any, Final

from pilotgate.clause import Clause
from pilotgate.document import Route
from pilotgate.ladders import RANKED, TIERS, Stage, Tier
from pilotgate.language import evidence
from pilotgate.mutations import Mutation, mutations
from pilotgate.record import Record
from pilotgate.rule import Reach, Rule, standing
from pilotgate.wording import clause_words

_LONGEST: Final = 120  # of a clause in a message

Listed = tuple[Clause, ...]


class Mutant(Record):
    """A rule that asks something else. `what` goes on from "no example notices if"."""

    rule: Rule
    what: str
    hint: str
    line: int = 0
    route: Route = ()  # of the key in the rule's file, where it is not about a clause
    less: bool | None = None  # it asks less of the initiative than the rule
    shared: tuple[int, str] | None = None  # it is in a condition that other rules ask too


class _Place(Record):
    """Where a clause stands."""

    rule: Rule
    tiers: tuple[Tier, ...]
    line: int
    route: Route = ()  # the key of the rule it stands under, where its line is not known
    sign: int = 1  # -1: where less is asked here, more is asked of the initiative; 0: either
    asked: bool = False  # in a condition
    guard: bool = False  # in what decides whether anything is asked
    named: bool = False  # in a condition with a name


class _Change(Record):
    """What became of a list of clauses, and how one would notice."""

    what: str
    case: str
    less: bool | None
    place: _Place
    shared: tuple[int, str] | None = None


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule, the same ones in the same order each time."""
    yield from _of_reach(rule)
    yield from _of_evidence(rule)
    yield from _of_excuses(rule)
    tiers = tuple(tier for tier in TIERS if tier in rule.blocks or tier in rule.warns)
    place = _Place(rule, tiers, rule.line)
    number = 0
    guards = place.but(route=("when",), sign=-1, asked=True, guard=True)
    for when, change in _listed(rule.when, guards, may_be_empty=True):
        number += 1
        yield _made(rule.but(id=f"{rule.id}#{number}", when=when), change)
    for require, change in _listed(rule.require, place):
        number += 1
        yield _made(rule.but(id=f"{rule.id}#{number}", require=require), change)


def _made(rule: Rule, change: _Change) -> Mutant:
    return Mutant(
        rule,
        change.what,
        _hint(change),
        change.place.line,
        change.place.route,
        less=change.less,
        shared=change.shared,
    )


def _hint(change: _Change) -> str:
    kind = "an" if change.less is None else "a gap" if change.less else "a met"
    hint = f"add {kind} example {change.case}"
    if change.place.guard and not change.less:
        hint += ", and breaks what is then asked (applies: false where nothing else is)"
    return hint


# ------------------------------------------------------------------ lists of clauses


def _listed(
    clauses: Listed, place: _Place, *, may_be_empty: bool = False, any_of: bool = False
) -> Iterator[tuple[Listed, _Change]]:
    """Each list with one clause dropped, or one clause changed."""
    for at, clause in enumerate(clauses):
        before, after = clauses[:at], clauses[at + 1 :]
        here = place.but(line=clause.line, route=()) if clause.line else place
        if before or after or may_be_empty:
            yield (*before, *after), _dropped(clause, here, more=any_of)
        inner = here.but(named=place.named or not clause.line)
        for changed, change in _changed(clause, inner):
            yield (*before, changed, *after), change


def _dropped(clause: Clause, place: _Place, *, more: bool) -> _Change:
    words = _short(clause_words(clause))
    less = _less(place.sign, less=not more)
    if place.asked:
        what, case = f"it did not matter whether {words}", "in which only this is not so"
    elif more:
        what, case = f"this were no way to meet it: {words}", "that is met in this way alone"
    else:
        what = f"this were not asked: {words}"
        case = "in which only this is wrong; or delete the clause, where another asks it already"
    return _Change(what, case, less, place, _key(clause, what, place))


def _key(clause: Clause, what: str, place: _Place) -> tuple[int, str] | None:
    return (id(clause), what) if place.named else None


def _less(sign: int, *, less: bool | None) -> bool | None:
    return None if less is None or not sign else less is (sign > 0)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0]} ..."


# ------------------------------------------------------------------ one clause


def _changed(clause: Clause, place: _Place) -> Iterator[tuple[Clause, _Change]]:
    tiers = tuple(tier for tier in place.tiers if not clause.tiers or tier in clause.tiers)
    inner = place.but(tiers=tiers)
    yield from _of_qualifiers(clause, place)
    for mutation in mutations(clause, inner.tiers, asked=place.asked):
        yield _mutated(clause, mutation), _change(clause, mutation, inner)
    for key, sign, more in _inner(clause):
        whole = key in ("where", "conditions")
        deeper = inner.but(sign=inner.sign * sign, asked=inner.asked or whole)
        if key == "where" and clause.name != "count":
            deeper = deeper.but(guard=True)
        for listed, change in _listed(
            getattr(clause.params, key), deeper, may_be_empty=key == "where", any_of=more
        ):
            yield _with(clause, clause.params.but(**{key: listed})), change


def _inner(clause: Clause) -> Iterator[tuple[str, int, bool]]:
    """The lists of clauses inside a clause: which way they count, and whether one is enough."""
    name, params = clause.name, clause.params
    if name == "any_of":
        yield "clauses", 1, True
    elif name == "all_of":
        yield "clauses", 1, False
    elif name == "none_of":
        yield "conditions", -1, True
    elif name == "count":
        least = params.at_least is not None
        most = params.at_most is not None
        yield "where", 0 if least is most else 1 if least else -1, False
    elif name in ("each", "each_pair"):
        yield "where", -1, False
        yield "require", 1, False


def _of_qualifiers(clause: Clause, place: _Place) -> Iterator[tuple[Clause, _Change]]:
    rule = place.rule
    for changed, what, case in _asked_of_more(clause):
        if not _same(rule, rule, clause, changed):
            less = _less(place.sign, less=False)
            yield changed, _Change(what, case, less, place, _key(clause, what, place))
    if len(clause.tiers) > 1:
        for tier in clause.tiers:
            left = tuple(other for other in clause.tiers if other is not tier)
            what = f"tier {tier} were not asked: {_short(clause_words(clause))}"
            less = _less(place.sign, less=True)
            case = f"for tier {tier}, in which only this is wrong"
            yield clause.but(tiers=left), _Change(what, case, less, place)
    guards = place.but(sign=-place.sign, asked=True, guard=True)
    for when, change in _listed(clause.when, guards, may_be_empty=True):
        yield clause.but(when=when, staged=True), change


def _asked_of_more(clause: Clause) -> Iterator[tuple[Clause, str, str]]:
    words = _short(clause_words(clause.but(since=None, tiers=())))
    if clause.since:
        what = f"this were asked before {clause.since} already: {words}"
        case = f"asked at a stage before {clause.since}, in which only this is wrong"
        yield clause.but(since=None), what, case
    if clause.tiers:
        what = f"this were asked of every tier, not of {', '.join(clause.tiers)} alone: {words}"
        case = "for another tier, in which only this is wrong; or delete tiers, which adds nothing"
        yield clause.but(tiers=()), what, case


def _mutated(clause: Clause, mutation: Mutation) -> Clause:
    if mutation.clause is not None:
        return clause.but(
            name=mutation.clause.name,
            predicate=mutation.clause.predicate,
            params=mutation.clause.params,
            evidence=mutation.clause.evidence,
            staged=True,
            deep=True,
        )
    return _with(clause, mutation.params)


def _with(clause: Clause, params: Any) -> Clause:
    level = evidence(clause.name, params)
    return clause.but(params=params, evidence=level, staged=True, deep=True)


def _change(clause: Clause, mutation: Mutation, place: _Place) -> _Change:
    less = _less(place.sign, less=mutation.less)
    key = _key(clause, mutation.what, place)
    return _Change(mutation.what, mutation.case, less, place, key)


# ------------------------------------------------------------------ the rule itself


def _of_reach(rule: Rule) -> Iterator[Mutant]:
    yield from _of_stages(rule)
    reached = [tier for tier in TIERS if tier in rule.blocks or tier in rule.warns]
    lowest = reached[0]
    if lowest is not Tier.LOW and lowest in rule.blocks:
        added = TIERS[lowest.rank - 1]
        stage = rule.blocks[lowest]
        yield Mutant(
            rule.but(id=f"{rule.id}#{added}", blocks={**rule.blocks, added: stage}),
            f"tier {added} were asked as well",
            f"add a met example with tier: {added}, asked: {stage} and applies: false that "
            "breaks what the rule asks",
            route=("blocks",),
            less=False,
        )
    blocked = [tier for tier in TIERS if tier in rule.blocks]
    if len(blocked) > 1:
        left = {tier: stage for tier, stage in rule.blocks.items() if tier != blocked[0]}
        yield Mutant(
            rule.but(id=f"{rule.id}#without", blocks=left),
            f"tier {blocked[0]} were not blocked",
            f"add a gap example with tier: {blocked[0]}",
            route=("blocks",),
            less=True,
        )
    without = rule.but(id=f"{rule.id}#warns", warns={})
    if rule.warns and not _same(rule, without):
        first = min(rule.warns.values(), key=lambda stage: stage.rank)
        yield Mutant(
            without,
            "it did not warn before it blocks",
            f"add a gap example with asked: {first}",
            route=("warns",),
            less=True,
        )


def _of_stages(rule: Rule) -> Iterator[Mutant]:
    """The stage from which it blocks, one earlier and one later."""
    for stage in dict.fromkeys(rule.blocks.values()):
        if stage.ended:
            continue
        tiers = [tier for tier in TIERS if rule.blocks.get(tier) is stage]
        for rank in (stage.rank - 1, stage.rank + 1):
            if not 0 <= rank < len(RANKED):
                continue
            other = RANKED[rank]
            moved: Reach = {**rule.blocks, **dict.fromkeys(tiers, other)}
            mutant = rule.but(id=f"{rule.id}#{stage}-{other}", blocks=moved)
            if _same(rule, mutant):
                continue
            earlier = rank < stage.rank
            of = "" if len(tiers) == len(rule.blocks) else f" for tier {', '.join(tiers)}"
            yield Mutant(
                mutant,
                f"it blocked from {other} on instead of {stage}{of}",
                _hint_of_stage(rule, tiers, other if earlier else stage, earlier=earlier),
                route=("blocks",),
                less=not earlier,
            )


def _hint_of_stage(rule: Rule, tiers: list[Tier], asked: Stage, *, earlier: bool) -> str:
    of = f"tier: {tiers[0]} and asked: {asked}"
    if not earlier:
        return f"add a gap example with {of}"
    warns = rule.warns.get(tiers[0])
    if warns and warns.rank <= asked.rank:
        return f"add a gap example with {of}, where the rule only warns"
    return f"add a met example with {of} that breaks what is asked later"


def _of_evidence(rule: Rule) -> Iterator[Mutant]:
    for stage, level in rule.evidence.items():
        left = {one: held for one, held in rule.evidence.items() if one != stage}
        mutant = rule.but(id=f"{rule.id}#{stage}-{level}", evidence=left)
        if not _same(rule, mutant):
            yield Mutant(
                mutant,
                f"it did not look deeper ({level}) from {stage} on",
                f"add a gap example with asked: {stage} in which only that is wrong "
                "(a file that is not there, or not what it should be)",
                route=("evidence", stage),
                less=True,
            )


def _of_excuses(rule: Rule) -> Iterator[Mutant]:
    if not rule.not_applicable:
        return
    reached = [tier for tier in TIERS if tier in rule.blocks or tier in rule.warns]
    for tier in reached:
        if tier in rule.not_applicable:
            left = tuple(one for one in rule.not_applicable if one is not tier)
            yield Mutant(
                rule.but(id=f"{rule.id}#{tier}", not_applicable=left),
                f"tier {tier} could not say not_applicable",
                f"add a met example with tier: {tier} that says not_applicable with a reason "
                "(applies: false where nothing else is asked)",
                route=("not_applicable",),
                less=False,
            )
    refused = [tier for tier in reached if tier not in rule.not_applicable]
    if refused:
        yield Mutant(
            rule.but(
                id=f"{rule.id}#{refused[0]}", not_applicable=(*rule.not_applicable, refused[0])
            ),
            f"tier {refused[0]} could say not_applicable as well",
            f"add a gap example with tier: {refused[0]} that says not_applicable with a reason",
            route=("not_applicable",),
            less=True,
        )


def _same(
    rule: Rule, mutant: Rule, clause: Clause | None = None, other: Clause | None = None
) -> bool:
    """Is everything asked of the same tiers, at the same stages, as deep?"""
    pairs = [(clause, other)] if clause and other else [(one, one) for one in rule.require]
    for tier in TIERS:
        for stage in Stage:
            for one, two in pairs:
                was, now = standing(rule, one, stage, tier), standing(mutant, two, stage, tier)
                if was != now:
                    return False
                deep = was and rule.evidence_at(was.stage, tier)
                if deep != (now and mutant.evidence_at(now.stage, tier)):
                    return False
    return True
