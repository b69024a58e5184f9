"""A register as a sheet in the layout that an import reads again: what is exported and not changed changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.ledger.imports.columns import KEY, UNIT, columns_of, own_code
from mingheng.ledger.imports.stored import key_text
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.readers import typed_text
from mingheng.ledger.values import masked_values, read_values
from mingheng.organisation.naming import UnitNames
from mingheng.scoring import Kind
from mingheng.scoring.projection import Value
from mingheng.sheets.headings import Column
from mingheng.sheets.register_sheets import RegisterTable

NUMBER, STATE, ENTERED = "序号", "审核状态", "录入日期"
"""Columns that an import passes over."""


def export_register(
    kind: Kind, entries: QuerySet[Entry], *, plain_units: Collection[int], scope: str, by: Actor
) -> RegisterTable:
    """The entries of the kind, oldest first, each as its newest version says. Writes one event.

    `plain_units` are the keys of the units whose sensitive values one may read; those of others are masked.
    """
    versions = list(_versions(kind, entries))
    table = _table(kind, versions, plain_units, scope, by)
    with recording("ledger.register.exported", by) as change:
        change.note(kind=kind.title, count=len(versions), scope=scope)
    return table


def _versions(kind: Kind, entries: QuerySet[Entry]) -> Iterable[EntryVersion]:
    chosen = entries.filter(kind=kind.code, latest__gt=0).order_by()
    versions = EntryVersion.objects.newest().filter(entry__in=chosen.values("pk"))
    ordered = versions.select_related("entry__unit").order_by(F("entry__happened_on").asc(nulls_last=True), "entry_id")
    return ordered.iterator(2_000)


def _table(
    kind: Kind, versions: Sequence[EntryVersion], plain_units: Collection[int], scope: str, by: Actor
) -> RegisterTable:
    columns = columns_of(kind)
    asked = [column for column in columns if column.code != KEY]
    taken = {text for column in asked for text in (column.heading, *column.also)}
    # A register of its own may have such a column; then it says that.
    added = [heading for heading in (STATE, ENTERED) if heading not in taken]
    names = UnitNames(version.entry.unit_id for version in versions)
    key = next(column.heading for column in columns if column.code == KEY)
    headings = [NUMBER, *(column.heading for column in asked), *added, key]
    rows = [
        [at, *_cells(asked, version, names, is_plain=version.entry.unit_id in plain_units)]
        + [_added(version.entry)[heading] for heading in added]
        + [key_text(version.entry)]
        for at, version in enumerate(versions, start=1)
    ]
    is_masked = any(version.sealed and version.entry.unit_id not in plain_units for version in versions)
    origin = _origin(by, scope, len(versions), is_masked=is_masked)
    return RegisterTable(kind.title, origin, headings, rows, frozenset({len(headings) - 1}))


def _origin(by: Actor, scope: str, count: int, *, is_masked: bool) -> str:
    when = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    words = {"name": by.name, "when": when, "scope": scope, "count": count}
    text = _("%(name)s 于 %(when)s 导出；范围：%(scope)s；共%(count)d条") % words
    return text + (_("；敏感栏目已遮住") if is_masked else "")


def _cells(asked: Sequence[Column], version: EntryVersion, names: UnitNames, *, is_plain: bool) -> Iterator[Any]:
    entry = version.entry
    values = read_values(version) if is_plain else masked_values(version)
    common = {UNIT: names.on(entry.unit_id, entry.happened_on), "year": version.year, "month": version.month}
    for column in asked:
        code = own_code(column)
        yield _cell(values.get(code)) if code else common[column.code]


def _cell(value: Value | None) -> Any:
    """Numbers stay numbers; everything else is a text that its reader reads as this value again."""
    if value is None:
        return None
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return value if is_number else typed_text(value)


def _added(entry: Entry) -> dict[str, str]:
    entered = entry.entered_on.isoformat() if entry.entered_on else ""
    return {STATE: str(entry.get_state_display()), ENTERED: entered}
