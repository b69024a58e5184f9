"""`sum`: the actual quantities, clipped per day, month and quarter."""

import pytest

from tests.scoring.builders import book, fact, measured, outcome, rule, told

SUM = "{take: sum, of: meeting.any}"


def test_quantities_are_exact_thousandths():
    assert measured(SUM) == "0"
    assert (
        measured(SUM, fact("01-05", actual="0.001"), fact("02-05", actual="2.5"), fact("03-05", actual=-1))
        == "1501/1000"
    )


def test_fact_without_its_quantity_makes_the_sum_absent():
    assert measured(SUM, fact("01-05", actual=1), fact("02-05")) == "missing"
    assert measured(SUM, fact("02-05"), as_of="2026-06-30") == "not_yet_due"


@pytest.mark.parametrize(("actual", "expected"), [("1", "1"), ("3", "3"), ("0.999", "failed"), ("3.001", "failed")])
def test_quantity_outside_the_range_is_a_fault(actual, expected):
    assert measured("{take: sum, of: meeting.any, within: [1, 3]}", fact("01-05", actual=actual)) == expected


def test_range_is_held_by_each_quantity_not_by_the_sum():
    assert (
        measured("{take: sum, of: meeting.any, within: [1, 3]}", fact("01-05", actual=3), fact("01-06", actual=3))
        == "6"
    )


@pytest.mark.parametrize(
    ("limits", "expected"),
    [("{day: 8}", "13"), ("{month: 8}", "12"), ("{quarter: 8.5}", "17/2"), ("{day: 8, month: 8.5}", "25/2")],
)
def test_sums_are_clipped_per_day_month_and_quarter(limits, expected):
    rows = [fact("01-05", actual=6), fact("01-05", actual=4), fact("01-06", actual=1), fact("02-05", actual=4)]
    assert measured(f"{{take: sum, of: meeting.any, limits: {limits}}}", *rows) == expected


def test_sum_beyond_ten_million_is_a_fault():
    rows = [fact("01-05", actual=1_000_000)] * 10
    assert measured(SUM, *rows) == "10000000"
    assert measured(SUM, *rows, fact("01-06", actual="0.001")) == "failed"
    assert measured(SUM, *(row._replace(actual=-row.actual) for row in rows), fact("01-06", actual=-1)) == "failed"


def test_kind_that_no_data_connects_is_missing():
    assert measured(SUM, connected=[]) == "missing"


@pytest.mark.parametrize(
    ("measure", "shape", "sentence"),
    [
        (SUM, "{form: per_item, give: 0.1}", "合计5.5，每1加0.1分，加0.55分"),
        (SUM, "{form: per_item, give: 1}", "合计5.5，加5.5分"),
        (
            "{take: sum, of: meeting.any, counted_in: 学时}",
            "{form: per_item, give: 1}",
            "合计5.5学时，每1学时加1分，加5.5分",
        ),
        (
            "{take: sum, of: meeting.any, counted_in: 学时, limits: {month: 3}}",
            "{form: flat, give: 2, when: {at_least: 3}}",
            "合计3学时（每月最多计3学时），属“3学时以上”，加2分",
        ),
    ],
)
def test_sentence(measure, shape, sentence):
    rows = [fact("01-05", actual="2.5"), fact("01-06", actual="3")]
    assert told(outcome(book(rule(measure=measure, shape=shape)), rows)) == sentence
