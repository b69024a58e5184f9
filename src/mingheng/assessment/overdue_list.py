"""Where everything that has run out stands: the list to which the page of what is due refers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.assessment.live import current_cycle
from mingheng.assessment.overview import overdue_within
from mingheng.assessment.thresholds import limits
from mingheng.reminders.registry import FullList


def all_overdue(day: date, reach: Collection[int]) -> FullList | None:
    """The list of what has run out, also of what did so long ago that nobody is reminded of it."""
    cycle = current_cycle()
    count = overdue_within(cycle, reach, day) if cycle else 0
    if not count:
        return None
    text = _("已逾期的考核要求共%(count)d项，其中逾期超过%(days)s天的不再列为待办。")
    address = f"{reverse('assessment:requirements')}?state=overdue"
    return FullList(text % {"count": count, "days": limits().overdue_days.shown}, address, _("看全部"))
