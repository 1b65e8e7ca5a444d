"""The check of predicates: which types of field each may ask about."""

import pytest

from tests.packs import pack, said

FIELDS = {
    "boolean": "risk.affects_people",
    "date": "review.next_on",
    "duration": "retention.outputs",
    "enum": "risk.tier",
    "id": "metadata.id",
    "list": "kpis",
    "number": "scale.users_now",
    "path": "review.ref",
    "prose": "business_case.problem",
    "ref": "owners.risk.ref",
    "section": "owners",
    "string": "metadata.name",
}
VALUES = {"boolean", "date", "duration", "enum", "id", "number", "path", "prose", "ref", "string"}
TAKES = {
    "present: [F]": set(FIELDS),
    "person: [F]": {"ref"},
    "words: {field: F, at_least: 3}": {"prose", "string"},
    'matches: {field: F, pattern: "a"}': {"prose", "string", "id", "path", "ref", "enum"},
    "measures: {field: F, at_least: 3}": {"number"},
    "measures: {field: F, at_least: P3M}": {"duration"},
    "recent: {field: F, max_age: P3M}": {"date"},
    "is: {field: F, value: true}": {"boolean", "id", "string"},
    "is: {field: F, value: high}": {"enum", "id", "string"},
    "contains: {file: F, parts: [Purpose]}": {"path", "string"},
    "count: {of: F, at_least: 1}": {"list"},
    "each: {of: F, as: one, require: [{present: [one]}]}": {"list"},
    "distinct: [F, F]": VALUES,
    'refers_to: {field: F, to: ["kpis[].id"]}': {"prose", "string", "id", "path", "enum"},
    "refers_to: {field: F, to: [owners.data.ref]}": {"ref"},
    "covers: {field: F, values: [a]}": {"list"},
}


@pytest.mark.parametrize("clause", TAKES)
@pytest.mark.parametrize("kind", FIELDS)
def test_a_predicate_asks_only_about_types_it_can_answer(clause: str, kind: str) -> None:
    text = clause.replace("F", FIELDS[kind])
    evidence = "evidence: {poc: content}\n" if "contains" in clause else ""
    found = said(pack(x=f"blocks: {{from: poc}}\n{evidence}require:\n  - {text}\n"))
    assert bool(found) is not (kind in TAKES[clause]), found


def test_a_target_with_a_prefix_is_compared_as_text() -> None:
    clause = (
        'refers_to: {field: "stop_criteria[].metric", to: ["evaluation:evaluation.metrics[].name"]}'
    )
    assert said(pack(x=f"blocks: {{from: poc}}\nrequire:\n  - {clause}\n")) == []


def test_a_pair_is_bound_to_the_items_of_its_list() -> None:
    rule = (
        "on: move\nblocks: {from: poc}\nrequire:\n"
        "  - each_pair: {of: kpis, by: id, require: [{present: [after.unti]}]}\n"
    )
    assert said(pack(x=rule)) == [
        'x.yaml:8:56: there is no field "after.unti" | did you mean "after.unit"?'
    ]
