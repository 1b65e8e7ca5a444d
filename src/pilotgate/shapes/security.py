"""Who may use what, what is recorded, and how long it is kept."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, PRODUCTION, Many, Section, about
from pilotgate.shapes.types import (
    Boolean,
    Date,
    Duration,
    DurationOrNone,
    Integer,
    Path,
    Prose,
    Ref,
    String,
    Words,
)


class SensitiveData(Section):
    allowed: Many[String] | None = about("What may be sent to the model.", "[invoice text]", PILOT)
    blocked: Many[String] | None = about(
        "What may never be sent to the model.", "[bank details]", PILOT
    )
    decided_by: Ref | None = about("The person who decided that.", "user:default/risk.desk", PILOT)
    control: Prose | None = about(
        "What enforces it.",
        "A redaction service removes names and account numbers before every call.",
        PILOT,
    )


class Security(Section):
    access_policy_ref: Path | None = about("Who may do what.", "docs/access.md", PILOT)
    roles: Many[String] | None = about("The roles that exist.", "[accounting, auditor]", PILOT)
    auth_method: String | None = about("How users sign in.", "single sign-on with MFA", PILOT)
    sensitive_data: SensitiveData | None = about(
        "What the model may be sent and what not.", None, PILOT
    )
    threat_model_ref: Path | None = about(
        "What attackers could do.", "docs/threat-model.md", PRODUCTION
    )
    threat_model_on: Date | None = about(
        "The day the threat model was made.", "2027-05-02", PRODUCTION
    )
    open_high_findings: Integer | None = about(
        "How many severe findings are still open.", "0", PRODUCTION
    )


class DecisionLog(Section):
    enabled: Boolean | None = about("Is every result recorded?", "true", PILOT)
    fields: (
        Many[
            Annotated[
                str,
                Words(
                    {
                        "input-ref": "Which input.",
                        "output": "Which result.",
                        "model-version": "Which version of the model.",
                        "prompt-version": "Which version of the prompt.",
                        "timestamp": "When.",
                        "user": "For whom.",
                        "confidence": "How sure it was.",
                        "override": "Whether a person overruled it.",
                    }
                ),
            ]
        ]
        | None
    ) = about("What is recorded.", None, PILOT)
    store: String | None = about("Where it is recorded.", "table audit.decisions", PILOT)
    tamper_evident: Boolean | None = about("Would a later change be noticed?", "false", PILOT)


class Logging(Section):
    decision_log: DecisionLog | None = about("What is recorded about results.", None, PILOT)


class Retention(Section):
    decision_logs: Duration | None = about(
        "How long records of results are kept; six months or more where high-risk.",
        "P12M",
        PRODUCTION,
    )
    system_logs: Duration | None = about(
        "How long technical logs are kept; six months or more where high-risk.",
        "P6M",
        PRODUCTION,
    )
    documentation: Duration | None = about(
        "How long the documentation is kept; ten years for a provider of a high-risk system.",
        "P10Y",
        PRODUCTION,
    )
    documentation_start: Date | None = about(
        "The day from which that counts.", "2027-08-31", PRODUCTION
    )
    prompts: DurationOrNone | None = about("How long prompts are kept.", "P30D", PILOT)
    outputs: DurationOrNone | None = about("How long outputs are kept.", "P12M", PILOT)
    training_data: DurationOrNone | None = about("How long training data is kept.", "P12M", PILOT)
    personal_data: DurationOrNone | None = about("How long personal data is kept.", "P30D", PILOT)
    deletion_job: Path | None = about("The job that deletes it.", "jobs/delete-expired.sql", PILOT)
    deletion_last_run: Date | None = about("The day it last ran.", "2027-01-31", PILOT)
    archive: String | None = about(
        "Where what is kept for years lies.", "records centre, series 4711", PILOT
    )
