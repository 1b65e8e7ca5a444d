from pilotgate.bookindex import Volume, index, reference_words, role_of, short
from pilotgate.ladders import Stage, Tier
from pilotgate.rule import Rule

RULE = Rule(
    id="ow-a",
    pack="acme",
    title="The <demand>",
    why="w",
    fix="f",
    dimension="ownership",
    blocks=dict.fromkeys(Tier, Stage.POC),
    require=(),
    references=("AIA Art 10", "AIA Art 9", "GDPR Art 35 (not re-fetched)", "Acme 7"),
)
LATE = RULE.but(
    id="da-b",
    dimension="data",
    owner="risk",
    blocks={Tier.MEDIUM: Stage.PRODUCTION, Tier.HIGH: Stage.PILOT},
    references=("AIA Art 9", "NIST MAP 1.1", "OMB M-25-21 4(b)", "M-25-21 4(b)", "ISO A.9.2"),
)
ENDED = RULE.but(id="lc-c", blocks=dict.fromkeys(Tier, Stage.RETIRED), references=())
PAGE = index(
    [Volume("acme", "acme.md", "Acme's *rules*", "1.0.0", "group:ai", (RULE, LATE, ENDED))]
)


def section(heading: str) -> list[str]:
    """The lines below a heading, up to the next."""
    _, _, rest = PAGE.partition(f"\n{heading}\n\n")
    return rest.partition("\n#")[0].strip().splitlines()


def test_every_pack_is_linked() -> None:
    assert "| [`acme`](acme.md) | Acme's \\*rules\\* | 1.0.0 | `group:ai` | 3 |" in PAGE


def test_rules_stand_at_the_stage_at_which_they_block() -> None:
    assert section("### Blocks from poc") == ["- [`ow-a`](acme.md#ow-a): The &lt;demand>"]
    assert section("### Blocks from pilot") == [
        "- [`da-b`](acme.md#da-b): The &lt;demand> (tier high)"
    ]
    assert section("### Blocks from production") == [
        "- [`da-b`](acme.md#da-b): The &lt;demand> (tier medium)"
    ]
    assert section("### Blocks at stage retired") == ["- [`lc-c`](acme.md#lc-c): The &lt;demand>"]


def test_rules_stand_at_their_dimension_and_at_their_role() -> None:
    assert section("## By dimension")[2:] == [
        "| ownership | [`ow-a`](acme.md#ow-a), [`lc-c`](acme.md#lc-c) |",
        "| data | [`da-b`](acme.md#da-b) |",
    ]
    assert section("## By owner role")[2:] == [
        "| business | [`ow-a`](acme.md#ow-a), [`lc-c`](acme.md#lc-c) |",
        "| risk | [`da-b`](acme.md#da-b) |",
    ]


def test_references_stand_at_their_framework_in_the_order_of_their_numbers() -> None:
    assert section("### EU AI Act")[2:] == [
        "| AIA Art 9 | [`ow-a`](acme.md#ow-a), [`da-b`](acme.md#da-b) |",
        "| AIA Art 10 | [`ow-a`](acme.md#ow-a) |",
    ]
    assert section("### GDPR")[2:] == [
        "| GDPR Art 35 (*not verified against the text*) | [`ow-a`](acme.md#ow-a) |"
    ]
    assert len(section("### OMB M-25-21")) == 4
    assert section("### NIST AI RMF")
    assert section("### ISO/IEC 42001")
    assert section("### Acme")


def test_a_rulebook_without_references_has_no_frameworks() -> None:
    assert "## By framework" not in index([Volume("a", "a.md", "A", "1", "o", (ENDED,))])


def test_what_was_not_looked_up_says_so() -> None:
    assert reference_words("GDPR Art 6") == "GDPR Art 6"
    assert reference_words("GDPR Art 6 (not re-fetched)") == (
        "GDPR Art 6 (*not verified against the text*)"
    )


def test_small_words() -> None:
    assert role_of(RULE) == "business"
    assert role_of(LATE) == "risk"
    assert short(RULE.blocks) == "poc"
    assert short(LATE.blocks) == "production (medium), pilot (high)"
