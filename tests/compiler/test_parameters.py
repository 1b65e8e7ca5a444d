"""Parameters of packs: typed, tightened freely, loosened only where every rule lets go."""

import pytest

from pilotgate.compiler.parameters import spread
from pilotgate.ladders import TIERS
from tests.packs import DEEP, GOOD, PARAMETERS, PARENT, child, only, pack, said


@pytest.mark.parametrize(
    ("adjust", "key", "value"),
    [
        ("blocks: {from: poc}", "blocks", {"from": {"medium": "poc", "high": "poc"}}),
        (
            "blocks: {tiers: [low, medium, high]}",
            "blocks",
            {"from": {"low": "pilot", "medium": "pilot", "high": "pilot"}},
        ),
        (
            "blocks: {from: {high: poc}}",
            "blocks",
            {"from": {"medium": "pilot", "high": "poc"}},
        ),
        ("evidence: {pilot: content}", "evidence", {"pilot": "content", "production": "content"}),
        ("grace: false", "grace", False),
        ("not_applicable: []", "not_applicable", None),
        ("owner: risk", "owner", "risk"),
        ("fix: Ask the desk.", "fix", "Ask the desk."),
    ],
)
def test_tightening_is_free(adjust: str, key: str, value: object) -> None:
    rule = only(f"adjust: {{x: {{{adjust}}}}}\n")
    assert rule.get(key) == value
    assert rule["origin"][adjust.partition(":")[0]] == ["acme", "acme/pack.yaml", 7]


@pytest.mark.parametrize(
    ("adjust", "expected"),
    [
        (
            "blocks: {from: production}",
            (
                "blocks of x may not be loosened: at pilot, tier medium, less would be asked"
                " | allowed is from: pilot or earlier for at least medium, high"
            ),
        ),
        (
            "blocks: {tiers: [high]}",
            (
                "blocks of x may not be loosened: at pilot, tier medium, less would be asked"
                " | allowed is from: pilot or earlier for at least medium, high"
            ),
        ),
        (
            "warns: {from: production}",
            (
                "warns of x may not be loosened: at pilot, tier low, less would be asked"
                " | allowed is from: pilot or earlier"
            ),
        ),
        (
            "evidence: {production: declared}",
            (
                "evidence of x may not be loosened: at production less than content would do"
                " | allowed is content or deeper"
            ),
        ),
        (
            "effective_from: 2027-01-01",
            (
                "effective_from of x may not be loosened: "
                "the rule would block later than it does now"
                " | allowed is no date: the rule is in effect today"
            ),
        ),
        (
            "not_applicable: [medium, high]",
            (
                "not_applicable of x may not be loosened: tier high would be excused"
                " | allowed is some of [medium], or []"
            ),
        ),
    ],
)
def test_loosening_is_refused_and_says_what_is_allowed(adjust: str, expected: str) -> None:
    assert said(child(f"adjust: {{x: {{{adjust}}}}}\n"), base=PARENT) == [
        f"pack.yaml:7:14: {expected}"
    ]
    key = adjust.partition(":")[0]
    parent = pack("base", PARAMETERS, x=f"{DEEP}adjustable: [{key}]\n")
    assert said(child(f"adjust: {{x: {{{adjust}}}}}\n"), base=parent) == []


def test_no_grace_is_not_given_back() -> None:
    parent = pack("base", x=GOOD + "grace: false\n")
    assert said(child("adjust: {x: {grace: true}}\n"), base=parent) == [
        (
            "pack.yaml:7:14: grace of x may not be loosened: "
            "the rule blocks from the first day today"
            " | allowed is grace: false"
        )
    ]


def test_an_earlier_day_tightens() -> None:
    parent = pack("base", x=GOOD + "effective_from: 2027-01-01\n")
    earlier = only("adjust: {x: {effective_from: 2026-12-31}}\n", parent)
    assert earlier["effective_from"] == "2026-12-31"
    assert said(child("adjust: {x: {effective_from: 2027-01-02}}\n"), base=parent) == [
        (
            "pack.yaml:7:14: effective_from of x may not be loosened: "
            "the rule would block later than it does now | allowed is 2027-01-01 or an earlier day"
        )
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("age: P3M", {"low": "P3M", "medium": "P3M", "high": "P3M"}),
        ("age: {low: P6M}", {"low": "P6M", "medium": "P6M", "high": "P3M"}),
    ],
)
def test_a_parameter_is_tightened_by_tier(value: str, expected: dict[str, str]) -> None:
    given_in = only(f"parameters: {{{value}}}\n")["require"][0]["recent"]["max_age"]["$"]
    assert {tier: given_in if isinstance(given_in, str) else given_in[tier] for tier in TIERS} == (
        expected
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            "age: P6M",
            (
                "7:19: age may not be loosened for tier high: P3M is asked"
                " | allowed is P3M or less, since x does not list age as adjustable"
            ),
        ),
        (
            "size: 49",
            (
                "7:20: size may not be loosened: 50 is asked"
                " | allowed is 50 or more, since x does not list size as adjustable"
            ),
        ),
        (
            "words: [cost-spike]",
            (
                "7:14: words may not be loosened: [cost-spike, drift] is asked"
                " | allowed is a list with all of [cost-spike, drift], "
                "since x does not list words as adjustable"
            ),
        ),
        (
            "age: {low: P366D}",
            (
                "7:14: whether P366D is looser than P12M depends on the day for tier low"
                " | allowed is P12M or less, since x does not list age as adjustable"
            ),
        ),
        ("size: many", '7:20: "many" is not a whole number | write a whole number'),
        ("sise: 60", '7:14: no parent declares a parameter "sise" | did you mean "size"?'),
        (
            "size: {type: integer, default: 1, stricter: up}",
            (
                '7:14: the pack "base" declares this parameter already'
                " | to give it another value, write size: and the value"
            ),
        ),
    ],
)
def test_a_parameter_is_not_loosened(value: str, expected: str) -> None:
    assert said(child(f"parameters: {{{value}}}\n"), base=PARENT) == [f"pack.yaml:{expected}"]


def test_a_parameter_that_every_rule_lets_go_may_be_loosened() -> None:
    parent = pack("base", PARAMETERS, x=DEEP + "adjustable: [size]\n")
    assert said(child("parameters: {size: 10}\n"), base=parent) == []
    second = (
        "blocks: {from: poc}\nrequire:\n"
        '  - measures: {field: scale.users_now, at_least: "${size}"}\n'
    )
    both = pack("base", PARAMETERS, x=DEEP + "adjustable: [size]\n", y=second)
    assert "since y does not list size" in said(child("parameters: {size: 10}\n"), base=both)[0]


def test_a_parameter_without_a_direction_is_free() -> None:
    rule = only('parameters: {team: "group:default/other"}\n')
    assert rule["require"][3]["refers_to"]["or"] == [{"$": "group:default/other"}]


def test_a_number_must_say_which_way_is_stricter() -> None:
    parent = pack("acme", "parameters: {size: {type: integer, default: 3}}\n", x=GOOD)
    assert said(parent)[0] == (
        "pack.yaml:6:14: a whole number must say which way is stricter"
        " | add stricter: up or stricter: down, so that no overlay loosens it unseen"
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            "{type: durtion, default: P6M}",
            '"durtion" is not a type of parameter | did you mean "duration"?',
        ),
        ("{default: P6M}", '"type" is missing | '),
        (
            "{type: duration, stricter: down}",
            '"default" is missing | write default: and a duration, such as P6M',
        ),
        (
            "{type: duration, default: 6, stricter: down}",
            '"6" is not a duration | write a duration, such as P6M',
        ),
        (
            "{type: rate, default: 1.5, stricter: up}",
            '"1.5" is not a rate from 0 to 1 | write a rate from 0 to 1',
        ),
        (
            "{type: ref, default: nobody}",
            '"nobody" is not a reference | write a reference, such as user:default/anna.k',
        ),
        ("{type: list, default: []}", "this is not a list of words | write a list of words"),
        (
            "{type: integer, default: {low: 1, hihg: 2}, stricter: up}",
            '"hihg" is not a tier | did you mean "high"?',
        ),
        (
            "{type: integer, default: 1, stricter: more}",
            '"more" is not up or down | up: a higher value is stricter; down: a lower one is',
        ),
        (
            "{type: integer, default: 1, strict: up}",
            'there is no key "strict" here | did you mean "stricter"?',
        ),
    ],
)
def test_a_declaration_that_is_wrong(declared: str, expected: str) -> None:
    files = pack(more=f"parameters: {{size: {declared}}}\n", x=GOOD)
    assert any(line.partition(": ")[2].startswith(expected) for line in said(files)), said(files)


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        ("number", "-1.5", "2"),
        ("integer", "1", "2"),
        ("rate", "0.1", "0.2"),
        ("duration", "P1M", "P2M"),
        ("date", "2026-01-01", "2026-01-02"),
    ],
)
@pytest.mark.parametrize("stricter", ["up", "down"])
def test_one_way_is_free_and_the_other_closed(
    kind: str, low: str, high: str, stricter: str
) -> None:
    term = {"duration": "retention.outputs", "date": "review.next_on"}.get(kind, "scale.users_now")
    operator = "not before" if kind == "date" else "at least"
    rule = (
        "blocks: {from: poc}\nrequire:\n"
        f'  - compare: {{left: {term}, is: {operator}, right: "${{size}}"}}\n'
    )
    for default, given in ((low, high), (high, low)):
        declared = (
            f"parameters: {{size: {{type: {kind}, default: {default}, stricter: {stricter}}}}}\n"
        )
        found = said(child(f"parameters: {{size: {given}}}\n"), base=pack("base", declared, x=rule))
        assert bool(found) is ((given == high) is (stricter == "down"))


def test_spread() -> None:
    assert spread("1") == dict.fromkeys(TIERS, "1")
    assert spread({"low": "1"}) == {"low": "1"}
