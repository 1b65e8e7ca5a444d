"""`compare`: two terms and a relation; messages, days, directions, and changes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.outcome import Gap, Met, Undeclared
from pilotgate.people import People
from tests.dossiers import TODAY, answer, dossier, outcomes, said, say

KPI = "kpis: [{id: m, direction: %s, threshold: %s, baseline: {value: %s}}]"
BETTER = (
    'compare: {left: "kpis[].threshold", is: %s, right: "kpis[id=m].baseline.value", '
    'direction: "kpis[].direction"}'
)


@pytest.mark.parametrize(
    ("operator", "direction", "threshold", "baseline", "expected"),
    [
        ("better than", "down", "10.9", "11", "met"),
        ("better than", "down", "11.0", "11", "gap T (11.0) is not better than B (11)"),
        ("better than", "up", "11.1", "11", "met"),
        ("better than", "up", "10.9", "11", "gap T (10.9) is not better than B (11)"),
        ("no worse than", "up", "11", "11.00", "met"),
        ("no worse than", "up", "10.9", "11", "gap T (10.9) is worse than B (11)"),
        ("no worse than", "down", "11.1", "11", "gap T (11.1) is worse than B (11)"),
        ("better than", "sideways", "1", "11", "gap kpis[m].direction (sideways) is no direction"),
        ("better than", "", "1", "11", "undeclared kpis[m].direction is not declared"),
        ("better than", "up", "", "11", "undeclared T is not declared"),
        ("better than", "up", "12", "", "undeclared B is not declared"),
        ("better than", "up", "TBD", "11", "undeclared T is a placeholder (TBD)"),
        ("better than", "up", "many", "11", "gap T (many) is not a number"),
    ],
)
def test_better_and_worse(
    operator: str, direction: str, threshold: str, baseline: str, expected: str
) -> None:
    about = dossier(KPI % (direction, threshold, baseline))
    wanted = expected.replace("T ", "kpis[m].threshold ").replace("B ", "kpis[m].baseline.value ")
    assert said(outcomes(BETTER % operator, about)) == [wanted]


COSTS = "cost: {integration: {estimate: %s}, build: {estimate: 10}}"
LEFT, RIGHT = "cost.integration.estimate", "cost.build.estimate"


@pytest.mark.parametrize(
    ("operator", "holds", "fails", "so"),
    [
        ("less than", "9", "10", "is not less than"),
        ("at most", "10.0", "10.1", "is more than"),
        ("equal to", "1e1", "9.99", "is not equal to"),
        ("different from", "9", "10.0", "is not different from"),
        ("at least", "10", "9.9", "is less than"),
        ("more than", "10.01", "10", "is not more than"),
    ],
)
def test_numbers(operator: str, holds: str, fails: str, so: str) -> None:
    rule = f"compare: {{left: {LEFT}, is: {operator}, right: {RIGHT}}}"
    assert said(outcomes(rule, dossier(COSTS % holds))) == ["met"]
    assert said(outcomes(rule, dossier(COSTS % fails))) == [
        f"gap {LEFT} ({fails}) {so} {RIGHT} (10)"
    ]


def test_arithmetic_is_shown() -> None:
    rule = """
compare:
  left: {times: [12, {sum: [cost.maintenance.monthly, 0.5]}]}
  is: at most
  right: {times: [{low: 0.8, medium: 0.65, high: 0.5}, business_case.value.annual]}
"""
    about = dossier("cost: {maintenance: {monthly: 7.5}}\nbusiness_case: {value: {annual: 120}}")
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule, about.but(tier=Tier.HIGH))) == [
        (
            "gap cost.maintenance.monthly is asked for: "
            "12 x cost.maintenance.monthly (7.5) + 0.5 = 8 = 96 "
            "is more than 0.5 x business_case.value.annual (120) = 60"
        )
    ]


def test_difference_and_exactness() -> None:
    rate = "business_case.error.max_rate"
    rule = f"compare: {{left: {{difference: [0.3, 0.1]}}, is: equal to, right: {rate}}}"
    assert said(outcomes(rule, dossier("business_case: {error: {max_rate: 0.2}}"))) == ["met"]
    assert said(outcomes(rule, dossier("business_case: {error: {max_rate: 0.25}}"))) == [
        "gap business_case.error.max_rate (0.25) is not equal to 0.3 - 0.1 = 0.2"
    ]


@pytest.mark.parametrize(
    ("operator", "day", "expected"),
    [
        ("before", "2026-02-28", "met"),
        (
            "before",
            "2026-03-01",
            "gap X (2026-03-01) is not before today (2026-03-01) until 2026-03-01",
        ),
        (
            "before",
            "2026-03-02",
            "gap X (2026-03-02) is not before today (2026-03-01) until 2026-03-02",
        ),
        ("not after", "2026-03-01", "met"),
        (
            "not after",
            "2026-03-02",
            "gap X (2026-03-02) is after today (2026-03-01) until 2026-03-01",
        ),
        ("not before", "2026-03-01", "met until 2026-03-01"),
        ("not before", "2026-03-05", "met until 2026-03-05"),
        ("not before", "2026-02-28", "gap X (2026-02-28) is before today (2026-03-01)"),
        ("equal to", "2026-03-01", "met until 2026-03-01"),
        (
            "different from",
            "2026-03-01",
            "gap X (2026-03-01) is not different from today (2026-03-01) until 2026-03-01",
        ),
        ("different from", "2026-03-04", "met until 2026-03-03"),
        ("different from", "2026-02-04", "met"),
        ("after", "2026-03-02", "met until 2026-03-01"),
        ("after", "2026-03-01", "gap X (2026-03-01) is not after today (2026-03-01)"),
    ],
)
def test_today(operator: str, day: str, expected: str) -> None:
    about = dossier(f"review: {{next_on: {day}}}")
    rule = f"compare: {{left: review.next_on, is: {operator}, right: today}}"
    assert said(outcomes(rule, about)) == [expected.replace("X", "review.next_on")]


@given(
    st.sampled_from(["before", "not after", "not before", "after"]),
    st.integers(-5, 5),
    st.booleans(),
)
def test_an_answer_holds_until_its_day_and_changes_on_the_next(
    operator: str,
    shift: int,
    turned: bool,  # noqa: FBT001  drawn by hypothesis
) -> None:
    text = f"review: {{next_on: {TODAY + timedelta(shift)}}}"
    sides = ("today", "review.next_on") if turned else ("review.next_on", "today")
    rule = f"compare: {{left: {sides[0]}, is: {operator}, right: {sides[1]}}}"

    def holds(day: date) -> bool:
        return isinstance(outcomes(rule, dossier(text, as_of=day))[0], Met)

    until = outcomes(rule, dossier(text))[0].until
    later = [TODAY + timedelta(days) for days in range(12)]
    if until is None:
        assert {holds(day) for day in later} == {holds(TODAY)}
    else:
        assert {holds(day) for day in later if day <= until} == {holds(TODAY)}
        assert holds(until + timedelta(1)) != holds(TODAY)


def test_today_cannot_be_mended_so_the_other_side_is_the_place() -> None:
    about = dossier("stage: {since: 2025-08-31, max_duration: P6M}")
    rule = "compare: {left: today, is: not after, right: {sum: [stage.since, stage.max_duration]}}"
    assert said(outcomes(rule, about)) == [
        (
            "gap stage.since (2025-08-31) + stage.max_duration (P6M) = 2026-02-28 "
            "is before today (2026-03-01)"
        )
    ]


def test_the_earliest_of_many() -> None:
    rule = (
        "compare: {left: review.last_on, is: not before, "
        'right: {earliest: "decision_log[to=pilot].date"}}'
    )
    log = "decision_log: [{to: pilot, date: 2026-02-01}, {to: pilot, date: 2026-01-10}%s]\n"
    late = "review: {last_on: 2026-01-09}"
    assert said(outcomes(rule, dossier(log % "" + late))) == [
        "gap review.last_on (2026-01-09) is before the earliest decision_log[#2].date (2026-01-10)"
    ]
    assert said(outcomes(rule, dossier(log % ", {to: pilot}" + late))) == [
        "undeclared decision_log[#3].date is not declared"
    ]


def test_texts_tiers_and_stages() -> None:
    about = dossier("stage: {current: poc}", asked=Stage.PILOT, tier=Tier.HIGH)
    assert said(outcomes("compare: {left: asked, is: more than, right: stage.current}", about)) == [
        "met"
    ]
    assert said(outcomes("compare: {left: tier, is: at most, right: medium}", about))[0].startswith(
        "undeclared"
    )
    rule = 'compare: {left: "models[].version", is: equal to, right: prompts.version}'
    about = dossier("models: [{id: a, version: V1.10}]\nprompts: {version: v1.1}")
    assert said(outcomes(rule, about)) == [
        "gap models[a].version (V1.10) is not equal to prompts.version (v1.1)"
    ]
    about = dossier("models: [{id: a, version: V1}]\nprompts: {version: v1}")
    assert said(outcomes(rule, about)) == ["met"]
    assert said(outcomes(rule.replace("equal to", "at least"), about)) == [
        "gap models[a].version (V1) cannot be compared with prompts.version (v1)"
    ]


def test_persons_are_compared_as_persons() -> None:
    rule = "compare: {left: owners.business.ref, is: different from, right: owners.technical.ref}"
    text = "owners: {business: {ref: a@acme.eu}, technical: {ref: user:anna.k}}"
    people = People({"a@acme.eu": "user:default/anna.k"})
    assert said(outcomes(rule, dossier(text))) == ["met"]
    assert said(outcomes(rule, dossier(text, people=people)))[0].startswith("gap")


def test_durations_that_depend_on_the_day() -> None:
    rule = "compare: {left: retention.prompts, is: %s, right: retention.outputs}"
    about = dossier("retention: {prompts: P182D, outputs: P6M}")
    for operator in ("equal to", "different from", "at least", "less than"):
        assert said(outcomes(rule % operator, about)) == [
            "gap retention.prompts (P182D) cannot be compared with retention.outputs (P6M)"
        ]
    about = dossier("retention: {prompts: P12M, outputs: P1Y}")
    assert said(outcomes(rule % "equal to", about)) == ["met"]


def test_what_is_in_a_file_is_not_guessed() -> None:
    rule = "compare: {left: {rows: risk.gdpr.dpia_ref}, is: at least, right: 5}"
    about = dossier("risk: {gdpr: {dpia_ref: docs/x.csv}}", evidence=Evidence.CROSSED)
    assert said(outcomes(rule, about)) == [
        (
            "unknown risk.gdpr.dpia_ref needs how many rows docs/x.csv has, "
            "which this version does not gather"
        )
    ]


def test_as_a_condition() -> None:
    rule = f"compare: {{left: {LEFT}, is: at least, right: {RIGHT}}}"
    assert isinstance(answer(rule, dossier()), Undeclared)
    assert isinstance(answer(rule, dossier(COSTS % 9)), Gap)
    assert isinstance(answer(rule, dossier(COSTS % 10)), Met)


KEPT = "compare: {left: head.retention.prompts, is: at least, right: base.retention.prompts}"


@pytest.mark.parametrize(
    ("head", "base", "expected"),
    [
        ("P1Y", "P6M", ["met"]),
        ("P3M", "P6M", ["gap retention.prompts (P3M) is less than base.retention.prompts (P6M)"]),
        ("", "P6M", ["gap retention.prompts is gone"]),
        ("P3M", "", []),
        ("", "", []),
    ],
)
def test_a_change(head: str, base: str, expected: list[str]) -> None:
    text = "retention: {prompts: %s}"
    assert said(outcomes(KEPT, dossier(text % head, base=text % base))) == expected


def test_a_change_as_a_condition() -> None:
    text = "retention: {prompts: %s}"
    assert isinstance(answer(KEPT, dossier(text % "P1M", base=text % "")), Gap)
    assert isinstance(answer(KEPT, dossier(text % "", base=text % "P6M")), Undeclared)


@pytest.mark.parametrize(
    ("operator", "after", "expected"),
    [
        ("gt", "7", "met"),
        ("gt", "7.1", "gap"),
        ("gte", "6", "met"),
        ("lt", "7.1", "met"),
        ("lte", "6.9", "gap"),
        ("eq", "7.0", "met"),
        ("eq", "6", "gap"),
    ],
)
def test_no_looser_than(operator: str, after: str, expected: str) -> None:
    rule = (
        'compare: {left: "head.stop_criteria[].threshold", is: no looser than, '
        'right: "base.stop_criteria[].threshold", direction: "base.stop_criteria[].operator"}'
    )
    text = f"stop_criteria: [{{id: a, operator: {operator}, threshold: %s}}]"
    found = said(outcomes(rule, dossier(text % after, base=text % 7)))
    assert found[0].split()[0] == expected


PRIMARIES = (
    "scale: {users_now: 9}\nkpis:\n"
    "  - {id: a, kind: primary, threshold: 5, direction: up}\n"
    "  - {id: b, kind: primary, threshold: 50, direction: down}\n"
)
AGAINST = 'compare: {left: scale.users_now, is: at least, right: "kpis[kind=primary].threshold"}'


def test_of_several_right_sides_none_is_taken_to_be_meant() -> None:
    why = "is one of 2 that match kpis[kind=primary].threshold, and one is asked for"
    about = dossier(PRIMARIES)
    assert said(outcomes(AGAINST, about)) == [f"gap kpis[b].threshold {why}"]
    # In a condition a gap would be a no, and the rule would not apply.
    assert say(answer(AGAINST, about)) == f"undeclared kpis[b].threshold {why}"
    assert say(answer(f"none_of: [{{{AGAINST}}}]", about)).startswith("undeclared kpis[b]")


def test_an_item_that_may_match_too_leaves_the_right_side_open() -> None:
    about = dossier(PRIMARIES.replace("id: b, kind: primary,", "id: b,"))
    assert said(outcomes(AGAINST, about)) == ["undeclared kpis[b].kind is not declared"]


def test_directions_are_those_of_the_items_or_one_for_all() -> None:
    rule = (
        "compare: {left: scale.users_now, is: better than, right: 8, "
        'direction: "kpis[%s].direction"}'
    )
    about = dossier(PRIMARIES)
    assert said(outcomes(rule % "id=a", about)) == ["met"]
    (two,) = said(outcomes(rule % "kind=primary", about))
    assert two.startswith("gap kpis[b].direction is one of 2 that match kpis[kind=primary].direct")


def test_of_several_that_a_base_holds_a_condition_says_neither_yes_nor_no() -> None:
    about = dossier("scale: {users_now: 9}", base=PRIMARIES)
    rule = AGAINST.replace("scale", "head.scale").replace("kpis", "base.kpis")
    assert say(answer(rule, about)).startswith("unknown base.kpis[b].threshold is one of 2")
