"""Gaps and overlaps between ranges of numbers, by their open and closed ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.words import Interval

Place = tuple[Fraction, int]
"""A place between numbers: (n, 0) just before n, (n, 1) just after n."""

MOST_SHARE = Fraction(3, 2)
"""Where shares are compared, a greater figure is likely a percentage without its sign."""

FIRST, LAST = (Fraction(-(10**15)), 0), (Fraction(10**15), 0)
"""Before and after every number."""


def bounds(interval: Interval, *, whole: bool) -> tuple[Place, Place]:
    """Where a range begins and ends; for whole numbers every end is moved onto the whole numbers inside."""
    low, high = interval.lower, interval.upper
    if whole:
        begin = FIRST if low is None else (_first_inside(low), 0)
        return begin, LAST if high is None else (_last_inside(high) + 1, 0)
    begin = FIRST if low is None else (low[0], 0 if low[1] else 1)
    return begin, LAST if high is None else (high[0], 1 if high[1] else 0)


def _first_inside(low: tuple[Fraction, bool]) -> Fraction:
    number = Fraction(-(-low[0].numerator // low[0].denominator))
    return number if low[1] or number > low[0] else number + 1


def _last_inside(high: tuple[Fraction, bool]) -> Fraction:
    number = Fraction(high[0].numerator // high[0].denominator)
    return number if high[1] or number < high[0] else number - 1


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of numbers that no range holds, or two hold. `at` is the range that an author looks at first."""

    begin: Place
    end: Place
    at: int

    def words(self, *, whole: bool, percent: bool, single: str) -> str:
        """The stretch as people say it; `single` completes the sentence where it is one number."""
        (low, after), (high, _) = self.begin, self.end
        if self.end == LAST:
            return f"大于{text(low, percent=percent)}" if after else f"{text(low, percent=percent)}以上"
        if self.begin == FIRST:
            return f"{text(high, percent=percent)}以下" if self.end[1] else f"不足{text(high, percent=percent)}"
        if low == high or (whole and high == low + 1):
            return f"{text(low, percent=percent)}{single}"
        first = f"{'大于' if after else '从'}{text(low, percent=percent)}"
        return f"{first}到{'' if self.end[1] else '不足'}{text(high, percent=percent)}"


def gaps_and_overlaps(
    intervals: Sequence[Interval], *, whole: bool, least: Fraction | None
) -> tuple[list[Stretch], list[Stretch]]:
    """Where a number has no range, and where it has two. `least`: there are no numbers below it."""
    start = FIRST if least is None else (least, 0)
    gaps, overlaps = [], []
    reached, last = start, 0
    ordered = sorted((*bounds(interval, whole=whole), position) for position, interval in enumerate(intervals))
    for begin, end, position in ordered:
        begins = max(begin, start)
        if begins > reached:
            gaps.append(Stretch(reached, begins, position))
        elif begins < min(end, reached):
            overlaps.append(Stretch(begins, min(end, reached), max(position, last)))
        if end >= reached:
            reached, last = end, position
    if reached < LAST:
        gaps.append(Stretch(reached, LAST, last))
    return gaps, overlaps


def is_possible(interval: Interval) -> bool:
    """Whether any number lies inside."""
    low, high = interval.lower, interval.upper
    return low is None or high is None or low[0] < high[0] or (low[0] == high[0] and low[1] and high[1])


def covered(interval: Interval, others: Sequence[Interval]) -> bool:
    """Whether every number of a range lies in one of the others."""
    reached, end = bounds(interval, whole=False)
    for other_begin, other_end in sorted(bounds(other, whole=False) for other in others):
        if other_begin <= reached:
            reached = max(reached, other_end)
    return reached >= end


def text(number: Fraction, *, percent: bool = False) -> str:
    """A number as it is written in a rulebook; a share as a percentage."""
    if percent and 0 <= number <= MOST_SHARE:
        return f"{decimal_text(number * 100)}%"
    return decimal_text(number)
