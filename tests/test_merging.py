"""Merging: an example into the manifest that passes the pack."""

import pytest

from pilotgate.compiler.layer import plain
from pilotgate.merging import merged
from pilotgate.reader import read

BASE = "risk: {tier: low, assessed_on: 2026-01-01}\nkpis: [{id: a, unit: x}, {id: b, unit: y}]\n"


def whole(example: str) -> object:
    above, below = (read(text.encode(), "x.yaml").root for text in (example, BASE))
    return plain(merged(below, above))


KPIS = [{"id": "a", "unit": "x"}, {"id": "b", "unit": "y"}]
RISK = {"tier": "low", "assessed_on": "2026-01-01"}


@pytest.mark.parametrize(
    ("example", "expected"),
    [
        ("risk: {tier: high}", {"risk": {**RISK, "tier": "high"}, "kpis": KPIS}),
        ("risk: null", {"risk": None, "kpis": KPIS}),
        ("kpis: []", {"risk": RISK, "kpis": []}),
        ("scale: {users_now: 3}", {"risk": RISK, "kpis": KPIS, "scale": {"users_now": "3"}}),
        (
            '"kpis[id=b].unit": z',
            {"risk": RISK, "kpis": [KPIS[0], {"id": "b", "unit": "z"}]},
        ),
        (
            '"kpis[].baseline.value": 3',
            {"risk": RISK, "kpis": [{**one, "baseline": {"value": "3"}} for one in KPIS]},
        ),
        ('"risk.*": null', {"risk": {"tier": None, "assessed_on": None}, "kpis": KPIS}),
        (
            "risk.acceptance.by: anna.k",
            {"risk": {**RISK, "acceptance": {"by": "anna.k"}}, "kpis": KPIS},
        ),
    ],
)
def test_an_example_is_merged(example: str, expected: object) -> None:
    assert whole(example) == expected


@pytest.mark.parametrize("place", ["kpis[id=c].unit", "risk[].x", "nothing.*.x"])
def test_a_place_that_is_not_there(place: str) -> None:
    with pytest.raises(ValueError, match="there is no such place to set"):
        whole(f'"{place}": z')


def test_the_manifest_below_is_not_changed() -> None:
    below = read(BASE.encode(), "x.yaml").root
    before = plain(below)
    merged(below, read(b'"kpis[].unit": z\nrisk: {tier: high}', "x.yaml").root)
    assert plain(below) == before
