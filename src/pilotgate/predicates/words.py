"""`words`: prose that is long enough to say something."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pilotgate.document import Field, Scalar
from pilotgate.dossier import Dossier, Found
from pilotgate.outcome import Gap, Met, Outcome
from pilotgate.plainly import NO, SO, Answer, Look, leaves_of
from pilotgate.record import Record
from pilotgate.term import Limit, Literal, Table, literal
from pilotgate.values import UNMISTAKABLE

ABOUT = (
    "the text has so many words (each counts twice at most) and so many different ones, "
    "and is no copy of another field"
)
SHORT = ""
_SIGNS: Final = (("\u3040", "\u30ff"), ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"))
_WORD: Final = r"[^\W_]+(?:['-][^\W_]+)*"
_COUNTED: Final = 2
_A_TEXT: Final = 5  # words; what is shorter may well be said in two places


class Params(Record):
    field: Field
    at_least: Limit
    distinct: Limit | None = None


def run(params: Params, dossier: Dossier) -> Iterator[Outcome]:
    asked = _number(params.at_least, dossier)
    different = _number(params.distinct, dossier) if params.distinct else 0
    for found in dossier.look(params.field):
        yield found.absent or _long_enough(found, asked, different, dossier)


def _long_enough(found: Found, asked: int, different: int, dossier: Dossier) -> Outcome:
    if not isinstance(found.node, Scalar):
        return Gap(found.place, "is a list or a section where a text is asked for")
    count, distinct = _counted(found.text)
    if count < asked:
        said = "counts" if count == 1 else "count"
        return Gap(
            found.place,
            f"has {_words(count)} that {said}; at least {asked} are asked",
        )
    if distinct < different:
        return Gap(
            found.place,
            f"has {_words(distinct, 'different ')}; at least {different} are asked",
        )
    if count >= _A_TEXT:
        other = dossier.copied(found)
        if other:
            return Gap(found.place, f"says what {other.name} says; write what is meant here")
    return Met()


def _words(count: int, which: str = "") -> str:
    return f"{count or 'no'} {which}{'word' if count == 1 else 'words'}"


def count_words(text: str) -> dict[str, int]:
    """How often each word occurs. Chinese and Japanese signs are words of their own."""
    plain = text.casefold()
    if not plain.isascii():
        # As classes of the pattern, the signs would take three milliseconds to compile.
        plain = "".join(map(_apart, plain)).replace("\u2019", "'")
    seen: dict[str, int] = {}
    for word in re.findall(_WORD, plain):
        if word.isdigit() or _says_something(word):
            seen[word] = seen.get(word, 0) + 1
    # Numbers count beside words, not instead of them.
    most = 2 * sum(not word.isdigit() for word in seen)
    for word in [word for word in seen if word.isdigit()][most:]:
        del seen[word]
    return seen


def _says_something(word: str) -> bool:
    """Single letters and words that only hold a place make no prose."""
    return word not in UNMISTAKABLE and (len(word) > 1 or not word.isascii())


def _apart(char: str) -> str:
    return f" {char} " if any(low <= char <= high for low, high in _SIGNS) else char


def _number(term: Limit, dossier: Dossier | Look) -> int:
    if isinstance(term, Literal | Table):
        value = literal(term, dossier.tier).value
        if isinstance(value, Decimal):
            return int(value)
    raise ValueError("words: a limit is a number")


def plainly(params: Params, look: Look) -> Answer:
    found = leaves_of(look.all(params.field))
    if found is None:
        return look.missing(params.field)
    asked = _number(params.at_least, look)
    different = _number(params.distinct, look) if params.distinct else 0
    for leaf in found:
        count, distinct = _counted(leaf.text)
        if count < asked or distinct < different:
            return NO
        if count >= _A_TEXT and look.leaves.copied(leaf.text, leaf.canonical):
            return NO
    return SO


@lru_cache(maxsize=2048)
def _counted(text: str) -> tuple[int, int]:
    """How many words count, and how many different ones there are."""
    seen = count_words(text)
    # A word said over and over says nothing.
    return sum(min(times, _COUNTED) for times in seen.values()), len(seen)
