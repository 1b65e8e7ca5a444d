from pathlib import Path

import pytest

from tests.commands.runs import Here


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path / "work", git=False)


FILLED = {
    "<what people call this pack>": "What Acme asks",
    "<who answers for it>": "group:default/ai-governance",
    "<the demand in one sentence>": "The technical owner has a deputy",
    "<what goes wrong without it>": "On leave nobody can switch it off.",
    "<what to do to meet it>": "Name somebody in owners.technical.deputy.",
    "<stage>": "pilot",
    "<field>": "owners.technical.deputy",
    "<the least that is enough>": "somebody is named",
    "<what is missing>": "nobody is named",
    "      # as in   ": "      ",
}


def fill(here: Here, *paths: str) -> None:
    for path in paths:
        text = (here.root / path).read_text()
        for place, value in FILLED.items():
            text = text.replace(place, value)
        here.write(path, text)


def start(here: Here) -> None:
    done = here.run("policy", "new", "ow-deputy", "--pack", "p/acme", "--pack-name", "acme")
    assert done.code == 0
    assert done.out.splitlines() == [
        "wrote p/acme/pack.yaml",
        "wrote p/acme/ow-deputy.yaml",
        "Fill in what stands between < and > in p/acme.",
        "next: pilotgate policy lint p/acme",
    ]


def test_every_place_that_is_left_is_named_by_lint_and_nothing_else(here: Here) -> None:
    start(here)
    done = here.run("policy", "lint", "p/acme")
    assert done.code == 2
    texts = [(here.root / f"p/acme/{name}.yaml").read_text() for name in ("pack", "ow-deputy")]
    left = [place for place in FILLED if place.startswith("<") and place in "".join(texts)]
    assert all(f'still says "{place}"' in done.out for place in left)
    assert done.out.count("error: ") == len(left) == len(FILLED) - 1


def test_what_is_filled_in_as_the_comments_say_passes_lint_and_test(here: Here) -> None:
    start(here)
    fill(here, "p/acme/pack.yaml", "p/acme/ow-deputy.yaml")
    here.write("p/acme/tests/base.yaml", "owners: {technical: {deputy: user:default/carla.m}}\n")
    assert here.run("policy", "lint", "p/acme").code == 0
    done = here.run("policy", "test", "p/acme")
    assert done.code == 0
    assert "3 examples as they say, 0 not" in done.out
    assert "mutants, all noticed" in done.out


def test_a_second_rule_needs_no_name_of_the_pack(here: Here) -> None:
    start(here)
    done = here.run("policy", "new", "bc-worth", "--pack", "p/acme", "--dimension", "cost-scale")
    assert done.code == 0
    assert "dimension: cost-scale\n" in (here.root / "p/acme/bc-worth.yaml").read_text()
    again = here.run("policy", "new", "bc-more", "--pack", "p/acme", "--pack-name", "acme")
    assert again.code == 2
    assert "there is a pack already" in again.err


def test_nothing_is_overwritten(here: Here) -> None:
    start(here)
    here.write("p/acme/ow-deputy.yaml", "mine\n")
    done = here.run("policy", "new", "ow-deputy", "--pack", "p/acme")
    assert done.code == 2
    assert "p/acme/ow-deputy.yaml" in done.err
    assert (here.root / "p/acme/ow-deputy.yaml").read_text() == "mine\n"


def test_a_link_that_leads_nowhere_is_not_followed(here: Here) -> None:
    start(here)
    (here.root / "p/acme/da-a.yaml").symlink_to(here.root / "elsewhere")
    assert here.run("policy", "new", "da-a", "--pack", "p/acme").code == 2
    assert not (here.root / "elsewhere").exists()


def test_where_there_is_no_pack_one_is_offered(here: Here) -> None:
    done = here.run("policy", "new", "ow-a", "--pack", "p")
    assert done.code == 2
    assert "pilotgate policy new ow-a --pack p --pack-name NAME" in done.err
    assert not (here.root / "p").exists()


def test_the_configured_pack_is_the_one_that_is_meant(here: Here) -> None:
    start(here)
    here.write(".pilotgate.toml", 'policy = ["p/acme"]\n')
    assert here.run("policy", "new", "da-a").code == 0
    assert (here.root / "p/acme/da-a.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("OW_A",), '"OW_A" cannot be the name of a rule'),
        (("../ow-a",), "cannot be the name of a rule"),
        (("pack",), "cannot be the name of a rule"),
        (("ow-a", "--pack-name", "A b"), "cannot be the name of a pack"),
        (("ow-a", "--dimension", "ownershp"), 'did you mean "ownership"?'),
    ],
)
def test_a_name_that_cannot_be_is_refused(
    here: Here, arguments: tuple[str, ...], said: str
) -> None:
    done = here.run("policy", "new", *arguments)
    assert done.code == 2
    assert said in done.err
    assert list(here.root.iterdir()) == []
