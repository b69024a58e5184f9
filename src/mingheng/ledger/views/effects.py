"""What decisions did to scores, for those who may see the scores of the units concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from mingheng.facts.registry import ScoreEffect
from mingheng.ledger.queries import UnitNames
from mingheng.organisation.queries import is_within


def effects_context(effects: Iterable[ScoreEffect], reach: Collection[int]) -> dict[str, Any]:
    """The effects within reach, each with its unit's name; whether there are others is said, what they are is not."""
    found = list(effects)
    reachable = {unit_id for unit_id in {one.subject_id for one in found} if is_within(unit_id, reach)}
    names = UnitNames(reachable)
    return {
        "effects": [(names.on(one.subject_id, one.as_of), one) for one in found if one.subject_id in reachable],
        "has_hidden_effects": any(one.subject_id not in reachable for one in found),
    }
