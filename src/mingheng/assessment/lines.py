"""Outcome → rows of lines, and what changed between two sets of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from django.db import connection

from mingheng.assessment.models import CurrentLine, Cycle
from mingheng.scoring import Outcome, Status
from mingheng.scoring.explain import line_sentence
from mingheng.scoring.measures.values import State
from mingheng.scoring.pipeline import passes
from mingheng.scoring.statuses import HAS_POINTS, IS_GONE, Lines
from mingheng.scoring.subjects import MISSING

FIGURES = ("status", "scale", "points", "worst", "best", "forecast", "max_points", "measure", "sentence")
SHOWN = ("status", "points", "worst", "best", "max_points")
"""The figures whose change is a change of the score."""

_WORDS = [status.word for status in Status]
_KEY = ("cycle_id", "subject_id", "code")
_COLUMNS = (*_KEY, *FIGURES)
# A million lines may be new at once; Django's own bulk_create takes eight times as long as the database.
_STORE = (
    f"INSERT INTO current_line ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))}) "  # noqa: S608
    f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in FIGURES)}"
)


def rows_of(outcome: Outcome, cycle: Cycle, subject: str, unit_id: int, *, with_peers: bool) -> Iterator[CurrentLine]:
    """A subject's lines as rows. Without peers the lines that need them are left out: they stand as they are."""
    from_peers = frozenset(passes(outcome.rulebook)[2])
    for code in outcome.codes:
        if code in from_peers and not with_peers:
            continue
        sentence = line_sentence(outcome, subject, outcome.line(subject, code)) if code in from_peers else ""
        figures = _figures(outcome, subject, code)
        yield CurrentLine(cycle_id=cycle.pk, subject_id=unit_id, code=code, sentence=sentence, **figures)


def _figures(outcome: Outcome, subject: str, code: str) -> dict[str, Any]:
    """The figures as the kernel keeps them. Exact fractions are made only where a line has a forecast of its own."""
    index, lines, leaf = outcome.view.subjects.positions[subject], outcome.rollup.lines[code], outcome.leaves.get(code)
    worst, best, maximum = int(lines.worst[index]), int(lines.best[index]), int(lines.max_points[index])
    return {
        "status": _WORDS[int(lines.status[index])],
        "scale": lines.scale,
        "points": int(lines.points[index]) if lines.shown[index] else None,
        "worst": worst,
        "best": best,
        "forecast": worst if worst == best else _scaled(outcome.forecast(subject, code), lines.scale),
        "max_points": None if maximum == MISSING else maximum,
        "measure": str(leaf.values.now.at(index)) if leaf and leaf.values.state[index] == State.PRESENT else "",
    }


def _scaled(number: Fraction | None, scale: int) -> int | None:
    if number is None:
        return None
    exact = number * scale
    if exact.denominator != 1:
        raise ValueError(f"{number} is no whole number of 1/{scale}")
    return exact.numerator


def exact(line: CurrentLine, figure: str) -> Fraction | None:
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


def differences(
    before: Mapping[str, CurrentLine], after: Iterable[CurrentLine]
) -> list[tuple[CurrentLine | None, CurrentLine]]:
    """The lines that are new or not what they were."""
    return [(before.get(row.code), row) for row in after if row.code not in before or _differ(before[row.code], row)]


def _differ(old: CurrentLine, new: CurrentLine) -> bool:
    return any(getattr(old, figure) != getattr(new, figure) for figure in FIGURES)


def changed_lines(pairs: Iterable[tuple[CurrentLine | None, CurrentLine]]) -> list[dict[str, Any]]:
    """The changes that a person sees, for the history: code, and the shown figures before and after as fractions."""
    return [
        {"code": new.code, "before": _shown(old), "after": _shown(new)}
        for old, new in pairs
        if old is None or _shown(old) != _shown(new)
    ]


def _shown(line: CurrentLine | None) -> dict[str, str] | None:
    if line is None:
        return None
    figures = {name: exact(line, name) for name in SHOWN[1:]}
    return {"status": line.status} | {name: "" if number is None else str(number) for name, number in figures.items()}


def store(pairs: Iterable[tuple[CurrentLine | None, CurrentLine]]) -> None:
    """Write the lines that are not what they were."""
    with connection.cursor() as cursor:
        cursor.executemany(_STORE, [[getattr(row, name) for name in _COLUMNS] for _, row in pairs])
