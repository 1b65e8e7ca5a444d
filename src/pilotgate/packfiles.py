"""The files of a policy pack: which they are, and their digest.

Kept apart from the compiler so that a pack compiled earlier can be recognised
without anything that compiles.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pilotgate.errors import Unreadable
from pilotgate.tree import Entry, Kind, Tree, not_a_file

PACK: Final = "pack.yaml"
PEOPLE: Final = "people.yaml"
TESTS: Final = "tests/"  # what examples are merged into; it judges nobody

MAX_PACKS: Final = 64
MAX_DEPTH: Final = 8
MAX_FILES: Final = 2_000
MAX_BYTES: Final = 4 * 1024 * 1024


class Subtree:
    """A directory of a tree as a tree of its own: a pack that lies in a commit."""

    origin = ""  # of a bundle: the name of the pack that it was made from

    def __init__(self, tree: Tree, below: str) -> None:
        self._tree = tree
        self._below = below.strip("/") + "/"
        self.where = f"{below} in {tree.where}"

    def paths(self) -> Sequence[str]:
        cut = len(self._below)
        return tuple(path[cut:] for path in self._tree.paths() if path.startswith(self._below))

    def missing(self) -> Sequence[str]:
        return ()

    def expect(self, paths: Iterable[str]) -> None:
        self._tree.expect(self._below + path for path in paths)

    def entry(self, path: str) -> Entry | None:
        found = self._tree.entry(self._below + path)
        return found.but(path=path) if found else None

    def absence(self, path: str) -> str:
        return self._tree.absence(self._below + path)

    def read(self, path: str, limit: int = 256 * 1024) -> bytes:
        return self._tree.read(self._below + path, limit)


class TooMuch(Exception):
    """A pack is larger than anything that could be meant."""


class Files:
    """The YAML files of one pack, and what is wrong with files that should be such."""

    def __init__(self, tree: Tree) -> None:
        self.data: dict[str, bytes] = {}
        self.problems: list[tuple[str, str, str]] = []  # path, text, hint
        if tree.entry(PACK) is None:
            return  # no pack: its caller says so, without walking through whatever this is
        listed = tree.paths()
        wanted = [path for path in listed if _is_of_the_pack(path)]
        self.problems += [
            (path, "this looks like a rule and is not read", "call it NAME.yaml, or move it away")
            for path in listed
            if _poses(path)
        ]
        if len(wanted) > MAX_FILES:
            raise TooMuch(f"has {len(wanted):,} YAML files; at most {MAX_FILES:,} are read")
        tree.expect(wanted)
        size = 0
        for path in wanted:
            size += self._take(tree, path)
            if size > MAX_BYTES:
                raise TooMuch(f"has more than {MAX_BYTES // 1024 // 1024} MiB of YAML")

    def _take(self, tree: Tree, path: str) -> int:
        if path.endswith(".yml"):
            self.problems.append((path, "a file of a pack ends in .yaml", "rename it"))
            return 0
        if "/" in path:
            # Were it passed over, a rule could be lost by moving it.
            hint = "move the file up beside pack.yaml"
            self.problems.append((path, "rules lie beside pack.yaml, not in directories", hint))
            return 0
        entry = tree.entry(path)
        if entry is not None and entry.kind is not Kind.FILE:
            hint = "make it a regular file"
            self.problems.append((path, f"this {not_a_file(entry.kind)}", hint))
            return 0
        try:
            self.data[path] = tree.read(path)
        except Unreadable as error:
            self.problems.append((path, error.problem, error.hint))
        return len(self.data.get(path, b""))

    @property
    def digest(self) -> str:
        """Of the files that judge: their names, their lengths and their bytes."""
        return digest(self.data)


def _is_of_the_pack(path: str) -> bool:
    # What begins with a dot (.github, .pre-commit-config.yaml) is about the repository of a pack.
    hidden = any(part.startswith(".") for part in path.split("/"))
    return path.endswith((".yaml", ".yml")) and not path.startswith(TESTS) and not hidden


def _poses(path: str) -> bool:
    """A file beside the rules that somebody may take for one, and that judges nobody."""
    name = path.lower().strip()
    if "/" in path or _is_of_the_pack(path):
        return False
    hidden_rule = path.startswith(".") and path.endswith(".yaml") and "-" in path.strip(".")
    known = path in (".pre-commit-config.yaml", ".pre-commit-hooks.yaml")
    odd = ".yaml" in name or ".yml" in name
    return (odd and not path.startswith(".")) or (hidden_rule and not known)


def digest(files: Mapping[str, bytes], parents: Iterable[str] = ()) -> str:
    """Canonical: lengths go before what they measure, so that nothing can be shifted."""
    # Imported here: hashlib loads OpenSSL, and a built-in pack needs no digest at run time.
    from hashlib import sha256

    whole = sha256(b"pilotgate pack\0")
    for path in sorted(files):
        name, data = path.encode(), files[path]
        whole.update(b"%d:%b%d:%b" % (len(name), name, len(data), data))
    for parent in sorted(parents):
        whole.update(b"parent %b\0" % parent.encode())
    return f"sha256:{whole.hexdigest()}"
