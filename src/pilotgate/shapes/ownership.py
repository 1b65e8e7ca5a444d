"""Who answers for an initiative, who works on it, and how it is operated."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import model_validator

from pilotgate.shapes.base import PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import Amount, Date, Duration, Path, Prose, Ref, String, Words


class Owner(Section):
    ref: Ref | None = about("The person who answers for this side.", "user:default/ben.t", POC)
    deputy: Ref | None = about(
        "The person who stands in for the owner.", "user:default/carla.m", PILOT
    )


class BusinessOwner(Owner):
    ref: Ref | None = about(
        "The person who answers for the benefit and pays for it.", "user:default/anna.k", POC
    )
    accepted_on: Date | None = about("The day the business owner said yes.", "2026-09-03", POC)


class LaterOwner(Owner):
    ref: Ref | None = about(
        "The person who answers for this side.", "user:default/risk.desk", PILOT
    )


class SupportOwner(Owner):
    ref: Ref | None = about(
        "The person or team that answers its users.", "group:service-desk", PRODUCTION
    )


class Owners(Section):
    business: BusinessOwner | None = about("Who answers for the benefit.", None, POC)
    technical: Owner | None = about("Who answers for the system.", None, POC)
    data: Owner | None = about("Who answers for the data.", None, POC)
    risk: LaterOwner | None = about("Who answers for the risk.", None, PILOT)
    support: SupportOwner | None = about("Who answers its users.", None, PRODUCTION)


class Team(Section):
    roles: (
        Many[
            Annotated[
                str,
                Words(
                    {
                        "ml-engineer": "Builds and tests the model.",
                        "devops": "Ships and runs it.",
                        "process-expert": "Knows the work it changes.",
                        "data-engineer": "Brings the data.",
                        "ux": "Designs what its users see.",
                        "security": "Protects it.",
                        "legal": "Knows the law it falls under.",
                    }
                ),
            ]
        ]
        | None
    ) = about("The roles that are filled.", None, PRODUCTION)
    training_approved_by: Ref | None = about(
        "Who approved the training of the team.", "user:default/risk.desk", PILOT
    )


class Oncall(Section):
    rota: String | None = about(
        "Who is called: the id or address of the rota.", "pagerduty:PX12AB", PRODUCTION
    )
    escalation: Prose | None = about(
        "Who is called when nobody answers.",
        "After thirty minutes without an answer, the head of operations is called.",
        PRODUCTION,
    )
    hours: String | None = about(
        "When somebody can be called: 24x7, or days, hours and time zone.",
        "mon-fri 08-18 Europe/Warsaw",
        PRODUCTION,
    )


class Slo(Shape):
    conditions: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "if": {
                "properties": {"sli": {"enum": ["availability", "error-rate"]}},
                "required": ["sli"],
            },
            "then": {"properties": {"objective": {"maximum": 1}}},
        },
    )

    @model_validator(mode="after")
    def _shares_are_shares(self) -> Self:
        share = self.sli in {"availability", "error-rate"}
        if share and self.objective is not None and self.objective > 1:
            raise ValueError(f"the objective of {self.sli} is a share from 0 to 1")
        return self

    sli: (
        Annotated[
            str,
            Words(
                {
                    "availability": "The share of time or requests it is there for.",
                    "latency-p95-ms": "Milliseconds within which 95 % of requests are answered.",
                    "error-rate": "The share of requests that fail.",
                    "quality:*": "A metric of evaluation.metrics, as quality:<metric>.",
                },
                open=True,
            ),
        ]
        | None
    ) = about("What is measured; your own begin with x-.", "availability", PRODUCTION)
    objective: Amount | None = about(
        "The value to hold: a share from 0 to 1, or milliseconds for a latency.",
        "0.995",
        PRODUCTION,
    )
    window: Duration | None = about("Over which time it is measured.", "P30D", PRODUCTION)


class Operations(Section):
    oncall: Oncall | None = about("Who is called when it fails.", None, PRODUCTION)
    slo: Many[Slo] | None = about(
        "The service level its users can rely on.", None, PRODUCTION, item_key="sli"
    )
    runbook: Path | None = about("What to do when an alert fires.", "docs/runbook.md", PRODUCTION)
    incident_process: Path | None = about(
        "What to do after an incident.", "docs/incidents.md", PRODUCTION
    )
