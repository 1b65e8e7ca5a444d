"""Document x generated schema -> what is wrong with its shape. The only import of jsonschema.

`jsonschema_rs` says where a document breaks its schema and by which keyword; what
that means is said here, in our words. Where that library is missing, `jsonschema`
takes its place and finds the same places.
"""

import sys
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from pilotgate.document import Document
from pilotgate.errors import MissingExtra
from pilotgate.fields import Catalogue, FieldInfo, catalogue
from pilotgate.instance import Instance, Json
from pilotgate.shape import ShapeProblem
from pilotgate.shown import shown

__all__ = ["ShapeProblem", "check", "engine", "matcher"]


def check(
    document: Document, schema: str = "ai-initiative", extra: Catalogue | None = None
) -> list[ShapeProblem]:
    """Everything that is wrong with the shape, in the order of the text.

    `extra` is the catalogue with an organisation's own `x-` fields.
    """
    fields = extra or catalogue(schema)
    instance = Instance(document, fields)
    found = {
        (instance.route(path), keyword) for path, keyword in _engine(schema, extra)(instance.json)
    }
    if not found and not instance.doubtful:
        return []
    # Imported here: most documents have the right shape, and words cost time to load.
    from pilotgate.shape_report import Report

    return Report(document, fields, instance).problems(found)


# ------------------------------------------------------------------ the two engines

Engine = Callable[[Json], Iterator[tuple[list[str | int], str]]]


@lru_cache(maxsize=32)
def _engine(schema: str, extra: Catalogue | None) -> Engine:
    text = _schema_text(schema)
    if extra is None:
        return engine(text)
    # Imported here: only an organisation's own fields need the schema as data.
    import json

    return engine(json.dumps(_with_own(json.loads(text), catalogue(schema), extra)))


def engine(schema: str) -> Engine:
    """A validator for a schema's text: every place that breaks it, and the keyword."""
    try:
        return _rust(schema)
    except ImportError:
        return _python(schema)


def _library() -> tuple[Any, Any]:
    """`jsonschema_rs`, without what it loads only to say on which day it was built.

    That day is read with `email.utils`, which takes 9 of the 13 milliseconds of the import.
    """
    name = "email.utils"
    light = None
    if name not in sys.modules:
        light = sys.modules[name] = ModuleType(name)
        light.__dict__["parsedate_to_datetime"] = str
        # Whatever else a version of the library may want of it is the real thing.
        light.__dict__["__getattr__"] = lambda wanted: getattr(_real(name), wanted)
    try:
        # Imported here: the library is one large file, and not every command checks a shape.
        from jsonschema_rs import Draft7Validator, RegexOptions
    finally:
        if light and sys.modules.get(name) is light:
            del sys.modules[name]
    return Draft7Validator, RegexOptions


def _real(name: str) -> ModuleType:
    del sys.modules[name]
    return import_module(name)


def _rust(schema: str) -> Engine:
    validator_of, options = _library()
    validator = validator_of(schema, pattern_options=options(), validate_formats=False)

    def errors(instance: Json) -> Iterator[tuple[list[str | int], str]]:
        for error in validator.iter_errors(instance):
            yield list(error.instance_path), str(error.schema_path[-1])

    return errors


def _python(schema: str) -> Engine:
    # Imported here: the fallback, far too slow to load for nothing.
    import json

    from jsonschema import Draft7Validator
    from referencing import Registry

    # An explicit empty registry: by default the library fetches references from the network.
    validator = Draft7Validator(_anchored(json.loads(schema)), registry=Registry())

    def errors(instance: Json) -> Iterator[tuple[list[str | int], str]]:
        for error in validator.iter_errors(instance):
            yield list(error.absolute_path), str(error.validator)

    return errors


def _anchored(schema: Any) -> Any:
    """In Python `$` also matches before a last line feed; our patterns mean the very end."""
    if isinstance(schema, dict):
        return {
            key: value.replace("$", r"\Z")
            if key == "pattern" and isinstance(value, str)
            else _anchored(value)
            for key, value in schema.items()
        }
    return [_anchored(value) for value in schema] if isinstance(schema, list) else schema


@cache
def _schema_text(name: str) -> str:
    folder = __file__.rpartition("schema.py")[0]
    with open(f"{folder}generated/{name}.json", encoding="utf-8") as file:
        return file.read()


def _with_own(schema: dict[str, Any], known: Catalogue, own: Catalogue) -> dict[str, Any]:
    """The schema with an organisation's own fields; what holds a field comes before it."""
    for path in sorted((path for path in own if path not in known), key=len):
        info = own.get(path)
        if info is None:
            continue
        place = schema
        *above, last = path.replace("[]", ".[]").split(".")
        for step in above:
            place = place["items"] if step == "[]" else place["properties"][step]
        if last == "[]":
            place["items"] = _own_schema(info)
        else:
            place.setdefault("properties", {})[last] = _own_schema(info)
    return schema


def _own_schema(info: FieldInfo) -> dict[str, Any]:
    if info.type in {"section", "map"}:
        return {"type": "object", "properties": {}}
    if info.type == "list":
        return {"type": "array"}
    if info.type == "enum":
        return {"enum": list(info.values)} if not info.open_values else {"type": "string"}
    if info.type == "duration" and info.values:
        return {"$ref": "#/definitions/duration-or-none"}
    return {"$ref": f"#/definitions/{info.type}"}


@lru_cache(maxsize=256)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Does a text match, anywhere, in linear time. `ValueError`: the engine refuses the pattern."""
    try:
        validator_of, options = _library()
    except ImportError:
        raise MissingExtra(
            "patterns need the linear engine of jsonschema-rs, which is not installed",
            hint="pip install jsonschema-rs",
        ) from None
    try:
        validator = validator_of({"pattern": pattern}, pattern_options=options())
    except Exception as error:
        # The library raises its own classes and ValueError alike, depending on the mistake.
        raise ValueError(f'"{shown(pattern)}" is not a pattern of the linear engine') from error
    matches: Callable[[str], bool] = validator.is_valid
    return matches
