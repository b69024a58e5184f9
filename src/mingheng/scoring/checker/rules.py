"""Does each rule make sense by itself: its shape, its limits, its tiers, the conditions it may contain?"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import gaps_and_overlaps
from mingheng.scoring.checker.references import Part, everything
from mingheng.scoring.language.measures import (
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    Gap,
    GradeCondition,
    Levels,
    Measure,
    MeasureCondition,
    Peers,
    PointsCondition,
    Run,
    Shortfall,
    Sum,
    Value,
)
from mingheng.scoring.language.rulebook import Multiplier, Node, Rule, Rulebook, parts_of
from mingheng.scoring.language.shapes import (
    AllOrNothing,
    Flat,
    PerItem,
    Proportional,
    Shape,
    Side,
    Steps,
    Table,
    Tier,
    Tiers,
    only_deducts,
)
from mingheng.scoring.language.words import Amount, AmountBySize, AmountByText, AmountFromAttribute, Interval


def check_rules(rulebook: Rulebook, notes: Notes) -> None:
    """Every rule, and every measure and condition wherever it stands."""
    for code, rule in rulebook.rules.items():
        check_rule(rule, ("rules", code), notes)
        check_depends(rulebook, rule, notes)
    for code, node in rulebook.nodes.items():
        check_node(node, ("nodes", code), notes)
    for part, piece in everything(rulebook):
        check_measure(piece, part, notes)
        check_condition(piece, part, notes)
        if isinstance(piece, AmountBySize):
            check_sizes(piece, part, notes)


def check_rule(rule: Rule, part: Part, notes: Notes) -> None:
    """Limits, baseline, shape and factors of one rule."""
    check_limits(rule, part, notes)
    if rule.max_points is None and (rule.baseline == "full" or isinstance(rule.shape, AllOrNothing)):
        notes.error("needs_max_points", part)
    if rule.max_points is None and rule.if_missing == "full_marks":
        notes.error("needs_max_points", part, "if_missing")
    check_shape(rule, part, notes)
    for piece in parts_of([rule.measure, rule.shape, rule.applies, rule.times]):
        if isinstance(piece, PointsCondition | GradeCondition):
            notes.error("condition_too_late", part)
        if isinstance(piece, Multiplier) and (piece.factor is None) == (piece.by is None):
            notes.error("needs_one_key", part, "times", options="factor、by")
    inner = [rule.shape, rule.applies, rule.times, rule.measure.items if isinstance(rule.measure, Checklist) else []]
    if any(isinstance(piece, Peers | Children) for piece in parts_of(inner)):
        notes.error("condition_needs_others", part)


def check_limits(part_of: Rule | Node, part: Part, notes: Notes) -> None:
    """Cap, floor and maximum do not contradict each other."""
    floor = part_of.floor if part_of.floor is not None else Fraction(0) if part_of.max_points is not None else None
    cap = part_of.cap if part_of.cap is not None else part_of.max_points
    if part_of.max_points is not None and part_of.max_points <= 0:
        notes.error("max_not_positive", part, "max_points")
    if cap is not None and floor is not None and cap < floor:
        notes.error("cap_below_floor", part, cap=_text(cap), floor=_text(floor))
    if part_of.cap is not None and part_of.max_points is not None and part_of.cap != part_of.max_points:
        notes.warning("cap_differs", part, "cap", cap=_text(part_of.cap), maximum=_text(part_of.max_points))


def check_node(node: Node, part: Part, notes: Notes) -> None:
    """A node's limits, and that limits have a source."""
    check_limits(node, part, notes)
    limited = node.cap is not None or node.floor is not None or node.weight.value != 1 or node.convert is not None
    if limited and not node.article:
        notes.error("article_missing", part)
    if node.baseline == "full" and node.max_points is None:
        notes.error("needs_max_points", part, "baseline")
    if node.weight.value <= 0 or (node.convert and (node.convert.start <= 0 or node.convert.to <= 0)):
        notes.error("weight_not_positive", part)


def check_shape(rule: Rule, part: Part, notes: Notes) -> None:
    """The shape's own figures, and how they fit the rule's limits."""
    shape = rule.shape
    for piece in parts_of(shape):
        if isinstance(piece, Flat | PerItem | Proportional | Tier | Side) and (piece.give is None) == (
            piece.deduct is None
        ):
            notes.error("needs_one_key", part, "shape", options="give、deduct")
        if isinstance(piece, Flat | AllOrNothing) and not piece.when.is_given:
            notes.error("interval_empty", part, "shape", "when")
    match shape:
        case Steps(below=None, above=None):
            notes.error("needs_one_key", part, "shape", options="below、above")
        case Steps(below=below, above=above):
            if any(side is not None and side.step.value <= 0 for side in (below, above)):
                notes.error("step_not_positive", part, "shape")
        case Table(give=give, deduct=deduct):
            if bool(give) == bool(deduct):
                notes.error("needs_one_key", part, "shape", options="give、deduct")
        case Proportional(start=start, at=at):
            if start == at:
                notes.error("way_empty", part, "shape")
        case Tiers():
            check_tiers(rule, shape, part, notes)
    check_prices(rule, part, notes)


def check_tiers(rule: Rule, shape: Tiers, part: Part, notes: Notes) -> None:
    """Every number has exactly one tier, or the rulebook says what happens."""
    if any(tier.also is not None for tier in shape.tiers):
        return
    gaps, overlaps = _cover(shape.tiers, part, notes, whole=is_whole(rule.measure), least=least_of(rule.measure))
    for where in gaps:
        if shape.on_gap is None:
            notes.error("tiers_gap", part, "shape", where=where)
        else:
            notes.warning("tiers_gap_declared", part, "shape", where=where)
    for where in overlaps:
        if shape.on_overlap is None:
            notes.error("tiers_overlap", part, "shape", where=where)
        else:
            notes.warning("tiers_overlap_declared", part, "shape", where=where)


def check_sizes(amount: AmountBySize, part: Part, notes: Notes) -> None:
    """Every size has at most one amount; where it has none, the rule cannot be scored."""
    gaps, overlaps = _cover(amount.tiers, part, notes, whole=True, least=Fraction(0))
    for where in gaps:
        notes.warning("sizes_gap", part, where=where)
    for where in overlaps:
        notes.error("sizes_overlap", part, where=where)


def _cover(
    tiers: Sequence[Interval], part: Part, notes: Notes, *, whole: bool, least: Fraction | None
) -> tuple[list[str], list[str]]:
    if not all(tier.is_given for tier in tiers):
        notes.error("interval_empty", part)
        return [], []
    return gaps_and_overlaps(tiers, whole=whole, least=least)


def is_whole(measure: Measure) -> bool:
    """Whether the measure only takes whole numbers."""
    if isinstance(measure, Shortfall):
        if measure.counted != "units":
            return measure.counted == "once" or measure.allowance.denominator == 1
        whole_records = measure.quantity != "actual" and measure.allowance.denominator == 1
        return whole_records and is_whole_amount(measure.required)
    if isinstance(measure, Peers):
        return measure.compared == "rank"
    if isinstance(measure, Checklist):
        return all(item.worth.denominator == 1 for item in measure.items)
    return isinstance(measure, Count | Gap | Delay | Run)


def is_whole_amount(amount: Amount) -> bool:
    """Whether an amount is a whole number for every subject."""
    if isinstance(amount, AmountFromAttribute):
        return amount.rounding is not None
    if isinstance(amount, AmountBySize):
        return all(tier.amount.denominator == 1 for tier in amount.tiers)
    if isinstance(amount, AmountByText):
        return all(number.denominator == 1 for number in (*amount.table.values(), amount.otherwise or Fraction(0)))
    return amount.denominator == 1


def least_of(measure: Measure) -> Fraction | None:
    """The least number that the measure can be; None where there is no bound."""
    match measure:
        case Peers(compared="rank"):
            return Fraction(1)
        case Peers(compared="minus_mean" | "minus_highest") | Children():
            return None
        case Checklist(items=items):
            return None if any(item.worth < 0 for item in items) else Fraction(0)
        case Levels(values=values, absent=absent):
            return None if any(number < 0 for number in (*values.values(), absent or 0)) else Fraction(0)
        case Value(within=within, absent=absent) if within:
            return None if within[0] < 0 else min(within[0], within[0] if absent is None else absent)
        case Sum(within=within) if within:
            return None if within[0] < 0 else Fraction(0)
    return Fraction(0)


def check_prices(rule: Rule, part: Part, notes: Notes) -> None:
    """One item does not take or give more than the rule can."""
    limit = rule.max_points if only_deducts(rule.shape) else rule.cap or rule.max_points
    if rule.max_points is None:
        limit = -rule.floor if only_deducts(rule.shape) and rule.floor is not None else rule.cap
    if limit is None:
        return
    for price in prices_of(rule.shape):
        if price > limit:
            notes.warning("price_above_cap", part, "shape", price=_text(price), limit=_text(limit))


def prices_of(shape: Shape) -> list[Fraction]:
    """Every figure by which the shape gives or takes."""
    found: list[Any] = []
    for piece in parts_of(shape):
        if isinstance(piece, Flat | PerItem | Proportional | Tier | Side):
            found += [piece.give, piece.deduct]
        elif isinstance(piece, Table):
            found += [*piece.give.values(), *piece.deduct.values(), piece.beyond]
        elif isinstance(piece, AmountByText):
            found += piece.table.values()
    return [price for price in found if isinstance(price, Fraction)]


def check_measure(piece: Any, part: Part, notes: Notes) -> None:
    """What type hints cannot say about a measure."""
    match piece:
        case Count(per=per, limits=limits) if per and any(parts_of_limits(limits)):
            notes.error("limits_with_per", part)
        case Sum(within=within) | Value(within=within) if within and (len(within) != 2 or within[0] > within[1]):
            notes.error("within_backwards", part)
        case Ballot(values=values, share_of=share) if bool(values) == bool(share):
            notes.error("needs_one_key", part, options="values、share_of")
        case Delay(grace=grace) if grace.days and grace.months:
            notes.error("needs_one_key", part, options="days、months")
        case Levels(keep=keep, absent=absent) if keep != "latest" and absent is not None:
            notes.error("absent_without_latest", part)
        case Levels(keep=keep, limits=limits) if keep != "all" and any(parts_of_limits(limits)):
            notes.error("limits_without_all", part)
    if isinstance(piece, Levels) and not piece.values:
        notes.error("needs_mapping", part)
    if isinstance(piece, Value | Ballot):
        weights = piece.weights if isinstance(piece, Value) else piece.groups
        if any(isinstance(weight, Fraction) and weight < 0 for weight in weights.values()):
            notes.error("weight_not_positive", part)


def parts_of_limits(limits: Any) -> list[Fraction]:
    """The limits that are given."""
    return [limit for limit in (limits.day, limits.month, limits.quarter) if limit is not None]


def check_condition(piece: Any, part: Part, notes: Notes) -> None:
    """A condition that compares must say with what."""
    if isinstance(piece, MeasureCondition | PointsCondition) and not piece.is_given:
        notes.error("interval_empty", part)


def check_depends(rulebook: Rulebook, rule: Rule, notes: Notes) -> None:
    """Rules on other subjects' lines are two passes, not more: peers after children, never peers of peers."""
    if not isinstance(rule.measure, Peers | Children):
        return
    reached = lines_below(rulebook, rule.measure.of)
    if any(isinstance(rulebook.rules[code].measure, Peers) for code in reached if code in rulebook.rules):
        notes.error("peers_of_peers", ("rules", rule.rule), "measure", of=rule.measure.of)


def lines_below(rulebook: Rulebook, code: str) -> list[str]:
    """A line and every line it is summed from."""
    below = [code]
    for at in below:
        below += [node for node, part in rulebook.nodes.items() if part.parent == at]
        below += [rule for rule, part in rulebook.rules.items() if part.node == at]
    return below


def _text(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else str(float(number))
