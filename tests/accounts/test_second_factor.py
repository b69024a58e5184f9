"""Codes and the picture for the phone."""

import re

from mingheng.accounts.models import Account
from mingheng.accounts.second_factor import code_at, current_step, matching_step, new_secret, picture


def test_the_codes_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"
    seconds = (59, 1_111_111_109, 1_234_567_890, 2_000_000_000)
    assert [code_at(secret, one // 30) for one in seconds] == ["287082", "081804", "005924", "279037"]


def test_a_code_counts_one_step_early_or_late_and_never_at_or_before_the_last_one_used():
    secret, now = new_secret(), current_step()
    shifts = range(-2, 3)
    assert [matching_step(secret, code_at(secret, now + one), after=0) for one in shifts] == [
        None,
        now - 1,
        now,
        now + 1,
        None,
    ]
    assert matching_step(secret, code_at(secret, now), after=now) is None
    assert matching_step(secret, "１２３四五六", after=0) is None


def test_the_picture_needs_neither_styles_nor_addresses_that_the_content_policy_forbids():
    drawn = picture(Account(username="li.min"), new_secret())
    attributes = set(re.findall(r" ([a-z-]+)=", drawn))
    assert (drawn.startswith("<svg"), attributes) == (
        (True, {"width", "height", "class", "transform", "fill", "d", "stroke"})
    )
