"""A pack's compiled form: rules as data, and back without reading their language again.

A hook starts hundreds of times a day, and reading ninety rules from what a person wrote takes
longer than judging by them. So a compiled pack keeps what was read: every `Record` as a mapping
of its fields with its kind under `_`, and what several rules share only once. It is plain JSON;
nothing but the kinds listed here can come out of it.
"""

import json
from binascii import crc32
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pilotgate.clause import Clause, Options
from pilotgate.document import Field, field
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.pack import FORMAT, Pack, pack_of
from pilotgate.predicates import PREDICATES
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.term import Arithmetic, FieldTerm, FileTerm, Literal, Pick, Table
from pilotgate.values import Duration

Json = Any
_KIND: Final = "_"
_TEXT: Final = "t"

_TEXTS: Final[dict[str, tuple[type, Callable[[str], Any]]]] = {
    "Field": (Field, field),
    "Decimal": (Decimal, Decimal),
    "date": (date, date.fromisoformat),
    "Duration": (Duration, Duration.parse),
    "Stage": (Stage, Stage),
    "Tier": (Tier, Tier),
    "Evidence": (Evidence, Evidence),
}
_RECORDS: Final[dict[str, type[Record]]] = {
    kind.__name__: kind
    for kind in (Rule, Clause, Options, Literal, Table, FieldTerm, Arithmetic, Pick, FileTerm)
} | {f"{name}.Params": predicate.Params for name, predicate in PREDICATES.items()}
_NAMES: Final = {kind: name for name, kind in _RECORDS.items()}
_SHARED: Final = "shared"
_HEAD: Final = f'{{"format":{FORMAT},'
_UNSUMMED: Final = len(f'{_HEAD}"sum":"01234567",')


# ------------------------------------------------------------------ to data


def frozen(data: dict[str, Json]) -> dict[str, Json]:
    """The compiled form of a pack from what its compiler says."""
    shared: list[Json] = []
    keeper = _Keeper(shared)
    rules = [keeper.kept(rule) for rule in pack_of(data).rules]
    head = {key: value for key, value in data.items() if key not in ("rules", "conditions")}
    return {"format": FORMAT, **head, _SHARED: shared, "rules": rules}


def written(data: dict[str, Json]) -> str:
    """The text of a compiled form, one line for each rule."""
    rules = data["rules"]
    head = _compact({key: value for key, value in data.items() if key != "rules"})
    text = head[:-1] + ',"rules":[\n' + ",\n".join(map(_compact, rules)) + "\n]}\n"
    return summed(text.removeprefix(_HEAD))


def summed(rest: str) -> str:
    """The whole text, with a sum that tells it from a damaged one; no defence against malice."""
    return f'{_HEAD}"sum":"{crc32(rest.encode("utf-8", "surrogatepass")):08x}",{rest}'


def _compact(data: Json) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


class _Keeper:
    """Values to data; a clause that is met a second time is kept once, among the shared."""

    def __init__(self, shared: list[Json]) -> None:
        self._shared = shared
        self._seen: dict[str, int] = {}

    def kept(self, value: Any) -> Json:
        if isinstance(value, Rule):
            return self._record(value)
        if isinstance(value, Clause) and value.line == 0:
            return self._condition(value)
        for name, (kind, _) in _TEXTS.items():
            if isinstance(value, kind):
                return {_KIND: name, _TEXT: str(value)}
        if isinstance(value, Record):
            return self._record(value)
        if isinstance(value, tuple):
            return [self.kept(item) for item in value]
        if isinstance(value, dict):
            return {key: self.kept(item) for key, item in value.items()}
        if value is None or isinstance(value, str | bool | int):
            return value
        raise TypeError(f"{type(value).__name__} has no compiled form")

    def _record(self, value: Record) -> Json:
        fields = {
            name: self.kept(item)
            for name, item in value.__dict__.items()
            if name != "predicate" and item is not type(value).__defaults__[name]
        }
        return {_KIND: _NAMES[type(value)], **fields}

    def _condition(self, clause: Clause) -> Json:
        """A named condition stands in pack.yaml and has no line of a rule: rules share it."""
        data = self._record(clause)
        key = json.dumps(data)
        at = self._seen.get(key)
        if at is None:
            at = self._seen[key] = len(self._shared)
            self._shared.append(data)
        return {_KIND: _SHARED, "at": at}


# ------------------------------------------------------------------ and back


def thawed(text: str) -> Pack:
    """The pack in its compiled form; a ValueError where the text is of another format."""
    if text != summed(text[_UNSUMMED:]):
        raise ValueError("another version of this tool compiled this pack, or it is damaged")
    shared: list[Any] = []
    start = text.index(f'"{_SHARED}":') + len(_SHARED) + 3
    # What is shared comes first: it may refer to what was shared before it.
    decoder = json.JSONDecoder(object_hook=_thaw(shared))
    end = _each(text, start, decoder, shared)
    head = decoder.decode(f"{text[:start]}[]{text[end:]}")
    return pack_of({**head, "conditions": {}}, rules=head["rules"])


def _each(text: str, start: int, decoder: json.JSONDecoder, shared: list[Any]) -> int:
    """Read the items of a list one by one, so that each knows those before it; where it ends."""
    at = start + 1
    while text[at] != "]":
        item, at = decoder.raw_decode(text, at)
        shared.append(item)
        at += text[at] == ","
    return at + 1


def _thaw(shared: list[Any]) -> Callable[[dict[str, Json]], Any]:
    makers: dict[str, Callable[[dict[str, Json]], Any]] = {
        **{name: _text_maker(make) for name, (_, make) in _TEXTS.items()},
        **{name: _record_maker(kind) for name, kind in _RECORDS.items()},
        _SHARED: lambda data: shared[data["at"]],
    }

    def thaw(data: dict[str, Json]) -> Any:
        for key, value in data.items():
            if type(value) is list:
                data[key] = tuple(value)
        kind = data.pop(_KIND, None)
        return data if kind is None else makers[kind](data)

    return thaw


def _text_maker(make: Callable[[str], Any]) -> Callable[[dict[str, Json]], Any]:
    return lambda data: make(data[_TEXT])


def _record_maker(kind: type[Record]) -> Callable[[dict[str, Json]], Record]:
    """Records in the one way that costs nothing; their own checks were made when compiling."""
    new, put, defaults = object.__new__, object.__setattr__, kind.__defaults__

    def make(data: dict[str, Json]) -> Record:
        record = new(kind)
        put(record, "__dict__", {**defaults, **data})
        return record

    def make_clause(data: dict[str, Json]) -> Record:
        data["predicate"] = PREDICATES[data["name"]]
        return make(data)

    return make_clause if kind is Clause else make
