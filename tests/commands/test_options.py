"""Options that commands share: what they take, and what they say to anything else."""

import time
from datetime import date

import click
import pytest
from click.testing import CliRunner, Result

from pilotgate.commands import options


@click.command()
@options.as_of
@options.policy
@options.color
@options.quiet
@options.verbose
def command(**given: object) -> None:
    click.echo(repr(given))


def run(*args: str) -> Result:
    return CliRunner().invoke(command, args)


def test_a_day_is_a_date_and_nothing_else() -> None:
    assert "'as_of': datetime.date(2028, 2, 29)" in run("--as-of", "2028-02-29").output
    for text in ("2027-02-29", "21.11.2026", "2026-11", "tomorrow", "20261121", ""):
        result = run("--as-of", text)
        assert result.exit_code == 2, text
        assert "is not a date: write it as 2026-11-21" in result.output


def test_a_day_that_is_one_already_stays_it() -> None:
    day = date(2026, 11, 21)
    assert options.Day().convert(day, None, None) is day


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_today_is_today_in_utc_wherever_one_is(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # One of the two zones is always on another day than UTC.
    with monkeypatch.context() as there:
        there.setenv("TZ", zone)
        time.tzset()
        before, today, after = utc(), options.today(), utc()
    time.tzset()
    assert before <= today <= after


def utc() -> date:
    return date.fromisoformat(time.strftime("%Y-%m-%d", time.gmtime()))


def test_what_is_not_given() -> None:
    before, said, after = utc(), run().output, utc()
    assert any(f"'as_of': {day!r}" in said for day in (before, after))
    assert "'policy': ()" in said
    assert "'color': 'auto'" in said
    assert "'quiet': False" in said
    assert "'verbose': False" in said


def test_policies_add_up_in_their_order() -> None:
    said = run("--policy", "policies/acme", "--policy", "builtin:baseline").output
    assert "'policy': ('policies/acme', 'builtin:baseline')" in said


@pytest.mark.parametrize("name", ["--color", "--colour"])
def test_colour_is_spelt_both_ways(name: str) -> None:
    assert "'color': 'never'" in run(name, "never").output
    wrong = run(name, "sometimes")
    assert wrong.exit_code == 2
    assert "'auto', 'always', 'never'" in wrong.output


def test_the_short_flags() -> None:
    said = run("-q", "-v").output
    assert "'quiet': True" in said
    assert "'verbose': True" in said


def test_the_help_says_where_the_default_comes_from() -> None:
    said = " ".join(run("--help").output.split())
    assert "(today in UTC)" in said
    assert "else builtin:baseline" in said
