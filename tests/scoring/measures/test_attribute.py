"""`attribute`: a number of the subject itself."""

import pytest

from tests.scoring.builders import book, measured, outcome, rule, subject, told

HEAD = "{attributes: {members: 党员人数}}"
MEMBERS = "{take: attribute, name: members}"


@pytest.mark.parametrize(("number", "expected"), [(0, "0"), ("12.5", "25/2"), ("-0.001", "-1/1000")])
def test_number_is_exact(number, expected):
    assert measured(MEMBERS, head=HEAD, subjects=[subject(attributes={"members": number})]) == expected


def test_missing_number_is_never_zero():
    assert measured(MEMBERS, head=HEAD) == "missing"
    assert measured(MEMBERS, head=HEAD, as_of="2026-06-30") == "not_yet_due"


def test_sentence_uses_the_heading():
    rulebook = book(rule(measure=MEMBERS, shape="{form: flat, give: 1, when: {at_least: 50}}"), head=HEAD)
    fifty = [subject(attributes={"members": 50})]
    assert told(outcome(rulebook, subjects=fifty)) == "党员人数为50，属“50以上”，加1分"
