"""`per_item`: an amount for every item beyond a free allowance."""

import pytest

from tests.scoring.builders import book, fact, outcome, points, rule, told


@pytest.mark.parametrize(("value", "expected"), [("0", "0"), ("1", "-0.5"), ("3", "-1.5"), ("1.25", "-0.625")])
def test_every_item_costs_its_price(value, expected):
    assert points("{form: per_item, deduct: 0.5}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("1", "0"), ("2", "0"), ("2.5", "0.1"), ("3", "0.2"), ("-4", "0")])
def test_free_items_give_nothing(value, expected):
    assert points("{form: per_item, give: 0.2, free: 2}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("-4", "-8"), ("-0.5", "-1")])
def test_negative_number_counts_without_free_or_first(value, expected):
    assert points("{form: per_item, give: 2}", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0"), ("0.5", "-5"), ("1", "-5"), ("1.5", "-5.5"), ("2", "-6"), ("3", "-7"), ("-1", "0")],
)
def test_first_item_has_a_price_of_its_own(value, expected):
    assert points("{form: per_item, first: 5, deduct: 1}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("2", "0"), ("3", "5"), ("4", "6")])
def test_first_counts_beyond_the_free_ones(value, expected):
    assert points("{form: per_item, free: 2, first: 5, give: 1}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("1/3", "0.167"), ("5/3", "0.833"), ("1/6", "0.083")])
def test_amount_is_rounded_once_at_the_leaf_stage(value, expected):
    assert points("{form: per_item, give: 0.5}", value) == expected


@pytest.mark.parametrize(("members", "expected"), [(49, "-1"), (50, "-0.5"), (None, "missing")])
def test_price_may_depend_on_an_attribute(members, expected):
    shape = "{form: per_item, deduct: {by: members, tiers: [{less_than: 50, is: 1}, {at_least: 50, is: 0.5}]}}"
    attributes = {} if members is None else {"members": members}
    head = "{attributes: {part: 分子, whole: 分母, members: 党员人数}}"
    assert points(shape, 1, attributes=attributes, head=head) == expected


@pytest.mark.parametrize(
    ("shape", "count", "sentence"),
    [
        ("{form: per_item, give: 0.5}", 3, "共3次，每1次加0.5分，加1.5分"),
        ("{form: per_item, deduct: 1}", 0, "未发现，不扣分"),
        ("{form: per_item, deduct: 0.2, free: 2}", 1, "共1次，其中1次不计，不扣分"),
        ("{form: per_item, deduct: 0.2, free: 2}", 4, "共4次，其中2次不计，每1次扣0.2分，扣0.4分"),
        ("{form: per_item, deduct: 2, first: 1}", 1, "共1次，第1次扣1分，以后每1次扣2分，扣1分"),
    ],
)
def test_sentence(shape, count, sentence):
    rows = [fact(f"03-{day + 1:02}") for day in range(count)]
    assert told(outcome(book(rule(shape=shape)), rows)) == sentence
