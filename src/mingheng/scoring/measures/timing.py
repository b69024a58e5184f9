"""`gap`, `delay` and `run`: how long nothing happened, how late things were, how often in a row."""

from __future__ import annotations

import numpy as np

from mingheng.scoring.days import add_months, months_of
from mingheng.scoring.exact import Integers, Ratios
from mingheng.scoring.language.measures import Delay, Gap, Run
from mingheng.scoring.measures.values import Values, present, totals, unconnected
from mingheng.scoring.selection import candidates, conditions
from mingheng.scoring.view import View


def gap(measure: Gap, view: View) -> Values:
    """The longest run of days without a selected fact, inside the period, the subject's life and what has passed."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected, spans = found.counted, found.spans
    first = np.maximum(spans.first[0], view.subjects.founded)
    last = np.minimum(np.minimum(spans.last[-1], view.today), view.subjects.closed)
    everyone = np.arange(len(view), dtype=np.int64)
    # The days before the first and after the last stand as facts at both ends: only the days between count.
    owner = np.concatenate([selected.owner, everyone, everyone])
    days = np.concatenate(
        [np.clip(selected.reckoned, first[selected.owner] - 1, last[selected.owner] + 1), first - 1, last + 1]
    )
    order = np.lexsort((days, owner))
    owner, days = owner[order], days[order]
    same = owner[1:] == owner[:-1]
    longest = np.zeros(len(view), dtype=np.int64)
    np.maximum.at(longest, owner[1:][same], (days[1:] - days[:-1] - 1)[same])
    longest[last < first] = 0
    return present(Ratios.whole(longest))


def delay(measure: Delay, view: View) -> Values:
    """How late, in days, months or years: the sum over all selected facts, or the longest."""
    found = candidates(measure, view)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    due = view.facts.day[selected.facts] + measure.grace.days
    if measure.grace.months:
        due = add_months(view.facts.day[selected.facts], measure.grace.months)
    end = np.minimum(view.end[selected.facts], view.today)
    late = lateness(measure, due, np.maximum(end, due))
    if measure.combine == "longest":
        longest = np.zeros(len(view), dtype=np.int64)
        np.maximum.at(longest, selected.owner, late)
        return present(Ratios.whole(longest))
    return present(Ratios.whole(totals(selected.owner, late, len(view))))


def lateness(measure: Delay, due: Integers, end: Integers) -> Integers:
    """Days, or whole (or begun) months or years, from the graced due day to the end."""
    if measure.measured_in == "days":
        return end - due
    months_each = 12 if measure.measured_in == "years" else 1
    passed = (months_of(end) - months_of(due)) // months_each
    # The last day of a short month may stand for the 31st: try one more and one less.
    full = np.where(add_months(due, (passed + 1) * months_each) <= end, passed + 1, passed)
    full = np.where(add_months(due, full * months_each) <= end, full, full - 1)
    if measure.partial == "full":
        return full
    return full + (add_months(due, full * months_each) < end)


def run(measure: Run, view: View) -> Values:
    """How many of the latest periods, going back from the newest, meet `where` without interruption."""
    found = candidates(measure, view, filtered=False)
    if not found.connected:
        return unconnected(len(view))
    selected = found.counted
    meets = np.ones(len(selected), dtype=np.bool_)
    for _, holds in conditions(measure, view, selected.facts):
        meets &= holds
    day = view.facts.day[selected.facts]
    order = np.lexsort((-day, selected.owner))
    owner, day, meets = selected.owner[order], day[order], meets[order]
    length = np.zeros(len(view), dtype=np.int64)
    if len(owner):
        first_of_day = np.ones(len(owner), dtype=np.bool_)
        first_of_day[1:] = (owner[1:] != owner[:-1]) | (day[1:] != day[:-1])
        starts = np.flatnonzero(first_of_day)
        period_owner, period_meets = owner[starts], np.logical_and.reduceat(meets, starts)
        broken = np.cumsum(~period_meets)
        newest = np.searchsorted(period_owner, period_owner, side="left")
        before = broken[newest] - (~period_meets)[newest]
        unbroken = broken == before
        length = np.bincount(period_owner[unbroken], minlength=len(view)).astype(np.int64)
    return present(Ratios.whole(length))
