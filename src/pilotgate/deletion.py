"""An initiative that the next commit would lose: initiatives end by decision, not by deletion."""

from typing import Final

from pilotgate.document import Scalar, Span
from pilotgate.errors import ConfigurationError, Unreadable, UnreadableDocument
from pilotgate.finding import ENGINE, Finding
from pilotgate.ladders import Level, Stage
from pilotgate.manifests import documents, find, ids
from pilotgate.reader import read
from pilotgate.record import Record
from pilotgate.report import COUNTED, Decision, Initiative
from pilotgate.repository import Repository
from pilotgate.settings import Configuration, configuration
from pilotgate.tree import Tree

_RETIRE: Final = (
    "to end the initiative, set stage.current to stopped or retired with a decision_log entry; "
    "a retired manifest may be deleted later"
)


class Gone(Record):
    """An initiative of HEAD that is no longer judged, and how that came."""

    path: str
    id: str
    how: str
    help: str


def gone(repository: Repository, tree: Tree, listed: list[str]) -> list[Gone]:
    """What HEAD has and `listed`, the manifests of `tree`, have not. A retired one may go."""
    if repository.head() is None:
        return []
    head = repository.commit("HEAD")
    before = [path for path in _manifests(head) if _changed(path, head, tree, listed)]
    if not before:
        return []
    there = set(ids(documents(tree, listed)).values())
    found: list[Gone] = []
    for path in before:
        name, retired = _was(head, path)
        if not name and path in listed:
            continue  # which initiative it was cannot be told, and its manifest is judged still
        if name not in there and not retired:
            found.append(_how(path, name or path, tree, listed))
    return found


def in_head(repository: Repository) -> list[str]:
    """The manifests of HEAD."""
    return _manifests(repository.commit("HEAD")) if repository.head() else []


def _manifests(head: Tree) -> list[str]:
    """By HEAD's own configuration: a change cannot exclude what it deletes."""
    try:
        own = configuration(lambda path: head.read(path) if head.entry(path) else None)
    except (ConfigurationError, Unreadable):
        own = Configuration()
    return find(head.paths(), own.manifests, own.exclude)


def _changed(path: str, head: Tree, tree: Tree, listed: list[str]) -> bool:
    if path not in listed:
        return True
    before, now = head.entry(path), tree.entry(path)
    return before is None or now is None or before.blob is None or before.blob != now.blob


def _was(head: Tree, path: str) -> tuple[str, bool]:
    """The id of a manifest in HEAD, "" if it has none, and whether the manifest was retired."""
    try:
        document = read(head.read(path), path)
    except (Unreadable, UnreadableDocument):
        return "", False
    name = document.node(("metadata", "id"))
    stage = document.node(("stage", "current"))
    retired = isinstance(stage, Scalar) and stage.text == Stage.RETIRED
    return (name.text if isinstance(name, Scalar) and not name.null else ""), retired


def _how(path: str, name: str, tree: Tree, listed: list[str]) -> Gone:
    if path in listed:
        how = f"{path} has the id {name} in HEAD, and no manifest would carry it any more"
        return Gone(path, name, how, f"write id: {name} again, an id never changes; {_RETIRE}")
    if tree.entry(path) is not None:
        how = f"{path} is judged in HEAD and would be excluded: the initiative {name} would vanish"
        return Gone(path, name, how, f"take it out of exclude; {_RETIRE}")
    how = f"{path} is in HEAD and would be deleted: the initiative {name} would vanish"
    return Gone(path, name, how, f"put it back; {_RETIRE}")


def row(lost: Gone) -> Initiative:
    """A blocked row of the report."""
    finding = Finding(
        rule="id-unique",
        pack=ENGINE,
        dimension=ENGINE,
        title="An initiative does not vanish",
        clause=0,
        predicate="id-unique",
        level=Level.BLOCK,
        outcome="gap",
        field="metadata.id",
        route=("metadata", "id"),
        message=lost.how,
        why="A manifest that vanishes takes its gaps, owners and stop criteria with it.",
        help=lost.help,
        write=lost.help,
        file=lost.path,
        span=Span(1, 1, 1, 1),
        initiative=lost.id,
    )
    return Initiative(
        id=lost.id,
        name="",
        file=lost.path,
        repository=".",
        stage=None,
        asked=None,
        tier=None,
        decision=Decision.BLOCKED,
        sentence=f"{lost.id}: BLOCKED. No manifest would stand for it any more.",
        findings=(finding,),
        counts=dict.fromkeys(COUNTED, 0),
    )
