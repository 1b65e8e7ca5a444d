"""One policy pack as it is written: its files with their lines, and the packs it extends."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from pilotgate import packfiles
from pilotgate.compiler import unfilled
from pilotgate.document import (
    Document,
    Mapping,
    Node,
    Route,
    Scalar,
    Sequence,
    empty,
)
from pilotgate.errors import PilotgateError, Problem, UnreadableDocument
from pilotgate.gitsource import beside
from pilotgate.packfiles import Files, TooMuch
from pilotgate.people import fold
from pilotgate.reader import read
from pilotgate.shapes.misfit import misfits
from pilotgate.shapes.pack import RULE_ID, PackFile, RuleFile
from pilotgate.shapes.people import People
from pilotgate.tree import Tree

MOST_NAMES: Final = 2 * packfiles.MAX_PACKS  # a pack may be named in more than one way
Problems = list[Problem]
Load = Callable[[str], tuple[Tree, str]]
"""Opens the pack that a text names: its files, and how they are called in messages."""


class File:
    """A YAML file of a pack: its data, its lines, and where problems in it stand."""

    def __init__(self, document: Document, problems: Problems) -> None:
        self.document = document
        self.data: dict[str, Any] = _plain_mapping(document.root)
        self.problems = problems
        self._spoilt: set[Route] = set()

    @property
    def name(self) -> str:
        return self.document.path

    def problem(self, route: Route, text: str, hint: str = "", key: bool = False) -> None:  # noqa: FBT001, FBT002  the form that language.Report has
        if route in self._spoilt:
            return
        span = (self.document.key_span if key else self.document.span)(route)
        self.problems.append(Problem(self.name, span.line, span.column, text, hint))

    def spoilt(self, route: Route, text: str, hint: str) -> None:
        """A problem after which nothing more can be said about that value."""
        self.problem(route, text, hint)
        self._spoilt.add(route)

    def line(self, route: Route) -> tuple[int, str]:
        """The line on which the value at `route` is written, and its text."""
        number = self.document.key_span(route).line
        return number, self.document.line(number)


class Layer:
    """One pack of those that a policy is built from."""

    def __init__(self, source: str, label: str) -> None:
        self.source = source
        self.label = label
        self.origin = source  # where the directories that it names lie
        self.pack: File | None = None
        self.rules: dict[str, File] = {}
        self.people: dict[str, str] = {}
        self.parents: tuple[str, ...] = ()
        self.files: dict[str, bytes] = {}
        self.digest = ""

    @property
    def data(self) -> dict[str, Any]:
        return self.pack.data if self.pack else {}

    @property
    def name(self) -> str:
        name = self.data.get("name")
        return name if isinstance(name, str) else self.label

    def section(self, key: str) -> dict[str, Any]:
        """A part of pack.yaml that is a mapping; what is not was reported."""
        found = self.data.get(key)
        return found if isinstance(found, dict) else {}


class Layers:
    """A pack and everything it extends, parents first, each once."""

    def __init__(self, source: str, tree: Tree, label: str, load: Load) -> None:
        self.problems: Problems = []
        self.layers: dict[str, Layer] = {}
        self._load = load
        self._bytes = 0
        self._files = 0
        self._open: list[str] = []
        self._opened: dict[str, str] = {}  # what a pack is called in extends, and its label
        self._full = False
        self.top = self._read(source, tree, label)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers.values())

    def _read(self, source: str, tree: Tree, label: str) -> Layer:
        layer = Layer(source, label)
        layer.origin = getattr(tree, "origin", "") or source
        try:
            files = Files(tree)
        except TooMuch as error:
            self._about(label, f"the pack {error}", "split it, or take out what judges nobody")
            return self._keep(layer)
        self._bytes += sum(map(len, files.data.values()))
        self._files += len(files.data)
        for path, text, hint in files.problems:
            self.problems.append(Problem(f"{label}/{path}", 1, 1, text, hint))
        layer.files = files.data
        self._read_files(layer)
        self._read_parents(layer)
        parents = [self.layers[name].digest for name in layer.parents if name in self.layers]
        layer.digest = packfiles.digest(files.data, parents)
        return self._keep(layer)

    def _keep(self, layer: Layer) -> Layer:
        self.layers[layer.label] = layer
        return layer

    def _read_files(self, layer: Layer) -> None:
        if packfiles.PACK not in layer.files:
            self._about(
                layer.label,
                f"there is no {packfiles.PACK} here",
                "name the directory of a pack, or start one with: pilotgate policy new",
            )
        for path in sorted(layer.files):
            file = self._file(layer, path)
            if file is None:
                continue
            if path == packfiles.PACK:
                layer.pack = file
                _shape(file, PackFile)
            elif path == packfiles.PEOPLE:
                layer.people = _people(file)
            else:
                _rule(file, path)
                layer.rules[path.removesuffix(".yaml")] = file

    def _file(self, layer: Layer, path: str) -> File | None:
        name = f"{layer.label}/{path}"
        try:
            return File(read(layer.files[path], name), self.problems)
        except UnreadableDocument as error:
            self.problems.append(Problem(name, error.line, error.column, error.problem, error.hint))
            return None

    def _read_parents(self, layer: Layer) -> None:
        wanted = layer.data.get("extends")
        if not isinstance(wanted, list):
            return
        self._open.append(layer.label)
        for at, source in enumerate(wanted):
            label = self._parent(layer, source, ("extends", at)) if isinstance(source, str) else ""
            if label in layer.parents and layer.pack is not None:
                layer.pack.problem(("extends", at), f"{label} is extended twice", "delete one")
            elif label:
                layer.parents = (*layer.parents, label)
            if self._full:
                break  # it was said
        self._open.pop()

    def _parent(self, layer: Layer, source: str, route: Route) -> str:
        """The label of the pack, once it is among the layers. One reached twice is one."""
        file = layer.pack
        if file is None:
            return ""
        try:
            source = beside(layer.origin, source)
        except PilotgateError as error:
            file.problem(route, error.problem, error.hint)
            return ""
        known = self._opened.get(source, "")
        if known in self.layers:
            return known
        found = self._found(source, file, route)
        if found is None:
            return ""
        tree, label = found
        if label in self._open:
            way = " -> ".join([*self._open[self._open.index(label) :], label])
            file.problem(route, f"the packs extend each other in a circle: {way}", "cut it here")
            return ""
        if label not in self.layers:
            return self._add(source, tree, label, file, route)
        if self._is_another(tree, label):
            file.problem(route, f"two packs are called {label}", "rename one of the directories")
        return label

    def _found(self, source: str, file: File, route: Route) -> tuple[Tree, str] | None:
        self._opened.setdefault(source, "")
        if len(self._opened) > MOST_NAMES:
            self._stop(file, route, f"extends names more than {MOST_NAMES} packs")
            return None
        try:
            tree, label = self._load(source)
        except PilotgateError as error:
            file.problem(route, error.problem, error.hint)
            return None
        self._opened[source] = label
        return tree, label

    def _add(self, source: str, tree: Tree, label: str, file: File, route: Route) -> str:
        if len(self._open) >= packfiles.MAX_DEPTH:
            text = f"packs extend each other more than {packfiles.MAX_DEPTH} deep"
            file.problem(route, text, "extend fewer packs")
            return ""
        if len(self.layers) + len(self._open) >= packfiles.MAX_PACKS:
            return self._stop(file, route, f"more than {packfiles.MAX_PACKS} packs are extended")
        self._read(source, tree, label)
        if not self._full and (problem := self._too_much()):
            self._stop(file, route, problem)
        return label

    def _stop(self, file: File, route: Route, problem: str) -> str:
        """No further pack is opened, and that is said once."""
        self._full = True
        file.problem(route, problem, "extend fewer packs, or take out of them what is not needed")
        return ""

    def _is_another(self, tree: Tree, label: str) -> bool:
        try:
            return Files(tree).data != self.layers[label].files
        except TooMuch:
            return True

    def _too_much(self) -> str:
        if self._files > packfiles.MAX_FILES:
            return f"the packs have more than {packfiles.MAX_FILES:,} files together"
        if self._bytes > packfiles.MAX_BYTES:
            return f"the packs have more than {packfiles.MAX_BYTES // 1024 // 1024} MiB together"
        return ""

    def _about(self, label: str, text: str, hint: str) -> None:
        self.problems.append(Problem(f"{label}/{packfiles.PACK}", 1, 1, text, hint))


def plain(node: Node | None) -> Any:
    """A node as plain data: every scalar is its text, and null is None."""
    if node is None or (isinstance(node, Scalar) and node.null):
        return None
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return _plain_mapping(node)


def _plain_mapping(node: Mapping) -> dict[str, Any]:
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def _rule(file: File, path: str) -> None:
    _shape(file, RuleFile)
    name = path.removesuffix(".yaml")
    if not re.match(RULE_ID, name):
        file.problem(
            (),
            f'"{name}" is no id of a rule, and the file is named after its rule',
            "use lower-case letters, digits and hyphens, as in ow-owners-distinct.yaml",
        )
    given = file.data.get("id")
    if isinstance(given, str) and given != name:
        hint = f"write id: {name}, or leave the key out"
        file.problem(("id",), f'the id "{given}" is not the name of the file', hint)


def _people(file: File) -> dict[str, str]:
    _shape(file, People)
    aliases: dict[str, str] = {}
    people = file.data.get("people")
    for at, person in enumerate(people if isinstance(people, list) else []):
        if not isinstance(person, dict) or not isinstance(person.get("ref"), str):
            continue
        names = person.get("aliases")
        listed = names if isinstance(names, list) else []
        for place, name in (
            (("people", at, "ref"), person["ref"]),
            *((("people", at, "aliases", i), alias) for i, alias in enumerate(listed)),
        ):
            if not isinstance(name, str):
                continue
            known = aliases.setdefault(fold(name), fold(person["ref"]))
            if known != fold(person["ref"]):
                file.problem(
                    place, f"{name} names two people", f"it is already an alias of {known}"
                )
    return aliases


def _shape(file: File, model: type[Any]) -> None:
    """Problems of the shape of a whole file, in our words."""
    unfilled.complain(file.document.root, file.spoilt)
    for key, value in file.data.items():
        if value is None:
            file.problem((key,), f'"{key}" says nothing', "give it a value, or delete it", key=True)
    said = {key: value for key, value in file.data.items() if value is not None}
    for wrong in misfits(model, said):
        if len(wrong.route) == 1 and file.data.get(str(wrong.route[0]), "") is None:
            continue  # it was said that the key says nothing
        text, hint = wrong.text, wrong.hint
        if wrong.vague and empty(file.document.node(wrong.route)):
            text, hint = "nothing is written here", "give it a value"
        file.problem(wrong.route, text, hint, key=wrong.key)
