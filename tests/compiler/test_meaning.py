"""What a field in a rule means: type, one value or several, and where it comes from."""

import pytest

from pilotgate.compiler.meaning import (
    Meaning,
    Misread,
    Scope,
    family,
    foreign_word,
    item_path,
    meaning,
    target,
)
from pilotgate.document import field
from pilotgate.fields import catalogue
from pilotgate.ladders import TIERS

PLAIN = Scope()
KPI = PLAIN.bind("kpi", "kpis[]")
COMMITTER = PLAIN.bind("committer", "facts.committers[]")
MOVE = Scope(move=True)


def of(text: str, scope: Scope = PLAIN) -> Meaning:
    return meaning(field(text), scope, catalogue())


@pytest.mark.parametrize(
    ("text", "scope", "expected"),
    [
        ("owners.business.ref", PLAIN, ("ref", "ref", False, "")),
        ("kpis[].threshold", PLAIN, ("number", "number", True, "")),
        ("kpis[kind=primary].threshold", PLAIN, ("number", "number", False, "")),
        ("kpis[kind=primary|guardrail].threshold", PLAIN, ("number", "number", True, "")),
        ("owners.*.ref", PLAIN, ("ref", "ref", True, "")),
        ("kpis", PLAIN, ("list", "list", False, "")),
        ("risk.tier", PLAIN, ("enum", "tier", False, "")),
        ("stage.current", PLAIN, ("enum", "stage", False, "")),
        ("today", PLAIN, ("date", "date", False, "today")),
        ("tier", PLAIN, ("enum", "tier", False, "tier")),
        ("asked", PLAIN, ("enum", "stage", False, "asked")),
        ("move.kind", PLAIN, ("enum", "text", False, "move.kind")),
        ("facts.committers[].person", PLAIN, ("ref", "ref", True, "facts")),
        ("kpi.threshold", KPI, ("number", "number", False, "kpi")),
        ("committer.last_on", COMMITTER, ("date", "date", False, "committer")),
        ("head.risk.tier", MOVE, ("enum", "tier", False, "head")),
        ("base.kpis[].id", MOVE, ("id", "text", True, "base")),
    ],
)
def test_a_field(text: str, scope: Scope, expected: tuple[str, str, bool, str]) -> None:
    found = of(text, scope)
    assert (found.info.type, found.family, found.several, found.origin) == expected


@pytest.mark.parametrize(
    ("text", "scope", "problem", "hint"),
    [
        ("kpi.treshold", KPI, 'there is no field "kpi.treshold"', 'did you mean "kpi.threshold"?'),
        (
            "head.risk.teir",
            MOVE,
            'there is no field "head.risk.teir"',
            'did you mean "head.risk.tier"?',
        ),
        (
            "committer.persn",
            COMMITTER,
            'there is no field "committer.persn"',
            'did you mean "committer.person"?',
        ),
        ("todday", PLAIN, 'there is no field "todday"', 'did you mean "today"?'),
        ("slo.sli", PLAIN, 'there is no field "slo.sli"', 'did you mean "operations.slo"?'),
        ("x-a.b", PLAIN, 'there is no field "x-a.b"', "declare it under fields in pack.yaml"),
        ("move.knd", PLAIN, 'there is no field "move.knd"', 'did you mean "move.kind"?'),
        (
            "facts.committer[].person",
            PLAIN,
            'there is no field "facts.committer[].person"',
            'did you mean "facts.committers[].person"?',
        ),
        ("owners[].ref", PLAIN, '"owners" is no list', "delete the brackets"),
        ("risk.tier.*", PLAIN, '"risk.tier" has no sections for *', "name a section"),
        ("risk.teir", MOVE, 'there is no field "risk.teir"', 'did you mean "risk.tier"?'),
    ],
)
def test_a_field_that_means_nothing(text: str, scope: Scope, problem: str, hint: str) -> None:
    with pytest.raises(Misread) as error:
        of(text, scope)
    assert (error.value.text, error.value.hint) == (problem, hint)


def test_a_field_like_no_other_is_answered_with_all_there_are() -> None:
    with pytest.raises(Misread) as error:
        of("zzqx")
    assert error.value.hint.startswith("use one of: apiVersion, approvals, architecture, ")


def test_every_field_of_the_catalogue_means_itself() -> None:
    for path in catalogue():
        assert of(path).info.path == path


def test_words_that_can_never_be() -> None:
    tier = of("risk.tier").info
    assert [foreign_word(tier, word) for word in (*TIERS, "High")] == [None] * 4
    wrong = foreign_word(tier, "hgih")
    assert wrong is not None
    assert wrong.hint == 'did you mean "high"?'
    assert foreign_word(of("risk.affects_people").info, "yes") is not None
    assert foreign_word(of("metadata.name").info, "anything") is None


def test_the_item_of_a_list() -> None:
    assert item_path(of("kpis")) == item_path(of("kpis[]")) == "kpis[]"
    assert item_path(of("owners.*")) == "owners.*"
    assert family(of("cost.currency").info) == "text"
    assert target("evaluation:kpis[].id") == target("kpis[].id") == field("kpis[].id")
