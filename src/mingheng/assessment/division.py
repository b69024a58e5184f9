"""The full marks of a unit as three parts, with the place of its points among them. Sums of stored figures only.

What was got so far lies partly in each of the first two: all that is earned, and of what is open the part that has
fallen due and can still be lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from mingheng.assessment.queries import LineRow
from mingheng.scoring.exact import decimal_text


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: the class it is drawn in, where it begins and how long it is, in percent."""

    css: str
    at: str
    width: str


@dataclass(frozen=True, slots=True)
class Division:
    """The three parts of a total, and what its points have to do with them."""

    total: LineRow
    whole: Fraction
    """All parts together: the full marks, or more where bonuses lead beyond them."""
    parts: list[Part]
    now: str
    """The place of the points, in percent; empty where there are none."""
    unsafe: Fraction | None
    """What of the points can still be lost: they hold it, but it is not earned."""
    ahead: Fraction | None
    """What is open and not in the points."""

    @property
    def is_beyond(self) -> bool:
        """Whether more can be had than the full marks."""
        return self.total.maximum is not None and self.whole > self.total.maximum


def division_of(total: LineRow) -> Division | None:
    """The parts of a total; None where it has no full marks, or some figure lies outside of them."""
    earned, open_still, lost, points = total.earned, total.open, total.lost, total.points
    if earned is None or open_still is None or lost is None or earned < 0:
        return None
    whole = earned + open_still + lost
    if whole <= 0 or not (points is None or earned <= points <= earned + open_still):
        return None
    starts = {"earned": (Fraction(0), earned), "open": (earned, open_still), "gone": (earned + open_still, lost)}
    return Division(
        total=total,
        whole=whole,
        parts=[Part(css, _percent(at, whole), _percent(width, whole)) for css, (at, width) in starts.items()],
        now="" if points is None else _percent(points, whole),
        unsafe=None if points is None else points - earned,
        ahead=None if points is None else earned + open_still - points,
    )


def _percent(points: Fraction, whole: Fraction) -> str:
    return decimal_text(points * 100 / whole, 2) + "%"
