"""Who fits into a number of slots: rounding of a share to heads, the border, and ties at the border.

Knows nothing of grades: rows and their keys in, rows out. A tie that cannot be parted stays open; it is never broken
by name or order of entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Key = tuple[bool | int, ...]
Ties = Literal["open", "include", "exclude", "second_key"]


@dataclass(frozen=True, slots=True)
class Placing:
    """Who is inside, and who shares a border that nothing declared can part."""

    inside: frozenset[int]
    tied: frozenset[int] = frozenset()


def heads(share: Fraction, base: int, rounding: Literal["down", "half_up", "up"]) -> int:
    """A share of `base` as a number of heads."""
    exact = share * base
    match rounding:
        case "up":
            return -(-exact.numerator // exact.denominator)
        case "half_up":
            return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return exact.numerator // exact.denominator


def place(
    rows: list[int], slots: int, ties: Ties, first: Callable[[int], Key], second: Callable[[int], Key]
) -> Placing:
    """The rows with the greatest keys that fit; at a tie on the border what `ties` declares."""
    inside, tied = _cut(rows, slots, first)
    if not tied or ties == "exclude":
        return Placing(frozenset(inside))
    if ties == "include":
        return Placing(frozenset(inside + tied))
    if ties == "second_key":
        more, tied = _cut(tied, slots - len(inside), second)
        inside += more
    return Placing(frozenset(inside), frozenset(tied))


def _cut(rows: list[int], slots: int, key: Callable[[int], Key]) -> tuple[list[int], list[int]]:
    """Those clearly inside, and those who share the border's key with some inside and some outside."""
    ordered = sorted(rows, key=key, reverse=True)
    if len(ordered) <= slots or slots == 0:
        return ordered[:slots], []
    border = key(ordered[slots])
    inside = [row for row in ordered if key(row) > border]
    if len(inside) == slots:
        return inside, []
    return inside, [row for row in ordered if key(row) == border]
