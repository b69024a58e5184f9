"""What the giver, or who passed it on, does with recipients: accept, ask for more, remind, release."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assignments.cited import cited_entries, objections_to, waiting_among
from mingheng.assignments.conditions import (
    NotNow,
    Unconfirmed,
    hold_running,
    require_progress,
    require_standing,
    require_state,
    require_words,
)
from mingheng.assignments.domain.steps import note_step
from mingheng.assignments.models import OPEN, Assignment, Progress, Recipient, Reply, State, Step
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.queries import path_of


def accept(recipient: Recipient, *, read_at: int, is_confirmed: bool = False, by: Actor) -> None:
    """Take the reply as the answer; nobody takes his own.

    Raises Outdated; NotNow, also where a cited entry was given back or withdrawn; Unconfirmed where one still waits.
    """
    require_progress(recipient, {Progress.REPLIED}, read_at)
    newest = recipient.replies.latest("number")
    if by.account_id is not None and newest.replier_id == by.account_id:
        raise NotNow(_("这次回复是您自己写的，不能由您本人认可。请由另一位管理员或上级认可。"))
    with recording("assignments.recipient.answered", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        said = _of_citations(change, newest, is_confirmed=is_confirmed)
        _move(change, recipient, Progress.ANSWERED, Step.Kind.ANSWERED, said)


def _of_citations(change: Change, reply: Reply, *, is_confirmed: bool) -> str:
    """What the step says of cited entries that still wait; empty where none does."""
    entries = cited_entries(reply)
    if objections := objections_to(entries):
        raise NotNow("".join(objections))
    titles = [entry.title for entry in waiting_among(entries)]
    if not titles:
        return ""
    named = "".join(f"“{title}”" for title in titles)
    if not is_confirmed:
        raise Unconfirmed(_("引用的记录{titles}还没有审核。仍然认可的，请勾选。").format(titles=named))
    change.note(undecided=titles)
    return _("所引记录尚待审核，仍然认可：{titles}").format(titles=named)


def send_back(recipient: Recipient, *, reason: str, read_at: int, by: Actor) -> None:
    """Ask for more, and say what is missing. Raises Outdated, NotNow."""
    require_progress(recipient, {Progress.REPLIED}, read_at)
    said = require_words(reason, _("请写明要补充什么。"))
    with recording(
        "assignments.recipient.sent_back", by, unit_path=path_of(recipient.unit), about=recipient, reason=said
    ) as change:
        hold_running(recipient.assignment)
        _move(change, recipient, Progress.SENT_BACK, Step.Kind.SENT_BACK, said)


def release(recipient: Recipient, *, reason: str, read_at: int, by: Actor) -> None:
    """Wait for this unit no longer: it is gone, or the matter is not its own. Raises Outdated, NotNow."""
    require_progress(recipient, OPEN | {Progress.REPLIED}, read_at)
    said = require_words(reason, _("请写明为什么免予回复。"))
    with recording(
        "assignments.recipient.released", by, unit_path=path_of(recipient.unit), about=recipient, reason=said
    ) as change:
        hold_running(recipient.assignment)
        _move(change, recipient, Progress.RELEASED, Step.Kind.RELEASED, said)


def remind(recipient: Recipient, *, read_at: int, by: Actor) -> None:
    """Remind a recipient that has to act; once a day is enough. Raises Outdated, NotNow."""
    require_progress(recipient, OPEN, read_at)
    require_standing(recipient)
    if recipient.reminded_on == clock.today():
        raise NotNow(_("今天已经提醒过，不必重复提醒。"))
    with recording("assignments.recipient.reminded", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        _remind(change, recipient)


def remind_all(assignment: Assignment, *, read_at: int, by: Actor) -> int:
    """Remind all to whom the giver himself gave it, who have to act and were not reminded today. How many they were.

    Raises Outdated, NotNow; also when there is nobody to remind.
    """
    require_state(assignment, {State.GIVEN_OUT}, read_at)
    today = clock.today()
    found = assignment.recipients.filter(passed_by=None, progress__in=OPEN).select_related("unit").order_by("pk")
    waiting = [one for one in found if one.reminded_on != today and not one.unit.is_closed_on(today)]
    if not waiting:
        raise NotNow(_("没有需要提醒的单位：都已回复，或者今天已经提醒过。"))
    with recording(
        "assignments.recipients.reminded", by, unit_path=path_of(assignment.giver), about=assignment
    ) as change:
        for recipient in waiting:
            _remind(change, recipient)
        change.note(count=len(waiting))
    return len(waiting)


def _remind(change: Change, recipient: Recipient) -> None:
    recipient.reminded_on, recipient.reminders = clock.today(), recipient.reminders + 1
    change.save(recipient)
    note_step(change, recipient, Step.Kind.REMINDED)


def _move(change: Change, recipient: Recipient, progress: Progress, kind: Step.Kind, note: str = "") -> None:
    recipient.progress = progress
    change.save(recipient)
    note_step(change, recipient, kind, note)
