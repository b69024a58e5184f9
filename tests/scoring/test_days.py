"""Days as numbers, and calendar arithmetic on them."""

from datetime import date

import numpy as np
import pytest

from mingheng.scoring.days import FAR_PAST, NEVER, add_months, add_months_to, as_date, day_number, months_of


@pytest.mark.parametrize(
    ("day", "number"), [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2026, 3, 5), 20517)]
)
def test_days_are_counted_from_1970(day, number):
    assert day_number(day) == number
    assert as_date(number) == day


def test_no_day_is_a_day_after_or_before_all():
    assert (day_number(None), day_number(None, FAR_PAST)) == (NEVER, FAR_PAST)
    assert (as_date(NEVER), as_date(FAR_PAST)) == (None, None)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("1969-12-31", 2, "1970-02-28"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_end_on_the_last_day_of_short_ones(day, months, expected):
    assert add_months_to(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_columns_move_together_or_each_by_its_own():
    days = np.array([day_number(date(2026, 1, 31)), day_number(date(2026, 3, 1))])
    moved = [day_number(date(2026, 2, 28)), day_number(date(2026, 4, 1))]
    assert add_months(days, 1).tolist() == moved
    assert add_months(days, np.array([1, 1])).tolist() == moved


def test_month_numbers_are_consecutive():
    days = [day_number(date(2025, 12, 31)), day_number(date(2026, 1, 1)), day_number(date(1969, 12, 1))]
    assert months_of(np.array(days)).tolist() == [671, 672, -1]
