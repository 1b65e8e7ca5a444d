"""A report to the terminal and to the files that `--report` names."""

import os
import stat
import sys
from collections.abc import Mapping
from typing import Literal

import click

from pilotgate import atomic
from pilotgate.errors import PackError, PilotgateError, Unreadable, UsageError, did_you_mean
from pilotgate.manifests import find
from pilotgate.renderers import RENDERERS
from pilotgate.renderers.terminal import PLAIN, View, defuse, escape, use_colour
from pilotgate.report import Failure, Report
from pilotgate.repository import Repository


def view(environ: Mapping[str, str], color: Literal["auto", "always", "never"]) -> View:
    """How wide and how colourful this terminal is."""
    is_tty = sys.stdout.isatty()
    return View(
        width=_width(environ) if is_tty else PLAIN.width,
        colour=use_colour(color, environ, is_tty=is_tty),
    )


def _width(environ: Mapping[str, str]) -> int:
    given = environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except OSError:
        return 80


def say(text: str, *, err: bool = False) -> None:
    """Text for people: nothing invisible in it, and nothing that a CI runner obeys."""
    click.echo("\n".join(defuse(escape(line)) for line in text.split("\n")), err=err)


def failures(error: PilotgateError) -> tuple[Failure, ...]:
    """What a report says of an error; of a pack, each of its problems."""
    if isinstance(error, PackError) and error.problems:
        return tuple(
            Failure(error.code, f"{one.file}:{one.line}:{one.column}", one.text, one.hint)
            for one in error.problems
        )
    return (Failure(error.code, error.where, error.problem, error.hint),)


# A report in the place of one of these would change what the next run says.
JUDGING = ("ai-baseline.yaml", "ai-waivers.yaml", ".pilotgate.toml", "pyproject.toml", "pack.yaml")


def wanted(reports: tuple[str, ...]) -> list[tuple[str, str]]:
    """`NAME=PATH`, checked before anything is judged."""
    pairs = []
    for given in reports:
        name, equals, path = given.partition("=")
        if not equals or not path:
            raise UsageError(
                "expected NAME=PATH", where=f"--report {given}", hint="as in --report json=out.json"
            )
        if name not in RENDERERS:
            raise UsageError(
                f'there is no format "{name}"',
                where=f"--report {given}",
                hint=did_you_mean(name, tuple(RENDERERS)),
            )
        pairs.append((name, path))
    return pairs


def write(
    report: Report,
    form: str,
    reports: list[tuple[str, str]],
    look: View,
    repository: Repository | None,
) -> None:
    """Every file first, then the terminal: a failed write is no decision."""
    for name, path in reports:
        _save(path, RENDERERS[name].render(report), repository)
    try:
        click.echo(RENDERERS[form].render(report, look), nl=False, color=True)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Unreadable(
            f"could not be written: {error.strerror}",
            where="the output",
            hint="see where it is sent to, and whether there is room",
        ) from None


def _save(path: str, text: str, repository: Repository | None) -> None:
    _refuse(path, repository)
    try:
        atomic.write(path, text.encode(), 0o644)
    except OSError as error:
        raise Unreadable(
            f"the report could not be written: {error.strerror}",
            where=path,
            hint="name a place that can be written to",
        ) from None


def _refuse(path: str, repository: Repository | None) -> None:
    """A path in the judged tree could be a trap: a link, a tracked file, git's own."""
    folder, name = os.path.split(os.path.abspath(path))
    # What the way to it leads through counts where it ends; the file itself is not followed.
    whole = os.path.join(os.path.realpath(folder), name)
    try:
        mode = os.lstat(whole).st_mode
    except OSError:
        mode = 0
    problem = ""
    if find([name]) or name in JUDGING:
        problem = "has the name of a file that is judged or that judges"
    elif stat.S_ISLNK(mode):
        problem = "is a symbolic link"
    elif mode and not stat.S_ISREG(mode):
        problem = "is not a regular file"
    elif ".git" in whole.casefold().replace(os.sep, "/").split("/"):
        problem = "lies under .git"
    elif repository:
        inside = repository.relative(whole, os.getcwd())
        if inside is not None and repository.index().entry(inside) is not None:
            problem = "is a file that git tracks"
    if problem:
        raise UsageError(
            f"the report is not written there: it {problem}",
            where=path,
            hint="name a new file, outside what is judged",
        )
