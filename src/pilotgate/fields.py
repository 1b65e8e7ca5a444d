"""The field catalogue: every field a rule may name, its type, and what it means in words.

Read from generated data, so that nothing on the way of a commit hook needs the
models it comes from.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from pilotgate.errors import did_you_mean
from pilotgate.record import Record

TYPES = (
    "string",
    "prose",
    "id",
    "ref",
    "path",
    "licence",
    "sha256",
    "currency",
    "number",
    "integer",
    "rate",
    "boolean",
    "date",
    "duration",
    "enum",
    "section",
    "list",
    "map",
)
"""Every type of the catalogue. The last three hold other fields."""

TEXTS = frozenset({"string", "prose", "id", "ref", "path", "licence", "sha256", "currency"})
"""Types whose value is a text and nothing more."""

NUMBERS = frozenset({"number", "integer", "rate"})
HOLDERS = frozenset({"section", "list", "map"})


_MEANT = 'did you mean "'


class FieldInfo(Record):
    """One field: where it stands, what it holds, and what it means.

    `values` are the words of an enumeration, where `quality:*` stands for every
    name with that beginning, or `("none",)` for a duration that may be `none`.
    `currency` is the field that says in which currency an amount is.
    """

    path: str
    type: str
    values: tuple[str, ...] = ()
    open_values: bool = False
    item_key: str = ""
    about: str = ""
    example: str = ""
    stage: str = ""
    currency: str = ""
    required: bool = False

    def allows(self, word: str) -> bool:
        """Is this one of the words of the enumeration?"""
        if word in self.values:
            return not word.endswith(":*")
        if not self.open_values:
            return False
        beginnings = ["x-", *(value[:-1] for value in self.values if value.endswith(":*"))]
        return any(word.startswith(start) and len(word) > len(start) for start in beginnings)


class Catalogue:
    """The fields of one kind of document, by their canonical path."""

    __slots__ = ("_children", "_known", "_rows")

    def __init__(self, rows: Mapping[str, Any]) -> None:
        self._rows = dict(rows)
        self._known: dict[str, FieldInfo | None] = {}
        self._children: dict[str, list[str]] | None = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, canonical: object) -> bool:
        return isinstance(canonical, str) and self.get(canonical) is not None

    def get(self, canonical: str) -> FieldInfo | None:
        """The field at a canonical path. `*` stands for any key that is declared there."""
        if canonical in self._known:
            return self._known[canonical]
        row = self._rows.get(canonical)
        found = _info(canonical, row) if row is not None else self._indirect(canonical)
        self._known[canonical] = found
        return found

    def children(self, canonical: str = "") -> tuple[str, ...]:
        """The paths directly below: `kpis` holds `kpis[]`, which holds `kpis[].id` and more."""
        if self._children is None:
            self._children = {}
            for path in self._rows:
                self._children.setdefault(parent(path), []).append(path)
        if "*" in canonical:
            seen: dict[str, None] = {}
            for held in self._expanded(canonical):
                seen.update(
                    (f"{canonical}{path[len(held) :]}", None) for path in self.children(held)
                )
            return tuple(seen)
        return tuple(self._children.get(canonical, ()))

    def suggest(self, path: str) -> str:
        """`did you mean "..."?` for a path that does not exist; may be empty."""
        wrong = path
        while (above := parent(wrong)) and above not in self:
            wrong = above
        near = did_you_mean(wrong, self.children(above))
        if near.startswith(_MEANT):
            # The rest of the path may be right below the mended step.
            whole = near.removeprefix(_MEANT).removesuffix('"?') + path[len(wrong) :]
            return f'{_MEANT}{whole}"?' if whole in self else near
        elsewhere = did_you_mean(path, self._rows)
        return elsewhere if elsewhere.startswith(_MEANT) else near

    def with_fields(self, fields: Mapping[str, str | FieldInfo]) -> "Catalogue":
        """The same catalogue with an organisation's own `x-` fields; `ValueError` says why not."""
        rows = dict(self._rows)
        for path, given in fields.items():
            info = given if isinstance(given, FieldInfo) else FieldInfo(path, given)
            if info.type not in TYPES:
                raise ValueError(f'"{info.type}" is not a type; {did_you_mean(info.type, TYPES)}')
            if not any(key.startswith("x-") for key in path.replace("[]", "").split(".")):
                raise ValueError(f'"{path}" is not a field of your own: those begin with x-')
            self._hold(rows, path)
            rows[path] = _row(info)
            if info.type == "list":
                rows.setdefault(f"{path}[]", ["string", info.about])
        return Catalogue(rows)

    @staticmethod
    def _hold(rows: dict[str, Any], path: str) -> None:
        """Declare what holds `path`, where nobody has."""
        above = parent(path)
        while above:
            is_list = path == f"{above}[]"
            if above not in rows:
                rows[above] = ["list" if is_list else "section"]
            elif rows[above][0] != ("list" if is_list else "section"):
                kind = {"list": "a list", "section": "a section"}.get(rows[above][0], "one value")
                raise ValueError(f'"{above}" is {kind}, so "{path}" cannot be below it')
            path, above = above, parent(above)

    def _indirect(self, canonical: str) -> FieldInfo | None:
        if "*" in canonical:
            first = next(iter(self._expanded(canonical)), None)
            found = self.get(first) if first else None
            return found.but(path=canonical) if found else None
        above = parent(canonical)
        row = self._rows.get(above) if above else None
        if row and row[0] == "map" and not canonical.endswith("[]"):
            return FieldInfo(canonical, "string", about=row[1])
        return None

    def _expanded(self, canonical: str) -> Iterator[str]:
        before, _, after = canonical.partition(".*")
        for held in self.children(before):
            if held.endswith("[]"):
                continue
            path = held + after
            if "*" in path:
                yield from self._expanded(path)
            elif path in self._rows:
                yield path


@lru_cache(maxsize=4096)
def below(canonical: str, key: str) -> str:
    """The canonical path of a key of a document. A key that is no name is never a field's."""
    if any(char in _SIGNS for char in key):
        key = "?"
    return f"{canonical}.{key}" if canonical else key


_SIGNS = frozenset(".[]*")


def parent(path: str) -> str:
    """The path of what holds `path`; empty for what stands at the top."""
    if path.endswith("[]"):
        return path[:-2]
    return path.rpartition(".")[0]


def _info(path: str, row: list[Any]) -> FieldInfo:
    given: list[Any] = ["", "", "", "", {}]
    given[: len(row)] = row
    kind, about, example, stage, more = given
    return FieldInfo(
        path,
        kind,
        values=tuple(more.get("values", ())),
        open_values=more.get("open", False),
        item_key=more.get("item_key", ""),
        about=about,
        example=example,
        stage=stage,
        currency=more.get("currency", ""),
        required=more.get("required", False),
    )


def _row(info: FieldInfo) -> list[Any]:
    more: dict[str, Any] = {}
    if info.values:
        more["values"] = list(info.values)
    if info.open_values:
        more["open"] = True
    if info.item_key:
        more["item_key"] = info.item_key
    if info.currency:
        more["currency"] = info.currency
    if info.required:
        more["required"] = True
    return [info.type, info.about, info.example, info.stage, more]


@cache
def catalogue(document: str = "ai-initiative") -> Catalogue:
    """The catalogue of one kind of document, read once."""
    # Imported here: a pack compiled earlier needs no catalogue.
    import json

    name = "fields" if document == "ai-initiative" else f"fields-{document}"
    folder = __file__.rpartition("fields.py")[0]
    with open(f"{folder}generated/{name}.json", encoding="utf-8") as file:
        return Catalogue(json.load(file))


FACTS = Catalogue(
    {
        "facts": ["section"],
        "facts.committers": ["list"],
        "facts.committers[]": ["section"],
        "facts.committers[].person": ["ref"],
        "facts.committers[].last_on": ["date"],
        "facts.committers[].commits": ["integer"],
        "facts.manifest_authors": ["list"],
        "facts.manifest_authors[]": ["section"],
        "facts.manifest_authors[].person": ["ref"],
        "facts.codeowners": ["list"],
        "facts.codeowners[]": ["section"],
        "facts.codeowners[].ref": ["ref"],
        "facts.people": ["list"],
        "facts.people[]": ["section"],
        "facts.people[].ref": ["ref"],
        "facts.ci_jobs": ["list"],
        "facts.ci_jobs[]": ["section"],
        "facts.ci_jobs[].name": ["string"],
        "facts.bom": ["list"],
        "facts.bom[]": ["section"],
        "facts.bom[].version": ["string"],
        "facts.commits": ["list"],
        "facts.commits[]": ["section"],
        "facts.commits[].id": ["string"],
    }
)
"""What may be gathered, typed like the manifest."""
