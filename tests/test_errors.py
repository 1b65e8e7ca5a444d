import pytest

from pilotgate.errors import (
    ConfigurationError,
    MissingExtra,
    NothingToJudge,
    PackError,
    PilotgateError,
    Problem,
    QuestionError,
    Unreadable,
    UnreadableDocument,
    UsageError,
    did_you_mean,
)


@pytest.mark.parametrize(
    ("error", "code", "name"),
    [
        (PilotgateError("x"), 4, "no-decision"),
        (QuestionError("x"), 2, "question"),
        (UsageError("x"), 2, "usage"),
        (ConfigurationError("x"), 2, "configuration"),
        (PackError("acme", []), 2, "pack"),
        (MissingExtra("x"), 2, "missing-extra"),
        (NothingToJudge("x"), 3, "nothing-to-judge"),
        (UnreadableDocument("x", file="a.yaml"), 4, "unreadable-document"),
        (Unreadable("x"), 4, "unreadable"),
    ],
)
def test_every_error_has_its_exit_code_and_none_is_zero(
    error: PilotgateError, code: int, name: str
) -> None:
    assert (error.exit_code, error.code) == (code, name)


def test_a_message_says_where_and_what_and_keeps_what_to_do_apart() -> None:
    error = UsageError("takes no value", where="--for", hint="leave it out")
    assert str(error) == "--for: takes no value"
    assert (error.problem, error.where, error.hint) == ("takes no value", "--for", "leave it out")
    assert str(UsageError("nothing to say where")) == "nothing to say where"


def test_an_unreadable_document_knows_its_line() -> None:
    error = UnreadableDocument("a tab", file="ai-initiative.yaml", line=3, column=2, hint="spaces")
    assert str(error) == "ai-initiative.yaml:3:2: a tab"
    assert (error.file, error.line, error.column) == ("ai-initiative.yaml", 3, 2)


def test_a_pack_shows_all_its_problems() -> None:
    problem = Problem("acme/a.yaml", 4, 7, "no such field")
    assert str(problem) == "acme/a.yaml:4:7: no such field"
    assert str(PackError("acme", [problem])) == "acme: the pack does not load: 1 problem"
    error = PackError("acme", [problem, problem])
    assert str(error) == "acme: the pack does not load: 2 problems"
    assert error.problems == (problem, problem)
    assert error.hint == "mend them, then try: pilotgate policy lint acme"


@pytest.mark.parametrize(
    ("word", "known", "says"),
    [
        ("piolt", ["poc", "pilot"], 'did you mean "pilot"?'),
        ("zzz", ["b", "a"], "use one of: a, b"),
        ("zzz", [f"word-{number}" for number in range(12)], "use one of: word-0, "),
        ("zzz", [f"word-{number}" for number in range(13)], ""),
        ("zzz", [], ""),
    ],
)
def test_a_suggestion_is_the_nearest_word_or_a_short_list(
    word: str, known: list[str], says: str
) -> None:
    assert did_you_mean(word, known).startswith(says)
    assert bool(did_you_mean(word, known)) == bool(says)


def test_a_huge_word_costs_nothing() -> None:
    assert did_you_mean("x" * 1_000_000, ["poc"]) == "use one of: poc"
