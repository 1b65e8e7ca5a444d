"""Files that commands change or make: whole or not at all, and never through a link."""

import os
import stat

from pilotgate import atomic
from pilotgate.errors import Unreadable, UsageError

BLANK = 4096  # nobody leaves more than that empty


def replace(root: str, path: str, data: bytes, *, before: bytes | None = None) -> None:
    """Put `data` in place of the regular file at `path` below `root`, keeping its mode.

    With `before`, only if the file still holds exactly that.
    """
    whole = _whole(root, path)
    mode = os.lstat(whole).st_mode
    if not stat.S_ISREG(mode):
        raise _refused(path, "is not a regular file")
    if before is not None and _read(whole, path) != before:
        raise Unreadable(
            "was changed by somebody else meanwhile, so nothing was written",
            where=path,
            hint="save it, then run the same command again",
        )
    _write(whole, path, data, stat.S_IMODE(mode))


def create(root: str, path: str, data: bytes, *, force: bool) -> None:
    """Make the file; one that is there and says something is only replaced with `force`."""
    whole = _whole(root, path)
    blank = None if force else _blank(whole, path)
    if not os.path.lexists(whole):
        _write(whole, path, data, 0o644)
    elif force:
        replace(root, path, data)
    elif blank is not None:
        replace(root, path, data, before=blank)
    else:
        raise UsageError(
            "is there already, and nothing was written",
            where=path,
            hint="pilotgate check, or pilotgate init --force to write a new one over it",
        )


def directory(root: str, path: str) -> None:
    """Make the directory, if it is not there."""
    whole = _whole(root, path)
    try:
        os.mkdir(whole)
    except OSError as error:
        if not os.path.isdir(whole):
            raise _failed(path, error) from None


def _blank(whole: str, path: str) -> bytes | None:
    """What is in a file that holds spaces and line ends at most."""
    if not os.path.isfile(whole) or os.path.getsize(whole) > BLANK:
        return None
    data = _read(whole, path)
    return None if data.strip() else data


def _whole(root: str, path: str) -> str:
    """The file below `root`; no part of the way to it may be a symbolic link."""
    parts = path.split("/")
    if os.path.isabs(path) or not path or any(part in ("", ".", "..", ".git") for part in parts):
        raise _refused(path, "lies outside this repository")
    here = root
    for part in parts[:-1]:
        here = os.path.join(here, part)
        if os.path.islink(here):
            raise _refused(path, "lies behind a symbolic link")
        if not os.path.isdir(here):
            raise _refused(path, "lies in a directory that does not exist")
    whole = os.path.join(here, parts[-1])
    if os.path.islink(whole):
        raise _refused(path, "is a symbolic link")
    return whole


def _read(whole: str, path: str) -> bytes:
    try:
        with open(whole, "rb") as file:
            return file.read()
    except OSError as error:
        raise _failed(path, error) from None


def _refused(path: str, why: str) -> UsageError:
    return UsageError(
        f"is not written: it {why}", where=path, hint="name a regular file of this repository"
    )


def _write(whole: str, path: str, data: bytes, mode: int) -> None:
    try:
        atomic.write(whole, data, mode)
    except OSError as error:
        raise _failed(path, error) from None


def _failed(path: str, error: OSError) -> Unreadable:
    return Unreadable(
        f"could not be written: {error.strerror or type(error).__name__}",
        where=path,
        hint="check that you may write there",
    )
