"""Read facts for the kernel: a few subjects' as rows, everybody's as columns.

What was known on a day is decided here; the kernel's own `known` is the day of entry, by which lateness is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
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
_COLUMN = _ROW[:-1]
_WORDS = ("level", "person", "case")
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
    positions = {key: subjects.positions[code] for key, code in units.items()}
    words: dict[str, dict[str, int]] = {name: {"": -1} for name in _WORDS}
    kinds: Counter[str] = Counter()
    pieces = [_numbers((), positions, words)]
    for chunk in _chunks(known_on):
        kept = [values for values in chunk if values[0] in positions]
        kinds.update(values[1] for values in kept)
        pieces.append(_numbers(kept, positions, words))
    arrays = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    vocabularies = {name: sorted(set(codes) - {""}) for name, codes in words.items()}
    for name, vocabulary in vocabularies.items():
        # The last entry stands for -1: none.
        ranks = {word: rank for rank, word in enumerate(vocabulary)} | {"": -1}
        arrays[name] = _integers([ranks[word] for word in [*list(words[name])[1:], ""]])[arrays[name]]
    return Facts.from_columns(
        arrays,
        _slices(kinds),
        subjects,
        connected,
        levels=vocabularies["level"],
        persons=vocabularies["person"],
        cases=vocabularies["case"],
    )


def _numbers(
    rows: Sequence[tuple[Any, ...]], positions: Mapping[int, int], words: Mapping[str, dict[str, int]]
) -> dict[str, np.ndarray[Any, Any]]:
    """Some facts as numbers; a word that is new gets the next code."""
    of = dict(zip(_COLUMN, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_COLUMN, ())
    arrays = {
        "subject": _integers(positions[key] for key in of["subject_id"]),
        "day": _integers(of["day"]),
        "belongs": _integers(of["belongs"]),
        "known": _integers(of["entered_on"]),
        "end": _integers(NEVER if value is None else value for value in of["ended_on"]),
    }
    for name in ("expected", "actual"):
        arrays[name] = _integers(int(MISSING) if value is None else value for value in of[name])
    for name, codes in words.items():
        arrays[name] = _integers(codes.setdefault(word, len(codes) - 1) for word in of[name])
    return arrays | {"verified": np.array(of["verified"], dtype=np.bool_)}


def _integers(values: Iterable[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)


def _slices(kinds: Mapping[str, int]) -> dict[str, slice]:
    """Where the facts of each kind lie; the kinds in their order, each with how many there are."""
    ends = list(accumulate(kinds.values()))
    return {kind: slice(end - count, end) for (kind, count), end in zip(kinds.items(), ends, strict=True)}


def _chunks(known_on: date) -> Iterator[list[tuple[Any, ...]]]:
    """Facts by kind, days as days since 1970-01-01: the database counts them faster than Python does."""
    since = (
        "CAST(julianday({0}) - 2440587.5 AS INTEGER)" if connection.vendor == "sqlite" else "({0} - DATE '1970-01-01')"
    )
    names = ", ".join(since.format(name) if name in _DAYS else f'"{name}"' for name in _COLUMN)
    query = (
        f"SELECT {names} FROM fact WHERE known_on <= %s AND (withdrawn_on IS NULL OR withdrawn_on > %s) "  # noqa: S608
        "ORDER BY kind, day, id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [known_on, known_on])
        while rows := cursor.fetchmany(20_000):
            yield rows
