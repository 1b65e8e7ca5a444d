"""Policy packs to plain data: read, merged, checked as a whole, and written out for `pack`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from pilotgate import fields
from pilotgate.clause import Clause, Conditions, Demands
from pilotgate.compiler.conflicts import Conflicts, unread
from pilotgate.compiler.layer import File, Layers, Load
from pilotgate.compiler.overlay import Draft, Merged
from pilotgate.compiler.rulecheck import check_condition, check_rule
from pilotgate.document import Route
from pilotgate.errors import PackError, Problem, did_you_mean
from pilotgate.fields import Catalogue, FieldInfo
from pilotgate.language import GIVEN, RENAMED, Broken, Json, Source, clauses, parameters
from pilotgate.pack import FORMAT
from pilotgate.predicates import PREDICATES
from pilotgate.reads import read_in
from pilotgate.tree import Tree

_COPIED: Final = ("title", "why", "dimension", "on", "sources", "references")


def compile_pack(  # noqa: PLR0913  what compiling needs to know, each by its name
    source: str,
    tree: Tree,
    *,
    load: Load,
    label: str = "",
    version: str = "",
    catalogue: Catalogue | None = None,
) -> dict[str, Any]:
    """The pack as plain data, or `PackError` with every problem that there is.

    `load` opens what the pack extends, `label` is how the pack is called in messages,
    and `version` is the tool's, which `requires` is checked against.
    """
    return Compiled(
        source, tree, load=load, label=label, version=version, catalogue=catalogue
    ).data()


class Compiled:
    """One policy, checked. What it warns about does not keep it from loading."""

    def __init__(  # noqa: PLR0913  what compiling needs to know, each by its name
        self,
        source: str,
        tree: Tree,
        *,
        load: Load,
        label: str = "",
        version: str = "",
        catalogue: Catalogue | None = None,
    ) -> None:
        self.layers = Layers(source, tree, label or source, load)
        self.merged = Merged(self.layers)
        self.problems = self.layers.problems
        self.warnings: list[Problem] = []
        self.used: set[str] = set()
        self.rules: dict[str, dict[str, Any]] = {}
        self.lines: dict[str, dict[Route, tuple[int, str]]] = {}
        self.catalogue = self._with_own_fields(catalogue or fields.catalogue())
        self.conditions: dict[str, tuple[Clause, ...]] = {}
        self.condition_data: dict[str, Json] = {}
        self.conflicts = Conflicts(self.layers.top)
        self.never: set[str] = set()  # conditions with problems of their own
        self.read: set[str] = set()
        self.shallow: list[Draft] = []  # rules that believe in paths
        self._requires(version)
        self._read_conditions()
        for draft in self.merged.rules.values():
            self._read_rule(draft)
        self.conflicts.contradictions()
        self._unused()
        if not self.merged.rules and not self.problems:
            self._about_top("the pack has no rules", "add a file for each rule beside pack.yaml")
        if self.problems:
            raise PackError(self.layers.top.label, in_order(self.problems))
        self._warn()

    # ------------------------------------------------------------------ reading

    def _requires(self, version: str) -> None:
        for layer in self.layers:
            wanted = layer.data.get("requires")
            if not isinstance(wanted, str) or layer.pack is None or not version:
                continue
            try:
                fits = satisfies(version, wanted)
            except ValueError as error:
                layer.pack.problem(
                    ("requires",), str(error), 'write it as in ">=1.0" or ">=1.0,<2"'
                )
                continue
            if not fits:
                layer.pack.problem(
                    ("requires",),
                    f"the pack needs pilotgate {wanted}, and this is {version}",
                    "install that version, or use another version of the pack",
                )

    def _with_own_fields(self, known: Catalogue) -> Catalogue:
        for name, origin in self.merged.fields.items():
            given = origin.file.data["fields"][name]
            if not isinstance(given, dict) or given.get("type") not in fields.TYPES:
                continue  # reported with the shape of the file
            values = given.get("values")
            info = FieldInfo(
                name,
                given["type"],
                values=tuple(values) if isinstance(values, list) else (),
                about=str(given.get("about") or ""),
                example=str(given.get("example") or ""),
                item_key=str(given.get("item_key") or ""),
            )
            if info.type == "enum" and not info.values:
                hint = "add values: [one, two]"
                origin.file.problem(origin.route, "an enum has values", hint, key=True)
            if known.get(name) is not None:
                hint = "name one that begins with x-"
                origin.file.problem(origin.route, "this field exists already", hint, key=True)
                continue
            try:
                known = known.with_fields({name: info})
            except ValueError as error:
                text, _, hint = str(error).partition("; ")
                origin.file.problem(origin.route, text, hint or "as in x-acme.contact", key=True)
        return known

    def _read_conditions(self) -> None:
        """Conditions in the order of their dependence; a circle is cut and reported."""
        waiting: list[str] = []
        for name in self.merged.conditions:
            self._read_condition(name, waiting)

    def _read_condition(self, name: str, waiting: list[str]) -> None:
        if name in self.conditions:
            return
        origin = self.merged.conditions[name]
        file, route = origin.file, ("conditions", name)
        if name in PREDICATES:
            file.problem(route, f'"{name}" is a predicate', "give it another name", key=True)
        if name in waiting:
            circle = waiting[waiting.index(name) :]
            self.used |= {f"condition {one}" for one in circle}
            way = " -> ".join([*circle, name])
            file.problem(
                route, f"the conditions name each other in a circle: {way}", "cut it here", key=True
            )
            self.conditions[name] = ()
            return
        data = self._put_in(file.data["conditions"][name], file, route)
        for other in _names(data):
            if other in self.merged.conditions:
                self._read_condition(other, [*waiting, name])
        if name in self.conditions:
            return  # it was part of a circle
        known = {**dict.fromkeys(self.merged.conditions, ()), **self.conditions}
        source = Source(known, file.problem)
        try:
            self.conditions[name] = clauses(data, source, route, asked=True)
        except Broken:
            self.conditions[name] = ()
        self.used |= {f"condition {used}" for used in source.used}
        self.condition_data[name] = data
        before = len(self.problems)
        known |= {name: self.conditions[name]}
        check_condition(name, data, self.catalogue, file.problem, known)
        if len(self.problems) > before:
            self.never.add(name)

    def _read_rule(self, draft: Draft) -> None:
        file = draft.file
        data = dict(file.data)
        for key in ("when", "require"):
            if key in data:
                data[key] = self._put_in(data[key], file, (key,))
        lines: dict[Route, tuple[int, str]] = {}

        def line(route: Route) -> tuple[int, str]:
            lines[route] = file.line(route)
            return lines[route]

        before = len(self.problems)
        source = Source(self.conditions, file.problem, line)
        read: dict[str, tuple[Clause, ...]] = {"when": (), "require": ()}
        for key, asked in (("when", True), ("require", False)):
            if data.get(key) is None:
                continue
            with suppress(Broken):
                read[key] = clauses(data[key], source, (key,), asked=asked)
        self.used |= {f"condition {used}" for used in source.used}
        if check_rule(draft, data, self.catalogue, self.conditions):
            self.shallow.append(draft)
        self.read.update(read_in((*read["when"], *read["require"])))
        if len(self.problems) == before and not source.used & self.never:
            self.conflicts.add(draft, read["when"], read["require"])
        self.rules[draft.id] = data
        self.lines[draft.id] = lines

    def _put_in(self, data: Json, file: File, route: Route) -> Json:
        """The data with the values of parameters in place of `${name}`."""
        if isinstance(data, dict):
            return {key: self._put_in(value, file, (*route, key)) for key, value in data.items()}
        if isinstance(data, list):
            return [self._put_in(value, file, (*route, at)) for at, value in enumerate(data)]
        if not isinstance(data, str) or "${" not in data or route[-1:] == ("message",):
            return data
        name = data[2:-1]
        if not (data.startswith("${") and data.endswith("}")) or "${" in name or "}" in name:
            file.spoilt(
                route,
                "a parameter replaces a whole value, never a part of it",
                "write the value out",
            )
            return data
        known = self.merged.parameters.known
        if name not in known:
            near = did_you_mean(name, list(known)) or "declare it under parameters in pack.yaml"
            file.spoilt(route, f'there is no parameter called "{name}"', near)
            return {GIVEN: "0"}
        self.used.add(f"parameter {name}")
        value: Json = known[name].value
        return {GIVEN: value}

    def _unused(self) -> None:
        if any(draft.file.data.get("require") is None for draft in self.merged.rules.values()):
            return
        for name, parameter in self.merged.parameters.known.items():
            if f"parameter {name}" not in self.used:
                file, route = parameter.declared
                text = f'no rule uses the parameter "{name}"'
                file.problem(route, text, "use it as ${" + name + "}, or delete it", key=True)
        for name, origin in self.merged.conditions.items():
            if f"condition {name}" not in self.used:
                text = f'no rule uses the condition "{name}"'
                hint = f"use it in when: [{name}], or delete it"
                origin.file.problem(origin.route, text, hint, key=True)

    def _about_top(self, text: str, hint: str) -> None:
        self.problems.append(Problem(f"{self.layers.top.label}/pack.yaml", 1, 1, text, hint))

    def _warn(self) -> None:
        self.warnings += self.conflicts.warnings
        self._unread()
        for file, place, text in self.merged.softened:
            span = file.document.key_span(place)
            hint = "say it in a review of the pack, or leave it as the pack below has it"
            self.warnings.append(Problem(file.name, span.line, span.column, text, hint))
        for draft in self.shallow:
            route: Route = ("evidence",) if "evidence" in draft.file.data else ("blocks",)
            span = draft.file.document.key_span(route)
            self.warnings.append(
                Problem(
                    draft.file.name,
                    span.line,
                    span.column,
                    "paths are believed in production, whether or not a file is there",
                    "add evidence: {production: file}",
                )
            )

    def _unread(self) -> None:
        """Fields that the pack itself declares; those of a parent are for the packs above it."""
        top = self.layers.top
        own = {name: at for name, at in self.merged.fields.items() if at.file is top.pack}
        for name in unread(own, self.read):
            span = own[name].file.document.key_span(own[name].route)
            text = f'no rule reads the field "{name}"'
            hint = "ask for it in a rule, or delete it if nobody reads it"
            self.warnings.append(Problem(own[name].file.name, span.line, span.column, text, hint))

    # ------------------------------------------------------------------ writing

    def data(self) -> dict[str, Any]:
        """The compiled form."""
        top = self.layers.top
        return {
            "format": FORMAT,
            "name": top.name,
            "version": top.data["version"],
            "title": top.data["title"],
            "owner": top.data["owner"],
            "digest": top.digest,
            "source": top.label,
            "conditions": self.condition_data,
            "rules": [self._rule(self.merged.rules[name]) for name in sorted(self.merged.rules)],
            "settings": self.merged.settings,
            "fields": {
                name: _own_field(origin.file.data["fields"][name])
                for name, origin in sorted(self.merged.fields.items())
            },
            "people": dict(sorted(self.merged.people.items())),
        }

    def _rule(self, draft: Draft) -> dict[str, Any]:
        data = self.rules[draft.id]
        rule: dict[str, Any] = {"id": draft.id, "pack": draft.layer.name}
        rule |= {key: data[key] for key in _COPIED if data.get(key) is not None}
        rule |= {
            "fix": draft.fix,
            "blocks": {"from": dict(draft.blocks)},
            "require": data["require"],
            "file": draft.file.name,
            "line": draft.file.document.key_span(("title",)).line,
            "lines": [
                [".".join(map(str, route)), number, text]
                for route, (number, text) in self.lines[draft.id].items()
            ],
        }
        optional = {
            "warns": {"from": dict(draft.warns)} if draft.warns else None,
            "when": data.get("when"),
            "evidence": dict(draft.evidence),
            "not_applicable": list(draft.not_applicable),
            "grace": None if draft.grace else False,
            "effective_from": draft.effective_from,
            "owner": draft.owner,
            "origin": {
                key: [origin.pack, origin.file.name, origin.line]
                for key, origin in draft.origins.items()
                if origin.file is not draft.file
            },
        }
        rule |= {key: value for key, value in optional.items() if value is False or value}
        return rule


def _own_field(given: dict[str, Any]) -> str | dict[str, Any]:
    """Its type; with it the words of an enumeration, and what messages say."""
    said = {key: value for key, value in given.items() if value is not None}
    return said if len(said) > 1 else str(given["type"])


def in_order(problems: list[Problem]) -> list[Problem]:
    """By place, each once."""
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda one: (one.file, one.line, one.column, one.text))


def _names(data: Json) -> Iterator[str]:
    """The names of conditions that clauses mention, however deep."""
    for item in data if isinstance(data, list) else []:
        if isinstance(item, str):
            yield item
            continue
        for name, value in item.items() if isinstance(item, dict) else []:
            if name not in PREDICATES:
                continue
            kinds = PREDICATES[name].Params.__annotations__
            for key, (inner, _) in (parameters(name, value, ()) or {}).items():
                if kinds.get(RENAMED.get(key, key)) in (Demands, Conditions):
                    yield from _names(inner)


def satisfies(version: str, wanted: str) -> bool:
    """Does a version meet `>=1.0,<2`? `ValueError` says what cannot be read."""
    own = _numbers(version)
    for part in wanted.split(","):
        text = part.strip()
        operator = next((op for op in (">=", "<=", "==", ">", "<") if text.startswith(op)), "")
        if not operator:
            raise ValueError(f'"{text}" does not say at least which version')
        other = _numbers(text[len(operator) :].strip())
        length = max(len(own), len(other))
        one, two = ((*v, *(0,) * (length - len(v))) for v in (own, other))
        holds = {
            ">=": one >= two,
            "<=": one <= two,
            "==": one == two,
            ">": one > two,
            "<": one < two,
        }
        if not holds[operator]:
            return False
    return True


def _numbers(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    if not all(part.isdigit() and part.isascii() for part in parts):
        raise ValueError(f'"{text}" is not a version')
    return tuple(int(part) for part in parts)
