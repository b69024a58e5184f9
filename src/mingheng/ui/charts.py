"""How a score came to stand where it stands, as SVG geometry. Places only: the figures are given, none is computed.

In: what was known of the score on each day it changed. Out: paths on a square of 1000 that the browser stretches, and
labels in percent, so that one drawing fits a phone and a wall. The drawing is in `ui/parts/score_history.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from mingheng.ui.figures import figure_text

SIDE = 1000
"""The square on which paths are drawn."""

LEFT, WIDTH, TOP, HEIGHT = 8, 89, 4, 82
"""Where the square lies in the drawing, in percent: room for labels at the left and below."""

_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_MOST_STEPS = 5
_MOST_MONTHS = 7


@dataclass(frozen=True, slots=True)
class ScoreStep:
    """A score from a day on: what it is, and the worst and best it can still become. No points: `points` is None."""

    day: date
    points: Fraction | None
    worst: Fraction
    best: Fraction


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis, in percent of the drawing."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class ScoreHistory:
    """One drawing: three bands that always fill the height, a line of steps, both axes, and the same in words."""

    earned: str
    open: str
    gone: str
    line: str
    end: tuple[str, str] | None
    """Where the line ends, in percent."""
    scores: list[Tick]
    months: list[Tick]
    summary: str
    statement: str
    """Where the axes start."""
    rows: Sequence[ScoreStep]


def score_history(
    standings: Sequence[ScoreStep], *, first: date, last: date, as_of: date, maximum: Fraction
) -> ScoreHistory:
    """Draw standings in the order of their days, over a cycle from `first` to `last`, as known at the end of `as_of`.

    The vertical axis starts at 0, or below where a score is negative: bands from a cut axis would exaggerate.
    """
    if not standings:
        raise ValueError("a history needs at least one standing")
    figures = [one.worst for one in standings] + [one.points for one in standings if one.points is not None]
    frame = _Frame.around(first, last, low=min(figures), high=max(maximum, *(one.best for one in standings)))
    ends = [one.day for one in standings[1:]] + [min(as_of, last) + timedelta(days=1)]
    spans = [(frame.x(one.day), frame.x(end), one) for one, end in zip(standings, ends, strict=True)]
    now = standings[-1]
    return ScoreHistory(
        earned=_band((x, end, frame.y(Fraction(0)), frame.y(max(one.worst, Fraction(0)))) for x, end, one in spans),
        open=_band((x, end, frame.y(one.worst), frame.y(one.best)) for x, end, one in spans),
        gone=_band((x, end, frame.y(one.best), frame.y(maximum)) for x, end, one in spans if one.best < maximum),
        line=_steps((x, end, None if one.points is None else frame.y(one.points)) for x, end, one in spans),
        end=None if now.points is None else frame.place(spans[-1][1], frame.y(now.points)),
        scores=frame.score_ticks(),
        months=frame.month_ticks(),
        summary=_summary(standings[0], now),
        statement=_("纵轴从{low}分起，到{high}分止；横轴从{first}起，到{last}止").format(
            low=frame.low, high=frame.high, first=first.isoformat(), last=last.isoformat()
        ),
        rows=standings,
    )


def spark_line(standings: Sequence[ScoreStep], *, first: date, last: date) -> tuple[str, str]:
    """A small line of steps for a list, between the lowest and the highest it has been; and the same in words."""
    known = [one.points for one in standings if one.points is not None]
    if not known:
        return "", _("没有得分")
    frame = _Frame(first, last, int(min(known) // 1), max(int(-(-max(known) // 1)), int(min(known) // 1) + 1), 1)
    ends = [one.day for one in standings[1:]] + [standings[-1].day + timedelta(days=1)]
    path = _steps(
        (frame.x(one.day), frame.x(end), None if one.points is None else frame.y(one.points))
        for one, end in zip(standings, ends, strict=True)
    )
    words = _("最低{low}分，最高{high}分，现为{now}分").format(
        low=figure_text(min(known)), high=figure_text(max(known)), now=figure_text(known[-1])
    )
    return path, words


@dataclass(frozen=True, slots=True)
class _Frame:
    """The two axes."""

    first: date
    last: date
    low: int
    high: int
    step: int

    @classmethod
    def around(cls, first: date, last: date, *, low: Fraction, high: Fraction) -> _Frame:
        low, high = min(low, Fraction(0)), max(high, Fraction(1))
        step = next((step for step in _STEPS if (high - low) / step <= _MOST_STEPS), _STEPS[-1])
        return cls(first, last, int(low // step * step), int(-(-high // step) * step), step)

    def x(self, day: date) -> Fraction:
        inside = min(max(day, self.first), self.last + timedelta(days=1))
        return Fraction((inside - self.first).days * SIDE, (self.last - self.first).days + 1)

    def y(self, score: Fraction) -> Fraction:
        return (self.high - score) * SIDE / (self.high - self.low)

    def place(self, x: Fraction, y: Fraction) -> tuple[str, str]:
        return f"{_short(LEFT + x * WIDTH / SIDE)}%", f"{_short(TOP + y * HEIGHT / SIDE)}%"

    def score_ticks(self) -> list[Tick]:
        scores = range(self.low, self.high + 1, self.step)
        return [Tick(self.place(Fraction(0), self.y(Fraction(score)))[1], str(score)) for score in scores]

    def month_ticks(self) -> list[Tick]:
        starts = [day for day in _month_starts(self.first, self.last) if day >= self.first]
        every = -(-len(starts) // _MOST_MONTHS)
        return [
            Tick(self.place(self.x(day), Fraction(0))[0], _("{month}月").format(month=day.month))
            for day in starts[::every]
        ]


def _month_starts(first: date, last: date) -> list[date]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _band(parts: Iterable[tuple[Fraction, Fraction, Fraction, Fraction]]) -> str:
    rectangles = [(x, end, *sorted(edges)) for x, end, *edges in parts if end > x and edges[0] != edges[1]]
    return "".join(
        f"M{_short(x)} {_short(top)}H{_short(end)}V{_short(bottom)}H{_short(x)}Z" for x, end, top, bottom in rectangles
    )


def _steps(parts: Iterable[tuple[Fraction, Fraction, Fraction | None]]) -> str:
    path, drawing = "", False
    for x, end, y in parts:
        if y is None or end <= x:
            drawing = drawing and y is not None
            continue
        path += f"V{_short(y)}" if drawing else f"M{_short(x)} {_short(y)}"
        path += f"H{_short(end)}"
        drawing = True
    return path


def _short(number: Fraction) -> str:
    return figure_text(Fraction(round(number * 100), 100))


def _summary(start: ScoreStep, now: ScoreStep) -> str:
    points = _("没有得分") if now.points is None else _("现得分{points}分").format(points=figure_text(now.points))
    return _("{first}至{day}的得分变化：{points}，最后在{worst}至{best}分之间").format(
        first=start.day.isoformat(),
        day=now.day.isoformat(),
        points=points,
        worst=figure_text(now.worst),
        best=figure_text(now.best),
    )
