"""`pilotgate schema`: the JSON Schemas that ship with the tool, for editors and other programs."""

import os

import click

from pilotgate import resources
from pilotgate.errors import UsageError, did_you_mean

_SUFFIX = ".schema.json"


@click.command("schema")
@click.argument("name", default="ai-initiative", metavar="[NAME]")
@click.option("--list", "listing", is_flag=True, help="List the schemas instead.")
def command(*, name: str, listing: bool) -> int:
    """Print the JSON Schema of a document: ai-initiative if no NAME is given.

    \b
    An editor that speaks yaml-language-server checks and completes a manifest whose first line
    says where the schema is. pilotgate init --editor saves the schema and writes that line:
      # yaml-language-server: $schema=.pilotgate/ai-initiative.schema.json
    VS Code with the YAML extension takes it from .vscode/settings.json as well:
      "yaml.schemas": {".pilotgate/ai-initiative.schema.json": "**/ai-initiative.y*ml"}

    \b
    Example: pilotgate schema --list
             pilotgate schema ai-waivers
    """  # noqa: D301  click wants the control character itself
    known = names()
    if listing:
        for one in known:
            click.echo(f"{one}  {_about(one)}")
        return 0
    wanted = name.removesuffix(".json").removesuffix(".schema")
    if wanted not in known:
        near = did_you_mean(wanted, known)
        raise UsageError(
            f'there is no schema called "{name}"', hint=near or "pilotgate schema --list"
        )
    click.echo(text(wanted), nl=False)
    return 0


def names() -> tuple[str, ...]:
    """Every schema that is here, by the name of its document."""
    try:
        found = os.listdir(resources.path("schemas"))
    except FileNotFoundError:
        return ()
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


def text(name: str) -> str:
    with open(resources.path(f"schemas/{name}{_SUFFIX}"), encoding="utf-8") as file:
        return file.read()


def _about(name: str) -> str:
    return str(_data(name).get("description") or _data(name).get("title", ""))


def _data(name: str) -> dict[str, object]:
    # Imported here: printing a schema does not read it.
    import json

    data: dict[str, object] = json.loads(text(name))
    return data
