"""The start-up budget: what a check loads, starts and writes, in a fresh interpreter.

No time is measured here; benchmarks/ does that. What takes time is named instead:
modules that are imported, processes that are started, files that are opened to write.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "invoice-triage"

SLOW = {
    *("pydantic", "pydantic_core", "git", "dulwich", "jsonschema", "referencing", "rich"),
    *("jinja2", "httpx", "asyncio", "concurrent", "multiprocessing", "sqlite3", "ssl"),
    *("dataclasses", "pathlib", "logging", "argparse", "tempfile", "shutil", "hashlib"),
    *("difflib", "tomllib", "traceback", "email.utils", "http", "xml", "socket"),
    *("importlib.metadata", "pilotgate.shapes", "pilotgate.compiler", "pilotgate.shape_report"),
}
"""Each costs a millisecond or more, and a check of a well-formed manifest needs none."""

WATCH = """
import json, os, sys

started, written = [], []

def watch(event, arguments):
    if event == "subprocess.Popen":
        started.append([os.fsdecode(part) for part in arguments[1]])
    elif event == "open":
        path, mode, flags = arguments
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
        if flags & writes and path != os.devnull and not isinstance(path, int):
            written.append(str(path))
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.symlink", "os.link"):
        written.append(f"{event} {arguments[0]!r}")

def finish(code):
    loaded = sorted(sys.modules)
    said = json.dumps({"code": code, "loaded": loaded, "started": started, "written": written})
    os.write(2, said.encode())
    leave(0)

leave, os._exit = os._exit, finish
sys.addaudithook(watch)
from pilotgate.__main__ import main
main()
"""


class Run:
    """What one check did."""

    def __init__(self, said: str) -> None:
        found = json.loads(said)
        self.code: int = found["code"]
        self.loaded: set[str] = set(found["loaded"])
        self.started: list[list[str]] = found["started"]
        self.written: list[str] = found["written"]


def check(repository: Path, *arguments: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, "check", "--as-of", "2026-11-20", *arguments],
        cwd=repository,
        # The files of a first run, which Python compiles and keeps, are not what is asked here.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return Run(done.stderr)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The example in a git repository of its own, where its paths are those of this one."""
    root = tmp_path / "repository"
    shutil.copytree(EXAMPLE, root / "examples" / "invoice-triage")
    shutil.copy(EXAMPLE / "ai-initiative.yaml", root)
    shutil.rmtree(root / "examples" / "invoice-triage" / "expected", ignore_errors=True)
    (root / "examples" / "invoice-triage" / "ai-initiative.yaml").unlink()
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True)


def blocked(repository: Path) -> None:
    """Take the owners out of the manifest, so that there is something to show."""
    manifest = repository / "ai-initiative.yaml"
    text = manifest.read_text()
    start = text.index("\nowners:")
    manifest.write_text(text[:start] + text[text.index("\n\n", start + 1) :])


@pytest.mark.parametrize("outcome", [0, 1])
def test_a_check_imports_nothing_slow(repository: Path, outcome: int) -> None:
    if outcome:
        blocked(repository)
    run = check(repository)
    assert run.code == outcome
    assert "pilotgate.judge" in run.loaded
    assert sorted(SLOW & run.loaded) == []


def test_a_staged_check_imports_nothing_slow(repository: Path) -> None:
    run = check(repository, "--staged")
    assert run.code == 0
    assert sorted(SLOW & run.loaded) == []


def test_a_check_starts_one_git_process(repository: Path) -> None:
    (repository / "pyproject.toml").write_text('[project]\nname = "sample"\n')
    run = check(repository)
    assert run.code == 0
    assert [[*command][-5:-1] for command in run.started] == [
        ["-z", "--cached", "--others", "--exclude-standard"]
    ]


def test_a_staged_check_of_a_path_starts_two_git_processes(repository: Path) -> None:
    run = check(repository, "--staged", "ai-initiative.yaml")
    assert run.code == 0
    assert len(run.started) == 2


@pytest.mark.parametrize("arguments", [(), ("--staged",), ("--format", "json")])
def test_a_check_writes_nothing(repository: Path, arguments: tuple[str, ...]) -> None:
    run = check(repository, *arguments)
    assert run.code == 0
    assert run.written == []


def test_no_stand_in_is_left_behind() -> None:
    code = (
        "import sys; from pilotgate.schema import matcher; assert matcher('^a')('ab');"
        "assert 'email.utils' not in sys.modules and 'socket' not in sys.modules;"
        "from email.utils import parsedate_to_datetime as read;"
        "print(read('Tue, 27 Oct 2026 10:17:51 +0000').year)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "2026\n"
