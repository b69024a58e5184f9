"""Days as whole numbers (days since 1970-01-01), and calendar arithmetic on columns of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import numpy as np

from mingheng.scoring.exact import Integers

EPOCH = date(1970, 1, 1)

NEVER = 10**7
"""A day after every real one: an end that is open, a withdrawal that did not happen."""

FAR_PAST = -(10**7)
"""A day before every real one: founded before anyone asked."""


def day_number(day: date | None, missing: int = NEVER) -> int:
    """Days since 1970-01-01; `missing` for no day."""
    return missing if day is None else (day - EPOCH).days


def as_date(number: int) -> date | None:
    """The calendar day, or None for a number that stands for no day."""
    return None if abs(number) >= NEVER else EPOCH + timedelta(days=int(number))


def months_of(days: Integers) -> Integers:
    """The calendar month of each day, as months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def add_months(days: Integers, months: Integers | int) -> Integers:
    """Each day moved by whole months; the last day of the month when that month is shorter."""
    month = months_of(days) + months
    first = days - _first_of(months_of(days))
    start = _first_of(month)
    length = _first_of(month + 1) - start
    return np.asarray(start + np.minimum(first, length - 1), dtype=np.int64)


def _first_of(months: Integers) -> Integers:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months_to(day: date, months: int) -> date:
    """`add_months` for one day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
