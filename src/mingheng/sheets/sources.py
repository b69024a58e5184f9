"""Find the sheets of a data folder or workbook, and say which record kind each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mingheng.scoring.kinds import Kind
from mingheng.scoring.problems import FaultyInput, Place, Problem, nearest
from mingheng.sheets.cells import is_empty, plain
from mingheng.sheets.grids import Grid
from mingheng.sheets.parquet_files import open_parquet
from mingheng.sheets.subject_sheet import SHEET, SHEET_NAMES
from mingheng.sheets.text_files import open_csv
from mingheng.sheets.workbooks import open_workbook

OPENERS = {".csv": open_csv, ".xlsx": open_workbook, ".parquet": open_parquet}
NOTES = frozenset({"说明", "填表说明", "代码", "错误清单"})
"""Sheets of a template that hold no records."""

_OLD_FORMATS = frozenset({".xls", ".et", ".ods", ".xlsm", ".xlsb", ".txt", ".tsv"})
_PASSED_OVER = frozenset({".md", ".json", ".yaml", ".pdf", ".docx", ".doc"})


@dataclass(slots=True)
class Sources:
    """The sheets found, by the code of their kind (a unit may hand in its own), and what was wrong with files."""

    subjects: list[Grid] = field(default_factory=list)
    records: dict[str, list[Grid]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_sources(path: Path, kinds: Mapping[str, Kind]) -> Sources:
    """Open everything under `path`: a folder of files, or one workbook. Nothing is raised."""
    finder = _Finder(kinds)
    if path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file() and not file.name.startswith((".", "~$")):
                finder.open(file, stem=file.stem)
    elif path.is_file():
        finder.open(path, stem="")
    else:
        finder.problems.append(Problem("sheet_path_missing", Place(file=path.name)))
    return finder.sources


class _Finder:
    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self.names = {plain(name): kind.code for kind in kinds.values() for name in (kind.code, kind.title)}
        self.names |= {plain(name): SHEET for name in SHEET_NAMES}
        self.sources = Sources()
        self.problems = self.sources.problems

    def open(self, file: Path, stem: str) -> None:
        """Open one file. `stem` names its kind; without one only the names of its sheets do."""
        suffix = file.suffix.lower()
        place = Place(file=file.name)
        if suffix in _OLD_FORMATS or (not stem and suffix not in OPENERS):
            self.problems.append(Problem("sheet_format_unsupported", place, {"extension": file.suffix}))
            return
        if suffix not in OPENERS:
            if suffix not in _PASSED_OVER:
                self.problems.append(Problem("sheet_file_passed_over", place, is_error=False))
            return
        self.sources.files.append(file)
        try:
            grids = OPENERS[suffix](file)
        except FaultyInput as fault:
            self.problems.extend(fault.problems)
            return
        self.assign(grids, self.names.get(plain(stem)), stem)

    def assign(self, grids: list[Grid], code: str | None, stem: str) -> None:
        """Give each sheet to its kind: by its own name, or the only one without a name of its own by the file's."""
        by_name = {position: self.names.get(plain(grid.sheet)) for position, grid in enumerate(grids)}
        if code is not None and code not in by_name.values():
            unnamed = [position for position, known in by_name.items() if known is None]
            own = [at for at in unnamed if not grids[at].is_named] or unnamed
            if own:
                by_name[own[0]] = code
        for position, grid in enumerate(grids):
            known = by_name[position]
            if known is not None:
                self.take(grid, known)
            elif plain(grid.sheet) not in NOTES and not _is_blank(grid):
                self.pass_over(grid, grid.sheet or stem)

    def take(self, grid: Grid, code: str) -> None:
        sheets = self.sources.subjects if code == SHEET else self.sources.records.setdefault(code, [])
        sheets.append(grid)

    def pass_over(self, grid: Grid, name: str) -> None:
        """A sheet whose name is nearly a known one is an error; any other is only mentioned."""
        close = nearest(plain(name), self.names)
        if close:
            self.problems.append(Problem("sheet_name_unknown", grid.place(), {"name": name, "near": close}))
        else:
            self.problems.append(Problem("sheet_name_unread", grid.place(), {"name": name}, is_error=False))


def _is_blank(grid: Grid) -> bool:
    try:
        return all(is_empty(cell) for _, cells in grid.rows() for cell in cells)
    except FaultyInput:
        return False
