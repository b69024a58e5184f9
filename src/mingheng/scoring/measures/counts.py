"""`count`, `sum` and `levels`: how often, how much, and how grave or how high."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np

from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers, Ratios
from mingheng.scoring.language.measures import Count, Levels, Sum
from mingheng.scoring.measures.grouping import distinct, grouped, key_column, last_of_each, limited
from mingheng.scoring.measures.values import (
    State,
    Values,
    guarded,
    in_thousandths,
    mark_absent,
    not_crowded,
    present,
    quantities,
    totals,
    unconnected,
)
from mingheng.scoring.selection import Candidates, Reason, Selected, candidates
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View


def count(measure: Count, view: View) -> Values:
    """The number of facts, or of distinct combinations of the columns in `per`."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    if measure.per:
        rows = distinct([selected.owner, *(key_column(name, selected, view) for name in measure.per)])
        return not_crowded(present(Ratios.whole(np.bincount(selected.owner[rows], minlength=len(view)))), selected)
    owner, amounts = limited(selected, np.ones(len(selected), dtype=np.int64), measure.limits, 1, view)
    return not_crowded(present(Ratios.whole(totals(owner, amounts, len(view)))), selected)


def summed(measure: Sum, view: View) -> Values:
    """The sum of actual quantities; absent where a fact lacks its own, failed where one lies outside `within`."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    amounts, gone = quantities(selected, view.facts.actual, MISSING)
    owner, clipped = limited(selected, amounts, measure.limits, THOUSANDTHS, view)
    sums = totals(owner, clipped, len(view))
    values = mark_absent(guarded(present(in_thousandths(sums)), sums), selected.owner[gone])
    fail_outside(values, selected, amounts, measure.within, gone)
    return values


def fail_outside(
    values: Values, selected: Selected, amounts: Integers, within: tuple[Fraction, ...], gone: Flags
) -> None:
    """Fail the subjects that have a quantity outside [a, b]: a mark that cannot be."""
    if within:
        low, high = (number * THOUSANDTHS for number in within)
        outside = ~gone & ((amounts * low.denominator < low.numerator) | (amounts * high.denominator > high.numerator))
        values.state[selected.owner[outside]] = State.FAILED


def level_numbers(measure: Levels, view: View) -> tuple[Integers, Integers, int]:
    """Per level code: its number (scaled) and whether it has one; and the scale."""
    scale = lcm(1, *(number.denominator for number in measure.values.values()))
    size = len(view.facts.levels) + 1
    numbers, known = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for word, number in measure.values.items():
        if word in view.facts.levels:
            numbers[view.facts.levels[word]] = int(number * scale)
            known[view.facts.levels[word]] = 1
    return numbers, known, scale


def level_candidates(measure: Levels, view: View) -> Candidates:
    """The candidates, with the last reason of all for a level that has no number."""
    found = candidates(measure, view)
    _, known, _ = level_numbers(measure, view)
    # The last entry stays 0: it is what level code -1 (no level) meets.
    without = known[view.facts.level[found.facts]] == 0
    found.reason[(found.reason == 0) & without] = Reason.LEVEL_WITHOUT_VALUE
    return found


def levels(measure: Levels, view: View) -> Values:
    """The sum of the levels' numbers, one case at its highest, or only the highest or latest of all."""
    found = level_candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    numbers, _, scale = level_numbers(measure, view)
    selected = found.counted
    worth = numbers[view.facts.level[selected.facts]]
    rows = level_rows(measure, selected, worth, view)
    selected, worth = take(selected, rows), worth[rows]
    owner, amounts = limited(selected, worth, measure.limits, scale, view)
    sums = Ratios.whole(totals(owner, amounts, len(view)), scale).reduced()
    records = np.bincount(selected.owner, minlength=len(view)).astype(np.int64)
    values = with_default(sums, records > 0, measure.absent) if measure.keep == "latest" else present(sums)
    values.figures = _level_counts(measure, selected, view) | {"records": records}
    return not_crowded(values, selected)


def level_rows(measure: Levels, selected: Selected, worth: Integers, view: View) -> Integers:
    """The rows that count: one for each case, or for each subject the greatest or the latest."""
    rows = np.arange(len(selected), dtype=np.int64)
    if measure.per == "case":
        rows = greatest([selected.owner, key_column("case", selected, view)], worth)
    if measure.keep == "highest":
        return rows[greatest([selected.owner[rows]], worth[rows])]
    if measure.keep == "latest":
        day, worth = view.facts.day[selected.facts[rows]], worth[rows]
        return rows[last_of_each(selected.owner[rows], day, np.abs(worth), worth)]
    return rows


def _level_counts(measure: Levels, selected: Selected, view: View) -> dict[str, Integers]:
    level, levels, size = view.facts.level[selected.facts], view.facts.levels, len(view)
    known = [word for word in measure.values if word in levels]
    return {f"level:{word}": np.bincount(selected.owner[level == levels[word]], minlength=size) for word in known}


def greatest(keys: list[Integers], worth: Integers) -> Integers:
    """For every combination of keys the row with the greatest number by absolute value; of equals the positive one."""
    order, begins = grouped([*keys, -np.abs(worth), -worth])
    inner = [key[order] for key in keys]
    starts = np.ones(len(order), dtype=np.bool_)
    if len(order):
        starts[1:] = np.any([key[1:] != key[:-1] for key in inner], axis=0)
    return order[starts & begins]


def take(selected: Selected, rows: Integers) -> Selected:
    """The selected facts at the given rows."""
    return Selected(
        selected.facts[rows], selected.owner[rows], selected.reckoned[rows], selected.span[rows], selected.spans
    )


def with_default(now: Ratios, some: Flags, default: Fraction | None) -> Values:
    """The number where there is one; elsewhere the declared default, or absent."""
    if default is None:
        return present(now, ~some)
    top = np.where(some, now.top, default.numerator)
    return present(Ratios(top, np.where(some, now.bottom, default.denominator)))
