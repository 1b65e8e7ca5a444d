import pytest

from pilotgate.shown import looks_secret, shown, without_user


def test_a_value_is_short_and_on_one_line() -> None:
    assert shown("eleven\n  minutes ") == "eleven minutes"
    assert shown("x" * 60) == "x" * 60
    assert shown("x" * 61) == "x" * 57 + "..."
    assert shown("") == ""


def test_what_cannot_be_seen_is_spelt_out() -> None:
    assert shown("a\x1b[31mb") == r"a\x1b[31mb"
    assert shown("safe\u202egnp.exe") == r"safe\u202egnp.exe"
    assert shown("zero\u200bwidth") == r"zero\u200bwidth"
    assert shown("\udc80") == r"\udc80"
    assert shown("Gr\u00f6\u00dfe \u51e6\u7406") == "Gr\u00f6\u00dfe \u51e6\u7406"


@pytest.mark.parametrize(
    "text",
    [
        "ghp_abcdefghijklmnop0123456789",
        "X-ghp_abcdefghijklmnop",
        "github_pat_11ABCDEFG",
        "glpat-abcdefghij",
        "xoxb-123456",
        "key sk-abcdefgh12345678",
        "sk-proj-abcdefgh",
        "AKIAIOSFODNN7EXAMPLE",
        "AIzaSyA-1234567890abcdefghij",
        "-----BEGIN RSA PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1.eyJzdWIi",
        "password: hunter2",
        "API_KEY=abc",
        "token = abc",
        "client_secret:x",
        "Authorization: Bearer abcdefgh",
        "https://anna:hunter2@acme.eu/x",
        "aB3" * 11,
    ],
)
def test_secrets_are_never_shown(text: str) -> None:
    assert looks_secret(text)
    assert shown(text) == "a value that looks like a secret"


@pytest.mark.parametrize(
    "text",
    [
        "user:default/anna.k",
        "risk-based approach",
        "desk-top, task-force, disk-image",
        "group:default/risk-desk-one",
        "docs/baseline-2026-08.csv",
        "https://acme.eu/dashboards/42",
        "sha256:" + "0a" * 32,
        "1k-tokens",
        "tokens per request",
        "Accounts payable spends eleven minutes per invoice",
        "minutes-per-invoice",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF",
    ],
)
def test_ordinary_values_are_shown(text: str) -> None:
    assert not looks_secret(text)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("git+https://h.org/a@main", "git+https://h.org/a@main"),
        ("git+https://hush@h.org/a@main", "git+https://h.org/a@main"),
        ("git+https://anna:hush@h.org/a", "git+https://h.org/a"),
        ("git+ssh://git@h.org/a", "git+ssh://git@h.org/a"),
        ("git+ssh://git:hush@h.org/a", "git+ssh://h.org/a"),
        ("git+https://h.org/ghp_hush", "a value that looks like a secret"),
        ("policies/a@b", "policies/a@b"),
    ],
)
def test_a_source_is_shown_without_its_user(text: str, safe: str) -> None:
    assert without_user(text) == safe
