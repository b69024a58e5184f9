"""What the empty workbook holds: its sheets in a clerk's order, their columns, and what is to be written in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.sheets.days import DayRange, sensible_days
from mingheng.sheets.headings import Column
from mingheng.sheets.record_columns import (
    OWN,
    code_labels,
    codes_read,
    names_a_month,
    naming_fields,
    offered,
    record_columns,
    word_fields,
)
from mingheng.sheets.subject_sheet import SHEET, subject_columns, subject_days
from mingheng.sheets.vocabulary import ABSTENTIONS, Vocabulary, Words, words_read

CLERKS_ORDER = (
    *("meeting", "study", "talk", "training", "activity", "care", "contact", "mass", "thinking", "ideology"),
    *("dues", "fund", "place", "admission", "transfer", "term", "staffing", "nomination", "appointment"),
    *("risk", "secrecy", "inspection", "project", "filing", "information", "honour", "sanction", "quiz", "finding"),
    *("tally", "mark", "decision", "result", "history", "exemption"),
)
"""First what a unit's clerk keeps all year, then what the assessing office enters."""

INTRODUCTION = (
    "一行一条记录；没有记录的表保留栏目行，不要删去工作表，否则视为没有接入数据。",
    "红色栏目必填；栏目的先后可以调整，名称不要改。空着的格表示没有数据，不表示零。",
    "日期写成2026-03-15；一格里的几项用顿号隔开；编号、编码所在的列已设为文本格式。",
    "下面的例子只供对照，没有写在各张表里，不会误报。",
)
REQUIREMENTS = {
    "text": "文字",
    "date": "日期，如2026-03-15",
    "month": "月份，如2026年3月",
    "count": "整数",
    "number": "数字，最多三位小数",
    "attribute": "数字",
    "choice": "从列表中选",
    "flag": "是或否",
    "person": "姓名，一行只填一人",
    "subject": "单位编号或名称",
    "list": "可填几项，用顿号隔开",
}
"""What is to be written in a column, by the type of its field."""
_COMMON_TYPES = {
    "unit": "subject", "year": "count", "month": "count", "entered": "date", "withdrawn": "date", "verified": "flag",
    "founded": "date", "closed": "date", "assessed": "flag", "group": "choice", "kind": "choice",
}  # fmt: skip
_COMMON_REQUIREMENTS = {
    "number": "可以不填；填了就不能与别的记录相同，便于更正和查对",
    "year": "四位年份；只在应算到别的年度时填，如次年1月补开、仍算本年度的会，填本年度",
    "month": "1到12；只在应算到别的月份时填",
    "entered": "录入这一行的日期；不填视为事情发生当天就已录入",
    "withdrawn": "这条记录作废的日期；没有作废的留空",
    "verified": "是或否，由核查的人填；不填为否",
    "id": "文字，如001；一经确定不再改动",
    "parent": "上级的编号或名称；没有的留空",
    "scored_with": "与哪个单位合并计分，填其编号或名称；没有的留空",
    "assessed": "是或否；只因上下级关系列入、不参加考核的填否，不填为是",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a template sheet. Words outside `choices` are refused only where the list `is_closed`."""

    heading: str
    type: str
    required: bool
    choices: tuple[str, ...] = ()
    requirement: str = ""
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the template; `days` is the range its dates may lie in."""

    name: str
    help: str
    article: str
    columns: tuple[SheetColumn, ...]
    days: DayRange


def template_sheets(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Sheet]:
    """The sheets of a rulebook's template: the subjects, then every kind it reads."""
    columns = tuple(_subject_column(rulebook, column) for column in subject_columns(rulebook))
    subjects = Sheet(SHEET, "一个考核对象一行。", "", columns, subject_days(rulebook))
    words = words_read(rulebook)
    return [subjects, *(_record_sheet(rulebook, kind, words) for kind in kinds_read(rulebook, kinds))]


def kinds_read(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Kind]:
    """The record kinds some measure of the rulebook reads, and the register of exceptions, which every rulebook has."""
    names = rulebook.fact_kinds | {f"exemption.{rule}" for rule in rulebook.rules}
    return in_clerks_order(kind for kind in kinds.values() if any(kind.yields(name) for name in names))


def in_clerks_order(kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds as a clerk looks for them; kinds of one's own come last."""
    places = {code: place for place, code in enumerate(CLERKS_ORDER)}
    return sorted(kinds, key=lambda kind: places.get(kind.code, len(places)))


def _subject_column(rulebook: Rulebook, column: Column) -> SheetColumn:
    choices = {"group": rulebook.classes, "kind": rulebook.unit_kinds, "assessed": ("是", "否")}.get(column.code, ())
    type_ = "attribute" if column.code.startswith("attributes.") else _COMMON_TYPES.get(column.code, "text")
    if type_ == "choice" and not choices:
        type_ = "text"
    requirement = _COMMON_REQUIREMENTS.get(column.code, REQUIREMENTS[type_])
    return SheetColumn(column.heading, type_, column.required, choices, requirement)


def _record_sheet(rulebook: Rulebook, kind: Kind, words: dict[str, Words]) -> Sheet:
    columns = tuple(_record_column(rulebook, kind, column, words) for column in record_columns(kind))
    return Sheet(kind.title, kind.help, kind.article, columns, sensible_days(kind, rulebook))


def _record_column(rulebook: Rulebook, kind: Kind, column: Column, words: dict[str, Words]) -> SheetColumn:
    if not column.code.startswith(OWN):
        type_ = _COMMON_TYPES.get(column.code, "text")
        flags = ("是", "否") if type_ == "flag" else ()
        requirement = _COMMON_REQUIREMENTS.get(column.code, REQUIREMENTS[type_])
        return SheetColumn(column.heading, type_, column.required, flags, requirement)
    own = kind.fields[column.code.removeprefix(OWN)]
    type_ = "month" if names_a_month(own) else own.type
    requirement = REQUIREMENTS[type_] + (f"，单位：{own.measured_in}" if own.measured_in else "")
    if own.code in naming_fields(kind):
        codes = tuple(codes_read(rulebook, kind))
        return SheetColumn(own.heading, "text", own.required, codes, "编码，见下面的编码表", is_closed=False)
    if own.code in word_fields(kind):
        choices, is_closed = _words_offered(rulebook, kind, word_fields(kind)[own.code], words)
        requirement = "按编码表中写明的词填写" if choices else requirement
        return SheetColumn(own.heading, "text", own.required, choices, requirement, is_closed)
    choices = ("是", "否") if own.type == "flag" else offered(own)
    return SheetColumn(own.heading, type_, own.required, choices, requirement)


def _words_offered(rulebook: Rulebook, kind: Kind, which: str, words: dict[str, Words]) -> tuple[tuple[str, ...], bool]:
    """The words of all codes of a kind together, and whether no other word can be meant."""
    lists = [vocabulary for code in codes_read(rulebook, kind) for vocabulary in _lists(kind, code, which, words)]
    offers = dict.fromkeys(word for vocabulary in lists for word in vocabulary.words)
    # Options that no base counts stand last.
    return tuple(sorted(offers, key=lambda word: word in ABSTENTIONS)), all(
        vocabulary.is_closed for vocabulary in lists
    )


def _lists(kind: Kind, code: str, which: str, words: dict[str, Words]) -> list[Vocabulary]:
    read = [words[spec.named(code)] for spec in kind.facts if spec.named(code) in words]
    return [one.levels if which == "levels" else one.groups for one in read]


def column_notes(sheets: list[Sheet]) -> Iterator[tuple[str, ...]]:
    """Every column and what is to be written in it."""
    yield "工作表", "栏目", "必填", "填写要求", "可选值"
    for sheet in sheets:
        yield sheet.name, sheet.help, "", "", sheet.article
        for column in sheet.columns:
            required, choices = "是" if column.required else "", "、".join(column.choices)
            yield sheet.name, column.heading, required, column.requirement, choices


def code_notes(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, ...]]:
    """Every code of the rulebook, with its name and the words that it asks for."""
    yield "工作表", "编码", "名称", "可填的词", "条款", "评分办法"
    words = words_read(rulebook)
    for kind in kinds_read(rulebook, kinds):
        labels = code_labels(rulebook, kind, words) if naming_fields(kind) else {}
        for code, label in labels.items():
            rule = rulebook.rules.get(code)
            said = _words_of_code(kind, code, words)
            yield kind.title, code, label, said, rule.article if rule else "", rule.text if rule else ""


def _words_of_code(kind: Kind, code: str, words: dict[str, Words]) -> str:
    texts = []
    for field_code, which in word_fields(kind).items():
        listed = [word for vocabulary in _lists(kind, code, which, words) for word in vocabulary.words]
        if listed:
            texts.append(f"{kind.fields[field_code].heading}：{'、'.join(listed)}")
    return "；".join(texts)
