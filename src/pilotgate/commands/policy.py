"""`pilotgate policy`: lint, test and show policy packs."""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import click

from pilotgate import __version__
from pilotgate.commands import (
    options,
    output,
    policy_diff,
    policy_docs,
    policy_fetch,
    policy_new,
)
from pilotgate.commands.place import DEFAULT_POLICY, here
from pilotgate.commands.place import opener as pack_opener
from pilotgate.document import Span
from pilotgate.errors import PackError, Problem, Unreadable, UsageError, did_you_mean
from pilotgate.renderers.excerpt import Mark, excerpt
from pilotgate.renderers.terminal import Line, View, flow, paint
from pilotgate.shown import without_user
from pilotgate.source import Opener

if TYPE_CHECKING:
    from pilotgate.examples import Trial, Trials
    from pilotgate.survivors import Survivors

FAILED = 1
NOT_LOADED = 2
NOTHING_TRIED = 3
_QUOTED = re.compile(r'"([^"]+)"')
_TOKEN = re.compile(r"[^\s,\]}\"':]+")


@click.group("policy")
def command() -> None:
    """Lint, test and show policy packs.

    Example: pilotgate policy lint policies/acme
    """


command.add_command(policy_diff.command)
command.add_command(policy_docs.command)
command.add_command(policy_fetch.command)
command.add_command(policy_new.command)
packs = click.argument("packs", nargs=-1, metavar="[PACK]...")


@command.command("lint")
@packs
@options.color
@click.pass_context
def lint(
    ctx: click.Context, *, packs: tuple[str, ...], color: Literal["auto", "always", "never"]
) -> None:
    """Check that packs load, and say all that is wrong with them.

    PACK is builtin:NAME or a directory; left out, it is what the configuration names.
    Exit code 2 where a pack does not load; warnings alone leave it at 0.

    Example: pilotgate policy lint policies/acme
    """
    # Imported here: compiling needs the models, which no other command of every day needs.
    from pilotgate.compiler.compile import Compiled
    from pilotgate.sight import recorded

    look = output.view(os.environ, color)
    failed = False
    for source in _sources(packs):
        opener = pack_opener(os.environ)
        tree, label = opener(source)
        try:
            compiled = Compiled(source, tree, load=opener, label=label, version=__version__)
        except PackError as error:
            failed = True
            _say(error.problems, opener, look, "error")
            count = len(error.problems)
            output.say(f"{label}: does not load: {_count(count, 'problem')}")
            continue
        _say(compiled.warnings, opener, look, "warning")
        for line in recorded(compiled):
            output.say(line)
        rules = _count(len(compiled.rules), "rule")
        warnings = f", {_count(len(compiled.warnings), 'warning')}" if compiled.warnings else ""
        output.say(f"{label}: loads: {rules}{warnings}")
    ctx.exit(NOT_LOADED if failed else 0)


@command.command("test")
@click.argument("names", nargs=-1, metavar="[PACK]... [RULE]...")
@options.color
@click.option(
    "-v", "--verbose", is_flag=True, help="List every example, and whether it shows what it says."
)
@click.option(
    "--no-mutants", is_flag=True, help="Leave out the mutants of the rules, which take longest."
)
@click.pass_context
def test(
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    color: Literal["auto", "always", "never"],
    verbose: bool,
    no_mutants: bool,
) -> None:
    """Judge the examples of every rule of a pack, or of each RULE, and look for what they miss.

    Each example is merged into tests/base.yaml of the pack, a manifest that passes it.
    Rules of a pack that this one extends are left to the tests of their own pack. Then every
    rule is changed in small ways: a clause is dropped, a bound moved, a tier added. Where no
    example notices such a mutant, the clause is untested.
    Exit code 1 where an example does not show what it says or a clause is untested, 2 where a
    pack does not load.

    Example: pilotgate policy test policies/acme
    """
    packs = tuple(name for name in names if _is_pack(name))
    only = tuple(name for name in names if not _is_pack(name))
    look = output.view(os.environ, color)
    runs = [
        _Run(source, look, only=only, mutants=not no_mutants, verbose=verbose)
        for source in _sources(packs)
    ]
    code = max((run.code for run in runs), default=0)
    known = {rule for run in runs for rule in run.rules}
    for name in only:
        if name not in known and code != NOT_LOADED:
            raise UsageError(
                f'there is no rule "{name}" in this policy, and no directory "{name}"',
                where="policy test",
                hint=did_you_mean(name, sorted(known)),
            )
    # Where nothing was tried, nothing is known to work.
    ctx.exit(code if code or any(run.tried for run in runs) else NOTHING_TRIED)


class _Run:
    """One pack, tested and told."""

    def __init__(
        self, source: str, look: View, *, only: tuple[str, ...], mutants: bool, verbose: bool
    ) -> None:
        from pilotgate.compiler.compile import Compiled
        from pilotgate.examples import Trials

        self.code = 0
        self.tried = 0
        self.rules: tuple[str, ...] = ()
        self._opener = pack_opener(os.environ)
        self._look = look
        tree, self._label = self._opener(source)
        try:
            compiled = Compiled(
                source, tree, load=self._opener, label=self._label, version=__version__
            )
        except PackError as error:
            self._fail(error.problems, f"does not load: {_count(len(error.problems), 'problem')}")
            return
        self.rules = tuple(compiled.rules)
        trials = Trials(compiled, self._opener, only=only, mutants=mutants)
        done = list(trials.run())
        if trials.problems:
            self._fail(trials.problems, "its examples cannot be tried")
            return
        self.tried = len(done)
        self._tell(trials, done, verbose=verbose)
        if trials.inherited and not only:
            output.say(f"{self._label}: {_inherited(trials.inherited, trials.parents)}")

    def _fail(self, problems: Iterable[Problem], why: str) -> None:
        _say(problems, self._opener, self._look, "error")
        output.say(f"{self._label}: {why}")
        self.code = NOT_LOADED

    def _tell(self, trials: "Trials", done: "list[Trial]", *, verbose: bool) -> None:
        wrong = [trial.problem for trial in done if trial.problem]
        _say(wrong, self._opener, self._look, "error")
        if verbose:
            for trial in done:
                output.say(f"{'FAIL' if trial.problem else 'ok  '} {trial.rule} {trial.kind}")
        survivors = trials.survivors
        untested = survivors.problems if survivors else []
        _say(untested, self._opener, self._look, "error")
        undecided = sum(trial.undecided for trial in done)
        note = f"; {_count(undecided, 'clause')} need history or facts" if undecided else ""
        output.say(
            f"{self._label}: {_count(len(done) - len(wrong), 'example')} as they say, "
            f"{len(wrong)} not{note}"
        )
        if done:
            output.say(f"{self._label}: {_mutants(survivors)}")
        self.code = FAILED if wrong or untested else 0


def _is_pack(name: str) -> bool:
    return ":" in name or "/" in name or os.path.isdir(name)


def _mutants(survivors: "Survivors | None") -> str:
    """The total: how many mutants there were, and how many of them no example notices."""
    if survivors is None:
        return "mutants not tried (--no-mutants)"
    total, left = _count(survivors.total, "mutant"), len(survivors.problems)
    said = f"{left} of {total} noticed by no example" if left else f"{total}, all noticed"
    if not survivors.left_out:
        return said
    later = f"not tried before their examples are mended: {', '.join(survivors.left_out)}"
    return f"{said}; {later}" if survivors.total else f"mutants {later}"


def _inherited(count: int, parents: list[str]) -> str:
    """How many rules were not tried, and the command that tries them."""
    packs = "their own pack" if len(parents) == 1 else "their own packs"
    command = f"pilotgate policy test {' '.join(parents)}"
    return f"{_count(count, 'inherited rule')} left to {packs}: {command}"


@command.command("show")
@click.argument("rule", required=False)
@options.policy
@click.option(
    "--origin",
    is_flag=True,
    help="Say what chose the policy, and which pack set each value, on which line.",
)
@click.pass_context
def show(ctx: click.Context, *, rule: str | None, policy: tuple[str, ...], origin: bool) -> None:
    """Print what is in force: all rules, or one RULE in full, with the settings.

    Example: pilotgate policy show bc-primary-kpi --origin --policy policies/acme
    """
    from pilotgate.compiler.compile import Compiled
    from pilotgate.sight import listing, settings, whole

    known: set[str] = set()
    found = False
    sources, chosen_by = _chosen(policy)
    if origin:
        output.say(f"policy: {', '.join(map(without_user, sources))}    <- {chosen_by}")
    for source in sources:
        opener = pack_opener(os.environ)
        tree, label = opener(source)
        try:
            compiled = Compiled(source, tree, load=opener, label=label, version=__version__)
        except PackError as error:
            _say(error.problems, opener, output.view(os.environ, "auto"), "error")
            output.say(f"{label}: does not load: {_count(len(error.problems), 'problem')}")
            ctx.exit(NOT_LOADED)
        known |= set(compiled.rules)
        if rule is None:
            output.say("\n".join([*listing(compiled), *settings(compiled, origins=origin)]))
        elif rule in compiled.rules and not found:
            found = True
            output.say("\n".join(whole(compiled, rule, origins=origin)))
    if rule is not None and not found:
        raise UsageError(
            f'there is no rule "{rule}" in this policy',
            where="policy show",
            hint=did_you_mean(rule, sorted(known)) or "list them with: pilotgate policy show",
        )
    ctx.exit(0)


def _sources(given: tuple[str, ...]) -> tuple[str, ...]:
    return _chosen(given)[0]


def _chosen(given: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The sources of the policy, and what named them."""
    if given:
        return given, "--policy"
    own = here(os.environ).configuration
    return (own.policy, own.file) if own.policy else ((DEFAULT_POLICY,), "the default")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _say(
    problems: Iterable[Problem], opener: Opener, look: View, style: Literal["error", "warning"]
) -> None:
    for problem in problems:
        click.echo(paint(block(problem, opener, look, style), colour=look.colour))


def block(
    problem: Problem, opener: Opener, look: View, style: Literal["error", "warning"]
) -> list[Line]:
    """A problem with the line it is on and a caret below."""
    gutter = max(3, len(str(problem.line)))
    lines: list[Line] = [((f"{style}: ", style), (problem.text, "strong"))]
    lines.append(((" " * gutter + "--> ", "frame"), (_where(problem), "")))
    text = _line(problem, opener)
    if text is not None:
        marks = [Mark(_span(problem, text), "")]
        lines += excerpt(marks, lambda _: text, gutter=gutter, width=look.width, style=style)
    if problem.hint:
        start: Line = ((" " * gutter + " = help: ", "frame"),)
        lines += flow(start, problem.hint, width=look.width, indent=gutter + 3)
    return lines


def _span(problem: Problem, line: str) -> Span:
    """The word that is wrong: the one the message quotes, else what stands at its place."""
    start = problem.column - 1
    quoted = (word for word in _QUOTED.findall(problem.text) if line.startswith(word, start))
    word = next(quoted, "")
    end = start + len(word)
    if not word:
        found = _TOKEN.match(line, start)
        end = found.end() if found else start + 1
    return Span(problem.line, problem.column, problem.line, end + 1)


def _where(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}:{problem.column}"


def _line(problem: Problem, opener: Opener) -> str | None:
    """The line a problem is on, from the pack that the file is in."""
    for label in sorted(opener.opened, key=len, reverse=True):
        if not problem.file.startswith(f"{label}/"):
            continue
        try:
            data = opener.opened[label].read(problem.file[len(label) + 1 :])
        except Unreadable:
            return None
        lines = data.decode("utf-8", "replace").split("\n")
        return lines[problem.line - 1].rstrip("\r") if problem.line <= len(lines) else None
    return None
