"""Clauses answered at a look: met, no, or idle, where the manifest plainly says so.

Most clauses of most manifests are met, and a met clause has nothing to tell. So each predicate
has beside its `run` a `plainly`, which looks at the tree of what is said (leaves.py) and answers

    SO     met; in a condition: yes
    NO     not met, today and with these words for ever; in a condition: no
    IDLE   nothing is asked
    None   it takes more than a look: ask the predicate itself

It may always answer None, and it may never answer anything that `run` would not: a test holds
the two together. It is called twenty times as often as `run`, so it makes no objects and names
no places. The days until which what it says holds are noted in `days`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Protocol

from pilotgate.document import START, Each, Field, Name, Scalar, Select, Step, names_only
from pilotgate.fact import Contents, File, Unavailable
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.leaves import DOUBT, Leaf, Leaves, Said
from pilotgate.people import NOBODY, People

Answer = str | None
SO: Final = "so"
NO: Final = "no"
IDLE: Final = "idle"


class Plain(Protocol):
    """What a predicate says at a look."""

    def plainly(self, params: Any, look: "Look", /) -> Answer: ...


class Askable(Protocol):
    """What is asked of a clause; clause.py has the thing itself, which is made of what is here."""

    @property
    def params(self) -> Any: ...
    @property
    def predicate(self) -> Plain: ...
    @property
    def evidence(self) -> Evidence: ...
    @property
    def since(self) -> Stage | None: ...
    @property
    def tiers(self) -> tuple[Tier, ...]: ...
    @property
    def when(self) -> "tuple[Askable, ...]": ...


class Look:
    """What a manifest plainly says, and the moment it is asked at."""

    __slots__ = (
        "_known",
        "as_of",
        "asked",
        "asking",
        "days",
        "evidence",
        "facts",
        "leaves",
        "people",
        "said",
        "scopes",
        "tier",
    )

    def __init__(
        self,
        leaves: Leaves,
        *,
        as_of: date,
        tier: Tier,
        people: People = NOBODY,
        facts: Mapping[tuple[str, str], File | Contents | Unavailable],
    ) -> None:
        self.leaves = leaves
        self.said = leaves.said
        self.as_of = as_of
        self.tier = tier
        self.people = people
        self.facts = facts
        self.asked = Stage.POC
        self.evidence = Evidence.DECLARED
        self.asking = False  # inside a condition
        self.scopes: dict[str, Said] = {}  # names bound by `as`, and their items
        self.days: list[date] = []  # what was answered holds until the first of these
        self._known: dict[str, list[Said] | None] = {}

    def begin(self, stage: Stage, evidence: Evidence) -> None:
        """Another clause, asked for that stage and that deep."""
        self.asked = stage
        self.evidence = evidence
        self.days = []

    def all(self, field: Field) -> list[Said] | None:
        """Everything the field means; None where any of it is not plainly said."""
        text = field.text
        first, names = _NAMES.get(text) or _names(field)
        if first in self.scopes:
            item = self.scopes[first]
            return _straight(item, names[1:]) if names else _walk(item, field.steps[1:])
        if text in self._known:
            return self._known[text]
        if first in _GIVEN:
            return [self._given(first)] if len(field.steps) == 1 else None
        found: list[Said] | None = None
        if first not in _ELSEWHERE:
            found = _straight(self.said, names) if names else _walk(self.said, field.steps)
        self._known[text] = found
        return found

    def _given(self, name: str) -> Leaf:
        text = {"today": self.as_of.isoformat(), "asked": self.asked, "tier": self.tier}[name]
        leaf = Leaf((), "", Scalar(str(text), "", START), None)
        leaf.kind = "date" if name == "today" else name
        return leaf

    def lacks(self, field: Field) -> bool:
        """Is there plainly a place of the field at which nothing is said?"""
        first = field.first
        if first in self.scopes:
            return _lacks(self.scopes[first], field.steps[1:])
        return first not in _GIVEN and first not in _ELSEWHERE and _lacks(self.said, field.steps)

    def missing(self, field: Field) -> Answer:
        """NO where a demand is not met because nothing is said; a condition is not known then."""
        return NO if not self.asking and self.lacks(field) else None

    def items(self, field: Field) -> list[Said] | None:
        """The items of a list, for `each` and `count`; of a selection there may be none."""
        steps = field.steps
        first = steps[0].key if type(steps[0]) is Name else ""
        if first in self.scopes:
            start, steps = self.scopes[first], steps[1:]
            key = ""
        elif first in _ELSEWHERE or first in _GIVEN:
            return None
        else:
            start, key = self.said, f"{field.text} items"
            if key in self._known:
                return self._known[key]
        found = _items(start, steps)
        if key:
            self._known[key] = found
        return found

    def ask(self, conditions: Iterable[Askable]) -> Answer:
        """All conditions together: SO is yes, NO is no."""
        was, self.asking = self.asking, True
        mark = len(self.days)
        answer: Answer = SO
        for condition in conditions:
            before = len(self.days)
            one = condition.predicate.plainly(condition.params, self)
            if one is NO:
                # That no holds whatever the others answer.
                del self.days[mark:before]
                self.asking = was
                return NO
            if one is not SO:
                # It may be a no that holds until some day, so the others are not asked.
                del self.days[mark:]
                answer = None
                break
        self.asking = was
        return answer

    def demand(self, clause: Askable) -> Answer:
        """What a clause answers: SO, NO, IDLE, or None."""
        if clause.since and self.asked.rank < clause.since.rank:
            return IDLE
        if clause.tiers and self.tier not in clause.tiers:
            return IDLE
        if clause.evidence.rank > self.evidence.rank:
            return IDLE
        if clause.when:
            guard = self.ask(clause.when)
            if guard is not SO:
                return IDLE if guard is NO else None
        return clause.predicate.plainly(clause.params, self)

    def demand_all(self, clauses: Iterable[Askable]) -> Answer:
        """Every clause: SO if one was asked and all that were are met; NO if one is not."""
        mark = len(self.days)
        whole: Answer = IDLE
        for clause in clauses:
            answer = self.demand(clause)
            if answer is None or answer is NO:
                answer = None if len(self.days) > mark else answer
                del self.days[mark:]
                return answer
            if answer is SO:
                whole = SO
        return whole


_GIVEN: Final = frozenset({"today", "asked", "tier"})
_ELSEWHERE: Final = frozenset({"move", "facts", "head", "base"})


_NAMES: Final[dict[str, tuple[str, tuple[str, ...]]]] = {}


def _names(field: Field) -> tuple[str, tuple[str, ...]]:
    """The first name of a field, and all of them where it is names only."""
    known = _NAMES[field.text] = (field.first, names_only(field))
    return known


def _straight(here: Said, names: tuple[str, ...]) -> list[Said] | None:
    """`_walk` for a field that is names only, which is most of them."""
    for name in names:
        if type(here) is not dict:
            return None
        here = here.get(name, DOUBT)
    return None if here is DOUBT else [here]


def _walk(start: Said, steps: tuple[Step, ...]) -> list[Said] | None:
    here: list[Said] = [start]
    for step in steps:
        kind = type(step)
        if isinstance(step, Name):
            key = step.key
            under: list[Said] = []
            for one in here:
                value = one.get(key) if type(one) is dict else None
                if value is None or value is DOUBT:
                    return None
                under.append(value)
            here = under
        elif kind is Each or kind is Select:
            chosen = _chosen(here, step)
            if not chosen:
                return None
            here = chosen
        else:
            return None
    return here


def _lacks(start: Said, steps: tuple[Step, ...]) -> bool:
    here: list[Said] = [start]
    for step in steps:
        if isinstance(step, Name):
            under = [one.get(step.key) for one in here if type(one) is dict]
            if None in under:
                return True
            here = [one for one in under if one is not None]
        elif type(step) is Each:
            here = [item for one in here if type(one) is list for item in one]
        else:
            return False
    return False


def _chosen(lists: list[Said], step: Step) -> list[Said] | None:
    """The items of the lists, or those selected; None where one of them does not say."""
    chosen: list[Said] = []
    for one in lists:
        if type(one) is not list:
            return None
        if not isinstance(step, Select):
            chosen += one
            continue
        folded = _folded(step)
        of_this = []
        for item in one:
            value = item.get(step.key) if type(item) is dict else None
            if type(value) is not Leaf:
                return None
            if value.text.casefold() in folded:
                of_this.append(item)
        if not of_this and len(lists) > 1:
            return None  # one list of several holds none: the long way names it
        chosen += of_this
    return chosen


_FOLDED: dict[Select, frozenset[str]] = {}


def _folded(step: Select) -> frozenset[str]:
    known = _FOLDED.get(step)
    if known is None:
        known = _FOLDED[step] = frozenset(value.casefold() for value in step.values)
    return known


def _items(start: Said, steps: tuple[Step, ...]) -> list[Said] | None:
    if not steps:
        return list(start) if type(start) is list else None
    *above, last = steps
    if type(last) is Name:
        above, last = [*steps], Each()
    lists = _walk(start, tuple(above))
    if lists is None or type(last) not in (Each, Select):
        return None
    return _chosen(lists, last)


def texts(found: list[Said] | None) -> list[str] | None:
    """The values of places, lists opened; None where one is no value."""
    if found is None:
        return None
    values: list[str] = []
    for one in found:
        if type(one) is Leaf:
            values.append(one.text)
        elif type(one) is list:
            for item in one:
                if type(item) is not Leaf:
                    return None
                values.append(item.text)
        else:
            return None
    return values


def leaves_of(found: list[Said] | None) -> list[Leaf] | None:
    """The places, if each of them is one value."""
    if found is None:
        return None
    for one in found:
        if type(one) is not Leaf:
            return None
    return found  # type: ignore[return-value]
