"""What a repository says about itself: known values for a first manifest, each with its source.

Everything read here was written by others for other readers. It is cut, cleaned and
later quoted, and what does not look like the value it should be is passed over.
"""

import re
from collections.abc import Iterable
from typing import Final

from pilotgate import codeowners
from pilotgate.document import Document, Scalar, empty
from pilotgate.errors import Unreadable, UnreadableDocument
from pilotgate.people import is_group
from pilotgate.reader import read
from pilotgate.record import Record
from pilotgate.shown import looks_secret
from pilotgate.tree import Kind, Tree
from pilotgate.values import INITIATIVE_ID_PATTERN, placeholder, reference

CATALOG: Final = "catalog-info.yaml"
READMES: Final = ("README.md", "README.rst", "README.txt", "README", "readme.md")
_MOST: Final = 256 * 1024
_NAME: Final = 80
_SENTENCE: Final = 240


class Known(Record):
    """A value and where it was found."""

    field: str
    value: str
    source: str


class Prefill(Record):
    """Known values, people to ask, and what was passed over and why."""

    known: tuple[Known, ...]
    candidates: tuple[tuple[str, str], ...] = ()  # a reference and its source
    notes: tuple[str, ...] = ()

    def value(self, field: str) -> str:
        return next((known.value for known in self.known if known.field == field), "")


def prefill(tree: Tree, path: str, names: Iterable[tuple[str, str]]) -> Prefill:
    """What the files of `tree` tell; `names`: what the initiative may be called, best first."""
    notes: list[str] = []
    catalog = _catalog(tree, notes)
    known = [_id(catalog, names), _title(catalog, names)]
    known += _described(tree, catalog, notes)
    system = _text(catalog, "spec", "system")
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,80}", system):
        place = system if "/" in system else f"default/{system}"
        known.append(Known("metadata.system", f"system:{place}", CATALOG))
    people, teams = _people(tree, catalog, path, notes)
    if people:
        known.append(Known("owners.technical.ref", *people[0]))
    lifecycle = _text(catalog, "spec", "lifecycle")
    if lifecycle == "experimental":
        notes.append(f"{CATALOG} calls it experimental, which is stage poc")
    elif lifecycle in ("production", "deprecated"):
        notes.append(f"{CATALOG} calls it {lifecycle}: is it really a poc? see init --stage")
    return Prefill(tuple(known), (*people[1:], *teams), tuple(notes))


def slug(text: str) -> str:
    """An id of the allowed form, or nothing."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:63].strip("-")
    longer = f"{plain}-initiative"[-63:].strip("-")
    return next((name for name in (plain, longer) if plain and _is_id(name)), "")


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(INITIATIVE_ID_PATTERN, text)) and not placeholder(text, "string")


def _id(catalog: Document | None, names: Iterable[tuple[str, str]]) -> Known:
    for text, source in ((_text(catalog, "metadata", "name"), CATALOG), *names):
        plain = slug(text)
        if plain:
            return Known("metadata.id", plain, source)
    return Known("metadata.id", "ai-initiative", "nothing better")


def _title(catalog: Document | None, names: Iterable[tuple[str, str]]) -> Known:
    title = clean(_text(catalog, "metadata", "title"), _NAME)
    if title:
        return Known("metadata.name", title, CATALOG)
    for text, source in ((_text(catalog, "metadata", "name"), CATALOG), *names):
        words = clean(re.sub(r"[-_.]+", " ", text), _NAME)
        if words:
            return Known("metadata.name", words[0].upper() + words[1:], source)
    return Known("metadata.name", "<what people call it>", "")


def _described(tree: Tree, catalog: Document | None, notes: list[str]) -> list[Known]:
    text = clean(_text(catalog, "metadata", "description"), _SENTENCE)
    if text:
        return [Known("metadata.description", text, CATALOG)]
    for name in READMES:
        content = _file(tree, name, notes)
        if content is not None:
            text = clean(paragraph(content), _SENTENCE)
            return [Known("metadata.description", text, name)] if text else []
    return []


def paragraph(text: str) -> str:
    """The first paragraph of a README that is a sentence: no heading, badge, list or markup."""
    fenced = False
    lines: list[str] = []
    for raw in (*text.splitlines()[:400], ""):
        line = raw.strip()[:2000]
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        usable = not fenced and bool(line) and not line.startswith(_MARKUP)
        if usable and not set(line) <= set("=-~^*#_ "):
            lines.append(line)
        elif lines and set(line) <= set("=-~^") and line:
            lines.pop()  # it was a heading, underlined
        elif lines:
            if len(" ".join(lines).split()) >= 4:  # noqa: PLR2004  a sentence
                return _plain(" ".join(lines))
            lines = []
    return ""


_MARKUP: Final = ("#", "[!", "![", "<", "|", ">", "- ", "* ", "+ ", "..", "```", "~~~", "[")


def _plain(text: str) -> str:
    text = re.sub(r"\[([^\[\]]{0,200})\]\([^()]{0,500}\)", r"\1", text[:4000])
    return re.sub(r"[`*_]{1,3}", "", text)


def clean(text: str, most: int) -> str:
    """One line without anything invisible, cut at a word; nothing if it could be a secret."""
    # Imported here: only `init` takes texts over.
    from unicodedata import category

    flat = "".join(" " if char.isspace() else char for char in text[: most * 8])
    flat = "".join(char for char in flat if category(char)[0] != "C")
    flat = " ".join(flat.split())
    if looks_secret(flat) or placeholder(flat, "prose"):
        return ""
    if len(flat) <= most:
        return flat
    sentence = re.match(r".{20,}?[.!?](?= )", flat[:most])
    return sentence[0] if sentence else flat[: most - 3].rpartition(" ")[0] + "..."


def _people(
    tree: Tree, catalog: Document | None, path: str, notes: list[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Persons and teams that own the manifest's path or the component."""
    found: list[tuple[str, str]] = []
    owner = _text(catalog, "spec", "owner")
    if owner:
        # Backstage reads an owner without a kind as a group.
        found.append((owner if ":" in owner or "@" in owner else f"group:{owner}", CATALOG))
    for place in codeowners.PLACES:
        text = _file(tree, place, notes)
        if text is not None:
            found += [(owner, place) for owner in codeowners.owners(text, path)]
            break
    sure = list(dict.fromkeys(pair for pair in found if is_person_or_team(pair[0])))
    people = [pair for pair in sure if not is_group(pair[0])]
    return people, [pair for pair in sure if is_group(pair[0])]


def is_person_or_team(text: str) -> bool:
    """A reference of printable ASCII, which cannot hide anything."""
    return (
        text.isascii()
        and text.isprintable()
        and len(text) <= _NAME
        and reference(text) is not None
        and not placeholder(text, "ref")
    )


def _catalog(tree: Tree, notes: list[str]) -> Document | None:
    """The first component of catalog-info.yaml, which often holds several documents."""
    text = _file(tree, CATALOG, notes)
    for part in re.split(r"(?m)^---[ \t]*\r?$", text or ""):
        if not part.strip():
            continue
        try:
            document = read(part.encode(), CATALOG)
        except UnreadableDocument as error:
            notes.append(f"{CATALOG} was passed over: {error.problem}")
            return None
        if _text(document, "kind") == "Component":
            return document
    return None


def _text(document: Document | None, *route: str) -> str:
    node = document.node(route) if document else None
    return node.text if isinstance(node, Scalar) and not empty(node) else ""


def _file(tree: Tree, path: str, notes: list[str]) -> str | None:
    """The text of a regular file, if it is one; anything else is passed over, and said."""
    entry = tree.entry(path)
    if entry is None:
        return None
    if entry.kind is not Kind.FILE:
        notes.append(f"{path} was passed over: it is not a regular file")
        return None
    try:
        return tree.read(path, _MOST).decode("utf-8")
    except Unreadable as error:
        notes.append(f"{path} was passed over: {error.problem}")
    except UnicodeDecodeError:
        notes.append(f"{path} was passed over: it is not UTF-8")
    return None
