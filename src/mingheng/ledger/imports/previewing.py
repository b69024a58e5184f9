"""What the rows of a checked sheet were understood to say, for whoever is about to enter them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mingheng.ledger.code_names import CodeNames
from mingheng.ledger.imports.records import RecordRow
from mingheng.ledger.queries import belonging_text
from mingheng.ledger.record_kinds import TITLE_FIELD, day_field, own_fields
from mingheng.ledger.values import day_of, title_of
from mingheng.organisation.naming import UnitNames
from mingheng.scoring import Kind

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row of the sheet; `fields` are headings and texts of what else it says."""

    row: int
    is_change: bool
    unit: str
    day: date | None
    title: str
    fields: list[tuple[str, str]]


def previewed(kind: Kind, rows: Sequence[RecordRow]) -> list[PreviewRow]:
    """The first rows: one query. Of sensitive fields it is said that they are filled in."""
    shown = rows[:MOST_SHOWN]
    units, names = UnitNames(row.unit.pk for row in shown), CodeNames()
    return [
        PreviewRow(
            row=row.row,
            is_change=row.entry is not None,
            unit=units.on(row.unit.pk, day_of(kind, row.content.values)),
            day=day_of(kind, row.content.values),
            title=title_of(kind, row.content.values),
            fields=_fields(kind, row, names),
        )
        for row in shown
    ]


def _fields(kind: Kind, row: RecordRow, names: CodeNames) -> list[tuple[str, str]]:
    values = row.content.values
    asked = [one for one in own_fields(kind) if one.code in values and one.code not in (TITLE_FIELD, day_field(kind))]
    told = [
        (column.heading, _("已填，这里不显示")) if column.sensitive else names.told(kind, column, values[column.code])
        for column in asked
    ]
    belonging = belonging_text(row.content)
    return [*told, (_("归属"), belonging)] if belonging else told
