"""The models as a typed library: strict, frozen, and the same demands as the schema."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from pilotgate.shapes.base import NotApplicable
from pilotgate.shapes.initiative import Initiative
from pilotgate.shapes.people import People
from pilotgate.shapes.waivers import Ledger


def initiative(**sections: Any) -> Initiative:
    head = {"apiVersion": "ai-initiative/v1", "metadata": {"id": "invoice-triage"}}
    return Initiative.model_validate({**head, **sections})


def test_values_are_typed() -> None:
    found = initiative(
        kpis=[{"id": "a", "threshold": 5.1, "baseline": {"measured_on": "2026-08-20"}}],
        decision_log=[{"from": "poc", "to": "pilot"}],
    )
    assert isinstance(found.kpis, tuple)
    kpi = found.kpis[0]
    assert kpi.threshold == Decimal("5.1")
    assert kpi.baseline is not None
    assert kpi.baseline.measured_on == date(2026, 8, 20)
    assert isinstance(found.decision_log, tuple)
    assert found.decision_log[0].from_ == "poc"


def test_a_reason_may_stand_in_place_of_a_list_or_a_section() -> None:
    found = initiative(
        vendors={"not_applicable": "no vendor involved"},
        review={"not_applicable": "not in production"},
    )
    assert isinstance(found.vendors, NotApplicable)
    assert found.review is not None
    assert found.review.not_applicable == "not in production"


def test_keys_that_begin_with_x_are_free() -> None:
    assert initiative(**{"x-own": [1, {"a": None}]}).metadata.id == "invoice-triage"


@pytest.mark.parametrize(
    "sections",
    [
        {"stage": {"current": "prodution"}},
        {"stage": {"curent": "poc"}},
        {"stage": {"current": True}},
        {"risk": {"affects_people": "yes"}},
        {"risk": {"affects_people": 1}},
        {"retention": {"prompts": "6 months"}},
        {"retention": {"system_logs": "none"}},
        {"business_case": {"error": {"max_rate": 5}}},
        {"business_case": {"value": {"annual": float("nan")}}},
        {"owners": {"business": {"ref": "Anna K"}}},
        {"review": {"not_applicable": "no", "next_on": "2026-01-01"}},
        {"operations": {"slo": [{"sli": "availability", "objective": 99.9}]}},
        {"operations": {"slo": [{"sli": "quality:"}]}},
        {"kpis": {"id": "a"}},
        {"stage": {"since": "2026-02-30"}},
    ],
)
def test_what_is_refused(sections: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        initiative(**sections)


def test_models_are_frozen() -> None:
    found = initiative()
    with pytest.raises(ValidationError):
        found.apiVersion = "other"  # type: ignore[misc]


def test_open_enumerations() -> None:
    found = initiative(operations={"slo": [{"sli": "quality:f1"}, {"sli": "x-own"}]})
    assert found.operations is not None


def test_a_waiver_needs_everything_but_field_and_ticket() -> None:
    entry = {
        "rule": "ho-appeal",
        "initiative": "invoice-triage",
        "stage": "production",
        "gap": ["9b74c9897bac770ffc029102a200c5de"],
        "reason": "The appeal desk opens in March.",
        "requested_by": "user:default/ben.t",
        "approved_by": "user:default/risk.desk",
        "granted_on": "2027-01-10",
        "expires_on": "2027-03-31",
        "compensating_control": "Objections go to the team lead.",
    }
    ledger = Ledger.model_validate({"apiVersion": "ai-waivers/v1", "waivers": [entry]})
    assert ledger.waivers[0].expires_on == date(2027, 3, 31)
    for key in entry:
        less = {name: value for name, value in entry.items() if name != key}
        with pytest.raises(ValidationError):
            Ledger.model_validate({"apiVersion": "ai-waivers/v1", "waivers": [less]})


def test_people() -> None:
    people = People.model_validate(
        {"apiVersion": "ai-people/v1", "people": [{"ref": "user:anna.k", "aliases": ["@anna-k"]}]}
    )
    assert people.people[0].aliases == ("@anna-k",)
