import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pilotgate import plumbing
from pilotgate.errors import Unreadable
from pilotgate.plumbing import (
    Git,
    Objects,
    Remote,
    end,
    environment,
    executable,
    remote_environment,
)

ENVIRON = {"PATH": os.environ["PATH"]}


@pytest.fixture
def git(tmp_path: Path) -> Git:
    root = tmp_path / "repo"
    root.mkdir()
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return Git(str(root / ".git"), str(root), ENVIRON)


def fake(tmp_path: Path, text: str) -> Git:
    """A git that does what a test needs a broken git to do."""
    place = tmp_path / "bin"
    place.mkdir(exist_ok=True)
    (place / "git").write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{text}\n")
    (place / "git").chmod(0o755)
    return Git(str(tmp_path / "x.git"), "", {"PATH": str(place)})


def test_the_environment_is_made_from_nothing() -> None:
    hostile = {"PATH": "/usr/bin", "GIT_DIR": "/x", "HOME": "/home/anna", "LD_PRELOAD": "x.so"}
    assert environment(hostile) == {
        "PATH": "/usr/bin",
        "HOME": "",
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": "/dev/null",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
    }


def test_git_is_taken_from_absolute_directories_outside_the_judged_files(tmp_path: Path) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\n")
    (tmp_path / "git").chmod(0o755)
    found = executable({"PATH": f".:bin::{tmp_path}:{os.environ['PATH']}"}, str(tmp_path))
    assert os.path.isabs(found)
    assert not found.startswith(str(tmp_path))
    assert executable({"PATH": str(tmp_path)}) == str(tmp_path / "git")
    assert environment({"PATH": f".:{tmp_path}:x"})["PATH"] == str(tmp_path)
    with pytest.raises(Unreadable, match="git was not found") as caught:
        executable({"PATH": f".:{tmp_path}"}, str(tmp_path))
    assert "install git" in caught.value.hint


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("diff",),
        ("config", "--list"),
        ("cat-file", "--textconv", "HEAD:x"),
        ("cat-file", "--filters", "--batch"),
        ("rev-list", "-p"),
        ("fetch",),
    ],
)
def test_other_commands_are_not_started(git: Git, arguments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="known to be safe"):
        git.run(*arguments)


def test_a_failure_says_what_git_said(git: Git) -> None:
    with pytest.raises(Unreadable, match="git rev-parse failed: fatal: Needed a single revision"):
        git.run("rev-parse", "--verify", "--end-of-options", "refs/heads/no")


def test_no_path_of_the_machine_is_told(tmp_path: Path) -> None:
    git = Git(str(tmp_path / "no.git"), "", ENVIRON)
    with pytest.raises(Unreadable) as caught:
        git.run("rev-parse", "--git-dir")
    assert str(tmp_path) not in str(caught.value)


def test_an_old_git_is_named_once_something_fails(tmp_path: Path) -> None:
    old = 'if [ "$1" = version ]; then echo "git version 2.17.1"; exit 0; fi; exit 129'
    with pytest.raises(Unreadable, match=r"git 2\.17 is too old") as caught:
        fake(tmp_path, old).run("ls-files")
    assert caught.value.hint == "install git 2.31 or newer"
    assert fake(tmp_path, "echo git version 2.39.5 '(x)'").version() == (2, 39)
    assert fake(tmp_path, "echo nonsense").version() == (0, 0)


def test_output_is_capped(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="says more than 1 KiB"):
        fake(tmp_path, "yes").run("ls-files", limit=1024)
    assert fake(tmp_path, "head -c 1024 /dev/zero").run("ls-files", limit=1024) == bytes(1024)


def test_many_warnings_do_not_block(tmp_path: Path) -> None:
    git = fake(tmp_path, "head -c 3000000 /dev/zero >&2; echo done")
    assert git.run("ls-files", timeout=20) == b"done\n"


def test_a_git_that_waits_ends_with_all_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    git = fake(tmp_path, f"sleep 60 & echo $! > {pid}; wait")
    started = time.monotonic()
    with pytest.raises(Unreadable, match=r"did not end within 0\.5 seconds"):
        git.run("ls-files", timeout=0.5)
    assert time.monotonic() - started < 10
    time.sleep(0.1)
    state = Path(f"/proc/{pid.read_text().strip()}/stat")
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


BATCH = 'case "$*" in *batch*) ;; *) exit 0;; esac; read line; '


@pytest.mark.parametrize(
    "answer",
    [
        "exit 0",
        "printf 'aa blob 5\\nabc'",
        "printf 'nonsense\\n'",
        "printf 'aa blob x\\n'",
        "printf 'aa blob 2\\nabc\\n\\n'; sleep 5",
        "head -c 4096 /dev/zero; sleep 5",
        "kill -9 $$",
        "sleep 60",
    ],
)
def test_an_answer_that_is_none_is_no_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(plumbing, "TIMEOUT", 0.5)
    objects = Objects(fake(tmp_path, BATCH + answer))
    with pytest.raises(Unreadable, match="cat-file gave no answer"):
        objects.get("HEAD", 100)


def test_a_killed_process_is_replaced(git: Git) -> None:
    objects = Objects(git)
    empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert objects.get(empty, 10) is None
    process = objects._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with pytest.raises(Unreadable):
        objects.get(empty, 10)
    assert objects.get(empty, 10) is None
    objects.close()
    objects.close()
    end(process)


# ------------------------------------------------------------------ other machines


def test_what_a_git_that_asks_a_server_is_told() -> None:
    hostile = {
        "PATH": "/usr/bin",
        "HOME": "/home/anna",
        "GIT_DIR": "/x",
        "GIT_ASKPASS": "x",
        "GIT_SSH_COMMAND": "x",
        "GIT_SSL_NO_VERIFY": "1",
        "PILOTGATE_TOKEN_H_ORG": "x",
        "https_proxy": "http://proxy.test",
        "SSH_AUTH_SOCK": "/agent",
        "SSL_CERT_FILE": "/ca.pem",
        "LD_PRELOAD": "x.so",
    }
    assert remote_environment(hostile, "/scratch", "https") == environment(hostile) | {
        "HOME": "/scratch",
        "GIT_ALLOW_PROTOCOL": "https",
        "GIT_ALLOC_LIMIT": "256m",
        "GIT_SSH_COMMAND": "false",
        "https_proxy": "http://proxy.test",
        "SSH_AUTH_SOCK": "/agent",
        "GIT_SSL_CAINFO": "/ca.pem",
    }
    assert (
        remote_environment({"GIT_SSL_CAINFO": "/a", "SSL_CERT_FILE": "/b"}, "/s", "ssh")[
            "GIT_SSL_CAINFO"
        ]
        == "/a"
    )


@pytest.mark.parametrize("command", ["push", "clone", "archive", "config", "fetch-pack"])
def test_other_questions_are_not_asked(tmp_path: Path, command: str) -> None:
    with pytest.raises(ValueError, match="among the commands that ask a server"):
        Remote(str(tmp_path), ENVIRON, "https").ask(command, timeout=5, limit=100, room=100)


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c 'touch MARKER'",
        "file://ELSEWHERE",
        "ELSEWHERE",
        "git://127.0.0.1:1/x",
        "http://127.0.0.1:1/x",
        "fd::17",
    ],
)
def test_other_protocols_are_not_spoken(tmp_path: Path, url: str) -> None:
    """Whatever a name got past its reader, git itself has one protocol."""
    subprocess.run(["git", "init", "-q", str(tmp_path / "elsewhere")], check=True)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    text = url.replace("MARKER", str(tmp_path / "marker"))
    text = text.replace("ELSEWHERE", str(tmp_path / "elsewhere"))
    answer = Remote(str(scratch), ENVIRON, "https").ask(
        "ls-remote", "--", text, timeout=20, limit=1000, room=1 << 20
    )
    assert answer.code
    assert "not allowed" in answer.errors
    assert not (tmp_path / "marker").exists()


def test_a_conversation_is_capped(tmp_path: Path) -> None:
    place = tmp_path / "bin"
    place.mkdir()
    environ = {"PATH": str(place)}
    remote = Remote(str(tmp_path / "scratch"), environ, "https")

    def ask(script: str) -> plumbing.Answer:
        (place / "git").write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        (place / "git").chmod(0o755)
        return remote.ask("fetch", timeout=1, limit=1000, room=1 << 20)

    talks = ask("yes")
    assert (talks.large, talks.late, len(talks.out)) == (True, False, 1000)
    assert ask("sleep 60").late
    slow = ask("head -c 3000000 /dev/zero >repository.git/objects/x; sleep 60")
    assert (slow.large, slow.late) == (True, False)
    quick = ask("true")  # what is there already counts as well
    assert (quick.large, quick.whole) == (True, False)
    ended_well = plumbing.Answer(0, b"", b"")
    ended_well.large = True
    assert not ended_well.whole
    os.unlink(tmp_path / "scratch" / "repository.git" / "objects" / "x")
    assert ask("true").whole
