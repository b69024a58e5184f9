"""Gaps and overlaps between ranges of numbers, by their open and closed ends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mingheng.scoring.language.words import Interval

Place = tuple[Fraction, int]
"""A place between numbers: (n, 0) just before n, (n, 1) just after n."""

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


def gaps_and_overlaps(
    intervals: Sequence[Interval], *, whole: bool, least: Fraction | None
) -> tuple[list[str], list[str]]:
    """Where a number has no range, and where it has two, in words. `least`: there are no numbers below it."""
    start = FIRST if least is None else (least, 0)
    gaps, overlaps = [], []
    reached = start
    for begin, end in sorted(bounds(interval, whole=whole) for interval in intervals):
        begins = max(begin, start)
        if begins > reached:
            gaps.append(_words(reached, begins))
        elif begins < min(end, reached):
            overlaps.append(_words(begins, min(end, reached)))
        reached = max(reached, end)
    if reached < LAST:
        gaps.append(_words(reached, LAST))
    return gaps, overlaps


def _words(begin: Place, end: Place) -> str:
    low, high = _text(begin[0]), _text(end[0])
    if end == LAST:
        return f"大于{low}" if begin[1] else f"{low}以上"
    if begin == FIRST:
        return f"{high}以下" if end[1] else f"不足{high}"
    return f"{'大于' if begin[1] else '从'}{low}到{'' if end[1] else '不足'}{high}"


def _text(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(float(number))
