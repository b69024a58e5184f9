"""Data sheets in and out: what units hand in is read strictly, and results are written the same way every time."""

from mingheng.sheets.dataset import Dataset, read_data
from mingheng.sheets.results import plain_results, result_tables
from mingheng.sheets.run_record import run_record
from mingheng.sheets.templates import write_template
from mingheng.sheets.writing import write_csv, write_workbook

__all__ = [
    "Dataset",
    "plain_results",
    "read_data",
    "result_tables",
    "run_record",
    "write_csv",
    "write_template",
    "write_workbook",
]
