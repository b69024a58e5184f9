"""What keeps an entry from being submitted, field by field and all at once; and what a reviewer should look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.ledger.models import Entry
from mingheng.ledger.projection import plain_record
from mingheng.ledger.record_kinds import UNIT_FIELD, attendances, day_field, kind_of, unusual_choices
from mingheng.ledger.values import Content, day_of
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import placement_of
from mingheng.scoring import Kind, Record
from mingheng.scoring.kinds import Field
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value, faults

Faults = dict[str, list[str]]
"""Sentences by the code of the field they are about; `belongs_year` and `belongs_month` are the two common columns."""


class Unusual(NamedTuple):
    """A choice that may be right, though organisations of this kind do not usually make it."""

    column: Field
    choice: str
    organisation_kind: str


class Overcount(NamedTuple):
    """How many were expected, came, were excused and were absent, where they do not meet."""

    expected: int
    actual: int
    on_leave: int
    absent: int

    @property
    def told(self) -> str:
        """The sum, as a sentence."""
        total = self.actual + self.on_leave + self.absent
        text = _("实到{actual}人、请假{on_leave}人、缺席{absent}人，合计{total}人，多于应到{expected}人。")
        return text.format(**self._asdict(), total=total)


PlacementOn = Callable[[Unit, date], Placement | None]
"""Where a unit stood on a day; asked of the database for one record, of what was read before for a sheet of them."""

COMMON = {"belongs_year": "归属年度", "belongs_month": "归属月份"}
"""The headings of the two columns that every kind has."""

_SOMEBODY = "somebody"
"""Stands for the subject of a record where that is not known."""


def faults_of(entry: Entry, content: Content, placement_on: PlacementOn = placement_of) -> Faults:
    """Everything for which the content cannot be submitted; empty when it can."""
    kind = kind_of(entry.kind)
    # The unit's own code stands for the subject: whether it is assessed is no fault of the record.
    record = plain_record(entry, content, subject=entry.unit.code)
    days = ((day_field(kind), message) for message in _day_faults(entry, content, placement_on))
    return _by_field([*_cell_faults(kind, record), *days, *_count_faults(kind, content)])


def faults_without_unit(kind: Kind, content: Content) -> Faults:
    """Those faults that can be told while it is not known whose record it is."""
    record = Record(_SOMEBODY, content.values, year=content.year, month=content.month)
    found = _by_field([*_cell_faults(kind, record), *_count_faults(kind, content)])
    return {code: messages for code, messages in found.items() if code != UNIT_FIELD}


def _by_field(told: Iterable[tuple[str, str]]) -> Faults:
    found: Faults = {}
    for code, message in told:
        found.setdefault(code, []).append(message)
    return found


def _cell_faults(kind: Kind, record: Record) -> Iterator[tuple[str, str]]:
    codes = {column.heading: code for code, column in kind.fields.items()}
    codes |= {heading: code for code, heading in COMMON.items()}
    for problem in faults(kind, record):
        yield codes[problem.params["column"]], problem.message


def _count_faults(kind: Kind, content: Content) -> Iterator[tuple[str, str]]:
    for expected, actual in attendances(kind):
        if _exceeds(content, expected.code, actual.code):
            counts = {"actual": content.values[actual.code], "expected": content.values[expected.code]}
            params = {"heading": actual.heading, "other": expected.heading} | counts
            yield actual.code, sentence("problems", "sheet_more_than_expected", params)


def _exceeds(content: Content, expected: str, actual: str) -> bool:
    due, came = content.values.get(expected), content.values.get(actual)
    return isinstance(due, int) and isinstance(came, int) and came > due


def _day_faults(entry: Entry, content: Content, placement_on: PlacementOn) -> Iterator[str]:
    day = day_of(kind_of(entry.kind), content.values)
    if day is None:
        return
    if day > clock.today():
        yield _("日期 {day} 还没有到。请等事情办完再提交；可以先保存草稿。").format(day=day.isoformat())
    elif placement_on(entry.unit, day) is None:
        yield _("{day} 这一天本组织尚未成立或已经撤销。请核对日期，或改由当时的组织填报。").format(day=day.isoformat())


def unusual_in(entry: Entry, content: Content, placement_on: PlacementOn = placement_of) -> list[Unusual]:
    """What whoever writes and whoever decides should look at once more. It keeps nothing from being submitted."""
    kind = kind_of(entry.kind)
    day = day_of(kind, content.values)
    placement = placement_on(entry.unit, day) if day else None
    if placement is None:
        return []
    organisation_kind = str(placement.get_kind_display())
    found = unusual_choices(kind, content.values, organisation_kind)
    return [Unusual(column, str(content.values[column.code]), organisation_kind) for column in found]


def overcount_in(kind: Kind, values: Mapping[str, Value]) -> Overcount | None:
    """The counts, where who came and who is named as away are more than were expected. Who alone came is a fault."""
    attendance = kind.attendance
    if not attendance:
        return None
    expected, actual = values.get(attendance.expected), values.get(attendance.actual)
    if not isinstance(expected, int) or not isinstance(actual, int):
        return None
    names = [values.get(code) for code in (attendance.on_leave, attendance.absent)]
    away = [len(one) if isinstance(one, tuple) else 0 for one in names]
    return Overcount(expected, actual, *away) if actual <= expected < actual + sum(away) else None
