"""What is still missing: against an oracle that counts the entries of the ledger itself, and knows no kernel."""

import random
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from mingheng.assessment.asking import in_state, span_text, state_of
from mingheng.assessment.due import due_day, due_requirements
from mingheng.assessment.live import current_cycle
from mingheng.assessment.models import OpenRequirement
from mingheng.ledger.domain import withdraw
from mingheng.ledger.models import Entry
from mingheng.organisation.models import Placement, UnitKind
from mingheng.reminders.registry import due_items
from tests.assessment.world import meeting, run_all, scene_of_meetings

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 20)
QUARTERS = [
    (date(2026, month, 1), date(2026, month + 3, 1) - timedelta(days=1) if month < 10 else date(2026, 12, 31))
    for month in (1, 4, 7, 10)
]
GRACE = timedelta(days=10)


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    return scene_of_meetings()


def lecture(day: date):
    return meeting(day, type="党课", title="党课", topics=())


def stored(code: str) -> set[tuple[str, str, date, str]]:
    rows = OpenRequirement.objects.filter(code=code)
    return set(rows.values_list("subject__code", "unit__code", "first_on", "missing"))


def expected_lectures() -> set[tuple[str, str, date, str]]:
    """Every branch in every assessed unit, each quarter that has begun: whoever has no accepted lecture in it."""
    places = {place.unit_id: place for place in Placement.objects.select_related("unit")}
    held = Entry.objects.filter(state="accepted", kind="meeting", title="党课").values_list("unit_id", "happened_on")
    missing = set()
    for unit_id, place in places.items():
        at = place if place.kind == UnitKind.BRANCH else None
        while at is not None:
            for first, last in QUARTERS:
                founded = places[unit_id].unit.founded_on <= first and at.unit.founded_on <= first
                # A unit's own facts are those of its own branches: a branch of an assessed unit below counts there.
                own = nearest(places, unit_id) == at.unit_id
                has = any(unit == unit_id and first <= day <= last for unit, day in held)
                if at.is_assessed and first <= DAY and founded and not (own and has):
                    missing.add((at.unit.code, place.unit.code, first, "1"))
            at = places.get(at.parent_id)
    return missing


def nearest(places, unit_id):
    at = places[unit_id]
    while not at.is_assessed:
        at = places[at.parent_id]
    return at.unit_id


def test_each_branch_that_lacks_a_lecture_is_named_for_each_quarter_that_has_begun(scene):
    assert stored("lectures") == expected_lectures()
    dice = random.Random(4)
    branches = sorted(code for code in scene.units if "-" in code)
    for _ in range(14):
        day = date(2026, 1, 10) + timedelta(days=dice.randrange(250))
        branch = dice.choice(branches)
        if scene.units[branch].founded_on <= day:
            scene.enter(branch, "meeting", lecture(day))
        assert stored("lectures") == expected_lectures()
    entry = Entry.objects.filter(state="accepted", title="党课").first()
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    assert stored("lectures") == expected_lectures()
    live = set(OpenRequirement.objects.values_list("subject", "unit", "code", "first_on", "missing"))
    run_all()
    assert set(OpenRequirement.objects.values_list("subject", "unit", "code", "first_on", "missing")) == live


def test_a_record_of_the_office_itself_leaves_open_which_branch_is_missing(scene):
    scene.enter("U3", "meeting", lecture(date(2026, 8, 3)))
    scene.enter("U1", "meeting", lecture(date(2026, 8, 3)))
    first = QUARTERS[2][0]
    # U3 has one branch and one lecture: enough. U1 counts three branches: two are missing, and nobody knows which.
    assert {row for row in stored("lectures") if row[2] == first and row[0] in ("U1", "U3")} == {
        ("U1", "U1", first, "2")
    }


@pytest.mark.usefixtures("scene")
def test_a_ledger_that_is_not_connected_asks_for_nothing():
    assert OpenRequirement.objects.filter(code="study_sessions").count() == 0
    assert OpenRequirement.objects.filter(code="general_meetings").count() > 0


def test_after_its_end_a_sub_period_is_due_at_the_end_of_its_grace():
    row = OpenRequirement(last_on=date(2026, 9, 30), due_on=date(2026, 10, 10))
    days = (date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1), date(2026, 11, 1))
    assert [due_day(row, day).isoformat() for day in days] == ["2026-09-30"] * 2 + ["2026-10-10"] * 2


def test_due_items_name_matter_branch_and_grace_until_they_are_met(scene):
    def lectures():
        found = due_items(DAY, [scene.units["U3-1"].pk])
        return [(item.due_on, item.title, item.unit_id, item.address) for item in found if "党课" in item.title]

    unit = scene.units["U3-1"].pk
    address = f"/ledger/new/{unit}/meeting/?{urlencode({'type': '党课'})}"
    assert lectures() == [
        (
            date(2026, 9, 30),
            "第三季度党课：U3局第一党支部还缺1次（9月30日到期，宽限至10月10日）",
            unit,
            address,
        )
    ]
    scene.enter("U3-1", "meeting", lecture(date(2026, 9, 1)))
    assert lectures() == []


def test_a_due_item_says_what_waits_for_acceptance_and_leads_there(scene):
    unit = scene.units["U3-1"].pk
    others = [meeting(date(2026, 9, 1)), lecture(date(2026, 6, 30))]
    for content in others:
        scene.write("U3-1", "meeting", content)
    scene.write("U1-1", "meeting", lecture(date(2026, 9, 1)))

    def told():
        found = due_items(DAY, [unit])
        return [(item.title, item.address) for item in found if item.title.startswith("第三季度党课")]

    ends = "（9月30日到期，宽限至10月10日）"
    form = f"/ledger/new/{unit}/meeting/?{urlencode({'type': '党课'})}"
    assert told() == [(f"第三季度党课：U3局第一党支部还缺1次{ends}", form)]
    entry = scene.write("U3-1", "meeting", lecture(date(2026, 9, 2)))
    waits = [(f"第三季度党课：U3局第一党支部还缺1次，已提交1条，待审核{ends}", f"/ledger/entries/{entry.pk}/")]
    assert told() == waits
    scene.write("U3-1", "meeting", lecture(date(2026, 9, 3)))
    assert [title for title, _address in told()] == [waits[0][0].replace("1条", "2条")]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 9, 14), None),
        (date(2026, 9, 15), "9月30日到期，宽限至10月10日"),
        (date(2026, 10, 10), "9月30日到期，宽限至10月10日"),
        (date(2026, 10, 11), "已于10月10日过宽限期"),
        (date(2026, 11, 24), "已于10月10日过宽限期"),
        (date(2026, 11, 25), None),
    ],
)
def test_a_requirement_is_due_from_fifteen_days_before_its_end_to_forty_five_after_its_grace(scene, day, told):
    titles = [item.title for item in due_items(day, [scene.units["U3-1"].pk]) if item.title.startswith("第三季度党课")]
    assert titles == ([f"第三季度党课：U3局第一党支部还缺1次（{told}）"] if told else [])


def test_due_items_ask_as_many_questions_for_all_as_for_one(scene, django_assert_max_num_queries):
    # The rulebook is read once in the life of a process.
    found, _warm = [], list(due_requirements(DAY, [scene.units["U3-1"].pk]))
    own = [unit.pk for unit in scene.units.values()]
    for asked in ([scene.units["U3-1"].pk], None, [*own, *range(max(own) + 1, max(own) + 1000)]):
        with django_assert_max_num_queries(5):
            found.append(list(due_requirements(DAY, asked)))
    one, everybody, many = found
    assert (0 < len(one) < len(everybody), many) == (True, everybody)


@pytest.mark.usefixtures("scene")
def test_the_database_and_a_row_at_hand_agree_on_what_is_overdue():
    for day in (date(2026, 4, 10), date(2026, 4, 11), date(2026, 9, 23), date(2026, 9, 24), date(2026, 10, 11)):
        for state in ("overdue", "due", "later"):
            found = {row.pk for row in OpenRequirement.objects.filter(in_state(state, day))}
            assert found == {row.pk for row in OpenRequirement.objects.all() if state_of(row, day) == state}


def test_nothing_is_due_without_a_cycle():
    assert (current_cycle(), due_items(DAY)) == (None, [])


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), "9月"),
        (date(2026, 7, 1), date(2026, 9, 30), "第三季度"),
        (date(2026, 7, 1), date(2026, 12, 31), "下半年"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        (date(2026, 2, 1), date(2026, 4, 30), "2月1日至4月30日"),
        (date(2026, 1, 5), date(2026, 3, 31), "1月5日至3月31日"),
    ],
)
def test_a_sub_period_is_called_as_people_call_it(first, last, text):
    assert span_text(first, last) == text


def test_what_an_allowance_covers_is_no_longer_asked_once_it_has_run_out(scene):
    def missing() -> list[date]:
        rows = OpenRequirement.objects.filter(code="theme_days", subject__code="U1", due_on__lt=DAY)
        return sorted(rows.values_list("first_on", flat=True))

    for month in (1, 2, 3, 6, 7, 8):
        scene.enter("U1-1", "meeting", meeting(date(2026, month, 10), type="主题党日", title="主题党日", topics=()))
    assert missing() == [date(2026, 4, 1), date(2026, 5, 1)]
    scene.enter("U1-1", "meeting", meeting(date(2026, 4, 10), type="主题党日", title="主题党日", topics=()))
    assert missing() == []
