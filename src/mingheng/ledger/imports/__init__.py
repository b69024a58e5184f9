"""The records that an office brings along on its first day: last year's results, from a sheet."""

from mingheng.ledger.imports.columns import OFFERED_KINDS, write_records_template
from mingheng.ledger.imports.entering import enter_records
from mingheng.ledger.imports.records import RecordRow, read_records_sheet

__all__ = ["OFFERED_KINDS", "RecordRow", "enter_records", "read_records_sheet", "write_records_template"]
