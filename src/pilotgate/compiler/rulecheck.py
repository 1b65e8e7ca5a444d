"""The static check of rules and conditions: all that can be wrong before anything is judged."""

from typing import Any, Final

from pilotgate.clause import Clause, Conditions, Demands
from pilotgate.compiler.clausecheck import Parameters
from pilotgate.compiler.conflicts import impossible
from pilotgate.compiler.meaning import Scope, item_path
from pilotgate.compiler.overlay import Draft
from pilotgate.compiler.states import World
from pilotgate.compiler.termcheck import Names, Place, listed
from pilotgate.document import Route
from pilotgate.errors import did_you_mean
from pilotgate.fields import Catalogue
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.language import QUALIFIERS, RENAMED, Json, Report, clauses, parameters
from pilotgate.predicates import PREDICATES
from pilotgate.record import Record
from pilotgate.shapes.pack import ADJUSTABLE

_ITEMS: Final = ("count", "each", "each_pair")


class Use(Record):
    """A clause that is asked by its own level of evidence."""

    evidence: Evidence
    tiers: tuple[Tier, ...]
    since: Stage | None
    route: Route


class Check(Names):
    """The check of one rule's clauses, or of one condition."""

    def __init__(
        self, catalogue: Catalogue, report: Report, conditions: dict[str, tuple[Clause, ...]]
    ) -> None:
        self.told = 0

        def told(route: Route, text: str, hint: str, key: bool) -> None:  # noqa: FBT001  the form that language.Report has
            self.told += 1
            report(route, text, hint, key)

        super().__init__(catalogue, told, conditions)
        self.uses: list[Use] = []

    def clauses(self, data: Json, route: Route, place: Place) -> None:
        for at, item in enumerate(data if isinstance(data, list) else []):
            names = [key for key in item if key in PREDICATES] if isinstance(item, dict) else []
            if isinstance(item, dict) and len(names) == 1:
                self._clause(names[0], item, (*route, at), place)

    def _clause(self, name: str, item: dict[str, Json], route: Route, place: Place) -> None:
        inner = self._qualified(item, route, place)
        given = parameters(name, item[name], (*route, name))
        if given is None:
            return
        read = clauses([{name: item[name]}], self.quiet, route)
        before = self.told
        if read:
            if inner.own and not inner.asked:
                use = Use(read[0].evidence, inner.tiers, inner.since, (*route, name))
                self.uses.append(use)
            Parameters(self, name, read[0].params, given, inner, (*route, name)).check()
        below = self._bound(name, given, inner)
        for key, (value, where) in given.items():
            kind = PREDICATES[name].Params.__annotations__.get(RENAMED.get(key, key))
            if kind is Demands:
                own = inner.own and name in ("each", "each_pair")
                self.clauses(value, where, below.but(unread=below.asked, own=own))
            elif kind is Conditions:
                self.clauses(value, where, below.but(asked=True, own=False, unread=False))
        if read and "where" in given and self.told == before:
            self._selects(read[0].params.where, given["where"][1], below)

    def _selects(self, where: tuple[Clause, ...], route: Route, place: Place) -> None:
        """A `where` that contradicts itself selects nothing, and then nothing is asked."""
        scopes = {name: path for name, path in place.scope.names.items() if path}
        why = impossible(where, [World(tier, scopes=scopes) for tier in place.tiers])
        if why:
            hint = "delete one of the two, or say which of them may be so under any_of"
            self.report(route, f"no item is ever selected: {why}", hint, True)

    def _qualified(self, item: dict[str, Json], route: Route, place: Place) -> Place:
        if place.asked:
            for key in QUALIFIERS:
                if place.unread and key in item:
                    hint = "qualifiers belong to the clauses of require"
                    self.report((*route, key), f'a condition takes no "{key}"', hint, True)
            return place
        self.clauses(
            item.get("when"), (*route, "when"), place.but(asked=True, guard=True, own=False)
        )
        given = item.get("tiers")
        words = given if isinstance(given, list) else [given] if given else []
        for at, tier in enumerate(words):
            if tier in tuple(Tier) and tier not in place.tiers:
                self.report(
                    (*route, "tiers", at) if isinstance(given, list) else (*route, "tiers"),
                    f"tier {tier} is not in reach here",
                    f"the clause can see {listed(place.tiers)}; change blocks or warns of the rule",
                    False,
                )
        tiers = tuple(tier for tier in place.tiers if not words or tier in words)
        since = item.get("from")
        stage = Stage(str(since)) if since in tuple(Stage) else place.since
        return place.but(tiers=tiers or place.tiers, since=stage)

    def _bound(self, name: str, given: dict[str, tuple[Json, Route]], place: Place) -> Place:
        """The place inside a list, where its item has a name."""
        if name not in _ITEMS:
            return place
        of = given.get("of", ("", ()))[0]
        scope = place.scope.but(unprefixed=True) if name == "each_pair" else place.scope
        found = self.silent(of, scope)
        path = item_path(found) if found else ""
        inner = place.scope
        if name == "each_pair":
            inner = inner.bind("before", path).bind("after", path)
        else:
            bound = given.get("as", ("item", ()))[0]
            inner = inner.bind(bound, path) if isinstance(bound, str) else inner
        return place.but(scope=inner, depth=place.depth + 1)


def check_condition(
    name: str,
    data: Json,
    catalogue: Catalogue,
    report: Report,
    conditions: dict[str, tuple[Clause, ...]],
) -> None:
    """A named condition is asked of any tier, in rules of both kinds, and reads the manifest."""
    check = Check(catalogue, report, conditions)
    route = ("conditions", name)
    check.clauses(data, route, Place(Scope(), TIERS, asked=True, own=False))
    read = conditions.get(name, ())
    why = "" if check.told else impossible(read, [World(tier, RANKED) for tier in TIERS])
    if why:
        hint = "delete one of the two, or say which of them may be so under any_of"
        report(route, f"this is never so: {why}", hint, True)


def check_rule(
    draft: Draft,
    data: dict[str, Any],
    catalogue: Catalogue,
    conditions: dict[str, tuple[Clause, ...]],
) -> bool:
    """The clauses of a rule, and whether its stages, tiers and levels agree with them.

    True where the rule believes, in production, in paths that nobody looked up.
    """
    check = Check(catalogue, draft.file.problem, conditions)
    scope = Scope(move=data.get("on") == "move")
    # Where nothing in reach could be read, that was said; the clauses are checked for all.
    place = Place(scope, draft.tiers or TIERS)
    guard = place.but(asked=True, guard=True, own=False)
    check.clauses(data.get("when"), ("when",), guard)
    check.clauses(data.get("require"), ("require",), place)
    _warns(draft)
    _levels(draft, check)
    _examples(draft)
    _adjustable(draft)
    return bool(check.paths) and _shallow(draft)


def _warns(draft: Draft) -> None:
    if "warns" not in draft.file.data or not draft.warns or "warns" not in draft.origins:
        return
    if draft.origins["warns"].file is not draft.file or "blocks" not in draft.file.data:
        return
    own = Draft(draft.id, draft.layer, draft.file)
    early = [
        tier
        for tier, stage in own.warns.items()
        if tier not in own.blocks or own.blocks[tier].ended or stage.rank < own.blocks[tier].rank
    ]
    if not early and own.blocks:
        draft.file.problem(
            ("warns",),
            "it never warns before it blocks",
            "warn from an earlier stage or for more tiers, or delete warns",
            key=True,
        )


def _levels(draft: Draft, check: Check) -> None:
    """Every clause is reached by some level of evidence, and every level has a clause."""
    first = draft.first
    # What an overlay was allowed to loosen away is no mistake of the rule.
    written = Draft(draft.id, draft.layer, draft.file)
    for use in check.uses:
        if first is None or written.first is None:
            break
        if not _reached(draft, use, first) and not _reached(written, use, written.first):
            _never_reached(draft, use)
    origin = draft.origins.get("evidence")
    used = {use.evidence for use in check.uses}
    for stage, level in draft.evidence.items():
        if origin is None:
            break
        route = (*origin.route, stage)
        if first is not None and not first.ended and Stage(stage).rank < first.rank:
            hint = f"begin with {first}"
            origin.file.problem(route, f"the rule asks nothing before {first}", hint, key=True)
        if level is Evidence.FILE and not check.paths:
            hint = "use present on a path, or ask for another level"
            origin.file.problem(route, 'no clause has a path field, so "file" adds nothing', hint)
        elif level not in (Evidence.DECLARED, Evidence.FILE) and level not in used:
            origin.file.problem(route, f'no clause asks for the level "{level}"', _OF_LEVEL[level])


_OF_LEVEL: Final = {
    Evidence.CONTENT: "only contains does; delete the level, or add such a clause",
    Evidence.DATED: "only committed_before does; delete the level, or add such a clause",
    Evidence.CROSSED: "facts, rows and sha256 do; delete the level, or add such a clause",
}


def _reached(draft: Draft, use: Use, first: Stage) -> bool:
    if first.ended:
        return use.evidence is Evidence.DECLARED
    for tier in use.tiers:
        since = [held[tier] for held in (draft.blocks, draft.warns) if tier in held]
        for stage in RANKED:
            begun = any(not one.ended and stage.rank >= one.rank for one in since)
            asked = use.since is None or stage.rank >= use.since.rank
            if begun and asked and draft.evidence_at(stage, tier).rank >= use.evidence.rank:
                return True
    return False


def _never_reached(draft: Draft, use: Use) -> None:
    crossed = use.evidence is Evidence.CROSSED and Tier.HIGH not in use.tiers
    listed = Evidence.CROSSED in draft.evidence.values()
    draft.file.problem(
        use.route,
        f'this clause needs evidence of the level "{use.evidence}", which is never reached',
        "crossed is asked of tier high alone"
        if crossed and listed
        else f"add evidence: {{production: {use.evidence}}} to the rule",
        key=True,
    )


def _examples(draft: Draft) -> None:
    examples = draft.file.data.get("examples")
    if not isinstance(examples, dict):
        return
    for kind, what in (("met", "meets"), ("gap", "does not meet")):
        if not examples.get(kind):
            draft.file.problem(
                ("examples",) if kind not in examples else ("examples", kind),
                f'there is no example under "{kind}"',
                f"add one that {what} the rule: {kind}: [{{owners: {{...}}}}]",
                key=True,
            )


def _adjustable(draft: Draft) -> None:
    for at, name in enumerate(draft.adjustable):
        if name in ADJUSTABLE or "${" + name + "}" in draft.file.document.text:
            continue
        draft.file.problem(
            ("adjustable", at),
            f'"{name}" is neither a key that can be adjusted nor a parameter of this rule',
            did_you_mean(name, ADJUSTABLE),
        )


def _shallow(draft: Draft) -> bool:
    """Does a rule that reaches production ask there for less than a file?"""
    return any(not stage.ended for stage in draft.blocks.values()) and any(
        draft.evidence_at(Stage.PRODUCTION, tier).rank < Evidence.FILE.rank for tier in draft.tiers
    )
