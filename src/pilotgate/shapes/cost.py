"""What it costs at today's and at target scale, and what depends on a vendor."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, POC, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import (
    Amount,
    Boolean,
    Currency,
    Date,
    Duration,
    Id,
    Integer,
    Path,
    Prose,
    Rate,
    String,
    Words,
)

IN_COST_CURRENCY = "cost.currency"


class LoadTest(Section):
    on: Date | None = about("The day of the load test.", "2027-06-15", PRODUCTION)
    peak_rps: Amount | None = about("The requests per second it bore.", "45", PRODUCTION)
    report: Path | None = about("The report.", "reports/load-2027-06.json", PRODUCTION)


class Scale(Section):
    users_now: Integer | None = about("How many people use it today.", "20", POC)
    users_target: Integer | None = about("How many people are to use it.", "2000", POC)
    peak_rps_target: Integer | None = about("How many requests per second it must bear.", "40", POC)
    load_test: LoadTest | None = about("Whether it bears that.", None, PRODUCTION)


class UnitCost(Section):
    per: (
        Annotated[
            str,
            Words(
                {
                    "request": "One call.",
                    "user-month": "One user for a month.",
                    "document": "One document.",
                    "1k-tokens": "A thousand tokens.",
                }
            ),
        ]
        | None
    ) = about("Of what.", "document", POC)
    value: Amount | None = about("What one costs.", "0.06", POC, currency=IN_COST_CURRENCY)


class CostPoint(Shape):
    users: Integer | None = about("With how many users.", "2000", POC)
    requests_month: Integer | None = about("With how many requests a month.", "150000", POC)
    monthly: Amount | None = about("What it costs a month.", "6400", POC, currency=IN_COST_CURRENCY)


class Build(Section):
    estimate: Amount | None = about(
        "What building it costs.", "60000", POC, currency=IN_COST_CURRENCY
    )


class IntegrationCost(Section):
    estimate: Amount | None = about(
        "What connecting it costs; often more than building it.",
        "140000",
        POC,
        currency=IN_COST_CURRENCY,
    )
    basis: Prose | None = about(
        "What the estimate rests on.",
        "Two interfaces to the ERP and one to the archive, as our system house quoted "
        "them in August, tests and training included",
        POC,
    )


class MaintenanceCost(Section):
    monthly: Amount | None = about(
        "What keeping it good costs a month.", "2500", PILOT, currency=IN_COST_CURRENCY
    )


class Budget(Section):
    monthly: Amount | None = about(
        "The budget of a month.", "8000", PILOT, currency=IN_COST_CURRENCY
    )
    hard_limit: Amount | None = about(
        "At which amount it is switched off.", "10000", PILOT, currency=IN_COST_CURRENCY
    )
    alert_at: Rate | None = about("At which share of the budget somebody is told.", "0.8", PILOT)


class Cost(Section):
    currency: Currency | None = about("The currency of all costs (ISO 4217).", "EUR", POC)
    as_of: Date | None = about("The day the prices were looked up.", "2026-09-05", POC)
    unit: UnitCost | None = about("What one use costs.", None, POC)
    at_scale: Many[CostPoint] | None = about(
        "What it costs with today's and with the target number of users.",
        None,
        POC,
        item_key="users",
    )
    build: Build | None = about("What building it costs.", None, POC)
    integration: IntegrationCost | None = about("What connecting it costs.", None, POC)
    maintenance: MaintenanceCost | None = about("What keeping it good costs.", None, PILOT)
    budget: Budget | None = about("What may be spent.", None, PILOT)


class Exit(Section):
    alternative: Prose | None = about(
        "What would take its place.",
        "An open model of the same size, running on our own servers.",
        PILOT,
    )
    effort_days: Amount | None = about("How many working days the change takes.", "20", PILOT)
    abstraction: Prose | None = about(
        "What keeps the vendor replaceable.",
        "All calls go through one adapter module that has tests of its own.",
        PILOT,
    )
    tested_on: Date | None = about("The day the change was last tried.", "2027-04-10", PILOT)


class ChangeDetection(Section):
    method: Prose | None = about(
        "How a silent change is noticed.",
        "Forty cases of the golden set run against the live interface every night.",
        PRODUCTION,
    )
    run_every: Duration | None = about("How often that runs.", "P1D", PRODUCTION)


class Vendor(Shape):
    id: Id | None = about("A short name that stays.", "llm-host", PILOT)
    service: String | None = about("What you buy.", "hosted language model", PILOT)
    contract_ref: String | None = about("The contract's number.", "C-2026-0815", PILOT)
    dpa_ref: String | None = about(
        "The number of the data processing agreement.", "DPA-2026-044", PILOT
    )
    region: String | None = about("Where the data is processed.", "eu-central", PILOT)
    change_notice: Duration | None = about("How long before a change you are told.", "P30D", PILOT)
    rate_limit: Amount | None = about("Requests per second you may send.", "50", PILOT)
    trains_on_our_data: Boolean | None = about(
        "May the vendor train models on your data?", "false", PILOT
    )
    metered: Boolean | None = about("Do you pay by use?", "true", PILOT)
    exit: Exit | None = about("How you get away from it.", None, PILOT)
    change_detection: ChangeDetection | None = about(
        "How you notice that the service has changed.", None, PRODUCTION
    )
