"""The tier an initiative is judged as: the declared or the derived one, whichever is higher."""

from decimal import Decimal

from pilotgate.document import Document, Mapping, Node, Scalar, Sequence
from pilotgate.ladders import Tier
from pilotgate.record import Record
from pilotgate.values import number


class Derived(Record):
    """The lowest tier the declarations allow, and the declaration that says so."""

    tier: Tier
    because: str = ""


def declared(document: Document) -> Tier | None:
    text = _text(document, "risk", "tier")
    return Tier(text) if text in tuple(Tier) else None


def derived(document: Document, medium_spend: str | None = None) -> Derived:
    """Only what is declared counts here; rules ask for the rest."""
    if _text(document, "risk", "eu_ai_act", "class") == "high-risk":
        return Derived(Tier.HIGH, "risk.eu_ai_act.class: high-risk")
    if _text(document, "risk", "high_impact") == "high-impact":
        return Derived(Tier.HIGH, "risk.high_impact: high-impact")
    if _text(document, "exposure", "decision") == "solely-automated":
        return Derived(Tier.HIGH, "exposure.decision: solely-automated")
    if _any(document, "data_sources", "special_categories", "true"):
        return Derived(Tier.HIGH, "data_sources[].special_categories: true")
    if _any(document, "data_sources", "personal_data", "true"):
        return Derived(Tier.MEDIUM, "data_sources[].personal_data: true")
    audience = document.node(("exposure", "audience"))
    if isinstance(audience, Sequence) and any(_says(item, "public") for item in audience.items):
        return Derived(Tier.MEDIUM, "exposure.audience: public")
    if medium_spend is not None and _spend(document) > Decimal(medium_spend):
        return Derived(Tier.MEDIUM, f"cost.at_scale[].monthly above {medium_spend}")
    return Derived(Tier.LOW)


def effective(document: Document, medium_spend: str | None = None) -> Tier:
    """The higher of declared and derived; undeclared counts as high."""
    own = declared(document)
    if own is None:
        return Tier.HIGH
    return max(own, derived(document, medium_spend).tier, key=lambda tier: tier.rank)


def _text(document: Document, *route: str) -> str:
    node = document.node(route)
    return node.text if isinstance(node, Scalar) else ""


def _says(node: Node | None, text: str) -> bool:
    return isinstance(node, Scalar) and node.text == text


def _any(document: Document, section: str, key: str, text: str) -> bool:
    items = document.node((section,))
    return isinstance(items, Sequence) and any(
        isinstance(item, Mapping) and _says(item.get(key), text) for item in items.items
    )


def _spend(document: Document) -> Decimal:
    points = document.node(("cost", "at_scale"))
    spent = [Decimal(0)]
    for point in points.items if isinstance(points, Sequence) else []:
        node = point.get("monthly") if isinstance(point, Mapping) else None
        value = number(node.text) if isinstance(node, Scalar) else None
        if value is not None:
            spent.append(value)
    return max(spent)
