"""The register: what is wrong with it, and how a subject is found by number or name."""

from decimal import Decimal

import pytest

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data

HEAD = "编号,名称,类别,组织类型,上级,成立日期,撤销日期,党员人数\n"

CASES = {
    "circle of superiors": (
        "1,甲,一类单位,,3,,,\n2,乙,一类单位,,1,,,\n3,丙,一类单位,,2,,,\n4,丁,一类单位,,1,,,\n",
        ["错误 考核对象.csv 第2行 “上级”列：上下级关系成了一个圈：1 → 3 → 2 → 1。请改正其中一个“上级”。"],
    ),
    "its own superior": (
        "1,甲,一类单位,,甲,,,\n",
        ["错误 考核对象.csv 第2行 “上级”列：上下级关系成了一个圈：1 → 1。请改正其中一个“上级”。"],
    ),
    "number given twice": (
        "1,甲,一类单位,,,,,\n1,乙,一类单位,,,,,\n",
        ["错误 考核对象.csv 第3行 “编号”列：编号“1”与第2行相同，是同一条记录填了两次。请删去一行，或改正编号。"],
    ),
    "unknown class and kind": (
        "1,甲,其他,党委会,,,,\n",
        [
            "错误 考核对象.csv 第2行 “类别”列：“其他”不在可选范围内。可选：一类单位、二类单位。",
            "错误 考核对象.csv 第2行 “组织类型”列：“党委会”不在可选范围内。可选：机关党委、党支部。",
        ],
    ),
    "superior that is not there": (
        "1,甲,一类单位,,9,,,\n",
        ["错误 考核对象.csv 第2行 “上级”列：“9”不在考核对象名册中。请核对编号或名称，或先把它加入名册。"],
    ),
    "closed before founded, founded before the Party": (
        "1,甲,一类单位,,,2026-03-01,2026-02-01,\n2,乙,一类单位,,,1911-01-01,,\n",
        [
            "错误 考核对象.csv 第3行 “成立日期”列：日期1911-01-01离考核周期太远，合理的范围是1921-07-01至2028-12-31。请核对年份。",
            "错误 考核对象.csv 第2行 “撤销日期”列：“1”的撤销日期早于成立日期。请核对两个日期。",
        ],
    ),
    "attribute that is no number": (
        "1,甲,一类单位,,,,,二十\n",
        ["错误 考核对象.csv 第2行 “党员人数”列：“二十”不是数。请只填数字，不带单位和文字。"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_fault_is_told_with_its_place(folder, kinds, rulebook, text, expected):
    (folder / "考核对象.csv").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    assert [str(problem) for problem in caught.value.problems] == expected


def test_sheet_must_be_there_even_for_partial_reading(folder, kinds, rulebook):
    (folder / "考核对象.csv").unlink()
    (folder / "meeting.csv").write_text("单位,类型,召开日期\n甲,党课,2026-03-01\n", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook, partial=True)
    assert [str(problem) for problem in caught.value.problems] == [
        "错误 工作表“考核对象”：没有考核对象名册。请加上名为“考核对象”的工作表或文件。"
    ]


def test_empty_attribute_is_missing_not_zero(folder, kinds, rulebook):
    (folder / "考核对象.csv").write_text(HEAD + "1,甲,一类单位,,,,,\n2,乙,一类单位,,,,,12.5\n", encoding="utf-8")
    subjects = read_data(folder, kinds, rulebook).subjects
    assert [subject.attributes for subject in subjects] == [{}, {"members": Decimal("12.5")}]


def test_name_that_several_have_must_give_way_to_the_number(folder, kinds, rulebook):
    (folder / "考核对象.csv").write_text(HEAD + "1,甲,一类单位,,,,,\n2,甲,一类单位,,,,,\n", encoding="utf-8")
    (folder / "meeting.csv").write_text("单位,类型,召开日期\n2,党课,2026-03-01\n甲,党课,2026-03-01\n", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    assert [str(problem) for problem in caught.value.problems] == [
        "错误 meeting.csv 第3行 “单位”列：名册中有几个“甲”（编号1、2）。请改填编号。"
    ]
