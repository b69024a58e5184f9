"""Chinese phrases for measures and shapes: pieces of a sentence out of what was measured. Computes no points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from mingheng.scoring.exact import THOUSANDTHS, decimal_text
from mingheng.scoring.language.measures import (
    Attribute,
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    Levels,
    Peers,
    Shortfall,
    Value,
)
from mingheng.scoring.language.shapes import AllOrNothing, Flat, PerItem, Proportional, Shape, Steps, Table, Tiers
from mingheng.scoring.language.words import Interval
from mingheng.scoring.messages import sentence
from mingheng.scoring.rules import Leaf
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View, amounts

UNITS = {
    "days": "天",
    "months": "个月",
    "years": "年",
    "person": "人",
    "month": "个月",
    "quarter": "个季度",
    "day": "天",
}
SMALL = 4
"""Decimals of measured numbers in sentences; the exact number is in the line."""


def say(code: str, **params: Any) -> str:
    """One phrase."""
    return sentence("explanation", code, params)


def number(value: Fraction) -> str:
    """A measured number as people write it."""
    return decimal_text(value, SMALL)


def percent(value: Fraction) -> str:
    """A share as a percentage with two decimals."""
    return decimal_text(value * 100, 2) + "%"


def interval_text(interval: Interval) -> str:
    """A range in words."""
    names = ("at_least", "more_than", "at_most", "less_than", "equals")
    parts = [say(name, number=number(end)) for name, end in zip(names, interval.ends, strict=True) if end is not None]
    return "、".join(parts)


class LeafPhrases:
    """The phrases of one rule's line for one subject."""

    def __init__(self, leaf: Leaf, index: int, view: View) -> None:
        self.leaf, self.index, self.view = leaf, index, view
        self.measure, self.shape = leaf.rule.measure, leaf.rule.shape
        self.value = leaf.values.now.at(index)
        self.amount = leaf.amount.at(index)

    def figure(self, name: str, scale: int = 1) -> Fraction:
        """One of the measure's figures."""
        return Fraction(int(self.leaf.values.figures[name][self.index]), scale)

    @property
    def unit(self) -> str:
        """The word after a counted number."""
        measure = self.measure
        if isinstance(measure, Delay):
            return UNITS[measure.measured_in]
        columns = measure.per if isinstance(measure, Count) else ()
        if isinstance(measure, Shortfall):
            if measure.quantity == "actual":
                return ""
            columns = measure.quantity if isinstance(measure.quantity, tuple) else ()
        return next((UNITS[name] for name in columns if name in UNITS), "次")

    def measured(self) -> str:
        """What was counted."""
        match self.measure:
            case Shortfall():
                return self._shortfall(self.measure)
            case Value() | Ballot():
                return self._given(self.measure)
            case Checklist():
                return self._checklist(self.measure)
            case Peers():
                return self._peers(self.measure)
            case Children():
                combined = say(f"children_{self.measure.combine}")
                return say("children", children=self.figure("children"), combined=combined, value=number(self.value))
            case Attribute():
                heading = self.view.rulebook.attributes.get(self.measure.name, self.measure.name)
                return say("attribute", heading=heading, value=number(self.value))
        code = type(self.measure).__name__.lower()
        if code in ("rate", "ratio"):
            part, whole = self.figure("part", THOUSANDTHS), self.figure("whole", THOUSANDTHS)
            return say(code, part=number(part), whole=number(whole), percent=percent(self.value))
        return say(code, value=number(self.value), unit=self.unit)

    def _shortfall(self, measure: Shortfall) -> str:
        names = ("spans", "spans_due", "spans_short")
        if measure.counted == "periods":
            return say("shortfall_periods", **{name: self.figure(name) for name in names})
        scale = int(self.leaf.values.figures["scale"][self.index])
        figures = {name: self.figure(name, scale) for name in ("required", "required_due", "held", "held_due", "short")}
        everything_due = figures["required"] == figures["required_due"]
        code = "shortfall_units_all" if everything_due else "shortfall_units"
        if not figures["short"]:
            code = "shortfall_units_full"
        held = figures["held"] if everything_due else figures["held_due"]
        words = {name: number(value) for name, value in figures.items()} | {"held": number(held)}
        text = say(code, unit=self.unit, **words)
        return (
            text + say("allowance", allowance=number(measure.allowance), unit=self.unit) if measure.allowance else text
        )

    def _given(self, measure: Value | Ballot) -> str:
        weights = measure.weights if isinstance(measure, Value) else measure.groups
        scale = 10**self.view.rulebook.head.rounding.group
        if weights:
            groups = [
                say("value_group", name=name, value=number(self.figure(f"group:{name}", scale)), weight=weight)
                for name in weights
                if (weight := number(self.figure(f"weight:{name}", THOUSANDTHS))) != "0"
                and self.leaf.values.figures[f"group:{name}"][self.index] != MISSING
            ]
            return say("value_groups", groups="，".join(groups), value=number(self.value))
        if isinstance(measure, Value):
            return say("value", value=number(self.value))
        if measure.values:
            return say("ballot_values", value=number(self.value))
        part, whole = self.figure("part", THOUSANDTHS), self.figure("whole", THOUSANDTHS)
        return say("ballot_share", part=number(part), whole=number(whole), percent=percent(self.value))

    def _checklist(self, measure: Checklist) -> str:
        text = say(f"checklist_{measure.counted}", total=len(measure.items), value=number(self.value))
        unmet = [item.label for place, item in enumerate(measure.items) if not self.figure(f"item:{place}")]
        return text + say("checklist_items", labels="、".join(unmet)) if unmet else text

    def _peers(self, measure: Peers) -> str:
        figures = {
            name: number(self.figure(name, THOUSANDTHS))
            for name in ("mean", "highest")
            if name in self.leaf.values.figures
        }
        peers = number(self.figure("peers"))
        return say(
            f"peers_{measure.compared}", peers=peers, value=number(self.value), percent=percent(self.value), **figures
        )

    def shaped(self) -> str:
        """What that means in points."""
        shape: Shape = self.shape
        amount, effect = (
            number(abs(self.amount)),
            "扣" if self.amount < 0 else "加" if self.leaf.rule.max_points is None else "得",
        )
        match shape:
            case Flat():
                code = "flat_none" if not self.amount else "flat_deduct" if shape.give is None else "flat_give"
                return say(code, interval=interval_text(shape.when), price=self._price(shape), amount=amount)
            case AllOrNothing():
                return say("all_or_nothing", interval=interval_text(shape.when), amount=amount)
            case PerItem():
                return self._per_item(shape, amount)
            case Steps():
                return self._steps(shape, amount, effect)
            case Tiers():
                tier = next((tier for tier in shape.tiers if tier.contains(self.value)), None)
                return say("tiers", interval=interval_text(tier) if tier else "", effect=effect, amount=amount)
            case Table():
                return say("table", effect=effect, amount=amount)
            case Proportional():
                return say("proportional", effect=effect, amount=amount, price=self._price(shape))

    def _price(self, shape: Flat | PerItem | Proportional) -> str:
        price = shape.give if shape.deduct is None else shape.deduct
        assert price is not None
        return number(amounts(price, self.view)[0].at(self.index))

    def _per_item(self, shape: PerItem, amount: str) -> str:
        price, item = self._price(shape), "1" + self.unit
        free = say("free", free=number(shape.free)) if shape.free else ""
        if shape.deduct is not None and not self.amount:
            return free + say("no_deduction")
        if not isinstance(self.measure, Count | Shortfall | Delay) and price == "1":
            return free + say("per_item_as_is" if shape.deduct is None else "per_item_as_is_deduct", amount=amount)
        code = "per_item_give" if shape.deduct is None else "per_item_deduct"
        if shape.deduct is not None and isinstance(self.measure, Shortfall | Delay):
            code = "per_item_short" if isinstance(self.measure, Shortfall) else "per_item_late"
        if isinstance(self.measure, Levels):
            item = "1"
        return free + say(code, item=item, price=price, amount=amount)

    def _steps(self, shape: Steps, amount: str, effect: str) -> str:
        side = shape.below if self.value < shape.target else shape.above
        if side is None or self.value == shape.target:
            return say("steps_on_target", target=number(shape.target))
        price = side.give if side.deduct is None else side.deduct
        word = "低于" if self.value < shape.target else "高于"
        step = number(side.step.value)
        return say(
            "steps",
            target=number(shape.target),
            side=word,
            step=step,
            effect=effect,
            price=number(price or Fraction(0)),
            amount=amount,
        )
