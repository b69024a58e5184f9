"""A number out of what an address or a form brings."""

import pytest

from mingheng.ui.digits import number_of_digits


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("９", 9),
        ("9" * 9, 999_999_999),
        ("9" * 10, None),
        ("9" * 5_000, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        (" 1", None),
        ("²", None),
    ],
)
def test_digits_are_read_and_nothing_else_and_not_too_many(text, number):
    assert number_of_digits(text) == number
