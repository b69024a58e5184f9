"""What a recipient does: receive, pass on, reply, take the reply back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.assignments.conditions import ANSWERABLE, NotNow, Unfit, hold_running, require_progress
from mingheng.assignments.domain.steps import enter, keep_papers, note_step
from mingheng.assignments.models import Progress, Recipient, Reply, ReplyEntry, Step, Wanted
from mingheng.assignments.recalled import reply_before
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.ledger.evidence_files import StoredFile
from mingheng.ledger.models import Entry
from mingheng.ledger.record_kinds import kind_of
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of, units_within


def receive(recipient: Recipient, *, read_at: int, by: Actor) -> None:
    """Say that it has come. Where only that is wanted, it is answered. Raises Outdated, NotNow."""
    require_progress(recipient, {Progress.GIVEN}, read_at)
    is_all = recipient.assignment.wanted == Wanted.RECEIPT
    with recording("assignments.recipient.received", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        recipient.progress = Progress.ANSWERED if is_all else Progress.RECEIVED
        recipient.replied_on = clock.today() if is_all else None
        change.save(recipient)
        note_step(change, recipient, Step.Kind.RECEIVED)


def pass_on(
    recipient: Recipient,
    units: Collection[Unit],
    *,
    due_on: date | None = None,
    note: str = "",
    read_at: int,
    by: Actor,
) -> list[Recipient]:
    """Let units below answer too, by an earlier day if one is given. The recipient still answers for itself.

    Raises Outdated, NotNow; Unfit for a later day, and for units that do not stand below or have it already.
    """
    require_progress(recipient, ANSWERABLE | {Progress.REPLIED}, read_at)
    own_day = due_on or recipient.due_on
    if own_day > recipient.due_on:
        raise Unfit(_("给下级的时限不能晚于本单位的时限（{day}）。").format(day=recipient.due_on), "due_on")
    if own_day < min(clock.today(), recipient.due_on):
        raise Unfit(_("给下级的时限已经过去。请改成今天或以后的日期。"), "due_on")
    below = set(units_within([recipient.unit_id]).values_list("pk", flat=True)) - {recipient.unit_id}
    there = set(recipient.assignment.recipients.values_list("unit_id", flat=True))
    if not units or any(unit.pk not in below - there for unit in units):
        raise Unfit(_("请至少选一个下级组织；已经收到的不用再转。"), "units")
    with recording("assignments.recipient.passed_on", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        change.save(recipient)
        note_step(change, recipient, Step.Kind.PASSED_ON, note.strip())
        return enter(change, recipient.assignment, units, due_on=own_day, passed_by=recipient)


def reply(
    recipient: Recipient,
    *,
    text: str = "",
    entries: Sequence[Entry] = (),
    files: Sequence[StoredFile] = (),
    read_at: int,
    by: Actor,
) -> Reply:
    """Answer, in words, by entries of the ledger, or both. Late is shown, never refused.

    Raises Outdated, NotNow; Unfit where what is wanted is not there.
    """
    require_progress(recipient, ANSWERABLE, read_at)
    _refuse_incomplete(recipient, text, entries, files)
    with recording("assignments.recipient.replied", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        recipient.progress, recipient.replied_on = Progress.REPLIED, clock.today()
        change.save(recipient)
        made = Reply(
            recipient=recipient,
            number=recipient.replies.count() + 1,
            text=text.strip(),
            replied_on=clock.today(),
            replied_at=clock.now(),
            replied_by=by.name,
            replier_id=by.account_id,
        )
        change.save(made)
        for entry in entries:
            change.save(ReplyEntry(reply=made, entry=entry))
        keep_papers(change, recipient.assignment, files, reply=made)
        note_step(change, recipient, Step.Kind.REPLIED)
    return made


def recall(recipient: Recipient, *, read_at: int, by: Actor) -> None:
    """Take back what waits, as long as nobody has decided on it: to be answered, or sent back where it was so before.

    What was sent stays in the thread. Raises NotNow, Outdated.
    """
    if recipient.progress != Progress.REPLIED:
        text = _(
            "不能取回：这件任务现在是“{progress}”，只有还没有认可、也没有退回的回复才能取回。"
            "已认可的要改，请与交办单位联系；已退回的可以直接再回复。"
        )
        raise NotNow(text.format(progress=Progress(recipient.progress).label))
    require_progress(recipient, {Progress.REPLIED}, read_at)
    with recording("assignments.recipient.recalled", by, unit_path=path_of(recipient.unit), about=recipient) as change:
        hold_running(recipient.assignment)
        before = reply_before(recipient)
        recipient.progress = Progress.SENT_BACK if before else Progress.RECEIVED
        recipient.replied_on = before.replied_on if before else None
        change.save(recipient)
        note_step(change, recipient, Step.Kind.RECALLED)


def _refuse_incomplete(recipient: Recipient, text: str, entries: Sequence[Entry], files: Sequence[StoredFile]) -> None:
    assignment = recipient.assignment
    if assignment.wanted == Wanted.ENTRY and not entries:
        raise Unfit(_("这项任务要求用台账记录回复。请勾选已有的记录，或者先填报一条。"), "entries")
    if assignment.wanted == Wanted.ENTRY and all(entry.kind != assignment.kind for entry in entries):
        wanted = kind_of(assignment.kind).title
        raise Unfit(_("这项任务要求“{kind}”。请至少勾选一条这一种类的记录。").format(kind=wanted), "entries")
    if assignment.wanted == Wanted.WRITTEN and not text.strip():
        raise Unfit(_("这项任务要求书面回复。请写明办理情况。"), "text")
    bare = [entry for entry in entries if not entry.evidence.filter(removed_at=None).exists()]
    if assignment.wants_file and not files and (bare or not entries):
        raise Unfit(_("这项任务要求附佐证材料。请上传文件，或勾选已附材料的记录。"), "attached")
