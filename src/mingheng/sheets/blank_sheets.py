"""Write the empty workbook of a register: headings with lists to choose from, and how to fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingheng.sheets.grids import column_letters
from mingheng.sheets.headings import Column
from mingheng.sheets.writing import open_workbook_for

_NOTES_SHEET = "说明"
_CODES_SHEET = "代码"
_LAST_ROW = 5000


@dataclass(frozen=True, slots=True)
class BlankColumn:
    """One column: how it is read, what is to be written in it, and an example."""

    column: Column
    requirement: str
    example: str = ""
    choices: tuple[str, ...] = ()
    is_closed: bool = True
    """Whether only the choices are taken."""
    is_hidden: bool = False
    takes_several: bool = False
    """Whether a cell can hold several of the choices: they are told, for a cell's list offers one."""


def write_blank_sheet(target: Path, name: str, columns: Sequence[BlankColumn], introduction: Sequence[str]) -> None:
    """Write the workbook: the sheet `name`, the notes, and the hidden code lists. OSError when it cannot be written."""
    with open_workbook_for(target) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        required = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "font_color": "#C00000"})
        # What a spreadsheet takes for a number loses its zeros in front and its last digits.
        text = workbook.add_format({"num_format": "@"})
        sheet, notes = workbook.add_worksheet(name), workbook.add_worksheet(_NOTES_SHEET)
        codes = workbook.add_worksheet(_CODES_SHEET)
        codes.hide()
        for at, blank in enumerate(columns):
            sheet.set_column(at, at, 18, text, {"hidden": blank.is_hidden})
            sheet.write_string(0, at, blank.column.heading, required if blank.column.required else heading)
            if blank.choices and not blank.takes_several:
                _offer(sheet, codes, at, blank)
        sheet.freeze_panes(1, 0)
        _write_notes(notes, columns, introduction, heading)


def _offer(sheet: Any, codes: Any, at: int, blank: BlankColumn) -> None:
    codes.write_column(0, at, [blank.column.heading, *blank.choices])
    letters = column_letters(at + 1)
    rule = {
        "validate": "list",
        "source": f"={_CODES_SHEET}!${letters}$2:${letters}${len(blank.choices) + 1}",
        "error_type": "stop" if blank.is_closed else "warning",
        "error_title": "不在可选范围内",
        "error_message": "请从列表中选择。",
    }
    sheet.data_validation(1, at, _LAST_ROW, at, rule)


def _write_notes(sheet: Any, columns: Sequence[BlankColumn], introduction: Sequence[str], heading: Any) -> None:
    sheet.set_column(0, 3, 28)
    for row, line in enumerate(introduction):
        sheet.write_string(row, 0, line)
    row = len(introduction) + 1
    sheet.write_row(row, 0, ["栏目", "必填", "怎样填", "例子", "可选"], heading)
    for blank in columns:
        row += 1
        marks = ["是" if blank.column.required else "", blank.requirement, blank.example, "、".join(blank.choices)]
        for at, cell in enumerate([blank.column.heading, *marks]):
            sheet.write_string(row, at, cell)
