"""What is said about a value of the wrong form."""

import pytest

from pilotgate.document import START, Scalar
from pilotgate.fields import FieldInfo
from pilotgate.shape_words import HINTS, describe


@pytest.mark.parametrize(
    ("text", "replacement"),
    [
        ("6 months", "P6M"),
        ("6 Month", "P6M"),
        ("1 year", "P1Y"),
        ("90d", "P90D"),
        ("72 hrs", "PT72H"),
        ("30 min", "PT30M"),
        ("2 weeks", "P2W"),
        ("p6m", "P6M"),
        ("0 days", None),
        ("half a year", None),
        ("6 m", None),
        ("99999 days", None),
    ],
)
def test_durations_as_people_write_them(text: str, replacement: str | None) -> None:
    info = FieldInfo("stage.max_duration", "duration")
    assert describe("f", Scalar(text, "", START), info).replacement == replacement


@pytest.mark.parametrize("kind", HINTS)
def test_every_type_says_what_to_write(kind: str) -> None:
    wording = describe("f", Scalar("!?", '"', START), FieldInfo("f", kind))
    assert wording.text.startswith("f ")
    assert wording.fix


def test_secrets_are_never_shown() -> None:
    text = "ghp_" + "a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F8"
    for kind in HINTS:
        wording = describe("f", Scalar(text, "", START), FieldInfo("f", kind))
        assert "ghp_" not in wording.text + wording.fix
