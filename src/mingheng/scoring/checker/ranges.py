"""Gaps and overlaps between ranges of numbers, by their open and closed ends."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mingheng.scoring.language.words import Interval

Low = tuple[Fraction, int] | None
"""A place between numbers: (n, 0) just before n, (n, 1) just after n; None for infinity."""


def bounds(interval: Interval, *, whole: bool) -> tuple[Low, Low]:
    """Where a range begins and ends; for whole numbers every end is moved onto the whole numbers inside."""
    low, high = interval.lower, interval.upper
    begin: Low = None if low is None else (low[0], 0 if low[1] else 1)
    end: Low = None if high is None else (high[0], 1 if high[1] else 0)
    if whole:
        begin = None if low is None else (_first_inside(low), 0)
        end = None if high is None else (_last_inside(high) + 1, 0)
    return begin, end


def _first_inside(low: tuple[Fraction, bool]) -> Fraction:
    number = Fraction(-(-low[0].numerator // low[0].denominator))
    return number if low[1] or number > low[0] else number + 1


def _last_inside(high: tuple[Fraction, bool]) -> Fraction:
    number = Fraction(high[0].numerator // high[0].denominator)
    return number if high[1] or number < high[0] else number - 1


def gaps_and_overlaps(intervals: Sequence[Interval], *, whole: bool, from_zero: bool) -> tuple[list[str], list[str]]:
    """Where a number has no range, and where it has two, in words. `from_zero`: there are no negative numbers."""
    least: Low = (Fraction(0), 0) if from_zero else None
    pieces = sorted(
        (bounds(interval, whole=whole) for interval in intervals), key=lambda piece: _order(piece[0], low=True)
    )
    gaps, overlaps = [], []
    reached: Low = least
    endless = False
    for begin, end in pieces:
        start = begin if begin is not None and (least is None or begin > least) else least
        if not endless and _order(start, low=True) > _order(reached, low=True):
            gaps.append(_words(reached, start))
        elif (start != reached and (endless or (reached is not None and _order(start, low=True) < reached))) or (
            endless and start == reached
        ):
            overlaps.append(_words(start, None if endless else reached))
        if end is None:
            endless = True
        elif not endless and (reached is None or end > reached):
            reached = end
    if not endless:
        gaps.append(_words(reached, None))
    return gaps, overlaps


def _order(place: Low, *, low: bool) -> tuple[Fraction, int]:
    infinite = Fraction(10**15) * (-1 if low else 1)
    return (infinite, 0) if place is None else place


def _words(begin: Low, end: Low) -> str:
    left = "最小" if begin is None else f"{'从' if begin[1] == 0 else '大于'}{_text(begin[0])}"
    right = "以上" if end is None else f"到{'不足' if end[1] == 0 else ''}{_text(end[0])}"
    return left + right


def _text(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(float(number))
