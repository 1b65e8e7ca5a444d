"""A YAML file as data with spans: `Document`, its nodes, `Span`, and `Field`, the way to a place.

Scalars keep their text and style; what a text means (a number, a date, a word)
is decided by the type of the field it stands in, never by YAML.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pilotgate.record import Record

Route = tuple[str | int, ...]
"""The way to a node: keys and zero-based positions."""


class Span(NamedTuple):
    """A place in the text. Lines and columns start at 1; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


class Scalar:
    """A text and how it was written."""

    __slots__ = ("span", "style", "text")

    def __init__(self, text: str, style: str, span: Span) -> None:
        self.text = text
        self.style = style  # "" plain, "'" and '"' quoted, "|" and ">" block
        self.span = span

    @property
    def plain(self) -> bool:
        return not self.style

    @property
    def null(self) -> bool:
        return not self.style and self.text in NULLS

    def __repr__(self) -> str:
        return f"Scalar({self.text!r}, {self.style!r}, {tuple(self.span)})"


class Sequence:
    """A list of nodes."""

    __slots__ = ("flow", "items", "span")

    def __init__(self, items: "list[Node]", span: Span, *, flow: bool) -> None:
        self.items = items
        self.span = span
        self.flow = flow


class Entry(NamedTuple):
    """A key of a mapping, where it stands, and its value."""

    key_span: Span
    value: "Node"


class Mapping:
    """Keys and their nodes, in the order of the text."""

    __slots__ = ("entries", "flow", "span")

    def __init__(self, entries: dict[str, Entry], span: Span, *, flow: bool) -> None:
        self.entries = entries
        self.span = span
        self.flow = flow

    def get(self, key: str) -> "Node | None":
        entry = self.entries.get(key)
        return entry.value if entry else None


Node = Scalar | Sequence | Mapping
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def empty(node: Node | None) -> bool:
    """Absent, null, "", [] and {} all say nothing."""
    if node is None:
        return True
    if isinstance(node, Scalar):
        text = node.text
        return not text or text.isspace() or (not node.style and text in NULLS)
    return not (node.items if isinstance(node, Sequence) else node.entries)


class Document:
    """One YAML document: a mapping, the path it came from, and its text."""

    __slots__ = ("path", "root", "text")

    def __init__(self, path: str, root: Mapping, text: str) -> None:
        self.path = path
        self.root = root
        self.text = text

    def node(self, route: Route) -> Node | None:
        here: Node | None = self.root
        for step in route:
            if isinstance(here, Mapping) and isinstance(step, str):
                here = here.get(step)
            elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here.items):
                here = here.items[step]
            else:
                return None
        return here

    def span(self, route: Route) -> Span:
        """The value at `route`; where there is none, the key of its nearest declared parent."""
        node = self.node(route)
        if isinstance(node, Scalar) and node.text and not node.null:
            return node.span
        return self.key_span(route)

    def key_span(self, route: Route) -> Span:
        """The key at `route`, or the nearest key above it."""
        for end in range(len(route), 0, -1):
            parent, step = self.node(route[: end - 1]), route[end - 1]
            if isinstance(parent, Mapping) and isinstance(step, str) and step in parent.entries:
                return parent.entries[step].key_span
            if isinstance(parent, Sequence) and isinstance(step, int) and step < len(parent.items):
                item = parent.items[step]
                if isinstance(item, Mapping) and item.entries:
                    return next(iter(item.entries.values())).key_span
                return item.span
        first = next(iter(self.root.entries.values()), None)
        return first.key_span if first else START

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


class Name(NamedTuple):
    """A step of a field: one key."""

    key: str


class Each(NamedTuple):
    """A step of a field: `[]`, every item."""


class Select(NamedTuple):
    """A step of a field: `[key=a|b]`, the items whose key has one of the values."""

    key: str
    values: tuple[str, ...]


class Star(NamedTuple):
    """A step of a field: `*`, every section that is declared there."""

    star: str = "*"


Step = Name | Each | Select | Star
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
_TOKEN = re.compile(rf"({_NAME})|\[\]|\[({_NAME})=([^\]\[]+)\]|(\*)")


class Field(Record):
    """A place in the data, as a rule writes it: `kpis[kind=primary].baseline.value`."""

    text: str
    steps: tuple[Step, ...]

    @property
    def canonical(self) -> str:
        """The path in the field catalogue: every selection becomes `[]`."""
        parts: list[str] = []
        for step in self.steps:
            if isinstance(step, Name):
                parts.append(f".{step.key}" if parts else step.key)
            elif isinstance(step, Star):
                parts.append(".*")
            else:
                parts.append("[]")
        return "".join(parts)

    @property
    def first(self) -> str:
        head = self.steps[0]
        return head.key if isinstance(head, Name) else ""

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def field(text: str) -> Field:
    """Parse a field; `ValueError` says what is wrong with it."""
    names = text.split(".")
    if text.isascii() and all(map(_is_name, names)):
        return Field(text, tuple(map(Name, names)))  # the usual case, without a pattern
    steps: list[Step] = []
    at = 0
    while at < len(text):
        if steps and text[at] == ".":
            at += 1
        elif steps and text[at] != "[":
            raise ValueError(f'expected "." or "[" after "{text[:at]}"')
        found = _TOKEN.match(text, at)
        if not found or (not steps and not found[1]):
            raise ValueError(f'cannot read "{text[at:]}" in the field "{text}"')
        if text[at] == "[" and text[at - 1] == ".":
            raise ValueError(f'"[" follows the name directly, without ".", in the field "{text}"')
        steps.append(_step(found))
        at = found.end()
    if not steps:
        raise ValueError(f'"{text}" is not a field')
    return Field(text, tuple(steps))


_NAMES_ONLY: dict[str, tuple[str, ...]] = {}


def names_only(field: Field) -> tuple[str, ...]:
    """The names of a field that is nothing but names, as most are; else nothing."""
    known = _NAMES_ONLY.get(field.text)
    if known is None:
        names = tuple(step.key for step in field.steps if isinstance(step, Name))
        known = _NAMES_ONLY[field.text] = names if len(names) == len(field.steps) else ()
    return known


def _is_name(text: str) -> bool:
    return text[:1] != "-" and text.replace("-", "_").isidentifier()


def _step(found: re.Match[str]) -> Step:
    if found[1]:
        return Name(found[1])
    if found[4]:
        return Star()
    return Select(found[2], tuple(found[3].split("|"))) if found[2] else Each()
