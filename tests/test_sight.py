"""What of a policy is in force, in lines to read."""

from pilotgate.compiler.compile import Compiled
from pilotgate.ladders import Stage, Tier
from pilotgate.sight import listing, reach, settings, whole
from pilotgate.tree import Tree
from tests.packs import PARENT, child, pack, tree


def compiled() -> Compiled:
    def load(source: str) -> tuple[Tree, str]:
        return tree(PARENT), source

    more = (
        "settings: {waivers: {max: P60D, approvers: []}, branches: {prod: production}}\n"
        "parameters: {size: 60}\n"
        "adjust: {x: {blocks: {from: poc}}}\n"
    )
    return Compiled("acme", tree(child(more)), load=load, version="1.0.0")


def test_reach() -> None:
    assert reach({}) == ""
    assert reach(dict.fromkeys(Tier, Stage.POC)) == "from poc"
    assert reach({Tier.HIGH: Stage.POC}) == "from poc (high)"
    assert reach({Tier.LOW: Stage.PILOT, Tier.HIGH: Stage.POC}) == "low from pilot, high from poc"


def test_the_list() -> None:
    (line,) = listing(compiled())
    assert line.split() == ["x", "from", "poc", "(medium,", "high)", "The", "demand"]


def test_the_settings_with_their_origins() -> None:
    lines = list(settings(compiled(), origins=True))
    assert "  settings.waivers.max: P60D    <- acme/pack.yaml:7" in lines
    assert "  settings.branches.prod: production    <- acme/pack.yaml:7" in lines
    assert "  parameters.size: 60    <- acme/pack.yaml:8" in lines
    assert "  parameters.words: [cost-spike, drift]    <- base/pack.yaml:9" in lines
    assert next(iter(settings(compiled(), origins=False))) == "  settings.waivers.max: P60D"


def test_a_rule_with_its_origins() -> None:
    lines = list(whole(compiled(), "x", origins=True))
    assert lines[0] == "x (pack base, base/x.yaml)"
    assert "  blocks: from poc (medium, high)    <- acme/pack.yaml:9" in lines
    assert "  evidence: pilot: file, production: content    <- base/x.yaml:7" in lines
    assert "  ${size}: 60    <- acme/pack.yaml:8" in lines


def test_what_a_rule_asks_stands_in_words_with_its_line() -> None:
    about = "[{is: {field: risk.affects_people, value: true}}, {present: [scale.users_now]}]"
    more = f"conditions: {{people: {about}}}\n"
    rule = (
        "blocks: {from: pilot}\n"
        "when:\n"
        "  - people\n"
        "  - is: {field: risk.tier, value: high}\n"
        "require:\n"
        "  - present: [owners.business.ref]\n"
        "  - from: production\n"
        "    person: [owners.business.ref]\n"
        "    message: No team\n"
    )
    made = Compiled("acme", tree(pack("acme", more, x=rule)), load=lambda _: (tree({}), ""))
    people = "people: risk.affects_people is true and scale.users_now is declared"
    assert list(whole(made, "x", origins=False))[-5:] == [
        f"  when (line 7): {people}",
        "  when (line 8): risk.tier is high",
        "  require (line 10): owners.business.ref is declared",
        "  require (line 11): from production on: owners.business.ref names one person",
        "    message: No team",
    ]
    lines = list(whole(made, "x", origins=True))
    assert f"  when (line 7): {people}    <- acme/x.yaml:7, acme/pack.yaml:6" in lines
    assert "  require (line 10): owners.business.ref is declared    <- acme/x.yaml:10" in lines
