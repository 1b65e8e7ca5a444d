import pytest

from pilotgate.pack import DIMENSIONS
from pilotgate.reader import read
from pilotgate.scaffold import PREFIXES, dimension_of, pack_text, placeholder, rule_text
from pilotgate.source import load_policy, names


def test_a_place_is_what_stands_between_the_signs_and_nothing_else() -> None:
    assert placeholder("<stage>")
    assert placeholder(" <what goes wrong> ")
    assert not placeholder("less < more")
    assert not placeholder("<a> or <b>")
    assert not placeholder("<>")
    assert not placeholder("")


def test_every_dimension_has_a_beginning() -> None:
    assert set(PREFIXES.values()) == set(DIMENSIONS)


@pytest.mark.parametrize("name", names())
def test_the_built_in_rules_keep_to_the_beginnings(name: str) -> None:
    for rule in load_policy([f"builtin:{name}"], root=".").rules:
        assert dimension_of(rule.id) in (rule.dimension, ""), rule.id


def test_a_name_with_another_beginning_leaves_the_dimension_open() -> None:
    assert dimension_of("works-council") == ""
    text = rule_text("works-council", "")
    assert "dimension: <one of the twelve dimensions above>" in text
    assert all(dimension in text for dimension in DIMENSIONS)
    assert "dimension: data\n" in rule_text("works-council", "data")


@pytest.mark.parametrize("text", [rule_text("ow-a", "ownership"), pack_text("acme")])
def test_what_is_written_is_yaml_of_ours_with_short_lines(text: str) -> None:
    read(text.encode(), "x.yaml")
    assert max(map(len, text.splitlines())) <= 100
