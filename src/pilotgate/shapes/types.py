"""The small closed set of types that a field of our documents may have.

Every type is an `Annotated` alias carrying a `Kind`, which names it in the field
catalogue and says how JSON Schema describes it. Numbers stay exact decimals.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from pilotgate.values import (
    CURRENCIES,
    DATE_PATTERN,
    DURATION_PATTERN,
    INITIATIVE_ID_PATTERN,
    REF_PATTERN,
    SHA256_PATTERN,
    date_of,
)

Json = Mapping[str, Any]


class Kind:
    """The name of a type in the catalogue, its JSON Schema, and what to write instead."""

    def __init__(self, name: str, schema: Json, hint: str, *, variant: str = "") -> None:
        self.name = name
        self.schema = schema
        self.hint = hint
        self.variant = variant or name


class Words(Kind):
    """An enumeration: each value with what it means. `open` ones take `x-` names as well.

    A value that ends in `:*` stands for every name with that beginning.
    """

    def __init__(self, values: Mapping[str, str], *, open: bool = False) -> None:  # noqa: A002
        self.values = dict(values)
        self.open = open
        exact = [value for value in values if not value.endswith(":*")]
        prefixes = [value[:-1] for value in values if value.endswith(":*")]
        schema: dict[str, Any] = {"enum": exact}
        if open:
            beginnings = "|".join(["x-", *prefixes])
            schema = {
                "type": "string",
                "anyOf": [{"enum": exact}, {"pattern": f"^({beginnings})[^\\s]+$"}],
            }
        super().__init__("enum", schema, f"use one of: {', '.join(values)}")

    def allows(self, value: str) -> bool:
        if value in self.values:
            return not value.endswith(":*")
        beginnings = ["x-", *(name[:-1] for name in self.values if name.endswith(":*"))]
        return self.open and any(
            value.startswith(start) and len(value) > len(start) for start in beginnings
        )

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, handler(source))

    def _read(self, value: str) -> str:
        if not self.allows(value):
            raise ValueError(f'"{value}" is not one of {", ".join(self.values)}')
        return value


def _decimal(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is wanted, not true or false")  # noqa: TRY004  pydantic's way
    if isinstance(value, int | float):
        return Decimal(str(value))
    return value


def _date(value: object) -> object:
    if isinstance(value, str):
        return date_of(value) or value
    return value


_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_POSITIVE = {"type": "number", "minimum": 0}

String = Annotated[str, Kind("string", _TEXT, "write a text")]
Prose = Annotated[str, Kind("prose", _TEXT, "write one or more sentences")]
Id = Annotated[str, Kind("id", _TEXT, "write a short name without spaces, such as claims-triage")]
InitiativeId = Annotated[
    str,
    Kind(
        "id",
        {"type": "string", "pattern": INITIATIVE_ID_PATTERN},
        "3 to 63 lower-case letters, digits and hyphens, starting with a letter or digit",
        variant="initiative-id",
    ),
    Field(pattern=INITIATIVE_ID_PATTERN),
]
Ref = Annotated[
    str,
    Kind(
        "ref",
        {"type": "string", "pattern": REF_PATTERN},
        "write user:default/anna.k, group:payments, an e-mail address or a @github-handle",
    ),
    Field(pattern=REF_PATTERN),
]
Path = Annotated[
    str, Kind("path", _TEXT, "write a path from the root of the repository, or an https URL")
]
Currency = Annotated[
    str,
    Kind("currency", {"enum": list(CURRENCIES)}, "write an ISO 4217 code, such as EUR"),
    Field(pattern="^[A-Z]{3}$"),
]
Licence = Annotated[str, Kind("licence", _TEXT, "write an SPDX identifier, such as Apache-2.0")]
Sha256 = Annotated[
    str,
    Kind(
        "sha256",
        {"type": "string", "pattern": SHA256_PATTERN},
        "write the 64 hexadecimal digits that sha256sum prints",
    ),
    Field(pattern=SHA256_PATTERN),
]
Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(allow_inf_nan=False),
    Kind("number", _NUMBER, "write a number, such as 5.0, without quotes, unit or percent sign"),
]
Amount = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(allow_inf_nan=False, ge=0),
    Kind(
        "number",
        _POSITIVE,
        "write a number of at least 0, without quotes, unit or currency sign",
        variant="amount",
    ),
]
Rate = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    Field(allow_inf_nan=False, ge=0, le=1),
    Kind(
        "rate",
        {"type": "number", "minimum": 0, "maximum": 1},
        "write a share between 0 and 1, such as 0.95 for 95 %",
    ),
]
Integer = Annotated[
    int,
    Field(ge=0),
    Kind("integer", {"type": "integer", "minimum": 0}, "write a whole number of at least 0"),
]
Boolean = Annotated[bool, Kind("boolean", {"type": "boolean"}, "write true or false")]
Date = Annotated[
    date,
    BeforeValidator(_date),
    Kind("date", {"type": "string", "pattern": DATE_PATTERN}, "write a date as YYYY-MM-DD"),
]
Duration = Annotated[
    str,
    Kind(
        "duration",
        {"type": "string", "pattern": DURATION_PATTERN},
        "write an ISO 8601 duration: P6M is six months, P90D ninety days, PT72H 72 hours",
    ),
    Field(pattern=DURATION_PATTERN),
]
_NONE_OR_DURATION = f"^none$|{DURATION_PATTERN}"
DurationOrNone = Annotated[
    str,
    Kind(
        "duration",
        {"type": "string", "pattern": _NONE_OR_DURATION},
        "write an ISO 8601 duration such as P6M or P90D, or none where nothing is kept",
        variant="duration-or-none",
    ),
    Field(pattern=_NONE_OR_DURATION),
]

TYPES: tuple[Any, ...] = (
    String,
    Prose,
    Id,
    InitiativeId,
    Ref,
    Path,
    Currency,
    Licence,
    Sha256,
    Number,
    Amount,
    Rate,
    Integer,
    Boolean,
    Date,
    Duration,
    DurationOrNone,
)
"""Every scalar type but enumerations, which are made where they are used."""

STAGES = {
    "poc": "A proof of concept: is it possible and worth it?",
    "pilot": "Real users, limited in number and time.",
    "production": "People or processes rely on it.",
    "stopped": "Given up before or after production; only a new proof of concept leads out.",
    "retired": "Was in production and has been switched off in order.",
}
StageName = Annotated[str, Words(STAGES)]
Direction = Annotated[str, Words({"up": "Higher is better.", "down": "Lower is better."})]
