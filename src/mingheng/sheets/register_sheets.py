"""Write a register as clerks keep it: a title, a line that says whence it comes, headings, rows, lines for signatures.

What is written reads back exactly: texts are defused, keys stand in a hidden column, days are text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mingheng.sheets.writing import Value, defused, open_workbook_for, plain_value, write_cell

SIGNATURES = ("填表人：", "审核人：", "填表日期：")
_WIDTH, _WIDE = 16, 30


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One register: `origin` says who took it out of the system, when, and what of it."""

    title: str
    origin: str
    headings: Sequence[str]
    rows: list[list[Value]]
    hidden: frozenset[int] = field(default_factory=frozenset)
    """The columns that a clerk does not see, counted from nought."""
    signatures: Sequence[str] = SIGNATURES
    """Who signs below it."""


def write_register_workbook(table: RegisterTable, target: Path) -> None:
    """Write one sheet. OSError when it cannot be written."""
    with open_workbook_for(target) as workbook:
        title = workbook.add_format({"bold": True, "font_size": 16, "align": "center"})
        heading = workbook.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True})
        origin = workbook.add_format({"font_color": "#595959"})
        sheet = workbook.add_worksheet(table.title[:31])
        for at, text in enumerate(table.headings):
            is_long = any(len(plain_value(row[at])) > _WIDTH for row in table.rows[:100])
            sheet.set_column(at, at, _WIDE if is_long else _WIDTH, None, {"hidden": at in table.hidden})
            sheet.write_string(2, at, text, heading)
        sheet.merge_range(0, 0, 0, len(table.headings) - 1, table.title, title)
        sheet.write_string(1, 0, table.origin, origin)
        # Whoever prints it prints this too.
        sheet.set_footer("&L" + table.origin.replace("&", "&&")[:240])
        for row, values in enumerate(table.rows, start=3):
            for at, value in enumerate(values):
                write_cell(sheet, row, at, value)
        for at, text in zip(_signature_places(table), table.signatures, strict=False):
            sheet.write_string(len(table.rows) + 3, at, text)
        sheet.freeze_panes(3, 0)


def write_register_csv(table: RegisterTable, target: Path) -> None:
    """Write the same as CSV, with the mark by which spreadsheets recognise UTF-8."""
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(_lines(table))


def _lines(table: RegisterTable) -> Iterator[list[str]]:
    yield [defused(table.title)]
    yield [defused(table.origin)]
    yield [defused(text) for text in table.headings]
    for row in table.rows:
        yield [defused(value) for value in row]
    if table.signatures:
        signed: list[Any] = [""] * len(table.headings)
        for at, text in zip(_signature_places(table), table.signatures, strict=False):
            signed[at] = text
        yield signed


def _signature_places(table: RegisterTable) -> Sequence[int]:
    seen = [at for at in range(len(table.headings)) if at not in table.hidden]
    return [seen[0], *seen[len(seen) // 3 :: max(len(seen) // 3, 1)]][: len(SIGNATURES)]
