"""One cell of a sheet of records: as it was written, and what it means or why it means nothing.

Whether a cell that cannot be read is a fault depends on its row: one that was exported and left as it was is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mingheng.scoring.problems import Place, Problem
from mingheng.sheets.cells import CellFault
from mingheng.sheets.defusing import undefused
from mingheng.sheets.tables import Reader

MASKED = "内容不予显示"
"""Part of what stands in the place of a value for those who may not see it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written, and the value that is meant or the fault."""

    raw: Any
    value: Any = None
    fault: CellFault | None = None

    def __str__(self) -> str:
        return str(self.value)

    def says(self, text: str) -> bool:
        """Whether exactly this text is written in it."""
        return isinstance(self.raw, str) and _unified(undefused(self.raw.strip())) == _unified(text)

    @property
    def sentence(self) -> str:
        """What is wrong with it; empty when nothing is."""
        return Problem(self.fault.code, Place(), self.fault.params).message if self.fault else ""


def keeping_faults(read: Reader) -> Reader:
    """A reader that gives the cell with its value or its fault, and raises nothing."""

    def read_cell(raw: Any) -> Cell:
        try:
            return Cell(raw, read(raw))
        except CellFault as fault:
            return Cell(raw, None, fault)

    return read_cell


def _unified(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
