"""Packs merged into one: parameters, conditions, rules and settings, and which pack set what.

An overlay tightens freely: an earlier stage, more tiers, deeper evidence, no
grace, an earlier date. What would ask for less is refused, unless the rule
itself lists it as adjustable.
"""

from typing import Any, Final

from pilotgate.compiler.layer import File, Layer, Layers
from pilotgate.compiler.parameters import Parameters
from pilotgate.document import Route
from pilotgate.errors import did_you_mean
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.pack import reach
from pilotgate.record import Record
from pilotgate.rule import Reach
from pilotgate.settings import DEFAULT_GRACE, DEFAULT_WAIVER
from pilotgate.shapes.pack import ADJUSTABLE
from pilotgate.values import Duration, date_of, number


class Origin(Record):
    """Which pack set a value, and where it is written."""

    pack: str
    file: File
    route: Route

    @property
    def line(self) -> int:
        return self.file.line(self.route)[0]

    def __str__(self) -> str:
        return f"{self.file.name}:{self.line}"


class Draft:
    """A rule while packs are merged: what holds now, and who said so."""

    def __init__(self, identifier: str, layer: Layer, file: File) -> None:
        data = file.data
        self.id = identifier
        self.layer = layer
        self.file = file
        self.blocks = _reach(data.get("blocks"))
        self.warns = _reach(data.get("warns"))
        self.evidence = _evidence(data.get("evidence"))
        self.grace = data.get("grace") != "false"
        self.effective_from = _text(data.get("effective_from"))
        self.not_applicable = _words(data.get("not_applicable"))
        self.owner = _text(data.get("owner"))
        self.fix = _text(data.get("fix"))
        self.adjustable = _words(data.get("adjustable"))
        self.origins = {key: Origin(layer.name, file, (key,)) for key in data}

    def evidence_at(self, stage: Stage, tier: Tier) -> Evidence:
        level = Evidence.DECLARED
        for since in RANKED[: stage.rank + 1]:
            level = self.evidence.get(since, level)
        if level is Evidence.CROSSED and tier is not Tier.HIGH:
            return Evidence.DATED
        return level

    def level_at(self, stage: Stage, tier: Tier) -> int:
        """2 where the rule blocks, 1 where it warns, else 0."""
        for level, held in ((2, self.blocks), (1, self.warns)):
            since = held.get(tier)
            if since is None:
                continue
            if stage is since or (not stage.ended and not since.ended and stage.rank >= since.rank):
                return level
        return 0

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers in reach."""
        return tuple(tier for tier in TIERS if tier in self.blocks or tier in self.warns)

    @property
    def first(self) -> Stage | None:
        """The earliest stage at which anything of the rule is asked."""
        stages = [*self.blocks.values(), *self.warns.values()]
        return min(stages, key=lambda stage: stage.rank, default=None)


class Merged:
    """Everything a policy of several packs says, with its origins."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.parameters = Parameters()
        self.conditions: dict[str, Origin] = {}
        self.fields: dict[str, Origin] = {}
        self.rules: dict[str, Draft] = {}
        self.settings: dict[str, Any] = {}
        self.settings_origins: dict[str, Origin] = {}
        self.people: dict[str, str] = {}
        self.softened: list[tuple[File, Route, str]] = []
        named: dict[str, Layer] = {}
        for layer in layers:
            self._add(layer)
            other = named.setdefault(layer.name, layer)
            if other is not layer and layer.pack is not None:
                text = f'the pack {other.label}, which it builds on, is called "{layer.name}" too'
                layer.pack.problem(("name",), text, "give this one a name of its own")

    def _add(self, layer: Layer) -> None:
        for identifier, file in layer.rules.items():
            self._add_rule(identifier, file, layer)
        self.people |= layer.people
        if layer.pack is None:
            return
        self._own(layer, layer.pack, "conditions", self.conditions)
        self._own(layer, layer.pack, "fields", self.fields)
        for name, given in layer.section("parameters").items():
            self.parameters.add(layer, layer.pack, name, given, self._holders(layer, name))
        before = effective(self.settings)
        self._set(layer, layer.pack, self.settings, layer.section("settings"), ("settings",))
        if layer.parents:
            self._compare(layer.pack, before, effective(self.settings))
        for identifier, changes in layer.section("adjust").items():
            route = ("adjust", identifier)
            draft = self.rules.get(identifier)
            if draft is None or draft.layer is layer:
                self._nothing_to_adjust(layer.pack, route, identifier, own=draft is not None)
            elif isinstance(changes, dict):
                Adjusting(draft, layer, layer.pack, route).apply(changes)

    def _add_rule(self, identifier: str, file: File, layer: Layer) -> None:
        known = self.rules.get(identifier)
        if known is None:
            self.rules[identifier] = Draft(identifier, layer, file)
            return
        file.problem(
            (),
            f'the pack "{known.layer.name}" has a rule "{identifier}" already ({known.file.name})',
            "change that rule with adjust in pack.yaml, or give yours another name",
        )

    def _own(self, layer: Layer, file: File, section: str, known: dict[str, Origin]) -> None:
        """What a pack names, no other pack may name again: rules of the parent rely on it."""
        for name in layer.section(section):
            route = (section, name)
            if name in known:
                first = known[name]
                file.problem(
                    route,
                    f'the pack "{first.pack}" has this already ({first})',
                    "give yours another name",
                    key=True,
                )
                continue
            known[name] = Origin(layer.name, file, route)

    def _set(
        self, layer: Layer, file: File, known: dict[str, Any], given: dict[str, Any], route: Route
    ) -> None:
        """Nested: a key that is set replaces that key alone."""
        for key, value in given.items():
            place = (*route, key)
            inner = known.get(key)
            if isinstance(value, dict) and "implies" not in value:
                below = inner if isinstance(inner, dict) else {}
                known[key] = dict(below)
                self._set(layer, file, known[key], value, place)
            elif value is not None:
                known[key] = value
            name = ".".join(map(str, place[1:]))
            self.settings_origins[name] = Origin(layer.name, file, place)

    def _compare(self, file: File, before: dict[str, str], after: dict[str, str]) -> None:
        """What a setting loosens. An organisation may do that, but not without noticing."""
        for name, value in after.items():
            origin = self.settings_origins.get(name)
            known = before.get(name)
            if origin and origin.file is file and softer(name, known, value):
                was = f"it was {known}" if known else "there was none"
                route = ("settings", *name.split("."))
                self.softened.append((file, route, f"settings.{name} is softened: {value}, {was}"))

    def _holders(self, layer: Layer, name: str) -> list[str]:
        """What uses a parameter in other packs and does not let it be loosened."""
        inside = "${" + name + "}"
        rules = [
            draft.id
            for draft in self.rules.values()
            if draft.layer is not layer
            and name not in draft.adjustable
            and inside in draft.file.document.text
        ]
        conditions = [
            f'the condition "{condition}"'
            for condition, origin in self.conditions.items()
            if origin.file is not layer.pack
            and inside in str(origin.file.data["conditions"][condition])
        ]
        return rules + conditions

    def _nothing_to_adjust(self, file: File, route: Route, name: str, *, own: bool) -> None:
        if own:
            hint = "change the file of the rule itself"
            file.problem(route, f'"{name}" is a rule of this pack', hint, key=True)
            return
        near = did_you_mean(name, list(self.rules))
        file.problem(route, f'no parent has a rule "{name}"', near, key=True)


class Adjusting:
    """One entry of `adjust`, applied to one rule."""

    def __init__(self, draft: Draft, layer: Layer, file: File, route: Route) -> None:
        self.draft = draft
        self.layer = layer
        self.file = file
        self.route = route

    def apply(self, changes: dict[str, Any]) -> None:
        for key, value in changes.items():
            if value is None or key not in _CHANGES:
                continue  # the shape of the file was reported
            _CHANGES[key](self, value)
            self.draft.origins[key] = Origin(self.layer.name, self.file, (*self.route, key))

    def set_owner(self, value: Any) -> None:
        self.draft.owner = _text(value)

    def set_fix(self, value: Any) -> None:
        self.draft.fix = _text(value)

    def set_blocks(self, value: Any) -> None:
        self._level("blocks", value)

    def set_warns(self, value: Any) -> None:
        self._level("warns", value)

    def _level(self, key: str, value: Any) -> None:
        draft = self.draft
        before = {place: draft.level_at(*place) for place in _EVERYWHERE}
        held: Reach = getattr(draft, key)
        changed = self._reached(key, held, value)
        if changed is None:
            return
        setattr(draft, key, changed)
        lost = next(
            (place for place in _EVERYWHERE if draft.level_at(*place) < before[place]), None
        )
        if lost and key not in draft.adjustable:
            setattr(draft, key, held)
            self._refuse(key, f"at {lost[0]}, tier {lost[1]}, less would be asked", _said(held))
            return
        # A warning that comes no earlier than the block says nothing.
        draft.warns = {
            tier: stage
            for tier, stage in draft.warns.items()
            if tier not in draft.blocks
            or draft.blocks[tier].ended
            or stage.rank < draft.blocks[tier].rank
        }

    def _reached(self, key: str, held: Reach, value: Any) -> Reach | None:
        """`from` and `tiers` each replace their own part; a tier table is merged by tier."""
        if not isinstance(value, dict):
            return None
        since, tiers = value.get("from"), _words(value.get("tiers"))
        if isinstance(since, dict):
            merged = {**held, **_reach({"from": since})}
            return {tier: merged[tier] for tier in TIERS if tier in merged}
        if not tiers:
            return dict.fromkeys(held or TIERS, Stage(since)) if since in tuple(Stage) else None
        if since in tuple(Stage):
            return {Tier(tier): Stage(since) for tier in tiers if tier in TIERS}
        stages = set(held.values())
        missing = [tier for tier in tiers if tier not in held]
        if missing and len(stages) != 1:
            self.file.problem(
                (*self.route, key, "tiers"),
                f"from which stage is not said for tier {missing[0]}",
                "write from: as well",
            )
            return None
        only = next(iter(stages), Stage.POC)
        return {Tier(tier): held.get(tier, only) for tier in tiers if tier in TIERS}

    def set_evidence(self, value: Any) -> None:
        draft = self.draft
        before = {place: draft.evidence_at(*place).rank for place in _RANKED_PLACES}
        held = draft.evidence
        draft.evidence = {**held, **_evidence(value)}
        lost = [place for place in _RANKED_PLACES if draft.evidence_at(*place).rank < before[place]]
        if lost and "evidence" not in draft.adjustable:
            draft.evidence = held
            level = draft.evidence_at(*lost[0])
            self._refuse(
                "evidence", f"at {lost[0][0]} less than {level} would do", f"{level} or deeper"
            )

    def set_grace(self, value: Any) -> None:
        if value == "true" and not self.draft.grace and "grace" not in self.draft.adjustable:
            self._refuse("grace", "the rule blocks from the first day today", "grace: false")
            return
        self.draft.grace = value != "false"

    def set_effective_from(self, value: Any) -> None:
        draft = self.draft
        day, held = date_of(_text(value)), date_of(draft.effective_from)
        if day is None:
            return
        if (held is None or day > held) and "effective_from" not in draft.adjustable:
            allowed = (
                f"{held} or an earlier day" if held else "no date: the rule is in effect today"
            )
            self._refuse("effective_from", "the rule would block later than it does now", allowed)
            return
        draft.effective_from = day.isoformat()

    def set_not_applicable(self, value: Any) -> None:
        draft = self.draft
        tiers = _words(value)
        more = [tier for tier in tiers if tier not in draft.not_applicable]
        if more and "not_applicable" not in draft.adjustable:
            allowed = f"some of [{', '.join(draft.not_applicable)}], or []"
            self._refuse("not_applicable", f"tier {more[0]} would be excused", allowed)
            return
        draft.not_applicable = tiers

    def _refuse(self, key: str, why: str, allowed: str) -> None:
        free = [name for name in self.draft.adjustable if name in ADJUSTABLE]
        loosened = f"; {self.draft.id} lets you loosen {', '.join(free)}" if free else ""
        self.file.problem(
            (*self.route, key),
            f"{key} of {self.draft.id} may not be loosened: {why}",
            f"allowed is {allowed}{loosened}",
            key=True,
        )


_CHANGES: Final = {
    "blocks": Adjusting.set_blocks,
    "warns": Adjusting.set_warns,
    "evidence": Adjusting.set_evidence,
    "grace": Adjusting.set_grace,
    "effective_from": Adjusting.set_effective_from,
    "not_applicable": Adjusting.set_not_applicable,
    "owner": Adjusting.set_owner,
    "fix": Adjusting.set_fix,
}
_EVERYWHERE: Final = tuple((stage, tier) for stage in Stage for tier in TIERS)
_RANKED_PLACES: Final = tuple((stage, tier) for stage in RANKED for tier in TIERS)


def effective(settings: dict[str, Any]) -> dict[str, str]:
    """The settings that can be softened, by their names, with the defaults of what is not said."""
    grace, waivers = settings.get("grace", DEFAULT_GRACE), settings.get("waivers")
    longest = waivers.get("max") if isinstance(waivers, dict) else None
    found = {"waivers.max": longest or DEFAULT_WAIVER, "medium_spend": settings.get("medium_spend")}
    if isinstance(grace, dict):
        found |= {f"grace.{stage}": duration for stage, duration in grace.items()}
    adoption = settings.get("adoption")
    if isinstance(adoption, dict):
        found |= {f"adoption.{key}": value for key, value in adoption.items()}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def softer(name: str, before: str | None, after: str) -> bool:
    """Is more allowed than before, or may it be?"""
    if name == "medium_spend":
        old, new = number(before or ""), number(after)
        return old is not None and new is not None and new > old
    if before is None:
        return True
    if name == "adoption.until":
        return after > before
    one, other = Duration.parse(before), Duration.parse(after)
    return bool(one and other and not one.at_least(other))


def _said(held: Reach) -> str:
    """A reach as a pack writes it."""
    if not held:
        return "to leave it out"
    if len(set(held.values())) == 1:
        tiers = "" if len(held) == len(TIERS) else f" for at least {', '.join(held)}"
        return f"from: {next(iter(held.values()))} or earlier{tiers}"
    each = ", ".join(f"{tier}: {stage}" for tier, stage in held.items())
    return f"from: {{{each}}} or earlier"


def _reach(data: Any) -> Reach:
    """What can be understood of `blocks` or `warns`; the rest was reported."""
    if not isinstance(data, dict):
        return {}
    since = data.get("from")
    words = since.values() if isinstance(since, dict) else [since]
    tiers = [*(since if isinstance(since, dict) else ()), *_words(data.get("tiers"))]
    if not all(word in tuple(Stage) for word in words) or not all(t in TIERS for t in tiers):
        return {}
    held = reach(data)
    listed = _words(data.get("tiers"))
    return {tier: held[tier] for tier in TIERS if tier in held and (not listed or tier in listed)}


def _evidence(data: Any) -> dict[str, Evidence]:
    if not isinstance(data, dict):
        return {}
    return {
        stage: Evidence(level)
        for stage, level in data.items()
        if stage in RANKED and level in tuple(Evidence)
    }


def _text(data: Any) -> str:
    return data if isinstance(data, str) else ""


def _words(data: Any) -> tuple[str, ...]:
    if not isinstance(data, list):
        return ()
    return tuple(word for word in data if isinstance(word, str))
