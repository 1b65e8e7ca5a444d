"""All a predicate may see: the manifest, the moment, the asked stage, people and gathered facts.

Everything here is a value. Looking a field up answers with the places it means,
each with its node or with the reason why there is none.
"""

from collections.abc import Mapping as Map
from datetime import date
from typing import Final

from pilotgate.document import (
    Document,
    Each,
    Field,
    Mapping,
    Name,
    Node,
    Route,
    Scalar,
    Select,
    Sequence,
    Star,
    Step,
    empty,
    names_only,
)
from pilotgate.fact import Contents, File, Unavailable
from pilotgate.fields import FACTS, Catalogue, FieldInfo, below
from pilotgate.instance import canonical
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.outcome import Excused, Gap, Outcome, Place, Undeclared, Unknown
from pilotgate.people import NOBODY, People
from pilotgate.plainly import Look
from pilotgate.shown import shown
from pilotgate.values import placeholder

Fact = File | Contents | Unavailable
Absent = Gap | Undeclared | Unknown | Excused
Key = tuple[str, Route, bool, bool]
_PASSING: Final = frozenset({"asked", "asking", "evidence", "excusable", "scopes"})

# A section may not be called not applicable while something declared says that it applies:
# section -> (the list that knows, the key, the values that contradict).
CONTRADICTIONS: Final[dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]] = {
    "retention": (
        ("data_sources", "personal_data", ("true",)),
        ("data_sources", "special_categories", ("true",)),
    ),
    "vendors": (("models", "hosting", ("vendor",)),),
    "prompts": (("models", "kind", ("llm", "rag", "agentic")),),
}


class Found:
    """One place a field means. Either `node` is there, or `absent` says why not."""

    __slots__ = ("absent", "node", "place", "text", "type")

    def __init__(
        self, place: Place, node: Node | None, kind: str, absent: Absent | None, text: str = ""
    ) -> None:
        self.place = place
        self.node = node
        self.type = kind
        self.absent = absent
        self.text = text or (node.text if isinstance(node, Scalar) else "")


class Scope:
    """Where a bound name points: an item of a list, or the base of a change."""

    __slots__ = ("canonical", "document", "name", "node", "route")

    def __init__(
        self, document: Document, node: Node | None, route: Route, name: str, canonical: str
    ) -> None:
        self.document = document
        self.node = node
        self.route = route
        self.name = name
        self.canonical = canonical


class Items:
    """What a list holds: items, and absences where it could not be told."""

    __slots__ = ("members", "none", "unlisted")

    def __init__(
        self, members: list[Scope | Absent], *, none: bool, unlisted: Absent | None = None
    ) -> None:
        self.members = members
        self.none = none  # the list is declared and holds no item of the kind asked for
        self.unlisted = unlisted  # a list is not declared: it may hold any number of items


class Dossier:
    """Cheap to copy: `but` shares everything that does not change."""

    def __init__(  # noqa: PLR0913  all that a predicate may see
        self,
        document: Document,
        *,
        as_of: date,
        catalogue: Catalogue,
        stage: Stage | None = None,
        asked: Stage = Stage.POC,
        tier: Tier = Tier.HIGH,
        people: People = NOBODY,
        facts: Map[tuple[str, str], Fact] | None = None,
        gathered: Document | None = None,
        history: Map[str, int] | None = None,
        base: Document | None = None,
        move: str = "none",
    ) -> None:
        self.document = document
        self.base = base
        self.move = move
        self.as_of = as_of
        self.stage = stage
        self.asked = asked
        self.tier = tier
        self.people = people
        self.facts = facts if facts is not None else {}
        self.gathered = gathered  # facts that rules name: `facts.committers[].person`
        # Which commit brought a value or `file <path>`, counted along the judged branch.
        self.history = history if history is not None else {}
        self.catalogue = catalogue
        # What rules answered that look only at sections which no manifest of theirs declared.
        self.shared: dict[int, tuple[object, object]] | None = None
        self.look_at: Look | None = None  # the same, for answers that take no more than a look
        self.scopes: dict[str, Scope] = {}
        self.asking = False  # inside a condition: `present` is a question
        self.excusable = False  # the rule accepts not_applicable at this tier
        self.evidence = Evidence.DECLARED  # how deep the rule asks at the judged stage
        self._names: dict[int, list[str]] = {}
        self._forget()

    def but(self, **changes: object) -> "Dossier":
        copy = object.__new__(Dossier)
        copy.__dict__ = {**self.__dict__, **changes}
        if not _PASSING.issuperset(changes):
            copy._forget()
        return copy

    def _forget(self) -> None:
        # Rules, and one rule at several stages, look the same places up again and again.
        self._looked: dict[Key, list[Found]] = {}
        self._listed: dict[Key, Items] = {}
        self._leaves: list[Leaves] = []  # one, when somebody asked for a copied text
        self.answers: dict[tuple[object, ...], tuple[object, list[Outcome]]] = {}  # see evaluate

    def bind(self, name: str, scope: Scope) -> "Dossier":
        return self.but(scopes={**self.scopes, name: scope})

    def question(self) -> "Dossier":
        """The same dossier, inside a condition."""
        return self if self.asking else self.but(asking=True)

    def look(self, field: Field) -> list[Found]:
        """Every place the field means; at least one, unless a list holds no item of the kind."""
        start, steps = self._start(field)
        if isinstance(start, list):
            return start
        key = self._key(start, field)
        known = self._looked.get(key)
        if known is None:
            known = self._straight(start, field) if start.node is self.document.root else None
            if known is None:
                known = [self._leaf(walk) for walk in self._walks(start, steps)]
            self._looked[key] = known
        return known

    def _straight(self, start: "Scope", field: Field) -> list[Found] | None:
        """A field that is names only and lies below no excuse, which is most of them."""
        route = names_only(field)
        if not route or field.first == "head":
            return None
        node = start.node
        for name in route:
            if isinstance(node, Mapping):
                entry = node.entries.get(name)
                node = entry.value if entry else None
                if isinstance(node, Mapping) and "not_applicable" in node.entries:
                    return None
            else:
                node = None
        kind = self._type(field.text)
        place = Place(field.text, route)
        why = self._says_nothing(node, field.text, kind)
        return [
            Found(place, None, kind, Undeclared(place, why))
            if why
            else Found(place, node, kind, None)
        ]

    def _key(self, start: "Scope", field: Field) -> "Key":
        """All that an answer depends on, besides what never changes in a dossier."""
        route = start.route
        if start.document is not self.document:
            route = ("facts" if start.document is self.gathered else "base", *route)
        return (field.text, route, self.asking, self.excusable)

    def _walks(self, start: "Scope", steps: tuple[Step, ...]) -> "list[_Walk]":
        walks = [_Walk(start.node, start.route, start.name, start.canonical)]
        for step in steps:
            walks = [further for walk in walks for further in self._step(walk, step)]
        return walks

    def items(self, field: Field) -> "Items":
        """The items of a list, for `each` and `count`. An empty list is an absence."""
        start, steps = self._start(field)
        if isinstance(start, list):
            absences = [found.absent for found in start if found.absent]
            return Items([*absences], none=False, unlisted=absences[0])
        key = self._key(start, field)
        known = self._listed.get(key)
        if known is None:
            if not isinstance(steps[-1], Each | Select | Star):
                steps = (*steps, Each())
            known = self._listed[key] = self._held(start, steps)
        return known

    def _held(self, start: "Scope", steps: tuple[Step, ...]) -> "Items":
        walks = self._walks(start, steps)
        return Items(
            [self._member(walk, start.document) for walk in walks],
            none=all(walk.none for walk in walks),
            unlisted=next((walk.absent for walk in walks if walk.unlisted), None),
        )

    def _member(self, walk: "_Walk", document: Document) -> Scope | Absent:
        if walk.absent:
            return walk.absent
        if self._hollow(walk.node, walk.canonical):
            return Undeclared(walk.place, "is an empty item")
        return Scope(document, walk.node, walk.route, walk.name, walk.canonical)

    def place(self, route: Route) -> Place:
        """A place by its route, named as findings name it."""
        name = canonical = ""
        node: Node | None = self.document.root
        for step in route:
            if isinstance(step, int):
                if isinstance(node, Sequence) and step < len(node.items):
                    name = f"{name}[{self._item_names(node, canonical)[step]}]"
                    node = node.items[step]
                else:
                    name, node = f"{name}[#{step + 1}]", None
                canonical += "[]"
            else:
                name = f"{name}.{step}" if name else step
                canonical = below(canonical, step)
                node = node.get(step) if isinstance(node, Mapping) else None
        return Place(name, route)

    def copied(self, found: Found) -> Place | None:
        """Another text field of the manifest with the same text, case and space folded."""
        if found.node is None or self.document.node(found.place.route) is not found.node:
            return None  # a text of the base of a change, or a fact
        if not self._leaves:
            self._leaves.append(Leaves(self.document, self.catalogue))
        other = self._leaves[0].copied(found.text, canonical(found.place.route))
        return self.place(other.route) if other else None

    def root(self) -> Scope:
        return Scope(self.document, self.document.root, (), "", "")

    def before(self) -> Scope | None:
        return Scope(self.base, self.base.root, (), "base", "") if self.base else None

    def _start(self, field: Field) -> tuple[Scope | list[Found], tuple[Step, ...]]:
        steps = field.steps
        first = steps[0].key if isinstance(steps[0], Name) else ""
        if first in self.scopes:
            return self.scopes[first], steps[1:]
        if first == "today":
            return [_given("today", (), "date", self.as_of.isoformat())], ()
        if first == "asked":
            return [_given("asked", ("stage", "current"), "stage", self.asked)], ()
        if first == "tier":
            return [_given("tier", ("risk", "tier"), "tier", self.tier)], ()
        if first == "move":
            return [_given("move.kind", ("stage", "current"), "enum", self.move)], ()
        if first == "facts":
            return self._gathered(field), steps[1:]
        if first == "head":
            return self.root(), steps[1:]
        if first == "base":
            before = self.before()
            if before is None:
                place = Place(field.text, ())
                return [Found(place, None, "", Unknown(place, "needs the base of a change"))], ()
            return before, steps[1:]
        return self.root(), steps

    def _gathered(self, field: Field) -> Scope | list[Found]:
        wanted = field.steps[1] if len(field.steps) > 1 else None
        known = self.gathered.root.entries if self.gathered else {}
        if self.gathered and isinstance(wanted, Name) and wanted.key in known:
            return Scope(self.gathered, self.gathered.root, (), "facts", "facts")
        place = Place(field.text, ())
        why = f"needs {field}, which this version does not gather"
        return [Found(place, None, "", Unknown(place, why))]

    def _step(self, walk: "_Walk", step: Step) -> "list[_Walk]":
        if walk.final:
            return [walk]
        if isinstance(step, Name):
            return [self._name(walk, step.key)]
        if walk.absent:
            return [walk.end(walk.absent, unlisted=True)]
        excuse = self._excuse(walk)
        if excuse:
            return [walk.end(excuse)]
        if isinstance(step, Star):
            return self._sections(walk)
        return self._items(walk, step)

    def _name(self, walk: "_Walk", key: str) -> "_Walk":
        name = f"{walk.name}.{key}" if walk.name else key
        canonical = below(walk.canonical, key)
        under = _Walk(None, (*walk.route, key), name, canonical)
        if walk.absent:
            under.absent = walk.absent
        elif isinstance(walk.node, Mapping):
            under.node = walk.node.get(key)
            if "not_applicable" in walk.node.entries and self._hollow(under.node, canonical):
                under.absent = self._excuse(walk)
        return under

    def _sections(self, walk: "_Walk") -> "list[_Walk]":
        entries = walk.node.entries if isinstance(walk.node, Mapping) else {}
        sections = [
            _Walk(entry.value, (*walk.route, key), f"{walk.name}.{key}", below(walk.canonical, key))
            for key, entry in entries.items()
            if not key.startswith("x-")
        ]
        return sections or [walk.end(Undeclared(walk.place), unlisted=True)]

    def _items(self, walk: "_Walk", step: Each | Select) -> "list[_Walk]":
        if empty(walk.node) or not isinstance(walk.node, Sequence):
            return [walk.end(Undeclared(walk.place), unlisted=True)]
        names = self._item_names(walk.node, walk.canonical)
        walks = [
            _Walk(item, (*walk.route, at), f"{walk.name}[{names[at]}]", f"{walk.canonical}[]")
            for at, item in enumerate(walk.node.items)
        ]
        if not isinstance(step, Select):
            return walks
        wanted = {value.casefold() for value in step.values}
        chosen = []
        for item in walks:
            key = self._leaf(self._name(item, step.key))
            if key.absent:
                why = key.absent.why if isinstance(key.absent, Undeclared) else "is not declared"
                chosen.append(item.end(Undeclared(key.place, why)))
            elif key.text.casefold() in wanted:
                chosen.append(item)
        if chosen:
            return chosen
        values = "|".join(step.values)
        place = Place(f"{walk.name}[{step.key}={values}]", walk.route)
        return [walk.end(Undeclared(place), none=True)]

    def _item_names(self, items: Sequence, canonical: str) -> list[str]:
        """An item is named by its key where that is declared and unique, else by its position."""
        known = self._names.get(id(items))
        if known is not None:
            return known
        info = self._info(canonical)
        key = info.item_key if info else ""
        own = [item.get(key) if key and isinstance(item, Mapping) else None for item in items.items]
        texts = [node.text if isinstance(node, Scalar) and not empty(node) else "" for node in own]
        kind = self._type(f"{canonical}[].{key}")
        names = [
            text
            if texts.count(text) == 1 and _names(text) and not placeholder(text, kind)
            else f"#{at}"
            for at, text in enumerate(texts, 1)
        ]
        self._names[id(items)] = names
        return names

    def _leaf(self, walk: "_Walk") -> Found:
        kind = self._type(walk.canonical)
        if walk.absent:
            absent = walk.absent
            if isinstance(absent, Undeclared) and not walk.final:
                absent = Undeclared(walk.place, absent.why)
            return Found(absent.place, None, kind, absent)
        if isinstance(walk.node, Mapping) and self._replaced(walk.node, walk.canonical):
            excuse = self._excuse(walk)
            if excuse:
                return Found(excuse.place, None, kind, excuse)
        why = self._says_nothing(walk.node, walk.canonical, kind)
        if not why:
            return Found(walk.place, walk.node, kind, None)
        return Found(walk.place, None, kind, Undeclared(walk.place, why))

    def _replaced(self, section: Mapping, canonical: str) -> bool:
        """Nothing but `not_applicable` stands in this section."""
        return "not_applicable" in section.entries and all(
            key == "not_applicable" or self._hollow(entry.value, below(canonical, key))
            for key, entry in section.entries.items()
        )

    def _hollow(self, node: Node | None, canonical: str) -> bool:
        """Nothing is declared here, however deep one looks."""
        if isinstance(node, Mapping):
            return all(
                self._hollow(entry.value, below(canonical, key))
                for key, entry in node.entries.items()
            )
        if isinstance(node, Sequence):
            return all(self._hollow(item, f"{canonical}[]") for item in node.items)
        return empty(node) or (
            isinstance(node, Scalar) and placeholder(node.text, self._type(canonical))
        )

    def _says_nothing(self, node: Node | None, canonical: str, kind: str) -> str:
        """Why this node counts as undeclared; empty if it does not."""
        if empty(node):
            return "is not declared"
        if isinstance(node, Scalar) and placeholder(node.text, kind):
            return f"is a placeholder ({shown(node.text)})"
        if isinstance(node, Mapping) and self._hollow(node, canonical):
            return "holds nothing that is declared"
        if isinstance(node, Sequence):
            inner = self._type(f"{canonical}[]")
            for item in node.items:
                if isinstance(item, Scalar) and not empty(item) and placeholder(item.text, inner):
                    return f"holds a placeholder ({shown(item.text)})"
                if self._hollow(item, f"{canonical}[]"):
                    return "has an empty item"
        return ""

    def _excuse(self, walk: "_Walk") -> Absent | None:
        """What `not_applicable` in place of this section means to the rule that asks."""
        if not isinstance(walk.node, Mapping) or walk.canonical[-2:] in ("", "[]"):
            return None  # items, and the manifest as a whole, are no sections
        entry = walk.node.entries.get("not_applicable")
        if entry is None:
            return None
        place = Place(f"{walk.name}.not_applicable", (*walk.route, "not_applicable"))
        reason = entry.value
        if not isinstance(reason, Scalar) or empty(reason) or placeholder(reason.text, "prose"):
            return Gap(place, "gives no reason")
        against = self._contradiction(walk.canonical)
        if against:
            return Gap(place, f"is contradicted by {against}")
        if self.excusable:
            return Excused(walk.place, reason.text)
        if self.asking:
            return Undeclared(walk.place, "says not_applicable, which this rule does not accept")
        return Gap(place, f"is not accepted by this rule for tier {self.tier}")

    def _contradiction(self, section: str) -> str:
        for where, key, values in CONTRADICTIONS.get(section, ()):
            node = self.document.node(tuple(where.split(".")))
            if not isinstance(node, Sequence):
                continue
            names = self._item_names(node, where)
            for at, item in enumerate(node.items):
                value = item.get(key) if isinstance(item, Mapping) else None
                if isinstance(value, Scalar) and value.text in values:
                    return f"{where}[{names[at]}].{key}: {value.text}"
        return ""

    def _type(self, canonical: str) -> str:
        info = self._info(canonical)
        return info.type if info else ""

    def _info(self, canonical: str) -> FieldInfo | None:
        known = FACTS if canonical.startswith("facts.") else self.catalogue
        return known.get(canonical)


class _Walk:
    """A place on the way to a field."""

    __slots__ = ("absent", "canonical", "final", "name", "node", "none", "route", "unlisted")

    def __init__(self, node: Node | None, route: Route, name: str, canonical: str) -> None:
        self.node = node
        self.route = route
        self.name = name
        self.canonical = canonical
        self.absent: Absent | None = None
        self.unlisted = False  # the list is not declared
        self.final = False  # a list ended the walk: the absence is of the list, not of the leaf
        self.none = False  # the list is there and holds no item of the kind

    @property
    def place(self) -> Place:
        return Place(self.name, self.route)

    def end(self, absent: Absent, *, none: bool = False, unlisted: bool = False) -> "_Walk":
        ended = _Walk(None, self.route, self.name, self.canonical)
        ended.absent = absent
        ended.final = True
        ended.none = none
        ended.unlisted = unlisted
        return ended


def _names(text: str) -> bool:
    """May an item be called by this text? It must read as one name, and not as a position."""
    return bool(text) and shown(text) == text and text[0] != "#" and not set("[]") & set(text)


def _given(name: str, route: Route, kind: str, text: str) -> Found:
    return Found(Place(name, route), None, kind, None, text)
