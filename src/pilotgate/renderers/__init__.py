"""Report to text: one module for each format, named in `RENDERERS`."""

from typing import Final, Protocol

from pilotgate.renderers import json_, text
from pilotgate.renderers.terminal import PLAIN, View
from pilotgate.report import Report


class Renderer(Protocol):
    """What a module in renderers/ exports."""

    def render(self, report: Report, view: View = PLAIN) -> str: ...


RENDERERS: Final[dict[str, Renderer]] = {
    "text": text,
    "json": json_,
}
