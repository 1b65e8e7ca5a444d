"""Which files of a tree are manifests, which pose as each other, and which id each carries."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from pilotgate.document import Document, Scalar
from pilotgate.errors import Unreadable, UnreadableDocument
from pilotgate.reader import read
from pilotgate.tree import Tree

PATTERN: Final = r"(^|/)(ai-initiative|ai-initiatives/[^/]+)\.ya?ml$"
_MANIFEST: Final = re.compile(PATTERN)
_DIRECTORY: Final = re.compile(r"(^|/)ai-initiatives$")


def find(paths: Iterable[str], extra: Iterable[str] = (), exclude: Iterable[str] = ()) -> list[str]:
    """Every manifest among the paths, sorted; `extra` and `exclude` are globs.

    Also what a person or another file system takes for one; `odd` tells them apart.
    """
    more, less = tuple(extra), tuple(exclude)
    listed = [path for path in paths if _looks_like_one(path) or _any(path, more)]
    return sorted(path for path in listed if not _any(path, less))


def _looks_like_one(path: str) -> bool:
    # Cheap first: this is asked of every file of a repository.
    if path.isascii():
        lower = path.lower()
        if "ai-initiative" not in lower:
            return False
        return bool(_MANIFEST.search(lower.rstrip()) or _DIRECTORY.search(lower))
    plain = _plain(path)
    return bool(_MANIFEST.search(plain) or _DIRECTORY.search(plain))


def _plain(path: str) -> str:
    folded = unicodedata.normalize("NFKC", path).casefold()
    # The dotless i is what a Turkish file system makes of I.
    return folded.replace("\u0131", "i").rstrip()


def odd(path: str) -> str:
    """Why a file that looks like a manifest is none by its name; "" for a proper name."""
    if _MANIFEST.search(path) or not _looks_like_one(path):
        return ""
    if _DIRECTORY.search(_plain(path)):
        return "is no directory, so the manifests it stands for are not seen"
    return "is not spelt as a manifest is, and some file systems take it for one"


def _any(path: str, globs: tuple[str, ...]) -> bool:
    if not globs:
        return False
    # Imported here: few repositories configure where manifests are.
    from fnmatch import fnmatchcase

    return any(fnmatchcase(path, glob) for glob in globs)


def twins(paths: Iterable[str]) -> dict[str, str]:
    """Manifests whose names a person or a file system may take for one another."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for path in sorted(paths):
        plain = unicodedata.normalize("NFKC", path).casefold()
        stem = plain.removesuffix(".yaml").removesuffix(".yml")
        other = first.setdefault(stem, path)
        if other != path:
            found[path] = other
            found.setdefault(other, path)
    return found


def documents(tree: Tree, paths: Iterable[str]) -> dict[str, Document]:
    """Each manifest that can be read; what is wrong with the others is a finding of its own."""
    found: dict[str, Document] = {}
    for path in paths:
        try:
            found[path] = read(tree.read(path), path)
        except (UnreadableDocument, Unreadable):
            continue
    return found


def ids(known: Mapping[str, Document]) -> dict[str, str]:
    """metadata.id of each manifest."""
    nodes = {path: document.node(("metadata", "id")) for path, document in known.items()}
    return {
        path: node.text for path, node in nodes.items() if isinstance(node, Scalar) and node.text
    }


def shared(known: Mapping[str, str]) -> dict[str, str]:
    """For each path, another path with the same id."""
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for path in sorted(known):
        other = first.setdefault(known[path], path)
        if other != path:
            found[path] = other
            found.setdefault(other, path)
    return found
