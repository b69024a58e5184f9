"""Which days are sensible in a column, and which days the rulebook reads at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from mingheng.scoring.days import as_date
from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.measures import Selection, Shortfall
from mingheng.scoring.language.rulebook import Rulebook, parts_of
from mingheng.scoring.periods import spans_of
from mingheng.scoring.projection import belonging
from mingheng.sheets.cells import CellFault

FOUNDING = date(1921, 7, 1)

YEARS_BEFORE, YEARS_AFTER = 10, 2
"""Records of a moment are not older than ten years before the cycle, nor later than two years after it."""

LONG_BEFORE, LONG_AFTER = 50, 10
"""Records of something that lasts (a term, a post, an exception) may have begun long ago and end years ahead."""


REGISTERS = frozenset({"history", "term", "staffing", "admission", "transfer", "exemption"})
"""Families of facts that are kept over the years: an old one is no slip of the pen, even where no measure reads it."""


class DayRange(NamedTuple):
    """First and last day, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day lies inside."""
        return self.first <= day <= self.last


def ranged(read: Callable[[Any], date], sensible: DayRange) -> Callable[[Any], date]:
    """A reader of days that refuses a day outside the sensible range."""

    def read_day(raw: Any) -> date:
        day = read(raw)
        if not sensible.holds(day):
            raise CellFault("sheet_date_far", value=day.isoformat(), first=sensible.first, last=sensible.last)
        return day

    return read_day


def sensible_days(kind: Kind, rulebook: Rulebook) -> DayRange:
    """The days that records of a kind may name."""
    lasts = any(spec.end for spec in kind.facts)
    before, after = (LONG_BEFORE, LONG_AFTER) if lasts else (YEARS_BEFORE, YEARS_AFTER)
    return DayRange(date(rulebook.cycle_from.year - before, 1, 1), date(rulebook.cycle_to.year + after, 12, 31))


def days_read(rulebook: Rulebook) -> dict[str, DayRange]:
    """The cycle, widened to all days on which some measure reads a fact kind, grace included; not for registers."""
    read: dict[str, DayRange] = {}
    cycle = DayRange(rulebook.cycle_from, rulebook.cycle_to)
    spans: dict[str, DayRange] = {}
    for piece in parts_of([rulebook.rules, rulebook.grading, rulebook.effects, rulebook.consequences]):
        if not isinstance(piece, Selection):
            continue
        names = {piece.period} | ({piece.owed_over} if isinstance(piece, Shortfall) else set())
        for name in names:
            span = spans.setdefault(name, _span(rulebook, name))
            for kind in (kind for kind in piece.of if kind.partition(".")[0] not in REGISTERS):
                known = read.get(kind, cycle)
                read[kind] = DayRange(min(known.first, span.first), max(known.last, span.last))
    return read


def _span(rulebook: Rulebook, name: str) -> DayRange:
    period = rulebook.periods[name]
    cycle = rulebook.head.cycle
    first = spans_of(period, cycle, cycle.first)
    last = spans_of(period, cycle, cycle.last)
    start, end = as_date(int(first.first[0])), as_date(int(last.due[-1]))
    assert start is not None
    assert end is not None
    return DayRange(start, end)


def last_due_day(rulebook: Rulebook) -> date:
    """The day on which everything the rulebook asks for has fallen due."""
    names = {piece.period for piece in parts_of(list(rulebook.rules.values())) if isinstance(piece, Selection)}
    names |= {piece.owed_over for piece in parts_of(list(rulebook.rules.values())) if isinstance(piece, Shortfall)}
    # A rolling period is always due, and never later than the day it is asked for.
    spans = [_span(rulebook, name).last for name in names if not rulebook.periods[name].rolling_days]
    return max([rulebook.cycle_to, *spans, *(rule.due for rule in rulebook.rules.values() if rule.due)])


class OwedSpan(NamedTuple):
    """One stretch of days that some measure reads by the day a fact is reckoned to, and the day it falls due."""

    first: date
    last: date
    due: date


class Reckoning:
    """Knows which year a record made just after the cycle is probably meant for."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.cycle_to = rulebook.cycle_to
        self.spans: dict[str, set[OwedSpan]] = {}
        for piece in parts_of([rulebook.rules, rulebook.effects, rulebook.consequences, rulebook.grading]):
            if not isinstance(piece, Selection):
                continue
            name = piece.owed_over if isinstance(piece, Shortfall) else piece.period
            for kind in piece.of:
                self.spans.setdefault(kind, set()).update(_owed(rulebook, name, piece.by))

    def year_meant(self, kind: str, day: date) -> int | None:
        """The year of the cycle, where no measure reads the day itself but one would read it as a day of that year."""
        spans = self.spans.get(kind, set())
        if day <= self.cycle_to or any(span.first <= day <= span.last for span in spans):
            return None
        year = self.cycle_to.year
        moved = belonging(day, year, None)
        is_meant = any(span.first <= moved <= span.last and day <= span.due for span in spans)
        return year if is_meant else None


def _owed(rulebook: Rulebook, name: str, by: str) -> list[OwedSpan]:
    spans = spans_of(rulebook.periods[name], rulebook.head.cycle, rulebook.cycle_to)
    days = [[as_date(int(day)) for day in column] for column in (spans.first, spans.last, spans.due)]
    # A fact reckoned to its own day cannot be moved into another year.
    return [
        OwedSpan(first, last, due if by == "belongs" else first)
        for first, last, due in zip(*days, strict=True)
        if first and last and due
    ]
