"""One manifest merged into another: sections key by key, single places by their field."""

from pilotgate.document import (
    Each,
    Entry,
    Mapping,
    Name,
    Node,
    Scalar,
    Select,
    Sequence,
    Star,
    Step,
    field,
)


def merged(below: Mapping, above: Mapping) -> Mapping:
    """Sections key by key, everything else as a whole; a key that is a field sets that place."""
    entries = dict(below.entries)
    places: list[tuple[str, Entry]] = []
    for key, entry in above.entries.items():
        if "." in key or "[" in key:
            places.append((key, entry))
            continue
        known = entries.get(key)
        value: Node = entry.value
        if known and isinstance(known.value, Mapping) and isinstance(value, Mapping):
            value = merged(known.value, value)
        entries[key] = Entry(entry.key_span, value)
    whole = Mapping(entries, below.span, flow=below.flow)
    for text, entry in places:
        changed = _set(whole, field(text).steps, entry, text)
        whole = changed if isinstance(changed, Mapping) else whole
    return whole


def _set(here: Node | None, steps: tuple[Step, ...], entry: Entry, text: str) -> Node:
    """A copy of `here` with the value at every place that the steps mean."""
    if not steps:
        return entry.value
    step, rest = steps[0], steps[1:]
    if isinstance(step, Name):
        known = here.entries if isinstance(here, Mapping) else {}
        below = known[step.key].value if step.key in known else None
        changed = {**known, step.key: Entry(entry.key_span, _set(below, rest, entry, text))}
        return Mapping(changed, entry.key_span, flow=False)
    if isinstance(step, Star):
        if not isinstance(here, Mapping) or not here.entries:
            raise ValueError(f"sets {text}, and there is no such place to set")
        every = {
            key: Entry(one.key_span, _set(one.value, rest, entry, text))
            for key, one in here.entries.items()
        }
        return Mapping(every, here.span, flow=False)
    if not isinstance(here, Sequence) or not any(_chosen(item, step) for item in here.items):
        raise ValueError(f"sets {text}, and there is no such place to set")
    items = [_set(item, rest, entry, text) if _chosen(item, step) else item for item in here.items]
    return Sequence(items, here.span, flow=False)


def _chosen(item: Node, step: Each | Select) -> bool:
    if isinstance(step, Each):
        return True
    value = item.get(step.key) if isinstance(item, Mapping) else None
    return isinstance(value, Scalar) and value.text in step.values
