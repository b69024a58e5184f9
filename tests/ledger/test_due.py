"""What the ledger names as due: what waits too long for a decision, what was sent back."""

from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine

from mingheng.ledger.domain import answer_doubt, send_back, verify
from mingheng.ledger.due import due_doubts, due_entries
from mingheng.ledger.models import Entry, Verdict, Verification
from mingheng.ledger.record_kinds import kind_of
from mingheng.organisation.models import Placement, Unit
from mingheng.policy import Role
from tests.ledger.desk import accepted, actor, person, submitted

BEIJING = timezone(timedelta(hours=8))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def at(day: date):
    return time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING), tick=False)


@pytest.fixture
def unit():
    made = Unit.objects.create(code="D", founded_on=date(2024, 1, 1), version=1)
    Placement.objects.create(unit=made, starts_on=date(2024, 1, 1), name="丁", kind="branch", version=1)
    return made


def named(day: date, unit_ids: object = None) -> list[tuple[str, date, str, frozenset[Role]]]:
    return [(one.key.split(":")[0], one.due_on, one.title, one.roles) for one in due_entries(day, unit_ids)]


def test_what_was_submitted_is_named_once_it_has_waited_five_working_days(unit):
    submitted(unit, person("clerk", unit, Role.UNIT_CLERK))
    assert named(date(2026, 6, 7)) == []
    title = f"审核{kind_of('meeting').title}记录（2026-05-20）"
    assert named(date(2026, 6, 8)) == [("waiting", date(2026, 6, 8), title, frozenset({Role.UNIT_ADMIN}))]
    assert (len(named(date(2026, 6, 8), [unit.pk])), named(date(2026, 6, 8), [])) == (1, [])


def test_what_was_sent_back_is_its_clerks_until_it_is_answered_and_names_nobody(unit):
    with at(date(2026, 9, 29)):
        entry = submitted(unit, person("clerk", unit, Role.UNIT_CLERK))
        send_back(entry, reason="缺少记录", read_at=entry.version, by=actor(person("judge", unit, Role.UNIT_ADMIN)))
    [(matter, due, title, roles)] = named(date(2026, 9, 29))
    assert (matter, due, roles) == ("sent_back", date(2026, 10, 12), frozenset({Role.UNIT_CLERK}))
    assert ("学习讨论" in title, "赵文华" in title) == (False, False)


def _doubted(entry: Entry, by) -> Verification:
    verify(entry, Verdict.DOUBTED, note="赵文华当天在外地", read_at=entry.version, by=by)
    return Verification.objects.latest("pk")


def test_a_doubt_is_for_whoever_may_answer_it_until_he_does_and_due_as_what_was_sent_back(unit):
    clerk, judge = person("clerk", unit, Role.UNIT_CLERK), person("judge", unit, Role.UNIT_ADMIN)
    committee = actor(person("committee", unit, Role.COMMITTEE_ADMIN))
    entry = accepted(unit, clerk, judge)
    doubt = _doubted(entry, committee)
    [item] = due_doubts(date(2026, 6, 1), None)
    title = f"答复工委对{kind_of('meeting').title}记录的疑问（2026-05-20）"
    assert (item.key, item.unit_id, item.title) == (str(doubt.pk), unit.pk, title)
    assert (item.due_on, item.roles) == (date(2026, 6, 8), {Role.UNIT_CLERK, Role.UNIT_ADMIN})
    assert item.address == f"/ledger/entries/{entry.pk}/#verification"
    answer_doubt(doubt, answer="在驻地开的", read_at=doubt.version, by=actor(clerk))
    assert list(due_doubts(date(2026, 6, 1), None)) == []
    again = _doubted(entry, committee)
    assert [one.key for one in due_doubts(date(2026, 6, 1), [unit.pk])] == [str(again.pk)]
    assert list(due_doubts(date(2026, 6, 1), [])) == []
    verify(entry, Verdict.UNTRUE, note="没有开", read_at=entry.version, by=committee)
    assert list(due_doubts(date(2026, 6, 1), None)) == []


def test_many_doubts_are_asked_for_at_once(unit, django_assert_num_queries):
    clerk, judge = person("clerk", unit, Role.UNIT_CLERK), person("judge", unit, Role.UNIT_ADMIN)
    committee = actor(person("committee", unit, Role.COMMITTEE_ADMIN))
    for count in (1, 3):
        while Verification.objects.count() < count:
            _doubted(accepted(unit, clerk, judge), committee)
        with django_assert_num_queries(1):
            assert len(list(due_doubts(date(2026, 6, 8), None))) == count
