"""Facts: one row per countable thing, as narrow columns sorted by kind.

In: fact rows, as record kinds yield them. Out: columns the measures read. Facts know nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mingheng.scoring.days import NEVER, day_number
from mingheng.scoring.exact import MAX_QUANTITY, THOUSANDTHS, Flags, Integers
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


DEFAULTS: dict[str, int | str] = {
    "subject": "subject", "day": "day", "belongs": "day", "known": "day", "end": NEVER, "withdrawn": NEVER,
    "expected": int(MISSING), "actual": int(MISSING), "level": -1, "person": -1, "case": -1,
}  # fmt: skip
"""What stands for a column that is not given: another column, or one number for all facts."""


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

    @classmethod
    def from_columns(
        cls,
        columns: Mapping[str, NDArray[Any]],
        kinds: Mapping[str, slice],
        subjects: Subjects,
        connected: Iterable[str],
        *,
        levels: Sequence[str] = (),
        persons: Sequence[str] = (),
        cases: Sequence[str] = (),
    ) -> Facts:
        """Take columns as a file holds them, one slice per kind, without making a row of any fact.

        Columns have the names and meanings of the attributes here, in any integer type. `subject` and `day` are
        required; `belongs` and `known` are `day` where they are not given, everything else is missing. Columns that do
        not fit together or point at nothing raise ValueError, impossible quantities FaultyInput.
        """
        size = len(columns["subject"])
        taken = {name: _taken(name, columns, size) for name in DEFAULTS}
        _check_slices(kinds, size)
        _check_positions(taken, {"subject": subjects, "level": levels, "person": persons, "case": cases})
        _check_quantities(taken)
        return cls(
            kinds=dict(kinds),
            connected=frozenset(connected),
            **taken,
            verified=_flags("verified", columns, size),
            source=[""] * size,
            levels={word: code for code, word in enumerate(levels)},
            persons=persons,
            cases=cases,
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


def _taken(name: str, columns: Mapping[str, NDArray[Any]], size: int) -> Integers:
    """A given column as the measures read it, or what stands for it."""
    default = DEFAULTS[name]
    if name not in columns and not isinstance(default, str):
        return np.broadcast_to(np.int64(default), size)
    column = columns[name if name in columns else str(default)]
    if column.shape != (size,) or column.dtype.kind not in "iu":
        raise ValueError(f"column {name}: {size} whole numbers are needed, not {column.dtype} {column.shape}")
    return np.asarray(column, dtype=np.int64)


def _flags(name: str, columns: Mapping[str, NDArray[Any]], size: int) -> Flags:
    """A column of yes and no, or of 1 and 0; no where it is not given."""
    column = columns.get(name, np.zeros(size, dtype=np.bool_))
    if column.shape != (size,) or column.dtype.kind not in "iub":
        raise ValueError(f"column {name}: {size} flags are needed, not {column.dtype} {column.shape}")
    return np.asarray(column, dtype=np.bool_)


def _check_slices(kinds: Mapping[str, slice], size: int) -> None:
    """Every fact lies in exactly one slice."""
    parts = sorted((part.start, part.stop) for part in kinds.values())
    ends = [0, *(stop for _, stop in parts)]
    if ends[-1] != size or any(start != end or stop < start for (start, stop), end in zip(parts, ends, strict=False)):
        raise ValueError(f"the slices of kinds do not cover {size} facts once each")


def _check_positions(columns: Mapping[str, Integers], vocabularies: Mapping[str, Sized]) -> None:
    """Every code is a position in its vocabulary, or -1 for none; every fact has a subject."""
    for name, words in vocabularies.items():
        least = 0 if name == "subject" else -1
        if columns[name].min(initial=0) < least or columns[name].max(initial=-1) >= len(words):
            raise ValueError(f"column {name}: a number lies outside its {len(words)} entries")


def _check_quantities(columns: Mapping[str, Integers]) -> None:
    problems = []
    for name, heading in (("expected", "应有数量"), ("actual", "实有数量")):
        column = columns[name]
        for row in np.flatnonzero((np.abs(column) > MAX_QUANTITY // 10) & (column != MISSING)):
            value = Decimal(int(column[row])) / THOUSANDTHS
            place = Place(line=int(row) + 1, column=heading)
            problems.append(Problem("quantity_impossible", place, {"column": heading, "value": value}))
    if problems:
        raise FaultyInput(problems)
