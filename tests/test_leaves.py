from pilotgate.fields import catalogue
from pilotgate.leaves import Leaves
from tests.dossiers import document

TEXT = """\
apiVersion: ai-initiative/v1
metadata: {id: a-b}
kpis:
  - {id: minutes, baseline: {source: docs/a.csv}}
team: {roles: [devops, ux]}
x-own: {note: hello}
risk: ~
cost: {}
"""


def test_every_scalar_with_its_field() -> None:
    found = Leaves(document(TEXT), catalogue()).all
    assert [(leaf.route, leaf.canonical, leaf.scalar.text) for leaf in found] == [
        (("apiVersion",), "apiVersion", "ai-initiative/v1"),
        (("metadata", "id"), "metadata.id", "a-b"),
        (("kpis", 0, "id"), "kpis[].id", "minutes"),
        (("kpis", 0, "baseline", "source"), "kpis[].baseline.source", "docs/a.csv"),
        (("team", "roles", 0), "team.roles[]", "devops"),
        (("team", "roles", 1), "team.roles[]", "ux"),
        (("x-own", "note"), "x-own.note", "hello"),
        (("risk",), "risk", "~"),
    ]


def test_a_field_nobody_knows_has_no_type() -> None:
    types = {
        leaf.canonical: leaf.info.type if leaf.info else None
        for leaf in Leaves(document(TEXT), catalogue()).all
    }
    assert types["x-own.note"] is None
    assert types["kpis[].baseline.source"] == "path"


def test_a_text_that_stands_in_another_field_is_a_copy() -> None:
    text = (
        "business_case: {problem: Every invoice takes eleven minutes}\n"
        "kpis: [{id: a, name: ' every INVOICE takes  eleven minutes'}, {id: b, name: other}]\n"
        "bom: {path: Every invoice takes eleven minutes}\n"
    )
    held = Leaves(document(text), catalogue())
    found = held.copied("Every invoice takes eleven minutes", "business_case.problem")
    assert found is not None
    assert found.canonical == "kpis[].name"
    assert held.copied("other", "kpis[].name") is None
    assert held.copied("said nowhere", "kpis[].name") is None
