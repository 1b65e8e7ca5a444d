"""What an initiative is worth, how that is measured, and when to give it up."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import (
    Amount,
    Currency,
    Date,
    Direction,
    Duration,
    Id,
    Number,
    Path,
    Prose,
    Rate,
    Ref,
    String,
    Words,
)

IN_VALUE_CURRENCY = "business_case.value.currency"


class Scope(Section):
    in_: Many[String] | None = about("What it covers.", "[domestic invoices]", POC, key="in")
    out: Many[String] | None = about(
        "What it does not cover.", "[credit notes, foreign currency]", POC
    )


class Value(Section):
    annual: Number | None = about(
        "What it is worth in a year, at target scale.", "180000", POC, currency=IN_VALUE_CURRENCY
    )
    currency: Currency | None = about("The currency of the value (ISO 4217).", "EUR", POC)
    method: Prose | None = about(
        "The arithmetic that links the value to the primary KPI.",
        "(11 - 4) minutes saved x 90,000 invoices a year x 17 EUR an hour",
        POC,
    )


class Alternative(Shape):
    kind: (
        Annotated[
            str,
            Words(
                {
                    "rules": "Fixed rules or a script.",
                    "process": "Changing the process instead.",
                    "integration": "Connecting the systems instead.",
                    "data-cleanup": "Mending the data instead.",
                    "buy": "Buying it ready-made.",
                    "do-nothing": "Leaving things as they are.",
                }
            ),
        ]
        | None
    ) = about("What else could be done.", "rules", POC)
    rejected_because: Prose | None = about(
        "Why it is not enough.",
        "rules reach 61 % on the 2025 sample, threshold is 90 %",
        POC,
    )
    value: Number | None = about("What it reaches on the primary KPI.", "7.5", POC)


class ProcessChange(Section):
    description: Prose | None = about(
        "How the work changes.",
        "Clerks confirm the proposed cost centre instead of looking it up, and only the doubtful "
        "invoices go to the team lead.",
        PILOT,
    )
    owner: Ref | None = about("Who changes the work.", "user:default/anna.k", PILOT)
    ref: Path | None = about("The new process, written down.", "docs/process.md", PILOT)


class ErrorTolerance(Section):
    max_rate: Rate | None = about(
        "The share of wrong results the business can bear.", "0.05", PILOT
    )
    cost_per_error: Amount | None = about(
        "What one wrong result costs.", "38", PILOT, currency=IN_VALUE_CURRENCY
    )
    worst_case: Prose | None = about(
        "The worst thing a wrong result can do.",
        "A supplier is paid from the wrong budget and the books close with it.",
        PILOT,
    )


class BusinessCase(Section):
    problem: Prose | None = about(
        "What is slow, costly, risky or undecided today and for whom.",
        "Accounts payable spends eleven minutes per invoice on assigning the cost centre and "
        "forty percent are corrected later.",
        POC,
    )
    improves: (
        Many[
            Annotated[
                str,
                Words(
                    {
                        "process": "Work gets faster or simpler.",
                        "cost": "Something gets cheaper.",
                        "risk": "Something gets safer.",
                        "decision": "Decisions get better.",
                    }
                ),
            ]
        ]
        | None
    ) = about("What gets better.", None, POC)
    scope: Scope | None = about("What it covers and what not.", None, POC)
    value: Value | None = about("What it is worth.", None, POC)
    alternatives: Many[Alternative] | None = about(
        "What else was considered, with and without AI.", None, POC, item_key="kind"
    )
    process_change: ProcessChange | None = about("How the work changes.", None, PILOT)
    error: ErrorTolerance | None = about("How wrong it may be.", None, PILOT)


class KpiBaseline(Section):
    value: Number | None = about("The value before the initiative.", "11.0", POC)
    measured_on: Date | None = about("The day it was measured.", "2026-08-20", POC)
    source: Path | None = about(
        "The file the value was measured in.", "docs/baseline-2026-08.csv", POC
    )


class KpiResult(Section):
    value: Number | None = about("The value measured last.", "4.6", PRODUCTION)
    measured_on: Date | None = about("The day it was measured.", "2027-06-30", PRODUCTION)
    evidence: Path | None = about(
        "The file the value was measured in.", "reports/kpi-2027-06.csv", PRODUCTION
    )


class Kpi(Shape):
    id: Id | None = about("A short name that stays.", "minutes-per-invoice", POC)
    name: String | None = about("What it is called in a report.", "Handling time", POC)
    kind: (
        Annotated[
            str,
            Words(
                {
                    "primary": "The one number it is done for; exactly one.",
                    "guardrail": "What must not get worse.",
                    "adoption": "Whether people use it.",
                    "model": "How good the model is.",
                    "cost": "What it costs.",
                }
            ),
        ]
        | None
    ) = about("Its part in the business case.", "primary", POC)
    unit: Id | None = about(
        "Its unit: a UCUM code such as min, h or 1, or a currency code.", "min", POC
    )
    direction: Direction | None = about("Which way is better.", "down", POC)
    baseline: KpiBaseline | None = about("The value before the initiative.", None, POC)
    threshold: Number | None = about("The value at which the next stage is paid for.", "5.0", POC)
    target: Number | None = about("The value hoped for.", "4.0", POC)
    last: KpiResult | None = about("The value measured last.", None, PRODUCTION)
    source: String | None = about(
        "Where it is measured: a path, or file:, sql: or prometheus: and the query.",
        "metrics/minutes-per-invoice.sql",
        PILOT,
    )
    cadence: Duration | None = about("How often it is measured.", "P1M", PILOT)


class StopEvaluation(Section):
    on: Date | None = about("The day the criterion was last looked at.", "2027-01-31", PILOT)
    value: Number | None = about("The value on that day.", "6.2", PILOT)
    evidence: Path | None = about(
        "The file the value comes from.", "reports/stop-2027-01.md", PILOT
    )


class StopCriterion(Shape):
    id: Id | None = about("A short name that stays.", "too-slow", POC)
    condition: (
        Annotated[
            str,
            Words(
                {
                    "no-business-case": "The benefit does not come.",
                    "simpler-automation": "Something simpler does it as well.",
                    "data-too-weak": "The data cannot carry it.",
                    "cost-exceeds-value": "It costs more than it brings.",
                    "no-user-trust": "Its users do not rely on it.",
                    "compliance-risk": "The law or the risk forbids it.",
                    "no-business-owner": "Nobody answers for the benefit.",
                    "complexity-without-value": "It grows without getting better.",
                    "other": "A reason of your own.",
                }
            ),
        ]
        | None
    ) = about("Which reason to stop it watches.", "no-business-case", PILOT)
    metric: String | None = about(
        "What is watched: a KPI id, evaluation:<metric>, cost.at_scale, owners.business, "
        "or manual:<name> for a number entered by hand.",
        "minutes-per-invoice",
        POC,
    )
    operator: (
        Annotated[
            str,
            Words(
                {
                    "lt": "Stop when the value is less than the threshold.",
                    "lte": "Stop when it is at most the threshold.",
                    "gt": "Stop when it is more than the threshold.",
                    "gte": "Stop when it is at least the threshold.",
                    "eq": "Stop when it equals the threshold.",
                    "missing": "Stop when there is no value; needs no threshold.",
                }
            ),
        ]
        | None
    ) = about("How value and threshold are compared.", "gt", POC)
    threshold: Number | None = about("The value that trips it.", "7.0", POC)
    action: (
        Annotated[
            str,
            Words(
                {
                    "stop": "Give the initiative up.",
                    "rebuild": "Keep the goal, change the solution.",
                    "pause": "Wait until it is decided.",
                }
            ),
        ]
        | None
    ) = about("What happens when it trips.", "stop", POC)
    owner: Ref | None = about("Who looks at it and acts.", "user:default/anna.k", POC)
    review_every: Duration | None = about("How often it is looked at.", "P2M", PILOT)
    last_evaluated: StopEvaluation | None = about("When it was last looked at.", None, PILOT)
    not_applicable: Prose | None = about(
        "Why this condition cannot occur here.",
        "Nobody opens the system: it writes into a form that clerks use anyway.",
        PILOT,
    )
