"""`pilotgate fix`: write into manifests what can be written without inventing anything."""

import os
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import click

from pilotgate.commands import options, output
from pilotgate.commands.place import Place, fields, here, policy, relative
from pilotgate.commands.writing import replace
from pilotgate.errors import NothingToJudge, UsageError, did_you_mean
from pilotgate.invariants import INVARIANTS
from pilotgate.judge import Question, judge
from pilotgate.ladders import RANKED, Level, Stage
from pilotgate.manifests import find
from pilotgate.mend import VERSION, Mended, mend
from pilotgate.pack import Policy
from pilotgate.renderers.terminal import escape
from pilotgate.tree import Entry, Tree

UNREADABLE: Final = 1


@click.command("fix")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--diff", is_flag=True, help="Show what would be written, and write nothing.")
@click.option(
    "--for",
    "stage",
    type=click.Choice([str(stage) for stage in RANKED]),
    help="Prepare the manifest for this stage instead of the one it is in.",
)
@click.option("--only", metavar="RULE", default="", help="Only what this rule or invariant asks.")
@options.policy
@options.as_of
def command(  # noqa: PLR0913  one parameter for each option
    *,
    paths: tuple[str, ...],
    diff: bool,
    stage: str | None,
    only: str,
    policy: tuple[str, ...],
    as_of: date,
) -> int:
    """Mend the manifests in PATHS, or all of this repository.

    Corrects how a value is spelt, adds a missing apiVersion, and puts a placeholder <...> where
    something else is missing. It never invents a person, a number or a date: a placeholder blocks
    until you replace it.

    Exit code 0: it wrote what it could, or had nothing to write; whether the manifest passes is
    for check to say. 1: a manifest cannot be read, and was left as it is.

    \b
    Example: pilotgate fix --diff
             pilotgate fix --for pilot --only bc-primary-kpi
    """  # noqa: D301  click wants the control character itself
    environ = os.environ
    place = here(environ, listed=True)
    judging = _policy(place, policy, only)
    question = Question(
        policy=judging,
        catalogue=fields(judging),
        as_of=as_of,
        asked=Stage(stage) if stage else None,
    )
    mended = [_mended(path, place, question, only) for path in _chosen(place, paths)]
    changed = [one for one in mended if one.after != one.before]
    for one in mended:
        if diff and one in changed:
            click.echo(_diff(one), nl=False)
        elif one in changed:
            replace(place.root, one.path, one.after.encode(), before=one.before.encode())
        output.say(_said(one, diff=diff), err=diff)
    output.say(_closing(mended, changed, stage, diff=diff), err=diff)
    return UNREADABLE if any(_unread(one) for one in mended) else 0


def _policy(place: Place, sources: tuple[str, ...], only: str) -> Policy:
    judging = policy(place, sources, os.environ)
    if only and only not in INVARIANTS and judging.rule(only) is None:
        known = (*INVARIANTS, *(rule.id for rule in judging.rules))
        raise UsageError(
            f'there is no rule called "{only}"',
            where="--only",
            hint=did_you_mean(only, known) or "pilotgate explain lists them",
        )
    return judging


def _chosen(place: Place, paths: tuple[str, ...]) -> list[str]:
    listed = find(place.tree.paths(), place.configuration.manifests, place.configuration.exclude)
    chosen: list[str] = []
    for given in paths:
        path = relative(place, given)
        below = [one for one in listed if path in ("", one) or one.startswith(f"{path}/")]
        chosen += below or ([path] if not os.path.isdir(given) else [])
    chosen = list(dict.fromkeys(chosen)) if paths else listed
    if not chosen:
        raise NothingToJudge("no manifest here: there is nothing to fix", hint="pilotgate init")
    return chosen


class _With:
    """A tree in which one file has other content."""

    def __init__(self, tree: Tree, path: str, data: bytes) -> None:
        self._tree = tree
        self._path = path
        self._data = data
        self.where = tree.where

    def paths(self) -> Sequence[str]:
        return self._tree.paths()

    def missing(self) -> Sequence[str]:
        return self._tree.missing()

    def expect(self, paths: Iterable[str]) -> None:
        self._tree.expect(paths)

    def entry(self, path: str) -> Entry | None:
        return self._tree.entry(path)

    def absence(self, path: str) -> str:
        return self._tree.absence(path)

    def read(self, path: str, limit: int = 256 * 1024) -> bytes:
        return self._data if path == self._path else self._tree.read(path, limit)


def _mended(path: str, place: Place, question: Question, only: str) -> Mended:
    first = judge(path, place.tree, question)
    if first.document is None:
        return Mended(path, "", "", last=first)
    return mend(
        path,
        first.document.text.encode(),
        lambda data: judge(path, _With(place.tree, path, data), question),
        question,
        only,
    )


def _diff(one: Mended) -> str:
    # Imported here: only --diff compares texts.
    from difflib import unified_diff

    # Manifests may hold any text: what a terminal would obey is shown, not sent.
    names = (f"a/{one.path}", f"b/{one.path}")
    lines = unified_diff(_lines(one.before), _lines(one.after), *names, lineterm="")
    return "".join(map(_shown, lines))


_OPEN: Final = "\0"  # stands where a last line has no end; no manifest can hold it


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*lines, f"{last}{_OPEN}"] if last else lines


def _shown(line: str) -> str:
    end = "\n\\ No newline at end of file\n" if line.endswith(_OPEN) else "\n"
    return f"{escape(line.removesuffix(_OPEN))}{end}"


def _said(one: Mended, *, diff: bool) -> str:
    """What was done to one manifest, and what is left to a person."""
    path = escape(one.path)
    last = one.last
    if last is None or _unread(one):
        problem = escape(last.findings[0].message) if last and last.findings else "cannot be read"
        return f"{path}: left as it is: {problem}. Mend it by hand, then run this again."
    would = " would be" if diff else ""
    done = [f"{VERSION}{would} written"] if one.versioned else []
    if one.respelt:
        done.append(f"{_number(len(one.respelt), 'value')}{would} spelt as asked")
    if one.added:
        done.append(f"{_number(one.added, 'placeholder')}{would} put in place")
    left = [f for f in last.findings if f.level is not Level.AHEAD]
    fill = sum(finding.outcome == "undeclared" for finding in left)
    parts = [f"{path}: {' and '.join(done)}." if done else f"{path}: nothing to write."]
    if fill:
        parts.append(f"For a person: {_number(fill, 'place')} to fill in.")
    if len(left) - fill:
        parts.append(f"{_number(len(left) - fill, 'other finding')} to answer.")
    return " ".join(parts)


def _unread(one: Mended) -> bool:
    return one.last is None or one.last.document is None


def _closing(mended: list[Mended], changed: list[Mended], stage: str | None, *, diff: bool) -> str:
    again = f" --for {stage}" if stage else ""
    if changed and diff:
        return f"Nothing was written.\nnext: pilotgate fix{again}"
    if any(one.last and one.last.findings for one in mended):
        return f"next: pilotgate check{again}"
    return "There was nothing to fix."


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
