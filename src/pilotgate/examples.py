"""The examples of rules: each merged into a manifest that passes the pack, and judged.

A pack keeps that manifest in `tests/base.yaml` and the files it names below
`tests/files/`; a pack that extends another inherits both and may add to them. It does
not inherit examples: they show what a rule asks as its own pack says it, and a pack
above may ask for more.

An example is a mapping that is merged into that manifest: sections key by key,
everything else as a whole. A key may also be a field, as in
`kpis[kind=primary].threshold: 9`, which sets that place alone. Besides these it may say

    note    what the example shows
    as_of   the day of judgement (2026-03-01)
    asked   the stage judged for (the one from which the rule blocks)
    tier    the tier judged as (that of the manifest)
    files   files beside those of the pack: {path: text}
    base    for a rule about a change: merged into the manifest before it
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pilotgate import evidence
from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.overlay import Draft
from pilotgate.document import (
    Document,
    Each,
    Entry,
    Mapping,
    Name,
    Node,
    Scalar,
    Select,
    Sequence,
    Span,
    Star,
    Step,
    field,
)
from pilotgate.dossier import Dossier
from pilotgate.errors import Problem, Unreadable, UnreadableDocument
from pilotgate.evaluate import Judged, Unmet, evaluate
from pilotgate.ladders import Level, Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.outcome import Unknown
from pilotgate.pack import Pack, pack_of
from pilotgate.packfiles import TESTS
from pilotgate.reader import read
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.select import needs, stand
from pilotgate.source import Opener
from pilotgate.tier import effective
from pilotgate.tree import Memory
from pilotgate.values import date_of

AS_OF: Final = date(2026, 3, 1)
BASE: Final = f"{TESTS}base.yaml"
FILES: Final = f"{TESTS}files/"
KEYS: Final = ("note", "as_of", "asked", "tier", "files", "base")
_NOWHERE: Final = Span(1, 1, 1, 1)


class Trial(Record):
    """One example, judged. `problem` is None where it shows what it says it shows."""

    rule: str
    kind: str  # met, gap, or base: the manifest that examples are merged into
    problem: Problem | None = None
    undecided: int = 0  # clauses that need history or facts, which no example has


class Trials:
    """All examples of a pack: of its own rules, not of those it inherits."""

    def __init__(self, compiled: Compiled, opener: Opener) -> None:
        self._compiled = compiled
        self._pack: Pack = pack_of(compiled.data())
        self._rules = {rule.id: rule for rule in self._pack.rules}
        top = compiled.layers.top
        drafts = sorted(compiled.merged.rules.items())
        self._own = [(name, draft) for name, draft in drafts if draft.layer is top]
        self.inherited = len(drafts) - len(self._own)
        self.parents = [one.source for one in compiled.layers if one.rules and one is not top]
        self._base: Mapping | None = None
        self._base_name = ""
        self._files: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        for layer in compiled.layers:
            self._collect(opener, layer.label)

    def _collect(self, opener: Opener, label: str) -> None:
        tree = opener.opened.get(label)
        if tree is None:
            return
        for path in tree.paths():
            if path.startswith(FILES):
                self._files[path.removeprefix(FILES)] = tree.read(path)
        if tree.entry(BASE) is None:
            return
        name = f"{label}/{BASE}"
        try:
            document = read(tree.read(BASE), name)
        except UnreadableDocument as error:
            self.problems.append(Problem(name, error.line, error.column, error.problem, error.hint))
            return
        except Unreadable as error:
            self.problems.append(Problem(name, 1, 1, error.problem, error.hint))
            return
        self._base_name = name
        self._base = merged(self._base, document.root) if self._base else document.root

    def run(self) -> Iterator[Trial]:
        if self.problems or not self._own:
            return
        if self._base is None:
            label = self._compiled.layers.top.label
            hint = f"write a manifest that passes the pack to {BASE}"
            self.problems.append(
                Problem(f"{label}/pack.yaml", 1, 1, f"there is no {BASE} to try examples on", hint)
            )
            return
        for identifier, draft in self._own:
            rule = self._rules[identifier]
            yield from self._base_passes(rule, self._base)
            for kind in ("met", "gap"):
                nodes = draft.file.document.node(("examples", kind))
                for at, node in enumerate(nodes.items if isinstance(nodes, Sequence) else []):
                    if isinstance(node, Mapping):
                        yield self._try(rule, draft, kind, at, node)

    def _base_passes(self, rule: Rule, base: Mapping) -> Iterator[Trial]:
        """What examples are merged into passes the rule, or a gap would show nothing."""
        if rule.on_move:
            return
        for tier in dict.fromkeys((*rule.blocks, *rule.warns)):
            case = _Case(Mapping({}, _NOWHERE, flow=True), self, rule, base)
            judged = case.judged(Tier(tier))
            unmet = _unmet(judged)
            if not unmet:
                continue
            place = unmet[0].outcome.place
            span = Document(self._base_name, base, "").span(place.route)
            yield Trial(
                rule.id,
                "base",
                Problem(
                    self._base_name,
                    span.line,
                    span.column,
                    f"{rule.id}, tier {tier}: {place.name} {unmet[0].outcome.why}",
                    "the manifest that examples are merged into must pass every rule of the pack",
                ),
            )
            return

    def _try(self, rule: Rule, draft: Draft, kind: str, at: int, node: Mapping) -> Trial:
        try:
            judged = _Case(node, self, rule, self._base or node).judged()
        except ValueError as error:
            return self._failed(rule, draft, kind, at, str(error), "mend the example")
        unmet = _unmet(judged)
        unknown = [one for one in judged.unmet if isinstance(one.outcome, Unknown)]
        if kind == "met" and unmet:
            first = unmet[0].outcome
            text = f"should meet {rule.id}, but {first.place.name} {first.why}"
            return self._failed(rule, draft, kind, at, text, rule.fix)
        if kind == "met" and judged.result == "not_applicable":
            text = f"should meet {rule.id}, but the rule {judged.why}"
            return self._failed(rule, draft, kind, at, text, "add what makes the rule apply")
        if kind == "gap" and not unmet:
            text = f"should not meet {rule.id}, but it does"
            if judged.result == "not_applicable":
                text = f"should not meet {rule.id}, but the rule {judged.why}"
            hint = "break what the rule asks for, or mend the rule"
            return self._failed(rule, draft, kind, at, text, hint)
        return Trial(rule.id, kind, undecided=len(unknown))

    @staticmethod
    def _failed(rule: Rule, draft: Draft, kind: str, at: int, text: str, hint: str) -> Trial:  # noqa: PLR0913, PLR0917  all of it is in the message
        span = draft.file.document.key_span(("examples", kind, at))
        what = f"example {at + 1} of {kind} {text}"
        return Trial(rule.id, kind, Problem(draft.file.name, span.line, span.column, what, hint))

    @property
    def pack(self) -> Pack:
        return self._pack

    @property
    def compiled(self) -> Compiled:
        return self._compiled

    @property
    def files(self) -> dict[str, bytes]:
        return self._files


class _Case:
    """One example with everything it is judged by."""

    def __init__(self, node: Mapping, trials: Trials, rule: Rule, base: Mapping) -> None:
        self._trials = trials
        self._rule = rule
        self._said = {key: node.get(key) for key in KEYS}
        own = {key: entry for key, entry in node.entries.items() if key not in KEYS}
        self._document = Document("example", merged(base, Mapping(own, node.span, flow=False)), "")
        before = self._said["base"]
        earlier = merged(base, before) if isinstance(before, Mapping) else base
        self._before = Document("example", earlier, "") if rule.on_move else None

    def judged(self, tier: Tier | None = None) -> Judged:
        rule, pack, document = self._rule, self._trials.pack, self._document
        tier = tier or self._tier()
        asked = self._asked(tier)
        catalogue = self._trials.compiled.catalogue
        tree = Memory(self._trials.files | self._own_files())
        wanted = needs([stand(rule, asked, tier)], Leaves(document, catalogue))
        stages = [_stage(one) for one in (self._before, document) if one]
        dossier = Dossier(
            document,
            as_of=self._as_of(),
            catalogue=catalogue,
            stage=_stage(document),
            asked=asked,
            tier=tier,
            people=pack.people,
            facts=evidence.gather(wanted, tree),
            base=self._before,
            move=_move(*stages) if len(stages) > 1 else "none",
        )
        return evaluate(rule, dossier, asked)

    def _text(self, key: str) -> str:
        node = self._said[key]
        return node.text if isinstance(node, Scalar) and not node.null else ""

    def _as_of(self) -> date:
        text = self._text("as_of")
        day = date_of(text) if text else AS_OF
        if day is None:
            raise ValueError(f"says as_of: {text}, which is no date")
        return day

    def _tier(self) -> Tier:
        text = self._text("tier")
        if text:
            if text not in tuple(Tier):
                raise ValueError(f"says tier: {text}, which is no tier")
            return Tier(text)
        own = effective(self._document, self._trials.pack.settings.medium_spend)
        reach = {**self._rule.warns, **self._rule.blocks}
        return own if own in reach else Tier(max(reach, key=lambda name: Tier(name).rank))

    def _asked(self, tier: Tier) -> Stage:
        text = self._text("asked")
        if text:
            if text not in tuple(Stage):
                raise ValueError(f"says asked: {text}, which is no stage")
            return Stage(text)
        return {**self._rule.warns, **self._rule.blocks}.get(tier, Stage.PRODUCTION)

    def _own_files(self) -> dict[str, bytes]:
        node = self._said["files"]
        if not isinstance(node, Mapping):
            return {}
        return {
            path: entry.value.text.encode()
            for path, entry in node.entries.items()
            if isinstance(entry.value, Scalar)
        }


def _unmet(judged: Judged) -> list[Unmet]:
    """What is unmet at the stage that was asked for, and not for want of facts."""
    return [
        one
        for one in judged.unmet
        if one.asked.standing.level is not Level.AHEAD and not isinstance(one.outcome, Unknown)
    ]


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


# ------------------------------------------------------------------ merging


def merged(below: Mapping, above: Mapping) -> Mapping:
    """Sections key by key, everything else as a whole; a key that is a field sets that place."""
    entries = dict(below.entries)
    places: list[tuple[str, Entry]] = []
    for key, entry in above.entries.items():
        if "." in key or "[" in key:
            places.append((key, entry))
            continue
        known = entries.get(key)
        value: Node = entry.value
        if known and isinstance(known.value, Mapping) and isinstance(value, Mapping):
            value = merged(known.value, value)
        entries[key] = Entry(entry.key_span, value)
    whole = Mapping(entries, below.span, flow=below.flow)
    for text, entry in places:
        changed = _set(whole, field(text).steps, entry, text)
        whole = changed if isinstance(changed, Mapping) else whole
    return whole


def _set(here: Node | None, steps: tuple[Step, ...], entry: Entry, text: str) -> Node:
    """A copy of `here` with the value at every place that the steps mean."""
    if not steps:
        return entry.value
    step, rest = steps[0], steps[1:]
    if isinstance(step, Name):
        known = here.entries if isinstance(here, Mapping) else {}
        below = known[step.key].value if step.key in known else None
        changed = {**known, step.key: Entry(entry.key_span, _set(below, rest, entry, text))}
        return Mapping(changed, entry.key_span, flow=False)
    if isinstance(step, Star):
        if not isinstance(here, Mapping) or not here.entries:
            raise ValueError(f"sets {text}, and there is no such place to set")
        every = {
            key: Entry(one.key_span, _set(one.value, rest, entry, text))
            for key, one in here.entries.items()
        }
        return Mapping(every, here.span, flow=False)
    if not isinstance(here, Sequence) or not any(_chosen(item, step) for item in here.items):
        raise ValueError(f"sets {text}, and there is no such place to set")
    items = [_set(item, rest, entry, text) if _chosen(item, step) else item for item in here.items]
    return Sequence(items, here.span, flow=False)


def _chosen(item: Node, step: Each | Select) -> bool:
    if isinstance(step, Each):
        return True
    value = item.get(step.key) if isinstance(item, Mapping) else None
    return isinstance(value, Scalar) and value.text in step.values
