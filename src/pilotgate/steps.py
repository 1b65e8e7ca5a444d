"""Limits of a rule one step up or down: the smallest change that an example can tell."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from pilotgate.ladders import Tier
from pilotgate.term import Limit, Literal, Table
from pilotgate.values import Duration


def literals(
    term: Limit, tiers: tuple[Tier, ...]
) -> Iterator[tuple[str, Literal, Callable[[Literal], Limit]]]:
    """Every literal of a limit that somebody sees, with what puts another one in its place."""
    if isinstance(term, Literal):
        yield "", term, lambda new: new
    elif isinstance(term, Table):
        for tier in tiers:
            if tier in term.by_tier:
                yield f", tier: {tier}", term.by_tier[tier], _in_table(term, tier)


def _in_table(table: Table, tier: Tier) -> Callable[[Literal], Limit]:
    return lambda new: Table({**table.by_tier, tier: new})


def step(given: Literal, sign: int, *, by_a_day: bool = False) -> Literal | None:
    """The next value up or down: one unit of the last digit that is written, or one day."""
    value = given.value
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
        new = value + sign * unit
        return Literal(new, f"{new:f}")
    if isinstance(value, Duration):
        return _longer(value, sign, by_a_day=by_a_day)
    if isinstance(value, date):
        day = value + timedelta(sign)
        return Literal(day, day.isoformat())
    return None


def _longer(value: Duration, sign: int, *, by_a_day: bool) -> Literal:
    months, days, seconds = value.months, value.days, value.seconds
    if by_a_day:
        words = "and a day" if sign > 0 else "less a day"
        return _duration(months, days + sign, seconds, f"{value} {words}")
    if seconds or not (months or days):
        return _duration(months, days, seconds + sign * 3600, f"{value} {sign:+} hour")
    if days:
        return _duration(
            months, days + sign, 0, f"P{months}M{days + sign}D" if months else f"P{days + sign}D"
        )
    if months == 1 and sign < 0:
        return _duration(0, 27, 0, "P27D")
    return _duration(months + sign, 0, 0, f"P{months + sign}M")


def _duration(months: int, days: int, seconds: int, text: str) -> Literal:
    return Literal(Duration(months, days, seconds, text), text)


def limit_text(limit: Limit) -> str:
    if isinstance(limit, Literal):
        return limit.text
    if isinstance(limit, Table):
        return " or ".join(dict.fromkeys(one.text for one in limit.by_tier.values()))
    return str(limit.field)
