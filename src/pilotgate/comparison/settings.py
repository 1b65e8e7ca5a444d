"""Settings before and after: what a policy decides besides rules, and which way it moved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pilotgate.comparison.change import About, Change, Effect, by_rank, by_sets
from pilotgate.ladders import RANKED, Stage
from pilotgate.phrases import both, value
from pilotgate.settings import Settings
from pilotgate.values import Duration, number


def compare_settings(old: Settings, new: Settings) -> Iterator[Change]:
    """In the order in which a pack names them."""
    yield from _periods("grace", old.grace, new.grace, _GRACE, longer=Effect.LOOSER)
    before, after = old.minimum_time, new.minimum_time
    yield from _periods("minimum_time", before, after, _LEAST, longer=Effect.TIGHTER)
    yield from _waivers(old, new)
    yield from _adoption(old, new)
    yield from _branches(old.branches, new.branches)
    yield from _spend(old.medium_spend, new.medium_spend)


_GRACE: Final = (
    "a gap in stage {} only warns for {} after the stage began",
    "a gap in stage {} blocks from the first day",
)
_LEAST: Final = ("stage {} lasts at least {}", "stage {} may be as short as one likes")


def _change(name: str, way: Effect, now: str, was: str) -> Change:
    text = f"{now}; before, {was}"
    return Change(About.SETTING, name, "setting", way, text, was, now)


def _longer(before: Duration | None, after: Duration | None, longer: Effect) -> Effect:
    """The effect of another duration, where a longer one has the effect `longer`."""
    shorter = Effect.LOOSER if longer is Effect.TIGHTER else Effect.TIGHTER
    if before is None or after is None:
        return longer if before is None else shorter
    answer = after.at_least(before)
    return Effect.EITHER if answer is None else longer if answer else shorter


def _periods(
    key: str,
    old: Mapping[str, Duration],
    new: Mapping[str, Duration],
    words: tuple[str, str],
    *,
    longer: Effect,
) -> Iterator[Change]:
    """By stage; `words` say what a duration means, and what none does."""
    for stage in RANKED:
        before, after = _time(old.get(stage)), _time(new.get(stage))
        if before == after:
            continue
        now, was = (
            words[0].format(stage, value(str(time))) if time else words[1].format(stage)
            for time in (after, before)
        )
        yield _change(f"{key}.{stage}", _longer(before, after, longer), now, was)


def _time(duration: Duration | None) -> Duration | None:
    return None if duration is None or duration.zero else duration


def _waivers(old: Settings, new: Settings) -> Iterator[Change]:
    before, after = old.waivers_max, new.waivers_max
    if before != after:
        way = _longer(before, after, Effect.LOOSER)
        now, was = (f"a waiver lasts at most {value(str(one))}" for one in (after, before))
        yield _change("waivers.max", way, now, was)
    one, other = old.waiver_approvers, new.waiver_approvers
    way = by_sets(one, other, more=Effect.LOOSER)
    if way is not Effect.NONE:
        now, was = (f"{both(names) or 'nobody'} may approve waivers" for names in (other, one))
        yield _change("waivers.approvers", way, now, was)


def _adoption(old: Settings, new: Settings) -> Iterator[Change]:
    before, after = old.adoption, new.adoption
    if before == after:
        return
    if before and after:
        days = Effect.NONE
        if before.until != after.until:
            days = by_rank(after.until < before.until)
        times = Effect.NONE
        if before.max_due != after.max_due:
            times = _longer(before.max_due, after.max_due, Effect.LOOSER)
        ways = {days, times} - {Effect.NONE}
        way = ways.pop() if len(ways) == 1 else Effect.EITHER
    else:
        way = by_rank(after is None)
    said = [
        f"known gaps may be recorded until {one.until}, each for at most {value(str(one.max_due))}"
        if one
        else "no known gaps may be recorded"
        for one in (after, before)
    ]
    yield _change("adoption", way, *said)


def _branches(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        one, other = _implied(before), _implied(after)
        way = Effect.EITHER
        if one is None or other is None:
            way = by_rank(one is None)
        elif one is not other and _only(before) == _only(after):
            way = by_rank(other.rank > one.rank)
        now, was = (_branch(name, given) for given in (after, before))
        yield _change(f"branches.{name}", way, now, was)


def _implied(given: Any) -> Stage | None:
    stage = given.get("implies") if isinstance(given, dict) else given
    return Stage(stage) if stage else None


def _only(given: Any) -> tuple[str, ...]:
    return tuple(given.get("initiatives") or ()) if isinstance(given, dict) else ()


def _branch(name: str, given: Any) -> str:
    stage = _implied(given)
    if stage is None:
        return f'the branch "{name}" implies no stage'
    only = f" for {both(_only(given))} alone" if _only(given) else ""
    return f'the branch "{name}" implies {stage}{only}'


def _spend(before: str | None, after: str | None) -> Iterator[Change]:
    if before == after:
        return
    one, other = number(before or ""), number(after or "")
    way = by_rank(one is None or (other is not None and other < one))
    now, was = (
        f"a run cost of {amount} a month makes the tier medium at least"
        if amount
        else "no run cost decides about the tier"
        for amount in (after, before)
    )
    yield _change("medium_spend", way, now, was)


def compare_names(
    about: About, words: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Change]:
    """Names and what they stand for: own fields and their types, people and their other names."""
    for name in _names(old, new):
        before, after = old.get(name, ""), new.get(name, "")
        if before == after:
            continue
        what = "added" if not before else "changed" if after else "removed"
        now = f"{words} {after}" if after else "is gone"
        was = f"; before, {words} {before}" if before else ", and is new"
        yield Change(about, name, what, Effect.NONE, f"{now}{was}", before, after)


def _names(old: Iterable[str], new: Iterable[str]) -> list[str]:
    return sorted({*old, *new})
