"""The clerk's desk: books records with a number and the day they were entered.

Careful clerks enter a record within days, others weeks later, and some only before the December inspection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from mingheng.demo.units import Unit
from mingheng.scoring.projection import Record, Value

Cells = Mapping[str, Value | None]
"""A record's values as they are written down; None leaves a cell empty."""

YEAR = 2026
LAST_ENTRY = date(2027, 1, 25)


@dataclass(slots=True)
class Books:
    """All records of the county, by kind."""

    records: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, kind: str, record: Record) -> None:
        """Number the record and keep it."""
        kept = self.records.setdefault(kind, [])
        number = f"{kind}-{len(kept) + 1:05d}"
        kept.append(record._replace(number=number))


class Desk:
    """One unit's clerk and the chance that rules his day."""

    def __init__(self, unit: Unit, rng: Random, books: Books) -> None:
        self.unit = unit
        self.rng = rng
        self.books = books

    def does(self, weight: float = 1.0) -> bool:
        """Whether a duty is done; a heavier one is missed more often."""
        return self.rng.random() < 1 - (1 - self.unit.care) * 0.9 * weight

    def day(self, month: int, first: int = 1, last: int = 28, year: int = YEAR) -> date:
        """A working day of that month; near its end a weekend moves back."""
        day = date(year, month, self.rng.randint(first, last))
        return (
            day - timedelta(days=max(0, day.weekday() - 4))
            if day.day > 2
            else day + timedelta(days=day.weekday() // 5 * 2)
        )

    def book(
        self,
        kind: str,
        day: date,
        values: Cells,
        *,
        year: int | None = None,
        month: int | None = None,
        entered: date | None = None,
        verified: bool = False,
    ) -> None:
        """Book what happened on `day`, if the unit was there; empty cells are left out."""
        if not self.unit.exists_on(day):
            return
        record = Record(
            subject=self.unit.id,
            values={code: value for code, value in values.items() if value is not None},
            year=year,
            month=month,
            entered=entered or self.entered_on(day),
            verified=verified,
        )
        self.books.add(kind, record)

    def entered_on(self, day: date) -> date:
        """The day the clerk gets round to it."""
        lateness = self.rng.random() * (1.4 - self.unit.care)
        if lateness < 0.45:
            entered = day + timedelta(days=self.rng.randint(0, 3))
        elif lateness < 0.75 or day >= date(YEAR, 12, 14):
            entered = day + timedelta(days=self.rng.randint(4, 45))
        else:
            entered = date(YEAR, 12, self.rng.randint(14, 28))
        return max(day, min(entered, LAST_ENTRY))
