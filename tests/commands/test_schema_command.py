import json

import pytest
from click.testing import CliRunner

from pilotgate.commands.init import SCHEMA
from pilotgate.commands.schema import command, names
from pilotgate.errors import UsageError


def run(*args: str) -> str:
    result = CliRunner().invoke(command, args, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("name", ["ai-initiative", "ai-initiative.schema.json"])
def test_a_schema_is_printed_as_it_is_shipped(name: str) -> None:
    data = json.loads(run(name))
    assert data["$id"] == "urn:pilotgate:schema:ai-initiative:v1"
    assert data["properties"]["owners"]


def test_the_manifest_is_what_is_meant_without_a_name() -> None:
    assert run() == run("ai-initiative")


def test_every_schema_is_listed_with_what_it_is_of() -> None:
    lines = run("--list").splitlines()
    assert [line.split()[0] for line in lines] == list(names())
    assert all(len(line.split()) > 2 for line in lines)


def test_an_unknown_name_is_answered_with_a_near_one() -> None:
    with pytest.raises(UsageError) as caught:
        CliRunner().invoke(command, ["ai-initative"], catch_exceptions=False)
    assert caught.value.hint == 'did you mean "ai-initiative"?'
    assert caught.value.exit_code == 2


def test_the_help_says_how_to_wire_an_editor() -> None:
    text = run("--help")
    assert "pilotgate init --editor" in text
    assert f"$schema={SCHEMA}\n" in text
    assert f'"yaml.schemas": {{"{SCHEMA}"' in text
