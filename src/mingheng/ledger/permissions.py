"""Who may do what with entries, route by route; and what a person may do next with one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng import clock
from mingheng.ledger.conditions import ADDABLE, EDITABLE, SUPPORTABLE, WITHDRAWABLE
from mingheng.ledger.models import Entry, Sample, State
from mingheng.ledger.queries import entry_with_unit, is_open_to_unit
from mingheng.ledger.record_kinds import BY_COMMITTEE, BY_UNIT, is_kept_by
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import ancestors_of
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import ANYWHERE, WITHIN, Door, Place, PolicyRow, Relation, Role, list_rows, row

WRITERS = {Role.UNIT_CLERK: WITHIN, Role.UNIT_ADMIN: WITHIN}
DECIDERS = {Role.UNIT_ADMIN: WITHIN, Role.COMMITTEE_ADMIN: WITHIN}
READERS = {**WRITERS, **DECIDERS, Role.LEADER: WITHIN, Role.DISCIPLINE_OFFICER: WITHIN}
IMPORTERS = {**WRITERS, Role.COMMITTEE_ADMIN: WITHIN}
"""Of which kinds, `import_rights` says."""
OFFICE = {Role.COMMITTEE_ADMIN: WITHIN}
"""Who enters what the 工委 itself keeps about the organisations."""
OFFICE_WIDE = {Role.COMMITTEE_ADMIN: ANYWHERE}
"""Who says by which day records are to be entered, in the whole office."""
VERIFIERS = {Role.COMMITTEE_ADMIN: WITHIN}
SEE_SENSITIVE = frozenset({Role.UNIT_CLERK, Role.UNIT_ADMIN, Role.COMMITTEE_ADMIN})
"""Who works with the entries reads minutes and names; who only watches sees that they are there."""


def entry_door(arguments: Mapping[str, Any]) -> Place | None:
    """Where an entry is read: its unit; the top of the tree while the 工委 is still at work on what it keeps."""
    entry = entry_with_unit(arguments["entry_id"])
    if entry is None:
        return None
    return Place(entry.unit_id if is_open_to_unit(entry) else top_above(entry.unit_id), entry.state)


def work_door(arguments: Mapping[str, Any]) -> Place | None:
    """Where an entry is decided on: its unit, for kinds that units keep; the top of the tree for all others.

    What the 工委 says about a unit (last year's result, a sanction, a finding) is not the unit's to change.
    """
    entry = entry_with_unit(arguments["entry_id"])
    return Place(place_of_work(entry), entry.state) if entry else None


def unit_entry_door(arguments: Mapping[str, Any]) -> Place | None:
    """Where the clerks work on an entry; none for what they do not keep."""
    entry = entry_with_unit(arguments["entry_id"])
    return Place(entry.unit_id, entry.state) if entry and is_kept_by(entry.kind, BY_UNIT) else None


def office_entry_door(arguments: Mapping[str, Any]) -> Place | None:
    """Where the 工委 works on an entry that it keeps itself; none for any other."""
    entry = entry_with_unit(arguments["entry_id"])
    return Place(top_above(entry.unit_id), entry.state) if entry and is_kept_by(entry.kind, BY_COMMITTEE) else None


def unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a new entry: its unit; none for a kind that the clerks do not keep."""
    unit = Unit.objects.filter(pk=arguments["unit_id"]).first()
    return Place(unit.pk) if unit and is_kept_by(arguments["kind"], BY_UNIT) else None


def office_unit_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a new entry of the 工委 about a unit: the top of the tree."""
    unit = Unit.objects.filter(pk=arguments["unit_id"]).first()
    return Place(top_above(unit.pk)) if unit and is_kept_by(arguments["kind"], BY_COMMITTEE) else None


def top_above(unit_id: int) -> int:
    """The 工委 of the unit: what stands at the top of its tree."""
    return [unit_id, *ancestors_of(unit_id)][-1]


def place_of_work(entry: Entry) -> int:
    """The unit whose people work on the entry."""
    return entry.unit_id if is_kept_by(entry.kind, BY_UNIT) else top_above(entry.unit_id)


def sample_door(arguments: Mapping[str, Any]) -> Place | None:
    """The place of a sample: the unit whose entries it was drawn from."""
    unit_id = Sample.objects.filter(pk=arguments["sample_id"]).values_list("unit_id", flat=True).first()
    return None if unit_id is None else Place(unit_id)


def _states(*states: State) -> frozenset[str]:
    return frozenset(str(state) for state in states)


def _writing(prefix: str, roles: Mapping[Role, frozenset[Relation]], door: Door) -> list[PolicyRow]:
    """The rows of working on an entry that is there: for the clerks, and with `office_` for the 工委."""

    def post(name: str, *states: State, is_event: bool = True) -> PolicyRow:
        return row(f"ledger:{prefix}{name}", "POST", roles, door=door, states=_states(*states), is_event=is_event)

    return [
        row(f"ledger:{prefix}edit_entry", "GET", roles, door=door, states=_states(*EDITABLE)),
        row(f"ledger:{prefix}correct_entry", "GET", roles, door=door, states=_states(State.ACCEPTED)),
        post("edit_entry"),
        post("correct_entry"),
        post("submit_entry", *EDITABLE, State.SUBMITTED),
        post("recall_entry"),
        post("discard_draft", State.DRAFT, State.WITHDRAWN),
        post("keep_typed", is_event=False),
        post("add_evidence", *ADDABLE),
        post("remove_evidence", *SUPPORTABLE),
    ]


# A second click meets the state that the first one made: it is let through, and answered like the first. Where text is
# typed, every state is let through: the page says why it cannot be saved, and still holds what was typed. Who recalls
# may come too late in any state, and is told by the entry itself.
POLICY = [
    *list_rows("ledger:entries", READERS),
    *list_rows("ledger:registers", READERS),
    row("ledger:choose_unit", "GET", WRITERS),
    row("ledger:new_entry", "GET", WRITERS, door=unit_door),
    row("ledger:new_entry", "POST", WRITERS, door=unit_door, is_event=True),
    row("ledger:keep_new", "POST", WRITERS, door=unit_door),
    row("ledger:entry", "GET", READERS, door=entry_door),
    *_writing("", WRITERS, unit_entry_door),
    row("ledger:office_choose_unit", "GET", OFFICE),
    row("ledger:office_new_entry", "GET", OFFICE, door=office_unit_door),
    row("ledger:office_new_entry", "POST", OFFICE, door=office_unit_door, is_event=True),
    row("ledger:office_keep_new", "POST", OFFICE, door=office_unit_door),
    *_writing("office_", OFFICE, office_entry_door),
    *list_rows("ledger:waiting", DECIDERS),
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
    row("ledger:send_back_several", "POST", DECIDERS, is_event=True),
    row("ledger:verify_entry", "POST", VERIFIERS, door=work_door, is_event=True),
    row("ledger:answer_doubt", "POST", WRITERS, door=entry_door, is_event=True),
    row("ledger:samples", "GET", VERIFIERS),
    row("ledger:samples", "POST", VERIFIERS, is_event=True),
    row("ledger:sample", "GET", VERIFIERS, door=sample_door),
    row("ledger:closing_days", "GET", OFFICE_WIDE),
    row("ledger:closing_days", "POST", OFFICE_WIDE, is_event=True),
    row("ledger:end_closing_day", "POST", OFFICE_WIDE, is_event=True),
    row("ledger:evidence_file", "GET", READERS, door=entry_door),
    row("ledger:imports", "GET", IMPORTERS),
    row("ledger:template", "GET", IMPORTERS),
    row("ledger:check_sheet", "POST", IMPORTERS),
    row("ledger:marked_sheet", "POST", IMPORTERS),
    row("ledger:import_sheet", "GET", IMPORTERS),
    row("ledger:import_sheet", "POST", IMPORTERS, is_event=True),
    row("ledger:exports", "GET", READERS),
    row("ledger:export", "POST", READERS, is_event=True),
]


def roles_at(grants: Iterable[Grant], unit_id: int) -> frozenset[Role]:
    """The roles among these grants that reach the unit today."""
    fitting = fitting_grants(grants, dict.fromkeys(READERS, WITHIN), unit_id, clock.today())
    return frozenset(Role(grant.role) for grant in fitting)


def can_enter(grants: Iterable[Grant]) -> frozenset[str]:
    """By whom the kinds are kept of which somebody with these grants may make entries: units, the 工委."""
    roles = {grant.role for grant in grants}
    offered = {BY_UNIT: WRITERS, BY_COMMITTEE: OFFICE}
    return frozenset(keeper for keeper, allowed in offered.items() if roles & allowed.keys())


def can_see_sensitive(roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles reads minutes and names."""
    return bool(roles & SEE_SENSITIVE)


def next_steps(entry: Entry, roles: frozenset[Role], *, is_writer: bool) -> frozenset[str]:
    """What can be done next: edit, submit, recall, discard, correct, add, support, decide, withdraw, or another one.

    `roles` are those at the place where the entry is worked on. Who wrote it does not decide on it, recalls it where
    whoever decides sends it back, and discards a draft where others withdraw it.
    """
    state = State(entry.state)
    steps = set()
    if roles & _writers_of(entry.kind):
        steps |= {"edit", "submit"} if state in EDITABLE else set()
        steps |= {"recall"} if state == State.SUBMITTED and (is_writer or not roles & DECIDERS.keys()) else set()
        steps |= {"discard"} if state == State.DRAFT and is_writer and not entry.accepted else set()
        steps |= {"support"} if state in SUPPORTABLE else set()
        steps |= {"add"} if state in ADDABLE else set()
        steps |= {"correct"} if state == State.ACCEPTED else set()
        steps |= {"another"} if is_writer else set()
    if not _writers_of(entry.kind):
        return frozenset({"withdraw"} if Role.COMMITTEE_ADMIN in roles and state in WITHDRAWABLE else ())
    if roles & DECIDERS.keys():
        steps |= {"decide"} if state == State.SUBMITTED and not is_writer else set()
        steps |= {"send_back"} if state == State.SUBMITTED else set()
        steps |= {"withdraw"} if state in WITHDRAWABLE and "discard" not in steps else set()
    return frozenset(steps)


def _writers_of(kind: str) -> frozenset[Role]:
    """Who enters the kind on pages; nobody what is only imported."""
    if is_kept_by(kind, BY_UNIT):
        return frozenset(WRITERS)
    return frozenset(OFFICE if is_kept_by(kind, BY_COMMITTEE) else ())
