"""The small words of explanations: numbers, shares, units and ranges as a clerk writes them, and one line to speak of.

Arranges what was measured; computes no points. The templates are data (`messages/explanation.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.measures import (
    Ballot,
    Checklist,
    Count,
    Delay,
    Gap,
    Peers,
    Rate,
    Ratio,
    Run,
    Selection,
    Shortfall,
)
from mingheng.scoring.language.rulebook import Rule
from mingheng.scoring.language.shapes import AllOrNothing, Flat, Proportional, Steps, Tiers
from mingheng.scoring.language.words import Interval
from mingheng.scoring.measures.values import FIGURE_DECIMALS
from mingheng.scoring.messages import sentence
from mingheng.scoring.rules import Leaf
from mingheng.scoring.view import View

UNITS = {"person": "人", "case": "项", "month": "个月", "quarter": "个季度", "day": "天", "span": "期"}
LENGTHS = {"days": "天", "months": "个月", "years": "年"}
SPANS = {"month": "个月", "quarter": "个季度", "half_year": "个半年"}
FIGURE_SCALE = 10**FIGURE_DECIMALS


def say(code: str, **params: Any) -> str:
    """One phrase."""
    return sentence("explanation", code, params)


def number(value: Fraction) -> str:
    """A measured number as people write it; the exact one is in the line."""
    return decimal_text(value, FIGURE_DECIMALS)


def about(value: Fraction) -> str:
    """A number as people write it; digits that are not all of it are marked as such."""
    text = number(value)
    return text if Fraction(text) == value else say("about", number=text)


def about_percent(share: Fraction) -> str:
    """The same for a share as a percentage."""
    text = percent(share)
    return text if Fraction(text[:-1]) == share * 100 else say("about", number=text)


def quotient(value: Fraction) -> str:
    """A number of the rulebook: 0.5, or 1/3 where no decimals end."""
    return number(value) if (value * FIGURE_SCALE).denominator == 1 else str(value)


def percent(value: Fraction) -> str:
    """A share as a percentage with two decimals."""
    return decimal_text(value * 100, 2) + "%"


def shown(points: Fraction | None) -> str:
    """Points exactly as the line has them."""
    return "无" if points is None else decimal_text(points)


def interval_text(interval: Interval, unit: str = "", *, as_share: bool = False) -> str:
    """A range in words."""
    names = ("at_least", "more_than", "at_most", "less_than", "equals")
    parts = []
    for name, end in zip(names, interval.ends, strict=True):
        if end is not None:
            code = "below_zero" if name == "less_than" and end <= 0 else name
            parts.append(say(code, number=percent(end) if as_share else number(end) + unit))
    return "、".join(parts)


def masked(person: str) -> str:
    """A person in lists: 李明 and 李建国 both become 李**, for the length would give something away.

    A code without Chinese stays: it names nobody.
    """
    return person[:1] + "**" if any("\u3400" <= sign <= "\u9fff" for sign in person) else person


class Reading:
    """One rule's line for one subject, as phrases speak of it."""

    def __init__(self, leaf: Leaf, index: int, view: View) -> None:
        self.leaf, self.index, self.view = leaf, index, view
        self.rule, self.measure, self.shape = leaf.rule, leaf.rule.measure, leaf.rule.shape
        self.value = leaf.values.now.at(index)
        self.given, self.factor, self.amount = (column.at(index) for column in (leaf.given, leaf.factor, leaf.amount))
        self.unit = unit_of(self.rule, view)
        self.as_share = is_share(self.rule)

    def figure(self, name: str, scale: int = 1) -> Fraction:
        """One of the measure's figures; 0 where there is none."""
        column = self.leaf.values.figures.get(name)
        return Fraction(0) if column is None else Fraction(int(column[self.index]), scale)

    def measured(self, value: Fraction) -> str:
        """A number on the measure's own scale: a percentage, or a number with its unit."""
        return about_percent(value) if self.as_share else about(value) + self.unit

    def range(self, interval: Interval) -> str:
        """A range on the measure's own scale."""
        return interval_text(interval, self.unit, as_share=self.as_share)


def unit_of(rule: Rule, view: View) -> str:
    """The word after a counted number: what the rulebook says, or what was counted."""
    measure = rule.measure
    if isinstance(measure, Shortfall) and measure.counted == "periods":
        return SPANS.get(view.rulebook.periods[measure.owed_over].every or "", "期")
    if isinstance(measure, Selection) and measure.counted_in:
        return measure.counted_in
    match measure:
        case Delay():
            return LENGTHS[measure.measured_in]
        case Gap():
            return "天"
        case Run():
            return "期"
        case Checklist():
            return "项" if all(item.worth == 1 for item in measure.items) else ""
        case Count(per=columns):
            return next((UNITS[name] for name in columns if name in UNITS), "次")
        case Shortfall(quantity="records"):
            return "次"
        case Shortfall(quantity=tuple() as columns):
            return next((UNITS[name] for name in columns if name in UNITS), "次")
    return ""


def is_share(rule: Rule) -> bool:
    """Whether the measure is read as a percentage: a quotient only where the rule compares it with shares."""
    measure = rule.measure
    if isinstance(measure, Ratio):
        ends = list(compared_with(rule))
        return bool(ends) and all(end <= 1 for end in ends)
    if isinstance(measure, Ballot):
        return bool(measure.share_of)
    if isinstance(measure, Peers):
        return measure.compared in ("rank_share", "over_highest", "over_mean")
    return isinstance(measure, Rate)


def compared_with(rule: Rule) -> Iterator[Fraction]:
    """Every number that the shape compares the measure with."""
    match rule.shape:
        case Flat(when=when) | AllOrNothing(when=when):
            yield from (end for end in when.ends if end is not None)
        case Tiers(tiers=tiers):
            yield from (end for tier in tiers for end in tier.ends if end is not None)
        case Steps(target=target, below=below, above=above):
            yield from (target, *(side.step.value for side in (below, above) if side is not None))
        case Proportional(start=start, at=at):
            yield from (start, at)
