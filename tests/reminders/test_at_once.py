"""Two runs at the same moment: everybody is told once, and gets one message."""

import threading
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection

from mingheng.audit.actors import COMMAND
from mingheng.policy import Role
from mingheng.reminders.domain import remind
from mingheng.reminders.models import Delivery, Reminder
from mingheng.reminders.registry import DueItem
from tests.reminders.office import Postbox, appoint, make_office, matters, want

RUNS = 4


@pytest.mark.django_db(transaction=True)
def test_runs_at_once_tell_everybody_once():
    office = make_office()
    for number in range(12):
        want(appoint(office, f"clerk-{number}", "B", Role.UNIT_CLERK), email=f"c{number}@example.gov.cn")
    items = [
        DueItem(key=f"{number}", unit_id=office.units["B"].pk, due_on=date(2026, 3, 10), title=f"事项{number}")
        for number in range(5)
    ]
    boxes, faults = [Postbox() for _ in range(RUNS)], []
    start = threading.Barrier(RUNS)

    def run(box: Postbox) -> None:
        start.wait()
        try:
            remind(by=COMMAND, channels=[box])
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)
        finally:
            connection.close()

    with matters(*items), time_machine.travel(datetime(2026, 3, 10, 1, tzinfo=UTC), tick=False):
        threads = [threading.Thread(target=run, args=[box]) for box in boxes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert faults == []
    assert Reminder.objects.count() == 13 * 5
    taken = [(message.username, message.count) for box in boxes for message in box.taken]
    assert sorted(taken) == sorted((f"clerk-{number}", 5) for number in range(12))
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
