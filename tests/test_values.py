"""Scalars: what a text means, and when it says nothing."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.values import (
    NUMBER_PATTERN,
    Duration,
    boolean,
    currency,
    date_of,
    number,
    placeholder,
    reference,
)


def duration(text: str) -> Duration:
    found = Duration.parse(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("-0", "-0"),
        ("1.10", "1.10"),
        ("-5.25", "-5.25"),
        ("180000", "180000"),
        ("1e3", "1000"),
        ("2.5E-2", "0.025"),
        ("999999999999999999", "999999999999999999"),
    ],
)
def test_a_number_is_exact(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "+1",
            "01",
            "010",
            "1_000",
            "1,000",
            ".5",
            "5.",
            "0x10",
            "0o7",
            "22:22",
            "1e",
            "1e1000",
        ),
        *(
            "1000000000000000000",
            "NaN",
            ".inf",
            " 1",
            "1 ",
            "1\n",
            "\u0661",
            "1.\u0662",
            "--1",
            "1.2.3",
            "-",
        ),
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@given(st.text(alphabet="0123456789-+.eE_ x", max_size=24))
def test_the_short_way_and_the_pattern_read_the_same_numbers(text: str) -> None:
    assert (number(text) is not None) == bool(re.fullmatch(NUMBER_PATTERN, text, re.ASCII))


def test_only_true_and_false_are_booleans() -> None:
    words = ["true", "false", "True", "yes", "on", "1", ""]
    assert [boolean(word) for word in words] == [True, False, None, None, None, None, None]


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-2-3", "20260203", "2026-02-03T00:00", "2026-W01-1", "\uff12026-01-01"],
)
def test_what_is_no_date(text: str) -> None:
    assert date_of(text) is None


@given(st.dates())
def test_a_date_reads_back(day: date) -> None:
    assert date_of(day.isoformat()) == day


def test_currencies_are_upper_case_codes() -> None:
    assert [currency(text) for text in ("EUR", "eur", "XXX")] == ["EUR", None, None]


@pytest.mark.parametrize(
    "text",
    [
        *("user:default/anna.k", "group:payments", "User:default/anna.k", "anna.k@acme.test"),
        *("@anna-k", "@acme/payments", "zoe@acme.test"),
    ],
)
def test_a_reference(text: str) -> None:
    assert reference(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("Anna K.", "anna.k", "team:payments", "user:", "user:default/", "anna@", "@", "@-x", ""),
        *("user:a/b/c", "user:default/anna.k\n", "a@b@c.test", "https://x@y.test/z"),
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert reference(text) is None


# ------------------------------------------------------------------ durations


@pytest.mark.parametrize(
    ("text", "months", "days", "seconds"),
    [
        ("P6M", 6, 0, 0),
        ("P1Y2M3W4D", 14, 25, 0),
        ("PT72H", 0, 0, 259_200),
        ("P1DT1H2M3S", 0, 1, 3723),
        ("P2W", 0, 14, 0),
        ("none", 0, 0, 0),
        ("P0D", 0, 0, 0),
    ],
)
def test_a_duration(text: str, months: int, days: int, seconds: int) -> None:
    found = duration(text)
    assert (found.months, found.days, found.seconds) == (months, days, seconds)


@pytest.mark.parametrize(
    "text",
    [
        *("P", "PT", "P1", "6M", "P6", "P1DT", "p6m", "P-1D", "P1.5D", "6 months", "P1H", "PT1D"),
        *("P1D1M", "None", "", "P6M\n", "P12345D"),
    ],
)
def test_what_is_no_duration(text: str) -> None:
    assert Duration.parse(text) is None


@pytest.mark.parametrize(
    ("start", "text", "after"),
    [
        (date(2026, 1, 31), "P1M", date(2026, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 1, 31), "P1M1D", date(2026, 3, 1)),
        (date(2026, 3, 1), "PT72H", date(2026, 3, 4)),
        (date(2026, 3, 1), "PT36H", date(2026, 3, 2)),
        (date(2026, 3, 1), "none", date(2026, 3, 1)),
        (date(2026, 3, 1), "P9999Y", date.max),
        (date(9999, 12, 31), "P1D", date.max),
    ],
)
def test_adding_months_keeps_the_day_clipped_to_the_months_end(
    start: date, text: str, after: date
) -> None:
    assert duration(text).after(start) == after


def test_going_back() -> None:
    assert duration("P1M").before(date(2026, 3, 31)) == date(2026, 2, 28)
    assert duration("P30D").before(date(2026, 3, 31)) == date(2026, 3, 1)
    assert duration("P9999Y").before(date(2026, 3, 31)) == date.min


@pytest.mark.parametrize(
    ("left", "right", "answer"),
    [
        ("P184D", "P6M", True),
        ("P180D", "P6M", False),
        ("P182D", "P6M", None),
        ("P6M", "P184D", None),
        ("P6M", "P180D", True),
        ("P6M", "P182D", None),
        ("P6M", "P185D", False),
        ("P12M", "P1Y", True),
        ("P366D", "P1Y", True),
        ("P365D", "P1Y", None),
        ("P364D", "P1Y", False),
        ("PT72H", "P3D", True),
        ("PT71H", "P3D", False),
        ("P1M30D", "P2M", None),
        ("P1M31D", "P2M", True),
        ("none", "P1D", False),
        ("P1D", "none", True),
    ],
)
def test_at_least(left: str, right: str, answer: bool | None) -> None:  # noqa: FBT001
    assert duration(left).at_least(duration(right)) is answer


CYCLE = [date(2000, 1, 1) + timedelta(day) for day in range(1461)]
LENGTHS = st.builds(
    lambda months, days: f"P{months}M{days}D", st.integers(0, 30), st.integers(0, 800)
)


@given(LENGTHS, LENGTHS)
def test_at_least_is_what_every_day_of_a_leap_cycle_says(left: str, right: str) -> None:
    one, other = duration(left), duration(right)
    answers = {one.after(day) >= other.after(day) for day in CYCLE}
    assert one.at_least(other) is (answers.pop() if len(answers) == 1 else None)


@given(LENGTHS)
def test_a_duration_is_at_least_itself(text: str) -> None:
    assert duration(text).at_least(duration(text)) is True


@given(LENGTHS, st.sampled_from(CYCLE))
def test_longer_never_ends_earlier(text: str, day: date) -> None:
    assert duration(text).after(day) <= duration(f"{text}T24H").after(day)


def test_equal_durations_are_equal_however_they_are_written() -> None:
    assert duration("P12M") == duration("P1Y")
    assert hash(duration("PT24H")) == hash(duration("P1D"))
    assert duration("P30D") != duration("P1M")
    assert str(duration("P12M")) == "P12M"


# ------------------------------------------------------------------ texts that say nothing


@pytest.mark.parametrize("kind", ["string", "prose", "id", "enum", "number", "date", "path", "ref"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            "TBD",
            "tbd",
            "T.B.D.",
            "t b d",
            "<tbd>",
            "\uff34\uff22\uff24",
            "TODO",
            "todo!",
            "FIXME",
            "n/a",
            "N/A",
        ),
        *(
            "N.A.",
            "...",
            "…",
            "....",
            "???",
            "?",
            "<name>",
            "<your name here>",
            "{{ name }}",
            "${name}",
        ),
        *("lorem ipsum", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do", "tbc"),
        *(
            "to be defined",
            "To be determined.",
            "placeholder",
            "changeme",
            "fill me in",
            "TODO: ask",
        ),
        *("your name here", "anna@example.com", "https://example.com/x", "http://www.example.org"),
        *("anna@team.example",),
    ],
)
def test_a_placeholder_in_any_field(text: str, kind: str) -> None:
    assert placeholder(text, kind)


@pytest.mark.parametrize(
    "text",
    [
        *("user:default/tbd", "user:tbd", "User:default/T.B.D", "group:acme/todo", "@tbd"),
        *(
            "todo@acme.eu",
            "TBD@acme.eu",
            "your.name@acme.eu",
            "@acme/tba",
            "user:default/fill-me-in",
        ),
        "user:a-namespace-with-a-name-that-is-very-very-long/placeholder",
    ],
)
def test_a_person_who_is_called_a_placeholder(text: str) -> None:
    assert placeholder(text, "ref")


@pytest.mark.parametrize("text", ["noch offen", "Unbekannt", "à définir", "por definir"])
def test_a_placeholder_in_other_languages(text: str) -> None:
    assert placeholder(text, "prose")
    assert not placeholder(text, "id")


@pytest.mark.parametrize("text", ["x", "xxx", "X", "-", "--", "a", "foo", "none yet", "none", "_"])
def test_a_placeholder_in_a_text(text: str) -> None:
    assert placeholder(text, "string")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", "id"),
        ("%", "id"),
        ("1", "id"),
        ("h", "id"),
        ("7", "string"),
        ("NA", "string"),
        ("none", "enum"),
        ("none", "duration"),
        ("0", "number"),
        ("false", "boolean"),
        ("no", "string"),
        ("Todo list app", "string"),
        ("a text that says TBD somewhere", "prose"),
        ("exampleville.com", "string"),
        ("user:default/anna.k", "ref"),
        ("user:todo/anna.k", "ref"),
        ("user:default/todorov", "ref"),
        ("anna.k@todo.eu", "ref"),
        ("user:default/foo", "ref"),
        ("@tbd-anna", "ref"),
        ("@todo/anna", "ref"),
        ("user:default/tbd", "string"),
        ("docs/example.md", "path"),
        ("docs/examples.com.md", "path"),
        ("24x7", "string"),
        ("", "string"),
        ("x-ray images", "string"),
    ],
)
def test_what_says_something(text: str, kind: str) -> None:
    assert not placeholder(text, kind)


@pytest.mark.parametrize("kind", ["enum", "number", "date", "rate", "boolean"])
def test_x_is_no_word_number_or_date(kind: str) -> None:
    assert placeholder("x", kind)
    assert placeholder("XXX", kind)


@given(st.sampled_from(["tbd", "todo", "fixme", "to be defined"]), st.sampled_from(".!:* _-"))
def test_case_spaces_and_punctuation_make_no_difference(text: str, mark: str) -> None:
    for form in (text.upper(), text.title(), f"{mark}{text}{mark}", f" {text} "):
        assert placeholder(form, "id")


@given(st.text(max_size=80), st.sampled_from(["string", "id", "number", "ref"]))
def test_a_placeholder_for_ids_is_one_everywhere(text: str, kind: str) -> None:
    if placeholder(text, "id"):
        assert placeholder(text, kind)
