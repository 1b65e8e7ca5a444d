"""Every scalar of a manifest with its field, and the tree of what they plainly say.

One walk gives both. The tree holds texts, sections and lists that say something, and nothing
else: a key whose value is absent, empty or a placeholder is not in it. Where it takes more than a
look to tell what is said (`not_applicable`, a list with an empty item), `DOUBT` stands instead.
"""

from typing import Any, Final

from pilotgate.document import NULLS, Document, Mapping, Node, Route, Scalar, Sequence
from pilotgate.fields import Catalogue, FieldInfo, below
from pilotgate.values import placeholder


class Leaf:
    """One scalar: where it stands and which field it is (info None: no field we know)."""

    __slots__ = ("canonical", "info", "kind", "route", "scalar", "text")

    def __init__(
        self, route: Route, canonical: str, scalar: Scalar, info: FieldInfo | None
    ) -> None:
        self.route = route
        self.canonical = canonical
        self.scalar = scalar
        self.info = info
        self.kind = info.type if info else ""
        self.text = scalar.text


class _Doubt:
    """More than a look is needed to tell what is said here."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DOUBT"


DOUBT: Final = _Doubt()
Said = Leaf | dict[str, Any] | list[Any] | _Doubt
"""A leaf, a section, a list, or DOUBT. What a section or a list holds is said in turn."""


class Leaves:
    """All scalars in the order of the text, and `said`, the tree of what they say."""

    __slots__ = ("_catalogue", "_of", "_texts", "all", "placeholders", "said")

    def __init__(self, document: Document, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.all: list[Leaf] = []
        self.placeholders: list[Leaf] = []
        self._of: dict[str, list[Leaf]] = {}
        self._texts: dict[str, list[Leaf]] | None = None
        said = self._section(document.root, (), "", item=True)  # the whole is no section
        self.said: dict[str, Said] = said if isinstance(said, dict) else {}

    def _node(self, node: Node, route: Route, canonical: str) -> Said | None:
        if type(node) is Scalar:
            return self._leaf(Leaf(route, canonical, node, self._catalogue.get(canonical)))
        if type(node) is Mapping:
            return self._section(node, route, canonical, item=canonical[-2:] == "[]")
        return self._list(node, route, canonical) if isinstance(node, Sequence) else None

    def _leaf(self, leaf: Leaf) -> Leaf | None:
        self.all.append(leaf)
        text, kind = leaf.text, leaf.kind
        same = self._of.get(kind)
        if same is None:
            same = self._of[kind] = []
        same.append(leaf)
        if placeholder(text, kind or "string"):
            self.placeholders.append(leaf)
            if kind or placeholder(text, kind):
                return None
        if text in NULLS and not leaf.scalar.style:
            return None
        return leaf if text and not text.isspace() else None

    def of(self, kind: str) -> list[Leaf]:
        """Those whose field is of this type."""
        return self._of.get(kind, [])

    def copied(self, text: str, canonical: str) -> Leaf | None:
        """Another text field that says the same, case and space folded."""
        if self._texts is None:
            self._texts = {}
            for leaf in (*self.of("prose"), *self.of("string")):
                known = self._texts.setdefault(_folded(leaf.text), [])
                # One place of two fields is enough to tell a copy.
                if len(known) < 2 and all(one.canonical != leaf.canonical for one in known):  # noqa: PLR2004
                    known.append(leaf)
        same = self._texts.get(_folded(text), ())
        return next((leaf for leaf in same if leaf.canonical != canonical), None)

    def _section(self, node: Mapping, route: Route, canonical: str, *, item: bool) -> Said | None:
        said: dict[str, Said] = {}
        doubt = False
        for key, entry in node.entries.items():
            value = self._node(entry[1], (*route, key), below(canonical, key))
            if value is not None:
                said[key] = value
                doubt = doubt or value is DOUBT
        if not item and "not_applicable" in node.entries:
            return DOUBT
        if doubt and all(value is DOUBT for value in said.values()):
            return DOUBT
        return said or None

    def _list(self, node: Sequence, route: Route, canonical: str) -> Said | None:
        canonical += "[]"
        said = [self._node(item, (*route, at), canonical) for at, item in enumerate(node.items)]
        if not said:
            return None
        return DOUBT if any(one is None or one is DOUBT for one in said) else said


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
