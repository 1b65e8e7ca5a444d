"""`pilotgate policy`: what it prints, and its exit codes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packs import EXAMPLES, GOOD, RULE, pack

BASE = """\
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage}
stage: {current: poc, since: 2026-02-01}
risk: {tier: low, affects_people: true}
owners: {business: {ref: user:default/anna.k}}
governance: {raci_ref: docs/raci.md}
kpis:
  - {id: minutes, kind: primary, unit: min, direction: down, threshold: 5, baseline: {value: 11}}
  - {id: errors, kind: guardrail, direction: down, threshold: 0.1, baseline: {value: 0.4}}
"""
FILES = {"tests/base.yaml": BASE, "tests/files/docs/raci.md": "# Who decides\n\nAnna K.\n"}


def pilotgate(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pilotgate", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def lay(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_lint_of_a_good_pack(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(x=GOOD))
    assert pilotgate("policy", "lint", "acme", cwd=tmp_path) == (0, "acme: loads: 1 rule\n", "")


def test_lint_shows_every_problem_with_its_line(tmp_path: Path) -> None:
    rule = "blocks: {from: poc}\nrequire:\n  - present: [owners.busines.ref]\n"
    lay(tmp_path / "acme", pack(x=rule, y=GOOD + "tile: x\n"))
    assert pilotgate("policy", "lint", "acme", cwd=tmp_path) == (
        2,
        """\
error: there is no field "owners.busines.ref"
   --> acme/x.yaml:7:15
    |
  7 |   - present: [owners.busines.ref]
    |               ^^^^^^^^^^^^^^^^^^
    = help: did you mean "owners.business.ref"?

error: there is no key "tile" here
   --> acme/y.yaml:8:1
    |
  8 | tile: x
    | ^^^^
    = help: did you mean "title"?

acme: does not load: 2 problems
""",
        "",
    )


def test_a_warning_alone_leaves_the_pack_usable(tmp_path: Path) -> None:
    rule = "blocks: {from: production}\nrequire:\n  - present: [governance.raci_ref]\n"
    lay(tmp_path / "acme", pack(x=rule))
    assert pilotgate("policy", "lint", "acme", cwd=tmp_path) == (
        0,
        """\
warning: paths are believed in production, whether or not a file is there
   --> acme/x.yaml:5:1
    |
  5 | blocks: {from: production}
    | ^^^^^^
    = help: add evidence: {production: file}

acme: loads: 1 rule, 1 warning
""",
        "",
    )


def test_lint_of_what_is_no_pack(tmp_path: Path) -> None:
    code, out, err = pilotgate("policy", "lint", "builtin:baselin", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert 'did you mean "baseline"?' in err


def test_lint_takes_the_pack_of_the_configuration_or_the_baseline(tmp_path: Path) -> None:
    code, out, _ = pilotgate("policy", "lint", cwd=tmp_path)
    assert code == 0
    assert out.splitlines()[-1].startswith("builtin:baseline: loads: ")


THRESHOLD = """\
blocks: {from: poc}
require:
  - each:
      of: kpis
      as: kpi
      require:
        - compare:
            left: kpi.threshold
            is: better than
            right: kpi.baseline.value
            direction: kpi.direction
examples:
  met:
    - "kpis[id=minutes].threshold": 10
    - {asked: production, "kpis[id=errors].threshold": 0.39}
  gap:
    - note: it is no better
      "kpis[id=minutes].threshold": 11
    - "kpis[].baseline.value": null
    - kpis: []
"""
RACI = """\
blocks: {from: pilot}
evidence: {pilot: content}
require:
  - present: [governance.raci_ref]
  - contains: {file: governance.raci_ref, parts: [Who decides]}
examples:
  met: [{files: {docs/raci.md: "# Who decides\n\nBen T.\n"}}]
  gap:
    - governance: {raci_ref: docs/nothing.md}
    - files: {docs/raci.md: "# Something else"}
    - {tier: high, asked: production, governance: null}
"""
KEPT = """\
on: move
blocks: {from: poc}
require:
  - kept: ["kpis[].id"]
examples:
  met: [{base: {kpis: [{id: errors}]}}, {base: {kpis: [{id: minutes}]}}]
  gap: [{base: {kpis: [{id: minutes}, {id: another}]}}]
"""


def test_examples_that_show_what_they_say(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(a=THRESHOLD, b=RACI, c=KEPT) | FILES)
    assert pilotgate("policy", "test", "--no-mutants", "acme", cwd=tmp_path) == (
        0,
        "acme: 12 examples as they say, 0 not\nacme: mutants not tried (--no-mutants)\n",
        "",
    )


UNTESTED = """\
blocks: {from: poc, tiers: [low]}
require:
  - present: [owners.business.ref, risk.tier]
examples:
  met: [{owners: {business: {ref: user:default/ben.t}}}]
  gap: [{owners: null}]
"""


def test_a_clause_that_no_example_tests_is_an_error(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(x=UNTESTED, y=GOOD + EXAMPLES) | FILES)
    assert pilotgate("policy", "test", "acme", "x", cwd=tmp_path) == (
        1,
        """\
error: x: no example notices if risk.tier were left out of present
   --> acme/x.yaml:7:5
    |
  7 |   - present: [owners.business.ref, risk.tier]
    |     ^^^^^^^
    = help: add a gap example in which risk.tier alone is wrong; or leave it
      out, where another clause asks it already

acme: 2 examples as they say, 0 not
acme: 1 of 3 mutants noticed by no example
""",
        "",
    )
    tested = UNTESTED.replace("[{owners: null}]", "[{owners: null}, {risk: null}]")
    lay(tmp_path / "acme", pack(x=tested))
    assert pilotgate("policy", "test", "acme", "x", cwd=tmp_path)[:2] == (
        0,
        "acme: 3 examples as they say, 0 not\nacme: 3 mutants, all noticed\n",
    )


def test_a_rule_that_is_not_there(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(some_rule=GOOD) | FILES)
    code, _, err = pilotgate("policy", "test", "acme", "some-rul", cwd=tmp_path)
    assert code == 2
    assert 'did you mean "some-rule"?' in err


@pytest.mark.parametrize(
    ("examples", "text"),
    [
        (
            "examples: {met: [{owners: null}], gap: [{owners: null}]}\n",
            "error: example 1 of met should meet x, but owners.business.ref is not declared",
        ),
        (
            "examples: {met: [{asked: poc}], gap: [{owners: null}, {}]}\n",
            "error: example 2 of gap should not meet x, but it does",
        ),
        (
            'examples: {met: [{asked: poc}], gap: [{"kpis[id=nobody].unit": x}]}\n',
            "error: example 1 of gap sets kpis[id=nobody].unit, and there is no such place to set",
        ),
        (
            "examples: {met: [{as_of: soon}], gap: [{owners: null}]}\n",
            "error: example 1 of met says as_of: soon, which is no date",
        ),
        (
            (
                "when: [{is: {field: risk.affects_people, value: true}}]\n"
                "examples: {met: [{risk: {affects_people: false}}], gap: [{owners: null}]}\n"
            ),
            (
                "error: example 1 of met should meet x, but the rule does not apply: "
                "risk.affects_people (false) is not true"
            ),
        ),
    ],
)
def test_an_example_that_does_not(tmp_path: Path, examples: str, text: str) -> None:
    lay(tmp_path / "acme", pack(x=GOOD + examples) | FILES)
    code, out, _ = pilotgate("policy", "test", "acme", cwd=tmp_path)
    assert code == 1
    assert text in out.splitlines()
    assert out.splitlines()[-2].endswith("1 not")
    assert out.splitlines()[-1] == "acme: mutants not tried before their examples are mended: x"


def test_the_base_must_pass(tmp_path: Path) -> None:
    files = pack(x=GOOD) | FILES | {"tests/base.yaml": BASE.replace("user:default/anna.k", "tbd")}
    lay(tmp_path / "acme", files)
    code, out, _ = pilotgate("policy", "test", "acme", cwd=tmp_path)
    assert code == 1
    assert "--> acme/tests/base.yaml:5:26" in out


def test_without_a_base_nothing_is_tried(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(x=GOOD))
    code, out, _ = pilotgate("policy", "test", "acme", cwd=tmp_path)
    assert code == 2
    assert "there is no tests/base.yaml to try examples on" in out


def test_the_base_of_a_parent_is_added_to(tmp_path: Path) -> None:
    lay(tmp_path / "base", pack("base", y=GOOD) | FILES)
    own = "fields: {x-acme.contact: {type: ref}}\n"
    rule = (
        "blocks: {from: poc}\nrequire:\n  - present: [x-acme.contact, owners.business.ref]\n"
        "examples: {met: [{x-acme: {contact: anna.k}}], gap: [{x-acme: null}]}\n"
    )
    files = pack("acme", f"extends: [base]\n{own}", x=rule)
    files["tests/base.yaml"] = "x-acme: {contact: user:default/ben.t}\n"
    lay(tmp_path / "acme", files)
    assert pilotgate("policy", "test", "--no-mutants", "acme", cwd=tmp_path)[:2] == (
        0,
        (
            "acme: 2 examples as they say, 0 not\n"
            "acme: mutants not tried (--no-mutants)\n"
            "acme: 1 inherited rule left to their own pack: pilotgate policy test base\n"
        ),
    )


TIGHTER = "parameters: {poc_time: P4M}\nadjust: {ow-technical-owner: {blocks: {from: poc}}}\n"
OWN = """\
blocks: {from: poc}
require:
  - person: [owners.technical.deputy]
examples:
  met: [{owners: {technical: {deputy: user:default/anna.k}}}]
  gap: [{owners: {technical: {deputy: null}}}]
"""


def test_a_pack_that_tightens_its_parent_is_judged_by_its_own_examples(tmp_path: Path) -> None:
    # The manifest of the parent gives its proof of concept P6M: no business of this pack's test.
    files = pack("acme", f"extends: [builtin:baseline]\n{TIGHTER}", ow_deputy=OWN)
    files["tests/base.yaml"] = "owners: {technical: {deputy: user:default/carla.m}}\n"
    lay(tmp_path / "acme", files)
    code, out, err = pilotgate("policy", "test", "--no-mutants", "acme", cwd=tmp_path)
    assert (code, err) == (0, ""), out
    first, _, second = out.splitlines()
    assert first == "acme: 2 examples as they say, 0 not"
    left = r"acme: \d+ inherited rules left to their own pack: pilotgate policy test (.+)"
    found = re.fullmatch(left, second)
    assert found
    assert found[1] == "builtin:baseline"


def test_a_pack_without_rules_of_its_own_says_so(tmp_path: Path) -> None:
    lay(tmp_path / "base", pack("base", y=GOOD))
    lay(tmp_path / "acme", pack("acme", "extends: [base]\nadjust: {y: {grace: false}}\n"))
    assert pilotgate("policy", "test", "acme", cwd=tmp_path) == (
        3,  # nothing was tried, so nothing is known to work
        (
            "acme: 0 examples as they say, 0 not\n"
            "acme: 1 inherited rule left to their own pack: pilotgate policy test base\n"
        ),
        "",
    )


def test_the_examples_of_a_parent_are_tried_with_the_parent_only(tmp_path: Path) -> None:
    wrong = GOOD + "examples: {met: [{owners: null}], gap: [{owners: null}]}\n"
    lay(tmp_path / "base", pack("base", y=wrong) | FILES)
    lay(tmp_path / "acme", pack("acme", "extends: [base]\n", x=GOOD))
    assert pilotgate("policy", "test", "--no-mutants", "acme", cwd=tmp_path)[0] == 0
    assert pilotgate("policy", "test", "--no-mutants", "base", cwd=tmp_path)[0] == 1


def test_verbose_lists_every_example_and_its_help_says_so(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(x=GOOD) | FILES)
    _, out, _ = pilotgate("policy", "test", "-v", "acme", cwd=tmp_path)
    assert out.splitlines()[:2] == ["ok   x met", "ok   x gap"]
    _, out, _ = pilotgate("policy", "test", "--help", cwd=tmp_path)
    assert "List every example" in out
    assert "fact" not in out


def test_the_examples_of_the_built_in_packs_show_what_they_say() -> None:
    root = Path(__file__).parents[2]
    code, out, err = pilotgate("policy", "test", "builtin:baseline", cwd=root)
    assert (code, err) == (0, ""), out


def test_show_names_the_pack_that_set_a_value(tmp_path: Path) -> None:
    age = "parameters: {age: {type: duration, default: P12M, stricter: down}}\n"
    rule = (
        'blocks: {from: pilot}\nrequire:\n  - recent: {field: review.last_on, max_age: "${age}"}\n'
    )
    lay(tmp_path / "base", pack("base", age, x=rule))
    more = "extends: [base]\nparameters: {age: P6M}\nadjust: {x: {blocks: {from: poc}}}\n"
    lay(tmp_path / "acme", pack("acme", more))
    (tmp_path / "acme" / "own.yaml").write_text(RULE + GOOD + EXAMPLES)
    arguments = ("policy", "show", "x", "--origin", "--policy", "acme")
    code, out, _ = pilotgate(*arguments, cwd=tmp_path)
    assert code == 0
    assert "  blocks: from poc    <- acme/pack.yaml:8" in out.splitlines()
    assert "  ${age}: P6M    <- acme/pack.yaml:7" in out.splitlines()
    assert "  title: The demand    <- base/x.yaml:1" in out.splitlines()
    said = "review.last_on is at most 6 months ago and not in the future"
    assert f"  require (line 7): {said}    <- base/x.yaml:7" in out.splitlines()


def test_show_says_what_chose_the_policy(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(x=GOOD))
    show = ("policy", "show", "--origin")
    _, out, _ = pilotgate(*show, cwd=tmp_path)
    assert out.splitlines()[0] == "policy: builtin:baseline    <- the default"
    _, out, _ = pilotgate(*show, "--policy", "acme", cwd=tmp_path)
    assert out.splitlines()[0] == "policy: acme    <- --policy"
    (tmp_path / ".pilotgate.toml").write_text('policy = "acme"')
    _, out, _ = pilotgate(*show, cwd=tmp_path)
    assert out.splitlines()[0] == "policy: acme    <- .pilotgate.toml"
    assert "policy: " not in pilotgate("policy", "show", cwd=tmp_path)[1]


def test_lint_says_which_settings_nothing_looks_at_yet(tmp_path: Path) -> None:
    more = "settings:\n  grace: {poc: P7D}\n  branches: {prod: production}\n"
    more += "  waivers: {max: P30D}\n  minimum_time: {pilot: P30D}\n"
    lay(tmp_path / "acme", pack("acme", more, x=GOOD))
    code, out, _ = pilotgate("policy", "lint", "acme", cwd=tmp_path)
    assert (code, out.splitlines()) == (
        0,
        [
            "note: acme/pack.yaml:8: settings.branches is not enforced by this version",
            "note: acme/pack.yaml:9: settings.waivers is not enforced by this version",
            "note: acme/pack.yaml:10: settings.minimum_time is not enforced by this version",
            "acme: loads: 1 rule",
        ],
    )


def test_lint_warns_where_a_setting_is_softened(tmp_path: Path) -> None:
    lay(tmp_path / "base", pack("base", "settings: {medium_spend: 5000}\n", x=GOOD))
    more = "extends: [base]\nsettings: {medium_spend: 9000}\n"
    lay(tmp_path / "acme", pack("acme", more, y=GOOD))
    code, out, _ = pilotgate("policy", "lint", "acme", cwd=tmp_path)
    assert code == 0
    assert "warning: settings.medium_spend is softened: 9000, it was 5000\n" in out
    assert "  7 | settings: {medium_spend: 9000}" in out
    assert out.splitlines()[-1] == "acme: loads: 2 rules, 1 warning"


def test_show_of_an_unknown_rule(tmp_path: Path) -> None:
    lay(tmp_path / "acme", pack(some_rule=GOOD))
    code, out, err = pilotgate("policy", "show", "some-rul", "--policy", "acme", cwd=tmp_path)
    assert (code, out) == (2, "")
    assert 'did you mean "some-rule"?' in err


@pytest.mark.parametrize("name", ["", "lint", "test", "show"])
def test_help_has_an_example(tmp_path: Path, name: str) -> None:
    code, out, _ = pilotgate("policy", *filter(None, [name]), "--help", cwd=tmp_path)
    assert code == 0
    assert "Example: pilotgate policy" in out
