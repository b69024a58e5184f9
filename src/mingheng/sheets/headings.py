"""Find the heading row of a grid and say which column holds what.

Headings are matched by name, whatever their order: blanks, line breaks, full-width signs, a star for "required" and a
trailing bracket such as （人） make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingheng.scoring.problems import Problem, nearest
from mingheng.sheets.cells import is_empty, plain, shown
from mingheng.sheets.grids import Grid, column_letters

ROWS_SEARCHED = 30
"""Headings stand below at most this many rows of title."""

_IGNORED = frozenset({"序号", "备注", "说明", "佐证材料", "附件", "审核状态", "录入日期", "错误说明"})
_BRACKET = re.compile(r"\([^()]*\)\Z")


@dataclass(frozen=True, slots=True)
class Column:
    """What a sheet may have: the field's code, its heading, other headings that mean the same."""

    code: str
    heading: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(slots=True)
class Headings:
    """The heading row and the position of every column found."""

    row: int
    positions: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """The headings as the sheet writes them, by code: a problem names a column as its reader sees it."""
    unread: dict[int, str] = field(default_factory=dict)


def names_of(columns: Iterable[Column]) -> dict[str, Column]:
    """Every plain name a column can stand under; the first that claims a name has it."""
    names: dict[str, Column] = {}
    for pick in (lambda column: [column.heading], lambda column: [*column.also, column.code]):
        for column in columns:
            for name in pick(column):
                names.setdefault(plain(name), column)
    return names


def find_column(text: str, names: dict[str, Column]) -> Column | None:
    """The column a heading means."""
    name = plain(text).strip("*")
    return names.get(name) or names.get(_BRACKET.sub("", name))


def find_heading_row(rows: Iterable[tuple[int, list[Any]]], names: dict[str, Column]) -> tuple[int, list[Any]] | None:
    """The row in which most cells are known headings; the first of several. None when no cell of any row is one."""
    best: tuple[int, list[Any]] | None = None
    most = 0
    for row, cells in rows:
        matches = sum(isinstance(cell, str) and find_column(cell, names) is not None for cell in cells)
        if matches > most:
            best, most = (row, cells), matches
    return best


def read_headings(
    grid: Grid, row: int, cells: Sequence[Any], columns: Sequence[Column]
) -> tuple[Headings, list[Problem]]:
    """Match one heading row. Unknown headings with a near known one, repeated and missing ones are errors."""
    names = names_of(columns)
    headings = Headings(row)
    problems = []
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        if is_empty(cell):
            continue
        text = shown(cell)
        column = find_column(text, names)
        if column is None:
            unknown.append(text)
            headings.unread[position] = text
        elif column.code in headings.positions:
            place = grid.place(row, text)
            first = column_letters(headings.positions[column.code] + 1)
            problems.append(Problem("sheet_heading_repeated", place, {"heading": text, "first": first}))
        else:
            headings.positions[column.code] = position
            headings.texts[column.code] = text
    absent = [column for column in columns if column.code not in headings.positions]
    problems += [_unknown(grid, row, text, absent) for text in unknown if plain(text) not in _IGNORED]
    missing = [column for column in absent if column.required]
    problems += [
        Problem("sheet_heading_missing", grid.place(row, column.heading), {"heading": column.heading})
        for column in missing
    ]
    return headings, problems


def _unknown(grid: Grid, row: int, text: str, absent: Sequence[Column]) -> Problem:
    names = names_of(absent)
    close = nearest(plain(text), names)
    if not close:
        return Problem("sheet_column_unread", grid.place(row, text), {"heading": text}, is_error=False)
    params = {"heading": text, "near": names[close].heading}
    return Problem("sheet_heading_unknown", grid.place(row, text), params)
