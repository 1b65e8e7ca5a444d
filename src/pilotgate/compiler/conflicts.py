"""Rules that can never apply or be met, rules that contradict each other, fields nobody reads."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from pilotgate.clause import Clause
from pilotgate.compiler.layer import Layer
from pilotgate.compiler.overlay import Draft
from pilotgate.compiler.states import (
    Branches,
    Claim,
    World,
    branches,
    by_tier,
    clash,
    followed,
    joined,
    possible,
    within,
)
from pilotgate.document import Route
from pilotgate.errors import Problem
from pilotgate.ladders import RANKED, TIERS, Stage, Tier
from pilotgate.record import Record

Asked = dict[Tier, tuple[Stage, ...]]


class Demand(Record):
    """One clause of one rule: where it is asked, under which conditions, and what it asks."""

    draft: Draft
    at: int
    clause: Clause
    asked: Asked
    guards: dict[Tier, Branches]
    asks: dict[Tier, Branches]

    @property
    def route(self) -> Route:
        return ("require", self.at, self.clause.name)

    @property
    def line(self) -> int:
        return self.draft.file.line(self.route)[0]

    def keys(self) -> Iterator[str]:
        """The places of which it claims what another clause could contradict."""
        for found in self.asks.values():
            for branch in found or ():
                yield from (claim.key for claim in branch if claim.kind != "there")

    @property
    def denies(self) -> bool:
        """Does it ask that something is not declared? That may contradict any clause."""
        found = (branch for ways in self.asks.values() for branch in ways or ())
        return any(claim.kind == "absent" for branch in found for claim in branch)


class Conflicts:
    """The rules of a policy, seen together. Rules with other problems are left out."""

    def __init__(self, top: Layer) -> None:
        self._top = top
        self.demands: list[Demand] = []
        self.warnings: list[Problem] = []

    def add(self, draft: Draft, when: tuple[Clause, ...], require: tuple[Clause, ...]) -> None:
        worlds = _worlds(draft)
        guards = {world.tier: _guard(when, world) for world in worlds}
        if when and worlds and not any(map(possible, guards.values())):
            self._never_applies(draft, when, guards)
            return
        for at, clause in enumerate(require):
            self._add_demand(draft, at, clause, guards)

    def _add_demand(
        self, draft: Draft, at: int, clause: Clause, guards: dict[Tier, Branches]
    ) -> None:
        asked = _asked(draft, clause)
        own = {tier: guards[tier] for tier in asked}
        if clause.when:
            own = {
                tier: joined(guards[tier], branches(clause.when, World(tier, stages)))
                for tier, stages in asked.items()
            }
        if asked and not any(map(possible, own.values())):
            key = next((key for key in ("when", "tiers") if getattr(clause, key)), clause.name)
            draft.file.problem(
                ("require", at, key),
                f"this clause is never asked: {_why(own)}",
                "mend when or tiers of the clause, or when of the rule",
                key=True,
            )
            return
        bare = clause.but(when=(), since=None, tiers=())
        asks = _asks(bare, tuple(asked))
        demand = Demand(draft, at, clause, asked, own, asks)
        for tier, found in asks.items():
            if not possible(found):
                whose = "" if len(_unmeetable(asks)) == len(draft.tiers) else f" of tier {tier}"
                draft.file.problem(
                    demand.route,
                    f"no manifest{whose} can meet this clause: {_why({tier: found})}",
                    "change one of the two, or the parameter it comes from",
                    key=True,
                )
                return
        self.demands.append(demand)

    def _never_applies(
        self, draft: Draft, when: tuple[Clause, ...], guards: dict[Tier, Branches]
    ) -> None:
        written = Draft(draft.id, draft.layer, draft.file)
        if any(possible(_guard(when, world)) for world in _worlds(written)):
            # An overlay was allowed to loosen that away; it should know that it did.
            key = "blocks" if draft.origins["blocks"].file is not draft.file else "warns"
            origin = draft.origins.get(key, draft.origins["blocks"])
            span = origin.file.document.key_span(origin.route)
            text = f"{draft.id} never applies any more: {_why(guards)}"
            hint = "keep the tiers and stages that its when is about"
            self.warnings.append(Problem(origin.file.name, span.line, span.column, text, hint))
            return
        claims = _clash(guards)
        item = max((claim.item for claim in claims), default=-1)
        draft.file.problem(
            ("when", item) if item >= 0 else ("when",),
            f"this rule never applies: {_why(guards)}",
            "delete one of the two conditions, or change for which tiers the rule blocks",
        )

    # ------------------------------------------------------------------ two clauses

    def contradictions(self) -> None:
        """Every two clauses that no manifest can meet, each two once."""
        by_key: dict[str, list[int]] = {}
        pairs: set[tuple[int, int]] = set()
        for at, demand in enumerate(self.demands):
            for key in dict.fromkeys(demand.keys()):
                by_key.setdefault(key, []).append(at)
            if demand.denies:
                pairs |= {(min(at, one), max(at, one)) for one in range(len(self.demands))}
        for held in by_key.values():
            pairs.update(combinations(held, 2))
        for first, second in sorted(pairs):
            if first != second:
                self._compare(self.demands[first], self.demands[second])

    def _compare(self, one: Demand, other: Demand) -> None:
        for tier in one.asked:
            if not set(one.asked[tier]) & set(other.asked.get(tier, ())):
                continue
            if tier in (*one.draft.not_applicable, *other.draft.not_applicable):
                continue  # not_applicable with a reason meets both
            both = joined(one.asks[tier], other.asks[tier])
            if possible(both):
                continue
            guard = joined(one.guards[tier], other.guards[tier])
            if guard is None or not all(
                possible(joined(guard, asks)) for asks in (one.asks[tier], other.asks[tier])
            ):
                continue  # where the one applies the other does not, or one of them forbids
            mine, theirs = one.guards[tier], other.guards[tier]
            sure = within(mine, theirs) or within(theirs, mine)
            if sure or followed(guard):
                self._contradicts(one, other, _why({tier: both}), sure=sure)
                return

    def _contradicts(self, one: Demand, other: Demand, why: str, *, sure: bool) -> None:
        file = other.draft.file
        where = f"line {one.line}"
        if one.draft is not other.draft:
            where = f"{one.draft.id} ({one.draft.file.name}:{one.line})"
        if sure:
            text = f"this contradicts {where}, so no manifest can meet both: {why}"
            hint = "change one of the two, or say in when which of them applies"
            if other.draft.layer is not self._top:
                hint = "extend one of the two packs, or mend the parameter that they compare with"
            file.problem(other.route, text, hint, key=True)
            return
        span = file.document.key_span(other.route)
        text = f"where both apply, this contradicts {where}: {why}"
        hint = "say in when of the one that it applies only where the other does not"
        self.warnings.append(Problem(file.name, span.line, span.column, text, hint))


def _worlds(draft: Draft) -> list[World]:
    return [World(tier, _stages(draft, tier)) for tier in draft.tiers]


def _stages(draft: Draft, tier: Tier) -> tuple[Stage, ...]:
    return tuple(stage for stage in RANKED if draft.level_at(stage, tier))


def _asked(draft: Draft, clause: Clause) -> Asked:
    """For which tiers, and at which stages, the clause is asked."""
    found: Asked = {}
    for tier in clause.tiers or draft.tiers:
        stages = tuple(
            stage
            for stage in _stages(draft, tier)
            if (clause.since is None or stage.rank >= clause.since.rank)
            and draft.evidence_at(stage, tier).rank >= clause.evidence.rank
        )
        if stages:
            found[tier] = stages
    return found


def _asks(clause: Clause, tiers: tuple[Tier, ...]) -> dict[Tier, Branches]:
    if tiers and not by_tier(clause.params):
        return dict.fromkeys(tiers, branches((clause,), World(tiers[0], guarded=False)))
    return {tier: branches((clause,), World(tier, guarded=False)) for tier in tiers}


def _guard(when: Iterable[Clause], world: World) -> Branches:
    whole: Branches = [()]
    for item, clause in enumerate(when):
        whole = joined(whole, branches((clause,), world, item))
    return whole


def _unmeetable(asks: dict[Tier, Branches]) -> list[Tier]:
    return [tier for tier, found in asks.items() if not possible(found)]


def _clash(found: dict[Tier, Branches]) -> tuple[Claim, ...]:
    """The first two claims that exclude each other."""
    for ways in found.values():
        for branch in ways or ():
            claims = clash(branch)
            if claims:
                return claims
    return ()


def _why(found: dict[Tier, Branches]) -> str:
    claims = _clash(found)
    said = [claim for claim in claims if not claim.given]
    if len(said) < len(claims):
        return f'"{said[0].text}", and {_reach(found)} is in reach'
    texts = [f'"{claim.text}"' for claim in claims]
    return f"{' and '.join(texts)} cannot both be so"


def _reach(found: dict[Tier, Branches]) -> str:
    """The words that what is judged can have, for all tiers together."""
    clashes = (clash(branch) for ways in found.values() for branch in ways or ())
    given = [claim for claims in clashes for claim in claims or () if claim.given]
    words = [word for word in (*RANKED, *TIERS) if any(word in claim.value for claim in given)]
    return f"only {given[0].text} {' or '.join(words)}"


def impossible(clauses: tuple[Clause, ...], worlds: Iterable[World]) -> str:
    """Why the conditions can never be so together; empty where they can."""
    found = {world.tier: _guard(clauses, world) for world in worlds}
    return "" if any(map(possible, found.values())) else _why(found)


def unread(own: Iterable[str], read: Iterable[str]) -> list[str]:
    """The fields of one's own of which no rule reads anything."""
    known = set(read)
    return [
        name
        for name in own
        if not any(one == name or _below(one, name) or _below(name, one) for one in known)
    ]


def _below(path: str, above: str) -> bool:
    return path.startswith((f"{above}.", f"{above}[")) or (
        above.endswith(".*") and path.startswith(above.removesuffix("*"))
    )
