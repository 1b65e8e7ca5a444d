import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pilotgate.commands.explain import command
from pilotgate.errors import UsageError
from pilotgate.fields import catalogue
from pilotgate.invariants import INVARIANTS, later
from pilotgate.source import load_policy

RULES = load_policy(["builtin:baseline"], root=".", catalogue=catalogue()).rules


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)


def explained(*args: str) -> str:
    result = CliRunner().invoke(command, args, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_rule_is_told_in_words() -> None:
    lines = explained("ow-business-owner").splitlines()
    assert lines[0] == RULES[[rule.id for rule in RULES].index("ow-business-owner")].title
    assert "  - owners.business.ref names one person" in lines
    assert "  - blocks from poc on, for every tier" in lines
    assert "  - from the first day, without days of grace" in lines
    assert "  |     ref: user:default/anna.k" in lines
    assert any(line.startswith("Why: ") for line in lines)
    assert any(line.startswith("A waiver: ") for line in lines)


def test_what_an_organisation_may_set_is_named() -> None:
    assert "Your organisation may set: stop_criteria_count" in explained("lc-stop-criteria")


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_can_be_explained_at_any_width(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = explained(rule)
    wide = [line for line in text.splitlines() if len(line) > 60]
    # Only YAML keeps its line: broken, it would be another document.
    assert all(line.startswith("  | ") for line in wide)
    assert "None" not in text
    assert "  | " in text


@pytest.mark.parametrize("name", INVARIANTS)
def test_every_invariant_can_be_explained(name: str) -> None:
    text = " ".join(explained(name).split())
    assert f"Always: {' '.join(INVARIANTS[name].split())}." in text
    assert "cannot be waived" in text
    assert ("Not enforced by this version" in text) == bool(later(name))


def test_what_is_not_enforced_yet_is_said() -> None:
    assert {name for name in INVARIANTS if later(name)} == {
        "id-unique",
        "stage-sequence",
        "tier-not-lowered",
        "waiver-valid",
        "judge-files-valid",
        "stopped-but-changing",
    }
    assert "Not enforced by this version: it needs the base of a change" in " ".join(
        explained("stopped-but-changing").split()
    )
    assert "Not enforced by this version: that a change does not lower the tier" in " ".join(
        explained().split()
    )


@pytest.mark.parametrize("path", list(catalogue()))
def test_every_field_can_be_explained(path: str) -> None:
    info = catalogue().get(path)
    assert info is not None
    lines = explained(path).splitlines()
    assert lines[0] == path
    assert " ".join(info.about.split()) in " ".join(" ".join(lines).split())
    for word in info.values if info.type == "enum" else ():
        assert any(line.strip().startswith(f"- {word}") for line in lines)


def test_a_field_as_a_finding_names_it_is_known() -> None:
    assert explained("kpis[minutes-per-invoice].kind") == explained("kpis[].kind")
    assert "Read by: bc-baseline-measured, bc-primary-kpi" in explained("kpis[].kind")
    assert "  - primary: The one number it is done for" in explained("kpis[].kind")


def test_of_prose_it_is_said_how_many_words_are_asked() -> None:
    said = " ".join(explained("cost.integration.basis").split())
    assert "At least 10 or 15 words are asked by: in-integration-cost-known" in said
    assert "words are asked" not in explained("kpis[].kind")


def test_without_a_name_every_rule_is_listed_once() -> None:
    text = explained()
    for rule in RULES:
        assert text.count(f"- {rule.id}: ") == 1
    assert text.index("business-case") < text.index("lifecycle-stop") < text.index("ownership")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("ow-busines-owner", 'did you mean "ow-business-owner"?'),
        ("date-sane", 'did you mean "dates-sane"?'),
        ("kpi[].threshold", 'did you mean "kpis[].threshold"?'),
    ],
)
def test_an_unknown_name_is_answered_with_a_near_one(name: str, near: str) -> None:
    with pytest.raises(UsageError) as caught:
        CliRunner().invoke(command, [name], catch_exceptions=False)
    assert caught.value.hint == near


def test_the_program_itself_says_so_and_exits_2(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pilotgate", "explain", "ow-busines-owner"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert 'did you mean "ow-business-owner"?' in done.stderr
