"""What of a policy is in force, in lines to read: its rules, its settings, and who set them."""

from collections.abc import Iterator
from typing import Any

from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.overlay import Draft
from pilotgate.ladders import TIERS
from pilotgate.pack import pack_of
from pilotgate.rule import Reach
from pilotgate.wording import clause_words

_WIDTH = 36


def listing(compiled: Compiled) -> Iterator[str]:
    """One line for each rule: its id, from where it blocks, its title."""
    for identifier, draft in sorted(compiled.merged.rules.items()):
        yield f"{identifier:<{_WIDTH}} {reach(draft.blocks):<28} {draft.file.data['title']}"


def settings(compiled: Compiled, *, origins: bool) -> Iterator[str]:
    """The settings and parameters."""
    for name, value in flat(compiled.merged.settings, ""):
        origin = compiled.merged.settings_origins.get(name)
        yield _row(f"settings.{name}", value, str(origin) if origins and origin else "")
    for name, parameter in sorted(compiled.merged.parameters.known.items()):
        line = parameter.file.line(parameter.route)[0]
        where = f"{parameter.file.name}:{line}" if origins else ""
        yield _row(f"parameters.{name}", parameter.value, where)


_RECORDED = ("branches", "minimum_time", "waivers")


def recorded(compiled: Compiled) -> Iterator[str]:
    """A note for each setting of the pack itself that nothing in this version looks at."""
    top = compiled.layers.top
    for name in top.section("settings"):
        if top.pack and name in _RECORDED:
            line = top.pack.line(("settings", name))[0]
            yield f"note: {top.pack.name}:{line}: settings.{name} is not enforced by this version"


def whole(compiled: Compiled, identifier: str, *, origins: bool) -> Iterator[str]:
    """One rule with all its values."""
    draft = compiled.merged.rules[identifier]
    data = compiled.rules[identifier]
    yield f"{identifier} (pack {draft.layer.name}, {draft.file.name})"
    values = {
        "title": data.get("title"),
        "why": data.get("why"),
        "fix": draft.fix,
        "dimension": data.get("dimension"),
        "owner": draft.owner,
        "on": data.get("on"),
        "blocks": reach(draft.blocks),
        "warns": reach(draft.warns),
        "evidence": ", ".join(f"{stage}: {level}" for stage, level in draft.evidence.items()),
        "grace": "" if draft.grace else "false",
        "effective_from": draft.effective_from,
        "not_applicable": list(draft.not_applicable),
        "adjustable": list(draft.adjustable),
        "sources": data.get("sources"),
        "references": data.get("references"),
    }
    for key, value in values.items():
        if value:
            yield _row(key, value, _origin(draft, key) if origins else "")
    yield from _clauses(compiled, draft, origins=origins)
    text = draft.file.document.text
    for name, parameter in sorted(compiled.merged.parameters.known.items()):
        if "${" + name + "}" in text:
            line = parameter.file.line(parameter.route)[0]
            where = f"{parameter.file.name}:{line}" if origins else ""
            yield _row(f"${{{name}}}", parameter.value, where)


def _clauses(compiled: Compiled, draft: Draft, *, origins: bool) -> Iterator[str]:
    """When the rule applies and what it requires, in words, each with its line of the file."""
    rule = next(rule for rule in pack_of(compiled.data()).rules if rule.id == draft.id)
    data = compiled.rules[draft.id]
    for key, clauses in (("when", rule.when), ("require", rule.require)):
        # A condition that goes by its name is one clause too, so the two lists are alike.
        for at, (given, clause) in enumerate(zip(data.get(key) or (), clauses, strict=True)):
            line = draft.file.line((key, at))[0]
            where = f"{draft.file.name}:{line}"
            words = clause_words(clause.but(message=""))  # it has a line of its own
            if isinstance(given, str):
                words = f"{given}: {words}"
                where = f"{where}, {compiled.merged.conditions[given]}"
            yield _row(f"{key} (line {line})", words, where if origins else "")
            if clause.message:
                yield _row("  message", clause.message, "")


def reach(held: Reach) -> str:
    """From which stage, as short as it can be said."""
    if not held:
        return ""
    if len(set(held.values())) == 1:
        tiers = "" if len(held) == len(TIERS) else f" ({', '.join(held)})"
        return f"from {next(iter(held.values()))}{tiers}"
    return ", ".join(f"{tier} from {stage}" for tier, stage in held.items())


def _origin(draft: Draft, key: str) -> str:
    origin = draft.origins.get(key)
    return str(origin) if origin else ""


def _row(key: str, value: Any, where: str) -> str:
    text = f"  {key}: {_plain(value)}"
    return f"{text}    <- {where}" if where else text


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) + "}"
    return " ".join(str(value).split())


def flat(data: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{above}.{key}" if above else key
        if isinstance(value, dict) and value and "implies" not in value:
            yield from flat(value, name)
        else:
            yield name, value
