from datetime import date
from decimal import Decimal

import pytest

from pilotgate.document import field
from pilotgate.dossier import Dossier
from pilotgate.ladders import Evidence, Tier
from pilotgate.outcome import Gap, Undeclared, Unknown
from pilotgate.term import (
    Arithmetic,
    FieldTerm,
    FileTerm,
    Literal,
    Pick,
    Table,
    Term,
    Valued,
    evaluate,
    evidence_of,
    fields_of,
    ordered,
    read,
    single,
    valued,
)
from pilotgate.values import Duration
from tests.dossiers import dossier

MANIFEST = """\
stage: {since: 2026-01-31}
timeline:
  milestones:
    - {name: uat, planned: 2026-05-01}
    - {name: parallel-running, planned: 2026-04-01}
scale: {users_now: 20, users_target: 2000}
cost: {currency: EUR, build: {estimate: 60000.50}, integration: {estimate: abc}}
team: {roles: [devops]}
bom: {path: sbom/bom.json}
"""
ABOUT = dossier(MANIFEST)


def number(text: str) -> Literal:
    return Literal(Decimal(text), text)


def duration(text: str) -> Literal:
    parsed = Duration.parse(text)
    assert parsed
    return Literal(parsed, text)


def of(name: str) -> FieldTerm:
    return FieldTerm(field(name))


def said(term: Term, about: Dossier = ABOUT) -> str:
    """A value and its name, or why there is none."""
    result = single(term, about)
    if isinstance(result, Valued):
        return f"{result.value} as {result.name}"
    assert isinstance(result, Gap | Undeclared | Unknown)
    return f"{type(result).__name__} {result.place.name} {result.why}"


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (number("5"), "5 as 5"),
        (of("scale.users_now"), "20 as scale.users_now (20)"),
        (of("stage.since"), "2026-01-31 as stage.since (2026-01-31)"),
        (of("today"), "2026-03-01 as today (2026-03-01)"),
        (of("scale.peak_rps_target"), "Undeclared scale.peak_rps_target is not declared"),
        (of("cost.integration.estimate"), "Gap cost.integration.estimate (abc) is not a number"),
        (of("team"), "Gap team is a list or a section where one value is asked for"),
        (of("team.roles"), "Gap team.roles is a list or a section where one value is asked for"),
        (Arithmetic("sum", (of("scale.users_now"), number("1.5"))),
         "21.5 as scale.users_now (20) + 1.5 = 21.5"),
        (Arithmetic("difference", (of("scale.users_target"), of("scale.users_now"), number("1"))),
         "1979 as scale.users_target (2000) - scale.users_now (20) - 1 = 1979"),
        (Arithmetic("times", (number("0.1"), number("30"))), "3.0 as 0.1 x 30 = 3"),
        (Arithmetic("times", (number("10"), number("10"))), "100 as 10 x 10 = 100"),
        (Arithmetic("sum", (of("stage.since"), duration("P1M"))),
         "2026-02-28 as stage.since (2026-01-31) + P1M = 2026-02-28"),
        (Arithmetic("difference", (of("stage.since"), duration("P1M"), duration("P1D"))),
         "2025-12-30 as stage.since (2026-01-31) - P1M - P1D = 2025-12-30"),
        (Arithmetic("sum", (of("stage.since"), number("1"))),
         "Gap stage.since cannot be worked out: stage.since (2026-01-31) + 1"),
        (Arithmetic("times", (of("stage.since"), duration("P1M"))),
         "Gap stage.since cannot be worked out: stage.since (2026-01-31) x P1M"),
        (Arithmetic("sum", (of("scale.peak_rps_target"), number("1"))),
         "Undeclared scale.peak_rps_target is not declared"),
        (Pick("earliest", field("timeline.milestones[].planned")),
         "2026-04-01 as the earliest timeline.milestones[parallel-running].planned (2026-04-01)"),
        (Pick("latest", field("timeline.milestones[].planned")),
         "2026-05-01 as the latest timeline.milestones[uat].planned (2026-05-01)"),
        (Pick("latest", field("timeline.milestones[].actual")),
         "Undeclared timeline.milestones[uat].actual is not declared"),
        (Pick("latest", field("timeline.milestones[].name")),
         "Gap timeline.milestones[uat].name is not a date"),
        (FileTerm("sha256", field("bom.path")),
         "Unknown bom.path needs the sha256 of sbom/bom.json, which this version does not gather"),
        (FileTerm("rows", field("scale.peak_rps_target")),
         "Undeclared scale.peak_rps_target is not declared"),
    ],
)  # fmt: skip
def test_a_term_is_worked_out_or_says_why_not(term: Term, expected: str) -> None:
    assert said(term) == expected


def test_one_item_that_is_not_dated_could_be_the_earliest() -> None:
    about = dossier("timeline: {milestones: [{name: uat, planned: 2026-05-01}, {name: go}]}")
    assert said(Pick("earliest", field("timeline.milestones[].planned")), about) == (
        "Undeclared timeline.milestones[go].planned is not declared"
    )


def test_where_one_value_is_asked_for_several_are_a_gap() -> None:
    planned = of("timeline.milestones[].planned")
    why = "timeline.milestones[parallel-running].planned is one of 2 that match {}, and one is "
    assert said(planned).startswith(f"Gap {why.format(planned.field)}")
    later = Arithmetic("sum", (planned, duration("P1M")))
    assert said(later) == said(planned)
    assert said(planned, ABOUT.question()) == said(planned).replace("Gap", "Undeclared")


def test_a_field_of_many_items_has_many_values() -> None:
    values = evaluate(of("timeline.milestones[].planned"), ABOUT)
    assert [one.value for one in values if isinstance(one, Valued)] == [
        date(2026, 5, 1),
        date(2026, 4, 1),
    ]


def test_a_table_by_tier() -> None:
    table = Table({"low": number("1"), "medium": number("2"), "high": number("3")})
    assert [said(table, dossier(tier=tier)) for tier in Tier] == ["1 as 1", "2 as 2", "3 as 3"]


def test_today_is_marked() -> None:
    today, since = (valued(ABOUT.look(field(name))[0]) for name in ("today", "stage.since"))
    assert isinstance(today, Valued)
    assert isinstance(since, Valued)
    assert (today.today, since.today) == (True, False)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5", "number", Decimal(5)),
        ("five", "number", None),
        ("true", "boolean", True),
        ("yes", "boolean", None),
        ("2026-02-29", "date", None),
        ("P30D", "duration", Duration.parse("P30D")),
        ("6 months", "duration", None),
        ("anything", "string", "anything"),
        ("anything", "", "anything"),
    ],
)
def test_a_text_is_read_by_the_type_of_its_field(text: str, kind: str, value: object) -> None:
    assert read(text, kind) == value


@pytest.mark.parametrize(
    ("term", "level", "fields"),
    [
        (number("1"), Evidence.DECLARED, []),
        (of("stage.since"), Evidence.DECLARED, ["stage.since"]),
        (of("facts.commits[].id"), Evidence.CROSSED, ["facts.commits[].id"]),
        (FileTerm("rows", field("evaluation.sets[].path")), Evidence.CROSSED,
         ["evaluation.sets[].path"]),
        (Arithmetic("sum", (of("scale.users_now"), FileTerm("rows", field("bom.path")))),
         Evidence.CROSSED, ["scale.users_now", "bom.path"]),
        (Pick("latest", field("facts.committers[].last_on")), Evidence.CROSSED,
         ["facts.committers[].last_on"]),
        (Pick("latest", field("timeline.milestones[].planned")), Evidence.DECLARED,
         ["timeline.milestones[].planned"]),
        (Table({"low": number("1")}), Evidence.DECLARED, []),
    ],
)  # fmt: skip
def test_how_deep_a_term_reaches_and_what_it_reads(
    term: Term, level: Evidence, fields: list[str]
) -> None:
    assert evidence_of(term) is level
    assert [str(one) for one in fields_of(term)] == fields


def test_stages_and_tiers_compare_by_rank() -> None:
    assert ordered("poc") == 0
    assert ordered("production") == 2
    assert ordered("high") == 2
    assert ordered("stopped") == "stopped"
    assert ordered(Decimal(5)) == Decimal(5)
