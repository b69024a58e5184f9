"""A number out of the digits that an address, a form or a header brings."""

from __future__ import annotations

MOST_DIGITS = 9
"""No row, version or length that is meant has more; Python refuses to read more than 4,300."""


def number_of_digits(text: str) -> int | None:
    """The number; None for anything else, and for more digits than are meant."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
