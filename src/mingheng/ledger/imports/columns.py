"""What a sheet of records may have for columns, how its cells are read, and the empty workbook: all from the kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from mingheng.ledger.imports.codes import known_codes
from mingheng.ledger.record_kinds import UNIT_FIELD, kind_of
from mingheng.scoring import Kind
from mingheng.sheets.blank_sheets import BlankColumn, write_blank_sheet
from mingheng.sheets.cells import date_reader, read_code, read_count
from mingheng.sheets.headings import Column
from mingheng.sheets.record_cells import RecordCells
from mingheng.sheets.record_columns import OWN, naming_fields, offered, record_columns, word_fields
from mingheng.sheets.tables import Reader
from mingheng.sheets.template_content import REQUIREMENTS

IDENTIFYING = {"history": ("item", "period_end")}
"""For some kinds: the fields by which one record of a unit is told from another. There is never a second one."""

KEY, UNIT = "number", "unit"
"""The codes of the column that holds the key of an exported record, and of the one that names its organisation."""

_COMMON = (UNIT, "year", "month", KEY)

_INTRODUCTION = (
    "一行填一条。红色栏目必填；栏目的先后可以调整，名称不要改。",
    "日期写成2026-03-15。各列已设为文本格式，请不要改。",
    "导入前先检查：有一处错误就一条也不导入，并列出全部错误所在的行和列。",
    "已经登记过的不会再导入一次：内容完全相同的行自动跳过。",
)
_SEVERAL = "填可选的词；可填几项，用顿号隔开"
_ONCE = "已经导入过的不会再导入一次：单位和下列栏目都相同的，算同一条："


def columns_of(kind: Kind, *, names_unit: bool = True) -> list[Column]:
    """The columns that are read: the unit, the kind's own, the year and month it is reckoned to, the record's key.

    `names_unit`: whether there are several organisations, so that each row must name its own.
    """
    read = [column for column in record_columns(kind) if own_code(column) != UNIT_FIELD and _is_read(column)]
    return [_unit_column(kind, column, names_unit=names_unit) if column.code == UNIT else column for column in read]


def _unit_column(kind: Kind, column: Column, *, names_unit: bool) -> Column:
    """Where the sheet of a kind has a column for the organisation, clerks write the unit under its heading."""
    own = kind.fields.get(UNIT_FIELD)
    if own is None:
        return replace(column, required=names_unit)
    return Column(UNIT, own.heading, (*own.also, column.heading, *column.also), required=names_unit)


def _is_read(column: Column) -> bool:
    return column.code.startswith(OWN) or column.code in _COMMON


def own_code(column: Column) -> str:
    """The code of the kind's own field that a column holds; empty for a common one."""
    return column.code.removeprefix(OWN) if column.code.startswith(OWN) else ""


def readers_of(kind: Kind) -> Callable[[date], dict[str, Reader]]:
    """How the cells are read, once it is known from which day the workbook counts."""
    labels = {code: known.label for code, known in known_codes(kind.code).items()} if naming_fields(kind) else {}

    def readers(epoch: date) -> dict[str, Reader]:
        cells = RecordCells(kind, labels, day=date_reader(epoch), subject=read_code)
        own = {OWN + code: cells.reader(column) for code, column in kind.fields.items()}
        return own | {UNIT: read_code, "year": read_count, "month": read_count, KEY: read_code}

    return readers


def write_records_template(kind_code: str, target: Path, *, names_unit: bool = True) -> None:
    """Write the empty workbook of the kind, with the codes and words of the bundled rulebooks in its notes."""
    kind = kind_of(kind_code)
    columns = columns_of(kind, names_unit=names_unit)
    asked = [one for one in columns if own_code(one) or one.code == KEY or (one.code == UNIT and names_unit)]
    blanks = [_blank(kind, column) for column in asked]
    told = IDENTIFYING.get(kind_code)
    once = (_ONCE + "、".join(kind.fields[code].heading for code in told) + "。",) if told else ()
    write_blank_sheet(target, kind.title, blanks, (kind.help, *_INTRODUCTION, *once, *_code_notes(kind)))


def _blank(kind: Kind, column: Column) -> BlankColumn:
    code = own_code(column)
    if column.code == KEY:
        return BlankColumn(column, "系统填写，用来认出导出过的记录；新的记录留空", is_hidden=True)
    if not code:
        return BlankColumn(column, "单位的名称或编号，须已在党组织名册中", "示范县水利局党组")
    own = kind.fields[code]
    requirement = REQUIREMENTS[own.type] + (f"，单位：{own.measured_in}" if own.measured_in else "")
    if code in naming_fields(kind):
        codes = tuple(known_codes(kind.code))
        return BlankColumn(column, "编码，照上面的说明抄写", next(iter(codes), ""), codes, is_closed=False)
    if code in word_fields(kind) and any(known.words.get(code) for known in known_codes(kind.code).values()):
        return BlankColumn(column, "照上面的说明，填所填编码后面写明的词")
    choices = ("是", "否") if own.type == "flag" else offered(own)
    if own.type == "list" and choices:
        return BlankColumn(column, _SEVERAL, "、".join(choices[:2]), choices, takes_several=True)
    return BlankColumn(column, requirement, choices=choices)


def _code_notes(kind: Kind) -> Iterator[str]:
    """What each code stands for."""
    for field in naming_fields(kind):
        yield f"“{kind.fields[field].heading}”可填："
        for code, known in known_codes(kind.code).items():
            words = "；".join(
                f"{kind.fields[name].heading}可填{'、'.join(told)}" for name, told in known.words.items() if told
            )
            yield f"{code}：{known.label}（{'、'.join(known.rulebooks)}）{words}"
