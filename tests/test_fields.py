"""The catalogue: what a rule may name."""

import sys

import pytest

from pilotgate.document import field
from pilotgate.fields import Catalogue, FieldInfo, catalogue, parent


@pytest.fixture
def known() -> Catalogue:
    return catalogue()


def info(known: Catalogue, path: str) -> FieldInfo:
    found = known.get(path)
    assert found is not None, path
    return found


def test_a_field(known: Catalogue) -> None:
    threshold = info(known, "kpis[].threshold")
    assert (threshold.type, threshold.stage, threshold.example) == ("number", "poc", "5.0")
    assert info(known, "kpis").item_key == "id"
    assert info(known, "kpis[]").type == "section"
    assert info(known, "business_case.improves").type == "list"
    improves = info(known, "business_case.improves[]")
    assert improves.type == "enum"
    assert improves.values == ("process", "cost", "risk", "decision")
    assert known.get("kpis[].treshold") is None


def test_words_of_an_enumeration(known: Catalogue) -> None:
    sli = info(known, "operations.slo[].sli")
    assert sli.open_values
    words = ["availability", "quality:f1", "x-own", "quality:", "quality:*", "x-", "uptime"]
    assert [sli.allows(word) for word in words] == [True, True, True, False, False, False, False]
    assert not info(known, "stage.current").allows("x-own")


def test_durations_that_may_be_none(known: Catalogue) -> None:
    assert info(known, "retention.prompts").values == ("none",)
    assert info(known, "retention.system_logs").values == ()


def test_any_declared_section(known: Catalogue) -> None:
    assert info(known, "owners.*.ref").type == "ref"
    assert info(known, "owners.*").type == "section"
    assert known.get("owners.*.nobody") is None
    assert "owners.*.deputy" in known.children("owners.*")


def test_any_register(known: Catalogue) -> None:
    assert info(known, "metadata.external_ids.omb").type == "string"
    assert known.get("metadata.external_ids.omb.x") is None


def test_children(known: Catalogue) -> None:
    assert known.children("kpis") == ("kpis[]",)
    assert "kpis[].baseline" in known.children("kpis[]")
    assert "owners" in known.children()
    assert known.children("stage.current") == ()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("kpis[].treshold", "kpis[].threshold"),
        ("owners.busness.ref", "owners.business.ref"),
        ("owner.business.ref", "owners.business.ref"),
        ("stage.curent", "stage.current"),
    ],
)
def test_suggestions(known: Catalogue, path: str, meant: str) -> None:
    assert known.suggest(path) == f'did you mean "{meant}"?'


def test_every_amount_has_a_currency_field(known: Catalogue) -> None:
    amounts = {path: found.currency for path in known if (found := info(known, path)).currency}
    assert amounts["business_case.value.annual"] == "business_case.value.currency"
    assert amounts["cost.at_scale[].monthly"] == "cost.currency"
    assert all(info(known, currency).type == "currency" for currency in amounts.values())


def test_every_path_reads_as_a_field(known: Catalogue) -> None:
    assert all(field(path).canonical == path for path in known)


def test_fields_of_an_organisation(known: Catalogue) -> None:
    own = known.with_fields(
        {
            "x-works-council.contact": "ref",
            "kpis[].x-weight": "number",
            "x-boards[].name": "string",
            "x-tags": "list",
            "x-level": FieldInfo("x-level", "enum", values=("a", "b")),
        }
    )
    assert info(own, "x-works-council").type == "section"
    assert info(own, "x-works-council.contact").type == "ref"
    assert info(own, "kpis[].x-weight").type == "number"
    assert info(own, "x-boards").type == "list"
    assert own.children("x-boards[]") == ("x-boards[].name",)
    assert info(own, "x-tags[]").type == "string"
    assert info(own, "x-level").values == ("a", "b")
    assert "x-level" not in known
    assert len(own) == len(known) + 9


@pytest.mark.parametrize(
    ("path", "kind", "why"),
    [
        ("owners.works.ref", "ref", "not a field of your own"),
        ("x-a.b", "reff", 'did you mean "ref"'),
        ("stage.current.x-a", "ref", "is one value"),
        ("kpis.x-a", "ref", "is a list"),
        ("owners[].x-a", "ref", "is a section"),
    ],
)
def test_fields_that_cannot_be_declared(known: Catalogue, path: str, kind: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        known.with_fields({path: kind})


def test_parents() -> None:
    paths = ["a", "a.b", "a[]", "a[].b", "a.b[]"]
    assert [parent(path) for path in paths] == ["", "a", "a", "a[]", "a.b"]


def test_the_catalogue_needs_no_models() -> None:
    # Imported here: a fresh interpreter, so that other tests' imports do not count.
    import subprocess

    code = (
        "import sys, pilotgate.fields, pilotgate.schema; pilotgate.fields.catalogue();"
        "print([m for m in ('pydantic', 'jsonschema', 'jsonschema_rs', 'dataclasses', 'inspect')"
        " if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
