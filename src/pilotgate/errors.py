"""Why no decision could be made. Each error says what happened, where, and what to do next.

PilotgateError              exit 4: no decision
├── QuestionError           exit 2: the question was wrong, nothing was judged
│   ├── UsageError          the options do not fit together
│   ├── ConfigurationError  .pilotgate.toml or [tool.pilotgate] is wrong
│   ├── PackError           a policy pack does not load; carries every problem found
│   └── MissingExtra        an optional part is not installed
├── NothingToJudge          exit 3: no manifest, or no rule applies
├── UnreadableDocument      a file is not the YAML we accept (for a manifest: a finding)
└── Unreadable              a file, commit or repository could not be read
"""

from collections.abc import Collection, Iterable
from typing import ClassVar

from pilotgate.record import Record


class PilotgateError(Exception):
    """No decision could be made; `hint` is the next thing the user should try."""

    exit_code: ClassVar[int] = 4
    code: ClassVar[str] = "no-decision"

    def __init__(self, problem: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.problem = problem
        self.where = where
        self.hint = hint


class QuestionError(PilotgateError):
    """Nothing was judged because the question was wrong."""

    exit_code = 2
    code = "question"


class UsageError(QuestionError):
    """The options do not fit together."""

    code = "usage"


class ConfigurationError(QuestionError):
    """The configuration is wrong."""

    code = "configuration"


class Problem(Record):
    """One thing that is wrong at one place of a file."""

    file: str
    line: int
    column: int
    text: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.text}"


class PackError(QuestionError):
    """A policy pack does not load. All its problems are reported at once."""

    code = "pack"

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(
            f"the pack does not load: {count} problem{'s' if count != 1 else ''}",
            where=name,
            hint=f"mend them, then try: pilotgate policy lint {name}",
        )


class MissingExtra(QuestionError):
    """An optional part of the tool is not installed."""

    code = "missing-extra"


class NothingToJudge(PilotgateError):
    """There was no manifest, or no rule applied to it."""

    exit_code = 3
    code = "nothing-to-judge"


class UnreadableDocument(PilotgateError):
    """The file is not the YAML we accept."""

    code = "unreadable-document"

    def __init__(
        self, problem: str, *, file: str, line: int = 1, column: int = 1, hint: str = ""
    ) -> None:
        super().__init__(problem, where=f"{file}:{line}:{column}", hint=hint)
        self.file = file
        self.line = line
        self.column = column


class Unreadable(PilotgateError):
    """A file, a commit or a repository could not be read."""

    code = "unreadable"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """`did you mean "x"?`, or the whole list where nothing is near and it is short."""
    # Imported here: difflib is only wanted when something is already wrong.
    from difflib import get_close_matches

    near = get_close_matches(word[:80], known, n=1, cutoff=0.6)
    if near:
        return f'did you mean "{near[0]}"?'
    if 0 < len(known) <= 12:  # noqa: PLR2004  a longer list helps nobody
        return f"use one of: {', '.join(sorted(known))}"
    return ""
