"""`pilotgate policy new`: the file of a rule, with everything that it needs to say."""

import os
import re

import click

from pilotgate.commands import output
from pilotgate.commands.place import here
from pilotgate.errors import Unreadable, UsageError, did_you_mean
from pilotgate.pack import DIMENSIONS
from pilotgate.packfiles import PACK
from pilotgate.scaffold import dimension_of, pack_text, rule_text

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_RESERVED = ("pack", "people")


@click.command("new")
@click.argument("rule", metavar="RULE")
@click.option(
    "--pack",
    "folder",
    metavar="DIR",
    help="The directory of the pack. Default: the one the configuration names, else this one.",
)
@click.option(
    "--pack-name", metavar="NAME", help="Start a pack of that name there, if there is none yet."
)
@click.option(
    "--dimension",
    metavar="NAME",
    help="The row of the readiness matrix. Default: by the beginning of RULE (ow-: ownership).",
)
def command(*, rule: str, folder: str | None, pack_name: str | None, dimension: str | None) -> int:
    """Start a rule: write its file, to be filled in.

    Comments in the file say what belongs where, and `pilotgate policy lint` names each place
    that is left. Nothing that exists is overwritten.

    Example: pilotgate policy new ow-works-council-named --pack policies/acme
    """
    _check(rule, pack_name, dimension)
    where = folder or _configured()
    files = _files(where, rule, pack_name, dimension or dimension_of(rule))
    for path in files:
        if os.path.lexists(path):
            raise UsageError(
                "is there already, and nothing was written",
                where=path,
                hint="change that file, or give the new rule another name",
            )
    _write(where, files)
    shown = where if where != "." else "this directory"
    for path in files:
        output.say(f"wrote {path}")
    output.say(f"Fill in what stands between < and > in {shown}.")
    output.say(f"next: pilotgate policy lint {where}")
    return 0


def _check(rule: str, pack_name: str | None, dimension: str | None) -> None:
    for name, what in ((rule, "a rule"), (pack_name or "a", "a pack")):
        if not _ID.fullmatch(name) or (name is rule and rule in _RESERVED):
            raise UsageError(
                f'"{name[:80]}" cannot be the name of {what}',
                where="policy new",
                hint="use lower-case letters, digits and hyphens, as in ow-works-council-named",
            )
    if dimension is not None and dimension not in DIMENSIONS:
        raise UsageError(
            f'there is no dimension "{dimension[:80]}"',
            where="--dimension",
            hint=did_you_mean(dimension, DIMENSIONS),
        )


def _configured() -> str:
    """The one directory that the configuration names as policy."""
    named = [one for one in here(os.environ).configuration.policy if os.path.isdir(one)]
    return named[0] if len(named) == 1 else "."


def _files(where: str, rule: str, pack_name: str | None, dimension: str) -> dict[str, str]:
    """What is to be written, by its path."""
    own = os.path.normpath(os.path.join(where, f"{rule}.yaml"))
    pack = os.path.normpath(os.path.join(where, PACK))
    files = {own: rule_text(rule, dimension)}
    if os.path.lexists(pack):
        if pack_name:
            raise UsageError(
                "there is a pack already",
                where=pack,
                hint="leave --pack-name out to add a rule to it",
            )
        return files
    if not pack_name:
        raise UsageError(
            f"there is no {PACK} here, so this is no pack",
            where=where,
            hint=f"name one with --pack DIR, or start one here: "
            f"pilotgate policy new {rule} --pack {where} --pack-name NAME",
        )
    return {pack: pack_text(pack_name), **files}


def _write(where: str, files: dict[str, str]) -> None:
    try:
        os.makedirs(where, exist_ok=True)
        for path, text in files.items():
            # "x": whatever appeared there since is not overwritten either.
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise Unreadable(
            f"could not be written: {error.strerror or type(error).__name__}",
            where=where,
            hint="check that you may write there",
        ) from None
