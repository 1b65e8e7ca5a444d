"""The text of a first manifest: what is known, and placeholders for what a poc owes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from pilotgate.fields import Catalogue
from pilotgate.instance import ambiguous
from pilotgate.ladders import Stage
from pilotgate.pack import Policy
from pilotgate.reads import wanted
from pilotgate.sketch import Sketch, Verbatim, block, merge, ordered, quoted, sketch
from pilotgate.values import number

_ALWAYS: Final = (
    "metadata.id",
    "metadata.name",
    "metadata.description",
    "stage.current",
    "stage.since",
    "stage.max_duration",
    "owners.business.ref",
    "owners.technical.ref",
    "owners.data.ref",
)
_WIDTH: Final = 96
_HEAD: Final = """\
# What this initiative is for, who answers for it, and how far it has come.
#
# Replace every <...>. Until you do, it counts as not declared, and what is not declared blocks:
# the owners at once, the rest when the days of grace of a new proof of concept are over.
#   pilotgate check          what is missing, and where to write it
#   pilotgate explain FIELD  what belongs in a field, as in: pilotgate explain 'kpis[].threshold'
"""
_EDITOR: Final = (
    "#   pilotgate init --editor  completion in your editor, also for a manifest that is there\n"
)


class Draft:
    """What goes into a manifest, and what is said beside it."""

    def __init__(self, stage: Stage, since: date) -> None:
        self.stage = stage
        self.since = since
        self.values: dict[str, str] = {}
        self.notes: dict[str, list[str]] = {}  # comments, by the field they stand above


def modeline(schema: str) -> str:
    """The comment that tells an editor where the schema is, from the manifest's own directory."""
    return f"# yaml-language-server: $schema={schema}\n"


def text(draft: Draft, schema: str, policy: Policy, catalogue: Catalogue) -> str:
    """The whole manifest; `schema` is where an editor finds it, or empty where it is not here."""
    head = f"{modeline(schema)}{_HEAD}" if schema else f"{_HEAD}{_EDITOR}"
    parts = [head, "apiVersion: ai-initiative/v1\n"]
    asked = (*_ALWAYS, *_asked(policy, catalogue), *draft.values)
    for key in _sections(asked, catalogue):
        part: Sketch = {key: sketch(key, asked, catalogue)}
        for field, value in _known(draft):
            if field.startswith(f"{key}."):
                part = _put(part, field, value)
        neat = ordered(part, "", catalogue)
        if isinstance(neat, dict):
            parts.append("\n".join((*_about(key, draft, catalogue), *_lines(neat, draft), "")))
    parts.append(_later(asked, catalogue))
    return "\n".join(parts)


def _asked(policy: Policy, catalogue: Catalogue) -> tuple[str, ...]:
    """What the rules that block a proof of concept read, of every initiative."""
    fields: list[str] = []
    for rule in policy.rules:
        if rule.on_move or Stage.POC not in rule.blocks.values():
            continue
        fields += wanted(rule, Stage.POC, certain=True)
        fields += [path for path in wanted(rule, Stage.POC) if _at_poc(path, catalogue)]
    return tuple(dict.fromkeys(fields))


def _at_poc(path: str, catalogue: Catalogue) -> bool:
    info = catalogue.get(path)
    return info is not None and info.stage == Stage.POC


def _sections(asked: Iterable[str], catalogue: Catalogue) -> list[str]:
    named = {path.partition(".")[0].removesuffix("[]") for path in asked}
    return [key for key in catalogue.children() if key in named and key != "apiVersion"]


def _known(draft: Draft) -> list[tuple[str, str]]:
    later = draft.stage.later
    known = [
        ("stage.current", Verbatim(draft.stage)),
        ("stage.since", Verbatim(draft.since.isoformat())),
    ]
    if later:
        known.append(("stage.target", Verbatim(later[0])))
    return known + [(field, _written(value)) for field, value in draft.values.items()]


def _written(value: str) -> str:
    """A value of the repository: in quotes, whatever it holds, unless it is a bare word."""
    word = value.replace("-", "").isalnum() and value.isascii() and value[0].isalpha()
    if word and not ambiguous(value) and number(value) is None:
        return Verbatim(value)
    return Verbatim(quoted(value))


def _put(part: Sketch, field: str, value: str) -> Sketch:
    whole: Sketch = value
    for key in reversed(field.split(".")):
        whole = {key: whole}
    return _over(part, whole)


def _over(part: Sketch, known: Sketch) -> Sketch:
    """The sketch with what is known in place of its placeholders."""
    if isinstance(part, dict) and isinstance(known, dict):
        both = merge(part, known)
        if isinstance(both, dict):
            for key, value in known.items():
                both[key] = _over(part[key], value) if key in part else value
        return both
    return known


def _about(key: str, draft: Draft, catalogue: Catalogue) -> list[str]:
    info = catalogue.get(key)
    about = info.about if info else "A field of your organisation."
    return [*_comment(about), *_said(draft.notes.get(key, ()))]


def _said(notes: Iterable[str]) -> list[str]:
    return [line for note in notes for line in _comment(note)]


def _comment(note: str) -> list[str]:
    # Imported here: only `init` wraps comments.
    from textwrap import wrap

    safe = "".join(char for char in note if char.isprintable())
    return [f"# {line}" for line in wrap(safe, _WIDTH)]


def _lines(part: Mapping[str, Sketch], draft: Draft) -> list[str]:
    """The lines of one section, with what is said about the parts of it."""
    lines: list[str] = []
    for key, value in part.items():
        if not isinstance(value, dict):
            lines += block({key: value}, 0)
            continue
        lines.append(f"{key}:")
        for name, inner in value.items():
            notes = _said(draft.notes.get(f"{key}.{name}", ()))
            lines += [f"  {line}" for line in notes] + block({name: inner}, 2)
    return lines


def _later(asked: Iterable[str], catalogue: Catalogue) -> str:
    """What the next stages ask for, by name, so that nobody is surprised."""
    here = set(_sections(asked, catalogue))
    lines = []
    for stage in (Stage.PILOT, Stage.PRODUCTION):
        names = [
            key
            for key in catalogue.children()
            if key not in here and (info := catalogue.get(key)) and info.stage == stage
        ]
        if names:
            lines += _comment(f"From {stage} on also: {', '.join(names)}.")
    lines.append("# See what a stage will ask for: pilotgate check --for pilot")
    return "\n".join(lines) + "\n"
