import time

import pytest

from pilotgate.errors import Unreadable
from pilotgate.evidence.documents import fetch, parse
from pilotgate.fact import Contents, Unavailable
from pilotgate.tree import Entry, Kind, Memory


def read(path: str, text: str | bytes) -> Contents:
    data = text if isinstance(text, bytes) else text.encode()
    found = fetch(path, Memory({path: data}))
    assert isinstance(found, Contents)
    return found


def good(path: str, text: str) -> Contents:
    found = read(path, text)
    assert found.problem == ""
    return found


MARKDOWN = """\
# Impact assessment

Intro 42.

## 1. Purpose

Sort invoices of svc-a.

## Data ##

### Sources

- bookings of 2025

## People

TODO: write

## Cost

<!-- 12 euros -->

## Reassessment

| When | Who |
|------|-----|
| yearly | anna.k |

## Owners

| When | Who |
|------|-----|

## Risks

<describe the risks>

## Injection

_[describe here]_

## Code

```sh
# Heading in code
run it
```

## Leakage

- [ ] TBD
- n/a
- ...

Setext
------

below

## Last
"""


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("impact assessment", "present"),
        ("Purpose", "present"),
        ("Data", "present"),
        ("Sources", "present"),
        ("People", "empty"),
        ("Cost", "empty"),
        ("Reassessment", "present"),
        ("Owners", "empty"),
        ("Risks", "empty"),
        ("Injection", "empty"),
        ("Code", "present"),
        ("Heading in code", "absent"),
        ("Leakage", "empty"),
        ("Setext", "present"),
        ("Last", "empty"),
        ("Purpose of it", "absent"),
    ],
)
def test_parts_of_markdown(name: str, state: str) -> None:
    assert good("x.md", MARKDOWN).part(name) == state
    assert good("x.md", MARKDOWN.replace("\n", "\r\n")).part(name) == state


def test_values_of_markdown() -> None:
    found = good("x.md", MARKDOWN)
    assert found.format == "markdown"
    assert found.has("42")
    assert found.has("svc-a")
    assert found.has("anna.k")
    assert not found.has("12")
    assert not found.has("svc")


def test_what_stands_below_a_later_heading_does_not_fill_an_earlier_one() -> None:
    assert good("x.md", "# A\n# B\ntext\n").part("A") == "empty"
    assert good("x.md", "## A\n# B\ntext\n").part("A") == "empty"
    assert good("x.md", "# A\n## B\ntext\n").part("A") == "present"
    assert good("x.md", "# A\n## B\n").part("A") == "empty"
    assert good("x.md", "# A\n\n---\n\n# B\n").part("A") == "empty"


def test_asciidoc() -> None:
    found = good("x.adoc", "= Doc\n:toc:\n\n== Purpose\n// hidden 7\nsort 8\n\n== Data\n:x: y\n")
    assert (found.part("Purpose"), found.part("Data")) == ("present", "empty")
    assert found.has("8")
    assert not found.has("7")


def test_plain_text() -> None:
    text = (
        "Purpose\n\nWe sort invoices of svc-a.\n\nDATA\n\nPEOPLE:\nall clerks\n\nCost\n====\nTBD\n"
    )
    found = good("x.txt", text)
    assert found.format == "text"
    states = [found.part(name) for name in ("Purpose", "Data", "People", "Cost", "Risk")]
    assert states == ["present", "empty", "present", "empty", "absent"]
    assert good("Jenkinsfile", "stage 'x'\n").format == "text"


def test_yaml() -> None:
    found = good(
        "x.yaml",
        "# comment 7\npurpose: sort invoices\ntool_permissions:\n  read: [svc-a, 8]\n"
        "data: {}\npeople: TODO\ncost: ~\nflag: false\nzero: 0\n",
    )
    names = ("Purpose", "Tool permissions", "read", "data", "people", "cost", "flag", "zero", "x")
    assert [found.part(name) for name in names] == [
        "present", "present", "present", "empty", "empty", "empty", "present", "present", "absent",
    ]  # fmt: skip
    assert found.has("8")
    assert found.has("svc-a")
    assert not found.has("7")
    assert not found.has("svc-a 8")


def test_json() -> None:
    found = good(
        "x.json",
        '{"purpose": "sort", "n": [11.50, true, null], "deep": {"data": ""}, "long": 1'
        + "0" * 5000
        + "}",
    )
    assert [found.part(name) for name in ("Purpose", "n", "deep", "data", "long", "x")] == [
        "present", "present", "empty", "empty", "present", "absent",
    ]  # fmt: skip
    assert found.has("11.5")
    assert not found.has("11")


def test_csv() -> None:
    found = good("x.csv", 'id,value,note\nob-1,"11.5",\nob-2,3,TODO\n\n')
    assert [found.part(name) for name in ("ID", "value", "note", "x")] == [
        "present", "present", "empty", "absent",
    ]  # fmt: skip
    assert found.has("ob-1")
    assert found.has("3")
    assert not found.has("ob-1 11.5")
    assert good("x.csv", "id;value\na;1,5\n").part("value") == "present"
    assert good("x.tsv", "id\tvalue\na\t1\n").has("1")


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("x.md", b"\xff\xfe\x00", "is not UTF-8 text"),
        ("x.png", b"\x89PNG\r\n", "is not UTF-8 text"),
        ("x.md", b"a\0b", "is not a text file"),
        ("x.yaml", "a: [", "does not parse as yaml: line"),
        ("x.yaml", "a: 1\na: 2\n", "does not parse as yaml: line 2"),
        ("x.yaml", "a: &x 1\nb: *x\n", "does not parse as yaml"),
        ("x.yaml", "just text\n", "does not parse as yaml"),
        ("x.json", "{", "does not parse as json"),
        ("x.json", '{"a": 1, "a": 2}', "does not parse as json: a key occurs twice"),
        ("x.json", '{"a": NaN}', "does not parse as json: NaN"),
        ("x.json", '{"a": -Infinity}', "does not parse as json: -Infinity"),
        ("x.json", "[" * 100_000, "does not parse as json"),
        ("x.json", "[" * 500 + "]" * 500, "does not parse as json: it is nested"),
        ("x.json", '{"a":' * 40_000 + "1" + "}" * 40_000, "does not parse as json: it is nested"),
        ("x.csv", "a,b\n1\n", "does not parse as csv: row 2 has 1 cells"),
        ("x.csv", 'a,b\n"1,2\n', "does not parse as csv"),
        ("x.md", b"x" * 300_000, "is larger than 256 KiB"),
        ("x.md", b"", "is empty"),
    ],
)
def test_what_cannot_be_parsed_says_why(path: str, text: str | bytes, problem: str) -> None:
    found = read(path, text)
    assert found.problem.startswith(problem)
    assert found.part("a") == "absent"
    assert not found.has("1")


def test_what_is_no_file_says_why() -> None:
    tree = Memory({}, kinds={"l.md": Kind.SYMLINK})
    for reference, problem in (
        ("no.md", "does not exist"),
        ("l.md", "is a symbolic link"),
        ("https://x.test/a.md", "is a URL, which is not fetched"),
    ):
        found = fetch(reference, tree)
        assert isinstance(found, Contents)
        assert found.problem.startswith(problem)


class Vanishing(Memory):
    def entry(self, path: str) -> Entry | None:
        return Entry(path, Kind.FILE, 3, "0" * 40)

    def read(self, path: str, limit: int = 0) -> bytes:
        raise Unreadable(f"vanished ({limit})", where=path, hint="again")


def test_what_vanishes_is_unavailable() -> None:
    assert isinstance(fetch("x.md", Vanishing({})), Unavailable)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("markdown", "# " * 100_000),
        ("markdown", "<!--" * 60_000),
        ("markdown", "|" * 250_000),
        ("markdown", "|-" * 120_000 + "x"),
        ("markdown", "- " * 120_000),
        ("markdown", "#" + " " * 250_000 + "x"),
        ("markdown", "`" * 250_000),
        ("markdown", "# a\n" * 60_000),
        ("text", "a\n\n" * 80_000),
        ("text", "1 " * 120_000),
        ("text", "-" * 250_000),
        ("text", "9" * 250_000),
        ("text", "a-" * 120_000),
        ("asciidoc", "=" * 250_000),
        ("csv", "," * 250_000),
        ("csv", '"' * 250_000),
    ],
)
def test_no_text_takes_long(form: str, text: str) -> None:
    started = time.perf_counter()
    found = parse("x", form, text.encode())
    found.has("12")
    found.has("ab-cd ef")
    found.part("purpose")
    assert time.perf_counter() - started < 2
