"""Periods as data: how time is cut, and when each span falls due."""

from datetime import date

import numpy as np
import pytest

from mingheng.scoring.days import as_date, day_number
from mingheng.scoring.language.rulebook import Cycle, Period
from mingheng.scoring.periods import spans_of
from tests.scoring.builders import on

YEAR = ("01-01", "12-31")
TERMS = ((on("09-01"), on("2027-01-15")), (on("02-20"), on("07-10")))


def spans(cycle=YEAR, as_of="12-31", **period):
    found = spans_of(Period(**period), Cycle(first=on(cycle[0]), last=on(cycle[1])), on(as_of))
    assert len(found) == len(found.last) == len(found.due)
    return [
        f"{as_date(first):%m-%d}..{as_date(last):%m-%d}" for first, last in zip(found.first, found.last, strict=True)
    ]


@pytest.mark.parametrize(
    ("every", "count", "first", "last"),
    [
        ("month", 12, "01-01..01-31", "12-01..12-31"),
        ("two_months", 6, "01-01..02-28", "11-01..12-31"),
        ("quarter", 4, "01-01..03-31", "10-01..12-31"),
        ("half_year", 2, "01-01..06-30", "07-01..12-31"),
    ],
)
def test_blocks_of_a_year(every, count, first, last):
    found = spans(every=every)
    assert (len(found), found[0], found[-1]) == (count, first, last)


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        (("02-01", "07-31"), ["02-01..04-30", "05-01..07-31"]),
        (("02-02", "07-31"), ["03-01..05-31"]),
        (("02-01", "07-30"), ["02-01..04-30"]),
        (("02-02", "04-30"), []),
    ],
)
def test_calendar_blocks_lie_wholly_inside_the_cycle(cycle, expected):
    assert spans(cycle, every="quarter") == expected


def test_shifted_months_belong_where_they_end():
    found = spans(every="month", starts_on=26)
    assert (len(found), found[0], found[-1]) == (12, "12-26..01-25", "11-26..12-25")
    assert spans(("01-25", "03-25"), every="month", starts_on=26) == ["12-26..01-25", "01-26..02-25", "02-26..03-25"]
    assert spans(("01-26", "03-24"), every="month", starts_on=26) == ["01-26..02-25"]
    assert spans(("02-01", "03-28"), every="month", starts_on=28) == ["01-28..02-27", "02-28..03-27"]


def test_shifted_blocks_are_counted_from_the_first_span():
    assert spans(every="half_year", starts_on=26) == ["12-26..06-25", "06-26..12-25"]


def test_given_spans_are_ordered():
    assert spans(spans=TERMS) == ["02-20..07-10", "09-01..01-15"]


@pytest.mark.parametrize(("as_of", "expected"), [("03-30", ["03-01..03-30"]), ("01-01", ["12-03..01-01"])])
def test_rolling_days_end_on_the_day_of_the_score(as_of, expected):
    assert spans(rolling_days=30, as_of=as_of) == expected


def test_years_end_with_the_cycle():
    found = spans_of(Period(years=3), Cycle(first=on("01-01"), last=on("12-31")), on("06-30"))
    assert (as_date(found.first[0]), as_date(found.last[0])) == (date(2024, 1, 1), date(2026, 12, 31))
    leap = spans_of(Period(years=1), Cycle(first=on("2024-01-01"), last=on("2024-02-28")), on("06-30"))
    assert as_date(leap.first[0]) == date(2023, 2, 28)


def test_cycle_is_one_span():
    assert spans(is_cycle="cycle") == ["01-01..12-31"]
    assert spans() == ["01-01..12-31"]


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ({"every": "month", "grace_days": 10}, ["02-10", "01-10"]),
        ({"every": "quarter"}, ["03-31", "12-31"]),
        ({"is_cycle": "cycle", "grace_days": 31}, ["01-31", "01-31"]),
        ({"rolling_days": 30, "grace_days": 5}, ["08-15", "08-15"]),
    ],
)
def test_grace_moves_the_due_day_but_not_that_of_a_rolling_period(period, due):
    found = spans_of(Period(**period), Cycle(first=on("01-01"), last=on("12-31")), on("08-15"))
    assert [f"{as_date(found.due[0]):%m-%d}", f"{as_date(found.due_day):%m-%d}"] == due


def test_each_day_is_in_one_span_or_none():
    found = spans_of(Period(spans=TERMS), Cycle(first=on("01-01"), last=on("12-31")), on("12-31"))
    days = ["02-19", "02-20", "07-10", "07-11", "08-31", "09-01", "2027-01-15", "2027-01-16"]
    numbers = np.array([day_number(on(day)) for day in days])
    assert found.of(numbers).tolist() == [-1, 0, 0, -1, -1, 1, 1, -1]
