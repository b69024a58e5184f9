"""Exact numbers and the one place that rounds: half up, away from zero on halves."""

from fractions import Fraction

import numpy as np
import pytest

from mingheng.scoring.exact import Ratios, decimal_text, half_up, half_up_fraction


@pytest.mark.parametrize(
    ("top", "bottom", "expected"),
    [
        (0, 3, 0),
        (1, 3, 0),
        (1, 2, 1),
        (2, 3, 1),
        (3, 2, 2),
        (5, 2, 3),
        (7, 2, 4),
        (-1, 3, 0),
        (-1, 2, -1),
        (-3, 2, -2),
        (-5, 2, -3),
    ],
)
def test_half_up_rounds_halves_away_from_zero(top, bottom, expected):
    assert half_up(np.array([top]), bottom).tolist() == [expected]
    assert half_up(np.array([top]), np.array([bottom])).tolist() == [expected]
    assert half_up_fraction(Fraction(top, bottom), 0) == expected


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("0.1249", 2, "0.12"),
        ("1/3", 4, "0.3333"),
        ("2/3", 4, "0.6667"),
        ("7", 2, "7"),
    ],
)
def test_half_up_fraction(number, decimals, expected):
    assert half_up_fraction(Fraction(number), decimals) == Fraction(expected)


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        ("0", 6, "0"),
        ("12", 6, "12"),
        ("100", 0, "100"),
        ("-1.50", 6, "-1.5"),
        ("0.000001", 6, "0.000001"),
        ("0.0000005", 6, "0.000001"),
        ("0.0000004", 6, "0"),
        ("-0.0000004", 6, "0"),
        ("1/3", 6, "0.333333"),
        ("99.999", 2, "100"),
        ("0.05", 1, "0.1"),
        ("1234567.891", 3, "1234567.891"),
    ],
)
def test_decimal_text_has_no_trailing_zeros_and_no_minus_zero(number, decimals, expected):
    assert decimal_text(Fraction(number), decimals) == expected


def test_ratios_compare_and_reduce_exactly():
    thirds = Ratios(np.array([1, 2, 3, -1]), np.array([3, 6, 9, 3]))
    assert thirds.compare(Fraction(1, 3)).tolist() == [0, 0, 0, -1]
    assert thirds.compare(Fraction(333333, 1000000)).tolist() == [1, 1, 1, -1]
    reduced = thirds.reduced()
    assert (reduced.top.tolist(), reduced.bottom.tolist()) == ([1, 1, 1, -1], [3, 3, 3, 3])
    assert Ratios.whole(np.array([5, 0]), 1000).at(0) == Fraction(1, 200)
