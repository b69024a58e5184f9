"""What is missing against a requirement, span by span (5.3)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .amounts import amount
from .counting import distinct
from .figures import number
from .measured import ABSENT, EXEMPT, NOT_APPLICABLE, NOT_YET_DUE, NUMBER, Measured, missing
from .periods import Span
from .world import Fact, Selected, Subject, World, select


def shortfall(world: World, subject: Subject, measure: dict[str, Any]) -> Measured:
    required = amount(subject, measure["required"])
    if required is None:
        return missing
    expected_of = [span for span in _spans(world, measure) if _existed(world, subject, span)]
    owed = [span for span in expected_of if not any(covers(fact, span) for fact in world.exemptions(subject))]
    is_due = [span.due <= world.as_of or _rolling(world, measure) for span in owed]
    quantities = [_quantity(world, subject, measure, span) for span in owed]
    if None in quantities:
        return Measured(ABSENT, nothing_due=not any(is_due))
    if not owed:
        return Measured(EXEMPT if expected_of else NOT_APPLICABLE)
    shorts = _shorts(quantities, required, carries=_option(world, measure, "early") == "carries")
    worst = _counted(shorts, measure)
    if not any(is_due):
        return Measured(NOT_YET_DUE, worst=worst)
    due_shorts = [short for short, due in zip(shorts, is_due, strict=True) if due]
    return Measured(NUMBER, _counted(due_shorts, measure), worst=worst)


def covers(exemption: Fact, span: Span) -> bool:
    return exemption.day <= span.first and (exemption.end is None or exemption.end >= span.last)


def _option(world: World, measure: dict[str, Any], name: str) -> str:
    return measure.get(name, world.choice(name))


def _period(measure: dict[str, Any]) -> str:
    return measure.get("each") or measure.get("period") or "year"


def _spans(world: World, measure: dict[str, Any]) -> list[Span]:
    return world.spans(_period(measure))


def _rolling(world: World, measure: dict[str, Any]) -> bool:
    return "rolling_days" in world.rulebook.get("periods", {}).get(_period(measure), {})


def _existed(world: World, subject: Subject, span: Span) -> bool:
    founded, closed = subject.founded, subject.closed
    if world.choice("new_organisation") == "full_only":
        return (founded is None or founded <= span.first) and (closed is None or closed >= span.last)
    return (founded is None or founded <= span.last) and (closed is None or closed >= span.first)


def _quantity(world: World, subject: Subject, measure: dict[str, Any], span: Span) -> Fraction | None:
    taken = [one for one in select(world, subject, measure) if one.span == span]
    if _option(world, measure, "late") == "within_grace":
        taken = [one for one in taken if one.fact.day <= span.due]
    quantity = _have(taken, measure.get("quantity", "records"))
    if quantity is not None and _option(world, measure, "several") == "one":
        return min(quantity, Fraction(1))
    return quantity


def _have(taken: list[Selected], quantity: Any) -> Fraction | None:
    if quantity == "records":
        return Fraction(len(taken))
    if quantity == "actual":
        figures = [one.fact.actual for one in taken]
        return None if None in figures else sum(figures, Fraction(0))
    return Fraction(distinct(taken, quantity))


def _shorts(quantities: list[Fraction], required: Fraction, *, carries: bool) -> list[Fraction]:
    shorts, carried = [], Fraction(0)
    for quantity in quantities:
        have = quantity + carried
        shorts.append(max(Fraction(0), required - have))
        carried = max(Fraction(0), have - required) if carries else Fraction(0)
    return shorts


def _counted(shorts: list[Fraction], measure: dict[str, Any]) -> Fraction:
    counted = measure.get("counted", "units")
    allowance = number(measure.get("allowance", 0))
    size = sum(1 for short in shorts if short > 0) if counted == "periods" else sum(shorts, Fraction(0))
    beyond = max(Fraction(0), size - allowance)
    return Fraction(int(beyond > 0)) if counted == "once" else beyond
