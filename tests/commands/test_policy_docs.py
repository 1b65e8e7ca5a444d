from pathlib import Path

import pytest

from pilotgate.bookindex import MARK
from tests.commands.runs import Here
from tests.packs import GOOD, pack


@pytest.fixture
def here(tmp_path: Path) -> Here:
    made = Here(tmp_path / "work", git=False)
    for path, text in pack(x=GOOD).items():
        made.write(f"acme/{path}", text)
    return made


def test_the_pages_are_written_and_named(here: Here) -> None:
    done = here.run("policy", "docs", "acme", "--output", "book")
    assert done.code == 0
    assert done.out == (
        "book/README.md\nbook/acme.md\n2 pages about 1 rules. Start with book/README.md\n"
    )
    assert "### x" in (here.root / "book/acme.md").read_text()
    assert "(acme.md#x)" in (here.root / "book/README.md").read_text()


def test_twice_gives_the_same_bytes(here: Here) -> None:
    here.run("policy", "docs", "acme")
    before = (here.root / "docs/rules/acme.md").read_bytes()
    assert here.run("policy", "docs", "acme").code == 0
    assert (here.root / "docs/rules/acme.md").read_bytes() == before


def test_the_configured_pack_or_the_built_in_one_is_told(here: Here) -> None:
    assert here.run("policy", "docs").code == 0
    assert (here.root / "docs/rules/baseline.md").exists()
    here.write(".pilotgate.toml", 'policy = ["acme"]\n')
    assert here.run("policy", "docs", "--output", "own").code == 0
    assert (here.root / "own/acme.md").exists()


def test_a_page_that_somebody_wrote_stays(here: Here) -> None:
    here.write("docs/rules/README.md", "# Our own page\n")
    done = here.run("policy", "docs", "acme")
    assert done.code == 2
    assert "docs/rules/README.md" in done.err
    assert "--output" in done.err
    assert not (here.root / "docs/rules/acme.md").exists()
    assert (here.root / "docs/rules/README.md").read_text() == "# Our own page\n"


def test_nothing_is_written_through_a_link(here: Here) -> None:
    target = here.write("elsewhere.md", f"{MARK}\n# Elsewhere\n")
    (here.root / "book").mkdir()
    (here.root / "book/acme.md").symlink_to(target)
    assert here.run("policy", "docs", "acme", "--output", "book").code == 2
    assert target.read_text() == f"{MARK}\n# Elsewhere\n"
    assert (here.root / "book/acme.md").is_symlink()


def test_where_nothing_can_be_written_is_said(here: Here) -> None:
    here.write("file", "")
    done = here.run("policy", "docs", "acme", "--output", "file/book")
    assert done.code == 4
    assert "could not be written" in done.err


def test_a_pack_that_does_not_load_is_not_told(here: Here) -> None:
    here.write("acme/y.yaml", "title: <the demand>\n")
    done = here.run("policy", "docs", "acme")
    assert done.code == 2
    assert 'title still says "<the demand>"' in done.err
    assert not (here.root / "docs").exists()


def test_packs_that_contradict_each_other_are_not_told(here: Here) -> None:
    for path, text in pack("lab", x=GOOD.replace("poc", "pilot")).items():
        here.write(f"lab/{path}", text)
    done = here.run("policy", "docs", "acme", "lab")
    assert done.code == 2
    assert "say different things" in done.err
