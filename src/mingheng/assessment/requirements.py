"""What rules ask of a unit and is not there yet, sub-period by sub-period: read off the kernel's own shortages.

In: an outcome. Out: rows of open requirements, for each branch that lacks a record where a rule counts per branch.
Sub-periods that have not begun are nobody's matter yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from mingheng.assessment.models import Cycle, OpenRequirement
from mingheng.assessment.subjects import BRANCH_WORDS
from mingheng.ledger.record_kinds import all_kinds
from mingheng.scoring import Facts, Outcome
from mingheng.scoring.days import as_date
from mingheng.scoring.exact import Integers
from mingheng.scoring.language.measures import Count, Shortfall
from mingheng.scoring.language.rulebook import Rule, Rulebook
from mingheng.scoring.language.shapes import AllOrNothing, Flat
from mingheng.scoring.language.words import AmountFromAttribute
from mingheng.scoring.measures.shortfalls import Shortages, shortages
from mingheng.scoring.periods import Spans
from mingheng.scoring.statuses import Status

_COUNTS = frozenset({Status.SCORED, Status.NOT_YET_DUE})


class RequirementRow(NamedTuple):
    """What an open requirement says; see `OpenRequirement`. Compared with the stored ones, and mostly the same."""

    subject_id: int
    code: str
    first_on: date
    unit_id: int
    last_on: date
    due_on: date
    missing: str


@dataclass(frozen=True, slots=True)
class _Gap:
    """What of one sub-period is missing, and the codes of the branches whose records are there."""

    span: int
    missing: Fraction
    there: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Cases:
    """Of which organisations records count, by subject and span: sorted columns, for there may be millions."""

    spans: int
    keys: Integers
    cases: Integers
    names: Sequence[str]

    @classmethod
    def of(cls, found: Shortages, facts: Facts) -> _Cases:
        held, spans = found.counted, len(found.spans)
        keys = held.owner * spans + held.span
        order = np.argsort(keys, kind="stable")
        return cls(spans, keys[order], facts.case[held.facts][order], facts.cases)

    def at(self, owner: int, span: int) -> frozenset[str]:
        """Those of one subject in one span; empty for a record that names none."""
        first, end = np.searchsorted(self.keys, [owner * self.spans + span, owner * self.spans + span + 1])
        return frozenset(self.names[case] if case >= 0 else "" for case in self.cases[first:end].tolist())


@dataclass(slots=True)
class RequirementReader:
    """Reads the open requirements of an outcome; what is the same for all its subjects is made once."""

    outcome: Outcome
    cycle: Cycle
    unit_ids: Mapping[str, int]
    _branches: dict[str, list[str]] = field(default_factory=dict)
    _short: dict[str, Shortages | None] = field(default_factory=dict)
    _there: dict[str, _Cases] = field(default_factory=dict)
    _once: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._branches, rulebook = branches_below(self.outcome), self.outcome.rulebook
        self._once = frozenset(code for code, rule in rulebook.rules.items() if _is_once(rule, rulebook))
        view = self.outcome.view
        for code, rule in self.outcome.rulebook.rules.items():
            if isinstance(rule.measure, Shortfall) and code in self.outcome.leaves:
                found = shortages(rule.measure, view, code)
                self._short[code] = found
                if found and _is_per_branch(rule):
                    self._there[code] = _Cases.of(found, view.facts)

    def of(self, subject: str) -> Iterator[RequirementRow]:
        """The open requirements of one subject; none of one that is closed, for there is nobody to meet them."""
        view = self.outcome.view
        index = view.subjects.positions[subject]
        if view.subjects.rows[index].closed:
            return
        for code, rule in self.outcome.rulebook.rules.items():
            if self._is_asked(code, rule, index):
                for spans, gap in self._gaps(code, rule, index):
                    yield from self._rows(subject, code, rule, spans, gap)

    def _is_asked(self, code: str, rule: Rule, index: int) -> bool:
        return not rule.reference and Status(int(self.outcome.rollup.lines[code].status[index])) in _COUNTS

    def _gaps(self, code: str, rule: Rule, index: int) -> Iterator[tuple[Spans, _Gap]]:
        """The sub-periods that have begun and lack something."""
        view, found = self.outcome.view, self._short.get(code)
        if found:
            there = self._there.get(code)
            # What an allowance covers costs nothing, and once it has run out nobody is asked for it any more.
            is_free = not self.outcome.leaves[code].values.now.top[index]
            for span, short in enumerate(found.short[:, index].tolist()):
                if is_free and found.spans.due[span] < view.today:
                    continue
                if short and found.spans.first[span] <= view.today:
                    cases = there.at(index, span) if there else frozenset()
                    yield found.spans, _Gap(span, Fraction(short, found.scale), cases)
        elif code in self._once and isinstance(rule.measure, Count):
            spans, values = view.spans(rule.measure.period), self.outcome.leaves[code].values
            if len(spans) == 1 and spans.first[0] <= view.today and not values.now.top[index]:
                yield spans, _Gap(0, Fraction(1), frozenset())

    def _rows(self, subject: str, code: str, rule: Rule, spans: Spans, gap: _Gap) -> Iterator[RequirementRow]:
        lacking = [branch for branch in self._branches.get(subject, ()) if branch not in gap.there]
        if not _is_per_branch(rule) or len(lacking) != gap.missing:
            yield self._row(subject, subject, code, spans, gap.span, gap.missing)
            return
        for branch in lacking:
            yield self._row(subject, branch, code, spans, gap.span, Fraction(1))

    def _row(self, subject: str, unit: str, code: str, spans: Spans, span: int, missing: Fraction) -> RequirementRow:
        first, last, due = (as_date(int(column[span])) for column in (spans.first, spans.last, spans.due))
        assert first
        assert last
        assert due
        return RequirementRow(
            subject_id=self.unit_ids[subject],
            unit_id=self.unit_ids[unit],
            code=code,
            first_on=first,
            last_on=last,
            due_on=due,
            missing=str(missing),
        )


def branches_below(outcome: Outcome) -> dict[str, list[str]]:
    """The codes of the branches that stand in each subject, itself included, as the kernel's `branches` counts them."""
    rows = outcome.view.subjects.rows
    above = {row.id: row.parent for row in rows}
    found: dict[str, list[str]] = {}
    for row in rows:
        at = row.id if row.kind in BRANCH_WORDS and not row.closed else ""
        while at:
            found.setdefault(at, []).append(row.id)
            at = above.get(at, "")
    return found


def _is_per_branch(rule: Rule) -> bool:
    """Whether every branch has to do it, each for itself."""
    measure = rule.measure
    return (
        isinstance(measure, Shortfall)
        and measure.quantity == ("case",)
        and isinstance(measure.required, AmountFromAttribute)
        and measure.required.attribute == "branches"
    )


def _is_once(rule: Rule, rulebook: Rulebook) -> bool:
    """Whether a rule gives its points for one record that the unit itself makes; a bonus asks for nothing."""
    if not isinstance(rule.measure, Count) or not isinstance(rule.shape, Flat | AllOrNothing):
        return False
    if isinstance(rule.shape, Flat) and rule.shape.give is None:
        return False
    at = rule.node
    while at and rulebook.nodes[at].max_points is not None:
        at = rulebook.nodes[at].parent
    return not at and any(
        kind.kept_by in ("unit", "register") and kind.yields(fact)
        for kind in all_kinds().values()
        for fact in rule.measure.of
    )


def replace_requirements(cycle: Cycle, subjects: Sequence[int], made: Iterable[RequirementRow]) -> None:
    """Let the open requirements of these units be those; rows that say the same stay."""
    rows = OpenRequirement.objects.filter(cycle=cycle, subject__in=subjects).values_list("pk", *RequirementRow._fields)
    before = {RequirementRow._make(said): key for key, *said in rows.iterator(5_000)}
    after = dict.fromkeys(made)
    gone = [key for said, key in before.items() if said not in after]
    OpenRequirement.objects.filter(pk__in=gone).delete()
    fresh = (OpenRequirement(cycle=cycle, **said._asdict()) for said in after if said not in before)
    OpenRequirement.objects.bulk_create(fresh, batch_size=500)
