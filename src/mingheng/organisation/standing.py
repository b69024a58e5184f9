"""Which of a person's roles let them do what a route asks: used by the site before every view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from mingheng.organisation.models import Grant
from mingheng.organisation.queries import ancestors_of, is_current
from mingheng.policy import Relation, Role


def fitting_grants(
    grants: Iterable[Grant], roles: Mapping[Role, frozenset[Relation]], place_unit_id: int | None, day: date
) -> list[Grant]:
    """The grants whose role stands in the row, in a relation to the place that the row allows for it.

    Where the route points at no place, those whose role stands in the row and is held on the day.
    """
    named = [grant for grant in grants if grant.role in roles]
    current = [grant for grant in named if is_current(grant, day)]
    if place_unit_id is None or not named:
        return current
    line = [place_unit_id, *ancestors_of(place_unit_id, day)]
    fitting = [grant for grant in current if _fits(grant, roles[Role(grant.role)], line, day)]
    former = [grant for grant in named if grant not in current and Relation.FORMER in roles[Role(grant.role)]]
    return fitting + former


def _fits(grant: Grant, allowed: frozenset[Relation], line: list[int], day: date) -> bool:
    if grant.unit_id == line[0]:
        return Relation.SAME_UNIT in allowed
    if grant.unit_id in line:
        return Relation.DESCENDANT in allowed
    if (Relation.ANCESTOR in allowed) == (Relation.UNRELATED in allowed):
        return Relation.ANCESTOR in allowed
    stands_above = line[0] in ancestors_of(grant.unit_id, day)
    return (Relation.ANCESTOR if stands_above else Relation.UNRELATED) in allowed
