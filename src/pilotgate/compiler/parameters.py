"""The parameters of packs: declared with a type, overridden by value, tightened freely."""

from decimal import Decimal
from typing import Any, Final

from pilotgate.compiler.layer import File, Layer
from pilotgate.document import Route
from pilotgate.errors import did_you_mean
from pilotgate.ladders import TIERS
from pilotgate.record import Record
from pilotgate.values import Duration, boolean, date_of, number, reference

TYPES: Final = (
    "number",
    "integer",
    "rate",
    "duration",
    "date",
    "boolean",
    "string",
    "ref",
    "list",
)
ORDERED: Final = ("number", "integer", "rate", "duration", "date")
DIRECTIONS: Final = ("up", "down")
_KEYS: Final = ("type", "default", "stricter", "about")
_WRITE: Final = {
    "number": "a number",
    "integer": "a whole number",
    "rate": "a rate from 0 to 1",
    "duration": "a duration, such as P6M",
    "date": "a date, YYYY-MM-DD",
    "boolean": "true or false",
    "string": "a text",
    "ref": "a reference, such as user:default/anna.k",
    "list": "a list of words",
}

Given = Any
"""A value: one text, a list of texts, or one of these for each tier."""


class Parameter(Record):
    """One parameter: its value now, and who declared and who set it."""

    name: str
    type: str
    stricter: str
    value: Given
    declared: tuple[File, Route]
    pack: str
    file: File
    route: Route


class Parameters:
    """All parameters of a policy."""

    def __init__(self) -> None:
        self.known: dict[str, Parameter] = {}

    def add(self, layer: Layer, file: File, name: str, given: Any, holders: list[str]) -> None:
        """A declaration, or a new value for what a parent declares.

        `holders` are the rules that use it and do not let it be loosened.
        """
        route = ("parameters", name)
        if isinstance(given, dict) and ("type" in given or "default" in given):
            self._declare(layer, file, name, given, route)
            return
        known = self.known.get(name)
        if known is None:
            near = did_you_mean(name, list(self.known)) if self.known else ""
            hint = near or "declare it: {type: duration, default: P6M, stricter: down}"
            file.problem(route, f'no parent declares a parameter "{name}"', hint, key=True)
            return
        if not _fits(known.type, given, file, route):
            return
        value = _merged(known.value, given)
        if holders and not self._may(known, value, file, route, holders):
            return
        self.known[name] = known.but(value=value, pack=layer.name, file=file, route=route)

    def _declare(
        self, layer: Layer, file: File, name: str, given: dict[str, Any], route: Route
    ) -> None:
        if name in self.known:
            first = self.known[name]
            file.problem(
                route,
                f'the pack "{first.pack}" declares this parameter already',
                f"to give it another value, write {name}: and the value",
                key=True,
            )
            return
        for key in given:
            if key not in _KEYS:
                near = did_you_mean(key, _KEYS)
                file.problem((*route, key), f'there is no key "{key}" here', near, key=True)
        kind, stricter = given.get("type"), given.get("stricter", "")
        if kind not in TYPES:
            text = f'"{kind}" is not a type of parameter' if kind else '"type" is missing'
            file.problem((*route, "type"), text, did_you_mean(str(kind or ""), TYPES))
            return
        if stricter not in (*DIRECTIONS, ""):
            hint = "up: a higher value is stricter; down: a lower one is"
            file.problem((*route, "stricter"), f'"{stricter}" is not up or down', hint)
            return
        if (kind in ORDERED or kind == "list") and not stricter:
            file.problem(
                route,
                f"{_WRITE[kind].partition(',')[0]} must say which way is stricter",
                "add stricter: up or stricter: down, so that no overlay loosens it unseen",
                key=True,
            )
        if given.get("default") is None:
            file.problem(
                route, '"default" is missing', f"write default: and {_WRITE[kind]}", key=True
            )
            return
        if _fits(kind, given["default"], file, (*route, "default")):
            self.known[name] = Parameter(
                name=name,
                type=kind,
                # Longer lists ask for more.
                stricter=stricter,
                value=given["default"],
                declared=(file, route),
                pack=layer.name,
                file=file,
                route=route,
            )

    def _may(
        self, known: Parameter, value: Given, file: File, route: Route, holders: list[str]
    ) -> bool:
        """May it become this value? Only what is no looser, for each tier."""
        if not known.stricter:
            return True
        before, after = spread(known.value), spread(value)
        for tier in TIERS:
            if tier not in before:
                continue
            answer = no_looser(known, before[tier], after.get(tier))
            if answer:
                continue
            here = "" if before == dict.fromkeys(TIERS, before[tier]) else f" for tier {tier}"
            text = (
                f"{known.name} may not be loosened{here}: {_plain(before[tier])} is asked"
                if answer is False
                else f"whether {_plain(after.get(tier))} is looser than {_plain(before[tier])} "
                f"depends on the day{here}"
            )
            allowed = (
                f"a list with all of {_plain(before[tier])}"
                if known.type == "list"
                else f"{_plain(before[tier])} or {'more' if known.stricter == 'up' else 'less'}"
            )
            used = f"{holders[0]} and {len(holders) - 1} more" if len(holders) > 1 else holders[0]
            file.problem(
                route,
                text,
                f"allowed is {allowed}, since {used} does not list {known.name} as adjustable",
            )
            return False
        return True


def spread(value: Given) -> dict[str, Any]:
    """The value for each tier."""
    return dict(value) if isinstance(value, dict) else dict.fromkeys(TIERS, value)


def _merged(known: Given, given: Given) -> Given:
    """Tables are merged by tier; one value for all replaces what was there."""
    if not isinstance(given, dict):
        return given
    merged = {**spread(known), **given}
    return {tier: merged[tier] for tier in TIERS if tier in merged}


def _fits(kind: str, given: Any, file: File, route: Route) -> bool:
    if isinstance(given, dict):
        if not given:
            file.problem(route, "the table is empty", "give a value for each tier")
            return False
        for key in given:
            if key not in TIERS:
                near = did_you_mean(key, TIERS)
                file.problem((*route, key), f'"{key}" is not a tier', near, key=True)
                return False
        # Every value is looked at, so that all problems show at once.
        fitting = [_fits_one(kind, value, file, (*route, key)) for key, value in given.items()]
        return all(fitting)
    return _fits_one(kind, given, file, route)


def _fits_one(kind: str, given: Any, file: File, route: Route) -> bool:
    if kind == "list":
        fits = isinstance(given, list) and bool(given) and all(isinstance(i, str) for i in given)
    else:
        fits = isinstance(given, str) and _is(kind, given)
    if not fits:
        shown = f'"{given}"' if isinstance(given, str) else "this"
        file.problem(
            route, f"{shown} is not {_WRITE[kind].partition(',')[0]}", f"write {_WRITE[kind]}"
        )
    return fits


def _is(kind: str, text: str) -> bool:
    if kind in ("number", "integer", "rate"):
        value = number(text)
        if value is None:
            return False
        if kind == "integer":
            return value == value.to_integral_value() and value >= 0 and text.isdigit()
        return kind == "number" or Decimal(0) <= value <= Decimal(1)
    if kind == "duration":
        return Duration.parse(text) is not None
    if kind == "date":
        return date_of(text) is not None
    if kind == "boolean":
        return boolean(text) is not None
    if kind == "ref":
        return reference(text) is not None
    return bool(text.strip())


def no_looser(known: Parameter, before: Any, after: Any) -> bool | None:
    """Does the new value ask for no less? None: it depends on the day."""
    if after is None:
        return False
    if known.type == "list":
        return set(before) <= set(after) if known.stricter == "up" else set(after) <= set(before)
    high, low = (after, before) if known.stricter == "up" else (before, after)
    if known.type == "duration":
        one, other = Duration.parse(high), Duration.parse(low)
        return one.at_least(other) if one and other else False
    if known.type == "date":
        return str(high) >= str(low)
    return (number(high) or Decimal(0)) >= (number(low) or Decimal(0))


def _plain(value: Any) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)
