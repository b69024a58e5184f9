"""Exact numbers: scaled integers and fractions, and the one place that rounds.

Half up means away from zero on halves: 0.125 → 0.13 and −0.125 → −0.13, at every declared stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

SAFE = 2**53
"""No intermediate may reach this: NumPy's weighted bincount sums in float64, exact only below it."""

THOUSANDTHS = 1000
"""Quantities of facts and attributes are integers in thousandths of their unit."""

MAX_QUANTITY = 10_000_000 * THOUSANDTHS
"""The greatest sum of quantities one measure may reach for one subject; beyond it the measure has failed."""

MAX_COUNT = 1_000_000
"""The greatest number of facts of one subject that one measure may meet; beyond it the measure has failed."""


def half_up(numerator: Integers, denominator: Integers | int) -> Integers:
    """Divide exactly and round halves away from zero. `denominator` is positive."""
    magnitude = (2 * np.abs(numerator) + denominator) // (2 * np.asarray(denominator, dtype=np.int64))
    return np.where(numerator < 0, -magnitude, magnitude)


def half_up_fraction(value: Fraction, decimals: int) -> Fraction:
    """`half_up` for one exact number."""
    scale = 10**decimals
    top, bottom = abs(value.numerator) * scale, value.denominator
    rounded = (2 * top + bottom) // (2 * bottom)
    return Fraction(rounded if value.numerator >= 0 else -rounded, scale)


def decimal_text(value: Fraction, decimals: int = 6) -> str:
    """The number as a person writes it: exact decimals without trailing zeros, otherwise rounded half up."""
    rounded = half_up_fraction(value, decimals)
    digits = f"{abs(rounded.numerator) * 10**decimals // rounded.denominator:0{decimals + 1}d}"
    text = (digits[:-decimals] + "." + digits[-decimals:]).rstrip("0").rstrip(".") if decimals else digits
    return ("-" if rounded < 0 else "") + text


@dataclass(slots=True)
class Ratios:
    """One exact fraction per subject: `top / bottom`, bottom positive."""

    top: Integers
    bottom: Integers

    @classmethod
    def whole(cls, values: Integers, scale: int = 1) -> Ratios:
        """Numbers that share the denominator `scale`."""
        return cls(values.astype(np.int64), np.full(len(values), scale, dtype=np.int64))

    def at(self, index: int) -> Fraction:
        """The number of one subject."""
        return Fraction(int(self.top[index]), int(self.bottom[index]))

    def compare(self, number: Fraction) -> Integers:
        """The sign of value − number, by cross multiplication."""
        sign: Integers = np.sign(self.top * number.denominator - self.bottom * number.numerator)
        return sign

    def reduced(self) -> Ratios:
        """The same numbers in lowest terms, so that later products stay small."""
        common = np.gcd(np.abs(self.top), self.bottom)
        return Ratios(self.top // common, self.bottom // common)
