"""Pack data to clauses: what each form means, and how every problem is said at once."""

from decimal import Decimal

import pytest

from pilotgate.clause import Clause, Options
from pilotgate.document import Route
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.language import Json, Source, clauses, fields_in, parameters, written
from pilotgate.predicates import PREDICATES
from pilotgate.term import Arithmetic, FieldTerm, FileTerm, Literal, Pick, Table


def read(*data: Json, **conditions: list[Json]) -> tuple[Clause, ...]:
    known: dict[str, tuple[Clause, ...]] = {}
    source = Source(known)
    for name, asked in conditions.items():
        known[name] = clauses(asked, source, (name,), asked=True)
    return clauses(list(data), source, ("require",))


def reported(data: Json, *, asked: bool = False) -> list[tuple[Route, str, str]]:
    found: list[tuple[Route, str, str]] = []
    source = Source({}, lambda route, text, hint, _: found.append((route, text, hint)))
    clauses(data, source, ("require",), asked=asked)
    return found


def test_a_bare_value_stands_for_the_short_parameter() -> None:
    (one,) = read({"present": ["owners.business.ref"]})
    (two,) = read({"present": {"fields": ["owners.business.ref"]}})
    (three,) = read({"present": "owners.business.ref"})
    assert one.params == two.params == three.params


def test_the_way_to_a_bare_value_is_the_one_in_the_file() -> None:
    assert parameters("present", ["a"], ("require", 0, "present")) == {
        "fields": (["a"], ("require", 0, "present"))
    }
    assert parameters("present", {"fields": ["a"]}, ("x",)) == {"fields": (["a"], ("x", "fields"))}
    assert parameters("compare", "x", ()) is None


def test_qualifiers() -> None:
    (clause,) = read(
        {
            "from": "pilot",
            "tiers": ["high"],
            "when": [{"is": {"field": "tier", "value": "high"}}],
            "message": "ask the desk",
            "person": ["owners.business.ref"],
        }
    )
    assert clause.since is Stage.PILOT
    assert clause.tiers == (Tier.HIGH,)
    assert [guard.name for guard in clause.when] == ["is"]
    assert clause.message == "ask the desk"


@pytest.mark.parametrize(
    ("data", "term"),
    [
        ("12", Literal(Decimal(12), "12")),
        ({"$": "word"}, Literal("word", "word")),
        ({"low": "1", "high": "2"}, Table),
        ({"$": {"low": "1"}}, Table),
        ("scale.users_now", FieldTerm),
        ({"sum": ["1", {"times": ["2", "3"]}]}, Arithmetic),
        ({"earliest": "decision_log[].date"}, Pick),
        ({"rows": "review.ref"}, FileTerm),
    ],
)
def test_terms(data: Json, term: object) -> None:
    (clause,) = read({"compare": {"left": data, "is": "at most", "right": "5"}})
    left = clause.params.left
    assert left == term if isinstance(term, Literal) else isinstance(left, term)  # type: ignore[arg-type]


def test_words_by_tier() -> None:
    (clause,) = read({"is": {"field": "risk.tier", "value": {"low": ["a", "b"], "high": "c"}}})
    assert clause.params.value == Options(by_tier={"low": ("a", "b"), "high": ("c",)})


@pytest.mark.parametrize(
    ("clause", "level"),
    [
        ({"present": ["review.ref"]}, Evidence.DECLARED),
        ({"contains": {"file": "review.ref"}}, Evidence.CONTENT),
        (
            {"contains": {"file": "review.ref", "values_of": ["facts.people[].ref"]}},
            Evidence.CROSSED,
        ),
        (
            {"committed_before": {"field": "risk.tier", "before": "review.last_on"}},
            Evidence.DATED,
        ),
        (
            {"compare": {"left": {"rows": "review.ref"}, "is": "equal to", "right": "5"}},
            Evidence.CROSSED,
        ),
        ({"refers_to": {"field": "a.b", "to": ["facts.people[].ref"]}}, Evidence.CROSSED),
        ({"refers_to": {"field": "a.b", "to": ["x:facts.people[].ref"]}}, Evidence.CROSSED),
        ({"matches": {"field": "a.b", "pattern": "facts.x"}}, Evidence.DECLARED),
        (
            {"any_of": [{"present": ["a"]}, {"contains": {"file": "review.ref"}}]},
            Evidence.CONTENT,
        ),
        (
            {"each": {"of": "kpis", "require": [{"present": ["a"]}, {"contains": {"file": "b"}}]}},
            Evidence.DECLARED,
        ),
        (
            {
                "each": {
                    "of": "kpis",
                    "where": [{"contains": {"file": "b"}}],
                    "require": [{"present": ["a"]}],
                }
            },
            Evidence.CONTENT,
        ),
    ],
)
def test_the_level_of_a_clause(clause: Json, level: Evidence) -> None:
    assert read(clause)[0].evidence is level


def test_a_name_is_replaced_by_its_condition() -> None:
    one: list[Json] = [{"is": {"field": "tier", "value": "high"}}]
    two: list[Json] = [*one, {"present": ["a.b"]}]
    (clause,) = read({"any_of": ["single", "pair"]}, single=one, pair=two)
    assert [branch.name for branch in clause.params.clauses] == ["is", "all_of"]


def test_the_fields_that_a_clause_names() -> None:
    (clause,) = read(
        {
            "when": [{"is": {"field": "tier", "value": "high"}}],
            "count": {
                "of": "kpis",
                "as": "kpi",
                "where": [{"present": ["kpi.id"]}],
                "at_least": "1",
            },
        }
    )
    assert [field.text for field in fields_in(clause)] == ["tier", "kpis", "kpi.id"]


def test_what_python_has_taken_is_written_as_a_pack_writes_it() -> None:
    assert written(PREDICATES["compare"].Params.__annotations__) == (
        "left",
        "is",
        "right",
        "direction",
    )


def test_every_part_of_a_clause_is_read_before_it_is_given_up() -> None:
    found = reported(
        [
            {"from": "poct", "tiers": ["hihg"], "recent": {"field": "a..b", "maxage": "P1M"}},
            {"presnt": ["a"]},
            "nothing",
        ]
    )
    assert [text for _, text, _ in found] == [
        'cannot read ".b" in the field "a..b"',
        'recent has no parameter "maxage"',
        'recent needs the parameter "max_age"',
        '"poct" is not a stage that a clause starts from',
        '"hihg" is not a tier',
        'there is no predicate called "presnt"',
        'there is no condition called "nothing"',
    ]
    assert found[4][0] == ("require", 0, "tiers", 0)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ([["a"]], "expected a clause, as in present: [owners.business.ref]"),
        ([{}], "no predicate here"),
        ([{"present": ["a"], "from": None}], "expected a text"),
        ([{"present": ["a"], "when": []}], "the list is empty"),
        ([{"present": []}], "the list is empty"),
        ([{"present": {}}], "expected a list of fields"),
        ([{"compare": "a"}], "compare takes parameters: left, is, right, direction"),
        ([{"measures": {"field": "a", "at_least": {}}}], "the table is empty"),
        ([{"is": {"field": "a", "value": {}}}], "the table is empty"),
        ([{"is": {"field": "a", "value": []}}], "expected a value or a list of values"),
        ([{"is": {"field": "a", "value": [["b"]]}}], "expected a list of words"),
        (
            [{"measures": {"field": "a", "at_least": ["1"]}}],
            "expected a number, a duration, a field or a value for each tier",
        ),
        (
            [{"compare": {"left": {}, "is": "at most", "right": "1"}}],
            "a term is one word and what it is of, as in sum: [1, 2]",
        ),
        (
            [{"compare": {"left": {"summ": ["1", "2"]}, "is": "at most", "right": "1"}}],
            '"summ" is no term',
        ),
        (
            [{"compare": {"left": {"sum": ["1"]}, "is": "at most", "right": "1"}}],
            "sum takes a list of two terms or more",
        ),
        (
            [{"each": {"of": "kpis", "as": "a b", "require": [{"present": ["a"]}]}}],
            '"a b" is no name',
        ),
    ],
)
def test_a_problem(data: Json, text: str) -> None:
    assert [said for _, said, _ in reported(data)] == [text]


def test_a_condition_takes_no_qualifier() -> None:
    assert reported([{"present": ["a"], "from": "pilot"}], asked=True) == [
        (
            ("require", 0, "from"),
            'a condition takes no "from"',
            "qualifiers belong to the clauses of require",
        )
    ]


def test_without_a_report_a_problem_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r"require\.0\.presnt: there is no predicate"):
        read({"presnt": ["a"]})
