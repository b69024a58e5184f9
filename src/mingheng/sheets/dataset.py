"""Read all data of one assessment: subjects, records, and everything that is wrong with them at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mingheng.scoring.facts import FactRow
from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import FaultyInput, Place, Problem
from mingheng.scoring.subjects import Subject
from mingheng.sheets.record_sheet import RecordReader
from mingheng.sheets.sources import Sources, find_sources
from mingheng.sheets.subject_sheet import SHEET, Register, read_subjects
from mingheng.sheets.template_content import in_clerks_order


@dataclass(slots=True)
class Dataset:
    """What one set of files says. `connected`: the fact kinds for which there is a sheet, even an empty one."""

    subjects: list[Subject]
    rows: list[FactRow]
    connected: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    """How many rows were left out because of errors."""
    absent: tuple[str, ...] = ()
    """The titles of ledgers that the rulebook reads and nobody handed in."""


def read_data(
    path: Path,
    kinds: Mapping[str, Kind],
    rulebook: Rulebook,
    *,
    partial: bool = False,
    on_sheet: Callable[[str], None] = lambda _: None,
) -> Dataset:
    """Read a data folder or workbook. `on_sheet` is told the name of each sheet before it is read.

    Any error raises FaultyInput with all problems, unless `partial`: then bad rows and files are left out and listed.
    Without subjects nothing can be scored, so their sheet must be there in either case.
    """
    sources = find_sources(path, kinds)
    problems = list(sources.problems)
    register = _register(sources, rulebook, problems)
    left_out = len({(problem.place.file, problem.place.line) for problem in problems if _is_of_a_row(problem)})
    reader = RecordReader(rulebook, register)
    rows: list[FactRow] = []
    read: list[Kind] = []
    for code, grids in sources.records.items():
        on_sheet(kinds[code].title)
        sheet = reader.read(grids, kinds[code])
        rows += sheet.facts
        problems += sheet.problems
        left_out += sheet.left_out
        if sheet.is_readable:
            read.append(kinds[code])
    if any(problem.is_error for problem in problems) and not (partial and register.is_readable):
        raise FaultyInput(problems)
    scored = {subject.id for subject in register.subjects}
    connected = frozenset(row.kind for row in rows) | {
        name for name in rulebook.fact_kinds if any(kind.yields(name) for kind in read)
    }
    return Dataset(
        register.subjects,
        [row for row in rows if row.subject in scored],
        connected,
        problems,
        _checksums(path, sources),
        left_out,
        tuple(kind.title for kind in in_clerks_order(kinds.values()) if _is_missed(kind, rulebook, sources)),
    )


def _is_of_a_row(problem: Problem) -> bool:
    return problem.is_error and problem.place.line is not None


def _is_missed(kind: Kind, rulebook: Rulebook, sources: Sources) -> bool:
    return kind.code not in sources.records and any(kind.yields(name) for name in rulebook.fact_kinds)


def _register(sources: Sources, rulebook: Rulebook, problems: list[Problem]) -> Register:
    if not sources.subjects:
        # A file that could not be opened may be the register.
        if not any(problem.is_error for problem in problems):
            problems.append(Problem("sheet_subjects_missing", Place(sheet=SHEET)))
        return Register(is_known=False, is_readable=False)
    register, faults = read_subjects(sources.subjects, rulebook)
    has_errors = any(problem.is_error for problem in faults)
    problems += faults
    if not register.subjects and not has_errors:
        problems.append(Problem("sheet_subjects_none", sources.subjects[0].place(), is_error=False))
    register.is_known = bool(register.ids) or not has_errors
    register.is_readable &= bool(register.subjects) or not has_errors
    return register


def _checksums(path: Path, sources: Sources) -> dict[str, str]:
    return {file.name: file_checksum(file) for file in sources.files or [path]}


def file_checksum(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
