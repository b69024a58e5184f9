"""The lists of this part, column by column: what was given out, who has not answered, what has come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.assignments.models import Assignment, Progress, State
from mingheng.assignments.queries import TONES, RecipientRow
from mingheng.organisation.naming import UnitNames
from mingheng.ui.listing import Column

_STATES = Case(
    *(When(state=state.value, then=Value(place)) for place, state in enumerate(State)), output_field=IntegerField()
)
_PROGRESS = Case(
    *(When(progress=one.value, then=Value(place)) for place, one in enumerate(Progress)), output_field=IntegerField()
)


class GivenRow(NamedTuple):
    """One assignment in the giver's list."""

    assignment: Assignment
    giver_name: str
    tone: str


def given_rows(assignments: Sequence[Assignment]) -> list[GivenRow]:
    """The rows of a list: one query."""
    names = UnitNames(one.giver_id for one in assignments)
    return [GivenRow(one, names.on(one.giver_id), TONES[one.state]) for one in assignments]


def answers_text(row: GivenRow) -> str:
    """How many have answered, wait to be accepted, are late."""
    one, told = row.assignment, []
    # Counts that the query has added.
    asked, answered, replied, overdue = (getattr(one, name) for name in ("asked", "answered", "replied", "overdue"))
    if not asked:
        return "—"
    told.append(gettext("已认可 {done} / {asked}").format(done=answered, asked=asked))
    if replied:
        told.append(gettext("待认可 {n}").format(n=replied))
    if overdue and one.state == State.GIVEN_OUT:
        told.append(gettext("逾期 {n}").format(n=overdue))
    return " ".join(told)


def due_text(row: RecipientRow) -> str:
    """The day, and how late it is."""
    day = row.recipient.due_on.isoformat()
    if not row.days_late:
        return day
    late = gettext("逾期{n}天") if row.is_open else gettext("迟{n}天")
    return f"{day} {late.format(n=row.days_late)}"


def progress_text(row: RecipientRow) -> str:
    """How far it is in the receiver's list; what no longer runs says so."""
    if not row.is_open and row.recipient.assignment.state != State.GIVEN_OUT:
        return str(row.recipient.assignment.get_state_display())
    reminded = [gettext("已被提醒")] if row.is_open and row.recipient.reminded_on else []
    return " ".join([str(row.recipient.get_progress_display()), *reminded])


def _reminded_text(row: RecipientRow) -> str:
    day, times = row.recipient.reminded_on, row.recipient.reminders
    if day is None:
        return "—"
    return f"{day} {gettext('共{n}次').format(n=times)}" if times > 1 else day.isoformat()


def _reply_text(row: RecipientRow) -> str:
    return " ".join(filter(None, [str(row.recipient.replied_on), row.note, row.citations_text]))


def _gone_text(row: RecipientRow) -> str:
    return f"{row.unit_name} {gettext('组织已撤销')}" if row.is_gone else row.unit_name


GIVEN = (
    Column(
        "title", _("事项"), ("title",), lambda row: f"{row.assignment.title} {row.assignment.document_number}".strip()
    ),
    Column("number", _("编号"), ("year", "serial"), lambda row: row.assignment.number),
    Column("giver", _("交办单位"), ("giver__code", "due_on"), lambda row: row.giver_name),
    Column("due", _("办理时限"), ("due_on",), lambda row: row.assignment.due_on),
    Column("overdue", _("回复"), ("overdue", "replied", "answered"), answers_text),
    Column("state", _("状态"), (_STATES, "due_on"), lambda row: str(row.assignment.get_state_display())),
)
UNANSWERED = (
    Column("unit", _("单位"), ("unit__code", "due_on"), _gone_text),
    Column(
        "title",
        _("事项"),
        ("assignment__title", "due_on"),
        lambda row: f"{row.recipient.assignment.title} {row.recipient.assignment.number}　{row.asker_name}",
    ),
    Column("due", _("办理时限"), ("due_on", "assignment"), due_text),
    Column("progress", _("进展"), (_PROGRESS, "due_on"), lambda row: str(row.recipient.get_progress_display())),
    Column("reminded", _("最近提醒"), ("reminded_on",), _reminded_text),
)
AWAITING = (
    *UNANSWERED[:3],
    Column("replied", _("回复"), ("replied_on", "due_on"), _reply_text),
)
INBOX = (
    Column(
        "title",
        _("事项"),
        ("assignment__title", "due_on"),
        lambda row: f"{row.recipient.assignment.title} {row.recipient.assignment.number}",
    ),
    Column("unit", _("接收单位"), ("unit__code", "due_on"), lambda row: row.unit_name),
    Column("asker", _("交办单位"), text=lambda row: row.asker_name),
    Column("due", _("办理时限"), ("due_on",), due_text),
    Column("wanted", _("怎样回复"), text=lambda row: str(row.recipient.assignment.get_wanted_display())),
    Column("progress", _("进展"), (_PROGRESS, "due_on"), progress_text),
)
