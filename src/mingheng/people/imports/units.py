"""The register of organisations (党组织名册): read with all its faults at once, then entered whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.domain.steps import refuse_closed_days, wait_for_others
from mingheng.organisation.models import Placement, Unit, UnitKind
from mingheng.organisation.names import fit_code, fit_name
from mingheng.organisation.queries import placements_on
from mingheng.organisation.refusals import Refused
from mingheng.people.finding import Register
from mingheng.people.identity import FOUNDING
from mingheng.people.imports.columns import UNIT_COLUMNS, UNITS, unit_readers
from mingheng.people.imports.portions import portions
from mingheng.sheets.plain_sheets import PlainSheet, SheetFault, read_plain_sheet
from mingheng.sheets.repeated import Values


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One organisation to be entered; `parent` is the code of the one above, empty at the top."""

    row: int
    code: str
    name: str
    kind: str
    parent: str
    founded_on: date
    is_assessed: bool
    assessment_class: str
    staff: int | None


def read_units_sheet(path: Path, within: Collection[int] | None = None) -> tuple[list[UnitRow], list[SheetFault]]:
    """The rows, those above before those below, and everything that is wrong. Use the rows only without errors.

    `within` are the keys of the organisations below which rows may stand; None: any.
    """
    sheet = read_plain_sheet(path, (UNITS, "党组织", "组织"), UNIT_COLUMNS, unit_readers)
    rows = _Check(sheet, within).rows()
    return rows, sheet.in_order()


class _Check:
    """Checks the rows against each other and against what is entered already."""

    def __init__(self, sheet: PlainSheet, within: Collection[int] | None) -> None:
        self.sheet = sheet
        standing = list(placements_on(clock.today()))
        self.has_top = bool(standing)
        self.existing = {one.unit.code: one for one in standing if within is None or one.unit_id in within}
        self.taken = set(Unit.objects.values_list("code", flat=True))
        self.register = Register()
        self.founded: dict[str, date] = {}
        self._closed: dict[date, str] = {}

    def rows(self) -> list[UnitRow]:
        named = [row for row in map(self._row, self._numbered()) if row]
        for code, placement in self.existing.items():
            self.register.add(code, placement.name)
            self.founded[code] = placement.unit.founded_on
        for row in named:
            self.register.add(row.code, row.name)
            self.founded[row.code] = row.founded_on
        for values in self.sheet.faulty:
            # What is below a faulty row is not at fault itself.
            self.register.add(values.get("code", ""), values.get("name", ""), is_faulty=True)
        joined = [self._below(row) for row in named]
        self._check_tops(joined)
        self._check_names(joined)
        return self._in_order(joined)

    def _numbered(self) -> Iterator[tuple[int, Values]]:
        """The rows, each with a code of its own."""
        given = {str(values["code"]) for _, values in self.sheet.rows if "code" in values} | self.taken
        free = (f"{number:04}" for number in count(1) if f"{number:04}" not in given)
        for row, values in self.sheet.rows:
            yield row, values if "code" in values else {**values, "code": next(free)}

    def _row(self, numbered: tuple[int, Values]) -> UnitRow | None:
        at, values = numbered
        try:
            code, name = fit_code(values["code"]), fit_name(values["name"])
        except Refused as refusal:
            self.sheet.report(at, refusal.field, refusal.message)
            return None
        if code in self.taken:
            self.sheet.report(at, "code", _("编号“%(code)s”已被使用。请换一个编号。") % {"code": code})
        self.taken.add(code)
        self._check_day(at, values["founded"])
        group, is_assessed = values.get("group", ""), values.get("assessed", False)
        if is_assessed and not group:
            self.sheet.report(at, "group", _("考核对象须填写单位类别，例如“一类单位”。"))
        if len(group) > 40:
            self.sheet.report(at, "group", _("单位类别不能超过40个字。请改短。"))
        return UnitRow(
            row=at,
            code=code,
            name=name,
            kind=values["kind"],
            parent=str(values.get("parent", "")),
            founded_on=values["founded"],
            is_assessed=is_assessed,
            assessment_class=group if is_assessed else "",
            staff=values.get("staff"),
        )

    def _check_day(self, at: int, day: date) -> None:
        if not FOUNDING <= day <= clock.today():
            self.sheet.report(at, "founded", _("建立时间%(day)s不合情理。请核对年份。") % {"day": day})
        if day not in self._closed:
            try:
                refuse_closed_days(day)
                self._closed[day] = ""
            except Refused as refusal:
                self._closed[day] = refusal.message
        if self._closed[day]:
            self.sheet.report(at, "founded", self._closed[day])

    def _below(self, row: UnitRow) -> UnitRow:
        """The row with the code of its parent."""
        if not row.parent:
            return row
        found = self.register.find(row.parent)
        if found.fault:
            self.sheet.report(row.row, "parent", found.fault)
        if found.code and self.founded[found.code] > row.founded_on:
            words = {"parent": row.parent, "day": self.founded[found.code]}
            text = _("早于上级“%(parent)s”的建立时间%(day)s。请填写在现上级之下设立或划入的日期。") % words
            self.sheet.report(row.row, "founded", text)
        return replace(row, parent=found.code)

    def _check_tops(self, rows: Sequence[UnitRow]) -> None:
        has_top = self.has_top
        given = {at for at, values in self.sheet.rows if values.get("parent")}
        for row in rows:
            if row.parent or row.row in given:
                continue
            if has_top:
                self.sheet.report(row.row, "parent", _("没有填写上级党组织。只有一个最上级的组织可以留空，请补填。"))
            has_top = True

    def _check_names(self, rows: Sequence[UnitRow]) -> None:
        codes = {placement.unit_id: code for code, placement in self.existing.items()}
        above = {(codes.get(one.parent_id or 0, ""), one.name) for one in self.existing.values()}
        seen: dict[tuple[str, str], int] = {}
        for row in rows:
            key = (row.parent, row.name)
            if key in above:
                self.sheet.report(
                    row.row, "name", _("同一上级之下已有“%(name)s”。请核对是否已经登记。") % {"name": row.name}
                )
            elif key in seen:
                words = {"first": seen[key]}
                self.sheet.report(
                    row.row, "name", _("与第%(first)d行的上级和名称都相同。请删去一行，或改正名称。") % words
                )
            seen.setdefault(key, row.row)

    def _in_order(self, rows: Sequence[UnitRow]) -> list[UnitRow]:
        """Those above first. Who stands below himself is reported."""
        waiting = {row.code: row for row in rows}
        ordered: list[UnitRow] = []
        while waiting:
            ready = [row for row in waiting.values() if row.parent not in waiting]
            if not ready:
                for row in waiting.values():
                    self.sheet.report(
                        row.row, "parent", _("上级关系绕成了圈，或者在这样一个圈之下。请改正上级党组织。")
                    )
                break
            ordered += ready
            for row in ready:
                del waiting[row.code]
        return ordered


def import_units(rows: Sequence[UnitRow], *, by: Actor) -> int:
    """Enter the rows in the order given, in one transaction with an event for each 500 of them.

    Refused where somebody else has entered one of the codes since they were read.
    """
    try:
        with transaction.atomic():
            wait_for_others()
            known = dict(Unit.objects.values_list("code", "pk"))
            last = Placement.objects.values("parent_id").annotate(last=Max("position"))
            places: Counter[int | None] = Counter()
            places.update({parent: position + 1 for parent, position in last.values_list("parent_id", "last")})
            for rows_of_event in portions(rows):
                with recording("people.units.imported", by) as change:
                    change.note(count=len(rows_of_event))
                    _enter(change, rows_of_event, known, places)
    except IntegrityError as fault:
        raise Refused(_("检查以后，有人登记了相同编号的组织，一条也没有导入。请重新检查这份名册。"), "file") from fault
    return len(rows)


def _enter(change: Change, rows: Sequence[UnitRow], known: dict[str, int], places: Counter[int | None]) -> None:
    units = {row.code: Unit(code=row.code, founded_on=row.founded_on) for row in rows}
    change.save_all(units.values())
    known.update({code: unit.pk for code, unit in units.items()})
    placements = []
    for row in rows:
        parent = known[row.parent] if row.parent else None
        placements.append(
            Placement(
                unit=units[row.code],
                starts_on=row.founded_on,
                name=row.name,
                kind=UnitKind(row.kind).value,
                parent_id=parent,
                is_assessed=row.is_assessed,
                assessment_class=row.assessment_class,
                staff=row.staff,
                position=places[parent],
            )
        )
        places[parent] += 1
    change.save_all(placements)
