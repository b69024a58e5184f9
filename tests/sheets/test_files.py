"""Files of every format, and files that are not what they seem."""

import zipfile
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets import grids, read_data, workbook_check

HEAD = ("单位", "类型", "召开日期", "应到", "实到")


def problems_of(folder, kinds, rulebook):
    with pytest.raises(FaultyInput) as caught:
        read_data(folder, kinds, rulebook)
    return [str(problem) for problem in caught.value.problems]


def write_meeting(path, rows, *, date1904=False):
    book = xlsxwriter.Workbook(str(path), {"date_1904": date1904, "strings_to_formulas": False})
    sheet = book.add_worksheet("三会一课与组织生活")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for row, cells in enumerate([HEAD, *rows]):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(row, column, cell, day)
            else:
                sheet.write(row, column, cell)
    return book, sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encoding_of_a_csv_file_is_found(folder, kinds, rulebook, encoding):
    (folder / "三会一课与组织生活.csv").write_text("单位,类型,召开日期\n县教育局,党课,2026-03-01\n", encoding=encoding)
    assert [row.subject for row in read_data(folder, kinds, rulebook).rows] == ["001"]


def test_tab_may_separate_the_cells(folder, kinds, rulebook):
    (folder / "meeting.csv").write_text("单位\t类型\t召开日期\n001\t党课\t2026-03-01\n", encoding="utf-8")
    assert len(read_data(folder, kinds, rulebook).rows) == 1


def test_row_is_counted_as_a_spreadsheet_counts_it(folder, kinds, rulebook):
    text = '单位,类型,召开日期,主题\n001,党课,2026-03-01,"第一\n第二"\n\n001,党课,坏,\n'
    (folder / "meeting.csv").write_text(text, encoding="utf-8")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meeting.csv 第4行 “召开日期”列：“坏”不是日期。请按2026-03-15的样子填写年月日。"
    ]


BROKEN = {
    "empty": ("meeting.csv", b"", "文件是空的。没有记录时请保留栏目行；用不着的文件请删去。"),
    "nothing but blanks": (
        "meeting.csv",
        b"\xef\xbb\xbf \r\n",
        "文件是空的。没有记录时请保留栏目行；用不着的文件请删去。",
    ),
    "workbook called csv": (
        "meeting.csv",
        b"PK\x03\x04rest",
        "内容是Excel工作簿（xlsx），与扩展名“.csv”不符。请用原来的软件打开，另存为真正的xlsx或csv文件。",
    ),
    "csv called xlsx": (
        "meeting.xlsx",
        "单位,类型\n".encode(),
        "内容是其他类型的文件（可能是CSV或网页），与扩展名“.xlsx”不符。请用原来的软件打开，另存为真正的xlsx或csv文件。",
    ),
    "locked workbook": (
        "meeting.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "这是加了密码的工作簿，或把旧版xls改名而来。请去掉密码，另存为xlsx文件。",
    ),
    "old workbook": ("meeting.xls", b"\xd0\xcf\x11\xe0", "不支持“.xls”格式。请另存为xlsx或csv（UTF-8）文件。"),
    "broken workbook": ("meeting.xlsx", b"PK\x03\x04broken", "文件已损坏，无法读出。请用原来的软件打开并另存一份。"),
    "csv called parquet": (
        "meeting.parquet",
        b"abc",
        "内容是其他类型的文件，与扩展名“.parquet”不符。请用原来的软件打开，另存为真正的xlsx或csv文件。",
    ),
    "bytes of no encoding": (
        "meeting.csv",
        b"\xff\xfe\x00\x01\xff",
        "文字编码不是UTF-8或GB18030。请用Excel另存为“CSV UTF-8（逗号分隔）”。",
    ),
    "open quote": (
        "meeting.csv",
        '单位,类型,召开日期\n"001,党课,2026-03-01\n'.encode(),
        "引号没有配对或单元格过长，无法分清各栏。请用Excel打开核对这一行后重新保存。",
    ),
}


@pytest.mark.parametrize(("name", "content", "sentence"), BROKEN.values(), ids=BROKEN)
def test_file_that_cannot_be_read_is_told(folder, kinds, rulebook, name, content, sentence):
    (folder / name).write_bytes(content)
    where = f"错误 {name} 第2行" if "引号" in sentence else f"错误 {name}"
    assert problems_of(folder, kinds, rulebook) == [f"{where}：{sentence}"]


def test_file_with_nearly_the_name_of_a_kind_is_told(folder, kinds, rulebook):
    (folder / "meetings.csv").write_text("单位,类型,召开日期\n", encoding="utf-8")
    (folder / "天气.csv").write_text("单位,类型,召开日期\n", encoding="utf-8")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meetings.csv：没有名为“meetings”的台账。是不是“meeting”？请改正名称。",
        "提醒 天气.csv：没有名为“天气”的台账，没有读取。如果它是台账，请按台账的名称命名。",
    ]


def test_workbook_gives_dates_numbers_and_codes_exactly(folder, kinds, rulebook):
    rows = [
        ("001", "党课", date(2026, 3, 1), 6, 5),
        ("002", "党课", 46082, 6, 5),
        ("002", "党课", 20260302, "6", 5.0),
        ("001", "党课", datetime(2026, 3, 3, 9, 30), None, None),
    ]
    write_meeting(folder / "meeting.xlsx", rows)[0].close()
    dataset = read_data(folder, kinds, rulebook)
    assert [row.day.isoformat() for row in dataset.rows] == ["2026-03-01", "2026-03-01", "2026-03-02", "2026-03-03"]
    assert [row.actual for row in dataset.rows] == [5, 5, 5, None]


def test_serial_day_counts_from_1904_where_the_workbook_says_so(folder, kinds, rulebook):
    write_meeting(folder / "meeting.xlsx", [("001", "党课", 46082 - 1462, 6, 5)], date1904=True)[0].close()
    assert [row.day.isoformat() for row in read_data(folder, kinds, rulebook).rows] == ["2026-03-01"]


def test_float_noise_and_rounded_codes_in_a_workbook_are_told(folder, kinds, rulebook):
    book = xlsxwriter.Workbook(str(folder / "检查发现问题.xlsx"))
    sheet = book.add_worksheet("Sheet1")
    for column, text in enumerate(("单位", "指标编码", "检查日期", "案件编号", "数量")):
        sheet.write(0, column, text)
    sheet.write_row(1, 0, ["001", "late_papers", 46082, 3.5, 1.0005])
    sheet.write_row(2, 0, ["001", "late_papers", 46082, 1e17, 1])
    book.close()
    path = folder / "检查发现问题.xlsx"
    _replace_in(path, "xl/worksheets/sheet1.xml", b"<v>1.0005</v>", b"<v>0.30000000000000004</v>")
    advice = "，可能已经丢失末位或前面的零。请把单元格设为“文本”格式后重新填写。"
    place = "错误 检查发现问题.xlsx 工作表“Sheet1”"
    assert problems_of(folder, kinds, rulebook) == [
        f"{place} 第2行 “案件编号”列：编号或代码成了数字“3.5”{advice}",
        f"{place} 第2行 “数量”列：“0.30000000000000004”的小数超过三位，不是准确的数。"
        "请四舍五入到三位以内（公式可用ROUND）后填写数值。",
        f"{place} 第3行 “案件编号”列：编号或代码成了数字“1e+17”{advice}",
    ]


def test_whole_number_in_a_code_column_is_read_by_its_digits(folder, kinds, rulebook):
    (folder / "考核对象.csv").write_text("编号,名称,类别\n1001,甲,一类单位\n", encoding="utf-8")
    write_meeting(folder / "meeting.xlsx", [(1001, "党课", 46082, 6, 5)])[0].close()
    assert [row.subject for row in read_data(folder, kinds, rulebook).rows] == ["1001"]


def test_merged_cells_are_told_only_where_the_records_are(folder, kinds, rulebook):
    book, sheet = write_meeting(folder / "meeting.xlsx", [])
    title = book.add_worksheet("天气")
    title.merge_range(0, 0, 0, 4, "")
    sheet.write_row(1, 0, ["001", "", 46082, 6, 5])
    sheet.write_row(2, 0, ["001", "", 46083, 6, 5])
    sheet.merge_range(1, 1, 2, 1, "党课")
    sheet.merge_range(4, 0, 4, 4, "审核人：张三")
    book.close()
    place = "错误 meeting.xlsx 工作表“三会一课与组织生活” 第2行 “类型”列"
    said = "数据区有合并单元格（B2:B3），分不清属于哪一行。请取消合并并逐行填写。"
    assert problems_of(folder, kinds, rulebook) == [f"{place}：{said}"]


def test_error_values_and_uncalculated_formulas_are_no_empty_cells(folder, kinds, rulebook):
    book, sheet = write_meeting(folder / "meeting.xlsx", [("001", "党课", date(2026, 3, 1), 1, 1)])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    sheet.write_formula(1, 4, "=2+3", None, 77777)
    book.close()
    path = folder / "meeting.xlsx"
    _replace_in(path, "xl/worksheets/sheet1.xml", b"<v>77777</v>", b"<v></v>")
    place = "错误 meeting.xlsx 工作表“三会一课与组织生活” 第2行"
    assert problems_of(folder, kinds, rulebook) == [
        f"{place} “应到”列：公式结果有错（如#DIV/0!），没有值。请改正公式，或直接填写数值。",
        f"{place} “实到”列：公式还没有计算出结果。请用Excel打开、保存一次，或直接填写数值。",
    ]


def test_formula_with_a_result_is_read_by_it(folder, kinds, rulebook):
    book, sheet = write_meeting(folder / "meeting.xlsx", [("001", "党课", date(2026, 3, 1), 6, 0)])
    sheet.write_formula(1, 4, "=2+3", None, 5)
    book.close()
    assert [row.actual for row in read_data(folder, kinds, rulebook).rows] == [5]


def test_zip_bomb_is_refused_before_it_is_unpacked(folder, kinds, rulebook):
    with zipfile.ZipFile(folder / "meeting.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(201):
                member.write(b" " * 1024 * 1024)
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meeting.xlsx：文件解压后超过200兆字节。请检查是否放错了文件，或按年度拆分后再读入。"
    ]


def test_cell_far_away_does_not_ask_for_gigabytes(folder, kinds, rulebook):
    book, sheet = write_meeting(folder / "meeting.xlsx", [])
    sheet.write(999_999, 16_000, "x")
    book.close()
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meeting.xlsx：工作表的范围超过20000000个单元格，多半是远处误填了内容。请删去数据区以外的行和列后重新保存。"
    ]


def test_too_many_rows_are_told(folder, kinds, rulebook, monkeypatch):
    monkeypatch.setattr("mingheng.sheets.tables.MAX_ROWS", 3)
    rows = "".join(f"R{number},001,党课,2026-03-01\n" for number in range(5))
    (folder / "meeting.csv").write_text(f"编号,单位,类型,召开日期\n{rows}", encoding="utf-8")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meeting.csv 第5行：超过3行。请检查是否放错了文件，或拆分后分别考核。"
    ]


def test_limits_are_those_of_the_documentation():
    assert grids.MAX_BYTES == 200 * 1024 * 1024
    assert grids.MAX_ROWS == 1_000_000
    assert workbook_check.MAX_CELLS == 20_000_000


def test_parquet_gives_the_same_as_csv(folder, kinds, rulebook):
    table = pa.table(
        {
            "subject_unit": ["x", "y"],
            "单位": ["001", "县水利局"],
            "type": ["党课", "支委会"],
            "held_on": [date(2026, 3, 1), date(2026, 3, 2)],
            "应到": pa.array([6, None], pa.int64()),
            "实到": pa.array([Decimal("5.000"), None], pa.decimal128(10, 3)),
        }
    )
    pq.write_table(table, folder / "meeting.parquet")
    rows = read_data(folder, kinds, rulebook).rows
    assert [(row.subject, row.kind, row.day.isoformat(), row.expected, row.actual) for row in rows] == [
        ("001", "meeting.lecture", "2026-03-01", 6, 5),
        ("002", "meeting.committee", "2026-03-02", None, None),
    ]


def test_nested_column_of_parquet_is_told(folder, kinds, rulebook):
    pq.write_table(pa.table({"单位": ["001"], "议题": [["a"]]}), folder / "meeting.parquet")
    assert problems_of(folder, kinds, rulebook) == [
        "错误 meeting.parquet “议题”列：这一列的类型无法读取。请改成文字、数、日期或是否。"
    ]


def _replace_in(path, member, old, new):
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert old in contents[member]
    contents[member] = contents[member].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
