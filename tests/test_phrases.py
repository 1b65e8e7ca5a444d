import pytest

from pilotgate.document import field
from pilotgate.phrases import Names, both, by_tier, count_of, pattern, plain, value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P12M", "12 months"),
        ("P1M", "1 month"),
        ("P1Y6M", "1 year and 6 months"),
        ("P2W", "2 weeks"),
        ("PT36H", "36 hours"),
        ("P1DT12H", "1 day and 12 hours"),
        ("none", "none"),
        ("Pending", "Pending"),
        ("0.2", "0.2"),
    ],
)
def test_durations_are_told_in_words(text: str, said: str) -> None:
    assert value(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("^x", "begins with `x`"),
        ("x$", "ends with `x`"),
        ("^x$", "is `x`"),
        ("x", "contains `x`"),
        ("[0-9]", "contains a digit"),
        ("^(file|sql):", "begins with `file:` or `sql:`"),
        (r"^art\.5", "begins with `art.5`"),
        ("^[a-z]+$", "has the form `^[a-z]+$`"),
        ("", "has the form ``"),
    ],
)
def test_simple_patterns_are_told_in_words(text: str, said: str) -> None:
    assert pattern(text, lambda name: f"`{name}`", no=False) == said


def test_a_pattern_that_must_not_fit() -> None:
    assert pattern("^x", plain, no=True) == "does not begin with x"
    assert pattern("[0-9]", plain, no=True) == "does not contain a digit"
    assert pattern("^[a-z]$", plain, no=True) == "does not have the form ^[a-z]$"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.b", "a.b"),
        ("a[].b.c", "b.c of every item in a"),
        ("a[].b[].c", "c of every item in b of every item in a"),
        ("owners.*.ref", "ref of every section in owners"),
        ("asked", "the stage asked for"),
        ("one", "the one"),
        ("one.b", "its b"),
        ("other.b", "the other's b"),
        ("head.a", "a after the change"),
        ("facts.committers", "the list of people who committed"),
        ("facts.commits[].id", "an entry in the list of commits"),
        ("facts.news[].id", "an entry in what was gathered: facts.news[].id"),
    ],
)
def test_a_field_is_told_with_what_it_is_of(text: str, said: str) -> None:
    assert Names(plain, ("other", "one")).field(field(text)) == said


def test_a_list_and_which_of_its_items() -> None:
    assert Names().holder(field("kpis")) == ("kpis", "")
    assert Names().holder(field("kpis[]")) == ("kpis", "")
    assert Names().holder(field("kpis[kind=primary]")) == ("kpis", "with kind primary")
    assert Names().holder(field("cost.at_scale")) == ("cost.at_scale", "")


def test_words_between() -> None:
    assert both(("a", "b", "c")) == "a, b and c"
    assert count_of("2") == "two"
    assert count_of("12") == "12"
    assert by_tier({"low": "1", "high": "1"}) == "1"
    assert by_tier({"low": "1", "medium": "2", "high": "2"}) == (
        "1 (tier low), 2 (tier medium and high)"
    )
    assert by_tier({"low": "a, b and c", "high": "d"}) == "a, b and c (tier low); d (tier high)"
