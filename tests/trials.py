"""Rules with their examples, tried: a pack of texts in, what is said about it out."""

from pilotgate.compiler.compile import Compiled
from pilotgate.examples import Trials
from pilotgate.mutants import Mutant, mutants
from pilotgate.source import Opener
from tests.packs import loaded, pack, tree

BASE = """\
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage}
stage: {current: poc, since: 2026-02-01}
risk: {tier: low, affects_people: true}
exposure: {decision: none}
owners: {business: {ref: user:default/anna.k}, technical: {ref: user:default/ben.t}}
governance: {raci_ref: docs/raci.md}
scale: {users_now: 20, users_target: 2000}
review: {last_on: 2026-02-20}
kpis:
  - {id: minutes, kind: primary, unit: min, direction: down, threshold: 5, baseline: {value: 11}}
  - {id: errors, kind: guardrail, direction: down, threshold: 0.1, baseline: {value: 0.4}}
"""
RACI = "# Who decides\n\nAnna K.\n"


def trials(*, more: str = "", only: tuple[str, ...] = (), **rules: str) -> tuple[Trials, list[str]]:
    """Every example of the rules and every mutant, tried; and what is wrong with examples."""
    files = pack(more=more, **rules)
    files |= {"tests/base.yaml": BASE, "tests/files/docs/raci.md": RACI}
    opener = Opener("", tree({f"acme/{path}": text for path, text in files.items()}))
    own, label = opener("acme")
    compiled = Compiled("acme", own, load=opener, label=label, version="1.0.0")
    made = Trials(compiled, opener, only=only, mutants=True)
    return made, [one.problem.text for one in made.run() if one.problem]


def wrong(rule: str) -> list[str]:
    """What is wrong with the examples of a rule."""
    return trials(x=rule)[1]


def survivors(*, more: str = "", only: tuple[str, ...] = (), **rules: str) -> list[str]:
    """What no example notices, as `x.yaml:7:5 if ...`; no example may be wrong."""
    made, failed = trials(more=more, only=only, **rules)
    assert not failed
    assert made.survivors is not None
    said = []
    for one in made.survivors.problems:
        assert one.hint
        what = one.text.partition(" no example notices ")[2]
        said.append(f"{one.file.removeprefix('acme/')}:{one.line}:{one.column} {what}")
    return said


def mutants_of(rule: str, more: str = "") -> list[Mutant]:
    return list(mutants(loaded(pack(more=more, x=rule)).rules[0]))
