"""The lists of this part, column by column: what is due, and who was told what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.organisation.naming import names_on
from mingheng.reminders.models import Delivery, Reminder
from mingheng.reminders.queries import deliveries_of
from mingheng.reminders.stages import stage_label
from mingheng.ui.listing import Column


class ToldRow(NamedTuple):
    """One reminder in a list."""

    reminder: Reminder
    stage: str
    unit_name: str
    deliveries: list[Delivery]


def told_rows(reminders: Sequence[Reminder]) -> list[ToldRow]:
    """The rows of a list: two queries."""
    carried = deliveries_of(reminders)
    names = names_on({one.unit_id for one in reminders}, clock.today())
    return [
        ToldRow(
            one,
            stage_label(one.stage),
            names.get(one.unit_id, ""),
            carried.get((one.account_id, one.told_on), []),
        )
        for one in reminders
    ]


def ways_text(row: ToldRow) -> str:
    """How it reached its reader."""
    ways = [gettext("网页")]
    for one in row.deliveries:
        fault = f"（{one.fault}）" if one.fault else ""
        ways.append(f"{one.get_channel_display()}：{one.get_state_display()}{fault}")
    return " ".join(ways)


MATTERS = (
    Column(
        "title", _("事项"), lambda matter: matter.item.title, lambda row: f"{row.matter.item.title} {row.kind_label}"
    ),
    Column("due", _("到期日"), lambda matter: matter.effective_on, lambda row: row.matter.effective_on),
    Column("unit", _("党组织"), text=lambda row: row.unit_name),
    Column("article", _("依据"), lambda matter: matter.item.article or None, lambda row: row.matter.item.article),
    Column("doers", _("由谁办"), text=lambda row: row.doers),
)
TOLD = (
    Column(
        "name",
        _("提醒谁"),
        ("account__initials", "account__display_name", "told_on"),
        lambda row: row.reminder.account.display_name,
    ),
    Column("day", _("日期"), ("told_on",), lambda row: row.reminder.told_on),
    Column("title", _("事项"), ("title", "told_on"), lambda row: f"{row.reminder.title} {row.stage}"),
    Column("unit", _("党组织"), ("unit__code", "told_on"), lambda row: row.unit_name),
    Column("due", _("到期日"), ("effective_on",), lambda row: row.reminder.effective_on),
    Column("way", _("方式"), text=ways_text),
)
