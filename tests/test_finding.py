from hashlib import sha256

import pytest

from pilotgate.finding import Finding, State
from pilotgate.ladders import Level
from tests.reports import baseline_undeclared

ONE = baseline_undeclared().but(initiative="invoice-triage")


def test_a_fingerprint_is_made_of_five_words() -> None:
    words = (
        "pilotgate/v1",
        "invoice-triage",
        "bc-baseline-measured",
        "present",
        "kpis[minutes-per-invoice].baseline.value",
    )
    assert ONE.fingerprint == sha256("\0".join(words).encode()).hexdigest()[:32]


@pytest.mark.parametrize(
    "other",
    [
        ONE.but(file="elsewhere/ai-initiative.yaml"),
        ONE.but(span=(9, 9, 9, 9)),
        ONE.but(message="said in other words"),
        ONE.but(level=Level.WARN, state=State.KNOWN, outcome="gap", clause=7, pack="other"),
        ONE.but(route=("kpis", 4, "baseline", "value")),
    ],
)
def test_it_does_not_change_with_path_line_wording_or_level(other: Finding) -> None:
    assert other.fingerprint == ONE.fingerprint


@pytest.mark.parametrize("word", ["initiative", "rule", "predicate", "field"])
def test_each_word_counts(word: str) -> None:
    assert ONE.but(**{word: "other"}).fingerprint != ONE.fingerprint


def test_words_do_not_run_together() -> None:
    assert (
        ONE.but(rule="ab", predicate="c").fingerprint
        != ONE.but(rule="a", predicate="bc").fingerprint
    )


def test_any_text_has_a_fingerprint() -> None:
    assert len(ONE.but(field="kpis[\udcff].id").fingerprint) == 32


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("state", list(State))
def test_only_an_open_block_blocks(level: Level, state: State) -> None:
    blocks = ONE.but(level=level, state=state).blocks
    assert blocks is (level is Level.BLOCK and state is State.OPEN)
