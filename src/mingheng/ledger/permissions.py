"""Who may do what with entries, route by route; and what a person may do next with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng import clock
from mingheng.ledger.conditions import EDITABLE, SUPPORTABLE, WITHDRAWABLE
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import entry_with_unit
from mingheng.ledger.record_kinds import OFFERED_KINDS
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import ancestors_of
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import WITHIN, Place, Role, row

WRITERS = {Role.UNIT_CLERK: WITHIN, Role.UNIT_ADMIN: WITHIN}
DECIDERS = {Role.UNIT_ADMIN: WITHIN, Role.COMMITTEE_ADMIN: WITHIN}
READERS = {**WRITERS, **DECIDERS, Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN}
IMPORTERS = {Role.COMMITTEE_ADMIN: WITHIN}
SEE_SENSITIVE = frozenset({Role.UNIT_CLERK, Role.UNIT_ADMIN, Role.COMMITTEE_ADMIN})
"""Who works with the entries reads minutes and names; who only watches sees that they are there."""


def entry_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of an entry's address."""
    entry = entry_with_unit(arguments["entry_id"])
    return Place(entry.unit_id, entry.state) if entry else None


def work_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place where an entry is worked on: its unit, for kinds that units keep; the top of the tree for all others.

    What the 工委 has taken over about a unit (last year's result, a sanction, a mark) is not the unit's to change.
    """
    entry = entry_with_unit(arguments["entry_id"])
    if entry is None:
        return None
    unit_id = entry.unit_id if entry.kind in OFFERED_KINDS else [entry.unit_id, *ancestors_of(entry.unit_id)][-1]
    return Place(unit_id, entry.state)


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a new entry: its unit; none for a kind that is not offered."""
    if arguments["kind"] not in OFFERED_KINDS:
        return None
    unit = Unit.objects.filter(pk=arguments["unit_id"]).first()
    return Place(unit.pk) if unit else None


def _states(*states: State) -> frozenset[str]:
    return frozenset(str(state) for state in states)


# A second click meets the state that the first one made: it is let through, and answered like the first. Where text is
# typed, every state is let through: the page says why it cannot be saved, and still holds what was typed.
POLICY = [
    row("ledger:entries", "GET", READERS),
    row("ledger:choose_unit", "GET", WRITERS),
    row("ledger:new_entry", "GET", WRITERS, door=unit_door),
    row("ledger:new_entry", "POST", WRITERS, door=unit_door, is_event=True),
    row("ledger:entry", "GET", READERS, door=entry_door),
    row("ledger:edit_entry", "GET", WRITERS, door=work_door, states=_states(*EDITABLE)),
    row("ledger:edit_entry", "POST", WRITERS, door=work_door, is_event=True),
    row("ledger:correct_entry", "GET", WRITERS, door=work_door, states=_states(State.ACCEPTED)),
    row("ledger:correct_entry", "POST", WRITERS, door=work_door, is_event=True),
    row(
        "ledger:submit_entry",
        "POST",
        WRITERS,
        door=work_door,
        states=_states(*EDITABLE, State.SUBMITTED),
        is_event=True,
    ),
    row(
        "ledger:discard_draft",
        "POST",
        WRITERS,
        door=work_door,
        states=_states(State.DRAFT, State.WITHDRAWN),
        is_event=True,
    ),
    row("ledger:waiting", "GET", DECIDERS),
    row("ledger:accept_several", "POST", DECIDERS, is_event=True),
    row(
        "ledger:accept_entry",
        "POST",
        DECIDERS,
        door=work_door,
        states=_states(State.SUBMITTED, State.ACCEPTED),
        is_event=True,
    ),
    row("ledger:send_back_entry", "POST", DECIDERS, door=work_door, is_event=True),
    row("ledger:withdraw_entry", "POST", DECIDERS, door=work_door, is_event=True),
    row("ledger:add_evidence", "POST", WRITERS, door=work_door, states=_states(*SUPPORTABLE), is_event=True),
    row("ledger:remove_evidence", "POST", WRITERS, door=work_door, states=_states(*SUPPORTABLE), is_event=True),
    row("ledger:evidence_file", "GET", READERS, door=entry_door),
    row("ledger:imports", "GET", IMPORTERS),
    row("ledger:template", "GET", IMPORTERS),
    row("ledger:check_sheet", "POST", IMPORTERS),
    row("ledger:import_sheet", "POST", IMPORTERS, is_event=True),
]


def roles_at(grants: Iterable[Grant], unit_id: int) -> frozenset[Role]:
    """The roles among these grants that reach the unit today."""
    fitting = fitting_grants(grants, dict.fromkeys(READERS, WITHIN), unit_id, clock.today())
    return frozenset(Role(grant.role) for grant in fitting)


def can_write(grants: Iterable[Grant]) -> bool:
    """Whether one of these grants lets somebody make entries, wherever."""
    return any(grant.role in WRITERS for grant in grants)


def can_see_sensitive(roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles reads minutes and names."""
    return bool(roles & SEE_SENSITIVE)


def next_steps(entry: Entry, roles: frozenset[Role], *, is_writer: bool) -> frozenset[str]:
    """What can be done next: edit, submit, discard, correct, support, decide, withdraw.

    Who wrote it does not decide on it, and discards a draft where others withdraw it.
    """
    state = State(entry.state)
    if entry.kind not in OFFERED_KINDS:
        return frozenset({"withdraw"} if Role.COMMITTEE_ADMIN in roles and state in WITHDRAWABLE else ())
    steps = set()
    if roles & WRITERS.keys():
        steps |= {"edit", "submit"} if state in EDITABLE else set()
        steps |= {"discard"} if state == State.DRAFT and is_writer else set()
        steps |= {"support"} if state in SUPPORTABLE else set()
        steps |= {"correct"} if state == State.ACCEPTED else set()
    if roles & DECIDERS.keys():
        steps |= {"decide"} if state == State.SUBMITTED and not is_writer else set()
        steps |= {"send_back"} if state == State.SUBMITTED else set()
        steps |= {"withdraw"} if state in WITHDRAWABLE and "discard" not in steps else set()
    return frozenset(steps)
