"""Running the command line in a scratch repository."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Run:
    """What one run of the program said."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout.decode()
        self.err = done.stderr.decode()

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n{self.err}"

    @property
    def flat(self) -> str:
        """The output on one line, without frames: where lines break is another test's business."""
        return " ".join(self.out.replace("|", " ").split())

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.out)
        return report


class Here:
    """A directory with files, and git if it is wanted."""

    def __init__(self, root: Path, *, git: bool = True) -> None:
        self.root = root
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(root.parent / "home"),
            "LC_ALL": "C",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Anna",
            "GIT_AUTHOR_EMAIL": "anna@acme.test",
            "GIT_COMMITTER_NAME": "Anna",
            "GIT_COMMITTER_EMAIL": "anna@acme.test",
        }
        if "PYTHONPATH" in os.environ:  # the tests of a second checkout run its own code
            self.environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
        root.mkdir(exist_ok=True)
        if git:
            self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environ, capture_output=True, check=True
        )
        return done.stdout.decode()

    def write(self, path: str, text: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return target

    def run(self, *arguments: str, cwd: str = "", **environ: str) -> Run:
        """pilotgate, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "pilotgate", *arguments],
            cwd=self.root / cwd,
            env={**self.environ, **environ},
            capture_output=True,
            check=False,
            timeout=60,
        )
        return Run(done)
