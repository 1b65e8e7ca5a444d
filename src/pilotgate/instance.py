"""Document -> the JSON a schema can judge, and the places that need a second look by type."""

import re
from functools import cache

from pilotgate.document import Document, Mapping, Node, Route, Scalar, Sequence, empty
from pilotgate.fields import Catalogue, below
from pilotgate.values import boolean, date_of, number, placeholder

Json = str | int | float | bool | list["Json"] | dict[str, "Json"]

_LARGEST = 1.7976931348623157e308
_ISO_DATE = 10


class Instance:
    """The JSON of a document. What says nothing is left out, and so are free `x-` keys.

    `left_out` are the keys whose value says nothing, `blank` the empty items of
    lists, `second_look` the scalars whose text needs judging by the field's type.
    """

    __slots__ = ("_fields", "_free", "_kept", "blank", "json", "left_out", "second_look")

    def __init__(self, document: Document, fields: Catalogue) -> None:
        self._fields = fields
        self._kept: dict[Route, list[int]] = {}
        self.left_out: list[Route] = []
        self.blank: list[Route] = []
        self.second_look: list[Route] = []
        self.json: Json = self._mapping(document.root, ())

    def route(self, path: list[str | int]) -> Route:
        """The way in the document to a place in the JSON: items that were left out count again."""
        if not self._kept:
            return tuple(path)
        steps: list[str | int] = []
        for step in path:
            kept = self._kept.get(tuple(steps)) if isinstance(step, int) else None
            steps.append(kept[step] if kept and isinstance(step, int) else step)
        return tuple(steps)

    @property
    def doubtful(self) -> bool:
        """Is there anything that no schema has seen?"""
        return bool(self.second_look or self.blank or self.left_out)

    def _node(self, node: Node, route: Route, *, own: bool) -> Json | None:
        if type(node) is Scalar:
            return self._scalar(node, route)
        if isinstance(node, Mapping):
            return self._mapping(node, route, own=own)
        return self._sequence(node, route, own=own) if isinstance(node, Sequence) else None

    def _mapping(self, node: Mapping, route: Route, *, own: bool = False) -> Json:
        """`own`: somewhere below a free key, which the organisation may have declared."""
        out: dict[str, Json] = {}
        for key, (_, value) in node.entries.items():
            here = (*route, key)
            free = own or key[:2] == "x-"
            if free and self._fields.get(canonical(here)) is None:
                continue  # nobody's business
            if key == "not_applicable" and isinstance(value, Scalar):
                # A reason that says nothing is judged as a reason, not as an absent one.
                out[key] = "" if empty(value) else self._plain(value)
                continue
            json = None if empty(value) else self._node(value, here, own=free)
            if json is None:
                self.left_out.append(here)
            else:
                out[key] = json
        return out

    def _sequence(self, node: Sequence, route: Route, *, own: bool) -> Json:
        out: list[Json] = []
        kept: list[int] = []
        for at, item in enumerate(node.items):
            here = (*route, at)
            if empty(item):
                self.blank.append(here)
                continue
            value = self._node(item, here, own=own)
            if value is not None:
                out.append(value)
                kept.append(at)
        if len(kept) < len(node.items):
            self._kept[route] = kept
        return out

    def _scalar(self, node: Scalar, route: Route) -> Json | None:
        text = node.text
        if placeholder(text, "id"):
            return None
        if len(text) == _ISO_DATE and text[4] == "-":
            if date_of(text) is None:
                self.second_look.append(route)
        elif text[0] == "P" and not text.strip("PTYMWDHS0"):
            self.second_look.append(route)  # a duration of nothing
        elif not node.style and text[0] in _STARTS:
            value = self._plain(node)
            if isinstance(value, str) and ambiguous(text):
                self.second_look.append(route)
            return value
        return text

    @staticmethod
    def _plain(node: Scalar) -> Json:
        if not node.plain:
            return node.text
        exact = number(node.text)
        if exact is not None:
            if node.text.lstrip("-").isdigit():
                return int(exact)
            return max(-_LARGEST, min(_LARGEST, float(exact)))
        truth = boolean(node.text)
        return node.text if truth is None else truth


def canonical(route: Route) -> str:
    """The path in the field catalogue: every position becomes `[]`."""
    text = ""
    for step in route:
        text = f"{text}[]" if isinstance(step, int) else below(text, step)
    return text


_STARTS = frozenset("0123456789-+.~nNyYtTfFoO=<")
_WORDS = frozenset(
    {
        *("~", "null", "Null", "NULL", "=", "<<", "y", "Y", "n", "N"),
        *("yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"),
        *("true", "True", "TRUE", "false", "False", "FALSE"),
    }
)
_LONGEST = 64


def ambiguous(text: str) -> bool:
    """Would YAML 1.1 or 1.2 read this plain text as something else than a string or a date?"""
    if text in _WORDS:
        return True
    if text[0] not in "0123456789-+." or len(text) > _LONGEST:
        return False
    if " " in text and ":" not in text:
        return False
    return _typed().fullmatch(text) is not None


@cache
def _typed() -> re.Pattern[str]:
    # Compiled when first wanted: most documents have no text that begins like a number.
    return re.compile(
        r"[-+]?(0b[01_]+|0o[0-7]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])*)"
        r"|[-+]?([0-9][0-9_]*(:[0-5]?[0-9])*)?\.[0-9_]*([eE][-+]?[0-9]+)?"
        r"|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
        r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[Tt ]+[0-9]{1,2}:[0-9:.]*( *Z|[-+0-9: ]*)"
    )
