"""Clauses in words: what a rule asks, as a person would say it."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from pilotgate.clause import Clause, Options
from pilotgate.document import Field
from pilotgate.ladders import TIERS
from pilotgate.rule import Reach, Rule
from pilotgate.term import Arithmetic, FieldTerm, FileTerm, Literal, Pick, Table, Term

_OF_FILE: Final = {
    "rows": "the number of rows in the file of {}",
    "sha256": "the sha256 of the file of {}",
}
_SIGNS: Final = {"sum": "plus", "difference": "minus", "times": "times"}


def clause_words(clause: Clause) -> str:
    """The clause as one sentence, without a full stop."""
    guards = []
    if clause.since:
        guards.append(f"from {clause.since} on")
    if clause.tiers:
        guards.append(f"for tier {_either(clause.tiers)}")
    if clause.when:
        guards.append(f"where {_both(map(clause_words, clause.when))}")
    words = _WORDS[clause.name](clause.params)
    return f"{', '.join(guards)}: {words}" if guards else words


def _both(parts: Iterable[str]) -> str:
    return _list(tuple(parts), "and")


def _either(parts: Iterable[str]) -> str:
    return _list(tuple(parts), "or")


def _list(parts: tuple[str, ...], word: str) -> str:
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _named(fields: Iterable[Field]) -> str:
    return _both(field_words(field) for field in fields)


_GIVEN: Final = {
    "asked": "the stage asked for",
    "tier": "the tier",
    "move.kind": "the move",
}


def field_words(field: Field) -> str:
    """A field as it is written; what every judgement knows by itself has a name."""
    return _GIVEN.get(field.text, field.text)


def _are(fields: tuple[Field, ...]) -> str:
    return "is" if len(fields) == 1 else "are"


def term_words(term: Term) -> str:
    """A term as a part of a sentence."""
    if isinstance(term, Literal):
        return term.text
    if isinstance(term, Table):
        return _by_tier({tier: value.text for tier, value in term.by_tier.items()})
    if isinstance(term, FieldTerm):
        return "today" if term.field.text == "today" else field_words(term.field)
    if isinstance(term, Arithmetic):
        return f" {_SIGNS[term.operator]} ".join(term_words(inner) for inner in term.terms)
    if isinstance(term, Pick):
        return f"the {term.which} of {field_words(term.field)}"
    if isinstance(term, FileTerm):
        return _OF_FILE[term.what].format(field_words(term.field))
    raise TypeError(f"no words for {term!r}")


def _by_tier(values: dict[str, str]) -> str:
    if len(set(values.values())) == 1:
        return next(iter(values.values()))
    return f"{', '.join(f'{value} ({tier})' for tier, value in values.items())}"


def options_words(options: Options) -> str:
    if options.by_tier:
        return _by_tier({tier: _either(words) for tier, words in options.by_tier.items()})
    return _either(options.values)


def _options_all(options: Options) -> str:
    if options.by_tier:
        return _by_tier({tier: _both(words) for tier, words in options.by_tier.items()})
    return _both(options.values)


def _present(params: Any) -> str:
    return f"{_named(params.fields)} {_are(params.fields)} declared"


def _person(params: Any) -> str:
    if len(params.fields) == 1:
        return f"{_named(params.fields)} names one person"
    return f"{_named(params.fields)} each name one person"


def _is(params: Any) -> str:
    return f"{field_words(params.field)} is {options_words(params.value)}"


_LIMITS: Final = (
    ("at_least", "at least"),
    ("at_most", "at most"),
    ("more_than", "more than"),
    ("less_than", "less than"),
)


def _measures(params: Any) -> str:
    limits = [
        f"{words} {term_words(getattr(params, key))}"
        for key, words in _LIMITS
        if getattr(params, key) is not None
    ]
    return f"{field_words(params.field)} is {_both(limits)}"


def _words(params: Any) -> str:
    return f"{field_words(params.field)} has at least {term_words(params.at_least)} words"


def _matches(params: Any) -> str:
    return f"{field_words(params.field)} matches {params.pattern}"


def _recent(params: Any) -> str:
    age = term_words(params.max_age)
    return f"{field_words(params.field)} is at most {age} ago and not in the future"


def _compare(params: Any) -> str:
    words = f"{term_words(params.left)} is {params.operator} {term_words(params.right)}"
    if params.direction is None:
        return words
    return f"{words}, as {field_words(params.direction)} says"


def _committed_before(params: Any) -> str:
    what = f"the file of {params.file}" if params.file else field_words(params.field)
    return f"{what} was committed before {field_words(params.before)}"


def _distinct(params: Any) -> str:
    if len(params.fields) == 1:
        return f"no two items have the same {_named(params.fields)}"
    all_of_them = "all " if len(params.fields) > 2 else ""  # noqa: PLR2004
    return f"{_named(params.fields)} are {all_of_them}different"


def _covers(params: Any) -> str:
    parts = []
    if params.values is not None:
        parts.append(_options_all(params.values))
    if params.values_of:
        parts.append(f"every value of {_named(params.values_of)}")
    return f"{field_words(params.field)} contains {_both(parts)}"


def _refers_to(params: Any) -> str:
    targets = []
    for text in params.to:
        prefix, colon, field = str(text).rpartition(":")
        targets.append(f"{prefix}:<a value of {field}>" if colon else f"a value of {field}")
    if params.also is not None:
        targets.append(options_words(params.also))
    return f"{field_words(params.field)} is {_either(targets)}"


def _contains(params: Any) -> str:
    parts = []
    if params.parts:
        parts.append(f"with {_both(params.parts)} filled in")
    if params.values_of:
        parts.append(f"which mentions {_named(params.values_of)}")
    kind = f"a {params.format} file" if params.format else "a file that can be read"
    return " ".join((f"{field_words(params.file)} names {kind}", _both(parts))).rstrip()


def _count(params: Any) -> str:
    if params.exactly is not None:
        limit = f"exactly {term_words(params.exactly)}"
    else:
        limits = [
            f"{words} {term_words(getattr(params, key))}"
            for key, words in _LIMITS[:2]
            if getattr(params, key) is not None
        ]
        limit = _both(limits)
    items = "item" if limit.endswith(" 1") else "items"
    what = f"different {params.by}" if params.by else items
    return f"{field_words(params.of)} has {limit} {what}{_where(params)}"


def _where(params: Any) -> str:
    return f" where {_both(map(clause_words, params.where))}" if params.where else ""


def _each(params: Any) -> str:
    demands = "; ".join(map(clause_words, params.require))
    return f"for each {params.name} of {field_words(params.of)}{_where(params)}: {demands}"


def _each_pair(params: Any) -> str:
    demands = "; ".join(map(clause_words, params.require))
    of = field_words(params.of)
    return f"for each item of {of} before and after the change{_where(params)}: {demands}"


def _any_of(params: Any) -> str:
    return f"either {', or '.join(map(clause_words, params.clauses))}"


def _all_of(params: Any) -> str:
    return _both(map(clause_words, params.clauses))


_NOT: Final = (
    (" are declared", " are not all declared"),
    (" is declared", " is not declared"),
    (" matches ", " does not match "),
    (" contains ", " does not contain "),
    (" is tripped", " is not tripped"),
    (" is ", " is not "),
)


def _none_of(params: Any) -> str:
    words = [clause_words(condition) for condition in params.conditions]
    simple = {"is", "present", "matches", "covers", "tripped"}
    if len(words) == 1 and params.conditions[0].name in simple:
        for yes, no in _NOT:
            if yes in words[0]:
                return words[0].replace(yes, no, 1)
    return f"it is not so that {_either(words)}"


def _kept(params: Any) -> str:
    return f"the change keeps everything that {_named(params.fields)} declared before"


def _tripped(params: Any) -> str:
    words = f"the {params.criterion} is tripped"
    if params.not_after is None:
        return words
    return f"{words}, and by nothing measured after {field_words(params.not_after)}"


_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "all_of": _all_of,
    "any_of": _any_of,
    "committed_before": _committed_before,
    "compare": _compare,
    "contains": _contains,
    "count": _count,
    "covers": _covers,
    "distinct": _distinct,
    "each": _each,
    "each_pair": _each_pair,
    "is": _is,
    "kept": _kept,
    "matches": _matches,
    "measures": _measures,
    "none_of": _none_of,
    "person": _person,
    "present": _present,
    "recent": _recent,
    "refers_to": _refers_to,
    "tripped": _tripped,
    "words": _words,
}


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
        who = "every tier" if len(tiers) == len(TIERS) else f"tier {_both(tiers)}"
        when = f"at stage {stage}" if stage.ended else f"from {stage} on"
        parts.append(f"{when}, for {who}")
    return "; ".join(parts)
