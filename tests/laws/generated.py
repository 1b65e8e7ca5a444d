"""Manifests and rules to state laws about, made of a small vocabulary."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]
Route = tuple[str | int, ...]

DATES = ("2025-11-15", "2026-01-10", "2026-02-20", "2026-03-01", "2026-03-20", "2026-06-30")
PAST = DATES[:4]
PEOPLE = ("user:default/anna.k", "user:default/ben.t", "carla.m@acme.eu")
NUMBERS = ("0", "3", "20", "2000")
SCALARS: dict[str, tuple[str, ...]] = {
    "risk.affects_people": ("true", "false"),
    "risk.high_impact": ("not-high-impact", "presumed-but-not"),
    "risk.assessed_on": PAST,
    "owners.business.ref": PEOPLE,
    "owners.technical.ref": PEOPLE,
    "governance.forum": ("weekly board", "the AI council"),
    "scale.users_now": NUMBERS,
    "scale.users_target": NUMBERS,
    "timeline.production_target": DATES[3:],
    "timeline.start": PAST,
    "evaluation.uat.on": PAST,
    "retention.prompts": ("P30D", "P12M", "none"),
}
MILESTONE: dict[str, tuple[str, ...]] = {
    "name": ("uat", "parallel-running"),
    "planned": DATES[2:],
    "actual": PAST,
}
ITEM: dict[str, tuple[str, ...]] = {
    "id": ("minutes", "errors", "cost-per-case"),
    "kind": ("primary", "guardrail", "cost"),
    "threshold": NUMBERS,
    "unit": ("min", "ticket/d"),
}
TIERS = st.sampled_from((("low", "medium", "high"), ("medium", "high"), ("high",)))
"""Sets that ask no less of a higher tier."""
STAGES = ("poc", "pilot", "production")


def put(tree: Tree, name: str, value: str) -> None:
    *above, last = name.split(".")
    for key in above:
        tree = tree.setdefault(key, {})
    tree[last] = value


@st.composite
def manifests(draw: st.DrawFn, *, whole: bool = False) -> Tree:
    """A valid manifest that declares some of the vocabulary, or all its single values."""
    tree: Tree = {"apiVersion": "ai-initiative/v1", "metadata": {"id": "invoice-triage"}}
    tree["stage"] = {"current": draw(st.sampled_from(STAGES))}
    if draw(st.booleans()):
        tree["stage"]["since"] = draw(st.sampled_from(DATES[1:5]))
    if draw(st.integers(0, 4)):
        put(tree, "risk.tier", draw(st.sampled_from(("low", "medium", "high"))))
    for name, values in SCALARS.items():
        if whole or draw(st.integers(0, 2)):
            put(tree, name, draw(st.sampled_from(values)))
    if "retention" not in tree and draw(st.booleans()):
        tree["retention"] = {"not_applicable": "nothing is kept at all"}
    items = draw(st.lists(st.fixed_dictionaries({}, optional=of(ITEM)), max_size=3))
    if items:
        tree["kpis"] = items
    planned = draw(st.lists(st.fixed_dictionaries({}, optional=of(MILESTONE)), max_size=2))
    if planned:
        tree.setdefault("timeline", {})["milestones"] = planned
    return tree


def of(values: dict[str, tuple[str, ...]]) -> dict[str, st.SearchStrategy[str]]:
    return {key: st.sampled_from(given) for key, given in values.items()}


@st.composite
def equalities(draw: st.DrawFn) -> Tree:
    name = draw(st.sampled_from(("risk.affects_people", "risk.high_impact")))
    return {"is": {"field": name, "value": draw(st.sampled_from(SCALARS[name]))}}


@st.composite
def comparisons(draw: st.DrawFn) -> Tree:
    """With `today`, on either side."""
    name = draw(
        st.sampled_from(("timeline.production_target", "timeline.start", "evaluation.uat.on"))
    )
    operator = draw(st.sampled_from(("before", "not after", "not before", "after")))
    sides = (name, "today") if draw(st.booleans()) else ("today", name)
    return {"compare": {"left": sides[0], "is": operator, "right": sides[1]}}


@st.composite
def ages(draw: st.DrawFn) -> Tree:
    name = draw(st.sampled_from(("risk.assessed_on", "evaluation.uat.on")))
    return {"recent": {"field": name, "max_age": draw(st.sampled_from(("P30D", "P2M", "P1Y")))}}


CONDITIONS = equalities() | comparisons()
PLAIN = st.one_of(
    st.lists(st.sampled_from(sorted(SCALARS)), min_size=1, max_size=2, unique=True).map(
        lambda fields: {"present": fields}
    ),
    equalities(),
    comparisons(),
    ages(),
    st.sampled_from(NUMBERS).map(
        lambda limit: {"measures": {"field": "scale.users_now", "at_least": limit}}
    ),
    st.just({"distinct": ["owners.business.ref", "owners.technical.ref"]}),
)
"""Demands on single values."""

ITEM_CONDITIONS = st.sampled_from(("primary", "cost")).map(
    lambda kind: [{"is": {"field": "item.kind", "value": kind}}]
)


@st.composite
def due(draw: st.DrawFn) -> Tree:
    """A demand on the items that a day selects."""
    operator = draw(st.sampled_from(("before", "not after", "not before", "after")))
    where = [{"compare": {"left": "item.planned", "is": operator, "right": "today"}}]
    require = [{"present": ["item.actual"]}]
    return {"each": {"of": "timeline.milestones", "where": where, "require": require}}


@st.composite
def lists(draw: st.DrawFn) -> Tree:
    """Demands on the items of a list, and on what holds them."""
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return {"present": [draw(st.sampled_from(("kpis", "governance", "owners", "timeline")))]}
    if kind == 1:
        return draw(due())
    if kind == 2:
        clause: Tree = {"of": "kpis", "require": [{"present": ["item.threshold"]}]}
        if draw(st.booleans()):
            clause["where"] = draw(ITEM_CONDITIONS)
        return {"each": clause}
    if kind == 3:
        return {"present": [draw(st.sampled_from(("kpis[].unit", "kpis[kind=primary].threshold")))]}
    limit = draw(st.sampled_from(("1", "2")))
    return {"count": {"of": "kpis", "at_least": limit, "where": draw(ITEM_CONDITIONS)}}


@st.composite
def together(draw: st.DrawFn) -> Tree:
    """Two demands as one, the second perhaps from a later stage on."""
    first, second = draw(PLAIN), dict(draw(PLAIN))
    if draw(st.booleans()):
        second["from"] = draw(st.sampled_from(STAGES))
    return {"all_of": [first, second]}


BOTH = st.tuples(PLAIN, PLAIN).map(lambda pair: {"all_of": list(pair)})
COMBINED = st.one_of(
    together(),
    st.lists(PLAIN | BOTH, min_size=2, max_size=3).map(lambda clauses: {"any_of": clauses}),
    CONDITIONS.map(lambda condition: {"none_of": [condition]}),
)

ALL = PLAIN | lists() | COMBINED
_DATED = comparisons() | ages()
DATED = st.one_of(
    _DATED,
    due(),
    due(),
    together(),
    st.lists(_DATED | BOTH, min_size=2, max_size=3).map(lambda clauses: {"any_of": clauses}),
)
"""Demands whose answers change with the days."""


@st.composite
def rules(draw: st.DrawFn, demands: st.SearchStrategy[Tree] = ALL) -> Tree:
    """A rule that asks no less of a higher tier or a later stage."""
    rule: Tree = {
        "blocks": {"from": draw(st.sampled_from(STAGES)), "tiers": list(draw(TIERS))},
        "require": [draw(qualified(demands)) for _ in range(draw(st.integers(1, 2)))],
    }
    if draw(st.integers(0, 3)) == 0:
        rule["warns"] = {"from": "poc"}
    if draw(st.integers(0, 2)) == 0:
        rule["when"] = [draw(CONDITIONS)]
    if draw(st.integers(0, 3)) == 0:
        rule["effective_from"] = draw(st.sampled_from(DATES))
    if draw(st.booleans()):
        rule["grace"] = "false"
    rule["not_applicable"] = draw(st.sampled_from(([], ["low"], ["low", "medium"])))
    return rule


@st.composite
def qualified(draw: st.DrawFn, demands: st.SearchStrategy[Tree]) -> Tree:
    clause = dict(draw(demands))
    if draw(st.integers(0, 4)) == 0:
        clause["from"] = draw(st.sampled_from(STAGES))
    if draw(st.integers(0, 2)) == 0:
        clause["when"] = [draw(CONDITIONS)]
    return clause


def policies(
    most: int = 3, demands: st.SearchStrategy[Tree] = ALL
) -> st.SearchStrategy[dict[str, Tree]]:
    return st.lists(rules(demands), min_size=1, max_size=most).map(
        lambda made: {f"rule-{at}": rule for at, rule in enumerate(made)}
    )


def text(value: Any) -> str:
    """The manifest as YAML: one section a line, the rest in flow style."""
    return "".join(f"{key}: {_flow(below)}\n" for key, below in value.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def routes(value: Any, route: Route = ()) -> Iterator[Route]:
    """The way to every leaf."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from routes(below, (*route, key))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from routes(below, (*route, at))
    else:
        yield route


def changed(tree: Any, route: Route, value: str | None) -> Any:
    """The same tree with another value at a leaf; None takes the leaf away."""
    key: Any
    key, *rest = route
    copy: Any = dict(tree) if isinstance(tree, dict) else list(tree)
    if rest:
        copy[key] = changed(tree[key], tuple(rest), value)
    elif value is None:
        del copy[key]
    else:
        copy[key] = value
    return copy
