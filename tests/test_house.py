"""The house rules: layers, single importers, a pure middle, a test for every module."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilotgate.manifests import PATTERN
from pilotgate.predicates import PREDICATES
from pilotgate.reader import read

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "pilotgate"

# From the top of the house to the ground: a module imports from its own row and those below.
LAYERS = (
    ("__main__",),
    ("commands", "generate"),
    ("renderers", "rulebook"),
    ("mend",),
    ("comparison", "deletion", "examples", "judge", "sight", "survivors"),
    ("bookindex", "tally"),
    ("baseline", "cases", "decide", "evaluate", "insertion", "invariants", "select"),
    ("report",),
    ("finding",),
    ("remote", "source"),
    ("frozen",),
    ("compiler", "reasons", "template"),
    ("mutants", "mutations", "packfiles", "store", "wording"),
    ("pack", "phrases", "reads", "scaffold"),
    ("rule",),
    ("language",),
    ("evidence", "predicates"),
    ("steps", "term"),
    ("clause",),
    ("dossier", "manifests", "prefill"),
    ("plainly",),
    ("leaves", "people", "settings", "tier"),
    ("plumbing", "repository"),
    ("fact",),
    ("codeowners", "example", "gitsource", "lock", "reader", "tree"),
    ("instance", "schema", "shape", "shape_report", "shape_words", "sketch"),
    ("fields",),
    ("outcome", "values"),
    ("atomic", "document", "ladders", "markdown", "merging", "resources", "shown"),
    ("errors",),
    ("record",),
)
ROW = {name: row for row, names in enumerate(LAYERS) for name in names}

# A dependency that one module alone touches, so that its safe use is one place to read.
SINGLE = {
    "yaml": {"reader.py"},
    "jsonschema": {"schema.py"},
    "jsonschema_rs": {"schema.py"},
    "subprocess": {"plumbing.py"},
    "git": set(),
    "dulwich": set(),
    "socket": set(),
    "pickle": set(),
}
CLICK = {"commands"}
PYDANTIC = {"shapes"}
TIMES = {"today", "now", "utcnow", "time", "monotonic"}


def modules() -> list[Path]:
    return sorted(path for path in SRC.rglob("*.py"))


def name_of(path: Path) -> str:
    """The module or directory at the top of the package that a file belongs to."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def inside(path: Path) -> Iterator[tuple[str, int]]:
    """The parts of the house that a file imports."""
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "pilotgate" and len(parts) > 1:
            yield parts[1], line


def test_every_module_has_its_place_in_the_house() -> None:
    assert {name_of(path) for path in modules()} - {"__init__", "shapes"} == set(ROW)


def test_imports_point_down() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}, which is above it"
        for path in modules()
        if name_of(path) in ROW
        for name, line in inside(path)
        if name in ROW and ROW[name] < ROW[name_of(path)]
    ]
    assert not wrong


def test_models_are_imported_where_start_up_does_not_matter() -> None:
    allowed = {"compiler", "generate", "shapes"}
    users = {name_of(path) for path in modules() for name, _ in inside(path) if name == "shapes"}
    assert users <= allowed


def test_dangerous_dependencies_have_one_importer() -> None:
    for path in modules():
        for name, line in imports(path):
            top = name.split(".")[0]
            where = f"{path.relative_to(ROOT)}:{line}"
            if top in SINGLE:
                assert path.relative_to(SRC).as_posix() in SINGLE[top], f"{where} imports {top}"
            if top == "click":
                assert name_of(path) in CLICK, f"{where} imports click"
            if top == "pydantic":
                assert name_of(path) in PYDANTIC, f"{where} imports pydantic"


def test_the_middle_neither_prints_nor_asks_the_clock_or_the_environment() -> None:
    wrong = []
    for path in modules():
        if name_of(path) in {"commands", "__main__"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Name) and node.id in {"print", "input"}:
                wrong.append(f"{where} {node.id}")
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in {"date", "datetime", "time"} and node.attr in TIMES:
                    wrong.append(f"{where} asks the clock")
                if node.value.id == "os" and node.attr in {"environ", "getenv", "getcwd"}:
                    wrong.append(f"{where} asks the environment")
    assert not wrong


def test_every_module_says_what_it_is_for() -> None:
    for path in modules():
        text = ast.get_docstring(ast.parse(path.read_text()))
        assert path.read_text() == "" or text, f"{path.relative_to(ROOT)} has no first sentence"


def test_every_module_has_its_test() -> None:
    missing = []
    for path in modules():
        inner = path.relative_to(SRC)
        if path.name.startswith("__") or inner.parts[0] == "shapes":
            continue
        stem = path.stem.strip("_")
        names = {f"test_{stem}.py", f"test_{path.stem}.py", f"test_{stem}_command.py"}
        if not any((ROOT / "tests" / inner.parent / name).is_file() for name in names):
            missing.append(inner.as_posix())
    assert not missing


def test_every_predicate_is_documented_and_tested() -> None:
    for name, predicate in PREDICATES.items():
        assert predicate.ABOUT, name
        assert issubclass(predicate.Params, object)
        assert (ROOT / "tests" / "predicates" / f"test_{name}.py").is_file(), name


GOOD = (
    "ai-initiative.yaml",
    "ai-initiative.yml",
    "services/triage/ai-initiative.yaml",
    "ai-initiatives/triage.yaml",
    "a/b/ai-initiatives/triage.yml",
)
BAD = (
    "my-ai-initiative.yaml",
    "ai-initiative.yaml.bak",
    "ai-initiative.json",
    "ai-initiatives/a/b.yaml",
    "ai-initiatives.yaml",
    "ai-waivers.yaml",
    "docs/ai-initiative.yaml/readme.md",
)


def test_the_hooks_call_for_the_files_that_are_manifests() -> None:
    document = read(b"hooks:\n" + (ROOT / ".pre-commit-hooks.yaml").read_bytes(), "hooks")
    pattern = document.node(("hooks", 0, "files"))
    assert getattr(pattern, "text", None) == PATTERN
    compiled = re.compile(PATTERN)
    assert all(compiled.search(path) for path in GOOD)
    assert not any(compiled.search(path) for path in BAD)


FORBIDDEN = re.compile(
    r"\b(TODO|FIXME|XXX)\b|NotImplementedError|(?<![\w.])/(home|root|tmp|work|Users)/"
)
# Where such words are data: what counts as a placeholder, and the tests of that.
SAMPLES = re.compile(
    r"(values|invariants|rulecheck)\.py|^(tests|docs|policies|schemas)/|README|\.json$"
)


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_unfinished_work_and_no_machine_paths() -> None:
    for name in tracked():
        if SAMPLES.search(name) or name == "LICENSE":
            continue
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            assert not FORBIDDEN.search(line), f"{name}:{number}: {line}"


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    from pilotgate import __version__

    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_every_runtime_dependency_is_used_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=\[]", one)[0].lower() for one in project["dependencies"]}
    used = {name.split(".")[0] for path in modules() for name, _ in imports(path)}
    module = {"pyyaml": "yaml", "jsonschema-rs": "jsonschema_rs", "gitpython": "git"}
    assert {module.get(name, name) for name in names} <= used
    page = (ROOT / "docs" / "dependencies.md").read_text().lower()
    assert all(name in page for name in names)


@pytest.mark.tools
@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
    ],
    ids=["ruff", "format", "mypy"],
)
def test_tools(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
