"""Who may look at the organisation, change it, and give roles in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng import clock
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import ANYWHERE, WITHIN, Audience, Place, PolicyRow, Role, list_rows, open_list_rows, open_row, row

STANDING, CLOSED = "standing", "closed"

ORGANISES = {Role.COMMITTEE_ADMIN: WITHIN}
GRANTS_ROLES = {Role.SECURITY_ADMIN: ANYWHERE}
SEES_HOLDERS = {
    Role.SECURITY_ADMIN: ANYWHERE,
    Role.AUDIT_ADMIN: ANYWHERE,
    Role.COMMITTEE_ADMIN: WITHIN,
    Role.UNIT_ADMIN: WITHIN,
    Role.UNIT_CLERK: WITHIN,
    Role.LEADER: WITHIN,
    Role.DISCIPLINE_OFFICER: WITHIN,
}
"""Everybody signed in sees the tree; who holds which role in a unit, only those who have to do with it."""

VERBS = ("found", "rename", "move", "reclass", "change_kind", "merge", "split", "close")


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit of the address, standing or closed."""
    unit = Unit.objects.filter(pk=arguments["unit_id"]).first()
    if unit is None:
        return None
    return Place(unit.pk, CLOSED if unit.is_closed_on(clock.today()) else STANDING)


def grant_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit in which the role of the address is held."""
    unit_id = Grant.objects.filter(pk=arguments["grant_id"]).values_list("unit_id", flat=True).first()
    return None if unit_id is None else Place(unit_id)


def may_organise(grants: Iterable[Grant], unit: Unit) -> bool:
    """Whether changes of the unit are open to the holder of these roles."""
    return bool(fitting_grants(grants, ORGANISES, unit.pk, clock.today()))


def may_see_holders(grants: Iterable[Grant], unit: Unit) -> bool:
    """Whether the holder of these roles may know who holds roles in the unit."""
    return bool(fitting_grants(grants, SEES_HOLDERS, unit.pk, clock.today()))


def _both(route: str, roles: Mapping[Role, Any], **rest: Any) -> list[PolicyRow]:
    return [row(route, "GET", roles, **rest), row(route, "POST", roles, is_event=True, **rest)]


POLICY: list[PolicyRow] = [
    *open_list_rows("organisation:tree"),
    open_row("organisation:unit", "GET", Audience.SIGNED_IN),
    *list_rows("organisation:roles", GRANTS_ROLES),
    *_both("organisation:grant", GRANTS_ROLES, fresh=True),
]
for _verb in VERBS:
    POLICY += _both(f"organisation:{_verb}", ORGANISES, door=unit_door, states=frozenset({STANDING}))
for _verb in ("revoke", "deputy", "hand_over"):
    POLICY += _both(f"organisation:{_verb}", GRANTS_ROLES, door=grant_door, fresh=True)
