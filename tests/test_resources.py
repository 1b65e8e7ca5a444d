import os

import pytest

from pilotgate import resources


@pytest.mark.parametrize(
    "name", ["schemas/ai-initiative.schema.json", "policies/baseline/pack.yaml"]
)
def test_what_ships_is_found(name: str) -> None:
    assert os.path.isfile(resources.path(name))


def test_what_does_not_ship_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.path("schemas/nothing.json")
