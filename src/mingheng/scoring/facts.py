"""Facts: one row per countable thing, as narrow columns sorted by kind.

In: fact rows, as record kinds yield them. Out: columns the measures read. Facts know nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from mingheng.scoring.days import NEVER, day_number
from mingheng.scoring.exact import MAX_QUANTITY, Flags, Integers
from mingheng.scoring.problems import FaultyInput, Place, Problem
from mingheng.scoring.subjects import MISSING, Subjects, thousandths


class FactRow(NamedTuple):
    """One countable thing. `belongs` is the day it is reckoned to (default: `day`), `known` the day it became known
    (default: `day`), `end` the day something ended or was done; `expected` and `actual` are quantities in whole units.
    """

    subject: str
    kind: str
    day: date
    belongs: date | None = None
    end: date | None = None
    expected: Decimal | int | None = None
    actual: Decimal | int | None = None
    level: str = ""
    person: str = ""
    case: str = ""
    verified: bool = False
    known: date | None = None
    withdrawn: date | None = None
    source: str = ""
    """Which record it came from, for people: sheet and row, or the record's number."""


@dataclass(slots=True)
class Facts:
    """All facts of one assessment, sorted by kind. Codes of level, person and case are positions in their vocabularies,
    -1 where there is none; quantities are thousandths, MISSING where there is none.
    """

    kinds: dict[str, slice]
    connected: frozenset[str]
    subject: Integers
    day: Integers
    belongs: Integers
    end: Integers
    expected: Integers
    actual: Integers
    level: Integers
    person: Integers
    case: Integers
    verified: Flags
    known: Integers
    withdrawn: Integers
    source: Sequence[str]
    levels: dict[str, int]
    persons: Sequence[str]
    cases: Sequence[str]

    def __len__(self) -> int:
        return len(self.subject)

    @classmethod
    def of(cls, rows: Iterable[FactRow], subjects: Subjects, connected: Iterable[str]) -> Facts:
        """Build the columns from rows. All unknown subjects and impossible quantities together raise FaultyInput."""
        ordered = sorted(rows, key=lambda row: row.kind)
        problems = [fault for row in ordered for fault in _faults(row, subjects)]
        if problems:
            raise FaultyInput(problems)
        levels = _vocabulary(row.level for row in ordered)
        persons = _vocabulary(row.person for row in ordered)
        cases = _vocabulary(row.case for row in ordered)
        return cls(
            kinds=_slices(ordered),
            connected=frozenset(connected),
            subject=_column(subjects.positions[row.subject] for row in ordered),
            day=_column(day_number(row.day) for row in ordered),
            belongs=_column(day_number(row.belongs or row.day) for row in ordered),
            end=_column(day_number(row.end) for row in ordered),
            expected=_column(_quantity(row.expected) for row in ordered),
            actual=_column(_quantity(row.actual) for row in ordered),
            level=_column(levels[row.level] for row in ordered),
            person=_column(persons[row.person] for row in ordered),
            case=_column(cases[row.case] for row in ordered),
            verified=np.array([row.verified for row in ordered], dtype=np.bool_),
            known=_column(day_number(row.known or row.day) for row in ordered),
            withdrawn=_column(day_number(row.withdrawn, NEVER) for row in ordered),
            source=[row.source for row in ordered],
            levels={word: code for word, code in levels.items() if code >= 0},
            persons=_words(persons),
            cases=_words(cases),
        )


def _column(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)


def _quantity(value: Decimal | int | None) -> int:
    return int(MISSING) if value is None else thousandths(value)


def _vocabulary(words: Iterable[str]) -> dict[str, int]:
    return {"": -1} | {word: code for code, word in enumerate(sorted(set(words) - {""}))}


def _words(vocabulary: Mapping[str, int]) -> list[str]:
    return [word for word, code in vocabulary.items() if code >= 0]


def _slices(rows: Sequence[FactRow]) -> dict[str, slice]:
    slices: dict[str, slice] = {}
    start = 0
    for position, row in enumerate(rows):
        if position + 1 == len(rows) or rows[position + 1].kind != row.kind:
            slices[row.kind] = slice(start, position + 1)
            start = position + 1
    return slices


def _faults(row: FactRow, subjects: Subjects) -> Iterable[Problem]:
    place = Place(sheet=row.source, key=row.kind)
    if row.subject not in subjects.positions:
        yield Problem("subject_unknown", place, {"subject": row.subject, "column": "单位"})
    for heading, value in (("应有数量", row.expected), ("实有数量", row.actual)):
        if value is None:
            continue
        try:
            impossible = abs(thousandths(value)) > MAX_QUANTITY // 10
        except (ValueError, OverflowError):
            impossible = True
        if impossible:
            yield Problem("quantity_impossible", place, {"column": heading, "value": value})
