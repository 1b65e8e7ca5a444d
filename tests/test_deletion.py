from pathlib import Path

import pytest

from pilotgate import deletion
from pilotgate.manifests import find
from pilotgate.report import Decision, Initiative
from pilotgate.repository import discover
from tests.test_repository import ENVIRON, git

FILE = "ai-initiative.yaml"


def manifest(identifier: str, stage: str = "poc") -> str:
    return (
        f"apiVersion: ai-initiative/v1\nmetadata: {{id: {identifier}}}\n"
        f"stage: {{current: {stage}}}\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def commit(root: Path, **files: str) -> None:
    write(root, **files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "one")


def write(root: Path, **files: str) -> None:
    (root / "ai-initiatives").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "ai-initiatives" / f"{name}.yaml").write_text(text)


def gone(root: Path, *exclude: str) -> list[Initiative]:
    git(root, "add", "-A")
    repository = discover(str(root), ENVIRON)
    assert repository
    with repository:
        index = repository.index()
        listed = find(index.paths(), (), exclude)
        return [deletion.row(one) for one in deletion.gone(repository, index, listed)]


def test_a_manifest_that_would_vanish_blocks(root: Path) -> None:
    commit(root, a=manifest("triage"), b=manifest("other"))
    (root / "ai-initiatives" / "a.yaml").unlink()
    (one,) = gone(root)
    (finding,) = one.findings
    assert one.decision is Decision.BLOCKED
    assert one.sentence == "triage: BLOCKED. No manifest would stand for it any more."
    assert (one.id, one.file) == ("triage", "ai-initiatives/a.yaml")
    assert (finding.rule, finding.pack, finding.level, finding.outcome) == (
        "id-unique",
        "engine",
        "block",
        "gap",
    )
    assert finding.message == (
        "ai-initiatives/a.yaml is in HEAD and would be deleted: the initiative triage would vanish"
    )
    assert "retired" in finding.help


def test_nothing_is_gone_where_nothing_changed_or_something_came(root: Path) -> None:
    commit(root, a=manifest("triage"))
    assert gone(root) == []
    write(root, b=manifest("other"))
    assert gone(root) == []


def test_a_manifest_may_move(root: Path) -> None:
    commit(root, a=manifest("triage"))
    (root / "ai-initiatives" / "a.yaml").rename(root / FILE)
    assert gone(root) == []


def test_a_file_in_its_place_does_not_stand_for_it(root: Path) -> None:
    commit(root, a=manifest("triage"))
    (root / "ai-initiatives" / "a.yaml").unlink()
    write(root, b=manifest("another"))
    assert [one.id for one in gone(root)] == ["triage"]


@pytest.mark.parametrize(
    ("stage", "count"), [("retired", 0), ("stopped", 1), ("production", 1), ("Retired", 1)]
)
def test_only_a_retired_manifest_may_be_deleted(root: Path, stage: str, count: int) -> None:
    commit(root, a=manifest("triage", stage))
    (root / "ai-initiatives" / "a.yaml").unlink()
    assert len(gone(root)) == count


@pytest.mark.parametrize("text", ["a: b: c", "apiVersion: ai-initiative/v1", "metadata: {id: }"])
def test_one_that_cannot_be_read_counts_as_present(root: Path, text: str) -> None:
    commit(root, a=text)
    (root / "ai-initiatives" / "a.yaml").unlink()
    assert [one.id for one in gone(root)] == ["ai-initiatives/a.yaml"]


def test_before_the_first_commit_nothing_can_vanish(root: Path) -> None:
    write(root, a=manifest("triage"))
    assert gone(root) == []


def test_a_change_cannot_exclude_what_head_judges(root: Path) -> None:
    commit(root, a=manifest("triage"))
    (one,) = gone(root, "*/a.yaml")
    assert one.findings[0].message == (
        "ai-initiatives/a.yaml is judged in HEAD and would be excluded: "
        "the initiative triage would vanish"
    )


def test_what_head_excludes_was_never_judged(root: Path) -> None:
    (root / ".pilotgate.toml").write_text('manifests = {exclude = ["*/a.yaml"]}\n')
    commit(root, a=manifest("triage"), b=manifest("other"))
    (root / "ai-initiatives" / "a.yaml").unlink()
    assert gone(root) == []


def test_a_broken_configuration_of_head_excludes_nothing(root: Path) -> None:
    (root / ".pilotgate.toml").write_text("manifests = 1\n")
    commit(root, a=manifest("triage"))
    (root / "ai-initiatives" / "a.yaml").unlink()
    assert [one.id for one in gone(root)] == ["triage"]


def test_an_id_that_changed_took_the_initiative_away(root: Path) -> None:
    commit(root, a=manifest("triage"))
    write(root, a=manifest("brand-new"))
    (one,) = gone(root)
    assert one.findings[0].message == (
        "ai-initiatives/a.yaml has the id triage in HEAD, and no manifest would carry it any more"
    )


def test_two_that_change_places_are_both_still_there(root: Path) -> None:
    commit(root, a=manifest("triage"), b=manifest("other"))
    write(root, a=manifest("other"), b=manifest("triage"))
    assert gone(root) == []


@pytest.mark.parametrize("text", ["a: b: c", "apiVersion: ai-initiative/v1\n", "metadata: {id: ~}"])
def test_a_manifest_that_nobody_could_read_may_be_mended(root: Path, text: str) -> None:
    commit(root, a=text)
    write(root, a=manifest("triage"))
    assert gone(root) == []
