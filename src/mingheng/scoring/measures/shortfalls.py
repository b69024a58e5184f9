"""`shortfall`: what is missing against a requirement, span by span. What is not yet due costs nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mingheng.scoring.days import NEVER
from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers, Ratios
from mingheng.scoring.language.measures import Shortfall
from mingheng.scoring.measures.grouping import distinct, key_column
from mingheng.scoring.measures.values import State, Values, quantities, totals, unconnected
from mingheng.scoring.periods import Spans
from mingheng.scoring.selection import Candidates, Reason, Selected, candidates
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View, amounts


def shortfall_candidates(measure: Shortfall, view: View) -> Candidates:
    """The candidates, with the reason TOO_LATE where only what came within the grace counts."""
    found = candidates(measure, view, measure.owed_over)
    if (measure.late or view.rulebook.choices.late) == "within_grace":
        late = view.facts.day[found.facts] > found.spans.due[np.maximum(found.span, 0)]
        found.reason[(found.reason == 0) & late] = Reason.TOO_LATE
    return found


def shortfall(measure: Shortfall, view: View, rule: str) -> Values:
    """Units short (or spans with a shortage) over the spans that are due; `worst` over all that are owed."""
    found = shortfall_candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected, spans = found.counted, found.spans
    held, gone = _held(measure, selected, spans, view)
    required, there = amounts(measure.required, view)
    owed, exempted = (flags.T for flags in owed_spans(spans, view, rule))
    state = _state(owed, exempted, spans.due <= view.today, there)
    table = _Table.of(held, required, there, owed, spans.due <= view.today)
    values = table.values(measure, view, state)
    lacking = selected.owner[gone & owed[selected.span, selected.owner]]
    values.state[lacking[state[lacking] == State.PRESENT]] = State.ABSENT
    values.worst_unknown = np.zeros(len(view), dtype=np.bool_)
    values.worst_unknown[lacking] = True
    return values


@dataclass(slots=True)
class Shortages:
    """What is missing, per span and subject, in units of 1/scale; and what was counted."""

    spans: Spans
    short: Integers
    scale: int
    counted: Selected


def shortages(measure: Shortfall, view: View, rule: str) -> Shortages | None:
    """What of a requirement is missing span by span, due or not; None where its ledger is not connected."""
    found = shortfall_candidates(measure, view)
    if not found.connected:
        return None
    held, _gone = _held(measure, found.counted, found.spans, view)
    required, there = amounts(measure.required, view)
    owed = owed_spans(found.spans, view, rule)[0].T
    table = _Table.of(held, required, there, owed, found.spans.due <= view.today)
    return Shortages(found.spans, table.short(carries=_carries(measure, view)), table.scale, found.counted)


def _carries(measure: Shortfall, view: View) -> bool:
    return (measure.early or view.rulebook.choices.early) == "carries"


def _common_scale(required: Ratios) -> int:
    return int(np.lcm.reduce(np.append(required.bottom, THOUSANDTHS)))


def _held(measure: Shortfall, selected: Selected, spans: Spans, view: View) -> tuple[Integers, Flags]:
    """Per span and subject what is there, in thousandths; and which facts lack the quantity asked for."""
    gone = np.zeros(len(selected), dtype=np.bool_)
    rows, width = np.arange(len(selected)), len(spans)
    weights = np.full(len(selected), THOUSANDTHS, dtype=np.int64)
    if measure.quantity == "actual":
        weights, gone = quantities(selected, view.facts.actual, MISSING)
    elif measure.quantity != "records":
        keys = [key_column(name, selected, view) for name in measure.quantity]
        rows = distinct([selected.owner, selected.span, *keys])
    cell = selected.span[rows] * len(view) + selected.owner[rows]
    held = totals(cell, weights[rows], len(view) * width).reshape(width, len(view))
    if (measure.several or view.rulebook.choices.several) == "one":
        held = np.minimum(held, THOUSANDTHS)
    return held, gone


def owed_spans(spans: Spans, view: View, rule: str) -> tuple[Flags, Flags]:
    """Subject × span: owed because the subject existed, and among these those an approved exemption covers."""
    founded, closed = view.subjects.founded, view.subjects.closed
    first, last = spans.first[:, None], spans.last[:, None]
    if view.rulebook.choices.new_organisation == "full_only":
        existed = (founded <= first) & ((closed >= NEVER) | (closed >= last))
    else:
        existed = (founded <= last) & (closed >= first)
    exempted = np.zeros(existed.shape, dtype=np.bool_)
    for row in exemption_rows(view, rule):
        covered = (view.facts.day[row] <= spans.first) & (view.facts.end[row] >= spans.last)
        exempted[:, view.facts.subject[row]] |= covered
    return (existed & ~exempted).T, (existed & exempted).T


def exemption_rows(view: View, rule: str) -> Integers:
    """The approved exceptions of one rule that are in view."""
    part = view.facts.kinds.get(f"exemption.{rule}", slice(0, 0))
    rows = np.arange(part.start, part.stop, dtype=np.int64)
    return rows[view.in_view[rows]]


def _state(owed: Flags, exempted: Flags, due: Flags, there: Flags) -> Integers:
    state = np.full(len(there), State.NOT_YET_DUE, dtype=np.int64)
    state[owed[due].any(axis=0)] = State.PRESENT
    nothing = ~owed.any(axis=0)
    state[nothing] = State.NOTHING_OWED
    state[nothing & exempted.any(axis=0)] = State.EXEMPT
    state[~there] = State.UNDETERMINED
    return state


@dataclass(slots=True)
class _Table:
    """Held and required, per span and subject or per subject, in units of 1/scale."""

    held: Integers
    required: Integers
    owed: Flags
    due: Flags
    scale: int

    @classmethod
    def of(cls, held: Integers, required: Ratios, there: Flags, owed: Flags, due: Flags) -> _Table:
        """From what is held in thousandths; span by span, so that sums over spans add whole columns of subjects."""
        scale = _common_scale(required)
        required_units = np.where(there, required.top * (scale // required.bottom), 0)
        return cls(held * (scale // THOUSANDTHS), required_units, owed, due, scale)

    def short(self, *, carries: bool) -> Integers:
        """Per span what is missing; a surplus is lost, or carried to the next owed span."""
        if not carries:
            return np.where(self.owed, np.maximum(self.required - self.held, 0), 0)
        missing, surplus = np.zeros_like(self.held), np.zeros_like(self.required)
        for span, owed in enumerate(self.owed):
            balance = self.held[span] + surplus - self.required
            missing[span] = np.where(owed, np.maximum(-balance, 0), 0)
            surplus = np.where(owed, np.maximum(balance, 0), surplus)
        return missing

    def values(self, measure: Shortfall, view: View, state: Integers) -> Values:
        """The measure's numbers and the figures an explanation speaks of."""
        short = self.short(carries=_carries(measure, view))
        everything = due = _Part.of(self, short, self.owed)
        now = worst = everything.number(measure, self.scale)
        if not self.due.all():
            due = _Part.of(self, short, self.owed & self.due[:, None])
            now = due.number(measure, self.scale)
        figures = {
            "required": self.required * everything.spans,
            "required_due": self.required * due.spans,
            "held": everything.held,
            "held_due": due.held,
            "short": due.short,
            "spans": everything.spans,
            "spans_due": due.spans,
            "spans_short": due.spans_short,
            "scale": np.full(len(state), self.scale, dtype=np.int64),
        }
        return Values(now, state, worst, figures)


@dataclass(slots=True)
class _Part:
    """Sums per subject over some of the spans."""

    spans: Integers
    held: Integers
    short: Integers
    spans_short: Integers

    @classmethod
    def of(cls, table: _Table, short: Integers, there: Flags) -> _Part:
        """The sums over the spans that are there."""
        held, short = np.where(there, table.held, 0), np.where(there, short, 0)
        return cls(there.sum(axis=0), held.sum(axis=0), short.sum(axis=0), (short > 0).sum(axis=0))

    def number(self, measure: Shortfall, scale: int) -> Ratios:
        """What is counted: units or spans, less the allowance."""
        if measure.counted == "periods":
            return _less(self.spans_short, 1, measure)
        return _less(self.short, scale, measure)


def _less(total: Integers, scale: int, measure: Shortfall) -> Ratios:
    allowance = measure.allowance
    top = np.maximum(total * allowance.denominator - allowance.numerator * scale, 0)
    if measure.counted == "once":
        return Ratios.whole((top > 0).astype(np.int64))
    return Ratios.whole(top, scale * allowance.denominator).reduced()
