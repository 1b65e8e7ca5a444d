"""`pilotgate.lock`: what is written, and what is refused when it is read."""

import pytest

from pilotgate.errors import ConfigurationError
from pilotgate.lock import Lock, lock_of
from tests.test_gitsource import HTTPS, ID

DIGEST = f"sha256:{'a' * 64}"
OTHER = f"git+ssh://git@a.example.com/x@{ID}"
TEXT = f"""\
# Written by pilotgate policy fetch; commit it. A pack that has not its digest judges nobody.
apiVersion: ai-lock/v1
packs:
  - source: {HTTPS}
    digest: {DIGEST}
  - source: {OTHER}
    digest: sha256:{"b" * 64}
"""


def test_what_is_written_is_sorted_and_read_again() -> None:
    digests = {OTHER: f"sha256:{'b' * 64}", HTTPS: DIGEST}
    assert Lock(digests).text == TEXT
    assert lock_of(TEXT.encode()).digests == digests
    assert lock_of(Lock().text.encode()).digests == {}
    assert lock_of(None).digests == {}


ENTRY = f"  - source: {HTTPS}\n    digest: {DIGEST}\n"


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("ai-lock/v1", "ai-lock/v2", 2, "is not a lock of this version"),
        ("packs:", "pack:", 2, "is not a lock of this version"),
        ("packs:", "note: x\npacks:", 2, "is not a lock of this version"),
        (ENTRY, "  - x\n", 4, "an entry says source and digest"),
        ("    digest: sha256:b", "    note: x\n    digest: sha256:b", 6, "an entry says source"),
        (DIGEST, "sha256:abc", 4, "the digest is not sha256:"),
        (DIGEST, f"md5:{'a' * 64}", 4, "the digest is not sha256:"),
        (f"{ID}#packs", "main#packs", 4, "the source is not written as"),
        ("git.example", "GIT.example", 4, f"the source is not written as {HTTPS}"),
        ("git+https", "git+file", 4, "the source packs are fetched over https and ssh only"),
        (OTHER, HTTPS, 6, "two entries are for the same source"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(before: str, after: str, line: int, said: str) -> None:
    assert before in TEXT
    with pytest.raises(ConfigurationError, match=said.replace("+", r"\+")) as caught:
        lock_of(TEXT.replace(before, after, 1).encode())
    assert caught.value.where == f"pilotgate.lock:{line}"
    assert "pilotgate policy fetch" in caught.value.hint


@pytest.mark.parametrize(
    "data", [b"\xff", b"packs: [", b"", b"a: 1\na: 2\n", b"&x {}", b"x" * 300_000]
)
def test_what_is_no_yaml_of_ours_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigurationError):
        lock_of(data)


def test_packs_is_a_list() -> None:
    with pytest.raises(ConfigurationError, match="an entry says source and digest") as caught:
        lock_of(b"apiVersion: ai-lock/v1\npacks: 3\n")
    assert caught.value.where == "pilotgate.lock:2"
