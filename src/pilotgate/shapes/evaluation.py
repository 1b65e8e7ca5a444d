"""How it was tested, on what, by whom, and with which result."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import (
    Boolean,
    Date,
    Direction,
    Integer,
    Number,
    Path,
    Prose,
    Rate,
    Ref,
    Sha256,
    String,
    Words,
)


class EvaluationSet(Shape):
    kind: (
        Annotated[
            str,
            Words(
                {
                    "golden": "Cases with the right answers.",
                    "edge": "Rare and hard cases.",
                    "regression": "Cases that once went wrong.",
                    "bias": "Cases that differ only in the group of people.",
                    "red-team": "Attacks.",
                    "production-sample": "Real cases from production.",
                }
            ),
        ]
        | None
    ) = about("What it tests.", "golden", PILOT)
    path: Path | None = about("The file.", "evaluation/golden.jsonl", PILOT)
    size: Integer | None = about("How many cases it holds.", "240", PILOT)
    hash: Sha256 | None = about(
        "The sha256 of the file.",
        "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de",
        PILOT,
    )
    hard_case_share: Rate | None = about("The share of hard cases.", "0.25", PILOT)
    owner: Ref | None = about("Who answers for the right answers.", "user:default/carla.m", PILOT)


class Metric(Shape):
    name: String | None = about("What is measured.", "cost-centre-accuracy", PILOT)
    kind: (
        Annotated[
            str,
            Words(
                {
                    "quality": "How often it is right.",
                    "groundedness": "How often it stays with its sources.",
                    "consistency": "How often it says the same twice.",
                    "fairness": "How evenly it treats groups of people.",
                    "robustness": "How well it bears odd input.",
                    "latency": "How fast it answers.",
                    "cost": "What an answer costs.",
                }
            ),
        ]
        | None
    ) = about("What sort of measurement it is.", "quality", PILOT)
    threshold: Number | None = about("The value it must reach.", "0.95", PILOT)
    direction: Direction | None = about("Which way is better.", "up", PILOT)
    value: Number | None = about("The value it reached.", "0.962", PILOT)
    run_at: Date | None = about("The day it was measured.", "2027-01-25", PILOT)
    model_version: String | None = about(
        "The version of the model that was measured.", '"1.4.2"', PILOT
    )
    report: Path | None = about("The report.", "reports/evaluation-2027-01.json", PILOT)
    value_poc: Number | None = about("The value in the proof of concept.", "0.97", PRODUCTION)
    value_production_sample: Number | None = about("The value on real cases.", "0.955", PRODUCTION)
    groups: Many[String] | None = about(
        "The groups of people that were compared.", "[women, men]", PRODUCTION
    )


class KnownFailure(Shape):
    description: Prose | None = about(
        "What goes wrong.",
        "Credit notes of foreign suppliers are read as invoices when the heading is missing.",
        PRODUCTION,
    )
    test: String | None = about(
        "The test that watches it.", "tests/test_credit_notes.py", PRODUCTION
    )
    mitigation: Prose | None = about(
        "What is done about it.",
        "A rule of the mailbox sorts credit notes out before anything is read.",
        PRODUCTION,
    )


class Regression(Section):
    ci_job: String | None = about("The job that tests every change.", "evaluate", PRODUCTION)
    tolerance: Number | None = about("How much worse it may get.", "0.01", PRODUCTION)


class PromptInjection(Section):
    report: Path | None = about(
        "The report of the attacks.", "reports/injection-2027-01.json", PILOT
    )
    run_at: Date | None = about("The day of the attacks.", "2027-01-22", PILOT)
    pass_rate: Rate | None = about("The share of attacks that failed.", "0.97", PILOT)


class SecurityEvaluation(Section):
    prompt_injection: PromptInjection | None = about(
        "Whether planted text can take it over.", None, PILOT
    )


class IndependentReview(Section):
    by: Ref | None = about("Who reviewed it.", "user:default/risk.desk", PRODUCTION)
    on: Date | None = about("The day of the review.", "2027-06-10", PRODUCTION)
    ref: Path | None = about("The review.", "docs/independent-review.md", PRODUCTION)
    independent: Boolean | None = about(
        "Did the reviewer have no part in building it?", "true", PRODUCTION
    )


class Uat(Section):
    on: Date | None = about("The day its users tried it.", "2027-06-04", PRODUCTION)
    participants: Integer | None = about("How many users tried it.", "6", PRODUCTION)
    signed_by: Ref | None = about("Who signed for the users.", "user:default/anna.k", PRODUCTION)
    ref: Path | None = about("The record.", "docs/uat.md", PRODUCTION)


class ParallelRun(Section):
    start: Date | None = about("The first day beside the old way.", "2027-06-07", PRODUCTION)
    end: Date | None = about("The last day beside the old way.", "2027-07-05", PRODUCTION)
    agreement: Rate | None = about("The share of cases where both agreed.", "0.94", PRODUCTION)
    ref: Path | None = about("The comparison.", "reports/parallel-run.md", PRODUCTION)


class Evaluation(Section):
    sets: Many[EvaluationSet] | None = about(
        "The cases it is tested on.", None, PILOT, item_key="kind"
    )
    metrics: Many[Metric] | None = about(
        "What was measured, and what must be reached.", None, PILOT, item_key="name"
    )
    max_gap: Rate | None = about(
        "How far results in production may lie from those of the proof of concept.",
        "0.05",
        PRODUCTION,
    )
    known_failures: Many[KnownFailure] | None = about(
        "What is known to go wrong.", None, PRODUCTION
    )
    regression: Regression | None = about(
        "How a change that makes it worse is caught.", None, PRODUCTION
    )
    security: SecurityEvaluation | None = about("How it stands attacks.", None, PILOT)
    review: IndependentReview | None = about("Who else looked at it.", None, PRODUCTION)
    uat: Uat | None = about("Whether its users accepted it.", None, PRODUCTION)
    parallel_run: ParallelRun | None = about(
        "How it did beside the old way of working.", None, PRODUCTION
    )
