"""Numbers as a person writes them: exact, without trailing zeros."""

from __future__ import annotations

from fractions import Fraction

_PLACES = 6


def figure_text(number: Fraction) -> str:
    """12.5 for 25/2; a number without an end is rounded, half away from zero, to six places."""
    scaled = abs(number) * 10**_PLACES
    digits = f"{(2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator):0{_PLACES + 1}d}"
    text = f"{digits[:-_PLACES]}.{digits[-_PLACES:]}".rstrip("0").rstrip(".")
    return "-" + text if number < 0 and text != "0" else text


def signed_text(value: Fraction) -> str:
    """A difference with its sign: +1.25, -0.5, 0."""
    return f"{'+' if value > 0 else ''}{figure_text(value)}"
