"""What holds for every manifest whatever packs say: never waivable, never known, never excused."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from pilotgate.document import Mapping, Route, Scalar, Sequence, empty
from pilotgate.dossier import Dossier
from pilotgate.fact import File, Unavailable
from pilotgate.ladders import RANKED, Level, Stage, Tier
from pilotgate.leaves import Leaves
from pilotgate.outcome import Place
from pilotgate.record import Record
from pilotgate.shown import shown
from pilotgate.tier import declared, derived
from pilotgate.values import date_of, placeholder

INVARIANTS: Final = {
    "manifest-valid": (
        "the file is the strict YAML subset, has a known apiVersion and the right types; "
        "an unknown key is a gap with a suggestion (x- keys are free)"
    ),
    "id-unique": (
        "metadata.id is unique in the repository and in an audited fleet, never changes, "
        "and is never used again after retirement"
    ),
    "stage-sequence": (
        "poc, pilot, production: one step at a time; stepping back, stopping and retiring are "
        "always possible with their decision_log entry; out of stopped only to poc"
    ),
    "stop-tripped-blocks": (
        "a tripped stop criterion blocks promotion whatever the waivers, until a later "
        "decision_log entry answers it"
    ),
    "prohibited-blocks": "risk.eu_ai_act.class prohibited blocks every stage",
    "tier-not-lowered": (
        "a declared tier below the derived one blocks, and so does a tier that is lowered in the "
        "change that promotes"
    ),
    "waiver-valid": (
        "an entry that a change adds or edits in the ledger is valid; an invalid or expired one "
        "that was there before is a warning and counts for nothing"
    ),
    "judge-files-valid": (
        "packs, ledger, baseline, people and configuration that a change touches load and pass "
        "the linter"
    ),
    "stopped-but-changing": (
        "a stopped or retired initiative still changes: a warning in gate, blocking in audit"
    ),
    "placeholder-rejected": (
        "a value that only holds the place of one (TBD, n/a, x, <name>, ...) counts as "
        "undeclared; where no rule asks for it yet, it is ahead"
    ),
    "dates-sane": (
        "dates and durations are ISO 8601; nothing was measured in the future; an end is not "
        "before its start"
    ),
    "units-sane": "amounts have a currency, rates lie in 0..1, durations are positive",
    "refs-resolve": (
        "every path names a regular, non-empty file in the judged tree, or is an https URL, "
        "which is not fetched"
    ),
}

# What of them this version does not enforce (empty: all of it), and what that needs.
_LATER: Final = {
    "id-unique": (
        "that an id never changes, is never used again, and is unique in a fleet",
        "the history, and the other repositories",
    ),
    "stage-sequence": ("which stage an initiative came from", "the base of a change"),
    "tier-not-lowered": ("that a change does not lower the tier", "the base of that change"),
    "waiver-valid": ("", "a ledger of waivers and the base of a change"),
    "judge-files-valid": ("", "the base of a change"),
    "stopped-but-changing": ("", "the base of a change"),
}


def later(name: str) -> str:
    """What of an invariant this version does not enforce, in a sentence; empty: nothing."""
    if name not in _LATER:
        return ""
    part, needs = _LATER[name]
    which = f"{part}: that" if part else "it"
    return f"Not enforced by this version: {which} needs {needs}, which it does not look at."


# Days that may lie ahead: plans and next times. Every other date says what has happened.
_PLANNED: Final = frozenset(
    {
        "stage.target_date",
        "review.next_on",
        "timeline.start",
        "timeline.production_target",
        "timeline.milestones[].planned",
        "compliance.impact_assessment.next_on",
        "evaluation.parallel_run.start",
        "evaluation.parallel_run.end",
        "retention.documentation_start",
    }
)
_ORDERED: Final = (
    (("stage", "since"), ("stage", "target_date")),
    (("timeline", "start"), ("timeline", "production_target")),
    (("review", "last_on"), ("review", "next_on")),
    (("evaluation", "parallel_run", "start"), ("evaluation", "parallel_run", "end")),
    (("compliance", "impact_assessment", "on"), ("compliance", "impact_assessment", "next_on")),
)


class Breach(Record):
    """One broken invariant."""

    invariant: str
    place: Place
    why: str
    help: str = ""
    outcome: str = "gap"
    level: Level = Level.BLOCK
    next: str = ""  # the one command that would establish what is unknown
    until: date | None = None  # the last day on which it is broken


def breaches(dossier: Dossier, leaves: Leaves, medium_spend: str | None) -> Iterator[Breach]:
    """All that need neither history nor a second manifest, and hold for every stage."""
    yield from _target(dossier)
    yield from _prohibited(dossier)
    yield from _tier(dossier, medium_spend)
    yield from _dates(dossier, leaves)
    yield from _currencies(dossier, leaves)
    yield from _references(dossier, leaves)


def staged(dossier: Dossier, asked: Stage) -> Iterator[Breach]:
    """Those that depend on the stage that is asked for."""
    if dossier.stage and dossier.stage.ended:
        yield from _ended(dossier, dossier.stage, asked)
    if dossier.stage and asked.rank > dossier.stage.rank:
        yield from _tripped(dossier)


def placeholders(dossier: Dossier, leaves: Leaves) -> Iterator[Breach]:
    """Values that hold a place; whoever calls drops those that a rule reports."""
    for leaf in leaves.placeholders:
        if leaf.canonical.startswith("x-"):
            continue
        yield Breach(
            "placeholder-rejected",
            dossier.place(leaf.route),
            f"is a placeholder ({shown(leaf.scalar.text)})",
            "write the value, or delete the line until there is one",
            outcome="undeclared",
            level=Level.AHEAD,
        )


def _text(dossier: Dossier, route: Route) -> str:
    node = dossier.document.node(route)
    return node.text if isinstance(node, Scalar) else ""


def _target(dossier: Dossier) -> Iterator[Breach]:
    target = _text(dossier, ("stage", "target"))
    if not dossier.stage or dossier.stage.ended or target not in RANKED:
        return
    if dossier.stage.rank + 1 != Stage(target).rank:
        after = dossier.stage.later[0] if dossier.stage.later else None
        yield Breach(
            "stage-sequence",
            dossier.place(("stage", "target")),
            f"({target}) is not the stage after {dossier.stage}",
            f"write target: {after}" if after else "delete the line: there is no later stage",
        )


def _ended(dossier: Dossier, stage: Stage, asked: Stage) -> Iterator[Breach]:
    """One word must not switch every rule off: who ended it, and when, is on record."""
    current = dossier.place(("stage", "current"))
    if not _stopped(dossier):
        yield Breach(
            "stage-sequence",
            current,
            f"({stage}) has no decision_log entry stop, dated and by the business owner",
            "add to decision_log: decision: stop, date, by (with owners.business.ref), rationale",
        )
    if stage is Stage.RETIRED and dossier.tier is not Tier.LOW:
        for key in ("trigger", "data_disposal", "user_migration", "owner"):
            node = dossier.document.node(("retirement", key))
            if not isinstance(node, Scalar) or empty(node) or placeholder(node.text, "prose"):
                place = dossier.place(("retirement", key))
                why = "is not declared, and a retired initiative says it"
                yield Breach("stage-sequence", place, why, outcome="undeclared")
    if not asked.ended and (stage is Stage.RETIRED or asked is not Stage.POC):
        where = "nowhere" if stage is Stage.RETIRED else "to poc only"
        yield Breach("stage-sequence", current, f"({stage}) leads {where}, not to {asked}")


def _stopped(dossier: Dossier) -> bool:
    owner = _text(dossier, ("owners", "business", "ref"))
    log = dossier.document.node(("decision_log",))
    for entry in log.items if isinstance(log, Sequence) else []:
        if not isinstance(entry, Mapping):
            continue
        word, day, by = entry.get("decision"), entry.get("date"), entry.get("by")
        when = date_of(day.text) if isinstance(day, Scalar) else None
        people = by.items if isinstance(by, Sequence) else []
        if (
            isinstance(word, Scalar)
            and word.text == "stop"
            and when is not None
            and when <= dossier.as_of
            and not placeholder(owner, "ref")
            and any(
                isinstance(one, Scalar) and owner and dossier.people.same(one.text, owner)
                for one in people
            )
        ):
            return True
    return False


def _prohibited(dossier: Dossier) -> Iterator[Breach]:
    route = ("risk", "eu_ai_act", "class")
    if dossier.stage and dossier.stage.ended:
        return  # it was stopped, which is all that was asked; its record stays as it was
    if _text(dossier, route) == "prohibited":
        yield Breach(
            "prohibited-blocks",
            dossier.place(route),
            "(prohibited) blocks every stage",
            "stop the initiative; if the class is wrong, have whoever assesses risk correct it",
        )


def _tier(dossier: Dossier, medium_spend: str | None) -> Iterator[Breach]:
    own = declared(dossier.document)
    lowest = derived(dossier.document, medium_spend)
    if own and own.rank < lowest.tier.rank:
        yield Breach(
            "tier-not-lowered",
            dossier.place(("risk", "tier")),
            f"({own}) is below {lowest.tier}, which follows from {lowest.because}",
            f"write tier: {lowest.tier}",
        )


def _dates(dossier: Dossier, leaves: Leaves) -> Iterator[Breach]:
    for leaf in leaves.of("date"):
        if leaf.canonical in _PLANNED:
            continue
        day = date_of(leaf.scalar.text)
        if day and day > dossier.as_of:
            yield Breach(
                "dates-sane",
                dossier.place(leaf.route),
                f"({day}) is after {dossier.as_of}",
                "write the day on which it happened",
                until=day - timedelta(1),
            )
    for start, end in _ORDERED:
        first, last = _date(dossier, start), _date(dossier, end)
        if first and last and last < first:
            yield Breach(
                "dates-sane",
                dossier.place(end),
                f"({last}) is before {'.'.join(start)} ({first})",
                "put the two days in order",
            )


def _date(dossier: Dossier, route: Route) -> date | None:
    return date_of(_text(dossier, route))


def _currencies(dossier: Dossier, leaves: Leaves) -> Iterator[Breach]:
    said: set[str] = set()
    for leaf in leaves.all:
        currency = leaf.info.currency if leaf.info else ""
        if not leaf.info or not currency or currency in said:
            continue
        if empty(leaf.scalar) or placeholder(leaf.scalar.text, leaf.info.type):
            continue
        route = tuple(currency.split("."))
        code = _text(dossier, route)
        if not code or placeholder(code, "currency"):
            said.add(currency)
            yield Breach(
                "units-sane",
                dossier.place(route),
                f"is not declared, so {dossier.place(leaf.route).name} has no currency",
                "write a code of ISO 4217, as in currency: EUR",
                outcome="undeclared",
            )


def _references(dossier: Dossier, leaves: Leaves) -> Iterator[Breach]:
    for leaf in leaves.of("path"):
        text = leaf.text
        if empty(leaf.scalar) or placeholder(text, "path"):
            continue
        fact = dossier.facts.get(("files", text))
        if isinstance(fact, File):
            why = _unresolved(fact)
            if why:
                place = dossier.place(leaf.route)
                yield Breach("refs-resolve", place, f"({shown(text)}) {why}", _NAME_A_FILE)
            continue
        why = fact.why if isinstance(fact, Unavailable) else "was not looked for"
        yield Breach(
            "refs-resolve",
            dossier.place(leaf.route),
            f"({shown(text)}) {why}",
            outcome="unknown",
            next=fact.next if isinstance(fact, Unavailable) else "",
        )


_NAME_A_FILE: Final = "name a file of this repository, from its root, and add it to the commit"


def _unresolved(file: File) -> str:
    if not file.is_url:
        return file.problem
    return "" if file.path[:8].casefold() == "https://" else "is no https URL"


def _tripped(dossier: Dossier) -> Iterator[Breach]:
    # Imported here: only a question about a later stage asks it.
    from pilotgate.document import field
    from pilotgate.dossier import Scope
    from pilotgate.predicates.tripped import latest, plainly_not, tripping

    if dossier.look_at and plainly_not(dossier.look_at):
        return
    for item in dossier.items(field("stop_criteria")).members:
        if not isinstance(item, Scope):
            continue
        days = tripping("criterion", dossier.bind("criterion", item))
        if isinstance(days, list) and not _answered(latest(days), dossier):
            yield Breach(
                "stop-tripped-blocks",
                Place(item.name, item.route),
                "is tripped, and no later decision to continue answers it",
                "stop or rebuild; or record continue in decision_log, with who decided and why, "
                "dated no earlier than the last measurement that trips the criterion",
            )


def _answered(since: date | None, dossier: Dossier) -> bool:
    """A decision dated no earlier than what tripped the criterion; without a day there is none."""
    if since is None:
        return False
    log = dossier.document.node(("decision_log",))
    for entry in log.items if isinstance(log, Sequence) else []:
        if not isinstance(entry, Mapping):
            continue
        word, day = entry.get("decision"), entry.get("date")
        when = date_of(day.text) if isinstance(day, Scalar) else None
        if (
            isinstance(word, Scalar)
            and word.text == "continue"  # who stops or rebuilds does not promote
            and when is not None
            and since <= when <= dossier.as_of
        ):
            return True
    return False
