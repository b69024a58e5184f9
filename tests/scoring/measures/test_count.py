"""`count`: how many facts, or distinct combinations; at most so many per day, month and quarter."""

import pytest

from tests.scoring.builders import ANY, book, fact, measured, outcome, rule, told

COUNT = "{take: count, of: meeting.any}"


def test_none_and_several():
    assert measured(COUNT) == "0"
    assert measured(COUNT, fact("01-01"), fact("12-31"), fact("12-31")) == "3"


def test_kind_that_no_data_connects_is_missing_and_never_zero():
    assert measured(COUNT, connected=[]) == "missing"
    assert measured("{take: count, of: [meeting.any, talk.heart]}", fact("01-01"), connected=[ANY]) == "missing"


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        ("[person]", "3"),
        ("[case]", "3"),
        ("[person, case]", "4"),
        ("[level]", "3"),
        ("[day]", "3"),
        ("[month]", "2"),
        ("[quarter]", "2"),
        ("[month, person]", "4"),
        ("[span]", "1"),
    ],
)
def test_distinct_combinations_count_once(per, expected):
    rows = [
        fact("01-05", person="张", case="一", level="市"),
        fact("01-05", person="张", case="二", level="市"),
        fact("01-05", person="李", case="一", level="县"),
        fact("04-01", person="张", case="一", level="市"),
        # A fact without person, case or level is like no other.
        fact("04-02", case="三"),
    ]
    assert measured(f"{{take: count, of: meeting.any, per: {per}}}", *rows) == expected


def test_facts_without_the_key_are_each_like_no_other():
    assert measured("{take: count, of: meeting.any, per: [person]}", fact("01-05"), fact("01-05")) == "2"


def test_span_is_the_one_of_the_period():
    periods = "{quarter: {every: quarter}}"
    rows = [fact("01-05"), fact("03-31"), fact("04-01")]
    assert measured("{take: count, of: meeting.any, per: [span], period: quarter}", *rows, periods=periods) == "2"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("{day: 1}", "5"),
        ("{month: 2}", "5"),
        ("{quarter: 3}", "5"),
        ("{day: 1, month: 2}", "4"),
        ("{day: 1, month: 2, quarter: 2}", "3"),
        ("{month: 10}", "8"),
        ("{day: 0}", "0"),
    ],
)
def test_limits_hold_per_day_then_month_then_quarter(limits, expected):
    january = [fact("01-05"), fact("01-05"), fact("01-05"), fact("01-06"), fact("01-07")]
    later = [fact("03-31"), fact("04-01"), fact("04-01")]
    assert measured(f"{{take: count, of: meeting.any, limits: {limits}}}", *january, *later) == expected


def test_limits_hold_for_each_subject_and_without_facts():
    assert measured("{take: count, of: meeting.any, limits: {month: 2}}") == "0"


def test_month_of_the_limit_is_that_of_the_reckoned_day():
    rows = [fact("01-31", belongs="02-01"), fact("02-02"), fact("02-03")]
    assert measured("{take: count, of: meeting.any, limits: {month: 2}}", *rows) == "2"
    assert measured("{take: count, of: meeting.any, limits: {month: 2}, by: day}", *rows) == "3"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("", "共2次，每1次加1分，加2分"),
        (", per: [person]", "共2人，每1人加1分，加2分"),
        (", per: [case]", "共2项，每1项加1分，加2分"),
        (", per: [level]", "共1次，每1次加1分，加1分"),
        (", per: [month]", "共1个月，每1个月加1分，加1分"),
        (", counted_in: 篇", "共2篇，每1篇加1分，加2分"),
        (
            ", limits: {day: 1, month: 1, quarter: 3}",
            "共1次（每日最多计1次，每月最多计1次，每季度最多计3次），每1次加1分，加1分",
        ),
    ],
)
def test_sentence(more, sentence):
    rows = [fact("01-05", person="张", case="一", level="市"), fact("01-06", person="李", case="二", level="市")]
    assert told(outcome(book(rule(measure=f"{{take: count, of: meeting.any{more}}}")), rows)) == sentence
