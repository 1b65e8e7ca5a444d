"""Options that commands share."""

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

import click

from pilotgate.values import date_of

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Day(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """A date, as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        day = date_of(str(value))
        if day is None:
            self.fail(f"{value!r} is not a date: write it as 2026-11-21", param, ctx)
        return day


def today() -> date:
    """The one clock: today in UTC."""
    return datetime.now(timezone.utc).date()  # noqa: UP017  datetime.UTC costs an attribute walk


as_of = click.option(
    "--as-of",
    type=Day(),
    default=today,
    show_default="today in UTC",
    metavar="DATE",
    help="Judge as if today were this day.",
)
policy = click.option(
    "--policy",
    multiple=True,
    metavar="SOURCE",
    help="A policy pack: builtin:NAME, a directory, or git+https://...@COMMIT#DIR as fetched "
    "by pilotgate policy fetch. Repeatable. Default: what the configuration names, else "
    "builtin:baseline.",
)
color = click.option(
    "--color",
    "--colour",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the output.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print the closing sentence only.")
verbose = click.option(
    "-v", "--verbose", is_flag=True, help="Also print how each fact was found, and the matrix."
)
