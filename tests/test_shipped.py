"""The examples that are shipped: the pages about them say what the program says."""

import re
import shutil

import pytest

from tests.commands.runs import Here, Run
from tests.samples import EXAMPLE, WRITTEN

SHIPPED = EXAMPLE.parent
FILES = sorted(path for path in SHIPPED.rglob("*") if path.is_file())
LACKING = re.compile(r"needs the (history|facts) of ")
WIDEST = 120


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Here:
    root = tmp_path_factory.mktemp("shipped") / "root"
    made = Here(root)
    shutil.copytree(SHIPPED, root / SHIPPED.name)
    return made


def checked(here: Here, name: str, *more: str) -> Run:
    return here.run("check", "--as-of", str(WRITTEN), "--format", "json", *more, f"examples/{name}")


def test_nothing_is_missing_in_production_but_what_needs_the_history(here: Here) -> None:
    done = checked(here, "claims-assistant")
    (initiative,) = done.report["initiatives"]
    assert (initiative["stage"], initiative["tier"]) == ("production", "medium")
    assert len(initiative["findings"]) > 0
    for finding in initiative["findings"]:
        assert finding["outcome"] == "unknown", finding["message"]
        assert LACKING.search(finding["message"]), finding["message"]
    assert (done.code, initiative["counts"]["gap"]) == (4, 0)


@pytest.mark.parametrize("name", ["invoice-triage", "claims-assistant"])
def test_what_a_manifest_names_is_there_and_what_is_there_is_named(name: str) -> None:
    """A file that nothing names would be read by nobody."""
    manifest = (SHIPPED / name / "ai-initiative.yaml").read_text()
    named = set(re.findall(rf"examples/{name}/([\w./-]*\w)", manifest))
    there = {path.relative_to(SHIPPED / name).as_posix() for path in FILES if name in path.parts}
    assert there - named == {"ai-initiative.yaml", "README.md"} & there
    assert named - there == set()


def test_the_pack_loads_and_its_examples_say_what_they_show(here: Here) -> None:
    for word in ("lint", "test"):
        done = here.run("policy", word, "examples/acme-policies")
        assert done.code == 0, done


def test_lines_fit_a_screen() -> None:
    for path in FILES:
        long = [line for line in path.read_text().splitlines() if len(line) > WIDEST]
        assert long == [], path.relative_to(SHIPPED)
