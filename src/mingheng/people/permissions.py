"""Who may see and change persons, and the doors to them: a person stands where the membership of today runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng import clock
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.standing import fitting_grants
from mingheng.people.queries import latest_membership
from mingheng.policy import WITHIN, Door, Place, PolicyRow, Relation, Role, list_rows, row

Roles = Mapping[Role, frozenset[Relation]]

_WRITERS: Roles = dict.fromkeys((Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN, Role.UNIT_CLERK), WITHIN)
_READERS: Roles = {**_WRITERS, Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN}
_REVEALERS: Roles = {Role.COMMITTEE_ADMIN: WITHIN, Role.UNIT_ADMIN: WITHIN}
_OFFICE: Roles = {Role.COMMITTEE_ADMIN: WITHIN}


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit that the address names."""
    found = Unit.objects.filter(pk=arguments["unit_id"]).exists()
    return Place(arguments["unit_id"]) if found else None


def person_door(arguments: Mapping[str, Any]) -> Place | None:
    """The unit to which the person belongs today, or belonged last."""
    membership = latest_membership(arguments["person_id"])
    return Place(membership.unit_id) if membership else None


def _form(route: str, roles: Roles, door: Door | None, *, fresh: bool = False) -> list[PolicyRow]:
    """A page with a form, and sending it."""
    return [
        row(f"people:{route}", "GET", roles, door=door, fresh=fresh),
        row(f"people:{route}", "POST", roles, door=door, fresh=fresh, is_event=True),
    ]


POLICY: list[PolicyRow] = [
    *list_rows("people:members", _READERS),
    *list_rows("people:members_of_unit", _READERS, door=unit_door),
    *list_rows("people:sizes", _READERS),
    row("people:person", "GET", _READERS, door=person_door),
    *_form("add", _WRITERS, unit_door),
    *_form("correct", _WRITERS, person_door),
    *_form("join", _WRITERS, person_door),
    *_form("leave", _WRITERS, person_door),
    *_form("transfer", _WRITERS, person_door),
    *_form("become_full", _WRITERS, person_door),
    *_form("add_post", _WRITERS, person_door),
    *_form("end_post", _WRITERS, person_door),
    *_form("reveal", _REVEALERS, person_door, fresh=True),
    row("people:imports", "GET", _OFFICE),
    row("people:template", "GET", _OFFICE),
    row("people:check_sheet", "POST", _OFFICE),
    row("people:import_sheet", "POST", _OFFICE, is_event=True),
]

_ROLES = {(one.route, one.method): one.roles for one in POLICY}


def may(grants: Iterable[Grant], route: str, unit_id: int, method: str = "GET") -> bool:
    """Whether one of the roles held lets its holder come by this route to the unit: which buttons a page shows."""
    return bool(fitting_grants(grants, _ROLES[f"people:{route}", method], unit_id, clock.today()))
