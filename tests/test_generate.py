"""Generated files are current, complete and what other tools can use."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from pilotgate.fields import TYPES, catalogue
from pilotgate.generate import DOCUMENTS, GENERATED
from pilotgate.reader import read
from pilotgate.schema import check

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("path", GENERATED)
def test_generated_files_are_current(path: str, regenerate: bool) -> None:  # noqa: FBT001
    text = GENERATED[path]()
    if regenerate:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
    committed = (ROOT / path).read_text(encoding="utf-8")
    assert committed == text, f"{path} is stale: run pytest --regenerate and review the diff"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schemas_are_schemas(name: str) -> None:
    for path in (f"schemas/{name}.schema.json", f"src/pilotgate/generated/{name}.json"):
        Draft7Validator.check_schema(json.loads((ROOT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_published_schemas_explain_every_field(name: str) -> None:
    schema = json.loads((ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))
    assert schema["$id"] == f"urn:pilotgate:schema:{name}:v1"
    missing = [path for path, part in _parts(schema) if not part.get("description")]
    assert missing == []
    bare = [
        path
        for path, part in _parts(schema)
        if "enum" in part
        and part.get("type") is None
        and len(part["enum"]) < 30
        and "markdownEnumDescriptions" not in part
    ]
    assert bare == []


def test_no_schema_is_said_to_be_at_an_address_that_nobody_serves() -> None:
    for path in GENERATED:
        if path.startswith("schemas/"):
            name = json.loads((ROOT / path).read_text(encoding="utf-8"))["$id"]
            document = Path(path).name.removesuffix(".schema.json")
            assert name == f"urn:pilotgate:schema:{document}:v1"


def _parts(schema: dict[str, Any], at: str = "") -> list[tuple[str, dict[str, Any]]]:
    found = [(at, schema)]
    for key, part in schema.get("properties", {}).items():
        found += _parts(part, f"{at}.{key}")
    if "items" in schema:
        found += _parts(schema["items"], f"{at}[]")
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_is_described(name: str) -> None:
    known = catalogue(name)
    for path in known:
        info = known.get(path)
        assert info is not None
        assert info.type in TYPES, path
        assert info.about.endswith((".", "?")), path
        assert info.example, path
        assert info.stage in {"", "poc", "pilot", "production"}, path


def test_list_items_and_their_keys() -> None:
    known = catalogue()
    for path in known:
        info = known.get(path)
        assert info is not None
        if info.type == "list":
            assert f"{path}[]" in known
            assert not info.item_key or f"{path}[].{info.item_key}" in known


def test_only_the_version_and_the_id_are_required() -> None:
    known = catalogue()
    required = [path for path in known if (info := known.get(path)) and info.required]
    assert required == ["apiVersion", "metadata", "metadata.id"]


def test_paths_are_paths_and_nothing_else() -> None:
    """Whether a value must resolve goes by its type, so the list is written out."""
    known = catalogue()
    paths = {path for path in known if (info := known.get(path)) and info.type == "path"}
    assert {
        "kpis[].baseline.source",
        "kpis[].last.evidence",
        "monitoring.dashboard",
        "human_oversight.appeal.how",
        "release.pipeline",
        "release.build_ref",
        "bom.path",
        "retention.deletion_job",
        "prompts.registry",
        "compliance.fria_ref",
    } <= paths
    assert not paths & {
        "kpis[].source",
        "monitoring.signals[].source",
        "vendors[].contract_ref",
        "vendors[].dpa_ref",
        "data_sources[].ropa_id",
        "metadata.system",
    }


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_example_is_valid_as_it_stands(name: str) -> None:
    """An example goes into a flow mapping here, so texts that need quotes there get them."""
    known = catalogue(name)
    for path in known:
        info = known.get(path)
        assert info is not None
        if info.type in {"section", "list", "map"}:
            block = _block(path, info.example)
        else:
            quoted = json.dumps(info.example) if info.type in {"string", "prose"} else info.example
            block = _block(path, info.example if info.example.startswith('"') else quoted)
        document = read(block.encode(), "m.yaml")
        problems = [
            problem for problem in check(document, name) if not problem.text.endswith("is missing")
        ]
        assert problems == [], path


def _block(path: str, text: str) -> str:
    """`a.b[].c` and a text as nested flow collections."""
    for key in reversed(path.replace("[]", ".[]").split(".")):
        text = f"[{text}]" if key == "[]" else f"{{{key}: {text}}}"
    return text + "\n"
