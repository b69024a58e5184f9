"""Open data files as grids: rows of raw cells, each with the number it has in the spreadsheet, counted from one.

Knows nothing of record kinds. Limits on size are enforced here, before anything is taken into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from mingheng.scoring.problems import FaultyInput, Place, Problem

Cell = str | int | float | Decimal | bool | date | datetime | None

MAX_BYTES = 200 * 1024 * 1024
"""The greatest uncompressed size of one data file."""

MAX_ROWS = 1_000_000
"""The greatest number of rows below the heading row of one sheet."""

EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_EPOCH_1904 = date(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells; rows and columns counted from one, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class OddCell:
    """A cell whose value the reader cannot see: an error value, or a formula that was never calculated."""

    row: int
    column: int
    code: str


@dataclass(slots=True)
class Grid:
    """One table of one file. `rows` can be walked once; it yields the row's number and its cells."""

    file: str
    sheet: str
    rows: Callable[[], Iterator[tuple[int, list[Any]]]]
    merged: list[Merged] = field(default_factory=list)
    odd_cells: list[OddCell] = field(default_factory=list)
    epoch: date = EXCEL_EPOCH
    is_named: bool = True
    """False where the sheet's name was given by the program that made the file (Sheet1), or there is none."""

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a cell, a row or the whole sheet."""
        return Place(file=self.file, sheet=self.sheet, line=row, column=column)


def refuse(path: Path, code: str, **params: Any) -> FaultyInput:
    """The exception for a file that cannot be read at all."""
    return FaultyInput([Problem(code, Place(file=path.name), params)])


def column_letters(column: int) -> str:
    """The letters over a column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def serial_day(number: int, epoch: date) -> date | None:
    """The day a spreadsheet means by a serial number, or None when no date is meant."""
    return epoch + timedelta(days=number) if 1 <= number <= 2_900_000 else None
