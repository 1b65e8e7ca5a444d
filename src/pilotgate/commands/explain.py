"""`pilotgate explain`: a rule, a field or an invariant in words, without any network."""

import os
import sys
from collections.abc import Iterable, Iterator

import click

from pilotgate.commands import options, output
from pilotgate.commands.place import fields, here, policy
from pilotgate.errors import PilotgateError, UsageError, did_you_mean
from pilotgate.fields import HOLDERS, Catalogue, FieldInfo
from pilotgate.invariants import INVARIANTS, later
from pilotgate.pack import DIMENSIONS, OWNER_OF, Policy
from pilotgate.phrases import Names, plain
from pilotgate.reads import lengths, read_by
from pilotgate.renderers.terminal import escape, wrap
from pilotgate.rule import Rule
from pilotgate.wording import (
    applies_words,
    asks_for_files,
    demands,
    evidence_words,
    stages_words,
)

_WIDEST = 100
_NARROWEST = 40


@click.command("explain")
@click.argument("name", required=False, metavar="[RULE|FIELD|INVARIANT]")
@options.policy
def command(*, name: str | None, policy: tuple[str, ...]) -> int:
    """Say in words what a rule asks, what belongs in a field, or what always holds.

    Without a name: every rule in one line, by dimension.

    \b
    Example: pilotgate explain
             pilotgate explain ow-business-owner
             pilotgate explain 'kpis[].threshold'
    """  # noqa: D301  click wants the control character itself
    judging = _policy(policy)
    lines = _about(name, judging, fields(judging)) if name else _all(judging)
    width = _width()
    output.say("\n".join(line for given in lines for line in _wrapped(given, width)))
    return 0


def _policy(sources: tuple[str, ...]) -> Policy:
    return policy(here(os.environ), sources, os.environ)


def _width() -> int:
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given):
        return max(_NARROWEST, min(int(given), _WIDEST))
    try:
        columns = os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 80
    return max(_NARROWEST, min(columns or 80, _WIDEST))


def _wrapped(line: str, width: int) -> Iterable[str]:
    """Sentences are wrapped with their indentation; YAML (behind a bar) stays on its line."""
    body = line.lstrip(" ")
    indent = len(line) - len(body)
    if not body or body.startswith("| "):
        return [escape(line)]
    hang = indent + (2 if body.startswith("- ") else 0)
    first, *rest = wrap(body, width - hang)
    return [f"{' ' * indent}{first}", *(f"{' ' * hang}{more}" for more in rest)]


def _about(name: str, judging: Policy, known: Catalogue) -> Iterator[str]:
    rule = judging.rule(name)
    if rule:
        return _rule(rule, judging)
    if name in INVARIANTS:
        return _invariant(name)
    info = known.get(_canonical(name))
    if info:
        return _field(info, judging, known)
    everything = (*(rule.id for rule in judging.rules), *INVARIANTS, *known)
    raise UsageError(
        f'there is no rule, field or invariant called "{name[:80]}"',
        hint=did_you_mean(name, everything) or "pilotgate explain lists the rules",
    )


def _canonical(name: str) -> str:
    """The field, also as a finding writes it: `kpis[minutes].unit`."""
    # Imported here: only a field is written with brackets.
    import re

    return re.sub(r"\[[^\]]*\]", "[]", name)


def _all(judging: Policy) -> Iterator[str]:
    for dimension in DIMENSIONS:
        rules = [rule for rule in judging.rules if rule.dimension == dimension]
        if rules:
            yield dimension
        yield from (f"  - {rule.id}: {rule.title}" for rule in rules)
    yield "always"
    for name, says in INVARIANTS.items():
        yield f"  - {name}: {says}{f'. {later(name)}' if later(name) else ''}"
    yield ""
    yield "next: pilotgate explain RULE"


# ------------------------------------------------------------------ a rule


def _rule(rule: Rule, judging: Policy) -> Iterator[str]:
    yield rule.title
    role = rule.owner or OWNER_OF[rule.dimension]
    yield (
        f"rule {rule.id} of the pack {rule.pack}, dimension {rule.dimension}, "
        f"asked of the {role} owner"
    )
    yield ""
    yield "When"
    yield from (f"  - {words}" for words in stages_words(rule))
    yield from (f"  - {words}" for words in applies_words(rule))
    yield ""
    yield "What it asks"
    for told in demands(rule):
        yield from told.lines(indent=2)
    named = asks_for_files(rule, fields(judging))
    yield from (f"  - {words}" for words in evidence_words(rule, paths=named))
    yield ""
    yield f"Why: {rule.why}"
    yield ""
    yield f"To do: {rule.fix}"
    yield from _parameters(rule)
    yield from _example(rule, judging)
    if rule.sources or rule.references:
        yield ""
    if rule.references:
        yield f"References: {', '.join(rule.references)}"
    if rule.sources:
        yield f"Sources: {', '.join(rule.sources)}"
    yield ""
    yield from _waiver(rule, judging)


def _parameters(rule: Rule) -> Iterator[str]:
    # Imported here: only the text of a rule says where a number came from.
    import re

    from pilotgate.source import open_source

    source, _, name = rule.file.rpartition("/")
    try:
        tree, _ = open_source(source, root=os.getcwd())
        text = tree.read(name).decode("utf-8", "replace")
    except PilotgateError:
        return  # the numbers are in the sentences above, only their names are not known
    names = list(dict.fromkeys(re.findall(r"\$\{([A-Za-z0-9_-]+)\}", text)))
    if names:
        yield ""
        yield f"Your organisation may set: {', '.join(names)} (parameters in pack.yaml)"


def _example(rule: Rule, judging: Policy) -> Iterator[str]:
    """From the manifest that the pack tests its rules with: it passes every one of them."""
    # Imported here: a list of the rules shows no examples.
    from pilotgate.example import example
    from pilotgate.reader import read
    from pilotgate.source import open_source

    lines: list[str] = []
    for pack in judging.packs:
        try:
            tree, _ = open_source(pack.source, root=os.getcwd())
            document = read(tree.read("tests/base.yaml"), "tests/base.yaml")
        except PilotgateError:
            continue  # a pack need not ship what it was tested with
        lines = example(document, read_by(rule))
        if lines:
            break
    if lines:
        yield ""
        yield "For example"
        yield from (f"  | {line}" for line in lines)


def _waiver(rule: Rule, judging: Policy) -> Iterator[str]:
    if judging.settings.waiver_approvers:
        who = ", ".join(judging.settings.waiver_approvers)
        yield (
            f"A waiver: an entry for {rule.id} in ai-waivers.yaml, with a reason, an end and a "
            f"compensating control, approved by {who}. pilotgate schema ai-waivers shows the form."
        )
    else:
        yield (
            "A waiver: nobody may approve one yet. The owner of the policy names approvers in "
            "settings.waivers.approvers."
        )


# ------------------------------------------------------------------ a field, an invariant


def _field(info: FieldInfo, judging: Policy, known: Catalogue) -> Iterator[str]:
    yield info.path
    yield ""
    if info.about:
        yield info.about
    yield f"Type: {_type(info)}"
    if info.values:
        yield from _values(info)
    if info.type in HOLDERS:
        inner = info.path if info.type != "list" else f"{info.path}[]"
        held = [path[len(inner) + 1 :] for path in known.children(inner)]
        if held:
            yield f"Holds: {', '.join(held)}"
    if info.example:
        yield f"Example: {info.example}"
    yield f"First asked for at stage {info.stage}." if info.stage else "No stage asks for it."
    for many, rules in _lengths(info.path, judging).items():
        yield f"At least {many} words are asked by: {', '.join(rules)}"
    readers = [rule.id for rule in judging.rules if _reads(rule, info.path)]
    if readers:
        yield f"Read by: {', '.join(readers)}"
    else:
        yield "No rule of this policy reads it."


def _lengths(path: str, judging: Policy) -> dict[str, list[str]]:
    """How many words rules ask for, and which do."""
    found: dict[str, list[str]] = {}
    words = Names(plain)
    for rule in judging.rules:
        asked = dict.fromkeys(words.term(limit) for one, limit in lengths(rule) if one == path)
        if asked:
            found.setdefault(" or ".join(asked), []).append(rule.id)
    return found


def _reads(rule: Rule, path: str) -> bool:
    return any(
        field == path or field.startswith((f"{path}.", f"{path}[]")) for field in read_by(rule)
    )


_TYPES = {
    "string": "a text",
    "prose": "a text of one or more sentences",
    "id": "a short name that stays",
    "ref": "a person or a team: user:default/anna.k, group:payments, an e-mail address, @handle",
    "path": "a path from the root of the repository, or an https URL",
    "licence": "an SPDX identifier",
    "sha256": "a sha256 digest",
    "currency": "a currency of ISO 4217, such as EUR",
    "number": "a number",
    "integer": "a whole number",
    "rate": "a share from 0 to 1",
    "boolean": "true or false",
    "date": "a date, YYYY-MM-DD",
    "duration": "an ISO 8601 duration, such as P90D",
    "enum": "one of these words",
    "section": "a section",
    "list": "a list",
    "map": "names and their texts",
}


def _type(info: FieldInfo) -> str:
    none = ", or none where nothing is kept" if info.type == "duration" and info.values else ""
    return f"{_TYPES.get(info.type, info.type)}{none}"


def _values(info: FieldInfo) -> Iterator[str]:
    if info.type != "enum":
        return
    said = _descriptions(info.path)
    for word in info.values:
        about = said.get(word, "")
        yield f"  - {word}{f': {about}' if about else ''}"
    if info.open_values:
        yield "  - or a name of your own that begins with x-"


def _descriptions(path: str) -> dict[str, str]:
    """What each word means, from the schema that ships with the tool."""
    # Imported here: only an enumeration needs the whole schema.
    import json

    from pilotgate.commands.schema import text

    try:
        here = json.loads(text("ai-initiative"))
        for step in path.replace("[]", ".[]").split("."):
            here = here["items"] if step == "[]" else here["properties"][step]
        words = here.get("enum") or [one.get("const") for one in here.get("oneOf", [])]
        said = here.get("markdownEnumDescriptions") or [
            one.get("description", "") for one in here.get("oneOf", [])
        ]
    except (KeyError, FileNotFoundError):
        return {}
    return dict(zip(words, said, strict=False))


def _invariant(name: str) -> Iterator[str]:
    yield name
    yield ""
    yield f"Always: {INVARIANTS[name]}."
    if later(name):
        yield later(name)
    yield (
        "An invariant holds for every manifest, whatever the policy says: it cannot be waived, "
        "excused or kept as a known gap."
    )
