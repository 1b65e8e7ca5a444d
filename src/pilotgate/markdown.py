"""Parts of Markdown pages: names, prose that cannot turn into marks, and tables."""

from collections.abc import Iterable, Sequence


def code(text: str) -> str:
    """A name as it is written in a file."""
    line = " ".join(text.split())
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def prose(text: str) -> str:
    """A text of the pack: on one line, with nothing in it that is a mark of Markdown or HTML."""
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return line.replace("*", "\\*").replace("](", "]\\(")


def capital(line: str) -> str:
    """A line of a list with a capital after its dash, where it begins with a word."""
    dash = line.index("- ") + 2 if line.lstrip().startswith("- ") else 0
    return f"{line[:dash]}{line[dash : dash + 1].upper()}{line[dash + 1 :]}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
