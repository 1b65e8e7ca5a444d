"""Where facts come from: one file per source, the table of them, and `gather`."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from pilotgate.evidence import documents, files
from pilotgate.fact import Contents, File, Unavailable
from pilotgate.tree import Tree, safe_path

Fact = File | Contents | Unavailable


class Source(Protocol):
    """One kind of fact. It never raises for missing data and never decides."""

    def fetch(self, reference: str, tree: Tree) -> Fact: ...


SOURCES: Mapping[str, Source] = {
    "documents": documents,
    "files": files,
}


def gather(
    needs: Iterable[tuple[str, str]],
    tree: Tree,
    known: dict[tuple[str, str], Fact] | None = None,
) -> dict[tuple[str, str], Fact]:
    """Every needed fact, each fetched once; `known` are those of this tree that were fetched."""
    facts = {} if known is None else known
    wanted = sorted(set(needs))
    missing = [one for one in wanted if one not in facts]
    tree.expect(path for _, reference in missing if (path := _path(reference)))
    for source, reference in missing:
        facts[source, reference] = _fetch(source, reference, tree)
    return {one: facts[one] for one in wanted}


def _fetch(source: str, reference: str, tree: Tree) -> Fact:
    if source not in SOURCES:
        return Unavailable(f"this version has no source of facts named {source}")
    return SOURCES[source].fetch(reference, tree)


def _path(reference: str) -> str:
    try:
        return "" if files.is_url(reference) else safe_path(reference)
    except ValueError:
        return ""
