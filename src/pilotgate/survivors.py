"""Mutants that no example notices: clauses whose examples do not show what they ask."""

from typing import Final

from pilotgate.cases import Case, unmet
from pilotgate.document import Document
from pilotgate.errors import Problem
from pilotgate.evaluate import Judged
from pilotgate.ladders import Level, Stage, Tier
from pilotgate.mutants import Mutant, mutants
from pilotgate.rule import Rule

_PASSES: Final = ("met", "idle")


class Proof:
    """An example that shows what it says: it notices every mutant that is answered otherwise."""

    __slots__ = ("_answer", "_asked", "_case", "_tier", "kind")

    def __init__(
        self, case: Case, kind: str, tier: Tier | None = None, asked: Stage | None = None
    ) -> None:
        self.kind = kind
        self._case = case
        self._tier = tier
        self._asked = asked
        self._answer = self._said(None)

    def notices(self, mutant: Mutant) -> bool:
        said = self._said(mutant.rule)
        if self.kind == "base":
            return said not in _PASSES
        return said != self._answer

    def _said(self, rule: Rule | None) -> str:
        return _answer(self._case.judged(rule, self._tier, self._asked))


def _answer(judged: Judged) -> str:
    """All of an answer that an example is about: no matter which place is wrong."""
    wrong = unmet(judged)
    if wrong:
        blocks = any(one.asked.standing.level is Level.BLOCK for one in wrong)
        return "blocks" if blocks else "warns"
    return "idle" if judged.result == "not_applicable" else "met"


class Survivors:
    """How many mutants there were, and those that no example notices."""

    def __init__(self, *, whole: bool = True) -> None:
        self._whole = whole  # every rule is tried that asks a shared condition
        self.total = 0
        self.left_out: list[str] = []  # rules whose examples are wrong
        self._alone: list[Problem] = []
        # A condition that several rules share is shown by the examples of any of them.
        self._shared: dict[tuple[int, str], Problem | None] = {}

    @property
    def problems(self) -> list[Problem]:
        found = [*self._alone, *(one for one in self._shared.values() if one)]
        return sorted(found, key=lambda one: (one.file, one.line, one.text))

    def seek(self, rule: Rule, document: Document, proofs: list[Proof]) -> None:
        if not proofs:
            self.left_out.append(rule.id)
            return
        order = list(proofs)
        for mutant in mutants(rule):
            if mutant.shared and not self._whole:
                continue
            known = mutant.shared is not None and mutant.shared in self._shared
            self.total += not known
            if known and mutant.shared and self._shared[mutant.shared] is None:
                continue
            noticed = _first(mutant, order)
            problem = None if noticed else _problem(mutant, rule, document)
            if mutant.shared:
                self._shared[mutant.shared] = problem
            elif problem:
                self._alone.append(problem)


def _first(mutant: Mutant, order: list[Proof]) -> bool:
    """Likely ones first: what asks less is noticed under `gap`, and what was noticed last."""
    if mutant.less is not None:
        order.sort(key=lambda proof: (proof.kind == "gap") is not mutant.less)
    for at, proof in enumerate(order):
        if proof.notices(mutant):
            order.insert(0, order.pop(at))
            return True
    return False


def _problem(mutant: Mutant, rule: Rule, document: Document) -> Problem:
    line, column = mutant.line or rule.line, 1
    if mutant.route:
        span = document.key_span(mutant.route)
        line, column = span.line, span.column
    else:
        written = document.text.split("\n")[line - 1]
        column = len(written) - len(written.lstrip(" -")) + 1
    text = f"{rule.id}: no example notices if {mutant.what}"
    return Problem(rule.file, line, column, text, mutant.hint)
