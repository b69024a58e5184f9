"""`flat`: a fixed amount inside a range, however far inside."""

import pytest

from tests.scoring.builders import book, fact, outcome, points, rule, told


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "0"), ("0.999", "0"), ("1", "-3"), ("2", "-3"), ("1000", "-3"), ("-5", "0")]
)
def test_one_or_more_is_the_default_range(value, expected):
    assert points("{form: flat, deduct: 3}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("0.899", "0"), ("0.9", "2.5"), ("1", "2.5"), ("1.001", "0")])
def test_ends_of_the_range_are_open_or_closed_as_written(value, expected):
    assert points("{form: flat, give: 2.5, when: {at_least: 90%, at_most: 1}}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("3", "0"), ("3.001", "1"), ("4.999", "1"), ("5", "0")])
def test_open_ends_leave_out_their_number(value, expected):
    assert points("{form: flat, give: 1, when: {more_than: 3, less_than: 5}}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("0.333", "0"), ("1/3", "0"), ("0.25", "4")])
def test_equals_is_exact(value, expected):
    assert points("{form: flat, give: 4, when: {equals: 0.25}}", value) == expected


@pytest.mark.parametrize(("group", "expected"), [("大", "-4"), ("小", "-2"), ("", "missing")])
def test_price_may_depend_on_the_class(group, expected):
    shape = "{form: flat, deduct: {by: class, table: {大: 4, 小: 2}}}"
    assert points(shape, 1, group=group, head="{classes: [大, 小]}") == expected


def test_amount_with_max_points_starts_full_and_ends_at_the_floor():
    assert points("{form: flat, deduct: 3}", 1, max_points=2) == "0"
    assert points("{form: flat, deduct: 1.5}", 1, max_points=2) == "0.5"


@pytest.mark.parametrize(
    ("shape", "times", "sentence"),
    [
        ("{form: flat, deduct: 3}", 0, "未发现，不扣分"),
        ("{form: flat, deduct: 3}", 1, "共1次，扣3分"),
        ("{form: flat, give: 3}", 2, "共2次，不论多少，加3分"),
        ("{form: flat, give: 3, when: {at_least: 2}}", 1, "共1次，不属“2次以上”，不加分"),
        ("{form: flat, deduct: 3, when: {at_least: 2}}", 2, "共2次，属“2次以上”，扣3分"),
    ],
)
def test_sentence(shape, times, sentence):
    rows = [fact(f"03-{day + 1:02}") for day in range(times)]
    assert told(outcome(book(rule(shape=shape)), rows)) == sentence
