"""Facts: what was found out about the files a manifest names, as plain values."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from pilotgate.record import Record

Part = Literal["present", "empty", "absent"]


class File(Record):
    """A named file. `problem` is "" for a regular file that holds something."""

    path: str
    problem: str = ""
    size: int | None = None
    blob: str | None = None
    is_url: bool = False


class Unavailable(Record):
    """A fact that this place cannot give; `next` is the one command that would give it."""

    why: str
    next: str = ""


class Contents(Record):
    """What a document says. `problem` is "" where it could be read.

    `text` holds its texts, with NUL between what does not belong together (cells,
    values); `sections` its headings or keys, each with whether anything stands below.
    """

    path: str
    problem: str = ""
    format: str = ""
    text: str = ""
    sections: tuple[tuple[str, bool], ...] = ()

    def has(self, value: str) -> bool:
        """Whether the value occurs as a whole; numbers are compared as numbers."""
        number = _number(value.strip())
        if number is not None:
            return number in _numbers(self.text)
        words = _plain(value).split()
        if not words:
            return False
        pattern = r"\s+".join(map(re.escape, words))
        return re.search(f"{_NOT_AFTER}{pattern}{_NOT_BEFORE}", _folded(self.text)) is not None

    def part(self, name: str) -> Part:
        """Whether a heading or key of this name is there, with something below it."""
        wanted = title(name)
        states = {filled for found, filled in self.sections if title(found) == wanted}
        if not states or not wanted:
            return "absent"
        return "present" if True in states else "empty"


# A word goes on through these when another letter or digit follows: `a-b`, `user:x/y.z`.
# Nothing is taken out of the middle of such a word.
_JOINS = r"[-./:@+'\u2019#&]"
_NOT_AFTER = rf"(?<![\w-])(?<!\w{_JOINS})"
_NOT_BEFORE = rf"(?![\w]|-(?=[\w-])|{_JOINS}\w)"

# Thousands separators and decimal commas are not guessed: what touches one is no number here.
_AROUND = r"\-./:,'\u2019_+\u00a0\u2009\u202f"
_IN_TEXT = (
    rf"(?<!\w)(?<![0-9][{_AROUND}])(?<!\w[-./:_+])(?P<sign>(?<!\w)[-\u2212+])?"
    r"(?P<digits>(?:[0-9]{1,40}(?:\.[0-9]{1,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?)"
    rf"(?!\w)(?![{_AROUND}][0-9])(?![-./:_+]\w)"
)
_VALUE = r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?"


def _number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(_VALUE, text) else None


@lru_cache(maxsize=64)
def _numbers(text: str) -> frozenset[Decimal]:
    found: set[Decimal] = set()
    for match in re.finditer(_IN_TEXT, text):
        value = Decimal(match["digits"])
        found.add(-value if match["sign"] in {"-", "\u2212"} else value)
    return frozenset(found)


def _plain(text: str) -> str:
    if not text.isascii():
        # Imported here: almost all texts are ASCII.
        from unicodedata import normalize

        text = normalize("NFKC", text)
    return text.casefold()


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    # Emphasis and code marks stand around words, not in them.
    return re.sub(r"[*`]+", " ", _plain(text))


_MAX_TITLE = 300
_NUMBERING = r"(?:(?:section|part|step)\s+)?(?:\d+(?:\.\d+)*[.):]?|[a-z][.)])\s+"


@lru_cache(maxsize=2048)
def title(text: str) -> str:
    """A heading or key as it is compared: `3.1 **Tool-permissions**:` is `tool permissions`."""
    plain = re.sub(r"[*`_\s-]+", " ", _plain(text[:_MAX_TITLE])).strip().rstrip(":").strip()
    numbering = re.match(_NUMBERING, plain)
    return (plain[numbering.end() :] if numbering else "") or plain
