"""Every unit hands in its own workbook: sheets of one kind are read as one, and each row keeps its file in its place."""

import pytest

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data, write_template

HEAD = "单位,类型,召开日期\n"
TALLY = "单位,测评编码,测评日期,投票群体,选项,票数,发出票数\n"


def problems_of(folder, kinds, rulebook):
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    return [str(problem) for problem in caught.value.problems]


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def test_rows_of_all_files_are_read(folder, kinds, rulebook):
    write(folder, "meeting.csv", f"{HEAD}001,党课,2026-03-01\n")
    write(folder, "三会一课与组织生活.csv", "类型,召开日期,单位\n党课,2026-03-02,002\n党课,2026-03-0,002\n")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 三会一课与组织生活.csv 第3行 “召开日期”列：日历上没有“2026-03-0”这一天。请核对年月日。"
    ]
    dataset = read_data(folder, kinds, rulebook, partial=True)
    assert [(row.subject, row.source) for row in dataset.rows] == [
        ("001", "三会一课与组织生活（meeting.csv） 第2行"),
        ("002", "三会一课与组织生活（三会一课与组织生活.csv） 第2行"),
    ]
    assert dataset.left_out == 1


def test_filled_templates_of_all_units_are_read_as_they_come(tmp_path, kinds, rulebook):
    for name in ("县教育局.xlsx", "县水利局.xlsx"):
        write_template(rulebook, kinds, tmp_path / name)
    write(tmp_path, "考核对象.csv", "编号,名称,类别\n001,县教育局,一类单位\n")
    dataset = read_data(tmp_path, kinds, rulebook)
    assert dataset.problems == []
    assert [subject.id for subject in dataset.subjects] == ["001"]
    assert dataset.connected == rulebook.fact_kinds


def test_row_of_another_file_that_says_the_same_is_found(folder, kinds, rulebook):
    write(folder, "meeting.csv", f"{HEAD}001,党课,2026-03-01\n")
    write(folder, "三会一课与组织生活.csv", "类型,备注,召开日期,单位\n党课,无,2026/3/1,县教育局\n")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 三会一课与组织生活.csv 第2行：与meeting.csv 第2行完全相同，可能填了两次。"
        "请删去一行；确是两条记录的，请分别填写编号。"
    ]


def test_two_units_may_number_their_records_alike_but_one_may_not(folder, kinds, rulebook):
    write(folder, "meeting.csv", f"编号,{HEAD}1,001,党课,2026-03-01\n")
    write(folder, "三会一课与组织生活.csv", f"编号,{HEAD}1,002,党课,2026-03-01\n1,001,党课,2026-03-05\n")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 三会一课与组织生活.csv 第3行 “编号”列：编号“1”与第2行相同，是同一条记录填了两次。请删去一行，或改正编号。"
    ]
    write(folder, "三会一课与组织生活.csv", f"编号,{HEAD}1,002,党课,2026-03-01\n")
    assert len(read_data(folder, kinds, rulebook).rows) == 2
    write(folder, "三会一课与组织生活.csv", f"编号,{HEAD}1,001,党课,2026-03-05\n")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 三会一课与组织生活.csv 第2行 “编号”列：编号“1”与meeting.csv 第2行相同，是同一条记录填了两次。请删去一行，或改正编号。"
    ]


def test_votes_of_one_group_are_added_up_over_files(folder, kinds, rulebook):
    write(folder, "tally.csv", f"{TALLY}001,satisfaction,2026-12-01,,好,8,10\n")
    write(folder, "测评计票.csv", f"{TALLY}001,satisfaction,2026-12-01,,差,3,10\n")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 tally.csv 第2行：测评“satisfaction”中未填投票群体的票数合计11，多于发出的10。请核对票数和发出票数。"
    ]


def test_kind_with_an_unreadable_sheet_is_not_connected(folder, kinds, rulebook):
    write(folder, "meeting.csv", f"{HEAD}001,支委会,2026-03-01\n")
    write(folder, "三会一课与组织生活.csv", "类型,应到\n支委会,5\n")
    dataset = read_data(folder, kinds, rulebook, partial=True)
    assert dataset.rows == []
    assert "meeting.committee" not in dataset.connected


def test_register_may_stand_in_several_files(folder, kinds, rulebook):
    write(folder, "subjects.csv", "编号,名称,类别,组织类型\n001,县教育局,一类单位,机关党委\n003,县审计局,二类单位,\n")
    assert {subject.id for subject in read_data(folder, kinds, rulebook).subjects} == {"001", "002", "003"}
    write(folder, "subjects.csv", "编号,名称,类别\n001,县教体局,一类单位\n")
    (problem,) = problems_of(folder, kinds, rulebook)
    assert "编号“001”与" in problem


def test_fault_of_the_register_hides_none_of_the_records(folder, kinds, rulebook):
    write(folder, "考核对象.csv", "编号,名称,类\n001,县教育局,一类单位\n002,县水利局,二类单位\n")
    write(folder, "meeting.csv", f"{HEAD}县水力局,党课,2026-03-01\n001,党课,2026-03-01\n")
    assert problems_of(folder, kinds, rulebook)[-1] == (
        "错误 meeting.csv 第2行 “单位”列：“县水力局”不在考核对象名册中。是不是“县水利局”？请核对编号或名称，或先把它加入名册。"
    )
    write(folder, "考核对象.csv", "编号,名称,类别\n001,县教育局,九类单位\n002,县水利局,二类单位\n")
    assert len(problems_of(folder, kinds, rulebook)) == 2
    assert read_data(folder, kinds, rulebook, partial=True).rows == []


def test_file_that_cannot_be_opened_may_be_the_register(folder, kinds, rulebook):
    (folder / "考核对象.csv").rename(folder / "考核对象.xls")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 考核对象.xls：不支持“.xls”格式。请另存为xlsx或csv（UTF-8）文件。"
    ]
