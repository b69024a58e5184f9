"""Working days: what the year's arrangement says, and what is wrong with a file that cannot be used."""

from datetime import date, timedelta

import pytest

from mingheng.regulations.documents import FaultyRegulations
from mingheng.regulations.holidays import holiday_years, read_holidays
from mingheng.regulations.working_days import (
    add_working_days,
    is_arranged,
    is_working_day,
    last_working_day,
    next_working_day,
)

GOOD = """document: 通知
number: ""
state: 待核
note: ""
holidays:
  - {name: 元旦, first: 2030-01-01, last: 2030-01-03, worked: [2030-01-05]}
"""


def working_days(year: int) -> int:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    return sum(is_working_day(day) for day in days)


def test_the_years_have_as_many_working_days_as_the_notices_make():
    assert {year: working_days(year) for year in (2025, 2026)} == {2025: 248, 2026: 248}


def test_a_holiday_is_off_and_the_weekend_day_worked_for_it_is_not():
    days = [date(2026, 9, 20), date(2026, 10, 1), date(2026, 10, 5), date(2026, 10, 10), date(2026, 10, 11)]
    assert [is_working_day(day) for day in days] == [True, False, False, True, False]


def test_days_are_counted_over_a_holiday():
    assert (next_working_day(date(2026, 10, 3)), last_working_day(date(2026, 10, 3))) == (
        date(2026, 10, 8),
        date(2026, 9, 30),
    )
    assert [add_working_days(date(2026, 9, 30), count) for count in (0, 1, 3)] == [
        date(2026, 9, 30),
        date(2026, 10, 8),
        date(2026, 10, 10),
    ]
    assert add_working_days(date(2026, 10, 3), 1) == date(2026, 10, 8)


def test_a_year_without_a_file_has_its_weekends():
    assert (is_arranged(2026), is_arranged(2031)) == (True, False)
    assert [is_working_day(date(2031, 10, day)) for day in (1, 4, 5, 6)] == [True, False, False, True]


def test_nobody_has_compared_the_shipped_years_with_their_notices():
    assert {year.state for year in holiday_years().values()} == {"待核"}


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("", "", []),
        ("待核", "已查", ["state只能是已核或待核。"]),
        ("待核", "已核", ["已核的须写明文号。"]),
        ("last: 2030-01-03", "last: 2029-12-31", ["元旦：last不能早于first，一个节日也不会超过15天。"]),
        ("worked: [2030-01-05]", "worked: [2030-01-07]", ["元旦：调休上班的日子要是节日以外的周六或周日。"]),
        ("worked: [2030-01-05]", "worked: [2031-01-05]", ["元旦：日期要在2030年。"]),
        ("2030-01-01", "一月一日", ["元旦：日期要写成2026-01-01。"]),
        (", last: 2030-01-03", "", ["每个节日要有且只有这些项：first、last、name、worked。"]),
        ("note:", "notes:", ["要有且只有这些项：document、holidays、note、number、state。"]),
        ("holidays:", "holidays: [", ["不是可以读取的YAML。请检查缩进、冒号和日期。"]),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, before, after, fault):
    (tmp_path / "holidays-2030.yaml").write_text(GOOD.replace(before, after, 1) if before else GOOD, encoding="utf-8")
    told = []
    try:
        assert len(read_holidays(tmp_path)[2030].off) == 3
    except FaultyRegulations as refusal:
        told = refusal.faults
    assert told == [f"holidays-2030.yaml：{one}" for one in fault]
