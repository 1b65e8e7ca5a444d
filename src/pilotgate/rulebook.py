"""A policy as pages to read: one for each pack, and an index of all its rules."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pilotgate.bookindex import INDEX, MARK, Volume, index, reference_words, role_of, short
from pilotgate.cases import KEYS
from pilotgate.compiler.compile import Compiled
from pilotgate.compiler.layer import Layer
from pilotgate.compiler.overlay import Draft
from pilotgate.compiler.parameters import Parameter
from pilotgate.document import Document, Mapping, Node
from pilotgate.document import Sequence as Items
from pilotgate.errors import PilotgateError
from pilotgate.example import example
from pilotgate.examples import BASE
from pilotgate.ladders import TIERS
from pilotgate.markdown import capital, code, prose, table
from pilotgate.merging import merged
from pilotgate.pack import DIMENSIONS, OWNER_OF, pack_of
from pilotgate.phrases import both, by_tier, value
from pilotgate.reader import read
from pilotgate.reads import read_by
from pilotgate.record import Record
from pilotgate.rule import Rule
from pilotgate.sight import flat
from pilotgate.sketch import Sketch, Verbatim, block, flow, quoted
from pilotgate.source import Opener, names
from pilotgate.wording import (
    applies_words,
    asks_for_files,
    clause_words,
    demands,
    evidence_words,
    stages_words,
)

_NOTES: Final = 4


class Book(Record):
    """One policy and the manifest its examples are merged into."""

    compiled: Compiled
    base: Document | None = None


def book(compiled: Compiled, opener: Opener) -> Book:
    """The policy with what its packs are tested on, where they bring that along."""
    base: Document | None = None
    for layer in compiled.layers:
        tree = opener.opened.get(layer.label)
        if tree is None or tree.entry(BASE) is None:
            continue
        try:
            own = read(tree.read(BASE), BASE)
        except PilotgateError:
            continue  # `policy test` says what is wrong with it; a page does without
        base = own if base is None else Document(BASE, merged(base.root, own.root), "")
    return Book(compiled, base)


def builtin_pages() -> dict[str, str]:
    """The rulebook of everything that comes with the tool."""
    books = []
    for name in names():
        opener = Opener(".")
        source = f"builtin:{name}"
        tree, label = opener(source)
        books.append(book(Compiled(source, tree, load=opener, label=label), opener))
    return pages(books)


def pages(books: Sequence[Book]) -> dict[str, str]:
    """Every page by the name of its file."""
    shelf = _Shelf(books)
    made = {page.file: page.text() for page in shelf.pages}
    return {INDEX: index([page.volume for page in shelf.pages]), **made}


class _Shelf:
    """The pages of all packs, and where each rule stands."""

    def __init__(self, books: Sequence[Book]) -> None:
        tops = {one.compiled.layers.top.label: one for one in books}
        chosen: dict[str, Book] = {}
        for one in books:
            for layer in one.compiled.layers:
                # A pack is shown as it is where it is asked for itself, else as it is built upon.
                chosen.setdefault(layer.label, tops.get(layer.label, one))
        self.pages: list[_Page] = []
        self.files: dict[str, str] = {}
        for label, one in chosen.items():
            layer = one.compiled.layers.layers[label]
            self.files[label] = self._name(layer)
            self.pages.append(_Page(self, one, layer))
        self.pages.sort(key=lambda page: page.file)

    def _name(self, layer: Layer) -> str:
        stem = "pack-readme" if layer.name == "readme" else layer.name
        taken = set(self.files.values())
        name, number = f"{stem}.md", 2
        while name in taken:
            name, number = f"{stem}-{number}.md", number + 1
        return name


class _Page:
    """The page of one pack."""

    def __init__(self, shelf: _Shelf, one: Book, layer: Layer) -> None:
        self.shelf = shelf
        self.compiled = one.compiled
        self.base = one.base
        self.layer = layer
        self.file = shelf.files[layer.label]
        drafts = self.compiled.merged.rules
        every = pack_of(self.compiled.data()).rules
        self.rules = [rule for rule in every if drafts[rule.id].layer is layer]
        self.volume = Volume(
            layer.name,
            self.file,
            str(layer.data.get("title") or layer.name),
            str(layer.data.get("version")),
            str(layer.data.get("owner")),
            tuple(self.rules),
        )

    def text(self) -> str:
        parts = [
            MARK,
            f"# {prose(self.volume.title)}",
            self._head(),
            *self._table(),
            *self._changes(),
        ]
        parts += [*self._parameters(), *self._conditions(), *self._fields(), *self._settings()]
        for dimension in DIMENSIONS:
            rules = [rule for rule in self.rules if rule.dimension == dimension]
            if rules:
                parts.append(f"## {dimension}")
                parts += [part for rule in rules for part in self._rule(rule)]
        return "\n\n".join(parts) + "\n"

    def _head(self) -> str:
        own = self.volume
        text = f"Pack {code(own.name)}, version {code(own.version)}, owned by {code(own.owner)}. "
        text += f"[All rules]({INDEX})."
        above = [self.compiled.layers.layers[label] for label in self.layer.parents]
        if above:
            links = both(f"[{code(one.name)}]({self.shelf.files[one.label]})" for one in above)
            text += f" It builds on {links}: the rules of those packs hold as well."
        top = self.compiled.layers.top
        if top is not self.layer:
            text += f" The rules are shown as the pack {code(top.name)} puts them in force."
        return text

    def _table(self) -> Iterator[str]:
        if not self.rules:
            yield "This pack has no rules of its own."
            return
        rows = [
            (f"[{code(rule.id)}](#{rule.id})", prose(rule.title), short(rule.blocks), role_of(rule))
            for rule in self._in_order()
        ]
        yield table(("rule", "what it demands", "blocks from", "asked of"), rows)

    def _in_order(self) -> Iterator[Rule]:
        for dimension in DIMENSIONS:
            yield from (rule for rule in self.rules if rule.dimension == dimension)

    # -------------------------------------------------------------- what the pack says

    def _changes(self) -> Iterator[str]:
        rows = []
        for draft in self.compiled.merged.rules.values():
            for key, origin in draft.origins.items():
                if draft.layer is self.layer or origin.file is not self.layer.pack:
                    continue
                link = f"[{code(draft.id)}]({self.shelf.files[draft.layer.label]}#{draft.id})"
                was = _before(draft, key)
                rows.append((link, key.replace("_", " "), was, _after(draft, key)))
        if rows:
            yield "## Rules of other packs that it changes"
            yield table(("rule", "what", "as its own pack has it", "here"), rows)

    def _parameters(self) -> Iterator[str]:
        known = self.compiled.merged.parameters.known
        own = [one for _, one in sorted(known.items()) if one.declared[0] is self.layer.pack]
        if own:
            yield "## Numbers that an organisation may set"
            yield (
                "A pack that builds on this one sets them under `parameters` in its `pack.yaml`. "
                "What is looser is refused, unless every rule that uses the number lists it "
                "as adjustable."
            )
            rows = [
                (self._meant(one), _amount(one.value), _stricter(one), self._users(one.name))
                for one in own
            ]
            yield table(("parameter", "value", "stricter", "rules"), rows)
        above = [one for _, one in sorted(known.items()) if one.file is self.layer.pack]
        set_here = [(code(one.name), _amount(one.value)) for one in above if one not in own]
        if set_here:
            yield "## Numbers of other packs that it sets"
            yield table(("parameter", "value"), set_here)

    @staticmethod
    def _meant(parameter: Parameter) -> str:
        """Its name, and what it means where its pack says so."""
        file, _ = parameter.declared
        given = file.data["parameters"][parameter.name].get("about")
        return f"{code(parameter.name)}: {prose(given)}" if given else code(parameter.name)

    def _users(self, name: str) -> str:
        using = [rule for rule in self.rules if name in self._named(rule)]
        return ", ".join(f"[{code(rule.id)}](#{rule.id})" for rule in using)

    def _named(self, rule: Rule) -> list[str]:
        """The parameters in the text of the rule's file."""
        text = self.compiled.merged.rules[rule.id].file.document.text
        found = dict.fromkeys(re.findall(r"\$\{([^}]*)\}", text))
        return [name for name in found if name in self.compiled.merged.parameters.known]

    def _conditions(self) -> Iterator[str]:
        rows = []
        for name, origin in sorted(self.compiled.merged.conditions.items()):
            if origin.file is self.layer.pack:
                said = both(clause_words(one, code) for one in self.compiled.conditions[name])
                rows.append((code(name), said))
        if rows:
            yield "## When rules apply"
            yield (
                "Rules name these conditions. Where a manifest does not say whether one holds, "
                "the rule applies."
            )
            yield table(("condition", "holds where"), rows)

    def _fields(self) -> Iterator[str]:
        rows = []
        for name, origin in sorted(self.compiled.merged.fields.items()):
            info = self.compiled.catalogue.get(name)
            if origin.file is self.layer.pack and info:
                held = both(code(word) for word in info.values) or info.type
                rows.append((code(name), held, prose(info.about)))
        if rows:
            yield "## Fields of its own"
            yield table(("field", "holds", "meaning"), rows)

    def _settings(self) -> Iterator[str]:
        origins = self.compiled.merged.settings_origins
        rows = [
            (code(name), _amount(given))
            for name, given in flat(self.compiled.merged.settings, "")
            if name in origins and origins[name].file is self.layer.pack
        ]
        if rows:
            yield "## Settings"
            yield table(("setting", "value"), rows)

    # -------------------------------------------------------------- one rule

    def _rule(self, rule: Rule) -> Iterator[str]:
        draft = self.compiled.merged.rules[rule.id]
        yield f"### {rule.id}"
        yield f"**{prose(rule.title)}**"
        yield "\n".join(self._standing(rule, draft))
        yield "It demands:"
        lines = [line for told in demands(rule, code) for line in told.lines()]
        named = asks_for_files(rule, self.compiled.catalogue)
        lines += [f"- {words}" for words in evidence_words(rule, paths=named)]
        yield "\n".join(map(capital, lines))
        yield f"Why: {prose(rule.why)}"
        yield f"What to do: {prose(rule.fix)}"
        numbers = [
            self._number(self.compiled.merged.parameters.known[n]) for n in self._named(rule)
        ]
        if numbers:
            yield "Numbers in it that an organisation may set:"
            yield "\n".join(numbers)
        if rule.evidence:
            levels = both(
                f"{code(level)} from {stage} on" for stage, level in rule.evidence.items()
            )
            yield f"Evidence: {levels} ([what that means]({INDEX}#how-deep-a-rule-asks))."
        if draft.adjustable:
            keys = both(map(code, draft.adjustable))
            yield f"A pack that builds on this one may loosen {keys}."
        if rule.references:
            yield "References:"
            yield "\n".join(f"- {reference_words(one)}" for one in rule.references)
        if rule.sources and not draft.file.name.startswith("builtin:"):
            # Where the built-in rules come from is written in keys that nobody else has.
            yield f"Where it comes from: {', '.join(map(prose, rule.sources))}."
        yield from self._examples(rule, draft)

    @staticmethod
    def _standing(rule: Rule, draft: Draft) -> Iterator[str]:
        yield f"- Asked of the {role_of(rule)} owner"
        yield from (f"- {capital(words)}" for words in stages_words(rule))
        names_of = iter(draft.file.data.get("when") or ())
        for words in applies_words(rule, code):
            given = next(names_of, None) if words.startswith("only if ") else None
            name = f" (condition {code(given)})" if isinstance(given, str) else ""
            yield f"- {capital(words)}{name}"
        changed: dict[str, list[str]] = {}
        for key, origin in draft.origins.items():
            if origin.file is not draft.file:
                changed.setdefault(origin.pack, []).append(code(key))
        for pack, keys in changed.items():
            yield f"- The pack {code(pack)} has set {both(keys)}"

    def _applying(self, rule: Rule, draft: Draft) -> Document:
        """The manifest that meets the rule, with what makes the rule apply to it."""
        base = self.base
        if base is None:
            raise ValueError("there is no manifest to show examples of")
        for own in _own(draft, "met") if rule.when else ():
            return Document(base.path, merged(base.root, own), "")
        return base

    @staticmethod
    def _number(parameter: Parameter) -> str:
        return f"- {code(parameter.name)}: {_amount(parameter.value)}; {_stricter(parameter)}"

    def _examples(self, rule: Rule, draft: Draft) -> Iterator[str]:
        met, gap = (_notes(draft, kind) for kind in ("met", "gap"))
        lines = example(self._applying(rule, draft), read_by(rule)) if self.base else []
        unmet = _first_gap(draft)
        if not (met or gap or lines or unmet):
            return
        yield "<details>\n<summary>Examples</summary>"
        if lines:
            yield "This meets it:"
            yield "\n".join(("```yaml", *lines, "```"))
        if unmet:
            yield "With this instead, it is not met:"
            yield "\n".join(("```yaml", *unmet, "```"))
        if met:
            yield "Also enough:"
            yield _some(met)
        if gap:
            yield "Not enough:"
            yield _some(gap)
        yield "</details>"


# ------------------------------------------------------------------ small parts

# An example that says one of these shows something about more than the manifest.
_BY_MORE: Final = frozenset({"files", "base", "as_of", "tier", "asked", "applies"})


def _amount(given: Any) -> str:
    if isinstance(given, dict):
        if set(given) <= set(TIERS):
            return by_tier({tier: _amount(one) for tier, one in given.items()})
        return ", ".join(f"{key}: {_amount(one)}" for key, one in given.items())
    if isinstance(given, list):
        return ", ".join(code(str(one)) for one in given) or "nobody"
    return value(str(given))


def _stricter(parameter: Parameter) -> str:
    if parameter.type == "list":
        return "a longer list is stricter" if parameter.stricter == "up" else "a shorter list is"
    if parameter.stricter == "up":
        return "more is stricter"
    return "less is stricter" if parameter.stricter == "down" else "any value may be set"


def _before(draft: Draft, key: str) -> str:
    """What the rule's own file says."""
    first = Draft(draft.id, draft.layer, draft.file)
    return _after(first, key)


def _after(draft: Draft, key: str) -> str:
    given = getattr(draft, key)
    if key in ("blocks", "warns"):
        return f"from {short(given)}" if given else "never"
    if key == "evidence":
        return ", ".join(f"{level} from {stage}" for stage, level in given.items()) or "declared"
    if key == "grace":
        return "days of grace" if given else "no days of grace"
    if key == "not_applicable":
        return f"may be said for tier {both(given)}" if given else "may not be said"
    if key == "owner":
        return given or OWNER_OF.get(draft.file.data.get("dimension", ""), "")
    return str(given or "not said")


def _notes(draft: Draft, kind: str) -> list[str]:
    held = draft.file.data.get("examples", {}).get(kind) or ()
    notes = (one.get("note") for one in held if isinstance(one, dict))
    return [note for note in notes if isinstance(note, str)]


def _some(notes: list[str]) -> str:
    """The first few; a rule that is well tested has dozens."""
    lines = [f"- {prose(note)}" for note in notes[:_NOTES]]
    left = len(notes) - _NOTES
    if left > 0:
        lines.append(f"- and {left} more in the file of the rule")
    return "\n".join(lines)


def _first_gap(draft: Draft) -> list[str]:
    """The first example that is not met and can be read by itself."""
    for own in _own(draft, "gap"):
        return block({key: _sketch(entry.value) for key, entry in own.entries.items()}, 0)
    return []


def _own(draft: Draft, kind: str) -> Iterator[Mapping]:
    """What examples change in the manifest, of those that can be read by themselves."""
    nodes = draft.file.document.node(("examples", kind))
    for node in nodes.items if isinstance(nodes, Items) else ():
        if not isinstance(node, Mapping) or _BY_MORE & set(node.entries):
            continue
        own = {key: entry for key, entry in node.entries.items() if key not in KEYS}
        if own:
            yield Mapping(own, node.span, flow=False)


def _sketch(node: Node) -> Sketch:
    if isinstance(node, Mapping):
        held = {key: _sketch(entry.value) for key, entry in node.entries.items()}
        return held or Verbatim("{}")
    if isinstance(node, Items):
        items = [_sketch(item) for item in node.items]
        if items and all(isinstance(item, dict) for item in items):
            return items
        return Verbatim(f"[{', '.join(map(flow, items))}]")
    if node.null:
        return Verbatim("null")
    usual = node.plain and "\n" not in node.text and ", " not in node.text
    return Verbatim(node.text if usual else quoted(node.text))
