"""The small parts of a sentence about a rule: fields, values, limits, patterns and lists."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from pilotgate.clause import Options
from pilotgate.document import Each, Field, Name, Select, Star, Step
from pilotgate.term import Arithmetic, FieldTerm, FileTerm, Literal, Pick, Table, Term
from pilotgate.values import Duration

Code = Callable[[str], str]
"""How a name that stands in a manifest is set off from the words around it."""

_GIVEN: Final = {
    "today": "today",
    "asked": "the stage asked for",
    "tier": "the tier",
    "move.kind": "the kind of the move",
}
# What is gathered, not written in a manifest, and so has no field that a reader could look up.
_FACTS: Final = {
    "bom": "the bill of materials",
    "ci_jobs": "the list of CI jobs",
    "codeowners": "the list of code owners",
    "commits": "the list of commits",
    "committers": "the list of people who committed",
    "manifest_authors": "the list of people who wrote the manifest",
    "people": "the list of known people",
}
_SIDES: Final = {
    "base": "before the change",
    "before": "before the change",
    "head": "after the change",
    "after": "after the change",
}
_OF_FILE: Final = {
    "rows": "the number of rows in the file that {} names",
    "sha256": "the sha256 of the file that {} names",
}
_SIGNS: Final = {"sum": "plus", "difference": "minus", "times": "times"}
_UNITS: Final = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_TIMES: Final = {"H": "hour", "M": "minute", "S": "second"}
_SMALL: Final = ("no", "one", "two", "three", "four", "five")


def plain(name: str) -> str:
    """A name as it is, for a terminal."""
    return name


def listed(parts: Iterable[str], word: str) -> str:
    """`a, b and c`."""
    all_of_them = tuple(parts)
    if len(all_of_them) < 2:  # noqa: PLR2004
        return "".join(all_of_them)
    return f"{', '.join(all_of_them[:-1])} {word} {all_of_them[-1]}"


def both(parts: Iterable[str]) -> str:
    return listed(parts, "and")


def either(parts: Iterable[str]) -> str:
    return listed(parts, "or")


def count_of(number: str) -> str:
    """A small number as a word, as sentences have it."""
    return _SMALL[int(number)] if number.isdigit() and int(number) < len(_SMALL) else number


def value(text: str) -> str:
    """A value as people say it: `P12M` is 12 months."""
    duration = Duration.parse(text) if text[:1] == "P" else None
    return _period(text) if duration and text[-1:] in "YMWDHS" else text


def _period(text: str) -> str:
    days, _, hours = text[1:].partition("T")
    parts = [
        f"{int(number)} {units[unit]}{'' if int(number) == 1 else 's'}"
        for given, units in ((days, _UNITS), (hours, _TIMES))
        for number, unit in re.findall(r"(\d+)([YMWDHS])", given)
    ]
    return both(parts)


def by_tier(values: dict[str, str]) -> str:
    """One value, or each with the tiers that have it."""
    tiers: dict[str, list[str]] = {}
    for tier, text in values.items():
        tiers.setdefault(text, []).append(tier)
    if len(tiers) == 1:
        return next(iter(tiers))
    between = "; " if any(", " in text for text in tiers) else ", "
    return between.join(f"{text} (tier {both(named)})" for text, named in tiers.items())


def options(given: Options, word: str, code: Code = plain) -> str:
    """Words to choose from, or to have all of."""
    if given.by_tier:
        return by_tier(
            {tier: listed(map(code, words), word) for tier, words in given.by_tier.items()}
        )
    return listed(map(code, given.values), word)


# ------------------------------------------------------------------ fields


class Names:
    """What the names in a rule are called, `scopes` being those that `as` has bound."""

    def __init__(self, code: Code = plain, scopes: tuple[str, ...] = ()) -> None:
        self.code = code
        self.scopes = scopes

    def inside(self, scope: str) -> "Names":
        return Names(self.code, (*self.scopes, scope))

    def field(self, field: Field) -> str:
        return self.fields((field,))

    def fields(self, fields: Iterable[Field]) -> str:
        """Fields of one owner share it: `id and unit of every item in kpis`."""
        groups: dict[tuple[str, str], list[str]] = {}
        for field in fields:
            before, key, after = self.parts(field)
            groups.setdefault((before, after), []).append(key)
        said = [
            " ".join(word for word in (before, both(keys), after) if word)
            for (before, after), keys in groups.items()
        ]
        if len(said) > 1 and any(" and " in one for one in said):
            return f"{', '.join(said[:-1])}, and {said[-1]}"
        return both(said)

    def holder(self, field: Field) -> tuple[str, str]:
        """A list, and which of its items are meant."""
        *above, last = field.steps
        if isinstance(last, Name):
            above, last = [*above, last], Each()
        if not above:
            return self.code(field.text), ""
        chosen = f"with {self._selected(last)}" if isinstance(last, Select) else ""
        whole = Field(field.text.partition("[")[0] if chosen else field.text, tuple(above))
        return self.field(whole), chosen

    def parts(self, field: Field) -> tuple[str, str, str]:
        """Whose it is, its own name, and what it is of."""
        if field.text in _GIVEN:
            return "", _GIVEN[field.text], ""
        first, steps = field.first, field.steps
        if first == "facts":
            return "", self._fact(field), ""
        side = ""
        if first in _SIDES and first not in self.scopes:
            side, steps = _SIDES[first], steps[1:]
        before = ""
        if first in self.scopes:
            before = "its" if first == self.scopes[-1] else f"the {first}'s"
            steps = steps[1:]
            if not steps:
                return "", f"the {first}", ""
        key, after = self._walked(steps)
        return before, key, " ".join(word for word in (after, side) if word)

    def _walked(self, steps: tuple[Step, ...]) -> tuple[str, str]:
        """The last name, and what it is of: `unit`, `of every item in kpis with kind primary`."""
        dotted: list[str] = []
        of = ""
        for step in steps:
            if isinstance(step, Name):
                dotted.append(step.key)
                continue
            held = self.code(".".join(dotted))
            more = f" with {self._selected(step)}" if isinstance(step, Select) else ""
            what = "section" if isinstance(step, Star) else "item"
            inner = f" {of}" if of else ""
            of = f"of every {what} in {held}{more}{inner}"
            dotted = []
        if not dotted:
            return of.removeprefix("of "), ""
        return self.code(".".join(dotted)), of

    def _selected(self, step: Select) -> str:
        return f"{self.code(step.key)} {either(step.values)}"

    @staticmethod
    def _fact(field: Field) -> str:
        names = [step.key for step in field.steps if isinstance(step, Name)]
        known = _FACTS.get(names[1] if len(names) > 1 else "", f"what was gathered: {field.text}")
        return known if len(names) < 3 else f"an entry in {known}"  # noqa: PLR2004

    def said(self, field: Field) -> str:
        """What a field says, as something to compare with."""
        before, _, after = self.parts(field)
        given = field.first == "facts" or field.text in _GIVEN
        if before or given:
            return self.field(field)
        return f"the {self.field(field)}" if after else f"the value of {self.field(field)}"

    # -------------------------------------------------------------- terms

    def term(self, term: Term) -> str:
        """A term as a part of a sentence."""
        if isinstance(term, Literal):
            return value(term.text)
        if isinstance(term, Table):
            return by_tier({tier: value(held.text) for tier, held in term.by_tier.items()})
        if isinstance(term, FieldTerm):
            return self.field(term.field)
        if isinstance(term, Arithmetic):
            return self._worked_out(term)
        if isinstance(term, Pick):
            said = self.field(term.field)
            if said.startswith("every item"):
                return f"the {term.which} of {said.replace('every item', 'the items', 1)}"
            return f"the {term.which} {said.replace('of every item in', 'of any item in')}"
        if isinstance(term, FileTerm):
            return _OF_FILE[term.what].format(self.field(term.field))
        raise TypeError(f"no words for {term!r}")

    def _worked_out(self, term: Arithmetic) -> str:
        first, *rest = (self.term(inner) for inner in term.terms)
        last = term.terms[-1]
        if len(rest) == 1 and isinstance(last, Literal) and isinstance(last.value, Duration):
            way = {"sum": "after", "difference": "before"}.get(term.operator)
            if way:
                return f"the day {rest[0]} {way} {first}"
        return f" {_SIGNS[term.operator]} ".join(self._part(inner) for inner in term.terms)

    def _part(self, term: Term) -> str:
        said = self.term(term)
        return f"({said})" if isinstance(term, Arithmetic) else said


# ------------------------------------------------------------------ patterns

_LITERAL = r"(?:[A-Za-z0-9 :,/_-]|\\[.:/()-])+"
_SIMPLE = re.compile(
    rf"(?P<start>\^?)(?:\((?P<choice>{_LITERAL}(?:\|{_LITERAL})*)\))?(?P<text>{_LITERAL})?"
    r"(?P<end>\$?)"
)


def pattern(text: str, code: Code, no: bool) -> str:  # noqa: FBT001
    """What a text must look like; a pattern that says too much for words is shown as it is."""
    if text == "[0-9]":
        return "does not contain a digit" if no else "contains a digit"
    found = _SIMPLE.fullmatch(text)
    if not found or not (found["choice"] or found["text"]):
        return f"{'does not have' if no else 'has'} the form {code(text)}"
    tail = (found["text"] or "").replace("\\", "")
    choices = [code(one.replace("\\", "") + tail) for one in (found["choice"] or "").split("|")]
    yes, not_so = _VERBS[found["start"], found["end"]]
    return f"{not_so if no else yes} {either(choices)}"


_VERBS: Final = {
    ("^", ""): ("begins with", "does not begin with"),
    ("", "$"): ("ends with", "does not end with"),
    ("^", "$"): ("is", "is not"),
    ("", ""): ("contains", "does not contain"),
}
