"""What is due for recipients and givers, and what a reorganisation does to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from mingheng import clock
from mingheng.assignments.domain import NotNow, accept, add_recipients, release, remind_all, reply
from mingheng.assignments.domain import remind as remind_recipient
from mingheng.assignments.due import due_items
from mingheng.assignments.prospects import prospects
from mingheng.assignments.queries import all_below, below_without, offered_units, threads_of, unanswered_within
from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import close_unit, merge_unit, move_unit
from mingheng.organisation.prospects import Act, Prospect
from mingheng.policy import Role
from mingheng.reminders.calendar import calendar_of
from mingheng.reminders.domain import remind
from mingheng.reminders.queries import Matter
from mingheng.reminders.recipients import Seat
from mingheng.reminders.registry import CLERKS, DueItem
from tests.assignments.desk import DUE, TODAY, given, received, recipient_of
from tests.ledger.desk import actor
from tests.reminders.office import Postbox, want

pytestmark = pytest.mark.django_db
ON = TODAY + timedelta(days=1)


def test_recipients_have_to_receive_and_answer_and_the_giver_to_close(county, people):
    assignment = given(county.top, people.committee, county.one, county.two, document_number="示工委发〔2026〕5号")
    one, two = recipient_of(assignment, county.one), recipient_of(assignment, county.two)
    received(assignment, county.two, people.outsider)
    common = {"due_on": DUE, "article": "示工委发〔2026〕5号", "roles": CLERKS}
    first, second = (
        DueItem(
            key=f"assignment:{recipient.pk}",
            unit_id=recipient.unit_id,
            title=f"{what}：报送上半年党建工作总结",
            outside=f"{what[:2]}交办任务2026-001",
            address=reverse("assignments:recipient", args=[recipient.pk]),
            **common,
        )
        for recipient, what in ((one, "签收任务"), (two, "回复任务"))
    )
    assert list(due_items(TODAY)) == [first, second]
    assert list(due_items(TODAY, [county.two.pk])) == [second]
    received(assignment, county.one, people.clerk)
    for recipient, by in ((one, people.clerk), (two, people.outsider)):
        recipient.refresh_from_db()
        reply(recipient, text="办了", read_at=recipient.version, by=actor(by))
        accept(recipient, read_at=recipient.version, by=actor(people.committee))
    givers = frozenset({Role.COMMITTEE_ADMIN, Role.UNIT_ADMIN})
    assert list(due_items(TODAY)) == [
        DueItem(
            key=f"assignment:{assignment.pk}:close",
            unit_id=county.top.pk,
            title="办结任务：报送上半年党建工作总结",
            outside="办结交办任务2026-001",
            address=reverse("assignments:assignment", args=[assignment.pk]),
            **(common | {"roles": givers}),
        )
    ]


@pytest.mark.parametrize("act", [Act.CLOSE, Act.MERGE])
def test_before_a_unit_ends_it_is_told_what_it_has_not_answered(county, people, act):
    given(county.top, people.committee, county.one)
    given(county.one, people.admin, county.one_first)
    assert list(prospects(act, county.one, ON)) == [
        Prospect(
            "没有回复的交办任务1件",
            "请在2026年6月1日以前回复。以后由交办单位免予回复，需要的再交给接续的组织，不会自动转过去。",
        ),
        Prospect("交给下级、还没有办结的任务1件", "请先办结或撤回；以后由上级的管理员办结。"),
    ]
    assert list(prospects(Act.MOVE, county.one, ON)) == []


def test_a_unit_that_has_merged_is_waited_for_no_longer_and_its_successor_is_asked(county, people, settings):
    assignment = given(county.one, people.admin, county.one_first)
    merge_unit(county.one_first, into=county.one_second, on=ON, by=COMMAND)
    settings.MINGHENG_FIXED_DAY = ON
    gone = recipient_of(assignment, county.one_first)
    assert list(due_items(ON)) == []
    ((row, below),) = threads_of(assignment)
    assert (row.is_gone, row.can_remind, below) == (True, False, [])
    by = actor(people.admin)
    with pytest.raises(NotNow, match="已经撤销"):
        remind_recipient(gone, read_at=gone.version, by=by)
    with pytest.raises(NotNow):
        remind_all(assignment, read_at=assignment.version, by=by)
    release(gone, reason="已并入二支部", read_at=gone.version, by=by)
    add_recipients(assignment, [county.one_second], read_at=assignment.version, by=by)
    assert [item.unit_id for item in due_items(ON)] == [county.one_second.pk]
    assert [one.unit for one in unanswered_within([county.one.pk])] == [county.one_second]


def test_a_unit_that_is_closed_is_offered_to_nobody(county, people, settings):
    close_unit(county.one_second, on=ON, by=COMMAND)
    settings.MINGHENG_FIXED_DAY = ON
    assignment = given(county.top, people.committee, county.one)
    recipient = received(assignment, county.one, people.clerk)
    assert [one.unit for one in below_without(recipient)] == [county.one_first]
    assert {unit.code for unit in all_below(county.top)} == {"A", "A-1", "B", "B-1"}
    assert [one.unit.code for one in offered_units(county.top)] == ["A", "B"]


def test_a_branch_that_has_moved_keeps_its_thread_and_is_read_where_it_stands_now(at, county, people, settings):
    assignment = given(county.one, people.admin, county.one_first)
    move_unit(county.one_first, parent=county.two, on=ON, by=COMMAND)
    settings.MINGHENG_FIXED_DAY = ON
    thread = reverse("assignments:recipient", args=[recipient_of(assignment, county.one_first).pk])
    asked = [at(name).get(thread).status_code for name in ("outsider", "committee", "admin")]
    assert asked == [200, 200, 200]
    # Who gave it out still sees how far it has come.
    page = at("admin").get(reverse("assignments:assignment", args=[assignment.pk]))
    assert page.context["counts"]["open"] == 1


def test_what_leaves_the_house_names_an_assignment_by_its_number_only(county, people, settings):
    assignment = given(county.top, people.committee, county.one, title="关于张三同志的情况说明")
    want(people.clerk, email="clerk@example.org")
    settings.MINGHENG_FIXED_DAY, box = DUE, Postbox()
    remind(by=COMMAND, channels=[box])
    (item,) = due_items(TODAY)
    calendar = calendar_of([Matter(item, item.due_on, Seat(county.one.pk, frozenset()), True)], clock.now())
    named = f"签收交办任务{assignment.number}"
    outside = [box.taken[0].text, str(Calendar.from_ical(calendar).walk("VEVENT")[0]["SUMMARY"])]
    assert [(named in text, "张三" in text) for text in outside] == [(True, False)] * 2
    assert "张三" not in calendar.decode()
