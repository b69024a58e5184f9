"""Set the day by which records of a month are to be entered, and let it end."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated, recording
from mingheng.ledger.conditions import NotNow
from mingheng.ledger.models import ClosingDay


def set_closing_day(day: int, *, kind: str = "", starts_on: date, ends_on: date | None = None, by: Actor) -> ClosingDay:
    """Set a closing day for what happens between two days. NotNow where another one of the kind holds then."""
    _refuse_overlap(kind, starts_on, ends_on)
    with recording("ledger.closing_day.set", by) as change:
        rule = ClosingDay(kind=kind, day=day, starts_on=starts_on, ends_on=ends_on, set_by=by.name)
        change.save(rule)
    return rule


def end_closing_day(rule: ClosingDay, *, ends_on: date, read_at: int, by: Actor) -> ClosingDay:
    """Let a closing day hold for the last time for what happens on this day. Raises NotNow, Outdated."""
    if rule.version != read_at:
        raise Outdated(rule)
    if ends_on < rule.starts_on or (rule.ends_on and ends_on > rule.ends_on):
        raise NotNow(_("停用日应在起止日期之间。请核对后再填。"))
    with recording("ledger.closing_day.ended", by) as change:
        rule.ends_on = ends_on
        change.save(rule)
    return rule


def _refuse_overlap(kind: str, starts_on: date, ends_on: date | None) -> None:
    running = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    until = Q() if ends_on is None else Q(starts_on__lte=ends_on)
    other = ClosingDay.objects.filter(running, until, kind=kind).first()
    if other:
        raise NotNow(
            _("从{start}起已规定每月{day}日前录入，时间重叠。请先停用它，或改起止日期。").format(
                start=other.starts_on, day=other.day
            )
        )
