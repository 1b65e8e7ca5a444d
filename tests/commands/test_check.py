"""`pilotgate check` as it is typed: what is judged, how it ends, and what it says."""

import re
from pathlib import Path

import pytest

from tests.commands.runs import Here
from tests.samples import WRITTEN, example, files_of

GOOD = example()
AS_OF = f"--as-of={WRITTEN}"
BROKEN = GOOD.replace("current: poc", "current: prodution")
GAP = GOOD.replace("    threshold: 5.0\n", "    threshold: 11.0\n")


@pytest.fixture
def here(tmp_path: Path) -> Here:
    place = Here(tmp_path / "repository")
    place.write("ai-initiative.yaml", GOOD)
    for name, content in files_of(GOOD).items():
        place.write(name, content)
    return place


def test_a_manifest_that_passes(here: Here) -> None:
    run = here.run("check", AS_OF)
    assert (run.code, run.err) == (0, "")
    assert re.search(r"\npoc: PASS\. To reach pilot: 1 gap, \d+ undeclared; anna\.k \d+", run.out)
    assert run.out.endswith("next: pilotgate check --for pilot\n")


def test_a_gap_blocks_and_says_where(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP)
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "error[bc-success-threshold]" in run.out
    assert "kpis[minutes-per-invoice].threshold (11.0) is not better than" in run.flat
    assert "poc: BLOCKED. 1 gap blocks; anna.k 1.\n" in run.out


def test_the_same_code_for_every_format(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP)
    assert {here.run("check", AS_OF, "--format", name).code for name in ("text", "json")} == {1}


def test_no_manifest_is_nothing_to_judge(tmp_path: Path) -> None:
    empty = Here(tmp_path / "empty")
    run = empty.run("check")
    assert (run.code, run.out) == (
        3,
        "error: no manifest here: nothing was judged\n  next: pilotgate init\n",
    )
    report = empty.run("check", "--format", "json")
    assert report.code == report.report["exit_code"] == 3
    assert report.report["summary"] == {"initiatives": 0, "pass": 0, "blocked": 0, "none": 0}


def test_allow_none_is_named_in_the_report(tmp_path: Path) -> None:
    empty = Here(tmp_path / "empty")
    run = empty.run("check", "--staged", "--allow-none")
    assert run.code == 0
    assert "options: --allow-none --staged" in run.out
    assert "which --allow-none accepts" in run.out


def test_allow_none_does_not_accept_a_deletion(here: Here) -> None:
    here.git("add", "-A")
    here.git("commit", "-qm", "x")
    here.git("rm", "-q", "ai-initiative.yaml")
    run = here.run("check", "--staged", "--allow-none")
    assert run.code == 1
    assert "would be deleted" in run.out


def test_allow_none_looks_at_head_also_without_staged(here: Here) -> None:
    here.git("add", "-A")
    here.git("commit", "-qm", "x")
    (here.root / "ai-initiative.yaml").unlink()
    run = here.run("check", "--allow-none")
    assert run.code == 3
    assert "ai-initiative.yaml is in HEAD and would be deleted" in run.flat


def test_a_word_that_is_no_stage_does_not_bury_itself_in_demands(here: Here) -> None:
    here.write("ai-initiative.yaml", BROKEN)
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert run.out.count("error[") == 1
    assert "no stage declared, judged as poc: BLOCKED." in run.out


def test_outside_git_the_directory_is_judged(tmp_path: Path) -> None:
    place = Here(tmp_path / "plain", git=False)
    place.write("ai-initiative.yaml", GOOD)
    place.write(".hidden/ai-initiative.yaml", BROKEN)
    for name, content in files_of(GOOD).items():
        place.write(name, content)
    run = place.run("check", AS_OF)
    assert run.code == 0, run


def test_an_ignored_manifest_is_not_judged_and_ignored_evidence_does_not_count(here: Here) -> None:
    here.write("old/ai-initiative.yaml", BROKEN)
    here.write(".gitignore", "old/\ndocs/\n")
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "old/" not in run.out
    assert "is ignored by git and will be missing in CI" in run.flat


def test_for_a_later_stage(here: Here) -> None:
    run = here.run("check", AS_OF, "--for", "pilot")
    assert run.code == 1
    assert re.search(r"\npoc -> pilot: BLOCKED\. 1 gap, \d+ undeclared block; anna\.k", run.out)
    assert "error[bc-primary-kpi]" in run.out


def test_by_owner_groups_what_each_owes(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP.replace("    owner: user:default/carla.m\n", "", 1))
    run = here.run("check", AS_OF, "--by", "owner")
    assert "user:default/anna.k: 1 block, " in run.out
    assert run.out.index("user:default/anna.k: ") < run.out.index("user:default/carla.m: ")


def test_all_explains_why_each_rule_did_or_did_not_apply(here: Here) -> None:
    run = here.run("check", AS_OF, "--all")
    assert run.code == 0
    assert "Readiness by dimension\n" in run.out
    assert "All rules" in run.out
    for rule in Path("policies/baseline").glob("*-*.yaml"):
        assert rule.stem in run.out


def test_paths_choose_what_is_judged(here: Here) -> None:
    here.write("b/ai-initiative.yaml", BROKEN.replace("id: invoice-triage", "id: claims-triage"))
    assert here.run("check", AS_OF).code == 1
    assert here.run("check", AS_OF, "ai-initiative.yaml").code == 0
    assert here.run("check", AS_OF, "b").code == 1
    assert here.run("check", AS_OF, "ai-initiative.yaml", cwd="b").code == 1
    assert here.run("check", AS_OF, "../ai-initiative.yaml", cwd="b").code == 0


def test_a_path_that_is_not_there_is_a_wrong_question(here: Here) -> None:
    run = here.run("check", "ai-initiatve.yaml")
    assert run.code == 2
    assert "ai-initiatve.yaml: there is no such file or directory" in run.err


def test_two_manifests_of_one_id(here: Here) -> None:
    here.write("b/ai-initiative.yaml", GOOD)
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "is also the id of b/ai-initiative.yaml" in run.flat
    assert here.run("check", AS_OF, "b").code == 1


def test_two_spellings_of_one_name(here: Here) -> None:
    here.write("ai-initiative.yml", GOOD.replace("id: invoice-triage", "id: claims-triage"))
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "can be taken for ai-initiative.yml" in run.flat


def test_a_symbolic_link_is_no_manifest(here: Here) -> None:
    here.write("elsewhere.yaml", GOOD)
    (here.root / "ai-initiative.yaml").unlink()
    (here.root / "ai-initiative.yaml").symlink_to("elsewhere.yaml")
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "the manifest is a symbolic link" in run.out


def test_staged_reads_the_index(here: Here) -> None:
    here.git("add", "-A")
    here.write("ai-initiative.yaml", BROKEN)
    assert here.run("check", AS_OF, "--staged").code == 0
    assert here.run("check", AS_OF).code == 1


def test_staged_outside_git_is_a_wrong_question(tmp_path: Path) -> None:
    place = Here(tmp_path / "plain", git=False)
    run = place.run("check", "--staged")
    assert run.code == 2
    assert "--staged needs a git repository" in run.err


def test_day_one(here: Here) -> None:
    """An id, a stage and real owners can be committed; everything else says from when it blocks."""
    here.write(
        "ai-initiative.yaml",
        """\
apiVersion: ai-initiative/v1
metadata: {id: day-one}
stage: {current: poc, since: 2026-11-21}
owners:
  business: {ref: user:default/anna.k, accepted_on: 2026-11-21}
  technical: {ref: user:default/ben.t}
  data: {ref: user:default/carla.m}
""",
    )
    run = here.run("check", "--as-of=2026-12-05")
    assert run.code == 0, run
    assert "error[" not in run.out
    assert "blocks from 2026-12-06" in run.out
    assert "start to block on 2026-12-06" in run.out
    assert here.run("check", "--as-of=2026-12-06").code == 1
    here.write(
        "ai-initiative.yaml",
        (here.root / "ai-initiative.yaml").read_text().replace("user:default/anna.k", "TBD"),
    )
    run = here.run("check", "--as-of=2026-11-21")
    assert run.code == 1
    assert "error[ow-business-owner]" in run.out


def test_unreadable_yaml_is_a_finding_with_its_place(here: Here) -> None:
    here.write("ai-initiative.yaml", "a: 1\na: 2\n")
    run = here.run("check", "--format", "json")
    (initiative,) = run.report["initiatives"]
    (finding,) = initiative["findings"]
    assert run.code == 1
    assert finding["rule"] == "manifest-valid"
    assert finding["span"] == {"line": 2, "column": 1, "end_line": 2, "end_column": 2}
    assert initiative["decision"] == "blocked"


def test_reports_to_files(here: Here) -> None:
    run = here.run("check", AS_OF, "--report", "json=out.json", "--report", "text=out.txt")
    assert run.code == 0, run
    assert (here.root / "out.txt").read_text() == run.out
    assert '"schema": "pilotgate-report/v1"' in (here.root / "out.json").read_text()
    assert [path.name for path in here.root.glob(".pilotgate-*")] == []


def test_same_inputs_same_bytes(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP)
    runs = {
        here.run("check", AS_OF, "--format", "json", **environ).out
        for environ in (
            {},
            {"LC_ALL": "C.UTF-8", "TZ": "Pacific/Kiritimati"},
            {"PYTHONHASHSEED": "7", "TZ": "Pacific/Niue"},
            {"PYTHONUTF8": "0", "LANG": "tr_TR.UTF-8"},
        )
    }
    assert len(runs) == 1


def test_no_colour_in_a_pipe_unless_asked_for(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP)
    assert "\x1b" not in here.run("check", AS_OF).out
    assert "\x1b" in here.run("check", AS_OF, "--color", "always").out
    assert "\x1b" in here.run("check", AS_OF, FORCE_COLOR="1").out
    assert "\x1b" not in here.run("check", AS_OF, FORCE_COLOR="1", NO_COLOR="1").out


def test_quiet_says_the_sentence_only(here: Here) -> None:
    here.write("ai-initiative.yaml", GAP)
    assert here.run("check", AS_OF, "-q").out == (
        f"options: --as-of {WRITTEN}\n\npoc: BLOCKED. 1 gap blocks; anna.k 1.\n"
    )


def test_a_closed_pipe_is_no_decision(here: Here) -> None:
    done = __import__("subprocess").run(
        ["bash", "-c", f"{__import__('sys').executable} -m pilotgate check {AS_OF} >/dev/full"],
        cwd=here.root,
        env=here.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 4


ADOPTING = """\
apiVersion: ai-policy/v1
name: acme
version: 1.0.0
requires: ">=0.1"
title: Acme
owner: group:default/ai-governance
extends: [builtin:baseline]
settings:
  adoption: {until: 2026-12-31, max_due: P6M}
"""


def test_the_baseline_of_an_adopted_initiative(here: Here) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    here.write("ai-initiative.yaml", GAP)
    options = ("--policy", "policy")
    assert here.run("check", AS_OF, *options).code == 1
    assert here.run("check", AS_OF, "--write-baseline").code == 2, "the baseline pack adopts nobody"
    run = here.run("check", AS_OF, *options, "--write-baseline")
    assert run.code == 0, run
    assert "Recorded 1 finding in ai-baseline.yaml, due on 2027-05-21" in run.flat
    assert "rule: bc-success-threshold" in (here.root / "ai-baseline.yaml").read_text()
    run = here.run("check", AS_OF, *options)
    assert run.code == 0, run
    assert "known[bc-success-threshold]" in run.out
    assert here.run("check", "--as-of=2027-05-21", *options).out.count("known[") == 1
    assert here.run("check", "--as-of=2027-05-22", *options).code == 1
    assert here.run("check", AS_OF, *options, "--for", "pilot").out.count("known[") == 0
    assert here.run("check", AS_OF, *options, "--write-baseline").code == 2, "never written over"
    assert here.run("check", AS_OF).code == 1, "known only where the policy allows adoption"


def test_a_broken_baseline_is_a_wrong_question(here: Here) -> None:
    here.write("ai-baseline.yaml", "apiVersion: ai-baseline/v1\ngaps: [{rule: x}]\n")
    run = here.run("check", AS_OF)
    assert run.code == 2
    assert "ai-baseline.yaml:2" in run.err


def test_configuration_names_the_policy_and_the_manifests(here: Here) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    here.write("more/triage.yaml", BROKEN.replace("id: invoice-triage", "id: claims-triage"))
    here.write(
        ".pilotgate.toml",
        'policy = "policy"\nmanifests = {paths = ["more/*.yaml"], exclude = ["old/*"]}\n',
    )
    here.write("old/ai-initiative.yaml", BROKEN)
    run = here.run("check", AS_OF, "--format", "json")
    assert run.code == 1
    assert [one["file"] for one in run.report["initiatives"]] == [
        "more/triage.yaml",
        "ai-initiative.yaml",
    ]
    assert run.report["policy"][0]["pack"] == "acme"


def test_an_unknown_setting_is_a_wrong_question(here: Here) -> None:
    here.write(".pilotgate.toml", 'polcy = "x"\n')
    run = here.run("check")
    assert run.code == 2
    assert 'there is no setting "polcy"' in run.err
    assert 'did you mean "policy"?' in run.err


def test_an_unforeseen_failure_is_no_decision(here: Here) -> None:
    here.write("sitecustomize.py", "import pilotgate.judge\npilotgate.judge.judge = None\n")
    run = here.run("check", AS_OF, PYTHONPATH=str(here.root))
    assert run.code == 4
    assert "no decision: pilotgate stopped at an unforeseen TypeError" in run.err
    assert "Traceback" not in run.err


def test_a_format_of_errors_is_the_one_that_was_asked_for(here: Here) -> None:
    here.write(".pilotgate.toml", "x = 1\n")
    run = here.run("check", "--format", "json")
    assert run.code == run.report["exit_code"] == 2
    (error,) = run.report["errors"]
    assert error["code"] == "configuration"


ONLY_HIGH = """\
title: A rule
why: It stands in for a real one.
fix: Write it.
dimension: ownership
blocks: {from: poc, tiers: [high]}
require:
  - present: [owners.business.ref]
examples:
  met: [{risk: {tier: high}}]
  gap: [{risk: {tier: high}, owners: {business: {ref: null}}}]
"""
HEAD = ADOPTING.replace("extends: [builtin:baseline]\n", "")


def test_no_rule_that_applies_is_nothing_to_judge(here: Here) -> None:
    here.write("policy/pack.yaml", HEAD)
    here.write("policy/a-rule.yaml", ONLY_HIGH)
    run = here.run("check", AS_OF, "--policy", "policy", "--format", "json")
    assert run.code == run.report["exit_code"] == 3
    assert run.report["initiatives"][0]["decision"] == "none"
    assert [one["code"] for one in run.report["errors"]] == ["nothing-to-judge"]


def test_what_was_never_established_is_no_known_gap(here: Here) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    here.write(
        "ai-initiative.yaml",
        GOOD.replace("current: poc", "current: pilot")
        .replace("target: pilot", "target: production")
        .replace("tier: low", "tier: high"),
    )
    options = (AS_OF, "--policy", "policy", "--format", "json")
    assert here.run("check", *options).code == 1
    run = here.run("check", *options, "--write-baseline")
    states = {(f["outcome"], f["state"]) for f in run.report["initiatives"][0]["findings"]}
    assert ("unknown", "known") not in states
    assert ("unknown", "open") in states
    assert run.code == 4


def test_a_second_initiative_is_adopted_beside_the_first(here: Here) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    options = (AS_OF, "--policy", "policy")
    here.write("ai-initiative.yaml", GAP)
    assert here.run("check", *options, "--write-baseline").code == 0
    before = (here.root / "ai-baseline.yaml").read_text()
    here.write("b/ai-initiative.yaml", GAP.replace("id: invoice-triage", "id: claims-triage"))
    assert here.run("check", *options).code == 1
    assert here.run("check", *options, "--write-baseline").code == 0
    after = (here.root / "ai-baseline.yaml").read_text()
    assert after.startswith(before)
    assert "claims-triage" in after
    assert here.run("check", *options).code == 0


def test_what_changes_the_answer_is_named(here: Here) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    run = here.run("check", AS_OF, "--policy", "policy", "--defer", "-q")
    assert f"options: --as-of {WRITTEN} --defer --policy policy" in run.flat


def test_every_problem_of_a_pack_is_in_the_json(here: Here) -> None:
    here.write("policy/pack.yaml", HEAD)
    here.write("policy/a-rule.yaml", ONLY_HIGH.replace("owners.business", "onwers.business"))
    run = here.run("check", "--policy", "policy", "--format", "json")
    assert run.code == 2
    assert run.report["errors"][0]["where"].startswith("policy/a-rule.yaml:7:")
    assert "onwers.business.ref" in run.report["errors"][0]["problem"]


def test_modules_in_the_judged_directory_are_not_imported(here: Here) -> None:
    here.write("yaml/__init__.py", "import os\nos._exit(0)\n")
    here.write("json.py", "import os\nos._exit(0)\n")
    here.write("ai-initiative.yaml", GAP)
    assert here.run("check", AS_OF).code == 1


def test_paths_do_not_ask_what_vanished(here: Here) -> None:
    here.git("add", "-A")
    here.git("commit", "-qm", "x")
    run = here.run("check", "docs")
    assert run.code == 3
    assert "HEAD" not in run.out


def test_allow_none_looks_at_the_index_too(here: Here) -> None:
    here.git("add", "-A")
    (here.root / "ai-initiative.yaml").unlink()
    run = here.run("check", "--allow-none")
    assert run.code == 3
    assert "is staged and gone from the disk" in run.flat


def test_a_tracked_manifest_that_is_missing_is_not_passed_over(here: Here) -> None:
    here.write("b/ai-initiative.yaml", BROKEN.replace("id: invoice-triage", "id: claims-triage"))
    here.git("add", "-A")
    here.git("commit", "-qm", "x")
    (here.root / "b" / "ai-initiative.yaml").unlink()
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "b/ai-initiative.yaml is in HEAD and would be deleted" in run.flat


@pytest.mark.parametrize(
    "name",
    [
        "AI-INITIATIVE.YAML",
        "Ai-Initiative.yml",
        "ai-\u0131nitiative.yaml",
        "\uff41i-initiative.yaml",
        "ai-initiative.yaml ",
        "AI-Initiatives/a.yaml",
    ],
)
def test_a_name_that_poses_as_a_manifest_blocks(here: Here, name: str) -> None:
    here.write(name, BROKEN)
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "is not spelt as a manifest is" in run.flat


def test_a_link_in_the_place_of_the_directory_blocks(here: Here) -> None:
    here.write("real/a.yaml", BROKEN)
    (here.root / "ai-initiatives").symlink_to("real")
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "is no directory, so the manifests it stands for are not seen" in run.flat


def test_a_manifest_is_no_evidence_of_itself(here: Here) -> None:
    here.write(
        "ai-initiative.yaml", GOOD.replace("docs/baseline-2026-08.csv", "ai-initiative.yaml")
    )
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "is a file that is judged, so it proves nothing" in run.flat


def test_exclusion_is_never_silent(here: Here) -> None:
    here.write("samples/ai-initiative.yaml", BROKEN)
    here.write(".pilotgate.toml", 'manifests = {exclude = ["samples/*"]}\n')
    run = here.run("check", AS_OF)
    assert run.code == 0
    assert "exclude: samples/ai-initiative.yaml" in run.out


def test_a_directory_without_a_manifest_is_not_passed_over(here: Here) -> None:
    (here.root / "empty").mkdir()
    run = here.run("check", AS_OF, "ai-initiative.yaml", "empty")
    assert run.code == 3
    assert "empty: no manifest is in this directory" in run.err


def test_many_items_are_answered_at_once(here: Here) -> None:
    items = "".join(
        f"  - {{id: a{n}, metric: m{n}, operator: gt, threshold: 1}}\n" for n in range(95)
    )
    text = GOOD.replace("stop_criteria:\n", f"stop_criteria:\n{items}")
    here.write("ai-initiative.yaml", text)
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "and 255 more places" in run.out
    assert len(run.out) < 100_000


@pytest.mark.parametrize("name", ["ai-initiative.yaml", ".pilotgate.toml", "sub/pack.yaml"])
def test_a_report_does_not_take_the_place_of_what_is_judged(tmp_path: Path, name: str) -> None:
    place = Here(tmp_path / "plain", git=False)
    place.write("sub/x", "")
    place.write("ai-initiative.yaml", GOOD)
    run = place.run("check", AS_OF, "--report", f"json={name}")
    assert run.code == 2
    assert (place.root / "ai-initiative.yaml").read_text() == GOOD


def test_no_word_of_a_manifest_commands_a_runner(here: Here) -> None:
    here.write("ai-initiative.yaml", GOOD.replace("name: Invoice triage", 'name: "##[error]x"'))
    for form in ("text", "json"):
        run = here.run("check", AS_OF, "--format", form, "--all")
        assert "##[" not in run.out
    assert here.run("check", AS_OF, "--format", "json").report["initiatives"][0]["name"] == (
        "##[error]x"
    )
    assert "\n::error" not in here.run("a\n::error::x").err
    assert "##[" not in here.run("explain", "##[error]x").err


@pytest.mark.parametrize(
    "name", ["zz-any.yml", "sub/zz-any.yaml", "zz-any.YAML", "zz-any.yaml.bak", ".zz-any.yaml"]
)
def test_a_file_that_poses_as_a_rule_is_refused_with_a_warm_cache_too(
    here: Here, name: str
) -> None:
    here.write("policy/pack.yaml", ADOPTING)
    options = ("check", AS_OF, "--policy", "policy")
    cache = str(here.root.parent / "cache")
    assert here.run(*options, XDG_CACHE_HOME=cache).code == 0
    assert here.run(*options, XDG_CACHE_HOME=cache).code == 0
    here.write(f"policy/{name}", ONLY_HIGH)
    run = here.run(*options, XDG_CACHE_HOME=cache)
    assert run.code == 2, run


def test_evidence_that_holds_a_place_is_none(here: Here) -> None:
    here.write("docs/baseline-2026-08.csv", "TBD\n")
    run = here.run("check", AS_OF)
    assert run.code == 1
    assert "holds nothing but a placeholder" in run.flat


@pytest.mark.parametrize("owner", ["b\\u0435n@acme.io", "user:default/b\\u0435n"])
def test_letters_that_look_alike_make_no_second_person(here: Here, owner: str) -> None:
    text = GOOD.replace("technical: {ref: user:default/ben.t}", f'technical: {{ref: "{owner}"}}')
    here.write("ai-initiative.yaml", text)
    assert here.run("check", AS_OF).code == 1


def test_a_secret_is_not_shown(here: Here) -> None:
    secret = "ghp_" + "a1B2" * 9
    text = GOOD.replace("name: Invoice triage", f"name: {secret}")
    here.write("ai-initiative.yaml", text.replace("user:default/ben.t", f"user:default/{secret}"))
    for form in ("text", "json"):
        assert secret not in here.run("check", AS_OF, "--format", form).out
