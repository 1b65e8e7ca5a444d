"""Findings to a mended text: what is safe to replace, and placeholders for what is missing.

Nothing is invented: a replacement only spells differently what a person wrote, and
an insertion holds placeholders, which count as undeclared until they are filled in. The
one value that can only be one is written: the version of the vocabulary.
"""

from collections.abc import Callable, Iterable, Sequence

from pilotgate.document import Document
from pilotgate.errors import Unreadable, UnreadableDocument
from pilotgate.fields import Catalogue
from pilotgate.finding import Edit, Finding, State
from pilotgate.insertion import Missing, apply, first, plan
from pilotgate.judge import Question
from pilotgate.ladders import Level
from pilotgate.pack import Policy
from pilotgate.reader import read
from pilotgate.reads import wanted
from pilotgate.record import Record
from pilotgate.report import Initiative

Judging = Callable[[bytes], Initiative]
VERSION = "apiVersion"
_MOST_ROUNDS = 12


class Mended(Record):
    """A manifest before and after, and what each change was for."""

    path: str
    before: str
    after: str
    respelt: tuple[str, ...] = ()  # messages of findings whose text was replaced
    added: int = 0  # how many places got a placeholder
    versioned: bool = False  # apiVersion was missing, and is written
    last: Initiative | None = None  # judged as it is now


def mend(path: str, data: bytes, judging: Judging, question: Question, only: str = "") -> Mended:
    """Judge and edit until nothing more can be done: a second run then changes nothing."""
    judged = judging(data)
    text = before = judged.document.text if judged.document else ""
    respelt: list[str] = []
    added = 0
    versioned = False
    for _ in range(_MOST_ROUNDS):
        document = judged.document
        if document is None:
            break  # unreadable: nothing is edited that was not understood
        chosen = [finding for finding in judged.findings if _counts(finding, only)]
        edits, messages = _replacements(document, chosen)
        if not edits and not versioned:
            edits = _version(document, chosen, question.catalogue)
            versioned = bool(edits)
        if not edits:
            missing = _missing(chosen, question.policy, judged)
            edits = plan(document, missing, question.catalogue)
            added += sum(edit.text.count("<") for edit in edits)
        if not edits:
            break
        respelt += messages
        text = _checked(path, text, edits)
        judged = judging(text.encode())
    return Mended(path, before, text, tuple(respelt), added, versioned, judged)


def _counts(finding: Finding, only: str) -> bool:
    if only and finding.rule != only:
        return False
    # What only warns, with no day from which it blocks, is advice: nobody asked for it yet.
    due = finding.level is Level.BLOCK or (finding.level is Level.WARN and bool(finding.until))
    return (due or bool(only)) and finding.state in (State.OPEN, State.KNOWN)


def _replacements(document: Document, findings: Iterable[Finding]) -> tuple[list[Edit], list[str]]:
    """Those that leave a readable document; of two at one place the first."""
    edits: list[Edit] = []
    messages: list[str] = []
    for finding in findings:
        if finding.edit is None:
            continue
        try:
            text = apply(document.text, [*edits, finding.edit])
            read(text.encode(), document.path)
        except (ValueError, UnreadableDocument):
            continue  # it stands where another edit does, or would repeat a key
        if text != document.text:
            edits.append(finding.edit)
            messages.append(finding.message)
    return edits, messages


def _version(document: Document, findings: Iterable[Finding], catalogue: Catalogue) -> list[Edit]:
    """What puts in the version, if it is missing; a misspelt key is renamed before."""
    info = catalogue.get(VERSION)
    asked = any(finding.route == (VERSION,) for finding in findings)
    if not asked or info is None or len(info.values) != 1:
        return []
    return first(document, VERSION, info.values[0])


def _missing(findings: Sequence[Finding], policy: Policy, judged: Initiative) -> list[Missing]:
    missing = []
    for finding in findings:
        if finding.outcome != "undeclared" or not finding.route:
            continue
        rule = policy.rule(finding.rule)
        stage = judged.asked
        fields = wanted(rule, stage) if rule and stage else ()
        missing.append(Missing(finding.route, fields))
    return missing


def _checked(path: str, text: str, edits: list[Edit]) -> str:
    """The edited text, if it can still be read; anything else is a mistake of ours."""
    after = apply(text, edits)
    try:
        read(after.encode(), path)
    except UnreadableDocument as error:
        raise Unreadable(
            f"the mended text could not be read again ({error.problem}), so nothing was written",
            where=path,
            hint="paste what pilotgate check shows, and report this as a bug",
        ) from None
    return after
