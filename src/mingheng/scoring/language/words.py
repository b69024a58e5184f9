"""The small words that the others are made of: intervals and amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

Exact = Fraction
"""A number in a rulebook: decimal text or a percentage, exact."""


@dataclass(frozen=True)
class Quotient:
    """A number that may also be written as a fraction (`1/3`)."""

    value: Fraction


def keyed(key: str, default: Any = None) -> Any:
    """A field whose key in YAML is a word that Python reserves."""
    return field(default=default, metadata={"key": key})


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A range of numbers whose ends are open or closed as written."""

    at_least: Exact | None = None
    more_than: Exact | None = None
    at_most: Exact | None = None
    less_than: Exact | None = None
    equals: Exact | None = None

    @property
    def is_given(self) -> bool:
        """Whether any end is written."""
        return any(end is not None for end in self.ends)

    @property
    def ends(self) -> tuple[Exact | None, ...]:
        """All written ends, in a fixed order."""
        return (self.at_least, self.more_than, self.at_most, self.less_than, self.equals)

    @cached_property
    def lower(self) -> tuple[Exact, bool] | None:
        """The greatest lower end and whether it belongs to the range; None when unbounded below."""
        ends = [
            (end, closed)
            for end, closed in ((self.at_least, True), (self.more_than, False), (self.equals, True))
            if end is not None
        ]
        return max(ends, key=lambda end: (end[0], not end[1])) if ends else None

    @cached_property
    def upper(self) -> tuple[Exact, bool] | None:
        """The least upper end and whether it belongs to the range; None when unbounded above."""
        ends = [
            (end, closed)
            for end, closed in ((self.at_most, True), (self.less_than, False), (self.equals, True))
            if end is not None
        ]
        return min(ends, key=lambda end: (end[0], end[1])) if ends else None

    def contains(self, number: Fraction) -> bool:
        """Whether one exact number lies inside."""
        low, high = self.lower, self.upper
        above = low is None or number > low[0] or (low[1] and number == low[0])
        below = high is None or number < high[0] or (high[1] and number == high[0])
        return above and below


@dataclass(frozen=True, kw_only=True)
class SizeTier(Interval):
    """One amount for a range of an attribute."""

    amount: Exact = field(metadata={"key": "is"})


@dataclass(frozen=True, kw_only=True)
class AmountByText:
    """An amount looked up by the subject's class or kind."""

    MARK: ClassVar[str] = "table"
    by: Literal["class", "kind"]
    table: Mapping[str, Exact]
    otherwise: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class AmountBySize:
    """An amount looked up by the size of an attribute."""

    MARK: ClassVar[str] = "tiers"
    by: str
    tiers: tuple[SizeTier, ...]


@dataclass(frozen=True, kw_only=True)
class AmountFromAttribute:
    """An attribute itself, multiplied and rounded to a whole number if so declared."""

    MARK: ClassVar[str] = "attribute"
    attribute: str
    times: Quotient = Quotient(Fraction(1))
    rounding: Literal["up", "down", "half_up"] | None = None


Amount = Fraction | AmountByText | AmountBySize | AmountFromAttribute
"""A number that may depend on the subject."""
