"""The verbs: what they write, what they refuse."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.organisation.domain import close_unit
from mingheng.organisation.refusals import Refused
from mingheng.people.actions import ACTIONS
from mingheng.people.domain import (
    add_post,
    become_full,
    correct_person,
    end_post,
    join_unit,
    leave_unit,
    reveal,
    transfer_member,
)
from mingheng.people.models import Membership, Person, Post
from mingheng.people.queries import latest_membership, memberships_of, person_with_id_number
from mingheng.people.sealed import PersonDetails, masked

NUMBER = "11010519491231002X"
TODAY = date(2026, 6, 30)


def last_event() -> Event:
    return Event.objects.order_by("-sequence")[0]


def spans(person: Person) -> list[tuple]:
    return [(one.unit.code, one.starts_on, one.ends_on, one.full_on) for one in memberships_of(person)]


def test_adding_a_person_writes_one_event_and_keeps_nothing_sensitive_in_clear(office, enter):
    before = Event.objects.count()
    person = enter(office.branch, "𠮷田·示范", id_number=NUMBER, phone="13800000000", born_on=date(1949, 12, 31))
    event = last_event()
    assert Event.objects.count() == before + 1
    assert (event.action, event.object_table, event.object_key) == ("people.person.added", "person", person.pk)
    assert event.unit_path == "示范县直属机关工委/财政局机关党委/第一党支部"
    stored = json.dumps(list(Person.objects.values()), default=str) + event.rows
    assert [text for text in (NUMBER, "13800000000", "1949-12-31") if text in stored] == []
    fresh = Person.objects.get()
    assert [masked(fresh, column) for column in ("id_number", "phone")] == ["110105********002X", "138****0000"]
    assert person_with_id_number(NUMBER) == fresh


def test_the_same_identity_number_is_refused_a_second_time(office, enter):
    enter(office.branch, "甲", id_number=NUMBER)
    with pytest.raises(Refused, match="这个身份证号的人员已经登记在册") as refusal:
        enter(office.other, "乙", id_number=NUMBER)
    assert (refusal.value.field, Person.objects.count(), Membership.objects.count()) == ("id_number", 1, 1)


def test_the_database_itself_refuses_two_memberships_on_one_day(office, enter):
    person = enter(office.branch, "甲")
    overlapping = Membership(person=person, unit=office.other, starts_on=date(2026, 1, 1), version=1)
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        overlapping.save()
    with pytest.raises(Refused, match="仍属于另一个党组织"):
        join_unit(person, office.other, starts_on=date(2026, 1, 1), by=COMMAND)
    assert len(spans(person)) == 1


def test_who_left_may_join_again_from_the_next_day(office, enter):
    person = enter(office.branch, "甲")
    leave_unit(latest_membership(person.pk), last_day=date(2025, 12, 31), reason="调出本系统", by=COMMAND)
    assert last_event().reason == "调出本系统"
    with pytest.raises(Refused):
        join_unit(person, office.other, starts_on=date(2025, 12, 31), by=COMMAND)
    join_unit(person, office.other, starts_on=date(2026, 1, 1), full_on=date(2018, 7, 1), by=COMMAND)
    assert spans(person) == [
        ("02", date(2026, 1, 1), None, date(2018, 7, 1)),
        ("0101", date(2020, 1, 1), date(2025, 12, 31), date(2018, 7, 1)),
    ]


def test_a_transfer_ends_the_old_membership_the_day_before_and_takes_the_day_of_full_membership_along(office, enter):
    person = enter(office.branch, "甲")
    add_post(person, office.branch, title="组织委员", starts_on=date(2021, 1, 1), by=COMMAND)
    before = Event.objects.count()
    transfer_member(latest_membership(person.pk), office.other, on=date(2026, 6, 1), by=COMMAND)
    assert spans(person) == [
        ("02", date(2026, 6, 1), None, date(2018, 7, 1)),
        ("0101", date(2020, 1, 1), date(2026, 5, 31), date(2018, 7, 1)),
    ]
    assert Post.objects.get().ends_on == date(2026, 5, 31)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize(
    ("unit", "on", "sentence"),
    [
        ("branch", date(2026, 6, 1), "转入的就是现在所在的组织。请另选组织。"),
        ("other", date(2020, 1, 1), "转接日期须晚于编入现组织的日期2020-01-01。请核对。"),
        ("other", date(2062, 6, 1), "日期2062-06-01不合情理。请核对年份。"),
        ("top", date(2026, 6, 1), "“示范县直属机关工委”是机关工委，党员应当编入党支部、党小组等基层组织。请另选组织。"),
    ],
)
def test_an_impossible_transfer_changes_nothing(office, enter, unit: str, on: date, sentence: str):
    person = enter(office.branch, "甲")
    before = Event.objects.count(), spans(person)
    with pytest.raises(Refused) as refusal:
        transfer_member(latest_membership(person.pk), getattr(office, unit), on=on, by=COMMAND)
    assert refusal.value.message == sentence
    assert (Event.objects.count(), spans(person)) == before


def test_nobody_joins_a_unit_that_is_closed_or_not_yet_founded(office, enter):
    close_unit(office.other, on=date(2026, 1, 1), by=COMMAND)
    office.other.refresh_from_db()
    with pytest.raises(Refused, match="该组织在2026-01-01已经撤销"):
        enter(office.other, "甲", starts_on=date(2026, 1, 1))
    with pytest.raises(Refused, match="该组织2019-03-01才成立"):
        enter(office.other, "甲", starts_on=date(2019, 2, 28))


def test_a_member_becomes_full_once_and_not_in_the_future(office, enter):
    membership = latest_membership(enter(office.branch, "甲", starts_on=date(2025, 5, 1), full_on=None).pk)
    with pytest.raises(Refused, match="转正日期不能在今天以后"):
        become_full(membership, on=date(2026, 7, 1), by=COMMAND)
    with pytest.raises(Refused, match="早于编入本组织的日期2025-05-01"):
        become_full(membership, on=date(2025, 4, 30), by=COMMAND)
    become_full(membership, on=date(2026, 5, 1), by=COMMAND)
    assert (Membership.objects.get().full_on, last_event().action) == (date(2026, 5, 1), "people.membership.confirmed")
    with pytest.raises(Refused, match="已于2026-05-01转正"):
        become_full(membership, on=date(2026, 5, 2), by=COMMAND)


def test_a_correction_needs_a_reason_and_the_newest_version(office, enter):
    person = enter(office.branch, "甲", id_number=NUMBER, phone="13800000000")
    stale, token = Person.objects.get(pk=person.pk), person.id_number
    with pytest.raises(Refused, match="请写明更正的理由"):
        correct_person(person, PersonDetails.checked(name="乙", id_number=NUMBER), reason="错", by=COMMAND)
    person.refresh_from_db()
    correct_person(person, PersonDetails.checked(name="乙", id_number=NUMBER), reason="姓名填错一个字", by=COMMAND)
    fresh = Person.objects.get(pk=person.pk)
    assert (fresh.name, fresh.id_number, fresh.phone) == ("乙", token, "")
    with pytest.raises(Outdated):
        correct_person(stale, PersonDetails.checked(name="丙"), reason="又填错一个字", by=COMMAND)


def test_looking_at_a_sealed_column_is_an_event_that_changes_no_row_and_repeats_nothing(office, enter):
    person = enter(office.branch, "甲", id_number=NUMBER)
    before = Event.objects.count()
    for reason in ("", "    ", "核对  "):
        with pytest.raises(Refused, match="请写明查看的理由"):
            reveal(person, "id_number", reason=reason, by=COMMAND)
    with pytest.raises(Refused, match="没有这一栏"):
        reveal(person, "name", reason="核对证件上的名字", by=COMMAND)
    assert Event.objects.count() == before
    assert reveal(person, "id_number", reason="核对入党志愿书", by=COMMAND) == NUMBER
    event = last_event()
    assert (event.action, event.reason, event.object_key) == ("people.person.revealed", "核对入党志愿书", person.pk)
    assert NUMBER not in event.rows
    assert Person.objects.get().version == 1


def test_a_post_is_held_by_members_once_at_a_time(office, enter):
    person = enter(office.branch, "甲")
    with pytest.raises(Refused, match="不属于任何党组织"):
        add_post(person, office.branch, title="书记", starts_on=date(2019, 6, 1), by=COMMAND)
    post = add_post(person, office.committee, title="专职副书记", starts_on=date(2021, 1, 1), by=COMMAND)
    with pytest.raises(Refused, match="已在该组织任同一职务"):
        add_post(person, office.committee, title="专职副书记", starts_on=TODAY, by=COMMAND)
    with pytest.raises(Refused, match="离任日期不能早于任职日期2021-01-01"):
        end_post(post, last_day=date(2020, 12, 31), by=COMMAND)
    end_post(post, last_day=date(2025, 12, 31), by=COMMAND)
    add_post(person, office.committee, title="专职副书记", starts_on=date(2026, 1, 1), by=COMMAND)
    assert Post.objects.count() == 2


def test_every_action_that_is_written_has_a_label(office, enter):
    person = enter(office.branch, "甲", full_on=None)
    end_post(add_post(person, office.branch, title="书记", starts_on=TODAY, by=COMMAND), last_day=TODAY, by=COMMAND)
    transfer_member(latest_membership(person.pk), office.other, on=TODAY, by=COMMAND)
    become_full(latest_membership(person.pk), on=TODAY, by=COMMAND)
    leave_unit(latest_membership(person.pk), last_day=TODAY, reason="调出", by=COMMAND)
    written = {action for action in Event.objects.values_list("action", flat=True) if action.startswith("people.")}
    assert written - set(ACTIONS) == set()
    assert len(written) == 6
