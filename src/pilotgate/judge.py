"""One manifest, start to finish: read, shape, select, gather, evaluate, known, decide."""

from datetime import date
from functools import cache, cached_property
from itertools import chain
from typing import Final

from pilotgate import decide, evidence, tally
from pilotgate.baseline import Baseline, apply, changes
from pilotgate.document import Document, Mapping, Route, Scalar, Span, empty
from pilotgate.dossier import Dossier
from pilotgate.errors import Unreadable, UnreadableDocument
from pilotgate.evaluate import Judged, Unmet, again, answered
from pilotgate.evidence.files import is_pointer
from pilotgate.fields import Catalogue
from pilotgate.finding import ENGINE, Depth, Edit, Finding
from pilotgate.insertion import Missing, suggestions
from pilotgate.invariants import Breach, breaches, placeholders, staged
from pilotgate.ladders import Evidence, Level, Stage
from pilotgate.leaves import Leaves
from pilotgate.manifests import odd
from pilotgate.outcome import Place, Unknown, earliest
from pilotgate.pack import OWNER_OF, Policy
from pilotgate.plainly import Look
from pilotgate.reader import read
from pilotgate.reads import wanted
from pilotgate.record import Record
from pilotgate.report import COUNTED, Decision, Initiative, Toll
from pilotgate.rule import Rule
from pilotgate.schema import check
from pilotgate.select import Stand, all_alike, needs, stands
from pilotgate.shape import ShapeProblem
from pilotgate.shown import hidden
from pilotgate.tier import declared, effective
from pilotgate.tree import Tree, not_a_file
from pilotgate.values import date_of, placeholder


class Question(Record):
    """What is asked of every manifest of a run."""

    policy: Policy
    catalogue: Catalogue
    as_of: date
    asked: Stage | None = None  # None: each at its own stage
    baseline: Baseline = Baseline()
    defer: bool = False
    repository: str = "."
    twins: dict[str, str] = {}
    same_id: dict[str, str] = {}
    documents: dict[str, Document] = {}  # manifests that were read already
    # What was found out about the files of the tree; None: each manifest finds out for itself.
    facts: dict[tuple[str, str], evidence.Fact] | None = None
    shared: dict[int, tuple[object, object]] | None = None  # see Dossier


def judge(path: str, tree: Tree, question: Question) -> Initiative:
    """The manifest at `path`, judged. A manifest that cannot be read is blocked, never skipped."""
    known = question.documents.get(path)
    if known is not None and not odd(path):
        return _Case(known, tree, question).judged()
    try:
        data = _bytes(path, tree)
    except UnreadableDocument as error:
        return _unreadable(path, "", error, question)
    if not data.strip():
        empty_file = UnreadableDocument("the file is empty", file=path, hint="try: pilotgate init")
        return _unreadable(path, "", empty_file, question)
    try:
        document = read(data, path)
    except UnreadableDocument as error:
        return _unreadable(path, data.decode("utf-8", "replace"), error, question)
    return _Case(document, tree, question).judged()


def _bytes(path: str, tree: Tree) -> bytes:
    strange = odd(path)
    if strange:
        raise UnreadableDocument(
            f"the name {strange}",
            file=path,
            hint="call it ai-initiative.yaml, or ai-initiatives/NAME.yaml",
        )
    entry = tree.entry(path)
    problem = not_a_file(entry.kind) if entry else tree.absence(path)
    if problem:
        raise UnreadableDocument(
            f"the manifest {problem}", file=path, hint="make it a regular file of this repository"
        )
    try:
        data = tree.read(path)
    except Unreadable as error:
        raise UnreadableDocument(error.problem, file=path, hint=error.hint) from None
    if is_pointer(data):
        raise UnreadableDocument(
            "the manifest is a Git LFS pointer", file=path, hint="keep manifests out of LFS"
        )
    return data


def _unreadable(path: str, text: str, error: UnreadableDocument, question: Question) -> Initiative:
    finding = Finding(
        rule="manifest-valid",
        pack=ENGINE,
        dimension=ENGINE,
        title="The manifest can be read",
        clause=0,
        predicate="manifest-valid",
        level=Level.BLOCK,
        outcome="gap",
        field="",
        route=(),
        message=error.problem,
        why="What cannot be read cannot be judged, so it blocks.",
        help=error.hint,
        file=path,
        span=Span(error.line, error.column, error.line, error.column + 1),
        write=error.hint,
        initiative=path,
    )
    return Initiative(
        id=path,
        name="",
        file=path,
        repository=question.repository,
        stage=None,
        asked=question.asked,
        tier=None,
        decision=Decision.BLOCKED,
        sentence=f"{path}: BLOCKED. The manifest cannot be read.",
        findings=(finding,),
        # No rule could be asked, so none of them is established.
        counts={**dict.fromkeys(COUNTED, 0), "unknown": len(question.policy.rules)},
        text=text,
    )


class _Case:
    """One readable manifest and what is asked of it."""

    def __init__(self, document: Document, tree: Tree, question: Question) -> None:
        policy = question.policy
        self.document = document
        self.question = question
        self.policy = policy
        self.tree = tree
        self.findings: tuple[Finding, ...] = ()
        self._texts: dict[str, str] = {}
        self._owners: dict[str, str | None] = {}
        self.id = _text(document, "metadata", "id", kind="id") or document.path
        word = _text(document, "stage", "current")
        self.stage = Stage(word) if word in tuple(Stage) else None
        # An initiative that does not say where it stands is held to the most.
        self.asked = self._asked()
        self.tier = effective(document, policy.settings.medium_spend)
        self.leaves = Leaves(document, question.catalogue)
        own = question.catalogue if policy.fields else None
        self.problems = check(document, extra=own)
        self.dossier = Dossier(
            document,
            as_of=question.as_of,
            catalogue=question.catalogue,
            stage=self.stage,
            asked=self.asked,
            tier=self.tier,
            people=policy.people,
        )
        self.dossier.shared = question.shared
        self.dossier.facts = facts = self._gather()
        self.dossier.look_at = Look(
            self.leaves, as_of=question.as_of, tier=self.tier, people=policy.people, facts=facts
        )

    def _asked(self) -> Stage:
        if self.stage and self.stage.ended:
            # A question about another stage is about beginning again.
            return self.question.asked or self.stage
        if self.stage is None and _text(self.document, "stage", "current"):
            # A word that is no stage blocks by itself; what production asks would only hide it.
            return self.question.asked or Stage.POC
        return self.question.asked or self.stage or Stage.PRODUCTION

    def _gather(self) -> dict[tuple[str, str], evidence.Fact]:
        both = [self._stands(stage) for stage in (self.asked, *self.asked.later[:1])]
        sought = needs(chain.from_iterable(both), self.leaves)
        return evidence.gather(sought, self.tree, self.question.facts)

    def _stands(self, asked: Stage) -> tuple[Stand, ...]:
        return stands(self.policy.rules, asked, self.tier)

    def judged(self) -> Initiative:
        answers = self._answers(self.asked)
        findings = self.findings = answers.findings
        if self.question.defer:
            findings = decide.deferred(findings)
        decided = decide.decision(findings, applied=self.asked.ended or answers.applied)
        further, later = self._toll(decided, answers.judged)
        results = tally.results(answers.judged, findings)
        counts, matrix = tally.counts(results)
        return Initiative(
            id=self.id,
            name=hidden(_text(self.document, "metadata", "name", kind="string")),
            file=self.document.path,
            repository=self.question.repository,
            stage=self.stage,
            asked=self.asked,
            tier=declared(self.document),
            decision=decided,
            sentence=decide.sentence(
                decided, findings, stage=self.stage, asked=self.asked, further=further
            ),
            findings=findings,
            results=results,
            counts=counts,
            matrix=matrix,
            holds_until=earliest([*answers.days, *later]),
            toll=further,
            document=self.document,
            move=self._move(),
        )

    def _move(self) -> tuple[str, str] | None:
        if self.stage and self.asked is not self.stage:
            return (self.stage, self.asked)
        return None

    def _toll(
        self, decided: Decision, before: list[Judged]
    ) -> tuple[Toll | None, list[date | None]]:
        """What stands before the next stage once nothing stands in this one, and until when."""
        if decided is not Decision.PASS or not self.asked.later:
            return None, []
        asked = self.asked.later[0]
        if self._may_be_known(asked):
            answers = self._answers(asked)
            return decide.toll(asked, answers.findings), answers.days
        # Counted and never shown, so no findings are made of what the rules answer.
        broken, engine = self._engine_says(asked)
        said = {finding.route for finding in engine if finding.route}
        days = [breach.until for breach in broken]
        owed: list[Finding | decide.Owed] = [*engine]
        same = all_alike(self.policy.rules, self.asked, asked, self.tier)
        for known, stand, alike in zip(before, self._stands(asked), same, strict=True):
            judged = known if alike else answered(stand, self.dossier, asked)
            days.append(judged.until)
            role = stand.rule.owner or OWNER_OF[stand.rule.dimension]
            for unmet in again(known, stand) if alike else judged.unmet:
                route = unmet.outcome.place.route
                if _silent(route, said):
                    continue
                level, until = self._level(stand.rule, unmet, asked)
                days.append(until)
                owed.append(decide.Owed(unmet.kind, self._owner(role, route), level is Level.BLOCK))
        return decide.toll(asked, owed), days

    def _may_be_known(self, asked: Stage) -> bool:
        """Nothing is known on the way up, nor where nobody says how far up it is already."""
        return self.stage is not None and asked.rank <= self.stage.rank

    def _engine_says(self, asked: Stage) -> tuple[list[Breach], list[Finding]]:
        """The broken invariants, and all findings that are the engine's."""
        broken = self._breaches(asked)
        engine = [self._shape(problem) for problem in self.problems]
        engine += [self._breach(breach) for breach in broken]
        return broken, engine

    def _answers(self, asked: Stage) -> "_Answers":
        broken, engine = self._engine_says(asked)
        judged = [answered(one, self.dossier, asked) for one in self._stands(asked)]
        said = {finding.route for finding in engine if finding.route}
        found = [
            finding
            for one in judged
            for unmet in one.unmet
            if not _silent((finding := self._unmet(one, unmet, asked)).route, said)
        ]
        asked_for = {finding.route for finding in found}
        for breach in placeholders(self.dossier, self.leaves):
            if not _silent(breach.place.route, asked_for | said):
                engine.append(self._breach(breach))
        known = tuple(found)
        days = [one.until for one in judged] + [breach.until for breach in broken]
        days += [finding.until for finding in found]
        if self._may_be_known(asked):
            baseline, today = self.question.baseline, self.question.as_of
            known = apply(known, baseline, self.policy.settings.adoption, today)
            days += [finding.until for finding in known]
            days += changes(baseline, today)
        return _Answers(tuple(sorted((*engine, *known), key=_order)), judged, days)

    @cached_property
    def _broken(self) -> list[Breach]:
        return list(breaches(self.dossier, self.leaves, self.policy.settings.medium_spend))

    def _breaches(self, asked: Stage) -> list[Breach]:
        found = [*self._broken, *staged(self.dossier, asked)]
        if self.stage is None and not _text(self.document, "stage", "current"):
            found.append(
                Breach(
                    "stage-sequence",
                    Place("stage.current", ("stage", "current")),
                    "is not declared, so the manifest is judged as one in production",
                    "write current: poc under stage:",
                    outcome="undeclared",
                )
            )
        other = self.question.twins.get(self.document.path)
        if other:
            found.append(
                Breach(
                    "manifest-valid",
                    Place("the manifest", ()),
                    f"has a name that can be taken for {other}",
                    "keep one of the two files",
                )
            )
        other = self.question.same_id.get(self.document.path)
        if other:
            found.append(
                Breach(
                    "id-unique",
                    Place("metadata.id", ("metadata", "id")),
                    f"({self.id}) is also the id of {other}",
                    "give each initiative an id of its own",
                )
            )
        return found

    def _shape(self, problem: ShapeProblem) -> Finding:
        key = self.document.key_span(problem.route)
        span = key if problem.on_key else self.document.span(problem.route)
        place = self.dossier.place(problem.route)
        edit = Edit(span, problem.replacement) if problem.replacement is not None else None
        return self._engine(problem.invariant, place, problem.text, problem.fix, span).but(
            edit=edit
        )

    def _breach(self, breach: Breach) -> Finding:
        message = f"{breach.place.name} {breach.why}"
        span = self.document.span(breach.place.route)
        finding = self._engine(breach.invariant, breach.place, message, breach.help, span)
        return finding.but(level=breach.level, outcome=breach.outcome, next=breach.next)

    def _engine(self, invariant: str, place: Place, message: str, fix: str, span: Span) -> Finding:
        return Finding(
            rule=invariant,
            pack=ENGINE,
            dimension=ENGINE,
            title=TITLES[invariant],
            clause=0,
            predicate=invariant,
            level=Level.BLOCK,
            outcome="gap",
            field=place.name if place.route else "",
            route=place.route,
            message=message,
            why="",
            help=fix,
            file=self.document.path,
            span=span,
            write=fix,
            owner=self._owner("technical", place.route),
            owner_role="technical",
            initiative=self.id,
        )

    def _unmet(self, judged: Judged, unmet: Unmet, asked: Stage) -> Finding:
        rule, outcome, clause = judged.rule, unmet.outcome, unmet.asked.clause
        place = outcome.place
        level, until = self._level(rule, unmet, asked)
        message = f"{place.name} {outcome.why}"
        if unmet.guard:
            message = f"the rule applies because {message}"
        elif clause.message:
            message = f"{message}. {clause.message}"
        role = rule.owner or OWNER_OF[rule.dimension]
        return Finding(
            rule=rule.id,
            pack=rule.pack,
            dimension=rule.dimension,
            title=rule.title,
            clause=unmet.asked.at,
            predicate=clause.name,
            level=level,
            outcome=unmet.kind,
            field=place.name if place.route else "",
            route=place.route,
            message=message,
            why=rule.why,
            help=rule.fix,
            file=self.document.path,
            span=self.document.span(place.route),
            owner=self._owner(role, place.route),
            owner_role=role,
            rule_file=rule.file,
            rule_line=clause.line or rule.line,
            rule_text=clause.text,
            evidence=self._depth(rule, unmet),
            until=until,
            next=outcome.next if isinstance(outcome, Unknown) else "",
            initiative=self.id,
            write=_Late(self, rule, place.route) if unmet.kind == "undeclared" else "",
        )

    def _level(self, rule: Rule, unmet: Unmet, asked: Stage) -> tuple[Level, date | None]:
        """Before a rule takes effect, and in the grace of a young stage, block is only warn."""
        level = unmet.asked.standing.level
        if level is not Level.BLOCK:
            return level, None
        days = []
        today = self.question.as_of
        if rule.effective_from and rule.effective_from > today:
            days.append(date.fromordinal(rule.effective_from.toordinal() - 1))
        grace = (
            self.policy.settings.grace_for(asked) if rule.grace and asked is self.stage else None
        )
        since = date_of(_text(self.document, "stage", "since"))
        if grace and not grace.zero and since and since <= today <= grace.after(since):
            days.append(grace.after(since))
        return (Level.WARN, max(days)) if days else (level, None)

    def _depth(self, rule: Rule, unmet: Unmet) -> Depth:
        needed = rule.evidence_at(unmet.asked.standing.stage, self.tier)
        if unmet.kind == "undeclared" or unmet.guard:
            return _nothing_there(needed)
        levels = tuple(Evidence)
        asked = unmet.asked.clause.evidence
        if asked is Evidence.DECLARED and needed.rank > 0 and self._path(unmet.outcome.place):
            asked = Evidence.FILE
        reached = levels[asked.rank - 1] if asked.rank else None
        return Depth(needed, reached, unmet.outcome.why)

    def _path(self, place: Place) -> bool:
        return any(leaf.route == place.route for leaf in self.leaves.of("path"))

    @cached_property
    def _absent(self) -> dict[str, list[Route]]:
        """What is not declared, by rule: what to write closes all of a rule at once."""
        absent: dict[str, list[Route]] = {}
        for finding in self.findings:
            if finding.outcome != "undeclared" or not finding.route or finding.pack == ENGINE:
                continue
            node = self.document.node(finding.route)
            if not isinstance(node, Scalar) or empty(node):
                # Where a placeholder stands, another one would say nothing new.
                absent.setdefault(finding.rule, []).append(finding.route)
        return absent

    def write(self, rule: Rule, route: Route) -> str:
        """What to paste for a finding of the rule; empty where nothing can be shown."""
        absent = self._absent.get(rule.id, [])
        if route not in absent:
            return ""
        text = self._texts.get(rule.id)
        if text is None:
            below = wanted(rule, self.asked)
            missing = [Missing(one, below) for one in absent]
            text = suggestions(self.document, missing, self.question.catalogue)
            self._texts[rule.id] = text
        return text

    def _owner(self, role: str, route: Route) -> str | None:
        """The owner of the nearest item that names one, else the initiative's owner of the role."""
        for end in range(len(route), 0, -1):
            if not isinstance(route[end - 1], int):
                continue
            node = self.document.node(route[:end])
            if isinstance(node, Mapping):
                owner = _named(node.get("owner"))
                if owner:
                    return owner
        if role not in self._owners:
            self._owners[role] = _named(self.document.node(("owners", role, "ref")))
        return self._owners[role]


class _Late:
    """The text to paste for a finding, worked out when somebody wants to see it."""

    __slots__ = ("_case", "_place")

    def __init__(self, case: _Case, rule: Rule, route: Route) -> None:
        self._case = case
        self._place = (rule, route)

    def __call__(self) -> str:
        return self._case.write(*self._place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Late) and other() == self()

    def __hash__(self) -> int:
        return hash(self._place)


class _Answers(Record):
    """What one manifest answers at one stage; `days`: the last ones before an answer may change."""

    findings: tuple[Finding, ...]
    judged: list[Judged]
    days: list[date | None]

    @property
    def applied(self) -> bool:
        return any(one.result != "not_applicable" for one in self.judged)


TITLES: Final = {
    "manifest-valid": "The manifest is well formed",
    "id-unique": "The id belongs to one initiative alone",
    "stage-sequence": "Stages follow one another",
    "stop-tripped-blocks": "A tripped stop criterion is answered before a promotion",
    "prohibited-blocks": "A prohibited practice goes nowhere",
    "tier-not-lowered": "The tier is no lower than what is declared allows",
    "placeholder-rejected": "A placeholder is no value",
    "dates-sane": "Dates are possible",
    "units-sane": "Amounts have units",
    "refs-resolve": "Named files exist",
}


@cache
def _nothing_there(needed: Evidence) -> Depth:
    return Depth(needed, None, "nothing is declared there")


def _text(document: Document, *route: str, kind: str = "enum") -> str:
    node = document.node(route)
    if not isinstance(node, Scalar) or empty(node) or placeholder(node.text, kind):
        return ""
    return node.text


def _named(node: object) -> str | None:
    if isinstance(node, Scalar) and not empty(node) and not placeholder(node.text, "ref"):
        return hidden(node.text)
    return None


def _silent(route: Route, said: set[Route]) -> bool:
    """Something was said already about this place or about what holds it."""
    return any(route[:end] in said for end in range(1, len(route) + 1))


def _order(finding: Finding) -> tuple[object, ...]:
    span = finding.span
    return (finding.file, span.line, span.column, finding.rule, finding.clause, finding.field)
