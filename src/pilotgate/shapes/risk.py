"""How risky an initiative is, whom it meets, and what the law asks of it."""

from typing import Annotated

from pilotgate.shapes.base import NEVER, PILOT, POC, PRODUCTION, Many, Section, about
from pilotgate.shapes.types import Boolean, Date, Duration, Path, Prose, Ref, String, Words

Tier = Annotated[
    str,
    Words(
        {
            "low": "Little harm if it fails.",
            "medium": "Personal data, the public, or much money.",
            "high": "Legally high-risk, or it decides about people, or special-category data.",
        }
    ),
]
AiActRole = Annotated[
    str,
    Words(
        {
            "provider": "You develop it, or have it developed, under your own name.",
            "deployer": "You use it under your own authority.",
            "importer": "You bring a provider's system from outside into the Union.",
            "distributor": "You pass a system on without being provider or importer.",
            "product-manufacturer": "You sell it with your product under your own name.",
            "none": "The AI Act gives you no role.",
        }
    ),
]
AiActClass = Annotated[
    str,
    Words(
        {
            "prohibited": "Article 5 forbids it.",
            "high-risk": "Article 6 with Annex I or Annex III.",
            "limited-risk": "Article 50: people must be told.",
            "minimal-risk": "None of the above.",
            "not-ai": "Not an AI system in the sense of Article 3(1).",
            "undetermined": "Not assessed yet.",
        }
    ),
]
HighImpact = Annotated[
    str,
    Words(
        {
            "high-impact": "Its output is a principal basis for a decision of M-25-21.",
            "presumed-but-not": "On the list of presumed uses, with a documented reason why not.",
            "not-high-impact": "Neither.",
        }
    ),
]


class EuAiAct(Section):
    role: Many[AiActRole] | None = about("Your roles under the EU AI Act.", None, POC)
    class_: AiActClass | None = about(
        "The class of the system under the EU AI Act.", "minimal-risk", POC, key="class"
    )
    basis: String | None = about(
        "Why this class: annex-iii:5(b) or annex-i where it is high-risk, "
        "art-6-3-exempt:narrow-procedural-task for an exemption, else a sentence.",
        "No point of Annex III fits; the tool routes documents inside accounts payable.",
        POC,
    )
    fria_required: Boolean | None = about(
        "Must the effect on fundamental rights be assessed (Article 27)?", "false", PRODUCTION
    )
    exemption_ref: Path | None = about(
        "The assessment behind an Article 6(3) exemption.", "docs/art-6-3.md", PILOT
    )


class Gdpr(Section):
    dpia_required: Boolean | None = about(
        "Is a data protection impact assessment required?", "true", PILOT
    )
    dpia_ref: Path | None = about("The data protection impact assessment.", "docs/dpia.md", PILOT)
    dpia_on: Date | None = about(
        "The day of the data protection impact assessment.", "2027-01-20", PILOT
    )


class RiskAcceptance(Section):
    by: Ref | None = about(
        "Who accepts the remaining risk: a person outside the team.",
        "user:default/risk.desk",
        PRODUCTION,
    )
    on: Date | None = about("The day the risk was accepted.", "2027-07-01", PRODUCTION)
    statement: Prose | None = about(
        "Which risk is accepted, until when and why.",
        "We accept one wrong cost centre in twenty until the next review.",
        PRODUCTION,
    )
    ref: Path | None = about("The signed acceptance.", "docs/risk-acceptance.pdf", PRODUCTION)


class Risk(Section):
    tier: Tier | None = about("The risk tier on your organisation's ladder.", "low", POC)
    affects_people: Boolean | None = about(
        "Is its output a basis for decisions about identifiable people?", "false", POC
    )
    eu_ai_act: EuAiAct | None = about("The position under the EU AI Act.", None, POC)
    high_impact: HighImpact | None = about(
        "The class under OMB M-25-21 (US federal agencies).", "not-high-impact", NEVER
    )
    gdpr: Gdpr | None = about("The position under the GDPR.", None, PILOT)
    assessed_on: Date | None = about("The day the risk was assessed.", "2026-09-02", POC)
    assessed_by: Ref | None = about("Who assessed it.", "user:default/risk.desk", POC)
    acceptance: RiskAcceptance | None = about(
        "Who accepted the risk that remains.", None, PRODUCTION
    )


class Exposure(Section):
    audience: (
        Many[
            Annotated[
                str,
                Words(
                    {
                        "staff": "People who work for you.",
                        "partners": "People of organisations you work with.",
                        "public": "Anybody else.",
                    }
                ),
            ]
        ]
        | None
    ) = about("Who meets the output.", None, POC)
    workers_subject: Boolean | None = about(
        "Are employees subject to the output (AI Act Article 26(7))?", "false", POC
    )
    decision: (
        Annotated[
            str,
            Words(
                {
                    "none": "It decides nothing about identifiable people.",
                    "assists": "A person decides with its help.",
                    "solely-automated": "It decides without a person (GDPR Article 22).",
                }
            ),
        ]
        | None
    ) = about("Its part in decisions about identifiable people.", "none", POC)
    untrusted_input: Boolean | None = about(
        "Does it read text or files that outsiders can write?", "true", PILOT
    )
    systematic_monitoring: Boolean | None = about(
        "Does it watch people systematically?", "false", PILOT
    )


class ImpactAssessment(Section):
    ref: Path | None = about("The impact assessment.", "docs/impact-assessment.md", PILOT)
    on: Date | None = about("The day it was made.", "2027-01-20", PILOT)
    next_on: Date | None = about("The day it is due again.", "2028-01-20", PILOT)


class IncidentClocks(Section):
    serious: Duration | None = about("How soon a serious incident is reported.", "P15D", PRODUCTION)
    death: Duration | None = about("How soon a death is reported.", "P10D", PRODUCTION)
    widespread: Duration | None = about(
        "How soon a widespread infringement is reported.", "P2D", PRODUCTION
    )
    breach: Duration | None = about(
        "How soon a breach of personal data is reported.", "PT72H", PRODUCTION
    )


class Incident(Section):
    procedure_ref: Path | None = about(
        "The procedure that says who reports what to whom.", "docs/incidents.md", PRODUCTION
    )
    reporter: Ref | None = about(
        "The person who reports to the authority.", "user:default/risk.desk", PRODUCTION
    )
    clocks: IncidentClocks | None = about(
        "How soon each kind of incident is reported.", None, PRODUCTION
    )


class Compliance(Section):
    impact_assessment: ImpactAssessment | None = about(
        "The assessment of effects on people and on the organisation.", None, PILOT
    )
    fria_ref: Path | None = about(
        "The assessment of effects on fundamental rights.", "docs/fria.md", PILOT
    )
    technical_documentation_ref: Path | None = about(
        "The technical documentation of AI Act Annex IV.", "docs/technical-file.md", PRODUCTION
    )
    instructions_for_use_ref: Path | None = about(
        "The instructions for those who use it.", "docs/instructions.md", PRODUCTION
    )
    conformity_ref: Path | None = about(
        "The declaration of conformity.", "docs/conformity.pdf", PRODUCTION
    )
    eu_database_id: String | None = about(
        "Its number in the EU database of high-risk systems.", "EU-AI-004211", PRODUCTION
    )
    post_market_plan_ref: Path | None = about(
        "The plan for watching it once it is on the market.", "docs/post-market.md", PRODUCTION
    )
    incident: Incident | None = about("What happens after an incident.", None, PRODUCTION)
