"""Periods as data: cut time into spans with a first day, a last day and the day they fall due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from mingheng.scoring.days import add_months_to, day_number
from mingheng.scoring.exact import Integers
from mingheng.scoring.language.rulebook import Cycle, Period

MONTHS_IN = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6}


@dataclass(frozen=True)
class Spans:
    """Spans in time order, without overlap: first and last day, and the day each falls due."""

    first: Integers
    last: Integers
    due: Integers

    def __len__(self) -> int:
        return len(self.first)

    @property
    def due_day(self) -> int:
        """The day on which the whole period has fallen due."""
        return int(self.due[-1])

    def of(self, days: Integers) -> Integers:
        """The position of the span that holds each day, -1 for none."""
        return np.asarray(np.take(self._by_day, days - self.first[0] + 1, mode="clip"), dtype=np.int64)

    @cached_property
    def _by_day(self) -> Integers:
        """The span of every day from the one before the first to the one after the last."""
        start = self.first[0] - 1
        table = np.full(self.last[-1] - start + 2, -1, dtype=np.int64)
        for position, (first, last) in enumerate(zip(self.first, self.last, strict=True)):
            table[first - start : last - start + 1] = position
        return table


def spans_of(period: Period, cycle: Cycle, as_of: date) -> Spans:
    """Resolve a period for one cycle and one day."""
    bounds = _bounds(period, cycle, as_of)
    first = np.array([day_number(start) for start, _ in bounds], dtype=np.int64)
    last = np.array([day_number(end) for _, end in bounds], dtype=np.int64)
    grace = 0 if period.rolling_days else period.grace_days
    return Spans(first, last, last + grace)


def _bounds(period: Period, cycle: Cycle, as_of: date) -> list[tuple[date, date]]:
    if period.every:
        return _blocks(period, cycle)
    if period.spans:
        return sorted((span[0], span[1]) for span in period.spans)
    if period.rolling_days:
        return [(as_of - timedelta(days=period.rolling_days - 1), as_of)]
    if period.years:
        after = cycle.last + timedelta(days=1)
        return [(add_months_to(after, -12 * period.years), cycle.last)]
    return [(cycle.first, cycle.last)]


def _blocks(period: Period, cycle: Cycle) -> list[tuple[date, date]]:
    """Whole blocks of months: calendar months inside the cycle, or shifted ones that end inside it."""
    months = MONTHS_IN[period.every or "month"]
    shift = (period.starts_on or 1) - 1
    start = cycle.first.replace(day=1)
    if not shift and start < cycle.first:
        start = add_months_to(start, 1)
    if shift:
        start = add_months_to(start, -1) + timedelta(days=shift)
        if _end(start, 1) < cycle.first:
            start = add_months_to(start, 1)
    blocks = []
    while _end(start, months) <= cycle.last:
        blocks.append((start, _end(start, months)))
        start = add_months_to(start, months)
    return blocks


def _end(start: date, months: int) -> date:
    return add_months_to(start, months) - timedelta(days=1)
