"""Shapes: from a measure to an amount of points. A closed set, one function per shape, exact arithmetic.

In: exact numbers, one per subject. Out: exact amounts (negative for deductions); where an amount could not be given,
because a printed table has no place for the number (failed) or something is not known (undetermined, unknown).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from mingheng.scoring.exact import Flags, Integers, Ratios
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
)
from mingheng.scoring.language.words import Amount
from mingheng.scoring.measures import Context, answer
from mingheng.scoring.view import amounts, constant, inside


@dataclass(slots=True)
class Amounts:
    """An exact amount per subject; it means nothing where `failed` or `undetermined`."""

    ratios: Ratios
    failed: Flags
    undetermined: Flags
    """A price depends on a class or attribute that the subject lacks."""
    unknown: Flags
    """A second condition could not be answered."""


def apply(shape: Shape, values: Ratios, max_points: Fraction | None, context: Context) -> Amounts:
    """The amount of any shape."""
    match shape:
        case Flat():
            return flat(shape, values, context)
        case AllOrNothing():
            return all_or_nothing(shape, values, max_points or Fraction(0))
        case PerItem():
            return per_item(shape, values, context)
        case Steps():
            return steps(shape, values)
        case Tiers():
            return tiers(shape, values, context)
        case Table():
            return table(shape, values)
        case _:
            return proportional(shape, values, context)


def flat(shape: Flat, values: Ratios, context: Context) -> Amounts:
    """A fixed amount where the measure lies in the range, else 0, however far inside it lies."""
    price, there = signed(shape.give, shape.deduct, context)
    within = inside(values, shape.when)
    return Amounts(Ratios(np.where(within, price.top, 0), price.bottom), none(values), ~there, none(values))


def all_or_nothing(shape: AllOrNothing, values: Ratios, full: Fraction) -> Amounts:
    """Full points where the measure lies in the range, else 0."""
    within = inside(values, shape.when)
    top = np.where(within, full.numerator, 0).astype(np.int64)
    return certain(Ratios(top, np.full(len(top), full.denominator, dtype=np.int64)))


def per_item(shape: PerItem, values: Ratios, context: Context) -> Amounts:
    """price × (v − free) beyond the free allowance; with `first`, the first item has a price of its own."""
    price, there = signed(shape.give, shape.deduct, context)
    free = shape.free
    items = Ratios(values.top * free.denominator - free.numerator * values.bottom, values.bottom * free.denominator)
    if shape.free or shape.first is not None:
        items.top = np.maximum(items.top, 0)
    if shape.first is not None:
        sign = 1 if shape.deduct is None else -1
        further = Ratios(np.maximum(items.top - items.bottom, 0), items.bottom)
        first = constant(sign * shape.first, len(values.top))
        first.top = np.where(items.top > 0, first.top, 0)
        return Amounts(plus(times(price, further), first), none(values), ~there, none(values))
    return Amounts(times(price, items), none(values), ~there, none(values))


def steps(shape: Steps, values: Ratios) -> Amounts:
    """An amount for every step below or above the target; a begun step is ignored, full or proportional."""
    target = shape.target
    # v − target, over a common denominator.
    distance = values.top * target.denominator - target.numerator * values.bottom
    bottom = values.bottom * target.denominator
    below = _side(shape.below, np.maximum(-distance, 0), bottom, shape.partial)
    above = _side(shape.above, np.maximum(distance, 0), bottom, shape.partial)
    return certain(
        Ratios(np.where(distance < 0, below.top, above.top), np.where(distance < 0, below.bottom, above.bottom))
    )


def _side(side: Side | None, distance: Integers, bottom: Integers, partial: str) -> Ratios:
    if side is None:
        return Ratios(np.zeros_like(distance), np.ones_like(distance))
    step = side.step.value
    top, bottom = distance * step.denominator, bottom * step.numerator
    number = {"ignore": top // bottom, "full": -(-top // bottom)}.get(partial)
    counted = Ratios(top, bottom).reduced() if number is None else Ratios.whole(number)
    return times(constant(_signed(side.give, side.deduct), len(distance)), counted)


def tiers(shape: Tiers, values: Ratios, context: Context) -> Amounts:
    """The amount of the tier that holds the number; no tier is a fault of the table unless it says otherwise."""
    prices = [_signed(tier.give, tier.deduct) for tier in shape.tiers]
    order = list(range(len(prices)))
    if shape.on_overlap in ("higher", "lower"):
        order.sort(key=lambda index: prices[index], reverse=shape.on_overlap == "higher")
    scale = lcm(*(price.denominator for price in prices))
    top = np.zeros(len(values.top), dtype=np.int64)
    found, unknown = none(values), none(values)
    for index in order:
        holds, unsure = _tier(shape.tiers[index], values, context)
        unknown |= unsure
        here = holds & ~found
        top[here] = int(prices[index] * scale)
        found |= here
    gap = ~found & ~unknown if shape.on_gap != "zero" else none(values)
    return Amounts(Ratios.whole(top, scale), gap & ~unknown, none(values), unknown)


def _tier(tier: Tier, values: Ratios, context: Context) -> tuple[Flags, Flags]:
    within = inside(values, tier)
    if tier.also is None:
        return within, none(values)
    also = answer(tier.also, context)
    return within & also.holds, within & also.unknown


def table(shape: Table, values: Ratios) -> Amounts:
    """The amount that the table gives to a whole number, `beyond` above its last; anything else is failed."""
    sign, entries = (1, shape.give) if shape.give else (-1, shape.deduct)
    numbers = [*entries.values(), shape.beyond or Fraction(0)]
    scale = lcm(*(number.denominator for number in numbers))
    last = max(entries)
    amounts_by_number = np.zeros(last + 2, dtype=np.int64)
    known = np.zeros(last + 2, dtype=np.bool_)
    for number, amount in entries.items():
        amounts_by_number[number], known[number] = int(amount * scale) * sign, True
    if shape.beyond is not None:
        amounts_by_number[-1], known[-1] = int(shape.beyond * scale) * sign, True
    whole = (values.top % values.bottom == 0) & (values.top >= 0)
    place = np.where(whole, np.minimum(values.top // values.bottom, last + 1), 0)
    return Amounts(Ratios.whole(amounts_by_number[place], scale), ~(whole & known[place]), none(values), none(values))


def proportional(shape: Proportional, values: Ratios, context: Context) -> Amounts:
    """price × the part of the way from `from` to `at` that the measure has gone, between none and all of it."""
    price, there = signed(shape.give, shape.deduct, context)
    start, way = shape.start, shape.at - shape.start
    top = (values.top * start.denominator - start.numerator * values.bottom) * way.denominator
    bottom = values.bottom * start.denominator * abs(way.numerator)
    top = np.clip(top if way > 0 else -top, 0, bottom)
    return Amounts(times(price, Ratios(top, bottom).reduced()), none(values), ~there, none(values))


def signed(give: Amount | None, deduct: Amount | None, context: Context) -> tuple[Ratios, Flags]:
    """A price per subject, negative for a deduction, and where it is known."""
    price, there = amounts(give if deduct is None else deduct, context.view)  # type: ignore[arg-type]  # one is given
    return (price if deduct is None else Ratios(-price.top, price.bottom)), there


def _signed(give: Fraction | None, deduct: Fraction | None) -> Fraction:
    return -deduct if deduct is not None else give or Fraction(0)


def times(first: Ratios, second: Ratios) -> Ratios:
    """The exact product, in lowest terms. Cross terms are cancelled first so that products stay small."""
    left, right = _cancelled(first.top, second.bottom), _cancelled(second.top, first.bottom)
    return Ratios(left[0] * right[0], left[1] * right[1])


def _cancelled(top: Integers, bottom: Integers) -> tuple[Integers, Integers]:
    if bottom.max(initial=1) == 1:
        return top, bottom
    common = np.gcd(np.abs(top), bottom)
    return top // common, bottom // common


def plus(first: Ratios, second: Ratios) -> Ratios:
    """The exact sum."""
    common: Integers = np.lcm(first.bottom, second.bottom)
    return Ratios(first.top * (common // first.bottom) + second.top * (common // second.bottom), common)


def none(values: Ratios) -> Flags:
    """A flag that is set for nobody."""
    return np.zeros(len(values.top), dtype=np.bool_)


def certain(ratios: Ratios) -> Amounts:
    """Amounts that exist for everybody."""
    return Amounts(ratios, none(ratios), none(ratios), none(ratios))
