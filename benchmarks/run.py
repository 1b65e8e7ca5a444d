"""Side-by-side runs of pilotgate and its peer: one command makes everything anew and prints it.

    python benchmarks/run.py             every figure, 15 pairs each: about five minutes
    python benchmarks/run.py --pairs 31  more pairs, for a noisy machine

Only the standard library is needed. Two virtual environments are made, from the package
index that pip knows: one with pilotgate, installed from a wheel of this checkout, and one
with check-jsonschema alone. Runs of the two sides are interleaved (A B A B ...), after a
warm-up of each; a ratio is the median of the ratios of the pairs, with its least and its
greatest, so that what slows the whole machine down slows both sides.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "invoice-triage"
"""A proof of concept, 113 lines: what a hook judges on most days."""
COMPLETE = ROOT / "examples" / "claims-assistant"
"""An initiative in production, three times as long, of which every rule asks something."""
SCHEMA = ROOT / "schemas" / "ai-initiative.schema.json"
AS_OF = ("--as-of", "2026-11-21")
MANY = 200
NO_INDEX = 5
"""The exit code where no package index is reached."""


class Side(NamedTuple):
    """One side of a pair: what is run, where, and what is done before each run."""

    command: Sequence[str | Path]
    where: Path
    before: Callable[[], None] = lambda: None
    codes: tuple[int, ...] = (0,)


class Figure(NamedTuple):
    """What was measured: `ratios` is empty where there is nothing to compare with."""

    name: str
    ours: list[float]
    ratios: list[float]
    against: str
    budget: str

    def row(self) -> str:
        ratio = _spread(self.ratios, ".2f") if self.ratios else ""
        against = self.against or "(alone)"
        return (
            f"| {self.name} | {_spread(self.ours, '.0f')} | {against} | {ratio} | {self.budget} |"
        )


def _spread(values: list[float], form: str) -> str:
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:{form}} ({least:{form}}-{most:{form}})"


HEAD = """\
| what | ms: median (least-greatest) | against | ratio: median (least-greatest) | budget |
|---|---|---|---|---|"""


class Bench:
    """The two environments, the repositories to judge, and a way to run pairs."""

    def __init__(self, home: Path, pairs: int) -> None:
        self.home = home
        self.pairs = pairs
        self.environ = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home / "home"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "LC_ALL": "C.UTF-8",
        }
        (home / "home").mkdir()
        self.ours = self._environment("ours", str(self._wheel()))
        self.peer = self._environment("peer", "check-jsonschema")
        self.check = (self.ours / "pilotgate", "check", *AS_OF)
        self.shape = (self.peer / "check-jsonschema", "--schemafile", SCHEMA)
        self.imports = (self.ours / "python", "-c", "import click, yaml, jsonschema_rs")

    # ---------------------------------------------------------------- what is made

    def _wheel(self) -> Path:
        made = self.home / "wheel"
        pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(made), str(ROOT))
        return next(made.glob("*.whl"))

    def _environment(self, name: str, *wanted: str) -> Path:
        place = self.home / name
        venv.create(place, with_pip=True)
        pip(place / "bin" / "python", "install", *wanted)
        return place / "bin"

    @property
    def package(self) -> Path:
        return next((self.ours.parent / "lib").glob("python*/site-packages/pilotgate"))

    def repository(self, name: str, copies: int = 1, example: Path = EXAMPLE) -> Path:
        """A git repository with the example; with many copies, each has an id of its own."""
        root = self.home / name
        text = (example / "ai-initiative.yaml").read_text()
        below = root / "examples" / example.name
        shutil.copytree(example, below)
        (below / "ai-initiative.yaml").unlink()
        for at in range(copies):
            folder = root / f"team-{at:03}" if copies > 1 else root
            folder.mkdir(exist_ok=True)
            own = text.replace(f"id: {example.name}", f"id: {example.name}-{at:03}", 1)
            (folder / "ai-initiative.yaml").write_text(own if copies > 1 else text)
        for command in (
            ("init", "--quiet"),
            ("add", "--all"),
            ("-c", "user.name=anna.k", "-c", "user.email=anna.k@example.com", "commit", "-qm", "a"),
        ):
            subprocess.run(["git", *command], cwd=root, check=True, env=self.environ)
        return root

    # ---------------------------------------------------------------- how it is measured

    def milliseconds(self, side: Side) -> float:
        side.before()
        start = time.perf_counter()
        done = subprocess.run(
            [str(part) for part in side.command],
            cwd=side.where,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        taken = (time.perf_counter() - start) * 1000
        if done.returncode not in side.codes:
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise SystemExit(f"{side.command}: exit code {done.returncode}\n{said[-2000:]}")
        return taken

    def pair(self, ours: Side, other: Side) -> tuple[list[float], list[float]]:
        """Interleaved, after one run of each; the times of our side, and the ratios."""
        self.milliseconds(ours), self.milliseconds(other)
        times, ratios = [], []
        for _ in range(self.pairs):
            mine = self.milliseconds(ours)
            times.append(mine)
            ratios.append(mine / self.milliseconds(other))
        return times, ratios

    def alone(self, side: Side) -> list[float]:
        self.milliseconds(side)
        return [self.milliseconds(side) for _ in range(self.pairs)]


def pip(python: str | Path, *arguments: str) -> None:
    done = subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reached = not any(
            sign in done.stderr
            for sign in ("No matching distribution", "Could not find a version", "Failed to fetch")
        )
        sys.stderr.write(done.stderr)
        raise SystemExit(done.returncode if reached else NO_INDEX)


# -------------------------------------------------------------------- the figures


def one_manifest(bench: Bench) -> Iterator[Figure]:
    here = bench.repository("one")
    check = Side(bench.check, here)
    shape = Side((*bench.shape, "ai-initiative.yaml"), here)
    yield Figure(
        "check of one manifest", *bench.pair(check, shape), "check-jsonschema", "0.40 (aim 0.30)"
    )
    imports = Side(bench.imports, here)
    yield Figure(
        "check of one manifest",
        *bench.pair(check, imports),
        "import click, yaml, jsonschema_rs",
        "2.0",
    )
    fresh = check._replace(before=lambda: forget(bench.package))
    yield Figure(
        "the first run: pilotgate not compiled yet",
        *bench.pair(fresh, shape),
        "check-jsonschema",
        "reported",
    )
    bare = check._replace(before=lambda: forget(bench.package.parent))
    yield Figure(
        "the first run: nothing compiled yet (pip install --no-compile)",
        *bench.pair(bare, shape._replace(before=lambda: forget(bench.peer.parent))),
        "check-jsonschema, not compiled either",
        "reported",
    )
    staged = Side(
        (bench.ours / "pilotgate", "check", "--staged", "--defer", *AS_OF, "ai-initiative.yaml"),
        here,
    )
    yield Figure("the hook: check --staged --defer FILE", *bench.pair(staged, shape), *_PEER)
    guard = staged._replace(
        command=(bench.ours / "pilotgate", "check", "--staged", "--defer", "--allow-none", *AS_OF)
    )
    yield Figure("the guard hook: the whole index", *bench.pair(guard, shape), *_PEER)


_PEER = ("check-jsonschema", "reported")


def forget(place: Path) -> None:
    """Delete what Python has compiled below a directory."""
    for folder in place.rglob("__pycache__"):
        shutil.rmtree(folder)


def own_pack(bench: Bench) -> Iterator[Figure]:
    """An organisation's pack in a directory, with one rule of its own on top of the baseline."""
    here = bench.repository("own")
    pack = here / "policies" / "acme"
    pack.mkdir(parents=True)
    (pack / "pack.yaml").write_text(
        "apiVersion: ai-policy/v1\nname: acme\nversion: 1.0.0\ntitle: Acme group AI policy\n"
        "owner: group:default/ai-governance\nextends: [builtin:baseline]\n"
    )
    (pack / "acme-models-named.yaml").write_text(
        "title: The models in use are named\n"
        "why: What is not named cannot be retired.\n"
        "fix: Write an entry under models for each model.\n"
        "dimension: architecture-integration\n"
        "blocks: {from: poc}\n"
        "require:\n  - present: [models]\n"
        "examples:\n"
        "  met:\n    - models: [{id: triage, kind: classical, hosting: self}]\n"
        "  gap:\n    - models: []\n"
    )
    shape = Side((*bench.shape, "ai-initiative.yaml"), here)
    cached = Side((*bench.check, "--policy", "policies/acme"), here)
    new = cached._replace(before=lambda: shutil.rmtree(bench.home / "cache", ignore_errors=True))
    yield Figure("an own pack, compiled before", *bench.pair(cached, shape), *_PEER)
    yield Figure("an own pack, new or changed", *bench.pair(new, shape), *_PEER)


def many_manifests(bench: Bench) -> Iterator[Figure]:
    for example, what in ((COMPLETE, "in production"), (EXAMPLE, "of a proof of concept")):
        here = bench.repository(f"many-{example.name}", MANY, example)
        names = sorted(
            str(path.relative_to(here)) for path in here.glob("team-*/ai-initiative.yaml")
        )
        ours, peer = bench.pair(
            Side((*bench.check, "--defer"), here, codes=(0, 1)), Side((*bench.shape, *names), here)
        )
        name = f"{MANY} manifests {what} in one process"
        yield Figure(name, ours, peer, "check-jsonschema", "0.12")


def hostile_input(bench: Bench) -> Iterator[Figure]:
    laughs = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    inputs = {
        "a billion laughs": "\n".join(laughs),
        "a cycle": "a: &a\n  b: *a\n",
        "lists nested 20,000 deep": "a: " + "[" * 20_000,
        "sections nested 20,000 deep": "{a: " * 20_000,
        "1 MiB of text": "a: " + "x" * (1 << 20),
        "255 KiB of keys": "".join(f"k{n}: {n}\n" for n in range(21_000))[: 255 * 1024],
        "255 KiB of brackets": "a: [" + "[]," * 85_000,
    }
    for name, text in inputs.items():
        here = bench.home / f"hostile-{name.replace(' ', '-').replace(',', '')}"
        here.mkdir()
        (here / "ai-initiative.yaml").write_text(text)
        times = bench.alone(Side(bench.check, here, codes=(1,)))
        yield Figure(name, times, [], "", "500 ms")


FIGURES: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "one": one_manifest,
    "own": own_pack,
    "many": many_manifests,
    "hostile": hostile_input,
}


def main() -> None:
    reading = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reading.add_argument("--pairs", type=int, default=15, help="pairs per figure (default: 15)")
    reading.add_argument("--quick", action="store_true", help="leave the 200 manifests out")
    reading.add_argument("--only", choices=list(FIGURES), help="one group of figures")
    reading.add_argument("--json", type=Path, help="write every single time to this file as well")
    asked = reading.parse_args()
    groups = [asked.only] if asked.only else [n for n in FIGURES if n != "many" or not asked.quick]
    # Whoever runs this may have told Python not to keep what it compiles; users have not.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    kept: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="pilotgate-bench-") as home:
        bench = Bench(Path(home), asked.pairs)
        cores = f"{os.cpu_count()} cores"
        print(
            f"{platform.system()} {platform.machine()}, {cores}, Python {platform.python_version()}"
        )
        print(f"{asked.pairs} interleaved pairs for each figure\n")
        print(HEAD, flush=True)
        for group in groups:
            for figure in FIGURES[group](bench):
                print(figure.row(), flush=True)
                kept.append(figure)
    if asked.json:
        asked.json.write_text(json.dumps([figure._asdict() for figure in kept], indent=1) + "\n")


if __name__ == "__main__":
    main()
