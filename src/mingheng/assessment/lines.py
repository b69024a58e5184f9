"""Outcome → rows of lines, and what changed between two sets of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from mingheng.assessment.compared import kept_sentences
from mingheng.assessment.models import CurrentLine, Cycle
from mingheng.scoring import Outcome, Status
from mingheng.scoring.measures.values import State
from mingheng.scoring.pipeline import passes
from mingheng.scoring.statuses import HAS_POINTS, IS_GONE, Lines
from mingheng.scoring.subjects import MISSING

SHOWN = ("status", "points", "worst", "best", "max_points")
"""The figures whose change is a change of the score."""

GONE = tuple(status.word for status in Status if IS_GONE[status])
"""The statuses of lines that take no part: what they are worth, others carry."""

_WORDS = [status.word for status in Status]


class StoredLine(NamedTuple):
    """A row of `current_line`, in the order of its columns; see `CurrentLine` for what they mean."""

    cycle_id: int
    subject_id: int
    code: str
    status: str
    scale: int
    points: int | None
    worst: int
    best: int
    forecast: int | None
    max_points: int | None
    measure: str
    sentence: str


_COLUMNS = StoredLine._fields
_KEY, FIGURES = _COLUMNS[:3], _COLUMNS[3:]
# A million lines may be new at once; Django's own bulk_create takes eight times as long as the database.
_STORE = (
    f"INSERT INTO current_line ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) "  # noqa: S608
    f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in FIGURES)}"
)

Pair = tuple[StoredLine | None, StoredLine]
"""A line as it is stored, if it is, and as it is now."""


class _Column(NamedTuple):
    """A line of everybody, as lists, which cost less to read one by one than columns of NumPy."""

    code: str
    scale: int
    status: list[int]
    points: list[int]
    shown: list[bool]
    worst: list[int]
    best: list[int]
    max_points: list[int]
    measured: list[bool]
    is_from_peers: bool


class LineReader:
    """Reads the lines of an outcome as rows; what is the same for all its subjects is made once.

    Without peers the lines that need them are left out: they stand as they are.
    """

    def __init__(self, outcome: Outcome, cycle: Cycle, *, with_peers: bool) -> None:
        self._outcome, self._cycle = outcome, cycle
        from_peers = frozenset(passes(outcome.rulebook).from_peers)
        codes = [code for code in outcome.codes if with_peers or code not in from_peers]
        self._columns = [self._column(code, is_from_peers=code in from_peers) for code in codes]

    def _column(self, code: str, *, is_from_peers: bool) -> _Column:
        lines, leaf = self._outcome.rollup.lines[code], self._outcome.leaves.get(code)
        measured = (leaf.values.state == State.PRESENT).tolist() if leaf else [False] * len(lines.status)
        return _Column(
            code=code,
            scale=lines.scale,
            status=lines.status.tolist(),
            points=lines.points.tolist(),
            shown=lines.shown.tolist(),
            worst=lines.worst.tolist(),
            best=lines.best.tolist(),
            max_points=lines.max_points.tolist(),
            measured=measured,
            is_from_peers=is_from_peers,
        )

    def of(self, subject: str, unit_id: int) -> Iterator[StoredLine]:
        """The lines of one subject, each node before its children."""
        outcome, index = self._outcome, self._outcome.view.subjects.positions[subject]
        for column in self._columns:
            code, scale = column.code, column.scale
            worst, best, maximum = column.worst[index], column.best[index], column.max_points[index]
            yield StoredLine(
                cycle_id=self._cycle.pk,
                subject_id=unit_id,
                code=code,
                status=_WORDS[column.status[index]],
                scale=scale,
                points=column.points[index] if column.shown[index] else None,
                worst=worst,
                best=best,
                # Exact fractions are made only where a line has a forecast of its own.
                forecast=worst if worst == best else _scaled(outcome.forecast(subject, code), scale),
                max_points=None if maximum == MISSING else maximum,
                measure=str(outcome.leaves[code].values.now.at(index)) if column.measured[index] else "",
                sentence=kept_sentences(outcome, subject, outcome.line(subject, code)) if column.is_from_peers else "",
            )


def _scaled(number: Fraction | None, scale: int) -> int | None:
    if number is None:
        return None
    exact = number * scale
    if exact.denominator != 1:
        raise ValueError(f"{number} is no whole number of 1/{scale}")
    return exact.numerator


def exact(line: CurrentLine | StoredLine, figure: str) -> Fraction | None:
    """One figure of a line in points."""
    number = getattr(line, figure)
    return None if number is None else Fraction(number, line.scale)


def standing_lines(rows: Iterable[CurrentLine], codes: Sequence[str], order: Sequence[int]) -> dict[str, Lines]:
    """Stored lines of some rules as the kernel's columns, in this order of units; rules without any are left out."""
    found = {(row.code, row.subject_id): row for row in rows}
    columns = {}
    for code in codes:
        of_code = [found.get((code, unit)) for unit in order]
        scale = next((row.scale for row in of_code if row), 1)
        if any(of_code):
            columns[code] = _columns(of_code, scale)
    return columns


def _columns(rows: Sequence[CurrentLine | None], scale: int) -> Lines:
    """Subjects that are not assessed have no stored lines; they stand as not applicable, and nobody reads theirs."""

    def column(figure: str, missing: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        values = [None if row is None else getattr(row, figure) for row in rows]
        return np.array([missing if value is None else value for value in values], dtype=np.int64)

    words = [Status.NOT_APPLICABLE if row is None else Status[row.status.upper()] for row in rows]
    status = np.array(words, dtype=np.int64)
    shown = np.array([row is not None and row.points is not None for row in rows], dtype=np.bool_)
    return Lines(
        points=column("points", 0),
        worst=column("worst", 0),
        best=column("best", 0),
        status=status,
        max_points=column("max_points", int(MISSING)),
        known=HAS_POINTS[status] | (IS_GONE[status] & shown),
        shown=shown,
        scale=scale,
    )


def stored_lines(cycle: Cycle, units: Sequence[int], codes: Collection[str] | None = None) -> Iterator[StoredLine]:
    """The stored lines of these units, of some parts of the rulebook or of all."""
    rows = CurrentLine.objects.filter(cycle=cycle, subject__in=units)
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return map(StoredLine._make, rows.values_list(*StoredLine._fields).iterator(5_000))


def lines_by_code(cycle: Cycle, units: Sequence[int]) -> dict[int, dict[str, StoredLine]]:
    """The stored lines of these units; none for a unit that has none."""
    found: dict[int, dict[str, StoredLine]] = {unit_id: {} for unit_id in units}
    for line in stored_lines(cycle, units):
        found[line.subject_id][line.code] = line
    return found


def differences(before: Mapping[str, StoredLine], after: Iterable[StoredLine]) -> list[Pair]:
    """The lines that are new or not what they were."""
    return [(old, row) for row in after if (old := before.get(row.code)) != row]


def changed_lines(pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """The changes that a person sees, for the history: code, and the shown figures before and after as fractions."""
    return [
        {"code": new.code, "before": _shown(old), "after": _shown(new)}
        for old, new in pairs
        if old is None or _shown(old) != _shown(new)
    ]


def _shown(line: StoredLine | None) -> dict[str, str] | None:
    if line is None:
        return None
    figures = {name: exact(line, name) for name in SHOWN[1:]}
    return {"status": line.status} | {name: "" if number is None else str(number) for name, number in figures.items()}


def store(pairs: Iterable[Pair]) -> None:
    """Write the lines that are not what they were."""
    with connection.cursor() as cursor:
        cursor.executemany(_STORE, [row for _, row in pairs])
