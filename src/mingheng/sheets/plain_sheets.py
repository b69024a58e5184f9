"""Read a register that is no record kind: given columns, in any order, from one sheet of a workbook or CSV file.

All faults are told at once, each with its sheet, row and column, as sentences. Formulas are never evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.sheets.cells import plain
from mingheng.sheets.grids import Grid
from mingheng.sheets.headings import Column
from mingheng.sheets.repeated import Seen, Values
from mingheng.sheets.sources import NOTES
from mingheng.sheets.tables import Reader, Table
from mingheng.sheets.text_files import open_csv
from mingheng.sheets.workbook_check import OF_AN_UPLOAD
from mingheng.sheets.workbooks import open_workbook

ReadersOf = Callable[[date], dict[str, Reader]]
"""The readers of the columns, for the day from which a workbook counts its serial days."""

MAX_BYTES = 20 * 1024 * 1024
"""The greatest file that is taken."""

OPENERS: dict[str, Callable[[Path], list[Grid]]] = {
    ".xlsx": lambda path: open_workbook(path, OF_AN_UPLOAD),
    ".csv": open_csv,
}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong with a file, a row or a cell, as a sentence. A warning leaves the sheet usable.

    A question leaves it usable too, once whoever brings the sheet has confirmed what it says. One whether the row is
    there already is also answered by leaving the row out.
    """

    text: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    is_error: bool = True
    is_question: bool = False
    is_repetition: bool = False

    def __str__(self) -> str:
        parts = [self.sheet and f"工作表“{self.sheet}”", f"第{self.row}行" if self.row else ""]
        place = "".join([*parts, f"“{self.column}”列" if self.column else ""])
        return f"{place}：{self.text}" if place else self.text


@dataclass(slots=True)
class PlainSheet:
    """The good rows with their numbers, what could be read of the others, and everything that is wrong."""

    rows: list[tuple[int, Values]] = field(default_factory=list)
    faulty: list[Values] = field(default_factory=list)
    faults: list[SheetFault] = field(default_factory=list)
    name: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    """The headings as the sheet writes them, by the column's code."""
    heading_row: int = 0
    positions: dict[str, int] = field(default_factory=dict)
    """Where the columns are that were found, by code; counted from nought."""

    def report(self, row: int, code: str, text: str, *, is_error: bool = True) -> None:
        """Say what is wrong with a cell."""
        self.faults.append(SheetFault(text, self.name, row, self.headings.get(code, ""), is_error))

    def ask(self, row: int, code: str, text: str, *, is_repetition: bool = False) -> None:
        """Ask about a cell."""
        heading = self.headings.get(code, "")
        fault = SheetFault(text, self.name, row, heading, is_error=False, is_question=True, is_repetition=is_repetition)
        self.faults.append(fault)

    def in_order(self) -> list[SheetFault]:
        """Everything that is wrong, row by row."""
        return sorted(self.faults, key=lambda fault: (fault.row or 0, not fault.is_error, not fault.is_question))


def read_plain_sheet(
    path: Path,
    names: Sequence[str],
    columns: Sequence[Column],
    readers_of: ReadersOf,
    *,
    first_row: int = 1,
    allows_gaps: bool = False,
) -> PlainSheet:
    """Read the sheet that bears one of `names`, or the only one that is not for notes. Nothing is raised.

    What stands above `first_row` is passed over. `allows_gaps`: the cells of required columns may be empty.
    """
    sheet = PlainSheet()
    refusal = _refusal(path)
    if refusal:
        sheet.faults.append(SheetFault(refusal))
        return sheet
    try:
        grid = own_grid(OPENERS[path.suffix.lower()](path), names, sheet)
        if grid:
            _read_rows(_from_row(grid, first_row), columns, readers_of, sheet, allows_gaps=allows_gaps)
    except FaultyInput as fault:
        sheet.faults += [_as_fault(problem) for problem in fault.problems]
    return sheet


def _refusal(path: Path) -> str:
    """Why a file is not even opened; empty when it is."""
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        return "这是可能带宏的工作簿，不能导入。请用表格软件另存为“Excel 工作簿（xlsx）”后再选。"
    if suffix not in OPENERS:
        return "只能导入xlsx或csv文件。请在表格软件里另存为其中一种后再选。"
    if path.stat().st_size > MAX_BYTES:
        return f"文件超过{MAX_BYTES // 1024 // 1024}兆字节，不能导入。请检查是否选错了文件，或分成几份。"
    if suffix == ".xlsx" and _has_macros(path):
        return "工作簿里有宏，不能导入。请用表格软件另存为不带宏的“Excel 工作簿（xlsx）”后再选。"
    return ""


def _has_macros(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except (BadZipFile, OSError):
        return False  # no workbook at all: the reader says so


def own_grid(grids: Sequence[Grid], names: Sequence[str], sheet: PlainSheet) -> Grid | None:
    """The sheet that bears one of `names`, or the only one that is not for notes; otherwise the sheet is told."""
    wanted = [plain(name) for name in names]
    named = [grid for grid in grids if plain(grid.sheet) in wanted]
    others = [grid for grid in grids if plain(grid.sheet) not in NOTES]
    found = named or others
    if len(found) == 1:
        return found[0]
    listed = "、".join(f"“{grid.sheet}”" for grid in found)
    sheet.faults.append(SheetFault(f"工作簿里有几张表：{listed}。请只留一张，或把要导入的那张命名为“{names[0]}”。"))
    return None


def _from_row(grid: Grid, first: int) -> Grid:
    rows = grid.rows
    return grid if first <= 1 else replace(grid, rows=lambda: (item for item in rows() if item[0] >= first))


def _read_rows(
    grid: Grid, columns: Sequence[Column], readers_of: ReadersOf, sheet: PlainSheet, *, allows_gaps: bool
) -> None:
    key = next((column.code for column in columns if column.required), columns[0].code)
    readers = readers_of(grid.epoch)
    table = Table(grid, columns, readers, key=key, keeps_faulty=True, allows_gaps=allows_gaps)
    sheet.name = grid.sheet
    if table.headings:
        sheet.heading_row, sheet.positions = table.headings.row, table.headings.positions
    sheet.headings = {column.code: table.heading(column.code) or column.heading for column in columns}
    try:
        sheet.rows = list(table.rows(Seen()))
    finally:
        sheet.faulty = table.faulty
        sheet.faults += [_as_fault(problem) for problem in table.problems.everything()]
    if not sheet.rows and not sheet.faulty and not any(fault.is_error for fault in sheet.faults):
        sheet.faults.append(SheetFault("栏目下面没有一行内容。请填写后再选。", sheet.name))


def _as_fault(problem: Problem) -> SheetFault:
    place = problem.place
    return SheetFault(problem.message, place.sheet, place.line, place.column, problem.is_error)
