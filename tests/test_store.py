"""Packs as they are kept: what is planted in the cache or in a bundle is refused."""

import os
from pathlib import Path

import pytest

from pilotgate.errors import ConfigurationError, PackError, Unreadable, UsageError
from pilotgate.gitsource import parse
from pilotgate.lock import LOCK, Lock
from pilotgate.packfiles import digest
from pilotgate.source import Opener, load_policy
from pilotgate.store import BUNDLE, Pinned, Store, contents, key, write_bundle
from pilotgate.tree import Kind, Memory, Tree
from tests.packs import GOOD, pack, tree
from tests.test_gitsource import HTTPS

SOURCE = parse(HTTPS)
FILES = {path: text.encode() for path, text in pack(x=GOOD).items()}


def locked(digests: dict[str, str]) -> Memory:
    return Memory({LOCK: Lock(digests).text.encode()})


def opened(lock: Tree, cache: Path | None, text: str = HTTPS) -> Tree:
    return Pinned(lambda: lock, str(cache) if cache else None).open(text)[0]


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    files = {**FILES, "tests/files/a.pdf": bytes(range(256)), "tests/empty": b""}
    store = Store(str(tmp_path))
    assert store.get(SOURCE) is None
    store.put(SOURCE, files)
    assert store.get(SOURCE) == files
    assert store.get(SOURCE.but(commit="1" * 40)) is None
    assert store.get(SOURCE.but(host="other.example.com")) is None
    (kept,) = (tmp_path / "packs").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "packs").stat().st_mode & 0o777 == 0o700


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(Unreadable, match="the pack cannot be kept") as caught:
        Store(str(tmp_path)).put(SOURCE, FILES)
    assert "XDG_CACHE_HOME" in caught.value.hint


def test_a_pack_is_opened_by_the_lock(tmp_path: Path) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    found = opened(locked({HTTPS: digest(FILES)}), tmp_path)
    assert {path: found.read(path) for path in found.paths()} == FILES


def test_without_an_entry_nobody_can_tell(tmp_path: Path) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    for lock in (Memory({}), locked({HTTPS.replace("0", "1"): digest(FILES)})):
        with pytest.raises(ConfigurationError, match="has no entry for this pack") as caught:
            opened(lock, tmp_path)
        assert caught.value.hint.endswith(f"pilotgate policy fetch '{HTTPS}'")


@pytest.mark.parametrize("cache", ["here", "elsewhere", None])
def test_what_was_not_fetched_is_named(tmp_path: Path, cache: str | None) -> None:
    lock = locked({HTTPS: digest(FILES)})
    with pytest.raises(Unreadable, match="was not fetched to this machine") as caught:
        opened(lock, tmp_path / cache if cache else None)
    assert caught.value.hint == f"fetch it: pilotgate policy fetch '{HTTPS}'"


def change(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data.replace(b"blocks: {from: poc}", b"blocks: {from: pro}"))


def plant(path: Path) -> None:
    Store(str(path.parent.parent)).put(SOURCE, {**FILES, "y-z.yaml": b"title: planted\n"})


def plant_a_test(path: Path) -> None:
    Store(str(path.parent.parent)).put(SOURCE, {**FILES, "tests/base.yaml": b"a: b\n"})


@pytest.mark.parametrize("crime", [change, plant, plant_a_test])
def test_what_is_planted_is_refused(tmp_path: Path, crime: object) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    assert callable(crime)
    crime(tmp_path / "packs" / f"{key(SOURCE)}.pack")
    with pytest.raises(Unreadable, match=r"is not what pilotgate\.lock says") as caught:
        opened(locked({HTTPS: digest(FILES)}), tmp_path)
    assert "fetch it again" in caught.value.hint


@pytest.mark.parametrize(
    "data", [b"", b"1", b"3:ab", b"x:", b"-1:", b"1:a", b"9" * 40, b"2:\xff\xfe0:"]
)
def test_what_is_damaged_is_not_there(tmp_path: Path, data: bytes) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    (tmp_path / "packs" / f"{key(SOURCE)}.pack").write_bytes(data)
    with pytest.raises(Unreadable):
        opened(locked({HTTPS: digest(FILES)}), tmp_path)


def test_a_link_in_the_cache_is_not_followed(tmp_path: Path) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    path = tmp_path / "packs" / f"{key(SOURCE)}.pack"
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    with pytest.raises(Unreadable, match="was not fetched"):
        opened(locked({HTTPS: digest(FILES)}), tmp_path)


def test_a_broken_lock_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        opened(Memory({LOCK: b"packs: ["}), tmp_path)


# ------------------------------------------------------------------ what is kept


def test_the_files_that_judge_and_the_tests_are_kept() -> None:
    other = {"README.md": "x", ".github/a.yaml": "x", "docs/x.md": "x", "tests/base.yaml": "a: b"}
    assert contents(tree({**pack(x=GOOD), **other}), "acme") == {
        **FILES,
        "tests/base.yaml": b"a: b",
    }


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"x.yaml": "a"}, "acme/pack.yaml:1:1: there is no pack.yaml here"),
        ({"pack.yaml": "a", "b/x.yaml": ""}, "b/x.yaml:1:1: rules lie beside pack.yaml"),
        ({"pack.yaml": "a", "x.yml": ""}, "x.yml:1:1: a file of a pack ends in .yaml"),
        ({"pack.yaml": "a", **{f"tests/{n}": "" for n in range(2001)}}, "more than 2,000 files"),
        ({"pack.yaml": "a", **{f"x{n}.yaml": "" for n in range(2001)}}, "has 2,002 YAML files"),
        ({"pack.yaml": "a", **{f"tests/{n}": "x" * 200_000 for n in range(22)}}, "more than 4 MiB"),
    ],
)
def test_what_is_no_pack_is_not_kept(files: dict[str, str], said: str) -> None:
    with pytest.raises(PackError) as caught:
        contents(tree(files), "acme")
    assert said in str(caught.value.problems[0])
    assert "name another commit" in caught.value.hint


def test_links_among_the_tests_are_left_out() -> None:
    linked = Memory(FILES, kinds={"tests/passwd": Kind.SYMLINK})
    assert contents(linked, "acme") == FILES


# ------------------------------------------------------------------ bundles

TOP = {path: text.encode() for path, text in pack("top", f"extends: ['{HTTPS}']\n", y=GOOD).items()}


def test_a_bundle_is_the_pack_with_what_it_builds_on(tmp_path: Path) -> None:
    write_bundle(str(tmp_path / "b"), TOP, {HTTPS: FILES})
    policy = load_policy(["b"], root=str(tmp_path))
    assert [rule.id for rule in policy.rules] == ["x", "y"]
    Store(str(tmp_path)).put(SOURCE, FILES)
    (tmp_path / "plain").mkdir()
    for path, data in TOP.items():
        (tmp_path / "plain" / path).write_bytes(data)
    (tmp_path / LOCK).write_text(Lock({HTTPS: digest(FILES)}).text)
    fetched = load_policy(["plain"], root=str(tmp_path), cache_dir=str(tmp_path))
    assert fetched.packs[0].digest == policy.packs[0].digest


def test_a_bundle_in_a_commit_is_read_there(tmp_path: Path) -> None:
    write_bundle(str(tmp_path / "b"), TOP, {HTTPS: FILES})
    files = {
        f"policies/top/{path.relative_to(tmp_path / 'b')}": path.read_bytes()
        for path in (tmp_path / "b").rglob("*")
        if path.is_file()
    }
    policy = load_policy(["policies/top"], root="/nowhere", tree=Memory(files))
    assert [rule.id for rule in policy.rules] == ["x", "y"]


def test_a_changed_bundle_is_refused(tmp_path: Path) -> None:
    write_bundle(str(tmp_path / "b"), TOP, {HTTPS: FILES})
    (rule,) = (tmp_path / "b" / BUNDLE).glob("*/x.yaml")
    rule.write_text(rule.read_text().replace("poc", "production"))
    with pytest.raises(PackError) as caught:
        load_policy(["b"], root=str(tmp_path))
    assert "is not what pilotgate.lock says" in str(caught.value.problems[0])


def test_the_lock_of_the_repository_outranks_the_bundle(tmp_path: Path) -> None:
    write_bundle(str(tmp_path / "b"), TOP, {HTTPS: FILES})
    (tmp_path / LOCK).write_text(Lock({HTTPS: f"sha256:{'0' * 64}"}).text)
    with pytest.raises(PackError) as caught:
        load_policy(["b"], root=str(tmp_path))
    assert "is not what pilotgate.lock says" in str(caught.value.problems[0])


def test_a_bundle_is_written_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write_bundle(str(tmp_path / "b"), FILES, {})  # an empty directory is nothing
    assert sorted(os.listdir(tmp_path / "b")) == ["pack.yaml", "x.yaml"]
    for name in ("b", "link"):
        if name == "link":
            (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        with pytest.raises(UsageError, match="is there already"):
            write_bundle(str(tmp_path / name), FILES, {})
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreadable, match="cannot be written"):
        write_bundle(str(tmp_path / "file" / "b"), FILES, {})
    assert sorted(os.listdir(tmp_path)) == ["b", "file", "link"]


# ------------------------------------------------------------------ packs that build on packs


def test_a_directory_that_a_fetched_pack_names_is_one_of_its_repository(tmp_path: Path) -> None:
    """The same path on this disk, or in the commit that judges, is another pack: never read."""
    base = HTTPS.replace("packs/acme", "packs/base")
    top = {
        path: text.encode() for path, text in pack("top", "extends: [packs/base]\n", y=GOOD).items()
    }
    store = Store(str(tmp_path / "cache"))
    store.put(SOURCE, top)
    store.put(parse(base), FILES)
    here = tmp_path / "packs" / "base"
    here.mkdir(parents=True)
    for path, text in pack("evil", z=GOOD).items():
        (here / path).write_text(text)
    (tmp_path / LOCK).write_text(Lock({HTTPS: digest(top), base: digest(FILES)}).text)
    policy = load_policy([HTTPS], root=str(tmp_path), cache_dir=str(tmp_path / "cache"))
    assert [rule.id for rule in policy.rules] == ["x", "y"]
    (tmp_path / LOCK).write_text(Lock({HTTPS: digest(top)}).text)
    with pytest.raises(PackError) as caught:
        load_policy([HTTPS], root=str(tmp_path), cache_dir=str(tmp_path / "cache"))
    assert "has no entry for this pack" in str(caught.value.problems[0])


def test_the_lock_of_the_commit_counts_and_not_that_of_the_disk(tmp_path: Path) -> None:
    Store(str(tmp_path)).put(SOURCE, FILES)
    (tmp_path / LOCK).write_text(Lock({HTTPS: digest(FILES)}).text)
    base = Memory({})
    with pytest.raises(ConfigurationError, match="has no entry"):
        load_policy([HTTPS], root=str(tmp_path), tree=base, cache_dir=str(tmp_path))
    judged = load_policy(
        [HTTPS],
        root=str(tmp_path / "elsewhere"),
        tree=locked({HTTPS: digest(FILES)}),
        cache_dir=str(tmp_path),
    )
    assert judged.packs[0].source == HTTPS


@pytest.mark.parametrize(
    "text", ["https://h.org/a", "git+http://h.org/a", "git+file:///a", "git+x"]
)
def test_other_addresses_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="https and ssh only"):
        Opener(str(tmp_path))(text)
