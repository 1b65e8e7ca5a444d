import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pilotgate.commands.fix import command
from pilotgate.errors import NothingToJudge, PilotgateError, UsageError
from pilotgate.reader import read
from tests.commands.runs import Here

FILE = "ai-initiative.yaml"
DAY = ("--as-of", "2026-11-21")
TEXT = """\
# ours
apiVersion: ai-initiative/v1
metadata: {id: invoice-triage, name: 2026}  # a year
stage: {current: PoC, since: 2026-11-20}
risk: {affects_people: yes}
onwers:
  technical: {ref: user:default/ben.t}

# the end
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Here:
    made = Here(tmp_path / "claims-triage")
    monkeypatch.chdir(made.root)
    return made


def run(*args: str, code: int = 0) -> Result:
    # The command says its exit code by what it returns.
    result = CliRunner().invoke(
        command, [*DAY, *args], catch_exceptions=False, standalone_mode=False
    )
    assert result.return_value == code
    return result


def refused(*args: str) -> PilotgateError:
    with pytest.raises(PilotgateError) as caught:
        CliRunner().invoke(command, [*DAY, *args], catch_exceptions=False)
    return caught.value


def test_a_diff_writes_nothing(here: Here) -> None:
    path = here.write(FILE, TEXT)
    result = run("--diff")
    assert path.read_text() == TEXT
    lines = result.stdout.splitlines()
    assert lines[:2] == [f"--- a/{FILE}", f"+++ b/{FILE}"]
    assert "-onwers:" in lines
    assert "+owners:" in lines
    assert "Nothing was written." in result.stderr


def test_values_are_spelt_as_asked_and_what_is_missing_gets_a_placeholder(here: Here) -> None:
    path = here.write(FILE, TEXT)
    path.chmod(0o640)
    said = run().stdout
    text = path.read_text()
    for line in ("# ours", "# the end", "owners:", "  technical: {ref: user:default/ben.t}"):
        assert line in text.splitlines()
    assert 'name: "2026"}  # a year' in text
    assert "{current: poc, since: 2026-11-20, max_duration: <P6M>}" in text
    assert "affects_people: true" in text
    assert '    ref: "<user:default/... : the person who answers for the benefit' in text
    assert text.index("accepted_on") < text.index("# the end")
    read(text.encode(), FILE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "4 values spelt as asked" in said
    assert "next: pilotgate check" in said


def test_the_second_time_changes_nothing(here: Here) -> None:
    path = here.write(FILE, TEXT)
    run()
    first = path.read_bytes()
    before = path.stat().st_mtime_ns
    assert "nothing to write" in run().stdout
    assert path.read_bytes() == first
    assert path.stat().st_mtime_ns == before
    run("--for", "pilot")
    for_pilot = path.read_bytes()
    run("--for", "pilot")
    assert path.read_bytes() == for_pilot


def test_no_value_is_invented(here: Here) -> None:
    path = here.write(FILE, "apiVersion: ai-initiative/v1\nmetadata: {id: invoice-triage}\n")
    run()
    checked = here.run("check", *DAY, "--format", "json")
    assert checked.code == 1
    for finding in checked.report["initiatives"][0]["findings"]:
        assert finding["outcome"] in ("undeclared", "gap", "unknown")
    assert "anna" not in path.read_text()


def test_a_missing_version_is_written_and_said(here: Here) -> None:
    path = here.write(FILE, "# ours\nmetadata: {id: invoice-triage}\n")
    assert "apiVersion would be written" in run("--diff", "--only", "manifest-valid").stderr
    assert f"{FILE}: apiVersion written." in run("--only", "manifest-valid").stdout
    assert path.read_text().startswith("# ours\napiVersion: ai-initiative/v1\nmetadata:")


def test_only_one_rule(here: Here) -> None:
    path = here.write(FILE, TEXT)
    run("--only", "bc-value-estimate")
    text = path.read_text()
    assert "  value:\n    annual: <number>\n" in text
    assert "onwers:" in text
    assert "kpis" not in text


def test_an_unknown_rule_is_refused(here: Here) -> None:
    here.write(FILE, TEXT)
    error = refused("--only", "bc-value-estimat")
    assert error.hint == 'did you mean "bc-value-estimate"?'
    assert error.exit_code == 2


def test_a_renamed_key_never_repeats_one(here: Here) -> None:
    text = "apiVersion: ai-initiative/v1\nmetadata: {id: abc-d}\nowners: {}\nonwers: {}\n"
    path = here.write(FILE, text)
    run()
    assert "onwers: {}" in path.read_text()
    read(path.read_bytes(), FILE)


@pytest.mark.parametrize("text", ["", "a: &x 1\n", "- 1\n", "a: [\n", "a: 1\na: 2\n"])
def test_what_cannot_be_read_is_left_as_it_is(here: Here, text: str) -> None:
    path = here.write(FILE, text)
    said = run(code=1).stdout
    assert path.read_text() == text
    assert "Mend it by hand" in said
    assert here.run("fix", *DAY).code == 1


def test_one_manifest_that_cannot_be_read_is_enough_for_1_and_the_others_are_mended(
    here: Here,
) -> None:
    here.write("ai-initiatives/a.yaml", "a: [\n")
    path = here.write(FILE, TEXT)
    run(code=1)
    assert "owners:" in path.read_text().splitlines()


def test_a_manifest_that_is_blocked_is_for_check_to_say(here: Here) -> None:
    here.write(FILE, TEXT)
    assert here.run("fix", *DAY).code == 0
    assert here.run("check", *DAY).code == 1


def test_a_link_is_left_as_it_is(here: Here) -> None:
    target = here.root.parent / "other.yaml"
    target.write_text(TEXT)
    os.symlink(target, FILE)
    assert "Mend it by hand" in run(code=1).stdout
    assert target.read_text() == TEXT
    assert os.path.islink(FILE)


def test_files_outside_are_refused(here: Here) -> None:
    outside = here.root.parent / FILE
    outside.write_text(TEXT)
    assert isinstance(refused(str(outside)), UsageError)
    assert outside.read_text() == TEXT


def test_without_a_manifest_there_is_nothing_to_fix(here: Here) -> None:
    del here
    error = refused()
    assert isinstance(error, NothingToJudge)
    assert error.hint == "pilotgate init"


def test_line_ends_stay_what_they_are(here: Here) -> None:
    path = here.root / FILE
    path.write_bytes(TEXT.replace("\n", "\r\n").encode())
    run()
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")


def test_what_init_wrote_needs_no_fix(here: Here) -> None:
    assert here.run("init", *DAY).code == 0
    before = (here.root / FILE).read_bytes()
    done = here.run("fix", *DAY)
    assert done.code == 0
    assert "nothing to write" in done.out
    assert (here.root / FILE).read_bytes() == before
    assert sorted(os.listdir(here.root)) == [".git", FILE]


def test_a_manifest_that_is_complete_is_said_to_be(here: Here) -> None:
    here.write(FILE, TEXT)
    assert "next: pilotgate check --for production" in run("--for", "production").stdout


@pytest.mark.parametrize("end", ["\n", "", "\n\n"])
def test_git_can_apply_the_diff(here: Here, end: str) -> None:
    path = here.write(FILE, TEXT.rstrip() + end)
    here.write("a.diff", run("--diff").stdout)
    here.git("apply", "a.diff")
    applied = path.read_text()
    path.write_text(TEXT.rstrip() + end)
    run()
    assert path.read_text() == applied
