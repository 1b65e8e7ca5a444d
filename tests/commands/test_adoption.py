"""The baseline file of `check`, read and written."""

from datetime import date
from pathlib import Path

import pytest

from pilotgate.baseline import NAME
from pilotgate.commands.adoption import known, record
from pilotgate.commands.place import Place
from pilotgate.errors import ConfigurationError, NothingToJudge, Unreadable, UsageError
from pilotgate.fields import catalogue
from pilotgate.judge import Question
from pilotgate.ladders import Stage
from pilotgate.pack import Policy
from pilotgate.people import NOBODY
from pilotgate.report import Initiative
from pilotgate.settings import Configuration, settings_of
from pilotgate.tree import Directory, Memory
from tests import reports

AS_OF = date(2026, 11, 20)
POLICY = Policy(
    (), (), settings_of({"adoption": {"until": "2026-12-31", "max_due": "P6M"}}), {}, NOBODY
)
QUESTION = Question(policy=POLICY, catalogue=catalogue(), as_of=AS_OF)
GAP = reports.owners_alike()


def initiative(name: str = "invoice-triage") -> Initiative:
    return reports.invoice_triage(GAP.but(initiative=name)).but(id=name)


def place(root: Path) -> Place:
    return Place(str(root), None, Directory(str(root)), Configuration())


def test_no_file_is_an_empty_baseline() -> None:
    assert known(Memory({})).entries == ()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("gaps: [", f"{NAME}:2:1"),
        ("apiVersion: ai-baseline/v1\ngaps: [{rule: x}]\n", f"{NAME}:2:9"),
        ("apiVersion: ai-baseline/v2\ngaps: []\n", f"{NAME}:1:13"),
    ],
)
def test_a_broken_file_is_a_wrong_question(text: str, where: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        known(Memory({NAME: text.encode()}))
    assert caught.value.where == where


def test_what_blocks_is_recorded_and_read_back(tmp_path: Path) -> None:
    baseline, said = record(place(tmp_path), [initiative()], QUESTION)
    (entry,) = baseline.entries
    assert (entry.rule, entry.field) == (GAP.rule, GAP.field)
    assert (entry.recorded_on, entry.due_on) == (AS_OF, date(2027, 5, 20))
    assert said.startswith(f"Recorded 1 finding in {NAME}, due on 2027-05-20")
    assert known(Directory(str(tmp_path))) == baseline


@pytest.mark.parametrize("change", [{"outcome": "unknown"}, {"pack": "engine"}])
def test_what_is_not_known_or_never_excused_is_not_recorded(
    tmp_path: Path, change: dict[str, str]
) -> None:
    one = reports.invoice_triage(GAP.but(**change))
    assert record(place(tmp_path), [one], QUESTION)[0].entries == ()


def test_another_initiative_is_added_and_nothing_is_recorded_twice(tmp_path: Path) -> None:
    record(place(tmp_path), [initiative()], QUESTION)
    before = (tmp_path / NAME).read_text()
    both = [initiative(), initiative("claims-triage")]
    baseline, _ = record(place(tmp_path), both, QUESTION)
    assert [one.initiative for one in baseline.entries] == ["invoice-triage", "claims-triage"]
    assert (tmp_path / NAME).read_text().startswith(before)
    with pytest.raises(UsageError, match="has the gaps of these initiatives already"):
        record(place(tmp_path), both, QUESTION)


def test_a_file_in_another_form_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("apiVersion: ai-baseline/v1\ngaps: []\n")
    with pytest.raises(UsageError, match="cannot be added to"):
        record(place(tmp_path), [initiative()], QUESTION)


def test_without_a_manifest_nothing_is_recorded(tmp_path: Path) -> None:
    with pytest.raises(NothingToJudge):
        record(place(tmp_path), [], QUESTION)
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / NAME).symlink_to(tmp_path / "elsewhere" / "x")
    with pytest.raises(Unreadable, match="is a symbolic link"):
        record(place(root), [initiative()], QUESTION)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (QUESTION.but(asked=Stage.PILOT), "at its own stage"),
        (QUESTION.but(policy=POLICY.but(settings=settings_of({}))), "allows no adoption"),
        (QUESTION.but(as_of=date(2027, 1, 1)), "adoption ended on 2026-12-31"),
    ],
)
def test_when_nothing_may_be_recorded(tmp_path: Path, question: Question, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        record(place(tmp_path), [initiative()], question)
    assert not (tmp_path / NAME).exists()
