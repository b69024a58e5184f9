"""XLSX workbooks as grids.

The reader of cells keeps a sheet as one rectangle and shows an error value as an empty cell. So the file is looked
through first (`workbook_check`): a tiny file must not ask for gigabytes, and no `#DIV/0!` may pass for a missing value.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, WorksheetNotFound

from mingheng.sheets.grids import EXCEL_EPOCH, EXCEL_EPOCH_1904, Grid, Merged, refuse
from mingheng.sheets.workbook_check import OF_A_RUN, Limits, WorkbookContents, look_through

_MADE_NAMES = ("Sheet", "工作表", "表")


def open_workbook(path: Path, limits: Limits = OF_A_RUN) -> list[Grid]:
    """The grids of all sheets of a workbook, empty sheets included. Raises FaultyInput when it is not a workbook."""
    contents = look_through(path, limits)
    try:
        workbook = CalamineWorkbook.from_path(path)
        names = list(workbook.sheet_names)
    except (CalamineError, OSError):
        raise refuse(path, "sheet_file_broken") from None
    return [_grid(path, workbook, name, contents) for name in names]


def _grid(path: Path, workbook: CalamineWorkbook, name: str, contents: WorkbookContents) -> Grid:
    try:
        sheet = workbook.get_sheet_by_name(name)
    except (CalamineError, WorksheetNotFound):
        raise refuse(path, "sheet_file_broken") from None
    return Grid(
        file=path.name,
        sheet=name,
        rows=lambda: _rows(sheet),
        merged=[Merged(a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ()],
        odd_cells=contents.odd_cells.get(name, []),
        epoch=EXCEL_EPOCH_1904 if contents.counts_from_1904 else EXCEL_EPOCH,
        is_named=name.rstrip("0123456789").strip() not in _MADE_NAMES,
    )


def _rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    if sheet.start is None:
        return
    # Rows come from the first of the sheet, columns from the first that is used.
    margin: list[Any] = [None] * sheet.start[1]
    for row, cells in enumerate(sheet.iter_rows(), start=1):
        yield row, margin + cells
