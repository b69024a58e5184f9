"""A unit's lines part by part: folded where nobody asked for them, and none of them lost."""

import pytest

from mingheng.assessment.pages import profile_of
from mingheng.assessment.queries import lines_of
from tests.assessment.world import Scene, run_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines_and_profile():
    scene = Scene()
    scene.start()
    cycle = run_all()
    return lines_of(cycle, scene.units["U1"]), profile_of(cycle, scene.units["U1"])


def test_every_line_is_in_one_part_in_its_order(lines_and_profile):
    lines, profile = lines_and_profile
    sections = profile.sections("")
    assert [line for one in sections for line in [one.node, *one.rules] if line] == lines
    assert {rule.depth - one.node.depth for one in sections if one.node for rule in one.rules} == {1}


def test_the_part_of_the_line_asked_for_is_open_or_all_are(lines_and_profile):
    _, profile = lines_and_profile
    (opened,) = [one for one in profile.sections("general_meetings") if one.is_open]
    assert opened.node.code == "org_life"
    assert [one.node.code for one in profile.sections("org_life") if one.is_open] == ["org_life"]
    assert {one.is_open for one in profile.sections("")} == {False}
    assert {one.is_open for one in profile.sections("all")} == {True}
