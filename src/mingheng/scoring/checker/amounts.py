"""Are the figures of a rule sensible: prices against limits, signs, weights, what is required?"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import text
from mingheng.scoring.language.measures import Ballot, Levels, Shortfall, Value
from mingheng.scoring.language.rulebook import Rule, Rulebook
from mingheng.scoring.language.shapes import (
    Flat,
    PerItem,
    Proportional,
    Shape,
    Steps,
    Table,
    Tiers,
    only_deducts,
)
from mingheng.scoring.language.words import AmountBySize, AmountByText


class Price(NamedTuple):
    """A figure by which a shape gives or takes, what it is called, and where it stands."""

    what: str
    figure: Fraction
    gives: bool
    piece: Any
    inside: tuple[str, ...]


def check_prices(rulebook: Rulebook, rule: Rule, notes: Notes) -> None:
    """One item does not take or give more than the rule or its node can, and nothing is negative by mistake."""
    prices = list(prices_of(rule.shape))
    for price in prices:
        if price.figure < 0:
            turned, other = ("扣分", "deduct") if price.gives else ("加分", "give")
            notes.warning(
                "price_negative", price.piece, *price.inside, price=text(price.figure), turned=turned, other=other
            )
    limit = limit_of(rulebook, rule)
    if limit is None:
        return
    figure, whose = limit
    for price in [*prices, *prices_of_levels(rule)]:
        if price.figure > figure:
            notes.warning(
                "price_above_cap",
                price.piece,
                *price.inside,
                what=price.what,
                price=text(price.figure),
                whose=whose,
                limit=text(figure),
            )


def limit_of(rulebook: Rulebook, rule: Rule) -> tuple[Fraction, str] | None:
    """The most that one item may take or give, and whose limit it is."""
    if only_deducts(rule.shape):
        own = -rule.floor if rule.max_points is None and rule.floor is not None else rule.max_points
        return None if own is None else (own, "本条")
    found = []
    own = rule.cap if rule.cap is not None else rule.max_points
    if own is not None:
        found.append((own, "本条"))
    node = rulebook.nodes[rule.node]
    above = node.cap if node.cap is not None else node.max_points
    if above is not None and above > 0 and node.baseline == "zero":
        found.append((above, f"指标“{node.label}”"))
    return min(found, key=lambda limit: limit[0], default=None)


def prices_of(shape: Shape) -> Iterator[Price]:
    """Every figure by which the shape gives or takes."""
    match shape:
        case Flat() | PerItem() | Proportional():
            yield from _amounts(shape, "单价" if isinstance(shape, PerItem) else "分值")
            if isinstance(shape, PerItem) and shape.first is not None:
                yield Price("首项分值", shape.first, shape.give is not None, shape, ("first",))
        case Steps(below=below, above=above):
            for side in (below, above):
                yield from _amounts(side, "单价")
        case Tiers(tiers=tiers):
            for tier in tiers:
                yield from _amounts(tier, "档次分值")
        case Table(give=give, deduct=deduct, beyond=beyond):
            for key, table in (("give", give), ("deduct", deduct)):
                for number, figure in table.items():
                    yield Price(f"第{number}格的分值", figure, key == "give", shape, (key, str(number)))
            if beyond is not None:
                yield Price("超出部分的分值", beyond, bool(give), shape, ("beyond",))


def _amounts(piece: Any, what: str) -> Iterator[Price]:
    for key in ("give", "deduct"):
        match getattr(piece, key, None):
            case Fraction() as figure:
                yield Price(what, figure, key == "give", piece, (key,))
            case AmountByText(table=table, otherwise=otherwise) as amount:
                for word, figure in table.items():
                    yield Price(f"“{word}”的{what}", figure, key == "give", amount, ("table", word))
                if otherwise is not None:
                    yield Price(what, otherwise, key == "give", amount, ("otherwise",))
            case AmountBySize(tiers=tiers):
                for tier in tiers:
                    yield Price(what, tier.amount, key == "give", tier, ("is",))


def prices_of_levels(rule: Rule) -> Iterator[Price]:
    """What one record of each level gives."""
    match rule.measure, rule.shape:
        case Levels(values=values) as measure, PerItem(give=Fraction() as price):
            for level, number in values.items():
                yield Price(f"“{level}”的分值", number * price, True, measure, ("values", level))


def check_weights(piece: Any, notes: Notes) -> None:
    """Weights of groups are positive and, where all are written, make up a whole."""
    match piece:
        case Value(weights=weights):
            key = "weights"
        case Ballot(groups=weights):
            key = "groups"
        case _:
            return
    figures = [weight for weight in weights.values() if isinstance(weight, Fraction)]
    if any(figure < 0 for figure in figures):
        notes.error("weight_not_positive", piece, key)
    elif figures and len(figures) == len(weights) and sum(figures) not in (1, 100):
        percent = all(figure <= 1 for figure in figures)
        parts = zip(weights, (text(figure, percent=percent) for figure in figures), strict=True)
        notes.warning(
            "weights_sum",
            piece,
            key,
            parts="、".join(f"{name}{figure}" for name, figure in parts),
            total=text(sum(figures, Fraction(0)), percent=percent),
        )


def check_required(piece: Any, notes: Notes) -> None:
    """Something is required; a class or a size of which nothing is required may be written as 0."""
    if not isinstance(piece, Shortfall):
        return
    match piece.required:
        case Fraction() as number if number <= 0:
            notes.error("required_not_positive", piece, "required", value=text(number))
        case AmountByText(table=table) as amount:
            for word, number in table.items():
                if number < 0:
                    notes.error("required_not_positive", amount, "table", word, value=text(number))


def check_amounts(piece: Any, notes: Notes) -> None:
    """The figures of one piece, wherever it stands."""
    check_weights(piece, notes)
    check_required(piece, notes)
