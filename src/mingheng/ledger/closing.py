"""By which day a record should have been entered, where the 工委 has set one. Late is shown, and forbidden nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.ledger.models import ClosingDay, Entry, State
from mingheng.ledger.record_kinds import kind_of
from mingheng.reminders.registry import DueItem

LAST_DAY = 28
"""The latest day that every month has."""


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Whether an entry came in time."""

    closing_day: date
    days_late: int
    """0 when it was in time."""


def closing_day_of(happened_on: date, kind: str, rules: Iterable[ClosingDay]) -> date | None:
    """The last day on which a record of that day and kind is in time; None where no rule says so.

    The rule holds that covers the day on which it happened; one for the kind goes before one for all.
    """
    covering = [
        rule
        for rule in rules
        if rule.kind in ("", kind)
        and rule.starts_on <= happened_on
        and (rule.ends_on is None or happened_on <= rule.ends_on)
    ]
    rule = max(covering, key=lambda one: one.kind != "", default=None)
    if rule is None:
        return None
    next_month = happened_on.replace(day=1) + timedelta(days=31)
    return next_month.replace(day=rule.day)


class ClosingDays:
    """The rules as they stand: read once, and asked for every entry of a page."""

    @cached_property
    def rules(self) -> list[ClosingDay]:
        """All rules that were ever set."""
        return list(ClosingDay.objects.order_by("pk"))

    def of(self, entry: Entry) -> date | None:
        """The closing day of an entry; None where it has no day yet, or no rule."""
        return closing_day_of(entry.happened_on, entry.kind, self.rules) if entry.happened_on else None

    def punctuality_of(self, entry: Entry) -> Punctuality | None:
        """In time or how late, measured by its first submission; None before it, or where no rule says so."""
        closing = self.of(entry)
        if closing is None or entry.entered_on is None:
            return None
        return Punctuality(closing, max(0, (entry.entered_on - closing).days))


def due_entries(day: date, unit_ids: Collection[int] | None) -> Iterator[DueItem]:
    """Drafts that have a closing day: the provider of `reminders`. What was sent back has a deadline of its own."""
    del day
    closing = ClosingDays()
    if not closing.rules:
        return
    mine = Q() if unit_ids is None else Q(unit_id__in=unit_ids)
    for entry in Entry.objects.filter(mine, state=State.DRAFT, happened_on__isnull=False):
        due_on = closing.of(entry)
        if due_on:
            yield DueItem(
                key=entry.pk,
                unit_id=entry.unit_id,
                due_on=due_on,
                # Kind and day only: messages carry it outside, and the title of an entry may name a person.
                title=_("提交{kind}记录（{day}）").format(kind=kind_of(entry.kind).title, day=entry.happened_on),
                article=_("工委规定的录入截止日"),
                address=reverse("ledger:entry", args=[entry.pk]),
            )
