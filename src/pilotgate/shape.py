"""One thing that is wrong with the shape of a document."""

from typing import Final

from pilotgate.document import Route
from pilotgate.record import Record

VALID: Final = "manifest-valid"
DATES: Final = "dates-sane"
UNITS: Final = "units-sane"

MOST: Final = 100
"""So many problems are told in full; one more says how many are left."""


class ShapeProblem(Record):
    """One thing that is wrong with the shape of a document.

    `route` may name something that is absent. `on_key`: the key is at fault, not its
    value. `replacement` is a text that can safely take the place of exactly that span.
    """

    invariant: str
    route: Route
    on_key: bool
    text: str
    fix: str
    replacement: str | None = None
