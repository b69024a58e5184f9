"""Does each rule make sense by itself: its shape, its limits, its tiers, the conditions it may contain?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mingheng.scoring.checker.amounts import check_amounts, check_prices
from mingheng.scoring.checker.covering import check_rule_shares, check_shares, check_sizes, check_tiers
from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import is_possible, text
from mingheng.scoring.checker.references import everything
from mingheng.scoring.language.measures import (
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    GradeCondition,
    Levels,
    MeasureCondition,
    Peers,
    PointsCondition,
    Sum,
    Value,
)
from mingheng.scoring.language.rulebook import Multiplier, Node, Rule, Rulebook, parts_of
from mingheng.scoring.language.shapes import (
    AllOrNothing,
    Flat,
    PerItem,
    Proportional,
    Side,
    Steps,
    Table,
    Tier,
    Tiers,
    only_deducts,
)
from mingheng.scoring.language.words import AmountBySize, Interval


def check_rules(rulebook: Rulebook, notes: Notes) -> None:
    """Every rule, and every measure and condition wherever it stands."""
    for rule in rulebook.rules.values():
        check_rule(rule, notes)
        check_prices(rulebook, rule, notes)
        check_rule_shares(rule, notes)
        check_depends(rulebook, rule, notes)
    for node in rulebook.nodes.values():
        check_node(rulebook, node, notes)
    for piece in everything(rulebook):
        check_measure(piece, notes)
        check_amounts(piece, notes)
        check_condition(piece, notes)
        check_shares(piece, notes)
        if isinstance(piece, AmountBySize):
            check_sizes(piece, notes)


def check_rule(rule: Rule, notes: Notes) -> None:
    """Limits, baseline, shape and factors of one rule."""
    check_limits(rule, notes)
    if rule.cap is not None and rule.max_points is not None and rule.cap != rule.max_points:
        notes.warning("cap_differs", rule, "cap", cap=text(rule.cap), maximum=text(rule.max_points))
    if rule.max_points is None:
        if isinstance(rule.shape, AllOrNothing):
            notes.error("needs_max_points", rule, why="all_or_nothing按满分计")
        elif rule.baseline == "full":
            notes.error("needs_max_points", rule, why="baseline: full从满分起算")
        if rule.if_missing == "full_marks":
            notes.error("needs_max_points", rule, "if_missing", why="缺数据时按满分计")
    check_shape(rule, notes)
    for piece in parts_of([rule.measure, rule.shape, rule.applies, rule.times]):
        if isinstance(piece, PointsCondition | GradeCondition):
            notes.error("condition_too_late", piece)
        if isinstance(piece, Multiplier) and (piece.factor is None) == (piece.by is None):
            notes.error("needs_one_key", piece, options="factor、by")
    inner = [rule.shape, rule.applies, rule.times, rule.measure.items if isinstance(rule.measure, Checklist) else []]
    for piece in parts_of(inner):
        if isinstance(piece, Peers | Children):
            notes.error("condition_needs_others", piece)


def check_limits(piece: Rule | Node, notes: Notes) -> None:
    """Cap, floor and maximum do not contradict each other."""
    floor = piece.floor if piece.floor is not None else Fraction(0) if piece.max_points is not None else None
    cap = piece.cap if piece.cap is not None else piece.max_points
    if piece.max_points is not None and piece.max_points <= 0:
        notes.error("max_not_positive", piece, "max_points")
    if cap is not None and floor is not None and cap < floor:
        notes.error("cap_below_floor", piece, "cap", cap=text(cap), floor=text(floor))


def check_node(rulebook: Rulebook, node: Node, notes: Notes) -> None:
    """A node's limits, and that limits have a source."""
    check_limits(node, notes)
    if node.cap is not None and node.max_points is not None and node.cap != node.max_points:
        most = most_of(rulebook, node)
        if node.cap < node.max_points or (most is not None and most <= node.max_points):
            notes.warning("cap_differs", node, "cap", cap=text(node.cap), maximum=text(node.max_points))
    limited = node.cap is not None or node.floor is not None or node.weight.value != 1 or node.convert is not None
    if limited and not node.article:
        notes.error("article_missing", node)
    if node.baseline == "full" and node.max_points is None:
        notes.error("needs_max_points", node, "baseline", why="baseline: full从满分起算")
    if node.weight.value <= 0:
        notes.error("weight_not_positive", node, "weight")
    if node.convert and (node.convert.start <= 0 or node.convert.to <= 0):
        notes.error("weight_not_positive", node, "convert")


def most_of(rulebook: Rulebook, node: Node) -> Fraction | None:
    """The most that a node's parts can bring together; None when nothing bounds it."""
    most = node.baseline if isinstance(node.baseline, Fraction) else Fraction(0)
    if node.baseline == "full":
        most = node.max_points or Fraction(0)
    for child in rulebook.nodes.values():
        if child.parent == node.node and not child.reference:
            reach = child.cap if child.cap is not None else child.max_points
            reach = most_of(rulebook, child) if reach is None else reach
            if reach is None:
                return None
            most += reach * child.share
    for rule in rulebook.rules.values():
        if rule.node == node.node and not rule.reference:
            reach = rule.cap if rule.cap is not None else rule.max_points
            if reach is None and not only_deducts(rule.shape):
                return None
            most += reach or Fraction(0)
    return most


def check_shape(rule: Rule, notes: Notes) -> None:
    """The shape's own figures, and how they fit the rule's limits."""
    shape = rule.shape
    for piece in parts_of(shape):
        if isinstance(piece, Flat | PerItem | Proportional | Tier | Side) and (piece.give is None) == (
            piece.deduct is None
        ):
            notes.error("needs_one_key", piece, options="give、deduct")
        if isinstance(piece, Flat | AllOrNothing) and not piece.when.is_given:
            notes.error("interval_empty", piece, "when")
        if isinstance(piece, Side) and piece.step.value <= 0:
            notes.error("step_not_positive", piece, "step")
    match shape:
        case Steps(below=None, above=None):
            notes.error("needs_one_key", shape, options="below、above")
        case Table(give=give, deduct=deduct):
            if bool(give) == bool(deduct):
                notes.error("needs_one_key", shape, options="give、deduct")
        case Proportional(start=start, at=at):
            if start == at:
                notes.error("way_empty", shape, "at")
        case Tiers():
            check_tiers(rule, shape, notes)


def check_measure(piece: Any, notes: Notes) -> None:
    """What type hints cannot say about a measure."""
    match piece:
        case Count(per=per, limits=limits) if per and any(parts_of_limits(limits)):
            notes.error("limits_with_per", piece, "limits")
        case Sum(within=within) | Value(within=within) if within and (len(within) != 2 or within[0] > within[1]):
            notes.error("within_backwards", piece, "within")
        case Ballot(values=values, share_of=share) if bool(values) == bool(share):
            notes.error("needs_one_key", piece, options="values、share_of")
        case Delay(grace=grace) if grace.days and grace.months:
            notes.error("needs_one_key", piece, "grace", options="days、months")
        case Levels(keep=keep, absent=absent) if keep != "latest" and absent is not None:
            notes.error("absent_without_latest", piece, "absent")
        case Levels(keep=keep, limits=limits) if keep != "all" and any(parts_of_limits(limits)):
            notes.error("limits_without_all", piece, "limits")
    if isinstance(piece, Levels) and not piece.values:
        notes.error("needs_mapping", piece, "values")


def parts_of_limits(limits: Any) -> list[Fraction]:
    """The limits that are given."""
    return [limit for limit in (limits.day, limits.month, limits.quarter) if limit is not None]


def check_condition(piece: Any, notes: Notes) -> None:
    """A condition that compares must say with what, and some number must meet it."""
    if isinstance(piece, MeasureCondition | PointsCondition) and not piece.is_given:
        notes.error("interval_empty", piece)
    if isinstance(piece, Interval) and not is_possible(piece):
        notes.error("interval_impossible", piece)


def check_depends(rulebook: Rulebook, rule: Rule, notes: Notes) -> None:
    """Rules on other subjects' lines are two passes, not more: peers after children, never peers of peers."""
    if not isinstance(rule.measure, Peers | Children):
        return
    reached = lines_below(rulebook, rule.measure.of)
    if any(isinstance(rulebook.rules[code].measure, Peers) for code in reached if code in rulebook.rules):
        notes.error("peers_of_peers", rule.measure, "of", of=rule.measure.of)


def lines_below(rulebook: Rulebook, code: str) -> list[str]:
    """A line and every line it is summed from."""
    below = [code]
    for at in below:
        below += [node for node, part in rulebook.nodes.items() if part.parent == at]
        below += [rule for rule, part in rulebook.rules.items() if part.node == at]
    return below
