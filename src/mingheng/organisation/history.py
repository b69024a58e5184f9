"""The states of a unit one after the other, what it came from and became, and who holds roles in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingheng.organisation.models import Grant, Placement, Succession, Unit
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import last_placement_of, placement_of
from mingheng.organisation.roles import role_label
from mingheng.pinyin import named


@dataclass(frozen=True, slots=True)
class State:
    """One placement, with the name that its parent bore when it began."""

    placement: Placement
    parent_name: str


@dataclass(frozen=True, slots=True)
class Step:
    """A succession, seen from one of its two units."""

    succession: Succession
    predecessor_name: str
    successor_name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody's role in a unit, today or later."""

    grant: Grant
    label: str
    is_running: bool


def history_of(unit: Unit) -> list[State]:
    """All placements of the unit, the newest first."""
    placements = Placement.objects.filter(unit=unit).select_related("parent").order_by("-starts_on")
    return [State(one, _name_on(one.parent, one.starts_on) if one.parent else "") for one in placements]


def successions_of(unit: Unit) -> list[Step]:
    """What was merged into it or split off from it, and what it was merged into or came from, the newest first."""
    rows = Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit)).order_by("-on_day", "pk")
    return [
        Step(one, last_placement_of(one.predecessor).name, _name_on(one.successor, one.on_day))
        for one in rows.select_related("predecessor", "successor")
    ]


def holders_of(unit: Unit, day: date) -> list[Holder]:
    """Who holds a role in the unit itself, on the day or later, by role and name."""
    return [_holder(one, day) for one in _lasting(day).filter(unit=unit)]


def holders_everywhere(day: date, *, role: str = "", unit_id: int | None = None, name: str = "") -> QuerySet[Grant]:
    """All grants that last on the day or begin later, by unit, role and name."""
    found = _lasting(day)
    if name:
        found = found.filter(named(name, "account__display_name", "account__initials") | Q(account__username=name))
    if role:
        found = found.filter(role=role)
    return found.filter(unit=unit_id) if unit_id else found


def _lasting(day: date) -> QuerySet[Grant]:
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    held = Grant.objects.filter(lasting, revoked_at__isnull=True)
    related = held.select_related("account", "unit", "stands_in_for__account")
    return related.order_by("unit__code", "role", "account__display_name", "starts_on")


def with_labels(grants: list[Grant], day: date) -> list[tuple[Holder, str]]:
    """Each grant as a holder, with the name of its unit on the day; one page of a list."""
    names = UnitNames(grant.unit_id for grant in grants)
    return [(_holder(one, day), names.on(one.unit_id, day)) for one in grants]


def _holder(grant: Grant, day: date) -> Holder:
    return Holder(grant, role_label(grant.role), grant.starts_on <= day)


def _name_on(unit: Unit, day: date) -> str:
    return (placement_of(unit, day) or last_placement_of(unit)).name
