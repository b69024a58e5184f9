"""What is written: the template, data sheets that read back, and no formula in the name of a unit."""

import csv
import re
import zipfile
from fractions import Fraction

from python_calamine import CalamineWorkbook

from mingheng.scoring.subjects import Subject
from mingheng.sheets import read_data, write_csv, write_template, write_workbook
from mingheng.sheets.writing import ResultTable


def test_template_reads_back_as_connected_without_records(tmp_path, kinds, rulebook):
    write_template(rulebook, kinds, tmp_path / "模板.xlsx")
    dataset = read_data(tmp_path / "模板.xlsx", kinds, rulebook)
    assert dataset.rows == []
    assert dataset.connected == rulebook.fact_kinds
    assert [str(problem) for problem in dataset.problems] == [
        "提醒 模板.xlsx 工作表“考核对象”：考核对象名册里没有一行。请填写要考核的单位。"
    ]


def test_template_has_the_sheets_the_rulebook_reads(tmp_path, kinds, rulebook):
    write_template(rulebook, kinds, tmp_path / "模板.xlsx")
    workbook = CalamineWorkbook.from_path(tmp_path / "模板.xlsx")
    names = ["说明", "考核对象", "三会一课与组织生活", "检查发现问题", "测评计票", "批准的例外", "代码"]
    assert workbook.sheet_names == names
    notes = {cell for row in workbook.get_sheet_by_name("说明").to_python() for cell in row}
    assert {"late_papers", "迟报材料", "召开日期"} <= notes


def test_template_explains_offers_and_hides(tmp_path, kinds, rulebook):
    path = tmp_path / "模板.xlsx"
    write_template(rulebook, kinds, path)
    notes = CalamineWorkbook.from_path(path).get_sheet_by_name("说明").to_python()
    rows = {(row[0], row[1]): row for row in notes}
    assert rows["三会一课与组织生活", "录入日期"][3] == "录入这一行的日期；不填视为事情发生当天就已录入"
    assert rows["三会一课与组织生活", "归属月份"][3].startswith("1到12")
    assert rows["三会一课与组织生活", "类型"][4].startswith("支部党员大会、支委会、党小组会、")
    assert rows["考核对象", "党员人数"][3] == "数字"
    assert "参加考核" in {row[1] for row in notes}
    assert rows["测评计票", "选项"][4] == "好、不了解、弃权、无效票"
    assert rows["测评计票", "satisfaction"][2:4] == ["满意度", "选项：好、不了解、弃权、无效票"]
    helps = [row[1] for row in notes if row[0] == "三会一课与组织生活"]
    assert "例：" in helps[0]
    assert _hidden_sheets(path) == ["代码"]
    assert _validated(path, "date") > 0
    assert _validated(path, "list") > 0


def _hidden_sheets(path):
    with zipfile.ZipFile(path) as archive:
        return re.findall(r'<sheet name="([^"]*)"[^>]*state="hidden"', archive.read("xl/workbook.xml").decode())


def _validated(path, type_):
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/" in name]
    return sum(sheet.count(f'<dataValidation type="{type_}"') for sheet in sheets)


def test_template_is_the_same_bytes_every_time(tmp_path, kinds, rulebook):
    for name in ("1.xlsx", "2.xlsx"):
        write_template(rulebook, kinds, tmp_path / name)
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_defused_text_reads_back(folder, kinds, rulebook):
    (folder / "考核对象.csv").write_text("编号,名称,类别\n001,'=县水利局,一类单位\n", encoding="utf-8")
    assert read_data(folder, kinds, rulebook).subjects == [Subject("001", "=县水利局", "一类单位")]


def test_text_that_looks_like_a_formula_is_defused(tmp_path):
    dangerous = ["=1+1", "+1", "-1", "@A1", "\tx", "\rx", "ok", Fraction(-3, 2), None]
    table = ResultTable("汇总表", ["名称"], [[value] for value in dangerous])
    path = write_csv(table, tmp_path)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        cells = [row[0] if row else "" for row in csv.reader(stream)]
    assert cells == ["名称", "'=1+1", "'+1", "'-1", "'@A1", "'\tx", "'\rx", "ok", "-1.5", ""]
    write_workbook([table], tmp_path / "t.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "t.xlsx").get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()][1:3] == ["'=1+1", "'+1"]
