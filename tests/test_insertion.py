from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.document import Document, Mapping, Node, Route, Scalar, Sequence, Span, empty
from pilotgate.fields import HOLDERS, catalogue
from pilotgate.finding import Edit
from pilotgate.insertion import Missing, apply, plan, suggestion
from pilotgate.instance import canonical
from pilotgate.reader import read
from pilotgate.schema import check
from pilotgate.values import placeholder

FIELDS = catalogue()
HEAD = "apiVersion: ai-initiative/v1\nmetadata: {id: invoice-triage}\n"
KPI = ("kpis[].id", "kpis[].kind", "kpis[].baseline.value", "kpis[].baseline.source")


def document(text: str) -> Document:
    return read(text.encode(), "ai-initiative.yaml")


def fixed(text: str, *routes: Route, wanted: tuple[str, ...] = ()) -> str:
    made = document(text)
    return apply(text, plan(made, [Missing(route, wanted) for route in routes], FIELDS))


def shown(text: str, *route: str | int, wanted: tuple[str, ...] = ()) -> str:
    return suggestion(document(text), Missing(route, wanted), FIELDS)


# ------------------------------------------------------------------ what a finding shows


def test_a_missing_key_is_shown_with_the_indentation_of_its_section() -> None:
    text = f"{HEAD}owners:\n    business:\n        accepted_on: 2026-09-03\n"
    assert shown(text, "owners", "business", "ref") == (
        "under owners.business (line 4):\n"
        '        ref: "<user:default/... : the person who answers for the benefit and pays for it>"'
    )


def test_a_missing_section_goes_to_the_end_of_the_file_with_what_the_rule_reads() -> None:
    assert shown(HEAD, "kpis", wanted=KPI) == (
        "at the end of the file:\n"
        "kpis:\n"
        "  - id: <a short name that stays>\n"
        "    kind: <primary | guardrail | adoption | model | cost>\n"
        "    baseline:\n"
        "      value: <number>\n"
        "      source: "
        '"<path of a file in this repository: the file the value was measured in>"'
    )


def test_an_item_is_named_by_its_key() -> None:
    text = f"{HEAD}kpis:\n  - id: minutes\n    kind: primary\n"
    assert shown(text, "kpis", 0, "unit").startswith('under kpis[minutes] (line 4):\n    unit: "<')


def test_a_list_without_the_item_that_is_asked_for_shows_one_more() -> None:
    text = f"{HEAD}kpis:\n  - {{id: a, kind: <primary | guardrail>}}\n"
    assert shown(text, "kpis", wanted=KPI).startswith(
        "under kpis (line 3):\n  - id: <a short name that stays>\n    kind:"
    )


def test_a_placeholder_is_to_be_replaced() -> None:
    text = f"{HEAD}owners:\n  data: {{ref: tbd}}\n"
    assert shown(text, "owners", "data", "ref").splitlines()[0] == (
        "in place of what stands at owners.data.ref (line 4):"
    )


def test_a_text_where_a_section_belongs_is_to_be_replaced() -> None:
    text = f"{HEAD}owners:\n  data: anna\n"
    assert shown(text, "owners", "data", "ref").splitlines() == [
        "in place of what stands at owners.data (line 4):",
        "  data:",
        '    ref: "<user:default/... : the person who answers for this side>"',
    ]


# ------------------------------------------------------------------ where it is written


def test_two_keys_of_one_missing_section_are_one_insertion() -> None:
    made = document(HEAD)
    missings = [Missing(("owners", "data", "ref")), Missing(("owners", "business", "ref"))]
    edits = plan(made, missings, FIELDS)
    assert len(edits) == 1
    assert [line.split(":")[0] for line in edits[0].text.splitlines()] == [
        "owners",
        "  business",
        "    ref",
        "  data",
        "    ref",
    ]


def test_a_comment_of_the_next_key_stays_with_it() -> None:
    text = f"{HEAD}stage:\n  current: poc  # since spring\n\n# who answers\nowners: {{}}\n"
    assert fixed(text, ("stage", "since")) == (
        f"{HEAD}stage:\n  current: poc  # since spring\n  since: <YYYY-MM-DD>\n\n"
        "# who answers\nowners: {}\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("stage: {current: poc}\n", "stage: {current: poc, since: <YYYY-MM-DD>}\n"),
        ("stage: {current: poc, }\n", "stage: {current: poc, since: <YYYY-MM-DD>, }\n"),
        ("stage: {}\n", "stage: {since: <YYYY-MM-DD>}\n"),
        ("stage: { }  # soon\n", "stage: { since: <YYYY-MM-DD>}  # soon\n"),
        ("stage: {current: }\n", "stage: {current: , since: <YYYY-MM-DD>}\n"),
        ("stage: {since}\n", "stage: {since: <YYYY-MM-DD>}\n"),
        ("stage: {since: }\n", "stage: {since: <YYYY-MM-DD> }\n"),
        ("stage: {since: null}\n", "stage: {since: <YYYY-MM-DD>}\n"),
        ("stage: {'since':}\n", "stage: {'since': <YYYY-MM-DD>}\n"),
        ("stage:\n", "stage:\n  since: <YYYY-MM-DD>\n"),
        ("stage:", "stage:\n  since: <YYYY-MM-DD>"),
        ("stage:  # later\n# more\n", "stage:  # later\n  since: <YYYY-MM-DD>\n# more\n"),
        ("stage: ~\n", "stage: {since: <YYYY-MM-DD>}\n"),
        ("stage:\n  since:\n", "stage:\n  since: <YYYY-MM-DD>\n"),
        ("stage:\n  since:   # when?\n", "stage:\n  since: <YYYY-MM-DD>   # when?\n"),
        ("stage:\n  since: ''\n", "stage:\n  since: <YYYY-MM-DD>\n"),
        ("stage:\n  current: poc", "stage:\n  current: poc\n  since: <YYYY-MM-DD>"),
        ("stage:\r\n  current: poc\r\n", "stage:\r\n  current: poc\r\n  since: <YYYY-MM-DD>\r\n"),
    ],
)
def test_a_key_is_written_in_the_style_of_its_section(before: str, after: str) -> None:
    head = "metadata: {id: invoice-triage}\n"
    if "\r" in before:
        head = head.replace("\n", "\r\n")
    assert fixed(head + before, ("stage", "since")) == head + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("kpis: []\n", "kpis: [{id: <a short name that stays>}]\n"),
        ("kpis:\n", "kpis:\n  - id: <a short name that stays>\n"),
        ("kpis:\n-\n", "kpis:\n- id: <a short name that stays>\n"),
        ("kpis:\n  - {id: a}\n", "kpis:\n  - {id: a}\n  - id: <a short name that stays>\n"),
        ("kpis:\n- id: a\n", "kpis:\n- id: a\n- id: <a short name that stays>\n"),
        ("kpis: [{id: a}]\n", "kpis: [{id: a}, {id: <a short name that stays>}]\n"),
        ("kpis:\n  - id: <name>\n", "kpis:\n  - id: <name>\n"),
    ],
)
def test_a_list_gets_an_item(before: str, after: str) -> None:
    assert fixed(before, ("kpis",), wanted=("kpis[].id",)) == after


def test_a_list_of_words_gets_one_placeholder() -> None:
    assert fixed("exposure:\n  audience: []\n", ("exposure", "audience")) == (
        "exposure:\n  audience: [<staff | partners | public>]\n"
    )


def test_a_root_in_braces_stays_in_braces() -> None:
    text = '{"apiVersion": "ai-initiative/v1", "metadata": {"id": "abc"}}'
    assert fixed(text, ("stage", "since")) == f"{text[:-1]}, stage: {{since: <YYYY-MM-DD>}}}}"


@pytest.mark.parametrize("mark", ["|", "|-", "|+", ">", ">+", "|2"])
def test_a_text_of_many_lines_ends_where_it_ends(mark: str) -> None:
    text = f"business_case:\n  problem: {mark}\n    one\n\n      two\n\n# next\nowners: {{}}\n"
    result = document(fixed(text, ("business_case", "improves")))
    before, after = (made.node(("business_case", "problem")) for made in (document(text), result))
    assert isinstance(before, Scalar)
    assert isinstance(after, Scalar)
    assert after.text == before.text
    assert result.node(("business_case", "improves"))


def test_nested_sections_that_end_together_grow_from_the_inside() -> None:
    text = "owners:\n  business:\n    accepted_on: 2026-01-01"
    result = fixed(text, ("owners", "data", "ref"), ("owners", "business", "ref"), ("kpis",))
    keys = [line.strip().split(":")[0] for line in result.splitlines()]
    assert keys[:6] == ["owners", "business", "accepted_on", "ref", "data", "ref"]


@pytest.mark.parametrize(
    "text",
    [
        "owners:\n  data: {ref: user:default/ben.t}\n",
        "owners:\n  data: {ref: tbd}\n",
        "owners:\n  data: somebody\n",
        "owners:\n  data: [a]\n",
        "owners:\n  data: {not_applicable: it has no data}\n",
        "owners:\n  data:\n    ? ref\n",
    ],
)
def test_what_a_person_wrote_is_left_alone(text: str) -> None:
    assert fixed(text, ("owners", "data", "ref")) == text


# ------------------------------------------------------------------ edits


def test_edits_are_made_together() -> None:
    edits = [Edit(Span(2, 1, 2, 2), "B"), Edit(Span(1, 2, 1, 2), "x"), Edit(Span(2, 2, 2, 2), "y")]
    assert apply("a\nb", edits) == "ax\nBy"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(Span(1, 1, 1, 3), "x"), Edit(Span(1, 2, 1, 4), "y")],
        [Edit(Span(1, 1, 1, 3), "x"), Edit(Span(1, 2, 1, 2), "y")],
        [Edit(Span(1, 1, 1, 3), "x"), Edit(Span(1, 1, 1, 3), "x")],
        [Edit(Span(3, 1, 3, 1), "x")],
        [Edit(Span(1, 4, 1, 2), "x")],
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        apply("abcdef\n", edits)


# ------------------------------------------------------------------ laws

WORDS = st.sampled_from(
    ["a", "user:default/anna.k", "5", "2026-01-01", "'it''s'", '"a \\"b\\" é"', "ünï 🙂", "x-y"]
)
EMPTY = st.sampled_from(["", "~", "null", "''", "{}", "[]"])


def _routes(canonical: str = "", route: Route = ()) -> Iterator[Route]:
    for path in FIELDS.children(canonical):
        step: Route = (0,) if path.endswith("[]") else (path.rpartition(".")[2],)
        yield (*route, *step)
        yield from _routes(path, (*route, *step))


ALL = [route for route in _routes() if 0 not in route[-1:]]


@st.composite
def manifests(draw: st.DrawFn) -> str:
    """Documents of the strict subset in many styles, with what they hold left out at random."""
    lines: list[str] = []
    if draw(st.booleans()):
        lines.append("# a comment")
    if draw(st.integers(0, 5)) == 0:
        return "{" + ", ".join(draw(_flow("", 0)) for _ in range(1)) + "}"
    for path in draw(st.lists(st.sampled_from(FIELDS.children()), min_size=1, unique=True)):
        lines += draw(_block(path, 0))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join(lines)
    return text + draw(st.sampled_from([end, "", end + end, f"{end}# the end", f"{end}# end{end}"]))


def _key(path: str) -> str:
    return path.removesuffix("[]").rpartition(".")[2]


@st.composite
def _block(draw: st.DrawFn, path: str, indent: int) -> list[str]:
    info = FIELDS.get(path)
    assert info is not None
    pad, key = " " * indent, draw(st.sampled_from([_key(path), f'"{_key(path)}"']))
    note = draw(st.sampled_from(["", "  # why", ""]))
    style = draw(st.integers(0, 5))
    if style == 0:
        return [f"{pad}{key}: {draw(EMPTY)}{note}"]
    if info.type not in HOLDERS or info.type == "map":
        if style == 1 and info.type == "prose":
            mark = draw(st.sampled_from(["|", ">-", "|+", ">"]))
            return [f"{pad}{key}: {mark}{note}", f"{pad}  one: two", "", f"{pad}   three #x"]
        return [f"{pad}{key}: {draw(WORDS)}{note}"]
    if style == 1:
        return [f"{pad}{key}: {draw(_flow_value(path, 0))}{note}"]
    step = draw(st.sampled_from([2, 4, 1]))
    if info.type == "list":
        inner = f"{path}[]"
        held = FIELDS.get(inner)
        dash = draw(st.sampled_from([0, 2]))
        lines = [f"{pad}{key}:{note}"]
        for _ in range(draw(st.integers(1, 3))):
            if held is None or held.type != "section":
                lines.append(f"{pad}{' ' * dash}- {draw(WORDS)}")
                continue
            names = draw(_children(inner))
            below = [line for name in names for line in draw(_block(name, indent + dash + 2))]
            first = below[0][indent + dash + 2 :]
            lines += [f"{pad}{' ' * dash}- {first}", *below[1:]]
        return lines
    lines = [f"{pad}{key}:{note}"]
    for name in draw(_children(path)):
        lines += draw(_block(name, indent + step))
        if draw(st.integers(0, 4)) == 0:
            lines += ["", f"{' ' * draw(st.integers(0, 6))}# about the next"]
    return lines


@st.composite
def _children(draw: st.DrawFn, path: str) -> list[str]:
    return draw(
        st.lists(st.sampled_from(FIELDS.children(path)), min_size=1, max_size=4, unique=True)
    )


@st.composite
def _flow(draw: st.DrawFn, path: str, depth: int) -> str:
    gap = draw(st.sampled_from([", ", ",\n  ", " , ", ", # c\n  "]))
    return gap.join(
        f"{_key(name)}: {draw(_flow_value(name, depth + 1))}" for name in draw(_children(path))
    )


@st.composite
def _flow_value(draw: st.DrawFn, path: str, depth: int) -> str:
    info = FIELDS.get(path)
    assert info is not None
    if depth > 3 or draw(st.integers(0, 4)) == 0:
        return draw(EMPTY)
    if info.type == "list":
        held = FIELDS.get(f"{path}[]")
        if held is None or held.type != "section":
            return f"[{draw(WORDS)}{draw(st.sampled_from(['', ',', ' ']))}]"
        return f"[{{{draw(_flow(f'{path}[]', depth))}}}]"
    if info.type == "section":
        end = draw(st.sampled_from(["", " ", ",", "\n  "]))
        return f"{{{draw(_flow(path, depth))}{end}}}"
    return draw(WORDS)


def _texts(node: Node, route: Route = ()) -> Iterator[tuple[Route, str]]:
    """Every value that says something."""
    if isinstance(node, Scalar):
        if not empty(node):
            # A text at the very end of the file gains the line end it did not have.
            yield route, node.text.rstrip("\n")
    elif isinstance(node, Sequence):
        for at, held in enumerate(node.items):
            yield from _texts(held, (*route, at))
    else:
        for key, entry in node.entries.items():
            yield from _texts(entry.value, (*route, key))


def _covered(made: Document, route: Route) -> bool:
    """Is there something at the place, or above it something that is no section?"""
    for end in range(1, len(route) + 1):
        node = made.node(route[:end])
        if isinstance(node, Scalar) and not empty(node):
            return True
        if node is None or empty(node):
            return False
        below = route[end] if end < len(route) else None
        if below is not None and isinstance(node, Mapping) != isinstance(below, str):
            return True
    return True


def _free_keys(document: Document, route: Route) -> bool:
    """An empty `{}` where anybody's keys may stand: there is no key to propose."""
    info = FIELDS.get(canonical(route))
    return bool(info and info.type == "map" and isinstance(document.node(route), Mapping))


@settings(max_examples=400, deadline=None)
@given(manifests(), st.data())
def test_a_plan_fills_every_place_and_changes_nothing_else(text: str, data: st.DataObject) -> None:
    before = document(text)
    near = st.sampled_from(list(_beside(before.root)) or ALL)
    routes = data.draw(st.lists(st.one_of(near, st.sampled_from(ALL)), min_size=1, max_size=8))
    wanted = tuple(FIELDS) if data.draw(st.booleans()) else ()
    # Of a list that holds items, the caller asks for one more: that is no absence to look for.
    missings = [
        Missing(route, wanted)
        for route in routes
        if not _holds_items(before, route)
        and not _mismatched(before, route)
        and not _free_keys(before, route)
    ]
    edits = plan(before, missings, FIELDS)
    after_text = apply(text, edits)
    after = document(after_text)
    kept = dict(_texts(after.root))
    for route, value in _texts(before.root):
        assert kept[route] == value
    assert _comments(text) <= _comments(after_text)
    for edit in edits:
        if edit.span[:2] != edit.span[2:]:
            taken = text.split("\n")[edit.span.line - 1][
                edit.span.column - 1 : edit.span.end_column - 1
            ]
            assert taken in ("~", "null", "''")
    for missing in missings:
        assert _covered(after, missing.route), missing.route
    new = [value for route, value in kept.items() if route not in dict(_texts(before.root))]
    assert all(placeholder(value, "id") for value in new)
    assert plan(after, missings, FIELDS) == []


def _beside(node: Node, route: Route = (), path: str = "") -> Iterator[Route]:
    """Places in the sections that are there."""
    if isinstance(node, Mapping):
        yield from ((*route, _key(below)) for below in FIELDS.children(path))
        for key, entry in node.entries.items():
            yield from _beside(entry.value, (*route, key), f"{path}.{key}" if path else key)
    elif isinstance(node, Sequence):
        for at, held in enumerate(node.items):
            yield from _beside(held, (*route, at), f"{path}[]")


def _holds_items(made: Document, route: Route) -> bool:
    return any(
        isinstance(node := made.node(route[:end]), Sequence) and end == len(route) and node.items
        for end in range(1, len(route) + 1)
    )


def _mismatched(made: Document, route: Route) -> bool:
    """`{}` where a list belongs, or `[]` where a section does: a wrong type, no absence."""
    for end in range(1, len(route) + 1):
        node = made.node(route[:end])
        path = "".join("[]" if isinstance(s, int) else f".{s}" for s in route[:end]).removeprefix(
            "."
        )
        info = FIELDS.get(path)
        if isinstance(node, Mapping | Sequence) and info is not None:
            right = {"section": Mapping, "map": Mapping, "list": Sequence}.get(info.type)
            if right is None or not isinstance(node, right):
                return True
    return False


def _comments(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if line.strip().startswith("#")}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=8))
def test_placeholders_have_no_wrong_shape(routes: list[Route]) -> None:
    text = fixed(HEAD, *routes, wanted=tuple(FIELDS))
    assert [problem.text for problem in check(document(text))] == []
