"""The JSON Schema of policy packs, for editors: `pack.yaml`, and the file of a rule."""

import json
from typing import Any, Final

from pilotgate.clause import Conditions, Demands, Fields, Name, Options, Pattern, Text
from pilotgate.document import Field
from pilotgate.ladders import RANKED, TIERS
from pilotgate.language import RENAMED, written
from pilotgate.predicates import PREDICATES
from pilotgate.predicates.compare import OPERATORS
from pilotgate.predicates.contains import FORMATS, Texts
from pilotgate.shapes.pack import PackFile, RuleFile
from pilotgate.term import ARITHMETIC, FILE_TERMS, Limit, Term

Json = dict[str, Any]
_FIELD: Final = {"type": "string", "description": "A field, as in kpis[kind=primary].unit"}
_VALUE: Final = {"type": ["string", "number", "boolean"]}
_FIELDS: Final = {"anyOf": [_FIELD, {"type": "array", "minItems": 1, "items": _FIELD}]}
_WORDS: Final = {"anyOf": [_VALUE, {"type": "array", "minItems": 1, "items": _VALUE}]}
_BY_TIER: Final = {"type": "object", "minProperties": 1, "additionalProperties": False}


def _table(of: Json) -> Json:
    return {**_BY_TIER, "properties": dict.fromkeys(TIERS, of)}


def _ref(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


_KINDS: Final[dict[Any, Json]] = {
    Field: _FIELD,
    Field | None: _FIELD,
    Fields: _FIELDS,
    Limit: _ref("limit"),
    Limit | None: _ref("limit"),
    Term: _ref("term"),
    Options: _ref("options"),
    Options | None: _ref("options"),
    Name: {"type": "string"},
    Pattern: {"type": "string"},
    Text: {"type": "string"},
    Text | None: {"type": "string"},
    Texts: {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    Demands: _ref("clauses"),
    Conditions: _ref("conditions"),
}
_CHOICES: Final = {("compare", "is"): OPERATORS, ("contains", "format"): FORMATS}


def policy_schema() -> str:
    """Both kinds of file in one schema: what has an apiVersion is a pack.yaml."""
    definitions: Json = {}
    files = {}
    for name, model in (("pack", PackFile), ("rule", RuleFile)):
        schema = model.model_json_schema(ref_template="#/definitions/{model}")
        definitions |= schema.pop("$defs", {})
        files[name] = schema
    definitions |= {**files, **_language()}
    whole = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:pilotgate:schema:ai-policy:v1",
        "title": "AI policy pack",
        "if": {"required": ["apiVersion"]},
        "then": _ref("pack"),
        "else": _ref("rule"),
        "definitions": {name: _plain(definitions[name]) for name in sorted(definitions)},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _plain(schema: Any) -> Any:
    """Without what pydantic adds for itself, and with our definitions in their places."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("title") in ("clauses", "conditions", "parameter"):
        return _ref(schema["title"]) | {k: v for k, v in schema.items() if k == "description"}
    options = schema.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options and len(options) == 2:  # noqa: PLR2004  something or null
        (only,) = [option for option in options if option != {"type": "null"}]
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return _plain({**only, **rest})
    return {
        key: {name: _plain(inner) for name, inner in value.items()}
        if key == "properties"
        else _plain(value)
        for key, value in schema.items()
        if key not in ("title", "default")
    }


def _language() -> Json:
    demand = [_clause(name, asked=False) for name in PREDICATES]
    asked = [_clause(name, asked=True) for name in PREDICATES]
    name = {"type": "string", "description": "A condition of pack.yaml"}
    words = [*ARITHMETIC, "earliest", "latest", *FILE_TERMS]
    terms = {
        word: {"type": "array", "minItems": 2, "items": _ref("term")}
        if word in ARITHMETIC
        else _FIELD
        for word in words
    }
    return {
        "clauses": {"type": "array", "minItems": 1, "items": {"anyOf": [name, *demand]}},
        "conditions": {"type": "array", "minItems": 1, "items": {"anyOf": [name, *asked]}},
        "limit": {"anyOf": [_VALUE, _table(_VALUE)]},
        "options": {"anyOf": [_WORDS, _table(_WORDS)]},
        "term": {
            "anyOf": [
                _ref("limit"),
                {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 1,
                    "properties": terms,
                    "additionalProperties": False,
                },
            ]
        },
        "parameter": {
            "anyOf": [
                {
                    "type": "object",
                    "required": ["type", "default"],
                    "properties": {
                        "type": {"type": "string"},
                        "default": {},
                        "stricter": {"enum": ["up", "down"]},
                        "about": {"type": "string"},
                    },
                    "additionalProperties": False,
                },
                _ref("options"),
            ]
        },
    }


def _clause(name: str, *, asked: bool) -> Json:
    qualifiers: Json = {
        "from": {"enum": list(RANKED)},
        "tiers": {"type": "array", "items": {"enum": list(TIERS)}},
        "when": _ref("conditions"),
        "message": {"type": "string"},
    }
    return {
        "type": "object",
        "required": [name],
        "properties": {
            name: {**_parameters(name), "description": PREDICATES[name].ABOUT},
            **({} if asked else qualifiers),
        },
        "additionalProperties": False,
    }


def _parameters(name: str) -> Json:
    predicate = PREDICATES[name]
    kinds = predicate.Params.__annotations__
    properties: Json = {}
    for key in written(kinds):
        schema = _KINDS[kinds[RENAMED.get(key, key)]]
        choices = _CHOICES.get((name, key))
        properties[key] = {"enum": list(choices)} if choices else schema
    required = [
        key for key in written(kinds) if not hasattr(predicate.Params, RENAMED.get(key, key))
    ]
    whole = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        whole["required"] = required
    if predicate.SHORT:
        return {"anyOf": [properties[predicate.SHORT], whole]}
    return whole
