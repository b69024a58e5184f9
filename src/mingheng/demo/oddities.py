"""What makes real ledgers less tidy: records taken back or corrected, and some that a reader should ask about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from mingheng.demo.desk import LAST_ENTRY, YEAR, Books
from mingheng.demo.units import Unit
from mingheng.scoring.projection import Record

_CORRECTABLE = {"meeting": "attended", "activity": "participants", "study": "hours", "dues": "paid"}
_INSPECTION = date(YEAR, 12, 19)


def untidy(rng: Random, books: Books, units: list[Unit]) -> None:
    """Make the oddities, in an order that leaves each of them visible.

    1. One unit whose members never miss a meeting.
    2. One unit that wrote its autumn down on three days before the inspection.
    3. Minutes that stand under two meetings, and people who were in two places on one day.
    4. Corrections: the old record is taken back, the new one is entered that day.
    5. Records taken back for good.
    """
    lasting = [unit for unit in units if unit.founded is None and unit.closed is None]
    perfect, hasty = rng.sample([unit for unit in lasting if len(unit.members) >= 15], 2)
    _change(books, "meeting", perfect, _with_all_present)
    for kind in ("meeting", "study", "talk", "activity"):
        _change(books, kind, hasty, _before_the_inspection)
    for _ in range(max(2, len(units) // 40)):
        _copy_minutes(rng, books)
        _put_in_two_places(rng, books, [unit.id for unit in lasting])
    for kind, field in _CORRECTABLE.items():
        _correct(rng, books, kind, field, spared=perfect)
    for kind in ("meeting", "training", "information"):
        _take_back(rng, books, kind)


def _change(books: Books, kind: str, unit: Unit, change: Callable[[Record], Record]) -> None:
    kept = books.records.get(kind, [])
    books.records[kind] = [change(record) if record.subject == unit.id else record for record in kept]


def _with_all_present(record: Record) -> Record:
    values = {code: value for code, value in record.values.items() if code not in ("absent", "on_leave")}
    if "expected" in values:
        values["attended"] = values["expected"]
    return record._replace(values=values)


def _before_the_inspection(record: Record) -> Record:
    day = next(value for value in record.values.values() if isinstance(value, date))
    if not date(YEAR, 8, 1) <= day <= _INSPECTION:
        return record
    return record._replace(entered=max(day, _INSPECTION + timedelta(days=day.day % 3)))


def _copy_minutes(rng: Random, books: Books) -> None:
    meetings = books.records["meeting"]
    source, copy = rng.sample([index for index, record in enumerate(meetings) if "minutes" in record.values], 2)
    copied = {**meetings[copy].values, "minutes": meetings[source].values["minutes"]}
    meetings[copy] = meetings[copy]._replace(values=copied)


def _put_in_two_places(rng: Random, books: Books, units: list[str]) -> None:
    """Somebody's training is also on the list of another unit, under the same day."""
    record = rng.choice(books.records["training"])
    people = record.values["people"]
    assert isinstance(people, tuple)
    other = rng.choice([unit for unit in units if unit != record.subject])
    books.add("training", record._replace(subject=other, values={**record.values, "people": (rng.choice(people),)}))


def _correct(rng: Random, books: Books, kind: str, field: str, *, spared: Unit) -> None:
    for index, record in enumerate(list(books.records[kind])):
        value = record.values.get(field)
        if not isinstance(value, int) or value < 2 or record.subject == spared.id or rng.random() > 0.012:
            continue
        day = _some_time_after(rng, record)
        books.records[kind][index] = record._replace(withdrawn=day)
        books.add(kind, record._replace(values={**record.values, field: value - 1}, entered=day))


def _take_back(rng: Random, books: Books, kind: str) -> None:
    kept = books.records[kind]
    for index, record in enumerate(kept):
        if record.withdrawn is None and rng.random() < 0.004:
            kept[index] = record._replace(withdrawn=_some_time_after(rng, record))


def _some_time_after(rng: Random, record: Record) -> date:
    assert record.entered is not None
    return min(record.entered + timedelta(days=rng.randint(2, 30)), LAST_ENTRY)
