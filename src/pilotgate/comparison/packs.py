"""Two compiled packs: everything that differs, in words, in one order."""

from collections.abc import Callable, Iterator
from typing import Any

from pilotgate.comparison.change import About, Change, Effect, by_rank, together
from pilotgate.comparison.clauses import Part, bare, same
from pilotgate.comparison.rules import Written, compare_rules
from pilotgate.comparison.settings import compare_names, compare_settings
from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.parameters import Parameter, no_looser, spread
from pilotgate.ladders import TIERS
from pilotgate.pack import pack_of
from pilotgate.phrases import both, by_tier, value
from pilotgate.wording import clause_words


class Side:
    """One of the two packs: what it judges by, and what its files say by name."""

    def __init__(self, compiled: Compiled) -> None:
        self.pack = pack_of(compiled.data())
        merged = compiled.merged
        self.rules = {rule.id: Written(rule, merged.rules[rule.id]) for rule in self.pack.rules}
        self.parameters = merged.parameters.known
        self.conditions = compiled.conditions
        self.written = {
            name: origin.file.data["conditions"][name] for name, origin in merged.conditions.items()
        }
        self.fields = {
            name: _field(origin.file.data["fields"][name]) for name, origin in merged.fields.items()
        }
        top = compiled.layers.top.data
        self.extends = ", ".join(top.get("extends") or ())
        self.requires = str(top.get("requires") or "")

    def users(self, about: About, name: str) -> list[str]:
        """The rules that a parameter or a condition reaches, also by way of another condition."""
        named = {name} if about is About.CONDITION else set()
        put_in = "${" + name + "}" if about is About.PARAMETER else ""
        while True:
            more = {
                other
                for other, written in self.written.items()
                if other not in named and _mentions(written, named, put_in)
            }
            if not more:
                break
            named |= more
        return [
            identifier
            for identifier, one in self.rules.items()
            for data in [one.draft.file.data]
            if _mentions([data.get("when"), data.get("require")], named, put_in)
        ]


def _field(given: Any) -> str:
    """What a field of the organisation's own holds: its type, and the words of an enumeration."""
    values = f" ({', '.join(given['values'])})" if given.get("values") else ""
    return f"{given['type']}{values}"


def _mentions(written: Any, names: set[str], put_in: str) -> bool:
    """Does it name one of the conditions, or put the parameter in?"""
    if isinstance(written, dict):
        return any(_mentions(value, names, put_in) for value in written.values())
    if isinstance(written, list):
        return any(_mentions(value, names, put_in) for value in written)
    return isinstance(written, str) and (written in names or written == put_in)


def compare(old: Side, new: Side) -> tuple[Change, ...]:
    """Every difference; none where the two ask the same."""
    return (
        *compare_rules(old.rules, new.rules),
        *_parameters(old, new),
        *_conditions(old, new),
        *compare_settings(old.pack.settings, new.pack.settings),
        *compare_names(About.FIELD, "holds", old.fields, new.fields),
        *compare_names(About.PERSON, "is the person", _aliases(old), _aliases(new)),
        *_pack(old, new),
    )


def _aliases(side: Side) -> dict[str, str]:
    """Other names of people; everybody is also known by his own."""
    known = side.pack.people.aliases
    return {alias: person for alias, person in known.items() if alias != person}


def _used(side: Side, about: About, name: str) -> str:
    users = side.users(about, name)
    return f" (asked by {both(users)})" if users else ""


# ------------------------------------------------------------------ parameters


def _parameters(old: Side, new: Side) -> Iterator[Change]:
    for name in sorted({*old.parameters, *new.parameters}):
        before, after = old.parameters.get(name), new.parameters.get(name)
        if before is None and after is not None:
            text = f"is new: {_value(after)}{_used(new, About.PARAMETER, name)}"
            yield Change(About.PARAMETER, name, "added", Effect.NONE, text, "", _written(after))
        elif after is None and before is not None:
            text = f"is gone; it was {_value(before)}"
            yield Change(About.PARAMETER, name, "removed", Effect.NONE, text, _written(before))
        elif before and after:
            yield from _parameter(before, after, _used(new, About.PARAMETER, name))


def _parameter(before: Parameter, after: Parameter, used: str) -> Iterator[Change]:
    about, name = About.PARAMETER, after.name
    for key, words in (("type", "is {}"), ("stricter", "is stricter when it goes {}")):
        one, other = getattr(before, key), getattr(after, key)
        if one != other:
            now, was = (
                words.format(value) if value else "has no direction" for value in (other, one)
            )
            yield Change(about, name, key, Effect.EITHER, f"{now}; before, it {was}", one, other)
    if spread(before.value) == spread(after.value):
        return
    text = f"is {_value(after)}; before, {_value(before)}{used}"
    way = _direction(before, after)
    yield Change(about, name, "value", way, text, _written(before), _written(after))


def _direction(before: Parameter, after: Parameter) -> Effect:
    if before.type != after.type or not after.stricter:
        return Effect.EITHER
    one, other = spread(before.value), spread(after.value)
    effects = []
    for tier in TIERS:
        was, now = one.get(tier), other.get(tier)
        if was is None or now is None:
            effects.append(Effect.NONE if was is now else by_rank(was is None))
        elif was != now:
            effects.append(_way(after, was, now))
    return together(effects)


def _way(known: Parameter, was: Any, now: Any) -> Effect:
    more, less = no_looser(known, was, now), no_looser(known, now, was)
    if more and less:
        return Effect.NONE
    return Effect.TIGHTER if more else Effect.LOOSER if less else Effect.EITHER


def _value(parameter: Parameter) -> str:
    """`6 months`, or `1 for tier low, 2 for tier medium and 3 for tier high`."""
    given = spread(parameter.value)
    return by_tier({tier: _plain(one, value) for tier, one in given.items()})


def _written(parameter: Parameter) -> str:
    given = parameter.value
    if not isinstance(given, dict):
        return _plain(given, str)
    return ", ".join(f"{tier}: {_plain(one, str)}" for tier, one in given.items())


def _plain(given: Any, said: Callable[[str], str]) -> str:
    return f"[{', '.join(given)}]" if isinstance(given, list) else said(str(given))


# ------------------------------------------------------------------ conditions and the pack


def _conditions(old: Side, new: Side) -> Iterator[Change]:
    about = About.CONDITION
    for name in sorted({*old.conditions, *new.conditions}):
        before = both(map(clause_words, old.conditions.get(name, ())))
        after = both(map(clause_words, new.conditions.get(name, ())))
        used = _used(new, about, name)
        if not before:
            text = f"is new: {after}{used}"
            yield Change(about, name, "added", Effect.NONE, text, "", after)
        elif not after:
            text = f"is gone; it was: {before}"
            yield Change(about, name, "removed", Effect.NONE, text, before)
        elif not _alike(name, old, new):
            if before == after:
                before = f"{before}, written {old.written[name]}"
                after = f"{after}, written {new.written[name]}"
            text = f"is now: {after}; before: {before}{used}"
            yield Change(about, name, "changed", Effect.EITHER, text, before, after)


def _alike(name: str, old: Side, new: Side) -> bool:
    """Written alike, or meaning the same: what a parameter in it changed is told of that."""
    if old.written[name] == new.written[name]:
        return True
    before, after = old.conditions[name], new.conditions[name]
    return bare(before) == bare(after) or (
        len(before) == len(after)
        and all(same(Part(one), Part(other)) for one, other in zip(before, after, strict=True))
    )


def _pack(old: Side, new: Side) -> Iterator[Change]:
    """What a pack says of itself; of two packs with different names that differs of course."""
    if old.pack.name != new.pack.name:
        return
    values = (
        ("title", 'has the title "{}"', old.pack.title, new.pack.title),
        ("owner", "is owned by {}", old.pack.owner, new.pack.owner),
        ("extends", "builds on {}", old.extends or "no other", new.extends or "no other"),
        (
            "requires",
            "needs pilotgate {}",
            old.requires or "of any age",
            new.requires or "of any age",
        ),
    )
    for what, words, before, after in values:
        if before != after:
            text = f"{words.format(after)}; before, {words.format(before)}"
            yield Change(About.PACK, "", what, Effect.NONE, text, before, after)
