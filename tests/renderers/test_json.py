import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry

from pilotgate.finding import State
from pilotgate.ladders import Evidence, Level, Stage, Tier
from pilotgate.renderers.json_ import render
from pilotgate.renderers.terminal import invisible
from pilotgate.report import COUNTED, Decision
from pilotgate.shapes import report as shape
from tests import reports
from tests.corpora import corpus
from tests.renderers.test_text import SAMPLES

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(
    SCHEMA, registry=Registry(), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
)


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples(sample: str, golden: Callable[[str, str], None]) -> None:
    text = render(SAMPLES[sample]())
    VALIDATOR.validate(json.loads(text))
    shape.Report.model_validate_json(text)
    golden(f"{sample}.json", text)


def test_the_schema_is_itself_valid_and_current() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert json.loads(shape.report_schema()) == SCHEMA


def test_the_order_of_keys_is_the_contract() -> None:
    data = json.loads(render(reports.blocked()))
    assert list(data) == [
        *("schema", "tool", "as_of", "options", "policy", "change", "repositories"),
        *("initiatives", "summary", "errors", "exit_code", "command", "sentence", "next"),
    ]
    assert list(data["initiatives"][0]) == [
        *("id", "name", "file", "repository", "stage", "asked", "tier", "move", "decision"),
        *("recommendation", "sentence", "holds_until", "counts", "matrix", "findings"),
    ]
    assert list(data["initiatives"][0]["findings"][0]) == [
        *("rule", "pack", "dimension", "clause", "level", "outcome", "state", "field", "message"),
        *("fix", "owner", "file", "span", "rule_span", "evidence", "until", "waiver"),
        *("fingerprint", "title", "help", "next"),
    ]
    assert list(data["initiatives"][0]["counts"]) == list(COUNTED)
    assert data["summary"] == {"initiatives": 1, "pass": 0, "blocked": 1, "none": 0}


def test_findings_and_initiatives_are_in_order_whatever_order_they_came_in() -> None:
    report = reports.blocked()
    first = report.initiatives[0]
    turned = report.but(initiatives=(first.but(findings=first.findings[::-1]),))
    assert render(turned) == render(report)
    both = reports.several()
    assert render(both.but(initiatives=both.initiatives[::-1])) == render(both)
    places = [
        (finding["file"], finding["span"]["line"], finding["span"]["column"], finding["rule"])
        for finding in json.loads(render(report))["initiatives"][0]["findings"]
    ]
    assert places == sorted(places)


def test_the_change_and_the_waiver() -> None:
    data = json.loads(render(reports.several()))
    assert data["change"] == {
        "base": "a" * 40,
        "head": "b" * 40,
        "branch": "production",
        "implied": "production",
    }
    assert data["initiatives"][1]["move"] == {"from": "pilot", "to": "production"}
    waivers = [
        finding["waiver"]
        for finding in json.loads(render(reports.blocked()))["initiatives"][0]["findings"]
        if finding["state"] == "waived"
    ]
    assert waivers == [
        {
            "approved_by": "user:default/risk.desk",
            "expires_on": "2027-01-31",
            "on_base": False,
            "line": 4,
        }
    ]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (Stage, ("Initiative", "stage", "anyOf", 0)),
        (Tier, ("Initiative", "tier", "anyOf", 0)),
        (Decision, ("Initiative", "decision")),
        (Level, ("Finding", "level")),
        (State, ("Finding", "state")),
        (Evidence, ("Depth", "needed")),
    ],
)
def test_the_schema_knows_our_words(words: Any, place: tuple[str | int, ...]) -> None:
    model, name, *rest = place
    node = SCHEMA["definitions"][model]["properties"][name]
    for step in rest:
        node = node[step]
    assert node["enum"] == [word.value for word in words]


def test_every_key_is_required_and_no_other_is_allowed() -> None:
    for part in (SCHEMA, *SCHEMA["definitions"].values()):
        assert part["required"] == list(part["properties"])
        assert part["additionalProperties"] is False
    data = json.loads(render(reports.blocked()))
    for broken in ({**data, "more": 1}, {**data, "exit_code": 5}, {**data, "as_of": "tomorrow"}):
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(broken)


def test_the_layout() -> None:
    text = render(reports.passing())
    assert text.startswith('{\n  "schema": "pilotgate-report/v1",\n  "tool": {\n')
    assert text.endswith("}\n")
    assert "処理時間" in render(reports.blocked())


def _strings(data: Any) -> set[str]:
    if isinstance(data, dict):
        return {text for item in data.items() for part in item for text in _strings(part)}
    if isinstance(data, list):
        return {text for part in data for text in _strings(part)}
    return {data} if isinstance(data, str) else set()


def _check(text: str) -> None:
    written = render(reports.hostile(text))
    assert not any(map(invisible, written.replace("\n", "")))
    written.encode()
    data = json.loads(written)
    VALIDATOR.validate(data)
    finding = data["initiatives"][0]["findings"][0]
    for key in ("rule", "title", "field", "message", "fix", "file"):
        assert finding[key] == text
    assert data["initiatives"][0]["id"] == text
    assert text in data["initiatives"][0]["matrix"]
    assert data["repositories"][0]["name"] == text
    assert text in _strings(data)


@settings(deadline=None)
@given(st.text(max_size=100) | st.text('\x00\x1b\x7f\x85\u2028\u202e\\"\U000e0041', max_size=20))
def test_every_text_comes_back_as_it_was(text: str) -> None:
    _check(text)


def test_a_file_name_that_is_not_utf8_is_shown_by_its_code() -> None:
    data = json.loads(render(reports.hostile("caf\udce9")))
    assert data["initiatives"][0]["id"] == r"caf\udce9"


def test_naughty_strings() -> None:
    strings = json.loads(corpus("naughty-strings/blns.json").read_text())
    assert len(strings) == 515
    for text in strings:
        _check(text)
