"""From a measure's value to an amount of points (section 7)."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .amounts import amount
from .figures import clip, lies_in, number
from .measures import holds
from .world import Subject, World


class UnknownAmountError(Exception):
    """The leaf is missing: a tier's `also` is unknown."""


class NoAmountError(Exception):
    """The leaf is failed: the shape has no amount for this value."""


Shape = Callable[[Fraction], Fraction]
DEFAULT_WHEN = {"at_least": 1}


def only_deducts(shape: dict[str, Any]) -> bool:
    form = shape["form"]
    if form == "all_or_nothing":
        return False
    if form == "steps":
        return all("deduct" in shape[side] for side in ("below", "above") if side in shape)
    if form == "tiers":
        return all("deduct" in tier for tier in shape["tiers"])
    return "deduct" in shape


def shape_of(world: World, subject: Subject, rule: dict[str, Any]) -> Shape | None:
    """The rule's shape for this subject; None when its Amount has no entry."""
    shape = rule["shape"]
    form = shape["form"]
    if form == "all_or_nothing":
        full = number(rule["max_points"])
        return lambda v: full if lies_in(v, shape.get("when", DEFAULT_WHEN)) else Fraction(0)
    if form == "steps":
        return lambda v: _steps(shape, v)
    if form == "tiers":
        return lambda v: _tiers(world, subject, shape, v)
    if form == "table":
        return lambda v: _table(shape, v)
    sign, raw = (-1, shape["deduct"]) if "deduct" in shape else (1, shape["give"])
    size = amount(subject, raw)
    if size is None:
        return None
    return {"flat": _flat, "per_item": _per_item, "proportional": _proportional}[form](shape, size, sign)


def _flat(shape: dict[str, Any], size: Fraction, sign: int) -> Shape:
    return lambda v: sign * size if lies_in(v, shape.get("when", DEFAULT_WHEN)) else Fraction(0)


def _per_item(shape: dict[str, Any], size: Fraction, sign: int) -> Shape:
    free = number(shape.get("free", 0))

    def items(v: Fraction) -> Fraction:
        if v < 0 and free == 0 and "first" not in shape:
            return sign * size * v
        if v <= free:
            return Fraction(0)
        if "first" in shape:
            return sign * (number(shape["first"]) + size * max(Fraction(0), v - free - 1))
        return sign * size * (v - free)

    return items


def _proportional(shape: dict[str, Any], size: Fraction, sign: int) -> Shape:
    start, end = number(shape.get("from", 0)), number(shape.get("at", 1))
    return lambda v: sign * size * clip((v - start) / (end - start), Fraction(0), Fraction(1))


def _signed(part: dict[str, Any]) -> Fraction:
    return -number(part["deduct"]) if "deduct" in part else number(part["give"])


def _steps(shape: dict[str, Any], v: Fraction) -> Fraction:
    target = number(shape["target"])
    side = shape.get("below") if v < target else shape.get("above")
    if side is None or v == target:
        return Fraction(0)
    steps = abs(v - target) / number(side["step"])
    partial = shape.get("partial", "ignore")
    if partial != "proportional":
        steps = Fraction(math.floor(steps) if partial == "ignore" else math.ceil(steps))
    return _signed(side) * steps


def _tiers(world: World, subject: Subject, shape: dict[str, Any], v: Fraction) -> Fraction:
    amounts = []
    for tier in shape["tiers"]:
        if lies_in(v, tier):
            answer = holds(world, subject, tier["also"]) if "also" in tier else True
            if answer is None:
                raise UnknownAmountError
            amounts += [_signed(tier)] if answer else []
    if amounts:
        return {"first": lambda found: found[0], "higher": max, "lower": min}[shape.get("on_overlap", "first")](amounts)
    if shape.get("on_gap", "failed") == "failed":
        raise NoAmountError
    return Fraction(0)


def _table(shape: dict[str, Any], v: Fraction) -> Fraction:
    sign, raw = (-1, shape["deduct"]) if "deduct" in shape else (1, shape["give"])
    entries = {number(key): number(value) for key, value in raw.items()}
    if v.denominator == 1 and v in entries:
        return sign * entries[v]
    if v.denominator == 1 and v > max(entries) and "beyond" in shape:
        return sign * number(shape["beyond"])
    raise NoAmountError
