"""Write subjects and records as CSV sheets under the headings that clerks use."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from mingheng.content import kinds_folder
from mingheng.scoring import Kind, load_kinds
from mingheng.scoring.problems import FaultyInput
from mingheng.scoring.projection import Record
from mingheng.scoring.subjects import Subject

ATTRIBUTES = {"members": "党员人数", "full_members": "正式党员人数", "branches": "支部数", "staff": "机关人员数"}
"""Headings of the numeric columns of the subject sheet, by code."""

_SUBJECTS = ("编号", "名称", "类别", "组织类型", "上级", "所在单位", "合并计分单位", "成立日期", "撤销日期", "参加考核")


def shipped_kinds() -> dict[str, Kind]:
    """The record kinds that come with the program. FaultyInput if one of them is faulty."""
    kinds, problems = load_kinds(kinds_folder())
    if problems:
        raise FaultyInput(problems)
    return kinds


def write_subjects(folder: Path, subjects: Iterable[Subject]) -> None:
    """Write `subjects.csv`: units and organisations."""
    rows = (
        [
            *(row.id, row.name, row.group, row.kind, row.parent, row.unit, row.scored_with),
            *(cell(row.founded), cell(row.closed), cell(row.assessed)),
            *(cell(row.attributes.get(code)) for code in ATTRIBUTES),
        ]
        for row in subjects
    )
    _write(folder / "subjects.csv", [*_SUBJECTS, *ATTRIBUTES.values()], rows)


def write_records(folder: Path, records: Mapping[str, Sequence[Record]]) -> None:
    """Write one sheet for each kind, also for kinds without records."""
    for kind in shipped_kinds().values():
        _write(
            folder / f"{kind.title}.csv",
            headings(kind),
            (row_of(kind, record) for record in records.get(kind.code, ())),
        )


def headings(kind: Kind) -> list[str]:
    """The heading row of a kind's sheet: the common columns around its own."""
    own = [column.heading for column in kind.fields.values()]
    return ["编号", "单位", *own, "归属年度", "归属月份", "录入日期", "撤回日期", "已核实"]


def row_of(kind: Kind, record: Record) -> list[str]:
    """The cells of one record, in the order of `headings`."""
    own = [cell(record.values.get(code)) for code in kind.fields]
    rest = (record.year, record.month, record.entered, record.withdrawn, record.verified)
    return [record.number, record.subject, *own, *(cell(value) for value in rest)]


def cell(value: object) -> str:
    """A value as a clerk types it; nothing for a missing one."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(value)
        case _:
            return str(value)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    # A byte order mark, without which spreadsheet programs misread Chinese text.
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(head)
        writer.writerows(rows)
