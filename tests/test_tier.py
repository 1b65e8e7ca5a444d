import pytest

from pilotgate.ladders import Tier
from pilotgate.tier import Derived, declared, derived, effective
from tests.dossiers import document


@pytest.mark.parametrize(
    ("text", "tier", "because"),
    [
        ("", "low", ""),
        ("risk: {eu_ai_act: {class: high-risk}}", "high", "risk.eu_ai_act.class: high-risk"),
        ("risk: {eu_ai_act: {class: limited-risk}}", "low", ""),
        ("risk: {high_impact: high-impact}", "high", "risk.high_impact: high-impact"),
        ("risk: {high_impact: presumed-but-not}", "low", ""),
        ("exposure: {decision: solely-automated}", "high", "exposure.decision: solely-automated"),
        ("exposure: {decision: assists}", "low", ""),
        ("data_sources: [{id: a}, {special_categories: true}]", "high",
         "data_sources[].special_categories: true"),
        ("data_sources: [{special_categories: false}]", "low", ""),
        ("data_sources: [{id: a}, {personal_data: true}]", "medium",
         "data_sources[].personal_data: true"),
        ("data_sources: [{personal_data: false}]", "low", ""),
        ("exposure: {audience: [staff, public]}", "medium", "exposure.audience: public"),
        ("exposure: {audience: [staff, partners]}", "low", ""),
        ("cost: {at_scale: [{monthly: 5000}]}", "low", ""),  # exactly the limit
        ("cost: {at_scale: [{monthly: 1}, {monthly: 5000.01}]}", "medium",
         "cost.at_scale[].monthly above 5000"),
        ("cost: {at_scale: [{monthly: lots}, {}, a]}", "low", ""),
        ("cost: {at_scale: 9000}", "low", ""),
        ("data_sources: [{personal_data: true}]\nrisk: {high_impact: high-impact}", "high",
         "risk.high_impact: high-impact"),
    ],
)  # fmt: skip
def test_what_follows_from_what_is_declared(text: str, tier: str, because: str) -> None:
    assert derived(document(text), "5000") == Derived(Tier(tier), because)


def test_without_a_limit_spending_says_nothing() -> None:
    assert derived(document("cost: {at_scale: [{monthly: 99999}]}")).tier is Tier.LOW


@pytest.mark.parametrize(
    ("text", "own", "judged"),
    [
        ("", None, "high"),
        ("risk: {tier: low}", "low", "low"),
        ("risk: {tier: medium}", "medium", "medium"),
        ("risk: {tier: TBD}", None, "high"),
        ("risk: {tier: Low}", None, "high"),  # not a word of the ladder: not declared
        ("risk: {tier: [low]}", None, "high"),
        ("risk: {tier: low}\ndata_sources: [{personal_data: true}]", "low", "medium"),
        ("risk: {tier: high}\ndata_sources: [{personal_data: true}]", "high", "high"),
        ("risk: {tier: medium, eu_ai_act: {class: high-risk}}", "medium", "high"),
    ],
)
def test_the_higher_of_declared_and_derived(text: str, own: str | None, judged: str) -> None:
    assert declared(document(text)) == own
    assert effective(document(text)) is Tier(judged)


def test_the_limit_of_an_organisation_counts() -> None:
    text = "risk: {tier: low}\ncost: {at_scale: [{monthly: 6000}]}"
    assert effective(document(text), "5000") is Tier.MEDIUM
