"""Where a command stands: the repository or directory, its tree, configuration and policy."""

import os
from collections.abc import Mapping

from pilotgate.errors import UsageError
from pilotgate.fields import Catalogue, catalogue
from pilotgate.pack import Policy
from pilotgate.record import Record
from pilotgate.repository import Repository, discover
from pilotgate.settings import Configuration, configuration
from pilotgate.source import Opener, load_policy
from pilotgate.tree import Directory, Tree

DEFAULT_POLICY = "builtin:baseline"


class Place(Record):
    """Everything a command reads from."""

    root: str
    repository: Repository | None
    tree: Tree
    configuration: Configuration


def here(environ: Mapping[str, str], *, staged: bool = False, listed: bool = False) -> Place:
    """The place around the current directory; `listed`: all its files will be asked for."""
    start = os.getcwd()
    repository = discover(start, environ)
    if repository is None or not repository.root:
        if staged:
            raise UsageError(
                "--staged needs a git repository",
                where=".",
                hint="run it inside a repository, or leave --staged out",
            )
        tree: Tree = Directory(start)
        return Place(start, None, tree, configuration(reader(tree)))
    tree = repository.index() if staged else repository.working_tree()
    if listed:
        tree.paths()  # one git process that answers for the configuration too
    return Place(repository.root, repository, tree, configuration(reader(tree)))


def reader(tree: Tree) -> "Reading":
    return Reading(tree)


class Reading:
    """Reads a file of the tree, or says that there is none."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def __call__(self, path: str) -> bytes | None:
        if self._tree.entry(path) is None:
            return None
        return self._tree.read(path)


def relative(place: Place, path: str) -> str:
    """A path as it was typed, from the root of the place."""
    if place.repository:
        inside = place.repository.relative(path, os.getcwd())
    else:
        inside = os.path.relpath(os.path.join(os.getcwd(), path), place.root).replace(os.sep, "/")
        inside = None if inside.startswith("../") or inside == ".." else inside
    if inside is None:
        raise UsageError(
            "lies outside this repository", where=path, hint="go to its own repository first"
        )
    return "" if inside == "." else inside


def policy(place: Place, sources: tuple[str, ...], environ: Mapping[str, str]) -> Policy:
    """What `--policy` names, else what the configuration names, else the built-in baseline."""
    return load_policy(
        sources or place.configuration.policy or (DEFAULT_POLICY,),
        root=os.getcwd() if sources else place.root,
        cache_dir=cache_dir(environ),
        catalogue=catalogue(),
        lock=place.tree,
    )


def opener(environ: Mapping[str, str]) -> Opener:
    """Opens packs for the current directory, by the lock of the place around it."""
    return Opener(os.getcwd(), lock=lambda: here(environ).tree, cache_dir=cache_dir(environ))


def fields(policy: Policy) -> Catalogue:
    """The catalogue with the organisation's own fields."""
    known = catalogue()
    return known.with_fields(policy.fields) if policy.fields else known


def cache_dir(environ: Mapping[str, str]) -> str | None:
    """Where compiled packs are kept, by the XDG base directories."""
    base = environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = environ.get("HOME", "")
        base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return os.path.join(base, "pilotgate") if base else None
