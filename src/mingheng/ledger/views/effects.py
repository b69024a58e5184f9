"""What decisions did to scores, for those who may see the scores of the units concerned."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mingheng.facts.registry import ScoreEffect, why_unchanged
from mingheng.facts.sources import prefix_of
from mingheng.ledger.models import Entry, State
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import is_within


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one entry did to scores: the changes within reach, each with its unit's name, and whether there are others;
    where it changed none, why.
    """

    entry: Entry
    effects: list[tuple[str, ScoreEffect]]
    has_hidden: bool
    reasons: list[str]


def consequences_of(
    effects: Mapping[str, Sequence[ScoreEffect]], reach: Collection[int], entries: Sequence[Entry]
) -> list[Consequence]:
    """What each entry did, by entry. Of changes out of reach it is said that there are some, not what they are."""
    units = {one.subject_id for found in effects.values() for one in found}
    reachable = {unit_id for unit_id in units if is_within(unit_id, reach)}
    names = UnitNames(reachable)
    silent = [entry for entry in entries if entry.state == State.ACCEPTED and not effects.get(entry.pk)]
    reasons = why_unchanged([prefix_of(entry.pk) for entry in silent]) if silent else {}
    return [
        Consequence(
            entry,
            [(names.on(one.subject_id, one.as_of), one) for one in found if one.subject_id in reachable],
            has_hidden=any(one.subject_id not in reachable for one in found),
            reasons=reasons.get(prefix_of(entry.pk), []),
        )
        for entry in entries
        for found in [effects.get(entry.pk, ())]
    ]


def shared_lines(consequences: Sequence[Consequence]) -> bool:
    """Whether several of the entries changed one line, which then stands under each of them, step by step."""
    changed = [
        {(effect.subject_id, line.label) for _name, effect in one.effects for line in effect.told}
        for one in consequences
    ]
    return sum(map(len, changed)) > len(set[Any]().union(*changed))
