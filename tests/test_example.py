from pilotgate.example import example
from pilotgate.reader import read

TEXT = b"""\
owners: {business: {ref: user:default/anna.k, deputy: user:default/carla.m}}
kpis:
  - {id: a, unit: "1", name: first}
  - {id: b, unit: min, name: "two: three"}
exposure: {audience: [staff, partners]}
"""


def shown(*fields: str) -> list[str]:
    return example(read(TEXT, "base.yaml"), fields)


def test_only_what_is_read_is_shown() -> None:
    assert shown("owners.business.ref") == [
        "owners:",
        "  business:",
        "    ref: user:default/anna.k",
    ]


def test_every_item_is_shown_with_its_quotes() -> None:
    assert shown("kpis[].unit", "kpis[].name") == [
        "kpis:",
        '  - unit: "1"',
        "    name: first",
        "  - unit: min",
        '    name: "two: three"',
    ]


def test_a_section_that_is_asked_as_a_whole_is_shown_whole() -> None:
    assert shown("owners") == [
        "owners:",
        "  business:",
        "    ref: user:default/anna.k",
        "    deputy: user:default/carla.m",
    ]
    assert shown("owners.*.ref") == ["owners:", "  business:", "    ref: user:default/anna.k"]


def test_words_stand_in_brackets() -> None:
    assert shown("exposure.audience") == ["exposure:", "  audience: [staff, partners]"]


def test_what_is_not_there_is_not_shown() -> None:
    assert shown("stage.current") == []
