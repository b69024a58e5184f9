"""Headings are found by name; what is said when one is wrong, unknown, repeated or missing."""

import pytest

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data

CASES = {
    "wrong heading, with the nearest one": (
        "单位,类型,召开日期,应到人头,议题类\n001,党课,2026-03-01,5,\n",
        [
            "错误 meeting.csv 第1行 “应到人头”列：没有“应到人头”这一栏。是不是“应到”？请改正栏目名称。",
            "错误 meeting.csv 第1行 “议题类”列：没有“议题类”这一栏。是不是“议题”？请改正栏目名称。",
        ],
    ),
    "repeated heading, also under another of its names": (
        "单位,类型,召开日期,日期,类型\n001,党课,2026-03-01,2026-03-01,党课\n",
        [
            "错误 meeting.csv 第1行 “日期”列：“日期”这一栏出现了两次，第一次在C列。请删去一列，或改成不同的名称。",
            "错误 meeting.csv 第1行 “类型”列：“类型”这一栏出现了两次，第一次在B列。请删去一列，或改成不同的名称。",
        ],
    ),
    "missing headings": (
        "类型,应到\n党课,5\n",
        [
            "错误 meeting.csv 第1行 “单位”列：缺少必填栏“单位”。请补上这一列。",
            "错误 meeting.csv 第1行 “召开日期”列：缺少必填栏“召开日期”。请补上这一列。",
        ],
    ),
    "no heading at all": (
        "001,党课,2026-03-01\n002,党课,2026-03-01\n",
        ["错误 meeting.csv 第1行：找不到栏目行。请对照模板补上栏目名称，如“单位”“编号”。"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_fault_is_told_with_its_place(folder, kinds, rulebook, text, expected):
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    assert [str(problem) for problem in caught.value.problems] == expected


def test_unreadable_sheet_is_not_connected(folder, kinds, rulebook):
    (folder / "meeting.csv").write_text("类型,应到\n党课,5\n", encoding="utf-8")
    (folder / "finding.csv").write_text("单位,指标编码,检查日期\n", encoding="utf-8")
    assert read_data(folder, kinds, rulebook, partial=True).connected == {"finding.late_papers"}


def test_unknown_column_is_a_warning_and_a_note_is_none(folder, kinds, rulebook):
    (folder / "meeting.csv").write_text(
        "序号,单位,类型,召开日期,天气,备注\n1,001,党课,2026-03-01,晴,无\n", encoding="utf-8"
    )
    assert [str(problem) for problem in read_data(folder, kinds, rulebook).problems] == [
        "提醒 meeting.csv 第1行 “天气”列：没有“天气”这一栏，这一列没有读取。用不着的可以保留，否则请对照模板改正栏目名称。"
    ]


def test_order_synonyms_blanks_brackets_and_title_rows_make_no_difference(folder, kinds, rulebook):
    text = (
        "县直机关三会一课登记表,,,,\n填报单位：县教育局,,,,\n"
        '实到（人）," 会议 类型*","召开\n日期", 单位名称 ,应到(人)\n'
        "5,党课,2026/3/1,县教育局,６\n,,,,\n4,支部委员会,2026年3月2日,县水利局,5\n"
        "合计,,,,11\n审核人：张三,,填报人：李四,,\n"
    )
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    dataset = read_data(folder, kinds, rulebook)
    assert dataset.problems == []
    assert [(row.subject, row.kind, row.day.isoformat(), row.expected, row.actual) for row in dataset.rows] == [
        ("001", "meeting.lecture", "2026-03-01", 6, 5),
        ("002", "meeting.committee", "2026-03-02", 5, 4),
    ]
    assert [row.source for row in dataset.rows] == ["三会一课与组织生活 第4行", "三会一课与组织生活 第6行"]
