"""What changed between two packs, as text at any width and as JSON of the published shape."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotgate.comparison.change import About, Change, Effect
from pilotgate.comparison.difference import Difference
from pilotgate.comparison.initiatives import compare_initiatives
from pilotgate.comparison.packs import compare
from pilotgate.renderers.difference import json as as_json
from pilotgate.renderers.difference import text
from pilotgate.renderers.terminal import View, invisible, width_of
from pilotgate.report import Failure, PackUsed
from tests.comparison.sides import side
from tests.dossiers import TODAY
from tests.judging import MANIFEST, judged
from tests.packs import GOOD, pack

OLD = PackUsed("acme", "1.0.0", f"sha256:{'0' * 64}", "acme")
NEW = PackUsed("acme", "2.0.0", f"sha256:{'1' * 64}", "acme-next")
SCHEMA = Path(__file__).parent.parent.parent / "schemas" / "policy-diff.schema.json"
ASKS = "require: [{present: [owners.risk.ref]}]"
MET = "met: {require: [{present: [owners.business.ref]}]}"


def sample() -> Difference:
    """One of every kind of change, and initiatives of several turns."""
    old = pack("acme", "settings: {grace: {poc: P30D}}\n", gone=GOOD, x=GOOD)
    new = pack(
        "acme",
        'requires: ">=0.1"\n'
        "parameters: {size: {type: integer, default: 50, stricter: up}}\n"
        "conditions: {people: [{is: {field: risk.affects_people, value: true}}]}\n"
        "fields: {x-council.contact: {type: ref}}\n",
        x="blocks: {from: pilot}\nwhen: [people]\nrequire:\n  - present: [owners.business.ref]\n",
        y="blocks: {from: poc}\nrequire:\n  - present: [x-council.contact]\n"
        "  - measures: {field: scale.users_now, at_least: '${size}'}\n",
    )
    packs = {
        "invoice-triage": (MET, f"{MET}\nx: {{{ASKS}, effective_from: 2027-12-02}}"),
        "claims-triage": (f"{MET}\nx: {{{ASKS}}}", MET),
        "chat-summary": (MET, MET),
    }
    pairs = []
    for name, (one, other) in packs.items():
        manifest = MANIFEST.replace("id: invoice-triage", f"id: {name}")
        pairs.append((judged(one, manifest), judged(other, manifest)))
    return Difference(
        "1.0.0",
        old=OLD,
        new=NEW,
        changes=compare(side(old), side(new)),
        as_of=TODAY,
        initiatives=compare_initiatives(pairs, TODAY, {}),
    )


BROKEN = Difference(
    "1.0.0", errors=(Failure("pack", "acme/x.yaml:7:1", "is wrong", "mend it"),), exit_code=2
)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_text(width: int, golden: Callable[[str, str], None]) -> None:
    golden(f"difference-{width}.txt", text(sample(), View(width=width)))


def test_the_json(golden: Callable[[str, str], None]) -> None:
    golden("difference.json", as_json(sample()))


@pytest.mark.parametrize("difference", [sample(), BROKEN, Difference("1.0.0", old=OLD, new=NEW)])
def test_the_json_has_the_published_shape(difference: Difference) -> None:
    schema = json.loads(SCHEMA.read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(json.loads(as_json(difference)))


def test_nothing_is_lost_between_text_and_json() -> None:
    found = sample()
    flat = " ".join(text(found).split())
    assert {change.about for change in found.changes} == set(About) - {About.PERSON}
    for change in found.changes:
        assert " ".join(change.text.split()) in flat
        for detail in change.details:
            assert " ".join(detail.split()) in flat
    data = json.loads(as_json(found))
    assert len(data["changes"]) == len(found.changes)
    assert sum(data["summary"]["changes"].values()) == len(found.changes)
    assert sum(data["summary"]["initiatives"].values()) == 3


def test_it_ends_in_who_is_concerned() -> None:
    assert text(sample(), View(width=200)).endswith(
        "3 initiatives: 1 newly blocked (the first on 2027-12-02), 1 released, 1 as before. "
        "New gaps: anna.k 1.\n"
    )


def test_the_first_of_several_days_is_told() -> None:
    found = sample()
    (first,) = (one for one in found.initiatives if one.id == "invoice-triage")
    sooner = first.but(id="sooner", after=TODAY)
    both = found.but(initiatives=(first, sooner))
    assert f"2 newly blocked (the first on {TODAY})." in text(both, View(width=200))


def test_no_difference_says_so() -> None:
    same = Difference("1.0.0", old=OLD, new=OLD)
    assert text(same) == (
        "acme 1.0.0 (acme) -> acme 1.0.0 (acme)\n\n"
        "Nothing changed: the two packs are the same, byte for byte.\n"
    )
    alike = Difference("1.0.0", old=OLD, new=NEW)
    assert text(alike).endswith(
        "Nothing changed: the two packs ask the same, though their files differ.\n"
    )


def test_an_error_says_what_to_do_next() -> None:
    assert text(BROKEN) == "error: acme/x.yaml:7:1: is wrong\n  next: mend it\n"


def test_colour_says_nothing_that_words_do_not() -> None:
    painted = text(sample(), View(colour=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == text(sample())
    assert painted != text(sample())


@settings(deadline=None, max_examples=50)
@given(
    st.text(st.characters(), max_size=80) | st.text("\x1b\r\n:#[]vso| ", max_size=40),
    st.integers(20, 140),
)
def test_whatever_a_pack_says_the_output_is_harmless(word: str, width: int) -> None:
    hostile = Difference(
        word,
        old=PackUsed(word, word, "a", word),
        new=PackUsed(word, word, "b", word),
        changes=tuple(
            Change(about, word, word, effect, word, word, word, (word,))
            for about in About
            for effect in Effect
        ),
        errors=(Failure(word, word, word, word),),
    )
    for line in text(hostile, View(width=width)).split("\n"):
        assert not any(map(invisible, line))
        assert not line.lstrip().startswith("::")
        assert width_of(line) <= max(width, 140)
    json.loads(as_json(hostile))
