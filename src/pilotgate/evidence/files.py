"""`files`: does a path name a regular file of the judged tree that holds something?"""

from pilotgate.errors import Unreadable
from pilotgate.fact import File, Unavailable
from pilotgate.manifests import find
from pilotgate.tree import MAX_BYTES, Tree, blob_id, not_a_file, safe_path
from pilotgate.values import UNMISTAKABLE

URL = "is a URL, which is not fetched"
_POINTER = b"version https://git-lfs.github.com/spec/v1"
_MAX_POINTER = 1024
_PLACEHOLDERS = frozenset(word.encode() for word in UNMISTAKABLE)


def is_url(reference: str) -> bool:
    return reference[:8].lower().startswith(("https://", "http://"))


def is_pointer(data: bytes) -> bool:
    """Whether these are not the bytes of a file but the note that Git LFS keeps them."""
    return len(data) <= _MAX_POINTER and data.startswith(_POINTER)


def is_judged(path: str) -> bool:
    """A manifest, a ledger, a baseline or a configuration is no evidence of anything."""
    name = path.rpartition("/")[2]
    return bool(find([path])) or name in _JUDGED


_JUDGED = frozenset({"ai-baseline.yaml", "ai-waivers.yaml", ".pilotgate.toml"})


def fetch(reference: str, tree: Tree) -> File | Unavailable:
    if is_url(reference):
        return File(reference, URL, is_url=True)
    try:
        path = safe_path(reference)
    except ValueError as error:
        return File(reference, str(error))
    if is_judged(path):
        return File(path, "is a file that is judged, so it proves nothing")
    try:
        return _look(path, tree)
    except Unreadable as error:
        return Unavailable(f"could not be read: {error.problem}", error.hint)


def _look(path: str, tree: Tree) -> File:
    entry = tree.entry(path)
    if entry is None:
        return File(path, tree.absence(path))
    problem = not_a_file(entry.kind)
    size, blob = entry.size, entry.blob
    if problem or size is None or size > MAX_BYTES:
        return File(path, problem, size, blob)
    data = b"" if size == 0 else tree.read(path)
    if not data.strip():
        problem = "is empty"
    elif data.strip().lower() in _PLACEHOLDERS:
        problem = "holds nothing but a placeholder"
    elif is_pointer(data):
        problem = "is a Git LFS pointer, not the file"
    return File(path, problem, size, blob or blob_id(data))
