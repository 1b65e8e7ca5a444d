"""Reports to files: whole or not at all, and never where they could do harm."""

import fcntl
import json
import os
import struct
import subprocess
import sys
import termios
from contextlib import redirect_stdout
from pathlib import Path
from typing import Literal

import pytest

from pilotgate.commands import output
from pilotgate.errors import Unreadable, UsageError
from pilotgate.renderers import RENDERERS
from pilotgate.renderers.terminal import PLAIN, View
from pilotgate.repository import discover
from tests import reports
from tests.commands.runs import Here

LINUX = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs Linux's /proc")
ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    made = Here(tmp_path / "claims-triage")
    monkeypatch.chdir(made.root)
    return made


def write(path: str | Path, here: Here | None = None, text: str = "json") -> None:
    repository = discover(os.getcwd(), here.environ) if here else None
    output.write(reports.passing(), "text", [(text, str(path))], PLAIN, repository)


# ------------------------------------------------------------------ what is written


@pytest.mark.parametrize("name", ["report.json", "new/report.json", "../far.json"])
def test_a_report_is_a_file_of_its_own(
    here: Here, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here.root / "new").mkdir()
    write(name, here)
    assert Path(name).read_text() == RENDERERS["json"].render(reports.passing())
    assert Path(name).stat().st_mode & 0o777 == 0o644
    assert capsys.readouterr().out == RENDERERS["text"].render(reports.passing())
    assert not list(here.root.parent.rglob(".pilotgate-*"))


def test_an_absolute_path_outside_the_repository(here: Here, tmp_path: Path) -> None:
    write(tmp_path / "report.json", here)
    assert json.loads((tmp_path / "report.json").read_text())["schema"] == "pilotgate-report/v1"


def test_outside_git_a_report_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("report.json")
    assert Path("report.json").exists()


def test_a_report_of_yesterday_is_written_over(here: Here) -> None:
    here.write("report.json", "of yesterday")
    write("report.json", here)
    assert Path("report.json").read_text() == RENDERERS["json"].render(reports.passing())


def test_several_reports_in_one_run(here: Here) -> None:
    here.write("ai-initiative.yaml", reports.MANIFEST)
    done = here.run("check", "--report", "json=a.json", "--report", "text=b.txt")
    assert done.code == 1
    assert json.loads((here.root / "a.json").read_text())["exit_code"] == 1
    assert (here.root / "b.txt").read_text() == done.out


# ------------------------------------------------------------------ where nothing is written


def refused(here: Here, path: str) -> UsageError:
    before = sorted(os.walk(here.root))
    with pytest.raises(UsageError) as caught:
        write(path, here)
    assert sorted(os.walk(here.root)) == before
    assert caught.value.where == path
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("target", ["kept.txt", "nowhere"])
def test_a_link_is_not_written_through(here: Here, target: str) -> None:
    here.write("kept.txt", "kept")
    os.symlink(target, "report.json")
    assert "is a symbolic link" in refused(here, "report.json").problem
    assert Path("kept.txt").read_text() == "kept"
    assert not Path("nowhere").exists()


def test_a_tracked_file_is_not_written_over(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    here.write("src/kept.py", "kept")
    here.git("add", "-A")
    assert "git tracks" in refused(here, "src/kept.py").problem
    assert "git tracks" in refused(here, "src/../src/kept.py").problem
    os.symlink("src", "way")
    assert "git tracks" in refused(here, "way/kept.py").problem
    monkeypatch.chdir(here.root / "src")
    assert "git tracks" in refused(here, "kept.py").problem
    assert Path("kept.py").read_text() == "kept"
    os.unlink("kept.py")  # the next commit would take the report for it
    assert "git tracks" in refused(here, "kept.py").problem


@pytest.mark.parametrize("path", [".git/config", ".git/new.json", ".GIT/config", "way/hooks/x"])
def test_nothing_is_written_under_git(here: Here, path: str) -> None:
    (here.root / ".git" / "hooks").mkdir(exist_ok=True)
    os.symlink(".git", "way")
    assert "lies under .git" in refused(here, path).problem


def test_a_directory_a_pipe_and_a_device_are_no_files(here: Here) -> None:
    (here.root / "reports").mkdir()
    os.mkfifo("pipe")
    for path in ("reports", "reports/", "pipe", "/dev/full", "/dev/null"):
        assert "is not a regular file" in refused(here, path).problem


# ------------------------------------------------------------------ what cannot be written


def failed(here: Here, path: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        write(path, here)
    assert caught.value.exit_code == 4
    assert caught.value.where == path
    assert caught.value.problem.startswith("the report could not be written: ")
    return caught.value


def test_a_missing_folder(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No such file" in failed(here, "none/report.json").problem
    assert not Path("none").exists()
    # Nobody may take a decision from the terminal whose record is missing.
    assert capsys.readouterr().out == ""


def test_a_folder_that_is_a_file(here: Here) -> None:
    here.write("file", "")
    failed(here, "file/report.json")


def test_a_name_that_cannot_be_a_file_leaves_nothing_behind(here: Here) -> None:
    before = sorted(os.listdir("."))
    failed(here, "report.json/")
    assert sorted(os.listdir(".")) == before


@LINUX
def test_a_folder_that_takes_no_files(here: Here) -> None:
    failed(here, "/proc/self/report.json")


@ROOT
def test_a_folder_that_may_not_be_written_to(here: Here) -> None:
    (here.root / "closed").mkdir(mode=0o555)
    assert "Permission denied" in failed(here, "closed/report.json").problem


@pytest.mark.parametrize("before", [None, "the report of yesterday"])
def test_on_a_full_disk_nothing_is_half_written(here: Here, before: str | None) -> None:
    here.write("ai-initiative.yaml", reports.MANIFEST)
    if before:
        here.write("report.json", before)
    files = sorted(os.listdir("."))
    # No file may grow: what a full disk does, without filling one.
    line = f"ulimit -f 0; exec {sys.executable} -m pilotgate check --report json=report.json"
    done = subprocess.run(
        ["bash", "-c", line], env=here.environ, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 4, done
    assert b"report.json: the report could not be written" in done.stderr
    assert done.stdout == b""
    assert sorted(os.listdir(".")) == files
    if before:
        assert Path("report.json").read_text() == before


# ------------------------------------------------------------------ what is asked for


def test_reports_are_named_by_format_and_path() -> None:
    assert output.wanted(("json=a.json", "text=b=c.txt")) == [
        ("json", "a.json"),
        ("text", "b=c.txt"),
    ]


@pytest.mark.parametrize(
    ("given", "problem", "hint"),
    [
        ("json", "expected NAME=PATH", "as in --report json=out.json"),
        ("json=", "expected NAME=PATH", "as in --report json=out.json"),
        ("jsn=a.json", 'there is no format "jsn"', 'did you mean "json"?'),
    ],
)
def test_a_report_that_cannot_be_meant(given: str, problem: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        output.wanted((given,))
    assert (caught.value.problem, caught.value.hint) == (problem, hint)
    assert caught.value.where == f"--report {given}"


def test_an_error_keeps_its_code_and_its_next_step() -> None:
    error = Unreadable("is a secret", where="a.yaml", hint="ask")
    (said,) = output.failures(error)
    assert (said.code, said.where, said.problem, said.next) == (
        "unreadable",
        "a.yaml",
        "is a secret",
        "ask",
    )


# ------------------------------------------------------------------ the terminal


def seen(columns: int, environ: dict[str, str], color: Literal["auto", "never"]) -> View:
    """The view of a real terminal, so wide, as standard output."""
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        with os.fdopen(slave, "w") as terminal, redirect_stdout(terminal):
            return output.view(environ, color)
    finally:
        os.close(master)


@pytest.mark.parametrize(
    ("environ", "width"),
    [({}, 97), ({"COLUMNS": "60"}, 60), ({"COLUMNS": "0"}, 97), ({"COLUMNS": "wide"}, 97)],
)
def test_a_terminal_is_as_wide_as_it_is(environ: dict[str, str], width: int) -> None:
    assert seen(97, environ, "auto") == View(width=width, colour=True)


def test_a_terminal_without_a_size() -> None:
    assert seen(0, {}, "never") == View(width=80)


def test_what_is_no_terminal_is_plain_whatever_the_environment_says() -> None:
    assert output.view({"COLUMNS": "40"}, "auto") == PLAIN
    assert output.view({}, "always").colour
