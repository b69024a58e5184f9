"""A sheet of records: read and checked with all its faults at once, and what each of its rows would do.

A row with the key of an entry changes it, or says what it says already; any other row is a new entry, unless one with
the same content is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.ledger.conditions import EDITABLE
from mingheng.ledger.content_checks import Faults, faults_of, faults_without_unit
from mingheng.ledger.imports.asking import ask_in_turn
from mingheng.ledger.imports.cells import keeping_faults
from mingheng.ledger.imports.codes import known_codes
from mingheng.ledger.imports.columns import IDENTIFYING, KEY, UNIT, columns_of, readers_of
from mingheng.ledger.imports.mappings import Mapped
from mingheng.ledger.imports.rows import Intake, ReadRow, RowReading
from mingheng.ledger.imports.stored import Standing, Stored, Twins, entries_there
from mingheng.ledger.models import Entry, EntryVersion, State
from mingheng.ledger.questions import Asked, Repetition
from mingheng.ledger.record_kinds import UNIT_FIELD, day_field, kind_of
from mingheng.ledger.values import Content, open_values
from mingheng.organisation.assessed import AssessedUnits
from mingheng.organisation.models import Unit
from mingheng.scoring import Kind
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import near
from mingheng.sheets.plain_sheets import PlainSheet, ReadersOf, SheetFault, read_plain_sheet
from mingheng.sheets.record_columns import OWN, naming_fields

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What a row brings: a new record of a unit, or another content for an entry that is there."""

    row: int
    unit: Unit
    content: Content
    entry: Entry | None = None


@dataclass(slots=True)
class CheckedSheet:
    """What a sheet would do, and everything that is wrong. Its rows are to be used only where there is no error."""

    sheet: PlainSheet
    rows: list[RecordRow] = field(default_factory=list)
    left_out: list[RecordRow] = field(default_factory=list)
    """What repeats others and is not entered, because whoever brings the sheet says so."""
    unchanged: int = 0
    standing: Standing = field(default_factory=dict)
    """How many such entries there were before the first row was checked."""

    @property
    def faults(self) -> list[SheetFault]:
        """Everything that is wrong, row by row."""
        return self.sheet.in_order()

    @property
    def errors(self) -> list[SheetFault]:
        """What keeps every row of the sheet from being entered."""
        return [fault for fault in self.faults if fault.is_error]

    @property
    def questions(self) -> list[SheetFault]:
        """What is to be confirmed before the rows are entered; of those that are left out nothing is."""
        left_out = {row.row for row in self.left_out}
        return [fault for fault in self.faults if fault.is_question and fault.row not in left_out]

    @property
    def every_row(self) -> list[RecordRow]:
        """The rows in their order, with those that are left out."""
        return sorted([*self.rows, *self.left_out], key=lambda row: row.row)

    @property
    def repetitions(self) -> list[int]:
        """The rows that look like another record, those left out among them."""
        return [fault.row for fault in self.faults if fault.is_repetition and fault.row]


def read_records_sheet(intake: Intake, path: Path) -> CheckedSheet:
    """Read a sheet and check each of its rows; nothing is entered."""
    kind = kind_of(intake.kind_code)
    mapped = intake.mapped
    columns = mapped.columns(columns_of(kind, names_unit=intake.within is None or len(intake.within) != 1))
    sheet = read_plain_sheet(
        path,
        mapped.sheet_names(kind),
        columns,
        _readers(kind, mapped),
        first_row=mapped.heading_row,
        allows_gaps=True,
    )
    checked = CheckedSheet(sheet, standing=entries_there(kind.code, intake.within))
    check = _Check(kind, intake, sheet)
    checked.rows = check.rows()
    left_out = check.ask()
    checked.left_out = [row for row in checked.rows if row.row in left_out]
    checked.rows = [row for row in checked.rows if row.row not in left_out]
    checked.unchanged = check.unchanged
    return checked


def _readers(kind: Kind, mapped: Mapped) -> ReadersOf:
    readers_for = readers_of(kind)
    return lambda epoch: {
        code: keeping_faults(mapped.translating(code, read)) for code, read in readers_for(epoch).items()
    }


def key_of(kind_code: str, unit_id: int, values: Mapping[str, Value]) -> Key:
    """By which a record is told from others."""
    return (unit_id, *(values.get(code) for code in IDENTIFYING[kind_code]))


def known_keys(kind_code: str) -> set[Key]:
    """The keys of all records of the kind that count."""
    counted = EntryVersion.objects.counted().filter(entry__kind=kind_code).select_related("entry")
    return {key_of(kind_code, version.entry.unit_id, open_values(version)) for version in counted.iterator(2_000)}


class _Check:
    """Checks each row against the organisation, against those before it and against what is entered already."""

    def __init__(self, kind: Kind, intake: Intake, sheet: PlainSheet) -> None:
        self.kind, self.intake, self.sheet = kind, intake, sheet
        self.reading = RowReading(kind, intake, sheet)
        self.assessed = AssessedUnits()
        self.twins: dict[int, Twins] = {}
        self.changed: frozenset[str] = frozenset()
        """The keys of the entries that the sheet makes say something else."""
        self.known = known_keys(kind.code) if kind.code in IDENTIFYING else set()
        self.first: dict[Key, int] = {}
        self.asked: list[Asked] = []
        self.unchanged = 0

    def rows(self) -> list[RecordRow]:
        """What the rows bring, once all of them are read."""
        read = [self.reading.read(at, cells) for at, cells in self.sheet.rows]
        self.changed = frozenset(one.changed.pk for one in read if one.changed)
        return [row for one in read if (row := self._row(one))]

    def _row(self, read: ReadRow) -> RecordRow | None:
        """What the row brings; None where it brings nothing, or something is wrong with it."""
        before = len(self.sheet.faults)
        at, stored, unit, content = read.row, read.stored, read.unit, read.content
        if self._is_there(read):
            self.unchanged += not read.faulty
            return None
        if stored:
            self._refuse_state(at, stored)
        if self.intake.arrives != State.DRAFT or (stored and stored.entry.state == State.ACCEPTED):
            entry = stored.entry if stored else Entry(unit=unit, kind=self.kind.code)
            if not read.faulty and not self._is_faulty(before):
                self.asked.append(Asked(entry, content, at))
            self._refuse_content(read, entry)
        if read.faulty or unit is None:
            return None
        self._refuse_twice(at, unit, content, stored)
        self._warn_of_codes(at, content.values)
        return None if self._is_faulty(before) else RecordRow(at, unit, content, stored.entry if stored else None)

    def ask(self) -> frozenset[int]:
        """Ask about the rows that are to be submitted what a page would ask, whatever faults their content has.

        The rows that are left out.
        """
        placement_on = self.reading.units.placement_on
        found, left_out = ask_in_turn(self.kind, self.asked, self.intake.left_out, placement_on)
        for row, questions in found.items():
            for question in questions:
                is_repetition = isinstance(question, Repetition)
                self.sheet.ask(row, OWN + question.code, question.text, is_repetition=is_repetition)
        return left_out

    def _is_faulty(self, before: int) -> bool:
        return any(fault.is_error for fault in self.sheet.faults[before:])

    def _is_there(self, read: ReadRow) -> bool:
        """Whether an entry says exactly this, and goes on saying it."""
        if read.stored:
            return not read.changed
        if read.faulty or read.unit is None or self.kind.code in IDENTIFYING:
            return False
        key = read.unit.pk
        if key not in self.twins:
            self.twins[key] = Twins(self.kind.code, [key], without=self.changed)
        return self.twins[key].has(key, read.content)

    def _refuse_state(self, at: int, stored: Stored) -> None:
        entry = stored.entry
        text = ""
        if stored.exported != entry.latest:
            text = _("这条记录在导出以后又有人改过，这里的改动没有采用。请重新导出，在新的表格里改。")
        elif entry.state == State.ACCEPTED and not self.intake.reason:
            text = _("这条记录已采纳，表里有改动。确要更正的，请在导入页填写“更正原因”后重新检查；否则请改回原样。")
        elif entry.state not in (*EDITABLE, State.ACCEPTED):
            text = _("这条记录现在是“%(state)s”，不能改动。请改回原样；待审核的，先请审核人退回。") % {
                "state": State(entry.state).label
            }
        if text:
            self.sheet.report(at, KEY, text)

    def _refuse_content(self, read: ReadRow, entry: Entry) -> None:
        """What a page would not let anybody submit either; and what would be accepted and yet count for nobody.

        As far as the cells that it takes can be read: of the others it is told why they cannot.
        """
        at, day = read.row, read.content.values.get(day_field(self.kind))
        faults = self._content_faults(read, entry)
        for column, messages in faults.items():
            for message in messages:
                self.sheet.report(at, column, message)
        is_own = self.intake.arrives == State.ACCEPTED and UNIT_FIELD not in self.kind.fields and not faults
        is_known = is_own and entry.unit_id is not None and self.sheet.headings[UNIT] not in read.faulty
        if is_known and isinstance(day, date) and self.assessed.code_for(entry.unit, day) != entry.unit.code:
            text = _("“%(name)s”在%(day)s不是考核对象，这一行不会计入。请改填考核对象，或核对日期。")
            self.sheet.report(at, UNIT, text % {"name": self.reading.units.name_of(entry.unit), "day": day})

    def _content_faults(self, read: ReadRow, entry: Entry) -> Faults:
        """The faults of the content by the column they are about, without the columns of which something is told."""
        code, content = day_field(self.kind), read.content
        if entry.unit_id is None:
            faults = faults_without_unit(self.kind, content)
        else:
            faults = faults_of(entry, content, self.reading.units.placement_on)
        day = content.values.get(code)
        if isinstance(day, date) and day > clock.today():
            faults[code] = [_("日期%(day)s在今天以后。请核对。") % {"day": day}]
        common = {"belongs_year": "year", "belongs_month": "month"}
        by_column = {common.get(name, OWN + name): messages for name, messages in faults.items()}
        return {
            column: messages
            for column, messages in by_column.items()
            if self.sheet.headings.get(column) not in read.faulty
        }

    def _refuse_twice(self, at: int, unit: Unit, content: Content, stored: Stored | None) -> None:
        if self.kind.code not in IDENTIFYING:
            return
        key = key_of(self.kind.code, unit.pk, content.values)
        headings = "、".join(self.kind.fields[code].heading for code in IDENTIFYING[self.kind.code])
        first = self.first.setdefault(key, at)
        is_own = stored is not None and key == key_of(self.kind.code, unit.pk, stored.content.values)
        if key in self.known and not is_own:
            text = _("这个单位%(headings)s相同的一条已经登记。请删去这一行；要改的，请更正已登记的那一条。")
            self.sheet.report(at, UNIT, text % {"headings": headings})
        elif first != at:
            text = _("与第%(first)d行的单位、%(headings)s都相同。请删去一行。")
            self.sheet.report(at, UNIT, text % {"first": first, "headings": headings})

    def _warn_of_codes(self, at: int, own: Mapping[str, Any]) -> None:
        """Say what no rulebook of this version reads: such a row is entered, and changes no score."""
        for name in naming_fields(self.kind):
            code = own.get(name)
            if code is None:
                continue
            codes = known_codes(self.kind.code)
            if code not in codes:
                text = sentence("problems", "sheet_code_unread", {"value": code, "near": near(code, sorted(codes))})
                self.sheet.report(at, OWN + name, text, is_error=False)
                continue
            for column, words in codes[code].words.items():
                if words and own.get(column) not in words:
                    told = {"code": code, "value": own.get(column, ""), "known": "、".join(words)}
                    text = _("“%(code)s”的这一栏，细则写明的有%(known)s；这里是“%(value)s”。请核对。") % told
                    self.sheet.report(at, OWN + column, text, is_error=False)
