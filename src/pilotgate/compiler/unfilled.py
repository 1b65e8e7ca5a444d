"""What `policy new` has left to fill in: a place between `<` and `>` is no value."""

from collections.abc import Callable, Iterator

from pilotgate.document import Node, Route, Scalar, Sequence
from pilotgate.scaffold import placeholder

_FREE = "pattern"  # `<b>` may be what a text has to look like


def unfilled(root: Node) -> Iterator[tuple[Route, str]]:
    """Every place that still waits for what belongs there.

    Examples may hold such places on purpose, to show that they are not enough.
    """
    yield from _below(root, ())


def _below(node: Node, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(node, Scalar):
        if placeholder(node.text) and node.plain and _counts(route):
            yield route, node.text.strip()
        return
    if isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            yield from _below(item, (*route, at))
        return
    for key, entry in node.entries.items():
        yield from _below(entry.value, (*route, key))


def _counts(route: Route) -> bool:
    if route[0] == "examples":
        return route[-1] == "note"
    return route[-1] != _FREE


def complain(root: Node, spoilt: Callable[[Route, str, str], None]) -> None:
    """Each of them is a problem, and the only one about its place."""
    for route, text in unfilled(root):
        key = next(str(step) for step in reversed(route) if isinstance(step, str))
        spoilt(route, f'{key} still says "{text}"', _HINTS.get(key, _HINT))


_HINT = "write what belongs there, without the < and >"
_HINTS = {
    "from": "write poc, pilot or production",
    "present": "write a field: those of the manifest, or one that pack.yaml declares under fields",
}
