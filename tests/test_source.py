"""Where policy comes from: built-in packs, directories, commits, and a careful cache."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pilotgate import source
from pilotgate.errors import PackError, QuestionError, UsageError
from pilotgate.frozen import summed, thawed
from pilotgate.generate import GENERATED
from pilotgate.pack import FORMAT
from pilotgate.source import Opener, compiled_builtin, load_policy, names, open_source
from pilotgate.tree import Memory
from tests.packs import GOOD, pack, tree

ROOT = Path(__file__).parent.parent


def lay(root: Path, files: dict[str, str]) -> None:
    root.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


# ------------------------------------------------------------------ built-in packs


def test_a_built_in_pack_is_read_compiled() -> None:
    policy = load_policy(["builtin:baseline"], root=".")
    assert policy.packs[0].name == "baseline"
    assert policy.packs[0].source == "builtin:baseline"
    assert policy.rule("ow-technical-owner") is not None


def test_it_needs_neither_models_nor_the_compiler() -> None:
    code = (
        "import sys; from pilotgate.source import load_policy; "
        "load_policy(['builtin:baseline'], root='.'); "
        "heavy = {'pydantic', 'hashlib', 'difflib', 'dataclasses', 'pilotgate.compiler'}; "
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("\n", "")


@pytest.mark.parametrize("name", names())
def test_the_compiled_form_is_current(name: str) -> None:
    path = f"src/pilotgate/generated/packs/{name}.json"
    assert path in GENERATED
    text = (ROOT / path).read_text()
    assert text == compiled_builtin(name), "pytest --regenerate writes it"
    assert json.loads(text)["format"] == FORMAT


def test_another_format_is_compiled_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(source, "_COMPILED", str(tmp_path))
    (tmp_path / "baseline.json").write_text(json.dumps({"format": FORMAT + 1}))
    assert load_policy(["builtin:baseline"], root=".").rules
    (tmp_path / "baseline.json").unlink()
    assert load_policy(["builtin:baseline"], root=".").rules


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        (
            "builtin:baselin",
            'builtin:baselin: there is no built-in pack called "baselin"',
            'did you mean "baseline"?',
        ),
        (
            "builtin:../baseline",
            'builtin:../baseline: there is no built-in pack called "../baseline"',
            'did you mean "baseline"?',
        ),
        (
            "git+https://example.test/acme/policies@main",
            (
                'git+https://example.test/acme/policies@main: "main" is not the id of a commit, '
                "and a policy is pinned to one: what a name points to can change"
            ),
            (
                "this says which commit it is today: "
                "pilotgate policy fetch 'git+https://example.test/acme/policies@main'"
            ),
        ),
        ("nowhere", "nowhere: does not exist, and a pack is a directory", source._NAME_ONE),
        (
            "baseline",
            "baseline: does not exist, and a pack is a directory",
            'did you mean "builtin:baseline"?',
        ),
        ("", "the name of a policy source is empty", source._NAME_ONE),
    ],
)
def test_what_cannot_be_opened(text: str, problem: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        load_policy([text], root=str(tmp_path))
    assert (str(error.value), error.value.hint, error.value.exit_code) == (problem, hint, 2)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("policies/acm", "policies/acme"),
        ("policies/amce/", "policies/acme"),
        ("polices/acme", "policies/acme"),
        ("./polices/acmee", "policies/acme"),
        ("policies/draf", ""),  # a directory that is no pack
        ("policies/nothing-like-it", ""),
        ("policies/acme/pack.yaml", ""),
        ("elsewhere/acme", ""),
    ],
)
def test_a_directory_that_is_spelt_almost_so(text: str, meant: str, tmp_path: Path) -> None:
    lay(tmp_path / "policies" / "acme", pack(x=GOOD))
    (tmp_path / "policies" / "draft").mkdir()
    with pytest.raises(UsageError) as error:
        load_policy([text], root=str(tmp_path))
    assert error.value.hint == (f'did you mean "{meant}"?' if meant else source._NAME_ONE)


def test_an_absolute_path_is_asked_about_as_one(tmp_path: Path) -> None:
    lay(tmp_path / "policies" / "acme", pack(x=GOOD))
    with pytest.raises(UsageError) as error:
        load_policy([f"{tmp_path}/policies/acm"], root=str(tmp_path / "policies"))
    assert error.value.hint == f'did you mean "{tmp_path}/policies/acme"?'


def test_no_source_is_no_policy() -> None:
    with pytest.raises(UsageError, match="no policy is named"):
        load_policy([], root=".")


# ------------------------------------------------------------------ directories and commits


def test_a_directory_is_named_as_the_root_sees_it(tmp_path: Path) -> None:
    lay(tmp_path / "policies" / "acme", pack(x=GOOD))
    for text in ("policies/acme", "./policies//acme/", str(tmp_path / "policies" / "acme")):
        held, label = open_source(text, root=str(tmp_path))
        assert label == "policies/acme"
        assert held.read("x.yaml")
    (rule,) = load_policy(["policies/acme"], root=str(tmp_path)).rules
    assert rule.file == "policies/acme/x.yaml"


def test_a_pack_elsewhere_shows_nothing_of_the_machine(tmp_path: Path) -> None:
    lay(tmp_path / "far" / "acme", pack(x=GOOD))
    (tmp_path / "here").mkdir()
    policy = load_policy([str(tmp_path / "far" / "acme")], root=str(tmp_path / "here"))
    assert policy.rules[0].file == "acme/x.yaml"
    assert policy.packs[0].source == "acme"


def test_a_pack_extends_a_built_in_one(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack("acme", "extends: [builtin:baseline]\n", x=GOOD))
    policy = load_policy(["acme"], root=str(tmp_path))
    assert {rule.pack for rule in policy.rules} == {"acme", "baseline"}


def test_an_empty_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    with pytest.raises(PackError) as error:
        load_policy(["acme"], root=str(tmp_path))
    assert "there is no pack.yaml here" in str(error.value.problems[0])


def test_in_a_commit_nothing_is_read_from_the_disk(tmp_path: Path) -> None:
    lay(tmp_path / "policies" / "acme", pack(x="not: a rule\n"))
    held = Memory({f"policies/acme/{path}": text.encode() for path, text in pack(x=GOOD).items()})
    policy = load_policy(["policies/acme"], root=str(tmp_path), tree=held)
    assert [rule.id for rule in policy.rules] == ["x"]
    for text in ("policies/other", "../acme", str(tmp_path / "policies" / "acme")):
        with pytest.raises(QuestionError):
            load_policy([text], root=str(tmp_path), tree=held)


def test_the_cache_has_no_say_over_a_commit(tmp_path: Path) -> None:
    held = Memory({f"acme/{path}": text.encode() for path, text in pack(x=GOOD).items()})
    load_policy(["acme"], root=str(tmp_path / "work"), cache_dir=str(tmp_path / "cache"), tree=held)
    assert not (tmp_path / "cache").exists()


def test_the_root_of_a_commit_can_be_a_pack() -> None:
    opener = Opener(".", tree(pack(x=GOOD)))
    assert opener(".")[1] == "."


# ------------------------------------------------------------------ the cache


class Kept:
    """A pack with a cache beside the judged directory."""

    def __init__(self, root: Path) -> None:
        self.work, self.directory = root / "work", root / "cache"
        lay(self.work / "acme", pack("acme", "extends: [base]\n", x=GOOD))
        lay(self.work / "base", pack("base", y=GOOD))

    def load(self) -> list[str]:
        policy = load_policy(["acme"], root=str(self.work), cache_dir=str(self.directory))
        return [f"{rule.id}: {rule.title}" for rule in policy.rules]

    @property
    def file(self) -> Path:
        (found,) = self.directory.glob("*.json")
        return found

    def plant(self) -> None:
        """Another title, written as the cache itself would write it."""
        parents, pack = self.inside
        changed = pack.replace('"title":"The demand"', '"title":"from the cache"')
        self.file.write_bytes(source._sealed(parents, summed(changed.partition('",')[2])))

    @property
    def inside(self) -> tuple[dict[str, str], str]:
        _, parents, pack = self.file.read_text().split("\n", 2)
        return json.loads(parents), pack


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    found = Kept(tmp_path)
    found.load()
    return found


FRESH = ["x: The demand", "y: The demand"]
CACHED = ["x: from the cache", "y: from the cache"]


def test_the_cache_is_used(kept: Kept) -> None:
    kept.plant()
    assert kept.load() == CACHED
    assert kept.directory.stat().st_mode & 0o777 == 0o700
    assert kept.file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in kept.directory.iterdir()] == [kept.file.name]


def test_a_change_of_the_pack_or_its_parent_makes_it_anew(kept: Kept) -> None:
    kept.plant()
    with (kept.work / "base" / "y.yaml").open("a") as file:
        file.write("# a comment\n")
    assert kept.load() == FRESH
    kept.plant()
    with (kept.work / "acme" / "x.yaml").open("a") as file:
        file.write("# a comment\n")
    assert kept.load() == FRESH


@pytest.mark.parametrize(
    "damage",
    [b"", b"{}", b"\x00\xff", b"0" * 64 + b"\n{}", b'{"pack": {}}'],
)
def test_a_damaged_file_is_made_anew(kept: Kept, damage: bytes) -> None:
    kept.plant()
    kept.file.write_bytes(damage)
    assert kept.load() == FRESH
    kept.plant()
    assert kept.load() == CACHED


def test_a_cut_file_is_made_anew(kept: Kept) -> None:
    kept.plant()
    kept.file.write_bytes(kept.file.read_bytes()[:-40])
    assert kept.load() == FRESH


def test_a_file_with_one_letter_changed_is_made_anew(kept: Kept) -> None:
    kept.plant()
    kept.file.write_bytes(kept.file.read_bytes().replace(b"from the cache", b"from the cachf"))
    assert kept.load() == FRESH


def test_a_file_of_the_right_form_and_the_wrong_content_is_made_anew(kept: Kept) -> None:
    _, pack = kept.inside
    other = pack.replace('"Rule"', '"Ruler"')
    for text in ("", "{}", '{"format":3,"name":"acme"}', other, pack[:-9]):
        kept.file.write_bytes(source._sealed({}, text))
        assert kept.load() == FRESH


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_what_others_may_write_is_not_believed(kept: Kept, mode: int) -> None:
    kept.plant()
    kept.file.chmod(mode)
    assert kept.load() == FRESH
    assert kept.file.stat().st_mode & 0o777 == 0o600


def test_a_directory_that_others_may_write_is_not_used(kept: Kept) -> None:
    kept.plant()
    kept.directory.chmod(0o770)
    assert kept.load() == FRESH


def test_what_somebody_else_owns_is_not_believed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.plant()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert kept.load() == FRESH


def test_links_are_not_followed(kept: Kept, tmp_path: Path) -> None:
    kept.plant()
    other = tmp_path / "planted.json"
    kept.file.rename(other)
    kept.load()
    file = kept.file
    file.unlink()
    file.symlink_to(other)
    assert kept.load() == FRESH


def test_the_cache_never_lies_in_what_is_judged(tmp_path: Path) -> None:
    found = Kept(tmp_path)
    found.directory = found.work / ".cache"
    assert found.load() == FRESH
    assert not found.directory.exists()


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    found = Kept(tmp_path)
    found.directory = tmp_path / "file" / "cache"
    (tmp_path / "file").write_text("")
    assert found.load() == FRESH


def test_a_pack_that_does_not_load_is_not_kept(kept: Kept) -> None:
    before = kept.file.read_bytes()
    (kept.work / "acme" / "x.yaml").write_text("title: only\n")
    with pytest.raises(PackError):
        kept.load()
    assert kept.file.read_bytes() == before


def test_what_was_cached_judges_alike(kept: Kept) -> None:
    plain = load_policy(["acme"], root=str(kept.work))
    again = load_policy(["acme"], root=str(kept.work), cache_dir=str(kept.directory))
    assert plain == again
    assert thawed(kept.inside[1]).digest == plain.packs[0].digest
