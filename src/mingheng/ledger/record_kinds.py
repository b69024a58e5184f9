"""The record kinds that entries are kept of, and what each field means to an entry: its day, its title, its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from mingheng.content import kinds_folder
from mingheng.scoring import FaultyInput, Kind, load_kinds
from mingheng.scoring.kinds import FactSpec, Field
from mingheng.sheets.record_columns import choices_of

BY_UNIT, BY_COMMITTEE = "unit", "committee"
"""Who enters a kind on pages: the clerks of the organisations, or the 工委 about an organisation."""

UNIT_FIELD = "organisation"
"""Not asked of anybody: it is the entry's unit."""

TITLE_FIELD = "title"

LONG_FORM = 12
"""With more fields than this a form is long."""

SAME_EVERY_TIME = ("place", "chair", "recorder")
"""What is mostly as it was last time, where people meet."""

ALWAYS_ASKED = frozenset({UNIT_FIELD, TITLE_FIELD, "minutes", *SAME_EVERY_TIME})
"""What an entry tells people, though no rule reads it."""

_GROUPS = ("组织生活", "学习教育", "党员队伍", "组织建设", "思想宣传", "联系服务", "党费和经费", "纪律与监督", "奖惩")
"""The order in which the groups of registers stand; others follow."""


@lru_cache(maxsize=1)
def all_kinds() -> dict[str, Kind]:
    """The record kinds of this version, by code. FaultyInput when one of them cannot be read."""
    kinds, problems = load_kinds(kinds_folder())
    errors = [problem for problem in problems if problem.is_error]
    if errors:
        raise FaultyInput(errors)
    return kinds


def kind_of(code: str) -> Kind:
    """The kind of an entry. KeyError for a code that no file has."""
    return all_kinds()[code]


def offered_kinds() -> list[Kind]:
    """The kinds of which new entries can be made, group by group. The first fact says by which field one is dated."""
    return in_groups(kind for kind in all_kinds().values() if kind.kept_by in (BY_UNIT, BY_COMMITTEE))


def in_groups(kinds: Iterable[Kind]) -> list[Kind]:
    """The kinds as the page of registers has them: group by group."""
    return sorted(kinds, key=lambda kind: (_place_of(kind.group), kind.group))


def _place_of(group: str) -> int:
    return _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)


def is_kept_by(code: str, keeper: str) -> bool:
    """Whether there is such a kind, and entries of it are made by the clerks or by the 工委."""
    return code in all_kinds() and all_kinds()[code].kept_by == keeper


def own_fields(kind: Kind) -> list[Field]:
    """The fields that people fill in, the day first."""
    asked = [column for column in kind.fields.values() if column.code != UNIT_FIELD]
    return sorted(asked, key=lambda column: column.code != day_field(kind))


def day_field(kind: Kind) -> str:
    """The field by which entries of the kind are dated."""
    return kind.facts[0].day


def hidden_fields(kind: Kind) -> frozenset[str]:
    """The fields that facts carry as hashes: those that name persons, and sensitive case numbers."""
    persons = {spec.person for spec in kind.facts} | {
        spec.case for spec in kind.facts if _is_sensitive(kind, spec.case)
    }
    return frozenset(persons - {""}) | {column.code for column in kind.fields.values() if column.type == "person"}


def _is_sensitive(kind: Kind, code: str) -> bool:
    return code in kind.fields and kind.fields[code].sensitive


def seldom_fields(kind: Kind) -> frozenset[str]:
    """The fields of a long form that can wait: nothing counts by them, and an entry is complete without them."""
    if len(kind.fields) <= LONG_FORM:
        return frozenset()
    who_came = kind.attendance.fields if kind.attendance else frozenset()
    needed = {code for code, column in kind.fields.items() if column.required}
    return frozenset(kind.fields) - _counting_fields(kind) - who_came - needed - ALWAYS_ASKED


def fields_when(kind: Kind) -> dict[tuple[str, str], list[str]]:
    """The fields that count for one choice alone: 讲课人 for a 党课. By the field that is chosen in, and the choice."""
    read: dict[str, set[tuple[str, str] | None]] = {}
    for spec in kind.facts:
        for code in _read_by(spec):
            read.setdefault(code, set()).add(_only_condition(kind, spec))
    found: dict[tuple[str, str], list[str]] = {}
    for column in own_fields(kind):
        conditions = read.get(column.code, {None})
        for condition in conditions if len(conditions) == 1 and not column.required else ():
            if condition:
                found.setdefault(condition, []).append(column.code)
    return found


def _only_condition(kind: Kind, spec: FactSpec) -> tuple[str, str] | None:
    """The one choice on which a fact depends; None where it depends on nothing, or on more."""
    words = [(code, str(word)) for code, wanted in spec.when.items() for word in wanted]
    return words[0] if len(words) == 1 and kind.fields[words[0][0]].type == "choice" else None


def chosen_in(kind: Kind, texts: Mapping[str, Any]) -> dict[str, str]:
    """The choices among the texts that the kind's choice fields have; what they do not have is left out."""
    columns = [column for column in own_fields(kind) if column.type == "choice"]
    found = {column.code: choices_of(column).get(str(texts.get(column.code, ""))) for column in columns}
    return {code: word for code, word in found.items() if word}


def narrowed(kind: Kind, chosen: Mapping[str, str]) -> Kind:
    """The kind as it is once these choices are made: it yields only what such entries can yield."""
    fields = {
        code: replace(column, choices={word: one for word, one in column.choices.items() if word == chosen[code]})
        if code in chosen
        else column
        for code, column in kind.fields.items()
    }
    facts = [
        spec
        for spec in kind.facts
        if all(chosen[code] in wanted for code, wanted in spec.when.items() if code in chosen)
    ]
    return replace(kind, fields=fields, facts=tuple(facts))


def _counting_fields(kind: Kind) -> frozenset[str]:
    return frozenset(code for spec in kind.facts for code in (*_read_by(spec), *spec.when))


def _read_by(spec: FactSpec) -> set[str]:
    """The fields from which a fact is made."""
    parts = (spec.day, spec.end, spec.expected, spec.actual, spec.level, spec.person, spec.case, spec.subject)
    return {*map(str, parts), spec.named_by, spec.for_each}


def unusual_choices(kind: Kind, values: Mapping[str, Any], organisation_kind: str) -> list[Field]:
    """The fields whose choice organisations of this kind do not usually make: a question, never a refusal."""
    return [
        column
        for column in kind.fields.values()
        if column.done_by and column.code in values and not column.is_usual(values[column.code], organisation_kind)
    ]


def usually_told(kind: Kind) -> list[Field]:
    """What offices always keep, though nothing is refused without it: the title and, where people meet, who came."""
    counts = (kind.attendance.expected, kind.attendance.actual) if kind.attendance else ()
    columns = [kind.fields[code] for code in (TITLE_FIELD, *counts) if code in kind.fields]
    return [column for column in columns if not column.required]


def attendances(kind: Kind) -> list[tuple[Field, Field]]:
    """Pairs of counts of which the second should not exceed the first: who was expected, who came."""
    pairs = {(str(spec.expected), str(spec.actual)) for spec in kind.facts}
    known = [pair for pair in sorted(pairs) if pair[0] in kind.fields and pair[1] in kind.fields]
    return [(kind.fields[expected], kind.fields[actual]) for expected, actual in known]
