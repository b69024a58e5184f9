"""Measures that say how things stand: rate, gap, delay, run (5.2, 5.4)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from .figures import add_months
from .measured import Measured, absent, found
from .world import Fact, Subject, World, candidates, meets, select


def rate(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    facts = [one.fact for one in select(world, subject, measure)]
    if any(fact.actual is None or fact.expected is None for fact in facts):
        return absent
    expected = sum(fact.expected for fact in facts)
    return found(sum(fact.actual for fact in facts) / expected) if expected else absent


def gap(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    span = world.spans(measure.get("period", "year"))[0]
    first = max(span.first, subject.founded or span.first)
    last = min(span.last, world.as_of, subject.closed or span.last)
    busy = {one.reckoned for one in select(world, subject, measure)}
    longest = current = 0
    for offset in range((last - first).days + 1):
        current = 0 if first + timedelta(days=offset) in busy else current + 1
        longest = max(longest, current)
    return found(longest)


def delay(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    lates = [_late_by(one.fact, measure, world.as_of) for one in select(world, subject, measure)]
    if measure.get("combine", "sum") == "longest":
        return found(max(lates, default=0))
    return found(sum(lates))


def _late_by(fact: Fact, measure: dict[str, Any], as_of: date) -> int:
    grace = measure.get("grace", {})
    due = add_months(fact.day, grace.get("months", 0)) + timedelta(days=grace.get("days", 0))
    end = fact.end or as_of
    if measure["measured_in"] == "days":
        return max(0, (end - due).days)
    size = 12 if measure["measured_in"] == "years" else 1
    begun = 0
    while add_months(due, size * begun) < end:
        begun += 1
    if measure.get("partial", "full") == "started" or add_months(due, size * begun) == end:
        return begun
    return max(0, begun - 1)


def run(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    days: dict[date, bool] = {}
    for one in candidates(world, subject, measure):
        good = meets(one.fact, measure.get("where", {}), world.as_of)
        days[one.fact.day] = days.get(one.fact.day, True) and good
    length = 0
    for day in sorted(days, reverse=True):
        if not days[day]:
            break
        length += 1
    return found(Fraction(length))
