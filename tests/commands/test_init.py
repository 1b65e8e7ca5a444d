import json
import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.commands.init import SCHEMA, command
from pilotgate.commands.schema import text as schema_text
from pilotgate.document import Document, Mapping, Node, Scalar, Sequence
from pilotgate.errors import UsageError
from pilotgate.fields import catalogue
from pilotgate.judge import Question, judge
from pilotgate.ladders import Level, Stage
from pilotgate.prefill import prefill
from pilotgate.reader import read
from pilotgate.report import Decision
from pilotgate.schema import check
from pilotgate.source import load_policy
from pilotgate.template import Draft, text
from pilotgate.tree import Memory
from pilotgate.values import placeholder
from tests.commands.runs import Here
from tests.corpora import corpus

FILE = "ai-initiative.yaml"
DAY = "2026-11-21"
BASELINE = load_policy(["builtin:baseline"], root=".", catalogue=catalogue())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    made = Here(tmp_path / "claims-triage")
    monkeypatch.chdir(made.root)
    return made


def init(*args: str) -> str:
    result = CliRunner().invoke(command, ["--as-of", DAY, *args], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def refused(*args: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        CliRunner().invoke(command, ["--as-of", DAY, *args], catch_exceptions=False)
    assert caught.value.exit_code == 2
    return caught.value


def manifest(path: str = FILE) -> Document:
    return read(Path(path).read_bytes(), path)


def value(document: Document, field: str) -> str:
    node = document.node(tuple(field.split(".")))
    assert isinstance(node, Scalar)
    return node.text


def judged(document: Document, day: str) -> tuple[Decision, set[str]]:
    question = Question(BASELINE, catalogue(), date.fromisoformat(day))
    one = judge(FILE, Memory({FILE: document.text.encode()}), question)
    return one.decision, {f.rule for f in one.findings if f.level is Level.BLOCK}


def test_the_first_manifest_has_the_right_shape_and_blocks(here: Here) -> None:
    del here
    said = init()
    document = manifest()
    assert check(document) == []
    assert "yaml-language-server" not in document.text
    assert "#   pilotgate init --editor " in document.text
    assert not Path(SCHEMA).exists()
    owners = {"ow-business-owner", "ow-technical-owner", "ow-data-owner"}
    assert judged(document, DAY) == (Decision.BLOCKED, owners)
    assert judged(document, "2026-12-05") == (Decision.BLOCKED, owners)
    decision, rules = judged(document, "2026-12-06")
    poc = {rule.id for rule in BASELINE.rules if Stage.POC in rule.blocks.values()}
    assert decision is Decision.BLOCKED
    # A criterion that is not there cannot trip; every other rule of a proof of concept asks.
    assert poc - rules <= {"lc-stop-not-tripped"}
    assert said.splitlines()[-1] == "next: pilotgate check"


def test_what_the_repository_declares_is_taken_over(here: Here) -> None:
    here.write("README.md", "# Claims\n\nSorts claims by how urgent they are.\n")
    here.write("CODEOWNERS", "* @ben-t @acme/claims\n")
    here.git("config", "remote.origin.url", "https://u:p@git.acme.test/x/urgent-claims.git")
    here.git("config", "user.email", "eve@acme.test")
    said = init()
    document = manifest()
    assert value(document, "metadata.id") == "urgent-claims"
    assert value(document, "metadata.name") == "Urgent claims"
    assert value(document, "metadata.description") == "Sorts claims by how urgent they are."
    assert value(document, "owners.technical.ref") == "@ben-t"
    assert value(document, "stage.since") == DAY
    assert "owners.technical.ref: @ben-t (from CODEOWNERS)" in said
    assert "# This repository also names @acme/claims (CODEOWNERS)." in document.text
    for field in ("owners.business.ref", "owners.business.accepted_on", "owners.data.ref"):
        assert placeholder(value(document, field), "ref")
    assert "eve@acme.test" not in document.text


def test_who_commits_is_a_question_and_no_answer(here: Here) -> None:
    here.git("config", "user.email", "eve@acme.test")
    init()
    assert "# You commit as eve@acme.test: write that if it is you." in manifest().text
    assert placeholder(value(manifest(), "owners.technical.ref"), "ref")


def test_nothing_is_written_over(here: Here) -> None:
    here.write(FILE, "mine: true\n")
    error = refused()
    assert error.where == FILE
    assert "--force" in error.hint
    assert Path(FILE).read_text() == "mine: true\n"
    init("--force")
    assert value(manifest(), "metadata.id") == "claims-triage"


@pytest.mark.parametrize("content", ["", "\n", "  \n\t\n"])
@pytest.mark.parametrize("tracked", [True, False])
def test_an_empty_file_is_filled(here: Here, content: str, *, tracked: bool) -> None:
    here.write(FILE, content)
    if tracked:
        here.git("add", FILE)
    init()
    assert value(manifest(), "metadata.id") == "claims-triage"


def test_a_file_with_a_comment_is_not_empty(here: Here) -> None:
    here.write(FILE, "# mine\n")
    assert refused().where == FILE
    assert Path(FILE).read_text() == "# mine\n"


# ------------------------------------------------------------------ for editors

MODELINE = f"# yaml-language-server: $schema={SCHEMA}\n"


def test_an_editor_gets_the_schema_and_a_line_that_names_it(here: Here) -> None:
    del here
    said = init("--editor")
    assert Path(SCHEMA).read_text() == schema_text("ai-initiative")
    assert Path(FILE).read_text().startswith(MODELINE)
    assert f"Wrote {SCHEMA}" in said


def test_the_line_leads_from_the_manifest_to_the_schema(here: Here) -> None:
    (here.root / "a" / "ai-initiatives").mkdir(parents=True)
    path = "a/ai-initiatives/claims-triage.yaml"
    init("--editor", "--output", path)
    named = Path(path).read_text().splitlines()[0].partition("$schema=")[2]
    assert (Path(path).parent / named).resolve() == Path(SCHEMA).resolve()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_manifest_that_is_there_gets_one_line(here: Here, end: str) -> None:
    mine = f"# mine{end}apiVersion: ai-initiative/v1{end}metadata: {{id: abc-d}}"
    Path(FILE).write_bytes(mine.encode())
    said = init("--editor")
    assert Path(FILE).read_bytes().decode() == MODELINE.replace("\n", end) + mine
    assert "Nothing else was changed" in said
    before = Path(FILE).stat().st_mtime_ns
    Path(SCHEMA).write_text("{}")
    init("--editor")
    assert Path(FILE).stat().st_mtime_ns == before
    assert Path(SCHEMA).read_text() == schema_text("ai-initiative")
    assert here.run("init").code == 2


def test_a_line_that_names_another_schema_is_replaced(here: Here) -> None:
    mine = "apiVersion: ai-initiative/v1\n"
    here.write(FILE, f"#yaml-language-server:  $schema=https://acme.test/a.json\n{mine}")
    init("--editor")
    assert Path(FILE).read_text() == MODELINE + mine


def test_what_cannot_be_read_gets_no_line(here: Here) -> None:
    here.write(FILE, "a: [\n")
    assert "cannot be read" in refused("--editor").problem
    assert Path(FILE).read_text() == "a: [\n"
    assert not Path(SCHEMA).exists()


def test_the_schema_is_never_written_through_a_link(here: Here) -> None:
    away = here.root.parent / "away"
    away.mkdir()
    os.symlink(away, Path(SCHEMA).parent)
    assert "symbolic link" in refused("--editor").problem
    assert os.listdir(away) == []
    assert not Path(FILE).exists()


def test_a_manifest_under_its_other_name_is_the_one_to_wire(here: Here) -> None:
    here.write("ai-initiative.yml", "apiVersion: ai-initiative/v1\n")
    assert refused("--editor").hint == "pilotgate init --editor --output ai-initiative.yml"
    init("--editor", "--output", "ai-initiative.yml")
    assert Path("ai-initiative.yml").read_text().startswith(MODELINE)


def test_a_twin_is_not_hidden_behind_a_second_name(here: Here) -> None:
    here.write("ai-initiative.yml", "mine: true\n")
    assert refused("--force").where == "ai-initiative.yml"
    assert not Path(FILE).exists()


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_link_is_never_written_through(here: Here, force: list[str]) -> None:
    target = here.root.parent / "target"
    target.write_text("keep me\n")
    os.symlink(target, FILE)
    refused(*force)
    assert target.read_text() == "keep me\n"
    assert os.path.islink(FILE)


def test_another_place(here: Here) -> None:
    (here.root / "ai-initiatives").mkdir()
    init("--output", "ai-initiatives/fraud-scores.yaml")
    assert value(manifest("ai-initiatives/fraud-scores.yaml"), "metadata.id") == "fraud-scores"
    assert "would not be found" in refused("--output", "fraud.yaml").problem
    assert "outside" in refused("--output", "../ai-initiative.yaml").problem


@pytest.mark.parametrize("identity", ["A", "x y", "todo", "-abc", "a" * 64])
def test_an_id_of_another_form_is_refused(here: Here, identity: str) -> None:
    del here
    assert refused("--id", identity).where == "--id"
    assert not Path(FILE).exists()


def test_outside_git_it_works_in_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    init("--id", "claims-triage", "--stage", "pilot")
    assert value(manifest(), "stage.current") == "pilot"
    assert value(manifest(), "stage.target") == "production"


def test_the_program_itself(here: Here) -> None:
    first = here.run("init", "--as-of", DAY)
    assert first.code == 0, first
    second = here.run("init")
    assert second.code == 2
    assert "nothing was written" in second.err
    checked = here.run("check", "--as-of", DAY)
    assert checked.code == 1, checked
    assert "manifest-valid" not in checked.out


# ------------------------------------------------------------------ hostile repositories


def drafted(files: dict[str, bytes], name: str) -> Document:
    found = prefill(Memory(files), FILE, [(name, "the name of the directory")])
    draft = Draft(Stage.POC, date(2026, 11, 21))
    draft.values = {known.field: known.value for known in found.known if known.source}
    draft.notes["owners"] = [f"Also {reference}." for reference, _ in found.candidates]
    written = text(draft, "https://acme.test/v1.json", BASELINE, catalogue())
    return read(written.encode(), FILE)


CLEAN = drafted({}, "claims-triage")
OPTIONAL = {("metadata", "description"), ("metadata", "system")}


def places(node: Node, route: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    found = {route}
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            found |= places(entry.value, (*route, key))
    elif isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            found |= places(item, (*route, at))
    return found


def holds_nothing_else(document: Document) -> None:
    """The text of others is a value at most: no key, no comment, no second document."""
    assert places(document.root) ^ places(CLEAN.root) <= OPTIONAL
    assert check(document) == []
    assert value(document, "owners.business.ref") == value(CLEAN, "owners.business.ref")


def catalog(name: str, title: str, owner: str) -> bytes:
    data = {"kind": "Component", "metadata": {"name": name, "title": title, "description": title}}
    return json.dumps({**data, "spec": {"owner": owner, "system": owner}}).encode()


HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            (
                *('"', "'", "\\", "\n", ": ", " #", "- ", "<", ">", "{", "}", "&a", "*a", "!!x"),
                *("---", "\x1b[2J", "\u202e", "\u2028", "\x00", "${x}", "owners:", "\t", "%"),
                *("@", "`", "\r"),
            )
        ),
        max_size=30,
    ).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_repository_breaks_out_of_its_quotes(one: str, two: str, three: str, name: str) -> None:
    files = {
        "catalog-info.yaml": catalog(one, two, three),
        "README.md": f"{two} four words or more\n\n{three}".encode("utf-8", "replace"),
        "CODEOWNERS": f"* {one} @{two} {three}@x.y\n".encode("utf-8", "replace"),
    }
    holds_nothing_else(drafted(files, name))
    holds_nothing_else(drafted({**files, "catalog-info.yaml": b""}, name))


def test_no_naughty_string_breaks_out_of_its_quotes() -> None:
    found = json.loads((corpus("naughty-strings") / "blns.json").read_bytes())
    for string in found:
        files = {"catalog-info.yaml": catalog(string, string, string)}
        holds_nothing_else(drafted(files, string))
        holds_nothing_else(drafted({"README.md": f"{string} or more words".encode()}, string))
