"""The files of a pack: which count, how many may be read, and what the digest sees."""

import pytest

from pilotgate import packfiles
from pilotgate.errors import Unreadable
from pilotgate.packfiles import Files, Subtree
from pilotgate.tree import Kind, Memory
from tests.packs import GOOD, pack, said


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packfiles, "MAX_FILES", 3)
    files = pack(a=GOOD, b=GOOD, c=GOOD)
    assert "the pack has 4 YAML files; at most 3 are read" in said(files)[0]
    monkeypatch.setattr(packfiles, "MAX_FILES", 2000)
    monkeypatch.setattr(packfiles, "MAX_BYTES", 100)
    assert "MiB of YAML" in said(files)[0]


def test_lengths_keep_names_and_bytes_apart() -> None:
    assert packfiles.digest({"a": b"1:b"}) != packfiles.digest({"a1": b":b"})
    assert packfiles.digest({"a": b"x", "b": b""}) != packfiles.digest({"a": b"", "b": b"x"})


def test_what_is_about_the_repository_of_a_pack_is_passed_over() -> None:
    held = Memory(
        {
            "pack.yaml": b"a",
            "x.yaml": b"b",
            ".pre-commit-config.yaml": b"c",
            ".github/workflows/ci.yml": b"d",
            "tests/base.yaml": b"e",
            "README.md": b"f",
        }
    )
    files = Files(held)
    assert files.data == {"pack.yaml": b"a", "x.yaml": b"b"}
    assert files.problems == []
    assert files.digest == packfiles.digest(files.data)


def test_a_directory_of_a_tree_is_a_tree() -> None:
    held = Memory(
        {"policies/acme/pack.yaml": b"a", "policies/acme-eu/pack.yaml": b"b"},
        kinds={"policies/acme/link.yaml": Kind.SYMLINK},
    )
    found = Subtree(held, "policies/acme")
    assert found.paths() == ("link.yaml", "pack.yaml")
    assert found.read("pack.yaml") == b"a"
    entry = found.entry("link.yaml")
    assert entry is not None
    assert (entry.path, entry.kind) == ("link.yaml", Kind.SYMLINK)
    assert found.entry("nothing") is None
    assert found.absence("nothing").startswith("does not exist")
    with pytest.raises(Unreadable):
        found.read("link.yaml")
