"""The two hooks, run by the real pre-commit in scratch repositories.

pre-commit installs the project from a commit of it, as it would for a user, so
these tests need a package index; where there is none they skip and say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpora import absent
from tests.samples import GOOD, files_of, today

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


class Commits:
    """A scratch repository with the hooks installed."""

    def __init__(self, root: Path, environ: dict[str, str]) -> None:
        self.root = root
        self.environ = environ

    def git(
        self, *arguments: str, check: bool = True, answers: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=self.environ,
            input=answers,
            capture_output=True,
            text=True,
            check=check,
        )

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def add(self, path: str, text: str) -> None:
        self.write(path, text)
        self.git("add", path)

    def good(self, path: str = "ai-initiative.yaml", text: str = GOOD) -> None:
        """A manifest that passes, with the files it names."""
        self.add(path, text)
        for name, content in files_of(text).items():
            self.add(name, content)

    def commit(self, *arguments: str) -> tuple[bool, str]:
        """Was it committed, and what did the hooks say?"""
        return self._committed(["-m", "a change", *arguments])

    def commit_patch(self, answers: str) -> tuple[bool, str]:
        """The same for `git commit -p`, with what a person answers to each change."""
        return self._committed(["-p", "-m", "a part of it"], answers)

    def _committed(self, arguments: list[str], answers: str = "") -> tuple[bool, str]:
        before = self.git("rev-parse", "--verify", "-q", "HEAD", check=False).stdout
        done = self.git("commit", *arguments, check=False, answers=answers)
        after = self.git("rev-parse", "--verify", "-q", "HEAD", check=False).stdout
        assert (done.returncode == 0) == (before != after), done.stderr
        said = " ".join((done.stdout + done.stderr).replace("|", " ").split())
        return before != after, said


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that holds the project as it is now, to install the hooks from."""
    source = tmp_path_factory.mktemp("hooks")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.split("\0"):
        if name and not name.startswith("tests/") and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    commits = Commits(source, environment(source))
    commits.git("init", "-q", "-b", "main")
    commits.git("add", "-A")
    commits.git("commit", "-q", "-m", "hooks")
    return source


def environment(home: Path) -> dict[str, str]:
    """Nobody's git configuration, and a git identity that is only sample data."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "PRE_COMMIT", "PYTHON", "VIRTUAL_ENV"))
    }
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(home / "no-such-gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Anna",
        "GIT_AUTHOR_EMAIL": "anna@acme.test",
        "GIT_COMMITTER_NAME": "Anna",
        "GIT_COMMITTER_EMAIL": "anna@acme.test",
    }


@pytest.fixture(scope="module")
def cache(hooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's own cache, with the hooks installed once for all tests."""
    if not shutil.which("pre-commit", path=environment(hooks)["PATH"]):
        absent("pre-commit is not installed here")
    cache = tmp_path_factory.mktemp("cache")
    scratch = tmp_path_factory.mktemp("first")
    first = prepared(scratch, hooks, cache)
    done = subprocess.run(
        ["pre-commit", "install-hooks"],
        cwd=first.root,
        env=first.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stdout + done.stderr
        if "No matching distribution" in said or "Could not find a version" in said:
            absent("pre-commit cannot install the hooks: no package index is reached here")
        pytest.fail(said)
    return cache


def prepared(root: Path, hooks: Path, cache: Path) -> Commits:
    commits = Commits(root, {**environment(root), "PRE_COMMIT_HOME": str(cache)})
    commits.git("init", "-q", "-b", "main")
    revision = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=hooks, capture_output=True, text=True, check=True
    ).stdout.strip()
    commits.add(
        ".pre-commit-config.yaml",
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n"
        "  hooks:\n  - id: pilotgate\n  - id: pilotgate-guard\n",
    )
    return commits


@pytest.fixture
def repository(tmp_path: Path, hooks: Path, cache: Path) -> Commits:
    commits = prepared(tmp_path, hooks, cache)
    subprocess.run(
        ["pre-commit", "install"],
        cwd=tmp_path,
        env=commits.environ,
        check=True,
        capture_output=True,
    )
    commits.git("config", "core.fsmonitor", "false")
    return commits


STOPPED = f"""
decision_log:
  - decision: stop
    date: {today()}
    by: [user:default/anna.k]
    rationale: The rules reach the threshold by now and cost nothing to run.
"""
BROKEN = GOOD.replace("current: poc", "current: prodution")


def test_a_repository_with_no_ai_in_it_commits(repository: Commits) -> None:
    repository.add("readme.md", "nothing here\n")
    committed, said = repository.commit()
    assert committed, said
    assert "Failed" not in said


def test_a_manifest_that_passes_is_committed(repository: Commits) -> None:
    repository.good()
    committed, said = repository.commit()
    assert committed, said


def test_a_broken_manifest_is_not(repository: Commits) -> None:
    repository.good(text=BROKEN)
    committed, said = repository.commit()
    assert not committed
    assert 'stage.current "prodution" is not one of' in said
    assert 'did you mean "production"?' in said


def test_what_is_staged_counts_not_what_lies_on_disk(repository: Commits) -> None:
    repository.good()
    repository.write("ai-initiative.yaml", BROKEN)
    committed, said = repository.commit()
    assert committed, said
    assert (repository.root / "ai-initiative.yaml").read_text() == BROKEN
    repository.git("add", "ai-initiative.yaml")
    repository.write("ai-initiative.yaml", GOOD)
    committed, said = repository.commit()
    assert not committed, said


def test_evidence_that_is_not_staged_does_not_exist(repository: Commits) -> None:
    repository.add("ai-initiative.yaml", GOOD)
    for name, content in files_of(GOOD).items():
        repository.write(name, content)
    committed, said = repository.commit()
    assert not committed
    assert "refs-resolve" in said


def test_an_untracked_manifest_is_nobodys_business_yet(repository: Commits) -> None:
    repository.add("readme.md", "x\n")
    repository.write("ai-initiative.yaml", BROKEN)
    committed, said = repository.commit()
    assert committed, said


def test_a_deleted_manifest_does_not_slip_through(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.git("rm", "-q", "ai-initiative.yaml")
    committed, said = repository.commit()
    assert not committed
    assert "would be deleted" in said
    assert "retired" in said


def test_a_renamed_manifest_is_still_there(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.git("mv", "ai-initiative.yaml", "ai-initiative.yml")
    committed, said = repository.commit()
    assert committed, said


def test_a_retired_manifest_may_go(repository: Commits) -> None:
    repository.good(text=GOOD.replace("current: poc", "current: retired") + STOPPED)
    committed, said = repository.commit()
    assert committed, said
    repository.git("rm", "-q", "ai-initiative.yaml")
    committed, said = repository.commit()
    assert committed, said


def test_a_word_does_not_end_an_initiative(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.add("ai-initiative.yaml", GOOD.replace("current: poc", "current: stopped"))
    committed, said = repository.commit()
    assert not committed
    assert "has no decision_log entry stop" in said


def test_a_change_cannot_exclude_its_own_manifest(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.add(".pilotgate.toml", 'manifests = {exclude = ["*"]}\n')
    repository.add("ai-initiative.yaml", BROKEN)
    committed, said = repository.commit()
    assert not committed
    assert "would be excluded" in said


def test_an_id_does_not_change(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.add("ai-initiative.yaml", GOOD.replace("id: invoice-triage", "id: brand-new"))
    committed, said = repository.commit()
    assert not committed
    assert "no manifest would carry it any more" in said


def test_what_was_excluded_before_commits_as_ever(repository: Commits) -> None:
    repository.good()
    repository.add(".pilotgate.toml", 'manifests = {exclude = ["samples/*"]}\n')
    assert repository.commit()[0]
    repository.add("samples/ai-initiative.yaml", BROKEN)
    committed, said = repository.commit()
    assert committed, said


def test_one_bad_manifest_of_two_blocks(repository: Commits) -> None:
    second = GOOD.replace("id: invoice-triage", "id: claims-triage")
    repository.good("a/ai-initiative.yaml")
    repository.good("b/ai-initiative.yaml", second)
    committed, said = repository.commit()
    assert committed, said
    repository.add("b/ai-initiative.yaml", second.replace("current: poc", "current: prodution"))
    committed, said = repository.commit()
    assert not committed, said


def test_two_manifests_of_one_id_block(repository: Commits) -> None:
    repository.good("a/ai-initiative.yaml")
    assert repository.commit()[0]
    repository.good("b/ai-initiative.yaml")
    committed, said = repository.commit()
    assert not committed
    assert "is also the id of" in said


@pytest.mark.parametrize("how", [["-a"], ["ai-initiative.yaml"], ["--only", "ai-initiative.yaml"]])
def test_commit_all_and_commit_path_are_judged_by_what_they_commit(
    repository: Commits, how: list[str]
) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.write("ai-initiative.yaml", BROKEN)
    committed, said = repository.commit(*how)
    assert not committed, said
    repository.write("ai-initiative.yaml", GOOD.replace("Invoice triage", "Invoice sorting"))
    committed, said = repository.commit(*how)
    assert committed, said


def test_commit_patch_is_judged_by_the_part_that_is_chosen(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    # Two changes, too far apart for one hunk: a harmless one, and one that breaks the manifest.
    changed = BROKEN + "\n# the end\n"
    repository.write("ai-initiative.yaml", changed)
    committed, said = repository.commit_patch("y\nn\n")
    assert not committed, said
    assert "prodution" in said
    repository.git("reset", "-q")
    committed, said = repository.commit_patch("n\ny\n")
    assert committed, said
    assert (repository.root / "ai-initiative.yaml").read_text() == changed
    shown = repository.git("show", "HEAD:ai-initiative.yaml").stdout
    assert shown == GOOD + "\n# the end\n"


def test_another_path_commits_beside_a_broken_manifest_on_disk(repository: Commits) -> None:
    repository.good()
    assert repository.commit()[0]
    repository.write("ai-initiative.yaml", BROKEN)
    repository.add("readme.md", "x\n")
    committed, said = repository.commit("readme.md")
    assert committed, said


def test_the_hook_file_is_valid_for_pre_commit() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
