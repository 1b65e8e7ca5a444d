"""How it is watched in production, kept good, released and taken back."""

from typing import Annotated

from pilotgate.shapes.base import PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import Amount, Date, Duration, Number, Path, Prose, Ref, String, Words


class Signal(Shape):
    kind: (
        Annotated[
            str,
            Words(
                {
                    "prediction-quality": "How often it is right.",
                    "data-drift": "Whether its input changes.",
                    "user-behaviour": "How people use it.",
                    "exception-rate": "How often a person takes over.",
                    "feedback": "What its users say.",
                    "cost": "What it costs.",
                    "business-kpi": "Whether the benefit comes.",
                    "concept-drift": "Whether right answers change.",
                    "latency": "How fast it answers.",
                    "security": "Whether it is attacked.",
                }
            ),
        ]
        | None
    ) = about("What is watched.", "prediction-quality", PRODUCTION)
    source: String | None = about(
        "Where the signal comes from.", "prometheus:triage_accuracy", PRODUCTION
    )


class Drift(Section):
    method: Prose | None = about(
        "How a change is noticed.",
        "The population stability index of ten features, against the month before the launch.",
        PRODUCTION,
    )
    threshold: Number | None = about("From which value on it counts.", "0.2", PRODUCTION)
    window: Duration | None = about("Over which time.", "P2W", PRODUCTION)
    action: (
        Annotated[
            str,
            Words(
                {
                    "alert": "Somebody is told.",
                    "retrain": "It is trained again.",
                    "fallback": "A fallback takes over.",
                    "review": "People look at it.",
                }
            ),
        ]
        | None
    ) = about("What happens then.", "review", PRODUCTION)


class Alert(Shape):
    signal: String | None = about(
        "The kind of signal that alerts.", "prediction-quality", PRODUCTION
    )
    route: String | None = about("The rota that is called.", "pagerduty:PX12AB", PRODUCTION)


class LastReview(Section):
    on: Date | None = about("The day the signals were last reviewed.", "2027-09-01", PRODUCTION)
    ref: Path | None = about("The record.", "docs/monitoring-2027-09.md", PRODUCTION)


class Monitoring(Section):
    signals: Many[Signal] | None = about("What is watched.", None, PRODUCTION, item_key="kind")
    dashboard: Path | None = about(
        "Where it is shown: a file, or an https URL.", "dashboards/triage.json", PRODUCTION
    )
    drift: Drift | None = about("How a changing world is noticed.", None, PRODUCTION)
    alerts: Many[Alert] | None = about(
        "Which signals call somebody.", None, PRODUCTION, item_key="signal"
    )
    review_every: Duration | None = about(
        "How often people look at the signals.", "P1M", PRODUCTION
    )
    last_review: LastReview | None = about("When people last looked.", None, PRODUCTION)


class Retraining(Section):
    schedule: Duration | None = about("How often it is trained again.", "P3M", PRODUCTION)
    cron: String | None = about(
        "The schedule as a cron line, where it is not a plain interval.",
        '"0 3 1 * *"',
        PRODUCTION,
    )
    trigger: Prose | None = about(
        "What else makes you train it again.",
        "Accuracy stays below 0.93 for a week, or a new supplier sends many invoices.",
        PRODUCTION,
    )
    decider: Ref | None = about("Who decides about it.", "user:default/ben.t", PRODUCTION)
    last: Date | None = about("The day it was last trained again.", "2027-08-15", PRODUCTION)


class Maintenance(Section):
    retraining: Retraining | None = about(
        "When model, prompts or index are renewed.", None, PRODUCTION
    )


class Rollback(Section):
    how: Prose | None = about(
        "How the former version comes back.",
        "The pipeline deploys the former image with its prompts and its index again.",
        PRODUCTION,
    )
    max_minutes: Amount | None = about("How many minutes that may take.", "15", PRODUCTION)
    tested_on: Date | None = about("The day it was last tried.", "2027-06-20", PRODUCTION)
    evidence: Path | None = about("What the trial showed.", "reports/rollback.md", PRODUCTION)


class Release(Section):
    pipeline: Path | None = about(
        "The pipeline that releases it.", ".github/workflows/release.yml", PRODUCTION
    )
    build_ref: Path | None = about("How it is built.", "Dockerfile", PRODUCTION)
    approval_rule: Prose | None = about(
        "Who must agree before a release.",
        "Two people approve who did not write the change, one of them from risk.",
        PRODUCTION,
    )
    rollback: Rollback | None = about("How a release is taken back.", None, PRODUCTION)
