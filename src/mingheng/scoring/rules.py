"""Leaves: from a rule's measure and shape to its line for every subject, with the state it is in.

What is not applicable, exempt, failed, missing or not yet due never becomes a number here; `if_missing` and
`otherwise` are the only ways, and they are the rulebook's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mingheng.scoring.days import day_number
from mingheng.scoring.exact import Flags, Integers, Ratios, half_up
from mingheng.scoring.language.measures import Attribute as AttributeMeasure
from mingheng.scoring.language.measures import (
    Ballot,
    Checklist,
    Count,
    Levels,
    Measure,
    Selection,
    Shortfall,
    Sum,
    Value,
)
from mingheng.scoring.language.rulebook import Rule, Rulebook
from mingheng.scoring.language.shapes import only_deducts
from mingheng.scoring.measures import Context, answer, evaluate
from mingheng.scoring.measures.shortfalls import exemption_rows
from mingheng.scoring.measures.values import HAS_FAILED, IS_ABSENT, IS_PRESENT, OWES_NOTHING, State, Values
from mingheng.scoring.shapes import apply, plus, times
from mingheng.scoring.statuses import IS_EXEMPT, IS_GONE, IS_SCORED, IS_UNSETTLED, IS_WAITING, Lines, Status
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View, constant, inside
from mingheng.scoring.view import attribute as attribute_of

STATUS_OF = {
    State.PRESENT: Status.SCORED,
    State.ABSENT: Status.SCORED,
    State.UNCONNECTED: Status.MISSING,
    State.UNDETERMINED: Status.MISSING,
    State.FAILED: Status.FAILED,
    State.NOT_YET_DUE: Status.NOT_YET_DUE,
    State.NOTHING_OWED: Status.NOT_APPLICABLE,
    State.EXEMPT: Status.EXEMPT,
}
"""What a measure's state alone makes of a rule that applies."""
STATUS_OF_STATE = np.array([STATUS_OF[state] for state in State], dtype=np.int64)


@dataclass(slots=True)
class Leaf:
    """A rule's lines with what they were made from."""

    rule: Rule
    lines: Lines
    values: Values
    given: Ratios
    """What the shape gave or took."""
    factor: Ratios
    amount: Ratios
    """The same times the factor, before rounding and limits."""
    unmeasured: Flags
    """Where the measure is absent and nothing else decides the line."""
    due_day: int

    @classmethod
    def waiting(cls, rule: Rule, view: View) -> Leaf:
        """A rule that needs other subjects' lines, before these are there: not yet due for everyone."""
        nothing = constant(Fraction(0), len(view))
        status = np.full(len(view), Status.NOT_YET_DUE, dtype=np.int64)
        limits = limits_of(rule, points_scale(view.rulebook))
        return cls.standing(rule, view, _lines(rule, status, nothing.top, nothing.top, nothing.top, limits, view))

    @classmethod
    def standing(cls, rule: Rule, view: View, lines: Lines) -> Leaf:
        """A rule's lines as they were made earlier, without what they were made from."""
        nothing = constant(Fraction(0), len(view))
        values = Values(nothing, np.full(len(view), State.ABSENT, dtype=np.int64))
        nobody = np.zeros(len(view), dtype=np.bool_)
        return cls(rule, lines, values, nothing, nothing, nothing, nobody, due_day_of(rule, view))


@dataclass(frozen=True, slots=True)
class Limits:
    """A leaf's figures in scaled points; None where there is none."""

    maximum: int | None
    baseline: Fraction
    cap: int | None
    floor: int | None
    least: int
    """The fewest points possible: the floor, or the lower of 0 and the baseline."""

    @property
    def most(self) -> int:
        """The most points possible; only asked for where there is a maximum."""
        return self.cap if self.cap is not None else self.maximum or 0


def points_scale(rulebook: Rulebook) -> int:
    """Points are integers in this scale: fine enough for every figure and stage of the rulebook."""
    scale: int = 10 ** max(3, rulebook.decimals)
    return scale


def limits_of(rule: Rule, scale: int) -> Limits:
    """Maximum, baseline, cap and floor with their defaults."""
    maximum = None if rule.max_points is None else int(rule.max_points * scale)
    full = rule.max_points if rule.max_points is not None and only_deducts(rule.shape) else Fraction(0)
    words = {None: full, "full": rule.max_points or Fraction(0), "zero": Fraction(0)}
    baseline = rule.baseline if isinstance(rule.baseline, Fraction) else words[rule.baseline]
    cap = maximum if rule.cap is None else int(rule.cap * scale)
    floor = int(rule.floor * scale) if rule.floor is not None else None if maximum is None else 0
    least = floor if floor is not None else min(0, int(baseline * scale))
    return Limits(maximum, baseline, cap, floor, least)


def evaluate_rule(rule: Rule, view: View, lines: dict[str, Lines]) -> Leaf:
    """One rule for every subject.

    1. Measure, and the points it would give now and at worst.
    2. The status, first reason first.
    3. Points, worst and best by status.
    """
    context = Context(view, rule.rule, lines)
    limits = limits_of(rule, points_scale(view.rulebook))
    values = evaluate(rule.measure, context)
    factor = _factor(rule, context)
    amounts = apply(rule.shape, values.now, rule.max_points, context)
    amount = times(amounts.ratios, factor.ratios) if rule.times else amounts.ratios
    now = points_of(amount, limits, view.rulebook)
    due_day = due_day_of(rule, view)
    status = _status(rule, values, context, due_day, factor, amounts.undetermined)
    unmeasured = IS_SCORED[status] & IS_ABSENT[values.state]
    scored_as, absent = _missing(rule, status, values, limits, is_due=due_day <= view.today)
    if _waits_for_something(rule) and view.today < due_day:
        status[IS_SCORED[status] & (values.now.top == 0) & ~absent] = Status.NOT_YET_DUE
    measured = IS_SCORED[status] & ~absent
    status[measured & amounts.unknown] = Status.MISSING
    status[measured & amounts.failed] = Status.FAILED
    now = np.where(absent, scored_as, now)
    at_worst = np.where(absent, now, _at_worst(rule, values, now, factor, limits, context))
    worst, best = _bounds(rule, now, at_worst, limits, open_still=(view.today < due_day) & ~absent)
    result = _lines(rule, status, now, worst, best, limits, view)
    return Leaf(rule, result, values, amounts.ratios, factor.ratios, amount, unmeasured, due_day)


def due_day_of(rule: Rule, view: View) -> int:
    """The day on which the whole rule has fallen due."""
    if rule.due is not None:
        return day_number(rule.due)
    if isinstance(rule.measure, Shortfall):
        return view.spans(rule.measure.owed_over).due_day
    if isinstance(rule.measure, Selection):
        return view.spans(rule.measure.period).due_day
    return day_number(view.rulebook.cycle_to)


def is_cumulative(measure: Measure) -> bool:
    """Whether the measure only grows: counts, sums, levels and checklists."""
    return isinstance(measure, Count | Sum | Checklist) or (isinstance(measure, Levels) and measure.keep != "latest")


def is_recorded(measure: Measure) -> bool:
    """Whether the measure is final once it is there."""
    return isinstance(measure, Value | Ballot | AttributeMeasure | Levels) and not is_cumulative(measure)


def _waits_for_something(rule: Rule) -> bool:
    return rule.max_points is not None and is_cumulative(rule.measure) and not only_deducts(rule.shape)


@dataclass(slots=True)
class _Factor:
    """The product of a rule's multipliers; where one could not be known, and where one has failed."""

    ratios: Ratios
    unknown: Flags
    failed: Flags


def _factor(rule: Rule, context: Context) -> _Factor:
    size = len(context.view)
    product = _Factor(constant(Fraction(1), size), np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_))
    for multiplier in rule.times:
        holds = np.ones(size, dtype=np.bool_)
        if multiplier.when is not None:
            answers = answer(multiplier.when, context)
            holds = answers.holds
            product.unknown |= answers.unknown
        one = constant(multiplier.factor.value if multiplier.factor else Fraction(1), size)
        if multiplier.by is not None:
            values = evaluate(multiplier.by, context)
            nothing_owed = OWES_NOTHING[values.state]
            one = Ratios(np.where(nothing_owed, 0, values.now.top), values.now.bottom)
            product.failed |= holds & HAS_FAILED[values.state]
            product.unknown |= holds & ~nothing_owed & ~IS_PRESENT[values.state]
        product.ratios = times(product.ratios, Ratios(np.where(holds, one.top, 1), np.where(holds, one.bottom, 1)))
    return product


def points_of(amount: Ratios, limits: Limits, rulebook: Rulebook) -> Integers:
    """Baseline + amount, rounded at the leaf stage, then clipped. Whoever repeats this gets the line's points."""
    exact = plus(constant(limits.baseline, len(amount.top)), amount) if limits.baseline else amount
    return clip(round_leaf(exact, rulebook), limits.cap, limits.floor)


def round_leaf(exact: Ratios, rulebook: Rulebook) -> Integers:
    """Exact points rounded half up at the leaf stage, as scaled integers."""
    scale = points_scale(rulebook)
    stage = scale if rulebook.head.rounding.leaf is None else 10**rulebook.head.rounding.leaf
    return half_up(exact.top * stage, exact.bottom) * (scale // stage)


def clip(points: Integers, cap: int | Integers | None, floor: int | None) -> Integers:
    """Points between floor and cap, where there are such."""
    capped = points if cap is None else np.minimum(points, cap)
    return capped if floor is None else np.maximum(capped, floor)


def _status(rule: Rule, values: Values, context: Context, due_day: int, factor: _Factor, no_price: Flags) -> Integers:
    """The status as far as it does not depend on the amount: later assignments come first in the order of reasons.

    An absent measure stays SCORED here; `_missing` says what it is.
    """
    view = context.view
    status = STATUS_OF_STATE[values.state]
    applies, unknown = _applies(rule, context)
    exempt = IS_EXEMPT[status]
    status[(unknown | factor.unknown | no_price) & ~exempt & ~HAS_FAILED[values.state]] = Status.MISSING
    status[factor.failed & ~exempt] = Status.FAILED
    if not isinstance(rule.measure, Shortfall):
        status[_exempt(rule, view, due_day)] = Status.EXEMPT
    status[~applies & ~unknown] = Status.NOT_APPLICABLE
    return status


def _exempt(rule: Rule, view: View, due_day: int) -> Flags:
    exempt, rows = np.zeros(len(view), dtype=np.bool_), exemption_rows(view, rule.rule)
    covering = rows[(view.facts.day[rows] <= due_day) & (view.facts.end[rows] >= due_day)]
    exempt[view.facts.subject[covering]] = True
    return exempt


def _applies(rule: Rule, context: Context) -> tuple[Flags, Flags]:
    """Where the rule applies, and where that is not known."""
    view, selector = context.view, rule.applies
    applies = view.subjects.founded <= view.today
    unknown = np.zeros(len(view), dtype=np.bool_)
    for column, wanted in (("class", selector.classes), ("kind", selector.kinds)):
        if wanted:
            applies = applies & view.subjects.among(column, wanted)
    for name, interval in selector.attributes.items():
        numbers, there = attribute_of(name, view)
        unknown = unknown | ~there
        applies = applies & (inside(numbers, interval) | ~there)
    if selector.when is not None:
        answers = answer(selector.when, context)
        unknown = unknown | answers.unknown
        applies = applies & (answers.holds | answers.unknown)
    return applies, unknown & applies


def _missing(rule: Rule, status: Integers, values: Values, limits: Limits, *, is_due: bool) -> tuple[int, Flags]:
    """Say what an absent measure is; return the points it is given by `if_missing`, and where."""
    absent = IS_SCORED[status] & IS_ABSENT[values.state]
    # A shortfall is absent only where some span has fallen due.
    if not is_due and not isinstance(rule.measure, Shortfall):
        status[absent] = Status.NOT_YET_DUE
    elif rule.if_missing == "unscored":
        status[absent] = Status.MISSING
    elif rule.if_missing == "not_applicable":
        status[absent] = Status.NOT_APPLICABLE
    else:
        return (limits.maximum or 0) if rule.if_missing == "full_marks" else 0, absent
    return 0, np.zeros(len(status), dtype=np.bool_)


def _at_worst(rule: Rule, values: Values, now: Integers, factor: _Factor, limits: Limits, context: Context) -> Integers:
    """The points of an obligation if nothing more is done; of everything else, the points now."""
    at_worst = now
    if values.worst is not None and values.worst is not values.now:
        amounts = apply(rule.shape, values.worst, rule.max_points, context)
        amount = times(amounts.ratios, factor.ratios) if rule.times else amounts.ratios
        at_worst = points_of(amount, limits, context.view.rulebook)
        at_worst = np.where(amounts.failed | amounts.unknown, limits.least, at_worst)
    return at_worst if values.worst_unknown is None else np.where(values.worst_unknown, limits.least, at_worst)


def _bounds(
    rule: Rule, now: Integers, at_worst: Integers, limits: Limits, *, open_still: Flags
) -> tuple[Integers, Integers]:
    """The least and the most points that a scored line can still end with."""
    if isinstance(rule.measure, Shortfall):
        return at_worst, now
    if limits.maximum is None or only_deducts(rule.shape) or is_recorded(rule.measure):
        return now, now
    worst = now if is_cumulative(rule.measure) else np.where(open_still, limits.least, now)
    return worst, np.where(open_still, limits.most, now)


def _given_in_full(rule: Rule, rulebook: Rulebook) -> Flags:
    """By status: whether a rule that gives no points of its own gives its maximum."""
    choices, full = rulebook.choices, np.zeros(len(Status), dtype=np.bool_)
    if rule.max_points is not None:
        full[Status.NOT_APPLICABLE] = (rule.otherwise or choices.not_applicable) == "full_marks"
        full[Status.EXEMPT] = (rule.exempt_gives or choices.exempt) == "full_marks"
    return full


def _lines(
    rule: Rule, status: Integers, now: Integers, worst: Integers, best: Integers, limits: Limits, view: View
) -> Lines:
    """Points, worst and best by status."""
    size, most, least = len(view), limits.most, limits.least
    has_maximum = limits.maximum is not None
    unsettled, gone = IS_UNSETTLED[status], IS_GONE[status]
    known, waiting = IS_SCORED[status], IS_WAITING[status]
    loses = unsettled & ~waiting if isinstance(rule.measure, Shortfall) else unsettled
    worst = np.where(loses, np.where(waiting | has_maximum, least, 0), worst)
    best = np.where(unsettled, most if has_maximum else 0, best)
    full = _given_in_full(rule, view.rulebook)[status]
    given = np.where(full, limits.maximum or 0, 0)
    if rule.reference:
        status[known] = Status.FOR_REFERENCE
    return Lines(
        points=np.where(known, now, given),
        # A shape that is not monotone can turn them round.
        worst=np.where(gone, given, np.minimum(worst, best)),
        best=np.where(gone, given, np.maximum(worst, best)),
        status=status,
        max_points=np.full(size, MISSING if limits.maximum is None else limits.maximum, dtype=np.int64),
        known=known | full,
        shown=known | full,
        scale=points_scale(view.rulebook),
    )
