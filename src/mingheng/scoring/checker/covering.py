"""Does every number have exactly one tier, and are shares written as shares?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from mingheng.scoring.checker.notes import Notes
from mingheng.scoring.checker.ranges import MOST_SHARE, Stretch, gaps_and_overlaps, is_possible, text
from mingheng.scoring.language.measures import (
    Ballot,
    Checklist,
    Children,
    Count,
    Delay,
    Gap,
    Levels,
    Measure,
    MeasureCondition,
    Peers,
    Rate,
    Ratio,
    Run,
    Shortfall,
    Sum,
    Value,
    Where,
)
from mingheng.scoring.language.rulebook import Rule
from mingheng.scoring.language.shapes import AllOrNothing, Flat, Proportional, Steps, Tiers
from mingheng.scoring.language.words import Amount, AmountBySize, AmountByText, AmountFromAttribute, Interval

ENDS = ("at_least", "more_than", "at_most", "less_than", "equals")


def check_tiers(rule: Rule, shape: Tiers, notes: Notes) -> None:
    """Every number has exactly one tier, or the rulebook says what happens."""
    if any(tier.also is not None for tier in shape.tiers):
        return
    whole, percent = is_whole(rule.measure), is_share(rule.measure)
    gaps, overlaps = _cover(shape.tiers, notes, shape, whole=whole, least=least_of(rule.measure))
    for stretch in gaps:
        where = stretch.words(whole=whole, percent=percent, single="不属于任何一档")
        tell = notes.error if shape.on_gap is None else notes.warning
        tell("tiers_gap" if shape.on_gap is None else "tiers_gap_declared", shape.tiers[stretch.at], where=where)
    for stretch in overlaps:
        where = stretch.words(whole=whole, percent=percent, single="同时属于两档")
        tell = notes.error if shape.on_overlap is None else notes.warning
        code = "tiers_overlap" if shape.on_overlap is None else "tiers_overlap_declared"
        tell(code, shape.tiers[stretch.at], where=where)


def check_sizes(amount: AmountBySize, notes: Notes) -> None:
    """Every size has at most one amount; where it has none, the rule cannot be scored."""
    gaps, overlaps = _cover(amount.tiers, notes, amount, whole=True, least=Fraction(0))
    for stretch in gaps:
        where = stretch.words(whole=True, percent=False, single="不属于任何一档")
        notes.warning("sizes_gap", amount.tiers[stretch.at], where=where)
    for stretch in overlaps:
        where = stretch.words(whole=True, percent=False, single="同时属于两档")
        notes.error("sizes_overlap", amount.tiers[stretch.at], where=where)


def _cover(
    tiers: Sequence[Interval], notes: Notes, holder: Any, *, whole: bool, least: Fraction | None
) -> tuple[list[Stretch], list[Stretch]]:
    for position, tier in enumerate(tiers):
        if not tier.is_given:
            notes.error("interval_empty", holder, "tiers", position)
    # Where a range holds no number, the gaps only follow from that.
    if not all(tier.is_given and is_possible(tier) for tier in tiers):
        return [], []
    return gaps_and_overlaps(tiers, whole=whole, least=least)


def check_rule_shares(rule: Rule, notes: Notes) -> None:
    """The figures that a rule compares a share with; one word is enough for all of them."""
    if not is_surely_share(rule.measure):
        return
    for piece, key, number in _compared(rule):
        if number > MOST_SHARE:
            notes.warning("percent_missing", piece, key, value=text(number))
            return


def check_shares(piece: Any, notes: Notes) -> None:
    """The figures that conditions compare shares with."""
    compared: Interval | None = None
    match piece:
        case MeasureCondition(measure=measure) if is_surely_share(measure):
            compared = piece
        case Where(attendance=attendance):
            compared = attendance
    for key, number in _ends(compared) if compared is not None else ():
        if number > MOST_SHARE:
            notes.warning("percent_missing", compared, key, value=text(number))
            return


def _compared(rule: Rule) -> Iterator[tuple[Any, str, Fraction]]:
    match rule.shape:
        case Flat(when=when) | AllOrNothing(when=when):
            yield from ((when, key, number) for key, number in _ends(when))
        case Tiers(tiers=tiers):
            yield from ((tier, key, number) for tier in tiers for key, number in _ends(tier))
        case Proportional(start=start, at=at):
            yield from ((rule.shape, key, number) for key, number in (("from", start), ("at", at)))
        case Steps(target=target):
            yield rule.shape, "target", target


def _ends(interval: Interval) -> Iterator[tuple[str, Fraction]]:
    yield from ((key, number) for key, number in zip(ENDS, interval.ends, strict=True) if number is not None)


def is_surely_share(measure: Measure) -> bool:
    """Whether the measure is a part of a whole, so that figures far above 1 make no sense."""
    match measure:
        case Ballot(share_of=share):
            return bool(share)
        case Peers(compared=compared):
            return compared in ("rank_share", "over_highest")
    return isinstance(measure, Rate)


def is_share(measure: Measure) -> bool:
    """Whether people write the measure as a percentage."""
    return isinstance(measure, Ratio) or is_surely_share(measure)


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
