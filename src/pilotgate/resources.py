"""Files that ship with the tool: in a wheel they lie in the package, in a checkout beside it."""

import os
from typing import Final

_HERE: Final = os.path.dirname(os.path.abspath(__file__))
FOLDERS: Final = (_HERE, os.path.dirname(os.path.dirname(_HERE)))


def path(name: str) -> str:
    """The place of `schemas/...` or `policies/...`; `FileNotFoundError` if it was not shipped."""
    for folder in FOLDERS:
        found = os.path.join(folder, *name.split("/"))
        if os.path.exists(found):
            return found
    raise FileNotFoundError(name)
