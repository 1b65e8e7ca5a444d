"""`documents`: what a file says: its texts, its headings or keys, and whether they are filled."""

import re
from collections.abc import Iterator

from pilotgate.document import Mapping, Scalar, Sequence
from pilotgate.errors import Unreadable, UnreadableDocument
from pilotgate.evidence import files
from pilotgate.fact import Contents, Unavailable
from pilotgate.tree import MAX_BYTES, Tree, safe_path
from pilotgate.values import placeholder

_FORMATS = {
    "md": "markdown",
    "markdown": "markdown",
    "adoc": "asciidoc",
    "asciidoc": "asciidoc",
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "csv": "csv",
    "tsv": "csv",
}
_MAX_DEPTH = 64
_BETWEEN = "\0"

Sections = tuple[tuple[str, bool], ...]


def fetch(reference: str, tree: Tree) -> Contents | Unavailable:
    about = files.fetch(reference, tree)
    if isinstance(about, Unavailable):
        return about
    if about.problem:
        return Contents(about.path, about.problem)
    form = _FORMATS.get(about.path.rpartition("/")[2].rpartition(".")[2].lower(), "text")
    if about.size is None or about.size > MAX_BYTES:
        return Contents(
            about.path, f"is larger than {MAX_BYTES // 1024} KiB, the most that is read", form
        )
    try:
        data = tree.read(safe_path(reference))
    except Unreadable as error:
        return Unavailable(f"could not be read: {error.problem}", error.hint)
    return parse(about.path, form, data)


def parse(path: str, form: str, data: bytes) -> Contents:
    """The contents of `data`, or the reason why it cannot be read as `form`."""
    try:
        said = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return Contents(path, "is not UTF-8 text, so it cannot be read", form)
    if "\0" in said:
        return Contents(path, "is not a text file, so it cannot be read", form)
    try:
        text, sections = _PARSERS[form](said, path)
    except _Unparsable as error:
        return Contents(path, f"does not parse as {form}: {error}", form)
    return Contents(path, "", form, text, sections)


class _Unparsable(Exception):
    """Why a text is not what its name says."""


# ------------------------------------------------------------------ does a text say anything?

_STARTS_UNDONE = r"(?i)(?:todo|tbd|tbc|tba|fixme|xxx)\b"
_WRAPPED = r"<[^<>]*>|\[[^\[\]]*\]|\{\{.*\}\}|_?\[[^\[\]]*\]_?"
_MARKS = r"(?:(?:[-*+>|]|\d{1,4}[.)]|\[[ xX]\])(?:\s+|$))*"


def _says(text: str) -> bool:
    """Whether anything is left without list marks, emphasis and placeholders."""
    plain = text.strip()
    marks = re.match(_MARKS, plain)
    plain = plain[marks.end() if marks else 0 :].strip("*_`~ |")
    return bool(
        re.search(r"\w", plain)
        and not placeholder(plain, "prose")
        and not re.match(_STARTS_UNDONE, plain)
        and not re.fullmatch(_WRAPPED, plain)
    )


def _row_says(line: str) -> bool:
    if line.lstrip().startswith("|"):
        # The first cell of a row is its label: a row of labels alone says nothing.
        cells = line.strip().strip("|").split("|")
        return any(map(_says, cells[1:] if len(cells) > 1 else cells))
    return _says(line)


def _outline(lines: list[tuple[int, str]]) -> Sections:
    """Headings from lines with their level; level 0 is text."""
    sections: list[list[object]] = []
    open_: list[tuple[int, list[object]]] = []
    for level, line in lines:
        if level:
            open_ = [(above, section) for above, section in open_ if above < level]
            section: list[object] = [line, False]
            sections.append(section)
            open_.append((level, section))
        elif line:
            for _, section in open_:
                section[1] = True
    return tuple((str(name), bool(filled)) for name, filled in sections)


# ------------------------------------------------------------------ Markdown, AsciiDoc, text

_ATX = r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$"
_ADOC = r"(={1,6})[ \t]+(\S.*)$"
_FENCE = r" {0,3}(`{3,}|~{3,})"
_RULE = r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+$"
_UNDERLINE = r" {0,3}(=+|-+|~+|\^+)[ \t]*$"
_SHORT = 4


def _markdown(text: str, _: str) -> tuple[str, Sections]:
    text = _visible(text)
    lines: list[tuple[int, str]] = []
    fence = ""
    previous = ""
    for line in text.split("\n"):
        mark = re.match(_FENCE, line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence
            lines.append((0, "" if closes else line.strip()))
            previous = ""
            continue
        head = re.match(_ATX, line)
        under = re.match(_UNDERLINE, line)
        if mark:
            fence = mark[1]
        elif head:
            lines.append((len(head[1]), head[2] or ""))
        elif under and under[1][0] in "=-" and _may_be_title(previous):
            lines[-1] = (1 if under[1][0] == "=" else 2, previous.strip())
        elif re.match(_RULE, line) and lines:
            # The line above the rule names the columns of a table.
            lines[-1] = (0, "")
        else:
            lines.append((0, line if _row_says(line) else ""))
        previous = "" if head or mark or under else line
    return text, _outline(lines)


def _may_be_title(line: str) -> bool:
    return bool(line.strip()) and not re.match(r"\s*(?:[-*+>|]|\d+[.)])(?:\s|$)| {4}", line)


def _visible(text: str) -> str:
    """Without HTML comments: what readers do not see does not count."""
    parts = text.split("<!--")
    rest = (part.partition("-->") for part in parts[1:])
    return parts[0] + "".join(tail for _, _, tail in rest)


def _asciidoc(text: str, _: str) -> tuple[str, Sections]:
    text = "\n".join(line for line in text.split("\n") if not re.match(r"//(?!/)", line))
    lines: list[tuple[int, str]] = []
    for line in text.split("\n"):
        head = re.match(_ADOC, line)
        says = _row_says(line) and not re.match(r":[\w-]+:|\[.*\]$|={4,}$|-{4,}$", line)
        lines.append((len(head[1]), head[2]) if head else (0, line if says else ""))
    return text, _outline(lines)


def _text(text: str, _: str) -> tuple[str, Sections]:
    rows = text.split("\n")
    lines: list[tuple[int, str]] = []
    for at, line in enumerate(rows):
        after = rows[at + 1] if at + 1 < len(rows) else ""
        alone = not (rows[at - 1].strip() if at else "")
        if re.match(_UNDERLINE, line):
            continue
        if line.strip() and (re.match(_UNDERLINE, after) or (alone and _is_title(line, after))):
            lines.append((1, line.strip()))
        else:
            lines.append((0, line if _says(line) else ""))
    return text, _outline(lines)


def _is_title(line: str, after: str) -> bool:
    plain = line.strip()
    if not _may_be_title(plain) and not re.match(r"\d+[.)]\s", plain):
        return False
    if plain.endswith(":") or (plain.isupper() and len(plain) > 1):
        return True
    short = len(plain.split()) <= _SHORT and not plain.endswith((".", ",", ";", "!", "?"))
    # A short line of its own is read as a title: read as text it could fill the title above.
    return short and (not after.strip() or plain[:1].isupper() or plain[:1].isdigit())


# ------------------------------------------------------------------ YAML, JSON, CSV


def _yaml(text: str, path: str) -> tuple[str, Sections]:
    # Imported here: most manifests name no YAML evidence, but all of them are YAML already.
    from pilotgate.reader import read

    try:
        document = read(text.encode(), path)
    except UnreadableDocument as error:
        raise _Unparsable(f"line {error.line}: {error.problem}") from None
    return _structure(document.root)


def _structure(root: object) -> tuple[str, Sections]:
    texts: list[str] = []
    sections: list[tuple[str, bool]] = []

    def walk(node: object, depth: int) -> bool:
        if depth > _MAX_DEPTH:
            raise _Unparsable(f"it is nested more than {_MAX_DEPTH} deep")
        pairs, items, text = _shape(node)
        filled = False
        for key, value in pairs:
            texts.append(key)
            at = len(sections)
            sections.append((key, False))
            says = walk(value, depth + 1)
            sections[at] = (key, says)
            filled |= says
        for item in items:
            filled |= walk(item, depth + 1)
        texts.append(text)
        return filled or _value_says(text)

    walk(root, 0)
    return _BETWEEN.join(texts), tuple(sections)


def _value_says(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[0-9][0-9.eE+-]*", text)) or _says(text)


def _shape(node: object) -> tuple[Iterator[tuple[str, object]], list[object], str]:
    """A node of YAML or a value of JSON as pairs, items and a text."""
    none: Iterator[tuple[str, object]] = iter(())
    if isinstance(node, Mapping):
        return ((key, entry.value) for key, entry in node.entries.items()), [], ""
    if isinstance(node, dict):
        return iter(node.items()), [], ""
    if isinstance(node, list):
        return none, node, ""
    if isinstance(node, Scalar):
        return none, [], "" if node.null else node.text
    if isinstance(node, Sequence):
        return none, list(node.items), ""
    if node is None or isinstance(node, bool):
        return none, [], "" if node is None else str(node).lower()
    return none, [], str(node)


def _json(text: str, _: str) -> tuple[str, Sections]:
    # Imported here: only where the evidence is JSON.
    from json import loads

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise _Unparsable("a key occurs twice in one object")
        return made

    def refuse(word: str) -> object:
        raise _Unparsable(f"{word} is no JSON number")

    try:
        # Numbers keep their text: nothing is rounded, and no long one is converted.
        value: object = loads(
            text, parse_int=str, parse_float=str, parse_constant=refuse, object_pairs_hook=unique
        )
    except RecursionError:
        raise _Unparsable("it is nested too deeply") from None
    except ValueError as error:
        raise _Unparsable(str(error)) from None
    return _structure(value)


def _csv(text: str, path: str) -> tuple[str, Sections]:
    # Imported here: only where the evidence is a table.
    import csv

    if path.lower().endswith(".tsv"):
        delimiter = "\t"
    else:
        head = text.partition("\n")[0]
        delimiter = ";" if head.count(";") > head.count(",") else ","
    try:
        rows = list(csv.reader(text.split("\n"), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _Unparsable(str(error)) from None
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return "", ()
    header, *body = rows
    for number, row in enumerate(body, 2):
        if len(row) != len(header):
            raise _Unparsable(f"row {number} has {len(row)} cells and the header {len(header)}")
    sections = tuple(
        (name, any(_value_says(row[at].strip()) for row in body)) for at, name in enumerate(header)
    )
    return _BETWEEN.join(cell for row in rows for cell in row), sections


_PARSERS = {
    "markdown": _markdown,
    "asciidoc": _asciidoc,
    "text": _text,
    "yaml": _yaml,
    "json": _json,
    "csv": _csv,
}
