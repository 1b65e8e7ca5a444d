import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.document import Document, Scalar
from pilotgate.fields import FieldInfo, catalogue
from pilotgate.reader import read
from pilotgate.sketch import (
    Sketch,
    Verbatim,
    block,
    flow,
    merge,
    ordered,
    placeholder_for,
    quoted,
    scalar,
    sketch,
)
from pilotgate.values import placeholder

FIELDS = catalogue()


def document(text: str) -> Document:
    return read(text.encode(), "ai-initiative.yaml")


def test_every_placeholder_counts_as_one_and_reads_back_as_itself() -> None:
    for path in FIELDS:
        info = FIELDS.get(path)
        assert info is not None
        text = placeholder_for(info)
        for kind in (info.type, "string", "id", "ref", "number"):
            assert placeholder(text, kind), (path, text)
        for written in (f"a: {scalar(text)}\n", f"{{a: {scalar(text, in_flow=True)}}}\n"):
            node = document(written).node(("a",))
            assert isinstance(node, Scalar)
            assert node.text == text


def test_no_placeholder_is_a_value_of_its_field() -> None:
    for path in FIELDS:
        info = FIELDS.get(path)
        assert info is not None
        text = placeholder_for(info)
        assert text != info.example
        assert not info.allows(text)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (
            "owners.business.ref",
            "<user:default/... : the person who answers for the benefit and pays for it>",
        ),
        ("stage.current", "<poc | pilot | production | stopped | retired>"),
        ("stage.since", "<YYYY-MM-DD>"),
        ("kpis[].baseline.value", "<number>"),
        ("risk.affects_people", "<true | false>"),
        ("retention.prompts", "<P30D or none>"),
        ("stage.max_duration", "<P6M>"),
        (
            "kpis[].baseline.source",
            "<path of a file in this repository: the file the value was measured in>",
        ),
        ("metadata.name", "<what people call it>"),
        ("metadata.description", "<what it does, in a sentence>"),
        ("kill_switch.how", "<how it is switched off at once, in a sentence or two>"),
    ],
)
def test_a_placeholder_says_what_belongs_there(field: str, text: str) -> None:
    assert placeholder_for(FIELDS.get(field)) == text


@given(st.text(max_size=300))
def test_an_organisations_own_words_cannot_leave_their_placeholder(about: str) -> None:
    text = placeholder_for(FieldInfo("x-own", "string", about=about))
    node = document(f"a: {quoted(text)}\nb: {{c: {scalar(text, in_flow=True)}}}\n").root
    assert list(node.entries) == ["a", "b"]
    held = node.get("a")
    assert isinstance(held, Scalar)
    assert placeholder(held.text, "string")


def lines(part: Sketch) -> list[str]:
    assert isinstance(part, dict)
    return block(part, 0)


def test_a_section_holds_what_is_wanted_of_it() -> None:
    assert sketch("owners", ("owners.business.accepted_on", "kpis[].id"), FIELDS) == {
        "business": {"accepted_on": "<YYYY-MM-DD>"}
    }


def test_a_section_of_which_nothing_is_wanted_holds_what_its_stage_asks() -> None:
    part = sketch("cost.integration", (), FIELDS)
    assert isinstance(part, dict)
    assert list(part) == ["estimate", "basis"]


def test_an_item_has_its_name_and_the_order_of_the_catalogue() -> None:
    part = sketch("kpis", ("kpis[].threshold", "kpis[].baseline.value", "kpis[].kind"), FIELDS)
    assert lines({"kpis": part}) == [
        "kpis:",
        "  - id: <a short name that stays>",
        "    kind: <primary | guardrail | adoption | model | cost>",
        "    baseline:",
        "      value: <number>",
        "    threshold: <number>",
    ]
    assert flow(part).startswith("[{id: <a short name that stays>, kind: <")


def test_two_demands_become_one() -> None:
    one: Sketch = {"owners": {"data": {"ref": "<a>"}}}
    other: Sketch = {"owners": {"business": {"ref": "<b>"}}}
    assert ordered(merge(one, other), "", FIELDS) == {
        "owners": {"business": {"ref": "<b>"}, "data": {"ref": "<a>"}}
    }
    assert merge("<a>", {"b": "<c>"}) == merge({"b": "<c>"}, "<a>") == {"b": "<c>"}


def test_what_is_known_is_written_as_it_is() -> None:
    assert scalar(Verbatim("2026-09-01")) == "2026-09-01"
    assert scalar("2026-09-01") == '"2026-09-01"'
