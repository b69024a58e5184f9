"""Who may do what: the words of the policy, and the rows that parts declare.

A policy row is route × method × role × relation × state. Each part declares the rows of its own routes in
`permissions`; the site collects them and asks them before any view runs. A route without a row does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a person may be in a unit, from one day to another; it reaches the units below."""

    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    COMMITTEE_ADMIN = "committee_admin"
    """The administrator of the 工委, who runs the assessment."""
    REVIEWER = "reviewer"
    UNIT_ADMIN = "unit_admin"
    UNIT_CLERK = "unit_clerk"
    LEADER = "leader"
    DISCIPLINE_OFFICER = "discipline_officer"
    MEMBER = "member"


class Relation(StrEnum):
    """How the unit in which a role is held stands to the unit that is asked for."""

    SAME_UNIT = "same_unit"
    DESCENDANT = "descendant"
    """The unit asked for lies below the one in which the role is held."""
    ANCESTOR = "ancestor"
    """The unit asked for lies above it."""
    FORMER = "former"
    """The role was held, and has ended or been revoked."""
    UNRELATED = "unrelated"


class Audience(StrEnum):
    """Who may come near a route at all, before roles are asked."""

    ANYONE = "anyone"
    """Also without signing in: the sign-in page, static files."""
    SIGNED_IN = "signed_in"
    """Everybody with an account: the start page, one's own account, help."""
    ROLES = "roles"
    """Only those whose role stands in the row."""
    SYSTEM = "system"
    """Other systems, by their key: the interface, and nothing else. No session ever counts there."""


WITHIN = frozenset({Relation.SAME_UNIT, Relation.DESCENDANT})
"""The unit of the role and everything below it."""
ANYWHERE = frozenset({Relation.SAME_UNIT, Relation.DESCENDANT, Relation.ANCESTOR, Relation.UNRELATED})
"""Wherever the role is held; for routes that concern the whole office, such as the audit."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a route's address points at: the unit it belongs to, and the state it is in."""

    unit_id: int
    state: str = ""
    also: tuple[int, ...] = ()
    """Further units that it is a matter of, wherever these stand today: who stands so to one of them may come in."""


Door = Callable[[Mapping[str, Any]], Place | None]
"""From the arguments of an address to the place it points at; None where there is nothing."""


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One route and method: who may use it, in which relation, on what in which state."""

    route: str
    method: str
    audience: Audience
    roles: Mapping[Role, frozenset[Relation]] = field(default_factory=dict)
    door: Door | None = None
    """Without a door the route points at nothing in particular: lists, which show only what lies within reach."""
    states: frozenset[str] = frozenset()
    """Empty: any state."""
    fresh: bool = False
    """Whether the second factor must have been given within the last ten minutes."""
    is_event: bool = False
    """Whether the method changes something, and so writes exactly one event."""
    scope: str = ""
    """What a system's key must allow; empty: any key that holds."""


def row(
    route: str,
    method: str,
    roles: Mapping[Role, frozenset[Relation]],
    *,
    door: Door | None = None,
    states: frozenset[str] = frozenset(),
    fresh: bool = False,
    is_event: bool = False,
) -> PolicyRow:
    """A row for those who hold a role."""
    return PolicyRow(route, method, Audience.ROLES, dict(roles), door, states, fresh, is_event)


def list_rows(route: str, roles: Mapping[Role, frozenset[Relation]], *, door: Door | None = None) -> list[PolicyRow]:
    """The rows of a list: who sees it takes it along, by a form that is sent to the address of the list itself."""
    return [row(route, "GET", roles, door=door), row(route, "POST", roles, door=door, is_event=True)]


def open_list_rows(route: str) -> list[PolicyRow]:
    """The same for a list that everybody with an account sees."""
    return [
        open_row(route, "GET", Audience.SIGNED_IN),
        open_row(route, "POST", Audience.SIGNED_IN, is_event=True),
    ]


def open_row(route: str, method: str, audience: Audience, *, fresh: bool = False, is_event: bool = False) -> PolicyRow:
    """A row that asks for no role."""
    return PolicyRow(route, method, audience, fresh=fresh, is_event=is_event)


def system_row(
    route: str, method: str, *, scope: str = "", door: Door | None = None, is_event: bool = False
) -> PolicyRow:
    """A row for systems with a key."""
    return PolicyRow(route, method, Audience.SYSTEM, door=door, is_event=is_event, scope=scope)
