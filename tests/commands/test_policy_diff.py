"""`pilotgate policy diff`: what changed, for whom, and its exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.commands.test_policy import lay, pilotgate
from tests.packs import GOOD, pack

ROOT = Path(__file__).parent.parent.parent
DATE = ("--as-of", "2026-11-20")
MANIFEST = """\
apiVersion: ai-initiative/v1
metadata: {id: NAME, name: Invoice triage}
stage: {current: poc, since: 2026-06-01}
risk: {tier: low}
owners:
  business: {ref: user:default/anna.k}
  risk: {ref: user:default/carla.m}
"""
RISK = "blocks: {from: poc}\nowner: risk\nrequire:\n  - present: [review.ref]\n"


def manifest(name: str) -> str:
    return MANIFEST.replace("NAME", name)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    lay(tmp_path / "old", pack("acme", x=GOOD))
    lay(tmp_path / "new", pack("acme", x=GOOD, review=RISK))
    lay(tmp_path, {"ai-initiative.yaml": manifest("invoice-triage")})
    return tmp_path


def test_what_changed_and_for_whom(here: Path) -> None:
    code, out, err = pilotgate("policy", "diff", "old", "new", ".", *DATE, cwd=here)
    assert (code, err) == (0, "")
    assert out == (
        "acme 1.0.0 (old) -> acme 1.0.0 (new)\n"
        "\n"
        "Rules\n"
        "  review\n"
        "    tighter  is new: The demand\n"
        "             - blocks from poc on, for every tier\n"
        "             - asks: review.ref is declared\n"
        "\n"
        "Initiatives, as of 2026-11-20, each at its own stage\n"
        "  invoice-triage (ai-initiative.yaml, poc, tier low): newly blocked, from\n"
        "    2026-11-20\n"
        "    blocks from 2026-11-20  review, user:default/carla.m\n"
        "      review.ref is not declared\n"
        "\n"
        "1 change, 1 rule concerned: 1 tighter.\n"
        "1 initiative: 1 newly blocked (the first on 2026-11-20). New gaps: carla.m 1.\n"
    )


def test_without_targets_nobody_is_asked_about(here: Path) -> None:
    code, out, _ = pilotgate("policy", "diff", "new", "old", cwd=here)
    assert code == 0
    assert "looser   is gone: The demand" in out
    assert "nitiative" not in out


def test_built_in_packs_do_not_differ_from_themselves(here: Path) -> None:
    assert pilotgate("policy", "diff", "builtin:baseline", "builtin:baseline", cwd=here)[
        1
    ].endswith("Nothing changed: the two packs are the same, byte for byte.\n")


def test_the_json_has_the_published_shape(here: Path) -> None:
    schema = json.loads((ROOT / "schemas" / "policy-diff.schema.json").read_text())
    code, out, _ = pilotgate(
        "policy", "diff", "old", "new", ".", "--format", "json", *DATE, cwd=here
    )
    found = json.loads(out)
    jsonschema.Draft7Validator(schema).validate(found)
    assert (code, found["exit_code"]) == (0, 0)
    assert [one["what"] for one in found["changes"]] == ["added"]
    assert [(one["id"], one["turn"]) for one in found["initiatives"]] == [
        ("invoice-triage", "blocked")
    ]
    assert found["initiatives"][0]["gaps"][0]["owner"] == "user:default/carla.m"
    assert str(here) not in out


def test_the_same_question_has_the_same_answer(here: Path) -> None:
    asked = ("policy", "diff", "old", "new", ".", "--format", "json", *DATE)
    assert pilotgate(*asked, cwd=here) == pilotgate(*asked, cwd=here)


def test_for_a_later_stage(here: Path) -> None:
    later = RISK.replace("poc", "pilot")
    lay(here / "new", {"review.yaml": pack(x=later)["x.yaml"]})
    own = pilotgate("policy", "diff", "old", "new", ".", *DATE, cwd=here)[1]
    assert own.endswith("1 initiative: 1 as before.\n")
    _, out, _ = pilotgate("policy", "diff", "old", "new", ".", "--for", "pilot", *DATE, cwd=here)
    assert "Initiatives, as of 2026-11-20, judged for pilot\n" in out
    assert "1 newly blocked" in out


def test_a_pack_that_does_not_load(here: Path) -> None:
    lay(here / "broken", pack("acme", x=GOOD.replace("owners", "owner")))
    lay(here / "worse", pack("acme", x=GOOD + "tile: x\n"))
    code, out, err = pilotgate("policy", "diff", "broken", "worse", cwd=here)
    assert (code, out) == (2, "")
    assert 'broken/x.yaml:7:15: there is no field "owner.business.ref"' in err
    assert 'worse/x.yaml:8:1: there is no key "tile" here' in err
    code, out, _ = pilotgate("policy", "diff", "old", "broken", "--format", "json", cwd=here)
    found = json.loads(out)
    assert (code, found["exit_code"], found["new"]) == (2, 2, None)
    assert found["errors"][0]["where"] == "broken/x.yaml:7:15"


def test_no_manifest_is_nothing_to_judge(here: Path) -> None:
    (here / "empty").mkdir()
    code, out, err = pilotgate("policy", "diff", "old", "new", "empty", cwd=here)
    assert (code, out) == (3, "")
    assert "empty: no manifest is there" in err


def test_no_rule_that_applies_is_nothing_to_judge(here: Path) -> None:
    only = GOOD + "when: [{is: {field: risk.affects_people, value: true}}]\n"
    lay(here / "only", pack("acme", x=only))
    text = manifest("invoice-triage").replace("tier: low", "tier: low, affects_people: false")
    lay(here, {"ai-initiative.yaml": text})
    code, out, _ = pilotgate("policy", "diff", "only", "only", ".", cwd=here)
    assert code == 3
    assert "no rule of either pack applies" in out


def test_a_target_that_is_not_there_is_a_wrong_question(here: Path) -> None:
    code, _, err = pilotgate("policy", "diff", "old", "new", "nowhere", cwd=here)
    assert code == 2
    assert "nowhere: there is no such file or directory" in err


def test_a_manifest_that_cannot_be_read_is_never_counted_as_unchanged(here: Path) -> None:
    lay(here, {"ai-initiatives/broken.yaml": "metadata: [\n"})
    code, out, _ = pilotgate("policy", "diff", "old", "new", ".", *DATE, cwd=here)
    assert code == 4
    assert "error: ai-initiatives/broken.yaml: cannot be judged by either pack" in out
    assert "invoice-triage (ai-initiative.yaml, poc, tier low): newly blocked" in out


def repository(root: Path, name: str) -> None:
    lay(root, {"ai-initiative.yaml": manifest(name)})
    subprocess.run(["git", "init", "-q", root], check=True)


def test_a_directory_of_repositories(here: Path) -> None:
    repository(here / "fleet" / "claims", "claims-triage")
    repository(here / "fleet" / "chat", "chat-summary")
    lay(here / "fleet" / "plain" / "ai-initiatives", {"search.yaml": manifest("search-help")})
    lay(here / "fleet" / "chat", {"ignored/ai-initiative.yaml": manifest("ignored")})
    lay(here / "fleet" / "chat", {".gitignore": "ignored/\n"})
    _, out, _ = pilotgate(
        "policy", "diff", "old", "new", "fleet", "--format", "json", *DATE, cwd=here
    )
    found = json.loads(out)["initiatives"]
    assert [(one["repository"], one["id"], one["file"]) for one in found] == [
        (".", "search-help", "fleet/plain/ai-initiatives/search.yaml"),
        ("fleet/chat", "chat-summary", "ai-initiative.yaml"),
        ("fleet/claims", "claims-triage", "ai-initiative.yaml"),
    ]


def test_targets_outside_of_here_and_one_file_twice(here: Path) -> None:
    repository(here / "claims", "claims-triage")
    (here / "work").mkdir()
    _, out, _ = pilotgate(
        *("policy", "diff", "../old", "../new", "../claims", "../claims/ai-initiative.yaml"),
        *("--format", "json", *DATE),
        cwd=here / "work",
    )
    found = json.loads(out)["initiatives"]
    assert [(one["repository"], one["file"]) for one in found] == [
        ("../claims", "ai-initiative.yaml")
    ]


def test_known_gaps_block_when_they_fall_due(here: Path) -> None:
    adoption = "settings: {adoption: {until: 2026-12-31, max_due: P12M}}\n"
    lay(here / "new", pack("acme", adoption, x=GOOD, review=RISK))
    known = (
        "apiVersion: ai-baseline/v1\ngaps:\n  - {initiative: invoice-triage, rule: review, "
        "field: review.ref, recorded_on: 2026-11-01, due_on: 2027-05-31}\n"
    )
    lay(here, {"ai-baseline.yaml": known})
    _, out, _ = pilotgate("policy", "diff", "old", "new", ".", *DATE, cwd=here)
    assert "blocks from 2027-06-01  review, user:default/carla.m" in out


def test_the_help_has_an_example(here: Path) -> None:
    code, out, _ = pilotgate("policy", "diff", "--help", cwd=here)
    assert code == 0
    assert "Example: pilotgate policy diff builtin:baseline policies/acme" in out


def test_a_reader_who_goes_away_is_no_crash(here: Path) -> None:
    line = f"{sys.executable} -m pilotgate policy diff old new . | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=here, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 4)
    assert "Traceback" not in done.stderr
