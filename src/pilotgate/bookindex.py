"""The index of a rulebook: its rules by stage, dimension, framework and owner role."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pilotgate.ladders import TIERS, Stage
from pilotgate.markdown import code, prose, table
from pilotgate.pack import DIMENSIONS, OWNER_OF
from pilotgate.phrases import both
from pilotgate.record import Record
from pilotgate.rule import Reach, Rule

INDEX: Final = "README.md"
MARK: Final = "<!-- Made by pilotgate policy docs: what is changed here by hand is lost. -->"
_UNVERIFIED: Final = re.compile(r"\s*\(not re-fetched\)")
_ROLES: Final = ("business", "technical", "data", "risk", "support")
_FRAMEWORKS: Final = (
    ("AIA", "EU AI Act"),
    ("EU AI Act", "EU AI Act"),
    ("GDPR", "GDPR"),
    ("ISO", "ISO/IEC 42001"),
    ("NIST", "NIST AI RMF"),
    ("OMB M-25-21", "OMB M-25-21"),
    ("M-25-21", "OMB M-25-21"),
    ("OMB M-25-22", "OMB M-25-22"),
    ("M-25-22", "OMB M-25-22"),
    ("NL", "Dutch government requirements"),
    ("SR", "Federal Reserve SR letters"),
)
_LEVELS: Final = (
    ("declared", "the manifest says so"),
    ("file", "the file that it names is in the repository and not empty"),
    ("content", "that file can be read, and holds what it should"),
    ("dated", "the history of the repository agrees with the dates"),
    ("crossed", "a second, independent source agrees; asked of tier high alone"),
)


class Volume(Record):
    """One pack of the rulebook: where its page is, and what the index says of it."""

    name: str
    file: str
    title: str
    version: str
    owner: str
    rules: tuple[Rule, ...]


Entry = tuple[Volume, Rule]


def index(volumes: Sequence[Volume]) -> str:
    """The page that leads to all others."""
    entries = [(volume, rule) for volume in volumes for rule in volume.rules]
    rows = [
        (
            f"[{code(one.name)}]({one.file})",
            prose(one.title),
            prose(one.version),
            code(one.owner),
            str(len(one.rules)),
        )
        for one in volumes
    ]
    parts = [MARK, "# Rulebook", _PREFACE]
    parts.append(table(("pack", "title", "version", "owner", "rules of its own"), rows))
    parts += [*_by_stage(entries), *_by_dimension(entries), *_by_framework(entries)]
    parts += [*_by_role(entries), "## How deep a rule asks", _DEPTHS]
    parts.append("\n".join(f"- {code(level)}: {words}" for level, words in _LEVELS))
    return "\n\n".join(parts) + "\n"


_PREFACE: Final = (
    "What is demanded of an AI initiative, pack by pack. A rule warns or blocks from a stage on: "
    "poc (proof of concept), pilot or production. What is not declared counts as not met; "
    "what could not be established is never taken as met."
)
_DEPTHS: Final = "A rule says from which stage on a statement needs more than being declared:"


def _by_stage(entries: Sequence[Entry]) -> Iterator[str]:
    yield "## By stage"
    for stage in Stage:
        lines = []
        for page, rule in entries:
            tiers = [tier for tier in TIERS if rule.blocks.get(tier) is stage]
            if tiers:
                only = "" if len(tiers) == len(TIERS) else f" (tier {both(tiers)})"
                lines.append(f"- {_link(page, rule)}: {prose(rule.title)}{only}")
        if lines:
            yield f"### {'Blocks at stage' if stage.ended else 'Blocks from'} {stage}"
            yield "\n".join(lines)


def _by_dimension(entries: Sequence[Entry]) -> Iterator[str]:
    yield "## By dimension"
    rows = []
    for dimension in DIMENSIONS:
        links = [_link(page, rule) for page, rule in entries if rule.dimension == dimension]
        if links:
            rows.append((dimension, ", ".join(links)))
    yield table(("dimension", "rules"), rows)


def _by_framework(entries: Sequence[Entry]) -> Iterator[str]:
    found: dict[str, dict[str, list[str]]] = {}
    for page, rule in entries:
        for reference in rule.references:
            places = found.setdefault(_framework(reference), {})
            places.setdefault(reference, []).append(_link(page, rule))
    if not found:
        return
    yield "## By framework"
    yield (
        "What a rule refers to is no legal advice. A reference with the mark "
        "*not verified against the text* was not looked up in the text of the law or standard."
    )
    for framework in sorted(found):
        yield f"### {prose(framework)}"
        listed = sorted(found[framework].items(), key=lambda item: _natural(item[0]))
        rows = [(reference_words(reference), ", ".join(links)) for reference, links in listed]
        yield table(("reference", "rules"), rows)


def _by_role(entries: Sequence[Entry]) -> Iterator[str]:
    yield "## By owner role"
    rows = []
    for role in _ROLES:
        links = [_link(page, rule) for page, rule in entries if role_of(rule) == role]
        if links:
            rows.append((role, ", ".join(links)))
    yield table(("asked of the owner for", "rules"), rows)


def _framework(reference: str) -> str:
    for start, name in _FRAMEWORKS:
        if reference == start or reference.startswith((f"{start} ", f"{start}/")):
            return name
    return reference.split(maxsplit=1)[0]


def _natural(text: str) -> list[tuple[int, str]]:
    """Article 9 comes before article 10."""
    parts = re.findall(r"\d+|\D+", text)
    return [(int(part), "") if part.isdigit() else (-1, part.casefold()) for part in parts]


def _link(page: Volume, rule: Rule) -> str:
    return f"[{code(rule.id)}]({page.file}#{rule.id})"


# ------------------------------------------------------------------ small parts


def role_of(rule: Rule) -> str:
    """Whose turn it is, where an item names nobody."""
    return rule.owner or OWNER_OF[rule.dimension]


def short(reach: Reach) -> str:
    """From which stage, in a cell."""
    stages = dict.fromkeys(reach[tier] for tier in TIERS if tier in reach)
    parts = []
    for stage in stages:
        tiers = [tier for tier in TIERS if reach.get(tier) is stage]
        parts.append(str(stage) if len(tiers) == len(TIERS) else f"{stage} ({', '.join(tiers)})")
    return ", ".join(parts)


def reference_words(text: str) -> str:
    """A reference; one that nobody looked up says so."""
    plain = _UNVERIFIED.sub("", text)
    return f"{prose(plain)} (*not verified against the text*)" if plain != text else prose(text)
