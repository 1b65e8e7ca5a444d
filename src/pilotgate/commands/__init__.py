"""The command line: commands, each loaded when it is asked for, and the one error boundary."""

import os
import sys
from typing import Any, Final, NoReturn

import click

from pilotgate import __version__
from pilotgate.errors import PackError, PilotgateError, did_you_mean

COMMANDS: Final = {
    "check": "what is missing in the manifests here, and where to write it",
    "explain": "a rule, a field or an invariant, in words",
    "fix": "write into manifests what can be written without inventing anything",
    "init": "write a first manifest, prefilled from this repository",
    "policy": "lint, test and show policy packs",
    "schema": "the JSON Schemas, for editors",
}
NO_DECISION: Final = 4
INTERRUPTED: Final = 130


class Commands(click.Group):
    """Imports a command only when it is asked for: a hook starts in a tenth of a second."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module: Any = import_module(f"pilotgate.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            ctx.fail(f'there is no command "{name}": {did_you_mean(name, tuple(COMMANDS))}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 pass, 1 blocked, 2 wrong question, 3 nothing to judge, 4 no decision.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Governance as code for AI initiatives.

    Start with: pilotgate init, then pilotgate check
    """


def main() -> NoReturn:
    """Every way out of the program: whatever is not foreseen is no decision, and never a pass."""
    _exit(_run())


def _run() -> int:
    for stream in (sys.stdout, sys.stderr):
        # Same bytes everywhere: no locale decides how a report is written.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        code = cli.main(prog_name="pilotgate", standalone_mode=False)
        sys.stdout.flush()
    except PilotgateError as error:
        return _say(error)
    except click.ClickException as error:
        return _asked_wrongly(error)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BaseException as error:  # noqa: BLE001  the boundary: SystemExit and MemoryError too
        return _unforeseen(error)
    return code if type(code) is int and 0 <= code <= NO_DECISION else NO_DECISION


def _asked_wrongly(error: click.ClickException) -> int:
    from pilotgate.commands.output import say

    if isinstance(error, click.UsageError) and error.ctx is not None:
        say(error.ctx.get_usage(), err=True)
        say(f"Try '{error.ctx.command_path} --help' for help.\n", err=True)
    # A word that was typed may hold line ends; the message is one line.
    say(f"Error: {' '.join(error.format_message().split())}", err=True)
    return 2


def _say(error: PilotgateError) -> int:
    from pilotgate.commands.output import say

    if isinstance(error, PackError):
        for problem in error.problems:
            say(f"error: {problem}", err=True)
            if problem.hint:
                say(f"  help: {problem.hint}", err=True)
    say(f"error: {error}", err=True)
    if error.hint:
        say(f"  next: {error.hint}", err=True)
    return error.exit_code


def _unforeseen(error: BaseException) -> int:
    if isinstance(error, BrokenPipeError):
        # Whoever read our output went away; there is nobody left to tell.
        return NO_DECISION
    name = type(error).__name__
    try:
        click.echo(f"error: no decision: pilotgate stopped at an unforeseen {name}", err=True)
        click.echo(
            "  next: run it again with PILOTGATE_DEBUG=1 and report what it prints", err=True
        )
        if os.environ.get("PILOTGATE_DEBUG"):
            from traceback import format_exception

            click.echo("".join(format_exception(error)), err=True)
    except BaseException:  # noqa: BLE001, S110  no words left; the exit code still says it
        pass
    return NO_DECISION


def _exit(code: int) -> NoReturn:
    """Flush what is left ourselves: the interpreter would turn a failure into a code of its own."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001
        code = code if code in (2, INTERRUPTED) else NO_DECISION
    os._exit(code)
