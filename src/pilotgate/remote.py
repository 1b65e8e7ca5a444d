"""Packs fetched from other repositories, with a git that believes neither server nor machine."""

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from pilotgate.errors import Unreadable, UsageError
from pilotgate.gitsource import GitSource, token_variable
from pilotgate.packfiles import Subtree
from pilotgate.plumbing import Answer, Remote
from pilotgate.repository import bare
from pilotgate.store import contents
from pilotgate.tree import Tree

KNOWN_HOSTS: Final = "PILOTGATE_SSH_KNOWN_HOSTS"
USER: Final = "x-access-token"
"""The user name that goes with a token; `NAME:TOKEN` in the variable gives another one."""

TIMEOUT: Final = 120.0
ROOM: Final = 64 * 1024 * 1024
_HEARD: Final = 4 * 1024 * 1024

_SSH: Final = (
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "UpdateHostKeys=no",
    "PasswordAuthentication=no",
    "KbdInteractiveAuthentication=no",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "ProxyCommand=none",
    "ControlMaster=no",
    "ControlPath=none",
    "ConnectTimeout=20",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=2",
)


class Fetching:
    """What a fetch may use of this machine: its environment, and a directory for scratch."""

    def __init__(
        self,
        environ: Mapping[str, str],
        cache_dir: str,
        *,
        timeout: float = TIMEOUT,
        room: int = ROOM,
    ) -> None:
        self._environ = environ
        self._cache_dir = cache_dir
        self._timeout = timeout
        self._room = room

    def pack(self, source: GitSource) -> dict[str, bytes]:
        """The files of a pack, from the server that its name says."""
        with self._scratch() as scratch:
            remote = self._remote(source, scratch)
            answer = self._ask(
                remote,
                source,
                *("fetch", "--depth=1", "--no-tags", "--no-recurse-submodules", "--quiet"),
                *("--no-write-fetch-head", "--no-auto-maintenance", "--refmap="),
                *("--", source.url, source.commit),
            )
            if not answer.whole:
                raise self._failed(source, answer)
            return contents(self._directory(source, remote.git_dir), str(source))

    def names(self, source: GitSource) -> dict[str, str]:
        """What a branch or tag of that name points to at the moment, by its full name."""
        name = source.commit
        wanted = [f"refs/heads/{name}", f"refs/tags/{name}", f"refs/tags/{name}^{{}}"]
        if not name:
            wanted = ["HEAD"]
        elif name.startswith("refs/"):
            wanted = [name, f"{name}^{{}}"]
        with self._scratch() as scratch:
            remote = self._remote(source, scratch)
            answer = self._ask(remote, source, "ls-remote", "--quiet", "--", source.url, *wanted)
            if not answer.whole:
                raise self._failed(source, answer)
        found: dict[str, str] = {}
        for line in answer.out.decode("ascii", "replace").splitlines():
            commit, _, ref = line.partition("\t")
            if ref in wanted and re.fullmatch("[0-9a-f]{40}", commit):
                found[ref.removesuffix("^{}")] = commit  # of a tag, the commit below it comes last
        return found

    # ------------------------------------------------------------------ the parts

    @contextmanager
    def _scratch(self) -> Iterator[str]:
        # Imported here: only a fetch writes there.
        from shutil import rmtree
        from tempfile import mkdtemp

        try:
            os.makedirs(self._cache_dir, mode=0o700, exist_ok=True)
            scratch = mkdtemp(dir=os.path.abspath(self._cache_dir), prefix="fetch-")
        except OSError as error:
            raise Unreadable(
                f"nothing can be written there: {error.strerror or type(error).__name__}",
                where="the cache",
                hint="set XDG_CACHE_HOME to a directory that can be written to",
            ) from None
        try:
            yield scratch
        finally:
            rmtree(scratch, ignore_errors=True)

    def _remote(self, source: GitSource, scratch: str) -> Remote:
        remote = Remote(scratch, self._environ, source.scheme)
        if source.scheme == "ssh":
            remote.speak(self._ssh())
        return remote

    def _ssh(self) -> str:
        options = [*_SSH]
        given = self._environ.get(KNOWN_HOSTS, "")
        if given:
            path = os.path.abspath(given)
            if not os.path.isfile(path) or not path.isprintable() or '"' in path:
                raise UsageError(
                    "names no file",
                    where=KNOWN_HOSTS,
                    hint="name a file in the form of ~/.ssh/known_hosts",
                )
            path = path.replace("%", "%%")
            options += [f'UserKnownHostsFile="{path}"', "GlobalKnownHostsFile=none"]
        words = ["ssh", "-F", os.devnull, "-T", "-a", "-x"]
        return shlex.join(words + [part for one in options for part in ("-o", one)])

    def _ask(self, remote: Remote, source: GitSource, *arguments: str) -> Answer:
        return remote.ask(
            *arguments,
            secret=self._secret(source),
            timeout=self._timeout,
            limit=_HEARD,
            room=self._room,
        )

    def _secret(self, source: GitSource) -> tuple[str, str, str] | None:
        token = self._environ.get(token_variable(source), "").strip()
        if source.scheme != "https" or not token:
            return None
        user, colon, rest = token.partition(":")
        if colon:
            token = rest
        else:
            user = USER
        if not re.fullmatch(r"[A-Za-z0-9._~-]{1,100}", user) or not re.fullmatch(
            r"[!-~]{1,2000}", token
        ):
            raise UsageError(
                "does not hold a token: one word, or NAME:TOKEN",
                where=token_variable(source),
                hint="copy the token again, without quotes or line ends",
            )
        return source.authority, user, token

    def _directory(self, source: GitSource, git_dir: str) -> Tree:
        with bare(git_dir, self._environ) as repository:
            if repository.resolve(source.commit) != source.commit:
                raise UsageError(
                    "is the id of a tag, not of a commit",
                    where=str(source),
                    hint=f"write @{repository.resolve(source.commit)}",
                )
            tree = repository.commit(source.commit)
            tree.paths()
        return Subtree(tree, source.directory) if source.directory else tree

    # ------------------------------------------------------------------ what went wrong

    def _failed(self, source: GitSource, answer: Answer) -> Unreadable:
        problem, hint = self._why(source, answer)
        return Unreadable(problem, where=f"{source.url}", hint=hint)

    def _why(self, source: GitSource, answer: Answer) -> tuple[str, str]:
        bundle = "or bring the pack as a bundle: pilotgate policy fetch --bundle DIR"
        if answer.large:
            size = f"{self._room // 1024 // 1024} MiB"
            return (
                f"the repository sends more than {size} for one commit",
                "keep packs in a repository of their own",
            )
        if answer.late:
            late = f"the server did not finish within {self._timeout:g} seconds"
            return late, f"try again, {bundle}"
        for pattern, problem, hint in _KNOWN:
            if re.search(pattern, answer.errors):
                variable = token_variable(source)
                login = (
                    f"see that {variable} holds a token that may read it"
                    if self._environ.get(variable)
                    else f"set {variable} to a token that may read it"
                )
                if source.scheme == "ssh":
                    login = "see that your key is in ssh-agent (ssh-add -l) and may read it"
                said = hint.format(login=login, host=source.authority, known=KNOWN_HOSTS)
                return problem, said
        return f"git failed: {self._said(source, answer)}", f"try it by hand, {bundle}"

    def _said(self, source: GitSource, answer: Answer) -> str:
        """The last word of git, without anything that nobody should read."""
        lines = [line for line in answer.errors.splitlines() if line.startswith(("fatal", "error"))]
        line = lines[-1] if lines else f"exit code {answer.code}"
        secret = self._secret(source)
        for word in (secret[2], secret[1]) if secret else ():
            line = line.replace(word, "...")
        line = re.sub(r"://[^/@\s]*@", "://", line).replace(self._cache_dir, ".")
        return "".join(char if char.isprintable() else "?" for char in line)[:300]


_REDIRECT: Final = (
    "the server sends to another address, which is not followed: a token is for one host"
)
_LOGIN: Final = (
    r"could not read (Username|Password)|Authentication failed"
    r"|returned error: 40[13]|HTTP 40[13]"
)
_PROXY: Final = (
    r"(?i)proxy.{0,40}(40[37]|aborted|tunnel|resolve|connect)"
    r"|response 407|tunnel failed|aborted tunnel"
)
_AWAY: Final = (
    r"(?i)could not resolve|failed to connect|couldn't connect"
    r"|connection (refused|reset|timed)|timed out|unreachable|no route"
)
_HOST_KEY: Final = (
    "check it with the server's owner, then add it to ~/.ssh/known_hosts or to the file in {known}"
)
_KNOWN: Final = (
    (r"returned error: 30\d|redirect", _REDIRECT, "name that address; often .git is missing"),
    (_PROXY, "the proxy refuses, or is not there", "see what https_proxy and no_proxy say"),
    (_LOGIN, "the server wants to know who asks, or says no", "{login}"),
    (
        r"Host key verification failed|host key is known",
        "the host key of the server is not known, or not the one that is known",
        _HOST_KEY,
    ),
    (r"Permission denied", "the server does not accept the key", "{login}"),
    (
        r"not our ref|unadvertised object|couldn't find remote ref|no such remote ref",
        "the server does not give this commit",
        "see that it is pushed there; a server may also need uploadpack.allowReachableSHA1InWant",
    ),
    (
        r"not found|does not appear to be a git repository|returned error: 404",
        "there is no such repository, or not for those who ask without login",
        "check its name, and {login}",
    ),
    (
        _AWAY,
        "the server is not reached",
        "see that {host} is right and whether a proxy is needed (https_proxy), or use a bundle",
    ),
    (
        r"(?i)certificate|SSL|TLS",
        "the server cannot prove who it is: its certificate is not trusted",
        "set GIT_SSL_CAINFO to the file with the certificate of your CA",
    ),
    (
        r"fsck|index-pack|unpack|corrupt|hash mismatch|allocate|memory|pack",
        "what the server sent is broken or hostile, and was thrown away",
        "see what git fsck says of that repository",
    ),
)
