import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pilotgate import plumbing
from pilotgate.errors import Unreadable
from pilotgate.plumbing import Git, Objects, end, environment, executable

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
