"""The overview: every number opens to exactly so many rows; only one's own reach; as many questions for many units."""

import re
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from mingheng.assessment.models import Light, OpenRequirement
from mingheng.assessment.overview import are_enough, spread_of
from mingheng.policy import Role
from mingheng.reports.dots import Axis
from tests.assessment.test_pages import browser
from tests.assessment.world import Scene, meeting, run_all, scene_of_meetings

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
OVERVIEW = "assessment:overview"
SPREAD = {"一类单位": (1, 4, 5, 9), "二类单位": (2,), "三类单位": (3,)}
"""Four units, five and six, class by class."""


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    made = scene_of_meetings()
    for code in ("U1-1", "U3-1"):
        made.enter(code, "meeting", meeting(date(2026, 9, 10)))
        made.write(code, "meeting", meeting(date(2026, 10, 10)))
    run_all()
    return made


def rows_behind(client, address: str) -> int:
    """How many rows the list has to which an address leads."""
    answer = client.get(unescape(address).partition("#")[0])
    assert answer.status_code == 200
    return answer.context["listing"].count


def test_every_number_opens_to_exactly_so_many_rows(scene):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    html = client.get(reverse(OVERVIEW)).content.decode()
    main = html.partition("<main")[2]
    numbers = re.findall(r'<a href="([^"]+)">(\d+)</a>', main)
    classes = re.findall(r'<th scope="row"><a href="(\?class=[^"]+)">.*?</a></th><td class="number score">(\d+)<', main)
    assert len(classes) == 3
    assert len(numbers) >= 9
    for address, number in numbers + classes:
        where = reverse(OVERVIEW) + address if address.startswith("?") else address
        assert (address, rows_behind(client, where)) == (address, int(number))


def test_the_tiles_say_what_is_stored(scene):
    context = browser(scene, Role.COMMITTEE_ADMIN, "0").get(reverse(OVERVIEW)).context
    stored = list(Light.objects.filter(code="total").values_list("tone", flat=True))
    assert {tone: count for tone, _word, count in context["tones"]} == {
        tone: stored.count(tone) for tone in range(1, 5)
    }
    assert context["overdue"] == OpenRequirement.objects.filter(due_on__lt=DAY).count()
    assert (context["entries"].waiting, context["entries"].days_late) == (2, 10)


@pytest.mark.parametrize(("tones", "alarms"), [((1, 1, 2), ["红灯"]), ((2, 3, 4), [])])
def test_the_number_of_red_lights_is_red_where_there_is_one(scene, tones, alarms):
    for light, tone in zip(Light.objects.filter(code="total"), (*tones, 4, 4, 4), strict=True):
        light.tone = tone
        light.save(update_fields=["tone"])
    html = browser(scene, Role.COMMITTEE_ADMIN, "0").get(reverse(OVERVIEW)).content.decode()
    assert re.findall(r'<div class="alarm"><dt>([^<]+)', html) == alarms
    style = Path(finders.find("ui/style.css")).read_text()
    assert re.findall(r"^\.tiles \.alarm b, \.tiles \.alarm a {([^}]*)}", style, re.M) == [" color: var(--alarm); "]


@pytest.mark.parametrize(
    ("role", "at", "seen"),
    [
        (Role.COMMITTEE_ADMIN, "0", {"U1", "U2", "U3", "U4", "U5", "U6"}),
        (Role.DISCIPLINE_OFFICER, "0", {"U1", "U2", "U3", "U4", "U5", "U6"}),
        (Role.LEADER, "0", {"U1", "U2", "U3", "U4", "U5", "U6"}),
        (Role.LEADER, "U1", {"U1", "U2"}),
        (Role.LEADER, "U3", {"U3"}),
    ],
)
def test_the_overview_has_the_units_within_reach_and_nobody_else_s_dot(scene, role, at, seen):
    context = browser(scene, role, at).get(reverse(OVERVIEW)).context
    assert {row.unit.code for row in context["listing"].rows} == seen
    assert sum(one.units for one in context["spreads"]) == len(seen)


@pytest.mark.parametrize("role", [Role.UNIT_CLERK, Role.UNIT_ADMIN, Role.MEMBER])
def test_a_unit_s_clerks_have_no_overview_of_others(scene, role):
    assert browser(scene, role, "U1").get(reverse(OVERVIEW)).status_code == 403


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("class=二类单位", ["U3", "U4"]),
        ("q=U5", ["U5"]),
        ("q=U6局", ["U6"]),
        ("q=无此单位", []),
        ("light=9&sort=nothing&class=&q=", ["U1", "U2", "U3", "U4", "U5", "U6"]),
    ],
)
def test_the_list_is_filtered(scene, asked, seen):
    answer = browser(scene, Role.COMMITTEE_ADMIN, "0").get(f"{reverse(OVERVIEW)}?{asked}")
    assert sorted(row.unit.code for row in answer.context["listing"].rows) == seen


@pytest.mark.parametrize("sort", ["points", "forecast", "-overdue", "light", "class", "code"])
def test_the_list_is_sorted(scene, sort):
    rows = browser(scene, Role.COMMITTEE_ADMIN, "0").get(f"{reverse(OVERVIEW)}?sort={sort}").context["listing"].rows
    keys = {
        "points": [row.total.points for row in rows],
        "forecast": [row.total.forecast for row in rows],
        "-overdue": [-row.overdue for row in rows],
        "light": [row.tone for row in rows],
        "class": [row.peers for row in rows],
        "code": [row.unit.code for row in rows],
    }[sort]
    assert len(rows) == 6
    assert [key for key in keys if key is not None] == sorted(key for key in keys if key is not None)


def test_the_overview_asks_as_many_questions_for_six_units_as_for_one(scene, django_assert_max_num_queries):
    counts = []
    for at in ("0", "U3"):
        client = browser(scene, Role.LEADER, at)
        with django_assert_max_num_queries(60) as captured:
            client.get(reverse(OVERVIEW))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_unit_s_page_has_its_lights_and_no_rank_of_anybody(scene):
    answer = browser(scene, Role.UNIT_CLERK, "U3").get(reverse("assessment:unit", args=["U3"]))
    text = re.sub(r"\s+", " ", answer.content.decode())
    shown = answer.context["profile"].lights
    stored = dict(Light.objects.filter(subject__code="U3").exclude(code="total").values_list("code", "tone"))
    assert {row.line.code: row.tone for row in shown.rows} == stored
    assert "本类单位不足5个，不显示中位数" in text
    assert ("类内名次" in text, "第1名" in text, answer.context["may_rank"]) == (False, False, False)


def test_a_branch_clerk_sees_what_the_own_branch_lacks_and_where_to_enter_it(scene):
    answer = browser(scene, Role.UNIT_CLERK, "U3-1").get(reverse("assessment:requirements"))
    rows = answer.context["listing"].rows
    assert {row.unit for row in rows} == {"U3局第一党支部"}
    assert {row.line for row in rows} == {""}
    unit = scene.units["U3-1"].pk
    assert {row.entry.partition("?")[0] for row in rows if not row.waiting} == {f"/ledger/new/{unit}/meeting/"}
    chosen = {row.matter: unquote(row.entry.partition("?")[2]) for row in rows}
    assert {words for matter, words in chosen.items() if matter.endswith("党课")} == {"type=党课"}


@pytest.mark.parametrize(
    ("role", "at", "told"),
    [
        (Role.COMMITTEE_ADMIN, "0", (True, True, False)),
        (Role.LEADER, "0", (True, True, False)),
        (Role.LEADER, "U3", (False, False, True)),
    ],
)
def test_few_units_are_not_drawn_and_a_small_class_has_no_median(scene, role, at, told):
    answer = browser(scene, role, at).get(reverse(OVERVIEW))
    assert {one.median for one in answer.context["spreads"]} == {None}
    wanted = ("各类单位的得分分布</h2>", "不足5个的类别，不显示中位数", "不足5个，不显示各类单位的得分分布")
    text = answer.content.decode()
    assert tuple(words in text for words in wanted) == told


def test_as_many_units_as_a_median_needs_are_enough_to_draw_whatever_their_classes():
    axis = Axis.over([Fraction(1), Fraction(9)])
    classes = [spread_of(axis, name, [Fraction(number) for number in numbers]) for name, numbers in SPREAD.items()]
    assert [are_enough(classes[:count]) for count in (0, 1, 2, 3)] == [False, False, True, True]


def test_a_class_of_enough_units_has_the_median_between_the_two_in_its_middle():
    numbers = [Fraction(number) for number in (9, 1, 4, 8, 2, 7)]
    made = [spread_of(Axis.over(numbers), "一类单位", numbers[:count]) for count in (4, 5, 6)]
    assert [one.median for one in made] == [None, 4, Fraction(11, 2)]


def test_a_record_that_is_submitted_is_not_called_missing_without_saying_so(scene):
    entry = scene.write("U3-1", "meeting", meeting(date(2026, 8, 3), type="党课", title="党课", topics=()))
    answer = browser(scene, Role.UNIT_CLERK, "U3-1").get(reverse("assessment:requirements"))
    rows = {row.matter: row for row in answer.context["listing"].rows}
    found = {matter: (row.submitted, row.waiting, row.entry == "") for matter, row in rows.items()}
    address = reverse("ledger:entry", args=[entry.pk])
    assert found["第三季度党课"] == ("已提交1条，待审核", address, True)
    assert found["第二季度党课"] == ("", "", False)
    assert f'<a class="button small" href="{address}">查看</a>' in answer.content.decode()


@pytest.mark.parametrize("state", ["overdue", "due", "later"])
def test_the_list_of_what_is_missing_is_split_by_its_days(scene, state):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    rows = client.get(f"{reverse('assessment:requirements')}?state={state}").context["listing"].found
    words = {
        "overdue": {row.pk for row in OpenRequirement.objects.all() if row.due_on < DAY},
        "due": {row.pk for row in OpenRequirement.objects.all() if row.due_on >= DAY and (row.last_on - DAY).days <= 7},
        "later": {row.pk for row in OpenRequirement.objects.all() if (row.last_on - DAY).days > 7},
    }
    assert {row.pk for row in rows} == words[state]


def test_what_has_run_out_last_stands_first_and_then_what_runs_out_next(scene):
    client, address = browser(scene, Role.COMMITTEE_ADMIN, "0"), reverse("assessment:requirements")
    known = set(OpenRequirement.objects.values_list("due_on", flat=True))
    over, ahead = sorted((day for day in known if day < DAY), reverse=True), sorted(day for day in known if day >= DAY)
    assert min(len(over), len(ahead)) > 1
    for query, days in (("", over + ahead), ("?state=overdue", over), ("?sort=state", over + ahead)):
        listing = client.get(address + query).context["listing"]
        assert (list(dict.fromkeys(row.due_on for row in listing.found)), listing.sort) == (days, "state")


def test_a_unit_and_an_indicator_that_a_link_has_fixed_are_named_and_can_be_let_go(scene):
    client, address = browser(scene, Role.UNIT_CLERK, "U3"), reverse("assessment:requirements")
    answer = client.get(f"{address}?subject=U3&line=lectures&state=overdue")
    page = unescape(answer.content.decode())
    assert re.findall(r'<p class="plain">(.*?)<a href="(.*?)">', page) == [
        ("只列U3局党组及其党组织的。", "?line=lectures&state=overdue"),
        ("只列“党课”一项的。", "?subject=U3&state=overdue"),
    ]
    assert "U3局党组　党课</p>" in page
    assert answer.context["listing"].told == ["已逾期", "U3局党组", "党课"]
    # What is out of reach is called as it was asked, and not by its name; nor is anything said of what it has done.
    beyond = client.get(f"{address}?subject=U1")
    assert beyond.context["listing"].told == ["U1"]
    page = beyond.content.decode()
    assert ("没有符合条件的还缺的记录" in page, "应有的记录都有了" in page) == (True, False)


def test_a_unit_that_has_ceased_stands_among_the_scores_only(stand_on):
    stand_on(DAY)
    made = Scene()
    made.start(("meeting",))
    run_all()
    client = browser(made, Role.COMMITTEE_ADMIN, "0")
    answer = client.get(reverse(OVERVIEW))
    context = answer.context
    assert {row.unit.code for row in context["listing"].rows} == {"U1", "U2", "U3", "U6"}
    counts = (sum(count for _, _, count in context["tones"]), sum(one.units for one in context["spreads"]))
    assert (counts, context["gone"]) == ((4, 4), 2)
    assert "另有2个已不存续的单位" in answer.content.decode()
    assert client.get(reverse("assessment:scores")).context["listing"].count == 6


def test_the_number_of_what_is_overdue_is_that_of_the_list_for_a_unit_below_another_too(scene):
    client = browser(scene, Role.LEADER, "U2")
    number = client.get(reverse(OVERVIEW)).context["overdue"]
    assert number == rows_behind(client, f"{reverse('assessment:requirements')}?state=overdue")
    assert number > OpenRequirement.objects.filter(subject__code="U2", due_on__lt=DAY).count()
