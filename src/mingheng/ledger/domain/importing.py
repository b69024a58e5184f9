"""Take over many records at once, all of one kind in one transaction, an event for each batch.

As accepted, what was decided elsewhere: last year's table, another system's ledger, the demonstration. Scores follow in
the next full run. As submitted or as drafts, what a clerk keeps in a sheet: it counts once somebody else accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.facts.domain import add_facts
from mingheng.facts.registry import KnownFact
from mingheng.ledger.models import Decision, Entry, EntryVersion, State
from mingheng.ledger.projection import fact_rows
from mingheng.ledger.record_kinds import UNIT_FIELD, kind_of
from mingheng.ledger.values import Content, day_of, title_of, write_values
from mingheng.organisation.assessed import AssessedUnits
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import common_path_of
from mingheng.scoring import FaultyInput, Kind, Problem, Record
from mingheng.scoring.projection import faults

BATCH = 250


class Taken(NamedTuple):
    """A record, the organisation that did it, and the day from which it counts: today, or the day it was entered."""

    unit: Unit
    record: Record
    counts_from: date


class Brought(NamedTuple):
    """What a row of a clerk's sheet says of a unit: a new record, or another content of an entry as it was read."""

    unit: Unit
    content: Content
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Versions of one kind that are sealed and not yet written. `contents` are there for those that count at once."""

    kind: Kind
    versions: list[EntryVersion]
    contents: list[Content] = field(default_factory=list)


def import_records(kind_code: str, taken: Sequence[Taken], *, by: Actor) -> int:
    """Write records as accepted entries with their facts. FaultyInput with every fault, and nothing is written then."""
    prepared = prepare_accepted(kind_code, taken, by=by)
    with transaction.atomic():
        return write_prepared(prepared, by=by)


def prepare_accepted(kind_code: str, taken: Sequence[Taken], *, by: Actor) -> Prepared:
    """The versions of records that count at once. FaultyInput with every fault."""
    kind = kind_of(kind_code)
    problems: list[Problem] = [fault for one in taken for fault in faults(kind, one.record)]
    if problems:
        raise FaultyInput(problems)
    contents = [_content(one.record) for one in taken]
    versions = [_version(kind, one, content, by) for one, content in zip(taken, contents, strict=True)]
    return Prepared(kind, versions, contents)


def prepare_brought(
    kind_code: str, brought: Sequence[Brought], *, arrives: State, reason: str = "", by: Actor
) -> Prepared:
    """The versions of what clerks bring. `reason` is why accepted entries are corrected."""
    kind = kind_of(kind_code)
    return Prepared(kind, [_next_version(kind, one, arrives, reason, by) for one in brought])


def write_prepared(prepared: Prepared, *, left_out: Sequence[int] = (), by: Actor) -> int:
    """Write everything as a part of the caller's transaction. Outdated if somebody changed one of the entries since.

    `left_out` are the rows of the sheet that are not entered; each event says which.
    Sealing takes long, and whoever saves meanwhile waits for the transaction: so it was done before.
    """
    kind, versions = prepared.kind, prepared.versions
    assessed = AssessedUnits()
    for at in range(0, len(versions), BATCH):
        some = slice(at, at + BATCH)
        batch = versions[some]
        reason = next((version.reason for version in batch if version.reason), "")
        path = common_path_of(version.entry.unit_id for version in batch)
        with recording("ledger.entries.imported", by, unit_path=path, reason=reason) as change:
            change.note(kind=kind.title, count=len(batch))
            if left_out:
                change.note(left_out=list(left_out))
            change.save_all([version.entry for version in batch if version.entry._state.adding])
            for version in batch:
                if version.number > 1:
                    change.save(version.entry)
            change.save_all(batch)
            if prepared.contents:
                add_facts(_facts(batch, prepared.contents[some], assessed))
    return len(versions)


def _next_version(kind: Kind, brought: Brought, arrives: State, reason: str, by: Actor) -> EntryVersion:
    values = brought.content.values
    entry = brought.entry or Entry(unit=brought.unit, kind=kind.code)
    is_correction = entry.state == State.ACCEPTED
    entry.latest += 1
    entry.title, entry.happened_on = title_of(kind, values), day_of(kind, values)
    # A draft that was sent back stays sent back until it is submitted again.
    if is_correction or arrives != State.DRAFT:
        entry.state = State.SUBMITTED
        entry.entered_on = entry.entered_on or clock.today()
    version = EntryVersion(
        entry=entry,
        number=entry.latest,
        reason=reason if is_correction else "",
        written_by=by.name,
        writer_id=by.account_id,
        written_at=clock.now(),
    )
    write_values(version, brought.content)
    return version


def _content(record: Record) -> Content:
    values = {code: value for code, value in record.values.items() if code != UNIT_FIELD}
    return Content(values, record.year, record.month)


def _version(kind: Kind, taken: Taken, content: Content, by: Actor) -> EntryVersion:
    values = content.values
    entry = Entry(
        unit=taken.unit,
        kind=kind.code,
        state=State.ACCEPTED,
        latest=1,
        accepted=1,
        happened_on=day_of(kind, values),
        title=title_of(kind, values),
        entered_on=taken.record.entered or clock.today(),
    )
    version = EntryVersion(
        entry=entry,
        number=1,
        written_by=by.name,
        writer_id=by.account_id,
        written_at=clock.now(),
        decision=Decision.ACCEPTED,
        decided_by=by.name,
        decided_at=clock.now(),
        decision_note=_("批量导入"),
        is_verified=taken.record.verified,
        counts_from=taken.counts_from,
    )
    write_values(version, content)
    return version


def _facts(
    versions: Sequence[EntryVersion], contents: Sequence[Content], assessed: AssessedUnits
) -> Iterator[KnownFact]:
    for version, content in zip(versions, contents, strict=True):
        assert version.counts_from is not None
        for row in fact_rows(version, assessed.code_for, content):
            yield KnownFact(row, version.counts_from, version.counts_until)
