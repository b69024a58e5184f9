"""By which day a record should have been entered, where the 工委 has set one. Late is shown, and forbidden nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from mingheng.ledger.models import ClosingDay, Entry

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
