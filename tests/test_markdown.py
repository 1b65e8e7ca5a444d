from pilotgate.markdown import capital, code, prose, table


def test_a_name_is_set_off_even_with_a_backtick_in_it() -> None:
    assert code("owners.business.ref") == "`owners.business.ref`"
    assert code("a`b") == "`` a`b ``"
    assert code("two\nlines") == "`two lines`"


def test_prose_holds_no_marks() -> None:
    assert prose("a <script> & *b*\n  c") == "a &lt;script> &amp; \\*b\\* c"
    assert prose("kpis[].unit, [here](https://a.example)") == (
        "kpis[].unit, [here]\\(https://a.example)"
    )


def test_a_line_of_a_list_begins_with_a_capital_where_it_begins_with_a_word() -> None:
    assert capital("- for each kpi:") == "- For each kpi:"
    assert capital("  - its `a` is b") == "  - Its `a` is b"
    assert capital("- `a` is b") == "- `a` is b"
    assert capital("blocks from poc") == "Blocks from poc"


def test_a_cell_cannot_end_its_row() -> None:
    assert table(("a", "b"), [("x|y", "`^(a|b)`\nz")]) == (
        "| a | b |\n|---|---|\n| x\\|y | `^(a\\|b)` z |"
    )
