"""Dot plots as SVG geometry in percent, so that one drawing fits every width. Places only; nothing is computed anew.

A dot shows where a score stands. Its place means something, a length from the edge does not: hence dots and no bars.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from mingheng.reports.wording import shown
from mingheng.scoring import Line, Outcome
from mingheng.scoring.exact import decimal_text

MARGIN = 4
"""Percent kept free on either side, so that no dot is cut."""

_STEPS = ((1, 1), (2, 1), (5, 1), (10, 5), (20, 5), (50, 10), (100, 20), (200, 50), (500, 100), (1000, 200))
"""From tick to tick, and how finely the ends of the axis are rounded."""

_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the axis with its word."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Dots:
    """One line's dot: the score so far, what it can still become, and the forecast while something is open."""

    now: str
    worst: str
    best: str
    forecast: str
    is_partial: bool
    title: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A common axis from `low` to `high`."""

    low: int
    high: int
    step: int

    @classmethod
    def over(cls, numbers: Iterable[Fraction]) -> Axis:
        """The narrowest axis with round ends on which all numbers have a place."""
        values = list(numbers) or [Fraction(0)]
        least, most = min(values), max(values)
        step, fine = next((pair for pair in _STEPS if (most - least) / pair[0] <= _MOST_TICKS - 1), _STEPS[-1])
        low, high = int(least // fine * fine), int(-(-most // fine) * fine)
        return cls(low, max(high, low + fine), step)

    def at(self, number: Fraction) -> str:
        """The place of a number, in percent of the drawing's width."""
        share = (number - self.low) / (self.high - self.low)
        return decimal_text(MARGIN + share * (100 - 2 * MARGIN), 2) + "%"

    @property
    def ticks(self) -> list[Mark]:
        """The labelled places."""
        first = -(-self.low // self.step) * self.step
        return [Mark(self.at(Fraction(tick)), str(tick)) for tick in range(first, self.high + 1, self.step)]

    @property
    def statement(self) -> str:
        """Where the axis starts, in words."""
        start = "从0分起" if self.low == 0 else f"从{self.low}分起，不是从0分起"
        return f"横轴{start}，到{self.high}分止，每格{self.step}分"

    def dots(self, line: Line) -> Dots:
        """The dot of one line. Without points there is only the range."""
        is_open = line.open != 0
        parts = [f"现得分{shown(line.points)}"]
        if is_open:
            parts.append(f"最后在{shown(line.worst)}至{shown(line.best)}之间")
        return Dots(
            now="" if line.points is None else self.at(line.points),
            worst=self.at(line.worst) if is_open else "",
            best=self.at(line.best) if is_open else "",
            forecast=self.at(line.forecast) if is_open and line.forecast is not None else "",
            is_partial=line.status in ("missing", "failed"),
            title="，".join(parts),
        )


def axis_of(outcome: Outcome) -> Axis:
    """One axis for the scores of all subjects, so that classes can be looked at side by side."""
    total = outcome.rulebook.head.total
    lines = [outcome.line(subject.id, total) for subject in outcome.assessed]
    numbers = [number for line in lines for number in (line.points, line.worst, line.best) if number is not None]
    return Axis.over(numbers)


def thresholds(outcome: Outcome, axis: Axis) -> list[Mark]:
    """The lowest scores of the grades, where grades are made from the score itself and the axis reaches them."""
    grading = outcome.rulebook.grading
    if grading is None or grading.by != outcome.rulebook.head.total:
        return []
    ends = [(level.grade, level.lower[0]) for level in grading.levels if level.lower is not None]
    return [Mark(axis.at(end), grade) for grade, end in ends if axis.low < end < axis.high]
