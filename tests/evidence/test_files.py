import hashlib
from pathlib import Path

import pytest

from pilotgate.errors import Unreadable
from pilotgate.evidence import SOURCES, gather
from pilotgate.evidence.files import fetch
from pilotgate.fact import Contents, File, Unavailable
from pilotgate.tree import Directory, Entry, Kind, Memory, blob_id

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"a" * 64 + b"\nsize 9\n"
TREE = Memory(
    {
        "docs/x.md": b"x\n",
        "empty.md": b"",
        "blank.md": b" \n\t\n",
        "model.bin": POINTER,
        "about-lfs.md": b"# LFS\n" + POINTER,
        "big.bin": b"x" * 300_000,
        "https:/odd": b"x",
    },
    kinds={"link.md": Kind.SYMLINK, "sub": Kind.SUBMODULE, "pipe": Kind.OTHER},
    where="the working tree",
)


def test_a_regular_file_that_holds_something() -> None:
    assert fetch("docs/x.md", TREE) == File("docs/x.md", "", 2, blob_id(b"x\n"))
    assert fetch("./docs/x.md", TREE) == File("docs/x.md", "", 2, blob_id(b"x\n"))
    assert fetch("about-lfs.md", TREE) == File(
        "about-lfs.md", "", len(POINTER) + 6, blob_id(b"# LFS\n" + POINTER)
    )
    big = fetch("big.bin", TREE)
    assert isinstance(big, File)
    assert (big.problem, big.size) == ("", 300_000)


@pytest.mark.parametrize(
    ("reference", "problem"),
    [
        ("no.md", "does not exist in the working tree"),
        ("docs", "is a directory"),
        ("docs/", "contains an empty part"),
        ("empty.md", "is empty"),
        ("blank.md", "is empty"),
        ("model.bin", "is a Git LFS pointer, not the file"),
        ("link.md", "is a symbolic link"),
        ("link.md/x", "lies behind the symbolic link link.md"),
        ("sub", "is a submodule"),
        ("sub/x.md", "lies in the submodule sub"),
        ("pipe", "is not a regular file"),
        ("../x.md", 'contains ".."; a path may not leave the repository'),
        ("/etc/passwd", "is absolute"),
        (".git/config", "leads into .git"),
        ("", "is empty"),
        ("ftp://x.test/y", "is a URL, not a path"),
        ("x\n.md", "contains a control character"),
        ("docs/x.md ", "does not exist"),
    ],
)
def test_what_is_no_such_file_says_why(reference: str, problem: str) -> None:
    found = fetch(reference, TREE)
    assert isinstance(found, File)
    assert found.problem.startswith(problem)
    assert not found.is_url


@pytest.mark.parametrize("url", ["https://x.test/a", "http://x.test/a", "HTTPS://x.test/a"])
def test_a_url_is_not_fetched(url: str) -> None:
    assert fetch(url, TREE) == File(url, "is a URL, which is not fetched", is_url=True)


def test_a_file_on_disk_has_the_id_git_would_give_it(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"x\n")
    (tmp_path / "big.bin").write_bytes(bytes(300_000))
    tree = Directory(str(tmp_path))
    expected = hashlib.sha1(b"blob 2\0x\n", usedforsecurity=False).hexdigest()
    assert fetch("x.md", tree) == File("x.md", "", 2, expected)
    assert fetch("big.bin", tree) == File("big.bin", "", 300_000, None)


class Broken(Memory):
    def entry(self, path: str) -> Entry | None:
        raise Unreadable("is gone", where=path, hint="try: git fsck")


def test_what_cannot_be_established_is_unavailable() -> None:
    assert fetch("x.md", Broken({})) == Unavailable("could not be read: is gone", "try: git fsck")


class Counting(Memory):
    expected: tuple[str, ...] = ()

    def expect(self, paths: object) -> None:
        assert not isinstance(paths, str)
        self.expected = tuple(paths)  # type: ignore[arg-type]


def test_gather_asks_once_and_answers_every_need() -> None:
    tree = Counting({"docs/x.md": b"# Purpose\nx.y\n"})
    needs = [
        ("files", "./docs/x.md"),
        ("documents", "./docs/x.md"),
        ("files", "./docs/x.md"),
        ("files", "https://x.test/a"),
        ("files", "../x"),
        ("dreams", "docs/x.md"),
    ]
    facts = gather(iter(needs), tree)
    assert set(facts) == set(needs)
    assert "docs/x.md" in tree.expected
    assert "../x" not in tree.expected
    assert isinstance(facts["files", "./docs/x.md"], File)
    assert isinstance(facts["documents", "./docs/x.md"], Contents)
    assert facts["dreams", "docs/x.md"] == Unavailable(
        "this version has no source of facts named dreams"
    )
    assert sorted(SOURCES) == ["documents", "files"]
