"""`rate`: actual over expected, pooled."""

from tests.scoring.builders import book, fact, measured, outcome, rule, told

RATE = "{take: rate, of: meeting.any}"


def test_rate_is_pooled_over_all_facts():
    assert measured(RATE, fact("01-05", expected=10, actual=9), fact("02-05", expected=30, actual=25)) == "17/20"
    assert measured(RATE, fact("01-05", expected="0.003", actual="0.001")) == "1/3"


def test_nothing_expected_or_nothing_recorded_is_absent():
    assert measured(RATE) == "missing"
    assert measured(RATE, fact("01-05", expected=0, actual=0)) == "missing"
    assert measured(RATE, as_of="2026-06-30") == "not_yet_due"


def test_fact_that_lacks_one_of_both_makes_the_rate_absent():
    whole = fact("01-05", expected=10, actual=9)
    assert measured(RATE, whole, fact("02-05", actual=9)) == "missing"
    assert measured(RATE, whole, fact("02-05", expected=9)) == "missing"


def test_rate_above_one_is_as_it_is():
    assert measured(RATE, fact("01-05", expected=10, actual=12)) == "6/5"


def test_sums_beyond_ten_million_are_a_fault():
    rows = [fact("01-05", expected=1_000_000, actual=1)] * 11
    assert measured(RATE, *rows) == "failed"
    assert measured(RATE, *(row._replace(expected=row.actual, actual=row.expected) for row in rows)) == "failed"


def test_kind_that_no_data_connects_is_missing():
    assert measured(RATE, connected=[]) == "missing"


def test_sentence():
    shape = "{form: tiers, tiers: [{at_least: 90%, give: 2}, {less_than: 90%, give: 0}]}"
    rows = [fact("01-05", expected=3, actual=2)]
    rulebook = book(rule(measure=RATE, shape=shape, max_points=2))
    assert told(outcome(rulebook, rows)) == "应有3，实有2，比率约66.67%，属“不足90%”一档，不得分；本项满分2分，现得0分"
    dues = book(rule(measure="{take: rate, of: meeting.any, counted_in: 元}", shape=shape, max_points=2))
    assert told(outcome(dues, [fact("01-05", expected=4, actual=4)])).startswith(
        "应有4元，实有4元，比率100%，属“90%以上”一档"
    )
