"""`children`: the scored lines of the assessed subjects below, level by level."""

import pytest

from tests.scoring.builders import book, fact, outcome, rule, subject, told

HEAD = "{classes: [支部, 机关], attributes: {members: 党员人数}}"
OWN = rule("own", "{take: value, of: mark.x}", max_points=100, applies="{class: [支部]}", if_missing="not_applicable")


def book_of(more="", of="own", **limits):
    below = rule("below", f"{{take: children, of: {of}{more}}}", reference=True, **limits)
    return book(OWN, below, head=HEAD)


def office(*marks, weights=None, **more):
    members = weights or [1] * len(marks)
    branches = [
        subject(name, "支部", parent="甲", attributes={} if number is None else {"members": number}, **more)
        for name, number in zip("乙丙丁", members, strict=False)
    ]
    rows = [
        fact("12-01", "mark.x", one.id, actual=mark)
        for one, mark in zip(branches, marks, strict=False)
        if mark is not None
    ]
    return rows, [subject("甲", "机关"), *branches]


def combined(rulebook, rows, subjects, name="甲"):
    line = outcome(rulebook, rows, subjects).line(name, "below")
    return line.status if line.measure is None else str(line.measure)


@pytest.mark.parametrize(
    ("combine", "expected"), [("mean", "245/3"), ("sum", "245"), ("lowest", "70"), ("highest", "90")]
)
def test_ways_to_combine(combine, expected):
    assert combined(book_of(f", combine: {combine}"), *office(90, 85, 70)) == expected


def test_who_has_no_children_or_none_that_is_scored_is_absent():
    rows, subjects = office(90, None)
    assert combined(book_of(), rows, subjects) == "90"
    assert combined(book_of(), rows, subjects, "乙") == "missing"
    assert combined(book_of(), *office(None, None)) == "missing"
    assert combined(book_of(", combine: lowest"), *office(None, None)) == "missing"
    assert combined(book_of(), *office(90, 80, assessed=False)) == "missing"


@pytest.mark.parametrize(
    ("weights", "expected"),
    [([10, 30], "75"), ([1, 3], "75"), (["0.001", "0.003"], "75"), ([10, None], "missing"), ([0, 30], "70")],
)
def test_mean_may_be_weighted_by_an_attribute(weights, expected):
    rows, subjects = office(90, 70, weights=weights)
    assert combined(book_of(", weighted_by: members"), rows, subjects) == expected


def test_weights_that_add_up_to_nothing_are_absent():
    rows, subjects = office(90, 70)
    nobody = [subjects[0], *(subject(one.id, "支部", parent="甲", attributes={"members": 0}) for one in subjects[1:])]
    assert combined(book_of(", weighted_by: members"), rows, nobody) == "missing"
    assert combined(book_of(", weighted_by: members"), [], nobody) == "missing"


def test_class_may_be_named():
    rows, subjects = office(90, 70)
    other = subject("戊", "机关", parent="甲")
    assert combined(book_of(", class: [支部]"), rows, [*subjects, other]) == "80"
    assert combined(book_of(", class: [机关]"), rows, [*subjects, other]) == "missing"


def test_results_roll_up_over_several_levels():
    below = rule("below", "{take: children, of: total}", "{form: per_item, give: 0.5}", if_missing="zero")
    rulebook = book(rule("own", "{take: value, of: mark.x}", if_missing="zero"), below, head=HEAD)
    subjects = [subject("甲"), subject("乙", parent="甲"), subject("丙", parent="乙"), subject("丁", parent="丙")]
    result = outcome(rulebook, [fact("12-01", "mark.x", "丁", actual=80)], subjects)
    assert [str(result.line(name, "total").points) for name in "丁丙乙甲"] == ["80", "40", "20", "10"]


def test_sentence():
    rulebook = book_of(", combine: lowest")
    assert told(outcome(rulebook, *office(90, 70)), "below") == "下级2个，最低70分，加70分（仅供参考，不计入总分）"
    assert told(outcome(book_of(), *office(90, 70)), "below") == "下级2个，平均80分，加80分（仅供参考，不计入总分）"
