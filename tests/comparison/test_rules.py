"""Rules before and after, each difference in words that stand for it alone."""

import pytest

from pilotgate.comparison.rules import Written, compare_rules, renamed
from tests.comparison.sides import changes, said, side
from tests.packs import GOOD, pack

HEAD = "blocks: {from: pilot}\n"
ASKS = "require:\n  - present: [owners.business.ref]\n"
RULE = HEAD + ASKS
CONDITIONS = (
    "conditions:\n"
    "  public: [{is: {field: exposure.untrusted_input, value: true}}]\n"
    "  people: [{is: {field: risk.affects_people, value: true}}, {present: [kpis]}]\n"
)


def one(before: str, after: str) -> list[str]:
    """What is said of rule x, without its name."""
    uses = "blocks: {from: poc}\nwhen: [public, people]\n" + ASKS
    lines = said(
        pack("acme", CONDITIONS, x=before, other=uses),
        pack("acme", CONDITIONS, x=after, other=uses),
    )
    assert all(" rule x: " in line for line in lines)
    return [line.replace(" rule x: ", ": ") for line in lines]


EDITS = [
    (
        "blocks: {from: poc}\n" + ASKS,
        ["tighter: for every tier it blocks from poc on; before, it blocks from pilot on"],
    ),
    (
        "blocks: {from: {low: production, medium: pilot, high: poc}}\n" + ASKS,
        [
            "looser: for tier low it blocks from production on; before, it blocks from pilot on",
            "tighter: for tier high it blocks from poc on; before, it blocks from pilot on",
        ],
    ),
    (
        "blocks: {from: pilot, tiers: [high]}\nwarns: {from: poc}\n" + ASKS,
        [
            "either: for tier low and medium it warns from poc on; before, it blocks from pilot on",
            (
                "tighter: for tier high it warns from poc on and blocks from pilot on; "
                "before, it blocks from pilot on"
            ),
        ],
    ),
    (
        RULE + "effective_from: 2027-12-02\n",
        ["looser: takes effect from 2027-12-02 on; before, at once"],
    ),
    (
        RULE + "grace: false\n",
        [
            (
                "tighter: blocks from the first day of a stage, without days of grace; before, it "
                "leaves a young stage its days of grace"
            )
        ],
    ),
    (
        RULE + "not_applicable: [low]\n",
        [
            (
                "looser: whether a section may say not_applicable instead: it may, for tier low; "
                "before, it may not"
            )
        ],
    ),
    (
        RULE + "when: [{is: {field: risk.affects_people, value: true}}]\n",
        ["looser: applies only where risk.affects_people is true"],
    ),
    (
        RULE + "when: [public]\n",
        ["looser: applies only where public (exposure.untrusted_input is true)"],
    ),
    (
        HEAD + "require:\n  - present: [owners.business.ref]\n  - present: [kpis]\n",
        ["tighter: also asks: kpis is declared"],
    ),
    (
        HEAD + "require:\n  - present: [owners.business.ref, kpis]\n",
        [
            (
                "tighter: asks: owners.business.ref and kpis are declared; "
                "before: owners.business.ref is declared"
            )
        ],
    ),
    (
        HEAD + "require:\n  - person: [owners.business.ref]\n",
        [
            "tighter: also asks: owners.business.ref names one person",
            "looser: no longer asks: owners.business.ref is declared",
        ],
    ),
    (
        HEAD + "require:\n  - present: [owners.business.ref]\n    message: Ask her first\n",
        [
            (
                'none: says "Ask her first" where it is not so that owners.business.ref is '
                "declared; "
                "before, nothing of its own"
            )
        ],
    ),
    (
        RULE + "owner: risk\n",
        ["none: is asked of the risk owner; before, of the business owner"],
    ),
    (
        RULE + "adjustable: [grace, blocks]\n",
        ["looser: lets a pack above it loosen grace and blocks, which it did not"],
    ),
    (
        RULE + "references: [NIST MAP 1.4]\n",
        ["none: has as its references NIST MAP 1.4; before, none"],
    ),
    (
        RULE + "sources: [S1]\n",
        ["none: has as its sources S1; before, none"],
    ),
]


@pytest.mark.parametrize(("after", "expected"), EDITS)
def test_an_edit_is_told(after: str, expected: list[str]) -> None:
    assert one(RULE, after) == expected


@pytest.mark.parametrize("after", [after for after, _ in EDITS])
def test_taken_back_it_goes_the_other_way(after: str) -> None:
    opposite = {"tighter": "looser", "looser": "tighter"}
    there = [line.partition(":")[0] for line in one(RULE, after)]
    back = [line.partition(":")[0] for line in one(after, RULE)]
    assert sorted(back) == sorted(opposite.get(way, way) for way in there)


def test_no_two_changes_are_said_alike() -> None:
    lines = [line for after, _ in EDITS for line in (*one(RULE, after), *one(after, RULE))]
    assert len(lines) == len(set(lines))


def test_a_day_that_moves() -> None:
    soon, late = (RULE + f"effective_from: {day}\n" for day in ("2027-01-01", "2027-12-02"))
    assert one(soon, late) == [
        "looser: takes effect from 2027-12-02 on; before, from 2027-01-01 on"
    ]
    assert one(late, soon) == [
        "tighter: takes effect from 2027-01-01 on; before, from 2027-12-02 on"
    ]


def test_a_rule_about_changes() -> None:
    kept = "blocks: {from: poc}\nrequire:\n  - present: [head.owners.business.ref]\n"
    moves = side(pack(x="on: move\n" + kept)).rules["x"]
    stays = Written(moves.rule.but(on_move=False), moves.draft)
    lines = [change.text for change in compare_rules({"x": stays}, {"x": moves})]
    assert lines == ["is asked only in a change; before, it is asked of what stands there"]


EVIDENCE = (
    "blocks: {from: poc}\nrequire:\n  - present: [governance.raci_ref]\n"
    "  - contains: {file: governance.raci_ref}\n"
)


def test_evidence_says_what_its_level_means() -> None:
    before, after = (
        EVIDENCE + f"evidence: {{poc: {first}, production: content}}\n"
        for first in ("declared", "file")
    )
    assert one(before, after) == [
        (
            "tighter: at poc and pilot, the files named there are in the repository and not empty "
            "(file); before, what the manifest says is believed (declared)"
        )
    ]


def test_texts_of_a_rule() -> None:
    old, new = pack(x=RULE), pack(x=RULE)
    new["x.yaml"] = (
        new["x.yaml"]
        .replace("The demand", "Another demand")
        .replace("The reason", "Another reason")
        .replace("The way out", "Another way out")
        .replace("dimension: ownership", "dimension: data")
    )
    assert said(old, new) == [
        "none rule x: is asked of the data owner; before, of the business owner",
        "none rule x: belongs to the dimension data; before, to ownership",
        'none rule x: has the title "Another demand"; before, "The demand"',
        'none rule x: gives as its reason "Another reason"; before, "The reason"',
        'none rule x: says how to meet it: "Another way out"; before, "The way out"',
    ]


def test_a_new_rule_says_what_it_asks_and_when() -> None:
    text = (
        "blocks: {from: pilot, tiers: [high]}\neffective_from: 2027-12-02\nwhen: [public]\n" + ASKS
    )
    uses = "blocks: {from: poc}\nwhen: [public, people]\n" + ASKS
    (change,) = changes(pack("acme", CONDITIONS, y=uses), pack("acme", CONDITIONS, x=text, y=uses))
    assert (change.what, change.effect, change.text) == ("added", "tighter", "is new: The demand")
    assert change.details == (
        "blocks from pilot on, for tier high",
        "only if exposure.untrusted_input is true; where that is not declared, it applies",
        "before 2027-12-02 it only warns",
        "asks: owners.business.ref is declared",
    )


def test_a_rule_that_is_gone_says_what_it_did() -> None:
    (change,) = changes(pack(x=RULE, y=GOOD), pack(y=GOOD))
    assert (change.what, change.effect, change.text) == ("removed", "looser", "is gone: The demand")
    assert change.details == ("until now it blocks from pilot on, for every tier",)


def test_a_rule_of_another_name_is_told_as_one() -> None:
    other = "blocks: {from: poc}\nrequire:\n  - present: [kpis]\n"
    old, new = pack(x=RULE, y=other), pack(z=RULE.replace("pilot", "poc"), y=other)
    assert said(old, new) == [
        "either rule z: was called x; waivers and known gaps of x do not cover it",
        "tighter rule z: for every tier it blocks from poc on; before, it blocks from pilot on",
    ]
    assert renamed(side(old).rules, side(new).rules) == {"z": "x"}


def test_two_rules_that_ask_the_same_are_not_taken_for_one_another() -> None:
    old, new = pack(a=RULE, b=RULE), pack(c=RULE)
    assert [line.split(": ")[0] for line in said(old, new)] == [
        "looser rule a",
        "looser rule b",
        "tighter rule c",
    ]
    assert [line.split(": ")[0] for line in said(new, old)] == [
        "tighter rule a",
        "tighter rule b",
        "looser rule c",
    ]


def test_what_differs_in_more_than_words_can_say_is_shown_as_it_is_written() -> None:
    # A name that `as` gives is not said where its item is.
    old, new = (
        HEAD + f"require:\n  - count: {{of: kpis, as: {name}, at_least: 1}}\n" for name in "ab"
    )
    (line,) = one(old, new)
    assert "written {" in line
    assert line.count("'as': 'a'") == line.count("'as': 'b'") == 1
