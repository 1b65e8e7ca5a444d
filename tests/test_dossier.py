from datetime import date

import pytest

from pilotgate.document import field
from pilotgate.dossier import Dossier, Scope
from pilotgate.ladders import Stage, Tier
from pilotgate.outcome import Excused, Gap, Place, Undeclared, Unknown
from tests.dossiers import dossier, outcomes, said

KPIS = """\
kpis:
  - {id: minutes, kind: primary, threshold: 5}
  - {id: errors, kind: guardrail}
  - {id: cost, threshold: 3}
"""


def looked(name: str, about: Dossier) -> list[str]:
    """Every place of a field: `name = text`, or the name and why nothing is there."""
    return [
        f"{found.place.name}: {type(found.absent).__name__} {why(found.absent)}"
        if found.absent
        else f"{found.place.name} = {found.text}"
        for found in about.look(field(name))
    ]


def why(absent: Gap | Undeclared | Unknown | Excused) -> str:
    return absent.reason if isinstance(absent, Excused) else absent.why


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("risk: {tier: low}", "risk.tier", ["risk.tier = low"]),
        ("risk: {}", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("risk: ", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("risk: low", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("risk: {tier: ~}", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("risk: {tier: ''}", "risk.tier", ["risk.tier: Undeclared is not declared"]),
        ("risk: {tier: TBD}", "risk.tier", ["risk.tier: Undeclared is a placeholder (TBD)"]),
        ("owners: {business: {ref: x}}", "owners.business.ref",
         ["owners.business.ref: Undeclared is a placeholder (x)"]),
        ("cost: {build: {estimate: 0}}", "cost.build.estimate", ["cost.build.estimate = 0"]),
        ("risk: {affects_people: false}", "risk.affects_people", ["risk.affects_people = false"]),
        ("retention: {prompts: none}", "retention.prompts", ["retention.prompts = none"]),
    ],
)  # fmt: skip
def test_one_value(text: str, name: str, expected: list[str]) -> None:
    assert looked(name, dossier(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("team: {roles: [devops]}", "team.roles = "),
        ("team: {roles: []}", "team.roles: Undeclared is not declared"),
        ("team: {roles: [devops, ~]}", "team.roles: Undeclared has an empty item"),
        ("team: {roles: [TBD]}", "team.roles: Undeclared holds a placeholder (TBD)"),
    ],
)
def test_a_list_is_a_value_and_holds_no_placeholder(text: str, expected: str) -> None:
    assert looked("team.roles", dossier(text)) == [expected]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("owners: {business: {ref: anna@acme.eu}}", "owners.business", "owners.business = "),
        ("owners: {business: {ref: TBD, deputy: }}", "owners.business",
         "owners.business: Undeclared holds nothing that is declared"),
        ("owners: {business: {}}", "owners",
         "owners: Undeclared holds nothing that is declared"),
        ("data_sources: [{id: TBD}]", "data_sources",
         "data_sources: Undeclared has an empty item"),
        ("data_sources: [{id: invoices}, {}]", "data_sources",
         "data_sources: Undeclared has an empty item"),
    ],
)  # fmt: skip
def test_a_section_of_nothing_but_placeholders_is_none(text: str, name: str, expected: str) -> None:
    assert looked(name, dossier(text)) == [expected]


def test_every_item_is_named_by_its_key() -> None:
    assert looked("kpis[].threshold", dossier(KPIS)) == [
        "kpis[minutes].threshold = 5",
        "kpis[errors].threshold: Undeclared is not declared",
        "kpis[cost].threshold = 3",
    ]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        ("a1, b2", ["a1", "b2"]),
        ("a1, a1", ["#1", "#2"]),  # two of one name are told apart by their positions
        ("a1, ''", ["a1", "#2"]),
        ("TBD, b2", ["#1", "b2"]),
        ("'#2', b2", ["#1", "b2"]),  # a name that reads like a position is none
        ("'a].x[b', 'a[0]'", ["#1", "#2"]),  # nor one that reads like a field
        ("'a\\n', " + "b" * 61, ["#1", "#2"]),
        ("'ghp_abcdefghijklmnop', b2", ["#1", "b2"]),
    ],
)
def test_names_of_items_are_unique_and_fit_to_be_shown(ids: str, names: list[str]) -> None:
    listed = ", ".join(f"{{id: {one.strip()}, kind: cost}}" for one in ids.split(","))
    about = dossier(f"kpis: [{listed}]".replace("\\n", "\n"))
    places = [found.place.name for found in about.look(field("kpis[].kind"))]
    assert places == [f"kpis[{name}].kind" for name in names]


@pytest.mark.parametrize("name", ["kpis[].threshold", "kpis[kind=primary].threshold"])
@pytest.mark.parametrize("text", ["", "kpis: []", "kpis: ~", "kpis: {id: a}", "kpis: a"])
def test_an_absent_or_empty_list_is_one_absence(text: str, name: str) -> None:
    assert looked(name, dossier(text)) == ["kpis: Undeclared is not declared"]


def test_a_selection_takes_what_fits_and_what_may_fit() -> None:
    assert looked("kpis[kind=primary].threshold", dossier(KPIS)) == [
        "kpis[minutes].threshold = 5",
        "kpis[cost].kind: Undeclared is not declared",
    ]
    about = dossier(KPIS.replace("guardrail", "Guardrail"))
    assert looked("kpis[kind=PRIMARY|guardrail].id", about)[:2] == [
        "kpis[minutes].id = minutes",
        "kpis[errors].id = errors",
    ]


def test_a_selection_of_nothing_is_undeclared() -> None:
    about = dossier("kpis: [{id: minutes, kind: cost}]")
    assert looked("kpis[kind=primary].unit", about) == [
        "kpis[kind=primary]: Undeclared is not declared"
    ]
    assert about.items(field("kpis[kind=primary]")).none
    assert not about.items(field("kpis")).none


def test_a_placeholder_as_the_selecting_key_says_so() -> None:
    about = dossier("kpis: [{id: minutes, kind: TBD}]")
    assert looked("kpis[kind=primary].unit", about) == [
        "kpis[minutes].kind: Undeclared is a placeholder (TBD)"
    ]


def test_every_section_that_is_declared() -> None:
    about = dossier("owners: {business: {ref: anna@acme.eu}, data: {}, x-own: {ref: b@acme.eu}}")
    assert looked("owners.*.ref", about) == [
        "owners.business.ref = anna@acme.eu",
        "owners.data.ref: Undeclared is not declared",
    ]


@pytest.mark.parametrize("text", ["", "owners: {}", "owners: {x-own: {ref: b@acme.eu}}"])
def test_no_section_at_all_is_an_absence(text: str) -> None:
    assert looked("owners.*.ref", dossier(text)) == ["owners: Undeclared is not declared"]


def test_what_the_judgement_knows_by_itself() -> None:
    about = dossier(as_of=date(2026, 3, 1), asked=Stage.PILOT, tier=Tier.MEDIUM)
    assert looked("today", about) == ["today = 2026-03-01"]
    assert looked("asked", about) == ["asked = pilot"]
    assert looked("tier", about) == ["tier = medium"]
    assert looked("move.kind", about) == ["move.kind = none"]


def test_what_was_not_gathered_is_unknown() -> None:
    assert looked("facts.committers[].person", dossier()) == [
        (
            "facts.committers[].person: "
            "Unknown needs facts.committers[].person, which this version does not gather"
        )
    ]
    assert dossier().items(field("facts.committers")).unlisted is not None


def test_base_and_head() -> None:
    about = dossier("risk: {tier: high}", base="risk: {tier: low}")
    assert looked("base.risk.tier", about) == ["base.risk.tier = low"]
    assert looked("head.risk.tier", about) == ["risk.tier = high"]
    assert looked("base.risk.tier", dossier("risk: {tier: high}")) == [
        "base.risk.tier: Unknown needs the base of a change"
    ]


def test_a_bound_name_stands_for_its_item() -> None:
    about = dossier(KPIS)
    item = about.items(field("kpis")).members[0]
    assert isinstance(item, Scope)
    inner = about.bind("kpi", item)
    assert looked("kpi.threshold", inner) == ["kpis[minutes].threshold = 5"]
    assert looked("kpi.target", inner) == ["kpis[minutes].target: Undeclared is not declared"]
    assert looked("kpis[].id", inner)[0] == "kpis[minutes].id = minutes"
    assert "kpi" not in about.scopes


def test_one_name_bound_to_one_item_after_another() -> None:
    about = dossier(KPIS)
    said = []
    for item in about.items(field("kpis")).members:
        assert isinstance(item, Scope)
        said += looked("kpi.threshold", about.bind("kpi", item))
    assert said == looked("kpis[].threshold", about)


def test_the_base_of_a_change_is_looked_up_apart_from_its_head() -> None:
    about = dossier("kpis: [{id: a1, unit: h}]", base="kpis: [{id: a1, unit: min}]")
    assert looked("base.kpis[].unit", about) == ["base.kpis[a1].unit = min"]
    assert looked("head.kpis[].unit", about) == ["kpis[a1].unit = h"]


def test_items_of_a_list() -> None:
    members = dossier("kpis: [{id: a1}, {}, {id: TBD}]").items(field("kpis")).members
    assert isinstance(members[0], Scope)
    assert members[1:] == [
        Undeclared(Place("kpis[#2]", ("kpis", 1)), "is an empty item"),
        Undeclared(Place("kpis[#3]", ("kpis", 2)), "is an empty item"),
    ]
    none = dossier("").items(field("kpis"))
    assert none.unlisted == Undeclared(Place("kpis", ("kpis",)))


REASON = "retention: {not_applicable: nothing is kept at all}"
SYSTEM = "data_sources: [{id: invoices, personal_data: %s}]"


def test_a_reason_in_place_of_a_section_excuses_where_the_rule_accepts_it() -> None:
    about = dossier(REASON).but(excusable=True)
    for name in ("retention", "retention.prompts"):
        found = about.look(field(name))[0]
        assert found.absent == Excused(Place("retention", ("retention",)), "nothing is kept at all")


def test_it_is_a_gap_where_the_rule_does_not() -> None:
    place = Place("retention.not_applicable", ("retention", "not_applicable"))
    for name in ("retention", "retention.prompts"):
        found = dossier(REASON, tier=Tier.MEDIUM).look(field(name))[0]
        assert found.absent == Gap(place, "is not accepted by this rule for tier medium")


def test_as_a_question_it_is_not_known() -> None:
    found = dossier(REASON).question().look(field("retention.prompts"))[0]
    assert found.absent == Undeclared(
        Place("retention.prompts", ("retention", "prompts")),
        "says not_applicable, which this rule does not accept",
    )


@pytest.mark.parametrize("reason", ["", "~", "TBD", "n/a", "[]", "x"])
def test_a_reason_that_says_nothing_is_a_gap_even_where_it_is_accepted(reason: str) -> None:
    about = dossier(f"retention: {{not_applicable: {reason}}}").but(excusable=True)
    for name in ("retention", "retention.prompts"):
        found = about.look(field(name))[0]
        assert found.absent == Gap(
            Place("retention.not_applicable", ("retention", "not_applicable")), "gives no reason"
        )


@pytest.mark.parametrize(
    ("text", "name", "contradiction"),
    [
        (f"{REASON}\n{SYSTEM % 'true'}", "retention.prompts",
         "data_sources[invoices].personal_data: true"),
        (f"{REASON}\ndata_sources: [{{special_categories: true}}]", "retention.prompts",
         "data_sources[#1].special_categories: true"),
        ("vendors: {not_applicable: all is ours}\nmodels: [{id: m1, hosting: vendor}]",
         "vendors[].region", "models[m1].hosting: vendor"),
        ("prompts: {not_applicable: none are used}\nmodels: [{id: m1, kind: rag}]",
         "prompts.owner", "models[m1].kind: rag"),
    ],
)  # fmt: skip
def test_a_declared_fact_contradicts_it(text: str, name: str, contradiction: str) -> None:
    absent = dossier(text).but(excusable=True).look(field(name))[0].absent
    assert isinstance(absent, Gap)
    assert absent.why == f"is contradicted by {contradiction}"


def test_what_contradicts_nothing_leaves_the_excuse() -> None:
    about = dossier(f"{REASON}\n{SYSTEM % 'false'}").but(excusable=True)
    assert isinstance(about.look(field("retention.prompts"))[0].absent, Excused)


@pytest.mark.parametrize("line", ["", "prompts: , ", "prompts: TBD, "])
def test_a_line_that_says_nothing_beside_the_reason_is_no_line(line: str) -> None:
    about = dossier(f"retention: {{{line}not_applicable: nothing is kept at all}}")
    excusable = about.but(excusable=True)
    assert isinstance(excusable.look(field("retention.prompts"))[0].absent, Excused)
    assert isinstance(excusable.look(field("retention"))[0].absent, Excused)


def test_a_declared_value_counts_beside_the_reason() -> None:
    about = dossier("retention: {prompts: P30D, not_applicable: nothing else is kept}")
    assert looked("retention.prompts", about.but(excusable=True)) == ["retention.prompts = P30D"]


def test_an_item_of_a_list_is_no_section_to_excuse() -> None:
    about = dossier("stop_criteria: [{id: slow, not_applicable: measured elsewhere}]")
    assert looked("stop_criteria[].threshold", about.but(excusable=True)) == [
        "stop_criteria[slow].threshold: Undeclared is not declared"
    ]


def test_places_are_named_as_findings_name_them() -> None:
    about = dossier(KPIS)
    assert about.place(("kpis", 0, "threshold")).name == "kpis[minutes].threshold"
    assert about.place(("kpis", 7, "threshold")).name == "kpis[#8].threshold"
    assert about.place(("risk", "tier")).name == "risk.tier"
    assert about.place(()).name == ""


def test_a_copy_shares_what_does_not_change() -> None:
    about = dossier(KPIS)
    other = about.but(asked=Stage.PILOT)
    assert (other.asked, about.asked) == (Stage.PILOT, Stage.POC)
    assert other.document is about.document
    assert about.question().question() is not about
    assert (about.asking, about.question().asking) == (False, True)


def test_a_copy_that_sees_something_else_forgets_what_was_looked_up() -> None:
    about = dossier("risk: {tier: low}", base="risk: {tier: high}")
    assert looked("risk.tier", about) == ["risk.tier = low"]
    assert looked("base.risk.tier", about) == ["base.risk.tier = high"]
    assert about.base is not None
    assert looked("risk.tier", about.but(document=about.base)) == ["risk.tier = high"]
    assert looked("risk.tier", about) == ["risk.tier = low"]


def test_a_question_and_a_demand_are_not_mixed_up() -> None:
    about = dossier("retention: {not_applicable: nothing is kept}", tier=Tier.LOW)
    demanded = looked("retention.prompts", about)
    assert looked("retention.prompts", about.question()) != demanded
    assert looked("retention.prompts", about.but(excusable=True)) != demanded
    assert looked("retention.prompts", about) == demanded


PEOPLE = "{committers: [{person: anna.k, commits: 12}, {person: TODO}], ci_jobs: []}"


def test_facts_that_were_gathered_are_looked_up_like_fields() -> None:
    about = dossier(KPIS, gathered=PEOPLE)
    assert looked("facts.committers[].person", about) == [
        "facts.committers[#1].person = anna.k",
        "facts.committers[#2].person: Undeclared is a placeholder (TODO)",
    ]
    assert [found.type for found in about.look(field("facts.committers[].commits"))] == [
        "integer",
        "integer",
    ]
    assert looked("facts.ci_jobs[].name", about) == ["facts.ci_jobs: Undeclared is not declared"]


@pytest.mark.parametrize("gathered", [None, PEOPLE])
def test_facts_that_were_not_gathered_are_not_known(gathered: str | None) -> None:
    (found,) = dossier(KPIS, gathered=gathered).look(field("facts.people[].ref"))
    assert isinstance(found.absent, Unknown)
    assert found.absent.why == "needs facts.people[].ref, which this version does not gather"


def test_a_bound_fact_is_a_fact_and_no_field_of_the_manifest() -> None:
    about = dossier("committers: [{person: ben.t}]", gathered=PEOPLE)
    first = about.items(field("facts.committers")).members[0]
    assert isinstance(first, Scope)
    inner = about.bind("one", first)
    assert looked("one.person", inner) == ["facts.committers[#1].person = anna.k"]


def test_facts_and_the_base_are_not_mixed_up() -> None:
    about = dossier(KPIS, base="committers: [{person: ben.t}]", gathered=PEOPLE)
    for where, person in (("facts", "anna.k"), ("base", "ben.t")):
        first = about.items(field(f"{where}.committers")).members[0]
        assert isinstance(first, Scope)
        assert looked("one.person", about.bind("one", first)) == [
            f"{where}.committers[#1].person = {person}"
        ]


def test_a_manifest_as_a_whole_cannot_be_excused() -> None:
    about = dossier("not_applicable: nothing of this concerns us").but(excusable=True)
    assert said(outcomes("{present: [retention.input_data]}", about)) == [
        "undeclared retention.input_data is not declared"
    ]
