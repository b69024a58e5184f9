"""Shapes: how a measure becomes an amount of points. Their arithmetic is in `mingheng.scoring.shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from mingheng.scoring.language.measures import Condition
from mingheng.scoring.language.words import Amount, Exact, Interval, Quotient, keyed

AT_LEAST_ONE = Interval(at_least=Exact(1))


@dataclass(frozen=True, kw_only=True)
class Flat:
    """A fixed amount when the measure lies in a range, however far inside."""

    TAG: ClassVar[tuple[str, str]] = ("form", "flat")
    when: Interval = AT_LEAST_ONE
    give: Amount | None = None
    deduct: Amount | None = None


@dataclass(frozen=True, kw_only=True)
class AllOrNothing:
    """Full points when the measure lies in a range, otherwise none."""

    TAG: ClassVar[tuple[str, str]] = ("form", "all_or_nothing")
    when: Interval = AT_LEAST_ONE


@dataclass(frozen=True, kw_only=True)
class PerItem:
    """An amount for every item beyond a free allowance."""

    TAG: ClassVar[tuple[str, str]] = ("form", "per_item")
    give: Amount | None = None
    deduct: Amount | None = None
    free: Exact = Exact(0)
    first: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Side:
    """What each step on one side of a target gives or takes."""

    step: Quotient
    give: Exact | None = None
    deduct: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Steps:
    """An amount for every step away from a target."""

    TAG: ClassVar[tuple[str, str]] = ("form", "steps")
    target: Exact
    below: Side | None = None
    above: Side | None = None
    partial: Literal["ignore", "full", "proportional"] = "ignore"


@dataclass(frozen=True, kw_only=True)
class Tier(Interval):
    """One range and its amount; `also` is a second condition."""

    give: Exact | None = None
    deduct: Exact | None = None
    also: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """An amount by the range in which the measure lies."""

    TAG: ClassVar[tuple[str, str]] = ("form", "tiers")
    tiers: tuple[Tier, ...]
    on_gap: Literal["failed", "zero"] | None = None
    on_overlap: Literal["first", "higher", "lower"] | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """An amount by whole numbers, not necessarily growing."""

    TAG: ClassVar[tuple[str, str]] = ("form", "table")
    give: Mapping[int, Exact] = field(default_factory=dict)
    deduct: Mapping[int, Exact] = field(default_factory=dict)
    beyond: Exact | None = None


@dataclass(frozen=True, kw_only=True)
class Proportional:
    """An amount in proportion, between two values of the measure."""

    TAG: ClassVar[tuple[str, str]] = ("form", "proportional")
    give: Amount | None = None
    deduct: Amount | None = None
    start: Exact = keyed("from", Exact(0))
    at: Exact = Exact(1)


Shape = Flat | AllOrNothing | PerItem | Steps | Tiers | Table | Proportional


def only_deducts(shape: Shape) -> bool:
    """Whether every amount of the shape is a deduction."""
    match shape:
        case AllOrNothing():
            return False
        case Steps(below=below, above=above):
            return all(side is None or side.give is None for side in (below, above))
        case Tiers(tiers=tiers):
            return all(tier.give is None for tier in tiers)
        case Table(give=give):
            return not give
        case _:
            return shape.give is None
