"""What a field shows as an example has as many words as rules ask for; the rules say how many."""

import re
from collections.abc import Iterator

import pytest

from pilotgate.fields import catalogue
from pilotgate.ladders import TIERS
from pilotgate.predicates.words import count_words
from pilotgate.reads import lengths
from pilotgate.rule import Rule
from pilotgate.source import BUILTIN, load_policy, names
from pilotgate.term import Literal, Table, literal

NUMBERS = {"three": 3, "ten": 10, "fifteen": 15}
SENTENCE = 10  # words; what a rule asks fewer of is a note
EITHER = "risk.eu_ai_act.basis"  # a point of the law, or a sentence


PACKS = [load_policy([f"{BUILTIN}{name}"], root=".") for name in names()]
"""One by one: the frameworks ask for more in the same rules, each for something else."""


def asked() -> Iterator[tuple[Rule, str, int]]:
    """The rules that ask for words, of which field, and how many; the most of all tiers."""
    for pack in PACKS:
        for rule in pack.rules:
            for path, limit in lengths(rule):
                assert isinstance(limit, Literal | Table), f"{rule.id}: {path}"
                yield rule, path, max(int(literal(limit, tier).text) for tier in TIERS)


ASKED = tuple(asked())
OWN = catalogue()


MOST = {path: max(many for _, one, many in ASKED if one == path) for _, path, _ in ASKED}


def test_rules_ask_for_prose_in_many_places() -> None:
    assert MOST["business_case.problem"] == NUMBERS["fifteen"]
    assert len(MOST) > 40


@pytest.mark.parametrize("path", [path for path in MOST if path in OWN])
def test_the_example_satisfies_every_rule_that_asks_for_words(path: str) -> None:
    info = OWN.get(path)
    assert info is not None
    assert len(count_words(info.example)) >= MOST[path], f"{path} shows {info.example!r}"
    assert info.type == "prose" or MOST[path] < SENTENCE or path == EITHER


def test_what_rules_ask_is_not_said_a_second_time_beside_the_field() -> None:
    """It would go stale there as soon as a pack asks for more."""
    for path in OWN:
        info = OWN.get(path)
        assert info is not None
        assert not re.search(r"\bat least \w+ words\b", info.about), path


def test_a_rule_says_how_many_words_it_asks_for() -> None:
    for rule, path, many in ASKED:
        said = {NUMBERS.get(word) for word in re.findall(r"\w+", rule.fix.casefold())}
        assert many in said, f"{rule.id}: {path}"
