"""Write tables as workbooks and CSV, the same bytes for the same content.

A text that a spreadsheet would take for a formula is defused by an apostrophe, in XLSX too, where it is written as text
besides: who edits such a cell, or saves the sheet as CSV, must not bring it to life.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from mingheng.scoring.exact import decimal_text
from mingheng.sheets.defusing import defused_text

Value = str | int | Fraction | Decimal | date | None

# A fixed day, not the clock's: the file's bytes are compared.
CREATED = datetime(2026, 1, 1)

_MAX_TEXT = 32_767
_MAX_WIDTH = 60


@dataclass(frozen=True, slots=True)
class ResultTable:
    """One table of results: the sheet's name, its headings and its rows."""

    name: str
    headings: Sequence[str]
    rows: list[list[Value]] = field(default_factory=list)


def plain_value(value: Value) -> str:
    """A value as text: numbers with exact decimals (rounded to six when they have no end), days as 2026-03-15."""
    if value is None:
        return ""
    if isinstance(value, int | Fraction | Decimal):
        return decimal_text(Fraction(value))
    return value.isoformat() if isinstance(value, date) else value


def defused(value: Value) -> str:
    """A value as a CSV cell. Only texts are defused: a negative number stays a number."""
    return defused_text(value) if isinstance(value, str) else plain_value(value)


def csv_text(table: ResultTable) -> str:
    """The table as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([defused(heading) for heading in table.headings])
    writer.writerows([defused(value) for value in row] for row in table.rows)
    return stream.getvalue()


def write_csv(table: ResultTable, folder: Path) -> Path:
    """Write the table as `NAME.csv`, with the mark by which spreadsheets recognise UTF-8."""
    path = folder / f"{table.name}.csv"
    path.write_text(csv_text(table), encoding="utf-8-sig", newline="")
    return path


def write_workbook(tables: Iterable[ResultTable], path: Path) -> None:
    """Write the tables as the sheets of one XLSX file."""
    with open_workbook_for(path) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "bottom": 1, "text_wrap": True})
        for table in tables:
            _write_sheet(workbook.add_worksheet(table.name), table, heading)


@contextmanager
def open_workbook_for(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A new workbook that takes no text for a formula, number or link. OSError when it cannot be written."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"title": "明衡", "created": CREATED})
    yield workbook
    try:
        workbook.close()
    except FileCreateError as fault:
        raise OSError(f"cannot write {path}") from fault


def _write_sheet(sheet: xlsxwriter.worksheet.Worksheet, table: ResultTable, heading: object) -> None:
    for column, text in enumerate(table.headings):
        sheet.write_string(0, column, text, heading)
        sheet.set_column(column, column, _width(table, column))
    for row, values in enumerate(table.rows, start=1):
        for column, value in enumerate(values):
            write_cell(sheet, row, column, value)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


def write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Value) -> None:
    """Write a value: a number as one, anything else as a text that is no formula."""
    if value is None or value == "":
        return
    if isinstance(value, int | Fraction | Decimal):
        sheet.write_number(row, column, float(decimal_text(Fraction(value))))
    else:
        sheet.write_string(row, column, defused(value)[:_MAX_TEXT])


def _width(table: ResultTable, column: int) -> int:
    texts = [table.headings[column], *(plain_value(row[column]) for row in table.rows[:200])]
    return min(_MAX_WIDTH, 2 + max(sum(2 if ord(sign) > 255 else 1 for sign in text) for text in texts))
