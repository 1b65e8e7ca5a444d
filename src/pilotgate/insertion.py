"""What to write where: the text a finding shows, and the edits that put placeholders in place.

An edit never touches what is there. Sections grow after their last entry, in the
style they are written in; several demands below one place become one insertion.
"""

from collections.abc import Iterable

from pilotgate.document import (
    Document,
    Mapping,
    Node,
    Route,
    Scalar,
    Sequence,
    Span,
    empty,
)
from pilotgate.fields import Catalogue
from pilotgate.finding import Edit
from pilotgate.instance import canonical
from pilotgate.record import Record
from pilotgate.sketch import (
    Sketch,
    Verbatim,
    block,
    entries,
    flow,
    item,
    merge,
    ordered,
    scalar,
    sketch,
)
from pilotgate.values import placeholder


class Missing(Record):
    """A place where nothing is declared; `wanted`: the fields that are read below it."""

    route: Route
    wanted: tuple[str, ...] = ()


class _Place(Record):
    """Where something can be put: a section or list to add to, or a value that says nothing."""

    route: Route
    hole: bool  # the value at `route` says nothing and is filled, not added to


def suggestion(document: Document, missing: Missing, catalogue: Catalogue) -> str:
    """Paste-ready: the first line says where, the others are YAML with placeholders."""
    return suggestions(document, [missing], catalogue)


def suggestions(document: Document, missings: Iterable[Missing], catalogue: Catalogue) -> str:
    """What closes several absences at once: for each place to add to, where and what."""
    texts: list[str] = []
    parts: dict[_Place, Sketch] = {}
    for missing in missings:
        place = _place(document, missing.route)
        if place is None and _sections(document.node(missing.route)):
            place = _Place(missing.route, hole=False)  # one item more, beside those that wait
        if place is None:
            texts.append(_replacement(document, missing, catalogue))
            continue
        part = _part(place, missing, catalogue)
        parts[place] = merge(parts[place], part) if place in parts else part
    for place, part in parts.items():
        neat = ordered(part, canonical(place.route), catalogue)
        texts.append(_shown(document, place, neat, catalogue))
    return "\n\n".join(dict.fromkeys(filter(None, texts)))


def _sections(node: Node | None) -> bool:
    return isinstance(node, Sequence) and any(isinstance(held, Mapping) for held in node.items)


def _shown(document: Document, place: _Place, part: Sketch, catalogue: Catalogue) -> str:
    if not place.route:
        where = "inside the outer braces:" if document.root.flow else "at the end of the file:"
        return "\n".join((where, *_lines(part, document.root.span.column - 1)))
    name, line = _name(document, place.route, catalogue), _line(document, place.route)
    if place.hole and not isinstance(part, dict):
        return "\n".join((f"at {name} ({line}):", *_leaf(document, place.route, part)))
    indent = _indent(document, place, document.node(place.route))
    return "\n".join((f"under {name} ({line}):", *_lines(part, indent)))


def _lines(part: Sketch, indent: int) -> list[str]:
    if isinstance(part, dict):
        return block(part, indent)
    return item(part[0] if isinstance(part, list) else part, indent)


def _replacement(document: Document, missing: Missing, catalogue: Catalogue) -> str:
    """Something stands there that is no declaration: a placeholder, or a text for a section."""
    route = missing.route
    while route and document.node(route) is None:
        route = route[:-1]
    if not route:
        return ""
    part = sketch(canonical(route), (*missing.wanted, canonical(missing.route)), catalogue)
    where = f"in place of what stands at {_name(document, route, catalogue)}"
    return "\n".join((f"{where} ({_line(document, route)}):", *_leaf(document, route, part)))


def _leaf(document: Document, route: Route, part: Sketch) -> list[str]:
    """A whole entry, for a value that is to be replaced."""
    key = route[-1]
    parent = document.node(route[:-1])
    column = parent.span.column - 1 if isinstance(parent, Mapping | Sequence) else 0
    return block({key: part}, column) if isinstance(key, str) else item(part, column)


def _line(document: Document, route: Route) -> str:
    return f"line {document.key_span(route).line}"


def _name(document: Document, route: Route, catalogue: Catalogue) -> str:
    """A place as findings name it, items by their key."""
    text = ""
    for at, step in enumerate(route):
        if isinstance(step, str):
            text += f".{step}" if text else step
            continue
        info = catalogue.get(canonical(route[:at]))
        node = document.node((*route[: at + 1], info.item_key)) if info and info.item_key else None
        named = isinstance(node, Scalar) and not empty(node) and not placeholder(node.text, "id")
        text += f"[{node.text}]" if named and isinstance(node, Scalar) else f"[#{step + 1}]"
    return text


def _indent(document: Document, place: _Place, node: Node | None) -> int:
    """The column where the new keys or dashes stand, counted from nought."""
    if isinstance(node, Mapping | Sequence) and not node.flow:
        return node.span.column - 1
    outer = document.node(place.route[:-1])
    if isinstance(outer, Mapping) and not outer.flow:
        return outer.span.column + 1
    if isinstance(outer, Sequence) and not outer.flow:
        return outer.span.column + 1
    return 2 if place.route else 0


# ------------------------------------------------------------------ where


def _place(document: Document, route: Route) -> _Place | None:
    """The nearest place on the way that something can be put in; None where that is not ours."""
    here: Node = document.root
    for at, step in enumerate(route):
        if isinstance(here, Scalar) or not _fits(here, step):
            return None
        if at and isinstance(route[at - 1], str) and _excused(here):
            return None
        below = document.node(route[: at + 1])
        if below is None:
            return _Place(route[:at], hole=not _holds(here))
        if isinstance(below, Scalar) and empty(below):
            return _Place(route[: at + 1], hole=True)
        here = below
    if isinstance(here, Scalar):
        return None
    if isinstance(here, Sequence):
        return _list(here, route)
    return None if here.entries else _Place(route, hole=True)


def _excused(node: Node) -> bool:
    """A person has said that nothing belongs here."""
    return isinstance(node, Mapping) and "not_applicable" in node.entries


def _fits(node: Node, step: str | int) -> bool:
    return isinstance(node, Mapping) == isinstance(step, str)


def _holds(node: Node) -> bool:
    return bool(node.entries if isinstance(node, Mapping) else getattr(node, "items", ()))


def _list(node: Sequence, route: Route) -> _Place | None:
    """A list that lacks an item: its first empty one, else one more, unless one waits already."""
    for at, held in enumerate(node.items):
        if empty(held):
            return _Place((*route, at), hole=True)
    if any(_waits(held) for held in node.items):
        return None
    return _Place(route, hole=not node.items)


def _waits(node: Node) -> bool:
    """Is there a placeholder in it that somebody has yet to fill in?"""
    if isinstance(node, Scalar):
        return placeholder(node.text, "id")
    if isinstance(node, Sequence):
        return any(_waits(held) for held in node.items)
    return any(_waits(entry.value) for entry in node.entries.values())


def _part(place: _Place, missing: Missing, catalogue: Catalogue) -> Sketch:
    """What is put in that place."""
    rest = missing.route[len(place.route) :]
    start = canonical(place.route)
    part = sketch(canonical((*place.route, *rest)), missing.wanted, catalogue)
    if not rest and isinstance(part, list) and not place.hole:
        return part
    for step in reversed(rest):
        part = {step: part} if isinstance(step, str) else [part]
    return ordered(part, start, catalogue)


# ------------------------------------------------------------------ edits


def plan(document: Document, missings: Iterable[Missing], catalogue: Catalogue) -> list[Edit]:
    """As few insertions as possible. What stands in the document stays as it is."""
    parts: dict[_Place, Sketch] = {}
    for missing in missings:
        place = _place(document, missing.route)
        if place is None:
            continue
        part = _part(place, missing, catalogue)
        parts[place] = merge(parts[place], part) if place in parts else part
    text = _Text(document)
    edits: list[tuple[Edit, int]] = []
    for place, part in parts.items():
        neat = ordered(part, canonical(place.route), catalogue)
        edit = _edit(document, text, place, neat)
        if edit:
            edits.append((edit, len(place.route)))
    # Where several begin at one point, the innermost section goes on first.
    edits.sort(key=lambda pair: (pair[0].span, -pair[1]))
    return _joined([edit for edit, _ in edits])


def first(document: Document, key: str, value: str) -> list[Edit]:
    """A key with a value that is known, before every other key; nothing where it has a value."""
    root, node = document.root, document.root.get(key)
    text = _Text(document)
    if isinstance(node, Scalar) and (empty(node) or placeholder(node.text, "id")):
        edit = _fill(document, text, (key,), node, Verbatim(value))
        return [edit] if edit else []
    if node is not None:
        return []
    line = f"{key}: {value}"
    if not root.flow:
        indent = " " * (root.span.column - 1)
        at = text.offset(root.span.line, root.span.column)
        return [text.point(at, f"{line}{text.end_of_line}{indent}")]
    if not root.entries:
        return [text.in_flow(root, line)]
    begin = next(iter(root.entries.values())).key_span
    return [text.point(text.offset(begin.line, begin.column), f"{line}, ")]


def _joined(edits: list[Edit]) -> list[Edit]:
    joined: list[Edit] = []
    for edit in edits:
        if joined and joined[-1].span == edit.span and _point(edit.span):
            joined[-1] = joined[-1].but(text=joined[-1].text + edit.text)
        else:
            joined.append(edit)
    return joined


def _point(span: Span) -> bool:
    return (span.line, span.column) == (span.end_line, span.end_column)


def _edit(document: Document, text: "_Text", place: _Place, part: Sketch) -> Edit | None:
    node = document.node(place.route)
    if isinstance(node, Scalar):
        return _fill(document, text, place.route, node, part)
    if isinstance(node, Mapping) and isinstance(part, dict):
        if node.flow:
            return text.in_flow(node, entries(part))
        return text.after(node, block(part, node.span.column - 1))
    if isinstance(node, Sequence) and isinstance(part, list):
        if node.flow:
            return text.in_flow(node, flow(part[0]))
        return text.after(node, item(part[0], node.span.column - 1))
    return None  # a list where a section belongs, or the other way round


def _fill(
    document: Document, text: "_Text", route: Route, node: Scalar, part: Sketch
) -> Edit | None:
    """A key or a dash with nothing behind it, or with null or empty quotes."""
    outer = document.node(route[:-1])
    if not isinstance(outer, Mapping | Sequence):
        return None
    if node.text or node.style:
        # A written null cannot stay beside a value: the only edit that takes something away.
        return None if node.style in ("|", ">") else Edit(node.span, flow(part))
    at = text.offset(node.span.line, node.span.column)
    if outer.flow:
        span = document.key_span(route)
        key = text.offset(span.end_line, span.end_column)
        colon = len(text.text) - len(text.text[key:].lstrip())
        if text.text[colon : colon + 1] == ":":
            return text.point(colon + 1, f" {flow(part)}")
        return text.point(key, f": {flow(part)}")
    if text.text[at - 1 : at] not in (":", "-"):
        return None  # a key in the long form, with a question mark
    in_list = isinstance(outer, Sequence)
    indent = outer.span.column + 1
    if isinstance(part, str):
        return text.point(at, f" {scalar(part)}")
    if isinstance(part, list) and not isinstance(part[0], dict):
        return text.point(at, f" {flow(part)}")
    if in_list:
        first, *rest = _lines(part, indent)
        return text.point(at, text.end_of_line.join((f" {first.lstrip()}", *rest)))
    return text.below(at, _lines(part, indent))


class _Text:
    """The text of a document: places as offsets, and where a value ends in it."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.lines = document.text.split("\n")
        self.starts = _starts(self.lines)
        self.end_of_line = "\r\n" if len(self.lines) > 1 and self.lines[0][-1:] == "\r" else "\n"

    def offset(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column - 1

    def point(self, at: int, text: str) -> Edit:
        """An insertion before the character at an offset."""
        # Imported here: only `fix` and `init` put anything in place.
        from bisect import bisect_right

        line = bisect_right(self.starts, at)
        column = at - self.starts[line - 1] + 1
        return Edit(Span(line, column, line, column), text)

    def below(self, at: int, lines: list[str]) -> Edit:
        """Lines of their own, below the line of an offset."""
        end = self.text.find("\n", at)
        if end >= 0:
            return self.point(end + 1, "".join(line + self.end_of_line for line in lines))
        return self.point(len(self.text), "".join(self.end_of_line + line for line in lines))

    def after(self, node: Node, lines: list[str]) -> Edit:
        """Lines after the last value of a section, before comments that may belong to the next."""
        return self.below(self._end(node), lines)

    def in_flow(self, node: Mapping | Sequence, text: str) -> Edit:
        """Inside braces or brackets, after what is there."""
        last = _last(node)
        if last is None:
            return self.point(self.offset(node.span.end_line, node.span.end_column) - 1, text)
        return self.point(self.offset(last.span.end_line, last.span.end_column), f", {text}")

    def _end(self, node: Node) -> int:
        """An offset in the last line of a value."""
        while not isinstance(node, Scalar) and not node.flow:
            last = _last(node)
            if last is None:
                break
            node = last
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            return self._end_of_block(node)
        return self.offset(node.span.end_line, node.span.end_column)

    def _end_of_block(self, node: Scalar) -> int:
        """Of a text of many lines; with a `+` the empty lines after it belong to it."""
        at = node.span.line - 1
        header = self.lines[at][node.span.column - 1 :].partition("#")[0]
        stated = any(char.isdigit() for char in header)
        depth = 0
        last = at
        for number in range(at + 1, len(self.lines)):
            line = self.lines[number]
            body = line.strip(" \r")
            indent = len(line) - len(line.lstrip(" "))
            if body:
                # A stated indentation may be less than that of the first line.
                depth = depth or (1 if stated else indent)
                if indent < depth or number >= node.span.end_line:
                    break
            if body or "+" in header:
                last = number
        return self.starts[last]


def _last(node: Mapping | Sequence) -> Node | None:
    if isinstance(node, Sequence):
        return node.items[-1] if node.items else None
    return next(reversed(node.entries.values())).value if node.entries else None


def _starts(lines: list[str]) -> list[int]:
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Edits that overlap are refused."""
    starts = _starts(text.split("\n"))
    placed = []
    for order, edit in enumerate(edits):
        line, column, end_line, end_column = edit.span
        if max(line, end_line) > len(starts):
            raise ValueError(f"an edit lies at line {end_line}, after the end of the text")
        begin, end = starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
        if not begin <= end <= len(text):
            raise ValueError(f"the edit at line {line} does not fit the text")
        placed.append((begin, end, order, edit.text))
    placed.sort(key=lambda one: one[:3])
    parts: list[str] = []
    done = 0
    for begin, end, _, new in placed:
        if begin < done:
            raise ValueError("two edits overlap")
        parts += [text[done:begin], new]
        done = end
    return "".join((*parts, text[done:]))
