"""Where a command stands: the root, the tree, the configuration and the policy."""

import os
from pathlib import Path

import pytest

from pilotgate.commands import place
from pilotgate.errors import ConfigurationError, UsageError
from pilotgate.fields import catalogue
from pilotgate.tree import Memory
from tests.commands.runs import Here
from tests.packs import EXAMPLES, GOOD, HEAD, RULE, pack

CONFIGURED = 'policy = ["policies/acme"]\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    made = Here(tmp_path / "claims-triage")
    monkeypatch.chdir(made.root)
    return made


def stand(here: Here, *, staged: bool = False, listed: bool = False) -> place.Place:
    return place.here(here.environ, staged=staged, listed=listed)


def lay(here: Here, below: str, files: dict[str, str]) -> None:
    for path, text in files.items():
        here.write(f"{below}/{path}", text)


# ------------------------------------------------------------------ the place


def test_a_repository_is_the_place_wherever_in_it_one_is(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.write("deep/down/a.txt", "a")
    monkeypatch.chdir(here.root / "deep" / "down")
    found = stand(here)
    assert found.repository is not None
    assert Path(found.root).samefile(here.root)
    assert list(found.tree.paths()) == ["deep/down/a.txt"]


def test_outside_git_the_directory_is_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Here(tmp_path / "bare", git=False)
    bare.write("below/a.txt", "a")
    bare.write("above.txt", "a")
    monkeypatch.chdir(bare.root / "below")
    found = stand(bare)
    assert found.repository is None
    assert Path(found.root).samefile(bare.root / "below")
    assert list(found.tree.paths()) == ["a.txt"]
    with pytest.raises(UsageError, match="needs a git repository") as caught:
        stand(bare, staged=True)
    assert caught.value.hint


def test_what_is_staged_is_another_tree(here: Here) -> None:
    here.write("a.txt", "staged")
    here.git("add", "a.txt")
    here.write("a.txt", "on disk")
    here.write("b.txt", "on disk")
    staged = stand(here, staged=True).tree
    assert (list(staged.paths()), staged.read("a.txt")) == (["a.txt"], b"staged")
    for listed in (True, False):
        tree = stand(here, listed=listed).tree
        assert (list(tree.paths()), tree.read("a.txt")) == (["a.txt", "b.txt"], b"on disk")


def test_the_configuration_is_that_of_the_tree(here: Here) -> None:
    here.write(".pilotgate.toml", CONFIGURED)
    assert stand(here).configuration.policy == ("policies/acme",)
    assert stand(here, staged=True).configuration.policy == ()
    here.git("add", ".")
    assert stand(here, staged=True).configuration.policy == ("policies/acme",)
    here.write(".pilotgate.toml", "polcy = 1\n")
    with pytest.raises(ConfigurationError, match="polcy"):
        stand(here)


def test_a_file_that_is_not_there_reads_as_nothing() -> None:
    read = place.reader(Memory({"a.txt": b""}))
    assert (read("a.txt"), read("b.txt")) == (b"", None)


# ------------------------------------------------------------------ paths


def test_paths_are_those_that_were_typed(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    (here.root / "deep").mkdir()
    os.symlink("deep", "way")
    found = stand(here)
    assert place.relative(found, ".") == ""
    assert place.relative(found, "deep/a.yaml") == "deep/a.yaml"
    assert place.relative(found, "./deep/../a.yaml") == "a.yaml"
    assert place.relative(found, "way/a.yaml") == "way/a.yaml"
    assert place.relative(found, str(here.root / "deep")) == "deep"
    monkeypatch.chdir(here.root / "deep")
    assert place.relative(found, "a.yaml") == "deep/a.yaml"
    assert place.relative(found, "..") == ""


@pytest.mark.parametrize("git", [True, False])
@pytest.mark.parametrize("path", ["..", "../a.yaml", "/", "/etc/a.yaml", "deep/../../a.yaml"])
def test_other_repositories_are_not_reached(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, git: bool
) -> None:
    made = Here(tmp_path / "made", git=git)
    monkeypatch.chdir(made.root)
    with pytest.raises(UsageError, match="outside this repository") as caught:
        place.relative(stand(made), path)
    assert caught.value.where == path


def test_outside_git_paths_begin_at_the_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = Here(tmp_path / "bare", git=False)
    monkeypatch.chdir(bare.root)
    found = stand(bare)
    assert place.relative(found, ".") == ""
    assert place.relative(found, "a/../b.yaml") == "b.yaml"
    assert place.relative(found, "..b.yaml") == "..b.yaml"


# ------------------------------------------------------------------ policy


def named(here: Here, *sources: str) -> list[str]:
    return [pack.name for pack in place.policy(stand(here), sources, here.environ).packs]


def test_options_come_before_the_configuration_and_the_baseline_is_last(here: Here) -> None:
    assert named(here) == ["baseline"]
    lay(here, "policies/acme", pack("acme", x=GOOD))
    lay(here, "policies/other", pack("other", y=GOOD))
    here.write(".pilotgate.toml", CONFIGURED)
    assert named(here) == ["acme"]
    assert named(here, "policies/other") == ["other"]
    assert named(here, "builtin:baseline", "policies/other") == ["baseline", "other"]


def test_an_option_counts_from_here_and_the_configuration_from_the_root(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(here, "policies/acme", pack("acme", x=GOOD))
    lay(here, "deep/policies/acme", pack("deep", x=GOOD))
    here.write(".pilotgate.toml", CONFIGURED)
    monkeypatch.chdir(here.root / "deep")
    assert named(here) == ["acme"]
    assert named(here, "policies/acme") == ["deep"]


def test_own_fields_are_known(here: Here) -> None:
    own = "fields: {x-acme.contact: {type: ref}}\n"
    rule = "blocks: {from: poc}\nrequire:\n  - present: [x-acme.contact]\n"
    files = {"pack.yaml": HEAD.format(name="acme") + own, "x.yaml": RULE + rule + EXAMPLES}
    lay(here, "acme", files)
    found = stand(here)
    known = place.fields(place.policy(found, ("acme",), here.environ)).get("x-acme.contact")
    assert known is not None
    assert known.type == "ref"
    # Nothing of one's own: the catalogue itself, which costs nothing to make.
    assert place.fields(place.policy(found, (), here.environ)) is catalogue()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"HOME": "/home/anna"}, "/home/anna/.cache/pilotgate"),
        ({"HOME": "/home/anna", "XDG_CACHE_HOME": "/var/anna"}, "/var/anna/pilotgate"),
        # The standard: a path that is not absolute counts as none.
        ({"HOME": "/home/anna", "XDG_CACHE_HOME": "cache"}, "/home/anna/.cache/pilotgate"),
        ({"HOME": "anna"}, None),
        ({}, None),
    ],
)
def test_where_compiled_packs_are_kept(environ: dict[str, str], expected: str | None) -> None:
    assert place.cache_dir(environ) == expected


def test_a_pack_is_kept_there_and_nowhere_else(here: Here) -> None:
    lay(here, "acme", pack("acme", x=GOOD))
    Path(here.environ["HOME"]).mkdir()
    assert named(here, "acme") == ["acme"]
    kept = list(Path(here.environ["HOME"]).rglob("*.json"))
    assert len(kept) == 1
    assert kept[0].parent == Path(here.environ["HOME"]) / ".cache" / "pilotgate"
    kept[0].write_text("{}")
    assert named(here, "acme") == ["acme"]
