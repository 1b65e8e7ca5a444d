"""The static check of what clauses are made of: fields, terms, limits, words and tables."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pilotgate.clause import Clause, Options
from pilotgate.compiler.meaning import (
    RESERVED,
    Meaning,
    Misread,
    Scope,
    foreign_word,
    item_path,
    meaning,
)
from pilotgate.document import Field, Name, Route
from pilotgate.fields import FACTS, HOLDERS, Catalogue
from pilotgate.ladders import Stage, Tier
from pilotgate.language import GIVEN, Json, Report, Source, clauses
from pilotgate.record import Record
from pilotgate.term import (
    Arithmetic,
    FileTerm,
    Limit,
    Literal,
    Pick,
    Table,
    Term,
)
from pilotgate.values import Duration

DEEPEST: Final = 3  # lists inside lists inside lists; more is no rule but a program
WORD: Final = "word"  # a text of the pack, which may stand for any kind of word
_WORDS: Final = ("text", "ref", "tier", "stage", "boolean")
_A: Final = {
    "boolean": "true or false",
    "date": "a date",
    "duration": "a duration",
    "enum": "a word of a list",
    "integer": "a number",
    "list": "a list",
    "map": "a mapping",
    "number": "a number",
    "path": "a path",
    "prose": "a text",
    "rate": "a number",
    "ref": "a person or a group",
    "section": "a section",
}
_INSTEAD: Final = {
    "boolean": "ask with is: {field: F, value: true}",
    "date": "ask with recent or compare",
    "duration": "ask with measures",
    "enum": "ask with is",
    "integer": "ask with measures",
    "number": "ask with measures",
    "rate": "ask with measures",
    "prose": "ask with words or matches",
    "string": "ask with words, matches or is",
    "ref": "ask with person, distinct or refers_to",
    "path": "ask with present or contains",
    "list": "ask with count, each or covers",
    "section": "name a field inside it",
}


class Place(Record):
    """Where a clause stands: what is bound, who is in reach, and whether it asks or demands."""

    scope: Scope
    tiers: tuple[Tier, ...]
    since: Stage | None = None
    asked: bool = False  # inside a condition
    unread: bool = False  # inside a condition, where the reader did not look for qualifiers
    guard: bool = False
    own: bool = True  # asked by its own level of evidence, not as part of a combinator
    depth: int = 0


class Kind(Record):
    """What a term is worth: the family of its value, and whether there may be several."""

    family: str
    name: str = ""
    several: bool = False
    today: bool = False


class Names:
    """What the fields of one rule or condition mean, and where problems with them go."""

    def __init__(
        self, catalogue: Catalogue, report: Report, conditions: dict[str, tuple[Clause, ...]]
    ) -> None:
        self.catalogue = catalogue
        self.report = report
        self.paths: list[tuple[Route, str]] = []  # path fields that `present` demands
        self.quiet = Source(conditions, lambda *_: None)

    def silent(self, of: Json, scope: Scope) -> Meaning | None:
        read = clauses([{"present": [of]}], self.quiet, ())
        try:
            return meaning(read[0].params.fields[0], scope, self.catalogue) if read else None
        except Misread:
            return None

    def field(
        self, place: Field, route: Route, where: Place, scope: Scope | None = None
    ) -> Meaning | None:
        """What a field means; nothing where it was reported or hangs on what was."""
        scope = scope or where.scope
        if scope.names.get(place.first) == "":
            return None  # its list means nothing, which was said where it is bound
        try:
            found = meaning(place, scope, self.catalogue)
        except Misread as problem:
            self.report(route, problem.text, problem.hint, False)
            return None
        if where.guard and (found.origin == "facts" or _from_facts(place, scope)):
            self.report(
                route,
                f'a guard reads the manifest only, and "{place}" is a gathered fact',
                "demand the fact in require",
                False,
            )
        return found


class Terms:
    """One predicate's parameters: what its fields, terms, limits and tables are."""

    def __init__(  # noqa: PLR0913, PLR0917  one thing in two forms, and its place
        self,
        names: Names,
        name: str,
        params: Any,
        given: dict[str, tuple[Json, Route]],
        place: Place,
        route: Route,
    ) -> None:
        self.names = names
        self.name = name
        self.params = params
        self.given = given
        self.place = place
        self.route = route

    # ------------------------------------------------------------------ terms and limits

    def _term(self, term: Term, data: Json, route: Route, *, alone: bool = True) -> Kind | None:
        if isinstance(term, Literal):
            return Kind(_family_of(term), term.text)
        if isinstance(term, Table):
            return self._table_term(term, data, route)
        if isinstance(term, Arithmetic):
            return self._arithmetic(term, data, route)
        if isinstance(term, FileTerm):
            return self._of_file(term, route)
        found = self.names.field(term.field, _inner(data, route), self.place)
        if found is None:
            return None
        if isinstance(term, Pick):
            if self._typed_at(route, self._item(found) or found, ("date",)):
                return Kind("date", f"the {term.which} {term.field}")
            return None
        if found.info.type in HOLDERS:
            self._say(
                route,
                f'"{found.field}" is {a_what(found)}, and one value is wanted',
                _INSTEAD.get(found.info.type, ""),
            )
            return None
        today = found.field.text == "today"
        if today and not alone:
            self._say(route, "today stands alone on its side", "move the sum to the other side")
        return Kind(found.family, found.field.text, found.several, today)

    def _table_term(self, term: Table, data: Json, route: Route) -> Kind | None:
        families = {_family_of(literal) for literal in term.by_tier.values()}
        self._table_at(term.by_tier, data, route)
        if len(families) > 1:
            self._say(
                route, "the values of the table are of different types", "write values of one type"
            )
            return None
        return Kind(families.pop(), "the table")

    def _arithmetic(self, term: Arithmetic, data: Json, route: Route) -> Kind | None:
        parts: list[Kind | None] = []
        inner = data[term.operator] if isinstance(data, dict) else None
        for at, part in enumerate(term.terms):
            value = inner[at] if isinstance(inner, list) else None
            here = (*route, term.operator, at)
            kind = self._term(part, value, here, alone=False)
            if kind and kind.several:
                self._say(here, f'"{kind.name}" may have several values', "use each")
            parts.append(kind)
        if not all(parts):
            return None
        first, *rest = [part.family for part in parts if part]
        if first == "number" and set(rest) == {"number"}:
            return Kind("number", term.operator)
        if first == "date" and set(rest) == {"duration"} and term.operator != "times":
            return Kind("date", term.operator)
        self._say(
            route,
            f"{term.operator} cannot be worked out of {listed(map(family_name, (first, *rest)))}",
            "numbers, or a date and durations",
        )
        return None

    def _of_file(self, term: FileTerm, route: Route) -> Kind | None:
        if self.place.guard:
            self._say(
                route,
                f"a guard reads the manifest only, and {term.what} looks into a file",
                "demand it in require",
            )
        found = self.names.field(term.field, (*route, term.what), self.place)
        if found is None or not self._typed_at((*route, term.what), found, ("path",)):
            return None
        family = {"rows": "number", "sha256": "text"}[term.what]
        return Kind(family, f"{term.what} of {found.field}", found.several)

    def _limit(self, key: str, family: str, found: Meaning) -> None:
        limit: Limit = getattr(self.params, key)
        data, route = self.given[key]
        kind = self._term(limit, data, route)
        if kind is None:
            return
        if kind.several:
            self._say(route, f'"{kind.name}" may have several values', "use each")
        if kind.family != family:
            self._say(
                route,
                f'"{found.field}" is {a_what(found)}, and {term_name(kind)} is none',
                f"write {family_name(family)}",
            )

    def _amount(self, key: str) -> None:
        """A limit that counts: a whole number, or one for each tier."""
        limit = getattr(self.params, key)
        if limit is None:
            return
        data, route = self.given[key]
        literals = [limit] if isinstance(limit, Literal) else []
        if isinstance(limit, Table):
            self._table_at(limit.by_tier, data, route)
            literals = list(limit.by_tier.values())
        whole = [one for one in literals if isinstance(one.value, Decimal) and one.text.isdigit()]
        if not literals or len(whole) != len(literals):
            self._say(
                route,
                f"{key} of {self.name} is a whole number",
                "write a number, such as 2, or one for each tier",
            )

    def _options(self, key: str, options: Options, found: Meaning) -> None:
        data, route = self.given[key]
        if options.by_tier:
            self._table(options.by_tier, key)
        if isinstance(data, dict) and GIVEN not in data:
            for tier, words in options.by_tier.items():
                self._all_words(words, data[tier], (*route, tier), found)
            return
        every = [*options.values, *(word for words in options.by_tier.values() for word in words)]
        self._all_words(every, data, route, found)

    def _all_words(self, words: Iterable[str], data: Json, route: Route, found: Meaning) -> None:
        for at, word in enumerate(words):
            problem = foreign_word(found.info, word)
            if problem:
                self._say(
                    (*route, at) if isinstance(data, list) else route, problem.text, problem.hint
                )

    def _table(self, table: dict[str, Any], key: str) -> None:
        data, route = self.given[key]
        self._table_at(table, data, route)

    def _table_at(self, table: dict[str, Any], data: Json, route: Route) -> None:
        if not table:
            return
        missing = [tier for tier in self.place.tiers if tier not in table]
        if missing:
            self._say(
                route,
                f"the table says nothing for tier {listed(missing)}",
                f"give a value for {listed(self.place.tiers)}",
            )
        foreign = [tier for tier in table if tier not in self.place.tiers]
        if foreign and isinstance(data, dict) and GIVEN not in data:
            self._say(
                (*route, foreign[0]),
                f"tier {foreign[0]} is not in reach here",
                "delete the line",
                key=True,
            )

    # ------------------------------------------------------------------ fields

    def _of(self, key: str) -> Meaning | None:
        place: Field = getattr(self.params, key)
        return self.names.field(place, self._route(key), self.place)

    def _all(self, key: str) -> list[tuple[Route, Meaning]]:
        places: tuple[Field, ...] = getattr(self.params, key)
        if not places:
            return []
        value, route = self.given[key]
        found = []
        for at, place in enumerate(places):
            here = (*route, at) if isinstance(value, list) else route
            what = self.names.field(place, here, self.place)
            if what:
                found.append((here, what))
        return found

    def _list(self, key: str, scope: Scope) -> Meaning | None:
        place: Field = getattr(self.params, key)
        found = self.names.field(place, self._route(key), self.place, scope)
        if found and found.info.type != "list" and isinstance(place.steps[-1], Name):
            hint = (
                f'write "{place}.*" for its sections'
                if found.info.type == "section"
                else "name a list"
            )
            self._say(
                self._route(key),
                f'"{place}" is {a_what(found)}, and {self.name} runs over a list',
                hint,
            )
            return None
        return found

    def _item(self, found: Meaning) -> Meaning | None:
        """What a field that holds many values holds; None where it holds one."""
        if found.info.type == "list":
            catalogue = FACTS if found.info.path.startswith("facts.") else self.names.catalogue
            info = catalogue.get(f"{found.info.path}[]")
            return found.but(info=info, several=True) if info else None
        return found if found.several or "[" in found.field.text else None

    def _bind(self, name: str) -> None:
        route = self._route("as") if "as" in self.given else self.route
        if name in RESERVED:
            self._say(route, f'"{name}" is a name of the language', "use another name after as")
        elif name in self.place.scope.names:
            self._say(
                route,
                f'"{name}" is bound already, further out',
                "give the inner item another name with as",
            )
        elif name in self.names.catalogue:
            self._say(route, f'"{name}" is a field of the manifest', "use another name after as")
        self._deep()

    def _deep(self) -> None:
        if self.place.depth >= DEEPEST:
            self._say(
                self.route, f"lists are nested more than {DEEPEST} deep", "split the rule", key=True
            )

    def _inside(self) -> Scope:
        found = self.names.silent(self.params.of.text, self.place.scope)
        return self.place.scope.bind(self.params.name, item_path(found) if found else "")

    def _on_move(self) -> bool:
        if self.place.scope.move:
            return True
        self._say(
            self.route,
            f"{self.name} is about a change, and this rule is not",
            "add on: move to the rule",
            key=True,
        )
        return False

    def _typed(self, key: str, found: Meaning, types: Sequence[str]) -> bool:
        return self._typed_at(self._route(key), found, types)

    def _typed_at(self, route: Route, found: Meaning, types: Sequence[str]) -> bool:
        if found.info.type in types:
            if found.several and self.place.asked:
                # One item more would turn the answer: yes only where every item says so.
                self._say(
                    route,
                    f'"{found.field}" may have several values, and a condition asks about one',
                    "count the items for which it is so: count: {of: ..., at_least: 1}",
                )
            return True
        *more, last = dict.fromkeys(_A.get(kind, "a text") for kind in types)
        wanted = f"{', '.join(more)} or {last}" if more else last
        what = "this term" if self.name == "compare" else self.name
        self._say(
            route,
            f'{what} asks about {wanted}, and "{found.field}" is {a_what(found)}',
            _INSTEAD.get(found.info.type, ""),
        )
        return False

    def _same(self, route: Route, found: Meaning, other: Meaning) -> None:
        if found.family != other.family and not {found.family, other.family} <= {
            "text",
            "stage",
            "tier",
        }:
            self._say(route, unequal(found, other), "compare values of one type")

    def _at(self, key: str) -> tuple[Json, Route]:
        return self.given[key]

    def _route(self, key: str) -> Route:
        return self.given[key][1] if key in self.given else self.route

    def _say(self, route: Route, text: str, hint: str, *, key: bool = False) -> None:
        self.names.report(route, text, hint, key)


def _inner(data: Json, route: Route) -> Route:
    """A term like {earliest: F} names its field one step further in."""
    return (*route, next(iter(data))) if isinstance(data, dict) and len(data) == 1 else route


def _from_facts(place: Field, scope: Scope) -> bool:
    return scope.names.get(place.first, "").startswith("facts.")


def _family_of(literal: Literal) -> str:
    if isinstance(literal.value, Decimal):
        return "number"
    if isinstance(literal.value, date):
        return "date"
    return "duration" if isinstance(literal.value, Duration) else WORD


def comparable(left: str, right: str) -> bool:
    if WORD in (left, right):
        return {left, right} - {WORD} <= set(_WORDS)
    return left == right


def a_what(found: Meaning) -> str:
    return _A.get(found.info.type, "a text")


_FAMILIES: Final = {
    "number": "a number",
    "date": "a date",
    "duration": "a duration",
    "boolean": "true or false",
    "ref": "a person or a group",
    "tier": "a tier",
    "stage": "a stage",
    WORD: "a word",
}


def family_name(family: str) -> str:
    return _FAMILIES.get(family, "a text")


def term_name(kind: Kind) -> str:
    return f'"{kind.name}" ({family_name(kind.family)})'


def unequal(found: Meaning, other: Meaning) -> str:
    return f'"{found.field}" is {a_what(found)}, and "{other.field}" is {a_what(other)}'


def listed(tiers: Iterable[str]) -> str:
    return ", ".join(tiers)
