"""What a score may look at: facts in view on a day, as known on a day, and the spans of every period."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import numpy as np

from mingheng.scoring.days import NEVER, day_number
from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers, Ratios, half_up
from mingheng.scoring.facts import Facts
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.language.words import Amount, AmountBySize, AmountByText, AmountFromAttribute, Interval
from mingheng.scoring.periods import Spans, spans_of
from mingheng.scoring.subjects import MISSING, Subjects


@dataclass(slots=True)
class View:
    """Everything a measure needs besides its own words."""

    rulebook: Rulebook
    facts: Facts
    subjects: Subjects
    as_of: date
    known_on: date
    today: int
    in_view: Flags
    end: Integers
    """The facts' `end`, NEVER where it lies after `as_of`."""
    _spans: dict[str, Spans] = field(default_factory=dict)

    @classmethod
    def on(cls, rulebook: Rulebook, facts: Facts, subjects: Subjects, as_of: date, known_on: date) -> View:
        """The view at the end of `as_of`, as known at the end of `known_on`."""
        today, knowledge = day_number(as_of), day_number(known_on)
        in_view = (facts.day <= today) & (facts.known <= knowledge) & (facts.withdrawn > knowledge)
        end = np.where(facts.end > today, NEVER, facts.end)
        return cls(rulebook, facts, subjects, as_of, known_on, today, in_view, end)

    def __len__(self) -> int:
        return len(self.subjects)

    def spans(self, period: str) -> Spans:
        """The spans of a declared period."""
        if period not in self._spans:
            self._spans[period] = spans_of(self.rulebook.periods[period], self.rulebook.head.cycle, self.as_of)
        return self._spans[period]


def inside(values: Ratios, interval: Interval) -> Flags:
    """Where exact numbers lie in a range, by its open and closed ends."""
    result = np.ones(len(values.top), dtype=np.bool_)
    if interval.at_least is not None:
        result &= values.compare(interval.at_least) >= 0
    if interval.more_than is not None:
        result &= values.compare(interval.more_than) > 0
    if interval.at_most is not None:
        result &= values.compare(interval.at_most) <= 0
    if interval.less_than is not None:
        result &= values.compare(interval.less_than) < 0
    if interval.equals is not None:
        result &= values.compare(interval.equals) == 0
    return result


def amounts(amount: Amount, view: View) -> tuple[Ratios, Flags]:
    """An amount for every subject, and where there is one (no entry or attribute: there is none)."""
    if isinstance(amount, Fraction):
        return constant(amount, len(view)), np.ones(len(view), dtype=np.bool_)
    if isinstance(amount, AmountByText):
        words, codes = view.subjects.coded(amount.by)
        by_word, known = _table([amount.table.get(word, amount.otherwise) for word in words])
        return Ratios(by_word.top[codes], by_word.bottom[codes]), known[codes]
    if isinstance(amount, AmountBySize):
        return _by_size(amount, view)
    return _from_attribute(amount, view)


def constant(number: Fraction, count: int) -> Ratios:
    """The same number for every subject."""
    top = np.full(count, number.numerator, dtype=np.int64)
    return Ratios(top, np.full(count, number.denominator, dtype=np.int64))


def attribute(name: str, view: View) -> tuple[Ratios, Flags]:
    """An attribute of every subject, and where it is there."""
    column = view.subjects.attributes[name]
    there = column != MISSING
    return Ratios.whole(np.where(there, column, 0), THOUSANDTHS).reduced(), there


def _table(numbers: list[Fraction | None]) -> tuple[Ratios, Flags]:
    top = np.array([0 if number is None else number.numerator for number in numbers], dtype=np.int64)
    bottom = np.array([1 if number is None else number.denominator for number in numbers], dtype=np.int64)
    return Ratios(top, bottom), np.array([number is not None for number in numbers], dtype=np.bool_)


def _by_size(amount: AmountBySize, view: View) -> tuple[Ratios, Flags]:
    size, there = attribute(amount.by, view)
    result, found = constant(Fraction(0), len(view)), np.zeros(len(view), dtype=np.bool_)
    for tier in amount.tiers:
        here = there & inside(size, tier) & ~found
        result.top[here], result.bottom[here] = tier.amount.numerator, tier.amount.denominator
        found |= here
    return result, found


def _from_attribute(amount: AmountFromAttribute, view: View) -> tuple[Ratios, Flags]:
    size, there = attribute(amount.attribute, view)
    factor = amount.times.value
    product = Ratios(size.top * factor.numerator, size.bottom * factor.denominator).reduced()
    match amount.rounding:
        case "up":
            return Ratios.whole(-(-product.top // product.bottom)), there
        case "down":
            return Ratios.whole(product.top // product.bottom), there
        case "half_up":
            return Ratios.whole(half_up(product.top, product.bottom)), there
    return product, there
