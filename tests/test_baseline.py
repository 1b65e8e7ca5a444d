from datetime import date

import pytest

from pilotgate.baseline import Baseline, Known, apply, baseline_of, changes, written
from pilotgate.finding import Finding, State
from pilotgate.ladders import Level
from pilotgate.reader import read
from pilotgate.schema import check
from pilotgate.settings import Adoption, settings_of
from pilotgate.values import Duration
from tests.judging import known
from tests.reports import baseline_undeclared

YEAR = Duration.parse("P12M")
assert YEAR
ADOPTION = Adoption(date(2026, 6, 30), YEAR)
FINDING = baseline_undeclared().but(
    initiative="triage", rule="a-rule", field="risk.tier", level=Level.BLOCK
)
TODAY = date(2026, 6, 1)


def entries(*lines: str, recorded: str = "2026-05-01", due: str = "2026-12-31") -> Baseline:
    text = "apiVersion: ai-baseline/v1\ngaps:\n"
    for line in lines or ("initiative: triage, rule: a-rule, field: risk.tier",):
        text += f"  - {{{line}, recorded_on: {recorded}, due_on: {due}}}\n"
    return known(text)


def one(
    baseline: Baseline,
    finding: Finding = FINDING,
    as_of: date = TODAY,
    adoption: Adoption | None = ADOPTION,
) -> Finding:
    return apply((finding,), baseline, adoption, as_of)[0]


def test_the_entries_of_a_document() -> None:
    baseline = entries()
    assert [
        (entry.initiative, entry.rule, entry.field, entry.recorded_on, entry.due_on)
        for entry in baseline.entries
    ] == [("triage", "a-rule", "risk.tier", date(2026, 5, 1), date(2026, 12, 31))]
    assert baseline.entries[0].span.line == 3


@pytest.mark.parametrize(
    "text",
    [
        "gaps: ",
        "gaps: []",
        "gaps: {}",
        "gaps: [text]",
        "gaps: [{initiative: a, rule: b, field: c, recorded_on: 2026-05-01}]",
        "gaps: [{initiative: a, rule: b, field: c, due_on: 2026-05-01, recorded_on: soon}]",
        "apiVersion: ai-baseline/v1",
    ],
)
def test_what_is_no_entry_counts_for_nothing(text: str) -> None:
    assert known(f"{text}\n").entries == ()


def test_a_known_gap_does_not_block_until_it_is_due() -> None:
    found = one(entries())
    assert (found.state, found.until, found.level) == (
        State.KNOWN,
        date(2026, 12, 31),
        Level.BLOCK,
    )
    assert not found.blocks


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2026, 4, 30), State.OPEN),  # not recorded yet
        (date(2026, 5, 1), State.KNOWN),
        (date(2026, 12, 31), State.KNOWN),  # a date on the limit holds
        (date(2027, 1, 1), State.OPEN),
    ],
)
def test_its_first_and_its_last_day(as_of: date, state: State) -> None:
    assert one(entries(), as_of=as_of).state is state


@pytest.mark.parametrize(
    ("recorded", "due", "state"),
    [
        ("2026-05-01", "2027-05-01", State.KNOWN),  # exactly max_due
        ("2026-05-01", "2027-05-02", State.OPEN),
        ("2026-06-30", "2026-12-31", State.KNOWN),  # the last day of the adoption
        ("2026-07-01", "2026-12-31", State.OPEN),
    ],
)
def test_what_the_policy_does_not_allow_counts_for_nothing(
    recorded: str, due: str, state: State
) -> None:
    assert one(entries(recorded=recorded, due=due), as_of=date(2026, 7, 2)).state is state


def test_without_adoption_nothing_is_known() -> None:
    assert one(entries(), adoption=None) == FINDING


@pytest.mark.parametrize("word", ["initiative", "rule", "field"])
def test_an_entry_covers_one_gap_of_one_initiative(word: str) -> None:
    other = FINDING.but(**{word: "other"})
    assert one(entries(), other) == other


def test_an_invariant_is_never_known() -> None:
    engine = FINDING.but(pack="engine")
    assert one(entries(), engine) == engine


def test_of_two_entries_the_earlier_day_counts() -> None:
    first, second = entries().entries[0], entries(due="2026-08-31").entries[0]
    for pair in ((first, second), (second, first)):
        assert one(Baseline(pair)).until == date(2026, 8, 31)
        assert one(Baseline(pair), as_of=date(2026, 9, 1)).state is State.OPEN


@pytest.mark.parametrize(
    ("level", "until", "state"),
    [
        (Level.WARN, date(2026, 6, 14), State.KNOWN),  # it will block, and is known then
        (Level.WARN, date(2026, 12, 31), State.KNOWN),
        (Level.WARN, date(2027, 1, 31), State.OPEN),  # it warns for longer than it is known
        (Level.WARN, None, State.OPEN),
        (Level.AHEAD, None, State.OPEN),
    ],
)
def test_only_what_blocks_or_is_about_to_is_known(
    level: Level, until: date | None, state: State
) -> None:
    assert one(entries(), FINDING.but(level=level, until=until)).state is state


def test_an_entry_that_begins_later_changes_the_answer_then() -> None:
    assert changes(entries(recorded="2026-06-10"), TODAY) == [date(2026, 6, 9)]
    assert changes(entries(recorded="2026-06-01"), TODAY) == []


SETTINGS = settings_of({"adoption": {"until": "2026-06-30", "max_due": "P6M"}})


def test_what_is_written_is_read_again_and_covers_what_it_was_written_for() -> None:
    odd = FINDING.but(field='kpis[a"b\\c: #].id', initiative="docs/ai-initiative.yaml")
    text = written((FINDING, odd, FINDING.but(outcome="gap")), SETTINGS, TODAY)
    document = read(text.encode(), "ai-baseline.yaml")
    assert check(document, "ai-baseline") == []
    baseline = baseline_of(document)
    assert [entry.field for entry in baseline.entries] == [FINDING.field, odd.field]
    assert {entry.due_on for entry in baseline.entries} == {date(2026, 12, 1)}
    assert one(baseline).state is one(baseline, odd).state is State.KNOWN


def test_nothing_to_record_is_an_empty_list() -> None:
    text = written((), SETTINGS, TODAY)
    document = read(text.encode(), "ai-baseline.yaml")
    assert text.endswith("gaps: []\n")
    assert check(document, "ai-baseline") == []


def test_without_adoption_nothing_is_written() -> None:
    assert written((FINDING,), settings_of({}), TODAY) == ""


def test_an_entry_is_a_value() -> None:
    assert isinstance(entries().entries[0], Known)
    assert Baseline() == Baseline(())
