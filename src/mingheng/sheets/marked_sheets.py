"""Write a sheet back with its faults: the cells as they were, the faulty ones coloured, what is wrong beside each row.

Not by colour alone: the last column says it in words, and the first sheet lists everything.
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
        page.write_string(at, 2, "错误" if fault.is_error else "提醒")
        page.write_string(at, 3, fault.text)
    page.freeze_panes(1, 0)


class _Marked:
    """Writes the rows of a grid, with the faults that belong to each."""

    def __init__(self, workbook: Any, page: Any, sheet: PlainSheet) -> None:
        self.page, self.sheet = page, sheet
        self.formats = {
            (is_day, is_faulty): workbook.add_format(
                ({"num_format": "yyyy-mm-dd"} if is_day else {})
                | ({"bg_color": "#FFC7CE", "border": 2, "border_color": "#9C0006"} if is_faulty else {})
            )
            for is_day in (False, True)
            for is_faulty in (False, True)
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
            faulty = {self.positions[fault.column] for fault in faults if fault.column in self.positions}
            for at in range(max(len(cells), *(position + 1 for position in faulty), 0)):
                self._write_cell(row - 1, at, cells[at] if at < len(cells) else None, is_faulty=at in faulty)
            text = "；".join(f"“{fault.column}”：{fault.text}" if fault.column else fault.text for fault in faults)
            if row == self.sheet.heading_row:
                text = COLUMN
            if text:
                self.page.write_string(row - 1, width, text[:_MAX_TEXT])

    def _write_cell(self, row: int, at: int, raw: Any, *, is_faulty: bool) -> None:
        look = self.formats[isinstance(raw, date), is_faulty]
        if raw is None or raw == "":
            if is_faulty:
                self.page.write_blank(row, at, None, look)
        elif isinstance(raw, bool):
            self.page.write_boolean(row, at, raw, look)
        elif isinstance(raw, datetime | date):
            self.page.write_datetime(row, at, raw, look)
        elif isinstance(raw, str):
            self.page.write_string(row, at, raw[:_MAX_TEXT], look)
        else:
            self.page.write_number(row, at, float(raw), look)
