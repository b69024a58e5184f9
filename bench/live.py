"""One subject: the kernel alone, and a whole transaction beside the cheapest commit the same disk allows."""

import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.fact_files import FACTS_EACH, NARROW
from bench.measuring import Spread, spread
from bench.sixty_rules import CLASSES, KINDS, LEVELS, OPTIONS
from mingheng.scoring import FactRow, Facts, Outcome, Rulebook, Subject, Subjects, assess

SCHEMA = """
CREATE TABLE facts (subject INTEGER, kind INTEGER, day INTEGER, known INTEGER, expected INTEGER, actual INTEGER,
                    level INTEGER, verified INTEGER);
CREATE TABLE lines (subject INTEGER, code TEXT, status INTEGER, points INTEGER, worst INTEGER, best INTEGER,
                    PRIMARY KEY (subject, code)) WITHOUT ROWID;
CREATE TABLE bare (id INTEGER PRIMARY KEY, day INTEGER);
"""
COLUMNS = tuple(NARROW)
READ = f"SELECT {', '.join(COLUMNS)} FROM facts WHERE subject = ? ORDER BY kind"
INSERT = f"INSERT INTO facts ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
UPSERT = "INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?, ?)"


def kernel_alone(rulebook: Rulebook, times: int) -> Spread:
    """All rules, nodes, the grade and the consequences of one subject with sixty facts, columns ready."""
    subjects = _one_subject(rulebook)
    facts = Facts.of(_rows(rulebook), subjects, rulebook.fact_kinds)
    return spread(lambda: assess(rulebook, facts, subjects, rulebook.cycle_to), times)


def _one_subject(rulebook: Rulebook) -> Subjects:
    attributes = {code: Decimal(20) for code in rulebook.attributes}
    row = Subject(id="0", group=rulebook.classes[0], kind=rulebook.unit_kinds[0], attributes=attributes)
    return Subjects.of([row], tuple(rulebook.attributes))


def _rows(rulebook: Rulebook) -> list[FactRow]:
    kinds, days = sorted(rulebook.fact_kinds), (rulebook.cycle_to - rulebook.cycle_from).days
    return [
        FactRow("0", kinds[number % len(kinds)], _day(rulebook.cycle_from, number * 37 % days), expected=20, actual=18)
        for number in range(FACTS_EACH)
    ]


def _day(first: date, after: int) -> date:
    return first + timedelta(days=after)


def database(path: Path, facts: Path) -> sqlite3.Connection:
    """A new database with the facts of one file, indexed by subject; every commit reaches the disk."""
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    connection.execute("BEGIN")
    columns = pq.read_table(facts).to_pydict()
    connection.executemany(INSERT, zip(*(columns[name] for name in COLUMNS), strict=True))
    connection.execute("COMMIT")
    connection.execute("CREATE INDEX facts_of_subject ON facts (subject, kind)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return connection


def transactions(connection: sqlite3.Connection, rulebook: Rulebook, subjects: int, times: int) -> dict[str, Spread]:
    """Whole transactions and bare ones, turn by turn so that both meet the same disk."""
    parts: dict[str, list[float]] = {}
    for number in range(times):
        bare = _timed(lambda number=number: _bare(connection, number))
        parts.setdefault("bare commit", []).append(bare)
        for name, taken in _whole(connection, rulebook, number * 7919 % subjects).items():
            parts.setdefault(name, []).append(taken)
    return {name: Spread.of(taken[times // 10 :]) for name, taken in parts.items()}


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _bare(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO bare (day) VALUES (?)", (number,))
    connection.execute("COMMIT")


def _whole(connection: sqlite3.Connection, rulebook: Rulebook, number: int) -> dict[str, float]:
    """Insert a fact, read the subject's facts, score, write its lines, commit; and how long each step took."""
    marks = [time.perf_counter()]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(INSERT, (number, 5, 20600, 20610, 20000, 18000, 0, 1))
    subjects, facts = _read(connection, number)
    marks.append(time.perf_counter())
    outcome = assess(rulebook, facts, subjects, rulebook.cycle_to)
    marks.append(time.perf_counter())
    connection.executemany(UPSERT, _lines(outcome, number))
    marks.append(time.perf_counter())
    connection.execute("COMMIT")
    marks.append(time.perf_counter())
    steps = ("insert and read", "kernel in it", "write lines", "commit")
    taken = {name: marks[at + 1] - marks[at] for at, name in enumerate(steps)}
    return {"whole transaction": marks[-1] - marks[0]} | taken


def _read(connection: sqlite3.Connection, number: int) -> tuple[Subjects, Facts]:
    subject = Subject(id=str(number), group=CLASSES[number * 7 % 3], kind="党支部", attributes={"members": Decimal(20)})
    subjects = Subjects.of([subject], ("members",))
    rows = np.array(connection.execute(READ, (number,)).fetchall(), dtype=np.int64)
    columns = {name: rows[:, at] for at, name in enumerate(COLUMNS)} | {"subject": np.zeros(len(rows), dtype=np.int64)}
    ends = np.searchsorted(columns["kind"], np.arange(len(KINDS) + 1)).tolist()
    kinds = {kind: slice(ends[at], ends[at + 1]) for at, kind in enumerate(KINDS)}
    return subjects, Facts.from_columns(columns, kinds, subjects, KINDS, levels=(*LEVELS, *OPTIONS))


def _lines(outcome: Outcome, number: int) -> list[tuple[int, str, int, int, int, int]]:
    lines = outcome.rollup.lines.items()
    return [
        (number, code, int(line.status[0]), int(line.points[0]), int(line.worst[0]), int(line.best[0]))
        for code, line in lines
    ]
