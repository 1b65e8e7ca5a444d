"""`ai-initiative.yaml`, the manifest of one initiative."""

from typing import Annotated

from pydantic import Field

from pilotgate.shapes.architecture import (
    Architecture,
    DegradedMode,
    Fallback,
    Integration,
    KillSwitch,
)
from pilotgate.shapes.base import NEVER, PILOT, POC, PRODUCTION, Many, Shape, about
from pilotgate.shapes.business import BusinessCase, Kpi, StopCriterion
from pilotgate.shapes.cost import Cost, Scale, Vendor
from pilotgate.shapes.data import DataReadiness, DataSource
from pilotgate.shapes.evaluation import Evaluation
from pilotgate.shapes.lifecycle import (
    Approval,
    DecisionEntry,
    Governance,
    Retirement,
    Review,
    Stage,
    Timeline,
)
from pilotgate.shapes.models import Bom, Model, Prompts
from pilotgate.shapes.monitoring import Maintenance, Monitoring, Release
from pilotgate.shapes.oversight import HumanOversight
from pilotgate.shapes.ownership import Operations, Owners, Team
from pilotgate.shapes.risk import Compliance, Exposure, Risk
from pilotgate.shapes.security import Logging, Retention, Security
from pilotgate.shapes.types import InitiativeId, Prose, String, Words

ExternalIds = Annotated[dict[str, String], Field(description="One id per register.")]


class Metadata(Shape):
    id: InitiativeId = about(
        "The name that never changes and is never used again.",
        "invoice-triage",
        POC,
        required=True,
    )
    name: String | None = about("What people call it.", "Invoice triage", POC)
    description: Prose | None = about(
        "What it does, in a sentence.",
        "Reads supplier invoices and proposes the cost centre that a clerk confirms.",
        POC,
    )
    domain: String | None = about("The part of the organisation it belongs to.", "finance", POC)
    tags: Many[String] | None = about("Words to find it by.", "[invoices, accounting]", POC)
    system: String | None = about(
        "The system it is a part of, as a catalogue reference.", "system:default/claims", PILOT
    )
    external_ids: ExternalIds | None = about(
        "Its numbers in other registers, such as omb, atrs, nl-lars or eu-db.",
        '{omb: DHS-123, nl-lars: "11136893"}',
        NEVER,
    )


class Initiative(Shape):
    """What an AI initiative is for, who answers for it, and how far it has come."""

    apiVersion: Annotated[  # noqa: N815  the name in the file
        str, Words({"ai-initiative/v1": "The first version, which only grows."})
    ] = about("The version of this file's vocabulary.", "ai-initiative/v1", POC, required=True)
    metadata: Metadata = about("What it is called.", None, POC, required=True)
    stage: Stage | None = about("Where it stands.", None, POC)
    decision_log: Many[DecisionEntry] | None = about(
        "What was decided, when, by whom and why.", None, PILOT
    )
    review: Review | None = about("When it is looked at again.", None, PRODUCTION)
    retirement: Retirement | None = about("How it ends.", None, PRODUCTION)
    governance: Governance | None = about("Who decides about it.", None, PILOT)
    risk: Risk | None = about("How risky it is.", None, POC)
    exposure: Exposure | None = about("Whom it meets.", None, POC)
    owners: Owners | None = about("Who answers for it.", None, POC)
    team: Team | None = about("Who works on it.", None, PRODUCTION)
    operations: Operations | None = about("How it is run.", None, PRODUCTION)
    business_case: BusinessCase | None = about("What it is worth.", None, POC)
    kpis: Many[Kpi] | None = about(
        "The numbers that say whether it works.", None, POC, item_key="id"
    )
    stop_criteria: Many[StopCriterion] | None = about(
        "When to give it up, decided beforehand.", None, POC, item_key="id"
    )
    data_sources: Many[DataSource] | None = about(
        "Where its data comes from.", None, POC, item_key="id"
    )
    data_readiness: DataReadiness | None = about("Whether the data is good enough.", None, PILOT)
    architecture: Architecture | None = about("How it is built.", None, PILOT)
    integrations: Many[Integration] | None = about(
        "What it is connected to.", None, POC, item_key="system"
    )
    fallbacks: Many[Fallback] | None = about(
        "What happens when something goes wrong.", None, PILOT, item_key="trigger"
    )
    degraded_mode: DegradedMode | None = about("How the work goes on without it.", None, PRODUCTION)
    kill_switch: KillSwitch | None = about("How it is switched off at once.", None, PRODUCTION)
    models: Many[Model] | None = about("The models it uses.", None, PILOT, item_key="id")
    prompts: Prompts | None = about("The prompts it uses.", None, PILOT)
    bom: Bom | None = about("The list of its parts.", None, PRODUCTION)
    evaluation: Evaluation | None = about("How it was tested.", None, PILOT)
    human_oversight: HumanOversight | None = about("How people watch it.", None, PILOT)
    monitoring: Monitoring | None = about("How it is watched in production.", None, PRODUCTION)
    maintenance: Maintenance | None = about("How it is kept good.", None, PRODUCTION)
    release: Release | None = about("How it gets into production.", None, PRODUCTION)
    security: Security | None = about("How it is protected.", None, PILOT)
    logging: Logging | None = about("What is recorded.", None, PILOT)
    retention: Retention | None = about("How long what is kept.", None, PILOT)
    scale: Scale | None = about("How many people use it, now and later.", None, POC)
    cost: Cost | None = about("What it costs.", None, POC)
    vendors: Many[Vendor] | None = about("Whom it depends on.", None, PILOT, item_key="id")
    timeline: Timeline | None = about("When what is to be reached.", None, POC)
    compliance: Compliance | None = about("The documents the law asks for.", None, PILOT)
    approvals: Many[Approval] | None = about(
        "Who approved what, and when.", None, PRODUCTION, item_key="role"
    )
