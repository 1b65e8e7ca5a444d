"""The names of packs in other repositories: what is accepted, and everything that is not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotgate.errors import UsageError
from pilotgate.gitsource import GitSource, beside, parse, pinned, token_variable
from tests.servers import TOKEN

ID = "0123456789abcdef0123456789abcdef01234567"
HTTPS = f"git+https://git.example.com/acme/policies@{ID}#packs/acme"


def test_the_parts_of_a_name() -> None:
    assert parse(HTTPS) == GitSource(
        "https", "", "git.example.com", "", "acme/policies", ID, "packs/acme"
    )
    assert parse(HTTPS).url == "https://git.example.com/acme/policies"
    assert str(parse(HTTPS)) == HTTPS


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (f"git+https://GIT.example.com/a/b@{ID}", f"git+https://git.example.com/a/b@{ID}"),
        (f"git+https://h.org:443/a/b.git/@{ID}#.", f"git+https://h.org/a/b.git@{ID}"),
        (f"git+https://h.org:8443/a@{ID.upper()}#./p/", f"git+https://h.org:8443/a@{ID}#p"),
        (f"git+ssh://h.org/a@{ID}", f"git+ssh://git@h.org/a@{ID}"),
        (f"git+ssh://forge@h.org:22/~a/b@{ID}", f"git+ssh://forge@h.org/~a/b@{ID}"),
        ("git+https://h.org/a@feature/x#p", "git+https://h.org/a@feature/x#p"),
        ("git+https://h.org/.github", "git+https://h.org/.github"),
        (f"git+https://dev.az.com/o/my%20p/_git/r@{ID}",) * 2,
        (f"git+https://127.0.0.1:8443/r@{ID}",) * 2,
    ],
)
def test_one_spelling_of_each(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert str(parse(canonical)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "git+",
        "git+https",
        "git+https://",
        "git+https://h.org",
        "git+https:///a",
        f"https://h.org/a@{ID}",
        f"git+http://h.org/a@{ID}",
        f"git+http://169.254.169.254/latest@{ID}",
        f"git+https://169.254.169.254/latest@{ID}",
        f"git+https://0.0.0.0/a@{ID}",
        f"git+https://2130706433/a@{ID}",
        f"git+https://127.1/a@{ID}",
        f"git+https://127.0.0.0x1/a@{ID}",
        f"git+https://0x7f000001/a@{ID}",
        f"git+https://010.0.0.1/a@{ID}",
        f"git+https://[::1]/a@{ID}",
        f"git+file:///srv/policies@{ID}",
        "file:///srv/policies",
        f"git+git://h.org/a@{ID}",
        f"git+ftp://h.org/a@{ID}",
        f"git+ext::sh -c touch% x@{ID}",
        "git+ext://sh/x",
        f"git+fd::17@{ID}",
        f"git+https://h.org/../a@{ID}",
        f"git+https://h.org/a/..@{ID}",
        f"git+https://h.org/a//b@{ID}",
        f"git+https://h.org/--upload-pack=x@{ID}",
        f"git+https://h.org/a%2e%2e/b@{ID}",
        f"git+https://h.org/a?x=y@{ID}",
        f"git+https://h.org/a/.git@{ID}",
        f"git+https://h.org/a b@{ID}",
        f"git+https://h.org/a\n@{ID}",
        f"git+https://h.org/ä@{ID}",
        f"git+https://hörg.org/a@{ID}",
        f"git+https://h_a.org/a@{ID}",
        f"git+https://-oProxyCommand=x/a@{ID}",
        f"git+ssh://-oProxyCommand=x/a@{ID}",
        f"git+ssh://-x@h.org/a@{ID}",
        f"git+ssh://git:pw@h.org/a@{ID}",
        f"git+ssh://h.org:x/a@{ID}",
        f"git+https://h.org:0/a@{ID}",
        f"git+https://h.org:70000/a@{ID}",
        f"git+https://h.org:/a@{ID}",
        f"git+https://a-.org/a@{ID}",
        f"git+https://h..org/a@{ID}",
        f"git+https://h.org./a@{ID}",
        f"git+https://h.org/a@{ID}#../b",
        f"git+https://h.org/a@{ID}#/etc",
        f"git+https://h.org/a@{ID}#a/../b",
        f"git+https://h.org/a@{ID}#.git",
        f"git+https://h.org/a@{ID}#a b",
        f"git+https://h.org/a@{ID}#a#b",
        f"git+https://h.org/a@{ID}{ID[:24]}",
        "git+https://h.org/a@-x",
        "git+https://h.org/a@a..b",
        "git+https://h.org/a@a:b",
        "git+https://h.org/a@a*",
        f"git+https://h.org/{'a' * 1000}@{ID}",
    ],
)
def test_what_is_odd_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        f"git+https://{TOKEN}@git.example.com/a@{ID}",
        f"git+https://x-access-token:{TOKEN}@git.example.com/a@{ID}",
        f"git+ssh://git:{TOKEN}@git.example.com/a@{ID}",
        f"git+ssh://ghp_{TOKEN}@git.example.com/a@{ID}",
    ],
)
def test_a_token_in_a_name_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(UsageError, match="user name, password or token") as caught:
        parse(text)
    assert TOKEN not in f"{caught.value} {caught.value.hint}"


@given(st.text(alphabet="git+https:/s.@#%-_a1 \n\0é", max_size=60))
def test_nothing_crashes(text: str) -> None:
    try:
        found = parse(text)
    except UsageError:
        return
    assert parse(str(found)) == found


@pytest.mark.parametrize("name", ["", "main", "v1.0", "0123456789ab"])
def test_a_pin_is_a_whole_id(name: str) -> None:
    text = f"git+https://h.org/a@{name}#p" if name else "git+https://h.org/a#p"
    with pytest.raises(UsageError, match="a policy is pinned to one") as caught:
        pinned(text)
    assert f"pilotgate policy fetch '{text}'" in caught.value.hint
    assert pinned(HTTPS) == parse(HTTPS)


def test_a_directory_beside() -> None:
    assert beside(HTTPS, "packs/base") == HTTPS.replace("packs/acme", "packs/base")
    assert beside(HTTPS, "./packs/base/") == HTTPS.replace("packs/acme", "packs/base")
    assert beside(HTTPS, ".") == HTTPS.removesuffix("#packs/acme")
    assert beside(HTTPS, "builtin:baseline") == "builtin:baseline"
    assert beside(HTTPS, HTTPS) == HTTPS
    assert beside("policies/acme", "packs/base") == "packs/base"


@pytest.mark.parametrize("text", ["/etc", "../../x", "a\\b", "", " ", "x\0y", "a b"])
def test_a_fetched_pack_does_not_reach_the_disk(text: str) -> None:
    try:
        meant = beside(HTTPS, text)
    except UsageError:
        return
    assert meant == HTTPS.removesuffix("#packs/acme")  # the directory of the repository itself


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("git+https://git.example.com/a", "PILOTGATE_TOKEN_GIT_EXAMPLE_COM"),
        ("git+https://git-example.com/a", "PILOTGATE_TOKEN_GIT__EXAMPLE_COM"),
        ("git+https://git.example.com:8443/a", "PILOTGATE_TOKEN_GIT_EXAMPLE_COM_8443"),
    ],
)
def test_the_variable_of_a_token(text: str, name: str) -> None:
    assert token_variable(parse(text)) == name


LABELS = st.from_regex(re.compile(r"[ab1](?:-{0,3}[ab1]){0,2}"), fullmatch=True)
HOST = st.lists(LABELS, min_size=1, max_size=3).map(".".join)
PLACE = st.tuples(HOST, st.sampled_from(["", ":1", ":10"])).map("".join)


@given(PLACE, PLACE)
def test_no_two_hosts_share_a_token(one: str, other: str) -> None:
    try:
        first, second = parse(f"git+https://{one}/a"), parse(f"git+https://{other}/a")
    except UsageError:
        return
    if first.authority != second.authority:
        assert token_variable(first) != token_variable(second)
