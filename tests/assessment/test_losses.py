"""What has cost a unit most though no record is missing: on its page and on the start page, with what can be done."""

import re
from fractions import Fraction

import pytest
from django.urls import reverse

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.losses import losses_of, weightiest_losses
from mingheng.assessment.models import CurrentLine, OpenRequirement
from mingheng.assessment.queries import lines_of
from mingheng.policy import Role
from tests.assessment.test_pages import browser
from tests.assessment.world import Scene, run_all

pytestmark = pytest.mark.django_db
OWN = "点开核对记录：漏登的补登，有误的更正；都没有的，本年补不回来"
GIVEN = "依据由工委登记或者导入，不用补登；登记没有错的，本年补不回来"
UNFINISHED = "还没有办结的请尽快办结；已经办结、登记没有错的，本年补不回来"
DERIVED = "按名册、人数或者其他指标算出；这些没有错的，本年补不回来"


@pytest.fixture
def scene():
    made = Scene()
    made.start()
    run_all()
    return made


def lose(scene, code: str, **points: str) -> None:
    """Let the stored lines of a unit have lost so much, and nothing else."""
    found = CurrentLine.objects.filter(subject=scene.units[code])
    for line in found.exclude(max_points=None):
        line.best = line.max_points - int(Fraction(points.get(line.code, "0")) * line.scale)
        line.status = "scored"
        line.save(update_fields=["best", "status"])


def told(scene, code: str, asked: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    found = losses_of(rulebook_of(scene.cycle), lines_of(scene.cycle, scene.units[code]), asked)
    return [(loss.text, loss.advice) for loss in found]


def test_the_three_largest_losses_are_told_with_what_can_still_be_done(scene):
    lose(scene, "U3", conduct_problems="2.5", attendance="2", election="3", information="1", lectures="0.5")
    assert told(scene, "U3") == [
        ("按期换届已失3分", UNFINISHED),
        ("作风问题已失2.5分", GIVEN),
        ("党员大会到会率已失2分", OWN),
    ]


def test_what_is_asked_for_already_is_not_told_twice_and_gives_its_place_to_the_next_one(scene):
    lose(scene, "U3", conduct_problems="2.5", attendance="2", election="3", information="1")
    assert told(scene, "U3", ("attendance", "election")) == [("作风问题已失2.5分", GIVEN), ("党建信息采用已失1分", OWN)]
    assert told(scene, "U3", ("conduct_problems", "attendance", "election", "information")) == []


def test_what_is_worked_out_from_others_or_from_registers_says_so(scene):
    lose(scene, "U3", information_standing="1", dues_collection="0.5", key_tasks="0.2")
    assert told(scene, "U3") == [
        ("党建信息与同类单位比较已失1分", DERIVED),
        ("党费收缴已失0.5分", DERIVED),
        ("年度重点任务完成率已失0.2分", GIVEN),
    ]


def test_a_deduction_without_a_maximum_weighs_what_it_takes_away(scene):
    lose(scene, "U3", conduct_problems="1")
    line = CurrentLine.objects.get(subject=scene.units["U3"], code="discipline_cases")
    assert line.max_points is None
    line.points, line.status = -4 * line.scale, "scored"
    line.save(update_fields=["points", "status"])
    assert told(scene, "U3") == [("党员受党纪处分已扣4分", GIVEN), ("作风问题已失1分", GIVEN)]


def test_who_has_lost_nothing_is_told_nothing(scene):
    lose(scene, "U3")
    assert told(scene, "U3") == []


def test_the_page_of_a_unit_names_them_among_the_next_steps_and_opens_the_line(scene):
    lose(scene, "U3", conduct_problems="2.5", lectures="3")
    assert OpenRequirement.objects.filter(subject=scene.units["U3"], code="lectures").exists()
    page = browser(scene, Role.UNIT_ADMIN, "U3").get(reverse("assessment:unit", args=["U3"])).content.decode()
    steps = page.partition('id="lights"')[2].partition("<table")[0]
    links = re.findall(r'<li><a href="([^"]+)">([^<]+)</a>', steps)
    assert links == [("?open=conduct_problems#line-conduct_problems", "作风问题已失2.5分")]


@pytest.mark.parametrize("code", ["U4", "U5"])
def test_of_a_unit_that_has_ceased_nobody_is_told_what_to_do(scene, code):
    lose(scene, code, conduct_problems="2.5")
    answer = browser(scene, Role.COMMITTEE_ADMIN, "0").get(reverse("assessment:unit", args=[code]))
    lights = answer.context["profile"].lights
    assert (lights is None or lights.losses == [], start_of(scene, code)[0].losses) == (True, [])


def start_of(scene, code: str, role: Role = Role.UNIT_ADMIN):
    answer = browser(scene, role, code).get("/")
    return answer.context["start"], answer.content.decode()


def link(code: str, rule: str) -> str:
    return f"{reverse('assessment:unit', args=[code])}?open={rule}#line-{rule}"


def test_the_start_page_has_the_largest_of_each_unit_for_who_keeps_its_records(scene):
    lose(scene, "U1", conduct_problems="1", election="0.5")
    lose(scene, "U2", conduct_problems="2")
    lose(scene, "U3", conduct_problems="3")
    start, page = start_of(scene, "U1")
    assert [(row.unit.code, loss.text) for row, loss in start.losses] == [
        ("U2", "作风问题已失2分"),
        ("U1", "作风问题已失1分"),
    ]
    shown = page.partition('id="losses"')[2].partition("</section>")[0]
    assert re.findall(r'<a href="([^"]+)">([^<]+)', shown) == [
        (link("U2", "conduct_problems"), "作风问题已失2分"),
        (link("U1", "conduct_problems"), "作风问题已失1分"),
    ]


def test_who_looks_after_units_has_it_beside_the_reasons_of_their_lights(scene):
    lose(scene, "U3", conduct_problems="3")
    start, page = start_of(scene, "U3", Role.LEADER)
    assert ([row.loss.text for row in start.watch.rows], start.losses) == (["作风问题已失3分"], [])
    shown = page.partition('id="watch"')[2].partition("</section>")[0]
    told = f'记录不缺的失分：<a href="{link("U3", "conduct_problems")}">作风问题已失3分</a>　{GIVEN}</small>'
    assert shown.count(told) == 1


def test_as_many_questions_are_asked_for_three_units_as_for_one(scene, django_assert_num_queries):
    for code in ("U1", "U2", "U3"):
        lose(scene, code, conduct_problems="1")
    for codes in (("U1",), ("U1", "U2", "U3")):
        units = [scene.units[code].pk for code in codes]
        with django_assert_num_queries(2):
            assert {unit: loss.lost for unit, loss in weightiest_losses(scene.cycle, units).items()} == dict.fromkeys(
                units, Fraction(1)
            )
