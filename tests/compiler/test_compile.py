"""Packs to plain data: what is written, the graph of packs, the corpus, and every bound."""

import re

import pytest

from pilotgate.compiler.compile import satisfies
from pilotgate.ladders import Evidence, Stage, Tier
from pilotgate.pack import pack_of
from tests.corpora import corpus
from tests.packs import EXAMPLES, GOOD, HEAD, RULE, compiled, family, loaded, pack, said


def test_a_rule_arrives_as_it_was_written() -> None:
    rule = """\
blocks: {from: {medium: production, high: pilot}}
warns: {from: poc, tiers: [high]}
evidence: {pilot: file}
not_applicable: [medium]
grace: false
effective_from: 2026-06-01
owner: risk
sources: [S0:B9]
require:
  - present:
      - governance.raci_ref
  - from: production
    person: [owners.business.ref]
"""
    (found,) = loaded(pack(x=rule)).rules
    assert found.blocks == {Tier.MEDIUM: Stage.PRODUCTION, Tier.HIGH: Stage.PILOT}
    assert found.warns == {Tier.HIGH: Stage.POC}
    assert found.evidence == {"pilot": Evidence.FILE}
    assert found.not_applicable == (Tier.MEDIUM,)
    assert not found.grace
    assert str(found.effective_from) == "2026-06-01"
    assert (found.owner, found.sources, found.pack) == ("risk", ("S0:B9",), "acme")
    assert found.file == "acme/x.yaml"
    assert [(clause.line, clause.text) for clause in found.require] == [
        (14, "  - present:"),
        (17, "    person: [owners.business.ref]"),
    ]


def test_a_clause_inside_another_keeps_its_line() -> None:
    rule = """\
blocks: {from: poc}
require:
  - any_of:
      - present: [owners.business.ref]
      - each:
          of: kpis
          as: kpi
          require:
            - present: [kpi.unit]
"""
    (found,) = loaded(pack(x=rule)).rules
    branches = found.require[0].params.clauses
    assert [branch.line for branch in branches] == [8, 9]
    assert branches[1].params.require[0].line == 13


def test_parameters_are_put_in_with_their_tables() -> None:
    more = (
        "parameters:\n"
        "  age: {type: duration, default: {low: P12M, medium: P6M, high: P3M}, stricter: down}\n"
        "  names: {type: list, default: [latest, stable], stricter: up}\n"
        '  team: {type: ref, default: "group:default/ai"}\n'
    )
    rule = (
        'blocks: {from: poc}\nrequire:\n  - recent: {field: review.last_on, max_age: "${age}"}\n'
        '  - each: {of: models, require: [{is: {field: item.version, value: "${names}"}}]}\n'
        '  - refers_to: {field: owners.risk.ref, or: ["${team}"]}\n'
    )
    data = compiled(pack(more=more, x=rule))
    require = data["rules"][0]["require"]
    assert require[0]["recent"]["max_age"] == {"$": {"low": "P12M", "medium": "P6M", "high": "P3M"}}
    assert require[1]["each"]["require"][0]["is"]["value"] == {"$": ["latest", "stable"]}
    (found,) = pack_of(data).rules
    assert found.require[2].params.also.values == ("group:default/ai",)


def test_conditions_stand_in_the_order_of_their_dependence() -> None:
    more = (
        "conditions:\n"
        "  outer: [{any_of: [middle, inner]}]\n"
        "  middle: [inner, {is: {field: tier, value: high}}]\n"
        "  inner: [{is: {field: risk.affects_people, value: true}}]\n"
    )
    data = compiled(pack(more=more, x=GOOD + "when: [outer]\n"))
    assert list(data["conditions"]) == ["inner", "middle", "outer"]


def test_a_condition_of_two_parts_is_one_branch() -> None:
    more = (
        "conditions:\n"
        "  both:\n"
        "    - is: {field: tier, value: high}\n"
        "    - is: {field: risk.affects_people, value: true}\n"
    )
    rule = GOOD + "when: [{any_of: [both, {is: {field: risk.tier, value: low}}]}]\n"
    (found,) = loaded(pack(more=more, x=rule)).rules
    assert [branch.name for branch in found.when[0].params.clauses] == ["all_of", "is"]


def test_a_value_that_is_called_like_its_condition_is_no_circle() -> None:
    more = "conditions:\n  provider: [{covers: {field: risk.eu_ai_act.role, values: [provider]}}]\n"
    assert said(pack(more=more, x=GOOD + "when: [provider]\n")) == []


# ------------------------------------------------------------------ digest and corpus


def test_the_digest_is_of_names_bytes_and_parents() -> None:
    one = compiled(pack(a=GOOD))["digest"]
    assert one == compiled(pack(a=GOOD))["digest"]
    assert re.fullmatch("sha256:[0-9a-f]{64}", one)
    changed = pack(a=GOOD)
    changed["a.yaml"] += "# a comment\n"
    renamed = pack(b=GOOD)
    assert len({one, compiled(changed)["digest"], compiled(renamed)["digest"]}) == 3
    beside = pack(a=GOOD)
    beside["README.md"] = "no rule"
    assert compiled(beside)["digest"] == one
    above = family(acme=["base"], base=[])
    child = above.pop("acme")
    before = compiled(child, **above)["digest"]
    above["base"]["r-base.yaml"] += "# a comment\n"
    assert compiled(child, **above)["digest"] != before


@pytest.mark.parametrize(
    ("version", "wanted", "holds"),
    [
        ("1.0.0", ">=1.0", True),
        ("0.9", ">=1.0", False),
        ("1.10", ">=1.9,<2", True),
        ("2.0", "<2", False),
        ("2", "==2.0.0", True),
        ("2", ">2", False),
        ("2", "<=2", True),
    ],
)
def test_requires(version: str, wanted: str, *, holds: bool) -> None:
    assert satisfies(version, wanted) is holds


DIMENSION = {
    "bc": "business-case",
    "lc": "lifecycle-stop",
    "ow": "ownership",
    "da": "data",
    "in": "architecture-integration",
    "ho": "human-oversight",
    "ev": "evaluation",
    "mo": "monitoring",
    "ml": "mlops-deployment",
    "se": "security",
    "co": "compliance-retention",
    "cs": "cost-scale",
    "mv": "lifecycle-stop",
}


GONE = "value_since|declared_since|file_since|file_changed"


def test_every_rule_of_the_catalogue_compiles() -> None:
    text = (corpus("").parent / "rules.yaml").read_text()
    head, _, rules = text.partition("\nrules:\n")
    # A list says by now which way it is stricter.
    head = re.sub(r"type: list(,|\n( *))", r"type: list\1stricter: up\1", head)
    files = {"pack.yaml": HEAD.format(name="corpus") + head}
    for whole in re.split(r"(?m)^- ", rules)[1:]:
        name = whole.partition("\n")[0].removeprefix("id: ").strip()
        body = re.sub(r"(?m)^(  |#.*$)", "", whole.partition("\n")[2])
        shared = RULE.replace("ownership", DIMENSION[name[:2]])
        files[f"{name}.yaml"] = shared + body.rstrip() + "\n" + EXAMPLES
    # It was written before the order of commits had a predicate of its own (committed_before).
    gone = [name for name, body in files.items() if re.search(GONE, body)]
    assert len(gone) == 6
    for name in gone:
        del files[name]
    for line in said(files):
        unused = re.search(r'no rule uses the parameter "(\w+)"', line)
        assert unused, line
        files["pack.yaml"] = re.sub(rf"(?m)^  {unused[1]}:.*\n", "", files["pack.yaml"])
    found = loaded(files)
    assert len(found.rules) == 104 - len(gone)
    assert sum(rule.on_move for rule in found.rules) == 14
    assert all(clause.line for rule in found.rules for clause in rule.require)
