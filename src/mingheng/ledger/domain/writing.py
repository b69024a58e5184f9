"""Write entries: save a draft, submit it, recall it, correct what was accepted. Each save is a new version."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.ledger.conditions import EDITABLE, NotNow, Unfit, require, require_reason
from mingheng.ledger.content_checks import faults_of
from mingheng.ledger.domain.supporting import attach
from mingheng.ledger.evidence_files import StoredFile
from mingheng.ledger.models import Decision, Entry, EntryVersion, State
from mingheng.ledger.queries import latest_version
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.values import Content, content_of, day_of, title_of, write_values
from mingheng.organisation.queries import path_of


def save_draft(entry: Entry, content: Content, *, read_at: int, files: Sequence[StoredFile] = (), by: Actor) -> Entry:
    """Save what has been typed so far, complete or not, as a new version. A new entry is one not saved before.

    The same content again makes no second version. Raises Outdated, NotNow.
    """
    require(entry, EDITABLE, read_at)
    with recording("ledger.entry.saved", by, unit_path=path_of(entry.unit), about=entry) as change:
        _write(change, entry, content, by=by)
        attach(change, entry, files, reason="", by=by)
    return entry


def submit(
    entry: Entry, content: Content | None = None, *, read_at: int, files: Sequence[StoredFile] = (), by: Actor
) -> Entry:
    """Ask for acceptance, of `content` or else of what was saved last. Raises Unfit with every fault, Outdated, NotNow.

    The first submission is the day of entry: lateness is measured by it, whatever happens later.
    """
    require(entry, EDITABLE, read_at)
    _refuse_faults(entry, content or content_of(latest_version(entry)))
    with recording("ledger.entry.submitted", by, unit_path=path_of(entry.unit), about=entry) as change:
        entry.state = State.SUBMITTED
        entry.entered_on = entry.entered_on or clock.today()
        _write(change, entry, content, by=by)
        attach(change, entry, files, reason="", by=by)
    return entry


def recall(entry: Entry, *, read_at: int, by: Actor) -> Entry:
    """Take back what waits, as long as nobody has decided on it: a draft again, or sent back where it was so before.

    The day of entry stays that of the first submission. Raises NotNow, Outdated.
    """
    if entry.state != State.SUBMITTED:
        text = _("这条记录现在是“{state}”，只有还没有审核的才能取回。已采纳的请用“更正”，已退回的可以直接修改。")
        raise NotNow(text.format(state=State(entry.state).label))
    require(entry, {State.SUBMITTED}, read_at)
    with recording("ledger.entry.recalled", by, unit_path=path_of(entry.unit), about=entry) as change:
        entry.state = State.SENT_BACK if _was_sent_back(entry) else State.DRAFT
        change.save(entry)
    return entry


def _was_sent_back(entry: Entry) -> bool:
    """Whether it was sent back since what counts, if anything does, was accepted."""
    return entry.versions.filter(number__gt=entry.accepted or 0, decision=Decision.SENT_BACK).exists()


def correct(
    entry: Entry,
    content: Content,
    *,
    reason: str,
    read_at: int,
    files: Sequence[StoredFile] = (),
    by: Actor,
) -> Entry:
    """Submit another version of what was accepted. The accepted one counts until this one is accepted.

    Raises Unfit, Outdated, NotNow.
    """
    require(entry, {State.ACCEPTED}, read_at)
    said = require_reason(reason)
    _refuse_faults(entry, content)
    with recording("ledger.entry.corrected", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        entry.state = State.SUBMITTED
        _write(change, entry, content, by=by, reason=said)
        attach(change, entry, files, reason=said, by=by)
    return entry


def _refuse_faults(entry: Entry, content: Content) -> None:
    faults = faults_of(entry, content)
    if faults:
        raise Unfit(faults)


def _write(change: Change, entry: Entry, content: Content | None, *, by: Actor, reason: str = "") -> None:
    """Save the entry, with a new version if `content` says anything new."""
    latest = latest_version(entry) if entry.latest else None
    if content is None or (latest and not reason and content_of(latest) == content):
        change.save(entry)
        return
    kind = kind_of(entry.kind)
    entry.latest += 1
    entry.title, entry.happened_on = title_of(kind, content.values), day_of(kind, content.values)
    change.save(entry)
    version = EntryVersion(
        entry=entry,
        number=entry.latest,
        reason=reason,
        written_by=by.name,
        writer_id=by.account_id,
        written_at=clock.now(),
    )
    write_values(version, content)
    change.save(version)
