"""Read the log: search it, open an event to its rows, prove that an event is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from mingheng.audit.merkle import inclusion_proof
from mingheng.audit.models import Binding, Checkpoint, Event, Head
from mingheng.audit.verifier import EMPTY_ROOT, EVENT_COLUMNS, canonical


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a row that an event wrote. Sealed ones show only that they changed."""

    name: str
    before: Any
    after: Any
    is_sealed: bool

    @property
    def is_changed(self) -> bool:
        """Whether the event changed it."""
        return bool(self.before != self.after)


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row that an event wrote or deleted."""

    table: str
    key: str
    before: int | None
    after: int | None
    cells: list[Cell]


def search_events(
    *,
    person: str = "",
    action: str = "",
    unit: str = "",
    row: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """The events that fit all that is given, the newest first. `row` is `table/key`, or a table."""
    found = Event.objects.order_by("-sequence")
    if person:
        found = found.filter(Q(actor_name__icontains=person) | Q(on_behalf_of__icontains=person))
    if action:
        found = found.filter(action=action)
    if unit:
        found = found.filter(unit_path__icontains=unit)
    if row:
        found = found.filter(_about(row))
    if since:
        found = found.filter(at__gte=_start_of(since))
    if until:
        found = found.filter(at__lt=_start_of(until + timedelta(1)))
    return found


def written_rows(event: Event) -> list[WrittenRow]:
    """What the event wrote, with the values each row had before, from the event that wrote it last."""
    return [_written(event, row) for row in json.loads(event.rows)]


def head() -> Head:
    """How long the log is; an empty one where nothing has happened yet."""
    return Head.objects.filter(pk=1).first() or Head(root=EMPTY_ROOT.hex())


def last_checkpoint() -> Checkpoint | None:
    """The newest signed head."""
    return Checkpoint.objects.order_by("-number").first()


def proof_of(event: Event) -> dict[str, Any]:
    """All that somebody needs who has only the public key: the event, its place, the hashes beside its way to the root.

    The root is that of the newest checkpoint that covers the event; of the head, unsigned, where none does yet.
    """
    signed = Checkpoint.objects.filter(size__gte=event.sequence).order_by("-number").first()
    size, root, note = (signed.size, signed.root, signed.note) if signed else (head().size, head().root, "")
    stored = Event.objects.filter(sequence__lte=size).order_by("sequence").values_list("leaf", flat=True)
    leaves = [bytes.fromhex(leaf) for leaf in stored.iterator()]
    return {
        "event": {name: canonical(getattr(event, name)) for name in EVENT_COLUMNS[event.schema]},
        "size": size,
        "root": root,
        "path": [node.hex() for node in inclusion_proof(leaves, event.sequence - 1)],
        "note": note,
    }


def _about(row: str) -> Q:
    table, _slash, key = row.partition("/")
    if not key:
        return Q(sequence__in=Binding.objects.filter(row_table=table).values("sequence"))
    bound = Binding.objects.filter(row_table=table, row_key=key).values("sequence")
    return Q(sequence__in=bound) | Q(object_table=table, object_key=key)


def _written(event: Event, row: dict[str, Any]) -> WrittenRow:
    earlier = _columns_before(event.sequence, row["table"], row["key"]) if row["before"] else {}
    names = list(dict.fromkeys([*row["columns"], *earlier]))
    cells = [_cell(name, earlier.get(name), row["columns"].get(name)) for name in names if name != "version"]
    return WrittenRow(row["table"], row["key"], row["before"], row["after"], cells)


def _columns_before(sequence: int, table: str, key: str) -> dict[str, Any]:
    bindings = Binding.objects.filter(row_table=table, row_key=key, sequence__lt=sequence).order_by("-sequence")
    event = Event.objects.filter(sequence__in=bindings.values("sequence")[:1]).first()
    found = (row for row in json.loads(event.rows) if (row["table"], row["key"]) == (table, key)) if event else iter(())
    columns: dict[str, Any] = next(found, {"columns": {}})["columns"]
    return columns


def _cell(name: str, before: Any, after: Any) -> Cell:
    return Cell(name, before, after, isinstance(before, dict) or isinstance(after, dict))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
