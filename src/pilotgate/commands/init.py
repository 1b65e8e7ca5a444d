"""`pilotgate init`: a first manifest, prefilled from what the repository says about itself."""

import os
import re
from datetime import date

import click

from pilotgate.commands import options, schema
from pilotgate.commands.output import say
from pilotgate.commands.place import Place, fields, here, policy, relative
from pilotgate.commands.writing import BLANK, create, directory, replace
from pilotgate.errors import Unreadable, UnreadableDocument, UsageError
from pilotgate.ladders import RANKED, Stage
from pilotgate.manifests import find, twins
from pilotgate.pack import Policy
from pilotgate.prefill import Prefill, is_person_or_team, prefill, slug
from pilotgate.reader import read
from pilotgate.renderers.terminal import escape
from pilotgate.template import Draft, modeline, text
from pilotgate.tree import Kind
from pilotgate.values import INITIATIVE_ID_PATTERN

NAME = "ai-initiative.yaml"
SCHEMA = ".pilotgate/ai-initiative.schema.json"
_MODELINE = re.compile(rb"^#[ \t]*yaml-language-server:[ \t]*\$schema=.*\n?", re.MULTILINE)


@click.command("init")
@click.option("--id", "identity", metavar="ID", help="The id that never changes.")
@click.option("--output", metavar="PATH", help=f"Where to write it. Default: {NAME} at the root.")
@click.option("--force", is_flag=True, help="Write over a manifest that is there.")
@click.option(
    "--stage",
    type=click.Choice([str(stage) for stage in RANKED]),
    default=str(Stage.POC),
    show_default=True,
    help="The stage the initiative is in.",
)
@click.option(
    "--editor",
    is_flag=True,
    help=f"Also save the schema as {SCHEMA}, and name it in the manifest, so that editors "
    "complete it. A manifest that is there gets that one line.",
)
@options.policy
@options.as_of
def command(  # noqa: PLR0913  one parameter for each option
    *,
    identity: str | None,
    output: str | None,
    force: bool,
    stage: str,
    editor: bool,
    policy: tuple[str, ...],
    as_of: date,
) -> int:
    """Write a first manifest, with what this repository says about itself.

    What it cannot know is a placeholder <...>, which counts as not declared. Owners are only
    taken from CODEOWNERS and catalog-info.yaml, where somebody has declared them.

    \b
    Example: pilotgate init
             pilotgate init --id claims-triage --output ai-initiatives/claims-triage.yaml
             pilotgate init --editor
    """  # noqa: D301  click wants the control character itself
    place = here(os.environ)
    path = _path(place, output)
    there = _taken(place, path, wired=editor) and not force
    if there and not editor:
        raise UsageError(
            "is there already, and nothing was written",
            where=path,
            hint="pilotgate check, or pilotgate init --force to write a new one over it",
        )
    if there:
        say(_wired(place, path))
        return 0
    found = prefill(place.tree, path, _names(place, path))
    draft = _draft(place, found, identity, Stage(stage), as_of)
    judging = _policy(place, policy)
    written = text(draft, _beside(path) if editor else "", judging, fields(judging))
    _readable(written, path)
    if editor:
        _save_schema(place)
    create(place.root, path, written.encode(), force=force)
    say(_said(path, found, draft, written, editor=editor))
    return 0


def _policy(place: Place, sources: tuple[str, ...]) -> Policy:
    return policy(place, sources, os.environ)


def _path(place: Place, output: str | None) -> str:
    """Where the manifest goes; refused where nobody would find it."""
    path = NAME if output is None else relative(place, output)
    if not find([path], place.configuration.manifests):
        raise UsageError(
            "would not be found there: a manifest is called ai-initiative.yaml, or lies in a "
            "directory ai-initiatives",
            where=output or path,
            hint="pilotgate init --output ai-initiatives/NAME.yaml",
        )
    return path


def _taken(place: Place, path: str, *, wired: bool) -> bool:
    """Is there a manifest already? An empty file is none; one of another name is in the way."""
    known = find(place.tree.paths(), place.configuration.manifests)
    other = twins([*known, path]).get(path)
    if other and other != path and path not in known:
        again = f"pilotgate init --editor --output {other}" if wired else "pilotgate check"
        raise UsageError("is there already, and nothing was written", where=other, hint=again)
    entry = place.tree.entry(path)
    if entry is None:
        return False
    if entry.kind is not Kind.FILE or (entry.size or 0) > BLANK:
        return True
    return bool(place.tree.read(path).strip())


# ------------------------------------------------------------------ for editors


def _beside(path: str) -> str:
    """The schema as a manifest names it: from its own directory."""
    return "../" * path.count("/") + SCHEMA


def _save_schema(place: Place) -> None:
    directory(place.root, SCHEMA.partition("/")[0])
    create(place.root, SCHEMA, schema.text("ai-initiative").encode(), force=True)


def _wired(place: Place, path: str) -> str:
    """The manifest that is there, with the line that names the schema at its top."""
    before = place.tree.read(path)
    try:
        read(before, path)
    except UnreadableDocument as error:
        raise UsageError(
            f"cannot be read ({error.problem}), and nothing was written",
            where=path,
            hint="pilotgate check shows what is wrong with it",
        ) from None
    line = modeline(_beside(path)).encode()
    if before.partition(b"\n")[0].endswith(b"\r"):
        line = line.replace(b"\n", b"\r\n")
    after = line + _MODELINE.sub(b"", before)
    _readable(after.decode(), path)
    _save_schema(place)
    if after != before:
        replace(place.root, path, after, before=before)
    lines = (
        f"Wrote {SCHEMA}, and {path} names it in its first line. Nothing else was changed.",
        "next: pilotgate check",
    )
    return "\n".join(map(escape, lines))


# ------------------------------------------------------------------ what goes into a new one


def _names(place: Place, path: str) -> list[tuple[str, str]]:
    """What the initiative may be called: by its file, its remote, its directory."""
    names: list[tuple[str, str]] = []
    folder, _, file = path.rpartition("/")
    if folder.rpartition("/")[2] == "ai-initiatives":
        names.append((file.rpartition(".")[0], "the name of the file"))
    url = place.repository.remote_url() if place.repository else None
    if url:
        last = re.split(r"[/:]", url.rstrip("/"))[-1].removesuffix(".git")
        names.append((last, "the name of the git remote"))
    names.append((os.path.basename(place.root), "the name of the directory"))
    return names


def _draft(place: Place, found: Prefill, identity: str | None, stage: Stage, since: date) -> Draft:
    draft = Draft(stage, since)
    draft.values = {known.field: known.value for known in found.known if known.source}
    if identity is not None:
        if not re.fullmatch(INITIATIVE_ID_PATTERN, identity) or slug(identity) != identity:
            near = slug(identity)
            raise UsageError(
                f'"{identity[:80]}" is not 3 to 63 lower-case letters, digits and hyphens',
                where="--id",
                hint=f"pilotgate init --id {near}" if near else "as in --id claims-triage",
            )
        draft.values["metadata.id"] = identity
    people = [f"{reference} ({source})" for reference, source in found.candidates]
    notes = draft.notes.setdefault("owners", [])
    if people:
        notes.append(f"This repository also names {', '.join(people[:8])}.")
    notes.append("Each is one person, not a group, and has agreed to it.")
    email = _email(place)
    if email and "owners.technical.ref" not in draft.values:
        draft.notes["owners.technical"] = [f"You commit as {email}: write that if it is you."]
    return draft


def _email(place: Place) -> str:
    email = (place.repository.user()[1] if place.repository else None) or ""
    return email if is_person_or_team(email) else ""


def _readable(written: str, path: str) -> None:
    """Whatever the repository holds, a manifest that cannot be read is never written."""
    try:
        read(written.encode(), path)
    except UnreadableDocument as error:
        raise Unreadable(
            f"the new manifest could not be read ({error.problem}), so it was not written",
            where=path,
            hint="report this as a bug",
        ) from None


def _said(path: str, found: Prefill, draft: Draft, written: str, *, editor: bool) -> str:
    lines = [f"Wrote {path}, at stage {draft.stage} since {draft.since}."]
    if editor:
        lines.append(f"Wrote {SCHEMA}, which editors complete it by. Commit both.")
    for known in found.known:
        value = draft.values.get(known.field)
        if value is not None:
            source = known.source if value == known.value else "--id"
            lines.append(f"  {known.field}: {value} (from {source})")
    lines += [f"  note: {note}" for note in found.notes]
    count = sum(line.count("<") for line in written.splitlines() if not line.startswith("#"))
    lines.append(f"{count} placeholders <...> are left for people; no owner was invented.")
    lines.append("next: pilotgate check")
    return "\n".join(map(escape, lines))
