"""Accepted versions as facts: through `scoring.project`, with hashes in place of persons' names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from mingheng.facts.registry import KnownFact
from mingheng.facts.sources import EntrySource
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.record_kinds import UNIT_FIELD, hidden_fields, kind_of
from mingheng.ledger.values import Content, content_of, day_of
from mingheng.ledger.verified import spans_of
from mingheng.organisation.assessed import AssessedUnits, assessed_code
from mingheng.organisation.models import Unit
from mingheng.scoring import FactRow, Kind, Record, project
from mingheng.scoring.projection import Value
from mingheng.vault import keyed_hash

_PURPOSE = "person in facts"

FindAssessed = Callable[[Unit, date], str]
"""From a unit and a day to the code of the unit that is assessed for it."""


def source_of(version: EntryVersion) -> str:
    """What facts name as their row of truth."""
    return EntrySource(version.entry_id, version.number).text


def plain_record(entry: Entry, content: Content, *, subject: str) -> Record:
    """The content as the scoring library reads a record, names included; the entry's unit is part of it."""
    own = {UNIT_FIELD: entry.unit.code} if UNIT_FIELD in kind_of(entry.kind).fields else {}
    return Record(
        subject=subject,
        values={**content.values, **own},
        number=entry.pk,
        year=content.year,
        month=content.month,
        entered=entry.entered_on,
    )


def record_of(version: EntryVersion, find: FindAssessed = assessed_code, content: Content | None = None) -> Record:
    """The version as a record of the unit that was assessed for it on its day; of nobody where there is none.

    `find` says which unit is assessed; `content` is what the version says, where the caller has it still unsealed.
    """
    entry, content = version.entry, content or content_of(version)
    kind = kind_of(entry.kind)
    day = day_of(kind, content.values)
    record = plain_record(entry, content, subject=find(entry.unit, day) if day else "")
    return record._replace(
        values=_without_names(kind, record.values), source=source_of(version), verified=version.is_verified
    )


def _without_names(kind: Kind, values: Mapping[str, Value]) -> dict[str, Value]:
    return {code: _hashed(value) if code in hidden_fields(kind) else value for code, value in values.items()}


def _hashed(value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(keyed_hash(name, purpose=_PURPOSE) for name in value)
    return keyed_hash(str(value), purpose=_PURPOSE)


def fact_rows(
    version: EntryVersion, find: FindAssessed = assessed_code, content: Content | None = None
) -> list[FactRow]:
    """The facts of a version. None where its unit belonged to no assessed unit on that day: it counts nowhere."""
    record = record_of(version, find, content)
    return list(project(kind_of(version.entry.kind), [record])) if record.subject else []


def known_facts(version: EntryVersion, find: FindAssessed = assessed_code) -> Iterator[KnownFact]:
    """The facts of a version that ever counted, with the days from and until which they did, verified or not."""
    rows = fact_rows(version, find)
    for verified, since, until in spans_of(version):
        for row in rows:
            yield KnownFact(row._replace(verified=verified), since, until)


def all_fact_rows() -> Iterator[KnownFact]:
    """The facts of every version that ever counted: for the rebuild."""
    find = AssessedUnits().code_for
    counted = EntryVersion.objects.filter(counts_from__isnull=False).select_related("entry__unit")
    ordered = counted.prefetch_related("verifications").order_by("entry_id", "number")
    for version in ordered.iterator(chunk_size=2_000):
        yield from known_facts(version, find)
