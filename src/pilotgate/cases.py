"""One example with everything it is judged by: the manifest, the day, the stage, the facts."""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from datetime import date
from typing import Final, Protocol

from pilotgate import evidence
from pilotgate.document import Document, Mapping, Node, Scalar, Sequence, Span
from pilotgate.dossier import Dossier, Fact
from pilotgate.evaluate import Judged, Unmet, evaluate
from pilotgate.fields import Catalogue, below
from pilotgate.ladders import TIERS, Level, Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.merging import merged
from pilotgate.outcome import Unknown
from pilotgate.pack import Pack
from pilotgate.predicates.kept import plain
from pilotgate.reads import read_by
from pilotgate.rule import Rule
from pilotgate.select import needs, stand
from pilotgate.tier import effective
from pilotgate.tree import Memory
from pilotgate.values import date_of

AS_OF: Final = date(2026, 3, 1)
KEYS: Final = (
    "note",
    "as_of",
    "asked",
    "tier",
    "files",
    "facts",
    "history",
    "applies",
    "base",
)
_BESIDE: Final = ("as_of", "asked", "tier", "files", "facts", "history", "base")
_NOWHERE: Final = Span(1, 1, 1, 1)


class Setting(Protocol):
    """What the examples of one pack share."""

    @property
    def pack(self) -> Pack: ...

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def files(self) -> Map[str, bytes]: ...

    def facts(self, wanted: set[tuple[str, str]]) -> Map[tuple[str, str], Fact]: ...


class Case:
    """One example. Judging it again, by the rule or by a mutant of it, looks nothing up twice."""

    def __init__(self, node: Mapping | None, setting: Setting, rule: Rule, base: Mapping) -> None:
        node = node or Mapping({}, _NOWHERE, flow=True)
        self.rule = rule
        self._setting = setting
        self._said = {key: node.get(key) for key in KEYS}
        self._below = Document("base", base, "")
        own = {key: entry for key, entry in node.entries.items() if key not in KEYS}
        self.document = Document("example", merged(base, Mapping(own, node.span, flow=False)), "")
        before = self._said["base"]
        earlier = merged(base, before) if isinstance(before, Mapping) else base
        self._before = Document("example", earlier, "") if rule.on_move else None
        self.applies = self._text("applies") != "false"
        self._tier = self._own_tier()
        self._asked = self._own_asked(self._tier)
        self._dossiers = {self._tier: self._gathered()}

    def judged(
        self, rule: Rule | None = None, tier: Tier | None = None, asked: Stage | None = None
    ) -> Judged:
        """What the rule, or a mutant of it, answers: at the stage and tier that the rule chose."""
        tier = tier or self._tier
        asked = asked or (self._asked if tier is self._tier else self._own_asked(tier))
        dossier = self._dossiers.get(tier)
        if dossier is None:
            dossier = self._dossiers[tier] = self._dossiers[self._tier].but(tier=tier)
        return evaluate(rule or self.rule, dossier.but(asked=asked), asked)

    def changes_what_is_read(self) -> bool:
        """Does it differ from the base in anything that the rule looks at?"""
        if any(self._said[key] is not None for key in _BESIDE):
            return True
        spend = self._setting.pack.settings.medium_spend
        if effective(self.document, spend) is not effective(self._below, spend):
            return True
        paths = read_by(self.rule)
        return _seen(self.document, paths) != _seen(self._below, paths)

    # ------------------------------------------------------------------ what it says

    def _gathered(self) -> Dossier:
        catalogue = self._setting.catalogue
        stages = [_stage(one) for one in (self._before, self.document) if one]
        return Dossier(
            self.document,
            as_of=self._as_of(),
            catalogue=catalogue,
            stage=_stage(self.document),
            asked=self._asked,
            tier=self._tier,
            people=self._setting.pack.people,
            facts=self._facts(_needed(self.rule, self.document, catalogue)),
            gathered=self._named(),
            history=self._history(),
            base=self._before,
            move=_move(*stages) if len(stages) > 1 else "none",
        )

    def _facts(self, wanted: set[tuple[str, str]]) -> Map[tuple[str, str], Fact]:
        node = self._said["files"]
        if not isinstance(node, Mapping):
            return self._setting.facts(wanted)
        own = {
            path: entry.value.text.encode()
            for path, entry in node.entries.items()
            if isinstance(entry.value, Scalar)
        }
        return evidence.gather(wanted, Memory({**self._setting.files, **own}))

    def _text(self, key: str) -> str:
        node = self._said[key]
        return node.text if isinstance(node, Scalar) and not node.null else ""

    def _as_of(self) -> date:
        text = self._text("as_of")
        day = date_of(text) if text else AS_OF
        if day is None:
            raise ValueError(f"says as_of: {text}, which is no date")
        return day

    def _own_tier(self) -> Tier:
        text = self._text("tier")
        if text:
            if text not in TIERS:
                raise ValueError(f"says tier: {text}, which is no tier")
            return Tier(text)
        own = effective(self.document, self._setting.pack.settings.medium_spend)
        reach = {**self.rule.warns, **self.rule.blocks}
        return own if own in reach else Tier(max(reach, key=lambda name: Tier(name).rank))

    def _own_asked(self, tier: Tier) -> Stage:
        text = self._text("asked")
        if text:
            if text not in tuple(Stage):
                raise ValueError(f"says asked: {text}, which is no stage")
            return Stage(text)
        return {**self.rule.warns, **self.rule.blocks}.get(tier, Stage.PRODUCTION)

    def _named(self) -> Document | None:
        node = self._said["facts"]
        return Document("facts", node, "") if isinstance(node, Mapping) else None

    def _history(self) -> dict[str, int]:
        node = self._said["history"]
        if not isinstance(node, Mapping):
            return {}
        counted: dict[str, int] = {}
        for place, entry in node.entries.items():
            text = entry.value.text if isinstance(entry.value, Scalar) else ""
            if not text.isascii() or not text.isdigit():
                raise ValueError(f"says of {place} no number of a commit, such as 1")
            counted[place] = int(text)
        return counted


def unmet(judged: Judged) -> list[Unmet]:
    """What is unmet at the stage that was asked for, and not for want of facts."""
    return [
        one
        for one in judged.unmet
        if one.asked.standing.level is not Level.AHEAD and not isinstance(one.outcome, Unknown)
    ]


def _needed(rule: Rule, document: Document, catalogue: Catalogue) -> set[tuple[str, str]]:
    """Every fact that the rule asks for at any stage: a mutant may ask for it earlier."""
    clauses = tuple(clause.but(tiers=(), since=None) for clause in rule.require)
    latest = rule.but(
        id=f"{rule.id}#",
        require=clauses,
        blocks=dict.fromkeys(TIERS, Stage.POC),
    )
    return needs([stand(latest, Stage.PRODUCTION, Tier.HIGH)], Leaves(document, catalogue))


def _stage(document: Document) -> Stage | None:
    node = document.node(("stage", "current"))
    text = node.text if isinstance(node, Scalar) else ""
    return Stage(text) if text in tuple(Stage) else None


def _move(before: Stage | None, after: Stage | None) -> str:
    if before is None or after is None or before is after:
        return "none"
    if after.ended:
        return "stop"
    return "promotion" if after.rank > before.rank else "step-back"


# ------------------------------------------------------------------ what a rule sees of a manifest


def _seen(document: Document, paths: tuple[str, ...]) -> list[tuple[str, str]]:
    """What stands at the paths, in order; of a list whose items are looked into, their number."""
    wanted = {path: any(_inside(other, path) for other in paths) for path in paths}
    for path in paths:
        sections = path.replace("[]", "").split(".")
        for end in range(1, len(sections) + 1):
            wanted.setdefault(f"{'.'.join(sections[:end])}.not_applicable", False)
    patterns = {tuple(path.split(".")): inside for path, inside in wanted.items() if "*" in path}
    return list(_values(document.root, "", wanted, patterns))


def _inside(other: str, path: str) -> bool:
    return other.startswith((f"{path}.", f"{path}[]."))


def _values(
    node: Node, path: str, wanted: dict[str, bool], patterns: dict[tuple[str, ...], bool]
) -> Iterator[tuple[str, str]]:
    inside = wanted.get(path)
    if inside is None and patterns:
        inside = next((held for steps, held in patterns.items() if _fits(path, steps)), None)
    if inside is False or (inside and isinstance(node, Scalar)):
        yield path, plain(node)
        return
    if inside:
        yield path, str(len(node.items) if isinstance(node, Sequence) else 1)
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _values(entry.value, below(path, key), wanted, patterns)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _values(item, f"{path}[]", wanted, patterns)


def _fits(path: str, steps: tuple[str, ...]) -> bool:
    own = path.split(".")
    return len(own) == len(steps) and all(
        step in ("*", one) for one, step in zip(own, steps, strict=True)
    )
