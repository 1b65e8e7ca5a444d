from datetime import date

from pilotgate.document import Scalar
from pilotgate.fields import catalogue
from pilotgate.ladders import Stage
from pilotgate.reader import read
from pilotgate.source import load_policy
from pilotgate.template import Draft, text

POLICY = load_policy(["builtin:baseline"], root=".", catalogue=catalogue())


def written(draft: Draft, schema: str = "") -> str:
    return text(draft, schema, POLICY, catalogue())


def test_the_head_names_the_schema_or_says_how_to_get_it() -> None:
    draft = Draft(Stage.POC, date(2026, 11, 21))
    wired = written(draft, "../a.json").splitlines()
    assert wired[0] == "# yaml-language-server: $schema=../a.json"
    assert not any("--editor" in line for line in wired)
    bare = written(draft).splitlines()
    assert not any("yaml-language-server" in line for line in bare)
    assert sum(line.startswith("#   pilotgate init --editor ") for line in bare) == 1


def test_commands_in_the_head_can_be_pasted_into_any_shell() -> None:
    # zsh takes brackets without quotes for a pattern, and finds no file of that name.
    assert "pilotgate explain 'kpis[].threshold'\n" in written(Draft(Stage.POC, date(2026, 11, 21)))


def test_every_section_says_what_it_is_for() -> None:
    lines = written(Draft(Stage.POC, date(2026, 11, 21))).splitlines()
    for at, line in enumerate(lines):
        if line and line[0].isalpha() and not line.startswith("apiVersion"):
            assert lines[at - 1].startswith("# ")
    assert "# From pilot on also: " in "\n".join(lines)


def test_what_is_known_takes_the_place_of_its_placeholder() -> None:
    draft = Draft(Stage.POC, date(2026, 11, 21))
    draft.values = {"metadata.name": 'A "b": #c', "metadata.system": "system:default/x"}
    document = read(written(draft).encode(), "a.yaml")
    name = document.node(("metadata", "name"))
    assert isinstance(name, Scalar)
    assert name.text == 'A "b": #c'
    assert document.node(("metadata", "system"))


def test_a_word_that_yaml_reads_as_something_else_is_quoted() -> None:
    for word in ("null", "yes", "true", "no", "1e5", "2026-01-01", "0x1F"):
        draft = Draft(Stage.POC, date(2026, 11, 21))
        draft.values = {"metadata.name": word}
        assert f'  name: "{word}"\n' in written(draft)


def test_a_note_stands_above_its_field_and_cannot_end_its_line() -> None:
    draft = Draft(Stage.POC, date(2026, 11, 21))
    draft.notes["owners.technical"] = ["You commit\nowners: {} as x."]
    lines = written(draft).splitlines()
    assert lines[lines.index("  technical:") - 1] == "  # You commitowners: {} as x."
