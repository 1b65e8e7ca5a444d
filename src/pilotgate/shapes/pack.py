"""`pack.yaml` and the file of a rule: the shape of a policy pack."""

import re
from collections.abc import Callable, Collection
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from pilotgate.errors import did_you_mean
from pilotgate.fields import TYPES
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage
from pilotgate.pack import DIMENSIONS
from pilotgate.values import DATE_PATTERN, DURATION_PATTERN, Duration, date_of, number, reference

Json = dict[str, Any]
ROLES = ("business", "technical", "data", "risk", "support")
ADJUSTABLE = ("blocks", "warns", "evidence", "effective_from", "grace", "not_applicable")
RULE_ID = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
T = TypeVar("T")


class Closed(BaseModel):
    """A mapping that takes exactly these keys. Every scalar is the text of the file."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def wrong(text: str, hint: str = "") -> PydanticCustomError:
    """A problem in our words; `hint` says what to write."""
    return PydanticCustomError("pack", "{text}", {"text": text, "hint": hint})


class Word:
    """A text that must pass a check of ours, and its JSON Schema."""

    def __init__(self, schema: Json, check: Callable[[str], None]) -> None:
        self._schema = schema
        self._check = check

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Json:
        return dict(self._schema)

    def _read(self, value: str) -> str:
        self._check(value)
        return value


def _one_of(what: str, known: Collection[str]) -> Word:
    def check(text: str) -> None:
        if text not in known:
            raise wrong(f'"{text}" is not {what}', did_you_mean(text, tuple(known)))

    return Word({"enum": list(known)}, check)


def _form(what: str, schema: Json, fits: Callable[[str], object], hint: str) -> Word:
    def check(text: str) -> None:
        if not fits(text):
            raise wrong(f'"{text}" is not {what}', hint)

    return Word(schema, check)


def _list(value: object) -> object:
    if isinstance(value, list):
        if not value:
            raise wrong("the list is empty", "name something, or leave the key out")
        return tuple(value)
    return value


Listed = Annotated[tuple[T, ...], BeforeValidator(_list)]
Many = Annotated[tuple[T, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]

Text = Annotated[
    str,
    BeforeValidator(lambda v: v if v != "" else None),
    WithJsonSchema({"type": "string", "minLength": 1}),
]
StageName = Annotated[str, _one_of("a stage", tuple(Stage))]
RankedStage = Annotated[str, _one_of("a stage with a rank", RANKED)]
TierName = Annotated[str, _one_of("a tier", TIERS)]
Level = Annotated[str, _one_of("a level of evidence", tuple(Evidence))]
Dimension = Annotated[str, _one_of("a dimension", DIMENSIONS)]
Role = Annotated[str, _one_of("an owner's role", ROLES)]
TypeName = Annotated[str, _one_of("a type", TYPES)]
Move = Annotated[str, _one_of('"move", the one thing a rule may be about', ("move",))]
Api = Annotated[str, _one_of("a version of this vocabulary", ("ai-policy/v1",))]
Yes = Annotated[
    str,
    _form(
        "true or false", {"type": "boolean"}, {"true", "false"}.__contains__, "write true or false"
    ),
]
Day = Annotated[
    str,
    _form("a date", {"type": "string", "pattern": DATE_PATTERN}, date_of, "write YYYY-MM-DD"),
]
Period = Annotated[
    str,
    _form(
        "a duration",
        {"type": "string", "pattern": DURATION_PATTERN},
        Duration.parse,
        "write an ISO 8601 duration: P6M is six months, P90D ninety days",
    ),
]
Amount = Annotated[
    str,
    _form("a number", {"type": "number"}, lambda t: number(t) is not None, "write a number"),
]
Reference = Annotated[
    str,
    _form(
        "a reference",
        {"type": "string"},
        reference,
        "write user:default/anna.k, group:default/ai-governance, an e-mail address or a @handle",
    ),
]
PackName = Annotated[
    str,
    _form(
        "a name",
        {"type": "string", "pattern": RULE_ID},
        re.compile(RULE_ID).match,
        "use lower-case letters, digits and hyphens, as in acme-eu",
    ),
]
Version = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]

_BY_TIER = {"type": "object", "minProperties": 1}


def _since(value: object) -> object:
    """A stage for every tier, or a table of tiers."""
    words: dict[object, object] = dict(value) if isinstance(value, dict) else {"low": value}
    if not words:
        raise wrong("the table is empty", "give a stage for each tier")
    for tier, stage in words.items():
        if tier not in TIERS:
            raise wrong(f'"{tier}" is not a tier', did_you_mean(str(tier), TIERS))
        if stage not in tuple(Stage):
            raise wrong(f'"{stage}" is not a stage', did_you_mean(str(stage), tuple(Stage)))
    return value


_STAGE_SCHEMA = {"enum": list(Stage)}
Since = Annotated[
    Any,
    BeforeValidator(_since),
    WithJsonSchema(
        {
            "anyOf": [
                _STAGE_SCHEMA,
                {
                    **_BY_TIER,
                    "properties": dict.fromkeys(TIERS, _STAGE_SCHEMA),
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Clauses = Annotated[Any, WithJsonSchema({"title": "clauses"})]
Conditions = Annotated[Any, WithJsonSchema({"title": "conditions"})]


class From(Closed):
    """From which stage, and of which tiers, something is asked."""

    since: Since = Field(alias="from", description="The stage from which it is asked.")
    tiers: Listed[TierName] | None = Field(
        default=None, description="The tiers it is asked of; left out: of all."
    )


class FromChanged(Closed):
    """What an overlay changes of it."""

    since: Since | None = Field(default=None, alias="from")
    tiers: Listed[TierName] | None = None


class Examples(Closed):
    """Manifests that show the rule at work, merged into one that passes the pack."""

    met: Many[dict[str, Any]] = Field(default=(), description="The rule is met.")
    gap: Many[dict[str, Any]] = Field(default=(), description="The rule is not met.")


class RuleFile(Closed):
    """One rule: what it demands, when, from which stage, how deep, and why."""

    id: Text | None = Field(default=None, description="The file's name without .yaml.")
    title: Text = Field(description="The demand in one sentence.")
    why: Text = Field(description="What goes wrong without it.")
    fix: Text = Field(description="What to do to meet it.")
    dimension: Dimension = Field(description="The row of the readiness matrix it belongs to.")
    blocks: From = Field(description="From which stage a gap blocks.")
    warns: From | None = Field(default=None, description="An earlier stage that it warns from.")
    evidence: dict[RankedStage, Level] | None = Field(
        default=None, description="How deep it asks, from which stage on."
    )
    when: Conditions = Field(default=None, description="What must be so for the rule to apply.")
    require: Clauses = Field(description="What must hold, clause by clause.")
    not_applicable: Listed[TierName] | None = Field(
        default=None, description="The tiers that may say not_applicable instead."
    )
    grace: Yes | None = Field(
        default=None, description="false: it blocks from the first day of a stage."
    )
    effective_from: Day | None = Field(default=None, description="Before this day it only warns.")
    on: Move | None = Field(
        default=None, description="move: the rule is about a change from base to head."
    )
    owner: Role | None = Field(default=None, description="Who is asked to close the gap.")
    sources: Many[Text] = Field(default=(), description="Where the demand comes from.")
    references: Many[Text] = Field(default=(), description="Laws and standards that ask for it.")
    adjustable: Many[Text] = Field(
        default=(), description="What an overlay may loosen: keys of the rule, parameters."
    )
    examples: Examples = Field(description="Manifests that meet it and that do not.")


class Adjustment(Closed):
    """What an overlay changes of a rule of its parents."""

    blocks: FromChanged | None = None
    warns: FromChanged | None = None
    evidence: dict[RankedStage, Level] | None = None
    effective_from: Day | None = None
    grace: Yes | None = None
    not_applicable: Many[TierName] | None = None
    owner: Role | None = None
    fix: Text | None = None


class OwnField(Closed):
    """A field of the organisation's own; its name has a part that begins with x-."""

    type: TypeName = Field(description="What it holds.")
    values: Listed[Text] | None = Field(default=None, description="The words of an enumeration.")
    about: Text | None = Field(default=None, description="What it means.")
    example: Text | None = Field(default=None, description="An example of a value.")
    item_key: Text | None = Field(default=None, description="The key that names an item.")


class WaiverSettings(Closed):
    """How long a waiver may last, and who may grant one."""

    max: Period | None = None
    approvers: Many[Reference] | None = None


class AdoptionSettings(Closed):
    """Until when an initiative may be born at any stage with its gaps on a list."""

    until: Day
    max_due: Period | None = None


def _branch(value: object) -> object:
    stage = value.get("implies") if isinstance(value, dict) else value
    extra = (
        [key for key in value if key not in ("implies", "initiatives")]
        if isinstance(value, dict)
        else []
    )
    if extra:
        near = did_you_mean(str(extra[0]), ("implies", "initiatives"))
        raise wrong(f'there is no key "{extra[0]}" here', near)
    if stage not in RANKED:
        raise wrong(
            f'"{stage}" is not a stage that a branch implies', did_you_mean(str(stage), RANKED)
        )
    if isinstance(value, dict) and "initiatives" in value:
        names = value["initiatives"]
        if (
            not isinstance(names, list)
            or not all(isinstance(name, str) for name in names)
            or not names
        ):
            raise wrong("initiatives is a list of ids", "write [claims-triage]")
    return value


Branch = Annotated[
    Any,
    BeforeValidator(_branch),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": list(RANKED)},
                {
                    "type": "object",
                    "required": ["implies"],
                    "properties": {
                        "implies": {"enum": list(RANKED)},
                        "initiatives": {"type": "array", "items": {"type": "string"}},
                    },
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class SettingsShape(Closed):
    """What a policy source decides besides its rules."""

    branches: dict[str, Branch] | None = Field(
        default=None, description="Which branches imply which stage; names may hold *."
    )
    waivers: WaiverSettings | None = None
    minimum_time: dict[RankedStage, Period] | None = Field(
        default=None, description="How long a stage lasts at least before the next."
    )
    grace: dict[RankedStage, Period] | None = Field(
        default=None, description="So long after a stage began its gaps only warn."
    )
    adoption: AdoptionSettings | None = None
    medium_spend: Amount | None = Field(
        default=None, description="The monthly cost from which the tier is at least medium."
    )


NamedConditions = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "additionalProperties": {"title": "conditions"}}),
]
Parameters = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "additionalProperties": {"title": "parameter"}}),
]


class PackFile(Closed):
    """A policy pack: its name, what it extends, and what its rules share."""

    api_version: Api = Field(
        alias="apiVersion", description="The version of this file's vocabulary."
    )
    name: PackName = Field(description="The name of the pack.")
    version: Version = Field(description="The version of the pack.")
    requires: Text | None = Field(default=None, description='The tool it needs, as in ">=1.0".')
    title: Text = Field(description="What people call it.")
    owner: Reference = Field(description="Who answers for it.")
    extends: Many[Text] = Field(default=(), description="The packs it builds on.")
    parameters: Parameters = Field(
        default={}, description="Values that rules share, or new values for those of a parent."
    )
    conditions: NamedConditions = Field(
        default={}, description="Conditions that rules name in when."
    )
    fields: dict[str, OwnField] = Field(
        default={}, description="The organisation's own fields of the manifest."
    )
    settings: SettingsShape | None = None
    adjust: dict[str, Adjustment] = Field(
        default={}, description="Changes to rules of the parents, mostly tightenings."
    )
