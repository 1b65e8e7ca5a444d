"""Three hundred damaged packs: each is refused with a place and a sentence, or says other things.

The packs are those of the repository. Damages of different rules are compiled together, since a
pack that does not load says all that is wrong with it; one of which nothing is said is looked at
alone. What was read of a file that is unchanged is kept between packs.
"""

import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from pilotgate.compiler import layer
from pilotgate.compiler.compile import Compiled
from pilotgate.document import Document
from pilotgate.errors import PackError, Problem
from pilotgate.examples import Trials
from pilotgate.reader import read
from pilotgate.source import Opener
from pilotgate.tree import Memory, Tree
from tests import damage
from tests.damage import ACCIDENTS, Damage, Files

ROOT = Path(__file__).parent.parent.parent
BASELINE = "policies/baseline"
PACKS = (
    BASELINE,
    "policies/eu-ai-act",
    "policies/gdpr",
    "policies/nist-ai-rmf",
    "policies/omb-m-25-21",
    "examples/acme-policies",
)
SUGGESTS = re.compile("did you mean|one of|there are|it takes|declare|write true or false")


READ_ONCE: Callable[[bytes, str], Document] = cache(read)


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is the real one; a file it has read before it need not read again."""
    monkeypatch.setattr(layer, "read", READ_ONCE)


@cache
def files_of(pack: str) -> Files:
    return {path.name: path.read_text() for path in sorted((ROOT / pack).glob("*.yaml"))}


@cache
def beside(pack: str) -> dict[str, bytes]:
    found = (path for path in (ROOT / pack / "tests").rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT / pack)): path.read_bytes() for path in found}


def tree(pack: str, files: Files) -> Memory:
    data = {path: text.encode() for path, text in files.items()}
    return Memory(data | beside(pack), where=pack)


class Held(Opener):
    """Opens the packs of the repository, one of them damaged."""

    def __init__(self, pack: str, files: Files) -> None:
        super().__init__(str(ROOT))
        self.pack = tree(pack, files)

    def __call__(self, text: str) -> tuple[Tree, str]:
        label = BASELINE if text == "builtin:baseline" else text
        found = tree(label, files_of(label))
        self.opened[label] = found
        return found, label


def compiled(pack: str, files: Files) -> Compiled:
    opener = Held(pack, files)
    return Compiled(pack, opener.pack, load=opener, label=pack, version="1.0.0")


Loaded = Compiled | tuple[Problem, ...]


def loaded(pack: str, files: Files) -> Loaded:
    """The pack, or why it does not load."""
    try:
        return compiled(pack, files)
    except PackError as error:
        return error.problems


def told(found: tuple[Problem, ...], what: str) -> None:
    """Every problem says where, and says it in a sentence."""
    for problem in found:
        assert problem.file.startswith(PACKS), what
        assert problem.line >= 1, what
        assert problem.column >= 1, what
        assert len(problem.text.split()) > 1, f"{what}: {problem}"
        assert "Traceback" not in problem.text, what


def together(damages: list[Damage]) -> Iterator[tuple[list[Damage], Files]]:
    """Damages of different rules in one pack; those of pack.yaml and lost files alone."""
    waiting = list(damages)
    while waiting:
        first = waiting.pop(0)
        batch, files = [first], dict(first.files)
        alone = first.path == "pack.yaml" or first.path not in files
        for other in [] if alone else list(waiting):
            taken = {one.path for one in batch}
            if other.path in taken or other.path == "pack.yaml" or other.path not in other.files:
                continue
            waiting.remove(other)
            batch.append(other)
            files[other.path] = other.files[other.path]
        yield batch, files


def outcomes(pack: str, damages: list[Damage]) -> Iterator[tuple[Damage, Loaded]]:
    """Each damage, and what comes of it."""
    for batch, files in together(damages):
        found = loaded(pack, files)
        for one in batch:
            about = f"{pack}/{one.path}"
            own = () if isinstance(found, Compiled) else tuple(p for p in found if p.file == about)
            yield one, found if len(batch) == 1 else own or loaded(pack, one.files)


@cache
def misspellings(pack: str) -> list[Damage]:
    return list(damage.misspellings(files_of(pack), random.Random(pack), each=3))


@cache
def accidents(pack: str) -> list[Damage]:
    return list(damage.accidents(files_of(pack), random.Random(pack), each=3))


@pytest.mark.parametrize("pack", PACKS)
def test_a_misspelt_word_is_refused_with_a_suggestion(pack: str) -> None:
    for one, found in outcomes(pack, misspellings(pack)):
        assert not isinstance(found, Compiled), f"{one} loads"
        told(found, str(one))
        hints = [f"{item} | {item.hint}" for item in found]
        assert any(map(SUGGESTS.search, hints)), (str(one), hints)


@pytest.mark.parametrize("pack", PACKS)
def test_an_accident_is_refused_or_makes_another_pack(pack: str) -> None:
    for one, found in outcomes(pack, accidents(pack)):
        if isinstance(found, Compiled):
            assert not damage.fatal(one), f"{one} loads"
            _is_another(pack, one, found)
        else:
            told(found, str(one))


def _is_another(pack: str, one: Damage, found: Compiled) -> None:
    """It loads: then it says other things than the pack did, and its examples can be tried."""
    rule = one.path.removesuffix(".yaml")
    if one.path in one.files:
        assert not damage.same(one.path, files_of(pack)[one.path], one.files[one.path]), one
    else:
        assert rule not in found.rules, one
    assert found.layers.top.digest != digest(pack), one
    opener = Held(pack, one.files)
    opener.opened |= {pack: opener.pack, BASELINE: tree(BASELINE, files_of(BASELINE))}
    trials = Trials(found, opener, only=(rule,))
    told(tuple(trial.problem for trial in trials.run() if trial.problem), str(one))


@cache
def digest(pack: str) -> str:
    return compiled(pack, files_of(pack)).layers.top.digest


def test_there_are_three_hundred_of_every_kind() -> None:
    words = [one for pack in PACKS for one in misspellings(pack)]
    others = [one for pack in PACKS for one in accidents(pack)]
    assert len(words) + len(others) >= 300
    assert {kind for kind in damage.WORDS if any(str(one).startswith(kind) for one in words)} == {
        *damage.WORDS
    }
    assert {one.kind for one in others} == {*ACCIDENTS, "a lost pack.yaml", "a lost rule"}
