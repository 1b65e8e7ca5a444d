"""What a field in a rule means: which field of the catalogue, its type, one value or several."""

from typing import Final

from pilotgate.document import Each, Field, Name, Select, Star, Step, field
from pilotgate.errors import did_you_mean
from pilotgate.fields import FACTS, HOLDERS, NUMBERS, Catalogue, FieldInfo, parent
from pilotgate.ladders import RANKED, TIERS, Stage
from pilotgate.record import Record

GIVEN: Final = {
    "today": FieldInfo("today", "date"),
    "asked": FieldInfo("asked", "enum", values=tuple(RANKED)),
    "tier": FieldInfo("tier", "enum", values=tuple(TIERS)),
    "move.kind": FieldInfo("move.kind", "enum", values=("promotion", "step-back", "stop", "none")),
}
"""What every judgement knows by itself."""

RESERVED: Final = (
    "today",
    "asked",
    "tier",
    "move",
    "facts",
    "base",
    "head",
    "before",
    "after",
)
"""Names that `as` may not take."""
_FEW: Final = 3  # fields of one name; more of them help nobody


class Misread(Exception):
    """A field that means nothing; says why and what to write."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.hint = hint


class Meaning(Record):
    """What a field is."""

    field: Field
    info: FieldInfo
    several: bool = False  # it may have several values at once
    origin: str = ""  # "facts", "base", "head", a bound name, or "" for the manifest

    @property
    def family(self) -> str:
        return family(self.info)

    @property
    def given(self) -> bool:
        return self.info.path in GIVEN


def family(info: FieldInfo) -> str:
    """Values of one family may be compared with each other."""
    if info.type in NUMBERS:
        return "number"
    if info.type in ("date", "duration", "boolean", "ref") or info.type in HOLDERS:
        return info.type
    if info.type == "enum" and set(info.values) == set(TIERS):
        return "tier"
    if info.type == "enum" and set(RANKED) <= set(info.values) <= set(Stage):
        return "stage"
    return "text"


class Scope(Record):
    """The names that are bound where a field stands."""

    names: dict[str, str] = {}  # bound name -> canonical path of its item
    move: bool = False  # in a rule about a change
    unprefixed: bool = False  # where such a rule names fields without base or head

    def bind(self, name: str, canonical: str) -> "Scope":
        return self.but(names={**self.names, name: canonical})


def meaning(place: Field, scope: Scope, catalogue: Catalogue) -> Meaning:
    """What a field means in a scope; `Misread` where it means nothing."""
    first = place.first
    if place.canonical in GIVEN:
        return Meaning(place, GIVEN[place.canonical], origin=place.canonical)
    if first in scope.names:
        start = scope.names[first]
        known = FACTS if start.startswith("facts.") else catalogue
        return _walk(place, place.steps[1:], start, known, first)
    if first in ("today", "asked", "tier", "move") and first not in catalogue:
        meant = "move.kind" if first == "move" else first
        raise Misread(f'there is no field "{place}"', f'did you mean "{meant}"?')
    if first == "facts":
        return _walk(place, place.steps[1:], "facts", FACTS, "facts")
    if first in ("base", "head"):
        if not scope.move:
            raise Misread(
                f'"{place}" is about a change, and this rule is not',
                "add on: move to the rule, or name the field without the prefix",
            )
        return _walk(place, place.steps[1:], "", catalogue, first)
    if first in ("before", "after"):
        raise Misread(
            f'"{first}" is bound only inside each_pair', "use each_pair, in a rule with on: move"
        )
    if scope.move and not scope.unprefixed:
        _walk(place, place.steps, "", catalogue, "")  # a misspelt field is said to be one first
        raise Misread(
            f'in a rule about a change "{place}" must say which side it is on',
            f"write head.{place} or base.{place}",
        )
    return _walk(place, place.steps, "", catalogue, "")


def _walk(
    place: Field, steps: tuple[Step, ...], start: str, catalogue: Catalogue, origin: str
) -> Meaning:
    way = _Way(place, start, catalogue, origin)
    for at, step in enumerate(steps):
        if isinstance(step, Name):
            way.name(step, steps[at + 1 :])
        elif isinstance(step, Star):
            way.star()
        else:
            way.items(step)
    return Meaning(place, way.end(), way.several, origin)


class _Way:
    """Where a field leads, step by step."""

    def __init__(self, place: Field, start: str, catalogue: Catalogue, origin: str) -> None:
        self.several = False
        self._place = place
        self._start = start
        self._here = start
        self._catalogue = catalogue
        self._origin = origin

    @property
    def _info(self) -> FieldInfo | None:
        return self._catalogue.get(self._here) if self._here else None

    def name(self, step: Name, rest: tuple[Step, ...]) -> None:
        info = self._info
        if info and info.type == "list":
            hint = f'write "{self._written}[].{step.key}" for every item'
            raise Misread(f'"{self._written}" is a list', hint)
        self._here = f"{self._here}.{step.key}" if self._here else step.key
        if self._info is None:
            raise self._unknown(rest)

    def star(self) -> None:
        info = self._info
        if info is None or info.type not in ("section", "map"):
            raise Misread(f'"{self._written}" has no sections for *', "name a section")
        self._here, self.several = f"{self._here}.*", True

    def items(self, step: Each | Select) -> None:
        info = self._info
        if info is None or info.type != "list":
            raise Misread(f'"{self._written}" is no list', "delete the brackets")
        self._here = f"{self._here}[]"
        if isinstance(step, Each) or len(step.values) > 1:
            self.several = True
        if isinstance(step, Select):
            _select(step, self._here, self._catalogue)

    def end(self) -> FieldInfo:
        info = self._info
        if info is None and self._here.endswith(".*"):
            return FieldInfo(self._here, "section")
        if info is None:
            raise self._unknown(())
        return info

    def _unknown(self, rest: tuple[Step, ...]) -> Misread:
        near = self._catalogue.suggest(self._here) or self._others()
        whole = near.rstrip('"?') + "".join(
            f".{step.key}" if isinstance(step, Name) else "[]" for step in rest
        )
        if near.startswith("did") and whole.partition('"')[2] in self._catalogue:
            near = f'{whole}"?'
        if self._start and self._origin != "facts":
            # The suggestion speaks of the catalogue; the rule speaks of a bound name.
            near = near.replace(f'"{self._start}', f'"{self._origin}', 1)
        elif self._origin in ("base", "head") and near.startswith("did"):
            near = near.replace('"', f'"{self._origin}.', 1)
        return Misread(f'there is no field "{self._place}"', near)

    def _others(self) -> str:
        """Fields of that name elsewhere, else all that stand beside it."""
        above, _, last = self._here.rpartition(".")
        same = [path for path in self._catalogue if path.endswith(f".{last}")]
        given = did_you_mean(self._here, [*GIVEN])
        if not above and given.startswith("did"):
            return given
        if last.startswith("x-"):
            return "declare it under fields in pack.yaml"
        if 0 < len(same) <= _FEW:
            said = '" or "'.join(same)
            return f'did you mean "{said}"?'
        while above and above not in self._catalogue:
            above = parent(above)
        held = (path[len(above) :].strip(".") for path in self._catalogue.children(above))
        return f"{f'in {above} there are' if above else 'use one of'}: {', '.join(sorted(held))}"

    @property
    def _written(self) -> str:
        """The path so far, as the rule writes it."""
        if self._start and self._origin != "facts":
            return self._origin + self._here[len(self._start) :]
        if self._origin in ("base", "head"):
            return f"{self._origin}.{self._here}"
        return self._here


def _select(step: Select, here: str, catalogue: Catalogue) -> None:
    info = catalogue.get(f"{here}.{step.key}")
    if info is None:
        keys = [path[len(here) + 1 :] for path in catalogue.children(here)]
        raise Misread(
            f'the items of "{here[:-2]}" have no "{step.key}" to select by',
            did_you_mean(step.key, keys),
        )
    for value in step.values:
        wrong = foreign_word(info, value)
        if wrong:
            raise wrong


def foreign_word(info: FieldInfo, word: str) -> Misread | None:
    """The problem, where a word can never be the value of a field."""
    if info.type == "boolean" and word not in ("true", "false"):
        return Misread(f'"{info.path}" is true or false, never "{word}"', "write true or false")
    if info.type != "enum" or info.allows(word) or info.allows(word.casefold()):
        return None
    return Misread(
        f'"{word}" is not one of the values of "{info.path}"', did_you_mean(word, info.values)
    )


def item_path(found: Meaning) -> str:
    """The canonical path of one item of the list a field means."""
    path = found.info.path
    return path if path.endswith(("[]", ".*")) else f"{path}[]"


def target(text: str) -> Field:
    """The field in a target of `refers_to`, `field` or `prefix:field`."""
    return field(text.partition(":")[2] if ":" in text else text)
