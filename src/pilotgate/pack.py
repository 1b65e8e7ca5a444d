"""`Pack` and `Policy`: the rules that judge, from their compiled form.

A compiled pack is plain data, made by `compiler` from checked YAML: parameters
are put in, overlays applied, defaults filled. Loading it checks nothing again.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from pilotgate.clause import Clause
from pilotgate.errors import PackError, Problem, UsageError
from pilotgate.fields import FieldInfo
from pilotgate.ladders import TIERS, Evidence, Stage, Tier
from pilotgate.language import Source, clauses
from pilotgate.people import NOBODY, People
from pilotgate.record import Record
from pilotgate.rule import Reach, Rule
from pilotgate.settings import Settings, settings_of

FORMAT: Final = 3  # of the compiled form; a cache with another number is made anew

DIMENSIONS: Final = (
    "business-case",
    "lifecycle-stop",
    "ownership",
    "data",
    "architecture-integration",
    "human-oversight",
    "evaluation",
    "monitoring",
    "mlops-deployment",
    "security",
    "compliance-retention",
    "cost-scale",
)

# Who owes what a dimension asks for, where neither the rule nor the item names somebody.
OWNER_OF: Final = {
    "business-case": "business",
    "lifecycle-stop": "business",
    "ownership": "business",
    "data": "data",
    "architecture-integration": "technical",
    "human-oversight": "business",
    "evaluation": "technical",
    "monitoring": "technical",
    "mlops-deployment": "technical",
    "security": "technical",
    "compliance-retention": "risk",
    "cost-scale": "business",
}


T = TypeVar("T")
OwnFields = dict[str, str | FieldInfo]


class Pack(Record):
    """One pack as it judges."""

    name: str
    version: str
    title: str
    owner: str
    digest: str
    source: str
    rules: tuple[Rule, ...]
    settings: Settings
    fields: OwnFields = {}  # the organisation's own x- fields, or their types alone
    people: People = NOBODY


class Policy(Record):
    """All packs that judge together."""

    packs: tuple[Pack, ...]
    rules: tuple[Rule, ...]
    settings: Settings
    fields: OwnFields
    people: People

    def rule(self, identifier: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == identifier), None)


def policy_of(packs: Iterable[Pack]) -> Policy:
    """Packs side by side. What two of them share is one; what they say differently is an error."""
    # The order of options decides nothing, and a pack that is named twice is one pack.
    listed: list[Pack] = []
    for pack in sorted(packs, key=lambda pack: (pack.name, pack.version, pack.digest)):
        if pack not in listed:
            listed.append(pack)
    if not listed:
        raise UsageError(
            "no pack was named, so there is nothing to judge by",
            where="--policy",
            hint="name one, as in --policy builtin:baseline",
        )
    problems: list[Problem] = []
    policy = Policy(
        packs=tuple(listed),
        rules=_rules(listed, problems),
        settings=_settings(listed, problems),
        fields=_merged(
            [(pack, pack.fields) for pack in listed], "give different types to {}", problems
        ),
        people=People(
            _merged(
                [(pack, pack.people.aliases) for pack in listed],
                "say that {} is different people",
                problems,
            )
        ),
    )
    if problems:
        raise PackError(" + ".join(pack.name for pack in listed), problems)
    return policy


def _rules(listed: list[Pack], problems: list[Problem]) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for pack in listed:
        for rule in pack.rules:
            known = rules.setdefault(rule.id, rule)
            if known is not rule and known.but(pack="") != rule.but(pack=""):
                text = (
                    f'the packs "{known.pack}" and "{pack.name}" say different things '
                    f'about the rule "{rule.id}"'
                )
                hint = "let one of the packs extend the other"
                problems.append(Problem(rule.file, rule.line, 1, text, hint))
    return tuple(rules[identifier] for identifier in sorted(rules))


def _settings(listed: list[Pack], problems: list[Problem]) -> Settings:
    """Those of the one pack that has any of its own."""
    usual = settings_of({})
    own = [pack for pack in listed if pack.settings != usual]
    for pack in own[1:]:
        if pack.settings != own[0].settings:
            text = f'the packs "{own[0].name}" and "{pack.name}" have different settings'
            hint = "keep the settings in one of them"
            problems.append(Problem(f"{pack.source}/pack.yaml", 1, 1, text, hint))
    return own[0].settings if own else usual


def _merged(
    given: list[tuple[Pack, Mapping[str, T]]], clash: str, problems: list[Problem]
) -> dict[str, T]:
    """All entries; one that two packs give differently is a problem."""
    merged: dict[str, T] = {}
    first: dict[str, Pack] = {}
    for pack, entries in given:
        for key, value in entries.items():
            known = first.setdefault(key, pack)
            if merged.setdefault(key, value) != value:
                what = clash.format(f'"{key}"')
                text = f'the packs "{known.name}" and "{pack.name}" {what}'
                hint = "keep it in one of them"
                problems.append(Problem(f"{pack.source}/pack.yaml", 1, 1, text, hint))
    return merged


def pack_of(data: dict[str, Any], rules: Iterable[Rule] | None = None) -> Pack:
    """The pack from what its compiler says; `rules`, where they were read before."""
    conditions: dict[str, tuple[Clause, ...]] = {}
    source = Source(conditions)
    for name, asked in data["conditions"].items():  # in the order of their dependence
        conditions[name] = clauses(asked, source, (name,), asked=True)
    return Pack(
        name=data["name"],
        version=data["version"],
        title=data["title"],
        owner=data["owner"],
        digest=data["digest"],
        source=data["source"],
        rules=tuple(_rule(rule, conditions) for rule in data["rules"])
        if rules is None
        else tuple(rules),
        settings=settings_of(data["settings"]),
        fields={path: _own_field(path, given) for path, given in data["fields"].items()},
        people=People(data["people"]),
    )


def _own_field(path: str, given: str | dict[str, Any]) -> str | FieldInfo:
    if isinstance(given, str):
        return given
    return FieldInfo(
        path,
        given["type"],
        values=tuple(given.get("values", ())),
        item_key=given.get("item_key", ""),
        about=given.get("about", ""),
        example=given.get("example", ""),
    )


def _rule(data: dict[str, Any], conditions: dict[str, tuple[Clause, ...]]) -> Rule:
    lines: dict[str, tuple[int, str]] = {key: (at, text) for key, at, text in data["lines"]}
    source = Source(
        conditions, line=lambda route: lines.get(".".join(map(str, route)), (data["line"], ""))
    )
    when = data.get("when", [])
    day = data.get("effective_from")
    return Rule(
        id=data["id"],
        pack=data["pack"],
        title=data["title"],
        why=data["why"],
        fix=data["fix"],
        dimension=data["dimension"],
        blocks=reach(data["blocks"]),
        warns=reach(data.get("warns")),
        require=clauses(data["require"], source, ("require",)),
        when=clauses(when, source, ("when",), asked=True) if when else (),
        when_names=tuple(name for name in when if isinstance(name, str)),
        evidence={stage: Evidence(level) for stage, level in data.get("evidence", {}).items()},
        not_applicable=tuple(Tier(tier) for tier in data.get("not_applicable", ())),
        grace=data.get("grace", True),
        effective_from=date.fromisoformat(day) if day else None,
        on_move=data.get("on") == "move",
        owner=data.get("owner", ""),
        sources=tuple(data.get("sources", ())),
        references=tuple(data.get("references", ())),
        file=data["file"],
        line=data["line"],
    )


def reach(data: dict[str, Any] | None) -> Reach:
    """`{from: pilot, tiers: [high]}` or `{from: {medium: production, high: pilot}}`."""
    if not data:
        return {}
    since = data["from"]
    if isinstance(since, dict):
        return {tier: Stage(stage) for tier, stage in since.items()}
    return dict.fromkeys(data.get("tiers") or TIERS, Stage(since))
