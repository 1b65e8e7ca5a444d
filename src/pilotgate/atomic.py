"""A file that is written whole or not at all: a reader sees the old one or the new one."""

import os


def write(path: str, data: bytes, mode: int) -> None:
    """Put `data` at `path` with that mode; `OSError` if it cannot be, and nothing is left over.

    What lies at `path` is replaced, a symbolic link itself and not what it points to: whoever
    calls has decided that it may go.
    """
    # Imported here: few runs write a file.
    from tempfile import mkstemp

    # Beside it, since only within one file system is a renaming one step.
    handle, temporary = mkstemp(dir=os.path.dirname(os.path.abspath(path)), prefix=".pilotgate-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
