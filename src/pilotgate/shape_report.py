"""Where a document breaks its schema -> problems in our words, in the order of the text."""

from collections.abc import Iterable, Iterator

from pilotgate.document import Document, Mapping, Node, Route, Scalar, Sequence, Span, empty
from pilotgate.errors import did_you_mean
from pilotgate.fields import TEXTS, Catalogue, FieldInfo
from pilotgate.instance import Instance, canonical
from pilotgate.shape import MOST, VALID, ShapeProblem
from pilotgate.shape_words import Wording, describe, quoted
from pilotgate.shown import shown
from pilotgate.values import placeholder, reference

_MOST_SUGGESTIONS = 20
_LIMITS = frozenset({"minimum", "maximum"})
_MEANT = 'did you mean "'

Found = tuple[Route, str]
"""A place in the document and the keyword of the schema that it breaks."""


class Report:
    """Turns places into problems, in the order of the text."""

    def __init__(self, document: Document, fields: Catalogue, instance: Instance) -> None:
        self._document = document
        self._fields = fields
        self._instance = instance
        self._suggestions = _MOST_SUGGESTIONS

    def problems(self, found: Iterable[Found]) -> list[ShapeProblem]:
        by_place: dict[tuple[Route, bool], set[str]] = {}
        for route, keyword in [*found, *self._own()]:
            for place, on_key, what in self._places(route, keyword):
                by_place.setdefault((place, on_key), set()).add(what)
        wanted = [place for place in by_place if not self._says_nothing(*place)]
        wanted.sort(key=lambda place: (self._span(*place)[:2], place[0] == (), len(place[0])))
        problems = [
            self._problem(route, by_place[(route, on_key)], on_key=on_key)
            for route, on_key in wanted[:MOST]
        ]
        if len(wanted) > MOST:
            more = len(wanted) - MOST
            problems.append(
                ShapeProblem(
                    VALID,
                    (),
                    True,
                    f"there {'is' if more == 1 else 'are'} {more} more of these",
                    "mend the first ones and look again",
                )
            )
        return problems

    def _own(self) -> Iterator[Found]:
        """What no schema sees: unknown keys without a value, empty items, texts without quotes."""
        for route in self._instance.left_out:
            if self._unknown(route):
                yield route, "unknown"
        for route in self._instance.blank:
            yield route, "blank"
        for route in self._instance.second_look:
            info = self._info(route)
            node = self._document.node(route)
            if info is None or not isinstance(node, Scalar):
                continue
            if info.type in TEXTS and not (node.text[4:5] == "-" or node.text[0] == "P"):
                yield route, "quote"
            elif info.type in {"date", "duration"}:
                yield route, "type"

    def _places(self, route: Route, keyword: str) -> Iterator[tuple[Route, bool, str]]:
        """One error of a schema may be about several keys, or about one that is absent."""
        node = self._document.node(route)
        info = self._info(route)
        is_list = info is not None and info.type == "list"
        if keyword == "unknown":
            yield route, True, keyword
        elif keyword == "maxProperties":
            yield (*route, "not_applicable"), True, keyword
        elif keyword == "additionalProperties" and isinstance(node, Mapping):
            excused = is_list and "not_applicable" in node.entries
            for key in node.entries:
                here = (*route, key)
                if excused and key != "not_applicable" and not key.startswith("x-"):
                    yield (*route, "not_applicable"), True, "maxProperties"
                elif not is_list and self._unknown(here):
                    yield here, True, "unknown"
        elif keyword == "required" and isinstance(node, Mapping) and not is_list:
            for path in self._fields.children(canonical(route)):
                key = path.rpartition(".")[2]
                child = self._fields.get(path)
                if child and child.required and self._lacks(node, key):
                    yield (*route, key), False, "required"
        else:
            yield route, False, keyword

    def _lacks(self, node: Mapping, key: str) -> bool:
        value = node.get(key)
        return empty(value) or (isinstance(value, Scalar) and placeholder(value.text, "id"))

    def _says_nothing(self, route: Route, on_key: bool) -> bool:  # noqa: FBT001
        """A placeholder is undeclared, which is the business of the rules and no problem here."""
        node = self._document.node(route)
        if on_key or not isinstance(node, Scalar):
            return False
        info = self._info(route)
        required = info is not None and info.required
        return info is not None and not required and placeholder(node.text, info.type)

    def _unknown(self, route: Route) -> bool:
        """No field, though what holds it is known; below something unknown, silence."""
        key = route[-1]
        if not isinstance(key, str) or key.startswith("x-") or self._info(route):
            return False
        held_by = self._info(route[:-1]) if len(route) > 1 else None
        if key == "not_applicable" and held_by is not None:
            return not self._excusable(route[:-1])
        return len(route) == 1 or (held_by is not None and held_by.type == "section")

    def _excusable(self, route: Route) -> bool:
        """Sections and lists may be replaced by a reason; items and what holds an id may not."""
        if isinstance(route[-1], int):
            return False
        return not any(
            child.required
            for path in self._fields.children(canonical(route))
            if (child := self._fields.get(path))
        )

    def _problem(self, route: Route, keywords: set[str], *, on_key: bool) -> ShapeProblem:
        name = self._name(route)
        wording = self._wording(name, route, keywords)
        return ShapeProblem(
            wording.invariant, route, on_key, wording.text, wording.fix, wording.replacement
        )

    def _wording(self, name: str, route: Route, keywords: set[str]) -> Wording:
        node, info = self._document.node(route), self._info(route)
        if "unknown" in keywords:
            return self._unknown_key(route)
        if "maxProperties" in keywords:
            return Wording(
                f"{self._name(route[:-1])} says not_applicable and has other keys as well",
                "remove not_applicable, or everything beside it",
            )
        if "required" in keywords and (empty(node) or isinstance(node, Scalar)):
            return self._required(name, node, info)
        if "blank" in keywords:
            return Wording(f"{name} is an empty item", "write a value there, or delete the item")
        if "quote" in keywords and isinstance(node, Scalar):
            return quoted(name, node)
        if route and route[-1] == "not_applicable" and info is None:
            return Wording(f"{name} wants a reason", "write in a few words why it does not apply")
        if node is None or info is None:
            return Wording(f"{name} has the wrong form", "compare it with the schema")
        if info.type == "section" and isinstance(node, Scalar) and reference(node.text):
            mended = self._in_a_section(info, node)
            if mended:
                return Wording(
                    f'{name} is a section, not the single value "{shown(node.text)}"',
                    f"write {info.path.rpartition('.')[2]}: {mended}",
                    mended,
                )
        return describe(name, node, info, limit=bool(keywords & _LIMITS) and "type" not in keywords)

    def _in_a_section(self, info: FieldInfo, node: Scalar) -> str:
        """An owner is a section, because it has a deputy; many write the person straight away."""
        if f"{info.path}.ref" not in self._fields:
            return ""
        text = node.text if node.plain else f'"{node.text}"'
        return f"{{ref: {text}}}"

    @staticmethod
    def _required(name: str, node: Node | None, info: FieldInfo | None) -> Wording:
        example = f"write {name}: {info.example}" if info else f"write {name}"
        if isinstance(node, Scalar) and not empty(node):
            return Wording(f'{name} is only a placeholder ("{shown(node.text)}")', example)
        return Wording(f"{name} is missing", example)

    def _unknown_key(self, route: Route) -> Wording:
        key = str(route[-1])
        held_by = self._name(route[:-1])
        problem = f'there is no field "{shown(key)}"' + (f" in {held_by}" if held_by else "")
        if self._suggestions <= 0:
            return Wording(problem, "delete it, or begin its name with x- if it is your own")
        self._suggestions -= 1
        above = canonical(route[:-1])
        known = [path.rpartition(".")[2] for path in self._fields.children(above)]
        near = did_you_mean(key, known)
        if near.startswith(_MEANT):
            meant = near.removeprefix(_MEANT).removesuffix('"?')
            holder = self._document.node(route[:-1])
            taken = isinstance(holder, Mapping) and meant in holder.entries
            return Wording(f"{problem}: {near}", f"rename it to {meant}", None if taken else meant)
        elsewhere = self._elsewhere(route, key)
        if elsewhere:
            return Wording(f"{problem}: did you mean {elsewhere}?", f"move it to {elsewhere}")
        return Wording(
            f"{problem}: {near}" if near else problem,
            "delete it, or begin its name with x- if it is your own",
        )

    def _elsewhere(self, route: Route, key: str) -> str:
        """The nearest section further out that has such a field: usually it is indented too far."""
        for end in range(len(route) - 2, -1, -1):
            place = (*route[:end], key)
            if self._info(place):
                return self._name(place)
        return ""

    def _info(self, route: Route) -> FieldInfo | None:
        return self._fields.get(canonical(route)) if route else None

    def _span(self, route: Route, on_key: bool) -> Span:  # noqa: FBT001
        return self._document.key_span(route) if on_key else self._document.span(route)

    def _name(self, route: Route) -> str:
        """The field as people read it: an item by its key, else by its number."""
        text = ""
        for at, step in enumerate(route):
            if isinstance(step, int):
                text += f"[{self._item(route[:at], step)}]"
            else:
                text += f".{shown(step)}" if text else shown(step)
        return text

    def _item(self, route: Route, position: int) -> str:
        held = self._document.node(route)
        info = self._info(route)
        if isinstance(held, Sequence) and info and info.item_key:
            texts = [
                own.text
                if isinstance(item, Mapping) and isinstance(own := item.get(info.item_key), Scalar)
                else ""
                for item in held.items
            ]
            text = texts[position]
            kind = self._fields.get(f"{info.path}[].{info.item_key}")
            if text and texts.count(text) == 1 and not placeholder(text, kind.type if kind else ""):
                return shown(text)
        return f"#{position + 1}"
