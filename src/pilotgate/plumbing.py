"""The hardened git process: the one place that starts git, here and towards other machines.

A repository may be hostile. Its configuration can name programs that many git
commands run (monitors, filters, text converters, pagers, ssh commands), so only
commands are started that read objects or the index, with an environment made
from nothing. `--git-dir` skips git's own ownership check: nothing in the
repository is trusted, whoever owns it.
"""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pilotgate.errors import Unreadable

if TYPE_CHECKING:
    from subprocess import Popen

OLDEST = (2, 31)
TIMEOUT = 60.0
MAX_OUTPUT = 256 * 1024 * 1024
_MAX_ERRORS = 64 * 1024
_MAX_HEADER = 1024

COMMANDS = frozenset({"rev-parse", "merge-base", "rev-list", "for-each-ref", "ls-tree", "ls-files"})
"""The commands that were watched running no foreign program, besides `cat-file --batch`."""

_FORBIDDEN = frozenset({"-p", "--textconv", "--filters", "--ext-diff"})


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What a git process is given; nothing but PATH comes from `environ`."""
    made = {
        "PATH": os.pathsep.join(_directories(environ)),
        "HOME": "",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": os.devnull,
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }
    if os.name == "nt" and "SYSTEMROOT" in environ:
        made["SYSTEMROOT"] = environ["SYSTEMROOT"]
    return made


def _directories(environ: Mapping[str, str]) -> list[str]:
    # A relative directory in PATH would let the judged files bring their own git.
    listed = environ.get("PATH", os.defpath).split(os.pathsep)
    return [directory for directory in listed if os.path.isabs(directory)]


def executable(environ: Mapping[str, str], outside: str = "") -> str:
    """The absolute path of git; one that lies in `outside`, the judged files, does not count."""
    name = "git.exe" if os.name == "nt" else "git"
    for directory in _directories(environ):
        path = os.path.join(directory, name)
        if outside and os.path.realpath(path).startswith(os.path.join(outside, "")):
            continue
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise Unreadable(
        "git was not found",
        hint=f"install git {OLDEST[0]}.{OLDEST[1]} or newer and see that PATH names its directory",
    )


class Git:
    """Git for one repository. `work_tree` is "" for a bare one."""

    def __init__(self, git_dir: str, work_tree: str, environ: Mapping[str, str]) -> None:
        self._git_dir = git_dir
        self._work_tree = work_tree
        self._environ = environ
        self._program = ""

    def _argv(self, arguments: tuple[str, ...]) -> list[str]:
        if not self._program:
            self._program = executable(self._environ, self._work_tree)
        place = ["-C", self._work_tree or self._git_dir, f"--git-dir={self._git_dir}"]
        if self._work_tree:
            place.append(f"--work-tree={self._work_tree}")
        # Reading the index would start the monitor, even through cat-file.
        settings = ["-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}"]
        return [self._program, *place, *settings, *arguments]

    def start(self, *arguments: str, extra: Mapping[str, str] | None = None) -> "Popen[bytes]":
        # Imported here: most runs outside git, and --help, start no process.
        from subprocess import DEVNULL, PIPE, Popen

        batch = arguments in {("cat-file", "--batch"), ("cat-file", "--batch-check")}
        if not batch and (arguments[0] not in COMMANDS or _FORBIDDEN & {*arguments}):
            raise ValueError(f"git {arguments[0]} is not among the commands known to be safe")
        try:
            return Popen(  # noqa: S603  an absolute program and no shell
                self._argv(arguments),
                stdin=PIPE if batch else DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL if batch else PIPE,
                env={**environment(self._environ), **(extra or {})},
                # A group of its own, so that whatever git starts ends with it.
                start_new_session=True,
            )
        except OSError as error:
            raise Unreadable(
                f"git could not be started: {error.strerror}", hint="try: git --version"
            ) from None

    def run(
        self,
        *arguments: str,
        extra: Mapping[str, str] | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> bytes:
        """The whole output of one command; `Unreadable` if it fails, is slow or says too much."""
        limit = MAX_OUTPUT if limit is None else limit
        timeout = TIMEOUT if timeout is None else timeout
        command = f"git {arguments[0]}"
        code, out, errors, late = _collect(self.start(*arguments, extra=extra), timeout, limit)
        if late:
            raise Unreadable(
                f"{command} did not end within {timeout:g} seconds",
                hint="try it by hand; a network drive or a named pipe in .git makes git wait",
            )
        if len(out) > limit:
            raise Unreadable(
                f"{command} says more than {limit // 1024} KiB", hint="name a smaller repository"
            )
        if code:
            raise self._failed(command, code, errors)
        if b"could not open directory" in errors:
            # git only warns and leaves out what lies there.
            raise Unreadable(
                f"{command} could not read a directory: {self._said(errors)}",
                hint="see that you may read every directory of the repository",
            )
        return out

    def _said(self, errors: bytes) -> str:
        text = errors.decode("utf-8", "replace").strip()
        line = next(iter(text.splitlines()), "")
        for place in (self._git_dir, self._work_tree):
            line = line.replace(place, ".") if place else line
        return "".join(char if char.isprintable() else "?" for char in line)[:300]

    def _failed(self, command: str, code: int, errors: bytes) -> Unreadable:
        said = self._said(errors) or f"exit code {code}"
        version = self.version()
        if version < OLDEST:
            return Unreadable(
                f"git {'.'.join(map(str, version))} is too old ({command}: {said})",
                hint=f"install git {OLDEST[0]}.{OLDEST[1]} or newer",
            )
        return Unreadable(f"{command} failed: {said}", hint="try: git fsck")

    def version(self) -> tuple[int, int]:
        """(0, 0) where git does not say."""
        from subprocess import DEVNULL, PIPE, Popen

        try:
            process = Popen(  # noqa: S603  an absolute program and no shell
                [self._argv(())[0], "version"],
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment(self._environ),
                start_new_session=True,
            )
        except OSError:
            return (0, 0)
        _, out, _, _ = _collect(process, TIMEOUT, _MAX_HEADER)
        words = out.decode("ascii", "replace").split()
        parts = words[2].split(".") if len(words) > 2 else []  # noqa: PLR2004
        numbers = [int(part) for part in parts[:2] if part.isdigit()]
        return (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)  # noqa: PLR2004


CARRIED = (
    *("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"),
    *("SSH_AUTH_SOCK", "GIT_SSL_CAPATH", "SSL_CERT_DIR"),
)
"""What a git that talks to another machine is told of this one, besides the file of the CA."""

AUTHORITIES = ("GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""Each names the file of certificates to trust; the first that is set counts."""

REMOTE = frozenset({"fetch", "ls-remote"})
_ALLOCATION = "256m"
_REMOTE_SETTINGS = (
    f"core.hooksPath={os.devnull}",
    "core.fsmonitor=false",
    "core.bigFileThreshold=1m",  # a bomb is written to the disk, where it is seen, not to memory
    "credential.helper=",
    "fetch.recurseSubmodules=no",
    "fetch.unpackLimit=1",  # always the one program that checks while it writes
    "fetch.uriProtocols=",  # no second server that the first one names
    "gc.auto=0",
    "http.delegation=none",
    "http.followRedirects=false",  # a token is for one host
    "http.lowSpeedLimit=100",
    "http.lowSpeedTime=30",
    "http.sslVerify=true",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "transfer.bundleURI=false",
    "transfer.fsckObjects=true",
)


class Answer:
    """How a conversation with another machine ended."""

    def __init__(self, code: int, out: bytes, errors: bytes) -> None:
        self.code = code
        self.out = out
        self.errors = errors.decode("utf-8", "replace")
        self.late = False
        self.large = False

    @property
    def whole(self) -> bool:
        """A git that ended well may have said too much all the same."""
        return not (self.code or self.late or self.large)


class Remote:
    """Git that talks to one server, for a repository without content that we made in `scratch`.

    `scratch` is a directory of our own; it is also the home, so no file of the user is read.
    """

    def __init__(self, scratch: str, environ: Mapping[str, str], protocol: str) -> None:
        self._scratch = scratch
        self._environ = environ
        self._protocol = protocol
        self.git_dir = os.path.join(scratch, "repository.git")
        for inner in ("objects", "refs"):
            os.makedirs(os.path.join(self.git_dir, inner))
        _write(os.path.join(self.git_dir, "HEAD"), "ref: refs/heads/none\n", 0o600)
        config = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        _write(os.path.join(self.git_dir, "config"), config, 0o600)
        self._named: dict[str, str] = {}

    def speak(self, ssh: str) -> None:
        """The command for ssh; without one there is none."""
        self._named = {"GIT_SSH_COMMAND": ssh, "GIT_SSH_VARIANT": "ssh"}

    def ask(
        self,
        *arguments: str,
        secret: tuple[str, str, str] | None = None,
        timeout: float,
        limit: int,
        room: int,
    ) -> Answer:
        """One conversation; `secret` is the place it is for, the user and the token.

        At most `limit` bytes are heard and `room` bytes written to the disk.
        """
        # Imported here: only a fetch talks to other machines.
        from subprocess import DEVNULL, PIPE, Popen

        if arguments[0] not in REMOTE:
            raise ValueError(f"git {arguments[0]} is not among the commands that ask a server")
        settings = [part for one in _REMOTE_SETTINGS for part in ("-c", one)]
        program = executable(self._environ)
        named = dict(self._named)
        ear = -1
        if secret:
            ear = self._whisper(secret, named)
        try:
            process = Popen(  # noqa: S603  an absolute program and no shell
                [program, f"--git-dir={self.git_dir}", *settings, *arguments],
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                env=remote_environment(self._environ, self._scratch, self._protocol) | named,
                cwd=self._scratch,
                start_new_session=True,
                pass_fds=[ear] if ear >= 0 else [],
            )
        except OSError as error:
            raise Unreadable(
                f"git could not be started: {error.strerror}", hint="try: git --version"
            ) from None
        finally:
            if ear >= 0:
                os.close(ear)
        full = _watch(process, self.git_dir, room)
        code, out, errors, late = _collect(process, timeout, limit)
        answer = Answer(code, out[:limit], errors)
        answer.late = late
        answer.large = len(out) > limit or bool(full) or _size(self.git_dir) > room
        return answer

    def _whisper(self, secret: tuple[str, str, str], named: dict[str, str]) -> int:
        """A pipe that holds user and token: no file, argument or variable ever does.

        git asks through a small program, which answers to the expected question alone.
        """
        place, user, token = secret
        if os.name != "posix":
            raise Unreadable(
                "tokens cannot be handed over on this system",
                hint="fetch on Linux or macOS with --bundle DIR, and bring the directory here",
            )
        heard, said = os.pipe()
        os.set_inheritable(heard, True)
        os.write(said, f"{user}\n{token}\n".encode())
        os.close(said)
        path = os.path.join(self._scratch, "askpass")
        # `read` takes a pipe one byte at a time, so the second line is left for the second time.
        script = (
            "#!/bin/sh\n"
            'case "$1" in\n'
            f"  \"Username for 'https://{place}': \") ;;\n"
            f"  \"Password for 'https://{user}@{place}': \") ;;\n"
            "  *) exit 1 ;;\n"
            "esac\n"
            # By its name: some shells know handles of one digit only.
            f'IFS= read -r line </dev/fd/{heard} && printf "%s\\n" "$line"\n'
        )
        _write(path, script, 0o700)
        named["GIT_ASKPASS"] = path
        return heard


def remote_environment(environ: Mapping[str, str], home: str, protocol: str) -> dict[str, str]:
    """What a git that talks to another machine is given."""
    made = environment(environ) | {
        "HOME": home,
        "GIT_ALLOW_PROTOCOL": protocol,
        "GIT_ALLOC_LIMIT": _ALLOCATION,
        "GIT_SSH_COMMAND": "false",
    }
    made |= {name: environ[name] for name in CARRIED if environ.get(name)}
    trusted = next((environ[name] for name in AUTHORITIES if environ.get(name)), "")
    if trusted:
        made["GIT_SSL_CAINFO"] = os.path.abspath(trusted)
    return made


def _write(path: str, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _watch(process: "Popen[bytes]", directory: str, room: int) -> list[bool]:
    """Ends a process that fills the disk; then, and only then, the list is not empty."""
    from threading import Event, Thread

    full: list[bool] = []
    pause = Event()

    def look() -> None:
        while process.poll() is None:
            if _size(directory) > room:
                full.append(True)
                end(process)
                return
            pause.wait(0.05)

    Thread(target=look, daemon=True).start()
    return full


def _size(directory: str) -> int:
    total = 0
    for place, _, names in os.walk(directory):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:
                continue
    return total


def _collect(process: "Popen[bytes]", timeout: float, limit: int) -> tuple[int, bytes, bytes, bool]:
    # threading is already there: subprocess needs it.
    from threading import Thread, Timer

    late: list[bool] = []
    said: list[bytes] = []

    def expire() -> None:
        late.append(True)
        end(process)

    def listen() -> None:
        stream = process.stderr
        while stream and (part := stream.read1(_MAX_ERRORS)):  # type: ignore[attr-defined]
            if sum(map(len, said)) < _MAX_ERRORS:
                said.append(part)

    timer = Timer(timeout, expire)
    listener = Thread(target=listen, daemon=True)
    timer.start()
    listener.start()
    try:
        out = process.stdout.read(limit + 1) if process.stdout else b""
        if len(out) > limit:
            end(process)
        code = process.wait()
        listener.join()
    finally:
        timer.cancel()
        end(process)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
    return code, out, b"".join(said), bool(late)


def end(process: "Popen[bytes]") -> None:
    """End a process and whatever it started, if it still runs."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        # Imported here: signal is only needed with a process, which has loaded it.
        from signal import SIGKILL

        try:
            os.killpg(process.pid, SIGKILL)
        except ProcessLookupError:
            process.kill()
    else:
        process.kill()
    process.wait()


class Objects:
    """Many objects through one process that is kept open."""

    def __init__(self, git: Git, extra: Mapping[str, str] | None = None) -> None:
        self._git = git
        self._extra = extra
        self._process: Popen[bytes] | None = None

    def get(self, name: str, limit: int) -> tuple[str, str, int, bytes | None] | None:
        """Id, type, size and content of an object; no content where it exceeds `limit`.

        `name` is an id, HEAD or one of them with ^{commit}; None says that there is none.
        """
        try:
            return self._get(name, limit)
        except (OSError, EOFError) as error:
            self.close()
            # It reads nothing at all: a command that says why is worth its process.
            self._git.run("rev-parse", "--git-dir", extra=self._extra)
            raise _lost(str(error) or "the pipe broke") from None
        except BaseException:
            # The process may be in the middle of an answer: the next question needs a new one.
            self.close()
            raise

    def _get(self, name: str, limit: int) -> tuple[str, str, int, bytes | None] | None:
        process = self._process
        if process is None:
            process = self._process = self._git.start("cat-file", "--batch", extra=self._extra)
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise _lost("it has no pipes")
        os.write(stdin.fileno(), name.encode("ascii") + b"\n")
        source = stdout.fileno()
        answer = b""
        while b"\n" not in answer:
            answer += _more(source)
            if b"\n" not in answer and len(answer) > _MAX_HEADER:
                raise _lost("it answered something unexpected")
        header, _, content = answer.partition(b"\n")
        words = header.decode("ascii", "replace").split(" ")
        if words[-1] in {"missing", "ambiguous"}:
            return None
        if len(words) != 3 or not words[2].isdigit():  # noqa: PLR2004
            raise _lost("it answered something unexpected")
        size = int(words[2])
        if size > limit:
            self.close()
            return words[0], words[1], size, None
        parts, got = [content], len(content)
        while got <= size:
            parts.append(_more(source))
            got += len(parts[-1])
        content = b"".join(parts)
        if len(content) != size + 1 or content[-1:] != b"\n":
            raise _lost("it answered something unexpected")
        return words[0], words[1], size, content[:-1]

    def close(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        end(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    def __del__(self) -> None:
        self.close()


def _more(source: int) -> bytes:
    if os.name == "posix":
        # Imported here: select comes with subprocess.
        from select import POLLIN, poll

        waiting = poll()
        waiting.register(source, POLLIN)
        if not waiting.poll(TIMEOUT * 1000):
            raise _lost(f"it did not answer within {TIMEOUT:g} seconds")
    data = os.read(source, 1 << 20)
    if not data:
        raise EOFError("it ended")
    return data


def _lost(why: str) -> Unreadable:
    return Unreadable(f"git cat-file gave no answer: {why}", hint="try: git fsck")
