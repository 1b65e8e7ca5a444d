"""Every scalar of a manifest with its field, for the structural checks and for gathering."""

from collections.abc import Iterator

from pilotgate.document import Document, Mapping, Node, Route, Scalar, Sequence
from pilotgate.fields import Catalogue, FieldInfo, below
from pilotgate.record import Record


class Leaf(Record):
    """One scalar: where it stands and which field it is (None: no field we know)."""

    route: Route
    canonical: str
    scalar: Scalar
    info: FieldInfo | None


def leaves(document: Document, catalogue: Catalogue) -> Iterator[Leaf]:
    yield from _walk(document.root, (), "", catalogue)


def _walk(node: Node, route: Route, canonical: str, catalogue: Catalogue) -> Iterator[Leaf]:
    if isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _walk(entry.value, (*route, key), below(canonical, key), catalogue)
    elif isinstance(node, Sequence):
        for at, item in enumerate(node.items):
            yield from _walk(item, (*route, at), f"{canonical}[]", catalogue)
    else:
        yield Leaf(route, canonical, node, catalogue.get(canonical))
