"""The synthetic facts of a whole country's worth of units: Parquet files of 10,000 subjects each, sorted by kind.

Files are written once into `output/` and read again by later runs.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.sixty_rules import BALLOT, CLASSES, CYCLE, EVENTS, KINDS, LEDGER, LEVELS, MARKS, OPTIONS
from mingheng.scoring import Facts, Subject, Subjects
from mingheng.scoring.days import day_number

FILE_SUBJECTS = 10_000
EVENTS_EACH, MARKS_EACH, BALLOTS_EACH = 50, 8, 2
FACTS_EACH = EVENTS_EACH + MARKS_EACH + BALLOTS_EACH
RARE = 0.0005
"""The share of ledger events that are sanctions: one subject in forty has one."""

NARROW = {
    "subject": np.int32, "kind": np.int8, "day": np.int16, "known": np.int16, "expected": np.int32, "actual": np.int32,
    "level": np.int8, "verified": np.int8,
}  # fmt: skip
NUMBER = {kind: number for number, kind in enumerate(KINDS)}
"""Kinds are numbered in the order of their names, so that a file sorted by number is sorted by kind."""


def fact_files(folder: Path, subjects: int) -> list[Path]:
    """The files of so many subjects; those that are not there yet are written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"facts_{first:07}.parquet" for first in range(0, subjects, FILE_SUBJECTS)]
    for number, path in enumerate(paths):
        if not path.exists():
            unfinished = path.with_suffix(".part")
            pq.write_table(_table(number), unfinished, compression="snappy")
            unfinished.rename(path)
    return paths


def _table(number: int) -> pa.Table:
    """One file: events at random kinds and days, two marks of each sort, two options of one ballot for each subject."""
    rng = np.random.default_rng(number)
    kind, turn = _kinds(rng)
    order = np.argsort(kind, kind="stable")
    subject = order // FACTS_EACH + number * FILE_SUBJECTS
    kind, turn = kind[order], turn[order]
    size, is_ballot, is_mark = len(kind), kind == NUMBER[BALLOT], np.isin(kind, [NUMBER[mark] for mark in MARKS])
    day = rng.integers(day_number(CYCLE["from"]), day_number(CYCLE["to"]) + 1, size)
    expected = rng.integers(10, 51, size)
    actual = np.where(is_ballot, turn * expected // 2, expected * rng.integers(50, 101, size) // 100)
    actual = np.where(is_mark, rng.integers(60, 101, size), actual) * 1000
    level = np.where(is_ballot, len(LEVELS) + turn, rng.integers(0, len(LEVELS), size))
    columns = {
        "subject": subject, "kind": kind, "day": day, "known": day + rng.integers(0, 45, size), "expected": expected * 1000,
        "actual": actual, "level": np.where(is_mark, -1, level), "verified": rng.random(size) < 0.9,
    }  # fmt: skip
    return pa.table({name: column.astype(NARROW[name]) for name, column in columns.items()})


def _kinds(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """The kind of every fact, subject after subject, and for marks and ballots which of the two it is."""
    weights = np.array([(1 - RARE) / len(EVENTS)] * len(EVENTS) + [RARE])
    events = rng.choice([NUMBER[kind] for kind in LEDGER], (FILE_SUBJECTS, EVENTS_EACH), p=weights)
    given = np.repeat([NUMBER[kind] for kind in (*MARKS, BALLOT)], 2)
    kinds = np.hstack([events, np.tile(given, (FILE_SUBJECTS, 1))])
    turns = np.hstack([np.zeros_like(events), np.tile(np.arange(len(given)) % 2, (FILE_SUBJECTS, 1))])
    return kinds.ravel(), turns.ravel()


def read_subjects(paths: Sequence[Path]) -> Subjects:
    """The subjects of these files, in their order."""
    numbers = (number for path in paths for number in range(_first(path), _first(path) + FILE_SUBJECTS))
    return Subjects.of([_subject(number) for number in numbers], ("members",))


def _subject(number: int) -> Subject:
    members = {"members": Decimal(10 + number % 90)}
    return Subject(id=str(number), group=CLASSES[number * 7 % 3], kind="党支部", attributes=members)


def _first(path: Path) -> int:
    return int(path.stem.split("_")[1])


def read_facts(path: Path, subjects: Subjects) -> Facts:
    """The facts of one file: columns from Parquet to the kernel, no fact becomes a Python object."""
    table = pq.read_table(path, use_threads=False)
    columns = {name: table.column(name).to_numpy() for name in NARROW}
    columns["subject"] = columns["subject"] - np.int32(_first(path))
    ends = np.searchsorted(columns["kind"], np.arange(len(KINDS) + 1))
    kinds = {kind: slice(int(ends[number]), int(ends[number + 1])) for kind, number in NUMBER.items()}
    return Facts.from_columns(columns, kinds, subjects, KINDS, levels=(*LEVELS, *OPTIONS))
