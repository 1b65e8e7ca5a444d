import pytest

from pilotgate.people import NOBODY, People, fold, is_group

ANNA = People({"anna@acme.eu": "user:default/anna.k", "@anna-k": "user:default/anna.k"})


@pytest.mark.parametrize(
    ("reference", "plain"),
    [
        ("user:default/anna.k", "user:default/anna.k"),
        ("User:Default/Anna.K", "user:default/anna.k"),
        ("user:anna.k", "user:default/anna.k"),
        ("group:payments", "group:default/payments"),
        ("  @Anna-K ", "@anna-k"),
        ("\uff41nna@acme.eu", "anna@acme.eu"),  # a full-width letter
        ("system:claims", "system:claims"),
        ("STRASSE@acme.eu", "strasse@acme.eu"),
        ("stra\u00dfe@acme.eu", "strasse@acme.eu"),
    ],
)
def test_spelling_does_not_matter(reference: str, plain: str) -> None:
    assert fold(reference) == plain


def test_aliases_name_one_person() -> None:
    assert ANNA.same("Anna@Acme.eu", "user:anna.k")
    assert ANNA.same("@anna-k", "anna@acme.eu")
    assert not ANNA.same("user:ben.t", "user:anna.k")


def test_without_aliases_references_are_texts() -> None:
    assert not NOBODY.same("anna@acme.eu", "user:default/anna.k")
    assert NOBODY.same("USER:anna.k", "user:default/anna.k")


@pytest.mark.parametrize(
    ("reference", "group"),
    [
        ("group:default/payments", True),
        ("Group:payments", True),
        ("@acme/payments", True),
        ("user:default/anna.k", False),
        ("@anna-k", False),
        ("anna@acme.eu", False),
    ],
)
def test_a_group_is_no_person(reference: str, *, group: bool) -> None:
    assert is_group(reference) is group
