"""`value` and `ballot`: what people gave – marks, results, decisions, votes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import numpy as np

from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers, Ratios, half_up
from mingheng.scoring.language.measures import Ballot, Value
from mingheng.scoring.language.words import Amount
from mingheng.scoring.measures.counts import fail_outside, with_default
from mingheng.scoring.measures.grouping import last_of_each
from mingheng.scoring.measures.rates import quotient
from mingheng.scoring.measures.values import (
    State,
    Values,
    for_people,
    guarded,
    mark_absent,
    present,
    quantities,
    totals,
    unconnected,
)
from mingheng.scoring.selection import Selected, candidates
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View, amounts


def value(measure: Value, view: View) -> Values:
    """The quantities of the selected facts combined, or per level combined, rounded and weighted."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    numbers, gone = quantities(selected, view.facts.actual, MISSING)
    if measure.weights:
        parts = {level: _one_level(measure, selected, numbers, level, view) for level in measure.weights}
        values = weighted(parts, measure.weights, view)
        named = np.isin(view.facts.level[selected.facts], [view.facts.levels.get(word, -2) for word in measure.weights])
    else:
        plain, some = combined(measure, selected, numbers, view)
        values = with_default(plain.now, some, measure.absent)
        values.state[plain.state == State.FAILED] = State.FAILED
        named = np.ones(len(selected), dtype=np.bool_)
    values.figures["records"] = np.bincount(selected.owner[named], minlength=len(view)).astype(np.int64)
    mark_absent(values, selected.owner[gone & named])
    fail_outside(values, selected, numbers, measure.within, gone | ~named)
    return values


def _one_level(measure: Value, selected: Selected, numbers: Integers, level: str, view: View) -> tuple[Ratios, Flags]:
    here = view.facts.level[selected.facts] == view.facts.levels.get(level, -2)
    values, some = combined(measure, selected.only(here), numbers[here], view)
    return values.now, some & (values.state == State.PRESENT)


def combined(measure: Value, selected: Selected, numbers: Integers, view: View) -> tuple[Values, Flags]:
    """Combine the numbers (thousandths) of each subject; and who has any."""
    size = len(view)
    count = np.bincount(selected.owner, minlength=size).astype(np.int64)
    some = count > 0
    if measure.combine in ("mean", "sum", "trimmed_mean"):
        sums = totals(selected.owner, numbers, size)
        if measure.combine == "trimmed_mean":
            many = count >= 3
            low = _extreme(selected.owner, -numbers, size)
            high = _extreme(selected.owner, numbers, size)
            sums, count = np.where(many, sums + low - high, sums), np.where(many, count - 2, count)
        divisor = np.ones_like(count) if measure.combine == "sum" else np.maximum(count, 1)
        return guarded(present(Ratios(sums, divisor * THOUSANDTHS).reduced()), sums), some
    if measure.combine == "median":
        return present(_median(selected.owner, numbers, count)), some
    picked = np.zeros(size, dtype=np.int64)
    rows = value_rows(measure, selected, numbers, view)
    picked[selected.owner[rows]] = numbers[rows]
    return present(Ratios.whole(picked, THOUSANDTHS).reduced()), some


def value_rows(measure: Value, selected: Selected, numbers: Integers, view: View) -> Integers:
    """The one row of each subject whose number is taken: the lowest, highest or latest.

    Of several on the latest day it is the highest; other ways to combine take every row.
    """
    day = view.facts.day[selected.facts]
    match measure.combine:
        case "lowest":
            return last_of_each(selected.owner, -numbers)
        case "highest":
            return last_of_each(selected.owner, numbers)
        case "latest":
            return last_of_each(selected.owner, day, numbers)
    return np.arange(len(selected), dtype=np.int64)


def _extreme(owner: Integers, numbers: Integers, size: int) -> Integers:
    rows, result = last_of_each(owner, numbers), np.zeros(size, dtype=np.int64)
    result[owner[rows]] = numbers[rows]
    return result


def _median(owner: Integers, numbers: Integers, count: Integers) -> Ratios:
    order = np.lexsort((numbers, owner))
    ordered = np.append(numbers[order], 0)
    start = np.cumsum(count) - count
    middle = start + np.maximum(count - 1, 0) // 2
    upper = start + count // 2
    last = len(ordered) - 1
    sums = ordered[np.minimum(middle, last)] + ordered[np.minimum(upper, last)]
    return Ratios(np.where(count > 0, sums, 0), np.full(len(count), 2 * THOUSANDTHS, dtype=np.int64)).reduced()


def weighted(parts: Mapping[str, tuple[Ratios, Flags]], weights: Mapping[str, Amount], view: View) -> Values:
    """Round each group's result to the group stage, then Σ weight × result ÷ Σ weight.

    Absent where a group with weight has no result, undetermined where a weight is not known.
    """
    size, scale = len(view), 10**view.rulebook.head.rounding.group
    top, whole = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    absent, unknown = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    evaluated = {name: amounts(weight, view) for name, weight in weights.items()}
    common = lcm(1, *(int(np.lcm.reduce(weight.bottom)) for weight, _ in evaluated.values() if size))
    figures: dict[str, Integers] = {}
    for name, (result, some) in parts.items():
        weight, there = evaluated[name]
        units = np.where(there, weight.top * (common // weight.bottom), 0)
        rounded = half_up(result.top * scale, result.bottom)
        figures[f"group:{name}"] = np.where(some, rounded, MISSING)
        figures[f"weight:{name}"] = np.where(there, for_people(weight.top, weight.bottom), 0)
        absent |= ~some & (units > 0)
        unknown |= ~there
        top += np.where(some, units * rounded, 0)
        whole += units
    values = quotient(top, whole * scale)
    values.state[absent] = State.ABSENT
    values.state[unknown] = State.UNDETERMINED
    values.figures = figures
    return values


def ballot(measure: Ballot, view: View) -> Values:
    """A mean of option values or a share of votes, over all votes or per voter group weighted."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    votes, gone = quantities(selected, view.facts.actual, MISSING)
    group = view.facts.case[selected.facts]
    words = {word: code for code, word in enumerate(view.facts.cases)}
    if measure.groups:
        parts = {}
        for name in measure.groups:
            here = group == words.get(name, -2)
            part = _share(measure, selected.only(here), votes[here], view)
            parts[name] = (part.now, part.state == State.PRESENT)
        values = weighted(parts, measure.groups, view)
        named = np.isin(group, [words.get(name, -2) for name in measure.groups])
    else:
        values = _share(measure, selected, votes, view)
        named = np.ones(len(selected), dtype=np.bool_)
    mark_absent(values, selected.owner[gone & named])
    values.state[_overfull(selected.only(named), votes[named], view)] = State.FAILED
    return values


def _share(measure: Ballot, selected: Selected, votes: Integers, view: View) -> Values:
    numbers, base = _option_tables(measure, view.facts.levels)
    scale = lcm(1, *(number.denominator for number in measure.values.values()))
    option = view.facts.level[selected.facts]
    worth = np.array([int(number * scale) for number in numbers], dtype=np.int64)[option]
    size = len(view)
    top = totals(selected.owner, worth * votes, size)
    whole = totals(selected.owner, votes * base[option], size)
    if measure.base == "issued":
        _, owner, issued = _issued(selected, view)
        whole = totals(owner, np.where(issued == MISSING, 0, issued), size)
        whole[owner[issued == MISSING]] = 0
    values = quotient(top, whole * scale)
    values.figures.update(part=for_people(top, scale * THOUSANDTHS), whole=for_people(whole, THOUSANDTHS))
    return guarded(values, whole)


def _option_tables(measure: Ballot, levels: Mapping[str, int]) -> tuple[list[Fraction], Integers]:
    """Per level code (the last entry: no level): the option's number, and 1 where its votes are in the base."""
    numbers = [Fraction(0)] * (len(levels) + 1)
    base = np.zeros(len(levels) + 1, dtype=np.int64)
    for word, code in levels.items():
        if measure.values:
            numbers[code] = measure.values.get(word, Fraction(0))
            base[code] = word in measure.values
        else:
            numbers[code] = Fraction(word in measure.share_of)
            base[code] = not measure.options or word in measure.options
    return numbers, base


def _issued(selected: Selected, view: View) -> tuple[Integers, Integers, Integers]:
    """Per subject and voter group the ballots issued (the greatest figure given; MISSING where none is)."""
    group = view.facts.case[selected.facts]
    issued = view.facts.expected[selected.facts]
    order = np.lexsort((issued, group, selected.owner))
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = (selected.owner[order][1:] != selected.owner[order][:-1]) | (group[order][1:] != group[order][:-1])
    rows = order[last]
    return group[rows], selected.owner[rows], issued[rows]


def _overfull(selected: Selected, votes: Integers, view: View) -> Integers:
    """The subjects where a voter group returned more ballots than it was issued."""
    if not len(selected):
        return np.zeros(0, dtype=np.int64)
    groups = len(view.facts.cases) + 1
    _group, owner, issued = _issued(selected, view)
    # In the order of `_issued`: by subject, then by group. A table of all subjects by all groups may have no room.
    place = np.unique(selected.owner * groups + view.facts.case[selected.facts], return_inverse=True)[1]
    over = (issued != MISSING) & (totals(place, votes, len(owner)) > issued)
    return np.asarray(owner[over], dtype=np.int64)
