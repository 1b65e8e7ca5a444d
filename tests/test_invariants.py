from datetime import date

import pytest

from pilotgate.fact import File, Unavailable
from pilotgate.fields import catalogue
from pilotgate.invariants import INVARIANTS, Breach, breaches, placeholders, staged
from pilotgate.ladders import Level, Stage, Tier
from pilotgate.leaves import Leaves
from tests.dossiers import dossier

TODAY = date(2026, 3, 1)


def broken(  # noqa: PLR0913  what a test may set
    text: str,
    *,
    stage: Stage | None = Stage.POC,
    asked: Stage | None = None,
    files: dict[str, File | Unavailable] | None = None,
    medium_spend: str | None = None,
    tier: Tier = Tier.LOW,
) -> list[Breach]:
    facts = {("files", path): file for path, file in (files or {}).items()}
    about = dossier(text, facts=facts).but(stage=stage, tier=tier)
    listed = Leaves(about.document, catalogue())
    later = staged(about, asked or stage or Stage.PRODUCTION)
    return [*breaches(about, listed, medium_spend), *later]


def said(text: str, **more: object) -> list[str]:
    return [
        f"{one.invariant}: {one.place.name} {one.why}"
        for one in broken(text, **more)  # type: ignore[arg-type]
    ]


# ------------------------------------------------------------------ stage-sequence


@pytest.mark.parametrize(
    ("stage", "target", "expected"),
    [
        (Stage.POC, "pilot", []),
        (Stage.PILOT, "production", []),
        (Stage.POC, "production", ["(production) is not the stage after poc"]),
        (Stage.POC, "poc", ["(poc) is not the stage after poc"]),
        (Stage.PILOT, "poc", ["(poc) is not the stage after pilot"]),
        (Stage.PRODUCTION, "pilot", ["(pilot) is not the stage after production"]),
        (Stage.POC, "stopped", []),
        (None, "production", []),
    ],
)
def test_the_target_is_the_next_stage(
    stage: Stage | None, target: str, expected: list[str]
) -> None:
    found = said(f"stage: {{target: {target}}}", stage=stage)
    assert found == [f"stage-sequence: stage.target {why}" for why in expected]


def test_what_to_write_as_the_target() -> None:
    assert broken("stage: {target: production}")[0].help == "write target: pilot"
    assert broken("stage: {target: poc}", stage=Stage.PRODUCTION)[0].help == (
        "delete the line: there is no later stage"
    )


# ------------------------------------------------------------------ prohibited-blocks


@pytest.mark.parametrize("stage", [None, Stage.POC, Stage.PILOT, Stage.PRODUCTION])
def test_a_prohibited_practice_blocks_every_stage(stage: Stage | None) -> None:
    assert said("risk: {eu_ai_act: {class: prohibited}}", stage=stage) == [
        "prohibited-blocks: risk.eu_ai_act.class (prohibited) blocks every stage"
    ]
    assert said("risk: {eu_ai_act: {class: limited-risk}}", stage=stage) == []


ENDED = """
owners: {business: {ref: user:default/anna.k}}
decision_log: [{decision: stop, date: 2026-03-01, by: [User:anna.k]}]
"""


@pytest.mark.parametrize("stage", [Stage.STOPPED, Stage.RETIRED])
def test_once_it_is_stopped_there_is_nothing_left_to_block(stage: Stage) -> None:
    text = f"risk: {{tier: low, eu_ai_act: {{class: prohibited}}}}{ENDED}"
    assert said(text, stage=stage, tier=Tier.LOW) == []
    assert said(f"stage: {{target: pilot}}{ENDED}", stage=stage, tier=Tier.LOW) == []


@pytest.mark.parametrize("stage", [Stage.STOPPED, Stage.RETIRED])
@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("decision: stop", "decision: continue"),
        ("date: 2026-03-01, ", ""),
        ("date: 2026-03-01", "date: 2026-03-02"),
        ("by: [User:anna.k]", "by: [user:default/ben.t]"),
        ("by: [User:anna.k]", "by: []"),
        ("owners: {business: {ref: user:default/anna.k}}", ""),
        ("owners: {business: {ref: user:default/anna.k}}", "owners: {business: {ref: TBD}}"),
    ],
)
def test_an_initiative_ends_by_a_decision_of_its_business_owner(
    stage: Stage, was: str, now: str
) -> None:
    assert was in ENDED
    found = said(ENDED.replace(was, now), stage=stage, tier=Tier.LOW)
    assert [one for one in found if one.startswith("stage-sequence")] == [
        (
            f"stage-sequence: stage.current ({stage}) has no decision_log entry stop, "
            "dated and by the business owner"
        )
    ]


def test_who_retires_more_than_a_low_tier_says_what_becomes_of_it() -> None:
    asked = "stage-sequence: retirement.{} is not declared, and a retired initiative says it"
    keys = ("trigger", "data_disposal", "user_migration", "owner")
    assert said(ENDED, stage=Stage.RETIRED, tier=Tier.MEDIUM) == [asked.format(k) for k in keys]
    whole = """
retirement:
  trigger: the contract ends
  data_disposal: the index is deleted
  user_migration: back to the form
  owner: user:default/ben.t
"""
    assert said(ENDED + whole, stage=Stage.RETIRED, tier=Tier.MEDIUM) == []
    assert said(ENDED, stage=Stage.STOPPED, tier=Tier.HIGH) == []


@pytest.mark.parametrize(
    ("stage", "asked", "expected"),
    [
        (Stage.STOPPED, Stage.POC, []),
        (Stage.STOPPED, Stage.PILOT, ["(stopped) leads to poc only, not to pilot"]),
        (Stage.RETIRED, Stage.POC, ["(retired) leads nowhere, not to poc"]),
    ],
)
def test_out_of_stopped_only_to_poc(stage: Stage, asked: Stage, expected: list[str]) -> None:
    assert said(ENDED, stage=stage, tier=Tier.LOW, asked=asked) == [
        f"stage-sequence: stage.current {why}" for why in expected
    ]


# ------------------------------------------------------------------ tier-not-lowered


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("low", [("tier-not-lowered: risk.tier (low) is below medium, "
                 "which follows from data_sources[].personal_data: true")]),
        ("medium", []),
        ("high", []),
        ("TBD", []),  # not declared: judged as high
    ],
)  # fmt: skip
def test_a_tier_is_not_below_the_derived_one(tier: str, expected: list[str]) -> None:
    text = f"risk: {{tier: {tier}}}\ndata_sources: [{{personal_data: true}}]"
    assert said(text) == expected


def test_spending_counts_where_the_organisation_says_so() -> None:
    text = "risk: {tier: low}\ncost: {currency: EUR, at_scale: [{monthly: 6000}]}"
    assert said(text) == []
    assert [one.invariant for one in broken(text, medium_spend="5000")] == ["tier-not-lowered"]
    assert said(text, medium_spend="6000") == []


# ------------------------------------------------------------------ dates-sane


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("stage: {since: %s}", "stage.since"),
        ("kpis: [{id: a1, baseline: {measured_on: %s}}]", "kpis[a1].baseline.measured_on"),
        ("decision_log: [{date: %s}]", "decision_log[#1].date"),
    ],
)
def test_nothing_has_happened_in_the_future(text: str, place: str) -> None:
    assert said(text % "2026-03-01") == []
    assert said(text % "2026-03-02") == [f"dates-sane: {place} (2026-03-02) is after 2026-03-01"]
    assert broken(text % "2026-03-05")[0].until == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "stage: {target_date: 2027-01-01}",
        "review: {next_on: 2027-01-01}",
        "timeline: {start: 2027-01-01, production_target: 2027-06-01}",
        "timeline: {milestones: [{name: uat, planned: 2027-01-01}]}",
        "evaluation: {parallel_run: {start: 2027-01-01, end: 2027-02-01}}",
        "compliance: {impact_assessment: {next_on: 2027-01-01}}",
        "retention: {documentation_start: 2027-01-01}",
        "x-own: {seen_on: 2027-01-01}",
    ],
)
def test_plans_lie_ahead(text: str) -> None:
    assert said(text) == []


def test_every_other_date_of_the_catalogue_says_what_has_happened() -> None:
    planned = {"next_on", "target_date", "planned", "start", "end", "production_target"}
    dates = [
        path for path in catalogue() if (info := catalogue().get(path)) and info.type == "date"
    ]
    for path in dates:
        keys = path.replace("[]", "").split(".")
        text = "2027-01-01"
        for key, bare in zip(reversed(path.split(".")), reversed(keys), strict=True):
            text = f"{bare}: [{{{text}}}]" if key.endswith("[]") else f"{bare}: {{{text}}}"
            text = text.replace("{2027-01-01}", "2027-01-01")
        ahead = keys[-1] in planned or keys[-1] == "documentation_start"
        assert bool(broken(text)) is not ahead, path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stage: {since: 2026-02-01, target_date: 2026-01-31}",
         "stage.target_date (2026-01-31) is before stage.since (2026-02-01)"),
        ("timeline: {start: 2026-05-01, production_target: 2026-04-30}",
         "timeline.production_target (2026-04-30) is before timeline.start (2026-05-01)"),
        ("review: {last_on: 2026-02-01, next_on: 2026-01-31}",
         "review.next_on (2026-01-31) is before review.last_on (2026-02-01)"),
        ("evaluation: {parallel_run: {start: 2026-02-01, end: 2026-01-31}}",
         ("evaluation.parallel_run.end (2026-01-31) is before "
         "evaluation.parallel_run.start (2026-02-01)")),
        ("compliance: {impact_assessment: {on: 2026-02-01, next_on: 2026-01-31}}",
         ("compliance.impact_assessment.next_on (2026-01-31) is before "
         "compliance.impact_assessment.on (2026-02-01)")),
    ],
)  # fmt: skip
def test_an_end_is_not_before_its_start(text: str, expected: str) -> None:
    assert said(text) == [f"dates-sane: {expected}"]
    same = text.replace("2026-01-31", "2026-02-01").replace("2026-04-30", "2026-05-01")
    assert said(same) == []


# ------------------------------------------------------------------ units-sane


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cost: {build: {estimate: 60000}}",
         ["cost.currency is not declared, so cost.build.estimate has no currency"]),
        ("cost: {currency: EUR, build: {estimate: 60000}}", []),
        ("cost: {currency: TBD, build: {estimate: 60000}, budget: {monthly: 5}}",
         ["cost.currency is not declared, so cost.build.estimate has no currency"]),
        ("cost: {build: {estimate: TBD}}", []),
        ("cost: {build: {estimate: }}", []),
        ("business_case: {value: {annual: 0}}",
         [("business_case.value.currency is not declared, "
          "so business_case.value.annual has no currency")]),
    ],
)  # fmt: skip
def test_an_amount_has_a_currency(text: str, expected: list[str]) -> None:
    assert said(text) == [f"units-sane: {why}" for why in expected]


def test_a_missing_currency_is_undeclared() -> None:
    assert broken("cost: {build: {estimate: 1}}")[0].outcome == "undeclared"


# ------------------------------------------------------------------ refs-resolve

REF = "risk: {gdpr: {dpia_ref: %s}}"


@pytest.mark.parametrize(
    ("path", "file", "expected"),
    [
        ("docs/dpia.md", File("docs/dpia.md"), []),
        ("docs/dpia.md", File("docs/dpia.md", "is empty"), ["(docs/dpia.md) is empty"]),
        ("https://acme.eu/a", File("https://acme.eu/a", "is a URL", is_url=True), []),
        ("HTTPS://acme.eu/a", File("HTTPS://acme.eu/a", "is a URL", is_url=True), []),
        ("http://acme.eu/a", File("http://acme.eu/a", "is a URL", is_url=True),
         ["(http://acme.eu/a) is no https URL"]),
        ("docs/dpia.md", Unavailable("could not be read", "git fetch"),
         ["(docs/dpia.md) could not be read"]),
        ("docs/dpia.md", None, ["(docs/dpia.md) was not looked for"]),
        ("TBD", None, []),
        ("", None, []),
    ],
)  # fmt: skip
def test_a_path_names_a_file(
    path: str, file: File | Unavailable | None, expected: list[str]
) -> None:
    files = {path: file} if file else {}
    assert said(REF % path, files=files) == [
        f"refs-resolve: risk.gdpr.dpia_ref {why}" for why in expected
    ]


def test_a_file_that_could_not_be_looked_at_is_unknown() -> None:
    found = broken(REF % "a.md", files={"a.md": Unavailable("is not here", "git fetch")})[0]
    assert (found.outcome, found.next, found.level) == ("unknown", "git fetch", Level.BLOCK)
    assert broken(REF % "a.md")[0].outcome == "unknown"
    assert broken(REF % "a.md", files={"a.md": File("a.md", "is empty")})[0].outcome == "gap"


# ------------------------------------------------------------------ stop-tripped-blocks

CRITERION = """\
kpis: [{id: minutes, last: {value: %s, measured_on: 2026-02-20}}]
stop_criteria:
  - {id: slow, metric: minutes, operator: gt, threshold: 7,
     last_evaluated: {on: 2026-02-01, value: %s}}
decision_log: [%s]
"""
TRIPPED = (
    "stop-tripped-blocks: stop_criteria[slow] is tripped, "
    "and no later decision to continue answers it"
)


def tripped(
    *, evaluated: str = "8", measured: str = "5", log: str = "", asked: Stage = Stage.PILOT
) -> list[str]:
    return said(CRITERION % (measured, evaluated, log), asked=asked)


def test_a_tripped_criterion_blocks_the_way_up() -> None:
    assert tripped() == [TRIPPED]
    assert tripped(evaluated="7") == []
    assert tripped(asked=Stage.POC) == []


def test_what_its_kpi_was_measured_at_since_then_trips_it_too() -> None:
    assert tripped(evaluated="5", measured="9") == [TRIPPED]


def test_a_later_decision_to_continue_answers_it() -> None:
    assert tripped(log="{decision: continue, date: 2026-02-20}") == []
    assert tripped(log="{decision: continue, date: 2026-03-01}") == []


@pytest.mark.parametrize(
    "log",
    [
        "{decision: scale, date: 2026-02-25}",
        "{decision: stop, date: 2026-02-25}",  # who stops or rebuilds does not promote
        "{decision: rebuild, date: 2026-02-25}",
        "{decision: pause, date: 2026-02-25}",
        "{decision: continue}",
        "{decision: continue, date: soon}",
        "{date: 2026-02-25}",
        "text",
        "{decision: continue, date: 2026-01-31}",
    ],
)
def test_what_is_no_later_decision_does_not(log: str) -> None:
    assert tripped(log=log) == [TRIPPED]


def test_the_decision_is_no_older_than_the_last_measurement_that_trips_it() -> None:
    log = "{decision: continue, date: 2026-02-19}"
    assert tripped(measured="9", log=log) == [TRIPPED]
    assert tripped(measured="9", log=log.replace("19", "20")) == []
    # what its KPI was measured at since then does not trip it: the decision answers what did
    assert tripped(measured="5", log=log) == []


def test_a_decision_that_lies_ahead_answers_nothing_yet() -> None:
    found = tripped(log="{decision: continue, date: 2026-03-02}")
    assert TRIPPED in found
    assert len(found) == 2  # its date is an error of its own


@pytest.mark.parametrize(
    "text",
    [
        # no day at all: nothing can be later than that
        (
            "stop_criteria: [{id: slow, metric: 'manual:x', operator: gt, threshold: 7, "
            "last_evaluated: {value: 9}}]"
        ),
        (
            "stop_criteria: [{id: slow, metric: minutes, operator: gt, threshold: 7}]\n"
            "kpis: [{id: minutes, last: {value: 9}}]"
        ),
        (
            "stop_criteria: [{id: slow, metric: minutes, operator: gt, threshold: 7, "
            "last_evaluated: {on: 2026-01-01, value: 5}}]\nkpis: [{id: minutes, last: {value: 9}}]"
        ),
        "stop_criteria: [{id: slow, metric: owners.business, operator: missing}]",
    ],
)
def test_without_a_day_of_the_value_no_decision_is_later(text: str) -> None:
    answer = "\ndecision_log: [{decision: continue, date: 2026-02-28}]"
    assert said(text + answer, asked=Stage.PILOT) == [TRIPPED]


def test_the_day_of_another_kpi_does_not_matter() -> None:
    text = CRITERION % ("5", "8", "{decision: continue, date: 2026-02-25}")
    other = text.replace("kpis: [", "kpis: [{id: other, last: {value: 3}}, ")
    assert said(other, asked=Stage.PILOT) == []


# ------------------------------------------------------------------ placeholder-rejected


def test_placeholders_are_undeclared_and_ahead() -> None:
    about = dossier("owners: {business: {ref: TBD}}\nkpis: [{id: a1, name: lorem ipsum}]")
    found = list(placeholders(about, Leaves(about.document, catalogue())))
    assert [(one.place.name, one.why, one.outcome, one.level) for one in found] == [
        ("owners.business.ref", "is a placeholder (TBD)", "undeclared", Level.AHEAD),
        ("kpis[a1].name", "is a placeholder (lorem ipsum)", "undeclared", Level.AHEAD),
    ]


def test_a_placeholder_is_one_by_the_type_of_its_field() -> None:
    about = dossier("kpis: [{id: x1, unit: '%', threshold: 0}]\nx-own: {note: TBD}")
    assert list(placeholders(about, Leaves(about.document, catalogue()))) == []


def test_every_breach_has_words_of_its_own() -> None:
    assert set(INVARIANTS) >= {
        "manifest-valid", "id-unique", "stage-sequence", "stop-tripped-blocks",
        "prohibited-blocks", "tier-not-lowered", "waiver-valid", "judge-files-valid",
        "stopped-but-changing", "placeholder-rejected", "dates-sane", "units-sane",
        "refs-resolve",
    }  # fmt: skip
    assert all(INVARIANTS.values())
