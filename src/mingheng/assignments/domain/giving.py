"""Write an assignment, give it out, close or withdraw it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assessment.models import Cycle
from mingheng.assignments.conditions import NotNow, Unfit, require_state, require_words
from mingheng.assignments.domain.steps import enter, keep_papers
from mingheng.assignments.models import Assignment, Recipient, State, Wanted
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, Outdated, recording
from mingheng.ledger.evidence_files import StoredFile
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of, units_within

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What an assignment says."""

    title: str
    text: str
    due_on: date
    wanted: Wanted = Wanted.WRITTEN
    kind: str = ""
    wants_file: bool = False
    document_number: str = ""
    duty: str = ""
    cycle: Cycle | None = None
    indicator: str = ""


def save_draft(
    assignment: Assignment,
    wording: Wording,
    *,
    read_at: int,
    files: Sequence[StoredFile] = (),
    removed: Collection[int] = (),
    by: Actor,
) -> Assignment:
    """Save what it says; a new one is one not saved before. `removed`: its papers to take away.

    Raises Outdated, NotNow; Unfit where entries are wanted and no record kind is named.
    """
    require_state(assignment, {State.DRAFT}, read_at)
    if (wording.wanted == Wanted.ENTRY) != bool(wording.kind):
        raise Unfit(_("要求用台账记录回复的，请选定台账种类；不要求的，不选。"), "kind")
    with recording("assignments.assignment.saved", by, unit_path=path_of(assignment.giver), about=assignment) as change:
        for name, value in _columns(wording).items():
            setattr(assignment, name, value)
        change.save(assignment)
        for paper in assignment.papers.filter(pk__in=removed):
            change.delete(paper)
        keep_papers(change, assignment, files)
    return assignment


def _columns(wording: Wording) -> dict[str, object]:
    return {name: getattr(wording, name) for name in (field.name for field in fields(Wording))}


def give_out(assignment: Assignment, units: Collection[Unit], *, read_at: int, by: Actor) -> Assignment:
    """Number it and give it to these units. Raises Outdated, NotNow; Unfit for units that do not stand below."""
    require_state(assignment, {State.DRAFT}, read_at)
    if assignment.due_on < clock.today():
        raise NotNow(_("办理时限已经过去。请先修改时限，再下发。"))
    _refuse_foreign(assignment.giver, units)
    for _try in range(_TRIES):
        try:
            return _give_out(assignment, units, by)
        except IntegrityError:
            # Somebody took the same number at the same moment: take the next one.
            assignment.refresh_from_db()
            require_state(assignment, {State.DRAFT}, read_at)
    raise Outdated(assignment)


def _give_out(assignment: Assignment, units: Collection[Unit], by: Actor) -> Assignment:
    year = clock.today().year
    action = "assignments.assignment.given_out"
    with recording(action, by, unit_path=path_of(assignment.giver), about=assignment) as change:
        newest = Assignment.objects.filter(year=year).aggregate(newest=Max("serial"))["newest"]
        assignment.year, assignment.serial = year, (newest or 0) + 1
        assignment.state = State.GIVEN_OUT
        assignment.given_on, assignment.given_at, assignment.given_by = clock.today(), clock.now(), by.name
        change.save(assignment)
        enter(change, assignment, units, due_on=assignment.due_on)
    return assignment


def add_recipients(assignment: Assignment, units: Collection[Unit], *, read_at: int, by: Actor) -> list[Recipient]:
    """Give it to further units: those who were forgotten, or took over from one that is gone. Raises as `give_out`."""
    require_state(assignment, {State.GIVEN_OUT}, read_at)
    _refuse_foreign(assignment.giver, units)
    action = "assignments.recipients.added"
    with recording(action, by, unit_path=path_of(assignment.giver), about=assignment) as change:
        change.save(assignment)
        return enter(change, assignment, units, due_on=assignment.due_on)


def close(assignment: Assignment, *, note: str, read_at: int, by: Actor) -> None:
    """Say what came of it, and let nobody answer any more. Raises Outdated, NotNow."""
    require_state(assignment, {State.GIVEN_OUT}, read_at)
    said = require_words(note, _("请写明办结情况：以后查看的人要知道这件事办得怎样。"))
    with recording(
        "assignments.assignment.closed", by, unit_path=path_of(assignment.giver), about=assignment, reason=said
    ) as change:
        _end(change, assignment, State.CLOSED, said)


def withdraw(assignment: Assignment, *, reason: str, read_at: int, by: Actor) -> None:
    """Take it back, given out or not. Raises Outdated, NotNow."""
    require_state(assignment, {State.DRAFT, State.GIVEN_OUT}, read_at)
    said = require_words(reason, _("请写明撤回的原因。"))
    with recording(
        "assignments.assignment.withdrawn", by, unit_path=path_of(assignment.giver), about=assignment, reason=said
    ) as change:
        _end(change, assignment, State.WITHDRAWN, said)


def _end(change: Change, assignment: Assignment, state: State, note: str) -> None:
    assignment.state, assignment.ended_note = state, note
    assignment.ended_at, assignment.ended_by = clock.now(), change.by.name
    change.save(assignment)


def _refuse_foreign(giver: Unit, units: Collection[Unit]) -> None:
    below = set(units_within([giver.pk]).values_list("pk", flat=True)) - {giver.pk}
    if not units or any(unit.pk not in below for unit in units):
        raise Unfit(_("请至少选一个接收单位；只能交给本单位下面现有的组织。"), "units")
