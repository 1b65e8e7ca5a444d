"""What a test may need and a machine may lack: public test data too large to keep, an index."""

import os
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parent.parent


def corpus(name: str) -> Path:
    """A file or directory of the corpora: below PILOTGATE_CORPORA, else ../shared/corpora."""
    given = os.environ.get("PILOTGATE_CORPORA")
    path = (Path(given) if given else ROOT.parent / "shared" / "corpora") / name
    if not path.exists():
        absent(f"the corpus {name} is not here: set PILOTGATE_CORPORA to the directory of it")
    return path


def absent(what: str) -> NoReturn:
    """Something that this machine lacks: a skip, and a failure where all of it is required."""
    if os.environ.get("PILOTGATE_REQUIRE") == "1":
        pytest.fail(f"{what} (PILOTGATE_REQUIRE is set)", pytrace=False)
    pytest.skip(what)
