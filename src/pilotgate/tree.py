"""`Tree`: the files that are judged, named by "/"-separated paths, whatever holds them."""

import errno
import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pilotgate.errors import Unreadable
from pilotgate.record import Record

MAX_BYTES = 256 * 1024
"""The largest file that is read; manifests, packs and evidence documents are far smaller."""

MAX_FILES = 1_000_000
"""The largest tree that is listed."""

MAX_PATH = 4096
MAX_SEGMENT = 255


class Kind(StrEnum):
    """What lies at a path."""

    FILE = "file"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    OTHER = "other"


class Entry(Record):
    """One path of a tree. `blob` is git's id of the content, where git holds it."""

    path: str
    kind: Kind
    size: int | None = None
    blob: str | None = None


class Tree(Protocol):
    """Files to read. Nothing in it is followed: no symbolic link, no submodule."""

    where: str

    def paths(self) -> Sequence[str]:
        """Every path, sorted."""

    def missing(self) -> Sequence[str]:
        """What should be here and is not: tracked by git, and gone from the disk."""

    def expect(self, paths: Iterable[str]) -> None:
        """These will be asked for: a tree that pays per question looks them up together."""

    def entry(self, path: str) -> Entry | None:
        """What lies at exactly this path; directories are no entries."""

    def absence(self, path: str) -> str:
        """Why there is no entry at this path."""

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        """The content of a regular file, or `Unreadable`."""


# Characters that show nothing or reorder what is shown; HFS+ ignores some of them.
_INVISIBLE = frozenset(
    chr(code)
    for first, last in (
        (0xAD, 0xAD),
        (0x61C, 0x61C),
        (0x180E, 0x180E),
        (0x200B, 0x200F),
        (0x2028, 0x202E),
        (0x2060, 0x206F),
        (0xFEFF, 0xFEFF),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE007F),
    )
    for code in range(first, last + 1)
)
_DELETE, _C1_END = 0x7F, 0x9F
_SURROGATES = range(0xD800, 0xE000)


def _control(char: str) -> bool:
    return char < " " or _DELETE <= ord(char) <= _C1_END


def visible(path: str) -> str:
    """A path fit for any output: what is not plainly visible text is escaped."""
    if path.isascii() and path.isprintable():
        return path
    return "".join(
        f"\\x{ord(char) & 0xFF:02x}"
        if _control(char) or ord(char) in _SURROGATES
        else f"\\u{ord(char):04x}"
        if char in _INVISIBLE
        else char
        for char in path
    )


def safe_path(text: str) -> str:
    """The path inside a tree that `text` names; `ValueError` says why it names none."""
    problem = _unclear(text) or _elsewhere(text)
    if problem:
        raise ValueError(problem)
    path = text
    while path.startswith("./"):
        path = path[2:]
    if len(path.encode()) > MAX_PATH:
        raise ValueError(f"is longer than {MAX_PATH} bytes")
    for segment in path.split("/"):
        _safe_segment(segment)
    return path


def _unclear(text: str) -> str:
    if not text.strip():
        return "is empty"
    if any(_control(char) for char in text):
        return "contains a control character"
    if any(char in _INVISIBLE or ord(char) in _SURROGATES for char in text):
        return "contains an invisible character or bytes that are no text"
    if "\\" in text:
        return 'contains a backslash; write "/" between directories'
    return ""


def _elsewhere(text: str) -> str:
    if "://" in text:
        return "is a URL, not a path"
    if text.startswith("/"):
        return "is absolute; write it relative to the repository root"
    if text[1:2] == ":" and text[0].isalpha():
        return "begins with a drive letter; write it relative to the repository root"
    return ""


def _safe_segment(segment: str) -> None:
    if not segment:
        raise ValueError("contains an empty part; name a file, with one / between directories")
    if segment == ".":
        raise ValueError('contains the part "."')
    # Windows reads "...", ".. " and "..:x" as "..", and ".git.", ".git ", "git~1" as ".git".
    plain = segment.split(":", 1)[0].rstrip(" .").casefold()
    if segment.startswith("..") and not plain:
        raise ValueError('contains ".."; a path may not leave the repository')
    if plain in {".git", "git~1"}:
        raise ValueError("leads into .git, which is not part of the repository's files")
    if len(segment.encode()) > MAX_SEGMENT:
        raise ValueError(f"has a part longer than {MAX_SEGMENT} bytes")


def inside(path: str) -> bool:
    """Whether `path` is shaped like a path that a tree can hold at all."""
    framed = f"/{path}/"
    return not ("//" in framed or "/./" in framed or "/../" in framed or "\0" in framed)


def above(path: str) -> Iterator[str]:
    """The directories above a path, the highest first."""
    at = path.find("/")
    while at > 0:
        yield path[:at]
        at = path.find("/", at + 1)


def blob_id(data: bytes, length: int = 40) -> str:
    """The id git gives to this content; 64 digits long in a SHA-256 repository."""
    whole = b"blob %d\0%b" % (len(data), data)
    if length != 40:  # noqa: PLR2004
        # Imported here: hashlib loads OpenSSL, which costs a commit hook several milliseconds.
        from hashlib import sha256

        return sha256(whole).hexdigest()
    try:
        from _sha1 import sha1  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from hashlib import sha1
    return str(sha1(whole, usedforsecurity=False).hexdigest())


def too_large(where: str, path: str, limit: int) -> Unreadable:
    size = f"{limit // 1024} KiB" if limit >= 1024 else f"{limit} bytes"  # noqa: PLR2004
    return Unreadable(
        f"is larger than {size}, the most that is read",
        where=f"{visible(path)} in {where}",
        hint="make the file smaller, or name another one",
    )


_SAYS = {
    Kind.SYMLINK: "is a symbolic link",
    Kind.SUBMODULE: "is a submodule",
    Kind.OTHER: "is not a regular file",
}


def not_a_file(kind: Kind) -> str:
    """What to say of an entry that is no regular file; "" for one that is."""
    return _SAYS.get(kind, "")


Held = TypeVar("Held")


class Listed(ABC, Generic[Held]):
    """What trees have in common that know all their paths.

    A large listing holds little for each path; an `Entry` is made of it when asked for.
    """

    where = "the tree"
    origin = ""  # of a bundle: the name of the pack that it was made from

    def __init__(self) -> None:
        self._held: dict[str, Held] | None = None
        self._paths: tuple[str, ...] | None = None

    @abstractmethod
    def _list(self) -> dict[str, Held]:
        """Every path, and what is held for it."""

    @abstractmethod
    def _entry(self, path: str, held: Held) -> Entry: ...

    @abstractmethod
    def _content(self, entry: Entry, limit: int) -> bytes: ...

    def held(self) -> dict[str, Held]:
        if self._held is None:
            self._held = self._list()
        return self._held

    def paths(self) -> Sequence[str]:
        if self._paths is None:
            self._paths = tuple(sorted(self.held()))
        return self._paths

    def missing(self) -> Sequence[str]:
        return ()

    def expect(self, paths: Iterable[str]) -> None:
        """Nothing to do: every path is known."""

    def entry(self, path: str) -> Entry | None:
        held = self.held().get(path)
        return None if held is None else self._entry(path, held)

    def absence(self, path: str) -> str:
        if not inside(path):
            return "leaves the repository"
        held = self.held()
        for parent in above(path):
            if parent in held:
                return _below(self._entry(parent, held[parent]).kind, parent)
        if any(name.startswith(path + "/") for name in held):
            return "is a directory"
        return f"does not exist in {self.where}"

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        return self._content(regular(self, path), limit)


def _below(kind: Kind, parent: str) -> str:
    if kind == Kind.SYMLINK:
        return f"lies behind the symbolic link {visible(parent)}, which is not followed"
    if kind == Kind.SUBMODULE:
        return f"lies in the submodule {visible(parent)}, which is another repository"
    return f"cannot exist: {visible(parent)} is a file"


def regular(tree: Tree, path: str) -> Entry:
    """The entry at `path` if it is a regular file, else `Unreadable`."""
    entry = tree.entry(path)
    problem = not_a_file(entry.kind) if entry else tree.absence(path)
    if entry is None or problem:
        raise Unreadable(
            problem, where=visible(path), hint=f"name a regular file that is in {tree.where}"
        )
    return entry


class Memory(Listed[Entry]):
    """A tree made of bytes, for tests and for what was never on a disk."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        kinds: Mapping[str, Kind] | None = None,
        where: str = "the tree",
    ) -> None:
        super().__init__()
        self.where = where
        self._files = dict(files)
        self._kinds = dict(kinds or {})

    def _list(self) -> dict[str, Entry]:
        files = {
            path: Entry(path, Kind.FILE, len(data), blob_id(data))
            for path, data in self._files.items()
        }
        return files | {path: Entry(path, kind) for path, kind in self._kinds.items()}

    def _entry(self, path: str, held: Entry) -> Entry:
        return held if held.path == path else held.but(path=path)

    def _content(self, entry: Entry, limit: int) -> bytes:
        data = self._files[entry.path]
        if len(data) > limit:
            raise too_large(self.where, entry.path, limit)
        return data


_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_OPEN = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# A named pipe in the place of a file must not keep us waiting for its writer.
_OPEN_FILE = _OPEN | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)
_OPEN_DIRECTORY = _OPEN | _NO_FOLLOW | getattr(os, "O_DIRECTORY", 0)


def on_disk(path: str, found: os.stat_result) -> Entry:
    if stat.S_ISREG(found.st_mode):
        return Entry(path, Kind.FILE, found.st_size)
    # Only a foreign repository is a directory and yet an entry.
    if stat.S_ISDIR(found.st_mode):
        return Entry(path, Kind.SUBMODULE)
    return Entry(path, Kind.SYMLINK if stat.S_ISLNK(found.st_mode) else Kind.OTHER)


class Disk:
    """Files below a directory, none of them reached through a symbolic link."""

    def __init__(self, root: str, where: str) -> None:
        self._root = os.fsencode(root)
        self._prefix = os.path.join(self._root, b"")
        self._where = where
        self._directories: dict[str, bool] = {}

    def _absolute(self, path: str) -> bytes:
        return self._prefix + path.encode("utf-8", "surrogateescape")

    def _lstat(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(self._absolute(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            raise self._unreadable(path, error) from None

    def _unreadable(self, path: str, error: OSError) -> Unreadable:
        return Unreadable(
            f"cannot be read: {error.strerror or type(error).__name__}",
            where=f"{visible(path)} in {self._where}",
            hint="check that the file still exists and that you may read it",
        )

    def link_above(self, path: str) -> str:
        """The first symbolic link among the directories above a path, else ""."""
        for parent in above(path):
            found = self._lstat(parent)
            if found and stat.S_ISLNK(found.st_mode):
                return parent
        return ""

    def stat(self, path: str) -> os.stat_result | None:
        """What lies at `path` itself; None also where the way to it is no real directory."""
        directory = path.rpartition("/")[0]
        if directory and not self._is_real(directory):
            return None
        return self._lstat(path)

    def _is_real(self, directory: str) -> bool:
        known = self._directories.get(directory)
        if known is None:
            known = True
            for parent in (*above(directory), directory):
                found = self._lstat(parent) if known else None
                known = bool(found and stat.S_ISDIR(found.st_mode))
            self._directories[directory] = known
        return known

    def is_directory(self, path: str) -> bool:
        found = self.stat(path)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def names(self, path: str) -> list[str]:
        """What a directory holds."""
        try:
            found = os.listdir(self._absolute(path) if path else self._root)
        except OSError as error:
            raise self._unreadable(path or ".", error) from None
        return sorted(name.decode("utf-8", "surrogateescape") for name in found)

    def read(self, path: str, limit: int) -> bytes:
        try:
            handle = self._open(path)
        except OSError as error:
            raise self._unreadable(path, error) from None
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable("is not a regular file", where=visible(path))
            try:
                data = file.read(limit + 1)
            except OSError as error:
                raise self._unreadable(path, error) from None
        if len(data) > limit:
            raise too_large(self._where, path, limit)
        return data

    def _open(self, path: str) -> int:
        if os.open not in os.supports_dir_fd:
            return os.open(self._absolute(path), _OPEN_FILE)
        # Directory by directory, so that none can become a symbolic link in between.
        *parents, name = path.encode("utf-8", "surrogateescape").split(b"/")
        here = os.open(self._root, _OPEN_DIRECTORY & ~_NO_FOLLOW)
        try:
            for parent in parents:
                below = os.open(parent, _OPEN_DIRECTORY, dir_fd=here)
                os.close(here)
                here = below
            return os.open(name, _OPEN_FILE, dir_fd=here)
        finally:
            os.close(here)


class Directory(Listed[os.stat_result]):
    """A plain directory without its dot directories: outside git, and for policy packs."""

    def __init__(self, root: str, where: str = "the directory") -> None:
        super().__init__()
        self.where = where
        self._disk = Disk(root, where)

    def _list(self) -> dict[str, os.stat_result]:
        listed: dict[str, os.stat_result] = {}
        waiting = [""]
        while waiting:
            directory = waiting.pop()
            for name in self._disk.names(directory):
                path = f"{directory}/{name}" if directory else name
                found = self._disk.stat(path)
                if found is None:
                    continue
                if not stat.S_ISDIR(found.st_mode):
                    listed[path] = found
                elif not name.startswith("."):
                    waiting.append(path)
            if len(listed) > MAX_FILES:
                raise Unreadable(
                    f"holds more than {MAX_FILES} files",
                    where=self.where,
                    hint="name the directory of one repository",
                )
        return listed

    def _entry(self, path: str, held: os.stat_result) -> Entry:
        return on_disk(path, held)

    def entry(self, path: str) -> Entry | None:
        if self._held is not None:
            return super().entry(path)
        if not inside(path) or any(part.startswith(".") for part in path.split("/")[:-1]):
            return None
        found = self._disk.stat(path)
        return on_disk(path, found) if found and not stat.S_ISDIR(found.st_mode) else None

    def absence(self, path: str) -> str:
        if not inside(path):
            return "leaves the repository"
        link = self._disk.link_above(path)
        if link:
            return _below(Kind.SYMLINK, link)
        if self._disk.is_directory(path):
            return "is a directory"
        if self._disk.stat(path):
            return "lies in a dot directory, which is not read outside git"
        return f"does not exist in {self.where}"

    def _content(self, entry: Entry, limit: int) -> bytes:
        return self._disk.read(entry.path, limit)
