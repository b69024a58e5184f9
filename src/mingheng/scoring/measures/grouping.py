"""Grouping of selected facts: distinct combinations, sums within a day, month or quarter, and their limits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mingheng.scoring.days import months_of
from mingheng.scoring.exact import Flags, Integers
from mingheng.scoring.language.measures import Limits, PerColumn
from mingheng.scoring.selection import Selected
from mingheng.scoring.view import View

LIMITED_BY: tuple[PerColumn, ...] = ("day", "month", "quarter")


def key_column(name: PerColumn, selected: Selected, view: View) -> Integers:
    """What makes two facts the same in one respect. A fact without the key is like no other."""
    match name:
        case "day":
            return selected.reckoned
        case "month":
            return months_of(selected.reckoned)
        case "quarter":
            return months_of(selected.reckoned) // 3
        case "span":
            return selected.span
    column: Integers = getattr(view.facts, name)[selected.facts]
    alone = -2 - np.arange(len(column), dtype=np.int64)
    return np.where(column < 0, alone, column)


def grouped(keys: Sequence[Integers]) -> tuple[Integers, Flags]:
    """An order in which equal combinations of keys stand together, and where each combination begins."""
    order = np.lexsort(keys[::-1]) if len(keys[0]) else np.zeros(0, dtype=np.int64)
    begins = np.ones(len(order), dtype=np.bool_)
    if len(order):
        begins[1:] = False
        for key in keys:
            begins[1:] |= key[order][1:] != key[order][:-1]
    return order.astype(np.int64), begins


def last_of_each(owner: Integers, *keys: Integers) -> Integers:
    """For every owner the row that stands last when ordered by the keys, the first key first."""
    order = np.lexsort((*keys[::-1], owner))
    last = np.ones(len(order), dtype=np.bool_)
    last[:-1] = owner[order][1:] != owner[order][:-1]
    return np.asarray(order[last], dtype=np.int64)


def distinct(keys: Sequence[Integers]) -> Integers:
    """One row for every distinct combination of keys: the first of its rows."""
    order, begins = grouped(keys)
    return order[begins]


def limited(selected: Selected, amounts: Integers, limits: Limits, scale: int, view: View) -> tuple[Integers, Integers]:
    """Owner and amount of what remains when at most so much counts per day, then per month, then per quarter."""
    owner, reckoned = selected.owner, selected.reckoned
    rows = Selected(selected.facts, owner, reckoned, selected.span, selected.spans)
    for name in LIMITED_BY:
        limit = getattr(limits, name)
        if limit is None or not len(amounts):
            continue
        order, begins = grouped([rows.owner, key_column(name, rows, view)])
        starts = np.flatnonzero(begins)
        sums = np.add.reduceat(amounts[order], starts)
        amounts = np.minimum(sums, int(limit * scale))
        firsts = order[starts]
        rows = Selected(rows.facts[firsts], rows.owner[firsts], rows.reckoned[firsts], rows.span[firsts], rows.spans)
    return rows.owner, amounts
