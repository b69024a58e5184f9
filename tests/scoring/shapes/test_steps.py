"""`steps`: an amount for every step away from a target, on either side."""

import pytest

from tests.scoring.builders import RATIO, book, outcome, points, rule, subject, told

BELOW = "{{form: steps, target: 95%, below: {{step: 1%, deduct: 0.1}}, partial: {partial}}}"
COARSE = "{rounding: {leaf: 2}, attributes: {part: 分子, whole: 分母}}"


@pytest.mark.parametrize(
    ("partial", "value", "expected"),
    [
        ("ignore", "0.95", "0"),
        ("ignore", "0.941", "0"),
        ("ignore", "0.94", "-0.1"),
        ("ignore", "0.935", "-0.1"),
        ("full", "0.949", "-0.1"),
        ("full", "0.94", "-0.1"),
        ("full", "0.939", "-0.2"),
        ("proportional", "0.945", "-0.05"),
        ("proportional", "0.9", "-0.5"),
        ("proportional", "1", "0"),
    ],
)
def test_begun_step_is_ignored_full_or_proportional(partial, value, expected):
    assert points(BELOW.format(partial=partial), value, head=COARSE) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("1", "0"), ("1.09", "0"), ("1.1", "0.5"), ("1.25", "1"), ("0.91", "0"), ("0.9", "-0.5")]
)
def test_both_sides(value, expected):
    shape = "{form: steps, target: 1, below: {step: 10%, deduct: 0.5}, above: {step: 0.1, give: 0.5}}"
    assert points(shape, value) == expected


def test_side_without_a_figure_gives_nothing():
    assert points("{form: steps, target: 5, above: {step: 1, give: 2}}", 2) == "0"
    assert points("{form: steps, target: 5, above: {step: 1, give: 2}}", 7) == "4"


@pytest.mark.parametrize(("value", "expected"), [("1/3", "1"), ("2/3", "2"), ("0.666", "1"), ("1", "3")])
def test_step_may_be_a_fraction(value, expected):
    assert points("{form: steps, target: 0, above: {step: 1/3, give: 1}}", value) == expected


@pytest.mark.parametrize(
    ("shape", "value", "sentence"),
    [
        (
            BELOW.format(partial="ignore"),
            (9, 10),
            "9，分母10，比率90%，以95%为准，每低1个百分点扣0.1分（不足1个百分点的不计），扣0.5分",
        ),
        (BELOW.format(partial="ignore"), (10, 10), "10，分母10，比率100%，以95%为准，不扣分"),
        (
            "{form: steps, target: 2, above: {step: 1/3, give: 1}, partial: full}",
            (5, 2),
            "5，分母2，平均2.5，以2为准，每高1/3加1分（不足1/3的按1/3计），加2分",
        ),
        (
            "{form: steps, target: 0, above: {step: 10, deduct: 1}, partial: proportional}",
            (5, 1),
            "5，分母1，平均5，每10扣1分（不足10的按比例计），扣0.5分",
        ),
        ("{form: steps, target: 0, above: {step: 10, deduct: 1}}", (0, 1), "0，分母1，平均0，不扣分"),
    ],
)
def test_sentence(shape, value, sentence):
    rulebook = book(rule(measure=RATIO, shape=shape), head=COARSE)
    one = subject(attributes={"part": value[0], "whole": value[1]})
    # The part is an attribute too, so its heading stands before its number.
    assert told(outcome(rulebook, subjects=[one])) == "分子" + sentence
