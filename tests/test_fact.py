import pytest

from pilotgate.fact import Contents, title


def has(text: str, value: str) -> bool:
    return Contents("x.md", text=text).has(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("takes 11 minutes", "11"),
        ("takes 11 minutes", "11.0"),
        ("11.00", "11"),
        ("takes 11.", "11"),
        ("(11)", "11"),
        ("| 11 |", "11"),
        ("**11**", "11"),
        ("`11`", "11"),
        ("11%", "11"),
        ("\u20ac11", "11"),
        ("x=11;", "11"),
        ("1e3", "1000"),
        (".25", "0.25"),
        ("-3", "-3"),
        ("\u22123", "-3"),
        ("+3", "3"),
        ("0", "0.0"),
        ("a\x0011\x00b", "11"),
        ("owner is user:default/anna.k.", "user:default/anna.k"),
        ("owner `user:default/anna.k`, since", "user:default/anna.k"),
        ("KPI minutes-per-invoice:", "minutes-per-invoice"),
        ("the Minutes-Per-Invoice", "minutes-per-invoice"),
        ("all **key** roles", "key"),
        ("business\nowner", "business owner"),
        ("model v1.2, since May", "v1.2"),
        ("mail anna.k@acme.test.", "anna.k@acme.test"),
        ("r\u00e9sum\u00e9", "re\u0301sume\u0301"),
        ("a+b?", "a+b"),
    ],
)
def test_a_value_that_occurs_as_a_whole(text: str, value: str) -> None:
    assert has(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("111", "11"),
        ("11.5", "11"),
        ("11", "11.5"),
        ("2026-11-20", "11"),
        ("11:30", "11"),
        ("11/12", "11"),
        ("10-11", "11"),
        ("v11", "11"),
        ("11ms", "11"),
        ("1.11.2", "11"),
        ("-11", "11"),
        ("11", "-11"),
        ("1,100", "1100"),
        ("1,100", "100"),
        ("1'100", "100"),
        ("1\u00a0100", "100"),
        ("11,5", "11"),
        ("id_11", "11"),
        ("a-11", "11"),
        ("11-a", "11"),
        ("svc-a-b", "svc-a"),
        ("svc-a", "svc-a-b"),
        ("minutes-per-invoice", "minutes"),
        ("user:default/anna.kr", "user:default/anna.k"),
        ("xuser:default/anna.k", "user:default/anna.k"),
        ("user:default/anna.k", "anna.k"),
        ("v1.2.3", "v1.2"),
        ("anna.k@acme.test.org", "anna.k@acme.test"),
        ("scarlet", "car"),
        ("a\x00b", "a b"),
        ("anything", ""),
        ("anything", "   "),
        ("", "x"),
        ("a.b", "a?b"),
        ("aXb", "a.b"),
    ],
)
def test_a_value_that_does_not_occur_as_a_whole(text: str, value: str) -> None:
    assert not has(text, value)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Purpose", "purpose"),
        ("3. Purpose", "Purpose"),
        ("3.1 Purpose:", "PURPOSE"),
        ("**Tool permissions**", "tool_permissions"),
        ("Tool-Permissions", "tool  permissions"),
        ("a) Data", "data"),
    ],
)
def test_titles_that_are_the_same(left: str, right: str) -> None:
    assert title(left) == title(right)


def test_titles_that_are_not() -> None:
    assert title("Purpose of the data") != title("Purpose")
    assert title("3.") != title("")


def test_a_part_is_present_empty_or_absent() -> None:
    contents = Contents("x.md", sections=(("1. Purpose", True), ("Data", False), ("Data", True)))
    assert contents.part("purpose") == "present"
    assert contents.part("Data") == "present"
    assert contents.part("People") == "absent"
    assert contents.part("") == "absent"
    assert contents.but(sections=(("Data", False),)).part("data") == "empty"
