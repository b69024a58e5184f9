"""Counts, sums and levels with their limits (5.2, 5.6)."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from fractions import Fraction
from typing import Any

from .figures import lies_in, number
from .measured import Measured, absent, failed, found
from .world import Selected, Subject, World, select

LARGEST_SUM = 10_000_000


def count(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    selected = select(world, subject, measure)
    if "per" in measure:
        return found(distinct(selected, measure["per"]))
    return found(limited([(one.reckoned, Fraction(1)) for one in selected], measure.get("limits", {})))


def total(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    selected = select(world, subject, measure)
    figures = [one.fact.actual for one in selected]
    if any(outside(figure, measure) for figure in figures):
        return failed
    if None in figures:
        return absent
    if abs(sum(figures)) > LARGEST_SUM:
        return failed
    return found(limited([(one.reckoned, one.fact.actual) for one in selected], measure.get("limits", {})))


def outside(figure: Fraction | None, measure: dict[str, Any]) -> bool:
    if figure is None or "within" not in measure:
        return False
    low, high = measure["within"]
    return not lies_in(figure, {"at_least": low, "at_most": high})


def distinct(selected: list[Selected], columns: list[str]) -> int:
    """Different combinations of the columns; a fact that lacks one of them counts for itself."""
    seen: set[Hashable] = set()
    for position, one in enumerate(selected):
        combination = tuple(_column(one, column) for column in columns)
        seen.add(("alone", position) if None in combination else ("same", combination))
    return len(seen)


def _column(one: Selected, column: str) -> Hashable:
    if column == "day":
        return one.reckoned
    if column == "month":
        return month_of(one.reckoned)
    if column == "quarter":
        return quarter_of(one.reckoned)
    if column == "span":
        return one.span.first
    return getattr(one.fact, column)


def month_of(day: date) -> tuple[int, int]:
    return day.year, day.month


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def limited(parts: list[tuple[date, Fraction]], limits: dict[str, Any]) -> Fraction:
    """Clip per day, then per month, then per quarter, from above only."""
    for limit, block in (("day", lambda day: day), ("month", month_of), ("quarter", quarter_of)):
        if limit not in limits:
            continue
        blocks: dict[Hashable, tuple[date, Fraction]] = {}
        for day, figure in parts:
            first, so_far = blocks.get(block(day), (day, Fraction(0)))
            blocks[block(day)] = (first, so_far + figure)
        parts = [(day, min(figure, number(limits[limit]))) for day, figure in blocks.values()]
    return sum((figure for _, figure in parts), Fraction(0))


def levels(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    values = {level: number(value) for level, value in measure["values"].items()}
    rated = [(one, values[one.fact.level]) for one in select(world, subject, measure) if one.fact.level in values]
    keep = measure.get("keep", "all")
    if keep == "latest":
        return _latest(rated, measure)
    if keep == "highest":
        return found(greatest([value for _, value in rated]) if rated else 0)
    if measure.get("per", "case") == "case":
        rated = _once_per_case(rated)
    return found(limited([(one.reckoned, value) for one, value in rated], measure.get("limits", {})))


def greatest(values: list[Fraction]) -> Fraction:
    """By absolute value; of two equal ones the positive."""
    return max(values, key=lambda value: (abs(value), value))


def _latest(rated: list[tuple[Selected, Fraction]], measure: dict[str, Any]) -> Measured:
    if not rated:
        return found(number(measure["absent"])) if "absent" in measure else absent
    last = max(one.fact.day for one, _ in rated)
    return found(greatest([value for one, value in rated if one.fact.day == last]))


def _once_per_case(rated: list[tuple[Selected, Fraction]]) -> list[tuple[Selected, Fraction]]:
    kept: dict[str, tuple[Selected, Fraction]] = {}
    alone = []
    for one, value in rated:
        if one.fact.case is None:
            alone.append((one, value))
        elif one.fact.case not in kept or greatest([kept[one.fact.case][1], value]) != kept[one.fact.case][1]:
            kept[one.fact.case] = (one, value)
    return alone + list(kept.values())
