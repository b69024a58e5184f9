"""Every way in which a cell or a row can be wrong, with all that is said about it."""

from pathlib import Path

import pytest

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import read_data

MEETING = "单位,类型,召开日期,应到,实到,议题"
FINDING = "编号,单位,指标编码,检查日期,案件编号,数量"
TALLY = "单位,测评编码,测评日期,投票群体,选项,票数,发出票数"

CASES = {
    "unit that is not in the register, with the nearest one": (
        "meeting.csv",
        f"{MEETING}\n县水力局,党课,2026-03-01,5,5,\n财政局,党课,2026-03-01,5,5,\n",
        [
            "错误 meeting.csv 第2行 “单位”列：“县水力局”不在考核对象名册中。是不是“县水利局”？"
            "请核对编号或名称，或先把它加入名册。",
            "错误 meeting.csv 第3行 “单位”列：“财政局”不在考核对象名册中。请核对编号或名称，或先把它加入名册。",
        ],
    ),
    "day that is not in the calendar": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2026-02-30,5,5,\n001,党课,2026年13月1日,5,5,\n",
        [
            "错误 meeting.csv 第2行 “召开日期”列：日历上没有“2026-02-30”这一天。请核对年月日。",
            "错误 meeting.csv 第3行 “召开日期”列：日历上没有“2026年13月1日”这一天。请核对年月日。",
        ],
    ),
    "day that is no day": (
        "meeting.csv",
        f"{MEETING}\n001,党课,三月初,5,5,\n001,党课,2026-3,5,5,\n001,党课,26-3-1,5,5,\n",
        [
            "错误 meeting.csv 第2行 “召开日期”列：“三月初”不是日期。请按2026-03-15的样子填写年月日。",
            "错误 meeting.csv 第3行 “召开日期”列：“2026-3”不是日期。请按2026-03-15的样子填写年月日。",
            "错误 meeting.csv 第4行 “召开日期”列：“26-3-1”不是日期。请按2026-03-15的样子填写年月日。",
        ],
    ),
    "day too far from the cycle": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2006-03-01,5,5,\n001,党课,2029-01-01,5,5,\n",
        [
            "错误 meeting.csv 第2行 “召开日期”列：日期2006-03-01离考核周期太远，合理的范围是2016-01-01至2028-12-31。"
            "请核对年份。",
            "错误 meeting.csv 第3行 “召开日期”列：日期2029-01-01离考核周期太远，合理的范围是2016-01-01至2028-12-31。"
            "请核对年份。",
        ],
    ),
    "text in a number": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2026-03-01,5人,约5,\n",
        [
            "错误 meeting.csv 第2行 “应到”列：“5人”不是数。请只填数字，不带单位和文字。",
            "错误 meeting.csv 第2行 “实到”列：“约5”不是数。请只填数字，不带单位和文字。",
        ],
    ),
    "number that is not exact": (
        "finding.csv",
        f"{FINDING}\n1,001,late_papers,2026-03-01,,0.30000000000000004\n2,001,late_papers,2026-03-01,,1.2345\n",
        [
            "错误 finding.csv 第2行 “数量”列：“0.30000000000000004”的小数超过三位，不是准确的数。"
            "请四舍五入到三位以内（公式可用ROUND）后填写数值。",
            "错误 finding.csv 第3行 “数量”列：“1.2345”的小数超过三位，不是准确的数。"
            "请四舍五入到三位以内（公式可用ROUND）后填写数值。",
        ],
    ),
    "number too large": (
        "finding.csv",
        f"{FINDING}\n1,001,late_papers,2026-03-01,,1000001\n",
        ["错误 finding.csv 第2行 “数量”列：“1000001”的绝对值超过一百万。请核对数值和计量单位。"],
    ),
    "code that was stored as a number with a point": (
        "finding.csv",
        f"{FINDING}\n1001.0,001,late_papers,2026-03-01,1.23E+17,1\n",
        [
            "错误 finding.csv 第2行 “编号”列：编号或代码成了数字“1001.0”，可能已经丢失末位或前面的零。"
            "请把单元格设为“文本”格式后重新填写。",
            "错误 finding.csv 第2行 “案件编号”列：编号或代码成了数字“1.23E+17”，可能已经丢失末位或前面的零。"
            "请把单元格设为“文本”格式后重新填写。",
        ],
    ),
    "code of an indicator that cannot be one": (
        "finding.csv",
        f"{FINDING}\n1,001,Late-Papers,2026-03-01,,1\n",
        [
            "错误 finding.csv 第2行 “指标编码”列：编码“Late-Papers”须以小写字母开头，只含小写字母、数字和下划线。"
            "是不是“late_papers”（迟报材料）？请按“说明”表中的编码填写。",
        ],
    ),
    "record with the number of another": (
        "finding.csv",
        f"{FINDING}\n1,001,late_papers,2026-03-01,,1\n\n1,002,late_papers,2026-03-02,,1\n",
        ["错误 finding.csv 第4行 “编号”列：编号“1”与第2行相同，是同一条记录填了两次。请删去一行，或改正编号。"],
    ),
    "row that says the same as another": (
        "meeting.csv",
        f"序号,{MEETING}\n1,001,党课,2026-03-01,5,5,\n2,001,党课,2026-03-01,5,5,\n",
        [
            "错误 meeting.csv 第3行：与第2行完全相同，可能填了两次。请删去一行；确是两条记录的，请分别填写编号。",
        ],
    ),
    "negative count, and half a person": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2026-03-01,-5,2.5,\n",
        [
            "错误 meeting.csv 第2行 “应到”列：“-5”是负数，个数不能为负。请核对。",
            "错误 meeting.csv 第2行 “实到”列：“2.5”不是整数。请填写整数。",
        ],
    ),
    "more people came than were expected": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2026-03-01,5,6,\n",
        ["错误 meeting.csv 第2行 “实到”列：“实到”6多于“应到”5。请核对这两栏。"],
    ),
    "more ballots came back than were issued": (
        "tally.csv",
        f"{TALLY}\n001,satisfaction,2026-12-01,党员,好,8,10\n001,satisfaction,2026-12-01,党员,差,3,10\n"
        "001,satisfaction,2026-12-01,群众,好,8,10\n",
        [
            "错误 tally.csv 第2行：测评“satisfaction”中“党员”收回的票数合计11，多于发出的10。请核对票数和发出票数。",
        ],
    ),
    "word that is none of the choices": (
        "meeting.csv",
        f"{MEETING}\n001,支委员会,2026-03-01,5,5,意识形态、党风建设\n",
        [
            "错误 meeting.csv 第2行 “类型”列：“支委员会”不在可选范围内。是不是“支部委员会”？可选：支部党员大会、支委会、"
            "党小组会、党课、组织生活会、民主生活会、主题党日、民主评议党员、机关党委会议、党员干部大会、党建工作领导小组会议、专题研究党建会议。",
            "错误 meeting.csv 第2行 “议题”列：“党风建设”不在可选范围内。是不是“党风廉政建设”？可选：意识形态、党风廉政、三重一大、统一战线。",
        ],
    ),
    "thing named twice in one cell": (
        "meeting.csv",
        f"{MEETING}\n001,党课,2026-03-01,5,5,意识形态；意识形态\n",
        ["错误 meeting.csv 第2行 “议题”列：“意识形态”在同一格里写了两次。请只保留一个。"],
    ),
    "formula as text": (
        "meeting.csv",
        f"{MEETING}\n001,党课,=TODAY(),=2+3,5,=A1\n",
        [
            "错误 meeting.csv 第2行 “召开日期”列：“=TODAY()”是公式的文字，不是结果。请填写数值或文字本身。",
            "错误 meeting.csv 第2行 “应到”列：“=2+3”是公式的文字，不是结果。请填写数值或文字本身。",
            "错误 meeting.csv 第2行 “议题”列：“=A1”是公式的文字，不是结果。请填写数值或文字本身。",
        ],
    ),
    "characters nobody sees": (
        "finding.csv",
        f"{FINDING}\n1\u200b,001,late_papers,2026-03-01,\x1b[2J,1\n",
        [
            "错误 finding.csv 第2行 “编号”列：“1�”含有看不见的字符（U+200B）。请删去，或重新输入这一格。",
            "错误 finding.csv 第2行 “案件编号”列：“�[2J”含有看不见的字符（U+001B）。请删去，或重新输入这一格。",
        ],
    ),
    "required cell that is empty": (
        "meeting.csv",
        f"{MEETING}\n001,党课, ,5,5,\n,党课,2026-03-01,5,5,\n",
        [
            "错误 meeting.csv 第2行 “召开日期”列：必填栏是空的。请补填。",
            "错误 meeting.csv 第3行 “单位”列：必填栏是空的。请补填。",
        ],
    ),
    "month that is none": (
        "dues.csv",
        "单位,缴纳月份,应缴,实缴\n001,2026年13月,5,5\n001,三月,5,5\n",
        [
            "错误 dues.csv 第2行 “缴纳月份”列：日历上没有“2026-13-01”这一天。请核对年月日。",
            "错误 dues.csv 第3行 “缴纳月份”列：“三月”不是日期。请按2026-03-15的样子填写年月日。",
        ],
    ),
    "code given by its name": (
        "tally.csv",
        f"{TALLY}\n001,满意度,2026-12-01,党员,好,8,10\n",
        [
            "错误 tally.csv 第2行 “测评编码”列：编码“满意度”须以小写字母开头，只含小写字母、数字和下划线。"
            "是不是“satisfaction”（满意度）？请按“说明”表中的编码填写。",
        ],
    ),
    "number of a unit without its zeros": (
        "meeting.csv",
        f"{MEETING}\n2,党课,2026-03-01,5,5,\n",
        [
            "错误 meeting.csv 第2行 “单位”列：“2”不在考核对象名册中。是不是“002”？请核对编号或名称，或先把它加入名册。",
        ],
    ),
    "common columns": (
        "meeting.csv",
        "单位,类型,召开日期,归属年度,归属月份,已核实\n001,党课,2026-03-01,1999,13,对\n",
        [
            "错误 meeting.csv 第2行 “归属年度”列：年度“1999”离考核周期太远，合理的范围是2016至2028。请核对。",
            "错误 meeting.csv 第2行 “归属月份”列：“13”不是月份。请填写1到12。",
            "错误 meeting.csv 第2行 “已核实”列：“对”应为“是”或“否”。请改正。",
        ],
    ),
}


@pytest.mark.parametrize(("file", "text", "expected"), CASES.values(), ids=CASES)
def test_fault_is_told_with_its_place(folder, kinds, rulebook, file, text, expected):
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    assert [str(problem) for problem in caught.value.problems] == expected


@pytest.mark.parametrize(("file", "text", "expected"), CASES.values(), ids=CASES)
def test_partial_reading_lists_the_same_and_leaves_the_rows_out(folder, kinds, rulebook, file, text, expected):
    (folder / file).write_text(text, encoding="utf-8")
    dataset = read_data(folder, kinds, rulebook, partial=True)
    assert [str(problem) for problem in dataset.problems] == expected
    bad = {problem.place.line for problem in dataset.problems}
    assert not [row for row in dataset.rows if any(row.source.endswith(f" 第{line}行") for line in bad)]


def test_day_outside_what_the_rulebook_reads_is_a_warning(folder, kinds, rulebook):
    text = (
        "单位,类型,召开日期\n001,支委会,2025-12-31\n001,支委会,2026-12-31\n001,支委会,2027-01-11\n001,党课,2025-12-31\n"
    )
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    dataset = read_data(folder, kinds, rulebook)
    said = "不在考核周期和细则读取的2026-01-01至2027-01-10之内，按这个日期不会计入。如果填错了请改正；确属别的年度可以保留。"
    assert [str(problem) for problem in dataset.problems] == [
        f"提醒 meeting.csv 第2行 “召开日期”列：日期2025-12-31{said}",
        f"提醒 meeting.csv 第4行 “召开日期”列：日期2027-01-11{said}",
    ]
    assert len(dataset.rows) == 4


def test_day_just_after_the_cycle_asks_for_the_year_it_is_meant_for(folder, kinds, rulebook):
    text = (
        "单位,类型,召开日期,归属年度\n001,支委会,2027-01-10,\n001,支委会,2027-01-09,2026\n001,支委会,2027-01-08,2027\n"
    )
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    assert [str(problem) for problem in read_data(folder, kinds, rulebook).problems] == [
        "提醒 meeting.csv 第2行 “召开日期”列：日期2027-01-10已在考核周期之后，按这个日期不会计入。如属2026年度，请在“归属年度”填2026。"
    ]


def test_record_entered_before_it_happened_is_a_warning(folder, kinds, rulebook):
    text = "单位,类型,召开日期,录入日期\n001,支委会,2026-05-10,2026-01-05\n001,支委会,2026-06-10,2026-06-10\n"
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    (folder / "term.csv").write_text(
        "单位,党组织名称,届满日期,录入日期\n001,机关党委,2026-06-30,2026-01-05\n", encoding="utf-8"
    )
    (folder / "dues.csv").write_text("单位,缴纳月份,录入日期\n001,2026-05-31,2026-05-20\n", encoding="utf-8")
    assert [str(problem) for problem in read_data(folder, kinds, rulebook).problems] == [
        "提醒 meeting.csv 第2行 “召开日期”列：录入日期2026-01-05早于“召开日期”2026-05-10。请核对这两个日期。"
    ]


@pytest.mark.parametrize("sign", "、，,；;")
def test_several_persons_in_one_cell_are_asked_about(folder, kinds, rulebook, sign):
    text = f'单位,谈话类型,谈话日期,谈话对象\n001,谈心,2026-03-01,"张三{sign}李四"\n'
    (folder / "talk.csv").write_text(text, encoding="utf-8")
    assert [str(problem) for problem in read_data(folder, kinds, rulebook).problems] == [
        f"提醒 talk.csv 第2行 “谈话对象”列：“张三{sign}李四”像是几个人，按一个人计。一行只填一人，请分成几行。"
    ]


@pytest.mark.parametrize("sign", "、，,；;")
def test_topics_may_be_divided_by_any_such_sign(folder, kinds, rulebook, sign):
    (folder / "meeting.csv").write_text(
        f'单位,类型,召开日期,议题\n001,党课,2026-03-01,"意识形态{sign} 党风廉政"\n', encoding="utf-8"
    )
    kinds_read = {row.kind for row in read_data(folder, kinds, rulebook).rows}
    assert kinds_read == {"meeting.lecture", "topic.ideology", "topic.integrity"}


def test_other_words_for_a_choice_mean_the_first(folder, kinds, rulebook):
    (folder / "honour.csv").write_text(
        "单位,荣誉类型,项目,级别,授予日期\n001,创建,文明单位,县级,2026-03-01\n", encoding="utf-8"
    )
    (folder / "training.csv").write_text(
        "单位,姓名,人员类别,培训日期,有效学时\n001,张三,党员,2026-03-01,8\n", encoding="utf-8"
    )
    (folder / "meeting.csv").write_text("单位,类型,召开日期\n001,党员大会,2026-03-01\n", encoding="utf-8")
    rows = {row.kind: row.level for row in read_data(folder, kinds, rulebook).rows}
    assert rows == {"honour.creation": "县", "training.hours": "普通党员", "meeting.general": ""}


@pytest.mark.parametrize("written", ["2026年1月", "2026-01", "2026/1", "2026.01", "202601", "2026-01-01"])
def test_month_may_be_written_without_a_day(folder, kinds, rulebook, written):
    (folder / "dues.csv").write_text(f"单位,缴纳月份\n001,{written}\n", encoding="utf-8")
    assert [row.day.isoformat() for row in read_data(folder, kinds, rulebook).rows] == ["2026-01-01"]


def test_day_inside_the_year_it_is_reckoned_to_is_no_warning(folder, kinds, rulebook):
    (folder / "meeting.csv").write_text("单位,类型,召开日期,归属年度\n001,支委会,2027-01-20,2026\n", encoding="utf-8")
    dataset = read_data(folder, kinds, rulebook)
    assert dataset.problems == []
    assert dataset.rows[0].belongs.isoformat() == "2026-12-31"


def test_things_that_last_may_begin_long_ago(folder, kinds, rulebook):
    (folder / "term.csv").write_text("单位,党组织名称,届满日期\n001,机关党委,2031-06-30\n", encoding="utf-8")
    assert read_data(folder, kinds, rulebook).problems == []


def test_indicator_the_rulebook_does_not_read_is_a_warning(folder, kinds, rulebook):
    (folder / "finding.csv").write_text("单位,指标编码,检查日期\n001,late_paper,2026-03-01\n", encoding="utf-8")
    assert [str(problem) for problem in read_data(folder, kinds, rulebook).problems] == [
        "提醒 finding.csv 第2行 “指标编码”列：细则中没有编码“late_paper”，这一行不会计入。是不是“late_papers”？请核对编码。"
    ]


def test_problems_beyond_a_thousand_are_only_counted(folder, kinds, rulebook):
    rows = "".join(f"R{number},001,党课,x\n" for number in range(1500))
    (folder / "meeting.csv").write_text(f"编号,单位,类型,召开日期\n{rows}", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    assert len(caught.value.problems) == 1001
    assert str(caught.value.problems[-1]) == ("错误 meeting.csv：同类问题还有500个没有逐条列出。请先改正已列出的。")


def test_missing_path_is_told(tmp_path: Path, kinds, rulebook):
    with pytest.raises(FaultyInput) as caught:
        read_data(tmp_path / "nothing", kinds, rulebook)
    assert [str(problem) for problem in caught.value.problems] == [
        "错误 nothing：找不到数据。请检查文件夹或工作簿的路径。"
    ]
