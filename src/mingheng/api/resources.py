"""Units, kinds and entries as systems read them: rows in, plain values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from mingheng import clock
from mingheng.api.models import ApiKey
from mingheng.api.scopes import Scope
from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.queries import entries_within
from mingheng.ledger.record_kinds import all_kinds, day_field, kind_of, offered_kinds, own_fields
from mingheng.ledger.values import masked_values, open_values, read_values
from mingheng.organisation.models import Placement
from mingheng.organisation.queries import ancestors_of, running_on, units_ever_within, units_within
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.scoring.projection import Value
from mingheng.sheets.record_columns import offered


def placements_for(key: ApiKey, day: date) -> QuerySet[Placement]:
    """Where units stood on the day: those that stood below the key's unit then, and do so now."""
    reach = [key.unit_id]
    return Placement.objects.filter(
        running_on(day),
        Q(unit__in=units_within(reach, day).values("pk")) & Q(unit__in=units_ever_within(reach).values("pk")),
    ).select_related("unit", "parent")


def unit_answer(key: ApiKey, placement: Placement) -> dict[str, Any]:
    """A unit. What stands above the key's own unit is not told."""
    parent = placement.parent if placement.unit_id != key.unit_id else None
    return {
        "code": placement.unit.code,
        "name": placement.name,
        "kind": str(placement.get_kind_display()),
        "parent": parent.code if parent else None,
        "is_assessed": placement.is_assessed,
        "assessment_class": placement.assessment_class,
        "starts_on": placement.starts_on,
        "ends_on": placement.ends_on,
        "founded_on": placement.unit.founded_on,
        "closed_on": placement.unit.closed_on,
    }


def writable_kinds(key: ApiKey) -> frozenset[str]:
    """The codes of the kinds of which the key's system may enter records.

    What units keep, every key that writes; what the 工委 enters about units, only one that is for the top of the tree.
    """
    if not key.allows(Scope.ENTRIES_WRITE):
        return frozenset()
    is_for_all = not ancestors_of(key.unit_id)
    return frozenset(kind.code for kind in offered_kinds() if is_for_all or kind.kept_by == "unit")


def kind_answer(kind: Kind, *, can_write: bool) -> dict[str, Any]:
    """A record kind."""
    return {
        "code": kind.code,
        "title": kind.title,
        "article": kind.article,
        "help": kind.help,
        "can_write": can_write,
        "day_field": day_field(kind),
        "fields": [_field_answer(column) for column in own_fields(kind)],
    }


def _field_answer(column: Field) -> dict[str, Any]:
    return {
        "code": column.code,
        "heading": column.heading,
        "type": column.type,
        "required": column.required,
        "choices": list(offered(column)) if column.choices else [],
        "measured_in": column.measured_in,
        "sensitive": column.sensitive,
    }


def entries_for(key: ApiKey, asked: Mapping[str, Any]) -> QuerySet[Entry]:
    """The entries within the key's reach that the question means."""
    conditions = {
        "kind": "kind",
        "unit": "unit__code",
        "state": "state",
        "since": "happened_on__gte",
        "until": "happened_on__lte",
    }
    wanted = {look_up: asked[name] for name, look_up in conditions.items() if asked.get(name) is not None}
    found = entries_within([key.unit_id]).filter(latest__gt=0, kind__in=all_kinds(), **wanted)
    moment: datetime | None = asked.get("changed_since")
    if moment is None:
        return found
    versions = EntryVersion.objects.filter(Q(written_at__gte=moment) | Q(decided_at__gte=moment))
    return found.filter(Q(pk__in=versions.values("entry")) | Q(withdrawn_at__gte=moment))


def entry_answers(key: ApiKey, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The entries as their newest versions say them, read in one query."""
    found = EntryVersion.objects.newest().filter(entry__in=[entry.pk for entry in entries])
    versions = {version.entry_id: version for version in found}
    return [_entry_answer(key, entry, versions[entry.pk]) for entry in entries]


def _entry_answer(key: ApiKey, entry: Entry, version: EntryVersion) -> dict[str, Any]:
    version.entry = entry
    is_plain = key.allows(Scope.ENTRIES_READ_SENSITIVE)
    values = read_values(version) if is_plain else open_values(version)
    hidden = [] if is_plain else sorted(masked_values(version).keys() - values.keys())
    moments = [version.written_at, version.decided_at, entry.withdrawn_at]
    return {
        "id": entry.pk,
        "unit": entry.unit.code,
        "kind": entry.kind,
        "state": entry.state,
        "version": entry.version,
        "number": entry.latest,
        "accepted_number": entry.accepted,
        "title": entry.title,
        "happened_on": entry.happened_on,
        "entered_on": entry.entered_on,
        "belongs_year": version.year,
        "belongs_month": version.month,
        "values": {code: _plain(value) for code, value in values.items()},
        "masked": hidden,
        "returned_because": version.decision_note if entry.state == State.SENT_BACK else "",
        "changed_at": max(moment for moment in moments if moment),
    }


def sensitive_codes(kind_code: str) -> list[str]:
    """The fields of a kind that only some may read."""
    return [column.code for column in own_fields(kind_of(kind_code)) if column.sensitive]


def _plain(value: Value) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Decimal | date) else value


def day_asked(day: date | None) -> date:
    """The day of a question; today where none is named."""
    return day or clock.today()
