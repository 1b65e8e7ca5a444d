"""CODEOWNERS: who owns a path, as GitHub and GitLab read the file."""

from collections.abc import Iterator

from pilotgate.record import Record

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_LONGEST = 1000


class _Line(Record):
    pattern: str
    owners: tuple[str, ...]
    section: str


def owners(text: str, path: str) -> tuple[str, ...]:
    """The owners of a path: of the last line that matches, in each section."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _lines(text):
        excluded = line.pattern.startswith("!")
        if matches(line.pattern.removeprefix("!"), path):
            found[line.section] = () if excluded else line.owners
    return tuple(dict.fromkeys(owner for held in found.values() for owner in held))


def _lines(text: str) -> Iterator[_Line]:
    section = ""
    usual: tuple[str, ...] = ()
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith("#") or len(line) > _LONGEST:
            continue
        head = line.removeprefix("^")
        if head.startswith("[") and "]" in head:
            section, _, rest = head[1:].partition("]")
            section = section.casefold()
            usual = tuple(word for word in rest.split() if "@" in word and word[0] != "[")
            continue
        pattern, *words = _words(line)
        yield _Line(pattern, tuple(words) or usual, section)


def _words(line: str) -> list[str]:
    """The words up to a comment; a backslash keeps a space inside a pattern."""
    words = line.replace("\\ ", "\0").split()
    cut = next((at for at, word in enumerate(words) if at and word.startswith("#")), len(words))
    return [word.replace("\0", " ") for word in words[:cut]]


def matches(pattern: str, path: str) -> bool:
    """By the rules of gitignore: a leading or inner slash ties it to the root."""
    anchored = "/" in pattern.rstrip("/")
    parts = [part for part in pattern.split("/") if part]
    if not parts:
        return pattern == "/"
    if not anchored:
        parts = ["**", *parts]
    if pattern.endswith("/"):
        # A directory: everything below it, and never the file of that name.
        parts = [*parts, "**", "*"]
        return _match(tuple(parts), tuple(path.split("/")))
    steps = tuple(path.split("/"))
    below = (*parts, "**", "*") if parts[-1] not in ("*", "**") else tuple(parts)
    return _match(tuple(parts), steps) or _match(below, steps)


def _match(parts: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    # Imported here: only `init` reads who owns what.
    from fnmatch import fnmatchcase

    # Position by position, so that no pattern makes it slow.
    at = {0}
    for part in parts:
        if part == "**":
            at = set(range(min(at), len(steps) + 1)) if at else set()
        else:
            at = {
                position + 1
                for position in at
                if position < len(steps) and fnmatchcase(steps[position], part)
            }
    return len(steps) in at
