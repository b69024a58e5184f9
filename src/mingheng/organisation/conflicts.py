"""Who would verify his own unit: a role in a unit that is assessed, and one that accepts or reviews from above it.

Not forbidden, because a small 工委 has too few people; but it is said, and wants a reason in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import ancestors_of, assessed_unit_of
from mingheng.policy import Role

BELONGING = frozenset({Role.UNIT_ADMIN, Role.UNIT_CLERK, Role.LEADER, Role.DISCIPLINE_OFFICER})
"""Who holds one of these belongs to the unit and answers for what it shows."""

VERIFYING = frozenset({Role.COMMITTEE_ADMIN, Role.REVIEWER})
"""Who holds one of these decides about all units from here down, this one included."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two roles of one person, of which the upper one reaches the assessed unit that the lower one is held in."""

    lower: Grant
    upper: Grant
    assessed: Unit


def conflicts_of(grant: Grant, held: Iterable[Grant]) -> list[Conflict]:
    """Those of a new role with the roles held at the same time, as the tree stands on the first day of both."""
    pairs = [pair for one in held for pair in ((one, grant), (grant, one))]
    return [found for lower, upper in pairs if (found := _conflict(lower, upper))]


def _conflict(lower: Grant, upper: Grant) -> Conflict | None:
    if lower.role not in BELONGING or upper.role not in VERIFYING | {Role.UNIT_ADMIN}:
        return None
    day = max(lower.starts_on, upper.starts_on)
    assessed = assessed_unit_of(lower.unit, day)
    if assessed is None:
        return None
    reaching = set(ancestors_of(assessed.pk, day))
    if upper.role in VERIFYING:
        reaching.add(assessed.pk)
    return Conflict(lower, upper, assessed) if upper.unit_id in reaching else None
