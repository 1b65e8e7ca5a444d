"""The first text of a rule and of a pack: what is still to be said stands between `<` and `>`.

Nothing here is a plausible value: `policy lint` names each such place until somebody has
written what belongs there.
"""

import re
from typing import Final

from pilotgate.pack import DIMENSIONS

PREFIXES: Final = {
    "bc": "business-case",
    "co": "compliance-retention",
    "cs": "cost-scale",
    "da": "data",
    "ev": "evaluation",
    "ho": "human-oversight",
    "in": "architecture-integration",
    "lc": "lifecycle-stop",
    "ml": "mlops-deployment",
    "mo": "monitoring",
    "ow": "ownership",
    "se": "security",
}
"""The dimension of a rule whose id begins so, as in ow-deputy-named."""

_PLACE = re.compile(r"<[^<>]+>")


def placeholder(text: str) -> bool:
    """Is this a place that nobody has filled in?"""
    return _PLACE.fullmatch(text.strip()) is not None


def dimension_of(identifier: str) -> str:
    """The dimension that the beginning of an id names; empty if it names none."""
    return PREFIXES.get(identifier.partition("-")[0], "")


def rule_text(identifier: str, dimension: str) -> str:
    """The file of a rule with everything that it needs."""
    given = dimension or "<one of the twelve dimensions above>"
    known = "" if dimension else f"\n# The dimensions: {_folded(DIMENSIONS)}."
    return _RULE.format(id=identifier, dimension=given, known=known)


def _folded(words: tuple[str, ...]) -> str:
    half = len(words) // 2
    return f"{', '.join(words[:half])},\n# {', '.join(words[half:])}"


def pack_text(name: str) -> str:
    """The pack.yaml of a new pack."""
    return _PACK.format(name=name)


_RULE: Final = """\
# The rule {id}. The name of this file is its id: name the demand, not the mistake.
# Replace everything between < and >; pilotgate policy lint names what is left.{known}

# The demand as one sentence, as in: The technical owner has a deputy
title: <the demand in one sentence>
# What goes wrong without it. This is what people read who do not want to do it.
why: <what goes wrong without it>
# What somebody does to meet it: which field, what to write, whom to ask.
fix: <what to do to meet it>
dimension: {dimension}

# From which stage a gap blocks: poc, pilot or production. For some tiers only:
# blocks: {{from: pilot, tiers: [medium, high]}}
# To warn earlier than it blocks, add a line such as: warns: {{from: poc}}
blocks: {{from: <stage>}}

# Only some initiatives? Then say which, or delete these two lines. Where a manifest does not
# say whether it is one of them, the rule applies.
# when:
#   - is: {{field: risk.affects_people, value: true}}

# What must hold: one line with a dash for each demand, all of them together.
#   - present: [governance.forum]                         it is declared, and no placeholder
#   - person: [owners.business.ref]                       it names one person
#   - measures: {{field: retention.system_logs, at_least: P6M}}
#   - words: {{field: business_case.problem, at_least: 15, distinct: 10}}
# pilotgate explain FIELD says what a field holds; docs/rule-language.md lists all predicates.
require:
  - present: [<field>]

# Laws and standards that ask for it. Put (not re-fetched) behind what you did not look up.
# references: [GDPR Art 35]

# Each example is merged into tests/base.yaml, a manifest that meets every rule of the pack:
# write only what differs. Show the least that is enough, and each way to miss the demand.
# pilotgate policy test judges them; null stands for what nobody has declared.
examples:
  met:
    - note: <the least that is enough>
      # as in   owners: {{technical: {{deputy: user:default/anna.k}}}}
    # Who does without it for now is said as well; delete this one if it blocks from poc.
    - note: a proof of concept may do without
      asked: poc
      # as in   owners: {{technical: {{deputy: null}}}}
  gap:
    - note: <what is missing>
      # as in   owners: {{technical: {{deputy: null}}}}
"""

_PACK: Final = """\
# A pack: rules with one owner. Every other .yaml file beside this one is a rule.
apiVersion: ai-policy/v1
name: {name}
version: 0.1.0
requires: ">=0.1"
title: <what people call this pack>
# Who answers for these rules, as in group:default/ai-governance or risk@acme.example
owner: <who answers for it>
# The rules of these packs hold as well.
extends: [builtin:baseline]

# Fields of your own begin with x-, so that they never clash with new ones:
# fields:
#   x-works-council.contact: {{type: ref, about: Whom the works council has named.}}
"""
