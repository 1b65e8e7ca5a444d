"""`tripped`: a stop criterion's measured value meets its operator and threshold."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from pilotgate.clause import Name
from pilotgate.document import Field, field
from pilotgate.dossier import Dossier, Found, Scope
from pilotgate.leaves import DOUBT, Leaf, Said
from pilotgate.outcome import Gap, Met, Outcome, Place
from pilotgate.people import fold
from pilotgate.plainly import NO, Answer, Look
from pilotgate.record import Record
from pilotgate.term import Valued, valued
from pilotgate.values import number

ABOUT = (
    "the bound stop criterion is tripped by its last evaluation, or by a later value of its metric "
    "(`not_after`: by nothing measured after that day)"
)
SHORT = "criterion"
# What is read, for a description of the rule.
READS: Final = ("metric", "operator", "threshold", "last_evaluated.on", "last_evaluated.value")


class Params(Record):
    criterion: Name
    not_after: Field | None = None


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    days = tripping(params.criterion, dossier)
    if isinstance(days, Gap):
        yield days
    elif params.not_after is None:
        yield Met()
    else:
        for limit in dossier.look(params.not_after):
            for day in days:
                yield _within(day, limit)


def _within(day: Found, limit: Found) -> Outcome:
    last, first = valued(limit), valued(day)
    if not isinstance(last, Valued):
        return last
    if not isinstance(first, Valued):
        return first
    if not isinstance(first.value, date) or not isinstance(last.value, date):
        return Gap(limit.place, f"({limit.text}) is no day")
    if first.value <= last.value:
        return Met()
    return Gap(limit.place, f"({last.value}) is before {first.name}")


def tripping(criterion: str, dossier: Dossier) -> Gap | list[Found]:
    """The day of every measurement that trips the criterion; a gap where none does."""
    scope = dossier.scopes[criterion]
    place = Place(scope.name, scope.route)
    operator = dossier.look(field(f"{criterion}.operator"))[0]
    if operator.absent:
        return Gap(place, "has no operator, so it cannot be tripped")
    if operator.text == "missing":
        why = _there(criterion, dossier)
        return Gap(place, why) if why else [_of(scope, "last_evaluated.on", dossier)]
    limit = _number(_of(scope, "threshold", dossier))
    measured = _measured(scope, dossier)
    if limit is None or not measured:
        return Gap(place, "was not evaluated")
    trips = _TRIPS.get(operator.text)
    days = [day for value, day in measured if trips and trips(value, limit)]
    return days or Gap(place, "is not tripped")


def latest(days: list[Found]) -> date | None:
    """The last of the days; None where one of them is not known."""
    known = [day for day in map(_day, days) if day is not None]
    return max(known) if len(known) == len(days) else None


_TRIPS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    "lt": Decimal.__lt__,
    "lte": Decimal.__le__,
    "gt": Decimal.__gt__,
    "gte": Decimal.__ge__,
    "eq": Decimal.__eq__,
}


def _measured(scope: Scope, dossier: Dossier) -> list[tuple[Decimal, Found]]:
    """The value of its last evaluation, and what its metric was measured at since then."""
    evaluated = _number(_of(scope, "last_evaluated.value", dossier))
    on = _of(scope, "last_evaluated.on", dossier)
    measured = [] if evaluated is None else [(evaluated, on)]
    since = _day(on) if measured else None
    for value, day in _recorded(_of(scope, "metric", dossier), dossier):
        number, when = _number(value), _day(day)
        # Without a day it may be the later one.
        if number is not None and not (since and when and when <= since):
            measured.append((number, day))
    return measured


def _recorded(metric: Found, dossier: Dossier) -> list[tuple[Found, Found]]:
    """The values recorded for a metric elsewhere in the manifest, each with its day."""
    if metric.absent:
        return []
    name = fold(metric.text)
    if name == "cost.at_scale":
        day = dossier.look(field("cost.as_of"))[0]
        return [(value, day) for value in _costs(dossier)]
    if name.startswith("evaluation:"):
        name = name.removeprefix("evaluation:")
        return _items("evaluation.metrics", "name", name, ("value", "run_at"), dossier)
    return _items("kpis", "id", name, ("last.value", "last.measured_on"), dossier)


def _items(
    of: str, key: str, name: str, places: tuple[str, str], dossier: Dossier
) -> list[tuple[Found, Found]]:
    """Of every item with that key: where two have it, neither is taken to be meant."""
    found = []
    for item in dossier.items(field(of)).members:
        if not isinstance(item, Scope):
            continue
        own = _of(item, key, dossier)
        if not own.absent and fold(own.text) == name:
            found.append((_of(item, places[0], dossier), _of(item, places[1], dossier)))
    return found


def _costs(dossier: Dossier) -> list[Found]:
    """The monthly cost for the users aimed at: of the next number of users, or of the largest."""
    points: list[tuple[Decimal, Found]] = []
    for item in dossier.items(field("cost.at_scale")).members:
        users = _number(_of(item, "users", dossier)) if isinstance(item, Scope) else None
        if isinstance(item, Scope) and users is not None:
            monthly = _of(item, "monthly", dossier)
            if not monthly.absent:
                points.append((users, monthly))
    if not points:
        return []
    target = _number(dossier.look(field("scale.users_target"))[0])
    largest = max(users for users, _ in points)
    enough = [users for users, _ in points if target is not None and users >= target]
    chosen = min(enough, default=largest)
    return [monthly for users, monthly in points if users == chosen]


def _of(scope: Scope, name: str, dossier: Dossier) -> Found:
    return dossier.bind("measured", scope).look(field(f"measured.{name}"))[0]


def _number(found: Found) -> Decimal | None:
    value = valued(found)
    return value.value if isinstance(value, Valued) and isinstance(value.value, Decimal) else None


def _day(found: Found) -> date | None:
    value = valued(found)
    return value.value if isinstance(value, Valued) and isinstance(value.value, date) else None


def _there(criterion: str, dossier: Dossier) -> str:
    """`missing` trips when what the metric names is not declared; else why it does not."""
    scope = dossier.scopes[criterion]
    metric = _of(scope, "metric", dossier)
    if metric.absent:
        return "names no metric"
    if metric.text.startswith("manual:"):
        # A number entered by hand: missing where somebody looked and entered none.
        if _day(_of(scope, "last_evaluated.on", dossier)) is None:
            return "was not evaluated"
        entered = _number(_of(scope, "last_evaluated.value", dossier))
        return "" if entered is None else f"is not tripped: {metric.text} is entered"
    declared = [value for value, _ in _recorded(metric, dossier)]
    declared += [found for named in _fields(metric.text) for found in dossier.look(named)]
    if any(not found.absent for found in declared):
        return f"is not tripped: {metric.text} is declared"
    return ""


def _fields(metric: str) -> list[Field]:
    """The field that a metric is, where it is neither a KPI nor a metric of the evaluation."""
    if "." not in metric or ":" in metric or metric == "cost.at_scale":
        return []
    try:
        return [field(f"{metric}.ref" if metric.startswith("owners.") else metric)]
    except ValueError:
        return []


def plainly(params: Params, look: Look) -> Answer:
    """NO where none of the values that could trip it does; else it takes the long way."""
    item = look.scopes.get(params.criterion)
    if type(item) is not dict or DOUBT in item.values():
        return None
    operator, metric, limit = item.get("operator"), item.get("metric"), item.get("threshold")
    if operator is None:
        return NO
    if type(operator) is not Leaf or type(metric) is not Leaf:
        return None
    values = _plain_values(fold(metric.text), look)
    if values is None:
        return None
    if operator.text == "missing":
        named = [look.all(one) for one in _fields(metric.text)]
        return NO if values or any(named) else None
    last = item.get("last_evaluated", {})
    if type(last) is not dict or type(limit) is not Leaf:
        return NO if limit is None else None
    threshold, trips = number(limit.text), _TRIPS.get(operator.text)
    measured = [*values, last.get("value")]
    numbers = [number(leaf.text) for leaf in measured if type(leaf) is Leaf]
    if threshold is None or trips is None or not look.asking:
        return None
    return None if any(one is not None and trips(one, threshold) for one in numbers) else NO


def plainly_not(look: Look) -> bool:
    """Is plainly none of the stop criteria tripped?"""
    listed = field("stop_criteria")
    items = look.items(listed)
    if items is None:
        return look.lacks(listed)
    scopes, asking = look.scopes, look.asking
    look.asking = True
    answers = []
    for item in items:
        look.scopes = {"criterion": item}
        answers.append(plainly(Params(Name("criterion")), look))
    look.scopes, look.asking = scopes, asking
    return all(answer is NO for answer in answers)


def _plain_values(name: str, look: Look) -> list[Said] | None:
    """Every value recorded for a metric, of whatever day; None where that is not plain."""
    of, key, places = "kpis", "id", ["last", "value"]
    if name == "cost.at_scale":
        of, key, places = "cost.at_scale", "", ["monthly"]
    elif name.startswith("evaluation:"):
        of, key, places = "evaluation.metrics", "name", ["value"]
    name = name.removeprefix("evaluation:")
    items = look.items(field(of))
    if items is None:
        return [] if look.lacks(field(of)) else None
    values: list[Said] = []
    for item in items:
        own = item.get(key) if type(item) is dict and key else item
        if own is DOUBT:
            return None
        if key and (type(own) is not Leaf or fold(own.text) != name):
            continue
        here: Said | None = item
        for step in places:
            here = here.get(step) if type(here) is dict else here
        if here is DOUBT:
            return None
        values += [here] if here is not None else []
    return values
