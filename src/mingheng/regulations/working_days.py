"""Which days are working days: weekends, the holidays of the year, and the weekend days that are worked for them.

A year without a file has its weekends only; `is_arranged` says so, and the pages tell it.
"""

from __future__ import annotations

from datetime import date, timedelta

from mingheng.regulations.holidays import SATURDAY, holiday_years

_DAY = timedelta(days=1)


def is_arranged(year: int) -> bool:
    """Whether the holidays of the year are known."""
    return year in holiday_years()


def is_working_day(day: date) -> bool:
    """Whether offices work on the day."""
    year = holiday_years().get(day.year)
    if year and day in year.off:
        return False
    return day.weekday() < SATURDAY or bool(year and day in year.worked)


def next_working_day(day: date) -> date:
    """The day itself where it is worked, or else the first after it that is."""
    while not is_working_day(day):
        day += _DAY
    return day


def last_working_day(day: date) -> date:
    """The day itself where it is worked, or else the last before it that is."""
    while not is_working_day(day):
        day -= _DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The working day so many working days after the day, which itself does not count. With 0: `next_working_day`."""
    day = next_working_day(day) if count == 0 else day
    for _number in range(count):
        day = next_working_day(day + _DAY)
    return day
