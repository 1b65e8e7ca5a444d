import pytest

from pilotgate.manifests import documents, find, ids, shared, twins
from pilotgate.tree import Kind, Memory


def test_manifests_are_known_by_their_names_wherever_they_lie() -> None:
    paths = [
        "z/ai-initiatives/b.yml",
        "ai-initiative.yaml",
        "a/ai-initiative.yml",
        "ai-initiatives/sub/c.yaml",
        "my-ai-initiative.yaml",
        "ai-initiative.yaml.bak",
        "ai-initiatives/readme.md",
    ]
    assert find(paths) == ["a/ai-initiative.yml", "ai-initiative.yaml", "z/ai-initiatives/b.yml"]


@pytest.mark.parametrize(
    ("extra", "exclude", "found"),
    [
        (["governance/*.yaml"], [], ["ai-initiative.yaml", "governance/a.yaml"]),
        ([], ["examples/*"], ["ai-initiative.yaml"]),
        (["governance/*"], ["*/a.yaml"], ["ai-initiative.yaml"]),
        (["GOVERNANCE/*"], [], ["ai-initiative.yaml"]),
    ],
)
def test_configured_paths(extra: list[str], exclude: list[str], found: list[str]) -> None:
    paths = ["ai-initiative.yaml", "governance/a.yaml", "examples/ai-initiative.yaml"]
    assert [path for path in find(paths, extra, exclude) if "examples" not in path] == found
    assert ("examples/ai-initiative.yaml" in find(paths, extra, exclude)) is (
        "examples/*" not in exclude
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ai-initiative.yaml", "ai-initiative.yml"),
        ("A/ai-initiative.yaml", "a/ai-initiative.yaml"),
        ("ai-initiatives/\uff41.yaml", "ai-initiatives/a.yaml"),
        ("ai-initiatives/Stra\u00dfe.yaml", "ai-initiatives/STRASSE.yml"),
    ],
)
def test_names_that_can_be_taken_for_one_another(one: str, other: str) -> None:
    assert twins([one, other]) == twins([other, one]) == {one: other, other: one}


def test_names_that_cannot() -> None:
    assert twins(["a/ai-initiative.yaml", "b/ai-initiative.yaml", "ai-initiatives/a.yaml"]) == {}
    assert twins([]) == {}


def test_of_three_each_names_another() -> None:
    paths = ["a.yaml", "A.yaml", "a.yml"]
    found = twins(paths)
    assert set(found) == set(paths)
    assert all(found[path] != path for path in paths)


def test_the_id_of_each_manifest_that_can_be_read() -> None:
    tree = Memory(
        {
            "a.yaml": b"metadata: {id: one}",
            "b.yaml": b"metadata: {id: }",
            "c.yaml": b"a: b: c",
            "d.yaml": b"metadata: {id: [one]}",
            "e.yaml": b"stage: {}",
        },
        kinds={"link.yaml": Kind.SYMLINK},
    )
    known = documents(tree, [*tree.paths(), "gone.yaml"])
    assert sorted(known) == ["a.yaml", "b.yaml", "d.yaml", "e.yaml"]
    assert ids(known) == {"a.yaml": "one"}


def test_ids_that_two_manifests_share() -> None:
    known = {"b.yaml": "one", "a.yaml": "one", "c.yaml": "two", "d.yaml": "one"}
    assert shared(known) == {"a.yaml": "b.yaml", "b.yaml": "a.yaml", "d.yaml": "a.yaml"}
    assert shared({"a.yaml": "one", "b.yaml": "One"}) == {}
