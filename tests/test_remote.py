"""Fetching from real servers: who is told what, what is refused, and what is said about it."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from pilotgate import remote
from pilotgate.errors import PackError, PilotgateError, Unreadable, UsageError
from pilotgate.gitsource import parse
from pilotgate.remote import KNOWN_HOSTS, Fetching
from tests.packs import GOOD, pack
from tests.servers import PLAIN, TOKEN, Proxy, Shell, Web, certificate, commit, git, serving

PACK = {f"acme/{path}": text for path, text in pack(x=GOOD).items()}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of repositories; `policies` has a pack in `acme`, a tag and a branch."""
    root = tmp_path_factory.mktemp("served")
    commit(root / "policies", PACK)
    git(root / "policies", "tag", "-a", "v1", "-m", "release")
    git(root / "policies", "branch", "release/1")
    return root


@pytest.fixture(scope="module")
def head(served: Path) -> str:
    return git(served / "policies", "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def web(served: Path, pem: Path) -> Iterator[Web]:
    server = Web(served, pem, TOKEN)
    with serving(server):
        yield server


class Client:
    """Fetches with a token, a file of certificates and nothing else, unless told otherwise."""

    def __init__(self, web: Web, pem: Path, cache: Path) -> None:
        self.base = f"git+https://localhost:{web.port}/policies"
        self.variable = f"PILOTGATE_TOKEN_LOCALHOST_{web.port}"
        self.environ = PLAIN | {"GIT_SSL_CAINFO": str(pem), self.variable: TOKEN}
        self.cache = cache

    def asked(
        self, more: Mapping[str, str] | None = None, *, timeout: float = 60, room: int = 1 << 24
    ) -> Fetching:
        environ = {**self.environ, **(more or {})}
        return Fetching(environ, str(self.cache), timeout=timeout, room=room)

    def refused(self, text: str, asked: Fetching | None = None) -> PilotgateError:
        with pytest.raises(PilotgateError) as caught:
            (asked or self.asked()).pack(parse(text))
        assert os.listdir(self.cache) == []  # nothing is left behind
        error = caught.value
        assert TOKEN not in f"{error} {error.hint}"
        return error


@pytest.fixture
def client(web: Web, pem: Path, tmp_path: Path) -> Client:
    return Client(web, pem, tmp_path / "cache")


def test_one_command_alone_talks_to_servers() -> None:
    source = Path(remote.__file__).parent
    users = [
        path.relative_to(source).as_posix()
        for path in sorted(source.rglob("*.py"))
        if re.search(r"pilotgate\.remote import|import remote", path.read_text())
    ]
    assert users == ["commands/policy_fetch.py"]


# ------------------------------------------------------------------ https


def test_a_pack_comes_over_https_with_a_token(client: Client, web: Web, head: str) -> None:
    files = client.asked().pack(parse(f"{client.base}@{head}#acme"))
    assert files == {path.removeprefix("acme/"): text.encode() for path, text in PACK.items()}
    assert set(web.logins) == {f"x-access-token:{TOKEN}"}
    assert os.listdir(client.cache) == []


def test_a_token_may_bring_its_user(client: Client, web: Web, head: str) -> None:
    client.asked({client.variable: f"oauth2:{TOKEN}"}).pack(parse(f"{client.base}@{head}#acme"))
    assert set(web.logins) == {f"oauth2:{TOKEN}"}


def test_a_token_goes_over_though_many_files_are_open(client: Client, head: str) -> None:
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(40)]
    try:
        assert client.asked().pack(parse(f"{client.base}@{head}#acme"))
    finally:
        for handle in held:
            os.close(handle)


def test_the_certificates_of_other_tools_count(client: Client, pem: Path, head: str) -> None:
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        asked = client.asked({"GIT_SSL_CAINFO": "", name: str(pem)})
        assert asked.pack(parse(f"{client.base}@{head}#acme"))


def test_a_server_that_nobody_vouches_for_gets_nothing(client: Client, web: Web, head: str) -> None:
    asked = client.asked({"GIT_SSL_CAINFO": "", "GIT_SSL_NO_VERIFY": "1"})
    error = client.refused(f"{client.base}@{head}#acme", asked)
    assert "its certificate is not trusted" in str(error)
    assert "GIT_SSL_CAINFO" in error.hint
    assert web.heard == []


def test_without_a_token_the_variable_is_named(client: Client, web: Web, head: str) -> None:
    error = client.refused(f"{client.base}@{head}#acme", client.asked({client.variable: ""}))
    assert "wants to know who asks" in str(error)
    assert error.hint == f"set {client.variable} to a token that may read it"
    assert web.logins == []


def test_a_wrong_token_is_named_by_its_variable(client: Client, head: str) -> None:
    error = client.refused(f"{client.base}@{head}#acme", client.asked({client.variable: "no"}))
    assert error.hint == f"see that {client.variable} holds a token that may read it"


@pytest.mark.parametrize("token", ["two words", "a\nb", "x:", "ä"])
def test_what_is_no_token_is_not_sent(client: Client, web: Web, head: str, token: str) -> None:
    error = client.refused(f"{client.base}@{head}#acme", client.asked({client.variable: token}))
    assert "does not hold a token" in str(error)
    assert web.heard == []


def test_a_token_does_not_follow_a_redirection(
    client: Client, web: Web, served: Path, pem: Path, head: str
) -> None:
    other = Web(served, pem, TOKEN)
    with serving(other):
        web.redirect = f"https://localhost:{other.port}"
        error = client.refused(f"{client.base}@{head}#acme")
    assert "sends to another address, which is not followed" in str(error)
    assert (other.heard, other.logins, web.logins) == ([], [], [])


def test_a_token_is_for_its_host_alone(client: Client, served: Path, pem: Path, head: str) -> None:
    other = Web(served, pem, TOKEN)
    with serving(other):
        for host in (f"localhost:{other.port}", f"127.0.0.1:{other.port}"):
            client.refused(f"git+https://{host}/policies@{head}#acme")
    assert other.heard
    assert other.logins == []


SPY = """#!/bin/sh
{{ echo "argv: $0 $*"; env; }} >> {log}
exec {git} "$@"
"""


def test_a_token_is_in_no_argument_variable_or_file(
    client: Client, head: str, tmp_path: Path
) -> None:
    """Every git, and what it starts, is written down by a spy in its place."""
    real = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True)
    log = tmp_path / "log"
    place = tmp_path / "bin"
    place.mkdir()
    found = next(
        os.path.join(one, "git")
        for one in os.environ["PATH"].split(os.pathsep)
        if os.path.isfile(os.path.join(one, "git"))
    )
    copy = f"cat {client.cache}/fetch-*/askpass {client.cache}/fetch-*/*/config >> {log}\n"
    text = SPY.format(log=log, git=found).replace("exec", f"{copy}exec")
    (place / "git").write_text(text)
    (place / "git").chmod(0o755)
    assert real.stdout
    asked = client.asked({"PATH": f"{place}:{os.environ['PATH']}"})
    assert asked.pack(parse(f"{client.base}@{head}#acme"))
    said = log.read_text()
    assert "argv: " in said
    assert f"Password for 'https://x-access-token@localhost:" in said  # noqa: F541
    assert TOKEN not in said


def test_another_question_is_not_answered(client: Client, head: str, tmp_path: Path) -> None:
    """A git that is led to ask for another host's password gets none; for ours it gets both."""
    place, answers = tmp_path / "bin", tmp_path / "answers"
    place.mkdir()
    host = client.base.removeprefix("git+https://").removesuffix("/policies")
    asks = "".join(
        f'"$GIT_ASKPASS" "{question}: " >> {answers} || echo no >> {answers}\n'
        for question in (
            "Username for 'https://evil.test'",
            "Password for 'https://x-access-token@evil.test'",
            f"Password for 'https://x-access-token@{host}.evil.test'",
            f"Password for 'http://x-access-token@{host}'",
            f"Username for 'https://{host}'",
            f"Password for 'https://x-access-token@{host}'",
            f"Password for 'https://x-access-token@{host}'",
        )
    )
    (place / "git").write_text(f'#!/bin/sh\n{asks}echo "fatal: done" >&2\nexit 1\n')
    (place / "git").chmod(0o755)
    asked = client.asked({"PATH": f"{place}:{os.environ['PATH']}"})
    assert "fatal: done" in str(client.refused(f"{client.base}@{head}#acme", asked))
    assert answers.read_text().split() == ["no"] * 4 + ["x-access-token", TOKEN, "no"]


def test_nothing_of_the_machine_is_believed(
    client: Client, web: Web, head: str, tmp_path: Path
) -> None:
    """A home with credentials, a rewriting of addresses and hooks: none of it is read."""
    home = tmp_path / "home"
    home.mkdir()
    marker = tmp_path / "marker"
    (home / ".netrc").write_text("machine localhost login anna.k password from-netrc\n")
    (home / ".git-credentials").write_text(f"https://anna.k:x@localhost:{web.port}\n")
    (home / ".gitconfig").write_text(
        '[credential]\n\thelper = store\n[url "ext::sh -c touch% "]\n\tinsteadOf = https://\n'
        f"[core]\n\taskPass = touch {marker}\n\tsshCommand = touch {marker}\n"
    )
    hostile = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_ASKPASS": f"touch {marker}",
        "SSH_ASKPASS": f"touch {marker}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.proxy",
        "GIT_CONFIG_VALUE_0": "http://127.0.0.1:1",
        "GIT_TRACE_CURL": str(tmp_path / "trace"),
        "GIT_PROXY_COMMAND": f"touch {marker}",
        "GIT_DIR": str(tmp_path),
    }
    assert client.asked(hostile).pack(parse(f"{client.base}@{head}#acme"))
    assert set(web.logins) == {f"x-access-token:{TOKEN}"}
    web.logins.clear()
    client.refused(f"{client.base}@{head}#acme", client.asked({**hostile, client.variable: ""}))
    assert web.logins == []
    assert not marker.exists()
    assert not (tmp_path / "trace").exists()


# ------------------------------------------------------------------ what is not there


def test_what_is_not_there_is_said(client: Client, head: str) -> None:
    said = str(client.refused(f"{client.base}@{'1' * 40}#acme"))
    assert "does not give this commit" in said
    error = client.refused(f"{client.base}2@{head}#acme")
    assert "there is no such repository" in str(error)
    error = client.refused(f"{client.base}@{head}#elsewhere")
    assert isinstance(error, PackError)
    assert error.problems[0].text == "there is no pack.yaml here"
    error = client.refused(f"{client.base}@{head}")
    assert isinstance(error, PackError)
    assert error.problems[0].hint == "name its directory after a #; packs are in: acme"


def test_a_server_that_is_away(client: Client, head: str) -> None:
    error = client.refused(f"git+https://localhost:1/policies@{head}")
    assert "the server is not reached" in str(error)
    assert "https_proxy" in error.hint
    assert error.exit_code == 4
    assert "not reached" in str(client.refused(f"git+https://no-such.invalid/x@{head}"))


def test_a_server_that_says_nothing(client: Client, web: Web, head: str) -> None:
    web.silent = True
    error = client.refused(f"{client.base}@{head}#acme", client.asked(timeout=1))
    assert "did not finish within 1 seconds" in str(error)


def test_a_server_that_sends_too_much(client: Client, served: Path) -> None:
    big = commit(served / "big", {"pack.yaml": "x", "data.bin": os.urandom(3 << 20)})
    error = client.refused(
        f"{client.base.replace('policies', 'big')}@{big}", client.asked(room=1 << 20)
    )
    assert "sends more than 1 MiB for one commit" in str(error)


def test_too_much_is_refused_however_quickly_it_came(
    client: Client, head: str, tmp_path: Path
) -> None:
    place = tmp_path / "bin"
    place.mkdir()
    script = "#!/bin/sh\nhead -c 3000000 /dev/zero >repository.git/objects/x\n"
    (place / "git").write_text(script)
    (place / "git").chmod(0o755)
    for _ in range(8):
        asked = client.asked({"PATH": f"{place}:{os.environ['PATH']}"}, room=1 << 20)
        error = client.refused(f"{client.base}@{head}", asked)
        assert "sends more than 1 MiB for one commit" in str(error)


def test_a_bomb_is_only_a_file_too_large(client: Client, served: Path) -> None:
    bomb = commit(served / "bomb", {**pack(x=GOOD), "y-z.yaml": bytes(60 << 20)})
    error = client.refused(f"{client.base.replace('policies', 'bomb')}@{bomb}")
    assert isinstance(error, PackError)
    assert ["larger than 256 KiB" in one.text for one in error.problems] == [True]


def test_a_tree_that_multiplies_is_refused(client: Client, served: Path) -> None:
    place = served / "multiplied"
    commit(place, {"pack.yaml": "x"})
    blob = git(place, "rev-parse", "HEAD:pack.yaml")
    rows = [f"100644 blob {blob}\tf{at}" for at in range(10)]
    tree = ""
    for _ in range(9):
        made = subprocess.run(
            ["git", "mktree"],
            input="\n".join(rows) + "\n",
            cwd=place,
            env=PLAIN,
            capture_output=True,
            text=True,
            check=True,
        )
        tree = made.stdout.strip()
        rows = [f"040000 tree {tree}\td{at}" for at in range(10)]
    top = git(place, "commit-tree", "-m", "bomb", tree)
    git(place, "update-ref", "refs/heads/main", top)
    error = client.refused(f"{client.base.replace('policies', 'multiplied')}@{top}")
    assert isinstance(error, Unreadable)


def test_broken_objects_are_thrown_away(client: Client, served: Path) -> None:
    place = served / "broken"
    commit(place, {"pack.yaml": "x"})
    blob = git(place, "rev-parse", "HEAD:pack.yaml")
    line = b"100644 ..\0" + bytes.fromhex(blob)
    tree = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
        input=line,
        cwd=place,
        env=PLAIN,
        capture_output=True,
        check=True,
    )
    top = git(place, "commit-tree", "-m", "broken", tree.stdout.decode().strip())
    git(place, "update-ref", "refs/heads/main", top)
    error = client.refused(f"{client.base.replace('policies', 'broken')}@{top}")
    assert "broken or hostile" in str(error)


def test_links_and_submodules_are_not_followed(client: Client, served: Path, head: str) -> None:
    place = served / "links"
    commit(place, pack(x=GOOD))
    os.symlink("x.yaml", place / "y-link.yaml")
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    top = commit(place, {".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = ext::sh\n'})
    error = client.refused(f"{client.base.replace('policies', 'links')}@{top}")
    assert isinstance(error, PackError)
    assert [one.text for one in error.problems] == ["this is a symbolic link"]


def test_a_pointer_to_large_files_is_no_rule(client: Client, served: Path) -> None:
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n"
    top = commit(served / "lfs", {**pack(x=GOOD), "y-lfs.yaml": text})
    error = client.refused(f"{client.base.replace('policies', 'lfs')}@{top}")
    assert isinstance(error, PackError)
    assert [one.text for one in error.problems] == ["is a pointer of Git LFS, not the file"]


def test_a_tag_is_not_a_commit(client: Client, served: Path, head: str) -> None:
    tag = git(served / "policies", "rev-parse", "v1")
    error = client.refused(f"{client.base}@{tag}#acme")
    assert "is the id of a tag" in str(error)
    assert error.hint == f"write @{head}"


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("main", "refs/heads/main"),
        ("release/1", "refs/heads/release/1"),
        ("v1", "refs/tags/v1"),
        ("refs/heads/main", "refs/heads/main"),
        ("", "HEAD"),
    ],
)
def test_what_a_name_points_to(client: Client, head: str, name: str, ref: str) -> None:
    at = f"@{name}" if name else ""
    assert client.asked().names(parse(f"{client.base}{at}#acme")) == {ref: head}


def test_what_a_name_does_not_point_to(client: Client) -> None:
    assert client.asked().names(parse(f"{client.base}@ain#acme")) == {}


# ------------------------------------------------------------------ a proxy


def test_through_a_proxy(client: Client, web: Web, head: str) -> None:
    proxy = Proxy()
    with serving(proxy):
        asked = client.asked({"https_proxy": f"http://127.0.0.1:{proxy.port}"})
        assert asked.pack(parse(f"{client.base}@{head}#acme"))
    assert set(proxy.asked) == {f"localhost:{web.port}"}


def test_not_through_a_proxy(client: Client, head: str) -> None:
    proxy = Proxy()
    with serving(proxy):
        address = f"http://127.0.0.1:{proxy.port}"
        asked = client.asked({"https_proxy": address, "no_proxy": "localhost"})
        assert asked.pack(parse(f"{client.base}@{head}#acme"))
    assert proxy.asked == []


def test_a_proxy_with_a_login(client: Client, head: str) -> None:
    proxy = Proxy("anna.k:opensesame")
    with serving(proxy):
        asked = client.asked({"https_proxy": f"http://anna.k:opensesame@127.0.0.1:{proxy.port}"})
        assert asked.pack(parse(f"{client.base}@{head}#acme"))
        asked = client.asked({"https_proxy": f"http://anna.k:sesame@127.0.0.1:{proxy.port}"})
        error = client.refused(f"{client.base}@{head}#acme", asked)
    assert "the proxy refuses" in str(error)
    assert "sesame" not in f"{error} {error.hint}"


# ------------------------------------------------------------------ ssh


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    server = Shell(tmp_path_factory.mktemp("s"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


class Key:
    """Fetches over ssh with the key in the agent and the host key in a file."""

    def __init__(self, shell: Shell, served: Path, cache: Path) -> None:
        self.base = f"git+ssh://{shell.user}@localhost:{shell.port}{served}/policies"
        self.environ = PLAIN | {
            "SSH_AUTH_SOCK": str(shell.agent),
            KNOWN_HOSTS: str(shell.known_hosts),
        }
        self.cache = cache

    def asked(self, **more: str) -> Fetching:
        return Fetching(self.environ | more, str(self.cache))


@pytest.fixture
def key(shell: Shell, served: Path, tmp_path: Path) -> Key:
    return Key(shell, served, tmp_path / "cache")


def test_a_pack_comes_over_ssh(key: Key, head: str) -> None:
    files = key.asked().pack(parse(f"{key.base}@{head}#acme"))
    assert sorted(files) == ["pack.yaml", "x.yaml"]
    assert key.asked().names(parse(f"{key.base}@main")) == {"refs/heads/main": head}


def test_a_key_that_is_not_let_in(key: Key, head: str) -> None:
    with pytest.raises(Unreadable, match="does not accept the key") as caught:
        key.asked(SSH_AUTH_SOCK="").pack(parse(f"{key.base}@{head}#acme"))
    assert "ssh-agent" in caught.value.hint


def test_a_host_key_that_is_not_known(key: Key, shell: Shell, head: str, tmp_path: Path) -> None:
    empty = tmp_path / "known"
    empty.write_text("")
    with pytest.raises(Unreadable, match="host key of the server is not known") as caught:
        key.asked(**{KNOWN_HOSTS: str(empty)}).pack(parse(f"{key.base}@{head}#acme"))
    assert KNOWN_HOSTS in caught.value.hint
    assert empty.read_text() == ""  # and none is learnt
    forged = tmp_path / "forged"
    public = (shell.place / "user.pub").read_text()
    forged.write_text(f"[localhost]:{shell.port} {public}")
    with pytest.raises(Unreadable, match="host key of the server"):
        key.asked(**{KNOWN_HOSTS: str(forged)}).pack(parse(f"{key.base}@{head}#acme"))


@pytest.mark.parametrize("name", ["no-such-file", 'a"b'])
def test_a_file_of_host_keys_is_a_file(key: Key, head: str, tmp_path: Path, name: str) -> None:
    if name != "no-such-file":
        (tmp_path / name).write_text("")
    with pytest.raises(UsageError, match="names no file"):
        key.asked(**{KNOWN_HOSTS: str(tmp_path / name)}).pack(parse(f"{key.base}@{head}#acme"))


def test_a_token_is_not_for_ssh(key: Key, head: str, shell: Shell) -> None:
    variable = f"PILOTGATE_TOKEN_LOCALHOST_{shell.port}"
    assert key.asked(**{variable: TOKEN}).pack(parse(f"{key.base}@{head}#acme"))
