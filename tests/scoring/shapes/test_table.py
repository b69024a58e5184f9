"""`table`: an amount by whole numbers, not necessarily growing."""

import pytest

from tests.scoring.builders import book, fact, outcome, points, rule, told

LATE = "{form: table, deduct: {0: 0, 1: 3, 2: 5, 4: 4}, beyond: 10}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0"), ("1", "-3"), ("2", "-5"), ("4", "-4"), ("5", "-10"), ("1000", "-10")],
)
def test_numbers_have_their_entries(value, expected):
    assert points(LATE, value) == expected


@pytest.mark.parametrize("value", ["3", "0.5", "-1", "1.999", "7/2"])
def test_number_without_an_entry_is_a_fault(value):
    assert points(LATE, value) == "failed"


@pytest.mark.parametrize(("value", "expected"), [("1", "2.5"), ("2", "1.25"), ("3", "failed"), ("0", "failed")])
def test_without_beyond_greater_numbers_have_no_entry(value, expected):
    assert points("{form: table, give: {1: 2.5, 2: 1.25}}", value) == expected


def test_sentence():
    rulebook = book(rule(shape="{form: table, deduct: {0: 0, 1: 3}, beyond: 10}", max_points=10))
    assert told(outcome(rulebook, [fact("03-01")])) == "共1次，按表扣3分；本项满分10分，现得7分"
    assert told(outcome(rulebook)) == "未发现，不扣分；本项满分10分，现得10分"
