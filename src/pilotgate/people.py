"""People and teams: one reference, one person, whatever it is spelt like."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from pilotgate.record import Record


class People(Record):
    """Aliases to persons, both folded, from the policy source; empty: references are texts."""

    aliases: Mapping[str, str] = {}

    def person(self, reference: str) -> str:
        """The one name of whoever `reference` names, for comparison only."""
        plain = fold(reference)
        return self.aliases.get(plain, plain)

    def same(self, one: str, other: str) -> bool:
        return self.person(one) == self.person(other)


NOBODY: Final = People()


@lru_cache(maxsize=4096)
def fold(reference: str) -> str:
    """NFKC and case folding; Backstage's default kind and namespace are spelt out."""
    text = unicodedata.normalize("NFKC", reference).strip().casefold()
    kind, colon, rest = text.partition(":")
    if colon and kind in ("user", "group") and "/" not in rest:
        return f"{kind}:default/{rest}"
    return text


def is_group(reference: str) -> bool:
    """A group answers for nothing: `group:...`, or a GitHub team `@org/team`."""
    plain = fold(reference)
    return plain.startswith("group:") or (plain.startswith("@") and "/" in plain)
