"""`pilotgate check`: what is missing in the manifests here, where to write it, and who owes it."""

import os
from collections.abc import Mapping
from datetime import date
from typing import Literal

import click
from click.core import ParameterSource

from pilotgate.baseline import NAME as BASELINE
from pilotgate.commands import adoption, options, output, reporting
from pilotgate.commands.place import Place, fields, here, policy, relative
from pilotgate.commands.reporting import Wish
from pilotgate.deletion import Gone, gone, in_head
from pilotgate.errors import NothingToJudge, PilotgateError, UsageError
from pilotgate.judge import Question, judge
from pilotgate.ladders import RANKED, Stage
from pilotgate.manifests import documents, find, ids, shared, twins
from pilotgate.renderers import RENDERERS
from pilotgate.report import Report


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--for",
    "stage",
    type=click.Choice([str(stage) for stage in RANKED]),
    help="Judge for this stage instead of the one the manifest is in.",
)
@click.option("--staged", is_flag=True, help="Judge what git would commit, not what is on disk.")
@click.option(
    "--by", "by", type=click.Choice(["owner"]), help="Group the findings by who owes them."
)
@click.option(
    "--all", "everything", is_flag=True, help="Also show what is met, what does not apply and why."
)
@click.option(
    "--defer",
    is_flag=True,
    help="Leave facts that cannot be established here to the gate (the hooks do).",
)
@click.option(
    "--allow-none",
    is_flag=True,
    help="No manifest is fine, if there was none before either (the guard hook does).",
)
@click.option(
    "--write-baseline",
    is_flag=True,
    help=f"Record the gaps of an adopted initiative in {BASELINE}.",
)
@options.policy
@click.option(
    "--format",
    "form",
    type=click.Choice(list(RENDERERS)),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="NAME=PATH",
    help="Also write the report to a file. Repeatable.",
)
@options.as_of
@options.color
@options.quiet
@options.verbose
@click.pass_context
def command(  # noqa: PLR0913  one parameter for each option
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    stage: str | None,
    staged: bool,
    by: str | None,
    everything: bool,
    defer: bool,
    allow_none: bool,
    write_baseline: bool,
    policy: tuple[str, ...],
    form: str,
    reports: tuple[str, ...],
    as_of: date,
    color: Literal["auto", "always", "never"],
    quiet: bool,
    verbose: bool,
) -> None:
    """Judge the manifests in PATHS, or all of this repository.

    Shows every gap with its line, what to write and who owes it.

    \b
    Example: pilotgate check
             pilotgate check --for pilot --by owner
             pilotgate check --staged ai-initiative.yaml
    """  # noqa: D301  click wants the control character itself
    environ = os.environ
    files = output.wanted(reports)
    wish = Wish(
        paths=paths,
        stage=Stage(stage) if stage else None,
        staged=staged,
        defer=defer,
        allow_none=allow_none,
        write_baseline=write_baseline,
        sources=policy,
        as_of=as_of,
        dated=ctx.get_parameter_source("as_of") is not ParameterSource.DEFAULT,
    )
    look = output.view(environ, color).but(
        quiet=quiet,
        verbose=verbose,
        everything=everything,
        ahead=everything,
        by_owner=by == "owner",
    )
    place: Place | None = None
    try:
        place = here(environ, staged=staged, listed=True)
        report = run(wish, place, environ)
    except PilotgateError as error:
        if form == "text" and not files:
            raise
        report = reporting.failed(error, wish)
    output.write(report, form, files, look, place.repository if place else None)
    ctx.exit(report.exit_code)


def run(wish: Wish, place: Place, environ: Mapping[str, str]) -> Report:
    """The report of one check."""
    if wish.write_baseline and wish.staged:
        raise UsageError(
            "records what lies on disk", where="--write-baseline", hint="leave --staged out"
        )
    judging = policy(place, wish.sources, environ)
    own = place.configuration
    listed = find(place.tree.paths(), own.manifests, own.exclude)
    chosen, excluded = _chosen(wish, place, listed)
    # An id belongs to one initiative alone, so all manifests are read, whichever is judged.
    known = documents(place.tree, listed) if len(listed) > 1 else {}
    question = Question(
        policy=judging,
        catalogue=fields(judging),
        as_of=wish.as_of,
        asked=wish.stage,
        baseline=adoption.known(place.tree),
        defer=wish.defer,
        twins=twins(listed),
        same_id=shared(ids(known)),
        documents=known,
        facts={},
        shared={} if len(chosen) > 1 else None,
    )
    judged = [judge(path, place.tree, question) for path in chosen]
    said = [f"{path} is excluded by {own.file}: not judged." for path in excluded]
    if wish.write_baseline:
        baseline, what = adoption.record(place, judged, question)
        said.append(what)
        # What was just recorded is known from now on, so the answer is the one of the next run.
        judged = [judge(path, place.tree, question.but(baseline=baseline)) for path in chosen]
    passed_over = find(place.tree.paths(), own.manifests) if own.exclude else listed
    return reporting.report(
        wish,
        judging,
        judged,
        lost=_lost(wish, place, listed),
        said=said,
        excluded=[path for path in passed_over if path not in listed],
    )


def _lost(wish: Wish, place: Place, listed: list[str]) -> list[Gone]:
    """What HEAD or the index has and is judged no more: a commit is asked, and so is the disk."""
    if wish.paths or place.repository is None:
        return []
    if wish.staged:
        return gone(place.repository, place.tree, listed)
    own = place.configuration
    missing = find(place.tree.missing(), own.manifests, own.exclude)
    if listed and not missing:
        return []
    lost = gone(place.repository, place.tree, listed)
    known = {one.path for one in lost}
    retired = {one for one in missing if one not in known} & set(in_head(place.repository))
    return lost + [
        Gone(path, path, f"{path} is staged and gone from the disk", f"git restore {path}")
        for path in missing
        if path not in known and path not in retired
    ]


def _chosen(wish: Wish, place: Place, listed: list[str]) -> tuple[list[str], list[str]]:
    """The manifests to judge, all or those that were named, and those that are excluded."""
    if not wish.paths:
        return listed, []
    chosen: list[str] = []
    excluded: list[str] = []
    for given in wish.paths:
        path = relative(place, given)
        below = [one for one in listed if path in ("", one) or one.startswith(f"{path}/")]
        if below:
            chosen += below
        elif os.path.isdir(given):
            raise NothingToJudge(
                "no manifest is in this directory", where=given, hint="name another, or none"
            )
        elif place.tree.entry(path) is None and not os.path.lexists(given):
            raise UsageError(
                "there is no such file or directory",
                where=given,
                hint="name a manifest, or leave the path out to judge all of this repository",
            )
        elif _excluded(path, place):
            excluded.append(path)
        else:
            # Named on purpose, so it is judged whatever it is called, staged or ignored.
            chosen.append(path)
    return list(dict.fromkeys(chosen)), list(dict.fromkeys(excluded))


def _excluded(path: str, place: Place) -> bool:
    own = place.configuration
    return bool(find([path], own.manifests)) and not find([path], own.manifests, own.exclude)
