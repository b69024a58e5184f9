"""Decide on entries: accept, send back, withdraw, discard. What counts changes here only, and the scores with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, Outdated, recording
from mingheng.facts.domain import replace_facts
from mingheng.facts.registry import Cause, ScoreEffect
from mingheng.facts.sources import prefix_of
from mingheng.ledger.conditions import WITHDRAWABLE, NotNow, require, require_reason
from mingheng.ledger.models import Decision, Entry, EntryVersion, State
from mingheng.ledger.projection import fact_rows, source_of
from mingheng.ledger.queries import latest_version
from mingheng.organisation.queries import common_path_of, path_of


@dataclass(slots=True)
class Decided:
    """What became of several entries: those decided on, why the others were not, and what each did to scores."""

    entries: list[Entry] = field(default_factory=list)
    refusals: list[tuple[Entry, str]] = field(default_factory=list)
    score_changes: dict[str, list[ScoreEffect]] = field(default_factory=dict)
    """By entry, in the order in which they were let count: a score that two of them concern changes step by step."""


def accept(entry: Entry, *, read_at: int, by: Actor) -> list[ScoreEffect]:
    """Let the newest version count from today. Returns the changes of scores, made in the same act.

    Refused for what one has written oneself or in another state (NotNow), and if it changed since (Outdated).
    """
    _refuse_acceptance(entry, read_at, by)
    with recording("ledger.entry.accepted", by, unit_path=path_of(entry.unit), about=entry) as change:
        return _let_count(change, entry, by)


def accept_several(chosen: Iterable[tuple[Entry, int]], *, by: Actor) -> Decided:
    """Accept what can be accepted of several entries, each with the version it was read at, in one act.

    What one has written oneself, what is in another state or has changed since is left as it is and told. If
    somebody is faster in the very moment, Outdated, and none is accepted.
    """
    outcome = _sorted_out(chosen, lambda entry, read_at: _refuse_acceptance(entry, read_at, by))
    if outcome.entries:
        first, path = outcome.entries[0], common_path_of(entry.unit_id for entry in outcome.entries)
        with recording("ledger.entries.accepted", by, unit_path=path, about=first) as change:
            for entry in outcome.entries:
                outcome.score_changes[entry.pk] = _let_count(change, entry, by)
    return outcome


def send_back_several(chosen: Iterable[tuple[Entry, int]], *, reason: str, by: Actor) -> Decided:
    """Send back what can be sent back of several entries, all with one reason, in one act.

    What is in another state or has changed since is left as it is and told. Raises NotNow without a reason; if
    somebody is faster in the very moment, Outdated, and none is sent back.
    """
    said = require_reason(reason)
    outcome = _sorted_out(chosen, lambda entry, read_at: require(entry, {State.SUBMITTED}, read_at))
    if outcome.entries:
        first, path = outcome.entries[0], common_path_of(entry.unit_id for entry in outcome.entries)
        with recording("ledger.entries.sent_back", by, unit_path=path, about=first, reason=said) as change:
            for entry in outcome.entries:
                _give_back(change, entry, said, by)
    return outcome


def send_back(entry: Entry, *, reason: str, read_at: int, by: Actor) -> Entry:
    """Give the newest version back to be put right; an accepted one goes on counting. Raises Outdated, NotNow."""
    require(entry, {State.SUBMITTED}, read_at)
    said = require_reason(reason)
    with recording("ledger.entry.sent_back", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        _give_back(change, entry, said, by)
    return entry


def withdraw(entry: Entry, *, reason: str, read_at: int, by: Actor) -> list[ScoreEffect]:
    """Let nothing of an entry count from today, for good. Returns the changes of scores. Raises Outdated, NotNow."""
    require(entry, WITHDRAWABLE, read_at)
    said = require_reason(reason)
    with recording("ledger.entry.withdrawn", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        counted = accepted_version(entry)
        if counted:
            _stop_counting(change, counted)
        _close(change, entry, by, reason=said)
        if not counted:
            return []
        cause = Cause("entry_withdrawn", source_of(counted))
        return replace_facts(change, source_prefix=prefix_of(entry.pk), rows=[], known_on=clock.today(), cause=cause)


def discard(entry: Entry, *, read_at: int, by: Actor) -> Entry:
    """Give up a draft on which nobody ever decided: withdrawn without a reason, and kept. Raises Outdated, NotNow.

    Only who wrote it last may; anybody else's draft is withdrawn, with a reason.
    """
    require(entry, {State.DRAFT}, read_at)
    if entry.accepted:
        text = _(
            "这条记录有一版已经采纳、还在计入，不能当草稿删除。不更正了，请改回原来的内容再提交；整条不要的，请审核人撤回。"
        )
        raise NotNow(text)
    version = latest_version(entry)
    if version.writer_id != by.account_id:
        text = _("这份草稿最后由{name}保存，只能由其本人删除；需要清理的，请审核人撤回并写明原因。")
        raise NotNow(text.format(name=version.written_by))
    with recording("ledger.draft.discarded", by, unit_path=path_of(entry.unit), about=entry) as change:
        _close(change, entry, by)
    return entry


def accepted_version(entry: Entry) -> EntryVersion | None:
    """The version that counts."""
    return entry.versions.get(number=entry.accepted) if entry.accepted else None


def _sorted_out(chosen: Iterable[tuple[Entry, int]], refuse: Callable[[Entry, int], None]) -> Decided:
    """What of several entries is not refused, each with the version it was read at, and why the rest is."""
    outcome = Decided()
    for entry, read_at in chosen:
        try:
            refuse(entry, read_at)
        except (NotNow, Outdated) as refusal:
            outcome.refusals.append((entry, str(refusal)))
        else:
            outcome.entries.append(entry)
    return outcome


def _refuse_acceptance(entry: Entry, read_at: int, by: Actor) -> None:
    require(entry, {State.SUBMITTED}, read_at)
    if by.account_id is not None and latest_version(entry).writer_id == by.account_id:
        raise NotNow(_("这一版是您自己填写的，不能由您本人采纳。请由本单位另一位审核人或上级审核。"))


def _let_count(change: Change, entry: Entry, by: Actor) -> list[ScoreEffect]:
    previous, version = accepted_version(entry), latest_version(entry)
    if previous:
        _stop_counting(change, previous)
    _decide(version, Decision.ACCEPTED, by)
    version.counts_from = clock.today()
    change.save(version)
    entry.state, entry.accepted = State.ACCEPTED, version.number
    change.save(entry)
    cause = Cause("entry_corrected" if previous else "entry_accepted", source_of(version))
    return replace_facts(
        change, source_prefix=prefix_of(entry.pk), rows=fact_rows(version), known_on=clock.today(), cause=cause
    )


def _give_back(change: Change, entry: Entry, said: str, by: Actor) -> None:
    version = latest_version(entry)
    _decide(version, Decision.SENT_BACK, by, note=said)
    change.save(version)
    entry.state = State.SENT_BACK
    change.save(entry)


def _decide(version: EntryVersion, decision: Decision, by: Actor, note: str = "") -> None:
    version.decision, version.decision_note = decision, note
    version.decided_by, version.decided_at = by.name, clock.now()


def _close(change: Change, entry: Entry, by: Actor, reason: str = "") -> None:
    entry.state, entry.accepted = State.WITHDRAWN, None
    entry.withdrawn_by, entry.withdrawn_at, entry.withdrawn_reason = by.name, clock.now(), reason
    change.save(entry)


def _stop_counting(change: Change, version: EntryVersion) -> None:
    version.counts_until = clock.today()
    change.save(version)
