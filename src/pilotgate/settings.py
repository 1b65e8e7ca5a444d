"""`Settings`: what a policy decides besides rules. `Configuration`: what a repository chooses."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from pilotgate.errors import ConfigurationError, did_you_mean
from pilotgate.ladders import Stage
from pilotgate.record import Record
from pilotgate.values import Duration


class Adoption(Record):
    """Until that day a manifest may be born at any stage, with its gaps on a dated list."""

    until: date
    max_due: Duration


class Settings(Record):
    """Settings of a pack, defaults filled in."""

    grace: dict[str, Duration] = {}  # by stage: so long after stage.since a gap only warns
    branches: dict[str, str] = {}
    minimum_time: dict[str, Duration] = {}
    adoption: Adoption | None = None
    waivers_max: Duration | None = None
    waiver_approvers: tuple[str, ...] = ()
    medium_spend: str | None = None  # monthly run cost from which the derived tier is medium

    def grace_for(self, stage: Stage) -> Duration | None:
        return self.grace.get(stage)


DEFAULT_GRACE: Final = {"poc": "P14D"}
DEFAULT_WAIVER: Final = "P90D"


def settings_of(data: dict[str, Any]) -> Settings:
    """Settings from the checked data of a pack."""
    adoption = data.get("adoption")
    waivers = data.get("waivers") or {}
    return Settings(
        grace=_durations(data.get("grace", DEFAULT_GRACE)),
        branches=dict(data.get("branches") or {}),
        minimum_time=_durations(data.get("minimum_time") or {}),
        adoption=Adoption(
            date.fromisoformat(adoption["until"]), _duration(adoption.get("max_due", "P12M"))
        )
        if adoption
        else None,
        waivers_max=_duration(waivers.get("max", DEFAULT_WAIVER)),
        waiver_approvers=tuple(waivers.get("approvers") or ()),
        medium_spend=data.get("medium_spend"),
    )


def _durations(data: dict[str, str]) -> dict[str, Duration]:
    return {key: _duration(text) for key, text in data.items()}


def _duration(text: str) -> Duration:
    duration = Duration.parse(text)
    if duration is None:
        raise ValueError(f"{text!r} is not a duration")
    return duration


class Configuration(Record):
    """`.pilotgate.toml`, or `[tool.pilotgate]` in pyproject.toml."""

    file: str = ""
    policy: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()  # further paths, as globs
    exclude: tuple[str, ...] = ()


FILES: Final = (".pilotgate.toml", "pyproject.toml")
_KEYS: Final = ("policy", "manifests")
_LATER: Final = ("waivers", "people", "branches")  # known words, which nothing here reads


def configuration(read: Callable[[str], bytes | None]) -> Configuration:
    """The configuration among the files that `read` knows; `ConfigurationError` if it is wrong."""
    own, project = (read(name) for name in FILES)
    if own is not None:
        return _checked(_toml(own, FILES[0]), FILES[0])
    # TOML spells a table in several ways; the name is in all of them.
    if project is not None and b"pilotgate" in project:
        tool = _toml(project, FILES[1]).get("tool", {})
        if isinstance(tool, dict) and "pilotgate" in tool:
            return _checked(tool["pilotgate"], FILES[1])
    return Configuration()


def _toml(data: bytes, name: str) -> dict[str, Any]:
    # Imported here: most repositories have no configuration.
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(
            f"is not TOML: {error}", where=name, hint="mend the file, or delete it"
        ) from None


def _checked(table: object, name: str) -> Configuration:
    if not isinstance(table, dict):
        raise ConfigurationError("pilotgate must be a table", where=name)
    for key in table:
        if key in _LATER:
            raise ConfigurationError(
                f"{key} is not used by this version",
                where=name,
                hint="delete it, so that nobody believes in it",
            )
        if key not in _KEYS:
            raise ConfigurationError(
                f'there is no setting "{key}"', where=name, hint=did_you_mean(str(key), _KEYS)
            )
    manifests = table.get("manifests", {})
    if isinstance(manifests, list | str):
        manifests = {"paths": manifests}
    if not isinstance(manifests, dict) or set(manifests) - {"paths", "exclude"}:
        raise ConfigurationError(
            "manifests takes paths and exclude",
            where=name,
            hint='as in manifests = {paths = ["ai/*.yaml"], exclude = ["examples/*"]}',
        )
    return Configuration(
        file=name,
        policy=_strings(table.get("policy", []), "policy", name),
        manifests=_strings(manifests.get("paths", []), "manifests.paths", name),
        exclude=_strings(manifests.get("exclude", []), "manifests.exclude", name),
    )


def _strings(value: object, key: str, name: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigurationError(f"{key} takes a text or a list of texts", where=name)
    return tuple(value)
