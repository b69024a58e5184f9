"""`proportional`: a part of the amount, between two values of the measure."""

import pytest

from tests.scoring.builders import RATIO, book, outcome, points, rule, subject, told


@pytest.mark.parametrize(
    ("value", "expected"), [("0", "0"), ("1/3", "1.667"), ("0.5", "2.5"), ("1", "5"), ("1.2", "5"), ("-0.1", "0")]
)
def test_part_of_the_way_from_nothing_to_all(value, expected):
    assert points("{form: proportional, give: 5}", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("0.6", "0"), ("0.59", "0"), ("0.775", "10"), ("0.95", "20"), ("1", "20")]
)
def test_way_may_begin_later(value, expected):
    assert points("{form: proportional, give: 20, from: 60%, at: 95%}", value) == expected


@pytest.mark.parametrize(("value", "expected"), [("30", "0"), ("20", "-1"), ("10", "-2"), ("5", "-2"), ("31", "0")])
def test_way_may_lead_down(value, expected):
    assert points("{form: proportional, deduct: 2, from: 30, at: 10}", value) == expected


@pytest.mark.parametrize(("group", "expected"), [("大", "4"), ("小", "2"), ("中", "1.5")])
def test_price_may_depend_on_the_class(group, expected):
    shape = "{form: proportional, give: {by: class, table: {大: 8, 小: 4}, otherwise: 3}}"
    assert points(shape, "1/2", group=group, head="{classes: [大, 中, 小]}") == expected


@pytest.mark.parametrize(
    ("shape", "part", "sentence"),
    [
        (
            "{form: proportional, give: 3}",
            1,
            "分子1，分母4，比率25%，达到100%得3分，按比例得0.75分；本项满分3分，现得0.75分",
        ),
        ("{form: proportional, give: 3}", 4, "分子4，分母4，比率100%，达到100%，得3分；本项满分3分，现得3分"),
        ("{form: proportional, give: 3}", 0, "分子0，分母4，比率0%，达到100%得3分，按比例得0分；本项满分3分，现得0分"),
        (
            "{form: proportional, give: 3, from: 50%, at: 1}",
            3,
            "分子3，分母4，比率75%，50%至100%之间按比例，满额3分，得1.5分；本项满分3分，现得1.5分",
        ),
        (
            "{form: proportional, deduct: 3, at: 2}",
            4,
            "分子4，分母4，平均1，达到2扣3分，按比例扣1.5分；本项满分3分，现得1.5分",
        ),
    ],
)
def test_sentence(shape, part, sentence):
    rulebook = book(rule(measure=RATIO, shape=shape, max_points=3), head="{attributes: {part: 分子, whole: 分母}}")
    assert told(outcome(rulebook, subjects=[subject(attributes={"part": part, "whole": 4})])) == sentence
