"""The static check of one clause: what its predicate may ask, and of which fields."""

from collections.abc import Callable

from pilotgate.compiler.meaning import Meaning, item_path, target
from pilotgate.compiler.termcheck import (
    WORD,
    Kind,
    Terms,
    a_what,
    comparable,
    family_name,
    term_name,
    unequal,
)
from pilotgate.errors import did_you_mean
from pilotgate.fields import HOLDERS, TEXTS
from pilotgate.predicates.compare import DATES, DIRECTED, LOOSER, NUMBERS, OPERATORS
from pilotgate.predicates.contains import FORMATS


class Parameters(Terms):
    """The check of one predicate's parameters."""

    def check(self) -> None:
        checks: dict[str, Callable[[], None]] = {
            "committed_before": self._committed_before,
            "compare": self._compare,
            "contains": self._contains,
            "count": self._count,
            "covers": self._covers,
            "distinct": self._distinct,
            "each": self._each,
            "each_pair": self._each_pair,
            "is": self._is,
            "kept": self._kept,
            "matches": self._matches,
            "measures": self._measures,
            "person": self._person,
            "present": self._present,
            "recent": self._recent,
            "refers_to": self._refers_to,
            "tripped": self._tripped,
            "words": self._words,
        }
        if self.name in checks:
            checks[self.name]()

    # ------------------------------------------------------------------ the predicates

    def _present(self) -> None:
        for route, found in self._all("fields"):
            if found.given:
                self._say(route, f'"{found.field}" is always there', "name a field of the manifest")
            if found.info.type == "path" and not self.place.asked:
                self.names.paths.append((route, found.field.text))

    def _is(self) -> None:
        found = self._of("field")
        if found is None or not self._typed(
            "field", found, ("boolean", "enum", "string", "id", "currency", "licence", "sha256")
        ):
            return
        self._options("value", self.params.value, found)

    def _measures(self) -> None:
        found = self._of("field")
        limits = [
            key for key in ("at_least", "at_most", "more_than", "less_than") if key in self.given
        ]
        if not limits:
            self._say(
                self.route,
                "measures needs a limit",
                "add at_least, at_most, more_than or less_than",
            )
        if found is None or not self._typed(
            "field", found, ("number", "integer", "rate", "duration")
        ):
            return
        for key in limits:
            self._limit(key, found.family, found)

    def _words(self) -> None:
        found = self._of("field")
        if found:
            self._typed("field", found, ("prose", "string"))
        self._amount("at_least")

    def _matches(self) -> None:
        found = self._of("field")
        if found:
            self._typed("field", found, (*TEXTS, "enum"))
        # Imported here: patterns are compiled by the engine of the schema step.
        from pilotgate.schema import matcher

        try:
            matcher(self.params.pattern)("")
        except ValueError as error:
            text = " ".join(str(error).split())[:120]
            self._say(
                self._route("pattern"), f"the pattern cannot be read: {text}", "mend the pattern"
            )

    def _person(self) -> None:
        for route, found in self._all("fields"):
            self._typed_at(route, found, ("ref",))

    def _recent(self) -> None:
        found = self._of("field")
        if found and self._typed("field", found, ("date",)):
            self._limit("max_age", "duration", found)

    def _distinct(self) -> None:
        fields = self._all("fields")
        if len(fields) == 1 and not fields[0][1].several:
            hint = 'name two, or every item: "kpis[].id"'
            self._say(fields[0][0], "one value cannot differ from itself", hint)
        for route, found in fields:
            if found.info.type in HOLDERS:
                self._say(
                    route,
                    f'"{found.field}" is {a_what(found)}, and distinct takes values',
                    "name a field inside it",
                )
            elif found.family != fields[0][1].family:
                self._say(route, unequal(found, fields[0][1]), "compare values of one type")

    def _covers(self) -> None:
        found = self._of("field")
        if not self.params.values and not self.params.values_of:
            self._say(self.route, "covers needs values or values_of", "add values: [...]")
        if found is None:
            return
        inner = self._item(found)
        if inner is None:
            hint = (
                "ask with is"
                if found.info.type in ("enum", "boolean", "string")
                else "ask with compare"
            )
            self._say(
                self._route("field"),
                f'"{found.field}" holds one value, and covers takes many',
                hint,
            )
            return
        if self.params.values:
            self._options("values", self.params.values, inner)
        for route, other in self._all("values_of"):
            self._same(route, self._item(other) or other, inner)

    def _refers_to(self) -> None:
        found = self._of("field")
        if not self.params.to and not self.params.also:
            self._say(self.route, "refers_to needs to or or", 'add to: ["kpis[].id"]')
        for at, text in enumerate(self.params.to):
            self._target(at, text, found)
        if self.params.also:
            self._table(self.params.also.by_tier, "or")

    def _target(self, at: int, text: str, found: Meaning | None) -> None:
        value, route = self.given["to"]
        route = (*route, at) if isinstance(value, list) else route
        try:
            place = target(text)
        except ValueError as error:
            self._say(route, str(error), "write a field, or prefix:field")
            return
        other = self.names.field(place, route, self.place)
        if found is None or other is None:
            return
        inner, outer = self._item(found) or found, self._item(other) or other
        if outer.info.type in HOLDERS:
            self._say(
                route,
                f'"{place}" is {a_what(outer)}, and names are wanted',
                "name a field inside it",
            )
        elif not (":" in text and inner.family == outer.family == "text"):
            self._same(route, outer, inner)

    def _contains(self) -> None:
        found = self._of("file")
        if found:
            self._typed("file", found, ("path", "string"))
        form = self.params.format
        if form and form not in FORMATS:
            near = did_you_mean(form, FORMATS)
            self._say(self._route("format"), f'"{form}" is not a format that is read', near)
        for route, other in self._all("values_of"):
            if other.info.type in ("section", "map"):
                self._say(
                    route,
                    f'"{other.field}" is {a_what(other)}, and values are wanted',
                    "name a field inside it",
                )

    def _count(self) -> None:
        self._list("of", self.place.scope)
        limits = [key for key in ("at_least", "at_most", "exactly") if key in self.given]
        if not limits:
            self._say(self.route, "count needs a limit", "add at_least, at_most or exactly")
        if "exactly" in limits and len(limits) > 1:
            self._say(
                self._route("exactly"), "exactly stands alone", f"delete {limits[0]} or exactly"
            )
        for key in limits:
            self._amount(key)
        if self.params.by:
            self._bind(self.params.name)
            self.names.field(self.params.by, self._route("by"), self.place, self._inside())
        elif "as" in self.given:
            self._bind(self.params.name)

    def _each(self) -> None:
        self._list("of", self.place.scope)
        self._bind(self.params.name)

    def _each_pair(self) -> None:
        if not self._on_move():
            return
        found = self._list("of", self.place.scope.but(unprefixed=True))
        if found:
            path = f"{item_path(found)}.{self.params.by}"
            if self.names.catalogue.get(path) is None:
                keys = [
                    key.rpartition(".")[2]
                    for key in self.names.catalogue.children(item_path(found))
                ]
                near = did_you_mean(self.params.by, keys)
                self._say(
                    self._route("by"),
                    f'the items of "{found.field}" have no "{self.params.by}"',
                    near,
                )
        self._deep()

    def _kept(self) -> None:
        if not self._on_move():
            return
        value, route = self.given["fields"]
        for at, place in enumerate(self.params.fields):
            here = (*route, at) if isinstance(value, list) else route
            if place.first in ("base", "head"):
                hint = f'write "{place.text.partition(".")[2]}"'
                self._say(here, "kept compares base and head by itself", hint)
                continue
            self.names.field(place, here, self.place, self.place.scope.but(unprefixed=True))

    def _tripped(self) -> None:
        path = self.place.scope.names.get(self.params.criterion)
        if path is None:
            near = did_you_mean(self.params.criterion, list(self.place.scope.names))
            self._say(
                self._route("criterion"),
                f'nothing is bound to the name "{self.params.criterion}"',
                near,
            )
        elif path not in ("", "stop_criteria[]"):
            self._say(
                self._route("criterion"),
                f'"{self.params.criterion}" is no stop criterion',
                "bind it with of: stop_criteria",
            )
        found = self._of("not_after") if self.params.not_after else None
        if found:
            self._typed("not_after", found, ("date",))

    def _committed_before(self) -> None:
        if self.place.guard:
            self._say(
                self.route,
                "a guard reads the manifest only, and committed_before asks the history",
                "demand it in require",
            )
        if ("field" in self.given) is ("file" in self.given):
            self._say(
                self.route,
                "committed_before takes field or file, and one of them",
                "name the value under field, or the path field of the file under file",
            )
            return
        key = "field" if "field" in self.given else "file"
        first, second = self._committed(key), self._committed("before")
        if second and second.several and first and not first.several:
            self._say(
                self._route("before"),
                f'"{second.field}" may have several values',
                "name one value, or use each",
            )

    def _committed(self, key: str) -> Meaning | None:
        """A value of the manifest, which some commit brought."""
        found = self._of(key)
        if found is None:
            return None
        if found.given or found.origin == "facts":
            self._say(
                self._route(key),
                f'no commit brings "{found.field}"',
                "name a field of the manifest",
            )
        elif key == "file":
            self._typed(key, found, ("path",))
        elif found.info.type in HOLDERS:
            self._say(
                self._route(key),
                f'"{found.field}" is {a_what(found)}, and one value is wanted',
                "name a field inside it",
            )
        return found

    def _compare(self) -> None:
        left = self._term(self.params.left, *self._at("left"))
        right = self._term(self.params.right, *self._at("right"))
        operator = self.params.operator
        if operator not in OPERATORS:
            near = did_you_mean(operator, OPERATORS)
            self._say(self._route("is"), f'"{operator}" is no operator', near)
            return
        if right and right.several:
            self._say(
                self._route("right"),
                f'the right side "{right.name}" may have several values',
                "put the side with many values on the left, or use each",
            )
        self._direction(operator)
        if left and right:
            self._fit(left, operator, right)

    def _direction(self, operator: str) -> None:
        wanted = operator in DIRECTED or operator in LOOSER
        if wanted and not self.params.direction:
            what = "the operator of a stop criterion" if operator in LOOSER else "up or down"
            self._say(
                self._route("is"),
                f'"{operator}" needs a direction',
                f"add direction: a field that holds {what}",
            )
        if self.params.direction and not wanted:
            self._say(self._route("direction"), f'"{operator}" takes no direction', "delete it")
        elif self.params.direction:
            found = self._of("direction")
            words = ("gt", "gte", "lt", "lte") if operator in LOOSER else ("up", "down")
            if found and not set(words) <= set(found.info.values):
                self._say(
                    self._route("direction"),
                    f'"{found.field}" does not say {" or ".join(words)}',
                    "name the field that does, as in kpi.direction",
                )

    def _fit(self, left: Kind, operator: str, right: Kind) -> None:
        family = left.family if left.family != WORD else right.family
        if not comparable(left.family, right.family):
            self._say(
                self._route("right"),
                f"{term_name(left)} cannot be compared with {term_name(right)}",
                "compare values of one type",
            )
        elif operator in ("equal to", "different from"):
            return
        elif operator in DATES and family != "date":
            hint = "use at most, at least, less than or more than"
            self._say(
                self._route("is"), f'"{operator}" compares dates, not {family_name(family)}', hint
            )
        elif operator in NUMBERS and family == "date":
            hint = "use before, after, not before or not after"
            self._say(self._route("is"), f'"{operator}" does not compare dates', hint)
        elif operator in NUMBERS and family not in ("number", "duration", "tier", "stage"):
            hint = "use equal to or different from"
            self._say(
                self._route("is"), f'"{operator}" does not compare {family_name(family)}', hint
            )
        elif operator in (*DIRECTED, *LOOSER) and family not in ("number", "duration"):
            self._say(
                self._route("is"),
                f'"{operator}" compares numbers, not {family_name(family)}',
                "compare with equal to",
            )
