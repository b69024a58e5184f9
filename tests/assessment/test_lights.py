"""Lights and medians: against an oracle that reads the stored figures with `statistics` and the rules of the help."""

import json
import statistics
from datetime import date
from fractions import Fraction

import pytest

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.judging import Figures, Known, Median, Yardstick, lights_of
from mingheng.assessment.lights import renew_lights
from mingheng.assessment.models import ClassMedian, CurrentLine, Light, OpenRequirement, Standing
from mingheng.assessment.thresholds import limits
from mingheng.ledger.values import Content
from tests.assessment.world import Scene, drawn_records, meeting, run_all

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
RED, YELLOW, GREEN, GREY = 1, 2, 3, 4
INDICATORS = [
    "political", "ideology", "organisation", "conduct", "discipline", "foundation", "special",
    "duty", "opinion", "review", "tasks", "bonus", "deduction",
]  # fmt: skip


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    made = Scene(has_reorganisations=False)
    made.start()
    run_all()
    return made


def tones(code: str) -> dict[str, int]:
    return dict(Light.objects.filter(subject__code=code).values_list("code", "tone"))


def all_lights() -> list[tuple]:
    return list(Light.objects.order_by("subject", "code").values_list("subject", "code", "tone", "reasons"))


def points_of(codes) -> dict[str, dict[str, Fraction]]:
    found = {}
    for line in CurrentLine.objects.filter(code__in=codes, points__isnull=False).select_related("subject"):
        found.setdefault(line.code, {})[line.subject.code] = Fraction(line.points, line.scale)
    return found


def test_the_medians_are_those_of_the_stored_points_class_by_class(scene):
    record = next(one for one in drawn_records()["information"] if one.values["published_on"] <= DAY)
    scene.enter("U1", "information", Content(record.values))
    scene.enter("U3-1", "meeting", meeting(date(2026, 9, 3)))
    run_all()
    peers = dict(Standing.objects.values_list("subject__code", "peers"))
    expected = set()
    for code, points in points_of(["total", *INDICATORS]).items():
        for name in set(peers.values()):
            numbers = [number for unit, number in points.items() if peers[unit] == name]
            if numbers:
                expected.add((name, code, len(numbers), str(statistics.median(numbers))))
    assert set(ClassMedian.objects.values_list("peers", "code", "units", "points")) == expected


def test_an_acceptance_leaves_the_lights_as_a_full_run_does(scene):
    before = all_lights()
    for day in (date(2026, 9, 3), date(2026, 10, 5)):
        for kind in ("支部党员大会", "主题党日", "支委会", "党课"):
            scene.enter("U3-1", "meeting", meeting(day, type=kind, topics=()))
    live = all_lights()
    assert live != before
    # Judged anew from what is stored, everybody at once.
    Light.objects.all().delete()
    renew_lights(scene.cycle, DAY)
    assert all_lights() == live


@pytest.mark.usefixtures("scene")
def test_the_unit_s_light_is_the_worst_of_its_own_reasons_and_those_of_its_indicators():
    for code in ("U1", "U2", "U3", "U4"):
        found = tones(code)
        parts = [tone for name, tone in found.items() if name != "total" and tone in (RED, YELLOW)]
        own = [
            tone
            for tone, line, _text in json.loads(Light.objects.get(subject__code=code, code="total").reasons)
            if line == "total"
        ]
        assert found["total"] == min([*parts, *own], default=GREEN)


@pytest.mark.usefixtures("scene")
def test_a_class_of_few_units_shows_no_median_and_no_light_from_it():
    assert set(ClassMedian.objects.values_list("units", flat=True)) == {2}
    assert Light.objects.filter(reasons__contains="中位数").count() == 0


# What follows judges figures given by hand: no database of scores is needed, only the rulebook's text.


def judged(scene, lines=None, requirements=(), medians=None, last_grade="", day=DAY):
    filled = {"total": figures(points=50, forecast=92)} | (lines or {})
    known = Known(filled, requirements, medians or {}, last_grade, {7: "甲支部", 8: "乙支部"})
    return lights_of(known, Yardstick.of(rulebook_of(scene.cycle), day, limits()))


def figures(status="scored", points=None, lost=0, forecast=None, maximum=10):
    exact = [None if number is None else Fraction(str(number)) for number in (points, lost, forecast, maximum)]
    return Figures(status, *exact)


def asked(code="lectures", unit=7, first=date(2026, 7, 1), last=date(2026, 9, 30), due=date(2026, 10, 10)):
    return OpenRequirement(subject_id=1, unit_id=unit, code=code, first_on=first, last_on=last, due_on=due, missing="1")


@pytest.mark.parametrize(
    ("lost", "day", "tone"),
    [
        ("1", date(2026, 10, 10), YELLOW),  # within the grace
        ("1", date(2026, 10, 11), YELLOW),  # 1 of 4 is 25 %, not more
        ("1.01", date(2026, 10, 11), RED),
        ("1.01", date(2026, 11, 24), RED),  # the 45th day
        ("1.01", date(2026, 11, 25), YELLOW),  # long ago, and still missing
        ("0", date(2026, 10, 11), YELLOW),  # within what may be missing
        ("0", date(2026, 11, 25), YELLOW),
        ("0", date(2026, 9, 23), YELLOW),  # seven days before the end
        ("0", date(2026, 9, 22), GREEN),
    ],
)
def test_a_requirement_lights_by_its_days_and_by_what_it_cost(scene, lost, day, tone):
    lines = {"ideology": figures(points=8), "lectures": figures(points=2, lost=lost, maximum=4)}
    assert judged(scene, lines, [asked()], day=day)["ideology"].tone == tone


def test_the_reason_of_a_requirement_names_period_days_branches_and_points(scene):
    lines = {"ideology": figures(points=8), "lectures": figures(points=2, lost=2, maximum=4)}
    found = judged(scene, lines, [asked(), asked(unit=8)])
    assert [(reason.tone, reason.code, reason.text) for reason in found["ideology"].reasons] == [
        (RED, "lectures", "第三季度党课已于10月10日过宽限期，还缺2次（甲支部、乙支部）；本项共失2分")
    ]
    assert found["total"].reasons == found["ideology"].reasons


def test_what_ran_out_long_ago_is_told_once_for_each_rule_whether_it_cost_something_or_not(scene):
    lines = {"ideology": figures(points=8), "lectures": figures(points=2, lost=2, maximum=4)}
    old = [asked(first=date(2026, month, 1), last=date(2026, month + 2, 28), due=date(2026, 7, 10)) for month in (1, 4)]
    found = judged(scene, lines, [*old, asked(code="heart_talks", due=date(2026, 7, 10)), asked()])
    assert [(reason.tone, reason.text) for reason in found["ideology"].reasons] == [
        (RED, "第三季度党课已于10月10日过宽限期，还缺1次（甲支部）；本项共失2分"),
        (YELLOW, "党课逾期已超过45天，还缺2次"),
        (YELLOW, "谈心谈话逾期已超过45天，还缺1次；没有因此失分"),
    ]


def test_of_equally_grave_reasons_the_one_that_has_cost_most_stands_first(scene):
    lines = {
        "ideology": figures(points=8),
        "lectures": figures(points=3, lost=1, maximum=4),
        "heart_talks": figures(points=1, lost=3, maximum=4),
    }
    both = [asked(due=date(2026, 7, 10)), asked(code="heart_talks", due=date(2026, 7, 10))]
    expected = ["heart_talks", "lectures"]
    for requirements in (both, both[::-1]):
        found = judged(scene, lines, requirements)
        assert [reason.code for reason in found["ideology"].reasons] == expected


def test_a_requirement_of_a_rule_beside_every_indicator_lights_the_unit_all_the_same(scene):
    found = judged(scene, {"lectures": figures(points=2, lost=1, maximum=4)}, [asked()])
    assert ("ideology" in found, found["total"].tone) == (False, YELLOW)


@pytest.mark.usefixtures("scene")
def test_no_unit_is_green_that_has_an_overdue_requirement():
    late = set(OpenRequirement.objects.filter(due_on__lt=DAY).values_list("subject__code", flat=True))
    lit = set(Light.objects.filter(code="total", tone__in=(RED, YELLOW)).values_list("subject__code", flat=True))
    assert (late != set(), late - lit) == (True, set())


@pytest.mark.parametrize(
    ("points", "lost", "median", "units", "tone"),
    [
        ("8", "2", "9", 5, GREEN),  # behind by 1 of 10 that were due: not more than 10 %
        ("7.9", "2.1", "9", 5, YELLOW),
        ("7.9", "2.1", "9", 4, GREEN),  # too few units for a median
        ("5", "0.5", "9", 5, GREEN),  # later than others, not worse: 0.5 of 5.5 lost
        ("5", "0.6", "9", 5, YELLOW),
        ("9", "3", "8", 5, GREEN),
        (None, "0", "8", 5, GREY),
    ],
)
def test_a_unit_well_behind_the_median_of_its_class_gets_a_yellow_light(scene, points, lost, median, units, tone):
    lines = {"conduct": figures(points=points, lost=lost)}
    found = judged(scene, lines, medians={"conduct": Median(Fraction(median), units)})
    assert found["conduct"].tone == tone


@pytest.mark.parametrize(
    ("forecast", "last_grade", "tone", "text"),
    [
        ("59.99", "", RED, "按目前进度预计59.99分，低于“一般”的分数线60分"),
        ("60", "", YELLOW, "按目前进度预计60分，低于“好”的分数线90分"),
        ("60", "一般", GREEN, "没有逾期和临近到期的事项"),
        ("79.99", "较好", YELLOW, "按目前进度预计79.99分，低于上年等次“较好”的分数线80分"),
        ("90", "", GREEN, "没有逾期和临近到期的事项"),
        (None, "", GREEN, "没有逾期和临近到期的事项"),
    ],
)
def test_a_forecast_lights_against_the_lines_of_the_grades(scene, forecast, last_grade, tone, text):
    lines = {"total": figures(points=50, forecast=forecast, maximum=100)}
    found = judged(scene, lines, last_grade=last_grade)["total"]
    assert (found.tone, [reason.text for reason in found.reasons]) == (tone, [text])


def test_what_is_not_due_or_missing_is_grey_and_what_does_not_apply_has_no_light(scene):
    lines = {
        "duty": figures("not_yet_due"),
        "opinion": figures("missing"),
        "review": figures("not_applicable"),
        "tasks": figures("missing", points=3),
    }
    found = judged(scene, lines)
    assert {code: light.tone for code, light in found.items()} == {
        "duty": GREY,
        "opinion": GREY,
        "tasks": GREEN,
        "total": GREEN,
    }
    assert found["opinion"].reasons[0].text == "没有可以判断的数据，没有数据不等于零分"
