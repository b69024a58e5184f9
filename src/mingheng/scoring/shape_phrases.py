"""What a measured number means in points, in words: one phrase per shape. The amount itself is read, not computed."""

from __future__ import annotations

from fractions import Fraction

from mingheng.scoring.language.measures import Checklist, Count, Delay, Shortfall, Sum
from mingheng.scoring.language.shapes import (
    AT_LEAST_ONE,
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
from mingheng.scoring.phrases import Reading, about, number, quotient, say
from mingheng.scoring.view import amounts


def shaped(reading: Reading) -> str:
    """What the number means in points, before any factor."""
    if has_none(reading):
        return say("plain", gain=gain(reading, reading.given))
    match reading.shape:
        case Flat():
            return _flat(reading, reading.shape)
        case AllOrNothing():
            return _all_or_nothing(reading, reading.shape)
        case PerItem():
            return _per_item(reading, reading.shape)
        case Steps():
            return _steps(reading, reading.shape)
        case Tiers():
            return _tiers(reading, reading.shape)
        case Table():
            return say("table", gain=gain(reading, reading.given))
        case _:
            return _proportional(reading, reading.shape)


def has_none(reading: Reading) -> bool:
    """Whether there is nothing to take points for: no find, no delay."""
    nothing = not reading.value and not reading.given and only_deducts(reading.shape)
    return nothing and isinstance(reading.measure, Count | Sum | Delay)


def gain(reading: Reading, amount: Fraction) -> str:
    """An amount as points that are given or taken."""
    if amount < 0:
        return say("taken", amount=about(-amount))
    if amount > 0:
        return say("given" if reading.rule.max_points else "added", amount=about(amount))
    if only_deducts(reading.shape):
        return say("nothing_taken")
    return say("nothing_given" if reading.rule.max_points else "nothing_added")


def _flat(reading: Reading, shape: Flat) -> str:
    said = gain(reading, reading.given)
    if shape.when != AT_LEAST_ONE or not isinstance(reading.measure, Count):
        if reading.rule.reference:
            return _answered(reading, shape)
        code = "flat_inside" if shape.when.contains(reading.value) else "flat_outside"
        return say(code, interval=reading.range(shape.when), gain=said)
    return say("flat_however_many" if reading.value > 1 else "plain", gain=said)


def _all_or_nothing(reading: Reading, shape: AllOrNothing) -> str:
    if shape.when == AT_LEAST_ONE:
        return say("full" if reading.given else "plain", gain=gain(reading, reading.given))
    if reading.rule.reference:
        return _answered(reading, shape)
    code = "full_inside" if reading.given else "full_outside"
    return say(code, interval=reading.range(shape.when), gain=gain(reading, reading.given))


def _answered(reading: Reading, shape: Flat | AllOrNothing) -> str:
    """Whether it holds: a rule for reference asks rather than gives; points are named where the end does not."""
    text = say(
        "reference_inside" if shape.when.contains(reading.value) else "reference_outside",
        interval=reading.range(shape.when),
    )
    named = reading.given and not reading.rule.max_points
    return text + (say("plain", gain=gain(reading, reading.given)) if named else "")


def _per_item(reading: Reading, shape: PerItem) -> str:
    said, item, price = gain(reading, reading.given), "1" + reading.unit, _price(reading, shape)
    text = ""
    if shape.free and reading.value > 0:
        text = say("free", free=number(min(shape.free, reading.value)) + reading.unit)
    if not reading.given:
        return text + say("plain", gain=said)
    word = "扣" if shape.deduct is not None else "得" if reading.rule.max_points else "加"
    if shape.first is not None:
        return text + say(
            "per_item_first", item=reading.unit, word=word, first=number(shape.first), price=price, gain=said
        )
    if isinstance(reading.measure, Shortfall) and reading.measure.counted == "once":
        return say("per_item_once", price=price)
    if price == "1" and not _is_counted(reading):
        return text + say("plain", gain=said)
    return text + say(_per_item_code(reading), item=item, word=word, price=price, gain=said)


def _is_counted(reading: Reading) -> bool:
    """Whether the number is a number of things, so that a price is named even when it is 1."""
    if isinstance(reading.measure, Checklist | Sum):
        return bool(reading.unit)
    return isinstance(reading.measure, Count | Shortfall | Delay)


def _per_item_code(reading: Reading) -> str:
    if isinstance(reading.measure, Shortfall):
        return "per_item_further" if reading.measure.allowance else "per_item_short"
    return "per_item_late" if isinstance(reading.measure, Delay) else "per_item"


def _steps(reading: Reading, shape: Steps) -> str:
    side = shape.below if reading.value < shape.target else shape.above
    said, target = gain(reading, reading.given), reading.measured(shape.target)
    if side is None or reading.value == shape.target:
        from_zero = not shape.target and shape.below is None
        return say("plain", gain=said) if from_zero else say("steps_none", target=target, gain=said)
    code = "steps_below" if reading.value < shape.target else "steps_above" if shape.target else "steps_from_zero"
    step = _step(reading, side)
    partial = say(f"partial_{shape.partial}", step=step)
    price = side.give if side.deduct is None else side.deduct
    word = "扣" if side.give is None else "得" if reading.rule.max_points else "加"
    words = {"target": target, "step": step, "word": word, "price": number(price or Fraction(0))}
    return say(code, partial=partial, gain=said, **words)


def _step(reading: Reading, side: Side) -> str:
    step = side.step.value
    return number(step * 100) + "个百分点" if reading.as_share else quotient(step) + reading.unit


def _tiers(reading: Reading, shape: Tiers) -> str:
    said, tier = gain(reading, reading.given), _tier(reading, shape)
    if tier is None:
        return say("tiers_none", gain=said)
    label = tier.also.label if tier.also is not None else ""
    return say("tiers", interval=reading.range(tier) + (f"且{label}" if label else ""), gain=said)


def _tier(reading: Reading, shape: Tiers) -> Tier | None:
    """The tier whose amount was taken, among those that hold the number."""
    prices = ((tier, -tier.deduct if tier.deduct is not None else tier.give) for tier in shape.tiers)
    return next((tier for tier, price in prices if tier.contains(reading.value) and price == reading.given), None)


def _proportional(reading: Reading, shape: Proportional) -> str:
    price, at = _price(reading, shape), reading.measured(shape.at)
    said, word = gain(reading, reading.given), "扣" if shape.deduct is not None else "得"
    if not reading.given and shape.deduct is None and reading.rule.max_points:
        said = say("zero_given")
    if number(abs(reading.given)) == price:
        return say("proportional_all", at=at, gain=said)
    start = reading.measured(shape.start)
    code = "proportional_between" if shape.start else "proportional"
    return say(code, start=start, at=at, word=word, price=price, gain=said)


def _price(reading: Reading, shape: PerItem | Proportional) -> str:
    price = shape.give if shape.deduct is None else shape.deduct
    assert price is not None
    return number(amounts(price, reading.view)[0].at(reading.index))
