"""The shape of a document: which places are wrong, and what is said about them."""

import builtins
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pilotgate import schema
from pilotgate.errors import MissingExtra
from pilotgate.fields import FieldInfo, catalogue
from pilotgate.instance import Instance
from pilotgate.reader import read
from pilotgate.schema import ShapeProblem, check, matcher

HEAD = "apiVersion: ai-initiative/v1\nmetadata: {id: invoice-triage}\n"
ROOT = Path(__file__).parent.parent
SMALLEST = """\
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage, name: Invoice triage, description: Reads supplier invoices and proposes the cost centre.}
stage: {current: poc, since: 2026-09-01, max_duration: P6M, target: pilot}
risk: {tier: low, affects_people: false, assessed_on: 2026-09-02, assessed_by: user:default/risk.desk,
  eu_ai_act: {role: [deployer], class: minimal-risk, basis: "no Annex III point; internal document routing"}}
owners:
  business:  {ref: user:default/anna.k, accepted_on: 2026-09-03}
  technical: {ref: user:default/ben.t}
  data:      {ref: user:default/carla.m}
business_case:
  problem: Accounts payable spends eleven minutes per invoice on assigning the cost centre and forty percent are corrected later.
  improves: [process, cost]
  scope: {in: [domestic invoices], out: [credit notes, foreign currency]}
  value: {annual: 180000, currency: EUR, method: "(11 - 4) min x 90,000 invoices x 17 EUR/h"}
  alternatives: [{kind: rules, rejected_because: "rules reach 61 % on the 2025 sample, threshold is 90 %"}]
kpis:
  - {id: minutes-per-invoice, name: Handling time, kind: primary, unit: min, direction: down,
     baseline: {value: 11.0, measured_on: 2026-08-20, source: docs/baseline-2026-08.csv}, threshold: 5.0, target: 4.0}
stop_criteria:
  - {id: too-slow, condition: no-business-case, metric: minutes-per-invoice, operator: gt, threshold: 7.0,
     action: stop, owner: user:default/anna.k, review_every: P2M}
fallbacks:
  - {trigger: low-confidence, behaviour: clerk assigns the cost centre by hand, owner: user:default/ben.t}
retention: {prompts: P30D, outputs: P12M, training_data: P12M}
exposure: {audience: [staff], workers_subject: false, decision: none}
models:
  - {id: triage, kind: classical, hosting: self, learned: trained-by-us, retrieval: false}
data_sources:
  - {id: erp-invoices, system: SAP FI, owner: user:default/carla.m, classification: confidential, personal_data: false}
integrations:
  - {system: SAP FI, direction: both, owner: user:default/ben.t}
scale: {users_now: 20, users_target: 2000}
cost:
  currency: EUR
  as_of: 2026-09-05
  build: {estimate: 60000}
  integration: {estimate: 140000, basis: "two SAP interfaces, quote 2026-08-28"}
  at_scale: [{users: 20, requests_month: 1500, monthly: 90}, {users: 2000, requests_month: 150000, monthly: 6400}]
timeline: {start: 2026-09-01, production_target: 2027-08-31}
"""  # noqa: E501  as the vocabulary prints it


def problems(text: str) -> list[ShapeProblem]:
    return check(read(text.encode(), "m.yaml"))


def only(text: str) -> ShapeProblem:
    found = problems(HEAD + text)
    assert len(found) == 1, found
    return found[0]


def test_the_smallest_useful_manifest_has_no_problem() -> None:
    assert problems(SMALLEST) == []


@pytest.mark.parametrize(
    "text",
    [
        "vendors: {not_applicable: no vendor involved}",
        "review: {not_applicable: not in production, x-note: 1}",
        "stage: {current: TBD, since: <date>, max_duration: TODO}",
        "kpis: [{id: x, unit: '%', kind: x, threshold: x}]",
        "owners: {business: {ref: x, accepted_on: n/a}}",
        "kpis:",
        "kpis: []",
        "operations: {slo: [{sli: quality:f1}, {sli: x-own, objective: 400}]}",
        "operations: {slo: [{sli: latency-p95-ms, objective: 400}]}",
        "retention: {prompts: none, outputs: P30D}",
        "x-own: {anything: [NO, ~, 2026-02-30]}",
        "business_case: {value: {annual: -5.5e3}}",
        "stop_criteria: [{id: a, not_applicable: no users of its own}]",
    ],
)
def test_what_is_no_problem(text: str) -> None:
    assert problems(HEAD + text) == []


@pytest.mark.parametrize(
    ("text", "invariant", "says", "fix", "replacement"),
    [
        (
            "stage: {current: prodution}",
            "manifest-valid",
            (
                'stage.current "prodution" is not one of poc, pilot, production, stopped, retired: '
                'did you mean "production"?'
            ),
            "write production",
            None,
        ),
        (
            "stage: {current: Pilot}",
            "manifest-valid",
            (
                'stage.current "Pilot" is not one of poc, pilot, production, stopped, retired: '
                'did you mean "pilot"?'
            ),
            "write pilot",
            "pilot",
        ),
        (
            "stage: {curent: poc}",
            "manifest-valid",
            'there is no field "curent" in stage: did you mean "current"?',
            "rename it to current",
            "current",
        ),
        (
            "stage: {since: 2026-02-30}",
            "dates-sane",
            "stage.since (2026-02-30) is not a day of the calendar",
            "write a day that exists, as YYYY-MM-DD",
            None,
        ),
        (
            "stage: {since: 2026/9/1}",
            "dates-sane",
            'stage.since "2026/9/1" is not written as YYYY-MM-DD',
            "write 2026-09-01",
            "2026-09-01",
        ),
        (
            "stage: {max_duration: 6 months}",
            "dates-sane",
            'stage.max_duration "6 months" is not an ISO 8601 duration',
            "write P6M",
            "P6M",
        ),
        (
            "stage: {max_duration: P0D}",
            "units-sane",
            "stage.max_duration (P0D) is no time at all",
            "write a duration that is longer than nothing",
            None,
        ),
        (
            "retention: {system_logs: none}",
            "dates-sane",
            "retention.system_logs cannot be none: it is a time that passes",
            "write an ISO 8601 duration: P6M is six months, P90D ninety days, PT72H 72 hours",
            None,
        ),
        (
            "models: [{id: triage, version: 1.10}]",
            "manifest-valid",
            "models[triage].version: other programs read 1.10 as a number, 1.1: quote it",
            'write "1.10", with the quotes',
            '"1.10"',
        ),
        (
            "retention: {archive: 22:22}",
            "manifest-valid",
            "retention.archive: other programs read 22:22 as something else than a text: quote it",
            'write "22:22", with the quotes',
            '"22:22"',
        ),
        (
            "risk: {affects_people: yes}",
            "manifest-valid",
            "risk.affects_people (yes) is not true or false",
            "write true",
            "true",
        ),
        (
            "risk: {affects_people: 'false'}",
            "manifest-valid",
            "risk.affects_people ('false') is not true or false",
            "write false",
            "false",
        ),
        (
            'kpis: [{id: a, threshold: "5.0"}]',
            "manifest-valid",
            'kpis[a].threshold ("5.0") is a text: a number has no quotes',
            "write 5.0",
            "5.0",
        ),
        (
            "kpis: [{id: a}, {id: a, threshold: 1_000}]",
            "manifest-valid",
            'kpis[#2].threshold "1_000" is not a number',
            "write 1000",
            "1000",
        ),
        (
            "business_case: {error: {max_rate: 5}}",
            "units-sane",
            "business_case.error.max_rate (5) is a share and lies between 0 and 1",
            "write 0.05 for 5 %",
            None,
        ),
        (
            "scale: {users_now: -1}",
            "units-sane",
            "scale.users_now (-1) cannot be negative",
            "write a number of at least 0",
            None,
        ),
        (
            "scale: {users_now: 2.5}",
            "manifest-valid",
            "scale.users_now (2.5) is not a whole number",
            "write a whole number, such as 20, without quotes or unit",
            None,
        ),
        (
            "cost: {currency: eur}",
            "units-sane",
            'cost.currency "eur" is not a currency of ISO 4217',
            "write EUR",
            "EUR",
        ),
        (
            "cost: {build: {estimate: .inf}}",
            "units-sane",
            "cost.build.estimate (.inf) is not a finite number",
            "write a number, such as 5.0, without quotes, unit or percent sign",
            None,
        ),
        (
            "operations: {slo: [{sli: availability, objective: 99.9}]}",
            "units-sane",
            "operations.slo[availability].objective (99.9) is a share and lies between 0 and 1",
            "write 0.999 for 99.9 %",
            None,
        ),
        (
            "business_case: {improves: process}",
            "manifest-valid",
            'business_case.improves is a list, not the single value "process"',
            "write improves: [process]",
            "[process]",
        ),
        (
            "business_case: {improves: [process, null]}",
            "manifest-valid",
            "business_case.improves[#2] is an empty item",
            "write a value there, or delete the item",
            None,
        ),
        (
            "owners: {business: user:default/anna.k}",
            "manifest-valid",
            'owners.business is a section, not the single value "user:default/anna.k"',
            "write business: {ref: user:default/anna.k}",
            "{ref: user:default/anna.k}",
        ),
        (
            "owners: {business: {ref: Anna K}}",
            "manifest-valid",
            'owners.business.ref "Anna K" is not a person or a team',
            "write user:default/anna.k, group:payments, an e-mail address or a @github-handle",
            None,
        ),
        (
            "vendors: {not_applicable: none here, id: a}",
            "manifest-valid",
            "vendors says not_applicable and has other keys as well",
            "remove not_applicable, or everything beside it",
            None,
        ),
        (
            "review: {not_applicable: later, next_on: 2026-01-01}",
            "manifest-valid",
            "review says not_applicable and has other keys as well",
            "remove not_applicable, or everything beside it",
            None,
        ),
        (
            "vendors: {not_applicable: true}",
            "manifest-valid",
            "vendors.not_applicable wants a reason",
            "write in a few words why it does not apply",
            None,
        ),
        (
            "kpis: {id: a}",
            "manifest-valid",
            "kpis is a list, but its items are not marked as such",
            (
                'begin each item with "- ", or write kpis: '
                "[{id: minutes-per-invoice, name: Handling time, kind: primary}]"
            ),
            None,
        ),
        (
            "stage: {current: [poc]}",
            "manifest-valid",
            "stage.current is one value, not a list",
            "write one of: poc, pilot, production, stopped, retired",
            None,
        ),
        (
            "kpis: [{id: a, baseline: {threshold: 5}}]",
            "manifest-valid",
            'there is no field "threshold" in kpis[a].baseline: did you mean kpis[a].threshold?',
            "move it to kpis[a].threshold",
            None,
        ),
        (
            "stage: {curent: }",
            "manifest-valid",
            'there is no field "curent" in stage: did you mean "current"?',
            "rename it to current",
            "current",
        ),
        (
            "kpis: [{not_applicable: no}]",
            "manifest-valid",
            (
                'there is no field "not_applicable" in kpis[#1]: use one of: baseline, cadence, '
                "direction, id, kind, last, name, source, target, threshold, unit"
            ),
            "delete it, or begin its name with x- if it is your own",
            None,
        ),
        (
            "exposure: {decision: off}",
            "manifest-valid",
            'exposure.decision "off" is not one of none, assists, solely-automated',
            "write one of: none, assists, solely-automated",
            None,
        ),
    ],
)
def test_what_is_said(
    text: str, invariant: str, says: str, fix: str, replacement: str | None
) -> None:
    found = only(text)
    assert (found.text, found.fix) == (says, fix)
    assert (found.invariant, found.replacement) == (invariant, replacement)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("metadata: {id: invoice-triage}", "apiVersion is missing"),
        ("apiVersion: ai-initiative/v1", "metadata is missing"),
        ("apiVersion: ai-initiative/v1\nmetadata: {name: a name}", "metadata.id is missing"),
        (
            "apiVersion: ai-initiative/v1\nmetadata: {id: <id>}",
            'metadata.id is only a placeholder ("<id>")',
        ),
        (
            "apiVersion: ai-initiative/v9\nmetadata: {id: invoice-triage}",
            (
                'apiVersion "ai-initiative/v9" is not one of ai-initiative/v1: '
                'did you mean "ai-initiative/v1"?'
            ),
        ),
        (
            "apiVersion: ai-initiative/v1\nmetadata: {id: Invoice Triage}",
            'metadata.id "Invoice Triage" is not 3 to 63 lower-case letters, digits and hyphens',
        ),
    ],
)
def test_what_every_manifest_needs(text: str, says: str) -> None:
    assert [problem.text for problem in problems(text)] == [says]


def test_problems_come_in_the_order_of_the_text_and_name_their_place() -> None:
    document = read((HEAD + "kpis:\n- {id: a, treshold: 1}\nstage: {since: soon}\n").encode(), "m")
    found = check(document)
    assert [(problem.route, problem.on_key) for problem in found] == [
        (("kpis", 0, "treshold"), True),
        (("stage", "since"), False),
    ]
    assert document.key_span(found[0].route)[:2] == (4, 11)
    assert document.span(found[1].route)[:2] == (5, 16)


def test_replacements_mend_exactly_what_is_wrong() -> None:
    """Put at the span it is for, a replacement leaves no problem there."""
    text = (
        HEAD
        + "stage: {curent: poc, since: 2026/9/1, max_duration: 6 months, target: Pilot}\n"
        + "risk: {affects_people: yes}\nmodels: [{id: triage, version: 1.10}]\n"
        + "retention: {archive: 22:22}\nbusiness_case: {improves: process}\ncost: {currency: eur}\n"
        + "owners: {business: user:default/anna.k}\nkpis: [{id: a, threshold: '5.0'}]\n"
    )
    while found := problems(text):
        document = read(text.encode(), "m.yaml")
        span = document.key_span if found[0].on_key else document.span
        line, start, _, end = span(found[0].route)
        assert found[0].replacement is not None, found[0]
        lines = text.split("\n")
        row = lines[line - 1]
        lines[line - 1] = row[: start - 1] + found[0].replacement + row[end - 1 :]
        text = "\n".join(lines)
    assert "current: poc" in text
    assert 'version: "1.10"' in text


def test_at_most_a_hundred_and_a_count() -> None:
    text = HEAD + "stage:\n" + "".join(f"  key{number}: 1\n" for number in range(150))
    found = check(read(text.encode(), "m.yaml", most=1000))
    assert len(found) == 101
    assert found[-1].text == "there are 50 more of these"
    assert sum("did you mean" in problem.text for problem in found) <= 20


def test_fields_of_an_organisation_are_checked_like_any_other() -> None:
    own = catalogue().with_fields(
        {
            "x-works-council.contact": "ref",
            "x-works-council.met_on": "date",
            "kpis[].x-weight": "rate",
            "x-boards[].name": "string",
            "x-level": FieldInfo("x-level", "enum", values=("a-level", "b-level")),
        }
    )
    text = (
        HEAD
        + "x-works-council: {contact: Anna K, met_on: 2026-02-30, free: NO}\n"
        + "kpis: [{id: a, x-weight: 3}]\nx-boards: [{name: 1.10}]\nx-level: c-level\nx-free: NO\n"
    )
    found = check(read(text.encode(), "m.yaml"), extra=own)
    assert [(problem.invariant, problem.route) for problem in found] == [
        ("manifest-valid", ("x-works-council", "contact")),
        ("dates-sane", ("x-works-council", "met_on")),
        ("units-sane", ("kpis", 0, "x-weight")),
        ("manifest-valid", ("x-boards", 0, "name")),
        ("manifest-valid", ("x-level",)),
    ]
    assert problems(text) == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "ai-people",
            "apiVersion: ai-people/v1\npeople: [{ref: user:anna.k, alias: [a@b.test]}]",
            ['there is no field "alias" in people[user:anna.k]: did you mean "aliases"?'],
        ),
        (
            "ai-baseline",
            (
                "apiVersion: ai-baseline/v1\ngaps: [{rule: a-rule, initiative: ab, field: f.g, "
                "recorded_on: 2026-1-1, due_on: 2026-02-01}]"
            ),
            ['gaps[a-rule].recorded_on "2026-1-1" is not written as YYYY-MM-DD'],
        ),
        ("ai-waivers", "apiVersion: ai-waivers/v1\nwaivers: []", []),
        (
            "ai-waivers",
            (
                "apiVersion: ai-waivers/v1\nwaivers: [{rule: a-rule, initiative: ab, stage: pilot, "
                "gap: [], reason: r1, requested_by: a@b.test, approved_by: c@b.test, "
                "granted_on: 2026-01-01, expires_on: 2026-02-01, compensating_control: c1}]"
            ),
            ["waivers[a-rule].gap is missing"],
        ),
    ],
)
def test_our_other_documents(name: str, text: str, says: list[str]) -> None:
    assert [problem.text for problem in check(read(text.encode(), "m.yaml"), name)] == says


# ------------------------------------------------------------------ the two engines

BROKEN = [
    "",
    "stage: 1",
    "stage: [a]",
    "stage: {current: 1}",
    "stage: {current: nope, curent: 1}",
    'stage: {since: "2026-01-01\\n"}',
    "kpis: {a: 1}",
    "kpis: 5",
    "kpis: [1, [2], {id: [3]}]",
    "kpis: {not_applicable: 1}",
    "kpis: {not_applicable: why, id: 1}",
    "review: {not_applicable: why, next_on: soon}",
    "retention: {prompts: 1, outputs: none, archive: 1.0}",
    "retention: {system_logs: none, decision_logs: P, documentation: PT}",
    "scale: {users_now: -1.5, users_target: 1e3}",
    "scale: {users_now: 1e400}",
    "operations: {slo: [{sli: 5}, {sli: error-rate, objective: 5}, {sli: 'x- '}]}",
    "evaluation: {sets: [{hash: abc, hard_case_share: 2, size: big}]}",
    "apiVersion: ai-initiative/v1\nmetadata: {id: A, external_ids: {omb: 5}}",
    "metadata: {id: x, tags: {a: b}}",
    "apiVersion: [a]\nmetadata: 5",
    'owners: {business: {ref: "user:a\\n"}, data: {ref: anna}}',
    "cost: {currency: [EUR]}",
    "cost: {currency: Euro, at_scale: [{users: {a: 1}}, {users: [1]}]}",
    "treshold: 5\nfoo: {bar: [1]}\nbaz: null",
]


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("head", ["", HEAD])
def test_both_engines_find_the_same_places(text: str, head: str) -> None:
    keys = tuple(line.split(":")[0] for line in text.splitlines() if line[:1].isalpha())
    head = "".join(line for line in head.splitlines(keepends=True) if not line.startswith(keys))
    document = read((head + text or "{}").encode(), "m.yaml")
    body = Instance(document, catalogue()).json
    runtime = (ROOT / "src/pilotgate/generated/ai-initiative.json").read_text(encoding="utf-8")
    published = (ROOT / "schemas/ai-initiative.schema.json").read_text(encoding="utf-8")
    found = {(tuple(path), keyword) for path, keyword in schema._rust(runtime)(body)}
    assert found == {(tuple(path), keyword) for path, keyword in schema._python(runtime)(body)}
    places = {path for path, _ in found}
    assert places == {tuple(path) for path, _ in schema._rust(published)(body)}


def test_without_the_fast_engine_the_problems_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = HEAD + "stage: {current: prodution, since: 2026-02-30}\nkpis: [{id: a, baselin: 1}]\n"
    expected = problems(text)
    real = builtins.__import__

    def refuse(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name.startswith("jsonschema_rs"):
            raise ImportError(name)
        return real(name, globals_, locals_, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", refuse)
    schema._engine.cache_clear()
    matcher.cache_clear()
    try:
        assert problems(text) == expected
        with pytest.raises(MissingExtra, match="linear engine"):
            matcher("^a")
    finally:
        schema._engine.cache_clear()
        matcher.cache_clear()


# ------------------------------------------------------------------ patterns of packs


def test_patterns_match_anywhere_unless_anchored() -> None:
    assert matcher("b+")("abc")
    assert not matcher("^b")("abc")
    assert matcher("^quality:.+")("quality:f1")
    assert not matcher("^a$")("a\n")


@pytest.mark.parametrize("pattern", ["(", "(?=a)", r"(a)\1"])
def test_patterns_the_linear_engine_refuses(pattern: str) -> None:
    with pytest.raises(ValueError, match="linear engine"):
        matcher(pattern)


def test_a_hostile_pattern_takes_no_time() -> None:
    assert not matcher("^(a+)+$")("a" * 5000 + "!")
