"""The baseline file of `check`: read it, record the gaps of an adopted initiative in it."""

import os

from pilotgate.baseline import NAME as BASELINE
from pilotgate.baseline import Baseline, baseline_of, entry_lines, written
from pilotgate.commands.place import Place
from pilotgate.commands.writing import replace
from pilotgate.document import Document, Sequence
from pilotgate.errors import (
    ConfigurationError,
    NothingToJudge,
    Unreadable,
    UnreadableDocument,
    UsageError,
)
from pilotgate.finding import ENGINE, Finding
from pilotgate.judge import Question
from pilotgate.ladders import Level
from pilotgate.reader import MAX_NODES, read
from pilotgate.report import Initiative
from pilotgate.schema import check as check_shape
from pilotgate.settings import Adoption
from pilotgate.tree import Tree


def known(tree: Tree) -> Baseline:
    """The baseline of the tree; none is an empty one, a broken one is a wrong question."""
    document = _document(tree)
    return baseline_of(document) if document else Baseline()


def _document(tree: Tree) -> Document | None:
    if tree.entry(BASELINE) is None:
        return None
    try:
        document = read(tree.read(BASELINE), BASELINE, most=MAX_NODES)
    except UnreadableDocument as error:
        raise ConfigurationError(error.problem, where=error.where, hint=error.hint) from None
    problems = check_shape(document, "ai-baseline")
    if problems:
        span = document.span(problems[0].route)
        raise ConfigurationError(
            problems[0].text,
            where=f"{BASELINE}:{span.line}:{span.column}",
            hint=problems[0].fix,
        )
    return document


def record(place: Place, judged: list[Initiative], question: Question) -> tuple[Baseline, str]:
    """Record what blocks or will block; the new baseline, and what to say about it."""
    if not judged:
        raise NothingToJudge(
            "there is no manifest whose gaps could be recorded",
            where="--write-baseline",
            hint="pilotgate init",
        )
    adoption = _allowed(question)
    document = _document(place.tree)
    before = {entry.initiative for entry in baseline_of(document).entries} if document else set()
    findings = tuple(
        finding
        for initiative in judged
        for finding in initiative.findings
        if initiative.id not in before and _records(finding)
    )
    if document and not findings:
        raise UsageError(
            "has the gaps of these initiatives already, and entries are only ever removed from it",
            where=BASELINE,
            hint="delete the entries that are closed",
        )
    if document:
        text = _longer(document, findings, question, adoption)
        replace(place.root, BASELINE, text.encode(), before=document.text.encode())
    else:
        text = written(findings, question.policy.settings, question.as_of)
        _create(place, text)
    due = adoption.max_due.after(question.as_of)
    count = f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'}"
    said = f"Recorded {count} in {BASELINE}, due on {due}: commit it with the manifest."
    return baseline_of(read(text.encode(), BASELINE, most=MAX_NODES)), said


def _records(finding: Finding) -> bool:
    """What blocks now or from a known day on; what was not established is no known gap."""
    if finding.pack == ENGINE or finding.outcome == "unknown":
        return False
    return finding.level is Level.BLOCK or finding.until is not None


def _allowed(question: Question) -> Adoption:
    adoption = question.policy.settings.adoption
    if question.asked:
        raise UsageError(
            "records what lies on disk at its own stage",
            where="--write-baseline",
            hint="leave --for out",
        )
    if adoption is None:
        raise UsageError(
            "the policy allows no adoption, so gaps cannot be recorded as known",
            where="--write-baseline",
            hint="ask the owner of the policy for settings.adoption: {until: DATE}",
        )
    if adoption.until < question.as_of:
        raise UsageError(
            f"adoption ended on {adoption.until}",
            where="--write-baseline",
            hint="close the gaps, or ask the owner of the policy for a later date",
        )
    return adoption


def _longer(
    document: Document, findings: tuple[Finding, ...], question: Question, adoption: Adoption
) -> str:
    """The same text with the entries of one more initiative behind it."""
    gaps = document.root.get("gaps")
    if (
        not isinstance(gaps, Sequence)
        or gaps.flow
        or gaps.span.end_line < document.text.count("\n")
    ):
        raise UsageError(
            "cannot be added to: gaps is not a list at the end of the file, one entry a line",
            where=BASELINE,
            hint="move gaps to the end of the file, as pilotgate writes it",
        )
    text = document.text if document.text.endswith("\n") else f"{document.text}\n"
    lines = entry_lines(findings, adoption, question.as_of, indent=gaps.span.column - 1)
    return text + "".join(f"{line}\n" for line in lines)


def _create(place: Place, text: str) -> None:
    """A new file, never one that replaces another; O_EXCL also refuses a link."""
    path = os.path.join(place.root, BASELINE)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise UsageError(
            "is there already, but not among the files that are judged",
            where=BASELINE,
            hint="see whether git ignores it",
        ) from None
    except OSError as error:
        raise Unreadable(f"cannot be written: {error.strerror}", where=BASELINE) from None
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
