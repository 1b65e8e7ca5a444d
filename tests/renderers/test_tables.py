"""Tables of a text report: the matrix, every rule, and what later stages will ask."""

import re

import pytest

from pilotgate.renderers.tables import COLUMNS, ahead, matrix, rules
from pilotgate.renderers.terminal import Line, View, paint, width_of
from pilotgate.report import COUNTED
from tests import reports

INITIATIVE = reports.blocked().initiatives[0]
MATRIX = INITIATIVE.matrix


def shown(lines: list[Line]) -> list[str]:
    return paint(lines, colour=False).splitlines()


def styles(lines: list[Line]) -> dict[str, str]:
    """The style of each piece that says something."""
    return {text.strip(): style for line in lines for text, style in line if text.strip()}


# ------------------------------------------------------------------ the matrix


def test_the_matrix_has_a_row_for_each_dimension() -> None:
    assert shown(matrix(MATRIX, View())) == [
        "dimension                 met  gap  undeclared  unknown  known  waived  ahead",
        "business-case               6    -           2        -      -       -      -",
        "ownership                   5    1           -        -      -       -      2",
        "architecture-integration   11    -           -        1      1       1      -",
    ]


def test_a_matrix_without_rows_is_none() -> None:
    assert matrix({}, View()) == []


def test_whatever_counts_has_a_column() -> None:
    assert {*COLUMNS, "not_applicable"} == set(COUNTED)


def test_what_is_not_nothing_stands_out() -> None:
    row = matrix({"data": reports.counts(gap=2, unknown=3, met=4)}, View())[1]
    assert [style for _, style in row] == ["", "good", "error", "warning"]
    other = {"data": reports.counts(gap=2), "security": reports.counts(met=1)}
    assert [style for _, style in matrix(other, View())[1]] == ["", "quiet", "error"]


def test_what_nothing_came_to_has_no_column() -> None:
    assert shown(matrix({"data": reports.counts(met=2, not_applicable=3)}, View())) == [
        "dimension  met",
        "data         2",
    ]
    assert shown(matrix({"data": reports.counts(undeclared=1)}, View(width=40))) == [
        "dimension  met  undeclared",
        "data         -           1",
    ]


def test_what_is_missing_for_a_later_stage_stands_beside_it() -> None:
    counts = {"data": reports.counts(met=2), "security": reports.counts(met=1, gap=1)}
    assert shown(matrix(counts, View(width=60), reports.ahead())) == [
        "dimension   met  gap  later",
        "data          2    -  1  da-lineage",
        "security      1    1  2  se-injection-tested, ...",
        "monitoring    -    -  8  mo-signal-0-is-watched, ...",
    ]
    # Where there is no room for names their number stays, and where there is none, the words.
    assert shown(matrix(counts, View(width=30), reports.ahead()))[1:3] == [
        "data          2    -  1",
        "security      1    1  2",
    ]
    assert shown(matrix(counts, View(width=26), reports.ahead()))[:2] == [
        "data        2 met, 1 later",
        "security    1 met, 1 gap, 2",
    ]


def test_whatever_the_width_the_numbers_are_whole() -> None:
    for width in range(27, 200):
        lines = shown(matrix(MATRIX, View(width=width), reports.ahead()))
        assert max(map(width_of, lines)) <= max(width, 46)
        words = " ".join(" ".join(lines).split())
        assert "monitoring 8 later" in words or re.search(r"monitoring( -)+ 8", words)


@pytest.mark.parametrize("width", [20, 40, 60, 76])
def test_a_matrix_that_is_too_wide_is_said_in_words(width: int) -> None:
    lines = shown(matrix(MATRIX, View(width=width)))
    words = " ".join(" ".join(lines).split())
    assert "ownership 5 met, 1 gap, 2 ahead architecture-integration" in words
    assert "dimension" not in words
    assert max(map(width_of, lines)) <= max(width, 46)
    assert len(shown(matrix(MATRIX, View(width=77)))) == 4


def test_a_dimension_of_which_nothing_applies_has_no_row() -> None:
    nothing = {"data": reports.counts(not_applicable=3)}
    assert matrix(nothing, View()) == []
    assert matrix(nothing, View(width=10)) == []
    both = {**nothing, "security": reports.counts(met=1)}
    assert shown(matrix(both, View())) == ["dimension  met", "security     1"]
    later = [one for one in reports.ahead() if one.dimension == "data"]
    assert shown(matrix(nothing, View(), later))[1] == "data         -  1  da-lineage"


def test_large_numbers_and_foreign_names_keep_the_columns() -> None:
    lines = shown(
        matrix({"処理": reports.counts(met=12345), "data": reports.counts(met=1)}, View())
    )
    assert [width_of(line) for line in lines] == [
        width_of(lines[0]),
        width_of(lines[0]) + 2,  # five digits in a column of three
        width_of(lines[0]),
    ]
    assert lines[1].startswith("処理       12345")


# ------------------------------------------------------------------ every rule


def test_every_rule_says_what_became_of_it_and_why() -> None:
    lines = shown(rules(INITIATIVE, View(width=80)))
    assert lines[0] == "undeclared      bc-baseline-measured  2 fields are missing"
    assert lines[2:4] == [
        "does not apply  da-deletion-tested    applies where personal data is processed;",
        "                                      data_sources[].personal_data is false",
    ]
    # Where there is nothing to say about it, its title.
    assert lines[-1] == "met             st-stage-declared     About st-stage-declared"
    assert len([line for line in lines if not line.startswith(" ")]) == len(INITIATIVE.results)


def test_what_the_first_word_says_is_not_said_again() -> None:
    (result,) = [one for one in INITIATIVE.results if one.result == "not_applicable"]
    again = INITIATIVE.but(results=(result.but(why="does not apply: it is no change"),))
    assert shown(rules(again, View())) == ["does not apply  da-deletion-tested  it is no change"]
    plain = INITIATIVE.but(results=(result.but(result="met", why="applies to every initiative"),))
    assert shown(rules(plain, View())) == ["met  da-deletion-tested  applies to every initiative"]


def test_on_a_narrow_screen_the_reason_stands_below() -> None:
    lines = shown(rules(INITIATIVE, View(width=60)))
    assert lines[:2] == [
        "undeclared      bc-baseline-measured",
        "                2 fields are missing",
    ]
    assert max(map(width_of, lines)) <= 60


def test_results_are_told_apart_by_their_style() -> None:
    found = styles(rules(INITIATIVE, View()))
    assert (found["met"], found["gap"], found["undeclared"]) == ("good", "error", "error")
    assert (found["known"], found["does not apply"]) == ("ahead", "quiet")


def test_an_initiative_without_results_has_no_table() -> None:
    assert rules(INITIATIVE.but(results=()), View()) == []


# ------------------------------------------------------------------ what is ahead


def test_each_dimension_ahead_is_counted_and_its_rules_are_named() -> None:
    assert shown(ahead(reports.ahead(), View())) == [
        "  data        1  da-lineage",
        "  monitoring  8  mo-signal-0-is-watched, mo-signal-1-is-watched, ...",
        "  security    2  se-injection-tested, se-secrets-managed",
    ]


def test_a_rule_with_several_findings_is_one_rule() -> None:
    twice = [*reports.ahead(), *reports.ahead()]
    assert ahead(twice, View()) == ahead(reports.ahead(), View())


def test_as_many_names_as_fit_and_never_more() -> None:
    for width in range(20, 200):
        lines = shown(ahead(reports.ahead(), View(width=width)))
        assert max(map(width_of, lines)) <= max(width, 17)
        assert [line.split()[:2] for line in lines] == [
            ["data", "1"],
            ["monitoring", "8"],
            ["security", "2"],
        ]


def test_on_a_wide_screen_every_name_is_said() -> None:
    text = paint(ahead(reports.ahead(), View(width=300)), colour=False)
    assert text.count("mo-signal-") == 8
    assert "..." not in text


def test_nothing_ahead_is_no_table() -> None:
    assert ahead((), View()) == []


def test_names_cannot_command_a_terminal() -> None:
    text = "\x1b[2J::error::"
    initiative = reports.hostile(text).initiatives[0]
    for lines in (
        matrix(initiative.matrix, View()),
        matrix(initiative.matrix, View(width=30)),
        rules(initiative, View()),
        ahead(initiative.findings, View()),
    ):
        assert lines
        assert "\x1b" not in paint(lines, colour=False)
        assert not any(line.lstrip().startswith("::") for line in shown(lines))
