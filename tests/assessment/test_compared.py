"""Of a line that compares a unit with its peers the unit reads what is its own, and no figure or place of another."""

from datetime import date

import pytest
from django.urls import reverse

from mingheng.assessment.compared import kept_sentences, sentence_for
from mingheng.assessment.models import CurrentLine
from mingheng.ledger.values import Content
from mingheng.policy import Role
from tests.api.desk import System
from tests.assessment.world import Scene, drawn_records, run_all
from tests.ledger.desk import person
from tests.ledger.pages import text_of
from tests.people import signed_in
from tests.scoring.builders import book, fact, outcome, rule, subject

HEAD = "{classes: [一类], unit_kinds: [党组], rounding: {leaf: 2, group: 4, total: 2}}"
FULL = {
    "rank": "在5个同类考核对象中排第2，加2分",
    "rank_share": "在5个同类考核对象中处于前40%，加0.4分",
    "over_highest": "自身80分，同类最高90分，为最高的约88.89%，加约0.8889分；计0.89分",
    "over_mean": "自身80分，同类平均70分，为平均的约114.29%，加约1.1429分；计1.14分",
    "minus_mean": "自身80分，同类平均70分，高10分，加10分",
    "minus_highest": "自身80分，同类最高90分，低10分，扣10分",
}
OF_UNIT = {
    "rank": "自身80分，按在同类单位中的名次计分，同类其他单位的数值不公开；本项现得2分",
    "rank_share": "自身80分，按在同类单位中的名次计分，同类其他单位的数值不公开；本项现得0.4分",
    "over_highest": "自身80分，与同类单位的最高分相比计分，同类其他单位的数值不公开；本项现得0.89分",
    "minus_highest": "自身80分，与同类单位的最高分相比计分，同类其他单位的数值不公开；本项现得-10分",
}
FIVE = {"甲": 90, "乙": 80, "丙": 70, "丁": 60, "戊": 50}


def sentences(compared, marks, limits=None):
    """Of 乙: what who may see ranks reads, and what the unit reads."""
    own = rule("own", "{take: value, of: mark.x}", "{form: per_item, give: 1}", max_points=100)
    against = rule("against", f"{{take: peers, of: own, is: {compared}}}", "{form: per_item, give: 1}", **limits or {})
    rows = [fact("12-01", "mark.x", name, actual=mark) for name, mark in marks.items()]
    found = outcome(book(own, against, head=HEAD), rows, [subject(name, "一类") for name in FIVE])
    line = CurrentLine(sentence=kept_sentences(found, "乙", found.line("乙", "against")))
    return sentence_for(line, may_rank=True), sentence_for(line, may_rank=False)


def without_article(sentence):
    return sentence.partition("〔")[0]


@pytest.mark.parametrize("compared", list(FULL))
def test_who_may_see_ranks_reads_all_of_it_and_the_unit_no_place_and_no_highest(compared):
    told = [without_article(one) for one in sentences(compared, FIVE)]
    assert told == [FULL[compared], OF_UNIT.get(compared, FULL[compared])]


@pytest.mark.parametrize("compared", ["over_mean", "minus_mean"])
def test_a_mean_is_told_of_five_units_and_not_of_four(compared):
    of_five, of_four = sentences(compared, FIVE), sentences(compared, {name: FIVE[name] for name in "甲乙丙丁"})
    assert of_five[1] == of_five[0]
    assert [one[:10] for one in of_four] == ["自身80分，同类平均", "自身80分，与同类单"]
    assert of_four[1].partition("；")[0] == "自身80分，与同类单位的平均分相比计分，同类其他单位的数值不公开"


def test_the_unit_reads_its_points_and_their_maximum():
    _full, of_unit = sentences("rank", FIVE, {"max_points": 10})
    assert of_unit == "自身80分，按在同类单位中的名次计分，同类其他单位的数值不公开；本项满分10分，现得2分"


def test_who_has_no_points_to_compare_reads_why():
    full, of_unit = sentences("rank", {"甲": 90})
    assert without_article(of_unit) == "到2026-12-31仍没有记录，本项缺数据，暂不计分；请补录或由考核人员按规定认定"
    assert of_unit == full


def test_of_a_line_from_before_the_unit_reads_only_how_it_is_scored():
    line = CurrentLine(sentence="自身2分，同类平均1.5分")
    assert [sentence_for(line, may_rank=one) for one in (True, False)] == [
        "自身2分，同类平均1.5分",
        "与同类单位相比计分，同类其他单位的数值不公开",
    ]


@pytest.fixture
def scene(db):  # noqa: ARG001 - a fixture cannot ask for another one by a mark
    """U1 and U2, one class of two, with one and two records of the kind that is compared."""
    made = Scene(has_reorganisations=False)
    made.start()
    records = [one for one in drawn_records()["information"] if one.values["published_on"] <= date(2026, 9, 1)]
    for code, record in zip(("U1", "U2", "U2"), records, strict=False):
        made.enter(code, "information", Content(record.values))
    run_all()
    return made


@pytest.mark.parametrize(
    ("role", "at", "is_told"),
    [
        (Role.UNIT_CLERK, "U2", False),
        (Role.DISCIPLINE_OFFICER, "U2", False),
        (Role.LEADER, "0", False),
        (Role.DISCIPLINE_OFFICER, "U1", True),
        (Role.COMMITTEE_ADMIN, "0", True),
    ],
)
def test_the_page_of_a_line_tells_the_mean_of_two_to_who_may_see_ranks(scene, role, at, is_told):
    client = signed_in(person("reader", scene.units[at], role))
    text = text_of(client.get(reverse("assessment:line", args=["U2", "information_standing"])))
    assert ("同类平均" in text, "同类其他单位的数值不公开" in text) == (is_told, not is_told)


@pytest.mark.parametrize(("at", "is_told"), [("0", True), ("U1", False), ("U2", False)])
def test_a_key_gets_what_was_compared_only_from_the_top_of_the_tree(scene, at, is_told):
    told = System(scene.units[at], expires_on=date(2026, 12, 31)).read("scores/U2/lines")
    measures = {line["code"]: line["measure"] for line in told["items"]}
    kept = CurrentLine.objects.get(subject=scene.units["U2"], code="information_standing").measure
    assert kept != ""
    assert (measures["information_standing"], measures["information"] != "") == (kept if is_told else "", True)
