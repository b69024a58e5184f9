"""`all_or_nothing`: the full points or none."""

from decimal import Decimal

import pytest

from tests.scoring.builders import book, fact, outcome, points, rule, told


@pytest.mark.parametrize(("value", "expected"), [("0", "0"), ("0.999", "0"), ("1", "4"), ("7", "4")])
def test_one_or_more_gives_the_full_points(value, expected):
    assert points("{form: all_or_nothing}", value, max_points=4) == expected


@pytest.mark.parametrize(("value", "expected"), [("2/3", "2.5"), ("0.666", "0"), ("0.667", "2.5")])
def test_range_is_exact(value, expected):
    shape = "{form: all_or_nothing, when: {at_least: 66.6666%}}"
    assert points(shape, value, max_points=Decimal("2.5")) == expected


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ("{form: all_or_nothing}", "共1次，达到要求，得4分；本项满分4分，现得4分"),
        ("{form: all_or_nothing, when: {equals: 1}}", "共1次，达到要求（等于1次），得4分；本项满分4分，现得4分"),
        ("{form: all_or_nothing, when: {at_least: 2}}", "共1次，没有达到要求（2次以上），不得分；本项满分4分，现得0分"),
        (
            "{form: all_or_nothing, when: {less_than: 1}}",
            "共1次，没有达到要求（不足1次），不得分；本项满分4分，现得0分",
        ),
    ],
)
def test_sentence(shape, sentence):
    assert told(outcome(book(rule(shape=shape, max_points=4)), [fact("03-05")])) == sentence


def test_sentence_when_there_is_nothing():
    result = outcome(book(rule(shape="{form: all_or_nothing}", max_points=4)))
    assert told(result) == "共0次，不得分；本项满分4分，现得0分"
