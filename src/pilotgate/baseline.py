"""`ai-baseline.yaml`: the known gaps of an adopted initiative, each with the day it falls due."""

from datetime import date, timedelta

from pilotgate.document import Document, Mapping, Scalar, Sequence, Span
from pilotgate.finding import ENGINE, Finding, State
from pilotgate.ladders import Level
from pilotgate.record import Record
from pilotgate.settings import Adoption, Settings
from pilotgate.values import date_of

NAME = "ai-baseline.yaml"
API = "ai-baseline/v1"


class Known(Record):
    """One entry of the baseline."""

    initiative: str
    rule: str
    field: str
    recorded_on: date
    due_on: date
    span: Span


class Baseline(Record):
    """All entries; which of them count is decided when they are applied."""

    entries: tuple[Known, ...] = ()


def baseline_of(document: Document) -> Baseline:
    """The entries of a checked document; its shape was judged by the schema."""
    gaps = document.root.get("gaps")
    entries = []
    for item in gaps.items if isinstance(gaps, Sequence) else []:
        if not isinstance(item, Mapping):
            continue
        texts = {
            key: entry.value.text
            for key, entry in item.entries.items()
            if isinstance(entry.value, Scalar)
        }
        recorded, due = date_of(texts.get("recorded_on", "")), date_of(texts.get("due_on", ""))
        if recorded and due:
            entries.append(
                Known(
                    texts.get("initiative", ""),
                    texts.get("rule", ""),
                    texts.get("field", ""),
                    recorded,
                    due,
                    item.span,
                )
            )
    return Baseline(tuple(entries))


def apply(
    findings: tuple[Finding, ...], baseline: Baseline, adoption: Adoption | None, as_of: date
) -> tuple[Finding, ...]:
    """Findings with the known ones marked. An invariant is never known."""
    if adoption is None:
        return findings
    due: dict[tuple[str, str, str], date] = {}
    for entry in baseline.entries:
        if _counts(entry, adoption) and entry.recorded_on <= as_of:
            key = (entry.initiative, entry.rule, entry.field)
            due[key] = min(due.get(key, entry.due_on), entry.due_on)
    return tuple(_known(finding, due, as_of) for finding in findings)


def _counts(entry: Known, adoption: Adoption) -> bool:
    """What the policy source does not allow counts for nothing."""
    longest = adoption.max_due.after(entry.recorded_on)
    return entry.recorded_on <= adoption.until and entry.due_on <= longest


def _known(finding: Finding, due: dict[tuple[str, str, str], date], as_of: date) -> Finding:
    if finding.pack == ENGINE or finding.outcome == "unknown":
        # What was never established is no gap that anybody knows.
        return finding
    day = _due(finding, due)
    if day is None or day < as_of:
        return finding
    if finding.level is Level.BLOCK:
        return finding.but(state=State.KNOWN, until=day)
    if finding.until is not None and finding.until <= day:
        # It only warns for a while yet, and stays known after that.
        return finding.but(state=State.KNOWN, until=day)
    return finding


def _due(finding: Finding, due: dict[tuple[str, str, str], date]) -> date | None:
    """By when a finding is due. A list that was known to be missing stays known while parts of
    it still are: whoever begins to fill it in does not fall behind. A wrong value is a new gap.
    """
    found = due.get((finding.initiative, finding.rule, finding.field))
    if found is not None or finding.outcome != "undeclared":
        return found
    days = [
        day
        for (initiative, rule, field), day in due.items()
        if (initiative, rule) == (finding.initiative, finding.rule)
        and finding.field.startswith((f"{field}.", f"{field}["))
    ]
    return min(days, default=None)


def changes(baseline: Baseline, as_of: date) -> list[date]:
    """The last days before entries that lie ahead begin to count."""
    return [
        entry.recorded_on - timedelta(1) for entry in baseline.entries if entry.recorded_on > as_of
    ]


def written(findings: tuple[Finding, ...], settings: Settings, as_of: date) -> str:
    """The file that `check --write-baseline` writes for these findings."""
    adoption = settings.adoption
    if adoption is None:
        return ""
    lines = [
        f"apiVersion: {API}",
        "# The gaps that were known when this initiative was adopted.",
        "# Each blocks after its due_on; later changes may only remove entries.",
        "gaps:" if findings else "gaps: []",
        *entry_lines(findings, adoption, as_of),
    ]
    return "\n".join(lines) + "\n"


def entry_lines(
    findings: tuple[Finding, ...], adoption: Adoption, as_of: date, *, indent: int = 2
) -> list[str]:
    """An entry for each known gap; one gap found by two clauses is one entry."""
    due = adoption.max_due.after(as_of)
    entries = dict.fromkeys((one.initiative, one.rule, one.field) for one in findings)
    return [
        " " * indent + line
        for initiative, rule, field in entries
        for line in (
            f"- initiative: {_quoted(initiative)}",
            f"  rule: {rule}",
            f"  field: {_quoted(field)}",
            f"  recorded_on: {as_of}",
            f"  due_on: {due}",
        )
    ]


def _quoted(text: str) -> str:
    """A text as YAML, whatever is in it: an item is named by what its author wrote."""
    # Imported here: a baseline is written once in the life of an initiative.
    import json

    return json.dumps(text)
