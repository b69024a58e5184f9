"""The sheet of subjects (考核对象), and the register that finds a subject by its number or name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import Problem
from mingheng.scoring.subjects import Subject
from mingheng.sheets.cells import (
    CellFault,
    choice_reader,
    date_reader,
    near,
    plain,
    read_code,
    read_flag,
    read_number,
    read_text,
    shown,
)
from mingheng.sheets.days import FOUNDING, DayRange, ranged
from mingheng.sheets.grids import Grid
from mingheng.sheets.headings import Column
from mingheng.sheets.tables import Reader, Table, Values

SHEET = "考核对象"
SHEET_NAMES = frozenset({"subjects", SHEET, "考核对象名册", "单位名册"})

REFERENCES = {"parent": "上级", "unit": "所在单位", "scored_with": "合并计分单位"}


def subject_columns(rulebook: Rulebook) -> list[Column]:
    """The columns of the sheet: those every rulebook has, and the attributes this one reads."""
    columns = [
        Column("id", "编号", ("单位编号", "单位编码", "单位代码", "代码", "编码"), required=True),
        Column("name", "名称", ("单位名称", "姓名", "全称"), required=True),
        Column("group", "类别", ("单位类别", "分类", "class"), required=bool(rulebook.classes)),
        Column("kind", "组织类型", ("单位性质", "组织形式", "党组织类型", "类型")),
        Column("parent", "上级", ("上级单位", "上级组织", "上级党组织", "上级编号")),
        Column("unit", "所在单位", ("任职单位", "所属单位")),
        Column("scored_with", "合并计分单位", ("合并单位",)),
        Column("founded", "成立日期", ("成立时间", "设立日期")),
        Column("closed", "撤销日期", ("撤销时间", "注销日期")),
        Column("assessed", "是否考核", ("参加考核", "考核")),
    ]
    return columns + [Column(f"attributes.{code}", text, (code,)) for code, text in rulebook.attributes.items()]


def _readers(rulebook: Rulebook, epoch: date) -> dict[str, Reader]:
    day = ranged(date_reader(epoch), DayRange(FOUNDING, date(rulebook.cycle_to.year + 2, 12, 31)))
    readers: dict[str, Reader] = {"id": read_code, "name": read_text, "founded": day, "closed": day}
    readers |= dict.fromkeys(REFERENCES, read_code)
    readers["assessed"] = read_flag
    readers["group"] = choice_reader(rulebook.classes) if rulebook.classes else read_text
    readers["kind"] = choice_reader(rulebook.unit_kinds) if rulebook.unit_kinds else read_text
    return readers | {f"attributes.{code}": read_number for code in rulebook.attributes}


@dataclass(slots=True)
class Register:
    """All subjects; `find` takes a number or a name. `is_known` is False when there was no sheet to read them from."""

    subjects: list[Subject] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    is_known: bool = True
    hints_left: int = 200
    """A search for the nearest name takes milliseconds: a million unknown ones must not take hours."""

    def add(self, subject: Subject) -> None:
        """Enter one subject."""
        self.subjects.append(subject)
        self.ids.add(subject.id)
        self.names.setdefault(plain(subject.name), []).append(subject.id)

    def find(self, raw: Any) -> str:
        """The number of the subject that a cell names by its number or name."""
        text = read_code(raw)
        if text in self.ids or not self.is_known:
            return text
        found = self.names.get(plain(text), [])
        if len(found) > 1:
            raise CellFault("sheet_subject_ambiguous", value=shown(text), numbers="、".join(found))
        if not found:
            raise CellFault("sheet_subject_unknown", value=shown(text), near=self._hint(text))
        return found[0]

    def _hint(self, text: str) -> str:
        self.hints_left -= 1
        if self.hints_left < 0:
            return ""
        return near(text, sorted({*self.ids, *(subject.name for subject in self.subjects)}))


def read_subjects(grid: Grid, rulebook: Rulebook) -> tuple[Register, list[Problem]]:
    """Read the register. Rows with faults are left out, and so is who refers to nobody."""
    table = Table(grid, subject_columns(rulebook), _readers(rulebook, grid.epoch), key="id")
    rows: dict[str, tuple[int, Values]] = {}
    for row, values in table.rows():
        if values["id"] in rows:
            table.problems.report(
                "sheet_number_repeated", row, table.heading("id"), number=values["id"], first=rows[values["id"]][0]
            )
            continue
        rows[values["id"]] = (row, values)
    register = _resolved(table, rows)
    return register, table.problems.everything()


def _resolved(table: Table, rows: dict[str, tuple[int, Values]]) -> Register:
    """Turn references into numbers, refuse what is impossible and cut circles."""
    known = Register()
    for values in (values for _, values in rows.values()):
        known.add(_subject(values))
    bad = {number for number, (row, values) in rows.items() if not _is_sound(table, row, values, known)}
    bad |= set(_circle(table, {number: item for number, item in rows.items() if number not in bad}))
    register = Register()
    for number, (_, values) in rows.items():
        if number not in bad:
            register.add(_subject(values))
    return register


def _is_sound(table: Table, row: int, values: Values, known: Register) -> bool:
    is_good = True
    for code in REFERENCES:
        if code not in values:
            continue
        try:
            values[code] = known.find(values[code])
        except CellFault as fault:
            table.problems.report(fault.code, row, table.heading(code), **fault.params)
            is_good = False
    if "founded" in values and "closed" in values and values["closed"] < values["founded"]:
        table.problems.report("closed_before_founded", row, table.heading("closed"), subject=values["id"])
        is_good = False
    return is_good


def _circle(table: Table, rows: dict[str, tuple[int, Values]]) -> Sequence[str]:
    """The numbers on every circle of 上级; each circle is reported once."""
    circles: list[str] = []
    settled: set[str] = set()
    for start in rows:
        path: list[str] = []
        at = start
        while at in rows and at not in settled and at not in path:
            path.append(at)
            at = rows[at][1].get("parent", "")
        if at in path:
            circle = path[path.index(at) :]
            circles += circle
            text = " → ".join([*circle, at])
            table.problems.report("tree_cyclic", rows[at][0], table.heading("parent"), path=text)
        settled.update(path)
    return circles


def _subject(values: Values) -> Subject:
    own = {code: value for code, value in values.items() if not code.startswith("attributes.")}
    return Subject(**own, attributes=dict(_attributes(values)))


def _attributes(values: Values) -> Iterator[tuple[str, Any]]:
    for code, value in values.items():
        if code.startswith("attributes."):
            yield code.removeprefix("attributes."), value
