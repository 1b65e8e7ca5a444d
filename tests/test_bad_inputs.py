"""Every hostile or odd document at hand, as a manifest and as a rule file: an answer, at once.

An answer is a judgement or a message with line and column; never a traceback,
and never a pass for something that is no valid manifest.
"""

import json
import re
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pilotgate.compiler.compile import compile_pack
from pilotgate.document import Scalar
from pilotgate.errors import PackError, UnreadableDocument
from pilotgate.fields import catalogue
from pilotgate.judge import Question, judge
from pilotgate.pack import Policy
from pilotgate.reader import read
from pilotgate.renderers import RENDERERS
from pilotgate.report import Decision, Initiative, Report
from pilotgate.source import load_policy
from pilotgate.tree import Memory, Tree
from tests.corpora import corpus

SECONDS = 1.0
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")
AS_OF = date(2026, 11, 21)
RULE = """\
title: A rule
why: It stands in for a real one.
fix: Write it.
dimension: ownership
blocks: {from: poc}
require:
  - present: [owners.business.ref]
examples: {met: [{}], gap: [{owners: {business: {ref: null}}}]}
"""
HEAD = """\
apiVersion: ai-policy/v1
name: acme
version: 1.0.0
requires: ">=0.1"
title: Acme
owner: group:default/ai-governance
"""


def nothing(name: str) -> tuple[Tree, str]:
    """Nobody is extended here."""
    return Memory({}), name


@cache
def policy() -> Policy:
    return load_policy(["builtin:baseline"], root=".", cache_dir=None, catalogue=catalogue())


def judged(data: bytes) -> Initiative:
    question = Question(policy=policy(), catalogue=catalogue(), as_of=AS_OF)
    return judge("ai-initiative.yaml", Memory({"ai-initiative.yaml": data}), question)


def answered_as_manifest(data: bytes) -> None:
    start = time.process_time()
    initiative = judged(data)
    assert time.process_time() - start < SECONDS
    assert initiative.decision is not Decision.PASS
    lines = data.count(b"\n") + data.count(b"\r") + 2
    for finding in initiative.findings:
        assert finding.message
        assert 1 <= finding.span.line <= lines
        assert finding.span.column >= 1
    said = Report(
        version="0",
        command="check",
        as_of=AS_OF,
        options=(),
        policy=(),
        initiatives=(initiative,),
        exit_code=1,
    )
    for renderer in RENDERERS.values():
        text = renderer.render(said)
        assert not CONTROL.search(text)
    assert time.process_time() - start < SECONDS


def answered_as_rule(data: bytes) -> None:
    start = time.process_time()
    with pytest.raises(PackError) as caught:
        compile_pack(
            "acme",
            Memory({"pack.yaml": HEAD.encode(), "some-rule.yaml": data}),
            load=nothing,
        )
    assert time.process_time() - start < SECONDS
    for problem in caught.value.problems:
        assert problem.text
        assert problem.line >= 1
        assert problem.column >= 1


def files(name: str, suffix: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(corpus(name).rglob(f"*{suffix}")):
        yield path.as_posix(), path.read_bytes()


def test_the_good_ones_are_not_refused() -> None:
    """The benign twin: what these tests call an answer is not the only answer there is."""
    compile_pack(
        "acme",
        Memory({"pack.yaml": HEAD.encode(), "some-rule.yaml": RULE.encode()}),
        load=nothing,
    )


@pytest.mark.parametrize(
    ("name", "suffix", "least"),
    [
        ("yaml-test-suite", "in.yaml", 300),
        ("json-test-suite", ".json", 300),
        ("yaml-bombs", ".yaml", 31),
    ],
)
def test_corpora(name: str, suffix: str, least: int) -> None:
    count = 0
    for where, data in files(name, suffix):
        count += 1
        try:
            answered_as_manifest(data)
            answered_as_rule(data)
        except AssertionError as error:
            raise AssertionError(where) from error
    assert count >= least


def naughty() -> list[str]:
    path = corpus("naughty-strings") / "blns.json"
    strings: list[str] = json.loads(path.read_text())
    return strings


def test_naughty_strings_raw() -> None:
    for text in naughty():
        data = text.encode("utf-8", "surrogatepass")
        answered_as_manifest(data)
        answered_as_rule(data)


def test_naughty_strings_as_values() -> None:
    """As the name and the problem of a manifest that is otherwise empty, and in a rule."""
    for text in naughty():
        quoted = json.dumps(text)
        manifest = (
            f"apiVersion: ai-initiative/v1\nmetadata: {{id: abc, name: {quoted}}}\n"
            f"business_case: {{problem: {quoted}}}\n"
        ).encode("utf-8", "surrogatepass")
        answered_as_manifest(manifest)
        rule = RULE.replace("dimension: ownership", f"dimension: {quoted}")
        answered_as_rule(rule.encode("utf-8", "surrogatepass"))


def test_a_naughty_key_is_named_and_refused() -> None:
    for text in naughty():
        data = f"apiVersion: ai-initiative/v1\n{json.dumps(text)}: 1\n".encode(
            "utf-8", "surrogatepass"
        )
        answered_as_manifest(data)


def examples() -> list[Path]:
    return sorted((Path(__file__).parent.parent / "policies" / "baseline").glob("*-*.yaml"))


def test_every_cut_of_a_rule_is_answered() -> None:
    """A file that was only half written never loads silently."""
    whole = examples()[0].read_text()
    for end in range(0, len(whole), 37):
        data = whole[:end].encode()
        try:
            document = read(data, "x")
        except UnreadableDocument:
            answered_as_rule(data)
            continue
        if not isinstance(document.root.get("examples"), Scalar | None):
            continue
        answered_as_rule(data)
