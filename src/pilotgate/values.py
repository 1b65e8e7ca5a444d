"""What a text means: numbers, dates, durations, words, references, and texts that say nothing.

Pure readers of one scalar each, shared by the schema step and the predicates, so
that both read the same text the same way. `None` always means "is none of that".
"""

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from pilotgate.record import Record

NUMBER_PATTERN = r"-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_N = "[0-9]{1,4}"
_DAYS = f"({_N}Y({_N}M)?({_N}W)?({_N}D)?|{_N}M({_N}W)?({_N}D)?|{_N}W({_N}D)?|{_N}D)"
_TIME = f"T({_N}H({_N}M)?({_N}S)?|{_N}M({_N}S)?|{_N}S)"
DURATION_PATTERN = f"^P({_DAYS}({_TIME})?|{_TIME})$"
INITIATIVE_ID_PATTERN = "^[a-z0-9][a-z0-9-]{2,62}$"
SHA256_PATTERN = "^(sha256:)?[0-9a-f]{64}$"
_ENTITY = r"([Uu]ser|[Gg]roup):([A-Za-z0-9][A-Za-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*"
# Plain ASCII: two letters of different scripts that look alike would make two persons of one.
_MAIL = r"[A-Za-z0-9.!#%&'*+/=?_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
_HANDLE = r"@[A-Za-z0-9][A-Za-z0-9-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?"
REF_PATTERN = f"^({_ENTITY}|{_MAIL}|{_HANDLE})$"

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
    MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: tuple[str, ...] = tuple(_CODES.split())
"""The currencies of ISO 4217 that are in use, without funds and metals."""


_MOST_DIGITS = 18


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Compiled when first wanted: most runs need few of them.
    return re.compile(pattern)


def number(text: str) -> Decimal | None:
    """An exact number, as the text says it; no signs, separators or bases but these."""
    body = text.removeprefix("-")
    whole, dot, rest = body.partition(".")
    if body.isascii() and whole.isdigit() and (rest.isdigit() or not dot):
        # The usual case, without compiling a pattern; the pattern says the same.
        leading_zero = whole[0] == "0" and len(whole) > 1
        return None if leading_zero or len(whole) > _MOST_DIGITS else Decimal(text)
    if "e" not in body and "E" not in body:
        return None
    return Decimal(text) if _compiled(NUMBER_PATTERN).fullmatch(text) else None


def boolean(text: str) -> bool | None:
    """Only `true` and `false`."""
    return True if text == "true" else False if text == "false" else None


def date_of(text: str) -> date | None:
    """A day of the calendar, as YYYY-MM-DD and nothing else."""
    if len(text) != 10 or text[4] != "-" or text[7] != "-" or not text.isascii():  # noqa: PLR2004
        return None
    year, month, day = text[:4], text[5:7], text[8:]
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def currency(text: str) -> str | None:
    """A code of ISO 4217."""
    return text if text in CURRENCIES else None


def reference(text: str) -> str | None:
    """A person or a team: an entity reference, an e-mail address or a @handle."""
    return text if _compiled(REF_PATTERN).fullmatch(text) else None


class Duration(Record):
    """An ISO 8601 duration. Months and years are calendar units and never become days."""

    months: int
    days: int
    seconds: int
    text: str

    @staticmethod
    def parse(text: str) -> "Duration | None":
        return _duration(text)

    @property
    def zero(self) -> bool:
        return not (self.months or self.days or self.seconds)

    def after(self, day: date) -> date:
        """The day this long after `day`: months keep the day, clipped to the month's end.

        Hours count as the whole days in them, and the calendar ends at year 9999.
        """
        return self._moved(day, 1)

    def before(self, day: date) -> date:
        """The day this long before `day`."""
        return self._moved(day, -1)

    def at_least(self, other: "Duration") -> bool | None:
        """Does it end no earlier than `other` from every day; `None`: that depends on the day."""
        months = self.months - other.months
        rest = (self.days - other.days) * _DAY + self.seconds - other.seconds
        if not months:
            return rest >= 0
        if self.months and other.months:
            return _by_the_calendar(self, other)
        # One side has months only on top of what both have: from any day those
        # months last at least `least` and at most `most` days.
        least, most = _days_in(abs(months))
        if months > 0:
            low, high = least * _DAY + rest, most * _DAY + rest
        else:
            low, high = rest - most * _DAY, rest - least * _DAY
        return True if low >= 0 else False if high < 0 else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash(self._parts)

    def __str__(self) -> str:
        return self.text

    @property
    def _parts(self) -> tuple[int, int]:
        return (self.months, self.days * _DAY + self.seconds)

    def _moved(self, day: date, sign: int) -> date:
        shifted = _add_months(day, sign * self.months) if self.months else day
        days = self.days + self.seconds // _DAY
        if not days:
            return shifted
        try:
            return shifted + timedelta(sign * days)
        except OverflowError:
            return date.max if sign > 0 else date.min


_DAY = 86_400
_CYCLE = 400 * 12
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@lru_cache(maxsize=1024)
def _duration(text: str) -> Duration | None:
    if text == "none":
        return Duration(0, 0, 0, text)
    if text[:1] != "P" or not _compiled(DURATION_PATTERN).fullmatch(text):
        return None
    totals = [0, 0, 0]
    digits, time = "", False
    for char in text[1:]:
        if char == "T":
            time = True
        elif char.isdigit():
            digits += char
        else:
            at, factor = _UNITS["T" + char if time else char]
            totals[at] += int(digits) * factor
            digits = ""
    months, days, seconds = totals
    return Duration(months, days, seconds, text)


_UNITS = {
    "Y": (0, 12),
    "M": (0, 1),
    "W": (1, 7),
    "D": (1, 1),
    "TH": (2, 3600),
    "TM": (2, 60),
    "TS": (2, 1),
}


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    if year < MINYEAR:
        return date.min
    last = 29 if month == 1 and _leap(year) else _LENGTHS[month]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


@cache
def _days_in(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months last, from any day of a leap cycle."""
    spans = [
        (_add_months(start, months) - start).days
        for year in range(2000, 2004)
        for month in range(1, 13)
        for start in _extreme_days(year, month)
    ]
    return min(spans), max(spans)


def _extreme_days(year: int, month: int) -> tuple[date, ...]:
    """The days of a month between which every other lies: its first and its last four."""
    last = 29 if month == 2 and _leap(year) else _LENGTHS[month - 1]  # noqa: PLR2004
    return (date(year, month, 1), *(date(year, month, day) for day in range(28, last + 1)))


@lru_cache(maxsize=256)
def _by_the_calendar(left: Duration, right: Duration) -> bool | None:
    """Both sides have months: compare where they end, from each day that can differ."""
    answers = {
        (_add_months(start, left.months) - _add_months(start, right.months)).days * _DAY
        + (left.days - right.days) * _DAY
        + left.seconds
        - right.seconds
        >= 0
        for year in range(2000, 2004)
        for month in range(1, 13)
        for start in _extreme_days(year, month)
    }
    return answers.pop() if len(answers) == 1 else None


# ------------------------------------------------------------------ texts that say nothing
#
# A placeholder is a whole value, never a part of one. It is compared after NFKC, without
# case, spaces and punctuation: `T.B.D.`, `tbd` and a full-width one are the same word.
#
#   where                          what counts
#   in every field                 UNMISTAKABLE; n/a with its stroke or dots; three dots or more;
#                                  question marks only; <anything>, {{anything}}, ${anything};
#                                  tbd and its like with a colon and anything behind it; lorem
#                                  ipsum and anything;
#                                  an address at example.com, .org, .net or below .example
#   words, numbers, dates as well  x, xx, xxx, and na without its stroke
#   people                         UNMISTAKABLE as the name in it: user:default/tbd, todo@acme.eu
#   texts, people, paths as well   NOTHING_SAID; a single character that is no digit; x, xx, xxx;
#                                  punctuation only
#
# Ids and units are spared the last row: `x`, `%` and `-` name things. `NA` is a region of
# some vendors, so it only counts where no such name can stand.

_ANYWHERE = """
    tbd tba tbc todo fixme loremipsum tobedefined tobedetermined tobedecided tobedone
    tobeconfirmed tobeadded tobeannounced tobefilled tobefilledin fillme fillmein fillin
    fillthisin changeme changethis replaceme replacethis placeholder yournamehere yourtexthere
    yourname yourteam inserthere insertnamehere inserttexthere inserttext
"""
UNMISTAKABLE = frozenset(_ANYWHERE.split())
"""Words that are a placeholder wherever they are the whole value."""

_IN_TEXTS = """
    none noneyet notyet notyetdefined notyetknown notdefined undefined unknown pending null nil
    foo bar baz foobar foobarbaz asdf asdfasdf qwerty dummy sometext blah blahblah blahblahblah
    idk dontknow idontknow comingsoon wip workinprogress notapplicable
    nochoffen nochunklar nochzuklären zuklären nochzudefinieren keineangabe keineangaben unbekannt
    àdéfinir àcompléter àpréciser inconnu pordefinir pordeterminar pendiente desconocido
    dadefinire sconosciuto adefinir desconhecido nadertebepalen onbekend
"""
NOTHING_SAID = frozenset(_IN_TEXTS.split())
"""Words that are a placeholder where a text, a person or a path is asked for."""

_TEXTS = frozenset({"string", "prose", "ref", "path"})
_NAMES = frozenset({"string", "id", "licence", "enum"})
_PUNCTUATION = {ord(char): None for char in " \t\n!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"}
_OPENERS = ("TODO:", "TBD:", "FIXME:", "TODO -", "TBD -", "TODO(", "FIXME(")
_EXAMPLE = r"([^\s]*[@/.])?example\.(com|org|net)([/:?#][^\s]*)?|[^\s]*[@/.][a-z0-9-]+\.example"
_LONGEST = 48


@lru_cache(maxsize=8192)
def placeholder(text: str, kind: str = "string") -> bool:
    """Does the text say nothing, in a field of this type?"""
    if not text.isascii():
        # Imported here: most manifests are plain ASCII.
        from unicodedata import normalize

        text = normalize("NFKC", text)
    text = text.strip()
    if not text:
        return False
    if _is_form(text) or (kind == "ref" and _named(text) in UNMISTAKABLE):
        return True
    if len(text) > _LONGEST:
        return text[:11].lower() == "lorem ipsum"
    word = text.translate(_PUNCTUATION).casefold()
    if not word:
        return _only_punctuation(text, kind)
    if word in UNMISTAKABLE or word.startswith("loremipsum"):
        return True
    if word == "na":
        return len(text) > len(word) or kind not in _NAMES
    if kind in _TEXTS and (word in NOTHING_SAID or (len(word) == 1 and not word.isdigit())):
        return True
    return kind not in {"id", "licence"} and word[0] == "x" and not word.strip("x")


def _named(text: str) -> str:
    """The name in a reference, without kind, namespace, team and host, as a word to compare."""
    name = text.rpartition("@")[0] or text.rpartition(":")[2].rpartition("/")[2]
    return name.translate(_PUNCTUATION).casefold()


def _is_form(text: str) -> bool:
    """Something to fill in: brackets around everything, a note to self, an example address."""
    if text[0] in "<{$" and (
        (text[0] == "<" and text[-1] == ">")
        or (text.startswith("{{") and text.endswith("}}"))
        or (text.startswith("${") and text[-1] == "}")
    ):
        return True
    if text.startswith(_OPENERS):
        return True
    return "xample." in text.lower() + "." and bool(_compiled(_EXAMPLE).fullmatch(text.lower()))


def _only_punctuation(text: str, kind: str) -> bool:
    bare = text.replace(" ", "")
    if len(bare) > 2 and not bare.strip("."):  # noqa: PLR2004  an ellipsis
        return True
    return not bare.strip("?") or kind in _TEXTS
