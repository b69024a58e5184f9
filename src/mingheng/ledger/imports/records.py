"""A sheet of records that were decided elsewhere: read with all its faults at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.ledger.content_checks import faults_of
from mingheng.ledger.imports.codes import known_codes
from mingheng.ledger.imports.columns import IDENTIFYING, MAX_BYTES, columns_of, readers_of
from mingheng.ledger.imports.naming import Units
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.record_kinds import UNIT_FIELD, day_field, kind_of
from mingheng.ledger.values import Content, open_values
from mingheng.organisation.assessed import AssessedUnits
from mingheng.organisation.models import Unit
from mingheng.scoring import Kind
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import near
from mingheng.sheets.plain_sheets import PlainSheet, SheetFault, read_plain_sheet
from mingheng.sheets.record_columns import OWN, naming_fields
from mingheng.sheets.repeated import Values

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record to be entered, and the unit it is about."""

    row: int
    unit: Unit
    content: Content


def read_records_sheet(
    kind_code: str, path: Path, within: Collection[int] | None = None
) -> tuple[list[RecordRow], list[SheetFault]]:
    """The rows and everything that is wrong. Rows are to be used only where there is no error.

    `within` are the keys of the units that rows may be about; None: any.
    """
    kind = kind_of(kind_code)
    names = (kind.title, kind.code)
    sheet = read_plain_sheet(path, names, columns_of(kind), readers_of(kind), max_bytes=MAX_BYTES)
    check = _Check(kind, sheet, within)
    rows = [row for row in (check.row(at, values) for at, values in sheet.rows) if row]
    return rows, sheet.in_order()


def key_of(kind_code: str, unit_id: int, values: Mapping[str, Value]) -> Key:
    """By which a record is told from others."""
    return (unit_id, *(values.get(code) for code in IDENTIFYING[kind_code]))


def known_keys(kind_code: str) -> set[Key]:
    """The keys of all records of the kind that count."""
    counted = EntryVersion.objects.filter(entry__kind=kind_code, number=F("entry__accepted")).select_related("entry")
    return {key_of(kind_code, version.entry.unit_id, open_values(version)) for version in counted.iterator(2_000)}


class _Check:
    """Checks each row against the organisation, against those before it and against what is entered already."""

    def __init__(self, kind: Kind, sheet: PlainSheet, within: Collection[int] | None) -> None:
        self.kind, self.sheet = kind, sheet
        self.units = Units(within)
        self.assessed = AssessedUnits()
        self.known = known_keys(kind.code)
        self.first: dict[Key, int] = {}

    def row(self, at: int, values: Values) -> RecordRow | None:
        """The row, or None where something is wrong with it."""
        before = len(self.sheet.faults)
        own = {code.removeprefix(OWN): value for code, value in values.items() if code.startswith(OWN)}
        content = Content(own, values.get("year"), values.get("month"))
        self._warn_of_codes(at, own)
        day = own[day_field(self.kind)]
        unit, fault = self.units.find(values["unit"], day)
        if unit is None:
            self.sheet.report(at, "unit", fault)
            return None
        self._refuse_content(at, Entry(unit=unit, kind=self.kind.code), content)
        self._refuse_twice(at, key_of(self.kind.code, unit.pk, own))
        is_sound = not any(fault.is_error for fault in self.sheet.faults[before:])
        if is_sound and UNIT_FIELD not in self.kind.fields and self.assessed.code_for(unit, day) != unit.code:
            text = _("“%(name)s”在%(day)s不是考核对象，这一行不会计入。请改填考核对象，或核对日期。")
            self.sheet.report(at, "unit", text % {"name": values["unit"], "day": day})
            return None
        return RecordRow(at, unit, content) if is_sound else None

    def _refuse_content(self, at: int, entry: Entry, content: Content) -> None:
        """What a page would not let anybody submit either."""
        code = day_field(self.kind)
        day: Any = content.values[code]
        faults = faults_of(entry, content)
        if day > clock.today():
            faults[code] = [_("日期%(day)s在今天以后。请核对。") % {"day": day}]
        for name, messages in faults.items():
            column = {"belongs_year": "year", "belongs_month": "month"}.get(name, OWN + name)
            for message in messages:
                self.sheet.report(at, column, message)

    def _refuse_twice(self, at: int, key: Key) -> None:
        headings = "、".join(self.kind.fields[code].heading for code in IDENTIFYING[self.kind.code])
        first = self.first.setdefault(key, at)
        if key in self.known:
            text = _("这个单位%(headings)s相同的一条已经登记。请删去这一行；要改的，请更正已登记的那一条。")
            self.sheet.report(at, "unit", text % {"headings": headings})
        elif first != at:
            text = _("与第%(first)d行的单位、%(headings)s都相同。请删去一行。")
            self.sheet.report(at, "unit", text % {"first": first, "headings": headings})

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
