from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.fields import catalogue
from pilotgate.judge import Question, judge
from pilotgate.ladders import Stage
from pilotgate.mend import Mended, mend
from pilotgate.reader import read
from pilotgate.report import Initiative
from pilotgate.source import load_policy
from pilotgate.tree import Memory

FILE = "ai-initiative.yaml"
POLICY = load_policy(["builtin:baseline"], root=".", catalogue=catalogue())
HEAD = "apiVersion: ai-initiative/v1\nmetadata: {id: invoice-triage}\n"
SECTIONS = (
    "stage: {current: poc, since: 2026-11-01}",
    "stage:\n  current: Pilot\n",
    "risk:\n  tier: high # of course\n  affects_people: yes",
    "risk: {eu_ai_act: {class: high-risk, basis: }}",
    "owners:",
    "owners: {business: {ref: TBD}}",
    "owners:\n  busines: {ref: user:default/anna.k}",
    "kpis:\n- {id: a, kind: primary}\n- id: b",
    "kpis: []",
    "stop_criteria:\n  - id: slow\n    metric: a\n    operator:\n",
    "data_sources: [{id: a, personal_data: true}]",
    "retention: {not_applicable: nothing is kept}",
    "cost: ~",
    "cost: {as_of: 2026-1-5, at_scale: [{users: '5'}]}",
    "x-own: {a: 1}",
)


def mended(text: str, stage: Stage | None = None) -> Mended:
    question = Question(POLICY, catalogue(), date(2026, 11, 21), asked=stage)
    return mend(
        FILE, text.encode(), lambda data: judge(FILE, Memory({FILE: data}), question), question
    )


def test_what_was_spelt_otherwise_is_counted_apart_from_what_was_missing() -> None:
    done = mended(f"{HEAD}risk: {{affects_people: yes}}\n")
    assert "affects_people: true" in done.after
    assert done.respelt == ("risk.affects_people (yes) is not true or false",)
    assert done.added > 0


REST = "metadata: {id: invoice-triage}\n"
VERSION = "apiVersion: ai-initiative/v1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (REST, f"{VERSION}\n{REST}"),
        (f"# ours\n\n{REST}", f"# ours\n\n{VERSION}\n{REST}"),
        (f"# ours\n---\n{REST}", f"# ours\n---\n{VERSION}\n{REST}"),
        ("metadata: {id: abc-d}\r\n", f"{VERSION}\r\nmetadata: {{id: abc-d}}\r\n"),
        ("  metadata: {id: abc-d}\n", f"  {VERSION}\n  metadata: {{id: abc-d}}\n"),
        ("{metadata: {id: abc-d}}\n", f"{{{VERSION}, metadata: {{id: abc-d}}}}\n"),
        (f"{REST}apiVersion:\n", f"{REST}{VERSION}\n"),
        (f"apiVersion: ~  # which\n{REST}", f"{VERSION}  # which\n{REST}"),
        (f"apiVersion: <version>\n{REST}", f"{VERSION}\n{REST}"),
        (f"apiversion: ai-initiative/v1\n{REST}", f"{VERSION}\n{REST}"),
        (f"apiVersion: ai-initiative/v2\n{REST}", f"apiVersion: ai-initiative/v2\n{REST}"),
        (f"apiVersion: [a]\n{REST}", f"apiVersion: [a]\n{REST}"),
    ],
)
def test_a_missing_version_is_the_one_value_that_is_written(before: str, after: str) -> None:
    question = Question(POLICY, catalogue(), date(2026, 11, 21))

    def judging(data: bytes) -> Initiative:
        return judge(FILE, Memory({FILE: data}), question)

    done = mend(FILE, before.encode(), judging, question, "manifest-valid")
    assert done.after == after
    assert done.versioned == (VERSION in after and "apiversion" not in before)
    assert done.added == 0
    again = mend(FILE, after.encode(), judging, question, "manifest-valid")
    assert (again.after, again.versioned) == (after, False)
    other = mend(FILE, before.encode(), judging, question, "bc-value-estimate")
    assert not other.versioned


def test_what_cannot_be_read_is_not_touched() -> None:
    done = mended("a: [")
    assert done.before == done.after == ""
    assert done.added == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(SECTIONS), unique_by=lambda text: text.partition(":")[0]),
    st.sampled_from([None, *Stage]),
    st.sampled_from(["\n", "", "\n\n# the end"]),
)
def test_a_second_run_changes_nothing(sections: list[str], stage: Stage | None, end: str) -> None:
    text = HEAD + "\n".join(sections) + end
    try:
        read(text.encode(), FILE)
    except Exception:  # noqa: BLE001  not a manifest at all: another test's business
        return
    asked = stage if stage is None or not stage.ended else None
    once = mended(text, asked)
    read(once.after.encode(), FILE)
    again = mended(once.after, asked)
    assert again.after == once.after
    assert not again.respelt
    assert not again.added


@pytest.mark.parametrize("stage", [Stage.POC, Stage.PILOT, Stage.PRODUCTION])
def test_placeholders_never_make_a_manifest_pass(stage: Stage) -> None:
    last = mended(HEAD, stage).last
    assert last is not None
    assert last.decision == "blocked"
    assert not [finding for finding in last.findings if finding.rule == "manifest-valid"]
