"""Can any intermediate leave what integers hold exactly? Bounds are proved from the rulebook's own figures.

The kernel cancels common factors, so the bounds here are upper ones. Sums of quantities go through float64 and must
stay below 2**53; so must every product on the way to a rounded point.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.exact import MAX_COUNT, MAX_QUANTITY, SAFE, THOUSANDTHS
from mingheng.scoring.language.measures import (
    Attribute,
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    Gap,
    Levels,
    Measure,
    Peers,
    Run,
    Shortfall,
    Value,
)
from mingheng.scoring.language.rulebook import Rule, Rulebook, decimals_of, parts_of
from mingheng.scoring.language.shapes import AllOrNothing, Flat, PerItem, Proportional, Shape, Side, Steps, Table, Tier
from mingheng.scoring.language.words import AmountBySize, AmountByText, AmountFromAttribute, Quotient, SizeTier
from mingheng.scoring.tree import Tree

MAX_DAYS = 100_000
MAX_SPANS = 4_000
Bound = tuple[int, int]
"""The greatest numerator and denominator that can occur."""


def check_arithmetic(rulebook: Rulebook, notes: Notes) -> None:
    """Every rule and every node."""
    unrounded = rulebook.head.rounding.leaf is None
    if unrounded and rescales(rulebook):
        notes.error("leaf_needs_rounding", rulebook.head, "rounding")
    for rule in rulebook.rules.values():
        if unrounded and not divides_evenly(rule):
            notes.error("leaf_needs_rounding", rule)
        if leaf_bound(rule, rulebook) >= SAFE:
            notes.error("arithmetic_unsafe", rule)
    for code, bound in node_bounds(rulebook).items():
        if bound >= SAFE:
            notes.error("arithmetic_unsafe", rulebook.nodes[code])


def leaf_bound(rule: Rule, rulebook: Rulebook) -> int:
    """The greatest intermediate on the way to the rule's rounded points."""
    top, bottom = amount_bound(rule.shape, measure_bound(rule.measure, rulebook), rule)
    for multiplier in rule.times:
        factor = multiplier.factor or Quotient(Fraction(1))
        by: Bound = (
            measure_bound(multiplier.by, rulebook)
            if multiplier.by
            else (abs(factor.value.numerator), factor.value.denominator)
        )
        top, bottom = top * max(by[0], 1), bottom * by[1]
    baseline = rule.baseline if isinstance(rule.baseline, Fraction) else rule.max_points or Fraction(0)
    top = top * baseline.denominator + abs(baseline.numerator) * bottom
    stage: int = 10 ** (rulebook.decimals if rulebook.head.rounding.leaf is None else rulebook.head.rounding.leaf)
    return 2 * top * stage + bottom * baseline.denominator


def measure_bound(measure: Measure, rulebook: Rulebook) -> Bound:
    """The greatest numerator and denominator of a measure, in the units the kernel uses."""
    group = 10**rulebook.head.rounding.group
    match measure:
        case Count() | Run():
            return MAX_COUNT, 1
        case Gap() | Delay():
            return MAX_DAYS * (1000 if isinstance(measure, Delay) else 1), 1
        case Checklist():
            scale = lcm(*(item.worth.denominator for item in measure.items))
            return sum(int(abs(item.worth) * scale) for item in measure.items), scale
        case Levels():
            scale = lcm(1, *(number.denominator for number in measure.values.values()))
            return int(max(abs(number) for number in measure.values.values()) * scale) * MAX_COUNT, scale
        case Shortfall():
            return shortfall_bound(measure), THOUSANDTHS
        case Ballot() if measure.values:
            greatest = max(abs(number) for number in measure.values.values())
            return int(greatest * group) * 1000, group * 1000
        case Ballot():
            return group * 1000, group * 1000
        case Peers() | Children():
            return _points_bound(rulebook) * 1000, rulebook_scale(rulebook) * 1000
        case Attribute():
            return MAX_QUANTITY // 10, THOUSANDTHS
        case Value() if measure.within:
            return int(max(abs(number) for number in measure.within) * group) * 1000, group * 1000
    return MAX_QUANTITY, THOUSANDTHS


def shortfall_bound(measure: Shortfall) -> int:
    """The most that can be missing, in thousandths: what a span requires, over as many spans as ten years have days."""
    match measure.required:
        case AmountFromAttribute():
            return MAX_QUANTITY
        case AmountByText(table=table, otherwise=otherwise):
            most = max(*table.values(), otherwise or Fraction(0))
        case AmountBySize(tiers=tiers):
            most = max(tier.amount for tier in tiers)
        case number:
            most = number
    return min(int(most * MAX_SPANS * THOUSANDTHS), MAX_QUANTITY)


def amount_bound(shape: Shape, value: Bound, rule: Rule) -> Bound:
    """The greatest numerator and denominator of the shape's amount."""
    top, bottom = value
    prices = _prices(shape, rule)
    scale = lcm(1, *(price.denominator for price in prices))
    price = max((int(abs(price) * scale) for price in prices), default=0)
    match shape:
        case PerItem(free=free):
            if any(isinstance(piece, AmountFromAttribute) for piece in parts_of(shape)):
                price, scale = MAX_QUANTITY // 10, THOUSANDTHS
            return price * (top * free.denominator + abs(free.numerator) * bottom), scale * bottom * free.denominator
        case Steps(target=target):
            steps = [side.step.value for side in (shape.below, shape.above) if side is not None]
            distance = top * target.denominator + abs(target.numerator) * bottom
            return price * max(distance * step.denominator for step in steps), scale * max(
                bottom * target.denominator * step.numerator for step in steps
            )
        case Proportional(start=start, at=at):
            way = abs(at - start)
            part = bottom * start.denominator * way.numerator
            return price * part, scale * part
    return price, scale


def _prices(shape: Shape, rule: Rule) -> list[Fraction]:
    found: list[Any] = [rule.max_points] if isinstance(shape, AllOrNothing) else []
    for piece in parts_of(shape):
        if isinstance(piece, Flat | PerItem | Proportional | Tier | Side):
            found += [piece.give, piece.deduct]
        if isinstance(piece, PerItem):
            found.append(piece.first)
        if isinstance(piece, Table):
            found += [*piece.give.values(), *piece.deduct.values(), piece.beyond]
        if isinstance(piece, AmountByText):
            found += [*piece.table.values(), piece.otherwise]
        if isinstance(piece, SizeTier):
            found.append(piece.amount)
    return [price for price in found if isinstance(price, Fraction)]


def divides_evenly(rule: Rule) -> bool:
    """Whether the rule's points never need more than six decimals, so that nothing has to be rounded."""
    shape = rule.shape
    if isinstance(shape, Proportional) or (isinstance(shape, Steps) and shape.partial == "proportional"):
        return False
    if any(multiplier.by is not None for multiplier in rule.times):
        return False
    factors = [multiplier.factor.value for multiplier in rule.times if multiplier.factor is not None]
    places = sum(decimals_of(factor) for factor in factors) + max(map(decimals_of, _prices(shape, rule)), default=0)
    if isinstance(shape, PerItem):
        of_value = decimals_of_measure(rule.measure)
        if of_value is None or any(isinstance(piece, AmountFromAttribute) for piece in parts_of(shape)):
            return False
        places += max(of_value, decimals_of(shape.free))
    return places <= 6 and not any(decimals_over_six(factor) for factor in factors)


def decimals_of_measure(measure: Measure) -> int | None:
    """How many decimals a measure can have; None where it divides by a number that comes from data."""
    match measure:
        case Count() | Run() | Gap() | Delay():
            return 0
        case Checklist():
            return max(decimals_of(item.worth) for item in measure.items)
        case Levels():
            return max(decimals_of(number) for number in measure.values.values())
        case Shortfall() | Attribute():
            return 3
    return None


def rescales(rulebook: Rulebook) -> bool:
    """Whether some part that does not apply leaves its points to the others, in proportion."""
    choices = rulebook.choices
    modes = {part.otherwise or choices.not_applicable for part in rulebook.parts}
    return "rescaled" in modes | {rule.exempt_gives or choices.exempt for rule in rulebook.rules.values()}


def decimals_over_six(number: Fraction) -> bool:
    """Whether a number has no end within six decimals."""
    return (number * 10**6).denominator != 1


def node_bounds(rulebook: Rulebook) -> dict[str, int]:
    """Per node the greatest sum (doubled for rounding, times the stage) in the fine scale."""
    tree = Tree.of(rulebook)
    reach: dict[str, int] = {}
    for code in tree.upward:
        node = rulebook.nodes[code]
        total = abs(int((node.baseline if isinstance(node.baseline, Fraction) else node.max_points or 0) * tree.scale))
        for child in tree.children[code]:
            share = rulebook.nodes[child].share if child in rulebook.nodes else Fraction(1)
            total += (
                int(
                    (reach[child] if child in rulebook.nodes else _rule_reach(rulebook.rules[child], rulebook, tree))
                    * share
                )
                + 1
            )
        limits = [
            abs(int(limit * tree.scale)) for limit in (node.max_points, node.cap, node.floor) if limit is not None
        ]
        reach[code] = min(total, max([total, *limits])) if node.max_points is None else max([*limits, 1])
        reach[code] = max(reach[code], 1)
    stage = 10**rulebook.head.rounding.total
    return {code: 2 * bound * stage for code, bound in reach.items()}


def _rule_reach(rule: Rule, rulebook: Rulebook, tree: Tree) -> int:
    """The most points, up or down, one rule can bring to its node, in the fine scale."""
    limits = [abs(limit) for limit in (rule.max_points, rule.cap, rule.floor) if limit is not None]
    if rule.max_points is not None or (rule.cap is not None and rule.floor is not None):
        return int(max(limits) * tree.scale)
    top, bottom = amount_bound(rule.shape, measure_bound(rule.measure, rulebook), rule)
    return top * tree.scale // max(bottom, 1) + 1


def _points_bound(rulebook: Rulebook) -> int:
    figures = [part.max_points for part in rulebook.parts if part.max_points]
    return int(max(figures, default=Fraction(1000)) * 10 * rulebook_scale(rulebook))


def rulebook_scale(rulebook: Rulebook) -> int:
    """The fine scale of node points."""
    return Tree.of(rulebook).scale
