"""`pilotgate policy fetch`: packs of other repositories, into the cache and into the lock."""

import os
from collections.abc import Iterable

import click

from pilotgate import __version__, atomic
from pilotgate.commands import output
from pilotgate.commands.place import DEFAULT_POLICY, Place, cache_dir, here
from pilotgate.document import Scalar, Sequence
from pilotgate.errors import ConfigurationError, PilotgateError, Unreadable, UsageError
from pilotgate.gitsource import GitSource
from pilotgate.lock import LOCK, Lock
from pilotgate.packfiles import PACK
from pilotgate.reader import read
from pilotgate.source import BUILTIN, GIT, Opener
from pilotgate.tree import Memory, Tree


@click.command("fetch")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--bundle",
    metavar="DIR",
    help="Also write the pack, with all it builds on, to this new directory: --policy DIR "
    "reads it where there is no network.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help="Also fetch from this host, which a fetched pack names. Repeatable.",
)
@click.pass_context
def command(
    ctx: click.Context, *, sources: tuple[str, ...], bundle: str | None, hosts: tuple[str, ...]
) -> None:
    """Fetch packs of other repositories, and record their digests in pilotgate.lock.

    SOURCE is git+https://HOST/REPOSITORY@COMMIT#DIR or git+ssh://...; left out, it is what
    the configuration names. What a pack builds on is fetched with it. Commit pilotgate.lock:
    check uses what was fetched, asks nobody, and refuses what differs from it.

    A token for https is taken from PILOTGATE_TOKEN_<HOST>, as in
    PILOTGATE_TOKEN_GIT_EXAMPLE_COM for git.example.com (a hyphen becomes two underscores).
    For ssh, ssh-agent holds the key and PILOTGATE_SSH_KNOWN_HOSTS may name a file of host keys.

    \b
    Example: pilotgate policy fetch
             pilotgate policy fetch --bundle acme-policy
    """  # noqa: D301  click wants the control character itself
    environ = os.environ
    place = here(environ)
    kept = cache_dir(environ)
    if kept is None:
        raise UsageError(
            "there is no directory to keep fetched packs in",
            where="XDG_CACHE_HOME",
            hint="set it, or HOME, to a directory with an absolute path",
        )
    wanted = sources or place.configuration.policy or (DEFAULT_POLICY,)
    if bundle is not None and len(wanted) != 1:
        raise UsageError(
            f"one bundle holds one pack, and {len(wanted)} are named",
            where="--bundle",
            hint=f"name one: pilotgate policy fetch '{wanted[0]}' --bundle {bundle}",
        )
    opener = Fetching(os.getcwd() if sources else place.root, place, kept, hosts)
    opener.trust(wanted)
    _all(wanted, opener, bundle)
    if opener.found:
        _record(place, opener, whole=not sources)
    else:
        output.say("nothing to fetch: the policy is built in or lies here")
    ctx.exit(0)


def _all(wanted: Iterable[str], opener: "Fetching", bundle: str | None) -> None:
    # Imported here: compiling needs the models, which no command of every day needs.
    from pilotgate.compiler.compile import Compiled
    from pilotgate.store import contents, write_bundle

    for source in wanted:
        tree, label = opener(source)
        # What does not load is not recorded: everything it builds on is opened on the way.
        compiled = Compiled(source, tree, load=opener, label=label, version=__version__)
        if bundle is None:
            continue
        if source.startswith(BUILTIN):
            raise UsageError(
                "comes with the tool, and needs no bundle", where=source, hint=f"--policy {source}"
            )
        parents = {}
        for layer in compiled.layers:
            if layer.label == label or layer.source.startswith(BUILTIN):
                continue
            if not layer.source.startswith(GIT):
                raise UsageError(
                    f"builds on the directory {layer.source}, which a bundle cannot hold",
                    where=label,
                    hint="let it build on the git source of that pack, or bring both directories",
                )
            parents[layer.label] = contents(opener.opened[layer.label], layer.label)
        of = label if label.startswith(GIT) else ""
        write_bundle(bundle, contents(tree, label), parents, of)
        output.say(f"wrote {bundle}: {label}")
        output.say(f"  {compiled.layers.top.digest}, which --policy {bundle} reads as well")


class Fetching(Opener):
    """Opens packs as every command does, and asks the server for what is not here yet."""

    def __init__(self, root: str, place: Place, kept: str, hosts: Iterable[str]) -> None:
        # Imported here: only this command talks to other machines.
        from pilotgate.remote import Fetching
        from pilotgate.store import Store, read_lock

        super().__init__(root, lock=lambda: place.tree, cache_dir=kept)
        self.lock = read_lock(place.tree)
        self.found: dict[str, str] = {}
        self._asked = Fetching(os.environ, kept)
        self._store = Store(kept)
        self._hosts = {host.lower() for host in hosts}
        self.trust(self.lock.digests)

    def trust(self, texts: Iterable[str]) -> None:
        """These are named by somebody here; a fetched pack cannot add a host."""
        from pilotgate.gitsource import parse

        self._hosts |= {parse(text).authority for text in texts if text.startswith(GIT)}

    def __call__(self, text: str) -> tuple[Tree, str]:
        tree, label = super().__call__(text)
        if not text.startswith((GIT, BUILTIN)):
            self.trust((*_extended(tree), getattr(tree, "origin", "")))
        return tree, label

    def _in_git(self, text: str) -> tuple[Tree, str]:
        from pilotgate.gitsource import parse

        source = parse(text)
        label = str(source)
        if label in self.found:
            return self.opened[label], label
        if source.authority not in self._hosts:
            raise UsageError(
                f"a fetched pack names {source.authority}, which nobody here has named",
                where=label,
                hint=f"if it is to be trusted: pilotgate policy fetch --host {source.authority}",
            )
        if not source.pinned:
            raise self._named(source)
        known = self.lock.digests.get(label)
        try:
            tree, label = super()._in_git(text)
            said = "is here"
        except (ConfigurationError, Unreadable):
            # Not kept, or not what the lock says; what is kept and not locked is not believed.
            tree, said = self._fetched(source, known), "fetched"
        digest = _digest(tree)
        if known or said == "fetched":
            self.found[label] = digest
        output.say(f"{label}: {said}\n  {digest}")
        return tree, label

    def _fetched(self, source: GitSource, known: str | None) -> Tree:
        files = self._asked.pack(source)
        tree = Memory(files, where=str(source))
        if known and _digest(tree) != known:
            raise ConfigurationError(
                f"the server gives a pack that is not the one in {LOCK}, for the same commit",
                where=str(source),
                hint="find out who changed the entry, or what the server does; if the entry is "
                "wrong, delete it and fetch again",
            )
        self._store.put(source, files)
        return tree

    def _named(self, source: GitSource) -> UsageError:
        """What a branch or tag points to at the moment, and the line to write."""
        found = self._asked.names(source)
        if not found:
            return UsageError(
                f'"{source.commit}" is no branch or tag there, nor the whole id of a commit',
                where=str(source),
                hint=f"list them with: git ls-remote {source.url}",
            )
        kinds = [f"{_kind(ref)} ({commit})" for ref, commit in sorted(found.items())]
        named = f'"{source.commit}" is {" and ".join(kinds)}' if source.commit else kinds[0]
        lines = sorted({str(source.but(commit=commit)) for commit in found.values()})
        return UsageError(
            f"{named} today, and can be another one tomorrow: a policy is pinned to a commit",
            where=str(source),
            hint=f"write: {' or '.join(lines)}",
        )


def _kind(ref: str) -> str:
    if ref == "HEAD":
        return "no commit is named; the default branch is"
    return "a tag" if ref.startswith("refs/tags/") else "a branch"


def _digest(tree: Tree) -> str:
    from pilotgate.packfiles import MAX_BYTES, digest

    return digest({path: tree.read(path, MAX_BYTES) for path in tree.paths()})


def _extended(tree: Tree) -> list[str]:
    """What a pack that lies here builds on; what is wrong with it is said when it is loaded."""
    try:
        extends = read(tree.read(PACK), PACK).node(("extends",))
    except PilotgateError:
        return []
    if not isinstance(extends, Sequence):
        return []
    return [one.text for one in extends.items if isinstance(one, Scalar)]


def _record(place: Place, opener: Fetching, *, whole: bool) -> None:
    """Write the lock, and say what changed; `whole`: all that the configuration needs is known."""
    path = os.path.join(place.root, LOCK)
    there = os.path.lexists(path)
    if there and (
        not os.path.isfile(path) or os.path.islink(path) or place.tree.entry(LOCK) is None
    ):
        raise UsageError(
            "is no regular file, or git ignores it",
            where=LOCK,
            hint="delete it, see what .gitignore says of it, and fetch again",
        )
    before = opener.lock.digests
    lock = Lock({**before, **opener.found})
    new = len(lock.digests) - len(before)
    if lock.text.encode() != (place.tree.read(LOCK) if there else b""):
        try:
            atomic.write(path, lock.text.encode(), 0o644)
        except OSError as error:
            raise Unreadable(
                f"cannot be written: {error.strerror}", where=LOCK, hint="see who may write there"
            ) from None
    output.say(f"{LOCK}: {new} added; commit it" if new else f"{LOCK}: nothing to add")
    for label in sorted(set(before) - set(opener.found)) if whole else ():
        output.say(f"{LOCK}: the configuration does not name {label}")
        output.say("  next: delete the entry, unless a command names it with --policy")
