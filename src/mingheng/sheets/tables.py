"""Walk the rows of one sheet under its headings and read every cell; bad rows are reported and left out.

Knows columns and readers of cells, not what the rows mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from mingheng.scoring.problems import Problem
from mingheng.sheets.cells import CellFault, is_empty, plain
from mingheng.sheets.grids import MAX_ROWS, Grid, Merged, OddCell, column_letters
from mingheng.sheets.headings import ROWS_SEARCHED, Column, Headings, find_heading_row, names_of, read_headings
from mingheng.sheets.repeated import Seen, Values

Reader = Callable[[Any], Any]

LISTED = 1000
"""How many errors, and how many warnings, of one sheet are listed; the rest is counted."""

_CACHED = 20_000
_UNREAD = object()
_SIGNATURES = (
    "审核人|填报人|填表人|制表人|经办人|复核人|负责人|主要负责人|单位负责人|主管领导|分管领导|签字|签名|盖章|公章|"
    "填报单位|填报时间|填报日期|填表时间|填表日期|制表日期|报送日期|日期|联系人|联系电话|注|备注|说明|填表说明|合计|总计"
)
_SIGNATURE = re.compile(rf"(?:{_SIGNATURES})(?:\([^()]*\))?:|(?:合计|总计)\Z")


@dataclass(slots=True)
class ProblemList:
    """The problems of one sheet, in the order found; beyond LISTED of a sort only their number is kept."""

    grid: Grid
    listed: list[Problem] = field(default_factory=list)
    counts: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    bad_rows: set[int] = field(default_factory=set)
    """The rows that are left out, also those whose problems are only counted."""

    def add(self, problem: Problem) -> None:
        """List a problem, or only count it."""
        self.counts[problem.is_error] += 1
        if self.counts[problem.is_error] <= LISTED:
            self.listed.append(problem)

    def report(self, code: str, row: int | None, column: str = "", *, is_error: bool = True, **params: Any) -> None:
        """List a problem with a cell or a row."""
        self.add(Problem(code, self.grid.place(row, column), params, is_error))
        if is_error and row is not None:
            self.bad_rows.add(row)

    def everything(self) -> list[Problem]:
        """What is listed, and how much is not."""
        rest = [
            Problem("sheet_more_problems", self.grid.place(), {"count": count - LISTED}, is_error)
            for is_error, count in self.counts.items()
            if count > LISTED
        ]
        return self.listed + rest


@dataclass(frozen=True, slots=True)
class Slot:
    """One column that was found: where it is and how its cells are read. `texts` are cells already read."""

    code: str
    position: int
    heading: str
    read: Reader
    required: bool
    texts: dict[str, Any] = field(default_factory=dict)


class Table:
    """One sheet under its headings. `rows` yields the number and the values of each good row."""

    def __init__(
        self,
        grid: Grid,
        columns: Sequence[Column],
        readers: dict[str, Reader],
        key: str,
        *,
        keeps_faulty: bool = False,
        allows_gaps: bool = False,
    ) -> None:
        """`keeps_faulty`: rows with faults are kept aside in `faulty`, even those under faulty headings.

        `allows_gaps`: a required column must be there; whether its cells may be empty, the caller decides.
        """
        self.grid = grid
        self.keeps_faulty, self.allows_gaps = keeps_faulty, allows_gaps
        self.faulty: list[Values] = []
        self.problems = ProblemList(grid)
        self.readers = readers
        self.key = key
        self.headings: Headings | None = None
        self.slots: list[Slot] = []
        self.key_position = -1
        self._body = self._open(columns)
        self.is_readable = self.headings is not None and not self.problems.counts[True]
        self._merged = _by_row(grid.merged)
        self._odd: dict[int, list[OddCell]] = {}
        for cell in grid.odd_cells:
            self._odd.setdefault(cell.row, []).append(cell)

    def heading(self, code: str) -> str:
        """The heading of a column as the sheet writes it."""
        return self.headings.texts.get(code, "") if self.headings else ""

    def _open(self, columns: Sequence[Column]) -> Iterator[tuple[int, list[Any]]]:
        """Find the headings; what remains is the body."""
        rows = self.grid.rows()
        first = [(row, cells) for row, cells in islice(rows, ROWS_SEARCHED)]
        found = find_heading_row(first, names_of(columns))
        if found is None:
            is_blank = all(is_empty(cell) for _, cells in first for cell in cells)
            self.problems.report("sheet_empty" if is_blank else "sheet_no_headings", None if is_blank else 1)
            return iter(())
        self.headings, faults = read_headings(self.grid, found[0], found[1], columns)
        for problem in faults:
            self.problems.add(problem)
        required = {column.code for column in columns if column.required and not self.allows_gaps}
        self.slots = [
            Slot(code, position, self.headings.texts[code], self.readers[code], code in required)
            for code, position in self.headings.positions.items()
        ]
        self.key_position = self.headings.positions.get(self.key, -1)
        return chain((item for item in first if item[0] > found[0]), rows)

    def rows(self, seen: Seen) -> Iterator[tuple[int, Values]]:
        """The good rows that repeat none of those seen; none when the headings have errors, which are then reported."""
        if not self.is_readable and not (self.keeps_faulty and self.headings):
            return
        assert self.headings is not None
        seen.begin(self.grid)
        unread = [at for at, text in self.headings.unread.items() if plain(text) != "序号"]
        width = max((slot.position for slot in self.slots), default=0) + 1
        width = max([width, *(at + 1 for at in unread)])
        for row, cells in self._records(width):
            values, is_good = self._values(row, cells)
            if not is_good or not self.is_readable:
                if self.keeps_faulty:
                    self.faulty.append(values)
            elif not self._repeats(seen, row, values, tuple(cells[at] for at in unread)):
                yield row, values

    def _records(self, width: int) -> Iterator[tuple[int, Sequence[Any]]]:
        """The rows that hold a record and whose cells can be seen."""
        count = 0
        for row, short in self._body:
            cells = short if len(short) >= width else [*short, *([None] * (width - len(short)))]
            is_odd = self._odd_faults(row)
            if not is_odd and self._is_aside(cells):
                continue
            count += 1
            if count > MAX_ROWS:
                self.problems.report("sheet_too_many_rows", row, limit=MAX_ROWS)
                return
            # What the cells of such a row lack is a consequence, not a fault of its own.
            if not self._merged_faults(row) and not is_odd:
                yield row, cells

    def _repeats(self, seen: Seen, row: int, values: Values, unread: tuple[Any, ...]) -> bool:
        """Report a row that repeats an earlier one."""
        if "number" in values:
            first, code, column = seen.earlier_number(row, values), "sheet_number_repeated", self.heading("number")
        else:
            first, code, column = seen.earlier_row(row, values, unread), "sheet_row_repeated", ""
        if first:
            self.problems.report(code, row, column, number=values.get("number", ""), first=first)
        return bool(first)

    def _is_aside(self, cells: Sequence[Any]) -> bool:
        """Whether a row is empty, or a line of signatures or totals below the records."""
        text = next((cell for cell in cells if cell is not None and cell != "" and not is_empty(cell)), None)
        if text is None:
            return True
        if not isinstance(text, str) or not _SIGNATURE.match(plain(text)):
            return False
        key = cells[self.key_position] if self.key_position >= 0 else None
        return is_empty(key) or key == text or (isinstance(key, str) and bool(_SIGNATURE.match(plain(key))))

    def _odd_faults(self, row: int) -> bool:
        cells = [cell for cell in self._odd.get(row, ()) if self._heading_at(cell.column)]
        for cell in cells:
            self.problems.report(cell.code, row, self._heading_at(cell.column))
        return bool(cells)

    def _merged_faults(self, row: int) -> bool:
        ranges = [item for item in self._merged.get(row, ()) if self._heading_at(item.left, item.right)]
        for item in ranges:
            if row == item.top:
                cells = f"{column_letters(item.left)}{item.top}:{column_letters(item.right)}{item.bottom}"
                self.problems.report("sheet_merged", row, self._heading_at(item.left, item.right), cells=cells)
        return bool(ranges)

    def _heading_at(self, first: int, last: int = 0) -> str:
        """The first heading that is read among columns counted from one."""
        inside = (slot for slot in self.slots if first <= slot.position + 1 <= (last or first))
        return next((slot.heading for slot in inside), "")

    def _values(self, row: int, cells: Sequence[Any]) -> tuple[Values, bool]:
        """The values of one row, and whether no cell has a fault. Empty cells have no value."""
        values: Values = {}
        is_good = True
        for slot in self.slots:
            raw = cells[slot.position]
            value = slot.texts.get(raw, _UNREAD) if type(raw) is str else _UNREAD
            if value is _UNREAD:
                try:
                    value = _read(slot, raw)
                except CellFault as fault:
                    self.problems.report(fault.code, row, slot.heading, **fault.params)
                    is_good = False
                    continue
            if value is not None:
                values[slot.code] = value
            elif slot.required:
                self.problems.report("sheet_cell_missing", row, slot.heading)
                is_good = False
        return values, is_good


def _read(slot: Slot, raw: Any) -> Any:
    value = None if is_empty(raw) else slot.read(raw)
    if type(raw) is str:
        if len(slot.texts) >= _CACHED:
            slot.texts.clear()
        slot.texts[raw] = value
    return value


def _by_row(ranges: Sequence[Merged]) -> dict[int, list[Merged]]:
    rows: dict[int, list[Merged]] = {}
    for item in ranges:
        # A range may name a million rows that are not there.
        for row in range(item.top, min(item.bottom, item.top + 10_000) + 1):
            rows.setdefault(row, []).append(item)
    return rows
