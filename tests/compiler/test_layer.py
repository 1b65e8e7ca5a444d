"""Packs as they are written: their files, their people, and the graph of what they extend."""

import random

import pytest

from pilotgate import packfiles
from pilotgate.compiler.compile import compile_pack
from pilotgate.compiler.layer import File, plain
from pilotgate.errors import PackError, Problem
from pilotgate.reader import read
from pilotgate.tree import Kind, Memory, Tree
from tests.packs import EXAMPLES, GOOD, RULE, family, loaded, pack, said, tree


def test_a_file_knows_where_its_values_are() -> None:
    problems: list[Problem] = []
    file = File(read(b"a:\n  - b: [c, ~]\n", "x.yaml"), problems)
    assert file.data == {"a": [{"b": ["c", None]}]}
    assert file.line(("a", 0, "b")) == (2, "  - b: [c, ~]")
    file.problem(("a", 0, "b", 0), "first")
    file.problem(("a", 0, "b"), "second", key=True)
    file.spoilt(("a", 0, "b", 1), "third", "mend it")
    file.problem(("a", 0, "b", 1), "nothing more can be said of it")
    assert [(one.line, one.column, one.text) for one in problems] == [
        (2, 9, "first"),
        (2, 5, "second"),
        (2, 12, "third"),
    ]
    assert plain(None) is None


def test_a_diamond_is_read_once() -> None:
    packs = family(acme=["left", "right"], left=["base"], right=["base"], base=[])
    found = loaded(packs.pop("acme"), **packs)
    assert [rule.id for rule in found.rules] == ["r-acme", "r-base", "r-left", "r-right"]
    assert [rule.pack for rule in found.rules] == ["acme", "base", "left", "right"]


def test_a_circle_is_refused() -> None:
    packs = family(acme=["one"], one=["two"], two=["one"])
    assert said(packs.pop("acme"), **packs) == [
        (
            "two/pack.yaml:6:11: the packs extend each other in a circle: one -> two -> one"
            " | cut it here"
        )
    ]


def test_a_pack_does_not_extend_itself() -> None:
    packs = family(acme=["acme"])
    assert said(packs["acme"], **packs) == [
        ("pack.yaml:6:11: the packs extend each other in a circle: acme -> acme | cut it here")
    ]


def test_a_pack_is_extended_once() -> None:
    packs = family(acme=["base", "base"], base=[])
    assert said(packs.pop("acme"), **packs) == [
        "pack.yaml:6:17: base is extended twice | delete one"
    ]


def test_two_packs_of_one_name_are_not_mistaken_for_each_other() -> None:
    packs = family(acme=["left", "right"], left=["base"], right=["other"], base=[], other=[])
    top = packs.pop("acme")

    def load(source: str) -> tuple[Tree, str]:
        return tree(packs[source]), "base" if source == "other" else source

    with pytest.raises(PackError) as error:
        compile_pack("acme", tree(top), load=load, label="acme", version="1.0.0")
    assert [f"{one} | {one.hint}" for one in error.value.problems] == [
        ("right/pack.yaml:6:11: two packs are called base | rename one of the directories")
    ]


def test_eight_packs_deep_and_no_more() -> None:
    chain = {f"p{at}": [f"p{at + 1}"] for at in range(7)} | {"p7": []}
    packs = family(**chain)
    assert said(packs.pop("p0"), **packs) == []
    chain |= {"p7": ["p8"], "p8": []}
    packs = family(**chain)
    assert said(packs.pop("p0"), **packs) == [
        "p7/pack.yaml:6:11: packs extend each other more than 8 deep | extend fewer packs"
    ]


SPLIT = "split it, or take out what judges nobody"
FEWER = "extend fewer packs, or take out of them what is not needed"


def test_sixty_four_packs_and_no_more() -> None:
    def wide(count: int) -> list[str]:
        parents = [f"p{at}" for at in range(count)]
        packs = family(acme=parents, **{name: [] for name in parents})
        return said(packs.pop("acme"), **packs)

    assert wide(63) == []
    (line,) = wide(70)
    assert line.endswith(f": more than 64 packs are extended | {FEWER}")


def test_packs_are_opened_by_no_more_than_so_many_names() -> None:
    packs = family(
        acme=["left", "right"],
        left=[f"base-{at}" for at in range(80)],
        right=[f"base-{at}" for at in range(80, 160)],
        base=[],
    )
    opened: list[str] = []

    def load(source: str) -> tuple[Tree, str]:
        opened.append(source)
        label = source.partition("-")[0]
        return tree(packs[label]), label

    with pytest.raises(PackError) as error:
        compile_pack("acme", tree(packs["acme"]), load=load, label="acme", version="1.0.0")
    texts = [one.text for one in error.value.problems]
    assert texts.count("extends names more than 128 packs") == 1
    assert len(opened) == 128


def test_a_pack_that_many_extend_is_opened_once() -> None:
    names = [f"p{at}" for at in range(20)]
    packs = family(acme=names, **{name: ["base"] for name in names}, base=[])
    opened: list[str] = []

    def load(source: str) -> tuple[Tree, str]:
        opened.append(source)
        return tree(packs[source]), source

    compile_pack("acme", tree(packs["acme"]), load=load, label="acme", version="1.0.0")
    assert sorted(opened) == sorted([*names, "base"])


LARGE = "# a comment that fills the file\n" * 7_000


def test_a_pack_of_four_mebibytes_and_no_more() -> None:
    files = pack(**{f"r{at}": GOOD for at in range(20)})
    large = {path: text + LARGE for path, text in files.items()}
    assert said(large) == [f"pack.yaml:1:1: the pack has more than 4 MiB of YAML | {SPLIT}"]


def test_packs_of_four_mebibytes_together_and_no_more() -> None:
    parents: dict[str, dict[str, str]] = {}
    for name in ("one", "two", "three"):
        files = pack(name, **{f"{name}_{at}": GOOD for at in range(9)})
        parents[name] = {path: text + LARGE for path, text in files.items()}
    files = pack(more="extends: [one, two, three]\n", x=GOOD)
    assert said(files, **parents) == [
        f"pack.yaml:6:16: the packs have more than 4 MiB together | {FEWER}"
    ]


def test_two_thousand_files_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packfiles, "MAX_FILES", 20)
    assert said(pack(**{f"r{at}": GOOD for at in range(19)})) == []
    assert said(pack(**{f"r{at}": GOOD for at in range(20)})) == [
        f"pack.yaml:1:1: the pack has 21 YAML files; at most 20 are read | {SPLIT}"
    ]
    base = pack("base", **{f"b{at}": GOOD for at in range(15)})
    files = pack(more="extends: [base]\n", **{f"r{at}": GOOD for at in range(4)})
    assert said(files, base=base) == [
        f"pack.yaml:6:11: the packs have more than 20 files together | {FEWER}"
    ]


def test_a_thousand_random_graphs_end() -> None:
    chance = random.Random(4)
    refused: set[str] = set()
    for _ in range(1000):
        names = [f"p{at}" for at in range(chance.randint(1, 9))]
        packs = family(
            **{name: chance.sample(names, chance.randint(0, min(3, len(names)))) for name in names}
        )
        first = dict(packs["p0"])

        def load(source: str, packs: dict[str, dict[str, str]] = packs) -> tuple[Tree, str]:
            return tree(packs[source]), source

        try:
            data = compile_pack("p0", tree(first), load=load, label="p0", version="1.0.0")
        except PackError as error:
            refused.update(problem.text for problem in error.problems)
            continue
        ids = [rule["id"] for rule in data["rules"]]
        assert len(ids) == len(set(ids))
    assert all("circle" in text or "deep" in text for text in refused)


def test_people_are_folded() -> None:
    files = pack(x=GOOD)
    files["people.yaml"] = (
        "apiVersion: ai-people/v1\n"
        "people: [{ref: user:default/anna.k, aliases: [ANNA.K@acme.eu, '@anna-k']}]\n"
    )
    people = loaded(files).people
    assert people.same("anna.k@acme.eu", "User:Anna.K")
    assert not people.same("@anna-k", "@ben-t")


def test_one_alias_of_two_people_is_refused() -> None:
    files = pack(x=GOOD)
    files["people.yaml"] = (
        "apiVersion: ai-people/v1\n"
        "people: [{ref: user:anna.k, aliases: ['@a']}, {ref: user:ben.t, aliases: ['@a']}]\n"
    )
    assert said(files) == [
        "people.yaml:2:75: @a names two people | it is already an alias of user:default/anna.k"
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "conditions:\n  one: [two]\n  two: [one]\n",
            [
                (
                    "pack.yaml:7:3: the conditions name each other in a circle: one -> two -> one"
                    " | cut it here"
                ),
            ],
        ),
        (
            "conditions: {unused: [{is: {field: tier, value: high}}]}\n",
            [
                (
                    'pack.yaml:6:14: no rule uses the condition "unused"'
                    " | use it in when: [unused], or delete it"
                ),
            ],
        ),
        (
            "parameters: {age: {type: duration, default: P6M, stricter: down}}\n",
            ['pack.yaml:6:14: no rule uses the parameter "age" | use it as ${age}, or delete it'],
        ),
        (
            "fields: {x-acme.contact: {type: reff}}\n",
            ['pack.yaml:6:33: "reff" is not a type | did you mean "ref"?'],
        ),
        (
            "fields: {acme.contact: {type: ref}}\n",
            [
                (
                    'pack.yaml:6:10: "acme.contact" is not a field of your own: those begin with x-'
                    " | as in x-acme.contact"
                ),
            ],
        ),
        (
            'requires: ">=2.0"\n',
            [
                (
                    "pack.yaml:6:11: the pack needs pilotgate >=2.0, and this is 1.0.0"
                    " | install that version, or use another version of the pack"
                ),
            ],
        ),
        (
            "requires: newest\n",
            [
                (
                    'pack.yaml:6:11: "newest" does not say at least which version'
                    ' | write it as in ">=1.0" or ">=1.0,<2"'
                ),
            ],
        ),
        (
            "settings: {waivers: {maximum: P90D}}\n",
            ['pack.yaml:6:22: there is no key "maximum" here | did you mean "max"?'],
        ),
        (
            "settings: {trusted_urls: [https://acme.eu/]}\n",
            [
                (
                    "pack.yaml:6:12: not supported by this version: settings.trusted_urls"
                    " | delete it; an https URL in a manifest is not fetched"
                ),
            ],
        ),
        (
            "settings: {branches: {production: prod}}\n",
            [
                (
                    'pack.yaml:6:35: "prod" is not a stage that a branch implies'
                    " | use one of: pilot, poc, production"
                ),
            ],
        ),
        (
            "extend: [builtin:baseline]\n",
            ['pack.yaml:6:1: there is no key "extend" here | did you mean "extends"?'],
        ),
    ],
)
def test_a_mistake_in_pack_yaml(more: str, expected: list[str]) -> None:
    used = "when: [one]\n" if "circle" in expected[0] else ""
    assert said(pack(more=more, x=GOOD + used)) == expected


def test_everything_is_said_at_once_and_in_order() -> None:
    files = pack(more="title: twice\n", b="blocks: {from: polit}\n", a=GOOD + "tile: x\n")
    files["c.yaml"] = "title: [unclosed\n"
    assert [line.partition(" ")[0] for line in said(files)] == [
        "a.yaml:8:1:",
        "b.yaml:1:1:",
        "b.yaml:5:16:",
        "c.yaml:2:1:",
        "pack.yaml:6:1:",
    ]


def test_an_empty_pack_is_an_error() -> None:
    assert said(pack()) == [
        "pack.yaml:1:1: the pack has no rules | add a file for each rule beside pack.yaml"
    ]


def test_no_pack_at_all_is_an_error() -> None:
    assert said({"x.yaml": RULE + GOOD + EXAMPLES}) == [
        (
            "pack.yaml:1:1: there is no pack.yaml here"
            " | name the directory of a pack, or start one with: pilotgate policy new"
        )
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("rules/x.yaml", "rules/x.yaml:1:1: rules lie beside pack.yaml, not in directories"),
        ("y.yml", "y.yml:1:1: a file of a pack ends in .yaml"),
        ("Not_An_Id.yaml", 'Not_An_Id.yaml:1:1: "Not_An_Id" is no id of a rule'),
    ],
)
def test_a_rule_is_never_lost_by_its_place(path: str, expected: str) -> None:
    files = pack(x=GOOD)
    files[path] = files["x.yaml"]
    assert any(line.startswith(expected) for line in said(files)), said(files)


def test_a_linked_rule_is_refused() -> None:
    held = Memory(
        {path: text.encode() for path, text in pack(x=GOOD).items()},
        kinds={"y.yaml": Kind.SYMLINK},
    )
    with pytest.raises(PackError) as error:
        compile_pack("acme", held, load=tree, version="1.0.0")  # type: ignore[arg-type]
    assert str(error.value.problems[0]) == "acme/y.yaml:1:1: this is a symbolic link"
