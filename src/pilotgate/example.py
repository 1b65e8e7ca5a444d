"""An example that satisfies a rule: the part of a pack's own test manifest that the rule reads."""

from collections.abc import Iterable

from pilotgate.document import Document, Node, Scalar, Sequence
from pilotgate.sketch import Sketch, Verbatim, block, quoted


def example(document: Document, fields: Iterable[str]) -> list[str]:
    """The lines of the manifest that hold the fields, and nothing else."""
    wanted = tuple(field for field in fields if field)
    part = _kept(document.root, "", wanted)
    return block(part, 0) if isinstance(part, dict) else []


def _kept(node: Node, path: str, wanted: tuple[str, ...]) -> Sketch | None:
    if isinstance(node, Scalar):
        return _written(node)
    if isinstance(node, Sequence):
        items = [_kept(item, f"{path}[]", wanted) for item in node.items]
        held = [item for item in items if item]
        return _list(held) if held else None
    kept: dict[str, Sketch] = {}
    for key, entry in node.entries.items():
        here = f"{path}.{key}" if path else key
        if not _leads(here, wanted):
            continue
        value = _kept(entry.value, here, wanted)
        if value:
            kept[key] = value
    return kept or None


def _leads(path: str, wanted: tuple[str, ...]) -> bool:
    """Is the path wanted, above something wanted, or below a section that is wanted whole?"""
    steps = _steps(path)
    for field in wanted:
        asked = _steps(field)
        shared = zip(steps, asked, strict=False)
        if not all(other in (step, "*") for step, other in shared):
            continue
        if len(steps) <= len(asked) or _whole(field, wanted):
            return True
    return False


def _steps(path: str) -> list[str]:
    return path.replace("[]", ".[]").split(".")


def _whole(field: str, wanted: tuple[str, ...]) -> bool:
    """A section is shown whole only if nothing inside it is asked by name."""
    return not any(other.startswith((f"{field}.", f"{field}[]")) for other in wanted)


def _list(items: list[Sketch]) -> Sketch:
    """Words stand in brackets as they are written."""
    if all(isinstance(item, str) for item in items):
        return Verbatim(f"[{', '.join(str(item) for item in items)}]")
    return items


def _written(node: Scalar) -> str:
    plain = node.plain and "\n" not in node.text and ", " not in node.text
    return Verbatim(node.text) if plain else Verbatim(quoted(node.text))
