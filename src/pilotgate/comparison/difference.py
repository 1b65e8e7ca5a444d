"""`Difference`: all that `policy diff` found; the one value its renderers read."""

from datetime import date

from pilotgate.comparison.change import Change
from pilotgate.comparison.initiatives import Affected
from pilotgate.ladders import Stage
from pilotgate.record import Record
from pilotgate.report import Failure, PackUsed


class Difference(Record):
    """What changed between two packs, and for whom."""

    version: str
    old: PackUsed | None = None  # None: it does not load
    new: PackUsed | None = None
    changes: tuple[Change, ...] = ()
    as_of: date | None = None  # None: no initiatives were asked about
    asked: Stage | None = None  # None: each at its own stage
    initiatives: tuple[Affected, ...] = ()
    errors: tuple[Failure, ...] = ()
    exit_code: int = 0
