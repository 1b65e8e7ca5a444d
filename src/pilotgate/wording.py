"""Clauses and rules in words: what is asked, when and of whom, as a person would say it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from pilotgate.clause import Clause
from pilotgate.document import Field, field
from pilotgate.fields import Catalogue
from pilotgate.ladders import RANKED, TIERS, Evidence, Stage, Tier
from pilotgate.phrases import Code, Names, both, by_tier, count_of, either, options, pattern, plain
from pilotgate.reads import read_by
from pilotgate.record import Record
from pilotgate.rule import Reach, Rule
from pilotgate.term import FieldTerm, Limit, Literal, Table, Term

Asked = tuple[Stage | None, tuple[Tier, ...]]


class Told(Record):
    """A sentence without its full stop. What it counts up can stand below it, in a list."""

    text: str
    parts: "tuple[Told, ...]" = ()
    flat: str = ""  # with its parts, on one line

    @property
    def line(self) -> str:
        return self.flat or self.text

    def lines(self, indent: int = 0) -> Iterator[str]:
        """As a list with dashes, what is below it indented by two."""
        yield f"{' ' * indent}- {self.text}{':' if self.parts else ''}"
        for part in self.parts:
            yield from part.lines(indent + 2)


def clause_words(clause: Clause, code: Code = plain) -> str:
    """The clause as one sentence."""
    return _Speaker(Names(code)).clause(clause).line


def demands(rule: Rule, code: Code = plain) -> tuple[Told, ...]:
    """Everything a rule asks, each clause with the stage and the tiers it is asked of."""
    return tuple(_Speaker(Names(code), rule).clause(clause) for clause in rule.require)


_OF_EVERY: Final = "of every item in "
_LIMITS: Final = (
    ("at_least", "at least"),
    ("at_most", "at most"),
    ("more_than", "more than"),
    ("less_than", "less than"),
)
# Two numbers are more or less, two stages are later or earlier, and two tiers higher or lower.
_ORDERS: Final = {
    "stage": {
        "more than": "later than",
        "at least": "the same as or later than",
        "less than": "earlier than",
        "at most": "the same as or earlier than",
        "equal to": "the same as",
    },
    "tier": {
        "more than": "higher than",
        "less than": "lower than",
        "equal to": "the same as",
    },
    "": {"equal to": "the same as"},
}


class _Speaker:
    """Says clauses, knowing which names `as` has bound, and of which rule they are."""

    def __init__(self, names: Names, rule: Rule | None = None, said: Asked = (None, ())) -> None:
        self.names = names
        self.rule = rule
        self.said = said  # from which stage and of which tiers, as the clause around it says

    def inside(self, scope: str) -> "_Speaker":
        return _Speaker(self.names.inside(scope), self.rule, self.said)

    @property
    def asking(self) -> "_Speaker":
        """For conditions and what is inside a combination: these are asked whole."""
        return _Speaker(self.names)

    def clause(self, clause: Clause) -> Told:
        asked: Asked = (clause.since, clause.tiers)
        if self.rule is not None:
            asked = _asked(self.rule, clause)
        inner = _Speaker(self.names, self.rule, asked)
        told: Told = _WORDS[clause.name](inner, clause.params)
        guards = ", ".join(self._guards(clause, asked))
        before = f"{guards}: " if guards else ""
        message = clause.message.strip().rstrip(".")
        after = f" (if not: {message})" if message else ""
        line = f"{before}{told.line}{after}"
        return told.but(text=f"{before}{told.text}{after}" if told.parts else line, flat=line)

    def _guards(self, clause: Clause, asked: "Asked") -> Iterator[str]:
        since, tiers = asked
        if since and since is not self.said[0]:
            yield f"from {since} on"
        if tiers and tiers != self.said[1]:
            yield f"for tier {either(tiers)}"
        if clause.when:
            yield f"where {self.conditions(clause.when)}"

    def conditions(self, clauses: tuple[Clause, ...]) -> str:
        return _joined([self.asking.clause(clause) for clause in clauses])

    def field(self, field: Any) -> str:
        return self.names.field(field)

    def term(self, term: Term) -> str:
        return self.names.term(term)

    # -------------------------------------------------------------- one value

    def present(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        several = len(params.fields) > 1
        verb = "are" if several else "is"
        if no:
            verb = "are not all" if several else "is not"
        return Told(f"{self.names.fields(params.fields)} {verb} declared")

    def person(self, params: Any) -> Told:
        verb = "names" if len(params.fields) == 1 else "each name"
        return Told(f"{self.names.fields(params.fields)} {verb} one person")

    def is_(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        words = options(params.value, "or")
        return Told(f"{self.field(params.field)} {'is not' if no else 'is'} {words}")

    def measures(self, params: Any) -> Told:
        limits = [
            f"{words} {self.term(getattr(params, key))}"
            for key, words in _LIMITS
            if getattr(params, key) is not None
        ]
        return Told(f"{self.field(params.field)} is {both(limits)}")

    def words(self, params: Any) -> Told:
        least = self.term(params.at_least)
        text = f"{self.field(params.field)} has at least {least}"
        if params.distinct is None:
            return Told(f"{text} words")
        different = self.term(params.distinct)
        if different == least:
            return Told(f"{text} different words")
        return Told(f"{text} words, {different} of them different")

    def matches(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        return Told(f"{self.field(params.field)} {pattern(params.pattern, self.names.code, no)}")

    def recent(self, params: Any) -> Told:
        age = self.term(params.max_age)
        return Told(f"{self.field(params.field)} is at most {age} ago and not in the future")

    def compare(self, params: Any) -> Told:
        kind = _kind(params.left) or _kind(params.right)
        verb = _ORDERS[kind].get(params.operator, params.operator)
        text = f"{self.term(params.left)} is {verb} {self.term(params.right)}"
        if params.direction is None:
            return Told(text)
        return Told(f"{text}, as {self.field(params.direction)} says")

    # -------------------------------------------------------------- several values

    def distinct(self, params: Any) -> Told:
        if len(params.fields) == 1:
            before, key, after = self.names.parts(params.fields[0])
            if after.startswith(_OF_EVERY):
                return Told(f"no two items in {after[len(_OF_EVERY) :]} have the same {key}")
            return Told(f"{before} {key} holds nothing twice".strip())
        every = "all " if len(params.fields) > 2 else ""  # noqa: PLR2004
        return Told(f"{self.names.fields(params.fields)} are {every}different")

    def committed_before(self, params: Any) -> Told:
        what = (
            f"the file that {self.field(params.file)} names"
            if params.file
            else self.names.said(params.field)
        )
        return Told(f"{what} was committed before {self.names.said(params.before)}")

    def covers(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        parts = [options(params.values, "and")] if params.values is not None else []
        parts += [self.names.said(field) for field in params.values_of]
        verb = "does not contain" if no else "contains"
        return Told(f"{self.field(params.field)} {verb} {both(parts)}")

    def refers_to(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        targets = [self._target(str(text)) for text in params.to]
        if params.also is not None:
            targets.append(options(params.also, "or", self.names.code))
        return Told(f"{self.field(params.field)} {'is not' if no else 'is'} {either(targets)}")

    def _target(self, text: str) -> str:
        prefix, colon, name = text.rpartition(":")
        said = self.names.said(field(name)).replace("of every item in", "of an item in")
        return f"{self.names.code(prefix + ':')} followed by {said}" if colon else said

    def contains(self, params: Any) -> Told:
        kind = "a file that can be read" + (f" as {params.format}" if params.format else "")
        parts = [f"{self.field(params.file)} names {kind}"]
        if params.parts:
            parts.append(f"{both(self.names.code(part) for part in params.parts)} filled in")
        text = " with ".join(parts)
        if params.values_of:
            said = both(self._beside(field, params.file) for field in params.values_of)
            text += f" and {'which ' if params.parts else ''}mentions {said}"
        return Told(text)

    def _beside(self, field: Field, other: Field) -> str:
        """A field after one of the same item: its, and not all of that again."""
        _, key, after = self.names.parts(field)
        same = after and after == self.names.parts(other)[2]
        return f"its {key}" if same else self.names.said(field)

    # -------------------------------------------------------------- items

    def count(self, params: Any) -> Told:
        holder, chosen = self.names.holder(params.of)
        given = [
            f"{words} {_number(limit)}"
            for words, limit in (
                ("exactly", params.exactly),
                ("at least", params.at_least),
                ("at most", params.at_most),
            )
            if limit is not None
        ]
        limit = both(given).replace("at most no", "no")
        inner = self.asking.inside(params.name)
        what = "item" if limit == "no" or limit.endswith(" one") else "items"
        if params.by:
            what = f"different {inner.field(params.by)}"
        text = " ".join(word for word in (f"{holder} has {limit}", what, chosen) if word)
        if params.by:
            text = text.replace("different its ", "different values of ")
        return self._selected(text, params.where, inner)

    @staticmethod
    def _selected(text: str, where: tuple[Clause, ...], inner: "_Speaker") -> Told:
        if not where:
            return Told(text)
        said = tuple(inner.clause(clause) for clause in where)
        line = f"{text} where {_joined(said)}"
        if len(said) == 1 and not said[0].parts:
            return Told(line)
        return Told(f"{text} for which", said, line)

    def each(self, params: Any) -> Told:
        holder, chosen = self.names.holder(params.of)
        inner = self.inside(params.name)
        where = f" where {inner.conditions(params.where)}" if params.where else ""
        chosen = f" {chosen}" if chosen else ""
        return _below(
            f"for each {params.name} in {holder}{chosen}{where}",
            tuple(inner.clause(clause) for clause in params.require),
        )

    def each_pair(self, params: Any) -> Told:
        holder, chosen = self.names.holder(params.of)
        where = f" where {self.conditions(params.where)}" if params.where else ""
        chosen = f" {chosen}" if chosen else ""
        return _below(
            f"for each item in {holder}{chosen} that is there before and after the change{where}",
            tuple(self.clause(clause) for clause in params.require),
        )

    # -------------------------------------------------------------- combinations

    def any_of(self, params: Any) -> Told:
        said = tuple(self.asking.clause(clause) for clause in params.clauses)
        line = f"either {', or '.join(part.line for part in said)}"
        return Told("at least one of these holds", said, line)

    def all_of(self, params: Any) -> Told:
        said = tuple(self.asking.clause(clause) for clause in params.clauses)
        line = _joined(said)
        return Told("all of these hold", said, line) if any(p.parts for p in said) else Told(line)

    def none_of(self, params: Any) -> Told:
        asking = self.asking
        if len(params.conditions) == 1 and params.conditions[0].name in _NOT:
            (condition,) = params.conditions
            told: Told = _NOT[condition.name](asking, condition.params, True)
            return told
        said = [asking.clause(condition).line for condition in params.conditions]
        return Told(f"it is not so that {either(said)}")

    # -------------------------------------------------------------- changes, stop criteria

    def kept(self, params: Any) -> Told:
        fields = self.names.fields(params.fields)
        return Told(f"the change keeps everything that {fields} declared before")

    def tripped(self, params: Any, no: bool = False) -> Told:  # noqa: FBT001, FBT002
        text = f"the {params.criterion} {'is not' if no else 'is'} tripped"
        if params.not_after is None:
            return Told(text)
        return Told(f"{text}, and by nothing measured after {self.field(params.not_after)}")


def _kind(term: Term) -> str:
    """What the values of a field have between them that is not called more or less."""
    if not isinstance(term, FieldTerm):
        return ""
    if term.field.text == "asked" or term.field.text.endswith("stage.current"):
        return "stage"
    return "tier" if term.field.text.rpartition(".")[2] == "tier" else ""


def _joined(parts: Sequence[Told]) -> str:
    """All of it, so that a choice among them cannot be taken for the whole."""
    lines = [part.line for part in parts]
    if len(lines) > 1:
        lines = [f"({line})" if line.startswith("either ") else line for line in lines]
    return both(lines)


def _number(limit: Limit) -> str:
    """How many, as stands before what is counted."""
    if isinstance(limit, Table):
        return by_tier({tier: held.text for tier, held in limit.by_tier.items()})
    return count_of(limit.text) if isinstance(limit, Literal) else "of what it says"


def _below(text: str, parts: tuple[Told, ...]) -> Told:
    line = f"{text}: {'; '.join(part.line for part in parts)}"
    return Told(text, parts, line) if len(parts) > 1 or parts[0].parts else Told(line)


_WORDS: Final[dict[str, Callable[[_Speaker, Any], Told]]] = {
    "all_of": _Speaker.all_of,
    "any_of": _Speaker.any_of,
    "committed_before": _Speaker.committed_before,
    "compare": _Speaker.compare,
    "contains": _Speaker.contains,
    "count": _Speaker.count,
    "covers": _Speaker.covers,
    "distinct": _Speaker.distinct,
    "each": _Speaker.each,
    "each_pair": _Speaker.each_pair,
    "is": _Speaker.is_,
    "kept": _Speaker.kept,
    "matches": _Speaker.matches,
    "measures": _Speaker.measures,
    "none_of": _Speaker.none_of,
    "person": _Speaker.person,
    "present": _Speaker.present,
    "recent": _Speaker.recent,
    "refers_to": _Speaker.refers_to,
    "tripped": _Speaker.tripped,
    "words": _Speaker.words,
}
_NOT: Final[dict[str, Callable[[_Speaker, Any, bool], Told]]] = {
    "covers": _Speaker.covers,
    "is": _Speaker.is_,
    "matches": _Speaker.matches,
    "present": _Speaker.present,
    "refers_to": _Speaker.refers_to,
    "tripped": _Speaker.tripped,
}


# ------------------------------------------------------------------ a rule


def _asked(rule: Rule, clause: Clause) -> tuple[Stage | None, tuple[Tier, ...]]:
    """From which stage, and of which tiers, a clause is asked where the rule is not enough."""
    reached = first_with(rule, clause.evidence)
    since = clause.since
    if reached and (since is None or reached.rank > since.rank):
        since = reached
    tiers = clause.tiers
    if clause.evidence is Evidence.CROSSED:
        tiers = (Tier.HIGH,)
    if since and all(since.rank <= stage.rank for stage in rule.blocks.values()) and not rule.warns:
        since = None  # the rule itself asks for nothing before
    return since, tiers


def first_with(rule: Rule, level: Evidence) -> Stage | None:
    """The first stage at which the rule asks that deep, if it is not always."""
    if level is Evidence.DECLARED:
        return None
    deep = (stage for stage in RANKED if rule.evidence_at(stage, Tier.HIGH).rank >= level.rank)
    return next(deep, None)


def stages_words(rule: Rule) -> list[str]:
    """From which stage the rule blocks and warns, for each tier."""
    lines = [f"blocks {_reach_words(rule.blocks)}"] if rule.blocks else []
    if rule.warns:
        lines.append(f"warns {_reach_words(rule.warns)}")
    return lines or ["neither blocks nor warns"]


def _reach_words(reach: Reach) -> str:
    stages = dict.fromkeys(reach[tier] for tier in TIERS if tier in reach)
    parts = []
    for stage in stages:
        tiers = [tier for tier in TIERS if reach.get(tier) is stage]
        who = "every tier" if len(tiers) == len(TIERS) else f"tier {both(tiers)}"
        when = f"at stage {stage}" if stage.ended else f"from {stage} on"
        parts.append(f"{when}, for {who}")
    return "; ".join(parts)


def applies_words(rule: Rule, code: Code = plain) -> Iterator[str]:
    """When the rule applies, and what softens or sharpens its level."""
    if rule.on_move:
        yield "only in a change, for what it alters"
    for clause in rule.when:
        yield f"only if {clause_words(clause, code)}; where that is not declared, it applies"
    if rule.not_applicable:
        tiers = both(rule.not_applicable)
        yield f"a section may say {code('not_applicable')}, with a reason, for tier {tiers}"
    if rule.effective_from:
        yield f"before {rule.effective_from} it only warns"
    if not rule.grace:
        yield "from the first day, without days of grace"


def evidence_words(rule: Rule, paths: bool) -> Iterator[str]:  # noqa: FBT001
    """How deep the rule asks beyond its clauses; `paths`: it asks for a field that names a file."""
    since = first_with(rule, Evidence.FILE)
    if since and paths:
        yield f"from {since} on: every file named there is in the repository and not empty"


def asks_for_files(rule: Rule, catalogue: Catalogue) -> bool:
    """Does the rule ask for a field that names a file?"""
    infos = (catalogue.get(path) for path in read_by(rule))
    return any(info is not None and info.type == "path" for info in infos)
