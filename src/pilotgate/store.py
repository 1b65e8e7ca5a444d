"""Packs of other repositories as they are kept: in the cache of the user, or in a bundle.

Neither place is believed. What comes out has the digest that `pilotgate.lock` says, or it is
refused, so nothing that is planted there can judge. No socket is opened here.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pilotgate import atomic
from pilotgate.errors import (
    ConfigurationError,
    PackError,
    PilotgateError,
    Problem,
    Unreadable,
    UsageError,
)
from pilotgate.gitsource import GitSource, pinned
from pilotgate.lock import LOCK, Lock, lock_of
from pilotgate.packfiles import MAX_BYTES, MAX_FILES, PACK, TESTS, Files, Subtree, TooMuch, digest
from pilotgate.tree import Disk, Kind, Memory, Tree

BUNDLE: Final = ".bundle"
"""The directory of a bundle that holds what its pack builds on; no file of the pack itself."""

_MOST: Final = 4 * MAX_BYTES
_LFS: Final = b"version https://git-lfs.github.com/spec/"


def contents(tree: Tree, label: str) -> dict[str, bytes]:
    """What of a pack is kept: the files that judge, and its tests. `PackError` if it is none."""
    try:
        found = Files(tree)
    except TooMuch as error:
        raise _no_pack(label, f"the pack {error}", "take out what judges nobody") from None
    problems = [Problem(f"{label}/{path}", 1, 1, text, hint) for path, text, hint in found.problems]
    files = dict(found.data)
    problems += [
        Problem(f"{label}/{path}", 1, 1, "is a pointer of Git LFS, not the file", "commit the file")
        for path, data in files.items()
        if data.startswith(_LFS)
    ]
    if problems:
        raise _refused(label, problems)
    if PACK not in files:
        raise _no_pack(label, f"there is no {PACK} here", _near(tree))
    tests = [path for path in tree.paths() if path.startswith(TESTS)]
    if len(tests) > MAX_FILES:
        raise _no_pack(label, f"its tests have more than {MAX_FILES:,} files", "keep fewer")
    size = 0
    for path in tests:
        entry = tree.entry(path)
        if entry is None or entry.kind is not Kind.FILE:
            continue
        files[path] = tree.read(path)
        size += len(files[path])
        if size > MAX_BYTES:
            raise _no_pack(label, "its tests have more than 4 MiB", "keep smaller files")
    return files


def _no_pack(label: str, text: str, hint: str) -> PackError:
    return _refused(label, [Problem(f"{label}/{PACK}", 1, 1, text, hint)])


def _refused(label: str, problems: Sequence[Problem]) -> PackError:
    error = PackError(label, problems)
    error.hint = "mend them where the pack is kept, or name another commit or directory of it"
    return error


def _near(tree: Tree) -> str:
    """Where packs are in this tree."""
    there = sorted(path[: -len(PACK) - 1] for path in tree.paths() if path.endswith(f"/{PACK}"))
    if not there:
        return "name a directory that holds one, after a #"
    return f"name its directory after a #; packs are in: {', '.join(there[:5])}"


def key(source: GitSource) -> str:
    """The name under which a pack is kept: of the commit, and of where it came from."""
    from hashlib import sha256

    return sha256(str(source).encode()).hexdigest()


class Store:
    """The packs that the user has fetched, one file each."""

    def __init__(self, cache_dir: str) -> None:
        self._directory = os.path.join(cache_dir, "packs")

    def get(self, source: GitSource) -> dict[str, bytes] | None:
        """What is kept; its digest is still to be compared."""
        name = f"{key(source)}.pack"
        disk = Disk(self._directory, "the cache of fetched packs")
        try:
            return _unpacked(disk.read(name, _MOST)) if disk.stat(name) else None
        except (PilotgateError, ValueError, OSError):
            return None  # whatever is wrong with a cache, it is made anew

    def put(self, source: GitSource, files: Mapping[str, bytes]) -> None:
        try:
            os.makedirs(self._directory, mode=0o700, exist_ok=True)
            path = os.path.join(self._directory, f"{key(source)}.pack")
            atomic.write(path, _packed(files), 0o600)
        except OSError as error:
            raise Unreadable(
                f"the pack cannot be kept: {error.strerror or type(error).__name__}",
                where="the cache of fetched packs",
                hint="see that the directory in XDG_CACHE_HOME, or ~/.cache, can be written to",
            ) from None


def _packed(files: Mapping[str, bytes]) -> bytes:
    """Lengths before what they measure, as in the digest."""
    parts = []
    for path in sorted(files):
        parts += [path.encode(), files[path]]
    return b"".join(b"%d:%b" % (len(part), part) for part in parts)


def _unpacked(data: bytes) -> dict[str, bytes]:
    parts: list[bytes] = []
    at = 0
    while at < len(data):
        colon = data.index(b":", at, at + 12)
        end = colon + 1 + int(data[at:colon])
        if end > len(data) or end <= colon:
            raise ValueError("cut off")
        parts.append(data[colon + 1 : end])
        at = end
    return {path.decode(): part for path, part in zip(parts[::2], parts[1::2], strict=True)}


class Pinned:
    """Opens packs of other repositories without asking anybody: `check` and `gate` do."""

    def __init__(self, lock_tree: Callable[[], Tree], cache_dir: str | None) -> None:
        self._lock_tree = lock_tree
        self._store = Store(cache_dir) if cache_dir else None
        self._lock: Lock | None = None

    @property
    def lock(self) -> Lock:
        """The lock of the repository; of the commit that judges, where one does."""
        if self._lock is None:
            self._lock = read_lock(self._lock_tree())
        return self._lock

    def open(self, text: str, bundles: Sequence[Tree] = ()) -> tuple[Tree, str]:
        """The files of the pack, and its name. `bundles` are those of the packs opened so far."""
        source = pinned(text)
        label = str(source)
        known = self.lock.digests.get(label)
        for bundle in bundles:
            own = read_lock(bundle, f"{bundle.where}/{LOCK}").digests.get(label)
            if own is not None:
                files = contents(Subtree(bundle, key(source)[:16]), label)
                return _verified(files, known or own, label, "the bundle", _OTHER_BUNDLE), label
        if known is None:
            raise ConfigurationError(
                f"{LOCK} has no entry for this pack, so nobody can tell the right one",
                where=label,
                hint=f"add it, and commit the file: pilotgate policy fetch '{label}'",
            )
        kept = self._store.get(source) if self._store else None
        if kept is None:
            raise Unreadable(
                "this pack was not fetched to this machine yet",
                where=label,
                hint=f"fetch it: pilotgate policy fetch '{label}'",
            )
        again = f"fetch it again: pilotgate policy fetch '{label}'"
        return _verified(kept, known, label, "the cache of fetched packs", again), label


_OTHER_BUNDLE: Final = "make the bundle again: pilotgate policy fetch --bundle DIR"


def _verified(files: Mapping[str, bytes], known: str, label: str, where: str, hint: str) -> Memory:
    if digest(files) != known:
        raise Unreadable(
            f"what is in {where} is not what {LOCK} says, so it is not used",
            where=label,
            hint=hint,
        )
    return Memory(files, where=label)


def read_lock(tree: Tree, name: str = LOCK) -> Lock:
    """The lock among the files of a tree."""
    if tree.entry(LOCK) is None:
        return lock_of(None, name)
    return lock_of(tree.read(LOCK), name)


def write_bundle(
    directory: str,
    files: Mapping[str, bytes],
    parents: Mapping[str, Mapping[str, bytes]],
    of: str = "",
) -> None:
    """A directory that is the pack and brings along what it builds on; whole or not at all.

    `of` is the name of a pack that comes from another repository.
    """
    # Imported here: few runs write a bundle.
    from shutil import rmtree
    from tempfile import mkdtemp

    target = os.path.abspath(directory)
    if os.path.lexists(target) and not _is_empty(target):
        raise UsageError(
            "is there already",
            where=directory,
            hint="name a new directory: a bundle is never mixed with what was there",
        )
    written = {path: data for path, data in files.items() if path != f"{BUNDLE}/{LOCK}"}
    for label, inner in parents.items():
        below = f"{BUNDLE}/{key(pinned(label))[:16]}"
        written |= {f"{below}/{path}": data for path, data in inner.items()}
    lock = Lock({label: digest(inner) for label, inner in parents.items()}, of)
    if parents:
        written[f"{BUNDLE}/{LOCK}"] = lock.text.encode()
    scratch = ""
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        scratch = mkdtemp(dir=os.path.dirname(target), prefix=".pilotgate-")
        for path, data in written.items():
            whole = os.path.join(scratch, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "xb") as file:
                file.write(data)
        os.chmod(scratch, 0o755)  # noqa: S103  as any directory is that others may read
        os.replace(scratch, target)
    except OSError as error:
        if scratch:
            rmtree(scratch, ignore_errors=True)
        raise Unreadable(
            f"the bundle cannot be written: {error.strerror or type(error).__name__}",
            where=directory,
            hint="name a new directory where you may write",
        ) from None


def _is_empty(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path) and not os.listdir(path)
