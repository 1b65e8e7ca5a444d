"""`git+https://HOST/REPOSITORY@COMMIT#DIR`: how the name of a pack in another repository is read.

Pure: nothing is asked of anybody. Whatever is odd in a name is refused here, because a name
reaches git, ssh and curl, and each of them reads some spellings in a way of its own.
"""

import re
from typing import Final

from pilotgate.errors import UsageError
from pilotgate.record import Record
from pilotgate.shown import looks_secret, without_user
from pilotgate.tree import safe_path

GIT: Final = "git+"
EXAMPLE: Final = "git+https://git.example.com/ORG/REPO@<40 hex digits>#DIR"
PORTS: Final = {"https": "443", "ssh": "22"}
_MAX: Final = 1000
_MAX_HOST: Final = 253
_MAX_PORT: Final = 65_535
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last part begins with a letter: 127.1 and 0x7f.1 are addresses to some, names to others.
_HOST: Final = rf"(?:{_LABEL}\.)*(?=[a-z]){_LABEL}"
_BYTE: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4: Final = rf"{_BYTE}(?:\.{_BYTE}){{3}}"
# No percent sign but that of a space, which forges allow in names: nothing is hidden in codes.
_SEGMENT: Final = r"(?:[A-Za-z0-9._~+-]|%20)+"
_USER: Final = r"[a-z_][a-z0-9_-]{0,31}"
_UP: Final = (".", "..", ".git")
_NAME: Final = r"[A-Za-z0-9._/+-]{1,200}"


class GitSource(Record):
    """A pack in another repository. `commit` is 40 hex digits, or what was written instead."""

    scheme: str
    user: str
    host: str
    port: str
    path: str
    commit: str
    directory: str

    @property
    def authority(self) -> str:
        """The host, and its port where that is not the usual one."""
        return f"{self.host}:{self.port}" if self.port else self.host

    @property
    def url(self) -> str:
        """What git is asked for: no token is ever part of it."""
        return f"{self.scheme}://{self.user and f'{self.user}@'}{self.authority}/{self.path}"

    @property
    def pinned(self) -> bool:
        return re.fullmatch(r"[0-9a-f]{40}", self.commit) is not None

    def __str__(self) -> str:
        at = f"@{self.commit}" if self.commit else ""
        return f"{GIT}{self.url}{at}{self.directory and f'#{self.directory}'}"


def parse(text: str) -> GitSource:
    """What a text names; `UsageError` says what is wrong with it. The commit may be a name."""
    try:
        return _parse(text)
    except ValueError as error:
        problem, _, hint = str(error).partition("; ")
        raise UsageError(problem, where=_safe(text), hint=hint or f"write {EXAMPLE}") from None


def pinned(text: str) -> GitSource:
    """Like `parse`, and a commit is named by its whole id."""
    found = parse(text)
    if not found.pinned:
        raise unpinned(found)
    return found


def unpinned(source: GitSource) -> UsageError:
    """A branch or a tag, where nobody may be asked what it points to."""
    named = (
        f'"{source.commit}" is not the id of a commit' if source.commit else "no commit is named"
    )
    return UsageError(
        f"{named}, and a policy is pinned to one: what a name points to can change",
        where=str(source),
        hint=f"this says which commit it is today: pilotgate policy fetch '{source}'",
    )


def beside(asker: str, text: str) -> str:
    """What `text` means where the pack `asker` says it: a directory is one of its repository."""
    if not asker.startswith(GIT) or text.startswith((GIT, "builtin:")) or "://" in text:
        return text
    try:
        return str(parse(asker).but(directory=_directory(text)))
    except ValueError as error:
        raise UsageError(str(error), where=_safe(text), hint=f"write {EXAMPLE}") from None


def token_variable(source: GitSource) -> str:
    """The environment variable with the token for that host: no two hosts share one.

    A dot is one underscore and a hyphen two, so git-example.com cannot be handed the token
    of git.example.com; another port than the usual one is part of the name.
    """
    name = source.authority.replace("-", "__").replace(".", "_").replace(":", "_")
    return f"PILOTGATE_TOKEN_{name.upper()}"


def _safe(text: str) -> str:
    short = without_user(text)
    return "".join(char if char.isprintable() else "?" for char in short)[:200]


def _parse(text: str) -> GitSource:
    if len(text) > _MAX or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(f"holds a character that no such name has, or more than {_MAX} of them")
    scheme, found, rest = text.removeprefix(GIT).partition("://")
    if not text.startswith(GIT) or not found or scheme not in PORTS:
        raise ValueError(
            "packs are fetched over https and ssh only; begin with git+https:// or git+ssh://"
        )
    rest, _, directory = rest.partition("#")
    authority, slash, path = rest.partition("/")
    if not slash:
        raise ValueError("names no repository")
    user, host, port = _authority(scheme, authority)
    path, _, commit = path.partition("@")
    return GitSource(
        scheme, user, host, port, _path(path), _commit(commit), _directory(directory or ".")
    )


def _authority(scheme: str, text: str) -> tuple[str, str, str]:
    user, at, place = text.rpartition("@")
    if at and (scheme != "ssh" or not re.fullmatch(_USER, user) or looks_secret(user)):
        # A token in a name would be in every report, log and process list.
        raise ValueError(
            "a user name, password or token is part of the name; take it out: a token comes "
            "from an environment variable that pilotgate policy fetch --help explains"
        )
    if scheme == "ssh" and not at:
        user = "git"
    host, colon, port = place.lower().partition(":")
    numeric = host.rpartition(".")[2].isdigit()
    if len(host) > _MAX_HOST or not re.fullmatch(_IPV4 if numeric else _HOST, host):
        raise ValueError(f'"{place}" is not the name of a host')
    if host.startswith(("169.254.", "0.")):
        raise ValueError(f"{host} is no address that repositories are fetched from")
    if colon and not (re.fullmatch("[1-9][0-9]{0,4}", port) and int(port) <= _MAX_PORT):
        raise ValueError(f'"{port}" is not the number of a port')
    return user, host, "" if port == PORTS[scheme] else port


def _path(text: str) -> str:
    path = text.strip("/")
    for segment in path.split("/"):
        if not re.fullmatch(_SEGMENT, segment) or segment.startswith("-") or segment in _UP:
            raise ValueError(f'"{segment}" is no part of the path of a repository')
    return path


def _commit(text: str) -> str:
    if re.fullmatch(r"[0-9a-fA-F]{40}", text):
        return text.lower()
    if re.fullmatch(r"[0-9a-fA-F]{64}", text):
        raise ValueError("repositories with 64-digit ids are not supported by this version")
    if text and (not re.fullmatch(_NAME, text) or ".." in text or text.startswith(("-", "/"))):
        raise ValueError(f'"{text}" is neither a commit nor the name of a branch or tag')
    return text


def _directory(text: str) -> str:
    plain = text.rstrip("/")
    if plain in ("", "."):
        return ""
    try:
        path = safe_path(plain)
    except ValueError as error:
        raise ValueError(f'the directory "{plain}" {error}') from None
    if not re.fullmatch(rf"{_SEGMENT}(?:/{_SEGMENT})*", path):
        raise ValueError(
            f'the directory "{plain}" has characters that such a name cannot hold; '
            "use letters, digits, hyphens and dots"
        )
    return path
