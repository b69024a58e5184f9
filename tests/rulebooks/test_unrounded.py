"""A rulebook that does not round its rules is only accepted where no rule can need more than six decimals."""

from pathlib import Path

import pytest

from tests.rulebooks.small import MEASURE, SHAPE, SOUND, problems_of

UNROUNDED = SOUND.replace("rounding: {leaf: 2}", "rounding: {leaf: none}")
LEVELS = "measure: {take: levels, of: honour.model, values: {县: 1.125}}"
FINE = "shape: {form: per_item, give: 0.125}"
HALVED = "times: [{factor: 0.5}]"


def codes(folder: Path, text: str) -> list[str]:
    return [problem.code for problem in problems_of(folder, text)[1] if problem.is_error]


def test_six_decimals_are_enough_for_value_times_price(tmp_path):
    assert codes(tmp_path, UNROUNDED.replace(MEASURE, LEVELS).replace(SHAPE, FINE)) == []


def test_a_factor_that_needs_a_seventh_decimal_is_refused(tmp_path):
    text = UNROUNDED.replace(MEASURE, LEVELS).replace(SHAPE, f"{FINE}\n    {HALVED}")
    assert "leaf_needs_rounding" in codes(tmp_path, text)


@pytest.mark.parametrize("required", ["1", "{by: class, table: {甲类: 2, 乙类: 1}}"])
def test_an_everyday_shortfall_is_within_exact_arithmetic(tmp_path, required):
    assert codes(tmp_path, UNROUNDED.replace("required: 1", f"required: {required}")) == []
