"""Who is told of a matter: those who have to do it, the level above them, the 工委.

In: a day. Out: accounts by unit and role. One query each for the tree and the roles, so that a whole county is asked at
once. A matter is for those who hold one of its roles in the nearest unit, going up from its own: where a branch has no
clerk, the clerk of the office does its work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from mingheng.organisation.models import Grant, Placement
from mingheng.organisation.queries import ancestors_of, running_on
from mingheng.policy import Role
from mingheng.reminders.registry import DueItem
from mingheng.reminders.stages import Ladder


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a matter is done, and by which accounts."""

    unit_id: int
    accounts: frozenset[int]


NOBODY = Seat(0, frozenset())


class Holders:
    """Who holds which role where on a day, deputies included; nobody whose account is closed."""

    def __init__(self, day: date) -> None:
        self._day = day
        placements = Placement.objects.filter(running_on(day))
        self._parents: dict[int, int | None] = dict(placements.values_list("unit_id", "parent_id"))
        self._held: dict[tuple[int, str], set[int]] = defaultdict(set)
        is_open = Q(account__closed_on__isnull=True) | Q(account__closed_on__gt=day)
        grants = Grant.objects.filter(running_on(day), is_open, revoked_at__isnull=True)
        for unit_id, role, account_id in grants.values_list("unit_id", "role", "account_id"):
            self._held[unit_id, role].add(account_id)

    @property
    def count(self) -> int:
        """How many organisations stand on the day."""
        return len(self._parents)

    def line(self, unit_id: int) -> Iterator[int]:
        """The unit and what stands above it; a closed one where it stood last."""
        if unit_id not in self._parents:
            yield from [unit_id, *ancestors_of(unit_id, self._day)]
            return
        above: int | None = unit_id
        while above is not None:
            yield above
            above = self._parents.get(above)

    def holders(self, unit_id: int, roles: Collection[Role]) -> frozenset[int]:
        """The accounts that hold one of the roles in the unit itself."""
        return frozenset(account for role in roles for account in self._held.get((unit_id, role.value), ()))

    def seat_of(self, item: DueItem) -> Seat:
        """Where the matter is done: the nearest unit in which one of its roles is held."""
        for unit_id in self.line(item.unit_id):
            if accounts := self.holders(unit_id, item.roles):
                return Seat(unit_id, accounts)
        return NOBODY

    def told(self, item: DueItem) -> dict[Ladder, frozenset[int]]:
        """The accounts of each ladder; nobody stands on two.

        Where no administrator stands above, the level above is the 工委 itself; with nobody to do the matter, the way
        up begins at its unit.
        """
        seat = self.seat_of(item)
        above, committee = frozenset[int](), frozenset[int]()
        for unit_id in self.line(seat.unit_id or item.unit_id):
            above = above or self.holders(unit_id, (Role.UNIT_ADMIN,)) - seat.accounts
            committee = committee or self.holders(unit_id, (Role.COMMITTEE_ADMIN,)) - seat.accounts
        above = above or committee
        return {Ladder.OWN: seat.accounts, Ladder.ABOVE: above, Ladder.COMMITTEE: committee - above}
