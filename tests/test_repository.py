import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pilotgate import plumbing, repository
from pilotgate.errors import Unreadable
from pilotgate.repository import Repository, bare, discover, public_url
from pilotgate.tree import MAX_BYTES, Entry, Kind, Tree, blob_id

ENVIRON = {"PATH": os.environ["PATH"]}
MANIFEST = b"apiVersion: ai-initiative/v1\n"


def git(root: Path, *arguments: str, **extra: str) -> str:
    """Git as a user has it, for what a test needs to exist."""
    environ = {
        "PATH": ENVIRON["PATH"],
        "HOME": str(root),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "anna.k",
        "GIT_AUTHOR_EMAIL": "anna.k@acme.test",
        "GIT_COMMITTER_NAME": "anna.k",
        "GIT_COMMITTER_EMAIL": "anna.k@acme.test",
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        **extra,
    }
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],
        cwd=root,
        env=environ,
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode and not extra.get("MAY_FAIL"):
        raise AssertionError(f"git {arguments}: {done.stderr.decode()}")
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def fill(root: Path, *options: str) -> Path:
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main", *options)
    (root / "ai-initiative.yaml").write_bytes(MANIFEST)
    (root / "docs").mkdir()
    (root / "docs" / "x.md").write_bytes(b"x\n")
    (root / ".gitignore").write_bytes(b"*.secret\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "one")
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return fill(tmp_path / "repo")


@pytest.fixture
def opened() -> Iterator[Callable[..., Repository]]:
    """Opens repositories, and ends their processes after the test."""
    all_of_them: list[Repository] = []

    def open_(start: Path, **environ: str) -> Repository:
        found = discover(str(start), {**ENVIRON, **environ})
        assert found is not None
        all_of_them.append(found)
        return found

    yield open_
    for found in all_of_them:
        found.close()


Open = Callable[..., Repository]
FILES = (".gitignore", "ai-initiative.yaml", "docs/x.md")


# ------------------------------------------------------------------ discovery


def test_discovery_walks_up_and_starts_no_git(root: Path) -> None:
    found = discover(str(root / "docs"), {"PATH": "/nowhere"})
    assert found is not None
    assert (found.root, found.git_dir) == (str(root), str(root / ".git"))


def test_outside_git_there_is_no_repository(tmp_path: Path) -> None:
    assert discover(str(tmp_path), ENVIRON) is None


def test_a_link_on_the_way_is_resolved_once(root: Path, tmp_path: Path, opened: Open) -> None:
    (tmp_path / "link").symlink_to(root)
    found = opened(tmp_path / "link")
    assert found.root == str(root)
    assert found.relative("docs/x.md", str(tmp_path / "link")) == "docs/x.md"
    assert found.relative("x.md", str(root / "docs")) == "docs/x.md"
    assert found.relative(str(tmp_path / "link" / "docs" / "x.md"), "/") == "docs/x.md"
    assert found.relative(str(tmp_path / "elsewhere"), "/") is None
    assert found.relative("../../elsewhere", str(root / "docs")) is None
    (root / "l.md").symlink_to(tmp_path / "elsewhere")
    assert found.relative("l.md", str(root)) == "l.md"


def _symlink(root: Path) -> None:
    (root / ".git").rename(root.parent / "moved")
    (root / ".git").symlink_to(root.parent / "moved")


def _file(text: bytes) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        (root / ".git").rename(root.parent / "moved")
        (root / ".git").write_bytes(text)

    return make


def _among_the_files(root: Path) -> None:
    (root / ".git").rename(root / "posing")
    (root / ".git").write_bytes(b"gitdir: posing\n")


def _pipe(root: Path) -> None:
    (root / ".git").rename(root.parent / "moved")
    os.mkfifo(root / ".git")


@pytest.mark.parametrize(
    "spoil",
    [
        _symlink,
        _pipe,
        _among_the_files,
        _file(b""),
        _file(b"hello\n"),
        _file(b"gitdir: \n"),
        _file(b"gitdir: ../nowhere\n"),
        _file(b"gitdir: ../moved\nand more\n"),
        _file(b"gitdir: ../moved\0\n"),
        _file(b"\xff" * 100_000),
        lambda root: (root / ".git" / "HEAD").unlink(),
        lambda root: (root / ".git" / "objects").rename(root / "objects"),
        lambda root: (root / ".git" / "refs").rename(root / "refs"),
    ],
)
def test_a_malformed_git_directory_is_no_decision(
    root: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(root)
    with pytest.raises(Unreadable) as caught:
        discover(str(root / "docs"), ENVIRON)
    assert caught.value.hint


def test_a_git_file_that_names_a_good_directory_is_followed(root: Path, opened: Open) -> None:
    (root / ".git").rename(root.parent / "moved")
    (root / ".git").write_bytes(b"gitdir: ../moved\n")
    assert opened(root).working_tree().paths() == FILES


def test_linked_worktrees_and_submodules(root: Path, tmp_path: Path, opened: Open) -> None:
    git(root, "worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    (tmp_path / "linked" / "new.md").write_bytes(b"n")
    git(tmp_path / "linked", "add", "new.md")
    git(tmp_path / "linked", "commit", "-q", "-m", "two")
    linked = opened(tmp_path / "linked")
    assert linked.common_dir == str(root / ".git")
    assert linked.working_tree().paths() == (*FILES, "new.md")
    assert linked.index().paths() == (*FILES, "new.md")
    assert linked.commit("HEAD").paths() == (*FILES, "new.md")
    assert linked.head() == git(root, "rev-parse", "side")
    assert opened(root).head() == git(root, "rev-parse", "main")

    outer = fill(tmp_path / "outer")
    git(outer, "submodule", "add", "-q", str(root), "sub")
    git(outer, "commit", "-q", "-m", "sub")
    inner = opened(outer / "sub")
    assert inner.root == str(outer / "sub")
    assert inner.commit("HEAD").paths() == FILES
    whole = opened(outer)
    for tree in (whole.working_tree(), whole.index(), whole.commit("HEAD")):
        entry = tree.entry("sub")
        assert entry is not None
        assert entry.kind == Kind.SUBMODULE
        assert tree.entry("sub/docs/x.md") is None
        assert "lies in" in tree.absence("sub/docs/x.md")
        with pytest.raises(Unreadable, match="is a submodule"):
            tree.read("sub")


def test_a_bare_repository_gives_commits_only(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    with bare(str(tmp_path / "bare.git"), ENVIRON) as found:
        tree = found.commit("refs/heads/main")
        assert tree.paths() == FILES
        assert tree.read("docs/x.md") == b"x\n"
        assert found.head() == git(root, "rev-parse", "HEAD")
        with pytest.raises(Unreadable, match="no working tree"):
            found.working_tree()
    assert discover(str(tmp_path / "bare.git"), ENVIRON) is None
    with pytest.raises(Unreadable, match="no complete git directory"):
        bare(str(tmp_path), ENVIRON)


def test_a_bare_repository_among_the_files_is_only_files(
    root: Path, tmp_path: Path, opened: Open
) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), str(root / "inner.git"))
    found = opened(root / "inner.git")
    assert found.root == str(root)


def test_sha256_repositories(tmp_path: Path, opened: Open) -> None:
    root = fill(tmp_path / "long", "--object-format=sha256")
    found = opened(root)
    head = found.head()
    assert head == git(root, "rev-parse", "HEAD")
    assert len(head) == 64
    assert found.commit(head).read("docs/x.md") == b"x\n"
    assert found.index().read("docs/x.md") == b"x\n"
    with pytest.raises(Unreadable):
        found.commit(head[:40])
    git(root, "branch", head[:40])
    with pytest.raises(Unreadable):
        found.commit(head[:40])


# ------------------------------------------------------------------ the working tree


def test_the_working_tree_is_what_git_tracks_or_does_not_ignore(root: Path, opened: Open) -> None:
    (root / "new.md").write_bytes(b"new")
    (root / "key.secret").write_bytes(b"s")
    (root / "docs" / "x.md").write_bytes(b"changed")
    (root / "gone.md").write_bytes(b"g")
    git(root, "add", "gone.md")
    (root / "gone.md").unlink()
    for listed in (False, True):
        tree = opened(root).working_tree()
        if listed:
            assert tree.paths() == (*FILES, "new.md")
        assert tree.read("docs/x.md") == b"changed"
        assert tree.entry("new.md") == Entry("new.md", Kind.FILE, 3)
        assert tree.entry("key.secret") is None
        assert tree.entry("gone.md") is None
        assert tree.entry("docs") is None
        assert tree.absence("key.secret") == "is ignored by git and will be missing in CI"
        assert isinstance(tree, repository.WorkingTree)
        assert tree.ignored("key.secret")
        assert not tree.ignored("gone.md")
        assert tree.absence("gone.md") == "does not exist in the working tree"
        assert tree.absence("docs") == "is a directory"
        assert tree.absence(".git/config").startswith("lies in .git")
        assert tree.absence("../x.md") == "leaves the repository"
        with pytest.raises(Unreadable, match="is ignored by git"):
            tree.read("key.secret")
        with pytest.raises(Unreadable, match="leaves the repository"):
            tree.read("../x.md")


def test_a_tracked_file_that_is_ignored_counts(root: Path, opened: Open) -> None:
    (root / "key.secret").write_bytes(b"s")
    git(root, "add", "-f", "key.secret")
    assert opened(root).working_tree().read("key.secret") == b"s"


def test_nothing_is_followed(root: Path, tmp_path: Path, opened: Open) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_bytes(b"secret")
    (root / "link.md").symlink_to(outside / "x.md")
    (root / "docs" / "x.md").unlink()
    (root / "docs").rmdir()
    (root / "docs").symlink_to(outside)
    tree = opened(root).working_tree()
    link = tree.entry("link.md")
    assert link is not None
    assert link.kind == Kind.SYMLINK
    assert tree.entry("docs/x.md") is None
    assert tree.absence("docs/x.md").startswith("lies behind the symbolic link docs")
    for path in ("link.md", "docs/x.md", "docs"):
        with pytest.raises(Unreadable):
            tree.read(path)
    assert tree.paths() == (".gitignore", "ai-initiative.yaml", "docs", "link.md")


def test_a_manifest_that_is_a_link_is_a_link_everywhere(root: Path, opened: Open) -> None:
    (root / "ai-initiative.yaml").unlink()
    (root / "ai-initiative.yaml").symlink_to("docs/x.md")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "link")
    found = opened(root)
    for tree in (found.working_tree(), found.index(), found.commit("HEAD")):
        entry = tree.entry("ai-initiative.yaml")
        assert entry is not None
        assert entry.kind == Kind.SYMLINK
        with pytest.raises(Unreadable, match="is a symbolic link"):
            tree.read("ai-initiative.yaml")
        assert tree.read("docs/x.md") == b"x\n"


def test_a_repository_inside_is_not_entered(root: Path, opened: Open) -> None:
    fill(root / "inner")
    for listed in (False, True):
        tree = opened(root).working_tree()
        if listed:
            tree.paths()
        entry = tree.entry("inner")
        assert entry is not None
        assert entry.kind == Kind.SUBMODULE
        assert tree.entry("inner/docs/x.md") is None
        assert "lies in inner" in tree.absence("inner/docs/x.md")


ODD = (b"a b.md", b"a\nb.md", b"\xff\xfe.md", b"-n", b":(top)x", b'"q".md', b"*.md", b"caf\xc3\xa9")


def test_odd_names(root: Path, opened: Open) -> None:
    for name in ODD:
        with open(os.path.join(os.fsencode(root), name), "wb") as file:
            file.write(name)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "odd")
    found = opened(root)
    expected = tuple(sorted([*FILES, *(name.decode("utf-8", "surrogateescape") for name in ODD)]))
    for tree in (found.working_tree(), found.index(), found.commit("HEAD")):
        assert tree.paths() == expected
        for name in ODD:
            path = name.decode("utf-8", "surrogateescape")
            assert tree.read(path) == name
    asked = opened(root).working_tree()
    for name in ODD:
        assert asked.entry(name.decode("utf-8", "surrogateescape")) is not None
    assert asked.entry("?.md") is None


def test_one_process_answers_all_expected_paths(
    root: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    start = plumbing.Git.start

    def watch(self: plumbing.Git, *arguments: str, **named: object) -> object:
        started.append(arguments)
        return start(self, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(plumbing.Git, "start", watch)
    tree = opened(root).working_tree()
    assert started == []
    tree.expect(["docs/x.md", "no.md", "ai-initiative.yaml", "../x", "/y", ""])
    assert tree.entry("docs/x.md")
    assert tree.entry("ai-initiative.yaml")
    assert tree.entry("no.md") is None
    assert len(started) == 1
    tree.expect(f"docs/{number:060}.md" for number in range(2000))
    assert started[1][-1] == "--"
    assert tree.entry("docs/x.md")
    assert len(started) == 2


def test_a_directory_that_may_not_be_read_is_no_decision(
    root: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect = plumbing._collect

    def warned(*given: object) -> tuple[int, bytes, bytes, bool]:
        code, out, _, late = collect(*given)  # type: ignore[arg-type]
        return code, out, b"warning: could not open directory 'closed/': Permission denied\n", late

    tree = opened(root).working_tree()
    with monkeypatch.context() as patch:
        patch.setattr(plumbing, "_collect", warned)
        with pytest.raises(Unreadable, match="read a directory"):
            tree.paths()
    assert tree.paths() == FILES


# ------------------------------------------------------------------ the index


def test_the_index_is_what_is_staged(root: Path, opened: Open) -> None:
    (root / "docs" / "x.md").write_bytes(b"staged")
    git(root, "add", "docs/x.md")
    (root / "docs" / "x.md").write_bytes(b"later")
    (root / "new.md").write_bytes(b"unstaged")
    tree = opened(root).index()
    assert tree.where == "the index"
    assert tree.paths() == FILES
    assert tree.read("docs/x.md") == b"staged"
    assert tree.entry("docs/x.md") == Entry("docs/x.md", Kind.FILE, 6, blob_id(b"staged"))


def test_the_index_of_a_repository_without_commits(tmp_path: Path, opened: Open) -> None:
    root = tmp_path / "fresh"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    found = opened(root)
    assert found.index().paths() == ()
    assert found.working_tree().paths() == ()
    assert found.head() is None
    with pytest.raises(Unreadable, match="no commit yet"):
        found.commit("HEAD")
    (root / ".git" / "refs" / "heads" / "main").write_bytes(b"broken\n")
    with pytest.raises(Unreadable, match="names no commit"):
        opened(root).head()


def test_an_unmerged_file_is_named(root: Path, opened: Open) -> None:
    git(root, "checkout", "-q", "-b", "side")
    (root / "docs" / "x.md").write_bytes(b"side\n")
    git(root, "commit", "-qam", "side")
    git(root, "checkout", "-q", "main")
    (root / "docs" / "x.md").write_bytes(b"main\n")
    git(root, "commit", "-qam", "main")
    git(root, "merge", "side", MAY_FAIL="1")
    with pytest.raises(Unreadable, match=r"docs/x\.md in the index: is not merged yet"):
        opened(root).index().paths()
    assert opened(root).working_tree().paths() == FILES
    assert opened(root).commit("HEAD").read("docs/x.md") == b"main\n"


HOOK = """#!{python}
import os, sys
sys.path.insert(0, {source!r})
from pilotgate.repository import discover
with discover(os.getcwd(), dict(os.environ)) as found:
    tree = found.index()
    said = "|".join(f"{{path}}={{tree.read(path).decode().strip()}}" for path in tree.paths())
open({out!r}, "w").write(os.environ.get("GIT_INDEX_FILE", "") + "\\n" + said)
"""


@pytest.mark.parametrize(
    ("arguments", "x", "ignore"),
    [
        (("-qm", "staged only"), "staged", "*.secret"),
        (("-qam", "all"), "later", "changed"),
        (("-qm", "one path", "docs/x.md"), "later", "*.secret"),
        (("-qm", "one path and index", "-i", ".gitignore"), "staged", "changed"),
    ],
)
def test_a_commit_hook_sees_the_files_of_that_commit(
    root: Path, tmp_path: Path, arguments: tuple[str, ...], x: str, ignore: str
) -> None:
    out = tmp_path / "out"
    hook = root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    source = str(Path(repository.__file__).parents[1])
    hook.write_text(HOOK.format(python=sys.executable, source=source, out=str(out)))
    hook.chmod(0o755)
    (root / "docs" / "x.md").write_bytes(b"staged\n")
    git(root, "add", "docs/x.md")
    (root / "docs" / "x.md").write_bytes(b"later\n")
    (root / ".gitignore").write_bytes(b"changed\n")
    git(root, "commit", *arguments)
    _, said = out.read_text().split("\n", 1)
    assert (
        said == f".gitignore={ignore}|ai-initiative.yaml={MANIFEST.decode().strip()}|docs/x.md={x}"
    )
    assert git(root, "show", "HEAD:docs/x.md") == x


def test_an_index_from_elsewhere_is_no_decision(root: Path, tmp_path: Path, opened: Open) -> None:
    other = fill(tmp_path / "other")
    (root / ".git" / "linked").symlink_to(other / ".git" / "index")
    for value in (
        str(other / ".git" / "index"),
        "../other/.git/index",
        str(root / ".git" / ".." / ".." / "other" / ".git" / "index"),
        "docs/x.md",
        str(root / ".git" / "linked"),
        "",
    ):
        with pytest.raises(Unreadable, match="GIT_INDEX_FILE"):
            opened(root, GIT_INDEX_FILE=value).index()
        assert opened(root, GIT_INDEX_FILE=value).commit("HEAD").paths() == FILES
    for value in (str(root / ".git" / "index"), ".git/index"):
        assert opened(root, GIT_INDEX_FILE=value).index().paths() == FILES


# ------------------------------------------------------------------ commits


def test_a_commit_is_named_exactly(root: Path, opened: Open) -> None:
    head = git(root, "rev-parse", "HEAD")
    git(root, "tag", "-a", "-m", "v1", "v1")
    found = opened(root)
    for rev in (head, "refs/heads/main", "refs/tags/v1", "HEAD", git(root, "rev-parse", "v1")):
        tree = found.commit(rev)
        assert tree.where == f"commit {head[:12]}"
        assert tree.paths() == FILES
        assert tree.read("ai-initiative.yaml") == MANIFEST
        assert tree.entry("docs/x.md") == Entry("docs/x.md", Kind.FILE, 2, blob_id(b"x\n"))
        assert tree.absence("docs") == "is a directory"
        assert tree.absence("no.md") == f"does not exist in commit {head[:12]}"


@pytest.mark.parametrize(
    "rev",
    ["main", "v1", "HEAD~1", "HEAD^{tree}", "@", "", "-x", "--help", "refs/heads/no",
     "refs/heads/ma*", "refs/heads", "refs/heads/main^", "refs/heads/main\nHEAD", "origin/main",
     "0" * 40, "f" * 40, "f" * 64, "A" * 40, "abcdef1", ":/one", "HEAD:docs"],
)  # fmt: skip
def test_any_other_name_is_refused(root: Path, opened: Open, rev: str) -> None:
    with pytest.raises(Unreadable) as caught:
        opened(root).commit(rev)
    assert caught.value.hint


def test_no_other_ref_takes_the_place_of_a_missing_one(root: Path, opened: Open) -> None:
    head = git(root, "rev-parse", "HEAD")
    (root / "docs" / "x.md").write_bytes(b"evil\n")
    git(root, "commit", "-qam", "evil")
    git(root, "tag", "main", "HEAD")
    git(root, "tag", "refs/heads/gone", "HEAD")
    git(root, "update-ref", "refs/heads/" + "a" * 40, "HEAD")
    git(root, "update-ref", "refs/heads/main", head)
    found = opened(root)
    assert found.commit("refs/heads/main").read("docs/x.md") == b"x\n"
    for rev in ("refs/heads/gone", "a" * 40):
        with pytest.raises(Unreadable):
            found.commit(rev)


def test_ids_of_trees_and_blobs_are_no_commits(root: Path, opened: Open) -> None:
    for name in ("HEAD^{tree}", "HEAD:docs/x.md"):
        with pytest.raises(Unreadable):
            opened(root).commit(git(root, "rev-parse", name))


def test_replace_refs_and_grafts_change_nothing(root: Path, opened: Open) -> None:
    old = git(root, "rev-parse", "HEAD")
    (root / "docs" / "x.md").write_bytes(b"evil\n")
    git(root, "commit", "-qam", "evil")
    new = git(root, "rev-parse", "HEAD")
    git(root, "replace", old, new)
    git(root, "replace", blob_id(b"x\n"), blob_id(b"evil\n"))
    (root / ".git" / "info" / "grafts").write_text(f"{new}\n")
    assert git(root, "show", f"{old}:docs/x.md") == "evil"
    found = opened(root)
    assert found.commit(old).read("docs/x.md") == b"x\n"
    assert found.commit(new).read("docs/x.md") == b"evil\n"


def test_a_large_blob_is_not_read_and_the_next_one_is(root: Path, opened: Open) -> None:
    (root / "big.bin").write_bytes(b"x" * (MAX_BYTES + 1))
    (root / "fits.bin").write_bytes(b"x" * MAX_BYTES)
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "big")
    found = opened(root)
    for tree in (found.commit("HEAD"), found.index(), found.working_tree()):
        entry = tree.entry("big.bin")
        assert entry is not None
        assert entry.size == MAX_BYTES + 1
        with pytest.raises(Unreadable, match="larger than 256 KiB"):
            tree.read("big.bin")
        assert tree.read("docs/x.md") == b"x\n"
        assert len(tree.read("fits.bin")) == MAX_BYTES
        assert len(tree.read("big.bin", limit=MAX_BYTES + 1)) == MAX_BYTES + 1


def test_content_that_is_not_what_its_id_says(root: Path, opened: Open) -> None:
    def loose(name: str) -> Path:
        return root / ".git" / "objects" / name[:2] / name[2:]

    (root / "y.md").write_bytes(b"y\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "y")
    target = loose(blob_id(b"x\n"))
    target.chmod(0o644)
    target.write_bytes(loose(blob_id(b"y\n")).read_bytes())
    found = opened(root)
    assert found.commit("HEAD").read("y.md") == b"y\n"
    with pytest.raises(Unreadable):
        found.commit("HEAD").read("docs/x.md")
    target.unlink()
    with pytest.raises(Unreadable, match="not in this repository"):
        found.commit("HEAD").read("docs/x.md")
    assert found.commit("HEAD").read("y.md") == b"y\n"


def test_a_tree_made_by_hand_cannot_name_files_outside(root: Path, opened: Open) -> None:
    blob = blob_id(b"x\n")

    def one(name: bytes) -> bytes:
        return b"100644 " + name + b"\0" + bytes.fromhex(blob)

    twins = one(b"ai-initiative.yaml") * 2
    for entry in (one(b".."), one(b".git"), one(b"."), one(b"a/../b"), twins):
        made = (
            subprocess.run(
                ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
                input=entry,
                cwd=root,
                capture_output=True,
                check=True,
            )
            .stdout.decode()
            .strip()
        )
        commit = git(root, "commit-tree", "-m", "evil", made)
        with pytest.raises(Unreadable):
            opened(root).commit(commit).paths()


def test_alternates_are_read(root: Path, tmp_path: Path, opened: Open) -> None:
    git(tmp_path, "clone", "-q", "--shared", str(root), "shared")
    assert (tmp_path / "shared" / ".git" / "objects" / "info" / "alternates").exists()
    assert opened(tmp_path / "shared").commit("HEAD").read("docs/x.md") == b"x\n"


def test_a_shallow_clone_says_so(root: Path, tmp_path: Path, opened: Open) -> None:
    git(root, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{root}", "shallow")
    assert opened(tmp_path / "shallow").is_shallow()
    assert not opened(root).is_shallow()


# ------------------------------------------------------------------ the caller's environment


def test_the_environment_of_the_caller_does_not_choose_the_repository(
    root: Path, tmp_path: Path, opened: Open
) -> None:
    other = fill(tmp_path / "other")
    (other / "evil.md").write_bytes(b"evil")
    git(other, "add", ".")
    git(other, "commit", "-q", "-m", "evil")
    marker = tmp_path / "marker"
    found = opened(
        root,
        GIT_DIR=str(other / ".git"),
        GIT_WORK_TREE=str(other),
        GIT_COMMON_DIR=str(other / ".git"),
        GIT_NAMESPACE="x",
        GIT_CEILING_DIRECTORIES=str(root),
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0="core.fsmonitor",
        GIT_CONFIG_VALUE_0=f"touch {marker}",
        GIT_CONFIG_PARAMETERS=f"'core.fsmonitor=touch {marker}'",
        GIT_EXTERNAL_DIFF=f"touch {marker}",
        GIT_SSH_COMMAND=f"touch {marker}",
        GIT_TRACE=str(marker),
        GIT_TRACE2=str(marker),
        GIT_EXEC_PATH=str(tmp_path),
        GIT_REPLACE_REF_BASE="refs/evil",
        HOME=str(other),
        LD_PRELOAD="/nowhere.so",
    )
    for tree in (found.working_tree(), found.index(), found.commit("HEAD")):
        assert tree.paths() == FILES
        assert tree.read("docs/x.md") == b"x\n"
    assert not marker.exists()


def test_foreign_object_directories_are_no_decision(
    root: Path, tmp_path: Path, opened: Open
) -> None:
    other = fill(tmp_path / "other")
    objects = root / ".git" / "objects"
    (objects / "incoming-x").mkdir()
    quarantine = {"GIT_QUARANTINE_PATH": str(objects / "incoming-x")}
    for environ in (
        {"GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects")},
        {"GIT_OBJECT_DIRECTORY": str(objects / "incoming-x")},
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects)},
        {"GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects"), **quarantine},
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{objects}:{other}/.git/objects", **quarantine},
    ):
        with pytest.raises(Unreadable, match="objects outside"):
            opened(root, **environ).commit("HEAD")
        assert opened(root, **environ).working_tree().paths() == FILES


RECEIVE = """#!{python}
import os, sys
sys.path.insert(0, {source!r})
from pilotgate.repository import bare
new = sys.stdin.readline().split()[1]
with bare(os.getcwd(), dict(os.environ)) as found:
    open({out!r}, "wb").write(found.commit(new).read("docs/x.md"))
"""


def test_pre_receive_sees_the_pushed_objects(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    hook = tmp_path / "bare.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    source = str(Path(repository.__file__).parents[1])
    out = tmp_path / "out"
    hook.write_text(RECEIVE.format(python=sys.executable, source=source, out=str(out)))
    hook.chmod(0o755)
    (root / "docs" / "x.md").write_bytes(b"pushed\n")
    git(root, "commit", "-qam", "two")
    git(root, "push", "-q", str(tmp_path / "bare.git"), "main")
    assert out.read_bytes() == b"pushed\n"


# ------------------------------------------------------------------ hostile repositories


def _config(text: str) -> Callable[[Path, Path], None]:
    def make(root: Path, script: Path) -> None:
        with (root / ".git" / "config").open("a") as file:
            file.write(text.replace("SCRIPT", str(script)))

    return make


def _included(root: Path, script: Path) -> None:
    (root / ".git" / "evil").write_text(f"[core]\n\tfsmonitor = {script}\n\tpager = {script}\n")
    _config("[include]\n\tpath = evil\n")(root, script)


def _included_if(root: Path, script: Path) -> None:
    (root / ".git" / "evil").write_text(f"[core]\n\tfsmonitor = {script}\n\teditor = {script}\n")
    _config('[includeIf "gitdir:**"]\n\tpath = evil\n')(root, script)


def _worktree_config(root: Path, script: Path) -> None:
    (root / ".git" / "config.worktree").write_text(f"[core]\n\tfsmonitor = {script}\n")
    _config("[extensions]\n\tworktreeConfig = true\n")(root, script)


def _hooks(root: Path, script: Path) -> None:
    hooks = root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit",
                 "fsmonitor-watchman", "pre-auto-gc", "post-rewrite"):  # fmt: skip
        (hooks / name).write_bytes(script.read_bytes())
        (hooks / name).chmod(0o755)


def _attributes(text: str, config: str) -> Callable[[Path, Path], None]:
    def make(root: Path, script: Path) -> None:
        (root / ".git" / "info").mkdir(exist_ok=True)
        (root / ".git" / "info" / "attributes").write_text(text)
        _config(config)(root, script)

    return make


def _promisor(root: Path, script: Path) -> None:
    """A blob is missing, and fetching it would run the author's programs."""
    _config(
        '[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n'
        "\tpartialclonefilter = blob:none\n\turl = ssh://nowhere.test/x\n"
        "\tuploadpack = SCRIPT\n[core]\n\tsshCommand = SCRIPT\n"
    )(root, script)
    name = blob_id(b"x\n")
    (root / ".git" / "objects" / name[:2] / name[2:]).unlink()


PAYLOADS: dict[str, Callable[[Path, Path], None]] = {
    "fsmonitor": _config("[core]\n\tfsmonitor = SCRIPT\n"),
    "fsmonitor-v2": _config("[core]\n\tfsmonitor = SCRIPT\n\tfsmonitorHookVersion = 2\n"),
    "hooksPath": _config("[core]\n\thooksPath = hooks-evil\n"),
    "hooks": _hooks,
    "textconv": _attributes("* diff=evil\n", '[diff "evil"]\n\ttextconv = SCRIPT\n'),
    "diff-command": _attributes("* diff=evil\n", '[diff "evil"]\n\tcommand = SCRIPT\n'),
    "filter": _attributes(
        "* filter=evil\n",
        '[filter "evil"]\n\tclean = SCRIPT\n\tsmudge = SCRIPT\n\trequired = true\n',
    ),
    "filter-process": _attributes("* filter=evil\n", '[filter "evil"]\n\tprocess = SCRIPT\n'),
    "merge-driver": _attributes("* merge=evil\n", '[merge "evil"]\n\tdriver = SCRIPT\n'),
    "attributes-file": _config(
        '[core]\n\tattributesFile = .git/evil\n[filter "evil"]\n\tclean = SCRIPT\n'
    ),
    "include": _included,
    "includeIf": _included_if,
    "config.worktree": _worktree_config,
    "alias": _config(
        '[alias]\n\tls-files = "!SCRIPT"\n\tls-tree = "!SCRIPT"\n\tcat-file = "!SCRIPT"\n'
        '\trev-parse = "!SCRIPT"\n\tfor-each-ref = "!SCRIPT"\n'
    ),
    "pager": _config(
        "[core]\n\tpager = SCRIPT\n[pager]\n\tls-files = SCRIPT\n\tls-tree = SCRIPT\n"
        "\tcat-file = SCRIPT\n\tfor-each-ref = SCRIPT\n"
    ),
    "sshCommand": _config("[core]\n\tsshCommand = SCRIPT\n"),
    "gitProxy": _config("[core]\n\tgitProxy = SCRIPT\n"),
    "uploadpack": _config('[remote "origin"]\n\turl = .\n\tuploadpack = SCRIPT\n'),
    "diff.external": _config("[diff]\n\texternal = SCRIPT\n"),
    "credential": _config('[credential]\n\thelper = "!SCRIPT"\n[core]\n\taskPass = SCRIPT\n'),
    "editor": _config("[core]\n\teditor = SCRIPT\n[sequence]\n\teditor = SCRIPT\n"),
    "gpg": _config("[gpg]\n\tprogram = SCRIPT\n[log]\n\tshowSignature = true\n"),
    "alternateRefs": _config("[core]\n\talternateRefsCommand = SCRIPT\n"),
    "promisor": _promisor,
}


def _reads(found: Repository) -> dict[str, Callable[[], object]]:
    """Everything that starts git, each read to its end."""

    def all_of(tree: Tree) -> list[bytes]:
        return [tree.read(path) for path in tree.paths()]

    return {
        "working_tree": lambda: all_of(found.working_tree()),
        "expected": lambda: found.working_tree().entry("docs/x.md"),
        "index": lambda: all_of(found.index()),
        "commit": lambda: all_of(found.commit("HEAD")),
        "ref": lambda: all_of(found.commit("refs/heads/main")),
        "head": found.head,
    }


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "evil.sh"
    path.write_text(f"#!/bin/sh\n/usr/bin/touch {tmp_path}/marker\nexit 0\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("name", PAYLOADS)
def test_no_program_of_a_hostile_repository_runs(
    root: Path, tmp_path: Path, script: Path, opened: Open, name: str
) -> None:
    before = {what: read() for what, read in _reads(opened(root)).items()}
    PAYLOADS[name](root, script)
    found = opened(root)
    for what, read in _reads(found).items():
        if name == "promisor" and what in {"index", "commit", "ref"}:
            with pytest.raises(Unreadable, match="not in this repository"):
                read()
        else:
            assert read() == before[what], what
        # The index looks changed, so that everything that would be refreshed is.
        os.utime(root / "docs" / "x.md", (1, 1))
        assert not (tmp_path / "marker").exists(), what
        found.close()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("fsmonitor", ("ls-files", "--others")),
        ("include", ("ls-files", "--others")),
        ("includeIf", ("ls-files", "--others")),
        ("config.worktree", ("ls-files", "--others")),
        ("filter", ("status",)),
        ("textconv", ("show", "HEAD")),
        ("diff-command", ("log", "-p", "--ext-diff")),
        ("diff.external", ("log", "-p", "--ext-diff")),
        ("hooks", ("checkout", "-q", "-f", "HEAD")),
        ("promisor", ("cat-file", "blob", blob_id(b"x\n"))),
    ],
)
def test_the_payloads_are_live(
    root: Path, tmp_path: Path, script: Path, name: str, arguments: tuple[str, ...]
) -> None:
    PAYLOADS[name](root, script)
    os.utime(root / "docs" / "x.md", (1, 1))
    git(root, *arguments, MAY_FAIL="1")
    assert (tmp_path / "marker").exists()


def test_a_repository_of_somebody_else_is_read_all_the_same(root: Path, opened: Open) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a directory away")
    for place, directories, files in os.walk(root):
        for name in (".", *directories, *files):
            os.lchown(os.path.join(place, name), 12345, 12345)
    assert git(root, "status", MAY_FAIL="1") == ""
    assert opened(root).commit("HEAD").read("docs/x.md") == b"x\n"


# ------------------------------------------------------------------ what the configuration says


def test_settings_are_read_as_text(root: Path, opened: Open) -> None:
    git(root, "remote", "add", "origin", "https://anna:token@forge.test/acme/claims.git?x=1")
    git(root, "config", "user.name", "Anna K")
    git(root, "config", "user.email", "anna.k@acme.test")
    found = opened(root)
    assert found.remote_url() == "https://forge.test/acme/claims.git"
    assert found.user() == ("Anna K", "anna.k@acme.test")
    assert found.remote_url("other") is None
    (root / ".git" / "config").write_text("[user\nname = x\n[include] path = evil\n[a]b=c;d\n= =\n")
    assert found.user() == (None, None)
    (root / ".git" / "config").unlink()
    assert found.remote_url() is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://forge.test/a/b", "https://forge.test/a/b"),
        ("https://u:p@forge.test:8443/a/b#f", "https://forge.test:8443/a/b"),
        ("https://u:p@x@forge.test/a", "https://forge.test/a"),
        ("ssh://git@forge.test/a/b", "ssh://forge.test/a/b"),
        ("git@forge.test:a/b.git", "forge.test:a/b.git"),
        ("/home/anna/a", None),
        ("../a", None),
        ("C:/a", None),
        ("file:///home/anna/a", None),
        ("ext::sh -c x", None),
        ("", None),
    ],
)
def test_a_public_url_has_no_user_and_no_path_of_this_machine(
    url: str, expected: str | None
) -> None:
    assert public_url(url) == expected
