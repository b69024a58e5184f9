"""The pages of scores: only one's own reach, the stored figures, and every line down to the records and who made them."""

import re
from datetime import date
from fractions import Fraction
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.assessment.explanation import explain_line
from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import CurrentLine, Cycle, ScoreChange, Standing
from mingheng.audit.actors import COMMAND
from mingheng.ledger.models import Entry
from mingheng.organisation.domain import change_class
from mingheng.organisation.models import Unit
from mingheng.policy import Role
from mingheng.reports.wording import shown
from tests.assessment.world import Scene, meeting, run_all
from tests.ledger.desk import person
from tests.people import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


@pytest.fixture
def scene():
    made = Scene()
    made.enter("U1-1", "meeting", meeting(date(2026, 2, 5)))
    made.start()
    run_all()
    made.enter("U1-1", "meeting", meeting(date(2026, 5, 5), title="五月的党员大会"))
    run_all()
    return made


def browser(scene, role: Role, code: str) -> Client:
    return signed_in(person(f"{role}-{code}", scene.units[code], role))


def url(name: str, *args: str) -> str:
    return reverse(f"assessment:{name}", args=args)


def text_of(answer) -> str:
    main = answer.content.decode().partition("<main")[2] or answer.content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def codes_in(answer) -> list[str]:
    return [row.unit.code for row in answer.context["listing"].rows]


@pytest.mark.parametrize(
    ("role", "at", "seen"),
    [
        (Role.COMMITTEE_ADMIN, "0", ["U1", "U2", "U3", "U4", "U5", "U6"]),
        (Role.DISCIPLINE_OFFICER, "0", ["U1", "U2", "U3", "U4", "U5", "U6"]),
        (Role.UNIT_ADMIN, "U1", ["U1", "U2"]),
        (Role.LEADER, "U2", ["U2"]),
        (Role.UNIT_CLERK, "U3-1", []),
    ],
)
def test_the_list_has_the_units_within_reach(scene, role, at, seen):
    assert sorted(codes_in(browser(scene, role, at).get(url("scores")))) == seen


def test_the_list_goes_class_by_class_as_the_rulebook_has_them_and_marks_who_is_gone(scene):
    change_class(scene.units["U1"], "三类单位", is_assessed=True, staff=30, on=DAY, by=COMMAND)
    run_all()
    answer = browser(scene, Role.COMMITTEE_ADMIN, "0").get(url("scores"))
    rows = list(answer.context["listing"].rows)
    order = rulebook_of(Cycle.objects.get()).classes
    places = [(order.index(row.standing.peers), row.unit.code) for row in rows]
    assert places == sorted(places)
    assert len({place for place, _code in places}) > 1
    gone = {row.unit.code for row in rows if row.unit.closed_on and row.unit.closed_on < row.standing.as_of}
    marked = re.findall(r">(U\d)局[^<]*</a>[^<]*<[^>]*>已不存续", answer.content.decode())
    assert (set(marked), gone) == ({"U4", "U5"}, {"U4", "U5"})
    pages = {code: text_of(browser(scene, Role.LEADER, code).get(url("unit", code))) for code in ("U1", "U4")}
    assert {code: "存续到" in text for code, text in pages.items()} == {"U1": False, "U4": True}


def test_the_list_is_searched_by_name_and_by_code(scene):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    assert codes_in(client.get(url("scores"), {"q": "U3局"})) == ["U3"]
    assert codes_in(client.get(url("scores"), {"q": " U4 "})) == ["U4"]
    none = client.get(url("scores"), {"q": "没有这个"})
    assert codes_in(none) == []
    assert "没有这样的单位" in text_of(none)


@pytest.mark.parametrize(
    ("role", "at", "sees_ranks"),
    [
        (Role.COMMITTEE_ADMIN, "0", True),
        (Role.DISCIPLINE_OFFICER, "0", True),
        (Role.UNIT_ADMIN, "U1", False),
        (Role.LEADER, "U1", False),
    ],
)
def test_ranks_and_grades_are_for_the_committee_and_discipline_only(scene, role, at, sees_ranks):
    client = browser(scene, role, at)
    headings = [client.get(page).content.decode() for page in (url("scores"), url("unit", "U1"))]
    assert ("类内名次" in headings[0]) == sees_ranks
    assert [">等次</" in page for page in headings] == [sees_ranks, sees_ranks]
    assert ["等次的由来" in page for page in headings] == [False, sees_ranks]


def test_a_unit_out_of_reach_is_not_there(scene):
    client = browser(scene, Role.UNIT_ADMIN, "U3")
    for page in (url("unit", "U1"), url("history", "U1"), url("line", "U1", "meetings"), url("unit", "U99")):
        assert client.get(page).status_code == 404


def test_the_figures_of_a_unit_are_the_stored_ones(scene):
    answer = browser(scene, Role.UNIT_ADMIN, "U1").get(url("unit", "U1"))
    stored = {line.code: line for line in CurrentLine.objects.filter(subject=scene.units["U1"])}
    lines = answer.context["profile"].lines
    assert {line.code for line in lines} == set(stored)

    def points(line, figure):
        number = getattr(stored[line.code], figure)
        return None if number is None else Fraction(number, stored[line.code].scale)

    for line in lines:
        assert (line.points, line.maximum, line.earned, line.forecast) == tuple(
            points(line, figure) for figure in ("points", "max_points", "worst", "forecast")
        )
        assert line.earned + line.open == points(line, "best")
    assert answer.context["profile"].total.code == rulebook_of(scene.cycle).head.total


def test_the_line_that_a_link_names_stands_open_and_fetches_its_basis_at_once(scene):
    page = browser(scene, Role.LEADER, "U1").get(url("unit", "U1"), {"open": "lectures"}).content.decode()
    opened = re.findall(r'<details class="line" id="line-(\w+)" open [^>]*hx-trigger="load"', page)
    waiting = re.findall(r'<details class="line" id="line-(\w+)" hx-get="[^"]*" hx-trigger="toggle once"', page)
    assert (opened, "lectures" in waiting, len(waiting) > 10) == (["lectures"], False, True)


def test_every_line_opens_to_rule_article_and_measure(scene):
    client = browser(scene, Role.UNIT_ADMIN, "U1")
    rulebook = rulebook_of(scene.cycle)
    for code, rule in rulebook.rules.items():
        answer = client.get(url("line", "U1", code))
        assert answer.status_code == 200
        text = text_of(answer)
        words = ("条款", "原文", "口径", "计算", "逐级汇总", rule.label, " ".join(rule.article.split()))
        assert [word for word in words if word not in text] == [], code


def test_a_line_shows_its_records_with_who_entered_and_accepted_them(scene):
    explained = [
        (line.code, found)
        for line in CurrentLine.objects.filter(subject=scene.units["U1"])
        if (found := explain_line(scene.cycle, scene.units["U1"], line.code, may_rank=False)) and found.counted
    ]
    assert explained != []
    entry = Entry.objects.get(title="五月的党员大会")
    client = browser(scene, Role.UNIT_ADMIN, "U1")
    named = [code for code, found in explained if entry.pk in {one.version.entry_id for one in found.counted}]
    answer = client.get(url("line", "U1", named[0]))
    text = text_of(answer)
    assert [word for word in ("五月的党员大会", "scene-clerk", "scene-judge") if word not in text] == []
    assert reverse("ledger:entry", args=[entry.pk]) in answer.content.decode()


def test_an_explanation_says_the_stored_points(scene):
    unit = scene.units["U1"]
    for stored in CurrentLine.objects.filter(subject=unit).exclude(points=None):
        explained = explain_line(scene.cycle, unit, stored.code, may_rank=False)
        assert explained.is_current
        assert explained.line.points == shown(Fraction(stored.points, stored.scale)), stored.code


def test_the_lines_of_a_closed_unit_can_still_be_explained(scene):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    assert client.get(url("unit", "U5")).status_code == 200
    for code in rulebook_of(scene.cycle).rules:
        assert client.get(url("line", "U5", code)).status_code == 200


def test_a_fragment_is_a_part_of_the_page(scene):
    client = browser(scene, Role.UNIT_ADMIN, "U1")
    for code in list(rulebook_of(scene.cycle).rules)[:8]:
        page = client.get(url("line", "U1", code)).content.decode()
        fragment = client.get(url("line", "U1", code), headers={"HX-Request": "true"}).content.decode()
        assert fragment.strip() in page
        assert "<html" not in fragment


def test_the_history_tells_every_change_with_its_cause_and_the_entry(scene):
    answer = browser(scene, Role.UNIT_ADMIN, "U1").get(url("history", "U1"))
    changes = list(ScoreChange.objects.filter(subject=scene.units["U1"]).order_by("-id"))
    assert [change.pk for change, _ in answer.context["rows"]] == [change.pk for change in changes]
    text = text_of(answer)
    assert [word for word in ("考核周期启动", "采纳了一条记录", "scene-judge") if word not in text] == []
    assert reverse("ledger:entry", args=[Entry.objects.get(title="五月的党员大会").pk]) in answer.content.decode()


def test_a_branch_has_no_score_of_its_own(scene):
    answer = browser(scene, Role.UNIT_ADMIN, "U1").get(url("unit", "U1-1"))
    assert (answer.status_code, "不单独计分" in text_of(answer)) == (200, True)
    assert browser(scene, Role.LEADER, "U1").get(url("line", "U1-1", "total")).status_code == 404


def test_before_a_cycle_the_list_says_what_to_wait_for():
    made = Scene()
    client = browser(made, Role.COMMITTEE_ADMIN, "0")
    assert "还没有启动考核周期" in text_of(client.get(url("scores")))
    assert "还没有启动考核周期" in text_of(client.get(url("cycle")))
    assert client.get(url("unit", "U1")).status_code == 404


def test_a_cycle_is_started_from_the_form():
    made = Scene()
    client = browser(made, Role.COMMITTEE_ADMIN, "0")
    answer = client.post(url("start"), {"rulebook": "demo-2026", "connected": ["meeting", "history"]})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("cycle"))
    assert Cycle.objects.get().connected == '["history", "meeting"]'
    assert Standing.objects.count() == 6
    assert "县直机关党建工作考核评分细则" in text_of(client.get(url("cycle")))


def test_wrong_input_keeps_what_was_chosen_and_starts_nothing():
    made = Scene()
    client = browser(made, Role.COMMITTEE_ADMIN, "0")
    answer = client.post(url("start"), {"rulebook": "nothing-such", "connected": ["history", "meeting"]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["rulebook"])
    ticked = re.findall(r'<input[^>]*name="connected"[^>]*checked[^>]*>', answer.content.decode())
    assert sorted(re.search(r'value="([^"]*)"', tag)[1] for tag in ticked) == ["history", "meeting"]
    assert Cycle.objects.count() == 0


def test_a_second_cycle_is_refused_with_what_was_chosen(scene):
    client = browser(scene, Role.COMMITTEE_ADMIN, "0")
    answer = client.post(url("start"), {"rulebook": "forms", "connected": ["history"]})
    assert (answer.status_code, "正在进行" in text_of(answer)) == (200, True)
    assert re.search(r'<option[^>]*value="forms"[^>]*selected', answer.content.decode())
    assert Cycle.objects.count() == 1


def queries_of(client, address: str, django_assert_max_num_queries) -> int:
    client.get(address)
    with django_assert_max_num_queries(200) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_asks_as_many_questions_for_six_units_as_for_one(scene, django_assert_max_num_queries):
    asked = {
        at: queries_of(browser(scene, role, at), url("scores"), django_assert_max_num_queries)
        for role, at in ((Role.COMMITTEE_ADMIN, "U3"), (Role.COMMITTEE_ADMIN, "U1"), (Role.COMMITTEE_ADMIN, "0"))
    }
    assert len(set(asked.values())) == 1, asked


def test_a_unit_s_page_asks_as_many_questions_with_more_changes(scene, django_assert_max_num_queries):
    client = browser(scene, Role.UNIT_ADMIN, "U1")
    before = queries_of(client, url("unit", "U1"), django_assert_max_num_queries)
    for day in (6, 7, 8):
        scene.enter("U1-1", "meeting", meeting(date(2026, 5, day)))
    assert queries_of(client, url("unit", "U1"), django_assert_max_num_queries) == before
    assert Unit.objects.count() == 14
