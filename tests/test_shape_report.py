"""Places that break a schema -> problems: which place, in which order, under which name."""

import pytest

from pilotgate.fields import catalogue
from pilotgate.instance import Instance
from pilotgate.reader import read
from pilotgate.shape_report import Found, Report


def places(text: str, *found: Found) -> list[tuple[str, bool]]:
    document = read(text.encode(), "m.yaml")
    report = Report(document, catalogue(), Instance(document, catalogue()))
    return [(problem.text, problem.on_key) for problem in report.problems(found)]


def test_one_error_of_a_schema_may_be_several_problems() -> None:
    text = "stage: {curent: poc, zzz: 1, x-own: 1}"
    assert places(text, (("stage",), "additionalProperties")) == [
        ('there is no field "curent" in stage: did you mean "current"?', True),
        (
            (
                'there is no field "zzz" in stage: use one of: current, max_duration, since, '
                "target, target_date"
            ),
            True,
        ),
    ]


def test_several_errors_at_one_place_are_one_problem() -> None:
    found = places(
        "stage: {current: 5}", (("stage", "current"), "type"), (("stage", "current"), "enum")
    )
    assert len(found) == 1


def test_what_is_below_something_unknown_is_silent() -> None:
    assert places("foo: {bar: {baz: null}}", ((), "additionalProperties")) == [
        ('there is no field "foo"', True)
    ]


@pytest.mark.parametrize("text", ["x", "???", "n/a"])
def test_a_placeholder_is_no_problem_of_shape(text: str) -> None:
    assert places(f'kpis: [{{kind: "{text}"}}]', (("kpis", 0, "kind"), "enum")) == []


@pytest.mark.parametrize(
    ("items", "name"),
    [
        ("{id: a, kind: zz}", "kpis[a].kind"),
        ("{kind: zz}", "kpis[#1].kind"),
        ("{id: a, kind: zz}, {id: a}", "kpis[#1].kind"),
        ("{id: TBD, kind: zz}", "kpis[#1].kind"),
    ],
)
def test_items_go_by_their_key_else_by_their_number(items: str, name: str) -> None:
    (text, _), *_ = places(f"kpis: [{items}]", (("kpis", 0, "kind"), "enum"))
    assert text.startswith(f"{name} ")
