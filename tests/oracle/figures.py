"""Exact numbers, the one rounding, intervals and months."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

BOUNDS = ("at_least", "more_than", "at_most", "less_than", "equals")


def number(raw: Any) -> Fraction:
    if isinstance(raw, bool) or not isinstance(raw, (int, str, Decimal, Fraction)):
        raise TypeError(f"not an exact number: {raw!r}")
    if isinstance(raw, str) and raw.endswith("%"):
        return Fraction(raw[:-1]) / 100
    return Fraction(raw)


def optional_number(raw: Any) -> Fraction | None:
    return None if raw is None else number(raw)


def half_up(value: Fraction, decimals: int | None) -> Fraction:
    """Halves go away from zero; `None` decimals leave the value exact."""
    if decimals is None:
        return value
    scale = 10**decimals
    size = Fraction(math.floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def whole(value: Fraction, rounding: str | None) -> Fraction:
    if rounding == "up":
        return Fraction(math.ceil(value))
    if rounding == "down":
        return Fraction(math.floor(value))
    if rounding == "half_up":
        return half_up(value, 0)
    return value


def lies_in(value: Fraction, interval: Mapping[str, Any]) -> bool:
    """Other keys than the five bounds are ignored, so conditions and tiers can be passed whole."""
    checks = {
        "at_least": lambda bound: value >= bound,
        "more_than": lambda bound: value > bound,
        "at_most": lambda bound: value <= bound,
        "less_than": lambda bound: value < bound,
        "equals": lambda bound: value == bound,
    }
    return all(checks[key](number(interval[key])) for key in BOUNDS if key in interval)


def clip(value: Fraction, floor: Fraction | None, cap: Fraction | None) -> Fraction:
    if cap is not None and value > cap:
        value = cap
    if floor is not None and value < floor:
        value = floor
    return value


def add_months(day: date, months: int) -> date:
    """31 January and one month is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
