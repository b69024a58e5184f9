"""What waits for acceptance, told at what is still missing: of a branch, and of a unit for which branches' records count."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import OpenRequirement
from mingheng.assessment.submitted import covers, submitted_address, submitted_for, submitted_text
from mingheng.audit.actors import COMMAND
from mingheng.ledger.domain import correct, recall, save_draft, send_back, submit, withdraw
from mingheng.ledger.models import Entry
from mingheng.ledger.values import Content
from mingheng.organisation.domain import move_unit
from mingheng.reminders.registry import due_items
from tests.assessment.world import meeting, run_all, scene_of_meetings

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 20)
HELD = date(2026, 8, 3)


@pytest.fixture
def scene(stand_on):
    stand_on(DAY)
    return scene_of_meetings()


def theme_day(day: date):
    return meeting(day, type="主题党日", title="主题党日", topics=())


def lecture(day: date):
    return meeting(day, type="党课", title="党课", topics=())


def submitted(scene, code: str, rule: str, first: date = date(2026, 8, 1)) -> list[str]:
    """The entries that wait for what a rule asks of the unit itself."""
    row = OpenRequirement.objects.select_related("subject").get(
        subject__code=code, unit__code=code, code=rule, first_on=first
    )
    return submitted_for(rulebook_of(scene.cycle), [row]).get(row.pk, [])


def test_a_record_of_a_branch_that_waits_is_for_what_is_asked_of_its_unit(scene):
    entry = scene.write("U1-1", "meeting", theme_day(HELD))
    assert submitted(scene, "U1", "theme_days") == [entry.pk]
    other = scene.write("U1-2", "meeting", theme_day(HELD))
    own = scene.write("U1", "meeting", theme_day(HELD))
    assert submitted(scene, "U1", "theme_days") == [entry.pk, other.pk, own.pk]
    scene.accept(entry)
    run_all()
    assert OpenRequirement.objects.filter(subject__code="U1", code="theme_days", first_on=date(2026, 8, 1)).count() == 0


def test_what_is_due_says_so_and_leads_to_the_branch_s_record(scene):
    entry = scene.write("U3-1", "meeting", theme_day(date(2026, 9, 3)))
    items = due_items(DAY, [scene.units["U3"].pk])
    assert [(one.title, one.address) for one in items if one.title.startswith("9月主题党日")] == [
        (
            "9月主题党日：U3局党组还缺1次，已提交1条，待审核（9月30日到期，宽限至10月10日）",
            reverse("ledger:entry", args=[entry.pk]),
        )
    ]


def test_a_record_that_counts_for_another_unit_is_not_for_this_one(scene):
    entry = scene.write("U2-1", "meeting", theme_day(HELD))
    found = {code: submitted(scene, code, "theme_days") for code in ("U1", "U2", "U3")}
    assert found == {"U1": [], "U2": [entry.pk], "U3": []}


def test_a_record_of_one_branch_is_not_for_what_is_asked_of_another(scene):
    entry = scene.write("U1-1", "meeting", lecture(HELD))
    rows = OpenRequirement.objects.select_related("subject").filter(
        subject__code="U1", code="lectures", first_on=date(2026, 7, 1)
    )
    found = submitted_for(rulebook_of(scene.cycle), rows)
    assert {row.unit.code: found.get(row.pk, []) for row in rows} == {"U1-1": [entry.pk], "U1-2": [], "U2-1": []}


def test_a_record_counts_for_whom_its_branch_stood_under_on_its_day(scene):
    old, new = (scene.write("U1-2", "meeting", theme_day(day)) for day in (date(2026, 3, 3), HELD))
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 6, 1), by=COMMAND)
    found = {
        (code, first.month): submitted(scene, code, "theme_days", first)
        for code in ("U1", "U3")
        for first in (date(2026, 3, 1), date(2026, 8, 1))
    }
    assert found == {("U1", 3): [old.pk], ("U1", 8): [], ("U3", 3): [], ("U3", 8): [new.pk]}


@pytest.mark.parametrize(
    "content",
    [theme_day(date(2026, 7, 31)), theme_day(date(2026, 9, 1)), lecture(HELD)],
    ids=["before", "after", "kind"],
)
def test_a_record_of_another_sub_period_or_of_another_kind_is_not_for_it(scene, content):
    scene.write("U1-1", "meeting", content)
    assert submitted(scene, "U1", "theme_days") == []


def test_what_is_drafted_sent_back_or_withdrawn_does_not_wait(scene):
    save_draft(Entry(unit=scene.units["U1-1"], kind="meeting"), theme_day(HELD), read_at=0, by=scene.clerk)
    assert submitted(scene, "U1", "theme_days") == []
    for undo in (
        lambda entry: send_back(entry, reason="缺附件", read_at=entry.version, by=scene.judge),
        lambda entry: recall(entry, read_at=entry.version, by=scene.clerk),
    ):
        entry = scene.write("U1-1", "meeting", theme_day(HELD))
        assert submitted(scene, "U1", "theme_days") == [entry.pk]
        undo(entry)
        assert submitted(scene, "U1", "theme_days") == []
    entry = scene.write("U1-1", "meeting", theme_day(HELD))
    scene.accept(entry)
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    run_all()
    assert submitted(scene, "U1", "theme_days") == []


def test_of_a_record_that_was_sent_back_only_what_was_submitted_anew_waits(scene):
    entry = scene.write("U1-1", "meeting", theme_day(HELD))
    send_back(entry, reason="日期不对", read_at=entry.version, by=scene.judge)
    submit(entry, theme_day(date(2026, 7, 3)), read_at=entry.version, by=scene.clerk)
    found = [submitted(scene, "U1", "theme_days", date(2026, month, 1)) for month in (7, 8)]
    assert found == [[entry.pk], []]


def test_a_correction_that_waits_is_no_new_record(scene):
    entry = scene.write("U3-1", "meeting", theme_day(date(2026, 7, 3)))
    scene.accept(entry)
    correct(entry, theme_day(HELD), reason="日期有误", read_at=entry.version, by=scene.clerk)
    assert submitted(scene, "U3", "theme_days") == []


def test_where_organisations_are_counted_several_records_of_one_are_one(scene):
    scene.enter("U1", "meeting", lecture(HELD))
    first, _again = (scene.write("U1-1", "meeting", lecture(date(2026, 8, day))) for day in (4, 5))
    other = scene.write("U1-2", "meeting", lecture(HELD))
    assert submitted(scene, "U1", "lectures", date(2026, 7, 1)) == [first.pk, other.pk]


def test_many_units_are_asked_about_with_as_many_questions_and_the_same_answers(
    scene, monkeypatch, django_assert_num_queries
):
    scene.write("U1-1", "meeting", theme_day(HELD))
    scene.write("U3-1", "meeting", lecture(HELD))
    rows = list(OpenRequirement.objects.select_related("subject"))
    rulebook, found = rulebook_of(scene.cycle), []
    for asked in (rows[:1], rows[:3], rows):
        with django_assert_num_queries(2):
            found.append(submitted_for(rulebook, asked))
    monkeypatch.setattr("mingheng.assessment.submitted.MOST_NAMED", 1)
    with django_assert_num_queries(2):
        assert (submitted_for(rulebook, rows), len(found[-1]) > 1) == (found[-1], True)
    with django_assert_num_queries(0):
        assert submitted_for(rulebook, []) == {}


def test_what_the_office_enters_about_a_unit_is_no_matter_of_the_unit_s(scene):
    rulebook = rulebook_of(scene.cycle)
    rule = rulebook.rules["theme_days"]
    read = replace(rule, measure=replace(rule.measure, of=("finding.conduct_problems", "meeting.theme_day")))
    row = OpenRequirement.objects.select_related("subject").get(
        subject__code="U3", code="theme_days", first_on=date(2026, 8, 1)
    )
    scene.write("U3", "finding", Content({"indicator": "conduct_problems", "found_on": HELD, "severity": "轻微"}))
    own = scene.write("U3-1", "meeting", theme_day(HELD))
    assert submitted_for(replace(rulebook, rules=rulebook.rules | {"theme_days": read}), [row]) == {row.pk: [own.pk]}


def test_once_nothing_is_left_to_enter_the_waiting_ones_cover_it():
    row = OpenRequirement(missing="2")
    assert [covers(row, ["entry"] * count) for count in (1, 2, 3)] == [False, True, True]
    assert (submitted_text([]), submitted_address([])) == ("", "")
