"""Write the empty workbook that a unit fills in: one sheet per record kind the rulebook reads, and how to do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from mingheng.scoring.kinds import Field, Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.sheets.headings import Column
from mingheng.sheets.record_sheet import OWN, codes_read, naming_fields, record_columns
from mingheng.sheets.subject_sheet import SHEET, subject_columns
from mingheng.sheets.writing import open_workbook_for

NOTES_SHEET = "说明"
CODES_SHEET = "代码"

_LAST_ROW = 5000
_INTRODUCTION = (
    "一行一条记录；没有记录的表保留栏目行，不要删去工作表，否则视为没有接入数据。",
    "红色栏目必填；栏目的先后可以调整，名称不要改。空着的格表示没有数据，不表示零。",
    "日期写成2026-03-15；一格里的几项用顿号隔开；编号、编码所在的列已设为文本格式。",
)
_TYPES = {
    "text": "文字",
    "date": "日期",
    "count": "不为负的整数",
    "number": "数（最多三位小数）",
    "choice": "从列表中选",
    "flag": "是或否",
    "person": "姓名",
    "subject": "单位编号或名称",
    "list": "几项，用顿号隔开",
}
_COMMON_TYPES = {
    "unit": "subject", "year": "count", "month": "count", "entered": "date", "withdrawn": "date", "verified": "flag",
    "founded": "date", "closed": "date", "assessed": "flag", "group": "choice", "kind": "choice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a template sheet."""

    heading: str
    type: str
    required: bool
    choices: tuple[str, ...] = ()
    measured_in: str = ""

    @property
    def requirement(self) -> str:
        """What is to be written, for people."""
        unit = f"，单位：{self.measured_in}" if self.measured_in else ""
        return _TYPES[self.type] + unit


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the template."""

    name: str
    help: str
    article: str
    columns: tuple[SheetColumn, ...]


def template_sheets(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Sheet]:
    """The sheets of a rulebook's template: the subjects, then every kind it reads."""
    help_ = "一个考核对象一行；只因上下级关系列入、不参加考核的，“是否考核”填否。"
    subjects = Sheet(SHEET, help_, "", tuple(_subject_column(rulebook, column) for column in subject_columns(rulebook)))
    return [subjects, *(_record_sheet(kind) for kind in kinds_read(rulebook, kinds))]


def kinds_read(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Kind]:
    """The record kinds some measure of the rulebook reads, and the register of exceptions, which every rulebook has."""
    names = rulebook.fact_kinds | {f"exemption.{rule}" for rule in rulebook.rules}
    return [kind for kind in kinds.values() if any(kind.yields(name) for name in names)]


def write_template(rulebook: Rulebook, kinds: Mapping[str, Kind], target: Path) -> None:
    """Write the workbook to `target`."""
    sheets = template_sheets(rulebook, kinds)
    with open_workbook_for(target) as workbook:
        formats = _Formats(workbook)
        notes, codes = workbook.add_worksheet(NOTES_SHEET), workbook.add_worksheet(CODES_SHEET)
        lists = _write_codes(codes, sheets, formats)
        _write_notes(notes, sheets, rulebook, kinds, formats)
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, lists, formats)


def _subject_column(rulebook: Rulebook, column: Column) -> SheetColumn:
    choices = {"group": rulebook.classes, "kind": rulebook.unit_kinds, "assessed": ("是", "否")}.get(column.code, ())
    type_ = "number" if column.code.startswith("attributes.") else _COMMON_TYPES.get(column.code, "text")
    if type_ == "choice" and not choices:
        type_ = "text"
    return SheetColumn(column.heading, type_, column.required, choices)


def _record_sheet(kind: Kind) -> Sheet:
    columns = tuple(_record_column(kind, column) for column in record_columns(kind))
    return Sheet(kind.title, kind.help, kind.article, columns)


def _record_column(kind: Kind, column: Column) -> SheetColumn:
    if not column.code.startswith(OWN):
        type_ = _COMMON_TYPES.get(column.code, "text")
        return SheetColumn(column.heading, type_, column.required, ("是", "否") if type_ == "flag" else ())
    own: Field = kind.fields[column.code.removeprefix(OWN)]
    choices = ("是", "否") if own.type == "flag" else tuple(own.choices)
    return SheetColumn(own.heading, own.type, own.required, choices, own.measured_in)


class _Formats:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        heading = {"bold": True, "bg_color": "#F2F2F2", "border": 1}
        self.heading = workbook.add_format(heading)
        self.required = workbook.add_format({**heading, "font_color": "#C00000"})
        self.text = workbook.add_format({"num_format": "@"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.title = workbook.add_format({"bold": True, "font_size": 14})

    def of(self, column: SheetColumn) -> Any:
        """The format of a column's cells: what is no number or day must not become one."""
        if column.type == "date":
            return self.day
        return None if column.type in ("count", "number") else self.text


def _write_codes(sheet: Any, sheets: list[Sheet], formats: _Formats) -> dict[tuple[str, ...], str]:
    """Write every list of choices once; the result says in which cells it stands."""
    lists: dict[tuple[str, ...], str] = {}
    for item in sheets:
        for column in item.columns:
            if not column.choices or column.choices in lists:
                continue
            at = len(lists)
            letters = xlsxwriter.utility.xl_col_to_name(at, col_abs=True)
            lists[column.choices] = f"={CODES_SHEET}!{letters}$2:{letters}${len(column.choices) + 1}"
            sheet.write_string(0, at, f"{item.name}·{column.heading}", formats.heading)
            for row, choice in enumerate(column.choices, start=1):
                sheet.write_string(row, at, choice)
    return lists


def _write_notes(
    sheet: Any, sheets: list[Sheet], rulebook: Rulebook, kinds: Mapping[str, Kind], formats: _Formats
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 4, 30)
    sheet.write_string(0, 0, f"{rulebook.title} 填报模板", formats.title)
    row = 1
    for text in _INTRODUCTION:
        sheet.write_string(row, 0, text)
        row += 1
    for block in (_column_notes(sheets), _code_notes(rulebook, kinds)):
        row += 1
        for position, line in enumerate(block):
            for column, text in enumerate(line):
                sheet.write_string(row, column, text, formats.heading if position == 0 else None)
            row += 1


def _column_notes(sheets: list[Sheet]) -> Iterator[tuple[str, ...]]:
    yield "工作表", "栏目", "必填", "填写要求", "可选值"
    for sheet in sheets:
        yield sheet.name, sheet.help, "", "", sheet.article
        for column in sheet.columns:
            required, choices = "是" if column.required else "", "、".join(column.choices)
            yield sheet.name, column.heading, required, column.requirement, choices


def _code_notes(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, ...]]:
    yield "工作表", "编码", "指标名称", "条款", "评分办法"
    for kind in kinds_read(rulebook, kinds):
        for code in codes_read(rulebook, kind) if naming_fields(kind) else ():
            rule = rulebook.rules.get(code)
            yield (kind.title, code, rule.label, rule.article, rule.text) if rule else (kind.title, code, "", "", "")


def _write_sheet(sheet: Any, item: Sheet, lists: Mapping[tuple[str, ...], str], formats: _Formats) -> None:
    for at, column in enumerate(item.columns):
        sheet.set_column(at, at, 16, formats.of(column))
        sheet.write_string(0, at, column.heading, formats.required if column.required else formats.heading)
        if column.choices and column.type != "list":
            rule = {
                "validate": "list",
                "source": lists[column.choices],
                "error_title": "不在可选范围内",
                "error_message": "请从列表中选择。",
            }
            sheet.data_validation(1, at, _LAST_ROW, at, rule)
    sheet.freeze_panes(1, 0)
