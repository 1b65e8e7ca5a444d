"""The report of `check`: what was judged, by what, how it ends, and the next command to type."""

from collections.abc import Sequence
from datetime import date

from pilotgate import __version__
from pilotgate.commands import output
from pilotgate.deletion import Gone, row
from pilotgate.errors import NothingToJudge, PilotgateError
from pilotgate.ladders import Stage
from pilotgate.pack import Policy
from pilotgate.record import Record
from pilotgate.report import Decision, Failure, Initiative, PackUsed, Report, Repository
from pilotgate.shown import without_user


class Wish(Record):
    """What was asked on the command line."""

    paths: tuple[str, ...]
    stage: Stage | None
    staged: bool
    defer: bool
    allow_none: bool
    write_baseline: bool
    sources: tuple[str, ...]
    as_of: date
    dated: bool = False  # the day was given, so the report names it


def report(  # noqa: PLR0913  what came of each step
    wish: Wish,
    judging: Policy,
    judged: list[Initiative],
    *,
    lost: list[Gone],
    said: list[str],
    excluded: Sequence[str] = (),
) -> Report:
    """Everything that came of one check."""
    if judged or wish.staged:
        judged = [*judged, *(row(one) for one in lost)]
    whole = Report(
        version=__version__,
        command="check",
        as_of=wish.as_of,
        options=(*_options(wish), *_excluded(excluded)),
        policy=tuple(
            PackUsed(pack.name, pack.version, pack.digest, _source(pack.source))
            for pack in judging.packs
        ),
        initiatives=tuple(sorted(judged, key=lambda one: (one.repository, one.id, one.file))),
    )
    if not judged:
        return _none(wish, whole, lost, said)
    code = _exit_code(judged)
    return whole.but(
        repositories=(_row(judged, code),),
        errors=_undecided(judged),
        exit_code=code,
        sentence=" ".join(filter(None, (*said, _sentence(judged)))),
        next=_next(judged),
    )


def failed(error: PilotgateError, wish: Wish) -> Report:
    """Nothing could be judged."""
    return Report(
        version=__version__,
        command="check",
        as_of=wish.as_of,
        options=_options(wish),
        policy=(),
        initiatives=(),
        errors=output.failures(error),
        exit_code=error.exit_code,
    )


def _source(source: str) -> str:
    """`builtin` says it all: the name stands beside it."""
    return "builtin" if source.startswith("builtin:") else source


def _options(wish: Wish) -> tuple[str, ...]:
    """What was chosen that can change the answer, for the report to name."""
    named = (
        ("--allow-none", wish.allow_none),
        (f"--as-of {wish.as_of}", wish.dated),
        ("--defer", wish.defer),
        (f"--for {wish.stage}", wish.stage is not None),
        *((f"--policy {without_user(source)}", True) for source in wish.sources),
        ("--staged", wish.staged),
        ("--write-baseline", wish.write_baseline),
    )
    return tuple(name for name, given in named if given)


def _excluded(paths: Sequence[str]) -> tuple[str, ...]:
    """What the configuration takes out is never taken out in silence."""
    if not paths:
        return ()
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""  # noqa: PLR2004
    return (f"exclude: {', '.join(paths[:3])}{more}",)


def _none(wish: Wish, whole: Report, lost: list[Gone], said: list[str]) -> Report:
    """Nothing was judged. `--allow-none` accepts that only where nothing vanished either."""
    where = "in the index" if wish.staged else "here"
    empty = whole.but(repositories=(Repository(".", None, None, "no-manifest", None, ()),))
    if said:
        # Excluded by the configuration, which the sentence names: nobody asked for an answer.
        return empty.but(exit_code=0, sentence=" ".join(said))
    if wish.allow_none and not wish.paths and not lost:
        sentence = f"No manifest {where}: nothing to judge, which --allow-none accepts."
        return empty.but(exit_code=0, sentence=sentence)
    problem, hint = f"no manifest {where}: nothing was judged", "pilotgate init"
    if lost:
        problem, hint = f"{problem}; {lost[0].how}", lost[0].help
    error = NothingToJudge(problem, hint=hint)
    return empty.but(errors=output.failures(error), exit_code=error.exit_code, next=hint)


_UNASKED = "no rule of the policy applies, so nothing was judged"


def _exit_code(judged: list[Initiative]) -> int:
    """4 over 1 over 3 over 0."""
    codes = {_code(initiative) for initiative in judged}
    return next(code for code in (4, 1, 3, 0) if code in codes)


def _code(initiative: Initiative) -> int:
    if initiative.decision is Decision.BLOCKED:
        return 1
    if initiative.decision is Decision.PASS:
        return 0
    return 4 if any(finding.blocks for finding in initiative.findings) else 3


def _undecided(judged: list[Initiative]) -> tuple[Failure, ...]:
    return tuple(
        Failure(
            NothingToJudge.code,
            initiative.file,
            _UNASKED,
            "pilotgate check --all, which says why each rule does not apply",
        )
        for initiative in judged
        if _code(initiative) == NothingToJudge.exit_code
    )


_STATUS = {
    0: ("pass", None),
    1: ("blocked", None),
    3: ("unreadable", _UNASKED),
    4: ("unreadable", "facts that this place cannot give"),
}


def _row(judged: list[Initiative], code: int) -> Repository:
    status, reason = _STATUS[code]
    return Repository(
        name=".",
        url=None,
        commit=None,
        status=status,
        reason=reason,
        initiatives=tuple(sorted(initiative.id for initiative in judged)),
    )


def _sentence(judged: list[Initiative]) -> str:
    if len(judged) == 1:
        return ""
    count = {one: sum(i.decision is one for i in judged) for one in Decision}
    return (
        f"{len(judged)} initiatives: {count[Decision.PASS]} pass, "
        f"{count[Decision.BLOCKED]} blocked, {count[Decision.NONE]} not decided."
    )


def _next(judged: list[Initiative]) -> str:
    """The next command to type."""
    first = next((one for one in judged if one.decision is not Decision.PASS), None)
    if first is None:
        later = next((one.toll.stage for one in judged if one.toll), None)
        return f"pilotgate check --for {later}" if later else ""
    blocking = [finding for finding in first.findings if finding.blocks]
    if first.decision is Decision.NONE:
        return next((finding.next for finding in blocking if finding.next), "")
    if any(
        finding.edit or (finding.outcome == "undeclared" and finding.fix) for finding in blocking
    ):
        return "pilotgate fix --diff"
    return f"pilotgate explain {blocking[0].rule}" if blocking else ""
