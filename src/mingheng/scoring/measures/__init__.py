"""Measures: from facts to one exact number per subject. One function per word of the language.

`evaluate` is the only entry; conditions are here too, because measures and conditions contain each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mingheng.scoring.exact import Flags, Ratios
from mingheng.scoring.language.measures import (
    AllOf,
    Attribute,
    Ballot,
    Checklist,
    Condition,
    Count,
    Delay,
    Gap,
    GradeCondition,
    Levels,
    Measure,
    MeasureCondition,
    Not,
    Peers,
    PointsCondition,
    Rate,
    Ratio,
    Run,
    Shortfall,
    Sum,
    Value,
)
from mingheng.scoring.language.rulebook import fact_kinds_of
from mingheng.scoring.measures.counts import count, levels, summed
from mingheng.scoring.measures.given import ballot, value
from mingheng.scoring.measures.groups import children, peers
from mingheng.scoring.measures.rates import attribute, rate, ratio
from mingheng.scoring.measures.shortfalls import shortfall
from mingheng.scoring.measures.timing import delay, gap, run
from mingheng.scoring.measures.values import IS_PRESENT, OWES_NOTHING, State, Values, present
from mingheng.scoring.statuses import HAS_POINTS, Lines
from mingheng.scoring.view import View, inside


@dataclass(slots=True)
class Context:
    """What a measure or condition is evaluated in: the view, the rule it stands in, lines and grades already known."""

    view: View
    rule: str
    lines: dict[str, Lines]
    grades: list[str | None] | None = None


@dataclass(slots=True)
class Answers:
    """Three answers per subject: holds, does not hold, unknown."""

    holds: Flags
    unknown: Flags


def evaluate(measure: Measure, context: Context) -> Values:  # noqa: C901 – one line per word of the language
    """The measure's number for every subject."""
    view = context.view
    match measure:
        case Count():
            return count(measure, view)
        case Sum():
            return summed(measure, view)
        case Shortfall():
            return shortfall(measure, view, context.rule)
        case Rate():
            return rate(measure, view)
        case Ratio():
            return ratio(evaluate(measure.part, context), evaluate(measure.whole, context))
        case Gap():
            return gap(measure, view)
        case Delay():
            return delay(measure, view)
        case Value():
            return value(measure, view)
        case Levels():
            return levels(measure, view)
        case Ballot():
            return ballot(measure, view)
        case Attribute():
            return attribute(measure, view)
        case Run():
            return run(measure, view)
        case Checklist():
            return checklist(measure, context)
        case Peers():
            return peers(measure, view, context.lines[measure.of])
        case _:
            return children(measure, view, context.lines[measure.of])


def checklist(measure: Checklist, context: Context) -> Values:
    """The worth of the items that hold (or do not); absent where any item is unknown."""
    scale = int(np.lcm.reduce([item.worth.denominator for item in measure.items]))
    size = len(context.view)
    top, unknown = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.bool_)
    figures = {}
    for position, item in enumerate(measure.items):
        answers = answer(item.when, context)
        counts = answers.holds if measure.counted == "met" else ~answers.holds & ~answers.unknown
        top += np.where(counts, int(item.worth * scale), 0)
        unknown |= answers.unknown
        figures[f"item:{position}"] = np.where(answers.unknown, -1, answers.holds.astype(np.int64))
    values = present(Ratios.whole(top, scale).reduced(), unknown)
    if unknown.any() and fact_kinds_of(measure) - context.view.facts.connected:
        values.state[unknown] = State.UNCONNECTED
    values.figures = figures
    return values


def answer(condition: Condition, context: Context) -> Answers:
    """Whether a condition holds for each subject, by three-valued logic."""
    match condition:
        case MeasureCondition():
            return _measured(condition, context)
        case PointsCondition():
            lines = context.lines[condition.points_of]
            known = HAS_POINTS[lines.status]
            return Answers(known & inside(Ratios.whole(lines.points, lines.scale), condition), ~known)
        case GradeCondition():
            grades = context.grades or [None] * len(context.view)
            return Answers(
                np.array([grade in condition.grade for grade in grades], dtype=np.bool_),
                np.array([grade is None for grade in grades], dtype=np.bool_),
            )
        case Not():
            inner = answer(condition.condition, context)
            return Answers(~inner.holds & ~inner.unknown, inner.unknown)
        case AllOf():
            parts = [answer(part, context) for part in condition.conditions]
            fails = np.any([~part.holds & ~part.unknown for part in parts], axis=0)
            unknown = ~fails & np.any([part.unknown for part in parts], axis=0)
            return Answers(~fails & ~unknown, unknown)
        case _:
            parts = [answer(part, context) for part in condition.conditions]
            holds = np.any([part.holds for part in parts], axis=0)
            return Answers(holds, ~holds & np.any([part.unknown for part in parts], axis=0))


def _measured(condition: MeasureCondition, context: Context) -> Answers:
    values = evaluate(condition.measure, context)
    nothing_owed = OWES_NOTHING[values.state]
    top = np.where(nothing_owed, 0, values.now.top)
    known = nothing_owed | IS_PRESENT[values.state]
    return Answers(known & inside(Ratios(top, values.now.bottom), condition), ~known)
