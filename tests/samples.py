"""Sample manifests that tests share: the example of the README, with its dates moved to today."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "invoice-triage"
WRITTEN = date(2026, 11, 21)
"""The day on which the example is judged in the README."""


def today() -> date:
    return datetime.now(UTC).date()


def example(day: date = WRITTEN) -> str:
    """The example's manifest as if it had been written for `day`; its files lie in docs/."""
    text = (EXAMPLE / "ai-initiative.yaml").read_text()
    text = text.replace("examples/invoice-triage/docs/", "docs/")
    moved = day - WRITTEN
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda m: str(date.fromisoformat(m[0]) + moved), text)


GOOD = example(today())


def files_of(text: str) -> dict[str, str]:
    """The files that a manifest names."""
    content = (EXAMPLE / "docs" / "baseline-2026-08.csv").read_text()
    return dict.fromkeys(re.findall(r"docs/[\w./-]+\.csv", text), content)
