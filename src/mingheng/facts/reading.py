"""Read facts for the kernel: a few subjects' as rows, everybody's as columns.

What was known on a day is decided here; the kernel's own `known` is the day of entry, by which lateness is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from mingheng.facts.models import Fact
from mingheng.scoring import FactRow, Facts, Subjects
from mingheng.scoring.days import NEVER
from mingheng.scoring.exact import THOUSANDTHS
from mingheng.scoring.subjects import MISSING

_ROW = (
    "subject_id", "kind", "day", "belongs", "ended_on", "expected", "actual",
    "level", "person", "case", "verified", "entered_on", "source",
)  # fmt: skip
_DAYS = ("day", "belongs", "ended_on", "entered_on")


def known_facts(known_on: date) -> QuerySet[Fact]:
    """The facts that counted at the end of a day."""
    return Fact.objects.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=known_on), known_on__lte=known_on)


def facts_of(units: Mapping[int, str], subjects: Subjects, connected: Collection[str], known_on: date) -> Facts:
    """The facts of a few units (code by id)."""
    found = known_facts(known_on).filter(subject_id__in=units).order_by("kind", "day", "id").values_list(*_ROW)
    return Facts.of((_fact_row(values, units) for values in found), subjects, connected)


def _fact_row(values: tuple[Any, ...], units: Mapping[int, str]) -> FactRow:
    subject, kind, day, belongs, ended, expected, actual, level, person, case, verified, entered, source = values
    return FactRow(
        units[subject], kind, day, belongs, ended, _whole(expected), _whole(actual),
        level, person, case, verified, entered, None, source,
    )  # fmt: skip


def _whole(quantity: int | None) -> Decimal | int | None:
    if quantity is None:
        return None
    return quantity // THOUSANDTHS if quantity % THOUSANDTHS == 0 else Decimal(quantity) / THOUSANDTHS


def all_facts(units: Mapping[int, str], subjects: Subjects, connected: Collection[str], known_on: date) -> Facts:
    """The facts of all units (code by id), without an object for each; of other units there are none."""
    columns: dict[str, list[Any]] = {name: [] for name in _ROW}
    positions = {key: subjects.positions[code] for key, code in units.items()}
    for chunk in _chunks(known_on):
        kept = [values for values in chunk if values[0] in positions]
        for name, column in zip(_ROW, zip(*kept, strict=True), strict=False):
            columns[name].extend(column)
    vocabularies = {name: sorted(set(columns[name]) - {""}) for name in ("level", "person", "case")}
    arrays = {"subject": _integers(positions[key] for key in columns["subject_id"])}
    for name in ("day", "belongs"):
        arrays[name] = _integers(columns[name])
    arrays["known"] = _integers(columns["entered_on"])
    arrays["end"] = _integers(NEVER if value is None else value for value in columns["ended_on"])
    for name in ("expected", "actual"):
        arrays[name] = _integers(int(MISSING) if value is None else value for value in columns[name])
    for name, words in vocabularies.items():
        codes = {"": -1} | {word: code for code, word in enumerate(words)}
        arrays[name] = _integers(codes[word] for word in columns[name])
    arrays["verified"] = np.array(columns["verified"], dtype=np.bool_)
    return Facts.from_columns(
        arrays,
        _slices(columns["kind"]),
        subjects,
        connected,
        levels=vocabularies["level"],
        persons=vocabularies["person"],
        cases=vocabularies["case"],
    )


def _integers(values: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)


def _slices(kinds: Sequence[str]) -> dict[str, slice]:
    slices: dict[str, slice] = {}
    start = 0
    for position, kind in enumerate(kinds):
        if position + 1 == len(kinds) or kinds[position + 1] != kind:
            slices[kind] = slice(start, position + 1)
            start = position + 1
    return slices


def _chunks(known_on: date) -> Iterator[list[tuple[Any, ...]]]:
    """Facts by kind, days as days since 1970-01-01: the database counts them faster than Python does."""
    since = (
        "CAST(julianday({0}) - 2440587.5 AS INTEGER)" if connection.vendor == "sqlite" else "({0} - DATE '1970-01-01')"
    )
    names = ", ".join(since.format(name) if name in _DAYS else f'"{name}"' for name in _ROW)
    query = (
        f"SELECT {names} FROM fact WHERE known_on <= %s AND (withdrawn_on IS NULL OR withdrawn_on > %s) "  # noqa: S608
        "ORDER BY kind, day, id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [known_on, known_on])
        while rows := cursor.fetchmany(20_000):
            yield rows
