"""`Finding`: an unmet clause at a place of the manifest, with all a reader needs to act on it."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final

from pilotgate.document import Route, Span
from pilotgate.ladders import Evidence, Level
from pilotgate.record import Record

ENGINE: Final = "engine"
"""The pack, and the dimension, of the invariants."""


class State(StrEnum):
    """Whether a finding counts, and if not, why."""

    OPEN = "open"
    WAIVED = "waived"
    KNOWN = "known"
    DEFERRED = "deferred"


class Depth(Record):
    """Which level of evidence was asked, which was reached, and why not more."""

    needed: Evidence
    reached: Evidence | None
    why: str = ""


class Edit(Record):
    """A change of the text that `fix` can make: replace a span (empty: insert before it)."""

    span: Span
    text: str


class Permission(Record):
    """The waiver that covers a finding."""

    approved_by: str
    expires_on: date
    on_base: bool
    line: int  # of its entry in the ledger


class Finding(Record):
    """One unmet clause at one place."""

    rule: str
    pack: str
    dimension: str
    title: str
    clause: int
    predicate: str
    level: Level
    outcome: str  # gap, undeclared, unknown
    field: str
    route: Route
    message: str
    why: str  # of the rule
    help: str  # the rule's remediation, in a sentence
    file: str
    span: Span
    write: str | Callable[[], str] = ""  # paste-ready text, or who works it out
    edit: Edit | None = None
    owner: str | None = None
    owner_role: str = ""  # who is asked where nobody is named yet
    rule_file: str = ""
    rule_line: int = 0
    rule_text: str = ""
    evidence: Depth | None = None
    until: date | None = (
        None  # the last day on which it does not block yet, or stays waived or known
    )
    next: str = ""  # the one command that would establish an unknown fact
    state: State = State.OPEN
    initiative: str = ""
    waiver: Permission | None = None

    @property
    def fingerprint(self) -> str:
        """Stable across paths, lines and wording."""
        # Imported here: hashlib loads OpenSSL, and only machines read fingerprints.
        import hashlib

        parts = ("pilotgate/v1", self.initiative, self.rule, self.predicate, self.field)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def fix(self) -> str:
        """Paste-ready text. Most findings are counted and never shown, so it may be made late."""
        return self.write if isinstance(self.write, str) else self.write()

    @property
    def blocks(self) -> bool:
        return self.level is Level.BLOCK and self.state is State.OPEN
