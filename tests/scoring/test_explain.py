"""A line in words: the whole sentence, the facts that counted, those left out, and the path up to the grade."""

from datetime import date
from fractions import Fraction

import pytest

from mingheng.scoring import FactNote, explain
from mingheng.scoring.language.words import Interval
from mingheng.scoring.phrases import interval_text, number, percent, quotient, shown
from tests.scoring.builders import book, fact, outcome, rule, subject, told

MEETINGS = rule(
    "meetings",
    "{take: shortfall, of: meeting.committee, each: month, required: 1}",
    "{form: per_item, deduct: 0.5}",
    max_points=3,
    node="org_life",
)
RULEBOOK = book(
    MEETINGS,
    nodes="[{node: org_life, parent: total, label: 组织生活, article: 第二章, max_points: 3, weight: 50%}]",
    periods="{month: {every: month}}",
    grading="""{by: total, levels: [{grade: 好, article: 第五条, at_least: 1}, {grade: 差, article: 第五条, less_than: 1}]}""",
)
NINE = [fact(f"{month:02}-10", "meeting.committee", source=f"会议 第{month + 1}行") for month in range(1, 10)]


def test_sentence_of_the_founding_example():
    explanation = explain(outcome(RULEBOOK, NINE, as_of="2026-10-31"), "甲", "meetings")
    assert explanation.sentence == (
        "应有12次，已到期10次，实有9次，少1次，每少1次扣0.5分，扣0.5分；本项满分3分，现得2.5分"
        "；已得1.5分，已失0.5分，仍可得1分〔第三条〕"
    )


def test_path_leads_up_to_the_grade():
    explanation = explain(outcome(RULEBOOK, NINE), "甲", "meetings")
    assert explanation.path == (
        "组织生活：各项合计1.5分（满分3分），按50%计入“总分”0.75分〔第二章〕",
        "总分：各项合计0.75分",
        "0.75分，属“差”（不足1分）",
        "等次：差",
    )
    assert explain(outcome(RULEBOOK, NINE), "甲", "org_life").path == explanation.path[1:]


def test_path_without_a_grade_ends_with_the_reason():
    explanation = explain(outcome(RULEBOOK, NINE, as_of="2026-10-31"), "甲", "meetings")
    assert explanation.path[-1] == "还有指标未到期，暂不定等"


def test_facts_that_counted_and_that_did_not():
    rows = [
        fact("03-01", level="市", person="张", case="一", expected=10, actual="9.5", source="会议 第2行"),
        fact("02-01", level="县", source="会议 第3行"),
        fact("2025-02-01", source="会议 第4行"),
    ]
    explanation = explain(
        outcome(book(rule(measure="{take: count, of: meeting.any, where: {level: [市]}}")), rows), "甲", "r"
    )
    assert explanation.counted == (
        FactNote("会议 第2行", date(2026, 3, 1), "meeting.any", "市 一 应10 实9.5", "", "张**"),
    )
    assert explanation.left_out == (
        FactNote(
            "会议 第4行", date(2025, 2, 1), "meeting.any", "", "2025-02-01不在本项考核时段内（2026-01-01至2026-12-31）"
        ),
        FactNote("会议 第3行", date(2026, 2, 1), "meeting.any", "县", "级别或类型不在本项范围内"),
    )


def test_facts_of_others_are_not_shown_and_nodes_have_none():
    rows = [fact("03-01", subject="乙")]
    result = outcome(book(rule()), rows, [subject("甲"), subject("乙")])
    assert explain(result, "甲", "r").counted == explain(result, "甲", "r").left_out == ()
    assert len(explain(result, "乙", "r").counted) == 1
    assert explain(result, "乙", "total").counted == ()


def test_facts_of_conditions_and_factors_are_shown_once():
    times = "[{factor: 2, when: {measure: {take: count, of: meeting.any}, at_least: 1}}]"
    applies = "{when: {measure: {take: count, of: finding.x}, equals: 1}}"
    rows = [fact("03-01"), fact("03-02", "finding.x")]
    explanation = explain(outcome(book(rule(times=times, applies=applies)), rows), "甲", "r")
    assert sorted(note.kind for note in explanation.counted) == ["finding.x", "meeting.any"]


def test_fact_that_one_part_takes_and_another_leaves_out_is_shown_with_both():
    measure = "{take: ratio, part: {take: count, of: meeting.any, where: {level: [市]}}, whole: {take: count, of: meeting.any}}"
    explanation = explain(outcome(book(rule(measure=measure)), [fact("03-01", level="县")]), "甲", "r")
    assert (len(explanation.counted), [note.reason for note in explanation.left_out]) == (
        1,
        ["级别或类型不在本项范围内"],
    )


@pytest.mark.parametrize(
    ("person", "shown_as"), [("李明", "李**"), ("李建国", "李**"), ("李明2", "李**"), ("P-012", "P-012"), ("", "")]
)
def test_persons_are_masked_also_where_they_are_the_case(person, shown_as):
    note = explain(outcome(book(rule()), [fact("03-01", person=person, case=person)]), "甲", "r").counted[0]
    assert (note.person, note.text) == (shown_as, shown_as)


BALLOT = "{{take: ballot, of: tally.x{}}}"


@pytest.mark.parametrize(
    ("measure", "level", "case", "reason"),
    [
        (BALLOT.format(", share_of: [好], options: [好, 差]"), "很好", "群众", "选项不在本项范围内"),
        (BALLOT.format(", share_of: [好], options: [好, 差]"), "差", "群众", ""),
        (BALLOT.format(", share_of: [好]"), "很好", "群众", ""),
        (BALLOT.format(", values: {好: 1, 差: 0}"), "很好", "群众", "选项不在本项范围内"),
        (BALLOT.format(", share_of: [好], groups: {群众: 1}"), "好", "服务对像", "投票群体不在本项范围内"),
        (BALLOT.format(", share_of: [好], groups: {群众: 1}"), "好", "群众", ""),
        ("{take: value, of: tally.x, combine: mean, weights: {考核组: 1}}", "考核小组", "", "评分方不在本项范围内"),
        ("{take: value, of: tally.x, combine: mean, weights: {考核组: 1}}", "考核组", "", ""),
    ],
)
def test_votes_and_marks_that_the_rule_does_not_take_are_left_out(measure, level, case, reason):
    rows = [fact("03-01", "tally.x", level=level, case=case, actual=5)]
    explanation = explain(outcome(book(rule(measure=measure)), rows), "甲", "r")
    assert [note.reason for note in explanation.counted + explanation.left_out] == [reason]


@pytest.mark.parametrize(
    ("shape", "more", "expected"),
    [
        ("{form: flat, give: 1, when: {equals: 100%}}", {}, "不符合“等于100%”"),
        ("{form: flat, give: 1, when: {less_than: 100%}}", {}, "符合“不足100%”，加1分"),
        ("{form: all_or_nothing, when: {equals: 100%}}", {"max_points": 2}, "不符合“等于100%”；本项满分2分，现得0分"),
    ],
)
def test_rule_for_reference_says_whether_it_holds(shape, more, expected):
    rulebook = book(rule(measure="{take: rate, of: tally.x}", shape=shape, reference=True, **more))
    result = outcome(rulebook, [fact("03-01", "tally.x", expected=4, actual=3)])
    assert told(result) == f"应有4，实有3，比率75%，{expected}（仅供参考，不计入总分）"


def test_rule_without_an_article_of_its_own_on_a_node_says_no_source():
    assert explain(outcome(RULEBOOK, NINE), "甲", "total").sentence == "各项合计0.75分"


@pytest.mark.parametrize(
    ("words", "unit", "expected"),
    [
        ({"at_least": 90}, "分", "90分以上"),
        ({"more_than": 3, "at_most": 12}, "个月", "超过3个月、不超过12个月"),
        ({"less_than": 60}, "", "不足60"),
        ({"less_than": 0}, "", "低于0"),
        ({"equals": 2}, "项", "等于2项"),
        ({}, "", ""),
    ],
)
def test_range_in_words(words, unit, expected):
    assert interval_text(Interval(**{key: Fraction(value) for key, value in words.items()}), unit) == expected


def test_range_of_shares_in_words():
    assert (
        interval_text(Interval(at_least=Fraction("0.8"), less_than=Fraction("0.95")), as_share=True)
        == "80%以上、不足95%"
    )


def test_numbers_as_people_write_them():
    assert (number(Fraction(2, 3)), percent(Fraction(2, 3)), quotient(Fraction(1, 3)), quotient(Fraction(1, 4))) == (
        "0.6667",
        "66.67%",
        "1/3",
        "0.25",
    )
    assert (shown(None), shown(Fraction(5, 2))) == ("无", "2.5")
