"""`peers`: the subject against the others of its group, on lines that are scored."""

import pytest

from tests.scoring.builders import book, fact, outcome, rule, subject, told

HEAD = "{classes: [一类, 二类], unit_kinds: [党组], rounding: {leaf: 2, group: 4, total: 2}}"


def peers(compared, among="class", of="own", shape="{form: per_item, give: 1}"):
    own = rule("own", "{take: value, of: mark.x}", "{form: per_item, give: 1}", max_points=100)
    against = rule("against", f"{{take: peers, of: {of}, is: {compared}, among: {among}}}", shape, reference=True)
    return book(own, against, head=HEAD)


def marked(**marks):
    return [fact("12-01", "mark.x", name, actual=mark) for name, mark in marks.items()]


def four(**more):
    return [subject(name, "一类", **more) for name in "甲乙丙丁"]


def compared(rulebook, rows, subjects, code="against"):
    result = outcome(rulebook, rows, subjects)
    lines = [result.line(one.id, code) for one in subjects]
    return [line.status if line.measure is None else str(line.measure) for line in lines]


MARKS = marked(甲=90, 乙=80, 丙=80, 丁=50)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("rank", ["1", "2", "2", "4"]),
        ("rank_share", ["1/4", "1/2", "1/2", "1"]),
        ("over_highest", ["1", "8/9", "8/9", "5/9"]),
        ("over_mean", ["6/5", "16/15", "16/15", "2/3"]),
        ("minus_mean", ["15", "5", "5", "-25"]),
        ("minus_highest", ["0", "-10", "-10", "-40"]),
    ],
)
def test_against_four(word, expected):
    assert compared(peers(word), MARKS, four()) == expected


def test_mean_is_rounded_to_the_group_stage():
    three = four()[:3]
    # 251 ÷ 3 = 83.6667
    assert compared(peers("minus_mean"), marked(甲=90, 乙=80, 丙=81), three) == [
        "63333/10000",
        "-36667/10000",
        "-26667/10000",
    ]


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        ("class", ["1", "1", "2", "2"]),
        ("kind", ["1", "2", "3", "1"]),
        ("parent", ["1", "1", "1", "2"]),
        ("all", ["1", "2", "3", "4"]),
    ],
)
def test_group_is_class_kind_parent_or_everybody(among, expected):
    subjects = [
        subject("甲", "一类", kind="党组", parent="乙"),
        subject("乙", "二类", kind="党组"),
        subject("丙", "二类", kind="党组", parent="丁"),
        subject("丁", "一类"),
    ]
    assert compared(peers("rank", among), marked(甲=90, 乙=80, 丙=70, 丁=60), subjects) == expected


def test_who_is_not_assessed_or_not_scored_is_no_peer():
    subjects = [*four()[:2], subject("丙", "一类", assessed=False), subject("丁", "一类")]
    rows = marked(甲=80, 乙=60, 丙=100)
    assert compared(peers("over_highest"), rows, subjects) == ["1", "3/4", "missing", "missing"]
    assert compared(peers("rank"), rows, subjects) == ["1", "2", "missing", "missing"]


def test_line_for_reference_can_be_compared():
    own = rule("own", "{take: value, of: mark.x}", max_points=100, reference=True)
    rulebook = book(own, rule("against", "{take: peers, of: own, is: rank}", reference=True), head=HEAD)
    assert compared(rulebook, MARKS, four()) == ["1", "2", "2", "4"]


@pytest.mark.parametrize("word", ["over_highest", "over_mean"])
def test_division_by_nothing_is_absent(word):
    assert compared(peers(word), marked(甲=0, 乙=0), four()[:2]) == ["missing", "missing"]


def test_node_can_be_compared():
    own = rule("own", "{take: value, of: mark.x}", max_points=100, node="part")
    against = rule("against", "{take: peers, of: part, is: minus_highest}")
    nodes = "[{node: part, parent: total, label: 部分, max_points: 100, weight: 30%, article: 第一条}]"
    rulebook = book(own, against, nodes=nodes, head=HEAD)
    result = outcome(rulebook, MARKS, four())
    assert [str(result.line(name, "total").points) for name in "甲丁"] == ["27", "-25"]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("rank", "在4个同类考核对象中排第2，加2分（仅供参考，不计入总分）"),
        ("rank_share", "在4个同类考核对象中处于前50%，加0.5分（仅供参考，不计入总分）"),
        ("over_highest", "自身80分，同类最高90分，为最高的约88.89%，加约0.8889分；计0.89分（仅供参考，不计入总分）"),
        ("over_mean", "自身80分，同类平均75分，为平均的约106.67%，加约1.0667分；计1.07分（仅供参考，不计入总分）"),
        ("minus_mean", "自身80分，同类平均75分，高5分，加5分（仅供参考，不计入总分）"),
        ("minus_highest", "自身80分，同类最高90分，低10分，扣10分（仅供参考，不计入总分）"),
    ],
)
def test_sentence(word, sentence):
    assert told(outcome(peers(word), MARKS, four()), "against", "乙") == sentence


def test_sentence_of_equals():
    assert (
        told(outcome(peers("minus_highest"), MARKS, four()), "against")
        == "自身90分，同类最高90分，持平，不加分（仅供参考，不计入总分）"
    )
