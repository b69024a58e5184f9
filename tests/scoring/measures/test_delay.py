"""`delay`: how late things were, or still are, in days, months or years."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, told


def late(day, end, measured_in="days", as_of="2027-12-31", **more):
    words = "".join(f", {key}: {value}" for key, value in more.items())
    done = {} if end is None else {"end": end}
    periods = "{long: {spans: [[2023-01-01, 2027-12-31]]}}"
    measure = f"{{take: delay, of: a.b, period: long, measured_in: {measured_in}{words}}}"
    return measured(measure, fact(day, "a.b", **done), periods=periods, as_of=as_of)


@pytest.mark.parametrize(
    ("end", "expected"), [("03-14", "0"), ("03-15", "0"), ("03-16", "1"), ("04-15", "31"), (None, "656")]
)
def test_days_after_the_due_day(end, expected):
    assert late("03-15", end) == expected


@pytest.mark.parametrize(
    ("grace", "end", "expected"),
    [
        ("{days: 5}", "03-20", "0"),
        ("{days: 5}", "03-21", "1"),
        ("{months: 1}", "04-15", "0"),
        ("{months: 1}", "04-16", "1"),
        ("{months: 0}", "03-16", "1"),
    ],
)
def test_grace_costs_nothing(grace, end, expected):
    assert late("03-15", end, grace=grace) == expected


@pytest.mark.parametrize(
    ("day", "end", "full", "started"),
    [
        ("01-15", "01-15", "0", "0"),
        ("01-15", "01-16", "0", "1"),
        ("01-15", "02-14", "0", "1"),
        ("01-15", "02-15", "1", "1"),
        ("01-15", "02-16", "1", "2"),
        ("01-31", "02-27", "0", "1"),
        ("01-31", "02-28", "1", "1"),
        ("01-31", "03-01", "1", "2"),
        ("01-31", "03-31", "2", "2"),
        ("2024-01-31", "2024-02-29", "1", "1"),
        ("2024-02-29", "2024-03-29", "1", "1"),
        ("01-10", "12-31", "11", "12"),
        ("01-10", "2027-01-10", "12", "12"),
    ],
)
def test_months_are_whole_or_begun(day, end, full, started):
    assert late(day, end, "months") == full
    assert late(day, end, "months", partial="started") == started


@pytest.mark.parametrize(
    ("day", "end", "full", "started"),
    [
        ("2024-02-29", "2025-02-27", "0", "1"),
        ("2024-02-29", "2025-02-28", "1", "1"),
        ("2024-02-29", "2025-03-01", "1", "2"),
        ("2023-03-01", "2026-03-01", "3", "3"),
        ("2023-03-01", "2026-02-28", "2", "3"),
    ],
)
def test_years_are_twelve_months(day, end, full, started):
    assert late(day, end, "years") == full
    assert late(day, end, "years", partial="started") == started


@pytest.mark.parametrize(("day", "end", "expected"), [("01-31", "02-28", "0"), ("01-31", "03-01", "1")])
def test_grace_of_a_month_ends_on_the_last_day_of_a_short_one(day, end, expected):
    assert late(day, end, grace="{months: 1}") == expected


def test_open_one_runs_to_the_day_of_the_score():
    assert late("03-15", None, as_of="2026-03-20") == "5"
    assert late("03-15", "06-01", as_of="2026-03-20") == "5"
    assert late("03-15", None, as_of="2026-03-15") == "0"


@pytest.mark.parametrize(("combine", "expected"), [("sum", "7"), ("longest", "5")])
def test_several_are_added_or_the_longest_counts(combine, expected):
    rows = [fact("03-01", "a.b", end="03-06"), fact("05-01", "a.b", end="05-03"), fact("06-01", "a.b", end="05-01")]
    measure = f"{{take: delay, of: a.b, measured_in: days, combine: {combine}}}"
    assert measured(measure, *rows) == expected
    assert measured(measure) == "0"


def test_kind_that_no_data_connects_is_missing():
    assert measured("{take: delay, of: a.b, measured_in: days}", connected=[]) == "missing"


@pytest.mark.parametrize(
    ("more", "end", "sentence"),
    [
        ("measured_in: days", "03-04", "累计逾期3天，每逾期1天扣0.5分，扣1.5分"),
        ("measured_in: months, partial: started", "03-04", "累计逾期1个月，每逾期1个月扣0.5分，扣0.5分"),
        ("measured_in: years, partial: started, combine: longest", "03-04", "最长逾期1年，每逾期1年扣0.5分，扣0.5分"),
        ("measured_in: days", "03-01", "没有逾期，不扣分"),
    ],
)
def test_sentence(more, end, sentence):
    rulebook = book(rule(measure=f"{{take: delay, of: a.b, {more}}}", shape="{form: per_item, deduct: 0.5}"))
    assert told(outcome(rulebook, [fact("03-01", "a.b", end=end)])) == sentence
