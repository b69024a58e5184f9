"""Write the empty workbook that a unit fills in: one sheet per record kind the rulebook reads, and how to do it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.sheets.template_content import (
    INTRODUCTION,
    Sheet,
    SheetColumn,
    code_notes,
    column_notes,
    template_sheets,
)
from mingheng.sheets.writing import open_workbook_for

NOTES_SHEET = "说明"
CODES_SHEET = "代码"

_LAST_ROW = 5000


def write_template(rulebook: Rulebook, kinds: Mapping[str, Kind], target: Path) -> None:
    """Write the workbook to `target`."""
    sheets = template_sheets(rulebook, kinds)
    with open_workbook_for(target) as workbook:
        formats = _Formats(workbook)
        notes = workbook.add_worksheet(NOTES_SHEET)
        pages = [workbook.add_worksheet(sheet.name) for sheet in sheets]
        codes = workbook.add_worksheet(CODES_SHEET)
        codes.hide()
        lists = _write_codes(codes, sheets, formats)
        _write_notes(notes, sheets, rulebook, kinds, formats)
        for page, sheet in zip(pages, sheets, strict=True):
            _write_sheet(page, sheet, lists, formats)


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        heading = {"bold": True, "bg_color": "#F2F2F2", "border": 1}
        self.heading = workbook.add_format(heading)
        self.required = workbook.add_format({**heading, "font_color": "#C00000"})
        self.text = workbook.add_format({"num_format": "@"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.title = workbook.add_format({"bold": True, "font_size": 14})

    def of(self, column: SheetColumn) -> Any:
        """The format of a column's cells: what is no number or day must not become one."""
        if column.type == "date":
            return self.day
        return None if column.type in ("count", "number", "attribute", "month") else self.text


def _write_codes(sheet: Any, sheets: list[Sheet], formats: _Formats) -> dict[tuple[str, ...], str]:
    """Write every list of choices once; the result says in which cells it stands."""
    lists: dict[tuple[str, ...], str] = {}
    for item in sheets:
        for column in item.columns:
            if not column.choices or column.choices in lists:
                continue
            at = len(lists)
            letters = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
            lists[column.choices] = f"={CODES_SHEET}!{letters}$2:{letters}${len(column.choices) + 1}"
            sheet.write_string(0, at, f"{item.name}·{column.heading}", formats.heading)
            for row, choice in enumerate(column.choices, start=1):
                sheet.write_string(row, at, choice)
    return lists


def _write_notes(
    sheet: Any, sheets: list[Sheet], rulebook: Rulebook, kinds: Mapping[str, Kind], formats: _Formats
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 5, 30)
    sheet.write_string(0, 0, f"{rulebook.title} 填报模板", formats.title)
    row = 1
    for text in INTRODUCTION:
        sheet.write_string(row, 0, text)
        row += 1
    for block in (column_notes(sheets), code_notes(rulebook, kinds)):
        row += 1
        for position, line in enumerate(block):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text, formats.heading if position == 0 else None)
            row += 1


def _write_sheet(sheet: Any, item: Sheet, lists: Mapping[tuple[str, ...], str], formats: _Formats) -> None:
    for at, column in enumerate(item.columns):
        sheet.set_column(at, at, 16, formats.of(column))
        sheet.write_string(0, at, column.heading, formats.required if column.required else formats.heading)
        rule = _validation(item, column, lists)
        if rule:
            sheet.data_validation(1, at, _LAST_ROW, at, rule)
    sheet.freeze_panes(1, 0)


def _validation(item: Sheet, column: SheetColumn, lists: Mapping[tuple[str, ...], str]) -> dict[str, Any] | None:
    """What the spreadsheet program itself refuses, or asks about where a list may be incomplete."""
    if column.choices and column.type != "list":
        return {
            "validate": "list",
            "source": lists[column.choices],
            "error_type": "stop" if column.is_closed else "warning",
            "error_title": "不在可选范围内",
            "error_message": "请从列表中选择。",
        }
    if column.type == "date":
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": item.days.first,
            "maximum": item.days.last,
            "error_title": "日期不对",
            "error_message": f"请填{item.days.first}至{item.days.last}之间的日期，如2026-03-15。",
        }
    return None
