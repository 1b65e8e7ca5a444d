"""Where an initiative stands, what was decided, when it is reviewed, how it ends."""

from typing import Annotated

from pilotgate.shapes.base import NEVER, PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import Date, Duration, Path, Prose, Ref, StageName, String, Words


class Stage(Section):
    current: StageName | None = about("The stage the initiative is in today.", "poc", POC)
    since: Date | None = about("The day the current stage began.", "2026-09-01", POC)
    target: StageName | None = about("The next stage, the only one aimed at.", "pilot", POC)
    target_date: Date | None = about(
        "The day by which the next stage should be reached.", "2027-02-28", POC
    )
    max_duration: Duration | None = about(
        "How long this stage may last before somebody must decide again.", "P6M", POC
    )


DecisionWord = Annotated[
    str,
    Words(
        {
            "scale": "Go on to the next stage.",
            "rebuild": "Keep the goal, change the solution.",
            "stop": "Give it up.",
            "continue": "Stay in this stage for longer.",
            "pause": "Wait, with a reason and an end.",
        }
    ),
]


class DecisionEntry(Shape):
    decision: DecisionWord | None = about("What was decided.", "scale", PILOT)
    from_: StageName | None = about(
        "The stage the initiative was in when it was decided.", "poc", PILOT, key="from"
    )
    to: StageName | None = about("The stage it was moved to or kept in.", "pilot", PILOT)
    date: Date | None = about("The day of the decision.", "2027-02-15", PILOT)
    by: Many[Ref] | None = about(
        "Who decided; the business owner is always one of them.", None, PILOT
    )
    rationale: Prose | None = about(
        "Why it was decided so.",
        "The handling time fell from eleven to five minutes on every sample we took.",
        PILOT,
    )
    evidence: Path | None = about(
        "The minutes or the report the decision rests on.", "docs/decisions/2027-02-15.md", PILOT
    )


class Review(Section):
    next_on: Date | None = about("The day of the next review.", "2027-09-01", PRODUCTION)
    last_on: Date | None = about("The day of the last review.", "2027-03-01", PRODUCTION)
    ref: Path | None = about(
        "The record of the last review.", "docs/reviews/2027-03.md", PRODUCTION
    )


class Retirement(Section):
    trigger: Prose | None = about(
        "What would make you switch the system off.",
        "The upgrade of the ERP that is planned for 2028 brings assignment of its own.",
        PRODUCTION,
    )
    data_disposal: Prose | None = about(
        "What happens to data, indexes, models and logs afterwards.",
        "logs are archived for ten years, the index is deleted",
        PRODUCTION,
    )
    user_migration: Prose | None = about(
        "What its users work with afterwards.",
        "Clerks go back to the form of the ERP, which stays as it is.",
        PRODUCTION,
    )
    owner: Ref | None = about("Who switches it off.", "user:default/ben.t", PRODUCTION)


class Governance(Section):
    forum: Prose | None = about(
        "The meeting that decides about this initiative.",
        "AI steering committee, every second Tuesday of the month, chaired by the CFO.",
        PILOT,
    )
    raci_ref: Path | None = about(
        "The table of who decides, does, advises and is told.", "docs/raci.md", PILOT
    )
    escalation: Prose | None = about(
        "Whom to go to when the forum cannot decide.",
        "The CIO decides within five days, and after that the management board.",
        PILOT,
    )


class Milestone(Shape):
    name: (
        Annotated[
            str,
            Words(
                {
                    "integration-testing": "It works together with the systems around it.",
                    "uat": "Its users have tried it and signed.",
                    "monitoring-setup": "Signals, alerts and runbook are in place.",
                    "parallel-running": "It ran beside the old way of working.",
                },
                open=True,
            ),
        ]
        | None
    ) = about("Which milestone; your own begin with x-.", "uat", PILOT)
    planned: Date | None = about("The day it is planned for.", "2027-05-31", PILOT)
    actual: Date | None = about("The day it was reached.", "2027-06-04", PILOT)


class Timeline(Section):
    start: Date | None = about("The day work began.", "2026-09-01", POC)
    production_target: Date | None = about(
        "The day it should be in production; nine to eighteen months are usual.",
        "2027-08-31",
        POC,
    )
    justification: Prose | None = about(
        "Why it takes less than nine or more than eighteen months.",
        "The interface to the ERP exists and was tested by another team last year, "
        "so only the model and its review are new.",
        POC,
    )
    milestones: Many[Milestone] | None = about(
        "The steps between pilot and production.", None, PILOT, item_key="name"
    )


class Approval(Shape):
    stage: StageName | None = about("The stage that was approved.", "production", PRODUCTION)
    role: (
        Annotated[
            str,
            Words(
                {
                    "business": "For the business owner's side.",
                    "technical": "For the people who build and run it.",
                    "data": "For the owners of the data.",
                    "risk": "For risk management.",
                    "security": "For information security.",
                    "privacy": "For data protection.",
                    "legal": "For the legal department.",
                    "release": "For the release into production.",
                    "vendor-training": "A vendor may train its models on our data.",
                },
                open=True,
            ),
        ]
        | None
    ) = about("In which role it was approved; your own begin with x-.", "security", PRODUCTION)
    by: Ref | None = about("Who approved.", "user:default/risk.desk", PRODUCTION)
    on: Date | None = about("The day of the approval.", "2027-07-01", PRODUCTION)
    commit: String | None = about(
        "The commit that was approved, as its full id.",
        "9f2c1d7a5b3e4f60718293a4b5c6d7e8f9a0b1c2",
        PRODUCTION,
    )
    statement: Prose | None = about(
        "What was approved, in the approver's words.",
        "Approved for domestic invoices up to 10,000 EUR, until the review in May.",
        NEVER,
    )
