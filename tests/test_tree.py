import os
from pathlib import Path

import pytest

from pilotgate.errors import Unreadable
from pilotgate.tree import (
    MAX_BYTES,
    Directory,
    Entry,
    Kind,
    Memory,
    Tree,
    blob_id,
    safe_path,
    visible,
)

HOSTILE = {
    "": "is empty",
    "   ": "is empty",
    ".": 'part "."',
    "./": "empty part",
    "./.": 'part "."',
    "..": '".."',
    "../": '".."',
    "../secrets.md": '".."',
    "./../secrets.md": '".."',
    "docs/..": '".."',
    "docs/../../x.md": '".."',
    "docs/a/../../../x.md": '".."',
    "a/../b.md": '".."',
    "... ": '".."',
    ".../x.md": '".."',
    "a/.. /x.md": '".."',
    "a/..:x/y.md": '".."',
    "a/./b.md": 'part "."',
    "a//b.md": "empty part",
    "a/": "empty part",
    "./a/": "empty part",
    "/": "absolute",
    "//": "absolute",
    "/etc/passwd": "absolute",
    "//server/share/x": "absolute",
    ".//etc/passwd": "empty part",
    "C:/Windows/win.ini": "drive letter",
    "c:x.md": "drive letter",
    "Z:": "drive letter",
    "docs\\x.md": "backslash",
    "..\\x.md": "backslash",
    "\\\\server\\share": "backslash",
    "\\x.md": "backslash",
    "docs/\0.md": "control",
    "docs/x.md\0.png": "control",
    "docs/a\nb.md": "control",
    "docs/a\rb.md": "control",
    "docs/a\tb.md": "control",
    "docs/\x1b[2J.md": "control",
    "docs/\x7f.md": "control",
    "docs/\x85.md": "control",
    "docs/\x9b2J.md": "control",
    "docs/\u202egpj.md": "invisible",
    "docs/\u200bx.md": "invisible",
    "docs/\u2066x.md": "invisible",
    "docs/\u2028x.md": "invisible",
    "docs/\ufeffx.md": "invisible",
    "docs/\U000e0041x.md": "invisible",
    ".g\u200cit/config": "invisible",
    "docs/\ud800.md": "no text",
    "docs/caf\udce9": "no text",
    ".git": ".git",
    ".git/config": ".git",
    "./.git/HEAD": ".git",
    "docs/.git/config": ".git",
    ".GIT/config": ".git",
    ".Git/hooks/pre-commit": ".git",
    ".git./config": ".git",
    ".git /config": ".git",
    ".git . ./config": ".git",
    ".git::$INDEX_ALLOCATION/config": ".git",
    "git~1/config": ".git",
    "GIT~1/config": ".git",
    "https://example.org/x.md": "URL",
    "file:///etc/passwd": "URL",
    "ext::sh -c x://y": "URL",
    "a" * 256: "longer than 255",
    "\u00e9" * 128: "longer than 255",
    "a/" * 2500 + "a": "longer than 4096",
}
GOOD = {
    "ai-initiative.yaml": "ai-initiative.yaml",
    "./ai-initiative.yaml": "ai-initiative.yaml",
    "././docs/x.md": "docs/x.md",
    "docs/run book.md": "docs/run book.md",
    "docs/\u00fcber.md": "docs/\u00fcber.md",
    ".github/workflows/ci.yml": ".github/workflows/ci.yml",
    ".gitignore": ".gitignore",
    "docs/a..b.md": "docs/a..b.md",
    "docs/..x.md": "docs/..x.md",
    "-rf": "-rf",
    ":(top)x": ":(top)x",
    "*.md": "*.md",
    "a" * 255: "a" * 255,
}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_path_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        safe_path(text)
    assert HOSTILE[text] in str(caught.value)


def test_there_are_enough_hostile_paths() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("text", GOOD)
def test_an_honest_path_is_accepted(text: str) -> None:
    assert safe_path(text) == GOOD[text]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docs/x.md", "docs/x.md"),
        ("\u00fcber.md", "\u00fcber.md"),
        ("a\nb", "a\\x0ab"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\udcff.md", "\\xff.md"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_what_is_shown_of_a_path_is_visible(path: str, expected: str) -> None:
    assert visible(path) == expected
    visible(path).encode("utf-8")


def test_a_blob_has_the_id_git_gives_it() -> None:
    assert blob_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_id(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert blob_id(b"", 64) == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"


def test_memory_is_a_tree() -> None:
    tree: Tree = Memory({"b.md": b"two", "a/x.md": b"one"}, kinds={"l": Kind.SYMLINK})
    assert tree.paths() == ("a/x.md", "b.md", "l")
    assert tree.entry("b.md") == Entry("b.md", Kind.FILE, 3, blob_id(b"two"))
    assert tree.read("a/x.md") == b"one"
    assert tree.absence("a") == "is a directory"
    assert tree.absence("c.md") == "does not exist in the tree"
    assert tree.absence("l/x.md") == "lies behind the symbolic link l, which is not followed"
    assert tree.absence("../x") == "leaves the repository"
    with pytest.raises(Unreadable, match="symbolic link"):
        tree.read("l")
    with pytest.raises(Unreadable, match="does not exist"):
        tree.read("c.md")
    with pytest.raises(Unreadable, match="larger than 2 bytes"):
        tree.read("b.md", limit=2)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "docs").mkdir(parents=True)
    (root / ".hidden").mkdir()
    (root / "docs" / "x.md").write_bytes(b"x")
    (root / ".hidden" / "y.md").write_bytes(b"y")
    (root / ".dotfile").write_bytes(b"z")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    (root / "link.md").symlink_to(outside / "secret.md")
    (root / "linked").symlink_to(outside)
    os.mkfifo(root / "pipe")
    return root


@pytest.mark.parametrize("listed", [False, True])
def test_a_directory_follows_nothing(plain: Path, *, listed: bool) -> None:
    tree: Tree = Directory(str(plain))
    if listed:
        assert tree.paths() == (".dotfile", "docs/x.md", "link.md", "linked", "pipe")
    assert tree.read("docs/x.md") == b"x"
    assert tree.entry("docs/x.md") == Entry("docs/x.md", Kind.FILE, 1)
    assert tree.entry("docs") is None
    assert tree.entry(".hidden/y.md") is None
    assert tree.entry("linked/secret.md") is None
    assert tree.entry("../outside/secret.md") is None
    for path, kind in (("link.md", "symlink"), ("linked", "symlink"), ("pipe", "other")):
        entry = tree.entry(path)
        assert entry is not None
        assert entry.kind == kind
    for path in ("link.md", "linked", "linked/secret.md", "pipe", "docs", ".hidden/y.md", "no.md"):
        with pytest.raises(Unreadable):
            tree.read(path)
    assert tree.absence("docs") == "is a directory"
    assert tree.absence("linked/secret.md").startswith("lies behind the symbolic link linked")
    assert "dot directory" in tree.absence(".hidden/y.md")
    assert tree.absence("no.md") == "does not exist in the directory"


def test_a_link_that_appears_after_the_look_is_not_followed(plain: Path) -> None:
    tree = Directory(str(plain))
    assert tree.entry("docs/x.md")
    tree.paths()
    (plain / "docs" / "x.md").unlink()
    (plain / "docs").rmdir()
    (plain / "docs").symlink_to(plain.parent / "outside")
    (plain.parent / "outside" / "x.md").write_bytes(b"secret")
    with pytest.raises(Unreadable):
        tree.read("docs/x.md")


def test_a_file_that_becomes_a_link_after_the_look_is_not_followed(plain: Path) -> None:
    tree = Directory(str(plain))
    tree.paths()
    (plain / "docs" / "x.md").unlink()
    (plain / "docs" / "x.md").symlink_to(plain.parent / "outside" / "secret.md")
    with pytest.raises(Unreadable):
        tree.read("docs/x.md")


def test_the_limit_counts_what_is_read(plain: Path) -> None:
    (plain / "big").write_bytes(b"x" * (MAX_BYTES + 1))
    (plain / "fits").write_bytes(b"x" * MAX_BYTES)
    tree = Directory(str(plain))
    assert len(tree.read("fits")) == MAX_BYTES
    with pytest.raises(Unreadable, match="larger than 256 KiB"):
        tree.read("big")


def test_names_that_are_no_utf8_are_listed_and_read(tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), b"\xff\n.md"), "wb") as file:
        file.write(b"x")
    tree = Directory(str(tmp_path))
    assert tree.paths() == ("\udcff\n.md",)
    assert tree.read("\udcff\n.md") == b"x"
    assert visible(tree.paths()[0]) == "\\xff\\x0a.md"
