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
    facts   what was gathered, written like a manifest: {committers: [{person: anna.k}]}
    history which commit, counted, brought the value at a place, or a `file <path>`
    applies false: the rule asks nothing here, which is what the example shows
    base    for a rule about a change: merged into the manifest before it

An example under `met` changes something that the rule looks at: otherwise it would show
the manifest it is merged into once more.
"""

from collections.abc import Iterator
from collections.abc import Mapping as Map
from collections.abc import Sequence as Many
from typing import Final

from pilotgate import evidence
from pilotgate.cases import Case, unmet
from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.overlay import Draft
from pilotgate.document import Document, Mapping, Sequence
from pilotgate.dossier import Fact
from pilotgate.errors import Problem, Unreadable, UnreadableDocument
from pilotgate.evaluate import Judged
from pilotgate.fields import Catalogue
from pilotgate.ladders import Stage, Tier
from pilotgate.merging import merged
from pilotgate.outcome import Unknown
from pilotgate.pack import Pack, pack_of
from pilotgate.packfiles import TESTS
from pilotgate.reader import read
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.source import Opener
from pilotgate.survivors import Proof, Survivors
from pilotgate.tree import Memory

BASE: Final = f"{TESTS}base.yaml"
FILES: Final = f"{TESTS}files/"


class Trial(Record):
    """One example, judged. `problem` is None where it shows what it says it shows."""

    rule: str
    kind: str  # met, gap, or base: the manifest that examples are merged into
    problem: Problem | None = None
    undecided: int = 0  # clauses that need history or facts, which no example has


class Trials:
    """All examples of a pack: of its own rules, not of those it inherits.

    With `mutants`, what no example notices about a rule is in `survivors` when all ran.
    """

    def __init__(
        self,
        compiled: Compiled,
        opener: Opener,
        *,
        only: Many[str] = (),
        mutants: bool = False,
    ) -> None:
        self._compiled = compiled
        self.pack: Pack = pack_of(compiled.data())
        self.catalogue: Catalogue = compiled.catalogue
        self._rules = {rule.id: rule for rule in self.pack.rules}
        top = compiled.layers.top
        drafts = sorted(compiled.merged.rules.items())
        own = [(name, draft) for name, draft in drafts if draft.layer is top]
        self._own = [(name, draft) for name, draft in own if not only or name in only]
        self.inherited = len(drafts) - len(own)
        self.parents = [one.source for one in compiled.layers if one.rules and one is not top]
        self._base: Mapping | None = None
        self._base_name = ""
        self.files: dict[str, bytes] = {}
        self._facts: dict[tuple[str, str], Fact] = {}
        self.problems: list[Problem] = []
        self.survivors = Survivors(whole=not only) if mutants else None
        for layer in compiled.layers:
            self._collect(opener, layer.label)

    def facts(self, wanted: set[tuple[str, str]]) -> Map[tuple[str, str], Fact]:
        """Facts about the files of the pack, each looked at once for all examples."""
        missing = wanted - self._facts.keys()
        if missing:
            self._facts |= evidence.gather(missing, Memory(self.files))
        return self._facts

    def _collect(self, opener: Opener, label: str) -> None:
        tree = opener.opened.get(label)
        if tree is None:
            return
        for path in tree.paths():
            if path.startswith(FILES):
                self.files[path.removeprefix(FILES)] = tree.read(path)
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
            proofs: list[Proof] = []
            failed = False
            for trial in self._tried(rule, draft, self._base, proofs):
                failed = failed or trial.problem is not None
                yield trial
            if self.survivors is not None:
                # Mutants of a rule with wrong examples would be told from nothing.
                self.survivors.seek(rule, draft.file.document, [] if failed else proofs)

    def _tried(
        self, rule: Rule, draft: Draft, base: Mapping, proofs: list[Proof]
    ) -> Iterator[Trial]:
        yield from self._base_passes(rule, base, proofs)
        for kind in ("met", "gap"):
            nodes = draft.file.document.node(("examples", kind))
            for at, node in enumerate(nodes.items if isinstance(nodes, Sequence) else []):
                if isinstance(node, Mapping):
                    yield self._try(rule, draft, (kind, at, node), base, proofs)

    def _base_passes(self, rule: Rule, base: Mapping, proofs: list[Proof]) -> Iterator[Trial]:
        """What examples are merged into passes the rule, or a gap would show nothing."""
        if rule.on_move:
            return
        case = Case(None, self, rule, base)
        for tier in dict.fromkeys((*rule.blocks, *rule.warns)):
            judged = case.judged(tier=Tier(tier))
            wrong = unmet(judged)
            if not wrong:
                proofs.append(Proof(case, "base", Tier(tier)))
                if not unmet(case.judged(tier=Tier(tier), asked=Stage.PRODUCTION)):
                    proofs.append(Proof(case, "base", Tier(tier), Stage.PRODUCTION))
                continue
            place = wrong[0].outcome.place
            span = Document(self._base_name, base, "").span(place.route)
            yield Trial(
                rule.id,
                "base",
                Problem(
                    self._base_name,
                    span.line,
                    span.column,
                    f"{rule.id}, tier {tier}: {place.name} {wrong[0].outcome.why}",
                    "the manifest that examples are merged into must pass every rule of the pack",
                ),
            )
            return

    def _try(
        self,
        rule: Rule,
        draft: Draft,
        example: tuple[str, int, Mapping],
        base: Mapping,
        proofs: list[Proof],
    ) -> Trial:
        kind, at, node = example
        try:
            case = Case(node, self, rule, base)
        except ValueError as error:
            return self._failed(rule, draft, kind, at, str(error), "mend the example")
        judged = case.judged()
        text, hint = _met(case, judged) if kind == "met" else _gap(case, judged)
        if text:
            return self._failed(rule, draft, kind, at, text, hint)
        proofs.append(Proof(case, kind))
        unknown = [one for one in judged.unmet if isinstance(one.outcome, Unknown)]
        return Trial(rule.id, kind, undecided=len(unknown))

    @staticmethod
    def _failed(rule: Rule, draft: Draft, kind: str, at: int, text: str, hint: str) -> Trial:  # noqa: PLR0913, PLR0917  all of it is in the message
        span = draft.file.document.key_span(("examples", kind, at))
        what = f"example {at + 1} of {kind} {text}"
        return Trial(rule.id, kind, Problem(draft.file.name, span.line, span.column, what, hint))


def _met(case: Case, judged: Judged) -> tuple[str, str]:
    """What is wrong with an example that should meet its rule, and what to do."""
    rule = case.rule
    wrong = unmet(judged)
    if wrong:
        first = wrong[0].outcome
        return f"should meet {rule.id}, but {first.place.name} {first.why}", rule.fix
    idle = judged.result == "not_applicable"
    if idle and case.applies:
        text = f"should meet {rule.id}, but the rule {judged.why}"
        return text, "add what makes the rule apply, or say applies: false"
    if not idle and not case.applies:
        text = f"says applies: false, but {rule.id} {judged.why}"
        return text, "take away what makes the rule apply, or delete applies"
    if not case.changes_what_is_read():
        text = f"changes nothing that {rule.id} looks at"
        return text, "put what it shows on the boundary of what the rule asks, or delete it"
    return "", ""


def _gap(case: Case, judged: Judged) -> tuple[str, str]:
    rule = case.rule
    if unmet(judged):
        return "", ""
    text = f"should not meet {rule.id}, but it does"
    if judged.result == "not_applicable":
        text = f"should not meet {rule.id}, but the rule {judged.why}"
    return text, "break what the rule asks for, or mend the rule"
