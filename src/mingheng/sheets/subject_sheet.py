"""The sheet of subjects (考核对象), and the register that finds a subject by its number or name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.problems import FaultyInput, Problem
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
from mingheng.sheets.repeated import Seen, Values
from mingheng.sheets.tables import Reader, Table

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
        Column("assessed", "参加考核", ("是否考核", "是否参加考核", "考核")),
    ]
    return columns + [Column(f"attributes.{code}", text, (code,)) for code, text in rulebook.attributes.items()]


def subject_days(rulebook: Rulebook) -> DayRange:
    """The days on which a subject may have been founded or closed."""
    return DayRange(FOUNDING, date(rulebook.cycle_to.year + 2, 12, 31))


def _readers(rulebook: Rulebook, epoch: date) -> dict[str, Reader]:
    day = ranged(date_reader(epoch), subject_days(rulebook))
    readers: dict[str, Reader] = {"id": read_code, "name": read_text, "founded": day, "closed": day}
    readers |= dict.fromkeys(REFERENCES, read_code)
    readers["assessed"] = read_flag
    readers["group"] = (
        choice_reader(dict(zip(rulebook.classes, rulebook.classes, strict=True))) if rulebook.classes else read_text
    )
    readers["kind"] = (
        choice_reader(dict(zip(rulebook.unit_kinds, rulebook.unit_kinds, strict=True)))
        if rulebook.unit_kinds
        else read_text
    )
    return readers | {f"attributes.{code}": read_number for code in rulebook.attributes}


@dataclass(slots=True)
class Register:
    """All subjects; `find` takes a number or a name, also of a subject left out because of a fault of its own.

    `is_known` is False when there was no sheet to read them from, `is_readable` when nothing can be scored with it.
    """

    subjects: list[Subject] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Numbers by plain name."""
    spoken: set[str] = field(default_factory=set)
    """Names as they are written."""
    is_known: bool = True
    is_readable: bool = True
    hints_left: int = 200
    """A search for the nearest name takes milliseconds: a million unknown ones must not take hours."""

    def add(self, subject: Subject) -> None:
        """Enter one subject."""
        self.subjects.append(subject)
        self.mention(subject.id, subject.name)

    def mention(self, number: str, name: str) -> None:
        """Know a subject by its number and name."""
        if number not in self.ids:
            self.ids.add(number)
            self.spoken.add(name)
            self.names.setdefault(plain(name), []).append(number)

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
        padded = [number for number in sorted(self.ids) if number.isdigit() and number.lstrip("0") == text.lstrip("0")]
        if text.isdigit() and padded:
            # A spreadsheet drops the zeros in front.
            return f"是不是“{padded[0]}”？"
        return near(text, sorted(self.ids | self.spoken))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row of one register sheet."""

    table: Table
    row: int
    values: Values

    def report(self, sentence: str, column: str, **params: Any) -> None:
        self.table.problems.report(sentence, self.row, self.table.heading(column), **params)


def read_subjects(grids: Sequence[Grid], rulebook: Rulebook) -> tuple[Register, list[Problem]]:
    """Read the register from all its sheets. Rows with faults are left out, and so is who refers to nobody.

    A subject that stands in several files with the same words in each is one subject.
    """
    entries: dict[str, _Entry] = {}
    faulty: list[Values] = []
    problems: list[Problem] = []
    tables: list[Table] = []
    for grid in grids:
        try:
            table = Table(grid, subject_columns(rulebook), _readers(rulebook, grid.epoch), key="id", keeps_faulty=True)
            tables.append(table)
            for row, values in table.rows(Seen()):
                _enter(entries, _Entry(table, row, values))
            faulty += table.faulty
        except FaultyInput as fault:
            problems += fault.problems
    register = _resolved(entries)
    register.is_readable = not problems and all(table.is_readable for table in tables)
    for values in [*(entry.values for entry in entries.values()), *faulty]:
        if "id" in values:
            register.mention(values["id"], values.get("name", ""))
    return register, problems + [problem for table in tables for problem in table.problems.everything()]


def _enter(entries: dict[str, _Entry], entry: _Entry) -> None:
    first = entries.setdefault(entry.values["id"], entry)
    if first is entry or (first.table is not entry.table and first.values == entry.values):
        return
    where = f"第{first.row}行" if first.table is entry.table else str(first.table.grid.place(first.row))
    entry.report("sheet_number_repeated", "id", number=entry.values["id"], first=where)


def _resolved(entries: dict[str, _Entry]) -> Register:
    """Turn references into numbers, refuse what is impossible and cut circles."""
    known = Register()
    for entry in entries.values():
        known.add(_subject(entry.values))
    bad = {number for number, entry in entries.items() if not _is_sound(entry, known)}
    bad |= set(_circle({number: entry for number, entry in entries.items() if number not in bad}))
    register = Register()
    for number, entry in entries.items():
        if number not in bad:
            register.add(_subject(entry.values))
    return register


def _is_sound(entry: _Entry, known: Register) -> bool:
    is_good = True
    values = entry.values
    for code in REFERENCES:
        if code not in values:
            continue
        try:
            values[code] = known.find(values[code])
        except CellFault as fault:
            entry.report(fault.code, code, **fault.params)
            is_good = False
    if "founded" in values and "closed" in values and values["closed"] < values["founded"]:
        entry.report("closed_before_founded", "closed", subject=values["id"])
        is_good = False
    return is_good


def _circle(entries: dict[str, _Entry]) -> Sequence[str]:
    """The numbers on every circle of 上级; each circle is reported once."""
    circles: list[str] = []
    settled: set[str] = set()
    for start in entries:
        path: list[str] = []
        at = start
        while at in entries and at not in settled and at not in path:
            path.append(at)
            at = entries[at].values.get("parent", "")
        if at in path:
            circle = path[path.index(at) :]
            circles += circle
            entries[at].report("tree_cyclic", "parent", path=" → ".join([*circle, at]))
        settled.update(path)
    return circles


def _subject(values: Values) -> Subject:
    own = {code: value for code, value in values.items() if not code.startswith("attributes.")}
    return Subject(**own, attributes=dict(_attributes(values)))


def _attributes(values: Values) -> Iterator[tuple[str, Any]]:
    for code, value in values.items():
        if code.startswith("attributes."):
            yield code.removeprefix("attributes."), value
