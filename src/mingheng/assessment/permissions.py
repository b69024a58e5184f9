"""Who may see scores and begin a cycle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import within
from mingheng.organisation.reach import Reach
from mingheng.policy import ANYWHERE, WITHIN, Place, PolicyRow, Role, list_rows, row

READERS = {
    Role.COMMITTEE_ADMIN: WITHIN,
    Role.UNIT_ADMIN: WITHIN,
    Role.UNIT_CLERK: WITHIN,
    Role.LEADER: WITHIN,
    Role.DISCIPLINE_OFFICER: WITHIN,
}
OVERSEERS = {Role.COMMITTEE_ADMIN: WITHIN, Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN}
"""Who has the overview of all units within reach; a unit's clerks have that of their unit on its page."""
RANK_READERS = frozenset({Role.COMMITTEE_ADMIN, Role.DISCIPLINE_OFFICER})
"""Who sees ranks during the year: a unit sees its own lines, never how the others stand."""


def ranked_for(grants: Iterable[Grant], column: str = "subject") -> Q:
    """That the holder of these grants may see the rank of a column's unit: it lies below a unit of such a role.

    Each role by itself: one held in the unit too takes nothing away.
    """
    held = {grant.unit_id: grant for grant in grants if Role(grant.role) in RANK_READERS}
    below = (within(Reach.of([grant]), column) & ~Q(**{column: unit}) for unit, grant in held.items())
    return reduce(or_, below, Q(**{f"{column}__in": ()}))


def may_rank(grants: Iterable[Grant], unit: Unit) -> bool:
    """Whether the holder of these grants may see where the unit stands among its peers."""
    return Unit.objects.filter(ranked_for(grants, "pk"), pk=unit.pk).exists()


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit that an address names by its code."""
    found = Unit.objects.filter(code=arguments["unit"]).values_list("id", flat=True).first()
    return None if found is None else Place(found)


POLICY: list[PolicyRow] = [
    *list_rows("assessment:scores", READERS),
    *list_rows("assessment:overview", OVERSEERS),
    *list_rows("assessment:requirements", READERS),
    row("assessment:unit", "GET", READERS, door=unit_door),
    row("assessment:line", "GET", READERS, door=unit_door),
    row("assessment:history", "GET", READERS, door=unit_door),
    row("assessment:cycle", "GET", {Role.COMMITTEE_ADMIN: ANYWHERE}),
    row("assessment:ledger", "GET", {Role.COMMITTEE_ADMIN: ANYWHERE}),
    row("assessment:ledger", "POST", {Role.COMMITTEE_ADMIN: ANYWHERE}, fresh=True, is_event=True),
    row("assessment:start", "GET", {Role.COMMITTEE_ADMIN: ANYWHERE}),
    row("assessment:start", "POST", {Role.COMMITTEE_ADMIN: ANYWHERE}, fresh=True, is_event=True),
]
