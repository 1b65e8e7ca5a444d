"""`ai-baseline.yaml`: the gaps that were known on adoption, each with its due date."""

from typing import Annotated

from pilotgate.shapes.base import Listed, Shape, about
from pilotgate.shapes.types import Date, Id, String, Words


class KnownGap(Shape):
    initiative: Id = about("The initiative that has the gap.", "invoice-triage", required=True)
    rule: Id = about("The rule that is not met.", "ow-bus-factor", required=True)
    field: String = about("The field the rule asks for.", "owners.*.deputy", required=True)
    recorded_on: Date = about("The day it was recorded.", "2026-11-20", required=True)
    due_on: Date = about("The day by which it is closed.", "2027-05-31", required=True)


class Baseline(Shape):
    """The gaps of adopted initiatives: known, dated, and only ever fewer."""

    apiVersion: Annotated[  # noqa: N815  the name in the file
        str, Words({"ai-baseline/v1": "The first version."})
    ] = about("The version of this file's vocabulary.", "ai-baseline/v1", required=True)
    gaps: Listed[KnownGap] = about("The gaps.", None, item_key="rule", default=())
