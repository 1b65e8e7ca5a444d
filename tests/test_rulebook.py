"""The rulebook says of every rule what it demands, and where everything in it comes from."""

import re
from pathlib import Path

import pytest

from pilotgate.compiler.compile import Compiled
from pilotgate.reader import read
from pilotgate.rulebook import book, builtin_pages, pages
from pilotgate.source import Opener, load_policy, names

ROOT = Path(__file__).parent.parent
BUILTIN = builtin_pages()
PACK = """\
apiVersion: ai-policy/v1
name: {name}
version: 2.0.0
title: The rules of {name}
owner: group:default/{name}
"""
BASE = (
    PACK.format(name="base")
    + """\
parameters:
  age: {type: duration, default: P6M, stricter: down}
  size: {type: integer, default: {low: 1, medium: 2, high: 3}, stricter: up}
  team: {type: ref, default: "group:default/ai"}
  words: {type: list, default: [cost-spike, drift], stricter: up}
conditions:
  people: [{is: {field: risk.affects_people, value: true}}]
settings:
  waivers: {max: P60D, approvers: []}
"""
)
RULE = """\
title: The demand
why: The reason, <b>bold</b>
fix: The way out
dimension: data
blocks: {from: pilot, tiers: [medium, high]}
warns: {from: poc, tiers: [high]}
evidence: {pilot: file}
not_applicable: [medium]
when:
  - people
  - is: {field: exposure.decision, value: assists}
require:
  - recent: {field: review.last_on, max_age: "${age}"}
  - measures: {field: scale.users_now, at_least: "${size}"}
  - covers: {field: "fallbacks[].trigger", values: "${words}"}
  - refers_to: {field: owners.risk.ref, or: ["${team}"]}
  - present: [review.ref]
adjustable: [grace, age]
references: [GDPR Art 35 (not re-fetched), NIST MAP 1.1]
sources: [the audit of 2025]
examples:
  met: [{}, {note: six months old, review: {last_on: 2025-09-01}}]
  gap:
    - {files: {a.md: x}, review: {ref: a.md}}
    - note: no review
      review: {last_on: null, x-why: ["a, b", c]}
"""
SAID = PACK.format(name="acme") + (
    "extends: [base]\n"
    "parameters: {age: P3M}\n"
    'fields: {x-board.seat: {type: enum, values: [yes, no], about: "A <seat>."}}\n'
    "adjust: {x: {blocks: {from: poc}, grace: false, fix: Ask somebody.}}\n"
)
OWN = """\
title: The board is asked
why: w
fix: f
dimension: ownership
blocks: {from: production}
require: [{present: [x-board.seat]}]
examples: {met: [{}], gap: [{x-board: null}]}
"""


def lay(root: Path) -> None:
    for path, text in {
        "base/pack.yaml": BASE,
        "base/x.yaml": RULE,
        "base/tests/base.yaml": "review: {last_on: 2026-01-01, ref: docs/review.md}\n",
        "acme/pack.yaml": SAID,
        "acme/ow-board.yaml": OWN,
        "acme/tests/base.yaml": "x-board: {seat: yes}\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def made(root: Path, *sources: str) -> dict[str, str]:
    lay(root)
    books = []
    for source in sources:
        opener = Opener(str(root))
        tree, label = opener(source)
        books.append(book(Compiled(source, tree, load=opener, label=label), opener))
    return pages(books)


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return made(tmp_path_factory.mktemp("packs"), "acme")


def rule_of(page: str, name: str) -> str:
    return re.split(r"\n##+ ", page.split(f"\n### {name}\n")[1])[0]


# ------------------------------------------------------------------ what comes with the tool


def test_there_is_a_page_for_every_built_in_pack() -> None:
    assert set(BUILTIN) == {"README.md", *(f"{name}.md" for name in names())}
    assert sorted(path.name for path in (ROOT / "docs" / "rules").iterdir()) == sorted(BUILTIN)


def test_every_built_in_rule_has_its_part_with_everything_in_it() -> None:
    for name in names():
        page = BUILTIN[f"{name}.md"]
        for rule in load_policy([f"builtin:{name}"], root=".").rules:
            if rule.pack != name:
                continue
            part = rule_of(page, rule.id)
            assert f"| [`{rule.id}`](#{rule.id}) |" in page
            assert f"({name}.md#{rule.id})" in BUILTIN["README.md"]
            assert all(f"\n{word}: " in part for word in ("Why", "What to do"))
            assert part.count("(not re-fetched)") == 0
            assert ("not verified" in part) == any("(not re-f" in one for one in rule.references)


def test_pages_are_the_same_every_time() -> None:
    assert builtin_pages() == BUILTIN


def test_the_yaml_on_the_pages_can_be_read() -> None:
    blocks = [
        block
        for page in BUILTIN.values()
        for block in re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    ]
    assert blocks
    for block in blocks:
        read(block.encode(), "page")


def test_no_page_shows_how_the_program_thinks() -> None:
    for page in BUILTIN.values():
        prose = re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"Params\(|Record\(|\$\{|Stage\.|Tier\.", prose)


# ------------------------------------------------------------------ a pack of one's own


def test_a_pack_and_what_it_builds_on_have_a_page_each(acme: dict[str, str]) -> None:
    assert list(acme) == ["README.md", "acme.md", "base.md"]
    assert "It builds on [`base`](base.md)" in acme["acme.md"]
    assert "The rules are shown as the pack `acme` puts them in force." in acme["base.md"]


def test_one_rule_in_full(acme: dict[str, str]) -> None:
    assert rule_of(acme["base.md"], "x") == (
        """
**The demand**

- Asked of the data owner
- Blocks from poc on, for tier medium and high
- Only if `risk.affects_people` is true; where that is not declared, it applies (condition `people`)
- Only if `exposure.decision` is assists; where that is not declared, it applies
- A section may say `not_applicable`, with a reason, for tier medium
- From the first day, without days of grace
- The pack `acme` has set `fix`, `blocks` and `grace`

It demands:

- `review.last_on` is at most 3 months ago and not in the future
- `scale.users_now` is at least 1 (tier low), 2 (tier medium), 3 (tier high)
- `trigger` of every item in `fallbacks` contains cost-spike and drift
- `owners.risk.ref` is `group:default/ai`
- `review.ref` is declared
- From pilot on: every file named there is in the repository and not empty

Why: The reason, &lt;b>bold&lt;/b>

What to do: Ask somebody.

Numbers in it that an organisation may set:

- `age`: 3 months; less is stricter
- `size`: 1 (tier low), 2 (tier medium), 3 (tier high); more is stricter
- `words`: `cost-spike`, `drift`; a longer list is stricter
- `team`: group:default/ai; any value may be set

Evidence: `file` from pilot on ([what that means](README.md#how-deep-a-rule-asks)).

A pack that builds on this one may loosen `grace` and `age`.

References:

- GDPR Art 35 (*not verified against the text*)
- NIST MAP 1.1

Where it comes from: the audit of 2025.

<details>
<summary>Examples</summary>

This meets it:

```yaml
review:
  last_on: 2025-09-01
  ref: docs/review.md
```

With this instead, it is not met:

```yaml
review:
  last_on: null
  x-why: ["a, b", c]
```

Also enough:

- six months old

Not enough:

- no review

</details>
"""
    )


def test_of_many_examples_the_first_few_are_shown(tmp_path: Path) -> None:
    lay(tmp_path)
    more = "".join(f"    - {{note: number {at}, review: null}}\n" for at in range(9))
    (tmp_path / "base/x.yaml").write_text(RULE + more)
    opener = Opener(str(tmp_path))
    tree, label = opener("base")
    page = pages([book(Compiled("base", tree, load=opener, label=label), opener)])["base.md"]
    assert "- number 2\n- and 6 more in the file of the rule\n" in page
    assert "number 3" not in page


def test_what_a_number_means_is_said(tmp_path: Path) -> None:
    lay(tmp_path)
    said = BASE.replace("default: P6M,", "default: P6M, about: How old it may be.,")
    (tmp_path / "base/pack.yaml").write_text(said)
    opener = Opener(str(tmp_path))
    tree, label = opener("base")
    page = pages([book(Compiled("base", tree, load=opener, label=label), opener)])["base.md"]
    assert "| `age`: How old it may be. | 6 months |" in page


def test_what_a_pack_changes_stands_on_its_own_page(acme: dict[str, str]) -> None:
    page = acme["acme.md"]
    assert (
        "| [`x`](base.md#x) | blocks | from pilot (medium, high) | from poc (medium, high) |"
        in page
    )
    assert "| [`x`](base.md#x) | grace | days of grace | no days of grace |" in page
    assert "| [`x`](base.md#x) | fix | The way out | Ask somebody. |" in page
    assert "## Numbers of other packs that it sets" in page
    assert "| `age` | 3 months |" in page
    assert "| `x-board.seat` | `yes` and `no` | A &lt;seat>. |" in page


def test_what_rules_share_stands_on_the_page_of_their_pack(acme: dict[str, str]) -> None:
    page = acme["base.md"]
    assert "| `age` | 3 months | less is stricter | [`x`](#x) |" in page
    assert "| `people` | `risk.affects_people` is true |" in page
    assert "| `waivers.max` | 60 days |" in page
    assert "| `waivers.approvers` | nobody |" in page


def test_a_pack_that_is_asked_for_itself_is_shown_as_it_is(tmp_path: Path) -> None:
    both = made(tmp_path, "acme", "base")
    assert "is at most 6 months ago" in both["base.md"]
    assert "as the pack" not in both["base.md"]
    assert both["base.md"] == made(tmp_path, "base")["base.md"]


def test_a_pack_called_readme_does_not_become_the_index(tmp_path: Path) -> None:
    lay(tmp_path)
    (tmp_path / "base/pack.yaml").write_text(BASE.replace("name: base", "name: readme"))
    opener = Opener(str(tmp_path))
    tree, label = opener("base")
    made_of = book(Compiled("base", tree, load=opener, label=label), opener)
    assert list(pages([made_of])) == ["README.md", "pack-readme.md"]
