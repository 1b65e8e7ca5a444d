"""`pilotgate policy docs`: the rulebook of a policy as Markdown pages."""

import os
import stat

import click

from pilotgate import __version__, atomic
from pilotgate.commands import output
from pilotgate.commands.place import DEFAULT_POLICY, here
from pilotgate.commands.place import opener as pack_opener
from pilotgate.errors import Unreadable, UsageError

_START = 4096  # a page says at its beginning who made it


@click.command("docs")
@click.argument("packs", nargs=-1, metavar="[PACK]...")
@click.option(
    "--output",
    "folder",
    metavar="DIR",
    default="docs/rules",
    show_default=True,
    help="Where to write the pages. Pages written by hand are never replaced.",
)
def command(*, packs: tuple[str, ...], folder: str) -> int:
    """Write the rulebook: a page for each pack, and an index.

    Each rule stands there in words: what it demands, of whom, from when, why, and what to do.
    PACK is builtin:NAME or a directory; left out, it is what the configuration names.

    Example: pilotgate policy docs policies/acme --output docs/rules
    """
    # Imported here: compiling needs the models, which no other command of every day needs.
    from pilotgate.compiler.compile import Compiled
    from pilotgate.pack import pack_of, policy_of
    from pilotgate.rulebook import book, pages

    sources = packs or here(os.environ).configuration.policy or (DEFAULT_POLICY,)
    books = []
    for source in dict.fromkeys(sources):
        opener = pack_opener(os.environ)
        tree, label = opener(source)
        made = Compiled(source, tree, load=opener, label=label, version=__version__)
        books.append(book(made, opener))
    policy_of(pack_of(one.compiled.data()) for one in books)  # or they contradict each other
    texts = pages(books)
    for name in texts:
        _refuse(os.path.join(folder, name))
    _write(folder, texts)
    shown = folder.rstrip("/") or folder
    output.say("\n".join(f"{shown}/{name}" for name in sorted(texts)))
    rules = sum(len(one.compiled.rules) for one in books)
    output.say(f"{len(texts)} pages about {rules} rules. Start with {shown}/README.md")
    return 0


def _refuse(path: str) -> None:
    """A page goes over nothing but a page."""
    from pilotgate.bookindex import MARK

    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return
    if stat.S_ISREG(mode):
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                ours = file.read(_START).startswith(MARK)
        except OSError as error:
            raise _failed(path, error) from None
        if ours:
            return
    raise UsageError(
        "is there already and was not made by this command, so nothing was written",
        where=path,
        hint="name another directory with --output, or move it away",
    )


def _write(folder: str, texts: dict[str, str]) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise _failed(folder, error) from None
    for name, text in texts.items():
        path = os.path.join(folder, name)
        try:
            atomic.write(path, text.encode(), 0o644)
        except OSError as error:
            raise _failed(path, error) from None


def _failed(path: str, error: OSError) -> Unreadable:
    return Unreadable(
        f"could not be written: {error.strerror or type(error).__name__}",
        where=path,
        hint="check that you may write there",
    )
