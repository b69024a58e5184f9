"""How the points of a total lie among what is earned, open and lost; and what a change of them is to be taken for."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from mingheng.assessment.division import division_of
from mingheng.assessment.models import CurrentLine
from mingheng.assessment.pages import profile_of
from mingheng.assessment.queries import ChangedLine, LineRow, totals_of
from mingheng.organisation.models import Unit
from mingheng.policy import Role
from mingheng.reports.wording import Word
from mingheng.ui.figures import figure_text
from tests.assessment.test_pages import browser, text_of, url
from tests.assessment.world import Scene, meeting, run_all

ROW = LineRow(
    code="total", label="总分", article="", depth=0, is_rule=False, status=Word("已计分", "steady"), status_code="scored",
    points=Fraction(3), maximum=Fraction(4), earned=Fraction(0), lost=Fraction(1), open=Fraction(3), forecast=None,
)  # fmt: skip


@pytest.fixture
def scene():
    made = Scene()
    made.enter("U1-1", "meeting", meeting(date(2026, 2, 5)))
    made.start()
    run_all()
    return made


def test_the_example_of_the_concepts_is_divided_as_it_is_told_there():
    made = division_of(ROW)
    assert (ROW.due, made.whole, made.unsafe, made.ahead, made.is_beyond) == (4, 4, 3, 0, False)
    assert [(part.css, part.at, part.width) for part in made.parts] == [
        ("earned", "0%", "0%"), ("open", "0%", "75%"), ("gone", "75%", "25%"),
    ]  # fmt: skip
    assert made.now == "75%"


def test_bonuses_lead_beyond_the_full_marks():
    made = division_of(replace(ROW, points=Fraction(4), earned=Fraction(3), lost=Fraction(0), open=Fraction(2)))
    assert (made.whole, made.now, made.is_beyond) == (5, "80%", True)


def test_before_anything_is_due_there_are_parts_and_no_points_among_them():
    row = replace(ROW, points=None, lost=Fraction(0), open=Fraction(4))
    made = division_of(row)
    assert (row.due, made.now, made.unsafe, made.ahead) == (None, "", None, None)


@pytest.mark.parametrize(
    "figures",
    [
        {"lost": None, "maximum": None},
        {"earned": Fraction(-1)},
        {"points": Fraction(4)},
        {"points": Fraction(0), "earned": Fraction(1)},
        {"points": Fraction(0), "lost": Fraction(0), "open": Fraction(0)},
    ],
)
def test_figures_that_are_no_parts_of_a_whole_are_not_drawn(figures):
    assert division_of(replace(ROW, **figures)) is None


@pytest.mark.django_db
def test_the_parts_of_every_total_add_up_and_hold_its_points(scene):
    rows = totals_of(scene.cycle, Unit.objects.all())
    assert len(rows) == 6
    for row in rows.values():
        made = division_of(row)
        assert made.whole == max(row.maximum, row.earned + row.open)
        assert row.earned + made.unsafe == row.points == row.due - row.lost
        assert made.unsafe + made.ahead == row.open


@pytest.mark.django_db
def test_the_page_tells_how_the_figures_belong_together(scene):
    profile = profile_of(scene.cycle, scene.units["U1"])
    total, own = profile.total, profile.division
    now, due, earned, unsafe, ahead, lost, still = (
        figure_text(one)
        for one in (total.points, total.due, total.earned, own.unsafe, own.ahead, total.lost, total.open)
    )
    text = text_of(browser(scene, Role.UNIT_CLERK, "U1").get(url("unit", "U1")))
    said = (
        f"已到期{due}分中得到",
        f"已得{earned} + 仍可得{still} + 已失{lost} = 100",
        f"现得分{now}分里，{earned}分是已得，{unsafe}分还没有定",
        f"就是这{unsafe}分和还没有得到的{ahead}分",
    )
    assert [sentence for sentence in said if sentence not in text] == []


@pytest.mark.django_db
def test_everything_unfolded_opens_every_line_and_fetches_what_comes_into_view(scene):
    page = browser(scene, Role.LEADER, "U1").get(url("unit", "U1"), {"open": "all"}).content.decode()
    opened = re.findall(r'<details class="line" id="line-\w+" open [^>]*hx-trigger="intersect once"', page)
    assert (len(opened), "全部收起" in page) == (page.count('<details class="line"'), True)


CHANGE = ChangedLine("党课", False, True, "已计分", "已计分", *(Fraction(2),) * 6)


@pytest.mark.parametrize(
    ("figures", "is_fall"),
    [
        ({"after": Fraction(1)}, True),
        ({"after": Fraction(3)}, False),
        ({"after": Fraction(3), "lost_after": Fraction(3)}, False),
        ({"after": None}, True),
        ({"before": None}, False),
        ({"before": None, "lost_before": None, "after": Fraction(0)}, True),
    ],
)
def test_a_fall_is_known_from_a_rise(figures, is_fall):
    assert replace(CHANGE, **figures).is_fall == is_fall


@pytest.mark.parametrize(("earned", "is_less"), [(Fraction(1), True), (Fraction(2), False), (Fraction(3), False)])
def test_what_is_less_safe_than_before_is_known(earned, is_less):
    assert replace(CHANGE, earned_after=earned).is_less_safe == is_less


@pytest.mark.django_db
def test_a_fall_is_never_shown_as_a_rise(scene):
    scene.enter("U1-1", "meeting", meeting(date(2026, 5, 5)))
    answer = browser(scene, Role.LEADER, "U1").get(url("history", "U1"))
    changed = [line for _, lines in answer.context["rows"] for line in lines if line.before != line.after]
    html = answer.content.decode()
    falls, rises = html.count('<b class="lost">'), html.count("<ins>")
    less = [line for _, lines in answer.context["rows"] for line in lines if line.before == line.after is not None]
    less = [line for line in less if line.earned_before != line.earned_after]
    assert falls == sum(line.is_fall for line in changed) + sum(line.is_less_safe for line in less)
    assert falls + rises == len(changed) + len(less)


@pytest.mark.django_db
def test_figures_that_cannot_be_drawn_are_told_one_by_one(scene):
    CurrentLine.objects.filter(subject=scene.units["U1"], code="total").update(max_points=None)
    html = browser(scene, Role.LEADER, "U1").get(url("unit", "U1")).content.decode()
    words = ("以后不办也有", "可能得，也可能失", "到期没有得到")
    assert [word for word in words if f"<small>{word}</small>" in html] == list(words[:2])
    assert "全年满分" not in html
