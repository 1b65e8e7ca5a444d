"""YAML text to Document: the strict subset, built from parser events. The only import of yaml.

Nothing of YAML that a person and a program can read differently is accepted:
no anchors, aliases, merge keys, tags, directives, duplicate keys, second
documents, invisible characters or foreign line ends. PyYAML's constructors are
never used; libyaml's events are, because they carry positions and survive any
nesting. Whatever the input, the answer is a Document or `UnreadableDocument`.
"""

import re
import unicodedata
from typing import Final, NoReturn

from yaml import _yaml
from yaml import events as yaml_events
from yaml.error import MarkedYAMLError, YAMLError

from pilotgate.document import Document, Entry, Mapping, Node, Scalar, Sequence, Span
from pilotgate.errors import UnreadableDocument
from pilotgate.shown import BLANK

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 20_000
MAX_ITEMS: Final = 100  # of one list or section: beyond any initiative, and cheap to compare

# What a terminal, an editor or a second YAML parser may read as something else than it
# looks: C0 and C1 controls, foreign line ends, and the two noncharacters of the plane.
# A carriage return ends a line only together with a line feed.
_CONTROL: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]"
_LONE_CR: Final = "\r(?!\n)"
_NAMES: Final = {
    "\x00": "a NUL",
    "\x1b": "an escape character",
    "\x85": "a NEL line end (U+0085)",
    "\u2028": "a line separator (U+2028)",
    "\u2029": "a paragraph separator (U+2029)",
}


def read(data: bytes, path: str, *, most: int = MAX_ITEMS) -> Document:
    """The document in `data`; `path` is only used to say where. `most`: items of one list."""
    if len(data) > MAX_BYTES:
        raise UnreadableDocument(
            f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read",
            file=path,
            hint="keep data in files of their own and refer to them by path",
        )
    text = _decode(data, path)
    _refuse_invisible(text, path)
    root = _Composer(text, path, most).compose()
    return Document(path, root, text)


def _decode(data: bytes, path: str) -> str:
    if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableDocument(
            "the file starts with a byte order mark",
            file=path,
            hint="save it as UTF-8 without a byte order mark",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise UnreadableDocument(
            f"byte 0x{data[error.start]:02X} is not UTF-8",
            file=path,
            line=before.count("\n") + 1,
            column=len(before) - (before.rfind("\n") + 1) + 1,
            hint="save the file as UTF-8",
        ) from None


def _refuse_invisible(text: str, path: str) -> None:
    if text.isascii() and text.replace("\n", "").isprintable():
        return  # most files, at no cost
    found = _control(text)
    at, name = (found.start(), _name(found[0])) if found else _format_character(text)
    if at < 0:
        return
    before = text[:at]
    raise UnreadableDocument(
        f"{name} is not allowed: people and programs would read this line differently",
        file=path,
        line=before.count("\n") + 1,
        column=at - (before.rfind("\n") + 1) + 1,
        hint="delete the invisible character",
    )


def _control(text: str) -> re.Match[str] | None:
    # Compiled when first wanted, which in most runs is never.
    return re.search(_CONTROL, text) or re.search(_LONE_CR, text)


def _name(char: str) -> str:
    if char == "\r":
        return "a carriage return without a line feed"
    return _NAMES.get(char) or f"the control character U+{ord(char):04X}"


def _format_character(text: str) -> tuple[int, str]:
    """Bidirectional, zero-width, tag, filler, private and unassigned characters."""
    if text.isascii():
        return -1, ""
    invisible = {
        char
        for char in set(text)
        if ord(char) in BLANK or unicodedata.category(char) in ("Cf", "Cn", "Co")
    }
    if not invisible:
        return -1, ""
    at = min(text.index(char) for char in invisible)
    name = unicodedata.name(text[at], "format character").lower()
    return at, f"the invisible character U+{ord(text[at]):04X} ({name})"


class _Composer:
    """Builds nodes from events; refuses what the strict subset leaves out."""

    def __init__(self, text: str, path: str, most: int) -> None:
        self._text = text
        self._most = most
        self._path = path
        self._nodes = 0
        self._parser = _yaml.CParser(text)
        self._event = self._parser.get_event

    def compose(self) -> Mapping:
        try:
            return self._document()
        except MarkedYAMLError as error:
            self._malformed(error)
        except YAMLError as error:
            # libyaml's own reader names the character but not its place.
            self._refuse(" ".join(str(error).split())[:200], None)
        finally:
            self._parser.dispose()

    def _document(self) -> Mapping:
        self._next()  # the start of the stream
        start = self._next()
        if not isinstance(start, yaml_events.DocumentStartEvent):
            self._refuse("the file is empty", None, hint="write key: value lines")
        if start.version or start.tags:
            self._refuse("a % directive is not allowed", start, hint="delete the line")
        root = self._node(self._next(), 1)
        self._next()  # the end of the document
        after = self._next()
        if not isinstance(after, yaml_events.StreamEndEvent):
            self._refuse(
                "a second document starts here; one file holds one",
                after,
                hint="delete the --- line, or move the rest to a file of its own",
            )
        if not isinstance(root, Mapping):
            self._refuse_root(root)
        return root

    def _refuse_root(self, root: Scalar | Sequence) -> NoReturn:
        hint = "write key: value lines"
        if isinstance(root, Scalar):
            if root.null:
                raise UnreadableDocument(
                    "the file says nothing", file=self._path, hint="write key: value lines"
                )
            if ":" in root.text:
                hint = "write a space after each colon, as in stage: poc"
        raise UnreadableDocument(
            f"the file must hold keys and values, not {_kind(root)}",
            file=self._path,
            line=root.span.line,
            column=root.span.column,
            hint=hint,
        )

    def _next(self) -> yaml_events.Event:
        event = self._event()
        if event is None:
            self._refuse("the file ends in the middle", None)
        return event

    def _node(self, event: yaml_events.Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(f"the file has more than {MAX_NODES:,} values", event)
        if type(event) is yaml_events.ScalarEvent and event.anchor is None and event.tag is None:
            # The usual case, as short as it can be: a run reads tens of thousands of these.
            start, end = event.start_mark, event.end_mark
            if event.implicit[0] and start is not None and end is not None:
                place = (start.line + 1, start.column + 1, end.line + 1, end.column + 1)
                return Scalar(event.value, "", _TUPLE(Span, place))
            return self._scalar(event)
        if not isinstance(event, _STARTS):
            alias = event.anchor if isinstance(event, yaml_events.NodeEvent) else None
            self._refuse(
                f"the alias *{_clip(alias or '')} is not allowed", event, hint="repeat the value"
            )
        if event.anchor is not None:
            self._refuse(
                f"the anchor &{_clip(event.anchor)} is not allowed", event, hint="delete it"
            )
        if event.tag is not None:
            self._refuse(
                f"the tag {_clip(_tag(event.tag))} is not allowed",
                event,
                hint="delete it: the type of a value comes from its field",
            )
        if depth > MAX_DEPTH:
            self._refuse(f"values are nested more than {MAX_DEPTH} deep", event)
        if isinstance(event, yaml_events.SequenceStartEvent):
            return self._sequence(event, depth)
        if isinstance(event, yaml_events.MappingStartEvent):
            return self._mapping(event, depth)
        raise ValueError("libyaml gave an event that starts nothing")

    def _scalar(self, event: yaml_events.ScalarEvent) -> Scalar:
        text = event.value
        if event.style == '"' and not (text.isascii() and text.isprintable()):
            # An escape can write what the raw text may not hold.
            found = _control(text)
            name = _name(found[0]) if found else _format_character(text)[1]
            if name:
                self._refuse(f"{name} is not allowed, escaped or not", event, hint="delete it")
        return Scalar(text, event.style or "", self._span(event))

    def _sequence(self, event: yaml_events.SequenceStartEvent, depth: int) -> Sequence:
        items: list[Node] = []
        while type(inner := self._next()) is not yaml_events.SequenceEndEvent:
            if len(items) == self._most:
                self._refuse(f"a list has more than {self._most} items", inner)
            items.append(self._node(inner, depth + 1))
        if event.flow_style or not items:
            return Sequence(items, self._span(event, inner), flow=bool(event.flow_style))
        return Sequence(items, _until(event, items[-1].span), flow=False)

    def _mapping(self, event: yaml_events.MappingStartEvent, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        seen: dict[str, Span] = {}
        value: Node | None = None
        while type(inner := self._next()) is not yaml_events.MappingEndEvent:
            key = self._key(inner, depth)
            same = key.text
            if not same.isascii():
                same = unicodedata.normalize("NFKC", same)
            if same in seen:
                self._refuse(
                    f'the key "{_clip(key.text)}" stands here a second time '
                    f"(first on line {seen[same].line})",
                    inner,
                    hint="keep one of them",
                )
            if len(seen) == self._most:
                self._refuse(f"a section has more than {self._most} keys", inner)
            seen[same] = key.span
            value = self._node(self._next(), depth + 1)
            if type(value) is Scalar and not value.text and value.span.line > key.span.end_line:
                # A key in the long form and nothing behind it: its mark stands where the next is.
                value.span = Span(*key.span[2:], *key.span[2:])
            entries[key.text] = _TUPLE(Entry, (key.span, value))
        if event.flow_style or value is None:
            return Mapping(entries, self._span(event, inner), flow=bool(event.flow_style))
        return Mapping(entries, _until(event, value.span), flow=False)

    def _key(self, event: yaml_events.Event, depth: int) -> Scalar:
        if type(event) is yaml_events.ScalarEvent and event.implicit[0]:
            text = event.value
            if text and text != "<<" and "\n" not in text:
                return self._node(event, depth)  # type: ignore[return-value]
        if type(event) is not yaml_events.ScalarEvent and type(event) is not yaml_events.AliasEvent:
            self._refuse("a key must be a word, not a list or a mapping", event)
        key = self._node(event, depth)
        if not isinstance(key, Scalar) or not key.text:
            self._refuse("a key is missing before the colon", event)
        if key.plain and key.text == "<<":
            self._refuse("the merge key << is not allowed", event, hint="repeat the values")
        if "\n" in key.text:
            self._refuse("a key must stand on one line", event)
        return key

    def _span(self, event: yaml_events.Event, last: yaml_events.Event | None = None) -> Span:
        start, end = event.start_mark, (last or event).end_mark
        if start is None or end is None:
            raise ValueError("libyaml gave an event without a place")
        line, column = end.line, end.column
        if getattr(event, "style", None) in ("|", ">"):
            # A block ends where the next token starts; its text ended before.
            before = self._text[start.index : end.index].rstrip()
            line = start.line + before.count("\n")
            newline = before.rfind("\n")
            column = start.column + len(before) if newline < 0 else len(before) - newline - 1
        return Span(start.line + 1, start.column + 1, line + 1, column + 1)

    def _malformed(self, error: MarkedYAMLError) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "this is not YAML"
        hint = _HINTS.get(problem, "")
        if mark and self._text[mark.index : mark.index + 1] == "\t":
            hint = "indent with spaces, not with tabs"
        if error.context and error.context != problem:
            problem = f"{problem} {error.context}"
        raise UnreadableDocument(
            problem,
            file=self._path,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
            hint=hint or "mend the YAML here or on the line above",
        ) from None

    def _refuse(self, problem: str, event: yaml_events.Event | None, *, hint: str = "") -> NoReturn:
        mark = event.start_mark if event is not None else None
        raise UnreadableDocument(
            problem,
            file=self._path,
            line=mark.line + 1 if mark else 1,
            column=mark.column + 1 if mark else 1,
            hint=hint,
        )


_TUPLE: Final = tuple.__new__  # makes a NamedTuple without its function in Python between
_STARTS: Final = (
    yaml_events.ScalarEvent,
    yaml_events.SequenceStartEvent,
    yaml_events.MappingStartEvent,
)
_HINTS: Final = {
    "found character '\\t' that cannot start any token": "indent with spaces, not with tabs",
    "mapping values are not allowed in this context": (
        "put quotes round a text that contains a colon and a space"
    ),
    "could not find expected ':'": "write the key as key: value",
    "did not find expected key": "check the indentation of this line and the one above",
    "did not find expected ',' or ']'": "close the list with ]",
    "did not find expected ',' or '}'": "close the mapping with }",
    "found character that cannot start any token": "put quotes round this text",
    "found unexpected end of stream": "close the quote",
}


def _until(event: yaml_events.Event, last: Span) -> Span:
    """What a block spans: from its start to the end of the last thing in it."""
    start = event.start_mark
    if start is None:
        raise ValueError("libyaml gave an event without a place")
    return _TUPLE(Span, (start.line + 1, start.column + 1, last[2], last[3]))


def _tag(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!", 1)


def _kind(node: Node) -> str:
    return {Scalar: "a single text", Sequence: "a list", Mapping: "a mapping"}[type(node)]


def _clip(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "..."  # noqa: PLR2004
