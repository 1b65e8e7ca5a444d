"""How the system is built, what it is connected to, and what happens when a part fails."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import Date, Path, Prose, Ref, String, Words


class Architecture(Section):
    ref: Path | None = about("The architecture, drawn or written.", "docs/architecture.md", PILOT)
    dated: Date | None = about("The day it was agreed.", "2026-10-15", PILOT)
    new_components: Many[String] | None = about(
        "What is new to your organisation.", "[vector index]", PILOT
    )
    complexity_justification: Prose | None = about(
        "Why something simpler is not enough.",
        "A vector index is new to us; keyword search finds only half of the relevant clauses "
        "in the test of October.",
        PILOT,
    )


class Integration(Shape):
    system: String | None = about("The other system.", "SAP FI", POC)
    direction: (
        Annotated[
            str,
            Words(
                {
                    "in": "It gives us something.",
                    "out": "It uses our output.",
                    "both": "Both.",
                }
            ),
        ]
        | None
    ) = about("Which way the data flows.", "both", POC)
    owner: Ref | None = about("Who answers for the connection.", "user:default/ben.t", POC)
    method: (
        Annotated[
            str,
            Words(
                {
                    "api": "One calls the other.",
                    "event": "One tells, the other listens.",
                    "batch": "Files or tables, again and again.",
                    "embedded": "It is a part of the other system.",
                    "manual": "Somebody types it over.",
                    "spreadsheet": "Somebody sends a spreadsheet.",
                    "email": "Somebody sends an e-mail.",
                }
            ),
        ]
        | None
    ) = about("How they are connected.", "api", PILOT)
    spec_ref: Path | None = about("The interface (OpenAPI or AsyncAPI).", "api/openapi.yaml", PILOT)
    failure_mode: String | None = about(
        "What happens when it fails.", "invoices wait in the queue", PILOT
    )


class Fallback(Shape):
    trigger: (
        Annotated[
            str,
            Words(
                {
                    "low-confidence": "The system is not sure.",
                    "provider-outage": "The model's provider is down.",
                    "integration-failure": "A connected system is down.",
                    "cost-spike": "It gets too expensive.",
                    "drift": "The world has changed.",
                    "policy-violation": "The output breaks a rule.",
                    "data-stale": "The data is too old.",
                }
            ),
        ]
        | None
    ) = about("What goes wrong.", "low-confidence", PILOT)
    behaviour: Prose | None = about(
        "What happens instead.",
        "The proposal stays empty, and the clerk assigns the cost centre by hand.",
        PILOT,
    )
    owner: Ref | None = about("Who answers for it.", "user:default/ben.t", PILOT)
    tested_on: Date | None = about("The day it was last tried.", "2027-05-20", PILOT)
    evidence: Path | None = about("What the trial showed.", "reports/fallback-test.md", PILOT)


class DegradedMode(Section):
    behaviour: Prose | None = about(
        "How the work goes on without the system.",
        "Clerks assign the cost centre by hand, from the list of last year.",
        PRODUCTION,
    )
    enter_when: Prose | None = about(
        "When you switch to it.",
        "No answer for fifteen minutes, or the person on call announces it.",
        PRODUCTION,
    )
    exit_when: Prose | None = about(
        "When you switch back.",
        "One hour without an error, and the queue is shorter than fifty.",
        PRODUCTION,
    )
    capacity: String | None = about(
        "How much of the work can be done that way.", "60 % of the daily volume", PRODUCTION
    )


class KillSwitch(Section):
    how: Prose | None = about(
        "How it is switched off at once.",
        "Turning off the feature flag triage.enabled hides all proposals within a minute.",
        PRODUCTION,
    )
    who: Ref | None = about("Who may switch it off.", "group:operations", PRODUCTION)
    tested_on: Date | None = about(
        "The day it was last switched off as a test.", "2027-05-20", PRODUCTION
    )
