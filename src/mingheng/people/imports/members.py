"""The register of members (党员名册): read with all its faults at once, then entered whole or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.organisation.models import Placement, UnitKind
from mingheng.organisation.queries import placements_on, running_on
from mingheng.organisation.refusals import Refused
from mingheng.people.domain.days import fit_day, refusing_overlap
from mingheng.people.finding import Register
from mingheng.people.imports.columns import (
    FULL,
    MEMBER_COLUMNS,
    MEMBERS,
    PROBATIONARY,
    member_readers,
)
from mingheng.people.imports.portions import portions
from mingheng.people.models import Membership, Person
from mingheng.people.queries import ID_NUMBER, WITHOUT_MEMBERS
from mingheng.people.sealed import PersonDetails, write_details
from mingheng.sheets.plain_sheets import PlainSheet, SheetFault, read_plain_sheet
from mingheng.sheets.repeated import Values
from mingheng.vault import blind_index


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One member to be entered."""

    row: int
    details: PersonDetails
    unit_id: int
    starts_on: date
    full_on: date | None
    workplace: str


def read_members_sheet(path: Path, within: Collection[int] | None = None) -> tuple[list[MemberRow], list[SheetFault]]:
    """The rows and everything that is wrong. Rows are to be used only where there is no error.

    `within` are the keys of the organisations to which rows may belong; None: any.
    """
    sheet = read_plain_sheet(path, (MEMBERS, "党员"), MEMBER_COLUMNS, member_readers)
    check = _Check(sheet, within)
    rows = [row for row in (check.row(at, values) for at, values in sheet.rows) if row]
    check.refuse_known(rows)
    return rows, sheet.in_order()


class _Check:
    """Checks each row against the organisations, against those before it and against what is entered already."""

    def __init__(self, sheet: PlainSheet, within: Collection[int] | None) -> None:
        self.sheet = sheet
        standing = placements_on(clock.today())
        self.placements = {one.unit.code: one for one in standing if within is None or one.unit_id in within}
        self.register = Register()
        for code, placement in self.placements.items():
            self.register.add(code, placement.name)
        self.numbers: dict[str, int] = {}
        self.unnumbered: dict[tuple[str, int], int] = {}

    def row(self, at: int, values: Values) -> MemberRow | None:
        """The row, or None where something is wrong with it."""
        before = len(self.sheet.faults)
        details = self._details(at, values)
        placement = self._unit(at, values)
        self._days(at, values)
        workplace = values.get("workplace", "")
        if len(workplace) > 60:
            self.sheet.report(at, "workplace", _("工作单位及部门不能超过60个字。请改短。"))
        if details and placement:
            self._refuse_twice(at, details, placement.unit_id)
        if details is None or placement is None or len(self.sheet.faults) > before:
            return None
        return MemberRow(
            row=at,
            details=details,
            unit_id=placement.unit_id,
            starts_on=values["starts_on"],
            full_on=values.get("full_on"),
            workplace=workplace,
        )

    def _details(self, at: int, values: Values) -> PersonDetails | None:
        texts = {name: values.get(name, "") for name in ("name", "id_number", "phone")}
        try:
            return PersonDetails.checked(**texts, born_on=values.get("born_on"))
        except Refused as refusal:
            self.sheet.report(at, refusal.field, refusal.message)
            return None

    def _unit(self, at: int, values: Values) -> Placement | None:
        found = self.register.find(values["unit"])
        if found.fault:
            self.sheet.report(at, "unit", found.fault)
            return None
        placement = self.placements[found.code]
        if placement.kind in WITHOUT_MEMBERS:
            words = {"name": placement.name, "kind": UnitKind(placement.kind).label}
            text = _("“%(name)s”是%(kind)s，党员应当编入党支部、党小组等基层组织。请改填。") % words
            self.sheet.report(at, "unit", text)
        if values["starts_on"] < placement.unit.founded_on:
            text = _("早于该组织的建立时间%(day)s。请核对。")
            self.sheet.report(at, "starts_on", text % {"day": placement.unit.founded_on})
        return placement

    def _days(self, at: int, values: Values) -> None:
        for name in ("starts_on", "full_on"):
            try:
                if name in values and fit_day(values[name], name) > clock.today():
                    self.sheet.report(at, name, _("日期%(day)s在今天以后。请核对。") % {"day": values[name]})
            except Refused as refusal:
                self.sheet.report(at, name, refusal.message)
        standing, full_on = values.get("standing"), values.get("full_on")
        if standing == FULL and full_on is None:
            self.sheet.report(at, "full_on", _("正式党员须填写转为正式党员日期。"))
        if standing == PROBATIONARY and full_on is not None:
            self.sheet.report(at, "full_on", _("党员类型是预备，却填了转为正式党员日期。请核对这两栏。"))

    def _refuse_twice(self, at: int, details: PersonDetails, unit_id: int) -> None:
        """One number is one person; without a number, one name in one organisation is."""
        if details.id_number:
            first = self.numbers.setdefault(details.id_number, at)
            if first != at:
                self.sheet.report(at, "id_number", _("与第%(first)d行的身份证号相同。请核对。") % {"first": first})
            return
        first = self.unnumbered.setdefault((details.name, unit_id), at)
        if first != at:
            text = _("与第%(first)d行同在一个组织、姓名相同。请删去一行；确是两个人的，请填写身份证号。")
            self.sheet.report(at, "name", text % {"first": first})

    def refuse_known(self, rows: Sequence[MemberRow]) -> None:
        """Report those who are entered already."""
        known = set(_known_indexes(row.details.id_number for row in rows))
        here = set(
            Membership.objects.filter(running_on(clock.today()), unit_id__in={row.unit_id for row in rows})
            .values_list("person__name", "unit_id")
        )  # fmt: skip
        for row in rows:
            number = row.details.id_number
            if number and blind_index(number, purpose=ID_NUMBER) in known:
                self.sheet.report(row.row, "id_number", _("这个身份证号的人员已经登记在册。请删去这一行。"))
            elif not number and (row.details.name, row.unit_id) in here:
                text = _("该组织已登记有同名的党员。请删去这一行；确是另一个人的，请填写身份证号。")
                self.sheet.report(row.row, "name", text)


def _known_indexes(numbers: Iterable[str]) -> Iterator[str]:
    indexes = [blind_index(number, purpose=ID_NUMBER) for number in numbers if number]
    for some in portions(indexes):
        yield from Person.objects.filter(id_number_index__in=some).values_list("id_number_index", flat=True)


def import_members(rows: Sequence[MemberRow], *, by: Actor) -> int:
    """Enter the rows in one transaction, with an event for each 500 of them."""
    with (
        refusing_overlap(_("有党员在所填的日期属于两个组织，一条也没有导入。请重新检查这份名册。"), "file"),
        transaction.atomic(),
    ):
        for some in portions(rows):
            persons = [_person(row) for row in some]
            memberships = [
                Membership(
                    person=person,
                    unit_id=row.unit_id,
                    starts_on=row.starts_on,
                    full_on=row.full_on,
                    workplace=row.workplace,
                )
                for row, person in zip(some, persons, strict=True)
            ]
            with recording("people.members.imported", by) as change:
                change.note(count=len(some))
                change.save_all(persons)
                change.save_all(memberships)
    return len(rows)


def _person(row: MemberRow) -> Person:
    person = Person()
    write_details(person, row.details)
    return person
