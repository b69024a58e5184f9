"""What the total's loss is made of: every share in points of the total, together exactly what the total has lost."""

import random
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.loss_shares import shares_of_loss
from mingheng.assessment.models import CurrentLine
from mingheng.assessment.pages import profile_of
from mingheng.assessment.queries import lines_of
from mingheng.policy import Role
from mingheng.ui.figures import figure_text
from tests.assessment.test_pages import browser, text_of
from tests.assessment.test_sums import accepted_at_once
from tests.assessment.world import Scene, run_all, scene_of_meetings

pytestmark = pytest.mark.django_db
GONE = ("not_applicable", "exempt")


def short_of(unit):
    """By code what the kept line lacks to its full marks, straight from the table."""
    rows = CurrentLine.objects.filter(subject=unit).values_list("code", "status", "scale", "max_points", "best")
    return {
        code: 0 if status in GONE else Fraction((most or 0) - best, scale) for code, status, scale, most, best in rows
    }


def weight_of(rulebook, rule):
    """What a point of the rule is worth in the total; None for what is for reference only."""
    weight, node = Fraction(1), rulebook.nodes[rulebook.rules[rule].node]
    apart = rulebook.rules[rule].reference
    while node.parent:
        weight, apart, node = weight * node.share, apart or node.reference, rulebook.nodes[node.parent]
    return None if apart else weight


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shares_of_every_unit_add_up_to_what_its_total_lacks(seed):
    scene, dice = Scene(has_reorganisations=False), random.Random(seed)
    cycle = scene.start()
    run_all()
    accepted_at_once(scene, [scene.write(*scene.draw(dice, date(2026, 9, 1))) for _time in range(30)])
    rulebook = rulebook_of(cycle)
    for unit in (unit for code, unit in scene.units.items() if lines_of(cycle, unit)):
        shares, short = shares_of_loss(rulebook, lines_of(cycle, unit)), short_of(unit)
        assert sum(share.counted for share in shares) == short[rulebook.head.total]
        of_rules = {share.line.code: (share.own, share.counted, share.why) for share in shares if share.line.is_rule}
        weights = {code: weight_of(rulebook, code) for code in rulebook.rules if short.get(code)}
        assert of_rules == {
            code: (short[code], short[code] * weight, "") for code, weight in weights.items() if weight is not None
        }
        assert [share.counted for share in shares] == sorted((share.counted for share in shares), reverse=True)


def test_points_of_what_does_not_apply_are_named_where_nobody_gets_them():
    scene = Scene(has_reorganisations=False)
    cycle = scene.start()
    run_all()
    shares = shares_of_loss(rulebook_of(cycle), lines_of(cycle, scene.units["U6"]))
    nobody, others = "下面有不适用的项，其分值没有分给别的项", "不适用的项按比例折算给其他项"
    assert {share.line.code: share.why for share in shares if share.why} == {
        "organisation": nobody,
        "dynamic": nobody,
        "org_life": others,
        "political": others,
        "ideology": others,
        "total": "保留2位小数",
    }
    # One meeting of 2 points and one lecture of 1 do not apply, and are taken off the part right above them alone.
    assert [(share.line.code, share.own) for share in shares if share.why == nobody] == [
        ("organisation", 2),
        ("dynamic", 1),
    ]


def test_the_page_lists_the_shares_down_to_their_sum():
    scene = scene_of_meetings()
    profile = profile_of(scene.cycle, scene.units["U1"])
    count, others = profile.other_losses
    assert sum((share.counted for share in profile.losses), others) == profile.total.lost
    told = text_of(browser(scene, Role.UNIT_CLERK, "U1").get(reverse("assessment:unit", args=["U1"])))
    first = profile.losses[0]
    assert f"{first.line.label}{figure_text(first.own)}{figure_text(first.counted)}" in told.replace(" ", "")
    assert (f"其余{count}项{figure_text(others)}" in told.replace(" ", "")) is (count > 0)
    assert f"总分已失{figure_text(profile.total.lost)}" in told.replace(" ", "")
