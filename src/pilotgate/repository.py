"""Files at a commit, in the index and in the working tree, through the hardened git process."""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from pilotgate.errors import Unreadable
from pilotgate.plumbing import Git, Objects
from pilotgate.tree import (
    MAX_BYTES,
    MAX_FILES,
    Disk,
    Entry,
    Kind,
    Listed,
    Tree,
    above,
    blob_id,
    inside,
    on_disk,
    regular,
    too_large,
    visible,
)

# Patterns are compiled on first use: a run outside git needs none of them.
_ID = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_REF = r"refs/[^\x00-\x20\x7f~^:?*\[\\]+"
_MAX_COMMIT = 1024 * 1024
_MAX_SMALL = 64 * 1024
_MAX_ASKED = 64 * 1024
_IGNORED = "is ignored by git and will be missing in CI"


def discover(start: str, environ: Mapping[str, str]) -> "Repository | None":
    """The repository whose working tree holds `start`. No git process is started."""
    here = os.path.realpath(start)
    while True:
        found = _git_dir(here)
        if found:
            return Repository(here, found, environ)
        parent = os.path.dirname(here)
        if parent == here:
            return None
        here = parent


def bare(git_dir: str, environ: Mapping[str, str]) -> "Repository":
    """The repository in `git_dir` itself: commits only, whatever its configuration says."""
    place = os.path.realpath(git_dir)
    _complete(place, git_dir)
    return Repository("", place, environ)


def _git_dir(root: str) -> str:
    path = os.path.join(root, ".git")
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise Unreadable(
            f"cannot be read: {error.strerror}",
            where=".git",
            hint="see that you may read the directories above the manifest",
        ) from None
    if stat.S_ISDIR(mode):
        _complete(path, ".git")
        return path
    if not stat.S_ISREG(mode):
        raise Unreadable(
            "is a symbolic link or no file at all, so it is not followed",
            where=".git",
            hint="make .git a directory, or a file as git worktree and git submodule write it",
        )
    text = _small(path, ".git")
    if not text.startswith("gitdir: ") or "\0" in text or "\n" in text.rstrip("\r\n"):
        raise Unreadable(
            "is no git directory and does not name one", where=".git", hint="try: git status"
        )
    place = os.path.realpath(os.path.join(root, text[8:].rstrip("\r\n")))
    if place == root or place.startswith(os.path.join(root, "")):
        # Files of the change itself could otherwise pose as the repository.
        raise Unreadable(
            "names a git directory that lies among the files to judge",
            where=".git",
            hint="move that directory out of the working tree",
        )
    _complete(place, ".git")
    return place


def _complete(git_dir: str, where: str) -> None:
    common = _common_dir(git_dir)
    complete = (
        os.path.isfile(os.path.join(git_dir, "HEAD"))
        or os.path.islink(os.path.join(git_dir, "HEAD"))
    ) and all(os.path.isdir(os.path.join(common, name)) for name in ("objects", "refs"))
    if not complete:
        raise Unreadable(
            "is no complete git directory (HEAD, objects and refs are its signs)",
            where=where,
            hint="try: git status; or run it in a fresh clone",
        )


def _common_dir(git_dir: str) -> str:
    """Where the objects and the configuration are; linked worktrees share them."""
    path = os.path.join(git_dir, "commondir")
    if not os.path.isfile(path):
        return git_dir
    text = _small(path, ".git/commondir").rstrip("\r\n")
    return os.path.realpath(os.path.join(git_dir, text))


def _small(path: str, where: str) -> str:
    disk = Disk(os.path.dirname(path), "the git directory")
    try:
        data = disk.read(os.path.basename(path), _MAX_SMALL)
    except Unreadable as error:
        raise Unreadable(error.problem, where=where, hint=error.hint) from None
    return data.decode("utf-8", "surrogateescape")


class Repository:
    """One repository. `root` is its working tree, "" where it has none."""

    def __init__(self, root: str, git_dir: str, environ: Mapping[str, str]) -> None:
        self.root = root
        self.git_dir = git_dir
        self.common_dir = _common_dir(git_dir)
        self._environ = environ
        self._git = Git(git_dir, root, environ)
        self._objects: Objects | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that reads objects; the next reading starts another."""
        if self._objects:
            self._objects.close()

    def relative(self, path: str, start: str) -> str | None:
        """`path`, as it was given in the directory `start`, from the root; None if outside.

        The path itself is not resolved: a symbolic link stays the link.
        """
        whole = os.path.normpath(os.path.join(os.path.realpath(start), path))
        rest: list[str] = []
        while os.path.realpath(whole) != self.root:
            parent, name = os.path.split(whole)
            if parent == whole:
                return None
            rest.append(name)
            whole = parent
        return "/".join(reversed(rest))

    def working_tree(self) -> Tree:
        """What git tracks or does not ignore, as it is on disk."""
        if not self.root:
            raise Unreadable(
                "a bare repository has no working tree",
                hint="judge a commit of it: pilotgate gate --base REF --head REF",
            )
        return WorkingTree(self.root, self._git)

    def index(self) -> Tree:
        """What the next commit would hold."""
        return Index(self._git, self._reader(), self._index_file())

    def commit(self, rev: str) -> Tree:
        """The files of a commit: a full id, a full refs/ name, or HEAD."""
        return Commit(self._git, self._reader(), self.resolve(rev), self._quarantine())

    def head(self) -> str | None:
        """The id of the commit HEAD names; None where nothing was committed yet."""
        found = self._reader().get("HEAD^{commit}", _MAX_COMMIT)
        if found:
            return found[0]
        text = _small(os.path.join(self.git_dir, "HEAD"), ".git/HEAD").strip()
        name = text.removeprefix("ref: ")
        broken = name == text or not re.fullmatch(_REF, name) or self._named(name)
        if broken or os.path.lexists(os.path.join(self.common_dir, name)):
            raise Unreadable("names no commit", where="HEAD", hint="try: git fsck")
        return None

    def resolve(self, rev: str) -> str:
        """The full id of the commit that `rev` names exactly."""
        if rev == "HEAD":
            head = self.head()
            if head is None:
                raise Unreadable("no commit yet", where="HEAD", hint="try: git commit")
            return head
        name = self._named(rev) if rev.startswith("refs/") else rev
        if rev.startswith("refs/") and not name:
            raise _no_commit(rev, "no such ref")
        if not re.fullmatch(_ID, name):
            # A short name means one thing to git and may mean another to the author of a tag.
            raise Unreadable(
                "is neither a full commit id nor a full refs/ name",
                where=visible(rev[:80]),
                hint=f"try: git rev-parse {visible(rev[:80])}",
            )
        found = self._reader().get(name + "^{commit}", _MAX_COMMIT)
        if not found or len(found[0]) != len(name):
            raise _no_commit(rev, "no such commit here")
        return found[0]

    def _named(self, ref: str) -> str:
        """The id a ref holds, without git's search for similar names; "" if there is none."""
        if not re.fullmatch(_REF, ref):
            return ""
        out = self._git.run(
            "for-each-ref", "--format=%(objectname) %(refname)", ref, extra=self._quarantine()
        )
        for line in _text(out).splitlines():
            name, _, found = line.partition(" ")
            if found == ref:
                return name
        return ""

    def is_shallow(self) -> bool:
        """Whether history was cut off, so that "no" may mean "not fetched"."""
        return os.path.lexists(os.path.join(self.common_dir, "shallow"))

    def setting(self, section: str, name: str) -> str | None:
        """A value of the repository's own configuration, read as text: nothing is included."""
        path = os.path.join(self.common_dir, "config")
        if not os.path.isfile(path):
            return None
        found = None
        for where, key, value in _settings(_small(path, ".git/config")):
            if where == section and key == name.lower():
                found = value
        return found

    def remote_url(self, name: str = "origin") -> str | None:
        """Where the repository came from, without user, password, query or local paths."""
        url = self.setting(f'remote "{name}"', "url")
        return public_url(url) if url else None

    def user(self) -> tuple[str | None, str | None]:
        """Name and e-mail address that this repository sets for commits."""
        return self.setting("user", "name"), self.setting("user", "email")

    def _reader(self) -> Objects:
        if self._objects is None:
            self._objects = Objects(self._git, self._quarantine())
        return self._objects

    def _index_file(self) -> dict[str, str]:
        """Git commit -a and git commit PATH hand the hook an index of their own."""
        given = self._environ.get("GIT_INDEX_FILE")
        if given is None:
            return {}
        path = os.path.join(self.root or self.git_dir, given)
        if not given or not _below(path, self.git_dir):
            raise Unreadable(
                "GIT_INDEX_FILE names an index outside this repository's git directory",
                hint="unset GIT_INDEX_FILE, or run it from the hook of the repository itself",
            )
        return {"GIT_INDEX_FILE": os.path.realpath(path)}

    def _quarantine(self) -> dict[str, str]:
        """In pre-receive the pushed objects lie in a directory of their own."""
        names = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
        given = {name: self._environ[name] for name in names if self._environ.get(name)}
        if not given:
            return {}
        objects = os.path.join(self.common_dir, "objects")
        made: dict[str, str] = {}
        for name, value in given.items():
            # Relative ones are meant from the git directory, where receive-pack runs the hook.
            places = [os.path.join(self.git_dir, part) for part in value.split(os.pathsep)]
            if not self._environ.get("GIT_QUARANTINE_PATH") or not all(
                _below(place, objects) or os.path.realpath(place) == os.path.realpath(objects)
                for place in places
            ):
                raise Unreadable(
                    f"{name} names objects outside this repository",
                    hint=f"unset {name}, or run it from the pre-receive hook of the repository",
                )
            made[name] = os.pathsep.join(map(os.path.realpath, places))
        return made


def _below(path: str, directory: str) -> bool:
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(directory), ""))


def _no_commit(rev: str, why: str) -> Unreadable:
    return Unreadable(
        why, where=visible(rev[:80]), hint="fetch it first (in CI: fetch-depth: 0), then try again"
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _names(data: bytes) -> Iterator[str]:
    """What git lists with -z."""
    if data.count(b"\0") > MAX_FILES:
        raise Unreadable(
            f"the repository holds more than {MAX_FILES} files", hint="name a smaller repository"
        )
    return (name for name in _text(data).split("\0") if name)


class WorkingTree(Listed[os.stat_result]):
    """What git tracks or does not ignore, read from the disk."""

    where = "the working tree"

    def __init__(self, root: str, git: Git) -> None:
        super().__init__()
        self._git = git
        self._disk = Disk(root, self.where)
        self._asked: dict[str, os.stat_result | None] = {}
        self._missing: tuple[str, ...] = ()

    def _list(self) -> dict[str, os.stat_result]:
        found = [(name, self._found(name)) for name in self._known(())]
        self._missing = tuple(sorted(name for name, there in found if not there))
        return {name: there for name, there in found if there}

    def missing(self) -> Sequence[str]:
        """What git tracks and the disk does not have."""
        self.paths()
        return self._missing

    def _entry(self, path: str, held: os.stat_result) -> Entry:
        return on_disk(path, held)

    def _known(self, paths: Sequence[str]) -> set[str]:
        """What git tracks or does not ignore: at and below `paths`, or everything."""
        arguments = ("-z", "--cached", "--others", "--exclude-standard", "--", *paths)
        # A foreign repository that is not tracked is listed with a slash at its end.
        return {name.rstrip("/") for name in _names(self._git.run("ls-files", *arguments))}

    def _found(self, path: str) -> os.stat_result | None:
        found = self._disk.stat(path)
        if found and stat.S_ISDIR(found.st_mode):
            # A file's place taken by a directory of this repository is no entry any more.
            below = self._disk.names(path)
            return found if ".git" in below or not below else None
        return found

    def expect(self, paths: Iterable[str]) -> None:
        """One process for all of them, unless everything was listed anyway."""
        new = sorted({path for path in paths if inside(path) and path not in self._asked})
        if self._held is not None or not new:
            return
        if sum(map(len, new)) > _MAX_ASKED:
            self.held()
            return
        there = {path: found for path in new if (found := self._found(path))}
        # What is not on the disk needs no process.
        known = self._known([*there]) if there else set()
        for path in new:
            self._asked[path] = there.get(path) if path in known else None

    def entry(self, path: str) -> Entry | None:
        if self._held is None:
            self.expect([path])
        found = self._asked.get(path) if self._held is None else self._held.get(path)
        return on_disk(path, found) if found else None

    def absence(self, path: str) -> str:
        if not inside(path):
            return "leaves the repository"
        link = self._disk.link_above(path)
        if link:
            return f"lies behind the symbolic link {visible(link)}, which is not followed"
        for parent in above(path):
            if parent == ".git" or self._disk.stat(f"{parent}/.git"):
                return f"lies in {visible(parent)}, which is no part of this repository"
        if self._disk.is_directory(path):
            return "is a directory"
        there = self._disk.stat(path) is not None
        return _IGNORED if there else f"does not exist in {self.where}"

    def ignored(self, path: str) -> bool:
        """Whether a file lies here on disk that git leaves out."""
        return self.entry(path) is None and self.absence(path) == _IGNORED

    def _content(self, entry: Entry, limit: int) -> bytes:
        return self._disk.read(entry.path, limit)


_KINDS = {"100": Kind.FILE, "120": Kind.SYMLINK, "160": Kind.SUBMODULE}


class _Stored(Listed[tuple[str, str]]):
    """Files whose content git holds as objects; mode and id are held of each."""

    def __init__(self, git: Git, objects: Objects) -> None:
        super().__init__()
        self._git = git
        self._objects = objects
        # An entry is asked for its size, then read: its content comes with the size.
        self._last: tuple[str, int, bytes | None] = ("", 0, None)

    def _add(self, held: dict[str, tuple[str, str]], path: str, mode: str, blob: str) -> None:
        if not inside(path) or "/.git/" in f"/{path}/".lower():
            raise self._malformed(path, "no file can be named like this")
        if path in held:
            raise self._malformed(path, "it is listed twice")
        held[path] = (mode, blob)

    def _entry(self, path: str, held: tuple[str, str]) -> Entry:
        mode, blob = held
        return Entry(path, _KINDS.get(mode[:3], Kind.OTHER), None, blob)

    def _malformed(self, path: str, why: str) -> Unreadable:
        return Unreadable(why, where=f"{visible(path)} in {self.where}", hint="try: git fsck")

    def entry(self, path: str) -> Entry | None:
        entry = super().entry(path)
        if entry is None or entry.kind != Kind.FILE:
            return entry
        return entry.but(size=self._blob(entry, MAX_BYTES)[0])

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes:
        entry = super().entry(path)
        return self._content(
            entry if entry and entry.kind == Kind.FILE else regular(self, path), limit
        )

    def _content(self, entry: Entry, limit: int) -> bytes:
        data = self._blob(entry, limit)[1]
        if data is None or len(data) > limit:
            raise too_large(self.where, entry.path, limit)
        return data

    def _blob(self, entry: Entry, limit: int) -> tuple[int, bytes | None]:
        blob = entry.blob or ""
        last, size, data = self._last
        if last != blob or (data is None and size <= limit):
            found = self._objects.get(blob, limit)
            if found is None:
                raise self._malformed(
                    entry.path, "its content is not in this repository (a partial clone?)"
                )
            size, data = found[2], found[3]
            if found[:2] != (blob, "blob") or (
                data is not None and blob_id(data, len(blob)) != blob
            ):
                raise self._malformed(entry.path, "its content is not what its id says")
            self._last = (blob, size, data)
        return size, data


class Index(_Stored):
    """What the next commit would hold."""

    where = "the index"

    def __init__(self, git: Git, objects: Objects, extra: Mapping[str, str]) -> None:
        super().__init__(git, objects)
        self._extra = extra

    def _list(self) -> dict[str, tuple[str, str]]:
        held: dict[str, tuple[str, str]] = {}
        for line in _names(self._git.run("ls-files", "-z", "--stage", extra=self._extra)):
            about, _, path = line.partition("\t")
            mode, blob, stage = about.split(" ")
            if stage != "0":
                raise Unreadable(
                    "is not merged yet",
                    where=f"{visible(path)} in {self.where}",
                    hint=f"settle the conflict, then: git add {visible(path)}",
                )
            self._add(held, path, mode, blob)
        return held


class Commit(_Stored):
    """The files of one commit."""

    def __init__(self, git: Git, objects: Objects, name: str, extra: Mapping[str, str]) -> None:
        super().__init__(git, objects)
        self.id = name
        self.where = f"commit {name[:12]}"
        self._extra = extra

    def _list(self) -> dict[str, tuple[str, str]]:
        held: dict[str, tuple[str, str]] = {}
        # Without --long: looking up every size makes a large listing fifteen times slower.
        out = self._git.run("ls-tree", "-r", "-z", "--full-tree", self.id, extra=self._extra)
        for line in _names(out):
            about, _, path = line.partition("\t")
            mode, _, blob = about.split(" ")
            self._add(held, path, mode, blob)
        return held


_SECTION = r'\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\\n]|\\.)*)")?\s*\]'
_SETTING = r"([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$"


def _settings(text: str) -> Iterator[tuple[str, str, str]]:
    """Section, key and value of each line; what is continued or odd is passed over."""
    section = ""
    for raw in text.splitlines():
        line = raw.strip()
        head = re.match(_SECTION, line)
        if head:
            section = head[1].lower() + (f' "{head[2]}"' if head[2] is not None else "")
            line = line[head.end() :].strip()
        found = re.match(_SETTING, line)
        if found:
            yield section, found[1].lower(), _value(found[2] or "")


def _value(text: str) -> str:
    if text.startswith('"'):
        end = text.find('"', 1)
        return text[1:end] if end > 0 else ""
    for mark in ("#", ";"):
        text = text.split(f" {mark}", 1)[0]
    return text.strip()


_SHORT_URL = r"(?:[^@\s:/]+@)?([\w.-]{2,}):([\w~][^\s:]*)"


def public_url(url: str) -> str | None:
    """A git URL without user, password, query and fragment; None for a local path."""
    scheme, found, rest = url.partition("://")
    if found:
        host, slash, path = rest.partition("/")
        host = host.rpartition("@")[2]
        path = path.split("?", 1)[0].split("#", 1)[0]
        known = scheme.lower() in {"https", "http", "ssh", "git"}
        return f"{scheme.lower()}://{host}{slash}{path}" if known and host else None
    short = re.fullmatch(_SHORT_URL, url)
    return f"{short[1]}:{short[2]}" if short else None
