"""What the models of our documents share: strict, frozen, and each field explained."""

from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pilotgate.errors import did_you_mean
from pilotgate.shapes.types import String

POC, PILOT, PRODUCTION, NEVER = "poc", "pilot", "production", ""
T = TypeVar("T")


class Shape(BaseModel):
    """A mapping whose keys are known; only keys that begin with `x-` are free."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="allow", populate_by_name=True, allow_inf_nan=False
    )

    conditions: ClassVar[tuple[dict[str, Any], ...]] = ()
    """What JSON Schema says in `allOf` where one field decides about another."""

    @model_validator(mode="after")
    def _no_unknown_keys(self) -> Self:
        known = [field.alias or name for name, field in type(self).model_fields.items()]
        for key in self.model_extra or {}:
            if not key.startswith("x-"):
                raise ValueError(f'there is no "{key}" here; {did_you_mean(key, known)}')
        return self


class NotApplicable(Shape):
    """Stands in place of a list: there is nothing to declare, and why."""

    not_applicable: String


class Section(Shape):
    """A part of a document that may be replaced as a whole by `not_applicable: reason`."""

    not_applicable: String | None = Field(default=None)

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.not_applicable is not None and len(self.model_fields_set) > 1:
            raise ValueError("not_applicable stands in place of a section: remove its other keys")
        return self


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _or_reason(value: object) -> object:
    # Chosen before validation, so that an error speaks of the form that was written.
    if isinstance(value, dict):
        return NotApplicable.model_validate(value)
    return _tuple(value)


Many = Annotated[tuple[T, ...] | NotApplicable, BeforeValidator(_or_reason)]
"""A list of the manifest; `not_applicable: reason` may stand in its place."""

Listed = Annotated[tuple[T, ...], BeforeValidator(_tuple)]
"""A list of one of our other documents."""


def about(  # noqa: PLR0913  one word each, and all but two are rarely given
    description: str,
    example: str | None = None,
    stage: str = NEVER,
    *,
    key: str | None = None,
    item_key: str = "",
    currency: str = "",
    required: bool = False,
    default: object = None,
) -> Any:
    """A field: what it is, an example as YAML, and the stage that first asks for it.

    `key` is its name in the file where Python forbids it, `item_key` the field that
    names an item of this list, `currency` the field that says an amount's currency.
    """
    extra: dict[str, Any] = {
        "example": example,
        "stage": stage,
        "item_key": item_key,
        "currency": currency,
    }
    return Field(
        default=... if required else default,
        alias=key,
        description=description,
        json_schema_extra=extra,
    )
