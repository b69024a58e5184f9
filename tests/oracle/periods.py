"""The spans of a declared period (section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .figures import add_months

MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half_year": 6}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    first: date
    last: date
    due: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def spans_of(rulebook: dict[str, Any], name: str, as_of: date) -> list[Span]:
    period = rulebook.get("periods", {}).get(name, {"is": "cycle"} if name == "year" else None)
    if period is None:
        raise KeyError(name)
    if "rolling_days" in period:
        return [Span(as_of - timedelta(days=period["rolling_days"] - 1), as_of, as_of)]
    grace = timedelta(days=period.get("grace_days", 0))
    return [Span(first, last, last + grace) for first, last in _edges(period, rulebook["rulebook"]["cycle"])]


def due_day(rulebook: dict[str, Any], name: str, as_of: date) -> date:
    return spans_of(rulebook, name, as_of)[-1].due


def _edges(period: dict[str, Any], cycle: dict[str, date]) -> list[tuple[date, date]]:
    if "spans" in period:
        return [(first, last) for first, last in period["spans"]]
    if "years" in period:
        return [(add_months(cycle["to"] + ONE_DAY, -12 * period["years"]), cycle["to"])]
    if "every" in period:
        months = _months(cycle, period.get("starts_on"))
        size = MONTHS[period["every"]]
        blocks = [months[at : at + size] for at in range(0, len(months), size)]
        return [(block[0][0], block[-1][1]) for block in blocks if len(block) == size]
    return [(cycle["from"], cycle["to"])]


def _months(cycle: dict[str, date], starts_on: int | None) -> list[tuple[date, date]]:
    """Calendar months wholly inside the cycle, or shifted months that end inside it."""
    found = []
    start = add_months(cycle["from"].replace(day=starts_on or 1), -2)
    while start <= cycle["to"]:
        last = add_months(start, 1) - ONE_DAY
        begins_inside = starts_on is not None or start >= cycle["from"]
        if begins_inside and cycle["from"] <= last <= cycle["to"]:
            found.append((start, last))
        start = add_months(start, 1)
    return found
