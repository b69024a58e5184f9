"""Find rows that say the same as an earlier one, in the same sheet or in another file."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from mingheng.sheets.grids import Grid

Values = dict[str, Any]


@dataclass(slots=True)
class Seen:
    """The rows of all sheets of one kind. What two rows may share differs: inside a sheet a column that is not read may
    tell them apart; two units that hand in a file each may number their records alike.
    """

    is_shared: bool = False
    """Whether there are several sheets."""
    grids: list[Grid] = field(default_factory=list)
    inside: dict[Hashable, int] = field(default_factory=dict)
    across: dict[Hashable, tuple[int, int]] = field(default_factory=dict)

    def begin(self, grid: Grid) -> None:
        """Begin another sheet."""
        self.grids.append(grid)
        self.inside.clear()

    def earlier_number(self, row: int, values: Values) -> str:
        """Where the record's number was seen before; empty for the first time."""
        number = values["number"]
        return self._earlier(row, ("number", number), ("number", values.get("unit"), number))

    def earlier_row(self, row: int, values: Values, unread: tuple[Any, ...]) -> str:
        """Where a row that says the same was seen before. `unread`: the cells of columns that are not read."""
        said = hash(frozenset(values.items()))
        return self._earlier(row, hash((said, unread)), said)

    def _earlier(self, row: int, key: Hashable, shared_key: Hashable) -> str:
        first = self.inside.setdefault(key, row)
        if first != row:
            return f"第{first}行"
        if not self.is_shared:
            return ""
        sheet, first = self.across.setdefault(shared_key, (len(self.grids), row))
        if sheet == len(self.grids):
            return ""
        return str(self.grids[sheet - 1].place(first))
