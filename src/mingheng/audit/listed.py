"""The log as a list, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.audit.labels import action_label, row_label
from mingheng.audit.models import Event
from mingheng.ui.listing import Column


class EventRow(NamedTuple):
    """One event, with the words for what was done and to what."""

    event: Event
    label: str
    about: str


def event_rows(events: Sequence[Event]) -> list[EventRow]:
    """The rows of a list."""
    return [EventRow(one, action_label(one.action), row_label(one.object_table, one.object_key)) for one in events]


def _actor_text(row: EventRow) -> str:
    behalf = row.event.on_behalf_of
    return f"{row.event.actor_name} {gettext('代{unit}').format(unit=behalf)}" if behalf else row.event.actor_name


EVENTS = (
    Column("sequence", _("序号"), ("sequence",), lambda row: row.event.sequence),
    Column("at", _("时间"), ("at",), lambda row: f"{timezone.localtime(row.event.at):%Y-%m-%d %H:%M:%S}"),
    Column("actor", _("操作人"), ("actor_name",), _actor_text),
    Column("action", _("操作"), ("action",), lambda row: row.label),
    Column("unit", _("单位"), ("unit_path",), lambda row: row.event.unit_path),
    Column("about", _("对象"), text=lambda row: row.about),
)
