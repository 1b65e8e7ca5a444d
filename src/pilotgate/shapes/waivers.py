"""`ai-waivers.yaml`, the ledger: who permitted which gap, until when and why."""

from typing import Annotated

from pilotgate.shapes.base import NEVER, Listed, Shape, about
from pilotgate.shapes.types import Date, Id, Prose, Ref, StageName, String, Words


class Waiver(Shape):
    rule: Id = about("The rule whose gap is permitted.", "ho-appeal", required=True)
    initiative: Id = about("The initiative it is permitted for.", "invoice-triage", required=True)
    stage: StageName = about("The highest stage it is permitted for.", "production", required=True)
    field: String | None = about(
        "The one field it is permitted for, where the rule asks for several.",
        "human_oversight.appeal.how",
        NEVER,
    )
    gap: Listed[String] = about(
        "The fingerprints that `pilotgate waivers request RULE` prints.",
        "[9b74c9897bac770ffc029102a200c5de]",
        required=True,
    )
    reason: Prose = about(
        "Why the gap is bearable.", "The appeal desk opens in March.", required=True
    )
    requested_by: Ref = about("Who asked for it.", "user:default/ben.t", required=True)
    approved_by: Ref = about(
        "Who permitted it: somebody on the list of approvers, and no owner.",
        "user:default/risk.desk",
        required=True,
    )
    granted_on: Date = about("The day it was permitted.", "2027-01-10", required=True)
    expires_on: Date = about("The last day on which it counts.", "2027-03-31", required=True)
    compensating_control: Prose = about(
        "What keeps the risk down meanwhile.",
        "Every objection goes to the team lead by e-mail.",
        required=True,
    )
    ticket: String | None = about("The ticket it was asked for in.", "GOV-88", NEVER)


class Ledger(Shape):
    """Gaps that are permitted for a time, each with a reason and somebody who approved it."""

    apiVersion: Annotated[  # noqa: N815  the name in the file
        str, Words({"ai-waivers/v1": "The first version."})
    ] = about("The version of this file's vocabulary.", "ai-waivers/v1", required=True)
    waivers: Listed[Waiver] = about("The waivers.", None, item_key="rule", default=())
