"""`kept`: what the base declares, the head declares still."""

import pytest

from pilotgate.outcome import Gap
from tests.dossiers import dossier, outcomes, said

IDS = 'kept: ["stop_criteria[].id"]'


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        ("[{id: a}, {id: b}]", "[{id: a}]", ["met"]),
        ("[{id: b}, {id: a}]", "[{id: a}, {id: b}]", ["met", "met"]),
        ("[{id: b}]", "[{id: a}, {id: b}]", ["gap stop_criteria[a].id is gone (a)", "met"]),
        ("[]", "[{id: a}]", ["gap stop_criteria[a].id is gone (a)"]),
        ("[{id: tbd}]", "[{id: a}]", ["gap stop_criteria[a].id is gone (a)"]),
        ("[{id: a}]", "[]", []),
        ("[{id: a}]", "[{id: tbd}]", []),
    ],
)
def test_values_of_a_list(head: str, base: str, expected: list[str]) -> None:
    about = dossier(f"stop_criteria: {head}", base=f"stop_criteria: {base}")
    assert said(outcomes(IDS, about)) == expected


def test_the_place_is_the_list_for_positions_have_changed() -> None:
    about = dossier("stop_criteria: [{id: b}]", base="stop_criteria: [{id: b}, {id: a}]")
    gone = outcomes(IDS, about)[1]
    assert isinstance(gone, Gap)
    assert gone.place.route == ("stop_criteria",)


def test_one_field_and_sections() -> None:
    base = "owners: {business: {ref: user:a}, data: {ref: user:b}}\nkill_switch: {how: a button}"
    rule = 'kept: ["owners.*.ref", kill_switch.how]'
    head = "owners: {business: {ref: user:c}, data: {ref: TBD}}"
    assert said(outcomes(rule, dossier(head, base=base))) == [
        "met",
        "gap owners.data.ref is gone",
        "gap kill_switch.how is gone",
    ]


def test_whole_items() -> None:
    rule = 'kept: ["decision_log[]"]'
    base = "decision_log: [{date: 2026-01-01, by: [user:a]}, {date: 2026-02-01}]"
    head = 'decision_log: [{by: ["user:a"], date: "2026-01-01"}, {date: 2026-02-02}]'
    assert said(outcomes(rule, dossier(head, base=base))) == [
        "met",
        "gap decision_log[#2] is gone or was changed",
    ]


def test_without_a_base_it_says_nothing() -> None:
    assert outcomes(IDS, dossier("stop_criteria: [{id: a}]")) == []
