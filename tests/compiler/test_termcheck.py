"""The check of terms: which values an operator compares, and what can be worked out."""

import pytest

from tests.packs import pack, said

FIELDS = {
    "number": "scale.users_now",
    "date": "review.next_on",
    "duration": "retention.outputs",
    "boolean": "risk.affects_people",
    "ref": "owners.risk.ref",
    "tier": "risk.tier",
    "stage": "stage.current",
    "text": "cost.currency",
}
ALL = set(FIELDS)
ORDERED = {"number", "duration", "tier", "stage"}
COMPARES = {
    "less than": ORDERED,
    "at most": ORDERED,
    "at least": ORDERED,
    "more than": ORDERED,
    "equal to": ALL,
    "different from": ALL,
    "before": {"date"},
    "not after": {"date"},
    "not before": {"date"},
    "after": {"date"},
}


def compare(left: str, operator: str, right: str, more: str = "") -> list[str]:
    clause = f"compare: {{left: {left}, is: {operator}, right: {right}{more}}}"
    return said(pack(x=f"blocks: {{from: poc}}\nrequire:\n  - {clause}\n"))


@pytest.mark.parametrize("operator", COMPARES)
@pytest.mark.parametrize("left", FIELDS)
@pytest.mark.parametrize("right", FIELDS)
def test_which_types_an_operator_compares(left: str, operator: str, right: str) -> None:
    found = compare(FIELDS[left], operator, FIELDS[right])
    assert bool(found) is not (left == right and left in COMPARES[operator]), found
    assert len(found) <= 1


@pytest.mark.parametrize(
    ("term", "right"),
    [
        ("{sum: [1, scale.users_now]}", "5"),
        ("{difference: [5, 2, 1]}", "5"),
        ("{times: [12, {sum: [cost.build.estimate, 1]}]}", "5"),
        ("{low: 1, medium: 2, high: 3}", "scale.users_now"),
    ],
)
def test_numbers_are_worked_out(term: str, right: str) -> None:
    assert compare(term, "at most", right) == []


@pytest.mark.parametrize(
    "term",
    [
        "{sum: [stage.since, P6M]}",
        "{difference: [review.next_on, retention.outputs]}",
        '{earliest: "decision_log[].date"}',
        '{latest: "decision_log[to=pilot].date"}',
        "2026-01-01",
    ],
)
def test_days_are_worked_out(term: str) -> None:
    assert compare(term, "before", "today") == []


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("{times: [stage.since, P6M]}", "times cannot be worked out of a date, a duration"),
        ("{sum: [P6M, P6M]}", "sum cannot be worked out of a duration, a duration"),
        ("{sum: [1, P6M]}", "sum cannot be worked out of a number, a duration"),
        ("{sum: [today, P6M]}", "today stands alone on its side"),
        ('{sum: ["kpis[].threshold", 1]}', '"kpis[].threshold" may have several values'),
        ('{earliest: "kpis[].id"}', 'this term asks about a date, and "kpis[].id" is a text'),
        ("{rows: review.next_on}", 'this term asks about a path, and "review.next_on" is a date'),
        ("owners", '"owners" is a section, and one value is wanted'),
        ("kpis", '"kpis" is a list, and one value is wanted'),
        ("{low: 1, medium: P1M, high: 3}", "the values of the table are of different types"),
    ],
)
def test_what_cannot_be_worked_out(term: str, problem: str) -> None:
    found = compare(term, "at most", "5")
    assert problem in [line.partition(": ")[2].partition(" | ")[0] for line in found]


@pytest.mark.parametrize("operator", ["better than", "no worse than"])
def test_a_direction_is_asked_for(operator: str) -> None:
    left, right = '"kpis[kind=primary].threshold"', '"kpis[kind=primary].target"'
    assert len(compare(left, operator, right)) == 1
    assert compare(left, operator, right, ', direction: "kpis[kind=primary].direction"') == []
    wrong = ', direction: "stop_criteria[id=x].operator"'
    assert len(compare(left, operator, right, wrong)) == 1
