"""The report for programs: the contract that schemas/report.schema.json describes."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from pilotgate.finding import Finding
from pilotgate.renderers.terminal import PLAIN, View, invisible
from pilotgate.report import COUNTED, Counts, Initiative, Report

SCHEMA: Final = "pilotgate-report/v1"


def render(report: Report, view: View = PLAIN) -> str:  # noqa: ARG001  the same for every reader
    return written(_report(report))


def written(data: dict[str, Any]) -> str:
    """The text of a document for programs, harmless wherever it is printed."""
    # Imported here: the text of a commit hook does not need it.
    import json

    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return _harmless(_seen(text)) + "\n"


def _harmless(text: str) -> str:
    """The same JSON without the words that a CI runner obeys wherever they stand in a line."""
    if "##" not in text:
        return text
    # Imported here: next to no report has this.
    import re

    return re.sub(r"#(?=#\w*\[)", r"\\u0023", text)


def _seen(text: str) -> str:
    """The same JSON with no character in it that could not be seen.

    A lone surrogate (a file name that is not UTF-8) has no form that every parser of
    JSON accepts, escaped or not: it becomes the text of its code.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    for char in sorted(set(text) - {"\n"}):
        if invisible(char):
            text = text.replace(char, _escaped(char))
    return text


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004  the surrogates
        return f"\\\\u{code:04x}"
    units = char.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _report(report: Report) -> dict[str, Any]:
    change = report.change
    return {
        "schema": SCHEMA,
        "tool": {"name": "pilotgate", "version": report.version},
        "as_of": report.as_of.isoformat(),
        "options": list(report.options),
        "policy": [
            {
                "pack": pack.pack,
                "version": pack.version,
                "digest": pack.digest,
                "source": pack.source,
            }
            for pack in report.policy
        ],
        "change": change
        and {
            "base": change.base,
            "head": change.head,
            "branch": change.branch,
            "implied": change.implied,
        },
        "repositories": [
            {
                "name": repository.name,
                "url": repository.url,
                "commit": repository.commit,
                "status": repository.status,
                "reason": repository.reason,
                "initiatives": list(repository.initiatives),
            }
            for repository in report.repositories
        ],
        "initiatives": [
            _initiative(initiative)
            for initiative in sorted(
                report.initiatives, key=lambda item: (item.repository, item.id, item.file)
            )
        ],
        "summary": report.summary(),
        "errors": [
            {
                "code": failure.code,
                "where": failure.where,
                "problem": failure.problem,
                "next": failure.next,
            }
            for failure in report.errors
        ],
        "exit_code": report.exit_code,
        "command": report.command,
        "sentence": report.sentence,
        "next": report.next,
    }


def _initiative(initiative: Initiative) -> dict[str, Any]:
    move = initiative.move
    return {
        "id": initiative.id,
        "name": initiative.name,
        "file": initiative.file,
        "repository": initiative.repository,
        "stage": initiative.stage,
        "asked": initiative.asked,
        "tier": initiative.tier,
        "move": move and {"from": move[0], "to": move[1]},
        "decision": initiative.decision,
        "recommendation": initiative.recommendation,
        "sentence": initiative.sentence,
        "holds_until": _day(initiative.holds_until),
        "counts": _counts(initiative.counts),
        "matrix": {dimension: _counts(row) for dimension, row in initiative.matrix.items()},
        "findings": [_finding(finding) for finding in _sorted(initiative.findings)],
    }


def _counts(counts: Counts) -> Counts:
    return {name: counts.get(name, 0) for name in COUNTED}


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(
        findings,
        key=lambda finding: (
            *(finding.file, finding.span.line, finding.span.column),
            *(finding.rule, finding.clause, finding.field),
        ),
    )


def _finding(finding: Finding) -> dict[str, Any]:
    span, evidence, waiver = finding.span, finding.evidence, finding.waiver
    return {
        "rule": finding.rule,
        "pack": finding.pack,
        "dimension": finding.dimension,
        "clause": finding.clause,
        "level": finding.level,
        "outcome": finding.outcome,
        "state": finding.state,
        "field": finding.field,
        "message": finding.message,
        "fix": finding.fix,
        "owner": finding.owner,
        "file": finding.file,
        "span": span._asdict(),
        "rule_span": {"file": finding.rule_file, "line": finding.rule_line}
        if finding.rule_line
        else None,
        "evidence": evidence
        and {"needed": evidence.needed, "reached": evidence.reached, "why": evidence.why},
        "until": _day(finding.until),
        "waiver": waiver
        and {
            "approved_by": waiver.approved_by,
            "expires_on": waiver.expires_on.isoformat(),
            "on_base": waiver.on_base,
            "line": waiver.line,
        },
        "fingerprint": finding.fingerprint,
        "title": finding.title,
        "help": finding.help,
        "next": finding.next,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
