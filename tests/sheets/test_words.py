"""Words that only the rulebook knows: options, groups, sides, grades. A misspelt one never drops a row silently."""

import pytest

from mingheng.scoring.documents import Document, read_text
from mingheng.scoring.language.loading import read_plain
from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data
from mingheng.sheets.vocabulary import words_read
from tests.sheets.conftest import RULEBOOK

RULES = """
  - rule: opinion
    label: 服务对象满意度
    node: total
    article: 第四条
    text: 按满意率计分。
    max_points: 10
    measure:
      take: ballot
      of: tally.opinion
      share_of: [满意]
      options: [满意, 不满意]
      groups: {党员: 40%, 服务对象: 60%}
    shape: {form: proportional, give: 10}
  - rule: report
    label: 述职报告
    node: total
    article: 第五条
    text: 优得5分，良得3分。
    max_points: 5
    measure: {take: levels, of: decision.report, values: {优: 5, 良: 3}}
    shape: {form: per_item, give: 1}
  - rule: reviewed
    label: 考评组评分
    node: total
    article: 第六条
    text: 按考评组评分计分。
    max_points: 100
    measure: {take: value, of: mark.reviewed, weights: {自评: 20%, 考核组: 80%}}
    shape: {form: proportional, give: 100, from: 0, at: 100}
  - rule: severe
    label: 严重问题
    node: total
    article: 第七条
    text: 每发现一次严重问题扣2分。
    measure: {take: count, of: finding.severe, where: {level: [严重]}}
    shape: {form: per_item, deduct: 2}
  - rule: plain
    label: 一般问题
    node: total
    article: 第八条
    text: 每发现一次扣1分，其中重复的另扣1分。
    measure: {take: count, of: finding.plain}
    shape: {form: per_item, deduct: 1}
  - rule: repeated
    label: 重复问题
    node: total
    article: 第八条
    text: 重复的另扣1分。
    measure: {take: count, of: finding.plain, where: {level: [重复发生]}}
    shape: {form: per_item, deduct: 1}
grading:
  by: total
  levels:
    - {grade: 好, article: 第九条, at_least: 80}
    - {grade: 差, article: 第九条, less_than: 80}
effects:
  - effect: decided
    label: 会议确定等次
    article: 第十条
    when: {measure: {take: count, of: decision.decided}, at_least: 1}
    then: {recorded_in: decision.decided}
  - effect: falsified
    label: 弄虚作假
    article: 第十一条
    when: {measure: {take: count, of: decision.falsified, where: {level: [属实]}}, at_least: 1}
    then: {grade: 差}
consequences:
  - consequence: again
    label: 连续两年差
    article: 第十二条
    when: {measure: {take: run, of: history.grade, where: {level: [差]}}, at_least: 1}
    then: 约谈
"""

TALLY = "单位,测评编码,测评日期,投票群体,选项,票数,发出票数\n"
DECISION = "单位,指标编码,决定日期,等次\n"
FINDING = "单位,指标编码,检查日期,情节\n"


@pytest.fixture(scope="module")
def book():
    found, _, problems = read_plain(read_text(RULEBOOK + RULES, Document(file="rulebook.yaml")).value)
    assert not problems
    return found


CASES = {
    "option": (
        "tally.csv",
        f"{TALLY}001,opinion,2026-12-01,党员,很满意,20,30\n001,opinion,2026-12-01,党员,不了解,1,30\n",
        "第2行 “选项”列：“很满意”不是“服务对象满意度”的选项。是不是“满意”？可选：满意、不满意、不了解、弃权、无效票。",
    ),
    "group": (
        "tally.csv",
        f"{TALLY}001,opinion,2026-12-01,服务对像,满意,20,30\n",
        "第2行 “投票群体”列：“服务对像”不是“服务对象满意度”的投票群体。是不是“服务对象”？可选：党员、服务对象。",
    ),
    "grade": (
        "decision.csv",
        f"{DECISION}001,report,2026-12-01,良好\n",
        "第2行 “等次”列：“良好”不是“述职报告”的等次。是不是“良”？可选：优、良。",
    ),
    "word of a veto": (
        "decision.csv",
        f"{DECISION}001,falsified,2026-12-01,情况属实\n",
        "第2行 “等次”列：“情况属实”不是“弄虚作假”的等次。是不是“属实”？可选：属实。",
    ),
    "grade that was decided": (
        "decision.csv",
        f"{DECISION}001,decided,2026-12-01,优秀\n",
        "第2行 “等次”列：“优秀”不是“会议确定等次”的等次。可选：好、差。",
    ),
    "reviewer's side": (
        "mark.csv",
        "单位,指标编码,评分日期,考评员,评分方,评分\n001,reviewed,2026-12-01,甲,考核小组,80\n",
        "第2行 “评分方”列：“考核小组”不是“考评组评分”的评分方。是不是“考核组”？可选：自评、考核组。",
    ),
    "severity": (
        "finding.csv",
        f"{FINDING}001,severe,2026-12-01,重大\n",
        "第2行 “情节”列：“重大”不是“严重问题”的情节。可选：严重。",
    ),
}


@pytest.mark.parametrize(("file", "text", "said"), CASES.values(), ids=CASES)
def test_word_that_nobody_reads_is_an_error(folder, kinds, book, file, text, said):
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, book)
    assert [str(problem) for problem in caught.value.problems] == [f"错误 {file} {said}"]


@pytest.mark.parametrize("bad", ["很满意,20,30", "满意,二十,30"])
def test_poll_with_a_row_left_out_gives_no_votes_at_all(folder, kinds, book, bad):
    rows = f"001,opinion,2026-12-01,党员,{bad}\n001,opinion,2026-12-01,党员,满意,5,30\n002,opinion,2026-12-01,党员,满意,5,30\n"
    (folder / "tally.csv").write_text(TALLY + rows, encoding="utf-8")
    dataset = read_data(folder, kinds, book, partial=True)
    assert [row.subject for row in dataset.rows] == ["002"]
    assert dataset.left_out == 2


def test_word_missing_where_only_named_ones_count_is_a_warning(folder, kinds, book):
    (folder / "decision.csv").write_text(f"{DECISION}001,falsified,2026-12-01,\n", encoding="utf-8")
    assert [str(problem) for problem in read_data(folder, kinds, book).problems] == [
        "提醒 decision.csv 第2行 “等次”列：“弄虚作假”没有填等次，这一行不会计入。可选：属实。"
    ]


def test_other_words_stay_free_where_somebody_reads_all(folder, kinds, book):
    rows = "001,plain,2026-12-01,初次\n001,plain,2026-12-02,重复发声\n"
    (folder / "finding.csv").write_text(FINDING + rows, encoding="utf-8")
    dataset = read_data(folder, kinds, book)
    assert [str(problem) for problem in dataset.problems] == [
        "提醒 finding.csv 第3行 “情节”列：细则没有写明“一般问题”的情节“重复发声”。是不是“重复发生”？请核对。"
    ]
    assert len(dataset.rows) == 2


def test_result_that_ends_a_run_is_no_mistake(folder, kinds, book):
    (folder / "history.csv").write_text("单位,项目编码,期末日期,等次\n001,grade,2026-06-30,好\n", encoding="utf-8")
    assert read_data(folder, kinds, book).problems == []


def test_words_are_those_of_every_reader(book):
    words = words_read(book)
    assert words["tally.opinion"].groups.words == ("党员", "服务对象")
    assert words["decision.decided"].levels.words == ("好", "差")
    assert not words["finding.plain"].levels.is_closed
