"""Assess every subject the slow way. In: a rulebook and rows as plain dicts. Out: lines, grades, consequences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from .figures import half_up
from .grading import Graded, Grading
from .measures import holds
from .tree import Line, line
from .world import Subject, World, facts_in_view


@dataclass(frozen=True)
class Result:
    lines: dict[tuple[str, str], Line]
    grades: dict[str, Graded]
    """Per assessed subject: grade, the reason why there is none, rank."""
    consequences: dict[str, list[str]]


def assess(
    rulebook: dict[str, Any],
    subjects: list[dict[str, Any]],
    facts: list[dict[str, Any]],
    connected: set[str],
    *,
    as_of: date,
    known_on: date | None = None,
) -> Result:
    world = World(
        rulebook=rulebook,
        subjects={row["id"]: Subject.from_row(row) for row in subjects},
        facts=facts_in_view(facts, as_of, known_on or as_of),
        connected=set(connected),
        as_of=as_of,
        line_of=line,
    )
    lines = {}
    for subject in world.assessed():
        lines.update(_lines_of(world, subject))
    grades: dict[str, Graded] = {subject.id: (None, None, None) for subject in world.assessed()}
    if "grading" in rulebook:
        grades = Grading(world).grades()
    world.grades = {key: grade for key, (grade, _, _) in grades.items()}
    consequences = {subject.id: _consequences(world, subject) for subject in world.assessed()}
    return Result(lines, grades, consequences)


def _lines_of(world: World, subject: Subject) -> dict[tuple[str, str], Line]:
    codes = [rule["rule"] for rule in world.rulebook.get("rules", [])]
    codes += [node["node"] for node in world.rulebook["nodes"]]
    total = line(world, subject, world.rulebook["rulebook"]["total"])
    rate = _rate(total)
    plain = {code: line(world, subject, code) for code in codes}
    return {(subject.id, code): replace(own, forecast=_forecast(world, own, rate)) for code, own in plain.items()}


def _rate(total: Line) -> Fraction | None:
    """The share of what could be had so far that was earned."""
    if total.points is None or total.lost is None or total.points + total.lost <= 0:
        return None
    return min(Fraction(1), max(Fraction(0), total.points / (total.points + total.lost)))


def _forecast(world: World, own: Line, rate: Fraction | None) -> Fraction | None:
    if own.open == 0:
        return own.earned
    return None if rate is None else half_up(own.earned + own.open * rate, world.decimals("total"))


def _consequences(world: World, subject: Subject) -> list[str]:
    consequences = world.rulebook.get("consequences", [])
    return [one["consequence"] for one in consequences if holds(world, subject, one["when"]) is True]
