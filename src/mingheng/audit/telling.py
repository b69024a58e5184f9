"""The rows of an event as a person reads them: labels for columns, words for codes, names for keys.

In: rows as `queries.written_rows` finds them. Out: the same, told. What no part of this version knows is shown as it is
stored, and so is what cannot be read: the log must open above all where it was tampered with.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mingheng.audit import labels
from mingheng.audit.models import AuditedModel, Event
from mingheng.audit.queries import Cell, WrittenRow

MOST = 20
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RuntimeError)
_SIDES = ("before", "after")

Place = tuple[int, str, str]
"""Number of the row, "before" or "after", column."""


@dataclass(frozen=True, slots=True)
class Told:
    """A stored value as a page shows it; nothing of all this where there is none."""

    text: str = ""
    code: str = ""
    """As stored, where the text is a word or a name for it."""
    at: datetime | None = None
    row: str = ""
    """`table/key` of the row it points at."""
    parts: tuple[tuple[str, Told], ...] = ()
    """What is inside, by its labels; without labels in a list."""
    count: int = 0
    """How many things are inside; only the first MOST are in `parts`."""


@dataclass(frozen=True, slots=True)
class ToldCell:
    """One column, before and after."""

    name: str
    label: str
    before: Told
    after: Told


@dataclass(frozen=True, slots=True)
class ToldRow:
    """One row that an event wrote or deleted: first what there is to see, then what stayed as it was or empty."""

    written: WrittenRow
    label: str
    cells: list[ToldCell]
    others: list[ToldCell]

    @property
    def is_update(self) -> bool:
        """Whether the row was there before and after."""
        return self.written.before is not None and self.written.after is not None


def told_rows(rows: Sequence[WrittenRow]) -> list[ToldRow]:
    """The rows as a person reads them, with at most one query per table that they point at."""
    names, read = _names(rows), _read(rows)
    return [_row(number, row, names, read) for number, row in enumerate(rows)]


def told_details(event: Event) -> list[tuple[str, str, Told]]:
    """What the event says beyond its rows: label, key, value."""
    details: dict[str, Any] = json.loads(event.details)

    def label_of(key: str) -> str:
        return labels.note_label(event.action, key)

    return [(label_of(key), key, _note(event.action, key, value, label_of)) for key, value in details.items()]


def row_name(table: str, key: str) -> str:
    """What a row is called now; by its key where it has no name."""
    return labels.row_label(table, _named(table, {key}).get((table, key), key))


def _note(action: str, key: str, value: Any, label_of: Callable[[str], str]) -> Told:
    word = labels.words().get((action, key))
    return Told(str(word(value) or value), value) if word and isinstance(value, str) else _plain(value, label_of)


def _row(number: int, row: WrittenRow, names: Mapping[tuple[str, str], str], read: Mapping[Place, Any]) -> ToldRow:
    is_update = row.before is not None and row.after is not None
    cells: list[ToldCell] = []
    others: list[ToldCell] = []
    pointed_at: list[str] = []
    for cell in sorted(row.cells, key=lambda cell: labels.column_order(row.table, cell.name)):
        before, after = (_value(row.table, cell, side, names, read.get((number, side, cell.name))) for side in _SIDES)
        is_seen = cell.is_changed if is_update else before != after
        told = ToldCell(cell.name, labels.column_label(row.table, cell.name), before, after)
        (cells if is_seen else others).append(told)
        pointed_at += [one.text for one in (after, before) if one.row and one.text]
    # A row without a name of its own is known by the first that it points at.
    own = names.get((row.table, row.key))
    label = labels.row_label(row.table, own or "：".join([row.key, *pointed_at[:1]]))
    return ToldRow(row, label, cells, others)


def _value(table: str, cell: Cell, side: str, names: Mapping[tuple[str, str], str], read: Any) -> Told:
    """One value. Of a sealed column only whether there is one."""
    value = getattr(cell, side)
    if value is None or value == "":
        return Told()
    if cell.is_sealed:
        return Told(_("（保密栏目）"))
    if read is not None:
        return _plain(read)
    text, field = str(value), _fields(table).get(cell.name)
    word = labels.words().get((table, cell.name))
    if word:
        return _worded(word(text), text)
    match field:
        case models.Field(choices=choices) if choices:
            return _worded(dict(field.flatchoices).get(value), text)
        case models.ForeignKey():
            pointed_at = field.related_model._meta.db_table
            return Told(names.get((pointed_at, text), ""), text, row=f"{pointed_at}/{text}")
        case models.BooleanField():
            return _plain(bool(value))
        case models.DateTimeField():
            return _moment(text)
    return Told(text)


def _worded(word: Any, code: str) -> Told:
    return Told(str(word), code) if word else Told(code)


def _plain(value: Any, label_of: Callable[[str], str] = str) -> Told:
    """What JSON can hold: texts as they are, lists and pairs as what is inside them."""
    if value in (None, "", [], {}):
        return Told()
    match value:
        case bool():
            return Told(_("是") if value else _("否"))
        case dict():
            parts = [(label_of(key), one) for key, one in value.items()]
        case list() if not any(isinstance(one, dict | list | SafeString) for one in value):
            rest = _("……共%(count)d项") % {"count": len(value)} if len(value) > MOST else ""
            return Told("、".join(map(str, value[:MOST])) + rest)
        case list():
            parts = [("", one) for one in value]
        case str() if len(value) > len("2026-01-01T") and value[10] == "T":
            return _moment(value)
        case str():
            return Told(value)  # may be safe markup of a reading
        case _:
            return Told(str(value))
    return Told(parts=tuple((label, _plain(one, label_of)) for label, one in parts[:MOST]), count=len(parts))


def _moment(text: str) -> Told:
    """A moment; columns hold them in UTC without saying so."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return Told(text)
    return Told(at=at if at.tzinfo else at.replace(tzinfo=UTC))


@lru_cache(maxsize=64)
def _fields(table: str) -> dict[str, models.Field[Any, Any]]:
    found = [model for model in apps.get_models() if issubclass(model, AuditedModel) and model._meta.db_table == table]
    return {str(field.column): field for model in found for field in model._meta.concrete_fields}


def _names(rows: Sequence[WrittenRow]) -> dict[tuple[str, str], str]:
    """What the rows are called now, and those that they point at."""
    keys: dict[str, set[Any]] = defaultdict(set)
    for row in rows:
        keys[row.table].add(row.key)
        for cell in row.cells:
            field = _fields(row.table).get(cell.name)
            if isinstance(field, models.ForeignKey):
                keys[field.related_model._meta.db_table] |= {str(one) for one in (cell.before, cell.after) if one}
    return {place: name for table, wanted in keys.items() for place, name in _named(table, wanted).items()}


def _named(table: str, keys: set[str]) -> dict[tuple[str, str], str]:
    names_of = labels.names().get(table)
    try:
        found = names_of(keys) if names_of and keys else {}
    except _UNREADABLE:
        return {}
    return {(table, str(key)): name for key, name in found.items()}


def _read(rows: Sequence[WrittenRow]) -> dict[Place, Any]:
    """The columns that hold more than one thing, read by the parts that they belong to."""
    waiting: dict[tuple[str, str], list[tuple[Place, dict[str, Any]]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for side in _SIDES:
            columns = {cell.name: getattr(cell, side) for cell in row.cells}
            for cell in row.cells:
                if (row.table, cell.name) in labels.readings() and not cell.is_sealed and columns[cell.name]:
                    waiting[row.table, cell.name].append(((number, side, cell.name), columns))
    return {place: read for column, found in waiting.items() for place, read in _read_column(column, found)}


def _read_column(column: tuple[str, str], found: list[tuple[Place, dict[str, Any]]]) -> Iterator[tuple[Place, Any]]:
    try:
        read = labels.readings()[column]([columns for _place, columns in found])
    except _UNREADABLE:
        return
    for (place, _columns), one in zip(found, read, strict=True):
        yield place, one
