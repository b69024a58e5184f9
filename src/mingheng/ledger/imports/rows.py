"""Read one row of a sheet of records: which entry it is about, what it says, and of which unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.ledger.imports.cells import MASKED, Cell
from mingheng.ledger.imports.columns import KEY, UNIT
from mingheng.ledger.imports.mappings import NO_MAPPING, Mapped
from mingheng.ledger.imports.naming import Units
from mingheng.ledger.imports.stored import Stored, StoredEntries
from mingheng.ledger.models import Entry, State
from mingheng.ledger.readers import MAX_TEXT, typed_text
from mingheng.ledger.record_kinds import UNIT_FIELD, day_field
from mingheng.ledger.values import Content
from mingheng.organisation.models import Unit
from mingheng.scoring import Kind
from mingheng.scoring.messages import sentence
from mingheng.sheets.plain_sheets import PlainSheet
from mingheng.sheets.record_columns import OWN

Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Intake:
    """How the rows of a sheet are to arrive.

    `reason` is why accepted entries are corrected; without one they are not. `within` are the keys of the units that
    rows may be about; None: any. `left_out` are the rows that are not to be entered, as far as they repeat others.
    """

    kind_code: str
    arrives: State
    within: Collection[int] | None = None
    reason: str = ""
    mapped: Mapped = NO_MAPPING
    left_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What could be read of a row."""

    row: int
    stored: Stored | None
    content: Content
    unit: Unit | None
    faulty: frozenset[str]
    """The headings of the cells that cannot be used."""

    @property
    def changed(self) -> Entry | None:
        """The entry that says something else than the row."""
        return self.stored.entry if self.stored and self.stored.content != self.content else None


class RowReading:
    """Reads the rows of one sheet, and tells what cannot be read."""

    def __init__(self, kind: Kind, intake: Intake, sheet: PlainSheet) -> None:
        self.kind, self.intake, self.sheet = kind, intake, sheet
        self.units = Units(intake.within)
        keys = [str(cells[KEY]) for _at, cells in sheet.rows if KEY in cells]
        self._entries = StoredEntries(kind.code, keys, intake.within)

    def read(self, at: int, cells: Cells) -> ReadRow:
        """All that the row says. What cannot be read is told."""
        before = len(self.sheet.faults)
        stored = self._stored(at, cells)
        content = self._content(at, cells, stored)
        unit = self._unit(at, cells, stored, content.values.get(day_field(self.kind)))
        return ReadRow(at, stored, content, unit, frozenset(fault.column for fault in self.sheet.faults[before:]))

    def _stored(self, at: int, cells: Cells) -> Stored | None:
        """The entry whose key the row carries. An unknown key is told."""
        if KEY not in cells:
            return None
        stored = self._entries.of_key(str(cells[KEY]))
        if stored is None:
            text = _("“%(key)s”不是您可以填报的记录的编号。新的记录请清空这一格；自己编的号请另用“序号”一栏。")
            self.sheet.report(at, KEY, text % {"key": cells[KEY]})
        return stored

    def _content(self, at: int, cells: Cells, stored: Stored | None) -> Content:
        """What the row says. What cannot be read is told."""
        own = {}
        is_whole = self.intake.arrives != State.DRAFT
        for code, column in self.kind.fields.items():
            value = self._value(at, OWN + code, cells, stored, code)
            if value is None and self.sheet.positions.get(OWN + code) is None:
                value = self.intake.mapped.constants.get(code)
            if value not in (None, "", ()):
                own[code] = value
            elif is_whole and column.required and code != UNIT_FIELD and OWN + code not in cells:
                self._miss(at, OWN + code, stored)
        year = self._common(at, "year", cells, stored.content.year if stored else None)
        return Content(own, year, self._common(at, "month", cells, stored.content.month if stored else None))

    def _miss(self, at: int, column: str, stored: Stored | None) -> None:
        """A gap that was exported as one is none of the sheet's faults."""
        if stored is None or column.removeprefix(OWN) in stored.content.values:
            self.sheet.report(at, column, sentence("problems", "sheet_cell_missing", {}))

    def _value(self, at: int, column: str, cells: Cells, stored: Stored | None, code: str) -> Any:
        cell = cells.get(column)
        was = stored.content.values.get(code) if stored else None
        if cell is None:
            # A sheet without the column says nothing of it.
            return was if column not in self.sheet.positions else None
        if was is not None and stored and (cell.says(typed_text(was)) or self._is_mask(cell, stored, code)):
            return was
        if self.kind.fields[code].sensitive and isinstance(cell.raw, str) and MASKED in cell.raw:
            self.sheet.report(at, column, _("这是导出时遮住的内容，不能导入。请填写原来的内容，或清空这一格。"))
        elif cell.fault:
            self.sheet.report(at, column, cell.sentence)
        elif isinstance(cell.value, str) and len(cell.value) > MAX_TEXT:
            self.sheet.report(at, column, _("文字超过%(limit)d字。请删减。") % {"limit": MAX_TEXT})
        return cell.value

    def _is_mask(self, cell: Cell, stored: Stored, code: str) -> bool:
        return self.kind.fields[code].sensitive and cell.says(str(stored.masks[code]))

    def _common(self, at: int, column: str, cells: Cells, was: int | None) -> Any:
        if column not in self.sheet.positions:
            return was
        cell = cells.get(column)
        if cell and cell.fault:
            self.sheet.report(at, column, cell.sentence)
        return cell.value if cell else None

    def _unit(self, at: int, cells: Cells, stored: Stored | None, day: Any) -> Unit | None:
        """The unit that the row is about; None where it cannot be known, which is told."""
        cell = cells.get(UNIT)
        if cell is None:
            if stored:
                return stored.entry.unit
            only = self.units.only()
            if only is None or UNIT in self.sheet.positions:
                self.sheet.report(at, UNIT, sentence("problems", "sheet_cell_missing", {}))
                return None
            return only
        if cell.fault:
            self.sheet.report(at, UNIT, cell.sentence)
            return None
        unit, fault = self.units.find(cell.value, day if isinstance(day, date) else clock.today())
        if stored and self.units.is_called(stored.entry.unit, cell.value):
            return stored.entry.unit
        if unit is None:
            self.sheet.report(at, UNIT, fault)
        elif stored:
            self.sheet.report(
                at, UNIT, _("已登记的记录不能改到另一个单位。请改回原来的单位；填错单位的，请撤回后重新登记。")
            )
        return unit
