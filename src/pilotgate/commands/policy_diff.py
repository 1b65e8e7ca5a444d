"""`pilotgate policy diff`: what changed between two packs, and whom that blocks or releases."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

import click

from pilotgate import __version__
from pilotgate.commands import adoption, options, output
from pilotgate.commands.place import Place, fields, opener, reader, relative
from pilotgate.errors import (
    NothingToJudge,
    PackError,
    PilotgateError,
    Problem,
    Unreadable,
    UsageError,
)
from pilotgate.judge import Question, judge
from pilotgate.ladders import RANKED, Stage
from pilotgate.manifests import documents, find, ids, shared, twins
from pilotgate.pack import Pack, Policy, policy_of
from pilotgate.report import Failure, Initiative, PackUsed
from pilotgate.repository import discover
from pilotgate.settings import configuration
from pilotgate.source import Opener
from pilotgate.tree import Directory

if TYPE_CHECKING:
    from pilotgate.comparison.difference import Difference
    from pilotgate.comparison.packs import Side

Pairs = list[tuple[Initiative, Initiative]]
_UNASKED = "no rule of either pack applies to any of them, so nothing was judged"


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.argument("targets", nargs=-1, type=click.Path())
@click.option(
    "--for",
    "stage",
    type=click.Choice([str(stage) for stage in RANKED]),
    help="Judge the targets for this stage instead of the one each is in.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@options.as_of
@options.color
@click.pass_context
def command(  # noqa: PLR0913  one parameter for each option
    ctx: click.Context,
    *,
    old: str,
    new: str,
    targets: tuple[str, ...],
    stage: str | None,
    form: str,
    as_of: date,
    color: Literal["auto", "always", "never"],
) -> None:
    """Say in words what changed from pack OLD to pack NEW.

    With TARGETS, which are manifests or directories with manifests, also say whom NEW would
    newly block or release, from which day, by which rule, and who is asked.
    Exit code 0 whatever differs, 2 where a pack does not load.

    \b
    Example: pilotgate policy diff builtin:baseline policies/acme
             pilotgate policy diff policies/acme ../next/policies/acme ../repos --for pilot
    """  # noqa: D301  click wants the control character itself
    asked = Stage(stage) if stage else None
    found = _compared(old, new, targets, asked, as_of, plain=form == "json")
    # Imported here: the difference of two packs needs what compiles them.
    from pilotgate.renderers import difference as shown

    if form == "json":
        click.echo(shown.json(found), nl=False, color=True)
    else:
        click.echo(shown.text(found, output.view(os.environ, color)), nl=False, color=True)
    ctx.exit(found.exit_code)


def _compared(  # noqa: PLR0913  everything that was asked
    old: str,
    new: str,
    targets: tuple[str, ...],
    asked: Stage | None,
    as_of: date,
    *,
    plain: bool,
) -> "Difference":
    """What differs. `plain`: an error is told in the answer, for programs to read."""
    from pilotgate.comparison.difference import Difference

    answer = Difference(__version__)
    try:
        before, after = _sides(old, new)
        answer = _packs(answer, before, after)
        if targets:
            answer = _initiatives(answer, before, after, targets, asked, as_of)
    except PilotgateError as error:
        if not plain:
            raise
        return answer.but(errors=output.failures(error), exit_code=error.exit_code)
    return answer


def _sides(old: str, new: str) -> "tuple[Side, Side]":
    """Both packs, compiled; where neither loads, the problems of both are told."""
    from pilotgate.comparison.packs import Side
    from pilotgate.compiler.compile import Compiled

    sides: list[Side] = []
    problems: list[Problem] = []
    broken: list[str] = []
    for source in (old, new):
        load: Opener = opener(os.environ)
        tree, label = load(source)
        try:
            compiled = Compiled(source, tree, load=load, label=label, version=__version__)
        except PackError as error:
            problems += error.problems
            broken.append(label)
            continue
        sides.append(Side(compiled))
    if broken:
        raise PackError(" ".join(dict.fromkeys(broken)), dict.fromkeys(problems))
    before, after = sides
    return before, after


def _packs(answer: "Difference", before: "Side", after: "Side") -> "Difference":
    from pilotgate.comparison.packs import compare

    return answer.but(old=_used(before.pack), new=_used(after.pack), changes=compare(before, after))


def _used(pack: Pack) -> PackUsed:
    return PackUsed(pack.name, pack.version, pack.digest, pack.source)


def _initiatives(  # noqa: PLR0913, PLR0917  everything that was asked
    answer: "Difference",
    before: "Side",
    after: "Side",
    targets: tuple[str, ...],
    asked: Stage | None,
    as_of: date,
) -> "Difference":
    from pilotgate.comparison.initiatives import compare_initiatives
    from pilotgate.comparison.rules import renamed

    policies = [policy_of([side.pack]) for side in (before, after)]
    pairs: Pairs = []
    for place, paths in _places(targets, os.environ):
        first = _question(place, policies[0], asked, as_of)
        other = first.but(policy=policies[1], catalogue=fields(policies[1]))
        pairs += [
            (judge(path, place.tree, first), judge(path, place.tree, other)) for path in paths
        ]
        if place.repository:
            place.repository.close()
    if not pairs:
        raise NothingToJudge(
            "no manifest is there, so nobody can be blocked or released",
            where=", ".join(targets),
            hint="name manifests, or directories that hold some",
        )
    names = renamed(before.rules, after.rules)
    errors = _errors(pairs)
    return answer.but(
        as_of=as_of,
        asked=asked,
        initiatives=compare_initiatives(pairs, as_of, names),
        errors=errors,
        exit_code=_exit_code(errors),
    )


def _question(place: Place, policy: Policy, asked: Stage | None, as_of: date) -> Question:
    own = place.configuration
    listed = find(place.tree.paths(), own.manifests, own.exclude)
    known = documents(place.tree, listed) if len(listed) > 1 else {}
    return Question(
        policy=policy,
        catalogue=fields(policy),
        as_of=as_of,
        asked=asked,
        baseline=adoption.known(place.tree),
        repository=_label(place.root),
        twins=twins(listed),
        same_id=shared(ids(known)),
        documents=known,
    )


def _label(root: str) -> str:
    """How a root is called: as the current directory sees it."""
    return os.path.relpath(root, os.path.realpath(os.getcwd())).replace(os.sep, "/")


def _places(
    targets: tuple[str, ...], environ: Mapping[str, str]
) -> Iterator[tuple[Place, list[str]]]:
    """Each repository or directory that a target lies in, once, with its manifests to judge."""
    places: dict[str, Place] = {}
    chosen: dict[str, dict[str, None]] = {}
    for target in targets:
        if not os.path.lexists(target):
            raise UsageError(
                "there is no such file or directory",
                where=target,
                hint="name a manifest, or a directory that holds some",
            )
        for start in _starts(target):
            place = _place(start, environ, places)
            chosen.setdefault(place.root, {}).update(dict.fromkeys(_manifests(place, start)))
    for root, paths in chosen.items():
        yield places[root], list(paths)


def _starts(target: str) -> list[str]:
    """The target; of a directory that is in no repository, also each repository below it."""
    if not os.path.isdir(target) or _root(target):
        return [target]
    found = find(Directory(target).paths())
    roots = (_root(os.path.join(target, os.path.dirname(path))) for path in found)
    return [target, *dict.fromkeys(root for root in roots if root)]


def _root(directory: str) -> str:
    """Of the working tree that a directory lies in; empty where there is none."""
    repository = discover(directory, {})
    return repository.root if repository else ""


def _place(start: str, environ: Mapping[str, str], known: dict[str, Place]) -> Place:
    directory = start if os.path.isdir(start) else os.path.dirname(start) or "."
    repository = discover(directory, environ)
    if repository is not None and repository.root:
        root = repository.root
    else:
        repository = None
        here, root = os.path.realpath(os.getcwd()), os.path.realpath(directory)
        root = here if root == here or root.startswith(f"{here}{os.sep}") else root
    if root not in known:
        tree = repository.working_tree() if repository else Directory(root)
        known[root] = Place(root, repository, tree, configuration(reader(tree)))
    return known[root]


def _manifests(place: Place, target: str) -> list[str]:
    """Those below the target; a file that is named is one, whatever it is called."""
    own = place.configuration
    path = relative(place, target) if place.repository else _inside(place, target)
    listed = find(place.tree.paths(), own.manifests, own.exclude)
    below = [one for one in listed if path in ("", one) or one.startswith(f"{path}/")]
    if place.repository is None:
        # What lies in a repository is judged there, by the files and the names it has there.
        below = [one for one in below if not _root(os.path.dirname(os.path.join(place.root, one)))]
    return below if below or os.path.isdir(target) else [path]


def _inside(place: Place, target: str) -> str:
    path = os.path.relpath(os.path.realpath(target), place.root).replace(os.sep, "/")
    return "" if path == "." else path


def _errors(pairs: Pairs) -> tuple[Failure, ...]:
    """What could not be judged is never counted as unchanged in silence."""
    unread = [new for _, new in pairs if new.document is None]
    failures = [
        Failure(
            Unreadable.code,
            one.file if one.repository in {"", "."} else f"{one.repository}/{one.file}",
            f"cannot be judged by either pack: {one.findings[0].message}",
            one.findings[0].help,
        )
        for one in unread
    ]
    applies = any(_applied(one) for pair in pairs for one in pair)
    if not unread and not applies:
        hint = "pilotgate check --all says why each rule does not apply"
        failures.append(Failure(NothingToJudge.code, "", _UNASKED, hint))
    return tuple(failures)


def _applied(initiative: Initiative) -> bool:
    return any(one.result != "not_applicable" for one in initiative.results)


def _exit_code(errors: tuple[Failure, ...]) -> int:
    codes = {error.code for error in errors}
    if Unreadable.code in codes:
        return Unreadable.exit_code
    return NothingToJudge.exit_code if codes else 0
