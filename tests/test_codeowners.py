import pytest

from pilotgate.codeowners import matches, owners

MANIFEST = "ai-initiative.yaml"


@pytest.mark.parametrize(
    ("pattern", "path", "answer"),
    [
        ("*", MANIFEST, True),
        ("*", "a/b/c.yaml", True),
        ("*.yaml", "a/b/c.yaml", True),
        ("*.md", MANIFEST, False),
        ("/ai-initiative.yaml", MANIFEST, True),
        ("/ai-initiative.yaml", f"a/{MANIFEST}", False),
        ("ai-initiative.yaml", f"a/{MANIFEST}", True),
        ("docs/", "docs/a/b", True),
        ("docs/", "x/docs/b", True),
        ("/docs/", "x/docs/b", False),
        ("docs/", "docs", False),
        ("docs", "docs/a/b", True),
        ("docs/*", "docs/a", True),
        ("docs/*", "docs/a/b", False),
        ("docs/**", "docs/a/b", True),
        ("**/b", "x/y/b", True),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/x/y/b", True),
        ("a/**/b", "a/x/y/c", False),
        ("/", MANIFEST, True),
    ],
)
def test_patterns(pattern: str, path: str, answer: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is answer


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("* @a\n/ai-initiative.yaml @b\n", ("@b",)),
        ("/ai-initiative.yaml @b\n* @a\n", ("@a",)),
        ("# * @a\n\n* @b # @c\n", ("@b",)),
        ("* @a\n*.yaml\n", ()),
        ("* @a @org/team a@acme.eu\n", ("@a", "@org/team", "a@acme.eu")),
        ("[One] @a\n*.yaml\n[Two]\n* @b\n", ("@a", "@b")),
        ("^[Maybe][2] @a\n* @b\n", ("@b",)),
        ("[One]\n* @a\n!ai-initiative.yaml @a\n", ()),
        ("with\\ space @a\n* @b\n", ("@b",)),
    ],
)
def test_the_last_line_that_matches_decides(text: str, found: tuple[str, ...]) -> None:
    assert owners(text, MANIFEST) == found


def test_no_pattern_is_slow() -> None:
    deep = "/".join("a" * 60)
    assert not matches("/".join(["**", "a"] * 60) + "/b", deep)
    assert owners("*a" * 490 + " @x\n", "a" * 4000) in ((), ("@x",))
