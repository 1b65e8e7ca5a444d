from collections.abc import Callable
from datetime import date

import pytest

from pilotgate.errors import ConfigurationError
from pilotgate.ladders import Stage
from pilotgate.settings import Configuration, configuration, settings_of


def test_defaults() -> None:
    settings = settings_of({})
    assert str(settings.grace_for(Stage.POC)) == "P14D"
    assert settings.grace_for(Stage.PILOT) is None
    assert settings.adoption is None
    assert str(settings.waivers_max) == "P90D"
    assert settings.waiver_approvers == ()
    assert settings.medium_spend is None
    assert settings == settings_of({})


def test_what_a_pack_says() -> None:
    settings = settings_of(
        {
            "grace": {"pilot": "P7D"},
            "branches": {"prod": "production"},
            "minimum_time": {"pilot": "P30D"},
            "adoption": {"until": "2026-12-31", "max_due": "P6M"},
            "waivers": {"max": "P30D", "approvers": ["user:default/risk.desk"]},
            "medium_spend": "5000",
        }
    )
    assert settings.grace_for(Stage.POC) is None  # named stages replace the default
    assert str(settings.grace_for(Stage.PILOT)) == "P7D"
    assert settings.branches == {"prod": "production"}
    assert str(settings.minimum_time["pilot"]) == "P30D"
    assert settings.adoption
    assert (settings.adoption.until, str(settings.adoption.max_due)) == (date(2026, 12, 31), "P6M")
    assert str(settings.waivers_max) == "P30D"
    assert settings.waiver_approvers == ("user:default/risk.desk",)
    assert settings.medium_spend == "5000"


def test_adoption_is_due_within_a_year_unless_said() -> None:
    adoption = settings_of({"adoption": {"until": "2026-12-31"}}).adoption
    assert adoption
    assert str(adoption.max_due) == "P12M"


def test_a_duration_that_is_none_is_a_bug_of_the_compiler() -> None:
    with pytest.raises(ValueError, match="'soon' is not a duration"):
        settings_of({"grace": {"poc": "soon"}})


def reader(**files: str) -> Callable[[str], bytes | None]:
    names = {"own": ".pilotgate.toml", "project": "pyproject.toml"}
    held = {names[name]: text.encode() for name, text in files.items()}
    return held.get


def test_without_a_file_everything_has_its_default() -> None:
    assert configuration(reader()) == Configuration()
    assert configuration(reader(project="[tool.ruff]\nline-length = 100")) == Configuration()


@pytest.mark.parametrize(
    "text",
    [
        '[tool.pilotgate]\npolicy = "acme"',
        '[tool."pilotgate"]\npolicy = "acme"',
        '[ tool . pilotgate ]\npolicy = "acme"',
        '[tool]\npilotgate = {policy = "acme"}',
        'tool.pilotgate.policy = "acme"',
        "[tool]\n'pilotgate'.policy = ['acme']",
    ],
)
def test_however_the_table_is_spelt_it_is_found(text: str) -> None:
    found = configuration(reader(project=text))
    assert (found.policy, found.file) == (("acme",), "pyproject.toml")


def test_a_file_of_its_own_comes_first() -> None:
    found = configuration(reader(own='policy = "a"', project='[tool.pilotgate]\npolicy = "b"'))
    assert (found.policy, found.file) == (("a",), ".pilotgate.toml")


def test_a_table_that_only_sounds_like_it_is_not_ours() -> None:
    assert configuration(reader(project="[tool.pilotgate-x]\npolicy = 'a'")) == Configuration()
    assert configuration(reader(project="tool = 'pilotgate'")) == Configuration()


def test_every_key() -> None:
    found = configuration(
        reader(own='policy = ["a", "b"]\n[manifests]\npaths = ["ai/*.yaml"]\nexclude = "old/*"')
    )
    assert found == Configuration(
        file=".pilotgate.toml",
        policy=("a", "b"),
        manifests=("ai/*.yaml",),
        exclude=("old/*",),
    )
    assert configuration(reader(own='manifests = ["a.yaml"]')).manifests == ("a.yaml",)


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ("polcy = 'a'", 'there is no setting "polcy"', 'did you mean "policy"?'),
        ("policy = 3", "policy takes a text or a list of texts", ""),
        ("policy = [3]", "policy takes a text or a list of texts", ""),
        ("waivers = 'w.yaml'", "waivers is not used by this version", "delete it"),
        ("people = 'p.yaml'", "people is not used by this version", "delete it"),
        ("branches = {a = 'poc'}", "branches is not used by this version", "delete it"),
        ("manifests = 3", "manifests takes paths and exclude", "as in manifests"),
        ("manifests = {path = 'a'}", "manifests takes paths and exclude", "as in manifests"),
        ("policy = ", "is not TOML", "mend the file"),
        ("policy = '\udcff'", "is not TOML", "mend the file"),
    ],
)
def test_a_mistake_says_where_and_what_to_do(text: str, problem: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        configuration(
            lambda name: text.encode("utf-8", "surrogateescape") if name[0] == "." else None
        )
    assert caught.value.problem.startswith(problem)
    assert caught.value.hint.startswith(hint)
    assert caught.value.where == ".pilotgate.toml"


def test_a_table_must_be_one() -> None:
    with pytest.raises(ConfigurationError, match="pilotgate must be a table"):
        configuration(reader(project="[tool]\npilotgate = 1"))
