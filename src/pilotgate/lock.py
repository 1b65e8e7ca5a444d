"""`pilotgate.lock`: the digest of each pack of another repository that judges here."""

import re
from collections.abc import Mapping
from typing import Any, Final

from pilotgate.document import Mapping as Section
from pilotgate.document import Node, Scalar, Sequence
from pilotgate.errors import ConfigurationError, UnreadableDocument, UsageError
from pilotgate.gitsource import parse
from pilotgate.reader import read

LOCK: Final = "pilotgate.lock"
VERSION: Final = "ai-lock/v1"
MOST: Final = 1_000
_HEAD: Final = (
    "# Written by pilotgate policy fetch; commit it. A pack that has not its digest judges nobody."
)
_DIGEST: Final = "sha256:[0-9a-f]{64}"
_REMAKE: Final = "put it back from git, or delete it and run: pilotgate policy fetch"


class Lock:
    """What is written of each source; of a bundle, also what pack it is `of`."""

    def __init__(self, digests: Mapping[str, str] | None = None, of: str = "") -> None:
        self.digests = dict(digests or {})
        self.of = of

    @property
    def text(self) -> str:
        """The file: sorted, one entry for each source."""
        lines = [_HEAD, f"apiVersion: {VERSION}"]
        lines += [f"of: {self.of}"] if self.of else []
        lines += ["packs:" if self.digests else "packs: []"]
        for source, digest in sorted(self.digests.items()):
            lines += [f"  - source: {source}", f"    digest: {digest}"]
        return "\n".join(lines) + "\n"


def lock_of(data: bytes | None, name: str = LOCK) -> Lock:
    """The lock in a file; an empty one where there is none."""
    if data is None:
        return Lock()
    try:
        document = read(data, name, most=MOST)
    except UnreadableDocument as error:
        raise ConfigurationError(error.problem, where=error.where, hint=_REMAKE) from None
    whole = _plain(document.root)
    if whole.get("apiVersion") != VERSION or set(whole) - {"of"} != {"apiVersion", "packs"}:
        span = document.span(())
        raise ConfigurationError(
            f"is not a lock of this version: it says apiVersion: {VERSION} and packs",
            where=f"{name}:{span.line}",
            hint=_REMAKE,
        )
    of = whole.get("of", "")
    problem = _no_source(of) if of else ""
    if problem:
        line = document.span(("of",)).line
        raise ConfigurationError(problem, where=f"{name}:{line}", hint=_REMAKE)
    packs = whole["packs"]
    digests: dict[str, str] = {}
    for at, entry in enumerate(packs if isinstance(packs, list) else [None]):
        problem = _wrong(entry, digests)
        if problem:
            line = document.span(("packs", at) if isinstance(packs, list) else ("packs",)).line
            raise ConfigurationError(problem, where=f"{name}:{line}", hint=_REMAKE)
        digests[entry["source"]] = entry["digest"]
    return Lock(digests, of)


def _wrong(entry: Any, known: Mapping[str, str]) -> str:
    if not isinstance(entry, dict) or set(entry) != {"source", "digest"}:
        return "an entry says source and digest, and nothing else"
    source, digest = entry["source"], entry["digest"]
    if not isinstance(digest, str) or not re.fullmatch(_DIGEST, digest):
        return "the digest is not sha256: and 64 hex digits"
    problem = _no_source(source)
    return problem or ("two entries are for the same source" if source in known else "")


def _no_source(source: Any) -> str:
    try:
        found = parse(source if isinstance(source, str) else "")
    except UsageError as error:
        return f"the source {error.problem}"
    same = found.pinned and str(found) == source
    return "" if same else f"the source is not written as {found}"


def _plain(node: Node | None) -> Any:
    if isinstance(node, Section):
        return {key: _plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None
