"""`committed_before`: the order in which values came, by the history of the judged branch."""

import pytest

from pilotgate.clause import demand
from pilotgate.ladders import Evidence
from tests.dossiers import answer, clause, dossier, outcomes, said

KPIS = """\
kpis:
  - {id: a, threshold: 5, last: {value: 4}, source: metrics/a.sql}
  - {id: b, threshold: 6, last: {value: 7}, source: metrics/b.sql}
"""
ONE = 'committed_before: {field: "kpis[id=a].threshold", before: "kpis[id=a].last.value"}'
ALL = 'committed_before: {field: "kpis[].threshold", before: "kpis[].last.value"}'
FILE = 'committed_before: {file: "kpis[id=a].source", before: "kpis[id=a].last.value"}'
VALUE, LAST = "kpis[a].threshold", "kpis[a].last.value"


def judged(rule: str, history: dict[str, int], text: str = KPIS) -> list[str]:
    return said(outcomes(rule, dossier(text, evidence=Evidence.DATED, history=history)))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ({VALUE: 1, LAST: 2}, "met"),
        ({VALUE: 2, LAST: 2}, f"gap {VALUE} came with the same commit as {LAST}"),
        ({VALUE: 3, LAST: 2}, f"gap {VALUE} came after {LAST}"),
        (
            {LAST: 2},
            f"unknown {VALUE} needs the history of {VALUE}, which this version does not gather",
        ),
        (
            {VALUE: 1},
            f"unknown {LAST} needs the history of {LAST}, which this version does not gather",
        ),
    ],
)
def test_the_order_of_two_values(history: dict[str, int], expected: str) -> None:
    assert judged(ONE, history) == [expected]


def test_the_order_of_a_file_and_a_value() -> None:
    path = "file metrics/a.sql"
    assert judged(FILE, {path: 1, LAST: 2}) == ["met"]
    assert judged(FILE, {path: 2, LAST: 2}) == [
        f"gap kpis[a].source (metrics/a.sql) came with the same commit as {LAST}"
    ]
    assert judged(FILE, {path: 3, LAST: 2}) == [
        f"gap kpis[a].source (metrics/a.sql) came after {LAST}"
    ]
    # The history of the field that names the file is another one.
    assert judged(FILE, {"kpis[a].source": 1, LAST: 2}) == [
        (
            "unknown kpis[a].source needs the history of the file metrics/a.sql, "
            "which this version does not gather"
        )
    ]


def test_values_are_paired() -> None:
    history = {VALUE: 1, LAST: 2, "kpis[b].threshold": 4, "kpis[b].last.value": 3}
    assert judged(ALL, history) == ["met", "gap kpis[b].threshold came after kpis[b].last.value"]
    one = ALL.replace("kpis[].last", "kpis[id=b].last")
    assert judged(one, history) == ["met", "gap kpis[b].threshold came after kpis[b].last.value"]


def test_of_several_on_the_right_none_is_taken() -> None:
    rule = ONE.replace("kpis[id=a].last", "kpis[].last")
    assert judged(rule, {VALUE: 1, LAST: 2, "kpis[b].last.value": 3}) == [
        "gap kpis[b].last.value is one of 2 that match kpis[].last.value, and one is asked for"
    ]


def test_what_is_not_declared_has_no_history() -> None:
    text = "kpis: [{id: a, threshold: 5}]"
    assert judged(ONE, {VALUE: 1, LAST: 2}, text) == [f"undeclared {LAST} is not declared"]
    text = "kpis: [{id: a, last: {value: 5}}]"
    assert judged(ONE, {VALUE: 1, LAST: 2}, text) == [f"undeclared {VALUE} is not declared"]


def test_it_is_asked_at_its_level_alone() -> None:
    late = {VALUE: 3, LAST: 2}
    assert clause(ONE).evidence is Evidence.DATED
    assert demand(clause(ONE), dossier(KPIS, evidence=Evidence.CONTENT, history=late)) == []


def test_as_a_condition() -> None:
    about = dossier(KPIS, evidence=Evidence.DATED, history={VALUE: 3, LAST: 2})
    assert said([answer(ONE, about)]) == [f"gap {VALUE} came after {LAST}"]


def test_as_a_branch() -> None:
    rule = f"any_of: [{{{ONE}}}, {{present: [review.last_on]}}]"
    assert judged(rule, {VALUE: 1, LAST: 2}) == ["met"]
    assert judged(rule, {VALUE: 3, LAST: 2}) == [f"gap {VALUE} came after {LAST}"]
