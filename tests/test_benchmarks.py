"""The benchmarks still run; what they measure is for a person to read, not for a test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import absent

ROOT = Path(__file__).parent.parent
NO_INDEX = 5


@pytest.mark.slow
def test_the_benchmarks_run() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "run.py", "--pairs", "1", "--quick"],
        env={name: os.environ[name] for name in os.environ if not name.startswith("PILOTGATE_")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == NO_INDEX:
        absent("no package index is reached here")
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert rows[0].startswith("| what | ms: median (least-greatest) |")
    assert any("check of one manifest | " in row for row in rows)
    assert any("a billion laughs | " in row for row in rows)


def test_what_is_asked_wrongly_is_said() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "run.py", "--only", "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "invalid choice: 'nothing'" in done.stderr
