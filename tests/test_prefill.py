import pytest

from pilotgate.prefill import clean, paragraph, prefill, slug
from pilotgate.tree import Memory


def filled(files: dict[str, str | bytes], *names: str) -> dict[str, str]:
    tree = Memory({path: t.encode() if isinstance(t, str) else t for path, t in files.items()})
    found = prefill(tree, "ai-initiative.yaml", [(name, "a name") for name in names or ("Claims",)])
    return {known.field: known.value for known in found.known}


CATALOG = """\
---
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: all}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: claims-triage
  title: Claims triage
  description: Sorts claims.
spec: {owner: user:default/ben.t, system: claims, lifecycle: experimental}
"""


def test_a_component_of_the_catalogue_comes_first() -> None:
    assert filled({"catalog-info.yaml": CATALOG, "README.md": "Another four words here.\n"}) == {
        "metadata.id": "claims-triage",
        "metadata.name": "Claims triage",
        "metadata.description": "Sorts claims.",
        "metadata.system": "system:default/claims",
        "owners.technical.ref": "user:default/ben.t",
    }


def test_a_bare_owner_of_the_catalogue_is_a_team_and_no_owner() -> None:
    tree = Memory({"catalog-info.yaml": CATALOG.replace("user:default/ben.t", "payments").encode()})
    found = prefill(tree, "ai-initiative.yaml", [])
    assert not found.value("owners.technical.ref")
    assert found.candidates == (("group:payments", "catalog-info.yaml"),)


def test_code_owners_are_persons_or_candidates() -> None:
    tree = Memory({".github/CODEOWNERS": b"* @acme/team @ben-t carla@acme.eu @@role\n"})
    found = prefill(tree, "ai-initiative.yaml", [])
    assert found.value("owners.technical.ref") == "@ben-t"
    assert [reference for reference, _ in found.candidates] == ["carla@acme.eu", "@acme/team"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# Title\n\nReads supplier invoices at night.\n", "Reads supplier invoices at night."),
        ("Title here for you\n=====\n\nIt is a thing indeed.\n", "It is a thing indeed."),
        (
            "[![b](x)](y)\n\n```\nnot this code block\n```\nBut *this* [one](z) is.\n",
            "But this one is.",
        ),
        ("- a list of four words\n", ""),
        ("", ""),
    ],
)
def test_the_first_paragraph_that_is_a_sentence(text: str, says: str) -> None:
    assert paragraph(text) == says


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Invoice Triage", "invoice-triage"),
        ("claims_triage.v2", "claims-triage-v2"),
        ("ai", "ai-initiative"),
        ("todo", "todo-initiative"),
        ("x" * 80, "x" * 63),
        ("...", ""),
        ("lorem ipsum", ""),
        ("Überprüfung", "berpr-fung"),
    ],
)
def test_an_id_has_its_form(text: str, name: str) -> None:
    assert slug(text) == name


def test_a_text_is_cut_and_cleaned() -> None:
    assert clean("a\x1b[31m\u202eb\n c\u200b", 80) == "a[31mb c"
    assert clean("One sentence that is long enough. Another one.", 40) == (
        "One sentence that is long enough."
    )
    assert len(clean("word " * 100, 40)) <= 40
    assert clean("TODO", 40) == ""
    assert clean("the token=abc of the service", 40) == ""


@pytest.mark.parametrize(
    "files",
    [
        {"catalog-info.yaml": "a: &x 1\nb: *x\n"},
        {"catalog-info.yaml": "[1, 2]"},
        {"catalog-info.yaml": b"\xff\xfe"},
        {"README.md": b"\xc3("},
        {"README.md": b"word " * 400_000},
        {".github/CODEOWNERS": b"\x00" * 100},
    ],
)
def test_what_cannot_be_read_is_passed_over(files: dict[str, str | bytes]) -> None:
    assert filled(files) == {"metadata.id": "claims", "metadata.name": "Claims"}
