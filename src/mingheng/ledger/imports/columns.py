"""What a sheet of records may have for columns, how its cells are read, and the empty workbook: all from the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from mingheng.ledger.imports.codes import known_codes
from mingheng.ledger.record_kinds import UNIT_FIELD, kind_of
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.sheets.blank_sheets import BlankColumn, write_blank_sheet
from mingheng.sheets.cells import date_reader, read_code, read_count
from mingheng.sheets.headings import Column
from mingheng.sheets.record_cells import RecordCells
from mingheng.sheets.record_columns import OWN, naming_fields, offered, record_columns
from mingheng.sheets.tables import Reader
from mingheng.sheets.template_content import REQUIREMENTS

IDENTIFYING = {"history": ("item", "period_end")}
"""For each kind that is taken: the fields by which one record of a unit is told from another."""

OFFERED_KINDS = tuple(IDENTIFYING)
"""The kinds that the page offers."""

MAX_BYTES = 20 * 1024 * 1024
"""The greatest file that is taken."""

_COMMON = ("unit", "year", "month")

_INTRODUCTION = (
    "一行填一条。红色栏目必填；栏目的先后可以调整，名称不要改。",
    "日期写成2026-03-15。各列已设为文本格式，请不要改。",
    "导入前先检查：有一处错误就一条也不导入，并列出全部错误所在的行和列。",
    "已经导入过的不会再导入一次：单位和下列栏目都相同的，算同一条：",
)


def columns_of(kind: Kind) -> list[Column]:
    """The columns that are read: the unit, the kind's own, the year and month it is reckoned to."""
    return [column for column in record_columns(kind) if _own_code(column) != UNIT_FIELD and _is_read(column)]


def _is_read(column: Column) -> bool:
    return column.code.startswith(OWN) or column.code in _COMMON


def _own_code(column: Column) -> str:
    return column.code.removeprefix(OWN) if column.code.startswith(OWN) else ""


def readers_of(kind: Kind) -> Callable[[date], dict[str, Reader]]:
    """How the cells are read, once it is known from which day the workbook counts."""
    labels = {code: known.label for code, known in known_codes(kind.code).items()} if naming_fields(kind) else {}

    def readers(epoch: date) -> dict[str, Reader]:
        cells = RecordCells(kind, labels, day=date_reader(epoch), subject=read_code)
        own = {OWN + code: cells.reader(column) for code, column in kind.fields.items()}
        return own | {"unit": read_code, "year": read_count, "month": read_count}

    return readers


def write_records_template(kind_code: str, target: Path) -> None:
    """Write the empty workbook of the kind, with the codes and words of the bundled rulebooks in its notes."""
    kind = kind_of(kind_code)
    columns = [column for column in columns_of(kind) if column.code == "unit" or _own_code(column)]
    blanks = [_blank(kind, column) for column in columns]
    telling = "、".join(kind.fields[code].heading for code in IDENTIFYING[kind_code])
    introduction = (kind.help, *_INTRODUCTION[:-1], _INTRODUCTION[-1] + telling + "。", *_code_notes(kind))
    write_blank_sheet(target, kind.title, blanks, introduction)


def _blank(kind: Kind, column: Column) -> BlankColumn:
    code = _own_code(column)
    if not code:
        return BlankColumn(column, "单位的名称或编号，须已在党组织名册中", "示范县水利局党组")
    own = kind.fields[code]
    requirement = REQUIREMENTS[own.type] + (f"，单位：{own.measured_in}" if own.measured_in else "")
    if code in naming_fields(kind):
        codes = tuple(known_codes(kind.code))
        return BlankColumn(column, "编码，照上面的说明抄写", next(iter(codes), ""), codes, is_closed=False)
    return BlankColumn(column, requirement, choices=_choices(own))


def _choices(own: Field) -> tuple[str, ...]:
    if own.type == "flag":
        return ("是", "否")
    # A cell with several words cannot be chosen from a list.
    return () if own.type == "list" else offered(own)


def _code_notes(kind: Kind) -> Iterator[str]:
    """What each code stands for."""
    for field in naming_fields(kind):
        yield f"“{kind.fields[field].heading}”可填："
        for code, known in known_codes(kind.code).items():
            words = "；".join(
                f"{kind.fields[name].heading}可填{'、'.join(told)}" for name, told in known.words.items() if told
            )
            yield f"{code}：{known.label}（{'、'.join(known.rulebooks)}）{words}"
