"""The text of every file that is made from other files: schemas, field catalogues, rule pages.

`python -m pilotgate.generate` writes them below the current directory. A new kind
of document is one line in `DOCUMENTS`; any other generated file one line in `GENERATED`.
"""

import json
import types
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pilotgate.record import Record
from pilotgate.rulebook import builtin_pages
from pilotgate.shapes.base import NotApplicable, Section, Shape
from pilotgate.shapes.baseline import Baseline
from pilotgate.shapes.difference import difference_schema
from pilotgate.shapes.initiative import Initiative
from pilotgate.shapes.people import People
from pilotgate.shapes.policy import policy_schema
from pilotgate.shapes.report import report_schema
from pilotgate.shapes.types import TYPES, Kind, Words
from pilotgate.shapes.waivers import Ledger
from pilotgate.source import compiled_builtin, names

Json = dict[str, Any]

DOCUMENTS: dict[str, type[Shape]] = {
    "ai-initiative": Initiative,
    "ai-waivers": Ledger,
    "ai-baseline": Baseline,
    "ai-people": People,
}
"""The YAML documents of ours whose shape is checked by a generated schema."""

_TITLES = {
    "ai-initiative": "AI initiative manifest",
    "ai-waivers": "AI waiver ledger",
    "ai-baseline": "Known gaps of adopted AI initiatives",
    "ai-people": "People and their other names",
}
_NOT_APPLICABLE = "Why there is nothing to declare here. It stands in place of everything else."


class Node(Record):
    """One field of a model, with what it holds."""

    path: str
    type: str
    about: str = ""
    example: str = ""
    stage: str = ""
    item_key: str = ""
    currency: str = ""
    kind: Kind | None = None
    children: tuple[tuple[str, "Node"], ...] = ()
    item: "Node | None" = None
    required: bool = False
    excusable: bool = False
    conditions: tuple[Json, ...] = ()

    def walk(self) -> "Iterator[Node]":
        if self.path:
            yield self
        for _, child in self.children:
            yield from child.walk()
        if self.item:
            yield from self.item.walk()


def tree(model: type[Shape]) -> Node:
    """A model as nodes."""
    return _section(model, "", Node("", "section", about=(model.__doc__ or "").strip()))


def _section(model: type[Shape], path: str, known: Node) -> Node:
    children = []
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key == "not_applicable" and field.description is None:
            continue
        extra = field.json_schema_extra
        words = extra if isinstance(extra, dict) else {}
        below = Node(
            f"{path}.{key}" if path else key,
            "",
            about=field.description or "",
            example=str(words.get("example") or ""),
            stage=str(words.get("stage") or ""),
            item_key=str(words.get("item_key") or ""),
            currency=str(words.get("currency") or ""),
            required=field.is_required(),
        )
        children.append((key, _node(field.annotation, tuple(field.metadata), below)))
    node = known.but(
        type="section",
        children=tuple(children),
        excusable=issubclass(model, Section),
        conditions=model.conditions,
    )
    return node if node.example else node.but(example=_example_of(node))


def _node(annotation: Any, metadata: tuple[Any, ...], known: Node) -> Node:
    """What an annotation says about a field of which `known` is known already."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _node(inner, (*metadata, *more), known)
    kind = next((mark for mark in metadata if isinstance(mark, Kind)), None)
    if kind:
        return known.but(type=kind.name, kind=kind)
    parts = _union(annotation)
    excusable = NotApplicable in parts
    parts = [part for part in parts if part not in {type(None), NotApplicable}]
    if len(parts) != 1:
        raise TypeError(f"{known.path}: one type is wanted, not {annotation}")
    if parts[0] is not annotation and get_origin(parts[0]) is not tuple:
        return _node(parts[0], (), known)
    base = parts[0]
    if get_origin(base) is tuple:
        return _list(get_args(base)[0], known, excusable=excusable)
    if get_origin(base) is dict:
        return known.but(type="map")
    if isinstance(base, type) and issubclass(base, Shape):
        return _section(base, known.path, known)
    raise TypeError(f"{known.path}: {annotation} is not one of our types")


def _union(annotation: Any) -> list[Any]:
    return (
        list(get_args(annotation))
        if get_origin(annotation) in {Union, types.UnionType}
        else [annotation]
    )


def _list(held: Any, known: Node, *, excusable: bool) -> Node:
    bare = Node(f"{known.path}[]", "", about=known.about, stage=known.stage)
    item = _node(held, (), bare)
    if item.kind:
        first = known.example.strip("[]").split(", ")[0] or _word(item.kind)
        item = item.but(example=first)
    example = known.example or f"[{item.example}]"
    return known.but(type="list", item=item, example=example, excusable=excusable)


def _word(kind: Kind) -> str:
    return next(iter(kind.values)) if isinstance(kind, Words) else "user:default/anna.k"


def _example_of(section: Node) -> str:
    """A section's example, made from those of the fields it asks for first."""
    parts = []
    for key, child in section.children:
        if child.type in {"section", "list", "map"} or key == "not_applicable":
            continue
        text = child.example
        if any(char in text for char in ",[]{}") and text[:1] != '"':
            text = json.dumps(text)
        parts.append(f"{key}: {text}")
        if len(parts) == 3:  # noqa: PLR2004  enough to see what it looks like
            break
    if not parts and section.children:
        key, child = section.children[0]
        parts = [f"{key}: {child.example}"]
    return f"{{{', '.join(parts)}}}"


# ------------------------------------------------------------------ the field catalogue


def catalogue_text(model: type[Shape]) -> str:
    """One line a field, so that a change shows as one line."""
    lines = []
    for node in tree(model).walk():
        more: Json = {}
        if isinstance(node.kind, Words):
            more["values"] = list(node.kind.values)
            if node.kind.open:
                more["open"] = True
        elif node.kind and node.kind.variant == "duration-or-none":
            more["values"] = ["none"]
        if node.item_key:
            more["item_key"] = node.item_key
        if node.currency:
            more["currency"] = node.currency
        if node.required:
            more["required"] = True
        row: list[Any] = [node.type, node.about, node.example, node.stage]
        if more:
            row.append(more)
        lines.append(f"{_compact(node.path)}:{_compact(row)}")
    return "{" + ",\n".join(lines) + "}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ------------------------------------------------------------------ JSON Schema


def published_schema(name: str) -> str:
    """The schema for editors and other tools: draft-07, with words for people."""
    root = _object(tree(DOCUMENTS[name]), rich=True)
    version = 1
    head = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:pilotgate:schema:{name}:v{version}",
        "title": _TITLES[name],
    }
    return json.dumps({**head, **root}, indent=2, ensure_ascii=False) + "\n"


def runtime_schema(name: str) -> str:
    """The same demands without the words: what is compiled on every start."""
    root = _object(tree(DOCUMENTS[name]), rich=False)
    definitions = {
        kind.variant: dict(kind.schema)
        for alias in TYPES
        for kind in alias.__metadata__
        if isinstance(kind, Kind)
    }
    return _compact({**root, "definitions": definitions}) + "\n"


def _schema(node: Node, *, rich: bool) -> Json:
    if node.kind:
        body = (
            dict(node.kind.schema) if rich or isinstance(node.kind, Words) else _defined(node.kind)
        )
        if rich:
            body |= _hints(node.kind)
    elif node.item:
        body = _array(node, rich=rich)
    elif node.type == "map":
        body = {"type": "object", "additionalProperties": {"type": "string"}}
    else:
        body = _object(node, rich=rich)
    return _described(node, body) if rich else body


def _defined(kind: Kind) -> Json:
    # A pattern is compiled once, however many fields share it; a bare type is cheaper inline.
    if set(kind.schema) <= {"type"}:
        return dict(kind.schema)
    return {"$ref": f"#/definitions/{kind.variant}"}


def _array(node: Node, *, rich: bool) -> Json:
    if node.item is None:
        raise TypeError(f"{node.path} holds nothing")
    body: Json = {"type": "array", "items": _schema(node.item, rich=rich)}
    if node.excusable:
        body |= {
            "type": ["array", "object"],
            "required": ["not_applicable"],
            "properties": {"not_applicable": _reason(rich=rich)},
            **_closed(rich=rich),
        }
    return body


def _object(node: Node, *, rich: bool) -> Json:
    properties = {key: _schema(child, rich=rich) for key, child in node.children}
    body: Json = {"type": "object"}
    if rich and node.about and not node.path:
        body["description"] = node.about
    required = [key for key, child in node.children if child.required]
    if required:
        body["required"] = required
    if node.excusable:
        properties["not_applicable"] = _reason(rich=rich)
        # At run time no free key is left to count.
        alone: Json = {"propertyNames": {"pattern": "^(not_applicable|x-.*)$"}}
        body["dependencies"] = {"not_applicable": alone if rich else {"maxProperties": 1}}
    if node.conditions:
        body["allOf"] = list(node.conditions)
    return {**body, "properties": properties, **_closed(rich=rich)}


def _closed(*, rich: bool) -> Json:
    # At run time free keys never reach the schema, so it need not know their names.
    free: Json = {"patternProperties": {"^x-": {}}} if rich else {}
    return {**free, "additionalProperties": False}


def _reason(*, rich: bool) -> Json:
    body: Json = {"type": "string"}
    return {**body, "description": _NOT_APPLICABLE} if rich else body


def _hints(kind: Kind) -> Json:
    """What yaml-language-server says instead of a regular expression or a bare word."""
    hints: Json = {}
    if isinstance(kind, Words) and not kind.open:
        hints["markdownEnumDescriptions"] = list(kind.values.values())
    if "pattern" in kind.schema:
        hints["patternErrorMessage"] = kind.hint
    else:
        hints["errorMessage"] = kind.hint
    return hints


def _described(node: Node, body: Json) -> Json:
    title = node.path.removesuffix("[]").rpartition(".")[2].removesuffix("[]").replace("_", " ")
    head: Json = {"title": title} if not node.path.endswith("[]") else {}
    about = node.about
    if isinstance(node.kind, Words) and node.kind.open:
        # Open enumerations have no place of their own for the meaning of a word.
        about += " " + " ".join(f"{word}: {what}" for word, what in node.kind.values.items())
    if node.stage:
        about += f" First asked for at stage {node.stage}."
    head["description"] = about
    if node.example and node.type not in {"section", "list", "map"}:
        head["examples"] = [_typed(node)]
    return {**head, **body}


def _typed(node: Node) -> object:
    text = node.example
    if node.type == "boolean":
        return text == "true"
    if node.type == "integer":
        return int(text)
    if node.type in {"number", "rate"}:
        return float(text)
    return json.loads(text) if text.startswith('"') else text


# ------------------------------------------------------------------ the files


def _files() -> dict[str, Callable[[], str]]:
    files: dict[str, Callable[[], str]] = {"schemas/report.schema.json": report_schema}
    for name, model in DOCUMENTS.items():
        fields = "fields" if name == "ai-initiative" else f"fields-{name}"
        files[f"schemas/{name}.schema.json"] = partial(published_schema, name)
        files[f"src/pilotgate/generated/{name}.json"] = partial(runtime_schema, name)
        files[f"src/pilotgate/generated/{fields}.json"] = partial(catalogue_text, model)
    files["schemas/ai-policy.schema.json"] = policy_schema
    files["schemas/policy-diff.schema.json"] = difference_schema
    for name in names():  # after the fields, which packs are checked against
        files[f"src/pilotgate/generated/packs/{name}.json"] = partial(compiled_builtin, name)
    for name in ("README", *names()):
        files[f"docs/rules/{name}.md"] = partial(_page, f"{name}.md")
    return files


@cache
def _pages() -> dict[str, str]:
    return builtin_pages()


def _page(name: str) -> str:
    return _pages()[name]


GENERATED: dict[str, Callable[[], str]] = _files()
"""Every generated file, by its path from the root of the repository, and what makes it."""


def write(root: Path) -> list[str]:
    """Write what is stale below `root`; the paths that changed."""
    changed = []
    for path, make in GENERATED.items():
        file, text = root / path, make()
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


if __name__ == "__main__":
    write(Path())
