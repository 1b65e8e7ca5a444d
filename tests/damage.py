"""Good packs, damaged in the ways that people and editors damage them."""

import random
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pilotgate.document import Mapping, Node, Route, Scalar, Sequence, Span
from pilotgate.errors import PilotgateError
from pilotgate.fields import catalogue
from pilotgate.language import QUALIFIERS
from pilotgate.predicates import PREDICATES
from pilotgate.reader import read

Files = dict[str, str]
FREE = ("examples", "sources", "references", "title", "why", "fix", "message", "about", "example")
FIELDS = ("field", "of", "by", "left", "right", "file", "direction", "values_of", "before")
SHORT = ("present", "person", "distinct", "kept")
TOPS = ("dimension", "owner", "on")
NAMED = {"conditions": "condition", "adjust": "rule id", "parameters": "parameter", "fields": ""}
CHOSEN = {"is": ("field", "value"), "covers": ("field", "values")}


class Word(NamedTuple):
    """One word of a pack that has to be spelt right, and what it is."""

    kind: str
    path: str
    at: int  # where the text of the word begins
    text: str


class Damage(NamedTuple):
    """The files of a pack after one accident."""

    kind: str
    path: str
    files: Files

    def __str__(self) -> str:
        return f"{self.kind} in {self.path}"


# ------------------------------------------------------------------ words that mean something


def words(path: str, text: str) -> list[Word]:
    """The words of a file that no one may invent: keys, fields, predicates, stages, ..."""
    root = read(text.encode(), path).root
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def at(span: Span) -> int:
        return starts[span.line - 1] + span.column - 1

    found: list[Word] = []
    walk = _pack(root) if path == "pack.yaml" else _rule(root, ())
    for kind, span, word in walk:
        begin = text.find(word, at(span))
        # A quote or the steps of a path may stand before it.
        if len(word) > 2 and 0 <= begin <= at(span) + 60:
            found.append(Word(kind, path, begin, word))
    return found


Told = Iterator[tuple[str, Span, str]]


def _pack(root: Mapping) -> Told:
    for key, entry in root.entries.items():
        yield "key", entry.key_span, key
        if key == "settings":
            yield from _keys(entry.value)
        elif key in NAMED and isinstance(entry.value, Mapping):
            for name, inner in entry.value.entries.items():
                if NAMED[key]:
                    yield NAMED[key], inner.key_span, name
                deep = key in ("conditions", "adjust")
                yield from (_rule(inner.value, (key, name)) if deep else _keys(inner.value))


def _keys(node: Node) -> Told:
    for key, entry in node.entries.items() if isinstance(node, Mapping) else ():
        yield "tier" if key in ("low", "medium", "high") else "key", entry.key_span, key
        if key == "type" and isinstance(entry.value, Scalar):
            yield "value", entry.value.span, entry.value.text


def _rule(node: Node, route: Route) -> Told:
    """Every word of a rule, by the keys above it."""
    if isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            yield from _rule(item, (*route, at))
    elif isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield _kind_of_key(key, route), entry.key_span, key
            if key not in FREE:
                yield from _rule(entry.value, (*route, key))
        yield from _chosen(node)
    else:
        yield from _scalar(node, [step for step in route if isinstance(step, str)], route)


def _kind_of_key(key: str, route: Route) -> str:
    if key in PREDICATES and key not in route[-1:]:
        return "predicate"
    if key in ("low", "medium", "high"):
        return "tier"
    return "stage" if route[-1:] == ("evidence",) else "key"


def _scalar(node: Scalar, names: list[str], route: Route) -> Told:
    """A text, by the last key above it."""
    key = names[-1] if names else ""
    if node.text.startswith("${"):
        yield "parameter", node.span, node.text[2:-1]
    elif key == "from" or names[-2:-1] == ["from"]:
        yield "stage", node.span, node.text
    elif key in ("tiers", "not_applicable"):
        yield "tier", node.span, node.text
    elif names[-2:-1] == ["evidence"] or (len(names) == 1 and key in TOPS):
        yield "value", node.span, node.text
    elif isinstance(route[-1], int) and key in ("when", "where", "any_of", "none_of", *QUALIFIERS):
        yield "condition", node.span, node.text
    elif key in (*FIELDS, *SHORT):
        yield from _field(node)


def _field(node: Scalar) -> Told:
    for name in re.findall(r"(?<![=|])\b[a-z_]{4,}\b(?!\|)", node.text.partition("=")[0]):
        if name != "item":
            yield "field", node.span, name


def _chosen(node: Mapping) -> Told:
    """The words of an enumeration, which a predicate names beside the field."""
    for name, (field, value) in CHOSEN.items():
        params = node.get(name)
        place = params.get(field) if isinstance(params, Mapping) else None
        given = params.get(value) if isinstance(params, Mapping) else None
        info = catalogue().get(place.text) if isinstance(place, Scalar) else None
        if info is None or info.type not in ("enum", "boolean") or info.open_values:
            continue
        for item in given.items if isinstance(given, Sequence) else [given]:
            if isinstance(item, Scalar) and not item.text.startswith("${"):
                yield "value", item.span, item.text


def misspelt(word: str, chance: random.Random) -> str:
    """A slip of the pen: two letters swapped, one lost, one doubled."""
    at = chance.randrange(1, len(word))
    slips = [word[:at] + word[at - 1] + word[at:], word[:at] + word[at + 1 :]]
    if at + 1 < len(word) and word[at] != word[at + 1]:
        slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return chance.choice(slips)


# ------------------------------------------------------------------ accidents

Accident = Callable[[str, random.Random], str | None]


def _lines(text: str) -> list[int]:
    """The lines that say something."""
    return [
        at
        for at, line in enumerate(text.split("\n"))
        if line.strip() and not line.lstrip().startswith("#")
    ]


def _line(text: str, chance: random.Random, change: Callable[[str], list[str]]) -> str:
    lines = text.split("\n")
    at = chance.choice(_lines(text))
    lines[at : at + 1] = change(lines[at])
    return "\n".join(lines)


def lost_line(text: str, chance: random.Random) -> str | None:
    return _line(text, chance, lambda _: [])


def shifted_line(text: str, chance: random.Random) -> str | None:
    by = chance.choice((1, 3))
    return _line(text, chance, lambda line: [" " * by + line])


def doubled_key(text: str, chance: random.Random) -> str | None:
    lines = text.split("\n")
    plain = [at for at in _lines(text) if re.match(r"[A-Za-z_]+: +[^>|\s]", lines[at])]
    at = chance.choice(plain)
    return "\n".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])


def swapped_type(text: str, chance: random.Random) -> str | None:
    """A list, a mapping or a text where another of them belongs."""
    found = [
        *re.finditer(r"(?m)^ *(?:- )?[a-z_]+: (\[[^\[\]\n]*\]|\{[^{}\n]*\}|[^\[{>|\n]+)$", text)
    ]
    if not found:
        return None
    hit = chance.choice(found)
    value = hit[1].strip()
    other = "[one, two]" if value[0] not in "[{" else chance.choice(("some text", "{one: two}"))
    if value[0] == "{" and other[0] == "{":
        other = "[one]"
    return text[: hit.start(1)] + other + text[hit.end(1) :]


def cut(text: str, chance: random.Random) -> str | None:
    return text[: chance.randrange(len(text) * 9 // 10)]


def tab(text: str, chance: random.Random) -> str | None:
    lines = text.split("\n")
    inner = [at for at in _lines(text) if re.match(r" +[-a-z].*: ", lines[at])]
    at = chance.choice(inner)
    lines[at] = "\t" + lines[at].lstrip()
    return "\n".join(lines)


def nul(text: str, chance: random.Random) -> str | None:
    at = chance.randrange(len(text))
    return f"{text[:at]}\0{text[at:]}"


def _value(text: str, chance: random.Random, put: str) -> str:
    hit = chance.choice([*re.finditer(r"(?m)^ *[a-z_]+: ([^\s>|])", text)])
    return text[: hit.start(1)] + put + text[hit.start(1) :]


def alias(text: str, chance: random.Random) -> str | None:
    return _value(text, chance, chance.choice(("*shared ", "&shared ")))


def tag(text: str, chance: random.Random) -> str | None:
    return _value(text, chance, chance.choice(("!!python/object:os.system ", "!!str ", "!own ")))


def worded_number(text: str, chance: random.Random) -> str | None:
    """A number of a clause or of a parameter becomes a word."""
    before = text.partition("\nexamples:")[0]
    form = r"(?:at_least|at_most|exactly|low|medium|high|default): (P?\d[\dA-Z.]*)"
    found = [*re.finditer(form, before)]
    if not found:
        return None
    hit = chance.choice(found)
    return text[: hit.start(1)] + "several" + text[hit.end(1) :]


ACCIDENTS: dict[str, tuple[Accident, bool]] = {
    # (what happens, must such a pack be refused)
    "a lost line": (lost_line, False),
    "a shifted line": (shifted_line, False),
    "a doubled key": (doubled_key, True),
    "another type": (swapped_type, False),
    "a file cut off": (cut, False),
    "a tab": (tab, True),
    "a NUL": (nul, True),
    "an alias": (alias, True),
    "a tag": (tag, True),
    "a number in words": (worded_number, True),
}
LOST = "a lost pack.yaml"
WORDS = ("key", "field", "predicate", "stage", "tier", "parameter", "value", "condition", "rule id")


def fatal(one: Damage) -> bool:
    """Can nothing that is meant look like that?"""
    return one.kind == LOST or ACCIDENTS.get(one.kind, (None, False))[1]


def same(path: str, one: str, other: str) -> bool:
    """Does the file still say what it said?"""
    try:
        return _plain(read(one.encode(), path).root) == _plain(read(other.encode(), path).root)
    except PilotgateError:
        return False


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {key: _plain(entry.value) for key, entry in node.entries.items()}


def misspellings(files: Files, chance: random.Random, *, each: int) -> Iterator[Damage]:
    """So many misspelt words of each kind that the pack has."""
    held = [word for path, text in sorted(files.items()) for word in words(path, text)]
    for kind in WORDS:
        known = [word for word in held if word.kind == kind]
        for word in chance.sample(known, min(each, len(known))):
            text = files[word.path]
            wrong = misspelt(word.text, chance)
            whole = text[: word.at] + wrong + text[word.at + len(word.text) :]
            name = f"{kind} {word.text} misspelt {wrong}"
            yield Damage(name, word.path, {**files, word.path: whole})


def accidents(files: Files, chance: random.Random, *, each: int) -> Iterator[Damage]:
    """So many of each kind of accident, and one lost file."""
    paths = sorted(files)
    for kind, (accident, _) in ACCIDENTS.items():
        made = 0
        while made < each:
            path = chance.choice(paths)
            text = accident(files[path], chance)
            if text is None or same(path, text, files[path]):
                continue
            made += 1
            yield Damage(kind, path, {**files, path: text})
    rest = {path: text for path, text in files.items() if path != "pack.yaml"}
    yield Damage(LOST, "pack.yaml", rest)
    gone = chance.choice([path for path in paths if path != "pack.yaml"])
    yield Damage("a lost rule", gone, {path: files[path] for path in paths if path != gone})
