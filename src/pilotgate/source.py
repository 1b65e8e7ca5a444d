"""Where policy comes from: built-in packs, directories, commits, what was fetched; its cache."""

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from pilotgate import __version__, atomic
from pilotgate.errors import PackError, Problem, UsageError, did_you_mean
from pilotgate.fields import Catalogue
from pilotgate.frozen import frozen, thawed, written
from pilotgate.pack import FORMAT, Pack, Policy, pack_of, policy_of
from pilotgate.packfiles import Files, Subtree, TooMuch
from pilotgate.tree import Directory, Tree

if TYPE_CHECKING:
    from pilotgate.store import Pinned

BUILTIN: Final = "builtin:"
GIT: Final = "git+"
_BUNDLED: Final = ".bundle/pilotgate.lock"  # what a pack builds on, beside its own files
_HERE: Final = os.path.dirname(os.path.abspath(__file__))
_COMPILED: Final = os.path.join(_HERE, "generated", "packs")
_WRITABLE_BY_OTHERS: Final = 0o022


class Opener:
    """Opens what a text names as a source of policy; directories lie below `root` or in `tree`.

    With a `tree` nothing is read from the disk but built-in packs: a gate judges by a commit.
    """

    def __init__(
        self,
        root: str,
        tree: Tree | None = None,
        *,
        lock: Callable[[], Tree] | None = None,
        cache_dir: str | None = None,
    ) -> None:
        self._root = root
        self._tree = tree
        self._lock = lock or (lambda: tree or Directory(root))  # where pilotgate.lock lies
        self._cache_dir = cache_dir
        self._pinned: Pinned | None = None
        self._bundles: list[Tree] = []
        self.opened: dict[str, Tree] = {}

    def __call__(self, text: str) -> tuple[Tree, str]:
        found, label = self._open(text)
        self.opened[label] = found
        return found, label

    def _open(self, text: str) -> tuple[Tree, str]:
        if text.startswith(BUILTIN):
            name = text.removeprefix(BUILTIN)
            return Directory(_builtin_directory(name), f"{BUILTIN}{name}"), text
        if text.startswith(GIT) or "://" in text:
            return self._in_git(text)
        if not text.strip() or "\0" in text:
            raise UsageError("the name of a policy source is empty", hint=_NAME_ONE)
        if self._tree is not None:
            return self._in_tree(text, self._tree)
        return self._on_disk(text)

    def _in_git(self, text: str) -> tuple[Tree, str]:
        """A pack of another repository, as it was fetched: nobody is asked for it here."""
        if self._pinned is None:
            # Imported here: most policies have no pack of another repository.
            from pilotgate.store import Pinned

            self._pinned = Pinned(self._lock, self._cache_dir)
        return self._pinned.open(text, self._bundles)

    def _in_tree(self, text: str, tree: Tree) -> tuple[Tree, str]:
        label = os.path.normpath(text).replace(os.sep, "/")
        if label.startswith(("/", "..")):
            raise UsageError(
                "lies outside the repository, so the commit that judges cannot hold it",
                where=text,
                hint=_NAME_ONE,
            )
        if label == ".":
            return tree, label
        if not any(path.startswith(f"{label}/") for path in tree.paths()):
            raise UsageError(f"is no directory of {tree.where}", where=text, hint=_NAME_ONE)
        found = Subtree(tree, label)
        if tree.entry(f"{label}/{_BUNDLED}") is not None:
            found.origin = self._bundled(Subtree(tree, f"{label}/{os.path.dirname(_BUNDLED)}"))
        return found, label

    def _bundled(self, bundle: Tree) -> str:
        """Remembers what a pack brings along; its own name where it has one elsewhere."""
        # Imported here: most packs bring nothing along.
        from pilotgate.store import read_lock

        self._bundles.append(bundle)
        return read_lock(bundle, f"{bundle.where}/pilotgate.lock").of

    def _on_disk(self, text: str) -> tuple[Tree, str]:
        path = os.path.join(self._root, text)
        if not os.path.isdir(path):
            what = "is a file" if os.path.exists(path) else "does not exist"
            near = did_you_mean(text, names()) if "/" not in text else ""
            hint = (
                f"{near.replace(chr(34), chr(34) + BUILTIN, 1)}" if near.startswith("did") else ""
            )
            hint = hint or _near_pack(text, self._root)
            raise UsageError(
                f"{what}, and a pack is a directory", where=text, hint=hint or _NAME_ONE
            )
        label = _label(text, path, self._root)
        found = Directory(path, label)
        if os.path.isfile(os.path.join(path, _BUNDLED)):
            inner = os.path.dirname(_BUNDLED)
            found.origin = self._bundled(Directory(os.path.join(path, inner), f"{label}/{inner}"))
        return found, label


_NAME_ONE: Final = "name builtin:baseline, or the directory of a pack: --policy policies/acme"


def _near_pack(text: str, root: str) -> str:
    """The pack whose directory is spelt almost so: each part that is not there, by its siblings."""
    # Imported here: difflib is only wanted when something is already wrong.
    from difflib import get_close_matches

    meant = ""
    for part in os.path.normpath(text).split(os.sep):
        above = meant or ("" if part else os.sep)
        folder = os.path.join(root, above)
        found = [part] if os.path.isdir(os.path.join(folder, part)) else []
        if not found:
            found = get_close_matches(part[:80], _directories(folder), n=1)
        if not found:
            return ""
        meant = os.path.join(above, found[0])
    there = os.path.isfile(os.path.join(root, meant, "pack.yaml"))
    return f'did you mean "{meant.replace(os.sep, "/")}"?' if there else ""


def _directories(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [name for name in names if os.path.isdir(os.path.join(folder, name))]


def open_source(text: str, *, root: str) -> tuple[Tree, str]:
    """The files that a text names, and how they are called in messages."""
    return Opener(root)(text)


def names() -> tuple[str, ...]:
    """The built-in packs."""
    found: set[str] = set()
    for folder in _folders():
        if os.path.isdir(folder):
            found.update(
                name
                for name in os.listdir(folder)
                if os.path.isfile(os.path.join(folder, name, "pack.yaml"))
            )
    return tuple(sorted(found))


def _folders() -> tuple[str, str]:
    """In a wheel the packs lie in the package, in a checkout beside it."""
    checkout = os.path.dirname(os.path.dirname(_HERE))
    return os.path.join(_HERE, "policies"), os.path.join(checkout, "policies")


def _builtin_directory(name: str) -> str:
    if name in names():
        for folder in _folders():
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                return path
    raise _no_such_builtin(name)


def _no_such_builtin(name: str) -> UsageError:
    return UsageError(
        f'there is no built-in pack called "{name}"',
        where=f"{BUILTIN}{name}",
        hint=did_you_mean(name, names()) or f"built in are: {', '.join(names())}",
    )


def _label(text: str, path: str, root: str) -> str:
    """A path below the root as the root sees it; others by their last part: no machine's layout."""
    if not os.path.isabs(text):
        return os.path.normpath(text).replace(os.sep, "/")
    inner = os.path.relpath(os.path.realpath(path), os.path.realpath(root))
    if not inner.startswith(".."):
        return inner.replace(os.sep, "/")
    return os.path.basename(os.path.normpath(path))


def load_policy(  # noqa: PLR0913  what loading may be told, each by its name
    sources: Sequence[str],
    *,
    root: str,
    cache_dir: str | None = None,
    catalogue: Catalogue | None = None,
    tree: Tree | None = None,
    lock: Tree | None = None,
) -> Policy:
    """The policy of all sources together; with `tree`, directories are those of that tree.

    `lock` is the tree whose pilotgate.lock counts, where it is neither `tree` nor in `root`.
    """
    if not sources:
        raise UsageError("no policy is named, so nothing can be judged", hint=_NAME_ONE)
    opener = Opener(root, tree, lock=(lambda: lock) if lock else None, cache_dir=cache_dir)
    # A commit that judges is read as it is: no file of this machine has a say.
    cache = Cache(cache_dir, root) if cache_dir and tree is None else None
    packs = [_pack(source, opener, cache, catalogue) for source in dict.fromkeys(sources)]
    return policy_of(packs)


def _pack(source: str, opener: Opener, cache: "Cache | None", catalogue: Catalogue | None) -> Pack:
    pack = _builtin(source) if source.startswith(BUILTIN) else None
    if pack is None:
        pack = _own(source, opener, cache, catalogue)
    if not pack.rules:
        file = f"{pack.source}/pack.yaml"
        raise PackError(pack.source, [Problem(file, 1, 1, "the pack has no rules", _NAME_ONE)])
    return pack


def _builtin(source: str) -> Pack | None:
    """From its compiled form, which ships with the tool; None where that has another format."""
    name = source.removeprefix(BUILTIN)
    if not name.replace("-", "").isalnum():
        raise _no_such_builtin(name)
    try:
        with open(os.path.join(_COMPILED, f"{name}.json"), encoding="utf-8") as file:
            return thawed(file.read())
    except (FileNotFoundError, ValueError):
        return None  # compiled anew from its files


def _own(source: str, opener: Opener, cache: "Cache | None", catalogue: Catalogue | None) -> Pack:
    tree, label = opener(source)
    try:
        files = Files(tree) if cache else None
        # What is wrong with a file that is not read has to be said every time.
        own = files.digest if files and not files.problems else ""
    except TooMuch:
        own = ""  # the compiler says what is wrong
    kept = cache.get(label, own, opener) if cache and own else None
    if kept is not None:
        return kept
    # Imported here: compiling needs the models, which a compiled pack does without.
    from pilotgate.compiler.compile import Compiled

    compiled = Compiled(
        source, tree, load=opener, label=label, version=__version__, catalogue=catalogue
    )
    data = compiled.data()
    if cache and own:
        parents = {
            layer.source: Files(opener(layer.source)[0]).digest
            for layer in compiled.layers
            if layer.label != label
        }
        cache.put(label, own, parents, written(frozen(data)))
    return pack_of(data)


class Cache:
    """Compiled packs of the user, believed only where nobody else could have written them."""

    def __init__(self, directory: str, root: str) -> None:
        self._directory = directory
        real, judged = os.path.realpath(directory), os.path.realpath(root)
        # In the judged tree a change could bring its own judge along.
        self._outside = os.path.commonpath([real, judged]) != judged

    def get(self, label: str, own: str, opener: Opener) -> Pack | None:
        """The pack, if the cache holds it and everything it was made from is as it was."""
        text = self._read(self._path(label, own)) if self._trusted() else ""
        if not text:
            return None
        try:
            parents, _, pack = text.partition("\n")
            for source, known in json.loads(parents).items():
                files = Files(opener(source)[0])
                if files.problems or files.digest != known:
                    return None
            return thawed(pack)
        except Exception:  # noqa: BLE001  whatever is wrong with a cache, it is made anew
            return None

    def put(self, label: str, own: str, parents: dict[str, str], pack: str) -> None:
        """Kept if it can be kept; a cache is never needed."""
        if not self._outside:
            return
        try:
            os.makedirs(self._directory, mode=0o700, exist_ok=True)
            if self._trusted():
                atomic.write(self._path(label, own), _sealed(parents, pack), 0o600)
        except OSError:
            return

    def _path(self, label: str, own: str) -> str:
        from hashlib import sha256

        key = "\0".join((own, label, __version__, str(FORMAT), _builtins()))
        return os.path.join(self._directory, f"{sha256(key.encode()).hexdigest()}.json")

    def _trusted(self) -> bool:
        """A directory of ours that nobody else can write into."""
        if not self._outside:
            return False
        try:
            return _ours(os.lstat(self._directory), directory=True)
        except OSError:
            return False

    @staticmethod
    def _read(path: str) -> str:
        """What is kept there; empty where that cannot be believed."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            handle = os.open(path, flags)
        except OSError:
            return ""
        with os.fdopen(handle, "rb") as file:
            if not _ours(os.fstat(handle), directory=False):
                return ""
            seal, _, text = file.read(_MOST + 1).partition(b"\n")
        if len(text) > _MOST or seal != _seal(text):
            return ""
        return text.decode("utf-8", "replace")


_MOST: Final = 16 * 1024 * 1024


def _ours(found: os.stat_result, *, directory: bool) -> bool:
    # Imported here: only a pack of one's own is cached.
    import stat

    right = stat.S_ISDIR(found.st_mode) if directory else stat.S_ISREG(found.st_mode)
    user = getattr(os, "geteuid", lambda: found.st_uid)()
    return right and found.st_uid == user and not found.st_mode & _WRITABLE_BY_OTHERS


def _sealed(parents: dict[str, str], pack: str) -> bytes:
    text = f"{json.dumps(parents)}\n{pack}".encode()
    return _seal(text) + b"\n" + text


def _seal(text: bytes) -> bytes:
    """Tells a whole file from a damaged one; against other writers the owner check stands."""
    from hashlib import sha256

    return sha256(text).hexdigest().encode()


def _builtins() -> str:
    """In a checkout the catalogue and the language may change without a new version."""
    paths = (os.path.join(_HERE, "generated", "fields.json"), os.path.join(_HERE, "language.py"))
    return ",".join(str(os.stat(path).st_mtime_ns) for path in paths if os.path.exists(path))


def compiled_builtin(name: str) -> str:
    """The text of the compiled form of a built-in pack, one line for each rule."""
    from pilotgate.compiler.compile import compile_pack

    opener = Opener(".")
    source = f"{BUILTIN}{name}"
    data = compile_pack(source, opener(source)[0], load=opener, label=source, version=__version__)
    return written(frozen(data))
