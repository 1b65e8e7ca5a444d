"""Every predicate of the rule language: one module each, listed here, and nowhere else."""

from typing import Final

from pilotgate.clause import Predicate
from pilotgate.predicates import (
    all_of,
    any_of,
    committed_before,
    compare,
    contains,
    count,
    covers,
    distinct,
    each,
    each_pair,
    is_,
    kept,
    matches,
    measures,
    none_of,
    person,
    present,
    recent,
    refers_to,
    tripped,
    words,
)

PREDICATES: Final[dict[str, Predicate]] = {
    "all_of": all_of,
    "any_of": any_of,
    "committed_before": committed_before,
    "compare": compare,
    "contains": contains,
    "count": count,
    "covers": covers,
    "distinct": distinct,
    "each": each,
    "each_pair": each_pair,
    "is": is_,
    "kept": kept,
    "matches": matches,
    "measures": measures,
    "none_of": none_of,
    "person": person,
    "present": present,
    "recent": recent,
    "refers_to": refers_to,
    "tripped": tripped,
    "words": words,
}
