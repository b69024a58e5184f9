"""`ratio`: one simple measure over another."""

import pytest

from tests.scoring.builders import RATIO, book, fact, measured, outcome, rule, subject, told

HEAD = "{attributes: {members: 党员人数, part: 分子, whole: 分母}}"
PER_MEMBER = "{take: ratio, part: {take: sum, of: meeting.any}, whole: {take: attribute, name: members}}"


def test_part_over_whole():
    members = [subject(attributes={"members": 7})]
    assert measured(PER_MEMBER, fact("01-05", actual=3), head=HEAD, subjects=members) == "3/7"
    assert measured(PER_MEMBER, head=HEAD, subjects=members) == "0"


@pytest.mark.parametrize("attributes", [{}, {"members": 0}])
def test_missing_or_zero_whole_is_absent(attributes):
    assert measured(PER_MEMBER, head=HEAD, subjects=[subject(attributes=attributes)]) == "missing"


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, -4, "-1/4"), (-1, -4, "1/4"), (-3, 2, "-3/2"), ("0.5", 2, "1/4")]
)
def test_signs_and_decimals(part, whole, expected):
    one = [subject(attributes={"part": part, "whole": whole})]
    assert measured(RATIO, head=HEAD, subjects=one) == expected


def test_two_counts_and_two_values():
    counts = "{take: ratio, part: {take: count, of: a.b}, whole: {take: count, of: c.d}}"
    assert measured(counts, fact("01-05", "a.b"), fact("01-05", "c.d"), fact("01-06", "c.d")) == "1/2"
    assert measured(counts) == "missing"
    values = "{take: ratio, part: {take: value, of: a.b}, whole: {take: value, of: c.d, combine: mean}}"
    rows = [fact("01-05", "a.b", actual=1), fact("01-05", "c.d", actual=1), fact("01-06", "c.d", actual=2)]
    assert measured(values, *rows) == "2/3"


@pytest.mark.parametrize("side", ["part", "whole"])
def test_state_of_either_side_is_the_state_of_the_ratio(side):
    other = "whole" if side == "part" else "part"
    measure = f"{{take: ratio, {side}: {{take: sum, of: a.b, within: [0, 1]}}, {other}: {{take: count, of: c.d}}}}"
    rows = [fact("01-05", "c.d")]
    assert measured(measure, *rows, fact("01-05", "a.b", actual=1)) == "1"
    assert measured(measure, *rows, fact("01-05", "a.b", actual=2)) == "failed"
    assert measured(measure, *rows, fact("01-05", "a.b")) == "missing"
    assert measured(measure, *rows, connected=["c.d"]) == "missing"


@pytest.mark.parametrize(
    ("part", "whole", "shape", "sentence"),
    [
        (
            "{take: sum, of: a.b, counted_in: 学时}",
            "{take: attribute, name: members}",
            "{form: proportional, give: 3, at: 32}",
            "10学时，党员人数4，平均2.5，达到32得3分，按比例得约0.2344分；本项满分3分，现得0.234分",
        ),
        (
            "{take: count, of: a.b, per: [person]}",
            "{take: attribute, name: members}",
            "{form: proportional, give: 3}",
            "1人，党员人数4，比率25%，达到100%得3分，按比例得0.75分；本项满分3分，现得0.75分",
        ),
        (
            "{take: count, of: a.b}",
            "{take: value, of: a.b}",
            "{form: per_item, give: 1}",
            "1次，10，平均0.1，得0.1分；本项满分3分，现得0.1分",
        ),
        (
            "{take: count, of: a.b}",
            "{take: attribute, name: members}",
            "{form: tiers, tiers: [{at_least: 20%, give: 2}, {less_than: 20%, give: 0}]}",
            "1次，党员人数4，比率25%，属“20%以上”一档，得2分；本项满分3分，现得2分",
        ),
        (
            "{take: count, of: a.b}",
            "{take: attribute, name: members}",
            "{form: flat, give: 2, when: {at_least: 50%}}",
            "1次，党员人数4，比率25%，不属“50%以上”，不得分；本项满分3分，现得0分",
        ),
    ],
)
def test_sentence(part, whole, shape, sentence):
    rulebook = book(
        rule(measure=f"{{take: ratio, part: {part}, whole: {whole}}}", shape=shape, max_points=3),
        head=HEAD if "members" in whole else "{}",
    )
    members = [subject(attributes={"members": 4})]
    assert told(outcome(rulebook, [fact("01-05", "a.b", actual=10, person="张")], members)) == sentence
