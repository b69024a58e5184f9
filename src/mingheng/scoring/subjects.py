"""Subjects: the units or post-holders that are scored, as columns.

Positions in these columns are how every other array refers to a subject.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from mingheng.scoring.days import FAR_PAST, NEVER, day_number
from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers
from mingheng.scoring.problems import FaultyInput, Place, Problem

MISSING = np.iinfo(np.int64).min
"""A quantity that is not there. Never 0."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the table of subjects. `attributes` are numbers by code; a missing one is absent from it."""

    id: str
    name: str = ""
    group: str = ""
    kind: str = ""
    parent: str = ""
    unit: str = ""
    scored_with: str = ""
    founded: date | None = None
    closed: date | None = None
    assessed: bool = True
    attributes: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class Subjects:
    """All subjects of one assessment, as columns in the order given."""

    rows: list[Subject]
    positions: dict[str, int]
    parent: Integers
    unit: Integers
    partner: Integers
    founded: Integers
    closed: Integers
    assessed: Flags
    attributes: dict[str, Integers]
    _codes: dict[str, tuple[list[str], Integers]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, rows: Sequence[Subject], attributes: Sequence[str] = ()) -> Subjects:
        """Build the columns. Repeated ids, unknown references and cyclic trees raise FaultyInput."""
        positions = {row.id: index for index, row in enumerate(rows)}
        problems = _faults(rows, positions)
        if problems:
            raise FaultyInput(problems)
        links = {
            name: np.array([positions.get(getattr(row, name), -1) for row in rows], dtype=np.int64)
            for name in ("parent", "unit", "scored_with")
        }
        own = np.arange(len(rows), dtype=np.int64)
        return cls(
            rows=list(rows),
            positions=positions,
            parent=links["parent"],
            unit=links["unit"],
            partner=np.where(links["scored_with"] < 0, own, links["scored_with"]),
            founded=np.array([day_number(row.founded, FAR_PAST) for row in rows], dtype=np.int64),
            closed=np.array([day_number(row.closed, NEVER) for row in rows], dtype=np.int64),
            assessed=np.array([row.assessed for row in rows], dtype=np.bool_),
            attributes={name: _attribute(rows, name) for name in attributes},
        )

    def text(self, column: str, index: int) -> str:
        """One subject's `class`, `kind` or `parent`; nothing for `all`, which groups everybody."""
        words, codes = self.coded(column)
        return words[int(codes[index])]

    def coded(self, column: str) -> tuple[list[str], Integers]:
        """A column that groups subjects (`class`, `kind`, `parent`, `all`): its words in order, and whose is which."""
        if column not in self._codes:
            name = "group" if column == "class" else column
            texts = [""] * len(self.rows) if column == "all" else [getattr(row, name) for row in self.rows]
            words = sorted(set(texts))
            numbers = {word: number for number, word in enumerate(words)}
            self._codes[column] = words, np.array([numbers[text] for text in texts], dtype=np.int64)
        return self._codes[column]

    def among(self, column: str, wanted: Collection[str]) -> Flags:
        """Where the text of a column is one of the words."""
        words, codes = self.coded(column)
        return np.array([word in wanted for word in words], dtype=np.bool_)[codes]

    def depths(self) -> Integers:
        """How many ancestors each subject has."""
        depth = np.zeros(len(self), dtype=np.int64)
        above = self.parent.copy()
        while (above >= 0).any():
            depth += above >= 0
            above = np.where(above >= 0, self.parent[above], -1)
        return depth


def _attribute(rows: Sequence[Subject], name: str) -> Integers:
    values = [row.attributes.get(name) for row in rows]
    return np.array([MISSING if value is None else thousandths(value) for value in values], dtype=np.int64)


def thousandths(value: Decimal | int | Fraction) -> int:
    """The number in thousandths. More than three decimals is a fault of the reader: ValueError."""
    if value == int(value):
        return int(value) * THOUSANDTHS
    scaled = Fraction(value) * THOUSANDTHS
    if scaled.denominator != 1:
        raise ValueError(f"more than three decimals: {value}")
    return int(scaled)


def _faults(rows: Sequence[Subject], positions: Mapping[str, int]) -> list[Problem]:
    problems = []
    for index, row in enumerate(rows):
        if positions[row.id] != index:
            problems.append(Problem("subject_repeated", _line(index), {"subject": row.id}))
        for heading, target in (("上级", row.parent), ("所在单位", row.unit), ("合并计分单位", row.scored_with)):
            if target and target not in positions:
                problems.append(Problem("subject_unknown", _line(index), {"subject": target, "column": heading}))
        if row.founded and row.closed and row.closed < row.founded:
            problems.append(Problem("closed_before_founded", _line(index), {"subject": row.id}))
    return problems + _cycles(rows, positions)


def _line(index: int) -> Place:
    return Place(sheet="考核对象", line=index + 2)


def _cycles(rows: Sequence[Subject], positions: Mapping[str, int]) -> list[Problem]:
    settled: set[str] = set()
    for row in rows:
        if not row.parent:
            continue
        path: dict[str, Any] = {}
        at = row.id
        while at in positions and at not in settled:
            if at in path:
                place = Place(sheet="考核对象", line=positions[at] + 2, column="上级")
                circle = list(path)[list(path).index(at) :]
                return [Problem("tree_cyclic", place, {"path": " → ".join([*circle, at])})]
            path[at] = None
            at = rows[positions[at]].parent
        settled.update(path)
    return []
