import pytest

from pilotgate.fields import catalogue
from pilotgate.ladders import Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.select import needs, stand
from tests.dossiers import document
from tests.judging import rule

CONTAINS = "{contains: {file: risk.gdpr.dpia_ref, parts: [Purpose]}}"


def test_the_clauses_that_stand_with_their_positions() -> None:
    one = rule(
        """
        blocks: {from: pilot}, warns: {from: poc},
        require: [
          {present: [risk.tier]},
          {present: [owners], tiers: [high]},
          {present: [kpis], from: production}]
        """
    )
    asked = stand(one, Stage.POC, Tier.LOW).clauses
    assert [(item.at, str(item.standing.level), item.standing.stage) for item in asked] == [
        (0, "warn", Stage.POC),
        (2, "ahead", Stage.PRODUCTION),
    ]
    assert [item.at for item in stand(one, Stage.PILOT, Tier.HIGH).clauses] == [0, 1, 2]
    assert stand(one, Stage.STOPPED, Tier.HIGH).clauses == ()


MANIFEST = """\
risk: {gdpr: {dpia_ref: docs/dpia.md}}
governance: {raci_ref: docs/raci.md}
metadata: {id: a-b, name: docs/name.md}
apiVersion: ai-initiative/v1
data_sources: [{contract: docs/one.yaml}, {contract: docs/two.yaml}, {contract: ''}]
"""


def wanted(text: str, stage: Stage = Stage.PILOT, tier: Tier = Tier.HIGH) -> list[str]:
    found = Leaves(document(MANIFEST), catalogue())
    asked = [stand(rule(text), stage, tier)]
    return sorted(path for kind, path in needs(asked, found) if kind == "documents")


def test_every_declared_path_is_looked_for() -> None:
    found = needs([], Leaves(document(MANIFEST), catalogue()))
    assert found == {
        ("files", path)
        for path in ("docs/dpia.md", "docs/raci.md", "docs/one.yaml", "docs/two.yaml")
    }


@pytest.mark.parametrize(
    ("require", "paths"),
    [
        (CONTAINS, ["docs/dpia.md"]),
        ("{contains: {file: 'data_sources[].contract', format: odcs}}",
         ["docs/one.yaml", "docs/two.yaml"]),
        ("{each: {of: data_sources, as: d, require: [{contains: {file: d.contract, parts: [x]}}]}}",
         ["docs/one.yaml", "docs/two.yaml"]),
        ("{count: {of: data_sources, at_least: 1, where: [{contains: {file: item.contract}}]}}",
         ["docs/one.yaml", "docs/two.yaml"]),
        (f"{{any_of: [{{present: [kpis]}}, {CONTAINS}]}}", ["docs/dpia.md"]),
        (f"{{none_of: [{CONTAINS}]}}", ["docs/dpia.md"]),
        (f"{{present: [kpis], when: [{CONTAINS}]}}", ["docs/dpia.md"]),
        ("{contains: {file: head.risk.gdpr.dpia_ref}}", ["docs/dpia.md"]),
        ("{each_pair: {of: data_sources, by: id, require: [{contains: {file: after.contract}}]}}",
         ["docs/one.yaml", "docs/two.yaml"]),
        ("{present: [governance.raci_ref]}", []),
    ],
)  # fmt: skip
def test_the_documents_that_clauses_look_into(require: str, paths: list[str]) -> None:
    text = f"blocks: {{from: poc}}, evidence: {{poc: content}}, require: [{require}]"
    assert wanted(text) == paths


def test_a_document_is_read_only_where_the_rule_reaches_that_deep() -> None:
    text = f"blocks: {{from: poc}}, evidence: {{pilot: content}}, require: [{CONTAINS}]"
    # At poc the clause is ahead: it is judged at pilot, where the file is read.
    assert wanted(text, Stage.POC) == ["docs/dpia.md"]
    shallow = f"blocks: {{from: poc}}, evidence: {{pilot: file}}, require: [{CONTAINS}]"
    assert wanted(shallow) == []
    low = f"blocks: {{from: poc, tiers: [low]}}, evidence: {{poc: content}}, require: [{CONTAINS}]"
    assert wanted(low, tier=Tier.HIGH) == []
