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
