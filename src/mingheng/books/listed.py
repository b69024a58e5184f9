"""The shelf of books, column by column."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from mingheng.organisation.models import UnitKind
from mingheng.ui.listing import Column

_KINDS = Case(
    *(When(kind=kind.value, then=Value(place)) for place, kind in enumerate(UnitKind)), output_field=IntegerField()
)


def book_columns(year: int) -> tuple[Column, ...]:
    """The organisations with their books of the year."""
    return (
        Column("name", _("党组织"), ("initials", "name"), lambda row: row[0].name),
        Column("kind", _("类型"), (_KINDS, "unit__code"), lambda row: str(row[0].get_kind_display())),
        Column("code", _("编码"), ("unit__code",), lambda row: row[0].unit.code),
        Column("count", _("{year}年已采纳的记录").format(year=year), text=lambda row: row[1]),
    )
