"""How people watch the system, overrule it, and learn that it is one."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, PRODUCTION, Many, Section, about
from pilotgate.shapes.types import (
    Boolean,
    Date,
    Duration,
    Number,
    Path,
    Prose,
    Ref,
    Words,
)


class Confidence(Section):
    kind: (
        Annotated[
            str,
            Words(
                {
                    "calibrated-probability": "90 % sure means right nine times in ten.",
                    "score": "Higher means surer, nothing more.",
                    "retrieval-coverage": "How much of the answer the sources carry.",
                    "self-report": "The model says how sure it is.",
                    "none": "It is not shown.",
                }
            ),
        ]
        | None
    ) = about("How its users see how sure it is.", "calibrated-probability", PILOT)
    threshold: Number | None = about("Below which value a person takes over.", "0.8", PILOT)


class Override(Section):
    how: Prose | None = about(
        "How a user overrules it.",
        "The clerk picks another cost centre from the list and says why.",
        PRODUCTION,
    )
    logged: Boolean | None = about("Is it recorded when somebody does?", "true", PRODUCTION)


class Feedback(Section):
    channel: Prose | None = about(
        "Where users say what is wrong.",
        "The button Report in the ERP form, next to the proposed cost centre.",
        PILOT,
    )
    owner: Ref | None = about("Who reads it.", "user:default/ben.t", PILOT)
    review_every: Duration | None = about("How often it is read.", "P2W", PILOT)
    last_triage_on: Date | None = about("The day it was last read.", "2027-01-28", PILOT)


class OperatorTraining(Section):
    ref: Path | None = about("What users are taught.", "docs/training.md", PRODUCTION)
    completed_on: Date | None = about(
        "The day all of them had been taught.", "2027-07-10", PRODUCTION
    )
    repeat_every: Duration | None = about("How often it is repeated.", "P12M", PRODUCTION)


class Appeal(Section):
    how: Path | None = about(
        "How somebody who is affected can object.", "docs/appeal.md", PRODUCTION
    )
    deadline: Duration | None = about("How soon they get an answer.", "P30D", PRODUCTION)
    owner: Ref | None = about("Who answers.", "user:default/anna.k", PRODUCTION)


class Disclosure(Section):
    text_ref: Path | None = about(
        "The text that tells people they meet an AI.", "docs/disclosure.md", PILOT
    )
    where: Prose | None = about(
        "Where they read it.",
        "In the line above the chat window, before the first answer appears.",
        PILOT,
    )
    workers_informed: Date | None = about(
        "The day employees were told (AI Act Article 26(7)).", "2027-01-15", PILOT
    )


class HumanOversight(Section):
    mode: (
        Annotated[
            str,
            Words(
                {
                    "in-the-loop": "A person confirms every result.",
                    "on-the-loop": "A person watches and can step in.",
                    "out-of-the-loop": "Nobody watches single results.",
                    "assistive": "It only helps a person who does the work.",
                }
            ),
        ]
        | None
    ) = about("How people and system share the work.", "in-the-loop", PILOT)
    approval_path: Prose | None = about(
        "How a result gets approved.",
        "The clerk confirms every proposal, and the team lead reads one in twenty.",
        PILOT,
    )
    reviewers: Many[Ref] | None = about("Who approves.", None, PILOT)
    confidence: Confidence | None = about("How its users see how sure it is.", None, PILOT)
    sources_shown: Boolean | None = about("Do users see the sources?", "true", PILOT)
    explanation: Prose | None = about(
        "How a result is explained.",
        "The three words of the invoice that decided are marked in yellow.",
        PILOT,
    )
    override: Override | None = about("How a user overrules it.", None, PRODUCTION)
    feedback: Feedback | None = about("How users say what is wrong.", None, PILOT)
    training: OperatorTraining | None = about("How users learn to work with it.", None, PRODUCTION)
    appeal: Appeal | None = about("How people who are affected can object.", None, PRODUCTION)
    disclosure: Disclosure | None = about("How people learn that it is an AI.", None, PILOT)
