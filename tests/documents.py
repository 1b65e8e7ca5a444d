"""What the documents hold that is made and not written: help texts, tables and terminal blocks.

A document marks a made place with `<!-- KIND: ARGUMENT -->` and `<!-- end -->`. A story that
a reader follows is marked with `<!-- file: NAME PATH -->` (write it), `<!-- edit: NAME PATH -->`
(put this section in), `<!-- add: NAME PATH -->` (put this at its end), `<!-- run: NAME -->` and
`<!-- console: NAME -->`; all parts of one NAME happen in one scratch directory, in order.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from pilotgate.fields import FieldInfo, catalogue
from pilotgate.invariants import INVARIANTS, later
from pilotgate.language import written
from pilotgate.pack import Policy
from pilotgate.predicates import PREDICATES
from pilotgate.reads import read_by
from pilotgate.source import load_policy
from tests.samples import EXAMPLE, WRITTEN, today

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
MADE = re.compile(
    r"<!-- (?P<kind>help|rules|invariants|predicates|fields)(?:: (?P<argument>[^>]*?))? -->\n"
    r".*?<!-- end -->",
    re.DOTALL,
)
DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def policy() -> Policy:
    return load_policy(["builtin:baseline"], root=".")


# ------------------------------------------------------------------ made from the code


def help_of(words: str) -> str:
    """What `pilotgate WORDS --help` prints at eighty columns."""
    arguments = [*words.split(), "--help"]
    done = subprocess.run(
        [sys.executable, "-m", "pilotgate", *arguments],
        env=environment(ROOT) | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    return f"```console\n$ pilotgate {' '.join(arguments)}\n{done.stdout}```"


def rules(argument: str = "") -> str:
    """The rules of the built-in pack, one row each."""
    del argument
    rows = ["| rule | what it demands | blocks from | grace |", "|---|---|---|---|"]
    for rule in policy().rules:
        stages = list(dict.fromkeys(str(stage) for stage in rule.blocks.values()))
        grace = "yes" if rule.grace else "no, from the first day"
        rows.append(f"| `{rule.id}` | {_cell(rule.title)} | {', '.join(stages)} | {grace} |")
    return "\n".join(rows)


def invariants(argument: str = "") -> str:
    """What holds whatever the packs say."""
    del argument
    return "\n".join(
        f"- `{name}`: {_cell(about)}.{f' **{later(name)}**' if later(name) else ''}"
        for name, about in INVARIANTS.items()
    )


def predicates(argument: str = "") -> str:
    """Every predicate with its parameters and what it asks."""
    del argument
    rows = ["| predicate | parameters | holds when |", "|---|---|---|"]
    for name, predicate in PREDICATES.items():
        names = written(predicate.Params.__annotations__)
        given = ", ".join(f"`{word}`" for word in names)
        rows.append(f"| `{name}` | {given} | {_cell(predicate.ABOUT)} |")
    return "\n".join(rows)


def fields(argument: str) -> str:
    """The fields of one section of the manifest, as a table."""
    known = catalogue()
    known_readers = readers(policy())
    rows = [
        "| field | what it holds | meaning | example | asked from | rules |",
        "|---|---|---|---|---|---|",
    ]
    for path in known:
        info = known.get(path)
        if info is None or not _is_row(path, info, argument):
            continue
        ids = known_readers.get(path, set())
        rows.append(
            f"| `{path}` | {_holds(info)} | {_cell(info.about)} | {_example(info)} "
            f"| {info.stage or 'nobody asks'} | {', '.join(f'`{one}`' for one in sorted(ids))} |"
        )
    return "\n".join(rows)


def _is_row(path: str, info: FieldInfo, section: str) -> bool:
    if re.split(r"[.\[]", path)[0] != section or info.type == "section":
        return False
    if info.type == "list":
        item = catalogue().get(f"{path}[]")
        return item is not None and item.type != "section"
    return not path.endswith("[]")


def _holds(info: FieldInfo) -> str:
    if info.type == "list":
        item = catalogue().get(f"{info.path}[]")
        return f"list of {_holds(item)}" if item else "list"
    if info.values and info.type == "enum":
        words = ", ".join(f"`{word}`" for word in info.values)
        return f"{words}, or a name that begins with `x-`" if info.open_values else words
    if info.values:
        return f"{info.type} or {', '.join(f'`{word}`' for word in info.values)}"
    return info.type


def _example(info: FieldInfo) -> str:
    return f"`{_cell(info.example)}`" if info.example else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def readers(known: Policy) -> dict[str, set[str]]:
    """Which rules read each field, by its path in the catalogue."""
    found: dict[str, set[str]] = {}
    for rule in known.rules:
        for path in read_by(rule):
            found.setdefault(path, set()).add(rule.id)
    return found


KINDS: dict[str, Callable[[str], str]] = {
    "help": help_of,
    "rules": rules,
    "invariants": invariants,
    "predicates": predicates,
    "fields": fields,
}
"""What can be made, by the word of its marker."""


def remade(text: str) -> str:
    """A document with everything that is made in it made anew."""

    def make(match: re.Match[str]) -> str:
        kind, argument = match["kind"], match["argument"] or ""
        head = f"<!-- {kind}: {argument} -->" if argument else f"<!-- {kind} -->"
        return f"{head}\n{KINDS[kind](argument)}\n<!-- end -->"

    return MADE.sub(make, text)


def by_hand(text: str) -> str:
    """A document without what is made in it."""
    return MADE.sub("", text)


# ------------------------------------------------------------------ stories

STEP = re.compile(
    r"<!-- (?P<kind>file|edit|add|run|console): (?P<words>[^>]*?) -->\n"
    r"```[a-z]*\n(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def environment(home: Path) -> dict[str, str]:
    """This project's commands first, nobody's git configuration, and no terminal."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "PYTEST", "XDG_", "CLICOLOR", "FORCE_COLOR"))
    }
    kept.pop("COLUMNS", None)
    return kept | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Anna",
        "GIT_AUTHOR_EMAIL": "anna.k@acme.test",
        "GIT_COMMITTER_NAME": "Anna",
        "GIT_COMMITTER_EMAIL": "anna.k@acme.test",
    }


class Story:
    """One scratch directory in which the parts of a story happen.

    A story that begins with an empty directory is written as of one day and happens
    today: every date in it moves by the days between, and moves back in what is shown.
    """

    def __init__(self, directory: Path, name: str) -> None:
        self.directory = directory / name
        self.moves = not name.startswith("example")
        self.directory.mkdir(parents=True)
        self.environment = environment(directory)
        if not self.moves:
            self._git("init", "-q", "-b", "main")
            shutil.copytree(EXAMPLE, self.directory / "examples" / EXAMPLE.name)
            if name == "example-without-threshold":
                manifest = self.directory / "examples" / EXAMPLE.name / "ai-initiative.yaml"
                text = manifest.read_text()
                manifest.write_text(text.replace("    threshold: 5.0\n", ""))

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.directory, env=self.environment, check=True)

    def _moved(self, text: str, sign: int) -> str:
        if not self.moves:
            return text
        days = sign * (today() - WRITTEN)
        return DATE.sub(lambda found: str(date.fromisoformat(found[0]) + days), text)

    def write(self, path: str, text: str) -> None:
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self._moved(text, 1))

    def edit(self, path: str, text: str) -> None:
        """Put a section in place of the one with the same key at the top of the file."""
        key = text.partition(":")[0]
        whole = (self.directory / path).read_text()
        section = re.compile(rf"^{key}:.*\n(?:(?: .*)?\n)*", re.MULTILINE)
        assert len(section.findall(whole)) == 1, key
        (self.directory / path).write_text(section.sub(self._moved(text, 1) + "\n", whole))

    def add(self, path: str, text: str) -> None:
        with (self.directory / path).open("a") as file:
            file.write("\n" + self._moved(text, 1))

    def shell(self, line: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", self._moved(line, 1)],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, self._moved(done.stdout, -1)

    def console(self, body: str) -> str:
        """The same block with what its commands print now. `echo $?` sees the one before."""
        shown, code = "", 0
        for line in body.splitlines():
            if line.startswith("$ "):
                code, said = self.shell(f"(exit {code}); {line[2:]}")
                shown += f"{line}\n{said}"
        return shown


def told(text: str, directory: Path) -> tuple[str, list[str]]:
    """A document with its stories run: its text as it should be, and what went wrong."""
    stories: dict[str, Story] = {}
    wrong: list[str] = []

    def step(match: re.Match[str]) -> str:
        name, *more = match["words"].split()
        if name not in stories:
            stories[name] = Story(directory, name)
        story, body = stories[name], match["body"]
        if match["kind"] == "file":
            story.write(more[0], body)
        elif match["kind"] == "edit":
            story.edit(more[0], body)
        elif match["kind"] == "add":
            story.add(more[0], body)
        elif match["kind"] == "console":
            return match[0].replace(body, story.console(body), 1)
        else:
            expected = int(more[1]) if more[:1] == ["exits"] else 0
            code, said = story.shell(f"set -eo pipefail\n{body}")
            if code != expected:
                wrong.append(f"{body}ended with {code}, not {expected}:\n{said}")
        return match[0]

    return STEP.sub(step, text), wrong
