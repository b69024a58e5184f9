"""The facts behind every rule, as rows to print: what counted, what did not and why, persons masked.

The candidates of a rule are looked up once for all subjects; its facts are then handed out subject by subject.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from mingheng.scoring import Kind, Outcome
from mingheng.scoring.days import as_date
from mingheng.scoring.exact import THOUSANDTHS, decimal_text
from mingheng.scoring.fact_notes import explained_candidates, why_left_out
from mingheng.scoring.kinds import FactSpec
from mingheng.scoring.language.measures import Selection
from mingheng.scoring.language.rulebook import parts_of
from mingheng.scoring.periods import Spans
from mingheng.scoring.phrases import masked
from mingheng.scoring.subjects import MISSING


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One fact as it is printed; `reason` is empty when it counted."""

    day: str
    kind: str
    text: str
    source: str
    reason: str


@dataclass(slots=True)
class Records:
    """All rows of one assessment, made when they are asked for and kept."""

    outcome: Outcome
    kinds: Mapping[str, Kind]
    _by_rule: dict[str, dict[int, list[tuple[int, int, int]]]] = field(default_factory=dict)
    _parts_read: dict[str, list[tuple[Selection, Spans]]] = field(default_factory=dict)
    _texts: dict[int, tuple[str, str, str, str]] = field(default_factory=dict)
    _levels: dict[int, str] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _persons: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        facts = self.outcome.view.facts
        self._levels = {code: word for word, code in facts.levels.items()}
        by_start = sorted((part.start, kind) for kind, part in facts.kinds.items())
        self._starts = [start for start, _ in by_start]
        self._names = [self.kind_label(kind) for _, kind in by_start]
        self._persons = frozenset(facts.persons)

    def of(self, subject: str, rule: str) -> list[RecordRow]:
        """The facts that one subject's line for one rule looked at, by day."""
        if rule not in self._by_rule:
            self._by_rule[rule] = self._found(rule)
        index = self.outcome.view.subjects.positions[subject]
        found = self._by_rule[rule].get(index, [])
        rows = dict.fromkeys((fact, self._why(rule, part, fact, reason)) for fact, part, reason in found)
        return [RecordRow(*self._text(fact), why) for fact, why in rows]

    def _why(self, rule: str, part: int, fact: int, reason: int) -> str:
        return why_left_out(*self._parts_read[rule][part], fact, reason, self.outcome.view)

    def kind_label(self, fact_kind: str) -> str:
        """The Chinese name of a fact kind: its ledger's choice or title; the code where no ledger is known."""
        for kind in self.kinds.values():
            if kind.yields(fact_kind):
                spec = next(spec for spec in kind.facts if _can_be(spec, fact_kind))
                return self._named(kind, spec, fact_kind.partition(".")[2])
        return fact_kind

    def _named(self, kind: Kind, spec: FactSpec, code: str) -> str:
        if not spec.named_by:
            answers = [value for values in spec.when.values() for value in values if isinstance(value, str)]
            return answers[0] if len(answers) == 1 else self._dated(kind, spec)
        choices = kind.fields[spec.named_by].choices
        word = next((word for word, known in choices.items() if known == code), "")
        if word:
            if spec.for_each:
                return f"{kind.fields[spec.named_by].heading}·{word}"
            return word if spec.kind.startswith(f"{kind.code}.") else f"{kind.title}·{word}"
        rulebook = self.outcome.rulebook
        return f"{kind.title}·{rulebook.label_of(code)}" if code in rulebook.rules else kind.title

    @staticmethod
    def _dated(kind: Kind, spec: FactSpec) -> str:
        """Of several fixed facts of one ledger, each is told apart by the heading of its day."""
        fixed = [other for other in kind.facts if not other.named_by]
        return kind.title if len(fixed) == 1 else f"{kind.title}·{kind.fields[spec.day].heading}"

    def _found(self, rule: str) -> dict[int, list[tuple[int, int, int]]]:
        """By subject every fact, the part of the rule that looked at it, and the reason."""
        view = self.outcome.view
        found: dict[int, list[tuple[int, int, int]]] = {}
        parts = self._parts_read.setdefault(rule, [])
        for selection in parts_of(self.outcome.leaves[rule].rule):
            if isinstance(selection, Selection):
                rows = explained_candidates(selection, view)
                order = np.lexsort((view.facts.day[rows.facts], rows.owner))
                columns = (rows.owner[order].tolist(), rows.facts[order].tolist(), rows.reason[order].tolist())
                for owner, fact, reason in zip(*columns, strict=True):
                    found.setdefault(owner, []).append((fact, len(parts), reason))
                parts.append((selection, rows.spans))
        return found

    def _text(self, fact: int) -> tuple[str, str, str, str]:
        if fact not in self._texts:
            facts = self.outcome.view.facts
            name = self._names[bisect_right(self._starts, fact) - 1]
            text = "，".join(self._parts(fact))
            self._texts[fact] = (str(as_date(int(facts.day[fact]))), name, text, facts.source[fact])
        return self._texts[fact]

    def _parts(self, fact: int) -> Iterator[str]:
        facts = self.outcome.view.facts
        if facts.level[fact] >= 0:
            yield self._levels[int(facts.level[fact])]
        if facts.person[fact] >= 0 and (person := facts.persons[int(facts.person[fact])]):
            yield masked(person)
        if facts.case[fact] >= 0 and (case := facts.cases[int(facts.case[fact])]):
            yield masked(case) if case in self._persons else case
        for label, column in (("应", facts.expected), ("实", facts.actual)):
            if column[fact] != MISSING:
                yield label + decimal_text(Fraction(int(column[fact]), THOUSANDTHS))
        if facts.belongs[fact] != facts.day[fact]:
            yield f"归属{as_date(int(facts.belongs[fact]))}"
        if end := as_date(int(self.outcome.view.end[fact])):
            yield f"办结{end}"


def _can_be(spec: FactSpec, fact_kind: str) -> bool:
    if not spec.named_by:
        return spec.kind == fact_kind
    return spec.named(fact_kind.partition(".")[2]) == fact_kind
