"""The checked sheet back to whoever has to mend it."""

from __future__ import annotations

from pathlib import Path

from mingheng.ledger.imports.records import CheckedSheet
from mingheng.ledger.imports.rows import Intake
from mingheng.ledger.record_kinds import kind_of
from mingheng.sheets.marked_sheets import write_marked_workbook


def write_marked_sheet(intake: Intake, source: Path, checked: CheckedSheet, target: Path) -> None:
    """Write what was uploaded with everything that is wrong with it."""
    names = intake.mapped.sheet_names(kind_of(intake.kind_code))
    write_marked_workbook(source, names, checked.sheet, target)
