"""The registers from sheets: everything that is wrong at once, all rows or none."""

import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.domain import close_organisation
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import path_of
from mingheng.people.imports import (
    import_members,
    import_units,
    read_members_sheet,
    read_units_sheet,
    write_members_template,
    write_units_template,
)
from mingheng.people.models import Membership, Person
from mingheng.people.sealed import masked
from mingheng.sheets.writing import ResultTable, write_csv

UNIT_HEADINGS = [
    "序号",
    "上级党组织",
    "党组织名称",
    "编号",
    "组织类型",
    "建立时间",
    "单位类别（分类考核）",
    "是否考核对象",
    "工作人员数",
]
MEMBER_HEADINGS = [
    "姓名",
    "所在党支部",
    "加入本支部日期",
    "党员类型(正式/预备)",
    "转为正式党员日期",
    "身份证号",
    "性别",
]


def workbook(path: Path, name: str, rows: list[list]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return path


def units_file(folder: Path, *rows: list) -> Path:
    return workbook(folder / "units.xlsx", "党组织名册", [["示范县直属机关党组织名册"], UNIT_HEADINGS, *rows])


def members_file(folder: Path, *rows: list) -> Path:
    return workbook(folder / "members.xlsx", "党员名册", [MEMBER_HEADINGS, *rows])


def errors(faults: list) -> list[str]:
    return [str(fault) for fault in faults if fault.is_error]


SOUND = [
    [1, "财政局机关党委", "第一党支部", "0101", "支部", "2020-01-01", "", "", ""],
    [2, "0", "财政局机关党委", "01", "机关党委", "2019/3/1", "一类单位", "是", 46],
    [3, "", "示范县直属机关工委", "0", "工委", "2018年1月1日", "", "否", ""],
    [4, "财政局机关党委", "第二党支部", "", "党支部", "20200101", "", "", ""],
]


@pytest.mark.django_db
def test_organisations_are_entered_whatever_their_order_in_one_event(tmp_path: Path):
    rows, faults = read_units_sheet(units_file(tmp_path, *SOUND))
    assert faults == []
    assert import_units(rows, by=COMMAND) == 4
    found = {one.unit.code: (one.name, one.kind, one.starts_on) for one in Placement.objects.select_related("unit")}
    assert found == {
        "0": ("示范县直属机关工委", "work_committee", date(2018, 1, 1)),
        "01": ("财政局机关党委", "committee", date(2019, 3, 1)),
        "0101": ("第一党支部", "branch", date(2020, 1, 1)),
        "0001": ("第二党支部", "branch", date(2020, 1, 1)),
    }
    assert path_of(Unit.objects.get(code="0101")) == "示范县直属机关工委/财政局机关党委/第一党支部"
    committee = Placement.objects.get(unit__code="01")
    assert (committee.is_assessed, committee.assessment_class, committee.staff) == (True, "一类单位", 46)
    assert list(Event.objects.values_list("action", flat=True)) == ["people.units.imported"]


@pytest.mark.django_db
def test_every_fault_of_the_organisations_is_told_at_once_with_row_and_column(tmp_path: Path):
    path = units_file(
        tmp_path,
        [1, "", "示范县直属机关工委", "0", "机关工委", "2018-01-01", "", "", ""],
        [2, "0", "=财政局", "01", "机关党委", "2019-03-01", "", "", ""],
        [3, "0", "档案馆党支部", "02", "支 部", "2026-02-30", "", "", ""],
        [4, "", "统计局党支部", "03", "党支部", "2017-01-01", "", "是", ""],
        [5, "统计局党支布", "第一党小组", "03", "党小组", "2020-01-01", "", "", "许多"],
        [6, "0", "税务局党支部", "04", "党支部", "2017-12-31", "", "", ""],
        [7, "0", "税务局党支部", "05", "党支部", "2062-12-31", "", "", ""],
    )
    _, faults = read_units_sheet(path)
    assert errors(faults) == [
        "工作表“党组织名册”第4行“党组织名称”列：“=财政局”是公式的文字，不是结果。请填写数值或文字本身。",
        "工作表“党组织名册”第5行“建立时间”列：日历上没有“2026-02-30”这一天。请核对年月日。",
        "工作表“党组织名册”第6行“单位类别（分类考核）”列：考核对象须填写单位类别，例如“一类单位”。",
        "工作表“党组织名册”第6行“上级党组织”列：没有填写上级党组织。只有一个最上级的组织可以留空，请补填。",
        "工作表“党组织名册”第7行“工作人员数”列：“许多”不是数。请只填数字，不带单位和文字。",
        "工作表“党组织名册”第8行“建立时间”列：早于上级“0”的建立时间2018-01-01。请填写在现上级之下设立或划入的日期。",
        "工作表“党组织名册”第9行“建立时间”列：建立时间2062-12-31不合情理。请核对年份。",
        "工作表“党组织名册”第9行“党组织名称”列：与第8行的上级和名称都相同。请删去一行，或改正名称。",
    ]
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_a_circle_of_parents_is_told_and_a_name_that_several_bear_must_be_a_code(tmp_path: Path):
    path = units_file(
        tmp_path,
        [1, "", "工委", "0", "机关工委", "2018-01-01", "", "", ""],
        [2, "B", "甲党委", "A", "机关党委", "2019-01-01", "", "", ""],
        [3, "A", "乙党委", "B", "机关党委", "2019-01-01", "", "", ""],
        [4, "0", "第一党支部", "C", "党支部", "2019-01-01", "", "", ""],
        [5, "A", "第一党支部", "D", "党支部", "2019-01-01", "", "", ""],
        [6, "第一党支部", "一组", "E", "党小组", "2019-01-01", "", "", ""],
        [7, "第二党支部", "二组", "F", "党小组", "2019-01-01", "", "", ""],
    )
    _, faults = read_units_sheet(path)
    circle = "上级关系绕成了圈，或者在这样一个圈之下。请改正上级党组织。"
    assert {str(fault).split("第", 1)[1] for fault in faults} == {
        f"4行“上级党组织”列：{circle}",
        f"5行“上级党组织”列：{circle}",
        f"7行“上级党组织”列：{circle}",
        "8行“上级党组织”列：有几个组织都叫“第一党支部”（编号C、D）。请改填编号。",
        "9行“上级党组织”列：没有“第二党支部”这个党组织。是不是“第一党支部”？请核对编号或名称。",
    }


@pytest.mark.usefixtures("office")
def test_organisations_join_those_entered_before_and_none_is_entered_twice(tmp_path: Path):
    close_organisation(through=date(2025, 12, 31), by=COMMAND)
    path = units_file(
        tmp_path,
        [1, "财政局机关党委", "第三党支部", "0103", "党支部", "2026-01-01", "", "", ""],
        [2, "01", "第四党支部", "0104", "党支部", "2025-12-31", "", "", ""],
        [3, "01", "第一党支部", "0101", "党支部", "2026-01-01", "", "", ""],
    )
    _, faults = read_units_sheet(path)
    closed = "组织沿革已封存到 2025-12-31，这一天以前的考核结果不再变动。请选择 2026-01-01 或以后的日子。"
    assert errors(faults) == [
        f"工作表“党组织名册”第4行“建立时间”列：{closed}",
        "工作表“党组织名册”第5行“编号”列：编号“0101”已被使用。请换一个编号。",
        "工作表“党组织名册”第5行“党组织名称”列：同一上级之下已有“第一党支部”。请核对是否已经登记。",
    ]


@pytest.mark.usefixtures("office")
def test_members_are_entered_sealed(tmp_path: Path):
    path = members_file(
        tmp_path,
        ["𠮷田·示范", "第一党支部", "2021-07-01", "正式", "2015-06-30", "11010519491231002X", "男"],
        ["王示范", "02", date(2022, 7, 1).isoformat(), "预备", "", "", "女"],
    )
    rows, faults = read_members_sheet(path)
    assert [str(fault) for fault in faults] == [
        "工作表“党员名册”第1行“性别”列：没有“性别”这一栏，这一列没有读取。用不着的可以保留，否则请对照模板改正栏目名称。"
    ]
    assert import_members(rows, by=COMMAND) == 2
    entered = Membership.objects.order_by("starts_on")
    assert [(one.person.name, one.unit.code, one.starts_on, one.full_on) for one in entered] == [
        ("𠮷田·示范", "0101", date(2021, 7, 1), date(2015, 6, 30)),
        ("王示范", "02", date(2022, 7, 1), None),
    ]
    assert masked(entered[0].person, "id_number") == "110105********002X"
    # The same sheet once more: nobody is entered twice.
    _, faults = read_members_sheet(path)
    assert errors(faults) == [
        "工作表“党员名册”第2行“身份证号”列：这个身份证号的人员已经登记在册。请删去这一行。",
        "工作表“党员名册”第3行“姓名”列：该组织已登记有同名的党员。请删去这一行；确是另一个人的，请填写身份证号。",
    ]


@pytest.mark.usefixtures("office")
def test_every_fault_of_the_members_is_told_at_once(tmp_path: Path):
    path = members_file(
        tmp_path,
        ["＝cmd|' /C calc'!A0", "0101", "2021-07-01", "预备", "", "", ""],
        ["甲", "第一党支布", "2021-07-01", "预备", "", "", ""],
        ["乙", "0", "2021-02-30", "正式", "", "", ""],
        ["丙", "0101", "2021-07-01", "正式", "", "110105194912310021", ""],
        ["丁", "0101", "2019-02-28", "预备", "2020-01-01", "11010519491231002X", ""],
        ["戊", "0101", "2021-07-01", "候补", "", 110105194912310020, ""],
        ["己", "0101", "2026-07-01", "", "", "11010519491231002x", ""],
        ["庚", "0", "2026-06-01", "", "", "", ""],
        ["", "0101", "2021-07-01", "", "", "", ""],
    )
    _, faults = read_members_sheet(path)
    place = "工作表“党员名册”第"
    assert errors(faults) == [
        f"{place}2行“姓名”列：姓名不能以“＝”开头：导出到表格时会被当作公式。请去掉这个符号。",
        f"{place}3行“所在党支部”列：没有“第一党支布”这个党组织。是不是“第一党支部”？请核对编号或名称。",
        f"{place}4行“加入本支部日期”列：日历上没有“2021-02-30”这一天。请核对年月日。",
        f"{place}5行“身份证号”列：身份证号的校验位不对，有一位填错了。请对照证件逐位核对。",
        f"{place}5行“转为正式党员日期”列：正式党员须填写转为正式党员日期。",
        f"{place}6行“加入本支部日期”列：早于该组织的建立时间2019-03-01。请核对。",
        f"{place}6行“转为正式党员日期”列：党员类型是预备，却填了转为正式党员日期。请核对这两栏。",
        f"{place}7行“党员类型(正式/预备)”列：“候补”不在可选范围内。可选：正式、预备。",
        f"{place}7行“身份证号”列：编号或代码成了数字“1.1010519491231e+17”，可能已经丢失末位或前面的零。请把单元格设为“文本”格式后重新填写。",
        f"{place}8行“加入本支部日期”列：日期2026-07-01在今天以后。请核对。",
        f"{place}8行“身份证号”列：与第6行的身份证号相同。请核对。",
        f"{place}9行“所在党支部”列：“示范县直属机关工委”是机关工委，党员应当编入党支部、党小组等基层组织。请改填。",
        f"{place}10行“姓名”列：必填栏是空的。请补填。",
    ]
    assert Person.objects.count() == 0


@pytest.mark.usefixtures("office")
def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path):
    rows, _ = read_members_sheet(
        members_file(tmp_path, *[[f"党员{n}", "0101", "2021-07-01", "", "", "", ""] for n in range(600)])
    )
    before = Event.objects.count()
    lost = rows[-1]
    broken = [*rows[:-1], type(lost)(row=602, details=lost.details, unit_id=lost.unit_id, starts_on=None, full_on=None, workplace="")]  # fmt: skip
    with pytest.raises(Exception, match="starts_on"):
        import_members(broken, by=COMMAND)
    assert (Person.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.usefixtures("office")
def test_two_and_a_half_thousand_members_are_entered_in_five_events_within_the_time_asked_for(
    number_of, tmp_path: Path
):
    people = [
        [f"党员·{n}", "0101", "2021-07-01", "正式", "2015-06-30", number_of(n % 999, f"19{70 + n // 999}0101"), ""]
        for n in range(2500)
    ]
    path = members_file(tmp_path, *people)
    before, began = Event.objects.count(), time.perf_counter()
    rows, faults = read_members_sheet(path)
    assert errors(faults) == []
    assert import_members(rows, by=COMMAND) == 2500
    took = time.perf_counter() - began
    assert (Membership.objects.count(), Event.objects.count() - before) == (2500, 5)
    # 5,000 rows in 30 seconds are asked for; a busy machine is given the same time for half of them.
    assert took < 30, f"{took:.1f} s"


@pytest.mark.django_db
def test_the_templates_are_read_back_as_registers_without_rows(tmp_path: Path):
    for write, read in ((write_units_template, read_units_sheet), (write_members_template, read_members_sheet)):
        path = tmp_path / "template.xlsx"
        write(path)
        rows, faults = read(path)
        assert (rows, [fault.text for fault in faults]) == ([], ["栏目下面没有一行内容。请填写后再选。"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "名册.xlsm",
            "PK\x03\x04",
            "这是可能带宏的工作簿，不能导入。请用表格软件另存为“Excel 工作簿（xlsx）”后再选。",
        ),
        ("名册.docx", "PK\x03\x04", "只能导入xlsx或csv文件。请在表格软件里另存为其中一种后再选。"),
        ("名册.xlsx", "", "文件是空的。没有记录时请保留栏目行；用不着的文件请删去。"),
        ("名册.xlsx", "PK\x03\x04broken", "文件已损坏，无法读出。请用原来的软件打开并另存一份。"),
        ("名册.csv", "姓名\n张三\n", "缺少必填栏“所在党组织”。请补上这一列。"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, name: str, content: str, sentence: str):
    path = tmp_path / name
    path.write_bytes(content.encode())
    rows, faults = read_members_sheet(path)
    assert (rows, faults[0].text) == ([], sentence)


@pytest.mark.django_db
def test_a_workbook_with_macros_and_one_of_more_than_twenty_mebibytes_are_refused(tmp_path: Path):
    macros = tmp_path / "macros.xlsx"
    book = xlsxwriter.Workbook(str(macros))
    book.add_worksheet("党员名册")
    book.close()

    with zipfile.ZipFile(macros, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    _, faults = read_members_sheet(macros)
    assert [fault.text for fault in faults] == [
        "工作簿里有宏，不能导入。请用表格软件另存为不带宏的“Excel 工作簿（xlsx）”后再选。"
    ]
    large = tmp_path / "large.csv"
    with large.open("wb") as stream:
        stream.truncate(20 * 1024 * 1024 + 1)
    _, faults = read_members_sheet(large)
    assert [fault.text for fault in faults] == ["文件超过20兆字节，不能导入。请检查是否选错了文件，或分成几份。"]


@pytest.mark.usefixtures("office")
def test_a_csv_is_read_like_a_workbook(tmp_path: Path):
    path = write_csv(
        ResultTable("members", MEMBER_HEADINGS, [["王示范", "02", "2022.7.1", "预备", "", "", "女"]]), tmp_path
    )
    rows, faults = read_members_sheet(path)
    assert ([row.details.name for row in rows], errors(faults)) == (["王示范"], [])
