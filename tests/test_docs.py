"""The documents say what the program does: help, options, rules, links, stories and exit codes."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pilotgate.commands import cli
from pilotgate.fields import catalogue
from pilotgate.invariants import INVARIANTS
from pilotgate.predicates import PREDICATES
from pilotgate.reader import read
from pilotgate.schema import check as check_shape
from tests.corpora import absent
from tests.documents import (
    DOCUMENTS,
    ROOT,
    STEP,
    by_hand,
    environment,
    policy,
    remade,
    told,
)
from tests.samples import GOOD, files_of

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
HOOKS = re.DOTALL | re.MULTILINE
INSTALL = re.compile(r"<!-- install -->\n```sh\n(?P<line>[^\n]*)\n```$", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_made_is_current_and_what_is_told_happens(
    name: str, tmp_path: Path, *, regenerate: bool
) -> None:
    text = text_of(name)
    shown, wrong = told(remade(text), tmp_path)
    assert not wrong, "\n".join(wrong)
    if regenerate and shown != text:
        (ROOT / name).write_text(shown)
    assert text_of(name) == shown, "pytest --regenerate tests/test_docs.py writes it"


# ------------------------------------------------------------------ nothing is left out


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{above}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name} ")


PROSE = "\n".join(by_hand(text_of(name)) for name in DOCUMENTS)


def test_every_command_is_described_and_its_help_shown() -> None:
    whole = "\n".join(text_of(name) for name in DOCUMENTS)
    for name, _ in commands(cli):
        assert f"pilotgate {name}" in PROSE, name
        assert f"<!-- help: {name} -->" in whole, name


def test_every_option_is_described() -> None:
    for name, command in commands(cli):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                words = [word for word in parameter.opts if word.startswith("--")]
                assert any(f"`{word}" in PROSE for word in words), f"{name} {words}"


def test_every_rule_invariant_and_predicate_is_named() -> None:
    whole = "\n".join(text_of(name) for name in DOCUMENTS)
    names = [rule.id for rule in policy().rules]
    for name in (*names, *INVARIANTS, *PREDICATES):
        assert f"`{name}`" in whole, name
    changes = text_of("CHANGELOG.md")
    assert all(f"`{name}`" in changes for name in (*names, *INVARIANTS))


def test_every_section_of_the_manifest_has_its_table() -> None:
    page = text_of("docs/manifest.md")
    for path in catalogue():
        if "." not in path and "[" not in path:
            assert f"<!-- fields: {path} -->" in page, path


def test_every_page_is_in_the_index() -> None:
    index = text_of("docs/README.md")
    for name in DOCUMENTS:
        if name.startswith("docs/") and name != "docs/README.md":
            assert f"({name.removeprefix('docs/')})" in index, name


# ------------------------------------------------------------------ links


def anchors(text: str) -> set[str]:
    """The anchors of the headings, as forges make them."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{plain}-{number}" if number else plain) in found:
            number += 1
        found.add(anchor)
    return found


def pages() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return sorted(name for name in listed if name and (ROOT / name).is_file())


@pytest.mark.parametrize("name", pages())
def test_links_lead_somewhere(name: str) -> None:
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text_of(name)))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in anchors(file.read_text()), f"{name}: {target}"


# ------------------------------------------------------------------ YAML


YAML = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if YAML.search(text_of(name))])
def test_yaml_in_the_documents_can_be_read(name: str) -> None:
    for text in YAML.findall(text_of(name)):
        read(text.encode(), name)


def manifests() -> list[tuple[str, str]]:
    return [
        (name, match["body"])
        for name in DOCUMENTS
        for match in STEP.finditer(text_of(name))
        if match["kind"] == "file" and match["words"].endswith("ai-initiative.yaml")
    ]


@pytest.mark.parametrize(("name", "text"), manifests(), ids=[name for name, _ in manifests()])
def test_manifests_in_the_documents_are_valid(name: str, text: str) -> None:
    problems = check_shape(read(text.encode(), name), "ai-initiative")
    assert not [problem.text for problem in problems]


def test_there_are_manifests_in_the_documents() -> None:
    assert {name for name, _ in manifests()} >= {"docs/engineer.md"}


# ------------------------------------------------------------------ exit codes

CODES = {
    0: ["check", "--as-of", "2026-11-21", "examples/invoice-triage"],
    1: ["check", "--as-of", "2026-11-21", "--for", "pilot", "examples/invoice-triage"],
    2: ["check", "--policy", "builtin:baselin"],
    3: ["check", "empty"],
    4: ["check", "--report", "json=no-such-directory/report.json"],
}


@pytest.mark.parametrize("name", ["README.md", "docs/exit-codes.md"])
def test_the_table_of_exit_codes_is_whole(name: str) -> None:
    listed = re.findall(r"^\| (\d) \| (.+) \|$", text_of(name), re.MULTILINE)
    assert [int(code) for code, _ in listed] == sorted(CODES)
    assert listed == re.findall(r"^\| (\d) \| (.+) \|$", text_of("README.md"), re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
def test_each_code_is_given(code: int, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "empty").mkdir()
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, env=environment(tmp_path), check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pilotgate", *CODES[code]],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr


# ------------------------------------------------------------------ installation


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is now, in a directory of its own, with a commit and its tag."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    for name in listed:
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    for line in ("git init -q -b main", "git add -A", "git commit -q -m release", "git tag v0.1.0"):
        subprocess.run(line.split(), cwd=copy, env=environment(copy), check=True)
    return copy


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with pip, pipx, uvx and pre-commit, for lines that begin with one of them."""
    home = tmp_path_factory.mktemp("tools")
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    done = subprocess.run(
        [home / "venv/bin/python", "-m", "pip", "install", "-q", "pip", "pipx", "uv", "pre-commit"],
        capture_output=True,
        text=True,
        check=False,
    )
    skip_without_index(done)
    return home / "venv" / "bin"


def skip_without_index(done: subprocess.CompletedProcess[str]) -> None:
    said = done.stdout + done.stderr
    if done.returncode:
        if re.search("No matching distribution|Could not find a version|Failed to fetch", said):
            absent("no package index is reached here")
        pytest.fail(said)


def in_shell(
    line: str, directory: Path, tools: Path, home: Path
) -> subprocess.CompletedProcess[str]:
    known = environment(home)
    known["PATH"] = f"{tools}:{home / '.local/bin'}:/usr/local/bin:/usr/bin:/bin"
    known.pop("VIRTUAL_ENV", None)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", line],
        cwd=directory,
        env=known,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("line", INSTALL.findall(text_of("README.md")))
def test_each_way_to_install_works(line: str, checkout: Path, tools: Path, tmp_path: Path) -> None:
    done = in_shell(line, checkout, tools, tmp_path)
    skip_without_index(done)


@pytest.mark.slow
def test_the_hooks_of_the_readme_stop_a_broken_manifest(
    checkout: Path, tools: Path, tmp_path: Path
) -> None:
    found = re.search(r"<!-- hooks -->\n```yaml\n(.*?)^```$", text_of("README.md"), HOOKS)
    assert found
    work = tmp_path / "work"
    work.mkdir()
    config = found[1].replace("<URL of this repository>", str(checkout))
    (work / ".pre-commit-config.yaml").write_text(config)
    (work / "ai-initiative.yaml").write_text(GOOD)
    for name, content in files_of(GOOD).items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(content)
    before = in_shell("git init -q && git add . && pre-commit install", work, tools, tmp_path)
    assert before.returncode == 0, before.stdout + before.stderr
    committed = in_shell("git commit -q -m 'a good manifest'", work, tools, tmp_path)
    skip_without_index(committed)
    (work / "ai-initiative.yaml").write_text(GOOD.replace("current: poc", "current: prodution"))
    refused = in_shell("git commit -q -a -m 'a broken manifest'", work, tools, tmp_path)
    assert refused.returncode == 1
    assert '"prodution"' in refused.stdout + refused.stderr
    assert '"production"' in refused.stdout + refused.stderr


def test_every_way_to_install_is_tested() -> None:
    lines = "\n".join(INSTALL.findall(text_of("README.md")))
    assert all(word in lines for word in ("pip install .", "pipx install .", "uvx --from ."))
