"""What of an unknown condition is unknown only because its time has not come. For reasons; it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mingheng.scoring.exact import Flags
from mingheng.scoring.language.measures import (
    AllOf,
    AnyOf,
    Condition,
    Measure,
    MeasureCondition,
    Not,
    PointsCondition,
    Ratio,
    Selection,
    Shortfall,
)
from mingheng.scoring.language.rulebook import fact_kinds_of
from mingheng.scoring.measures import Context, answer, evaluate
from mingheng.scoring.measures.values import State
from mingheng.scoring.statuses import Status, table_of

STILL_TO_COME = table_of(State, State.ABSENT, State.NOT_YET_DUE)


def waits(condition: Condition, context: Context) -> Flags:
    """Where everything that is unknown of a condition is still to come."""
    match condition:
        case Not():
            return waits(condition.condition, context)
        case AllOf() | AnyOf():
            parts = [waits(part, context) | ~answer(part, context).unknown for part in condition.conditions]
            return np.asarray(np.all(parts, axis=0), dtype=np.bool_)
        case PointsCondition():
            return np.asarray(context.lines[condition.points_of].status == Status.NOT_YET_DUE, dtype=np.bool_)
        case MeasureCondition() if _is_ahead(condition.measure, context):
            return np.asarray(STILL_TO_COME[evaluate(condition.measure, context).state], dtype=np.bool_)
    return np.zeros(len(context.view), dtype=np.bool_)


def _is_ahead(measure: Measure, context: Context) -> bool:
    """Whether a period that the measure looks at has not yet fallen due, with all its ledgers there."""
    view = context.view
    if fact_kinds_of(measure) - view.facts.connected:
        return False
    return any(view.today < view.spans(period).due_day for period in _periods(measure))


def _periods(measure: Measure) -> Iterator[str]:
    match measure:
        case Shortfall():
            yield measure.owed_over
        case Selection():
            yield measure.period
        case Ratio():
            yield from _periods(measure.part)
            yield from _periods(measure.whole)
