"""Everybody: the kernel over every file in two processes and one quota pass, beside what DuckDB needs to touch the same rows."""

import multiprocessing
import time
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import numpy as np

from bench.fact_files import NARROW, read_facts, read_subjects
from bench.sixty_rules import KINDS, sixty_rules, ungraded
from mingheng.scoring import Facts, Subjects, assess
from mingheng.scoring.grades import Grade, Grader
from mingheng.scoring.measures import Context
from mingheng.scoring.statuses import Lines
from mingheng.scoring.view import View

PROCESSES = 2
CARRIED = ("total", "veto_1", "veto_2")
"""The lines that grades, effects and the quota look at; they alone leave the processes."""


@dataclass(frozen=True)
class Scored:
    """What a process hands back for one file."""

    lines: dict[str, Lines]
    seconds: dict[str, float]


def score_everybody(paths: list[Path]) -> dict[str, float]:
    """Every file, then grades with a quota among all subjects of a class."""
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        scored = pool.map(score_file, paths, chunksize=1)
        pool.close()
        pool.join()
    lines_there = time.perf_counter()
    subjects = read_subjects(paths)
    subjects_there = time.perf_counter()
    grades = grade_everybody(scored, subjects)
    end = time.perf_counter()
    cpu = {name: sum(one.seconds[name] for one in scored) for name in scored[0].seconds}
    walls = {
        "files": lines_there - start,
        "subjects again": subjects_there - lines_there,
        "quota pass": end - subjects_there,
    }
    return cpu | walls | {"best grade": float(sum(grade.level == 0 for grade in grades))}


def score_file(path: Path) -> Scored:
    """One file, from Parquet to lines; a grade would need everybody's."""
    rulebook = ungraded()
    marks = [time.process_time()]
    subjects = read_subjects([path])
    marks.append(time.process_time())
    facts = read_facts(path, subjects)
    marks.append(time.process_time())
    outcome = assess(rulebook, facts, subjects, rulebook.cycle_to)
    marks.append(time.process_time())
    names = ("cpu subjects", "cpu read", "cpu kernel")
    lines = {code: outcome.rollup.lines[code] for code in CARRIED}
    return Scored(lines, {name: marks[at + 1] - marks[at] for at, name in enumerate(names)})


def grade_everybody(scored: list[Scored], subjects: Subjects) -> list[Grade]:
    """Thresholds, effects and the quota over the joined lines."""
    rulebook = sixty_rules()
    assert rulebook.grading is not None
    lines = {code: _joined([one.lines[code] for one in scored]) for code in CARRIED}
    view = View.on(rulebook, Facts.of([], subjects, KINDS), subjects, rulebook.cycle_to, rulebook.cycle_to)
    return Grader(rulebook.grading, rulebook.effects, Context(view, "", lines), subjects.assessed).run()


def _joined(parts: list[Lines]) -> Lines:
    columns = [slot.name for slot in fields(Lines) if slot.name != "scale"]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in columns}
    return Lines(**joined, scale=parts[0].scale)


def count_rows(paths: list[Path]) -> dict[str, float]:
    """The floor: a bare GROUP BY."""
    return _grouped(paths, "count(*) AS one")


def touch_every_column(paths: list[Path]) -> dict[str, float]:
    """The fairer floor: a GROUP BY that decodes and adds every column."""
    return _grouped(paths, ", ".join(f"sum({name}) AS {name}" for name in NARROW if name != "subject"))


def _grouped(paths: list[Path], columns: str) -> dict[str, float]:
    files = [str(path) for path in paths]
    with duckdb.connect(config={"threads": PROCESSES}) as connection:
        relation = connection.read_parquet(files)  # noqa: F841 – DuckDB finds it by its name
        grouped = f"SELECT subject, {columns} FROM relation GROUP BY subject"
        rows = connection.execute(f"SELECT count(*) FROM ({grouped}) WHERE COLUMNS(*) IS NOT NULL").fetchone()
    assert rows is not None
    return {"subjects": float(rows[0])}
