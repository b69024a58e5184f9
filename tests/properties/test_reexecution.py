"""Whoever takes a line's stored number, factor and printed rule, and calculates, gets the line's points: all 80 units."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from mingheng.demo.county import County
from mingheng.demo.writing import shipped_kinds
from mingheng.scoring import Facts, Outcome, Subjects, assess, load_rulebook, project
from mingheng.scoring import Subject as Row
from mingheng.scoring.documents import read_document
from tests.oracle.figures import clip, half_up
from tests.oracle.shapes import shape_of
from tests.oracle.tree import Line, line, rule_limits
from tests.oracle.world import Subject, World

FOLDER = Path(__file__).resolve().parents[2] / "rulebooks" / "demo-2026"
DAYS = [date(2026, 6, 30), date(2027, 1, 31)]
FIGURES = ("status", "points", "worst", "best", "lost")


@pytest.fixture(scope="module")
def printed() -> dict[str, Any]:
    """The rulebook as its files say it, without the kernel's reading."""
    joined: dict[str, Any] = {"rules": [], "nodes": [], "periods": {}}
    for path in sorted(FOLDER.glob("*.yaml")):
        for key, value in read_document(path).value.items():
            if isinstance(value, list):
                joined[key] = [*joined.get(key, []), *value]
            else:
                joined[key] = joined.get(key, {}) | value
    return joined


@pytest.fixture(scope="module", params=DAYS, ids=str)
def outcome(request: pytest.FixtureRequest) -> Outcome:
    county, kinds = County(units=80), shipped_kinds()
    rulebook, _ = load_rulebook(FOLDER)
    assert rulebook is not None
    subjects = Subjects.of(county.subjects, tuple(rulebook.attributes))
    rows = [row for code, records in county.records.items() for row in project(kinds[code], records)]
    facts = Facts.of(rows, subjects, rulebook.fact_kinds)
    return assess(rulebook, facts, subjects, request.param)


def world_of(outcome: Outcome, printed: dict[str, Any], *, lines: dict[tuple[str, str], Line]) -> World:
    """The oracle's world with the rules' lines already there, and no facts: it can only sum."""
    table = {row.id: subject_of(row) for row in outcome.view.subjects.rows}
    return World(printed, table, [], set(), outcome.view.as_of, line, lines)


def subject_of(row: Row) -> Subject:
    given = {name: getattr(row, name) for name in ("id", "kind", "parent", "unit", "scored_with", "founded", "closed")}
    return Subject.from_row({**given, "class": row.group, "assessed": row.assessed, "attributes": row.attributes})


def test_every_rule_gives_its_points_again(outcome: Outcome, printed: dict[str, Any]) -> None:
    world = world_of(outcome, printed, lines={})
    stored, again = {}, {}
    for row in outcome.assessed:
        for rule in printed["rules"]:
            own = outcome.line(row.id, rule["rule"])
            if own.status in ("scored", "for_reference"):
                stored[row.id, own.code] = own.points
                again[row.id, own.code] = points_again(world, rule, outcome, row.id)
    assert again == stored
    assert len({subject for subject, _ in stored}) == 80


def points_again(world: World, rule: dict[str, Any], outcome: Outcome, subject: str) -> Fraction:
    """Baseline + shape(measure) × factor, rounded, within the limits."""
    own, limits = outcome.line(subject, rule["rule"]), rule_limits(rule)
    if own.measure is None:
        return {"zero": Fraction(0), "full_marks": limits.full}[rule["if_missing"]]
    shape = shape_of(world, world.subjects[subject], rule)
    factor = outcome.leaves[rule["rule"]].factor.at(outcome.view.subjects.positions[subject])
    exact = limits.baseline + shape(own.measure) * factor
    return clip(half_up(exact, world.decimals("leaf")), limits.floor, limits.cap)


def test_every_node_gives_its_figures_again(outcome: Outcome, printed: dict[str, Any]) -> None:
    rules = {(row.id, rule["rule"]) for row in outcome.assessed for rule in printed["rules"]}
    world = world_of(outcome, printed, lines={key: stored_line(outcome, *key) for key in rules})
    nodes = [(row.id, node["node"]) for row in outcome.assessed for node in printed["nodes"]]
    again = {(subject, code): line(world, world.subjects[subject], code) for subject, code in nodes}
    assert {key: shown(own) for key, own in again.items()} == {key: shown(outcome.line(*key)) for key in nodes}
    assert len(nodes) == 80 * len(printed["nodes"])


def stored_line(outcome: Outcome, subject: str, code: str) -> Line:
    own = outcome.line(subject, code)
    return Line(**{field.name: getattr(own, field.name) for field in fields(Line)})


def shown(own: Any) -> tuple[Any, ...]:
    return tuple(getattr(own, figure) for figure in FIGURES)
