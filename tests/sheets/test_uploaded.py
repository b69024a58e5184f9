"""What somebody sends to the site as a workbook takes little memory and little time, whatever is in it."""

import time
import zipfile

import pytest
import xlsxwriter

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets.headings import Column
from mingheng.sheets.plain_sheets import read_plain_sheet
from mingheng.sheets.workbook_check import OF_AN_UPLOAD, look_through

SIGNS = 200_000
SHEET = "xl/worksheets/sheet1.xml"
ENDLESS = {
    "a cell that says a hundred times where it stands": (SHEET, "<c " + 'r="A1" ' * (SIGNS // 7) + "><x>"),
    "a cell in which nothing ends": (SHEET, '<c r="A1" t="' + "e" * SIGNS),
    "blanks before what is no formula": (SHEET, '<c r="A1">' + " " * SIGNS + "<x>"),
    "a name without a value": ("xl/workbook.xml", "<sheet " + "a" * SIGNS + ">"),
    "a name without an end": ("xl/workbook.xml", "<" + "a" * SIGNS),
}


@pytest.mark.parametrize(("member", "text"), ENDLESS.values(), ids=ENDLESS.keys())
def test_a_search_takes_as_long_as_the_file_is_large(tmp_path, member, text):
    relations = ("xl/_rels/workbook.xml.rels", "<Relationships/>")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (dict([("xl/workbook.xml", "<workbook/>"), relations]) | {member: text}).items():
            archive.writestr(name, content)
    begun = time.process_time()
    look_through(tmp_path / "a.xlsx")
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(("row", "said"), [(19_999, "工作表里什么也没有"), (20_000, "范围超过2000000个单元格")])
def test_a_cell_far_away_does_not_take_the_memory_of_those_who_wait(tmp_path, row, said):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("名册").write(row, 99, "x")
    book.close()
    sheet = read_plain_sheet(tmp_path / "a.xlsx", ("名册",), [Column("name", "名称", required=True)], lambda _epoch: {})
    assert said in str(sheet.faults[0])


def test_what_is_packed_in_an_uploaded_workbook_has_its_limit(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w", force_zip64=True) as member:
            for _ in range(101):
                member.write(b" " * 1024 * 1024)
    with pytest.raises(FaultyInput, match="文件解压后超过100兆字节"):
        look_through(tmp_path / "a.xlsx", OF_AN_UPLOAD)
