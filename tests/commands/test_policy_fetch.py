"""`pilotgate policy fetch`: from a server into the cache and the lock, and used from there."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilotgate.gitsource import parse
from pilotgate.lock import LOCK
from pilotgate.store import key
from tests.commands.runs import Here, Run
from tests.packs import GOOD, pack
from tests.samples import GOOD as MANIFEST
from tests.servers import TOKEN, Web, certificate, commit, git, serving

ACME = pack("acme", "extends: [packs/base, 'builtin:baseline']\n", y_own=GOOD)
BASE = pack("base", z_own=GOOD)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


class Team:
    """A repository whose policy is in another one, and the server that has it."""

    def __init__(self, root: Path, pem: Path) -> None:
        self.served = root / "served"
        files = {f"packs/acme/{path}": text for path, text in ACME.items()}
        files |= {f"packs/base/{path}": text for path, text in BASE.items()}
        self.commit = commit(self.served / "policies", files)
        self.web = Web(self.served, pem, TOKEN)
        self.base = f"git+https://localhost:{self.web.port}/policies"
        self.source = f"{self.base}@{self.commit}#packs/acme"
        self.parent = f"{self.base}@{self.commit}#packs/base"
        self.here = Here(root / "team")
        self.here.environ |= {
            "XDG_CACHE_HOME": str(root / "cache"),
            "GIT_SSL_CAINFO": str(pem),
            self.variable: TOKEN,
        }
        if "PYTHONPATH" in os.environ:  # the sources that are tested, where they are not installed
            self.here.environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
        self.cache = root / "cache" / "pilotgate"
        self.lock = self.here.root / LOCK

    @property
    def variable(self) -> str:
        return f"PILOTGATE_TOKEN_LOCALHOST_{self.web.port}"

    def run(self, *arguments: str, **more: str) -> Run:
        environ = self.here.environ
        self.here.environ = environ | more
        try:
            done = self.here.run(*arguments)
        finally:
            self.here.environ = environ
        assert TOKEN not in repr(done)
        return done

    def configure(self, *sources: str) -> None:
        listed = ", ".join(f'"{source}"' for source in sources)
        self.here.write(".pilotgate.toml", f"policy = [{listed}]\n")

    def offline(self, *arguments: str) -> Run:
        """With a server that gives nothing: nobody may be asked."""
        self.web.heard.clear()
        done = self.run(*arguments, **{self.variable: ""})
        assert self.web.heard == []
        return done


@pytest.fixture
def team(tmp_path: Path, pem: Path) -> Iterator[Team]:
    made = Team(tmp_path, pem)
    with serving(made.web):
        yield made


def test_from_the_configuration_into_a_check(team: Team) -> None:
    team.configure(team.source)
    team.here.write("ai-initiative.yaml", MANIFEST)
    before = team.offline("check", "--as-of", "2026-11-21")
    assert before.code == 2
    assert f"pilotgate policy fetch '{team.source}'" in before.err

    done = team.run("policy", "fetch")
    assert done.code == 0
    assert done.out.splitlines()[-1] == "pilotgate.lock: 2 added; commit it"
    text = team.lock.read_text()
    assert [line for line in text.splitlines() if "source" in line] == [
        f"  - source: {team.source}",
        f"  - source: {team.parent}",
    ]
    again = team.offline("policy", "fetch")
    assert (again.code, again.out.splitlines()[-1]) == (0, "pilotgate.lock: nothing to add")
    assert team.lock.read_text() == text

    judged = team.offline("check", "--as-of", "2026-11-21", "--format", "json")
    assert judged.code in (0, 1), judged
    (used,) = judged.report["policy"]
    assert (used["pack"], used["source"]) == ("acme", team.source)
    for command in ("lint", "show"):
        assert team.offline("policy", command).code == 0
    # Another machine that has the lock and not the pack.
    other = team.run("check", XDG_CACHE_HOME=str(team.cache.parent.parent / "other"))
    assert other.code == 4
    assert "was not fetched to this machine" in other.err
    assert f"pilotgate policy fetch '{team.source}'" in other.err


def test_below_the_root_the_same_lock_counts(team: Team) -> None:
    assert team.run("policy", "fetch", team.source).code == 0
    (team.here.root / "docs").mkdir()
    inner = Here(team.here.root / "docs", git=False)
    inner.environ = team.here.environ
    done = inner.run("policy", "lint", team.source)
    assert done.code == 0, done
    assert not (inner.root / LOCK).exists()


def test_what_is_planted_in_the_cache_judges_nobody(team: Team) -> None:
    team.configure(team.source)
    team.here.write("ai-initiative.yaml", MANIFEST)
    assert team.run("policy", "fetch").code == 0
    kept = team.cache / "packs" / f"{key(parse(team.source))}.pack"
    data = kept.read_bytes()
    kept.write_bytes(data.replace(b"{from: poc}", b"{from: pro}"))
    judged = team.offline("check")
    assert judged.code == 4
    assert "is not what pilotgate.lock says" in judged.err
    assert team.run("policy", "fetch").code == 0
    assert kept.read_bytes() == data


def test_what_is_planted_is_not_locked_either(team: Team) -> None:
    assert team.run("policy", "fetch", team.source).code == 0
    good = team.lock.read_text()
    team.lock.unlink()
    kept = team.cache / "packs" / f"{key(parse(team.source))}.pack"
    kept.write_bytes(kept.read_bytes().replace(b"{from: poc}", b"{from: pro}"))
    assert team.run("policy", "fetch", team.source).code == 0
    assert team.lock.read_text() == good


def test_another_digest_is_not_overwritten(team: Team) -> None:
    assert team.run("policy", "fetch", team.source).code == 0
    text = team.lock.read_text()
    digest = text.split("digest: ")[1].split()[0]
    team.lock.write_text(text.replace(digest, f"sha256:{'0' * 64}"))
    done = team.run("policy", "fetch", team.source)
    assert done.code == 2
    assert "not the one in pilotgate.lock, for the same commit" in done.err
    assert "0" * 64 in team.lock.read_text()


@pytest.mark.parametrize("name", ["main", "v1", ""])
def test_a_name_is_refused_with_the_line_to_write(team: Team, name: str) -> None:
    git(team.served / "policies", "tag", "v1")
    text = team.source.replace(f"@{team.commit}", f"@{name}" if name else "")
    done = team.run("policy", "fetch", text)
    assert done.code == 2
    assert team.commit in done.err.splitlines()[0]
    assert done.err.splitlines()[1] == f"  next: write: {team.source}"
    assert not team.lock.exists()
    judged = team.offline("check", "--policy", text)
    assert judged.code == 2
    assert f"pilotgate policy fetch '{text}'" in judged.err


def test_a_name_that_is_a_branch_and_a_tag(team: Team) -> None:
    place = team.served / "policies"
    git(place, "tag", "main")
    other = commit(place, {"x": "y"})
    done = team.run("policy", "fetch", f"{team.base}@main#packs/acme")
    assert f"a branch ({other}) and a tag ({team.commit})" in done.err


def test_a_name_that_is_none(team: Team) -> None:
    done = team.run("policy", "fetch", f"{team.base}@{team.commit[:12]}#packs/acme")
    assert done.code == 2
    assert "is no branch or tag there, nor the whole id of a commit" in done.err


def test_a_parent_that_is_named_by_its_branch(team: Team) -> None:
    team.here.write("p/pack.yaml", pack("own", f"extends: ['{team.base}@main']\n")["pack.yaml"])
    done = team.run("policy", "fetch", "p")
    assert done.code == 2
    assert "p/pack.yaml:6:11" in done.err
    assert f"write: {team.base}@{team.commit}" in done.err


def test_a_directory_that_builds_on_a_fetched_pack(team: Team) -> None:
    for path, text in pack("own", f"extends: ['{team.source}']\n", x_own=GOOD).items():
        team.here.write(f"policies/own/{path}", text)
    team.configure("policies/own")
    assert team.run("policy", "fetch").code == 0
    assert team.offline("policy", "lint").out == "policies/own: loads: 93 rules\n"
    assert team.offline("policy", "show", "y-own", "--origin").code == 0


def test_what_does_not_load_is_not_locked(team: Team) -> None:
    place = team.served / "policies"
    bad = commit(place, {"packs/acme/y-own.yaml": "title: only\n"})
    done = team.run("policy", "fetch", f"{team.base}@{bad}#packs/acme")
    assert done.code == 2
    assert "packs/acme/y-own.yaml:1:1" in done.err
    assert not team.lock.exists()


def test_a_fetched_pack_cannot_send_us_anywhere(team: Team, pem: Path) -> None:
    other = Web(team.served, pem)
    name = f"127.0.0.1:{other.port}"
    with serving(other):
        far = f"git+https://{name}/policies@{team.commit}#packs/base"
        top = pack("acme", f"extends: ['{far}']\n", y_own=GOOD)
        files = {f"packs/acme/{path}": text for path, text in top.items()}
        new = commit(team.served / "policies", files)
        done = team.run("policy", "fetch", f"{team.base}@{new}#packs/acme")
        assert done.code == 2
        assert f"a fetched pack names {name}, which nobody here has named" in done.err
        assert other.heard == []
        done = team.run("policy", "fetch", f"{team.base}@{new}#packs/acme", "--host", name)
        assert done.code == 0
        assert other.heard
        assert other.logins == []  # the token of the first host is not for the second


def test_a_bundle_for_where_there_is_no_network(team: Team, tmp_path: Path) -> None:
    team.configure(team.source)
    assert team.run("policy", "fetch", "--bundle", "carried").code == 0
    away = Here(tmp_path / "away")
    away.environ = {**team.here.environ, team.variable: ""}
    (team.here.root / "carried").rename(away.root / "carried")
    away.environ["XDG_CACHE_HOME"] = str(tmp_path / "nothing")
    away.write("ai-initiative.yaml", MANIFEST)
    for path, text in pack("evil", q_own=GOOD).items():
        away.write(f"packs/base/{path}", text)  # what the bundle names lies in its repository
    options = ("check", "--as-of", "2026-11-21", "--format", "json", "--policy")
    there = away.run(*options, "carried")
    team.here.write("ai-initiative.yaml", MANIFEST)
    digests = [
        run.report["policy"][0]["digest"] for run in (there, team.offline(*options, team.source))
    ]
    assert digests[0] == digests[1]
    assert away.run("policy", "fetch", "carried").out == (
        f"{team.parent}: is here\n  {_digest(team, team.parent)}\n"
        "nothing to fetch: the policy is built in or lies here\n"
    )


def _digest(team: Team, source: str) -> str:
    text = team.lock.read_text()
    return text.split(f"{source}\n    digest: ")[1].split()[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("builtin:baseline", "--bundle", "b"), "comes with the tool, and needs no bundle"),
        (("builtin:baseline", "p", "--bundle", "b"), "one bundle holds one pack, and 2 are named"),
        (("p", "--bundle", "b"), "builds on the directory q, which a bundle cannot hold"),
        (("q", "--bundle", "p"), "is there already"),
    ],
)
def test_what_cannot_be_bundled(team: Team, arguments: tuple[str, ...], said: str) -> None:
    for path, text in pack("own", "extends: [q]\n", x_own=GOOD).items():
        team.here.write(f"p/{path}", text)
    for path, text in pack("other", z_own=GOOD).items():
        team.here.write(f"q/{path}", text)
    done = team.run("policy", "fetch", *arguments)
    assert (done.code, said in done.err) == (2, True), done
    assert not (team.here.root / "b").exists()


def test_nothing_to_fetch(team: Team) -> None:
    done = team.run("policy", "fetch")
    assert (done.code, done.out) == (0, "nothing to fetch: the policy is built in or lies here\n")
    assert not team.lock.exists()


def test_without_a_place_for_a_cache(team: Team) -> None:
    done = team.run("policy", "fetch", team.source, XDG_CACHE_HOME="", HOME="")
    assert done.code == 2
    assert "XDG_CACHE_HOME: there is no directory to keep fetched packs in" in done.err


def test_a_lock_that_is_a_link_or_ignored(team: Team) -> None:
    team.here.write(".gitignore", f"{LOCK}\n")
    team.here.write(LOCK, "x")
    assert "is no regular file, or git ignores it" in team.run("policy", "fetch", team.source).err
    assert team.lock.read_text() == "x"
    team.here.write(".gitignore", "")
    team.lock.unlink()
    team.lock.symlink_to("elsewhere")
    assert team.run("policy", "fetch", team.source).code != 0
    assert not (team.here.root / "elsewhere").exists()


def test_entries_that_nothing_names_are_said(team: Team) -> None:
    assert team.run("policy", "fetch", team.source).code == 0
    team.configure(team.parent)
    done = team.run("policy", "fetch")
    assert f"the configuration does not name {team.source}" in done.out


def test_a_token_in_a_source_is_never_repeated(team: Team) -> None:
    text = team.source.replace("localhost", f"{TOKEN}@localhost")
    for command in (
        ("policy", "fetch", text),
        ("policy", "show", "--origin", "--policy", text),
        ("policy", "lint", text),
        ("check", "--policy", text),
        ("check", "--format", "json", "--policy", text),
    ):
        done = team.run(*command)  # it looks for the token in what is said
        assert done.code == 2
    assert team.web.heard == []


def test_no_token_in_any_file(team: Team) -> None:
    assert team.run("policy", "fetch", team.source, "--bundle", "b").code == 0
    found = 0
    for place, _, names in os.walk(team.here.root.parent):
        for name in names:
            found += 1
            assert TOKEN.encode() not in (Path(place) / name).read_bytes()
    assert found > 20
