"""Recorded values and ballots (5.5, 5.7)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .amounts import amount
from .counting import outside
from .figures import half_up, number
from .measured import Measured, absent, failed, found, missing
from .world import Fact, Subject, World, select

Figures = dict[str, Fraction | None]


def value(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    facts = [one.fact for one in select(world, subject, measure)]
    weights = measure.get("weights")
    if weights is not None:
        facts = [fact for fact in facts if fact.level in weights]
    if any(outside(fact.actual, measure) for fact in facts):
        return failed
    if any(fact.actual is None for fact in facts):
        return absent
    if not facts and "absent" in measure:
        return found(number(measure["absent"]))
    if weights is None:
        return found(_combine(facts, measure["combine"])) if facts else absent
    figures: Figures = {}
    for level in weights:
        named = [fact for fact in facts if fact.level == level]
        figures[level] = half_up(_combine(named, measure["combine"]), world.decimals("group")) if named else None
    return _weighted(subject, weights, figures)


def _combine(facts: list[Fact], how: str) -> Fraction:
    figures = sorted(fact.actual for fact in facts if fact.actual is not None)
    if how == "latest":
        last = max(fact.day for fact in facts)
        return max(fact.actual for fact in facts if fact.day == last)
    if how == "median":
        size = len(figures)
        return (figures[(size - 1) // 2] + figures[size // 2]) / 2
    if how == "trimmed_mean" and len(figures) >= 3:
        figures = figures[1:-1]
    if how in ("mean", "trimmed_mean"):
        return sum(figures) / len(figures)
    return {"highest": max, "lowest": min, "sum": sum}[how](figures)


def _weighted(subject: Subject, weights: dict[str, Any], figures: Figures) -> Measured:
    """Σ weight × figure ÷ Σ weight; a name with weight above 0 must have a figure."""
    top = bottom = Fraction(0)
    for name, raw in weights.items():
        weight = amount(subject, raw)
        if weight is None:
            return missing
        if weight == 0:
            continue
        if figures[name] is None:
            top = None
        if top is not None:
            top += weight * figures[name]
        bottom += weight
    return found(top / bottom) if top is not None and bottom else absent


def ballot(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    facts = [one.fact for one in select(world, subject, measure)]
    groups = measure.get("groups")
    if groups is not None:
        facts = [fact for fact in facts if fact.case in groups]
    if any(_overfull(_of_group(facts, case)) for case in {fact.case for fact in facts}):
        return failed
    if any(fact.actual is None for fact in facts):
        return absent
    if groups is None:
        figure = _tally(facts, measure)
        return absent if figure is None else found(figure)
    figures: Figures = {}
    for group in groups:
        figure = _tally(_of_group(facts, group), measure)
        figures[group] = None if figure is None else half_up(figure, world.decimals("group"))
    return _weighted(subject, groups, figures)


def _of_group(facts: list[Fact], case: str | None) -> list[Fact]:
    return [fact for fact in facts if fact.case == case]


def _votes(facts: list[Fact]) -> Fraction:
    return sum((fact.actual for fact in facts if fact.actual is not None), Fraction(0))


def _issued(facts: list[Fact]) -> Fraction | None:
    return max((fact.expected for fact in facts if fact.expected is not None), default=None)


def _overfull(facts: list[Fact]) -> bool:
    issued = _issued(facts)
    return issued is not None and _votes(facts) > issued


def _tally(facts: list[Fact], measure: dict[str, Any]) -> Fraction | None:
    """The mean value of the named options, or the share of some options; None: division by zero."""
    if "values" in measure:
        values = measure["values"]
        named = [fact for fact in facts if fact.level in values]
        votes = _votes(named)
        worth = sum(number(values[fact.level]) * fact.actual for fact in named)
        return worth / votes if votes else None
    base = _base(facts, measure)
    return _votes([fact for fact in facts if fact.level in measure["share_of"]]) / base if base else None


def _base(facts: list[Fact], measure: dict[str, Any]) -> Fraction | None:
    if measure.get("base", "valid") == "valid":
        options = measure.get("options")
        return _votes([fact for fact in facts if options is None or fact.level in options])
    issued = [_issued(_of_group(facts, case)) for case in {fact.case for fact in facts}]
    return None if None in issued else sum(issued, Fraction(0))
