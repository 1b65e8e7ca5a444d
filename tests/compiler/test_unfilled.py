from pilotgate.compiler.unfilled import unfilled
from pilotgate.reader import read
from tests.packs import GOOD, said
from tests.packs import pack as made

TEXT = b"""\
title: <the demand>
why: "<quoted, so it is meant>"
require:
  - present: [<field>]
  - matches: {field: a, pattern: <b>}
examples:
  gap:
    - note: <what is missing>
      metadata: {name: <name>}
"""


def test_every_place_is_found_but_those_that_are_meant() -> None:
    assert list(unfilled(read(TEXT, "x.yaml").root)) == [
        (("title",), "<the demand>"),
        (("require", 0, "present", 0), "<field>"),
        (("examples", "gap", 0, "note"), "<what is missing>"),
    ]


def test_each_is_one_problem_with_what_to_write() -> None:
    files = made(x=GOOD.replace("from: poc", "from: <stage>"))
    files["x.yaml"] = files["x.yaml"].replace("The reason", "<the reason>")
    assert said(files) == [
        'x.yaml:2:6: why still says "<the reason>" | write what belongs there, without the < and >',
        'x.yaml:5:16: from still says "<stage>" | write poc, pilot or production',
    ]
