"""Rules before and after: new, gone, renamed, and everything that changed in one of them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pilotgate.comparison.change import About, Change, Effect, by_rank, by_sets, together
from pilotgate.comparison.clauses import Pair, Part, bare, effect, paired
from pilotgate.comparison.words import DEPTHS, level_words, tiers_words
from pilotgate.compiler.overlay import Draft
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.pack import OWNER_OF
from pilotgate.phrases import both
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.wording import applies_words, clause_words, demands, stages_words


class Written(Record):
    """A rule as it judges, and as its pack writes it."""

    rule: Rule
    draft: Draft

    @property
    def when(self) -> list[Part]:
        return self._parts("when", self.rule.when)

    @property
    def require(self) -> list[Part]:
        return self._parts("require", self.rule.require)

    def _parts(self, key: str, clauses: tuple[Any, ...]) -> list[Part]:
        # A condition that goes by its name is one clause too, so the two lists are alike.
        given = self.draft.file.data.get(key) or ()
        return [
            Part(clause, written, written if isinstance(written, str) else "")
            for written, clause in zip(given, clauses, strict=True)
        ]


def compare_rules(old: Mapping[str, Written], new: Mapping[str, Written]) -> Iterator[Change]:
    """Rules by their id: new ones, those that are gone, and what changed in those that stayed."""
    was = renamed(old, new)
    for name in sorted({*old, *new}):
        if name in new and name in old:
            yield from _changed(old[name], new[name])
        elif name in was:
            before = was[name]
            text = f"was called {before}; waivers and known gaps of {before} do not cover it"
            yield _change(name, "renamed", Effect.EITHER, text, before, name)
            yield from _changed(old[before], new[name])
        elif name in new:
            yield _added(new[name].rule)
        elif name not in was.values():
            yield _removed(old[name].rule)


def renamed(old: Mapping[str, Written], new: Mapping[str, Written]) -> dict[str, str]:
    """New ids by their old ones, where one rule alone asks exactly what one that is gone asked."""
    gone = {name: _asked(old[name].rule) for name in old if name not in new}
    come = {name: _asked(new[name].rule) for name in new if name not in old}
    found = {}
    for name, asked in come.items():
        matches = [before for before, one in gone.items() if one == asked]
        if len(matches) == 1 and list(come.values()).count(asked) == 1:
            found[name] = matches[0]
    return found


def _asked(rule: Rule) -> Any:
    return (rule.on_move, bare(rule.when), bare(rule.require))


def _change(  # noqa: PLR0913, PLR0917  what a change says
    name: str, what: str, way: Effect, text: str, before: str = "", after: str = ""
) -> Change:
    return Change(About.RULE, name, what, way, text, before, after)


def _added(rule: Rule) -> Change:
    details = (
        *stages_words(rule),
        *applies_words(rule),
        *(f"asks: {told.line}" for told in demands(rule)),
    )
    return _change(rule.id, "added", Effect.TIGHTER, f"is new: {rule.title}", "", rule.title).but(
        details=details
    )


def _removed(rule: Rule) -> Change:
    levels = both(stages_words(rule))
    text = f"is gone: {rule.title}"
    change = _change(rule.id, "removed", Effect.LOOSER, text, rule.title)
    return change.but(details=(f"until now it {levels}",))


# ------------------------------------------------------------------ one rule


def _changed(old: Written, new: Written) -> Iterator[Change]:
    yield from _levels(old, new)
    yield from _date(old.rule, new.rule)
    yield from _grace(old.rule, new.rule)
    yield from _evidence(old, new)
    yield from _excused(old.rule, new.rule)
    yield from _move(old.rule, new.rule)
    yield from _conditions(new.rule.id, paired(old.when, new.when))
    yield from _demands(new.rule.id, paired(old.require, new.require))
    yield from _messages(old, new)
    yield from _adjustable(old, new)
    yield from _words(old.rule, new.rule)


def _levels(old: Written, new: Written) -> Iterator[Change]:
    """Tiers that changed alike are one sentence."""
    groups: dict[tuple[str, str], list[Tier]] = {}
    for tier in TIERS:
        before = level_words(old.rule.blocks.get(tier), old.rule.warns.get(tier))
        after = level_words(new.rule.blocks.get(tier), new.rule.warns.get(tier))
        if before != after:
            groups.setdefault((after, before), []).append(tier)
    for (after, before), tiers in groups.items():
        who = tiers_words(tiers)
        way = together(
            Effect.NONE if one == other else by_rank(other > one)
            for tier in tiers
            for stage in Stage
            for one, other in [(old.draft.level_at(stage, tier), new.draft.level_at(stage, tier))]
        )
        text = f"{who} it {after}; before, it {before}"
        yield _change(new.rule.id, "level", way, text, f"{who}: {before}", f"{who}: {after}")


def _date(old: Rule, new: Rule) -> Iterator[Change]:
    before, after = old.effective_from, new.effective_from
    if before == after:
        return
    way = by_rank(after is None or (before is not None and after < before))
    now, was = (f"from {day} on" if day else "at once" for day in (after, before))
    text = f"takes effect {now}; before, {was}"
    yield _change(new.id, "effective_from", way, text, str(before or ""), str(after or ""))


def _grace(old: Rule, new: Rule) -> Iterator[Change]:
    if old.grace == new.grace:
        return
    said = {
        True: "leaves a young stage its days of grace",
        False: "blocks from the first day of a stage, without days of grace",
    }
    text = f"{said[new.grace]}; before, it {said[old.grace]}"
    yield _change(new.id, "grace", by_rank(not new.grace), text, said[old.grace], said[new.grace])


def _evidence(old: Written, new: Written) -> Iterator[Change]:
    groups: dict[tuple[Evidence, Evidence], list[Stage]] = {}
    for stage in RANKED:
        # Tier high is asked for every level there is.
        before = old.draft.evidence_at(stage, Tier.HIGH)
        after = new.draft.evidence_at(stage, Tier.HIGH)
        if before is not after:
            groups.setdefault((before, after), []).append(stage)
    for (before, after), stages in groups.items():
        where = both(stages)
        text = f"at {where}, {DEPTHS[after]} ({after}); before, {DEPTHS[before]}"
        yield _change(
            new.rule.id,
            "evidence",
            by_rank(after.rank > before.rank),
            f"{text} ({before})",
            f"{where}: {before}",
            f"{where}: {after}",
        )


def _excused(old: Rule, new: Rule) -> Iterator[Change]:
    before, after = old.not_applicable, new.not_applicable
    way = by_sets(before, after, more=Effect.LOOSER)
    if way is Effect.NONE:
        return
    now, was = (f"may, {tiers_words(tiers)}" if tiers else "may not" for tiers in (after, before))
    text = f"whether a section may say not_applicable instead: it {now}; before, it {was}"
    yield _change(new.id, "not_applicable", way, text, ", ".join(before), ", ".join(after))


def _move(old: Rule, new: Rule) -> Iterator[Change]:
    if old.on_move == new.on_move:
        return
    said = {True: "is asked only in a change", False: "is asked of what stands there"}
    text = f"{said[new.on_move]}; before, it {said[old.on_move]}"
    yield _change(new.id, "on", Effect.EITHER, text, said[old.on_move], said[new.on_move])


def _conditions(name: str, pairs: Iterable[Pair]) -> Iterator[Change]:
    for pair in pairs:
        before, after = _said(pair)
        if not before:
            text = f"applies only where {after}"
            yield _change(name, "when-added", Effect.LOOSER, text, "", after)
        elif not after:
            text = f"applies no longer only where {before}"
            yield _change(name, "when-removed", Effect.TIGHTER, text, before)
        else:
            text = f"applies only where {after}; before, where {before}"
            yield _change(name, "when-changed", Effect.EITHER, text, before, after)


def _demands(name: str, pairs: Iterable[Pair]) -> Iterator[Change]:
    for pair in pairs:
        before, after = _said(pair)
        if pair.before and pair.after:
            way = effect(pair.before.clause, pair.after.clause)
            way = Effect.EITHER if way is Effect.NONE else way
            text = f"asks: {after}; before: {before}"
            yield _change(name, "clause-changed", way, text, before, after)
        elif after:
            yield _change(name, "clause-added", Effect.TIGHTER, f"also asks: {after}", "", after)
        else:
            text = f"no longer asks: {before}"
            yield _change(name, "clause-removed", Effect.LOOSER, text, before)


def _said(pair: Pair) -> tuple[str, str]:
    """Both in words; as they are written where the words do not tell them apart."""
    before = pair.before.words if pair.before else ""
    after = pair.after.words if pair.after else ""
    if pair.before and pair.after and before == after:
        return f"{before}, written {pair.before.written}", f"{after}, written {pair.after.written}"
    return before, after


def _messages(old: Written, new: Written) -> Iterator[Change]:
    """What clauses that stayed say when they are not met."""
    said = {bare(part.clause): part.clause.message for part in old.require}
    for part in new.require:
        before, after = said.get(bare(part.clause)), part.clause.message
        if before is None or before == after:
            continue
        now = f'"{after}"' if after else "nothing of its own"
        was = f'"{before}"' if before else "nothing of its own"
        words = clause_words(part.clause.but(message=""))
        text = f"says {now} where it is not so that {words}; before, {was}"
        yield _change(new.rule.id, "message", Effect.NONE, text, before, after)


def _adjustable(old: Written, new: Written) -> Iterator[Change]:
    before, after = old.draft.adjustable, new.draft.adjustable
    free = [key for key in after if key not in before]
    held = [key for key in before if key not in after]
    listed = (", ".join(before), ", ".join(after))
    if free:
        text = f"lets a pack above it loosen {both(free)}, which it did not"
        yield _change(new.rule.id, "adjustable-added", Effect.LOOSER, text, *listed)
    if held:
        text = f"no longer lets a pack above it loosen {both(held)}"
        yield _change(new.rule.id, "adjustable-removed", Effect.TIGHTER, text, *listed)


def _words(old: Rule, new: Rule) -> Iterator[Change]:
    """What changes nothing of the demand: how it is said, and who is asked."""
    before, after = (rule.owner or OWNER_OF[rule.dimension] for rule in (old, new))
    if before != after:
        text = f"is asked of the {after} owner; before, of the {before} owner"
        yield _change(new.id, "owner", Effect.NONE, text, before, after)
    named = (
        ("dimension", "belongs to the dimension {}; before, to {}"),
        ("pack", "comes from the pack {}; before, from {}"),
        ("title", 'has the title "{}"; before, "{}"'),
        ("why", 'gives as its reason "{}"; before, "{}"'),
        ("fix", 'says how to meet it: "{}"; before, "{}"'),
    )
    for key, words in named:
        one, other = getattr(old, key), getattr(new, key)
        if one != other:
            yield _change(new.id, key, Effect.NONE, words.format(other, one), one, other)
    for key in ("references", "sources"):
        before, after = (", ".join(getattr(rule, key)) for rule in (old, new))
        if before != after:
            text = f"has as its {key} {after or 'none'}; before, {before or 'none'}"
            yield _change(new.id, key, Effect.NONE, text, before, after)
