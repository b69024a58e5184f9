"""Write a sheet back with its faults: the cells as they were, the faulty ones coloured, what is wrong beside each row.

Not by colour alone: the last column says it in words, and the first sheet lists everything. What only has to be looked
at, a warning or a question, has another colour and another word than an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mingheng.scoring.problems import FaultyInput
from mingheng.sheets.grids import Grid
from mingheng.sheets.plain_sheets import OPENERS, PlainSheet, SheetFault, own_grid
from mingheng.sheets.writing import open_workbook_for

LIST_SHEET, COLUMN = "错误清单", "错误说明"
_MAX_TEXT = 32_767
_SOUND, _DOUBTFUL, _FAULTY = range(3)
_LOOKS: dict[int, dict[str, Any]] = {
    _SOUND: {},
    _DOUBTFUL: {"bg_color": "#FFEB9C", "border": 1, "border_color": "#9C5700"},
    _FAULTY: {"bg_color": "#FFC7CE", "border": 2, "border_color": "#9C0006"},
}


def write_marked_workbook(source: Path, names: Sequence[str], sheet: PlainSheet, target: Path) -> None:
    """Write the workbook; only the list where the source cannot be opened. OSError when it cannot be written."""
    grid = _grid_of(source, names)
    with open_workbook_for(target) as workbook:
        bold = workbook.add_format({"bold": True, "bg_color": "#F2F2F2"})
        _write_list(workbook.add_worksheet(LIST_SHEET), sheet.in_order(), bold)
        if grid:
            name = grid.sheet if grid.sheet and grid.sheet != LIST_SHEET else "表"
            _Marked(workbook, workbook.add_worksheet(name[:31]), sheet).write(grid)


def _grid_of(source: Path, names: Sequence[str]) -> Grid | None:
    try:
        return own_grid(OPENERS[source.suffix.lower()](source), names, PlainSheet())
    except (FaultyInput, KeyError):
        return None


def _write_list(page: Any, faults: Sequence[SheetFault], bold: Any) -> None:
    page.set_column(0, 2, 12)
    page.set_column(3, 3, 90)
    page.write_row(0, 0, ["行", "栏目", "性质", "说明"], bold)
    for at, fault in enumerate(faults, start=1):
        if fault.row:
            page.write_number(at, 0, fault.row)
        page.write_string(at, 1, fault.column)
        page.write_string(at, 2, _word(fault))
        page.write_string(at, 3, fault.text)
    page.freeze_panes(1, 0)


def _word(fault: SheetFault) -> str:
    return "错误" if fault.is_error else "需确认" if fault.is_question else "提醒"


def _told(fault: SheetFault) -> str:
    """What the last column of a row says of it."""
    text = f"“{fault.column}”：{fault.text}" if fault.column else fault.text
    return text if fault.is_error else f"（{_word(fault)}）{text}"


class _Marked:
    """Writes the rows of a grid, with the faults that belong to each."""

    def __init__(self, workbook: Any, page: Any, sheet: PlainSheet) -> None:
        self.page, self.sheet = page, sheet
        self.formats = {
            (is_day, look): workbook.add_format(({"num_format": "yyyy-mm-dd"} if is_day else {}) | look_of_cell)
            for is_day in (False, True)
            for look, look_of_cell in _LOOKS.items()
        }
        self.positions = {sheet.headings[code]: at for code, at in sheet.positions.items()}
        self.told: dict[int, list[SheetFault]] = {}
        for fault in sheet.in_order():
            if fault.row:
                self.told.setdefault(fault.row, []).append(fault)

    def write(self, grid: Grid) -> None:
        """The rows as they were, and one more column."""
        rows = list(grid.rows())
        width = max((len(cells) for _row, cells in rows), default=0)
        self.page.set_column(0, max(width - 1, 0), 14)
        self.page.set_column(width, width, 60)
        for row, cells in rows:
            faults = self.told.get(row, [])
            looks: dict[int, int] = {}
            for fault in faults:
                if fault.column in self.positions:
                    at = self.positions[fault.column]
                    looks[at] = max(looks.get(at, _SOUND), _FAULTY if fault.is_error else _DOUBTFUL)
            for at in range(max(len(cells), *(position + 1 for position in looks), 0)):
                self._write_cell(row - 1, at, cells[at] if at < len(cells) else None, looks.get(at, _SOUND))
            text = "".join(_told(fault) for fault in faults)
            if row == self.sheet.heading_row:
                text = COLUMN
            if text:
                self.page.write_string(row - 1, width, text[:_MAX_TEXT])

    def _write_cell(self, row: int, at: int, raw: Any, look_of_cell: int) -> None:
        look = self.formats[isinstance(raw, date), look_of_cell]
        if raw is None or raw == "":
            if look_of_cell != _SOUND:
                self.page.write_blank(row, at, None, look)
        elif isinstance(raw, bool):
            self.page.write_boolean(row, at, raw, look)
        elif isinstance(raw, datetime | date):
            self.page.write_datetime(row, at, raw, look)
        elif isinstance(raw, str):
            self.page.write_string(row, at, raw[:_MAX_TEXT], look)
        else:
            self.page.write_number(row, at, float(raw), look)
