"""Small policy packs that tests share."""

import json
from typing import Any

from pilotgate.compiler.compile import compile_pack
from pilotgate.errors import PackError, Problem
from pilotgate.pack import Pack, pack_of
from pilotgate.tree import Memory, Tree

HEAD = """\
apiVersion: ai-policy/v1
name: {name}
version: 1.0.0
title: The rules of {name}
owner: group:default/ai-governance
"""
RULE = """\
title: The demand
why: The reason
fix: The way out
dimension: ownership
"""
EXAMPLES = (
    "examples: {met: [{owners: {business: {ref: user:default/ben.t}}}], gap: [{owners: null}]}\n"
)
GOOD = "blocks: {from: poc}\nrequire:\n  - present: [owners.business.ref]\n"


def pack(name: str = "acme", more: str = "", **rules: str) -> dict[str, str]:
    """The files of a pack; a rule is given without the part that all share."""
    files = {"pack.yaml": HEAD.format(name=name) + more}
    for identifier, text in rules.items():
        whole = text if "examples:" in text else text + EXAMPLES
        files[f"{identifier.replace('_', '-')}.yaml"] = RULE + whole
    return files


def tree(files: dict[str, str]) -> Memory:
    return Memory({path: text.encode() for path, text in files.items()}, where="the pack")


def compiled(files: dict[str, str], **parents: dict[str, str]) -> dict[str, Any]:
    """The compiled form; parents are named as `extends` names them."""

    def load(source: str) -> tuple[Tree, str]:
        return tree(parents[source]), source

    return compile_pack("acme", tree(files), load=load, label="acme", version="1.0.0")


def problems(files: dict[str, str], **parents: dict[str, str]) -> list[Problem]:
    try:
        compiled(files, **parents)
    except PackError as error:
        return list(error.problems)
    return []


def said(files: dict[str, str], **parents: dict[str, str]) -> list[str]:
    """Every problem as `file:line:column: text | hint`, the name of the pack left out."""
    return [
        f"{problem} | {problem.hint}".removeprefix("acme/")
        for problem in problems(files, **parents)
    ]


# ------------------------------------------------------------------ a pack and one above it

PARAMETERS = (
    "parameters:\n"
    "  age: {type: duration, default: {low: P12M, medium: P6M, high: P3M}, stricter: down}\n"
    "  size: {type: integer, default: 50, stricter: up}\n"
    "  words: {type: list, default: [cost-spike, drift], stricter: up}\n"
    '  team: {type: ref, default: "group:default/ai"}\n'
)
USES = """\
blocks: {from: pilot, tiers: [medium, high]}
warns: {from: pilot}
evidence: {pilot: file}
not_applicable: [medium]
require:
  - recent: {field: review.last_on, max_age: "${age}"}
  - measures: {field: scale.users_now, at_least: "${size}"}
  - covers: {field: "fallbacks[].trigger", values: "${words}"}
  - refers_to: {field: owners.risk.ref, or: ["${team}"]}
  - present: [review.ref]
  - contains: {file: review.ref, values_of: [metadata.id]}
"""
DEEP = USES.replace("{pilot: file}", "{pilot: file, production: content}")
PARENT = pack("base", PARAMETERS, x=DEEP)


def child(more: str, **rules: str) -> dict[str, str]:
    return pack("acme", f"extends: [base]\n{more}", **rules)


def only(more: str, parent: dict[str, str] = PARENT) -> dict[str, Any]:
    (rule,) = compiled(child(more), base=parent)["rules"]
    return dict(rule)


def loaded(files: dict[str, str], **parents: dict[str, str]) -> Pack:
    """Through JSON, as a cache or a wheel holds it."""
    return pack_of(json.loads(json.dumps(compiled(files, **parents))))


def family(**parents: list[str]) -> dict[str, dict[str, str]]:
    """Packs without content but the first, each with what it extends."""
    return {
        name: pack(name, f"extends: [{', '.join(above)}]\n" if above else "", **{f"r_{name}": GOOD})
        for name, above in parents.items()
    }
