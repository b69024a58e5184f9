"""What holds for every rulebook and all data, on drawn ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mingheng.scoring import Line, Outcome
from mingheng.scoring.exact import half_up_fraction
from tests.oracle.differential import outcome_of
from tests.oracle.figures import clip, number
from tests.oracle.generator import Case, random_case
from tests.oracle.tree import node_factor, rule_limits
from tests.oracle.variations import (
    figures,
    of_one_subject,
    reads_other_lines,
    with_facts_in_another_order,
    with_facts_out_of_view,
    without_other_subjects,
    without_ranks,
)

SEEDS = st.integers(min_value=0, max_value=2**32)
LONG_AFTER = timedelta(days=200)
"""No drawn period falls due later than so many days after the end of the cycle."""

search = settings(max_examples=30, derandomize=True, database=None)


def drawn(seed: int) -> Case:
    return random_case(random.Random(seed))


def all_lines(outcome: Outcome) -> Iterator[tuple[str, Line]]:
    for subject in outcome.assessed:
        for line in outcome.lines(subject.id):
            yield subject.id, line


def has_points(line: Line) -> bool:
    return line.status in ("scored", "for_reference")


@search
@given(SEEDS)
def test_points_stay_between_floor_and_cap(seed: int) -> None:
    rulebook, *others = drawn(seed)
    rules = {rule["rule"]: rule_limits(rule) for rule in rulebook["rules"]}
    nodes = {node["node"]: node for node in rulebook["nodes"]}
    for _, line in all_lines(outcome_of((rulebook, *others))):
        if line.code in rules:
            floor, cap = rules[line.code].floor, rules[line.code].cap
        else:
            floor, cap = limits_of_node(nodes[line.code], line)
        if line.code == "total":
            floor, cap = (None if limit is None else shown(limit, rulebook) for limit in (floor, cap))
        if has_points(line):
            unclipped = (line.points, line.worst, line.best)
            assert tuple(clip(figure, floor, cap) for figure in unclipped) == unclipped


def limits_of_node(node: dict[str, Any], line: Line) -> tuple[Fraction | None, Fraction | None]:
    """Floor and cap as printed, or by the effective maximum."""
    cap = number(node["cap"]) if "cap" in node else line.max_points
    floor = number(node["floor"]) if "floor" in node else None if line.max_points is None else Fraction(0)
    return floor, cap


def shown(points: Fraction, rulebook: dict[str, Any]) -> Fraction:
    """Points as the total shows them: rounded after all limits."""
    return half_up_fraction(points, rulebook["rulebook"]["rounding"]["total"])


@search
@given(SEEDS)
def test_nodes_are_the_sum_of_their_children_within_their_limits(seed: int) -> None:
    rulebook, *others = drawn(seed)
    outcome = outcome_of((rulebook, *others))
    scale = outcome.rollup.tree.scale
    for subject in outcome.view.subjects.rows:
        place = outcome.view.subjects.positions[subject.id]
        for node in rulebook["nodes"]:
            line, made = outcome.line(subject.id, node["node"]), outcome.rollup.nodes[node["node"]]
            columns = (made.sums, made.rescaled, made.limited)
            sums, rescaled, limited = (Fraction(int(column[place]), scale) for column in columns)
            assert sums == sum(contributions(outcome, subject.id, rulebook, node["node"]), Fraction(0))
            assert limited == clip(baseline_of(node, line) + rescaled, *limits_of_node(node, line))
            if has_points(line):
                assert line.points == (shown(limited, rulebook) if node["node"] == "total" else limited)


def baseline_of(node: dict[str, Any], line: Line) -> Fraction:
    written = node.get("baseline", "zero")
    words = {"zero": Fraction(0), "full": line.max_points}
    return words[written] if written in words else number(written)


def contributions(outcome: Outcome, subject: str, rulebook: dict[str, Any], code: str) -> Iterator[Fraction]:
    """What each child that counts brings to a node as it stands."""
    for rule in rulebook["rules"]:
        if rule["node"] == code and not rule.get("reference"):
            yield outcome.line(subject, rule["rule"]).points or Fraction(0)
    for node in rulebook["nodes"]:
        if node.get("parent") == code and not node.get("reference"):
            yield (outcome.line(subject, node["node"]).points or Fraction(0)) * node_factor(node)


@search
@given(SEEDS)
def test_earned_open_and_lost_are_the_maximum(seed: int) -> None:
    for _, line in all_lines(outcome_of(drawn(seed))):
        assert (line.earned, line.open) == (line.worst, line.best - line.worst)
        assert line.open >= 0
        if line.max_points is None:
            assert line.lost is None
        elif line.status in ("not_applicable", "exempt"):
            assert (line.open, line.lost) == (0, 0)
        else:
            assert line.earned + line.open + line.lost == line.max_points


@search
@given(SEEDS)
def test_points_are_never_given_without_a_number_behind_them(seed: int) -> None:
    rulebook, *others = drawn(seed)
    outcome = outcome_of((rulebook, *others))
    rules = {rule["rule"]: rule for rule in rulebook["rules"]}
    for _, line in all_lines(outcome):
        if line.code not in rules or line.status in ("not_applicable", "exempt"):
            continue
        assert (line.points is None) == (not has_points(line))
        if has_points(line) and line.measure is None:
            assert rules[line.code].get("if_missing") in ("zero", "full_marks")


@search
@given(SEEDS)
def test_after_everything_has_fallen_due_nothing_is_open(seed: int) -> None:
    rulebook, subjects, facts, connected, _, _ = drawn(seed)
    late = rulebook["rulebook"]["cycle"]["to"] + LONG_AFTER
    outcome = outcome_of((rulebook, subjects, facts, connected, late, None))
    for _, line in all_lines(outcome):
        assert line.status != "not_yet_due"
        if has_points(line):
            assert (line.open, line.earned, line.forecast) == (0, line.points, line.points)


@search
@given(SEEDS)
def test_the_forecast_goes_on_as_the_due_part_of_the_total_went(seed: int) -> None:
    rulebook, *others = drawn(seed)
    outcome = outcome_of((rulebook, *others))
    for subject, line in all_lines(outcome):
        total = outcome.line(subject, "total")
        gone = None if total.points is None or total.lost is None else total.points + total.lost
        if line.open == 0:
            assert line.forecast == line.earned
        elif gone is None or gone <= 0:
            assert line.forecast is None
        else:
            rate = clip(total.points / gone, Fraction(0), Fraction(1))
            assert line.forecast == shown(line.earned + line.open * rate, rulebook)


@search
@given(SEEDS)
def test_facts_that_are_not_in_view_change_nothing(seed: int) -> None:
    case = drawn(seed)
    assert figures(with_facts_out_of_view(case, random.Random(seed))) == figures(case)


@search
@given(SEEDS)
def test_the_order_of_facts_does_not_matter(seed: int) -> None:
    case = drawn(seed)
    assert figures(with_facts_in_another_order(case, random.Random(seed))) == figures(case)


@search
@given(SEEDS.map(drawn).filter(lambda case: not reads_other_lines(case[0])))
def test_one_subject_alone_is_scored_as_among_others(drawn_case: Case) -> None:
    case = without_other_subjects(drawn_case)
    of_all = figures(case)
    for row in case[1]:
        alone = figures(of_one_subject(case, row["id"]))
        assert without_ranks(alone, row["id"]) == without_ranks(of_all, row["id"])


@search
@given(SEEDS)
def test_same_data_twice_give_the_same_figures(seed: int) -> None:
    assert figures(drawn(seed)) == figures(drawn(seed))
