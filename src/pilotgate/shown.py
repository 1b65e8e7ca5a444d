"""A value as a message may show it: short, on one line, visible, and never a secret."""

from functools import lru_cache
from typing import Final

# Letters and marks that show nothing: with one of them two names look the same and are not.
BLANK: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)

_SHOWN: Final = 60
SECRET: Final = "a value that looks like a secret"  # noqa: S105  it hides one


@lru_cache(maxsize=1024)
def shown(text: str) -> str:
    """A value as a message may show it: short, on one line, and no secret."""
    if looks_secret(text):
        return SECRET
    flat = " ".join(text.split())
    if len(flat) > _SHOWN:
        flat = flat[: _SHOWN - 3] + "..."
    return flat if flat.isprintable() else "".join(map(_visible, flat))


def hidden(text: str) -> str:
    """A whole value, unless it looks like a secret."""
    return SECRET if looks_secret(text) else text


def without_user(text: str) -> str:
    """The name of a source without a user or password in it, and nothing that looks secret."""
    scheme, found, rest = text.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if found and at and not (scheme == "git+ssh" and user.isalnum()):
        text = f"{scheme}://{host}{slash}{path}"
    return hidden(text)


def _visible(char: str) -> str:
    """What shows nothing, or reorders what is shown, becomes its code."""
    return char if char.isprintable() else char.encode("unicode_escape").decode()


def looks_secret(text: str) -> bool:
    """Tokens, keys and passwords as they are usually spelt; long random words."""
    # Imported here: messages are only written when something is unmet.
    import re

    if re.search(
        r"(?i)((?<![a-z0-9])(gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk-[a-z0-9_-]{8}|A[KS]IA[0-9A-Z]{8}"
        r"|npm_[a-z0-9]{20}|pypi-[a-z0-9_-]{16}|SG\.[a-z0-9_-]{16}|[rs]k_live_|hf_[a-z0-9]{16}|ya29\.)"
        r"|AIza[0-9A-Za-z_-]{20}|-----BEGIN|eyJ[A-Za-z0-9_-]{10,}\."
        r"|(password|passwd|pwd|secret|token|api[_-]?key|accountkey|[?&]sig)\s*[=:]"
        r"|bearer\s+\S{8}|://[^/\s:@]+:[^/\s@]+@)",
        text,
    ):
        return True
    for word in text.split():
        if len(word) < 32 or not word.isalnum():  # noqa: PLR2004
            continue
        mixed = any(c.isdigit() for c in word) and any(c.isupper() for c in word)
        if mixed and any(c.islower() for c in word):
            return True
    return False
