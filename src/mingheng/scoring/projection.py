"""Turn records into facts, as their kind declares.

In: one kind and its records, typed. Out: fact rows in the order of the records. Pure: no files, no clock, no database.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import FactSpec, Field, Kind
from mingheng.scoring.mappings import CODE, hint
from mingheng.scoring.problems import Place, Problem

Value = str | bool | int | Decimal | date | tuple[str, ...]
"""A cell: text, yes or no, whole number, number, day, or several texts."""

MAX_CELL = 1_000_000
_DECIMALS = Decimal("0.001")


class Record(NamedTuple):
    """One row of a ledger: `values` by field code (an empty cell is not there), and the common columns.

    `entered` is the day it became known; without it, facts count as known on their own day.
    """

    subject: str
    values: Mapping[str, Value]
    number: str = ""
    year: int | None = None
    month: int | None = None
    entered: date | None = None
    withdrawn: date | None = None
    verified: bool = False
    source: str = ""
    """Sheet and row, for people; the record's number stands in for it."""


def project(kind: Kind, records: Iterable[Record]) -> Iterator[FactRow]:
    """The facts of all records. The records are sound: `faults` found nothing in them."""
    makers = [_Maker.of(spec, kind) for spec in kind.facts]
    for record in records:
        for maker in makers:
            yield from maker.facts(record)


def belonging(day: date, year: int | None, month: int | None) -> date:
    """The day of that year and month that is nearest to `day`; a month alone is one of the day's own year."""
    if year is None and month is None:
        return day
    year = year or day.year
    first = date(year, month or 1, 1)
    last = date(year, month or 12, monthrange(year, month or 12)[1])
    return min(max(day, first), last)


@dataclass(slots=True)
class _Maker:
    """One fact spec made ready: `names` gives the fact kind by the value that completes it."""

    spec: FactSpec
    completed_by: str
    names: dict[Any, str]
    conditions: list[tuple[str, frozenset[str | bool]]]

    @classmethod
    def of(cls, spec: FactSpec, kind: Kind) -> _Maker:
        column = kind.fields.get(spec.named_by)
        choices = column.choices if column else {}
        return cls(
            spec=spec,
            completed_by=spec.named_by,
            names={choice: spec.named(code) for choice, code in choices.items()},
            conditions=[(code, frozenset(wanted)) for code, wanted in spec.when.items()],
        )

    def facts(self, record: Record) -> Iterator[FactRow]:
        values, spec = record.values, self.spec
        if spec.day not in values or not all(_holds(values.get(code), wanted) for code, wanted in self.conditions):
            return
        if not spec.for_each:
            elements: Iterable[Mapping[str, Any]] = (values,)
        else:
            several: Any = values.get(spec.for_each, ())
            elements = ({**values, spec.for_each: element} for element in several)
        for element in elements:
            name = self.name(element)
            if name:
                yield self.row(record, element, name)

    def name(self, values: Mapping[str, Any]) -> str:
        """The fact kind; empty when the value that completes it is."""
        if not self.completed_by:
            return self.spec.kind
        value = values.get(self.completed_by)
        if value is None:
            return ""
        return self.names.get(value) or self.names.setdefault(value, self.spec.named(value))

    def row(self, record: Record, values: Mapping[str, Any], name: str) -> FactRow:
        spec = self.spec
        day: date = values[spec.day]
        return FactRow(
            values.get(spec.subject, "") or record.subject,
            name,
            day,
            belonging(day, record.year, record.month),
            values.get(spec.end),
            _quantity(spec.expected, values),
            _quantity(spec.actual, values),
            values.get(spec.level, ""),
            values.get(spec.person, ""),
            values.get(spec.case, ""),
            record.verified,
            record.entered,
            record.withdrawn,
            record.source or record.number,
        )


def _holds(value: Value | None, wanted: frozenset[str | bool]) -> bool:
    if isinstance(value, tuple):
        return not wanted.isdisjoint(value)
    return value in wanted


def _quantity(source: str | Decimal, values: Mapping[str, Any]) -> Decimal | int | None:
    return source if isinstance(source, Decimal) else values.get(source)


def faults(kind: Kind, record: Record) -> Iterator[Problem]:
    """Everything that makes a record unusable: missing, misshapen or unknown values."""

    def problem(code: str, heading: str, **params: Any) -> Problem:
        place = Place(sheet=kind.title, column=heading, key=record.source or record.number)
        return Problem(code, place, {"column": heading, **params})

    if not record.subject:
        yield problem("kind_cell_missing", "单位")
    if record.month is not None and not 1 <= record.month <= 12:
        yield problem("kind_cell_wrong", "归属月份", value=record.month, wanted="1到12的整数")
    if record.year is not None and not 1900 <= record.year <= 2999:
        yield problem("kind_cell_wrong", "归属年度", value=record.year, wanted="四位年份")
    for code in record.values:
        if code not in kind.fields:
            yield problem("kind_column_unknown", code, hint=hint(code, kind.fields))
    for code, column in kind.fields.items():
        value = record.values.get(code)
        if value is not None:
            for message, params in _cell_faults(kind, column, value):
                yield problem(message, column.heading, **params)
        elif column.required:
            yield problem("kind_cell_missing", column.heading)


def _cell_faults(kind: Kind, column: Field, value: Value) -> Iterator[tuple[str, dict[str, Any]]]:
    if not _SHAPES[column.type](value):
        yield "kind_cell_wrong", {"value": value, "wanted": _WANTED[column.type]}
    elif column.type == "text" and column.code in kind.naming and not CODE.match(str(value)):
        yield "kind_cell_wrong", {"value": value, "wanted": _WANTED["code"]}
    elif column.choices:
        words = value if isinstance(value, tuple) else (str(value),)
        for word in words:
            if word not in column.choices:
                known = "、".join(column.choices)
                yield "kind_cell_unknown", {"value": word, "known": known, "hint": hint(word, column.choices)}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    exact = Decimal(value)
    return exact.is_finite() and abs(exact) <= MAX_CELL and exact == exact.quantize(_DECIMALS)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and _is_number(value) and value >= 0


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_list(value: Any) -> bool:
    return isinstance(value, tuple) and all(_is_text(item) for item in value)


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "person": _is_text,
    "subject": _is_text,
    "choice": _is_text,
    "date": _is_day,
    "count": _is_count,
    "number": _is_number,
    "flag": lambda value: isinstance(value, bool),
    "list": _is_list,
}
_WANTED: Mapping[str, str] = {
    "text": "文字",
    "person": "姓名",
    "subject": "单位编号或名称",
    "choice": "可选范围内的文字",
    "date": "日期，如2026-03-15",
    "count": "不小于0的整数，不超过一百万",
    "number": "最多三位小数的数，绝对值不超过一百万",
    "flag": "是或否",
    "list": "用顿号隔开的文字",
    "code": "以小写字母开头，只含小写字母、数字和下划线的编码",
}
