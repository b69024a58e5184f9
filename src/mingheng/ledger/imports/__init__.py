"""The records that an office or a clerk brings along in sheets."""

from mingheng.ledger.imports.columns import write_records_template
from mingheng.ledger.imports.entering import enter_records
from mingheng.ledger.imports.mappings import NO_MAPPING, Mapped, bundled_mappings, read_mapping
from mingheng.ledger.imports.marking import write_marked_sheet
from mingheng.ledger.imports.records import CheckedSheet, RecordRow, read_records_sheet
from mingheng.ledger.imports.rows import Intake

__all__ = [
    "NO_MAPPING",
    "CheckedSheet",
    "Intake",
    "Mapped",
    "RecordRow",
    "bundled_mappings",
    "enter_records",
    "read_mapping",
    "read_records_sheet",
    "write_marked_sheet",
    "write_records_template",
]
