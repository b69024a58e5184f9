"""What the ledger names as due: what waits too long for a decision, what was sent back."""

from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine

from mingheng.ledger.domain import send_back
from mingheng.ledger.due import due_entries
from mingheng.ledger.record_kinds import kind_of
from mingheng.organisation.models import Placement, Unit
from mingheng.policy import Role
from tests.ledger.desk import actor, person, submitted

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
