"""The sheets of one record kind: their records, over all files, and the facts they yield."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.scoring.projection import Record, project
from mingheng.sheets.cells import CellFault, date_reader, read_code, read_count, read_flag, shown
from mingheng.sheets.days import DayRange, Reckoning, days_read, ranged, sensible_days
from mingheng.sheets.grids import Grid
from mingheng.sheets.record_cells import RecordCells
from mingheng.sheets.record_checks import RecordChecks
from mingheng.sheets.record_columns import OWN, code_labels, record_columns
from mingheng.sheets.repeated import Seen, Values
from mingheng.sheets.subject_sheet import Register
from mingheng.sheets.tables import Reader, Table
from mingheng.sheets.tallies import FAMILY, Tallies
from mingheng.sheets.vocabulary import Words, words_read


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the sheets of one kind say. Unless all are readable they say nothing, which is not the same as no records.

    `left_out`: how many rows were left out because of errors.
    """

    facts: list[FactRow]
    problems: list[Problem]
    is_readable: bool
    left_out: int = 0


@dataclass(slots=True)
class RecordReader:
    """Reads the sheets of all kinds against one rulebook and one register."""

    rulebook: Rulebook
    register: Register
    windows: dict[str, DayRange] = field(init=False)
    reckoning: Reckoning = field(init=False)
    words: dict[str, Words] = field(init=False)

    def __post_init__(self) -> None:
        self.windows = days_read(self.rulebook)
        self.reckoning = Reckoning(self.rulebook)
        self.words = words_read(self.rulebook)

    def read(self, grids: Iterable[Grid], kind: Kind) -> SheetFacts:
        """The facts of all sheets of one kind. Records with a fault are left out."""
        listed = list(grids)
        seen, tallies = Seen(is_shared=len(listed) > 1), Tallies()
        facts: list[FactRow] = []
        problems: list[Problem] = []
        left_out, are_readable = 0, True
        for grid in listed:
            name = kind.title if len(listed) == 1 else f"{kind.title}（{grid.file}）"
            try:
                sheet = _Sheet(grid, kind, self, name)
                facts += sheet.facts(seen, tallies)
            except FaultyInput as fault:
                problems += fault.problems
                are_readable = False
                continue
            problems += sheet.table.problems.everything()
            left_out += len(sheet.table.problems.bad_rows)
            are_readable &= sheet.table.is_readable
        votes = list(tallies.sound())
        left_out += len(tallies.rows) - len(votes)
        facts += votes
        return SheetFacts(facts if are_readable else [], problems + tallies.problems(), are_readable, left_out)

    def readers(self, kind: Kind, epoch: date) -> dict[str, Reader]:
        """How each column is read."""
        day = ranged(date_reader(epoch), sensible_days(kind, self.rulebook))
        common: dict[str, Reader] = {
            "unit": self.register.find,
            "number": read_code,
            "year": self._read_year,
            "month": _read_month,
            "entered": day,
            "withdrawn": day,
            "verified": read_flag,
        }
        labels = code_labels(self.rulebook, kind, self.words)
        cells = RecordCells(kind, labels, day=day, subject=self.register.find)
        return common | {OWN + code: cells.reader(column) for code, column in kind.fields.items()}

    def _read_year(self, raw: Any) -> int:
        year = read_count(raw)
        first, last = self.rulebook.cycle_from.year - 10, self.rulebook.cycle_to.year + 2
        if not first <= year <= last:
            raise CellFault("sheet_year_far", value=shown(raw), first=first, last=last)
        return year


def _read_month(raw: Any) -> int:
    month = read_count(raw)
    if not 1 <= month <= 12:
        raise CellFault("sheet_month_wrong", value=shown(raw))
    return month


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, grid: Grid, kind: Kind, reader: RecordReader, name: str) -> None:
        self.kind = kind
        is_tally = any(spec.kind.startswith(FAMILY) for spec in kind.facts)
        readers = reader.readers(kind, grid.epoch)
        self.table = Table(grid, record_columns(kind), readers, key="unit", keeps_faulty=is_tally)
        labels = code_labels(reader.rulebook, kind, reader.words)
        self.checks = RecordChecks(kind, self.table, reader.words, labels, reader.windows, reader.reckoning)
        self.name = name
        self.row = 0
        self.is_reckoned = False

    def facts(self, seen: Seen, tallies: Tallies) -> Iterator[FactRow]:
        """The facts of all good records; those of tallies go to `tallies`."""
        warned = 0
        for fact in project(self.kind, self._records(seen, tallies)):
            if fact.kind.startswith(FAMILY):
                tallies.add(fact, self.table.grid.place(self.row))
                continue
            is_reckoned = self.is_reckoned
            if warned != self.row and self.checks.is_out_of_sight(self.row, fact, is_reckoned=is_reckoned):
                warned = self.row
            yield fact
        for values in self.table.faulty:
            self._spoil(tallies, values)

    def _spoil(self, tallies: Tallies, values: Values) -> None:
        """A row of votes is left out: so is its poll."""
        for spec in self.kind.facts:
            code = values.get(OWN + spec.named_by)
            if spec.kind.startswith(FAMILY) and code and "unit" in values:
                tallies.spoiled.add((values["unit"], spec.named(code)))

    def _records(self, seen: Seen, tallies: Tallies) -> Iterator[Record]:
        for row, values in self.table.rows(seen):
            self.row = row
            own = {code[len(OWN) :]: value for code, value in values.items() if code.startswith(OWN)}
            if not self.checks.accepts(row, own, values.get("entered")):
                self._spoil(tallies, values)
                continue
            self.is_reckoned = "year" in values or "month" in values
            yield Record(
                values["unit"],
                own,
                values.get("number", ""),
                values.get("year"),
                values.get("month"),
                values.get("entered"),
                values.get("withdrawn"),
                values.get("verified", False),
                f"{self.name} 第{row}行",
            )
