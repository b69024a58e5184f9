"""Take over many records at once, as accepted: last year's table, another system's ledger, the demonstration.

All of one kind in one transaction, an event for each batch. Scores follow in the next full run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
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
from mingheng.scoring import FaultyInput, Kind, Problem, Record
from mingheng.scoring.projection import faults

BATCH = 250


class Taken(NamedTuple):
    """A record, the organisation that did it, and the day from which it counts: today, or the day it was entered."""

    unit: Unit
    record: Record
    counts_from: date


def import_records(kind_code: str, taken: Sequence[Taken], *, by: Actor) -> int:
    """Write records as accepted entries with their facts. FaultyInput with every fault, and nothing is written then."""
    kind = kind_of(kind_code)
    problems: list[Problem] = [fault for one in taken for fault in faults(kind, one.record)]
    if problems:
        raise FaultyInput(problems)
    rows = iter(taken)
    with transaction.atomic():
        assessed = AssessedUnits()
        while batch := list(islice(rows, BATCH)):
            _write(kind, batch, assessed, by)
    return len(taken)


def _write(kind: Kind, batch: Sequence[Taken], assessed: AssessedUnits, by: Actor) -> None:
    contents = [_content(one.record) for one in batch]
    versions = [_version(kind, one, content, by) for one, content in zip(batch, contents, strict=True)]
    with recording("ledger.entries.imported", by) as change:
        change.save_all([version.entry for version in versions])
        change.save_all(versions)
        change.note(kind=kind.title, count=len(batch))
        add_facts(_facts(versions, contents, assessed))


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
