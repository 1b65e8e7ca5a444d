"""Where the data comes from, whether it may be used, and whether it is good enough."""

from typing import Annotated

from pilotgate.shapes.base import NEVER, PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import (
    Amount,
    Boolean,
    Date,
    Duration,
    Id,
    Licence,
    Path,
    Prose,
    Rate,
    Ref,
    String,
    Words,
)


class Access(Section):
    granted_by: String | None = about(
        "Who allowed the access, or the ticket that says so.", "SEC-1042", PILOT
    )
    roles: Many[String] | None = about(
        "The roles that may read it.", "[accounting, auditor]", PILOT
    )


class Quality(Section):
    checks_ref: Path | None = about(
        "The checks that run on this data.", "quality/erp-invoices.yml", PILOT
    )
    freshness_max_age: Duration | None = about("How old the newest record may be.", "P2D", PILOT)
    completeness_min: Rate | None = about(
        "The least share of records that must be complete.", "0.98", PILOT
    )
    last_run: Date | None = about("The day the checks last ran.", "2027-01-30", PILOT)


class DataSource(Shape):
    id: Id | None = about("A short name that stays.", "erp-invoices", POC)
    system: String | None = about("The system it comes from.", "SAP FI", POC)
    owner: Ref | None = about("Who answers for it.", "user:default/carla.m", POC)
    contract: Path | None = about(
        "The data contract (ODCS).", "contracts/erp-invoices.odcs.yaml", PRODUCTION
    )
    classification: (
        Annotated[
            str,
            Words(
                {
                    "public": "Anybody may see it.",
                    "internal": "Anybody inside may see it.",
                    "confidential": "Only those who need it may see it.",
                    "restricted": "Only named people may see it.",
                }
            ),
        ]
        | None
    ) = about("How secret it is.", "confidential", POC)
    version: String | None = about(
        "Which data was used: a hash, a tag or the version of the contract.", '"2026-08"', PILOT
    )
    mode: (
        Annotated[
            str,
            Words(
                {
                    "static": "A copy made once.",
                    "batch": "A copy made again and again.",
                    "pipeline": "A pipeline brings it.",
                    "stream": "It comes as it happens.",
                    "api": "It is asked for when needed.",
                }
            ),
        ]
        | None
    ) = about("How it arrives.", "pipeline", PRODUCTION)
    refresh: Duration | None = about("How often it is renewed.", "P1D", PRODUCTION)
    production_available: Boolean | None = about(
        "Will the same data be there in production?", "true", PILOT
    )
    access: Access | None = about("Who allowed it and who may read it.", None, PILOT)
    personal_data: Boolean | None = about("Does it hold personal data?", "false", POC)
    special_categories: Boolean | None = about(
        "Does it hold special categories (GDPR Article 9), such as health?", "false", POC
    )
    legal_basis: (
        Annotated[
            str,
            Words(
                {
                    "consent": "GDPR Article 6(1)(a).",
                    "contract": "GDPR Article 6(1)(b).",
                    "legal-obligation": "GDPR Article 6(1)(c).",
                    "vital-interests": "GDPR Article 6(1)(d).",
                    "public-task": "GDPR Article 6(1)(e).",
                    "legitimate-interests": "GDPR Article 6(1)(f).",
                }
            ),
        ]
        | None
    ) = about("Why the personal data may be used.", "contract", POC)
    purpose: Prose | None = about(
        "What the personal data is used for.",
        "The supplier's name and address are needed to assign an invoice to its cost centre.",
        POC,
    )
    ropa_id: String | None = about(
        "Its entry in the record of processing activities.", "ROPA-117", POC
    )
    quality: Quality | None = about("How good it must be.", None, PILOT)
    lineage_ref: Path | None = about(
        "Where it came from and what it passed through.", "docs/lineage.md", PRODUCTION
    )
    preparation_ref: Path | None = about(
        "The code that prepares it.", "pipelines/prepare.py", PRODUCTION
    )
    source_of_truth: Boolean | None = about(
        "Is it the one that counts when sources disagree?", "true", PILOT
    )
    metadata_required: Many[String] | None = about(
        "What every document must say about itself.", "[title, date, owner]", PILOT
    )
    duplicates_policy: Prose | None = about(
        "Which of two versions of a document counts.",
        "The newest approved version counts; older ones stay out of the index.",
        PILOT,
    )
    licence: Licence | None = about("Its licence.", "CC-BY-4.0", NEVER)
    added_on: Date | None = about("The day it was added.", "2026-09-01", PILOT)


class DataReadiness(Section):
    audited_on: Date | None = about("The day the data was audited.", "2026-12-01", PILOT)
    ref: Path | None = about("The audit.", "docs/data-audit.md", PILOT)
    verdict: (
        Annotated[
            str,
            Words(
                {
                    "ready": "Good enough.",
                    "conditional": "Good enough under the conditions of the audit.",
                    "not-ready": "Not good enough.",
                }
            ),
        ]
        | None
    ) = about("What the audit found.", "ready", PILOT)
    preparation_cost: Amount | None = about(
        "What it costs to make the data good enough.", "25000", PILOT, currency="cost.currency"
    )
    representativeness: Prose | None = about(
        "Which cases the data stands for and which not.",
        "The sample covers all domestic suppliers of two years, but no supplier that joined "
        "after the change of the invoice form.",
        PILOT,
    )
    known_gaps: Many[String] | None = about(
        "What the data does not hold.", "[suppliers that joined in 2026]", PILOT
    )
