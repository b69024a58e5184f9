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


@dataclass(slots=True)
class Dataset:
    """What one set of files says. `connected`: the fact kinds for which there is a sheet, even an empty one."""

    subjects: list[Subject]
    rows: list[FactRow]
    connected: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    checksums: dict[str, str] = field(default_factory=dict)


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
    reader = RecordReader(rulebook, register)
    rows: list[FactRow] = []
    read: list[Kind] = []
    for code, grid in sources.records.items():
        on_sheet(kinds[code].title)
        sheet = reader.read(grid, kinds[code])
        rows += sheet.facts
        problems += sheet.problems
        if sheet.is_readable:
            read.append(kinds[code])
    if any(problem.is_error for problem in problems) and not (partial and register.is_known):
        raise FaultyInput(problems)
    connected = frozenset(row.kind for row in rows) | {
        name for name in rulebook.fact_kinds if any(kind.yields(name) for kind in read)
    }
    return Dataset(register.subjects, rows, connected, problems, _checksums(path, sources))


def _register(sources: Sources, rulebook: Rulebook, problems: list[Problem]) -> Register:
    if sources.subjects is None:
        if not any(problem.code == "sheet_path_missing" for problem in problems):
            problems.append(Problem("sheet_subjects_missing", Place(sheet=SHEET)))
        return Register(is_known=False)
    try:
        register, faults = read_subjects(sources.subjects, rulebook)
    except FaultyInput as fault:
        problems += fault.problems
        return Register(is_known=False)
    problems += faults
    if not register.subjects:
        if not any(problem.is_error for problem in faults):
            problems.append(Problem("sheet_subjects_none", sources.subjects.place(), is_error=False))
        register.is_known = not any(problem.is_error for problem in faults)
    return register


def _checksums(path: Path, sources: Sources) -> dict[str, str]:
    return {file.name: file_checksum(file) for file in sources.files or [path]}


def file_checksum(file: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
