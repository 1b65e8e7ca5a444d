"""Two small packs side by side, and what is said of their difference."""

from pilotgate.comparison.change import Change
from pilotgate.comparison.packs import Side, compare
from pilotgate.compiler.compile import Compiled
from pilotgate.tree import Tree
from tests.packs import tree


def side(files: dict[str, str], **parents: dict[str, str]) -> Side:
    """A compiled pack; parents are named as `extends` names them."""

    def load(source: str) -> tuple[Tree, str]:
        return tree(parents[source]), source

    return Side(Compiled("acme", tree(files), load=load, label="acme", version="1.0.0"))


def changes(
    old: dict[str, str], new: dict[str, str], **parents: dict[str, str]
) -> tuple[Change, ...]:
    return compare(side(old, **parents), side(new, **parents))


def said(old: dict[str, str], new: dict[str, str], **parents: dict[str, str]) -> list[str]:
    """Every change in short: `tighter rule x: what it says`."""
    return [
        f"{one.effect} {one.about} {one.name}: {one.text}" for one in changes(old, new, **parents)
    ]
