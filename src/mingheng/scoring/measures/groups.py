"""`peers` and `children`: measures that need other subjects' lines first."""

from __future__ import annotations

import numpy as np

from mingheng.scoring.exact import Flags, Integers, Ratios, half_up
from mingheng.scoring.language.measures import Children, Peers
from mingheng.scoring.measures.rates import quotient
from mingheng.scoring.measures.values import Values, for_people, present
from mingheng.scoring.statuses import HAS_POINTS, Lines
from mingheng.scoring.subjects import MISSING, Subjects
from mingheng.scoring.view import View


def group_numbers(subjects: Subjects, among: str) -> Integers:
    """A number per group of peers, in the order of the groups' names."""
    return subjects.coded(among)[1]


def ranks(points: Integers, group: Integers, taking_part: Flags) -> Integers:
    """Place inside the group, 1 = most points; equal points share the better place; 0 for who takes no part."""
    result = np.zeros(len(points), dtype=np.int64)
    rows = np.flatnonzero(taking_part)
    order = rows[np.lexsort((-points[rows], group[rows]))]
    if len(order):
        new_group = np.append(True, group[order][1:] != group[order][:-1])
        new_value = new_group | np.append(True, points[order][1:] != points[order][:-1])
        place = np.arange(len(order))
        start = np.maximum.accumulate(np.where(new_group, place, 0))
        first_equal = np.maximum.accumulate(np.where(new_value, place, 0))
        result[order] = first_equal - start + 1
    return result


def scored(lines: Lines) -> Flags:
    """Where a line has points to compare: scored, or scored for reference only."""
    return HAS_POINTS[lines.status]


def peers(measure: Peers, view: View, lines: Lines) -> Values:
    """The subject against the assessed peers whose line is scored; absent where its own is not."""
    taking_part = scored(lines) & view.subjects.assessed
    group = group_numbers(view.subjects, measure.among)
    size = int(group.max(initial=0)) + 1
    own = np.where(taking_part, lines.points, 0)
    number = np.bincount(group[taking_part], minlength=size).astype(np.int64)[group]
    values = _compared(measure, lines, own, group, taking_part, number, view)
    values.state[~taking_part] = 1
    values.figures["peers"] = number
    values.figures["own"] = for_people(own, lines.scale)
    return values


def _compared(
    measure: Peers, lines: Lines, own: Integers, group: Integers, taking_part: Flags, number: Integers, view: View
) -> Values:
    if measure.compared in ("rank", "rank_share"):
        rank = ranks(lines.points, group, taking_part)
        return present(Ratios.whole(rank)) if measure.compared == "rank" else quotient(rank, number)
    size = int(group.max(initial=0)) + 1
    if measure.compared in ("over_highest", "minus_highest"):
        highest = np.full(size, np.iinfo(np.int64).min, dtype=np.int64)
        np.maximum.at(highest, group[taking_part], lines.points[taking_part])
        other = np.where(number > 0, highest[group], 0)
        values = quotient(own, other) if measure.compared == "over_highest" else _difference(own, other, lines.scale)
        values.figures["highest"] = for_people(other, lines.scale)
        return values
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, group[taking_part], lines.points[taking_part])
    stage = 10**view.rulebook.head.rounding.group
    mean = half_up(sums[group] * stage, np.maximum(number, 1) * lines.scale)
    common = lines.scale * stage
    scaled_own, scaled_mean = own * stage, mean * lines.scale
    values = (
        quotient(scaled_own, scaled_mean)
        if measure.compared == "over_mean"
        else _difference(scaled_own, scaled_mean, common)
    )
    values.figures["mean"] = for_people(mean, stage)
    return values


def _difference(own: Integers, other: Integers, scale: int) -> Values:
    return present(Ratios.whole(own - other, scale).reduced())


def children(measure: Children, view: View, lines: Lines) -> Values:
    """The scored lines of the assessed subjects below, combined; absent where there are none."""
    subjects, size = view.subjects, len(view)
    below = scored(lines) & subjects.assessed & (subjects.parent >= 0)
    if measure.classes:
        below &= subjects.among("class", measure.classes)
    rows = np.flatnonzero(below)
    parent, points = subjects.parent[rows], lines.points[rows]
    count = np.bincount(parent, minlength=size).astype(np.int64)
    if measure.combine in ("lowest", "highest"):
        picked = _extreme(parent, points, size, highest=measure.combine == "highest")
        values = present(Ratios.whole(picked, lines.scale).reduced(), count == 0)
    elif measure.weighted_by:
        values = _weighted_mean(parent, points, subjects.attributes[measure.weighted_by][rows], lines.scale, size)
    else:
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, parent, points)
        divisor = np.ones_like(count) if measure.combine == "sum" else np.maximum(count, 1)
        values = present(Ratios(sums, divisor * lines.scale).reduced(), count == 0)
    values.figures["children"] = count
    return values


def _extreme(parent: Integers, points: Integers, size: int, *, highest: bool) -> Integers:
    sign = 1 if highest else -1
    picked = np.full(size, np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(picked, parent, sign * points)
    return np.where(picked == np.iinfo(np.int64).min, 0, sign * picked)


def _weighted_mean(parent: Integers, points: Integers, weight: Integers, scale: int, size: int) -> Values:
    missing = weight == MISSING
    weight = np.where(missing, 0, weight)
    # Weights in lowest common terms keep the products small.
    weight //= max(int(np.gcd.reduce(weight)), 1) if len(weight) else 1
    top, bottom = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(top, parent, weight * points)
    np.add.at(bottom, parent, weight)
    values = quotient(top, bottom * scale)
    values.state[parent[missing]] = 1
    return values
