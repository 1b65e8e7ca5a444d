"""Where data does not fit a model, in our words: never those of the library."""

from collections.abc import Mapping
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError

from pilotgate.document import Route
from pilotgate.errors import did_you_mean
from pilotgate.record import Record

_WANTED: Final = {
    "string_type": ("a text is wanted here", "write it on this line, or after > on the next ones"),
    "tuple_type": ("a list is wanted here", "write [one, two], or one line each after a dash"),
    "dict_type": ("keys and values are wanted here", "write key: value"),
    "model_type": ("keys and values are wanted here", "write key: value"),
}

# Words of the pack's form that nothing reads yet: refused, so that nobody believes in them.
_LATER: Final[dict[Route, str]] = {
    ("settings", "trusted_urls"): "delete it; an https URL in a manifest is not fetched",
}


class Misfit(Record):
    """One place that does not fit. `vague`: all that is known is that the type is wrong."""

    route: Route
    text: str
    hint: str
    key: bool = False
    vague: bool = False


def misfits(model: type[BaseModel], data: Mapping[str, Any]) -> list[Misfit]:
    """Everything that is wrong, in the order of the model."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return [_misfit(model, one) for one in found]
    return []


def _misfit(model: type[BaseModel], found: Any) -> Misfit:
    route = tuple(step for step in found["loc"] if step != "[key]")
    kind, context = found["type"], found.get("ctx", {})
    if kind == "missing":
        return Misfit(route, f'"{route[-1]}" is missing', _example(str(route[-1])), key=True)
    if kind == "extra_forbidden" and route in _LATER:
        text = f"not supported by this version: {'.'.join(map(str, route))}"
        return Misfit(route, text, _LATER[route], key=True)
    if kind == "extra_forbidden":
        near = did_you_mean(str(route[-1]), _keys(model, route[:-1]))
        return Misfit(route, f'there is no key "{route[-1]}" here', near, key=True)
    if kind == "pack":
        return Misfit(route, context["text"], context["hint"], key="[key]" in found["loc"])
    if kind == "value_error":
        text, _, hint = found["msg"].removeprefix("Value error, ").partition("; ")
        return Misfit(route, text, hint)
    text, hint = _WANTED.get(kind, ("this value does not fit here", "look at the reference"))
    return Misfit(route, text, hint, vague=True)


_EXAMPLES: Final = {
    "apiVersion": "apiVersion: ai-policy/v1",
    "blocks": "blocks: {from: pilot}",
    "dimension": "dimension: ownership",
    "examples": "examples: {met: [...], gap: [...]}",
    "owner": "owner: group:default/ai-governance",
    "require": "require: [{present: [owners.business.ref]}]",
    "version": "version: 1.0.0",
    "from": "from: pilot",
}


def _example(key: str) -> str:
    return f"write {_EXAMPLES.get(key, f'{key}: and a sentence')}"


def _keys(model: type[BaseModel], route: Route) -> list[str]:
    """The keys of the model at a route, for a suggestion."""
    here: Any = model
    for step in route:
        here = _below(_held(here), step)
    found = _held(here)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return [field.alias or name for name, field in found.model_fields.items()]
    return []


def _below(held: Any, step: str | int) -> Any:
    """What stands below a key of a model or of a mapping, or at a position of a list."""
    if isinstance(held, type) and issubclass(held, BaseModel):
        fields = held.model_fields.items()
        return next((at.annotation for name, at in fields if (at.alias or name) == step), None)
    inner = get_args(held)
    return inner[-1 if get_origin(held) is dict else 0] if inner else None


def _held(annotation: Any) -> Any:
    """The model or the container that an annotation holds, options and checks taken off."""
    model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    if model or get_origin(annotation) in (dict, list, tuple):
        return annotation
    return next((found for part in get_args(annotation) if (found := _held(part))), None)
