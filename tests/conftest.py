"""What every test may ask for."""

from collections.abc import Callable

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="rewrite generated files and goldens instead of comparing them; review the diff",
    )


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Is this run to rewrite generated files and goldens?"""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture
def golden(request: pytest.FixtureRequest, *, regenerate: bool) -> Callable[[str, str], None]:
    """Compare a text with a file of the `golden` directory beside the test."""
    directory = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        file = directory / name
        if regenerate:
            directory.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        assert file.is_file(), f"{name} is missing: pytest --regenerate writes it"
        assert text == file.read_bytes().decode()

    return compare
