"""`tiers`: an amount by the range in which the number lies."""

import pytest

from tests.scoring.builders import book, fact, outcome, points, rule, subject, told

THREE = "{form: tiers, tiers: [{at_least: 95%, give: 3}, {at_least: 80%, less_than: 95%, give: 2}, {less_than: 80%, give: 0}]}"


@pytest.mark.parametrize(
    ("value", "expected"), [("1", "3"), ("0.95", "3"), ("0.949", "2"), ("0.8", "2"), ("0.799", "0"), ("0", "0")]
)
def test_every_number_has_its_tier(value, expected):
    assert points(THREE, value, max_points=3) == expected


@pytest.mark.parametrize(
    ("on_gap", "expected"), [("", "failed"), (", on_gap: failed", "failed"), (", on_gap: zero", "0")]
)
def test_gap_is_a_fault_of_the_table_unless_declared_nothing(on_gap, expected):
    shape = (
        f"{{form: tiers, tiers: [{{at_least: 10, give: 1}}, {{less_than: 5, give: 0}}]{on_gap or ', on_gap: failed'}}}"
    )
    assert points(shape, 7) == expected
    assert points(shape, 10) == "1"


@pytest.mark.parametrize(("rule_of_overlap", "expected"), [("first", "2"), ("higher", "5"), ("lower", "1")])
def test_overlap_follows_its_declaration(rule_of_overlap, expected):
    tiers = "[{at_least: 0, at_most: 20, give: 2}, {at_least: 10, give: 5}, {at_least: 15, give: 1}]"
    shape = f"{{form: tiers, tiers: {tiers}, on_overlap: {rule_of_overlap}}}"
    assert points(shape, 15) == expected
    assert points(shape, 9) == "2"


def test_lower_deduction_is_the_greater_loss():
    tiers = "[{at_least: 0, deduct: 1}, {at_least: 3, deduct: 3}]"
    assert points(f"{{form: tiers, tiers: {tiers}, on_overlap: lower}}", 3) == "-3"
    assert points(f"{{form: tiers, tiers: {tiers}, on_overlap: higher}}", 3) == "-1"


ALSO = """
{form: tiers, on_overlap: first, on_gap: zero, tiers: [
  {at_least: 2, give: 5, also: {measure: {take: attribute, name: members}, less_than: 10, label: 党员不足10人}},
  {at_least: 2, give: 3}]}
"""


@pytest.mark.parametrize(("members", "expected"), [(9, "5"), (10, "3"), (None, "missing")])
def test_second_condition_holds_does_not_or_is_unknown(members, expected):
    rulebook = book(rule(shape=ALSO, max_points=5), head="{attributes: {members: 党员人数}}")
    attributes = {} if members is None else {"members": members}
    rows = [fact("03-01"), fact("03-02")]
    assert _got(rulebook, rows, attributes) == expected
    assert _got(rulebook, [], attributes) == "0" if members else "missing"


def _got(rulebook, rows, attributes):
    line = outcome(rulebook, rows, [subject(attributes=attributes)]).line("甲", "r")
    return str(line.points) if line.points is not None else line.status


def test_sentence_names_the_tier_that_was_taken():
    rulebook = book(rule(shape=ALSO, max_points=5), head="{attributes: {members: 党员人数}}")
    rows = [fact("03-01"), fact("03-02")]
    small, large = ([subject(attributes={"members": members})] for members in (9, 10))
    assert told(outcome(rulebook, rows, small)) == "共2次，属“2次以上且党员不足10人”一档，得5分；本项满分5分，现得5分"
    assert told(outcome(rulebook, rows, large)) == "共2次，属“2次以上”一档，得3分；本项满分5分，现得3分"
    assert told(outcome(rulebook, [], large)) == "共0次，不属任何一档，不得分；本项满分5分，现得0分"


def test_sentence_names_both_ends():
    shape = "{form: tiers, tiers: [{at_most: 1, deduct: 0}, {more_than: 1, at_most: 3, deduct: 1}, {more_than: 3, deduct: 2}]}"
    rulebook = book(rule(shape=shape, max_points=4))
    assert (
        told(outcome(rulebook, [fact("03-01")] * 3)) == "共3次，属“超过1次、不超过3次”一档，扣1分；本项满分4分，现得3分"
    )
    assert told(outcome(rulebook)) == "未发现，不扣分；本项满分4分，现得4分"
