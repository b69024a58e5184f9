"""`gap`: the longest run of days without a fact."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, subject, told

GAP = "{take: gap, of: meeting.any}"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], "365"),
        (["01-01"], "364"),
        (["12-31"], "364"),
        (["07-02"], "182"),
        (["01-10", "01-11"], "354"),
        (["04-01", "04-01", "08-01"], "152"),
    ],
)
def test_days_before_between_and_after(days, expected):
    assert measured(GAP, *(fact(day) for day in days)) == expected


def test_days_to_come_are_not_counted():
    assert measured(GAP, fact("01-10"), as_of="2026-01-31") == "21"
    assert measured(GAP, fact("01-10"), as_of="2026-01-10") == "9"


def test_period_ends_before_the_day_of_the_score():
    assert measured(GAP, fact("12-01"), as_of="2027-06-30") == "334"


def test_life_of_the_subject_is_the_frame():
    assert measured(GAP, subjects=[subject(founded="12-01")]) == "31"
    assert measured(GAP, subjects=[subject(closed="01-31")]) == "31"
    assert measured(GAP, fact("12-20"), subjects=[subject(founded="12-01", closed="12-20")]) == "19"


def test_facts_outside_the_life_of_the_subject_do_not_cut_it():
    assert measured(GAP, fact("03-01"), subjects=[subject(founded="12-01")]) == "31"
    assert measured(GAP, fact("03-01"), subjects=[subject(closed="01-31")]) == "31"


def test_nothing_to_look_at_is_zero():
    assert measured(GAP, subjects=[subject(closed="2025-12-31")]) == "0"


def test_each_subject_has_its_own():
    two = [subject("甲"), subject("乙")]
    assert measured(GAP, fact("07-02", subject="乙"), subjects=two) == "365"


def test_kind_that_no_data_connects_is_missing():
    assert measured(GAP, connected=[]) == "missing"


def test_sentence():
    shape = "{form: flat, deduct: 2, when: {at_least: 60}}"
    assert told(outcome(book(rule(measure=GAP, shape=shape)))) == "最长连续365天没有记录，属“60天以上”，扣2分"
