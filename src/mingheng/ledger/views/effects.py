"""What decisions did to scores, for those who may see the scores of the units concerned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from mingheng.facts.registry import ScoreEffect, why_unchanged
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import UnitNames
from mingheng.organisation.queries import is_within

MOST_SILENCES = 3
"""Of so many entries that changed no score the reasons are told."""


def effects_context(
    effects: Iterable[ScoreEffect], reach: Collection[int], entries: Sequence[Entry] = ()
) -> dict[str, Any]:
    """The effects within reach, each with its unit's name; whether there are others is said, what they are is not.

    Where there is none at all, why these entries changed no score.
    """
    found = list(effects)
    silent = [] if found else [entry for entry in entries if entry.state == State.ACCEPTED][:MOST_SILENCES]
    reachable = {unit_id for unit_id in {one.subject_id for one in found} if is_within(unit_id, reach)}
    names = UnitNames(reachable)
    return {
        "effects": [(names.on(one.subject_id, one.as_of), one) for one in found if one.subject_id in reachable],
        "has_hidden_effects": any(one.subject_id not in reachable for one in found),
        "silences": [(entry, why_unchanged(f"entry:{entry.pk}")) for entry in silent],
    }
