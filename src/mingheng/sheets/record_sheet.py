"""The sheet of one record kind: its columns, its records, and the facts they yield."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import Field, Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.scoring.projection import Record, project
from mingheng.sheets.cells import (
    CellFault,
    choice_reader,
    date_reader,
    list_reader,
    near,
    read_code,
    read_count,
    read_flag,
    read_number,
    read_text,
    shown,
)
from mingheng.sheets.days import DayRange, days_read, ranged, sensible_days
from mingheng.sheets.grids import Grid
from mingheng.sheets.headings import Column
from mingheng.sheets.subject_sheet import Register
from mingheng.sheets.tables import Reader, Table, Values

COMMON = (
    Column("unit", "单位", ("单位名称", "单位编号", "单位编码", "填报单位", "考核对象"), required=True),
    Column("number", "编号", ("记录编号",)),
    Column("year", "归属年度", ("所属年度",)),
    Column("month", "归属月份", ("所属月份",)),
    Column("entered", "录入日期", ("登记日期", "录入时间")),
    Column("withdrawn", "撤回日期", ("撤销日期",)),
    Column("verified", "已核实", ("是否核实", "是否已核实")),
)
"""The columns every record kind has."""

OWN = "values."
"""Before the code of a kind's own field, so that it never meets a common column's."""

_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")


def record_columns(kind: Kind) -> list[Column]:
    """The columns of a kind's sheet: the subject, the kind's own fields, then the other common ones."""
    own = [
        Column(OWN + column.code, column.heading, (*column.also, column.code), column.required)
        for column in kind.fields.values()
    ]
    return [COMMON[0], *own, *COMMON[1:]]


def naming_fields(kind: Kind) -> list[str]:
    """The text fields whose value completes a fact kind: 指标编码 and the like."""
    naming = {spec.named_by for spec in kind.facts} - {""}
    return [code for code in sorted(naming) if kind.fields[code].type == "text"]


def codes_read(rulebook: Rulebook, kind: Kind) -> list[str]:
    """The codes that complete a kind's fact kinds to something the rulebook reads."""
    codes = {name.partition(".")[2] for name in rulebook.fact_kinds if kind.yields(name)}
    if any(kind.yields(f"exemption.{rule}") for rule in rulebook.rules):
        codes |= set(rulebook.rules)
    return sorted(codes)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What one sheet says. A sheet that is not readable says nothing, which is not the same as no records."""

    facts: list[FactRow]
    problems: list[Problem]
    is_readable: bool


@dataclass(slots=True)
class RecordReader:
    """Reads the sheets of all kinds against one rulebook and one register."""

    rulebook: Rulebook
    register: Register
    windows: dict[str, DayRange] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.windows = days_read(self.rulebook)

    def read(self, grid: Grid, kind: Kind) -> SheetFacts:
        """The facts of one sheet. Records with a fault are left out."""
        try:
            sheet = _Sheet(grid, kind, self)
            facts = list(sheet.facts())
        except FaultyInput as fault:
            return SheetFacts([], fault.problems, is_readable=False)
        return SheetFacts(facts, sheet.table.problems.everything(), sheet.table.is_readable)

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
        return common | {OWN + code: self._reader(kind, column, day) for code, column in kind.fields.items()}

    def _reader(self, kind: Kind, column: Field, day: Reader) -> Reader:
        if column.type == "choice":
            return choice_reader(column.choices)
        if column.type == "list":
            return list_reader(column.choices)
        if column.type == "text":
            if column.code in naming_fields(kind):
                return _name_reader(codes_read(self.rulebook, kind))
            return read_code if column.code in {spec.case for spec in kind.facts} else read_text
        readers: dict[str, Reader] = {
            "date": day,
            "count": read_count,
            "number": read_number,
            "flag": read_flag,
            "person": read_code,
            "subject": self.register.find,
        }
        return readers[column.type]

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


def _name_reader(known: list[str]) -> Reader:
    def read_name(raw: Any) -> str:
        text = read_code(raw)
        if not _CODE.match(text):
            raise CellFault("sheet_code_malformed", value=shown(text), near=near(text, known))
        return text

    return read_name


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, grid: Grid, kind: Kind, reader: RecordReader) -> None:
        self.kind = kind
        self.windows = reader.windows
        self.table = Table(grid, record_columns(kind), reader.readers(kind, grid.epoch), key="unit")
        self.known = frozenset(codes_read(reader.rulebook, kind))
        self.naming = naming_fields(kind)
        self.pairs = _attendances(kind)
        self.day_heading = {spec.kind: self.table.heading(OWN + spec.day) for spec in kind.facts}
        self.row = 0
        self.name = f"{kind.title} 第"
        self.tallies: dict[tuple[Any, ...], _Tally] = {}

    def facts(self) -> Iterator[FactRow]:
        """The facts of all good records. A tally with too many ballots is left out as a whole."""
        tallied: list[tuple[tuple[Any, ...], FactRow]] = []
        warned = 0
        for fact in project(self.kind, self._records()):
            if fact.kind.startswith("tally."):
                tallied.append((self._tally(fact), fact))
                continue
            if warned != self.row and self._is_out_of_sight(fact):
                warned = self.row
            yield fact
        bad = {key for key, tally in self.tallies.items() if tally.issued and tally.votes > tally.issued}
        for key in (key for key in self.tallies if key in bad):
            tally = self.tallies[key]
            self.table.problems.report(
                "sheet_too_many_votes", tally.row, votes=tally.votes, issued=tally.issued, poll=key[1], group=key[2]
            )
        yield from (fact for key, fact in tallied if key not in bad)

    def _records(self) -> Iterator[Record]:
        for row, values in self.table.rows():
            self.row = row
            own = {code[len(OWN) :]: value for code, value in values.items() if code.startswith(OWN)}
            if not self._is_possible(own):
                continue
            self._warn_of_names(own)
            yield Record(
                values["unit"],
                own,
                values.get("number", ""),
                values.get("year"),
                values.get("month"),
                values.get("entered"),
                values.get("withdrawn"),
                values.get("verified", False),
                f"{self.name}{row}行",
            )

    def _is_possible(self, values: Values) -> bool:
        is_good = True
        for expected, actual in self.pairs:
            if values.get(actual, 0) > values.get(expected, values.get(actual, 0)):
                self.table.problems.report(
                    "sheet_more_than_expected",
                    self.row,
                    self.table.heading(OWN + actual),
                    actual=values[actual],
                    expected=values[expected],
                    heading=self.table.heading(OWN + expected),
                )
                is_good = False
        return is_good

    def _warn_of_names(self, values: Values) -> None:
        for code in self.naming:
            value = values.get(code)
            if value is not None and value not in self.known:
                hint = near(value, sorted(self.known))
                heading = self.table.heading(OWN + code)
                self.table.problems.report(
                    "sheet_code_unread", self.row, heading, is_error=False, value=value, near=hint
                )

    def _is_out_of_sight(self, fact: FactRow) -> bool:
        """Warn of a fact whose day no measure of the rulebook reads."""
        window = self.windows.get(fact.kind)
        day = fact.belongs or fact.day
        if window is None or window.holds(day):
            return False
        heading = next((self.day_heading[spec.kind] for spec in self.kind.facts if _is_named(spec.kind, fact.kind)), "")
        self.table.problems.report(
            "sheet_date_unread", self.row, heading, is_error=False, value=day, first=window.first, last=window.last
        )
        return True

    def _tally(self, fact: FactRow) -> tuple[Any, ...]:
        key = (fact.subject, fact.kind.partition(".")[2], fact.case, fact.day)
        tally = self.tallies.setdefault(key, _Tally(self.row))
        tally.votes += int(fact.actual or 0)
        tally.issued = max(tally.issued, int(fact.expected or 0))
        return key


@dataclass(slots=True)
class _Tally:
    """The ballots of one group in one poll: where they begin, those returned and those issued (0: not known)."""

    row: int
    votes: int = 0
    issued: int = 0


def _attendances(kind: Kind) -> list[tuple[str, str]]:
    """Pairs of fields of which the second cannot exceed the first: who was expected, who came."""
    pairs = {
        (str(spec.expected), str(spec.actual))
        for spec in kind.facts
        if not spec.kind.startswith("tally.") and spec.expected in kind.fields and spec.actual in kind.fields
    }
    return sorted(pair for pair in pairs if all(kind.fields[code].type == "count" for code in pair))


def _is_named(template: str, fact_kind: str) -> bool:
    return template == fact_kind or ("{" in template and template.partition(".")[0] == fact_kind.partition(".")[0])
